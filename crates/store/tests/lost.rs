//! A database that goes away in the middle: what those are told who do not know whether their change was saved.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
};

use kernel::{Clock, Failure, Ids, Uuid};
use store::{Location, Store};

/// Says what PostgreSQL says to texts, and to statements of a moment and an id; closes the connection when it is asked to do
/// the one named.
fn answer(mut stream: TcpStream, dies_at: &str, last_word: &[u8]) -> std::io::Result<()> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let mut rest = vec![0; u32::from_be_bytes(length) as usize - 4];
    stream.read_exact(&mut rest)?;
    let ready: &[u8] = b"Z\0\0\0\x05I";
    stream.write_all(&[b"R\0\0\0\x08\0\0\0\0", ready].concat())?;
    loop {
        let mut head = [0; 5];
        stream.read_exact(&mut head)?;
        let mut text = vec![0; u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize - 4];
        stream.read_exact(&mut text)?;
        if String::from_utf8_lossy(&text).contains(dies_at) {
            return stream.write_all(last_word);
        }
        let said: Vec<u8> = match head[0] {
            b'Q' => [b"C\0\0\0\x0aBEGIN\0", ready].concat(),
            b'P' => b"1\0\0\0\x04".to_vec(),
            b'D' => b"t\0\0\0\x0e\0\x02\0\0\x04\xa0\0\0\x0b\x86n\0\0\0\x04".to_vec(),
            b'B' => b"2\0\0\0\x04".to_vec(),
            b'E' => b"C\0\0\0\x0dUPDATE 1\0".to_vec(),
            b'S' => ready.to_vec(),
            _ => continue,
        };
        stream.write_all(&said)?;
    }
}

/// The end of a server's process, as it tells its clients.
const ENDS: &[u8] = b"E\0\0\0\x3bSFATAL\0VFATAL\0C57P01\0Mterminating connection, it ends\0\0";

fn told_when_it_dies_at(word: &'static str, last_word: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://kith:x@{}/kith", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream, word, last_word));
        }
    });
    let store = Store::open(&Location::Url(url), Clock::System, Ids::system(), &[]).unwrap();
    match store.message_sent(Uuid::nil()) {
        Ok(()) => "saved".to_owned(),
        Err(Failure::Unavailable(text)) => text,
        other => panic!("{other:?}"),
    }
}

// GOV-6
#[test]
fn nobody_is_told_that_nothing_was_changed_when_that_is_not_known() {
    assert_eq!(told_when_it_dies_at("nowhere", b""), "saved");
    let before = told_when_it_dies_at("UPDATE outbox", b"");
    assert!(before.contains("nothing was changed"), "{before}");
    // What begins the unit and what ends it go together: from then on nobody knows.
    for (word, last_word) in [("BEGIN", b"".as_slice()), ("BEGIN", ENDS), ("COMMIT", b""), ("COMMIT", ENDS)] {
        let meanwhile = told_when_it_dies_at(word, last_word);
        assert!(meanwhile.contains("may have been saved") && !meanwhile.contains("nothing was changed"), "{meanwhile}");
        assert!(meanwhile.contains("Send it again"), "{meanwhile}");
    }
}
