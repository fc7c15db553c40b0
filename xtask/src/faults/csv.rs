//! A file of a gigabyte for the importer: bounded memory, and it can be broken off and resumed.

use super::data::Data;
use super::served::memory;
use super::{Line, Setting};
use crate::{Outcome, run};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const BYTES: usize = 1_000_000_000;
/// What one row takes: a postcode, its position, and columns nobody reads.
const ROW: usize = 2_000;
/// The importer holds no more than this, whatever the file.
const MOST: u64 = 200;

/// The case.
pub fn all(setting: &Setting) -> Outcome<Vec<Line>> {
    let file = setting.folder.join("postcodes.csv");
    let rows = write(&file)?;
    let data = Data::of(&setting.folder.join("csv"));
    std::fs::create_dir_all(&data.folder).map_err(|e| format!("Cannot make {}: {e}", data.folder.display()))?;
    super::data::ended_well(&mut data.command(&setting.program, &["migrate"]))?;
    let mut line =
        Line::new("csv", "SQLite", format!("a file of 1 GB, {rows} rows, killed on the way and begun again"), 2);
    let begun = Instant::now();
    let mut first = importing(setting, &data, &file)?;
    let done = "SELECT coalesce(max(rows_done), 0) FROM import_run";
    while data.figure(done)? < rows / 4 && matches!(first.try_wait(), Ok(None)) && !run::stopped() {
        std::thread::sleep(Duration::from_millis(300));
    }
    let most_first = memory(first.id()).1;
    let _ = first.kill();
    let _ = first.wait();
    let half = data.figure(done)?;
    if half == 0 || half >= rows {
        line = line.wrong(format!("it was broken off after {half} of {rows} rows"));
    }
    let mut second = importing(setting, &data, &file)?;
    let (mut most, mut seen) = (0, Vec::new());
    while matches!(second.try_wait(), Ok(None)) && !run::stopped() {
        most = most.max(memory(second.id()).1);
        seen.push(data.figure(done)?);
        std::thread::sleep(Duration::from_millis(500));
    }
    let output = second.wait_with_output().map_err(|e| format!("kith import: {e}"))?;
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let figure = |name: &str| report.get(name).and_then(serde_json::Value::as_u64).unwrap_or_default();
    let (resumed, all) = (figure("resumed_at"), figure("rows"));
    if !output.status.success() || resumed == 0 || all != u64::try_from(rows).unwrap_or_default() {
        line =
            line.wrong(format!("begun again: {} {report} {}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    if most.max(most_first) > MOST {
        line = line.wrong(format!("it held {} MB", most.max(most_first)));
    }
    seen.dedup();
    let kept = data.figure("SELECT count(*) FROM postcode")?;
    let found = format!(
        "broken off after {half} rows, resumed at {resumed}, {all} rows in {} s; {kept} postcodes; at most {} MB held; progress seen {} times",
        begun.elapsed().as_secs(),
        most.max(most_first),
        seen.len()
    );
    Ok(vec![line.found(found)])
}

fn importing(setting: &Setting, data: &Data, file: &Path) -> Outcome<Child> {
    let mut command = data.command(&setting.program, &["import", "postcodes", "--json"]);
    command.arg(file).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().map_err(|e| format!("kith import: {e}"))
}

/// Writes the file: postcodes of Dorset's own shape, each once.
fn write(path: &Path) -> Outcome<usize> {
    let wrong = |e: std::io::Error| format!("Cannot write {}: {e}", path.display());
    let mut file = BufWriter::new(std::fs::File::create(path).map_err(wrong)?);
    writeln!(file, "pcds,lat,long,notes").map_err(wrong)?;
    let letters: Vec<char> = "ABDEFGHJLNPQRSTUWXYZ".chars().collect();
    let letter = |n: usize| letters.get(n % letters.len()).copied().unwrap_or('A');
    let padding = "x".repeat(ROW - 40);
    let rows = BYTES / ROW;
    for n in 0..rows {
        let (outward, sector) = (n / 4_000 % 99 + 1, n / 400 % 10);
        let area = ["DT", "BH", "SP"].get(n / 396_000 % 3).copied().unwrap_or("DT");
        let unit = format!("{}{}", letter(n / 20), letter(n));
        writeln!(file, "{area}{outward} {sector}{unit},50.{:05},-2.{:05},{padding}", n % 90_000, n % 80_000)
            .map_err(wrong)?;
    }
    file.flush().map_err(wrong)?;
    Ok(rows)
}
