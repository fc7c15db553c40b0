//! Roads out of an OpenStreetMap extract (`.osm.pbf`).
//!
//! The file is gone through twice: for the ways one may travel on, then for the nodes these need. So it takes the memory of the
//! roads, not of the map, beside the packed file and one block: 32 MB unpacked at most, which decode to some 400 MB at the very worst.

use crate::pbf::blocks;
use crate::profile::{Profile, Tags, Use, duration};
use crate::{TravelError, column::number};

/// Ways and references a file may hold per byte of it. Roads of real maps have less than one; a file made to fill the memory has
/// hundreds.
const MOST_PER_BYTE: usize = 8;

/// More nodes than this cannot be numbered; all roads of the world have fewer.
const MOST_NODES: usize = 2_000_000_000;

/// The roads of a map for all profiles, as OpenStreetMap has them.
#[derive(Debug, Clone)]
pub struct Map {
    pub(crate) name: String,
    pub(crate) ways: Vec<Way>,
    /// The nodes of the ways, one way after another, by number; `MISSING` where the extract was cut.
    pub(crate) references: Vec<u32>,
    pub(crate) nodes: Vec<Node>,
}

/// A reference to a node that the extract does not hold.
pub(crate) const MISSING: u32 = u32::MAX;

/// A road.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    /// How many references belong to it.
    pub(crate) length: usize,
    /// By profile.
    pub(crate) uses: [Use; 3],
    /// A ferry's minutes from end to end, if it says.
    pub(crate) minutes: Option<f32>,
    /// Whether one can stop at its side: not on a motorway, not on a ferry.
    pub(crate) stop: bool,
}

/// A node of a road.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Node {
    /// Degrees times ten million.
    pub(crate) lat: i32,
    pub(crate) lon: i32,
    /// Which profiles it stops, one bit each.
    pub(crate) stops: u8,
    found: bool,
}

impl Node {
    pub(crate) fn degrees(self) -> (f64, f64) {
        (f64::from(self.lat) * 1e-7, f64::from(self.lon) * 1e-7)
    }
}

impl Profile {
    pub(crate) fn bit(self) -> u8 {
        match self {
            Profile::Walk => 1,
            Profile::Cycle => 2,
            Profile::Drive => 4,
        }
    }

    pub(crate) fn of(self, uses: [Use; 3]) -> Use {
        let [walk, cycle, drive] = uses;
        match self {
            Profile::Walk => walk,
            Profile::Cycle => cycle,
            Profile::Drive => drive,
        }
    }
}

impl Map {
    /// Reads a map. `name` is what travel times will say they come from.
    pub fn read(bytes: &[u8], name: &str) -> Result<Map, TravelError> {
        let wrong = |why: String| TravelError::Map { name: name.to_owned(), why };
        let (ways, references) = read_ways(bytes).map_err(wrong)?;
        let mut ids = references.clone();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() > MOST_NODES {
            return Err(wrong("it has more roads than can be numbered. Cut out the part you need.".to_owned()));
        }
        let nodes = read_nodes(bytes, &ids).map_err(wrong)?;
        let found = |id: &i64| {
            let at = ids.binary_search(id).ok().filter(|at| nodes.get(*at).is_some_and(|node| node.found));
            at.map_or(MISSING, number)
        };
        let references = references.iter().map(found).collect();
        Ok(Map { name: name.to_owned(), ways, references, nodes })
    }

    /// What times along this map's roads say they come from.
    pub fn name(&self) -> &str {
        &self.name
    }
}

fn read_ways(bytes: &[u8]) -> Result<(Vec<Way>, Vec<i64>), String> {
    let (mut ways, mut references) = (Vec::new(), Vec::new());
    let most = bytes.len().saturating_mul(MOST_PER_BYTE).saturating_add(1000);
    blocks(bytes, |block| {
        let ways_of_block = block.groups.iter().flat_map(|group| &group.ways);
        // A way needs two ends.
        for way in ways_of_block.filter(|way| way.length() > 1) {
            let Some(kept) = kept(Tags(&block.tags(way))) else { continue };
            if references.len() + ways.len() + way.length() > most {
                return Err("it unpacks to more roads than a file of this size can hold.".to_owned());
            }
            references.extend(way.references());
            ways.push(Way { length: way.length(), ..kept });
        }
        Ok(())
    })?;
    Ok((ways, references))
}

/// The way, if any profile may use it.
fn kept(tags: Tags<'_>) -> Option<Way> {
    let ferry = tags.get("route") == Some("ferry");
    if tags.get("highway").is_none() && !ferry {
        return None;
    }
    let uses = Profile::ALL.map(|profile| profile.way(tags));
    if uses.iter().all(|one| one.none()) {
        return None;
    }
    let stop = !ferry && !tags.get("highway").is_some_and(|class| class.starts_with("motorway"));
    let minutes = if ferry { tags.get("duration").and_then(duration) } else { None };
    Some(Way { length: 0, uses, minutes, stop })
}

fn read_nodes(bytes: &[u8], ids: &[i64]) -> Result<Vec<Node>, String> {
    let mut nodes = vec![Node::default(); ids.len()];
    let place = |id: i64| ids.binary_search(&id).ok();
    blocks(bytes, |block| {
        block.nodes(
            |id| place(id).is_some(),
            |(id, lat, lon, tags)| {
                let Some(slot) = place(id).and_then(|at| nodes.get_mut(at)) else { return };
                if (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon) {
                    let units = |degrees: f64| libm::round(degrees * 1e7) as i32;
                    *slot = Node { lat: units(lat), lon: units(lon), stops: stops(Tags(&tags)), found: true };
                }
            },
        );
        Ok(())
    })?;
    Ok(nodes)
}

fn stops(tags: Tags<'_>) -> u8 {
    let stopped = Profile::ALL.into_iter().filter(|profile| profile.stopped_at(tags));
    stopped.map(Profile::bit).sum()
}
