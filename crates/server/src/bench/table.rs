//! What was wanted, what was measured, and whether it was met.

use super::{
    client::Times,
    machine::Machine,
    mixed::Mixed,
    pages::Taken,
    writes::{Bare, Written},
};
use std::collections::BTreeMap;

/// One line of the table.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Line {
    /// What.
    pub what: String,
    /// The bar.
    pub bar: String,
    /// What was measured.
    pub measured: String,
    /// Whether it was met; none where nothing was asked or nothing measured.
    pub met: Option<bool>,
}

fn line(what: impl Into<String>, bar: impl Into<String>, measured: impl Into<String>, met: Option<bool>) -> Line {
    Line { what: what.into(), bar: bar.into(), measured: measured.into(), met }
}

fn millis(micros: u64) -> String {
    format!("{:.1} ms", micros as f64 / 1000.0)
}

/// The most a page may take for 99 of 100, in microseconds.
const DAILY: u64 = 25_000;
/// How much slower a page may be on a hundred times the visits and still count as flat. Below a millisecond apart nothing is
/// counted: that is the machine, not the data.
const FLAT: f64 = 1.5;

pub(super) fn pages(taken: &[Taken], small: &BTreeMap<String, u64>) -> Vec<Line> {
    let told = |one: &Taken| {
        let ratio = small.get(&one.name).filter(|before| **before > 0).map(|before| one.p50 as f64 / *before as f64);
        let apart = small.get(&one.name).map_or(0, |before| one.p50.saturating_sub(*before));
        let flat = ratio.is_none_or(|ratio| ratio <= FLAT || apart < 1_000);
        let times = match ratio {
            Some(ratio) => format!(", {ratio:.2} times the small size"),
            None => ", small size not measured".to_owned(),
        };
        let measured = format!(
            "half {}, 99 of 100 {}{times}; flat out {} a second, 99 of 100 {}; {} of a processor, {} kB",
            millis(one.p50),
            millis(one.p99),
            one.full_rate,
            millis(one.full_p99),
            millis(one.processor),
            one.bytes / 1000
        );
        let bar = if one.daily { "99 of 100 under 25 ms, flat" } else { "–" };
        line(one.name.clone(), bar, measured, one.daily.then_some(one.p99 < DAILY && flat))
    };
    taken.iter().map(told).collect()
}

pub(super) fn measures(times: &Times) -> Line {
    let (half, most) = (times.within(500), times.within(1000));
    let what = "R1 to R8 of a quarter, all providers";
    line(what, "under 1 s", format!("half {}, the longest {}", millis(half), millis(most)), Some(half < 1_000_000))
}

pub(super) fn writes(written: &Written, bare: &Bare) -> Vec<Line> {
    let of = format!(
        "{:.0} a second, {} commands of {} statements ({} of them change rows); {} of a processor",
        written.rate,
        written.commands,
        written.work.reads + written.work.changes,
        written.work.changes,
        millis(written.processor)
    );
    let mut lines = vec![line("check-ins over HTTP", "–", of, None)];
    let share = |bare: f64| written.rate / bare;
    match bare {
        Bare::Sqlite { alone, together } => {
            let measured = format!("{:.1} times ({alone:.0} a second)", share(*alone));
            lines.push(line(
                "… against one commit for each fsync",
                "at least 5 times",
                measured,
                Some(share(*alone) >= 5.0),
            ));
            let measured = format!("{:.2} of it ({together:.0} a second)", share(*together));
            let met = Some(share(*together) >= 0.5);
            lines.push(line("… against a bare loop, 64 together", "at least half", measured, met));
        }
        Bare::Postgres { rate, durable } => {
            let measured = format!(
                "{:.2} of it ({rate:.0} a second{})",
                share(*rate),
                if *durable { "" } else { ", NOT DURABLE" }
            );
            let met = Some(share(*rate) >= 0.5 && *durable);
            lines.push(line("… against pgbench, as many statements", "at least half", measured, met));
        }
        Bare::Skipped(why) => lines.push(line("… against pgbench", "at least half", why.clone(), None)),
    }
    let what = format!("check-ins over {} connections", written.connections);
    let measured = format!("half {}, 99 of 100 {}", millis(written.p50), millis(written.p99));
    lines.push(line(what, "99 of 100 under 100 ms", measured, Some(written.p99 < 100_000)));
    lines
}

pub(super) fn process(ready: u64, (resident, own): (u64, u64), binary: u64) -> Vec<Line> {
    let megabytes = |kilobytes: u64| format!("{:.0} MB", kilobytes as f64 / 1024.0);
    vec![
        line("ready after the start of the process", "under 1 s", millis(ready), Some(ready < 1_000_000)),
        line(
            "memory when idle",
            "under 100 MB",
            format!("{} resident, {} of it its own", megabytes(resident), megabytes(own)),
            Some(resident < 100 * 1024),
        ),
        line("size of the program", "under 60 MB", megabytes(binary / 1024), Some(binary < 60 * 1024 * 1024)),
    ]
}

pub(super) fn mixed(mixed: &Mixed) -> Line {
    let (second, last) = mixed.second_and_last_third();
    let measured = format!(
        "{:.0} MB in the second third, {:.0} MB in the last of {:.1} minutes; {} requests, {} failed",
        second as f64 / 1024.0,
        last as f64 / 1024.0,
        mixed.minutes,
        mixed.requests,
        mixed.failures
    );
    // A tenth and ten megabytes are the allocator's.
    let flat = last * 10 <= second * 11 + 100 * 1024;
    line("own memory under mixed load", "flat, nothing fails", measured, Some(flat && mixed.failures == 0))
}

/// The table as Markdown, which is also fit to be read as it is.
pub(super) fn told(machine: &Machine, database: &str, size: &str, lines: &[Line]) -> String {
    let mut text = format!(
        "{database}: {size}\n{} cores ({}), {} MB of memory, disk {}, {}; load before {}\n\n| what | bar | measured | met |\n|---|---|---|---|\n",
        machine.cores, machine.processor, machine.memory_mb, machine.disk, machine.system, machine.load
    );
    for line in lines {
        let met = match line.met {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "–",
        };
        text.push_str(&format!("| {} | {} | {} | {met} |\n", line.what, line.bar, line.measured));
    }
    text
}
