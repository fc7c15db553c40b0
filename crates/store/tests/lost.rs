//! A database that goes away in the middle: what those are told who do not know whether their change was saved.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
};

use kernel::{Clock, Failure, Ids};
use store::{Actor, Location, Store};

/// Says what PostgreSQL says to simple statements, and closes the connection when it is asked to do the one named.
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
        stream.write_all(&[b"C\0\0\0\x0aBEGIN\0", ready].concat())?;
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
    match store.write_now(Actor::system("test"), |_| Ok(())) {
        Err(Failure::Unavailable(text)) => text,
        other => panic!("{other:?}"),
    }
}

// GOV-6
#[test]
fn nobody_is_told_that_nothing_was_changed_when_that_is_not_known() {
    let before = told_when_it_dies_at("START TRANSACTION", b"");
    assert!(before.contains("nothing was changed"), "{before}");
    for last_word in [b"", ENDS] {
        let meanwhile = told_when_it_dies_at("COMMIT", last_word);
        assert!(meanwhile.contains("may have been saved") && !meanwhile.contains("nothing was changed"), "{meanwhile}");
        assert!(meanwhile.contains("Send it again"), "{meanwhile}");
    }
}
