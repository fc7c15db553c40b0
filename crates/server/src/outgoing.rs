//! Messages to the world outside, as files that a mail server takes (RFC 5322). They name no person: they say where to look.

use std::path::PathBuf;

use base64::{Engine, engine::general_purpose::STANDARD};
use kernel::{Failure, Moment};
use store::{Message, Store};

use crate::whole;

/// Where messages go, and who they are from.
#[derive(Debug, Clone)]
pub struct Spool {
    folder: PathBuf,
    from: String,
}

impl Spool {
    /// A folder for messages.
    pub fn new(folder: PathBuf, from: String) -> Self {
        Spool { folder, from }
    }

    /// Puts out every message that waits, and says how many. A message is marked as sent once its file is on the disk; its
    /// name is its id, so one that is put out twice is still one file.
    pub fn deliver(&self, store: &Store) -> Result<usize, Failure> {
        let mut sent = 0;
        loop {
            let waiting = store.read_now(store::unsent)?;
            if waiting.is_empty() {
                return Ok(sent);
            }
            for message in &waiting {
                let text = letter(message, &self.from, store.clock().now());
                self.put(&format!("{}.eml", message.id), text.as_bytes()).map_err(|error| {
                    Failure::Unavailable(format!("A message cannot be put into {}: {error}.", self.folder.display()))
                })?;
                store.message_sent(message.id)?;
                sent += 1;
            }
        }
    }

    fn put(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        store::private_folder(&self.folder)?;
        whole::write(&self.folder.join(name), bytes)
    }
}

/// A line of a head cannot be broken out of.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn subject(text: &str) -> String {
    let text = one_line(text);
    if text.is_ascii() { text } else { format!("=?utf-8?B?{}?=", STANDARD.encode(text)) }
}

fn letter(message: &Message, from: &str, now: Moment) -> String {
    let date = jiff::fmt::rfc2822::to_string(&now.london()).unwrap_or_default();
    let host = from.split_once('@').map_or("localhost", |(_, host)| host);
    let body = STANDARD.encode(message.body.replace("\r\n", "\n").replace('\n', "\r\n"));
    let mut lines = String::new();
    for (n, c) in body.chars().enumerate() {
        if n > 0 && n % 76 == 0 {
            lines.push_str("\r\n");
        }
        lines.push(c);
    }
    format!(
        "From: Kith <{}>\r\nTo: <{}>\r\nSubject: {}\r\nDate: {date}\r\nMessage-ID: <{}@{}>\r\nAuto-Submitted: auto-generated\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{lines}\r\n",
        one_line(from),
        one_line(&message.recipient),
        subject(&message.subject),
        message.id,
        one_line(host),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_keeps_to_its_form_whatever_its_subject() {
        let message = Message {
            id: kernel::Uuid::from_u128(7),
            topic: "offer.made".into(),
            recipient: "office@example.org".into(),
            subject: "An offer\r\nBcc: all@example.org".into(),
            body: "An offer waits for you – sign in to see it.\nIt ends at 1pm.".repeat(4),
        };
        let at = Moment::from_london(kernel::date(2026, 11, 23), kernel::time(9, 0, 0, 0));
        let letter = letter(&message, "kith@example.org", at);
        let (head, body) = letter.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("Subject: An offer  Bcc: all@example.org\r\n") && !head.contains("\r\nBcc"));
        assert!(head.contains("Date: Mon, 23 Nov 2026 09:00:00 +0000"), "{head}");
        assert!(body.lines().all(|line| line.len() <= 76));
        let text = String::from_utf8(STANDARD.decode(body.replace("\r\n", "")).unwrap()).unwrap();
        assert!(text.starts_with("An offer waits for you – sign in to see it.\r\nIt ends"));
        assert_eq!(subject("Größe"), "=?utf-8?B?R3LDtsOfZQ==?=");
    }
}
