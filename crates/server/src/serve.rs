//! `kith serve`: HTTP, the worker, and a stop that loses nothing.

use std::time::{Duration, Instant};

use axum::{
    Router,
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use kernel::{Clock, Failure, Ids};
use tokio::{net::TcpListener, sync::watch};
use wire::http::Site;

use crate::{connections, house, outgoing::Spool, public, say, settings::Settings, worker};

/// How long requests that are under way may take after the stop.
const PATIENCE: Duration = Duration::from_secs(20);

/// Starts the house and serves it until it is told to stop.
pub fn run(settings: &Settings, migrate: bool, json: bool) -> Result<(), Failure> {
    let site = house::open(settings, Clock::System, Ids::system(), migrate)?;
    serve(site, settings, |address| tell(address, json))
}

fn tell(address: std::net::SocketAddr, json: bool) {
    match json {
        true => say::json(&serde_json::json!({ "address": format!("http://{address}") })),
        false => say::line(format!("Kith listens on http://{address} – stop it with Ctrl-C.")),
    }
}

/// Serves a house that stands already, and calls `ready` with its address once it listens.
pub fn serve(site: Site, settings: &Settings, ready: impl FnOnce(std::net::SocketAddr)) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::internal)?;
    let served = runtime.block_on(until_stopped(site, settings, ready));
    runtime.shutdown_timeout(Duration::from_secs(2));
    served
}

/// The whole of what answers: rooms, public routes, and a line in the log for each request.
pub fn application(site: &Site) -> Router {
    wire::http::router(site, public::routes()).layer(axum::middleware::from_fn(log))
}

async fn until_stopped(
    site: Site,
    settings: &Settings,
    ready: impl FnOnce(std::net::SocketAddr),
) -> Result<(), Failure> {
    let listener = TcpListener::bind(settings.listen).await.map_err(|error| {
        Failure::Unavailable(format!(
            "Nothing can listen on {}: {error}. Is another program there? Choose another with --listen, or port 0 for a free one.",
            settings.listen
        ))
    })?;
    let address = listener.local_addr().map_err(Failure::internal)?;
    if !address.ip().is_loopback() && !settings.behind_tls {
        tracing::warn!(
            "listening beyond this machine without TLS in front: passwords and records cross the network readable"
        );
    }
    let spool = settings.outgoing.clone().map(|folder| Spool::new(folder, settings.mail_from.clone()));
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(worker::work(site.store.clone(), spool, stopped.clone()));
    connections::allow_many();
    let server = tokio::spawn(connections::serve(listener, application(&site), connections::HEAD, stopped));
    tracing::info!(%address, "listening");
    ready(address);
    signal().await?;
    tracing::info!("stopping");
    let _ = stop.send(true);
    let end = async {
        let _ = server.await;
        let _ = worker.await;
    };
    if tokio::time::timeout(PATIENCE, end).await.is_err() {
        tracing::warn!("some requests were still under way and are broken off");
    }
    Ok(())
}

/// Waits for Ctrl-C or SIGTERM.
async fn signal() -> Result<(), Failure> {
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    let mut terminate = terminate.map_err(Failure::internal)?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.map_err(Failure::internal),
        _ = terminate.recv() => Ok(()),
    }
}

/// One line for each request: its route (not its address, which may hold what somebody searched for), status and time.
async fn log(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(%method, route, status = response.status().as_u16(), micros, "answered");
    response
}
