//! `kill -9` of the server at random moments, and of PostgreSQL beneath a server that goes on.

use super::cast::Cast;
use super::data::{Data, Kind};
use super::dice::Dice;
use super::load::{Load, Nature, Source};
use super::proof::Proof;
use super::served::{Served, own_faults};
use super::{Line, Setting};
use crate::{Outcome, run};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROUNDS: usize = 20;

/// A place with people signed in, served, and clients' commands to come.
pub struct Scene {
    pub data: Data,
    pub source: Arc<Source>,
    pub log: PathBuf,
    pub dice: Dice,
    pub proof: Proof,
}

impl Scene {
    /// Builds it and serves it.
    pub fn open(setting: &Setting, kind: Kind, name: &str) -> Outcome<(Self, Served)> {
        Self::open_in(setting, kind, &setting.folder.join(name))
    }

    /// The same in a folder of one's own.
    pub fn open_in(setting: &Setting, kind: Kind, folder: &std::path::Path) -> Outcome<(Self, Served)> {
        Self::served(setting, Data::build(setting, kind, folder)?, folder)
    }

    /// The same with commits that are not flushed: to see that a loss is seen.
    pub fn open_careless(setting: &Setting, kind: Kind, folder: &std::path::Path) -> Outcome<(Self, Served)> {
        Self::served(setting, Data::build_careless(setting, kind, folder)?, folder)
    }

    fn served(setting: &Setting, (data, built): (Data, Value), folder: &std::path::Path) -> Outcome<(Self, Served)> {
        let below = folder.strip_prefix(&setting.folder).unwrap_or(folder).to_string_lossy().replace('/', "-");
        // Beside the data, not on a disk that is to be broken.
        let log = setting.folder.join(format!("{below}.log"));
        let served = Served::start(&setting.program, &data, &log)?;
        let cast = Cast::sign_in(served.address, &built)?;
        let source = Arc::new(Source::new(cast, setting.seed));
        let dice = Dice::of(setting.seed);
        Ok((Scene { data, source, log, dice, proof: Proof::default() }, served))
    }

    /// What is always asked at the end: everything once more, `kith verify`, and the program's own word on its faults.
    pub fn close(mut self, setting: &Setting, served: Served) -> Outcome<Proof> {
        self.proof.all(&self.source, &self.data, served.address)?;
        served.stop();
        self.verified(setting)?;
        self.proof.wrong.extend(own_faults(&self.log));
        Ok(self.proof)
    }

    /// Asks `kith verify`.
    pub fn verified(&mut self, setting: &Setting) -> Outcome<()> {
        let said = self.data.verify(setting)?;
        if !said.is_empty() {
            self.proof.wrong.push(format!("kith verify: {}", said.trim()));
        }
        Ok(())
    }
}

/// The server is killed and started again.
pub fn server(setting: &Setting, kind: Kind) -> Outcome<Line> {
    let (mut scene, mut served) = Scene::open(setting, kind, &format!("kill-{}", kind.name()))?;
    let rounds = setting.rounds.unwrap_or(ROUNDS);
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let load = Load::start(&scene.source, served.address, setting.clients, Nature::Stops, &mut scene.dice);
        std::thread::sleep(scene.dice.between(150, 1_500));
        served.kill();
        let ledger = load.end();
        let told = (ledger.acknowledged.len(), ledger.unanswered.len());
        served = Served::start(&setting.program, &scene.data, &scene.log)?;
        slowest = slowest.max(served.ready_after);
        scene.proof.round(ledger, &scene.source, &scene.data, served.address)?;
        scene.verified(setting)?;
        super::tell(&format!(
            "kill, {}: round {}: {} acknowledged, {} cut off",
            kind.name(),
            round + 1,
            told.0,
            told.1
        ));
        if run::stopped() {
            return Err("Stopped on request.".to_owned());
        }
    }
    let proof = scene.close(setting, served)?;
    let what = format!("kill -9 of the server under {} clients", setting.clients);
    Ok(Line::new("kill", kind.name(), what, rounds)
        .proved(proof)
        .found(format!("ready again after at most {} ms", slowest.as_millis())))
}

/// PostgreSQL is killed, wholly or one of its sessions, and the server goes on.
pub fn postgres(setting: &Setting) -> Outcome<Line> {
    let (mut scene, mut served) = Scene::open(setting, Kind::Postgres, "kill-beneath")?;
    let rounds = setting.rounds.unwrap_or(ROUNDS);
    let (mut slowest, mut said) = (Duration::ZERO, Vec::new());
    for round in 0..rounds {
        let load = Load::start(&scene.source, served.address, setting.clients, Nature::GoesOn, &mut scene.dice);
        std::thread::sleep(scene.dice.between(150, 1_200));
        let whole = round % 2 == 0;
        let chosen = scene.dice.below(16);
        let cluster = scene.data.cluster.as_mut().ok_or("This case needs PostgreSQL.")?;
        if whole {
            cluster.kill();
            std::thread::sleep(scene.dice.between(50, 800));
            let cluster = scene.data.cluster.as_mut().ok_or("This case needs PostgreSQL.")?;
            cluster.start_again()?;
        } else {
            cluster.kill_one(chosen);
        }
        let begun = Instant::now();
        served.wait_until_ready(Duration::from_secs(60), &scene.log)?;
        slowest = slowest.max(begun.elapsed());
        std::thread::sleep(Duration::from_millis(300));
        let ledger = load.end();
        let told = (ledger.acknowledged.len(), ledger.turned_away.len() + ledger.unanswered.len());
        said.extend(ledger.said());
        if !served.lives() {
            scene.proof.wrong.push("the server ended when its database did".to_owned());
            served = Served::start(&setting.program, &scene.data, &scene.log)?;
        }
        scene.proof.round(ledger, &scene.source, &scene.data, served.address)?;
        scene.verified(setting)?;
        let victim = if whole { "PostgreSQL" } else { "a session of PostgreSQL" };
        super::tell(&format!("kill {victim}: round {}: {} acknowledged, {} not", round + 1, told.0, told.1));
        if run::stopped() {
            return Err("Stopped on request.".to_owned());
        }
    }
    said.sort();
    said.dedup();
    super::tell(&format!("clients were told: {}", said.join(" | ")));
    let proof = scene.close(setting, served)?;
    let what = format!("kill -9 of PostgreSQL and of its sessions under {} clients", setting.clients);
    let found = format!("the server goes on; ready {} ms after PostgreSQL at most", slowest.as_millis());
    Ok(Line::new("beneath", "PostgreSQL", what, rounds).proved(proof).found(found))
}
