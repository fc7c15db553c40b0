//! The file system beneath the data is cut off, as a power cut does: nothing more comes to the disk, and what was not flushed
//! is gone. First the harness shows that it sees a loss where commits are not flushed.

use super::data::Kind;
use super::disk::{Disk, FileSystem, why_not};
use super::kill::Scene;
use super::load::{Load, Nature};
use super::served::Served;
use super::{Line, Setting};
use crate::postgres::Cluster;
use crate::{Outcome, run};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const ROUNDS: usize = 5;
/// Rounds in which a loss must be seen where it is provoked.
const CONTROL: usize = 5;

/// All of it, or why not.
pub fn all(setting: &Setting) -> Outcome<Vec<Line>> {
    if let Some(why) = why_not() {
        return Ok(vec![Line::skipped("cut", why)]);
    }
    let probe = Disk::make(&setting.folder, "probe", FileSystem::Ext4, 64);
    if let Err(why) = probe {
        return Ok(vec![Line::skipped("cut", format!("no file system can be mounted here: {why}"))]);
    }
    drop(probe);
    let mut lines = vec![control(setting, Kind::Sqlite)?, control(setting, Kind::Postgres)?];
    if lines.iter().any(|line| !line.holds()) {
        // A harness that sees nothing proves nothing.
        return Ok(lines);
    }
    for system in [FileSystem::Xfs, FileSystem::Ext4] {
        for kind in Kind::BOTH {
            lines.push(rounds(setting, kind, system)?);
        }
    }
    Ok(lines)
}

/// One cut: the server and its database end, the disk is mounted again, and both start.
fn cut(
    scene: &mut Scene,
    setting: &Setting,
    disk: &Disk,
    served: Served,
) -> Outcome<(super::load::Ledger, Outcome<Served>)> {
    let load = Load::start(&scene.source, served.address, setting.clients, Nature::GoesOn, &mut scene.dice);
    std::thread::sleep(scene.dice.between(300, 2_000));
    disk.cut()?;
    std::thread::sleep(Duration::from_millis(250));
    let ended = served;
    ended.kill();
    let ledger = load.end();
    if let Some(cluster) = scene.data.cluster.as_mut() {
        cluster.kill();
    }
    disk.mount_again()?;
    let cluster = scene.data.cluster.as_mut().map_or(Ok(()), Cluster::start_again);
    let served = cluster.and_then(|()| Served::start(&setting.program, &scene.data, &scene.log));
    Ok((ledger, served))
}

fn rounds(setting: &Setting, kind: Kind, system: FileSystem) -> Outcome<Line> {
    let name = format!("cut-{}-{}", system.name(), kind.name());
    let disk = Disk::make(&setting.folder, &name, system, 1_200)?;
    let (mut scene, mut served) = Scene::open_in(setting, kind, &disk.at.join("data"))?;
    let rounds = setting.rounds.unwrap_or(ROUNDS);
    for round in 0..rounds {
        let (ledger, again) = cut(&mut scene, setting, &disk, served)?;
        served = again?;
        super::tell(&format!("{name}: round {}: {} acknowledged", round + 1, ledger.acknowledged.len()));
        scene.proof.round(ledger, &scene.source, &scene.data, served.address)?;
        scene.verified(setting)?;
        if run::stopped() {
            return Err("Stopped on request.".to_owned());
        }
    }
    let proof = scene.close(setting, served)?;
    let what = format!("{} cut off under {} clients, without flushing its log", system.name(), setting.clients);
    Ok(Line::new("cut", kind.name(), what, rounds).proved(proof))
}

/// The same where commits are not flushed: at least one acknowledged write must be missing.
fn control(setting: &Setting, kind: Kind) -> Outcome<Line> {
    let name = format!("cut-control-{}", kind.name());
    let disk = Disk::make(&setting.folder, &name, FileSystem::Xfs, 1_200)?;
    let (mut scene, served) = Scene::open_careless(setting, kind, &disk.at.join("data"))?;
    let mut served = Some(served);
    let (mut rounds, mut acknowledged, mut seen) = (0, 0, String::new());
    while let Some(running) = served.take().filter(|_| rounds < CONTROL && seen.is_empty()) {
        rounds += 1;
        let (ledger, again) = cut(&mut scene, setting, &disk, running)?;
        acknowledged += ledger.acknowledged.len();
        match again {
            Ok(again) => {
                scene.proof.are_there(&ledger.acknowledged, &scene.source, again.address)?;
                if !scene.proof.lost.is_empty() {
                    seen = format!("{} acknowledged writes were seen to be missing", scene.proof.lost.len());
                }
                served = Some(again);
            }
            Err(why) => {
                seen = format!("the database does not start any more: {}", why.lines().next().unwrap_or_default())
            }
        }
    }
    drop(served);
    let what = match kind {
        Kind::Sqlite => "proof that a loss is seen: SQLite’s log is not flushed at a commit (synchronous=NORMAL)",
        Kind::Postgres => "proof that a loss is seen: PostgreSQL with fsync=off",
    };
    let line = Line::new("cut", kind.name(), what.to_owned(), rounds);
    Ok(match seen.is_empty() {
        true => line.wrong(format!("this harness sees nothing: {acknowledged} writes acknowledged, none missing")),
        false => line.found(seen),
    })
}

/// A library that stands before the system's: a flush of SQLite's log answers at once. That is what synchronous=NORMAL leaves
/// out at a commit, without a switch for it in the program.
const NO_FLUSH: &str = r#"
#include <string.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/syscall.h>
static int is_log(int fd) {
    char link[64], name[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof name);
    return length > 4 && memcmp(name + length - 4, "-wal", 4) == 0;
}
int fsync(int fd) { return is_log(fd) ? 0 : syscall(SYS_fsync, fd); }
int fdatasync(int fd) { return is_log(fd) ? 0 : syscall(SYS_fdatasync, fd); }
"#;

/// Builds that library.
pub fn no_flush(folder: &Path) -> Outcome<PathBuf> {
    let (source, library) = (folder.join("no_flush.c"), folder.join("no_flush.so"));
    std::fs::write(&source, NO_FLUSH).map_err(|e| format!("Cannot write {}: {e}", source.display()))?;
    super::data::ended_well(Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source))?;
    Ok(library)
}
