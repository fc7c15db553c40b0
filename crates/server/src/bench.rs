//! `kith bench`: how fast this machine answers, over HTTP, without touching any record.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::mpsc,
    time::{Duration, Instant},
};

use kernel::{Clock, Failure, Ids};

use crate::{house, say, serve, settings::Settings};

const PATHS: [&str; 3] = ["/health", "/ready", "/sign-in"];

/// Serves the data on a free port, asks, and stops.
pub fn run(settings: &Settings, requests: u32, json: bool) -> Result<(), Failure> {
    drop(house::existing(settings)?);
    let site = house::open(settings, Clock::System, Ids::system(), false)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::internal)?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).map_err(Failure::internal)?;
    let address = listener.local_addr().map_err(Failure::internal)?;
    let application = serve::application(&site);
    runtime.spawn(async move { axum::serve(listener, application).await });
    let mut all = Vec::new();
    for path in PATHS {
        let mut times = measure(address, path, requests)?;
        times.sort_unstable();
        let at = |per_cent: usize| times.get(times.len() * per_cent / 100).copied().unwrap_or_default();
        let (p50, p99) = (at(50).as_micros(), at(99).as_micros());
        all.push(serde_json::json!({ "path": path, "requests": times.len(), "p50_micros": p50, "p99_micros": p99 }));
        if !json {
            say::line(format!("{path:<10} {} requests, half within {p50} µs, 99 of 100 within {p99} µs", times.len()));
        }
    }
    if json {
        say::json(&serde_json::Value::Array(all));
    }
    runtime.shutdown_background();
    Ok(())
}

/// Four connections side by side.
fn measure(address: SocketAddr, path: &'static str, requests: u32) -> Result<Vec<Duration>, Failure> {
    let (told, times) = mpsc::channel();
    for _ in 0..4 {
        let told = told.clone();
        std::thread::spawn(move || {
            let _ = told.send(ask(address, path, requests.div_ceil(4)));
        });
    }
    drop(told);
    let mut all = Vec::new();
    for some in times {
        all.extend(some.map_err(|error| Failure::internal(format!("{path}: {error}")))?);
    }
    Ok(all)
}

fn ask(address: SocketAddr, path: &str, times: u32) -> std::io::Result<Vec<Duration>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let (mut to, mut from) = (stream.try_clone()?, BufReader::new(stream));
    let question = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let mut taken = Vec::new();
    for _ in 0..times {
        let start = Instant::now();
        to.write_all(question.as_bytes())?;
        let (mut length, mut line, mut first) = (0_u64, String::new(), true);
        loop {
            line.clear();
            from.read_line(&mut line)?;
            if std::mem::take(&mut first) && !line.contains(" 200 ") {
                return Err(std::io::Error::other(format!("the answer was {}", line.trim())));
            }
            if let Some(text) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = text.trim().parse().map_err(std::io::Error::other)?;
            }
            if line.trim().is_empty() {
                break;
            }
        }
        std::io::copy(&mut from.by_ref().take(length), &mut std::io::sink())?;
        taken.push(start.elapsed());
    }
    Ok(taken)
}
