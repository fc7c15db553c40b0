//! Bytes into records of cells. Our own small machine rather than the `csv` reader's, because it has to say on which line a quotation
//! mark was opened and never closed, refuse NUL bytes by place, and stop before a broken file fills the memory.

use std::io::{self, BufRead};

/// The longest cell that is taken, in bytes.
pub const CELL_LIMIT: usize = 64 * 1024;
/// The most cells a row may have.
pub const COLUMN_LIMIT: usize = 500;

/// One row of the file, undecoded.
#[derive(Debug, Default, Clone)]
pub(crate) struct Record {
    /// The line of the file on which the row begins, counted from 1.
    pub(crate) line: u64,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Record {
    fn clear(&mut self, line: u64) {
        self.line = line;
        self.bytes.clear();
        self.ends.clear();
    }

    /// The cells, as bytes.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(self.ends.iter().copied()).map(|(start, end)| self.bytes.get(start..end).unwrap_or_default())
    }

    /// How many cells the row has.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is nothing but white space in the row.
    pub(crate) fn is_blank(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }
}

/// Why reading cannot go on. The words are for the person who sent the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) line: u64,
    /// The number of the cell within its row, counted from 1; 0 where it is about the whole file.
    pub(crate) cell: usize,
    pub(crate) message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    RecordStart,
    CellStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

/// Where the machine is; kept apart from the input so that a borrowed chunk can be fed to it.
#[derive(Debug)]
struct Machine {
    delimiter: u8,
    state: State,
    line: u64,
    offset: u64,
    after_return: bool,
    quote_line: u64,
}

/// Splits a stream of (UTF-8 or eight-bit) text into records.
pub(crate) struct Splitter<R> {
    input: R,
    machine: Machine,
    ended: bool,
}

impl<R: BufRead> Splitter<R> {
    pub(crate) fn new(input: R, delimiter: u8) -> Self {
        let machine =
            Machine { delimiter, state: State::RecordStart, line: 1, offset: 0, after_return: false, quote_line: 0 };
        Splitter { input, machine, ended: false }
    }

    /// Reads the next record; `false` at the end of the file.
    pub(crate) fn next(&mut self, record: &mut Record) -> Result<bool, Stop> {
        record.clear(self.machine.line);
        if self.ended {
            return Ok(false);
        }
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.machine.broken_off(&error)),
            };
            if chunk.is_empty() {
                self.ended = true;
                return self.machine.finish(record);
            }
            let mut used = 0;
            let mut complete = false;
            for &byte in chunk {
                used += 1;
                if self.machine.step(byte, record)? {
                    complete = true;
                    break;
                }
            }
            self.input.consume(used);
            if complete {
                return Ok(true);
            }
        }
    }
}

impl Machine {
    /// Takes one byte; `true` when it completed a record.
    fn step(&mut self, byte: u8, record: &mut Record) -> Result<bool, Stop> {
        self.offset += 1;
        let second_half = byte == b'\n' && self.after_return;
        self.after_return = byte == b'\r';
        if second_half && self.state == State::RecordStart {
            return Ok(false);
        }
        if self.state == State::RecordStart {
            record.line = self.line;
            self.state = State::CellStart;
        }
        if byte == b'\r' || (byte == b'\n' && !second_half) {
            self.line += 1;
        }
        if byte == 0 {
            return Err(self.nul(record));
        }
        match self.state {
            State::Quoted if byte == b'"' => self.state = State::QuoteInQuoted,
            State::Quoted => self.push(byte, record)?,
            State::QuoteInQuoted if byte == b'"' => {
                self.push(byte, record)?;
                self.state = State::Quoted;
            }
            State::CellStart if byte == b'"' => {
                self.state = State::Quoted;
                self.quote_line = self.line;
            }
            _ if byte == self.delimiter => self.end_cell(record)?,
            _ if byte == b'\n' || byte == b'\r' => {
                self.end_cell(record)?;
                self.state = State::RecordStart;
                return Ok(true);
            }
            // A stray space before the opening quotation mark.
            State::CellStart if byte == b' ' => {}
            _ => {
                self.push(byte, record)?;
                self.state = State::Plain;
            }
        }
        Ok(false)
    }

