//! PostgreSQL is stopped in good order while the program serves, and started again.

use super::client;
use super::data::Kind;
use super::kill::Scene;
use super::load::{Load, Nature};
use super::{Line, Setting, full};
use crate::Outcome;
use std::time::{Duration, Instant};

const ROUNDS: usize = 3;

/// The case.
pub fn all(setting: &Setting) -> Outcome<Vec<Line>> {
    let (mut scene, served) = Scene::open(setting, Kind::Postgres, "gone")?;
    let address = served.address;
    let rounds = setting.rounds.unwrap_or(ROUNDS);
    let what = format!("PostgreSQL stopped for 8 seconds under {} clients, and started again", setting.clients);
    let mut line = Line::new("gone", Kind::Postgres.name(), what, rounds);
    let (mut slowest, mut refused) = (Duration::ZERO, 0);
    for _ in 0..rounds {
        let load = Load::start(&scene.source, address, setting.clients, Nature::GoesOn, &mut scene.dice);
        std::thread::sleep(Duration::from_secs(1));
        let cluster = scene.data.cluster.as_mut().ok_or("This case needs PostgreSQL.")?;
        cluster.stop();
        let stopped = Instant::now();
        let ready = client::get(address, "/ready", "").map_err(|e| format!("/ready: {e}"))?;
        let waited = stopped.elapsed();
        let health = client::get(address, "/health", "").map_err(|e| format!("/health: {e}"))?;
        let page =
            client::get(address, "/contacts", scene.source.call_handler()).map_err(|e| format!("/contacts: {e}"))?;
        if ready.status != 503 || ready.words().is_empty() {
            line = line.wrong(format!("/ready without a database: {} {}", ready.status, ready.text()));
        }
        if health.status != 200 || page.status != 503 || !page.text().contains("not available just now") {
            line = line.wrong(format!("without a database: /health {}, /contacts {}", health.status, page.status));
        }
        super::tell(&format!("gone: /ready said after {} ms: {}", waited.as_millis(), ready.words()));
        std::thread::sleep(Duration::from_secs(8).saturating_sub(stopped.elapsed()));
        scene.data.cluster.as_mut().ok_or("This case needs PostgreSQL.")?.start_again()?;
        let begun = Instant::now();
        served.wait_until_ready(Duration::from_secs(60), &scene.log)?;
        slowest = slowest.max(begun.elapsed());
        std::thread::sleep(Duration::from_secs(1));
        let ledger = load.end();
        refused += ledger.turned_away.len();
        super::tell(&format!("gone: clients were told: {}", ledger.said().join(" | ")));
        scene.proof.round(ledger, &scene.source, &scene.data, address)?;
    }
    full::after(&mut scene, setting, address)?;
    let proof = scene.close(setting, served)?;
    let found = format!(
        "{refused} refused with words, readiness said no; ready {} ms after it came back at most",
        slowest.as_millis()
    );
    Ok(vec![line.found(found).proved(proof)])
}
