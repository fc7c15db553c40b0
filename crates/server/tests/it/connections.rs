//! Clients that are slow, greedy or silent, against the listener of the real program.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use testkit::App;
use tokio::sync::watch;

const HEAD: Duration = Duration::from_millis(600);

/// Serves the house by the program's own listener for as long as the test runs.
fn served(app: &App, test: impl Fn(SocketAddr)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let application = server::serve::application(&app.site);
    let serving = runtime.spawn(server::connections::serve(listener, application, HEAD, stopped));
    test(address);
    stop.send(true).unwrap();
    runtime.block_on(serving).unwrap();
}

fn all_of(stream: &mut TcpStream) -> String {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut told = Vec::new();
    // A connection that is reset has said what it had to say.
    let _ = stream.read_to_end(&mut told);
    String::from_utf8_lossy(&told).into_owned()
}

fn ask(address: SocketAddr, question: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(question.as_bytes()).unwrap();
    all_of(&mut stream)
}

// GOV-6
#[test]
fn whoever_says_nothing_or_says_it_too_slowly_is_let_go_and_others_are_served() {
    testkit::on_sqlite_with(server::house::slices, &crate::options(), |app: &App| {
        served(app, |address| {
            let begun = Instant::now();
            let mut silent = TcpStream::connect(address).unwrap();
            let mut slow = TcpStream::connect(address).unwrap();
            let dripping = std::thread::spawn(move || {
                let head = b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
                head.iter().position(|byte| {
                    std::thread::sleep(Duration::from_millis(40));
                    slow.write_all(&[*byte]).is_err()
                })
            });
            let other = ask(address, "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assert!(other.starts_with("HTTP/1.1 200"), "{other}");
            assert!(begun.elapsed() < HEAD, "others wait for nobody");
            all_of(&mut silent);
            assert!(begun.elapsed() >= HEAD && begun.elapsed() < HEAD * 5, "{:?}", begun.elapsed());
            assert!(dripping.join().unwrap().is_some(), "a head that drips in was waited for to its end");
        });
    });
}

// GOV-6
#[test]
fn whoever_sends_too_much_is_told_so_before_it_is_read() {
    testkit::on_sqlite_with(server::house::slices, &crate::options(), |app: &App| {
        served(app, |address| {
            let head =
                "POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n";
            let told = ask(address, &format!("{head}Content-Length: 64000000\r\n\r\n{{"));
            assert!(told.starts_with("HTTP/1.1 413") && told.contains("at most 256 kB are taken here"), "{told}");
            let chunk = format!("{:x}\r\n{}\r\n0\r\n\r\n", 300_000, "x".repeat(300_000));
            let told = ask(address, &format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunk}"));
            assert!(told.starts_with("HTTP/1.1 413") && told.contains("at most 256 kB are taken here"), "{told}");
            let mut stream = TcpStream::connect(address).unwrap();
            // The server answers and closes before all of it has come.
            let _ = stream
                .write_all(format!("GET / HTTP/1.1\r\nHost: x\r\nX-Big: {}\r\n\r\n", "y".repeat(1_000_000)).as_bytes());
            let told = all_of(&mut stream);
            assert!(told.is_empty() || told.starts_with("HTTP/1.1 431"), "{told}");
        });
    });
}
