//! A file as a stream of rows.

use std::borrow::Cow;
use std::io::{BufReader, Cursor, Read};
use std::sync::Arc;

use kernel::{Failure, shown};

use crate::cells::{Record, Splitter, Stop};
use crate::layout::{Fit, Layout, best_fit, no_fit};
use crate::row::{Head, Row, RowFault};
use crate::text::{Encoding, Utf16, decode, sniff};
use crate::values::squeeze;

const SAMPLE: u64 = 128 * 1024;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How far down the header may be: some downloads say what they are in the lines above it.
const PREAMBLE: usize = 12;

/// A file being read. It yields its rows one by one; a faulty row does not end it unless [`RowFault::ends`] says so.
pub struct Sheet<'a> {
    splitter: Splitter<BufReader<Box<dyn Read + 'a>>>,
    record: Record,
    head: Arc<Head>,
    width: usize,
    encoding: Encoding,
    delimiter: char,
    ended: bool,
}

/// Where the table begins in a file.
struct Start {
    fit: Fit,
    delimiter: u8,
    skip: usize,
    cells: Vec<String>,
}

impl<'a> Sheet<'a> {
    /// Looks at the beginning of a file, finds out what it is, and gets ready to read its rows.
    ///
    /// `name` is what to call the file when something is wrong with it.
    pub fn read(bytes: impl Read + 'a, name: &str, layouts: &[Layout]) -> Result<Sheet<'a>, Failure> {
        let mut bytes = bytes;
        let mut sample = Vec::new();
        let taken = bytes.by_ref().take(SAMPLE).read_to_end(&mut sample);
        taken.map_err(|error| Failure::field("file", format!("{name} could not be read: {error}.")))?;
        refuse_other_kinds(&sample, name)?;
        let (encoding, mark) = sniff(&sample);
        let text = sample_text(sample.get(mark..).unwrap_or_default(), encoding);
        let start = find_start(&text, name, layouts)?;
        let mut whole = Cursor::new(sample).chain(bytes);
        let skipped = std::io::copy(&mut whole.by_ref().take(mark as u64), &mut std::io::sink());
        skipped.map_err(Failure::internal)?;
        let reader: Box<dyn Read + 'a> = match encoding {
            Encoding::Utf8 | Encoding::Windows1252 => Box::new(whole),
            Encoding::Utf16Le | Encoding::Utf16Be => Box::new(Utf16::new(whole, encoding)),
        };
        let mut splitter = Splitter::new(BufReader::with_capacity(64 * 1024, reader), start.delimiter);
        let mut record = Record::default();
        for _ in 0..start.skip {
            splitter.next(&mut record).map_err(|stop| Failure::field("file", format!("{name}: {}", stop.message)))?;
        }
        let headers = start.cells.iter().map(|cell| squeeze(cell)).filter(|_| !start.fit.headless).collect();
        Ok(Sheet {
            splitter,
            record,
            width: start.cells.len(),
            head: Arc::new(Head { fit: start.fit, headers }),
            encoding,
            delimiter: char::from(start.delimiter),
            ended: false,
        })
    }

    /// The name of the layout that fits.
    pub fn layout(&self) -> &'static str {
        self.head.fit.layout.name
    }

    /// The headers as they stand in the file; empty for a file without.
    pub fn headers(&self) -> &[String] {
        &self.head.headers
    }

    /// How the text is written down.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What stands between the cells.
    pub fn delimiter(&self) -> char {
        self.delimiter
    }

    /// Whether the file has the column of this key.
    pub fn has(&self, key: &str) -> bool {
        self.head.fit.keys.iter().any(|(name, _)| *name == key)
    }

    fn stopped(&mut self, stop: Stop) -> RowFault {
        self.ended = true;
        let column = stop.cell.checked_sub(1).and_then(|cell| self.head.headers.get(cell)).cloned().unwrap_or_default();
        RowFault { ends: true, ..RowFault::new(stop.line, column, stop.message, "") }
    }

    fn row(&self) -> Result<Row, RowFault> {
        let mut text = String::with_capacity(128);
        let mut ends = Vec::with_capacity(self.record.len());
        let mut count = 0;
        let mut last_filled = 0;
        for cell in self.record.cells() {
            count += 1;
            let cell = visible(decode(cell));
            let cell = cell.trim_matches(is_blank);
            if !cell.is_empty() {
                last_filled = count;
            }
            text.push_str(cell);
            ends.push(text.len());
        }
        if count < self.width || last_filled > self.width {
            let many = if count < self.width { "fewer" } else { "more" };
            let message = format!(
                "The row has {count} cells but there are {} columns, {many} than the header has. Look for a missing or stray separator or quotation mark; the row is left out.",
                self.width
            );
            return Err(RowFault::new(self.record.line, "", message, &shown(&text, 60)));
        }
        ends.truncate(self.width);
        Ok(Row { number: self.record.line, text, ends, head: Arc::clone(&self.head) })
    }
}

