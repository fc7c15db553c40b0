//! `kith plan matrix`: travel times along the roads of a map, as a table or in an instance.

use std::path::{Path, PathBuf};

use kernel::Failure;
use travel::{Map, NEAR, Place, Profile, Roads, TravelError, TravelTimes};

use super::{read, unreadable, write};
use crate::say;

/// More help.
pub const HELP: &str = "\
Examples:
  kith plan matrix dorset.osm.pbf places.csv --profile walk --out times.csv
  kith plan matrix dorset.osm.pbf --into plan.json --out along-roads.json

The first makes a table between places (columns id, lat, lon). The second copies an instance of Kith's own format and puts times along
the roads in place of straight ones, for every way of getting about that is called walk, cycle or drive (or foot, bicycle, bike,
car); solve, check, replan and draw then read the copy. A map is an extract of OpenStreetMap, of a county with room around it.";

/// Between which places, along which roads.
#[derive(Debug, clap::Args)]
pub struct Wanted {
    /// The map: an OpenStreetMap extract, *.osm.pbf
    map: PathBuf,
    /// The places: CSV with columns id, lat, lon, or a JSON list of objects with these
    #[arg(required_unless_present = "into", conflicts_with = "into")]
    places: Option<PathBuf>,
    /// How people travel: walk, cycle or drive
    #[arg(long, default_value_t = Profile::Drive, conflicts_with = "into")]
    profile: Profile,
    /// Copy an instance of Kith's own format to --out, with times along the roads
    #[arg(long, value_name = "INSTANCE", requires = "out")]
    into: Option<PathBuf>,
    /// Where the table or the copy goes [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The table as JSON and not as CSV; with --into, what was done as JSON
    #[arg(long)]
    json: bool,
}

/// The command.
pub fn run(wanted: &Wanted) -> Result<(), Failure> {
    match (&wanted.into, &wanted.out, &wanted.places) {
        (Some(instance), Some(out), _) => exchange(instance, &open(&wanted.map)?, out, wanted.json),
        (_, out, Some(places)) => table(&wanted.map, places, wanted, out.as_deref()),
        // The command line is not taken without one of the two.
        _ => Err(Failure::field("PLACES", "Say between which places, or name an instance with --into and --out.")),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::field("", format!("{} cannot be read: {error}.", path.display())))
}

/// The map, named as its file is.
fn open(path: &Path) -> Result<Map, Failure> {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let name = file.strip_suffix(".osm.pbf").unwrap_or(&file);
    Map::read(&bytes(path)?, name).map_err(|error| in_file(path, &error))
}

fn in_file(path: &Path, error: &TravelError) -> Failure {
    Failure::field(path.display().to_string(), error.to_string())
}

fn table(map: &Path, places: &Path, wanted: &Wanted, out: Option<&Path>) -> Result<(), Failure> {
    let file = places.file_name().unwrap_or_default().to_string_lossy();
    let list = Place::read(&bytes(places)?, &file).map_err(|error| in_file(places, &error))?;
    let roads = Roads::new(&open(map)?, wanted.profile).map_err(|error| in_file(map, &error))?;
    let times = roads.travel_times(&list, NEAR).map_err(|error| in_file(places, &error))?;
    let text = written(&times, wanted.json)?;
    let Some(out) = out else {
        return say::result(text.trim_end());
    };
    write(out, &text)?;
    say::line(format!("{} places at {} addresses", times.places.len(), times.rows()));
    say::line(format!("travel times from {}", times.source));
    say::line(format!("wrote {}", out.display()));
    Ok(())
}

fn written(times: &TravelTimes, json: bool) -> Result<String, Failure> {
    if json {
        return times.to_json().map_err(Failure::internal);
    }
    String::from_utf8(times.to_csv()).map_err(Failure::internal)
}

fn exchange(instance: &Path, map: &Map, out: &Path, json: bool) -> Result<(), Failure> {
    let done = planfiles::along_roads(&read(instance)?, map).map_err(|faults| unreadable(instance, faults))?;
    write(out, &done.text)?;
    if json {
        say::json(&serde_json::json!({ "times_from": done.modes, "out": out.display().to_string() }));
        return Ok(());
    }
    for mode in &done.modes {
        let stays = if mode.along_roads { "" } else { " (as it was)" };
        say::line(format!("{}: travel times from {}{stays}", mode.mode, mode.source));
    }
    say::line(format!("wrote {}", out.display()));
    Ok(())
}
