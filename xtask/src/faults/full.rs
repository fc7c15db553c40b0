//! The disk is filled while the program serves, and freed again.

use super::client;
use super::data::Kind;
use super::disk::{Disk, FileSystem, why_not};
use super::kill::Scene;
use super::load::{Load, Nature};
use super::{Line, Setting};
use crate::Outcome;
use std::time::Duration;

/// All of it, or why not.
pub fn all(setting: &Setting) -> Outcome<Vec<Line>> {
    match why_not() {
        Some(why) => Ok(vec![Line::skipped("full", why)]),
        None => Kind::BOTH.into_iter().map(|kind| filled(setting, kind)).collect(),
    }
}

fn filled(setting: &Setting, kind: Kind) -> Outcome<Line> {
    let disk = Disk::make(&setting.folder, &format!("full-{}", kind.name()), FileSystem::Ext4, 400)?;
    let (mut scene, served) = Scene::open_in(setting, kind, &disk.at.join("data"))?;
    let (address, token) = (served.address, scene.source.call_handler().clone());
    let load = Load::start(&scene.source, address, 16, Nature::GoesOn, &mut scene.dice);
    std::thread::sleep(Duration::from_secs(1));
    disk.fill()?;
    std::thread::sleep(Duration::from_secs(6));
    let mut line =
        Line::new("full", kind.name(), "a disk filled to the last byte under 16 clients, then freed".into(), 1);
    let database_lives = scene.data.cluster.as_mut().is_none_or(crate::postgres::Cluster::lives);
    if database_lives {
        for path in ["/health", "/ready", "/api/contacts", "/contacts"] {
            let asked = client::get(address, path, &token).map_err(|e| format!("{path} on a full disk: {e}"))?;
            if asked.status != 200 && path != "/ready" {
                line = line.wrong(format!("{path} on a full disk: {} {}", asked.status, asked.words()));
            }
        }
        line = line.found("lists are read meanwhile".to_owned());
    } else {
        line = line.found("PostgreSQL ended itself for want of room, and was started again".to_owned());
    }
    disk.free()?;
    if !database_lives && let Some(cluster) = scene.data.cluster.as_mut() {
        cluster.start_again()?;
    }
    let ready = served.wait_until_ready(Duration::from_secs(60), &scene.log)?;
    std::thread::sleep(Duration::from_secs(2));
    let ledger = load.end();
    let said = ledger.said();
    super::tell(&format!("full, {}: clients were told: {}", kind.name(), said.join(" | ")));
    let plain = said.iter().any(|words| words.contains("The disk is full") || words.contains("cannot be reached"));
    if ledger.turned_away.is_empty() || !plain {
        line = line.wrong(format!("nobody was told that the disk is full: {said:?}"));
    }
    let refused = ledger.turned_away.len();
    let fresh = ledger.acknowledged.len();
    scene.proof.round(ledger, &scene.source, &scene.data, address)?;
    let more = after(&mut scene, setting, address)?;
    let proof = scene.close(setting, served)?;
    let found = format!(
        "{refused} refused with words, {fresh} acknowledged before and after, {more} in the second after; ready {} ms after",
        ready.as_millis()
    );
    Ok(line.found(found).proved(proof))
}

/// A second of commands once all is well again: they must be taken.
pub fn after(scene: &mut Scene, setting: &Setting, address: std::net::SocketAddr) -> Outcome<usize> {
    let clients = setting.clients.min(16);
    let load = Load::start(&scene.source, address, clients, Nature::GoesOn, &mut scene.dice);
    std::thread::sleep(Duration::from_secs(1));
    let ledger = load.end();
    let (taken, refused) = (ledger.acknowledged.len(), ledger.turned_away.len());
    if taken == 0 || refused > 0 {
        scene
            .proof
            .wrong
            .push(format!("after it was over: {taken} commands taken, {refused} refused: {:?}", ledger.said()));
    }
    scene.proof.round(ledger, &scene.source, &scene.data, address)?;
    Ok(taken)
}