impl Iterator for Sheet<'_> {
    type Item = Result<Row, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.splitter.next(&mut self.record) {
                Err(stop) => return Some(Err(self.stopped(stop))),
                Ok(false) => self.ended = true,
                Ok(true) if self.record.cells().all(|cell| cell.iter().all(u8::is_ascii_whitespace)) => {}
                Ok(true) => return Some(self.row()),
            }
        }
        None
    }
}

/// The text with a space for each control character but line ends and tabs: nobody sees them, a terminal obeys them and no
/// record should keep them.
fn visible(text: Cow<'_, str>) -> Cow<'_, str> {
    let hidden = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.contains(hidden) { Cow::Owned(text.replace(hidden, " ")) } else { text }
}

/// White space, and the marks that look like it.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}')
}

fn sample_text(sample: &[u8], encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 | Encoding::Windows1252 => sample.to_vec(),
        Encoding::Utf16Le => encoding_rs::UTF_16LE.decode_without_bom_handling(sample).0.into_owned().into_bytes(),
        Encoding::Utf16Be => encoding_rs::UTF_16BE.decode_without_bom_handling(sample).0.into_owned().into_bytes(),
    }
}

/// Finds the separator and the row under which some layout fits.
fn find_start(sample: &[u8], name: &str, layouts: &[Layout]) -> Result<Start, Failure> {
    let mut best: Option<Start> = None;
    let mut widest: Vec<String> = Vec::new();
    let mut stopped: Option<Stop> = None;
    for delimiter in DELIMITERS {
        let mut splitter = Splitter::new(sample, delimiter);
        let mut record = Record::default();
        for skip in 1..=PREAMBLE {
            match splitter.next(&mut record) {
                Ok(true) if record.is_blank() => continue,
                Ok(true) => {}
                Ok(false) => break,
                Err(stop) => {
                    stopped.get_or_insert(stop);
                    break;
                }
            }
            let cells: Vec<String> =
                record.cells().map(|cell| visible(decode(cell)).trim_matches(is_blank).to_owned()).collect();
            if let Some(fit) = best_fit(&cells, layouts)
                && best.as_ref().is_none_or(|best| fit.keys.len() > best.fit.keys.len())
            {
                // A row without header is itself the first row of data, so it is not skipped.
                let skip = if fit.headless { skip - 1 } else { skip };
                best = Some(Start { fit, delimiter, skip, cells: cells.clone() });
            }
            if cells.len() > widest.len() {
                widest = cells;
            }
        }
    }
    match (best, stopped) {
        (Some(start), _) => Ok(start),
        (None, _) if !widest.is_empty() => Err(no_fit(name, &widest, layouts)),
        (None, Some(stop)) => Err(Failure::field("file", format!("{name}: {}", stop.message))),
        (None, None) => {
            Err(Failure::field("file", format!("{name} is empty. Send a file with a header and at least one row.")))
        }
    }
}

/// Files that are no text at all, named for what they are.
fn refuse_other_kinds(sample: &[u8], name: &str) -> Result<(), Failure> {
    let kinds: [(&[u8], &str); 5] = [
        (b"PK\x03\x04", "a spreadsheet (xlsx or ods) or a zip file"),
        (b"\xD0\xCF\x11\xE0", "an old Excel or Word file (xls or doc)"),
        (b"%PDF", "a PDF"),
        (b"\x1F\x8B", "a compressed file"),
        (b"\x89PNG", "a picture"),
    ];
    match kinds.iter().find(|(mark, _)| sample.starts_with(mark)) {
        Some((_, kind)) => Err(Failure::field(
            "file",
            format!("{name} is {kind}. Open it and save the table as CSV (\u{201c}CSV UTF-8\u{201d}), then send that."),
        )),
        None => Ok(()),
    }
}
