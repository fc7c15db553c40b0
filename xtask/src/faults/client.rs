//! A client of a few lines: one connection that is kept, one request after the other.

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Error, Read as _, Result, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Nothing that is asked here may take longer; the program itself stops after 40 seconds.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Connection {
    address: SocketAddr,
    to: TcpStream,
    from: BufReader<TcpStream>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// What a refusal says in words: the detail of a problem body, or the beginning of whatever it is.
    pub fn words(&self) -> String {
        let told = self.json();
        let detail = told.get("detail").or_else(|| told.get("why")).and_then(Value::as_str).map(str::to_owned);
        detail.unwrap_or_else(|| self.text().chars().take(160).collect())
    }
}

impl Connection {
    pub fn open(address: SocketAddr) -> Result<Self> {
        let to = TcpStream::connect_timeout(&address, Duration::from_secs(10))?;
        to.set_nodelay(true)?;
        to.set_read_timeout(Some(PATIENCE))?;
        let from = BufReader::new(to.try_clone()?);
        Ok(Connection { address, to, from })
    }

    /// Opens a page.
    pub fn get(&mut self, path: &str, token: &str) -> Result<Answer> {
        let question =
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\r\n", self.address);
        self.ask(question.as_bytes())
    }

    /// Sends a command as JSON, under a key.
    pub fn post(&mut self, path: &str, token: &str, key: &str, body: &str) -> Result<Answer> {
        let question = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        self.ask(question.as_bytes())
    }

    fn ask(&mut self, question: &[u8]) -> Result<Answer> {
        self.to.write_all(question)?;
        self.answer()
    }

    /// Sends some bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.to.write_all(bytes)
    }

    /// Reads one answer.
    pub fn answer(&mut self) -> Result<Answer> {
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
        Ok(Answer { status, body })
    }

    /// Gives up after this time without a byte.
    pub fn patience(&self, time: Duration) -> Result<()> {
        self.to.set_read_timeout(Some(time))
    }
}

/// One question over a connection of its own.
pub fn get(address: SocketAddr, path: &str, token: &str) -> Result<Answer> {
    Connection::open(address)?.get(path, token)
}
