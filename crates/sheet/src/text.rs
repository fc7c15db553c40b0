//! What kind of text a file is, and UTF-16 made into UTF-8 while it streams past.

use std::borrow::Cow;
use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How the text of a file is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8; a cell that is not is taken as Windows-1252, which is what spreadsheets in Britain save.
    Utf8,
    /// Windows-1252 (or Latin-1, its smaller sister), seen in the first part of the file.
    Windows1252,
    /// UTF-16, low byte first, as "Unicode text" comes out of a spreadsheet.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// What the first bytes of a file say about it: the encoding, and how many bytes of mark to leave out.
pub(crate) fn sniff(sample: &[u8]) -> (Encoding, usize) {
    if sample.starts_with(&[0xEF, 0xBB, 0xBF]) {
        return (Encoding::Utf8, 3);
    }
    if sample.starts_with(&[0xFF, 0xFE]) {
        return (Encoding::Utf16Le, 2);
    }
    if sample.starts_with(&[0xFE, 0xFF]) {
        return (Encoding::Utf16Be, 2);
    }
    // English in UTF-16 has a NUL in every other byte; a damaged UTF-8 file has them by chance or in one heap at its end.
    let head = sample.get(..2048).unwrap_or(sample);
    let half = head.len() / 2;
    let nuls = |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (high_first, low_first) = (nuls(0), nuls(1));
    if half > 1 && low_first * 2 > half && high_first * 10 <= half {
        return (Encoding::Utf16Le, 0);
    }
    if half > 1 && high_first * 2 > half && low_first * 10 <= half {
        return (Encoding::Utf16Be, 0);
    }
    match std::str::from_utf8(sample) {
        // A character cut in two by the end of the sample is no fault.
        Err(error) if error.error_len().is_some() => (Encoding::Windows1252, 0),
        _ => (Encoding::Utf8, 0),
    }
}

/// The text of one cell. Files glued together from two sources mix encodings, so it is decided cell by cell.
pub(crate) fn decode(cell: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(cell).0,
    }
}

/// A reader that turns UTF-16 into UTF-8 as it goes.
pub(crate) struct Utf16<R> {
    input: R,
    decoder: Decoder,
    raw: Box<[u8]>,
    raw_from: usize,
    raw_to: usize,
    ready: Vec<u8>,
    ready_from: usize,
    input_ended: bool,
    flushed: bool,
}

impl<R: Read> Utf16<R> {
    pub(crate) fn new(input: R, encoding: Encoding) -> Self {
        let decoder = match encoding {
            Encoding::Utf16Be => UTF_16BE.new_decoder_without_bom_handling(),
            _ => UTF_16LE.new_decoder_without_bom_handling(),
        };
        Utf16 {
            input,
            decoder,
            raw: vec![0; 16 * 1024].into_boxed_slice(),
            raw_from: 0,
            raw_to: 0,
            ready: Vec::new(),
            ready_from: 0,
            input_ended: false,
            flushed: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.raw_from == self.raw_to && !self.input_ended {
            self.raw_from = 0;
            self.raw_to = self.input.read(&mut self.raw)?;
            self.input_ended = self.raw_to == 0;
        }
        let source = self.raw.get(self.raw_from..self.raw_to).unwrap_or_default();
        self.ready.resize(64 * 1024, 0);
        let (result, read, written, _) = self.decoder.decode_to_utf8(source, &mut self.ready, self.input_ended);
        self.ready.truncate(written);
        self.ready_from = 0;
        self.raw_from += read;
        self.flushed = self.input_ended && result == CoderResult::InputEmpty;
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.ready_from >= self.ready.len() {
            if self.flushed {
                return Ok(0);
            }
            self.fill()?;
        }
        let mut rest = self.ready.get(self.ready_from..).unwrap_or_default();
        let count = rest.read(into)?;
        self.ready_from += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    // INT-4
    #[test]
    fn tells_encodings_apart() {
        assert_eq!(sniff(b"\xEF\xBB\xBFa,b"), (Encoding::Utf8, 3));
        assert_eq!(sniff(b"\xFF\xFEa\0"), (Encoding::Utf16Le, 2));
        assert_eq!(sniff(&utf16("name,town\n", false)), (Encoding::Utf16Le, 0));
        assert_eq!(sniff(&utf16("name,town\n", true)), (Encoding::Utf16Be, 0));
        assert_eq!(sniff(b"name\nJos\xE9\n"), (Encoding::Windows1252, 0));
        assert_eq!(sniff(b"name\n\0\0\0\0"), (Encoding::Utf8, 0));
        assert_eq!(sniff("name\nJos\u{e9}".as_bytes()), (Encoding::Utf8, 0));
    }

    // INT-4
    #[test]
    fn utf16_streams_into_utf8() {
        let text = "Zo\u{eb}, \u{1F600} ".repeat(20_000);
        for (big, encoding) in [(false, Encoding::Utf16Le), (true, Encoding::Utf16Be)] {
            let bytes = utf16(&text, big);
            let mut read = String::new();
            Utf16::new(bytes.as_slice(), encoding).read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
        }
    }
}
