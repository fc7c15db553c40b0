//! A client of a few lines: one connection that is kept, one request after the other.

use std::{
    io::{BufRead, BufReader, Error, Read, Result, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

/// A connection to the server, with the session it asks in.
pub(super) struct Connection {
    address: SocketAddr,
    to: TcpStream,
    from: BufReader<TcpStream>,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    pub(super) taken: Duration,
}

impl Connection {
    pub(super) fn open(address: SocketAddr) -> Result<Self> {
        let to = TcpStream::connect(address)?;
        to.set_nodelay(true)?;
        to.set_read_timeout(Some(Duration::from_secs(60)))?;
        let from = BufReader::new(to.try_clone()?);
        Ok(Connection { address, to, from })
    }

    /// Opens a page.
    pub(super) fn get(&mut self, path: &str, token: &str) -> Result<Answer> {
        let question =
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\r\n", self.address);
        self.ask(&question)
    }

    /// Sends a command as JSON, under a key.
    pub(super) fn post(&mut self, path: &str, token: &str, key: &str, body: &str) -> Result<Answer> {
        let question = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        self.ask(&question)
    }

    fn ask(&mut self, question: &str) -> Result<Answer> {
        let start = Instant::now();
        self.to.write_all(question.as_bytes())?;
        let (mut length, mut line, mut status) = (0_usize, String::new(), 0_u16);
        loop {
            line.clear();
            if self.from.read_line(&mut line)? == 0 {
                return Err(Error::other("the server closed the connection"));
            }
            if status == 0 {
                let word = line.split(' ').nth(1).unwrap_or_default();
                status = word.parse().map_err(Error::other)?;
            }
            if let Some(text) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = text.trim().parse().map_err(Error::other)?;
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.from.read_exact(&mut body)?;
        Ok(Answer { status, body, taken: start.elapsed() })
    }
}

/// Times in order, and what stands at a share of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Times(Vec<Duration>);

impl Times {
    pub(super) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Times(times)
    }

    /// Microseconds within which so many of a thousand were answered.
    pub(super) fn within(&self, per_mille: usize) -> u64 {
        let at = (self.0.len() * per_mille / 1000).min(self.0.len().saturating_sub(1));
        self.0.get(at).map_or(0, |time| u64::try_from(time.as_micros()).unwrap_or(u64::MAX))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
