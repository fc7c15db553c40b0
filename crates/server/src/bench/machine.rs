//! The machine a measurement was made on: what bears on it, and no name.

use std::path::Path;

/// What bears on a measurement.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Machine {
    /// How many processors the program sees.
    pub cores: usize,
    /// Their model.
    pub processor: String,
    /// Memory in megabytes.
    pub memory_mb: u64,
    /// The disk under the data: file system, and what the kernel says of the device.
    pub disk: String,
    /// The operating system and its kernel.
    pub system: String,
    /// The load of the last minute before the measuring began: how many wanted to run.
    pub load: String,
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

fn after<'t>(text: &'t str, start: &str, sign: char) -> Option<&'t str> {
    let line = text.lines().find(|line| line.starts_with(start))?;
    line.split_once(sign).map(|(_, value)| value.trim().trim_matches('"'))
}

impl Machine {
    /// Reads what Linux tells; what it does not is "not known".
    pub fn look(data: Option<&Path>) -> Self {
        let not_known = || "not known".to_owned();
        let or_not = |text: Option<&str>| text.filter(|text| !text.is_empty()).map_or_else(not_known, str::to_owned);
        let (cpu, memory, release) = (read("/proc/cpuinfo"), read("/proc/meminfo"), read("/etc/os-release"));
        let kilobytes = after(&memory, "MemTotal", ':').and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
        let kernel = read("/proc/sys/kernel/osrelease");
        Machine {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            processor: or_not(after(&cpu, "model name", ':')),
            memory_mb: kilobytes.unwrap_or_default() / 1024,
            disk: data.and_then(disk).unwrap_or_else(not_known),
            system: format!("{}, Linux {}", or_not(after(&release, "PRETTY_NAME", '=')), kernel.trim()),
            load: or_not(read("/proc/loadavg").split(' ').next()),
        }
    }
}

/// The file system of a folder, from the longest mount that holds it, and whether its device turns.
fn disk(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let mounts = read("/proc/mounts");
    let mut found: Vec<(&str, &str, &str)> = mounts
        .lines()
        .filter_map(|line| {
            let mut parts = line.split(' ');
            let (device, at, kind) = (parts.next()?, parts.next()?, parts.next()?);
            folder.starts_with(at).then_some((device, at, kind))
        })
        .collect();
    found.sort_by_key(|(_, at, _)| at.len());
    let (device, _, kind) = found.last()?;
    let name = device.rsplit('/').next()?.trim_end_matches(|c: char| c.is_ascii_digit());
    let turns = match read(&format!("/sys/block/{name}/queue/rotational")).trim() {
        "0" => ", solid state or virtual",
        "1" => ", turning or virtual",
        _ => "",
    };
    Some(format!("{kind}{turns}"))
}
