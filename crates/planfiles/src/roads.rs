//! Travel times along the roads of a map, written into an instance of Kith's own format.

use travel::{Map, NEAR, Place, Profile, Roads};

use crate::{
    Format, Unreadable, json,
    kith::{Document, Matrix, StraightLine},
    numbers,
};

/// An instance whose straight times were exchanged for times along roads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlongRoads {
    /// The instance as text.
    pub text: String,
    /// Every way of getting about, in the file's order.
    pub modes: Vec<ModeTimes>,
}

/// Where the times of a way of getting about come from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ModeTimes {
    /// What the file calls it.
    pub mode: String,
    /// Where its times come from now.
    pub source: String,
    /// Whether these are along the roads of the map.
    pub along_roads: bool,
}

/// The instance with a matrix in place of each `straight` whose mode is walk, cycle or drive, or another usual word for it. The seconds
/// at the door stay; other ways of getting about stay as they are.
///
/// # Errors
/// What is wrong with the instance, places that lie off the map, or nothing that could be exchanged.
pub fn along_roads(text: &str, map: &Map) -> Result<AlongRoads, Unreadable> {
    let instance = crate::read(Format::Kith, text)?;
    let mut document: Document = json::read(text)?;
    let places = places(&document)?;
    let mut modes = Vec::new();
    for (n, (travel, table)) in document.travel.iter_mut().zip(&instance.problem.tables).enumerate() {
        let mut source = table.source.clone();
        let profile = travel.mode.parse::<Profile>().ok();
        let exchanged = profile.zip(travel.straight.as_ref());
        let along_roads = exchanged.is_some();
        if let Some((profile, straight)) = exchanged {
            let matrix = matrix(map, profile, &places, straight);
            let matrix = matrix.map_err(|what| Unreadable::field(format!("travel[{n}]"), what))?;
            source.clone_from(&matrix.source);
            (travel.straight, travel.matrix) = (None, Some(matrix));
        }
        modes.push(ModeTimes { mode: travel.mode.clone(), source, along_roads });
    }
    if modes.iter().any(|mode| mode.along_roads) {
        return Ok(AlongRoads { text: json::write_short(&document), modes });
    }
    let what = "No way of getting about here is straight and called walk, cycle or drive (or foot, bicycle, bike, car); name one so.";
    Err(Unreadable::field("travel", what))
}

fn places(document: &Document) -> Result<Vec<Place>, Unreadable> {
    let place = |(n, place): (usize, &crate::kith::Place)| match (place.lat, place.lon) {
        (Some(lat), Some(lon)) => Ok(Place::new(place.id.as_str(), lat, lon)),
        _ => {
            let what = "It has no lat and lon, and times along roads need them; give them.";
            Err(Unreadable::field(format!("places[{n}].lat"), what))
        }
    };
    document.places.iter().enumerate().map(place).collect()
}

fn matrix(map: &Map, profile: Profile, places: &[Place], straight: &StraightLine) -> Result<Matrix, String> {
    let times = Roads::new(map, profile).and_then(|roads| roads.travel_times(places, NEAR));
    let times = times.map_err(|error| error.to_string())?;
    let door = straight.door.round();
    let time = |from: (usize, &Place), to: (usize, &Place)| {
        let same = (from.1.lat, from.1.lon) == (to.1.lat, to.1.lon);
        let way = times.between(from.0, to.0).map(f64::from).unwrap_or_default();
        numbers::way(if same { 0.0 } else { way + door }, 1).map(i64::from)
    };
    let row = |from| places.iter().enumerate().map(|to| time(from, to)).collect();
    let at_the_door = if door > 0.0 { format!(", and {door} s at the door") } else { String::new() };
    Ok(Matrix {
        source: format!("{}{at_the_door}", times.source),
        seconds: places.iter().enumerate().map(row).collect::<Result<_, _>>()?,
    })
}
