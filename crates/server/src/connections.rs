//! Who may hold a connection, and for how long: whoever says nothing is let go, so that others are served.

use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

/// Within this time a client says what it wants, from the first byte of a request's head to its last, and from the end of one
/// request to the head of the next.
pub const HEAD: Duration = Duration::from_secs(30);
/// No head is larger than this.
pub const MOST_HEAD: usize = 64 * 1024;
/// How long the program waits when no more connections can be had.
const BREATH: Duration = Duration::from_millis(200);

/// As many connections as the system lets this program hold: the usual thousand is soon taken by clients that only wait.
pub fn allow_many() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current < limit.maximum || limit.maximum.is_none() {
        limit.current = limit.maximum;
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            tracing::warn!(%error, "the number of connections stays as it was");
        }
    }
}

/// Serves until `stop` says true; then lets what is under way come to its end.
pub async fn serve(listener: TcpListener, application: Router, head: Duration, mut stop: watch::Receiver<bool>) {
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            taken = listener.accept() => match taken {
                Ok((stream, _)) => { open.spawn(one(stream, application.clone(), head, stop.clone())); }
                // Whoever came and went at once is no trouble; too many at once is, and passes when some of them go.
                Err(error) if gone(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, connections = open.len(), "no more connections can be taken just now");
                    tokio::time::sleep(BREATH).await;
                }
            },
            Some(_) = open.join_next() => {}
        }
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

fn gone(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn one(stream: TcpStream, application: Router, head: Duration, mut stop: watch::Receiver<bool>) {
    // An answer leaves when it is whole; a system that cannot do so still sends it.
    let _ = stream.set_nodelay(true);
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(head).max_buf_size(MOST_HEAD);
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(application));
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // A client that breaks off, or says nothing, is nothing to tell anybody.
        _ = connection.as_mut() => {}
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