    fn push(&mut self, byte: u8, record: &mut Record) -> Result<(), Stop> {
        let start = record.ends.last().copied().unwrap_or(0);
        if record.bytes.len() - start >= CELL_LIMIT {
            let hint = if self.state == State::Quoted {
                format!(" A quotation mark was opened on line {} and may never have been closed.", self.quote_line)
            } else {
                String::new()
            };
            let message = format!(
                "Cell {} of the row that begins on line {} is longer than {} KiB.{hint}",
                record.len() + 1,
                record.line,
                CELL_LIMIT / 1024
            );
            return Err(Stop { line: record.line, cell: record.len() + 1, message });
        }
        record.bytes.push(byte);
        Ok(())
    }

    fn end_cell(&mut self, record: &mut Record) -> Result<(), Stop> {
        record.ends.push(record.bytes.len());
        self.state = State::CellStart;
        if record.len() > COLUMN_LIMIT {
            let message = format!(
                "The row on line {} has more than {COLUMN_LIMIT} cells. Check that the file is a table and not a list in one line.",
                record.line
            );
            return Err(Stop { line: record.line, cell: record.len(), message });
        }
        Ok(())
    }

    fn finish(&mut self, record: &mut Record) -> Result<bool, Stop> {
        match self.state {
            State::RecordStart => Ok(false),
            State::Quoted => Err(Stop {
                line: record.line,
                cell: record.len() + 1,
                message: format!(
                    "A quotation mark opened on line {} is never closed, so the rows after it cannot be told apart. Close it or take it out.",
                    self.quote_line
                ),
            }),
            State::CellStart | State::Plain | State::QuoteInQuoted => {
                self.end_cell(record)?;
                self.state = State::RecordStart;
                Ok(true)
            }
        }
    }

    fn nul(&self, record: &Record) -> Stop {
        let message = format!(
            "There is a NUL byte in line {}, cell {} (byte {} of the text). The file is damaged or is not a text file; save it as CSV again.",
            self.line,
            record.len() + 1,
            self.offset
        );
        Stop { line: self.line, cell: record.len() + 1, message }
    }

    fn broken_off(&self, error: &io::Error) -> Stop {
        let message = format!("The file could not be read past line {}: {error}.", self.line);
        Stop { line: self.line, cell: 0, message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Result<Vec<(u64, Vec<String>)>, Stop> {
        let mut splitter = Splitter::new(text, b',');
        let mut record = Record::default();
        let mut rows = Vec::new();
        while splitter.next(&mut record)? {
            let cells = record.cells().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
            rows.push((record.line, cells));
        }
        Ok(rows)
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(ToString::to_string).collect())
    }

    // INT-4
    #[test]
    fn quotes_breaks_and_every_kind_of_line_end() {
        let rows = all(b"a,b\r\n \"x\ny\",\"say \"\"yes\"\"\"\rlast,\"p\r\nq\"\nend,").unwrap();
        assert_eq!(
            rows,
            [row(1, &["a", "b"]), row(2, &["x\ny", "say \"yes\""]), row(4, &["last", "p\r\nq"]), row(6, &["end", ""])]
        );
    }

    // INT-4
    #[test]
    fn broken_files_stop_with_the_place() {
        let nul = all(b"a,b\n1,\x002\n").unwrap_err();
        assert_eq!((nul.line, nul.cell), (2, 2));
        assert!(nul.message.contains("byte 7"), "{}", nul.message);
        assert!(all(b"a\n\"b\nc\n").unwrap_err().message.contains("opened on line 2 is never closed"));
        assert!(all(&vec![b'x'; CELL_LIMIT + 1]).unwrap_err().message.contains("longer than 64 KiB"));
        assert!(all(&vec![b','; 600]).unwrap_err().message.contains("more than 500 cells"));
    }
}
