//! The machine a run was made on: what bears on it, and no name.

use std::path::Path;

/// One line.
pub fn told(folder: &Path) -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let after = |text: &str, start: &str, sign: char| {
        let line = text.lines().find(|line| line.starts_with(start))?.to_owned();
        line.split_once(sign).map(|(_, value)| value.trim().trim_matches('"').to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let processor = after(&read("/proc/cpuinfo"), "model name", ':').unwrap_or_default();
    let memory = after(&read("/proc/meminfo"), "MemTotal", ':').unwrap_or_default();
    let memory: u64 = memory.split(' ').next().and_then(|text| text.parse().ok()).unwrap_or_default();
    let system = after(&read("/etc/os-release"), "PRETTY_NAME", '=').unwrap_or_default();
    let kernel = read("/proc/sys/kernel/osrelease");
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or_default();
    format!(
        "{cores} cores ({processor}), {} MB of memory, {}, {system}, Linux {}; load before the table {load}",
        memory / 1024,
        file_system(folder),
        kernel.trim()
    )
}

/// The file system beneath a folder, from the longest mount that holds it.
pub fn file_system(folder: &Path) -> String {
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    let mut found: Vec<(&str, &str)> = mounts
        .lines()
        .filter_map(|line| {
            let mut parts = line.split(' ').skip(1);
            let (at, kind) = (parts.next()?, parts.next()?);
            folder.starts_with(at).then_some((at, kind))
        })
        .collect();
    found.sort_by_key(|(at, _)| at.len());
    found.last().map_or("an unknown file system", |(_, kind)| kind).to_owned()
}
