//! Travel times along the roads of a map.

use rstar::RTree;
use rstar::primitives::{GeomWithData, Line};

use crate::circle::{EARTH, metres};
use crate::column::Column;
use crate::error::Stray;
use crate::hierarchy::{Arc, FAR, Hierarchy};
use crate::map::Map;
use crate::place::{Address, addresses, check};
use crate::profile::{Profile, WALKING};
use crate::segments::{CLOSED, Edge, Network, Segment};
use crate::table::Ends;
use crate::{Place, TravelError, TravelTimes};

/// How far from a road a place may lie, in metres, unless the caller says otherwise.
pub const NEAR: f64 = 500.0;

/// So many roads may meet in one node: to take a node out of the hierarchy takes the square of their number.
const MOST_MEETING: u32 = 10_000;

/// Length of a degree of latitude.
const METRES_PER_DEGREE: f64 = 1000.0 * EARTH * std::f64::consts::PI / 180.0;

type Index = RTree<GeomWithData<Line<[f32; 2]>, u32>>;

/// The roads of one profile, ready for tables.
#[derive(Debug, Clone)]
pub struct Roads {
    profile: Profile,
    name: String,
    hierarchy: Hierarchy,
    segments: Column<Segment>,
    edges: Column<Edge>,
    index: Index,
    flat: Flat,
}

/// The map as a plane, in metres from its middle.
#[derive(Debug, Clone, Copy)]
struct Flat {
    lat: f64,
    lon: f64,
    shrink: f64,
}

impl Flat {
    fn point(self, (lat, lon): (f64, f64)) -> [f32; 2] {
        let (north, east) = (lat - self.lat, (lon - self.lon) * self.shrink);
        [(east * METRES_PER_DEGREE) as f32, (north * METRES_PER_DEGREE) as f32]
    }

    fn degrees(self, [east, north]: [f32; 2]) -> (f64, f64) {
        let (north, east) = (f64::from(north) / METRES_PER_DEGREE, f64::from(east) / METRES_PER_DEGREE);
        (self.lat + north, self.lon + east / self.shrink)
    }
}

/// Where a place meets the roads.
#[derive(Debug, Clone, Copy)]
struct Foot {
    edge: u32,
    /// From the edge's beginning to here, and from here back to it; `CLOSED` where one may not.
    ahead: i32,
    back: i32,
    /// From the place to the road, on foot.
    walk: i64,
}

impl Roads {
    /// Prepares the roads of a map for one profile.
    pub fn new(map: &Map, profile: Profile) -> Result<Roads, TravelError> {
        let network = Network::of(map, profile);
        let none = || TravelError::NoRoads { name: map.name.clone(), mode: profile.name() };
        if network.segments.iter().all(|segment| !segment.stop) {
            return Err(none());
        }
        check_busiest(&network, &map.name)?;
        let hierarchy = Hierarchy::build(
            network.junctions,
            network.edges.iter().flat_map(|edge| {
                let ahead = (edge.ahead != CLOSED).then_some((edge.from, edge.to, edge.ahead));
                let back = (edge.back != CLOSED).then_some((edge.to, edge.from, edge.back));
                ahead.into_iter().chain(back)
            }),
        );
        let place = |point: u32| map.nodes.get(network.points[point] as usize).map(|node| node.degrees());
        let flat = flat(network.segments.iter().filter_map(|segment| place(segment.a))).ok_or_else(none)?;
        let lines = (0..).zip(&network.segments).filter(|(_, segment)| segment.stop).filter_map(|(number, segment)| {
            let line = Line::new(flat.point(place(segment.a)?), flat.point(place(segment.b)?));
            Some(GeomWithData::new(line, number))
        });
        let index = RTree::bulk_load(lines.collect());
        let (segments, edges) = (Column::from(network.segments), Column::from(network.edges));
        Ok(Roads { profile, name: map.name.clone(), hierarchy, segments, edges, index, flat })
    }

    /// Where times along these roads come from; whoever shows times made from OpenStreetMap has to say so.
    pub fn source(&self) -> String {
        format!("map {} (© OpenStreetMap contributors), {}", self.name, self.profile.name())
    }

    /// Junctions and the roads between them.
    pub fn size(&self) -> (usize, usize) {
        (self.hierarchy.rank.len() as usize, self.edges.len() as usize)
    }

    /// Where the roads lie: latitude and longitude of the south-western and of the north-eastern corner.
    pub fn bounds(&self) -> ([f64; 2], [f64; 2]) {
        let envelope = self.index.root().envelope();
        let corner = |point: [f32; 2]| {
            let (lat, lon) = self.flat.degrees(point);
            [lat, lon]
        };
        (corner(envelope.lower()), corner(envelope.upper()))
    }

    /// Whether a place lies within so many metres of a road.
    pub fn is_near(&self, place: &Place, near: f64) -> bool {
        self.foot(&Address { lat: place.lat, lon: place.lon, first: 0 }, near).is_ok()
    }

    /// Travel times between places: on foot to the nearest road (as the crow flies), along the roads, and on foot to the door. A
    /// place more than `near` metres from a road is an error that names it; the usual is [`NEAR`]. So are two places so far apart that
    /// the time along the roads cannot be counted.
    pub fn travel_times(&self, places: &[Place], near: f64) -> Result<TravelTimes, TravelError> {
        check(places)?;
        let (addresses, row_of) = addresses(places);
        let feet: Vec<Result<Foot, f64>> = addresses.iter().map(|at| self.foot(at, near)).collect();
        let stray = |(place, row): (&Place, &usize)| match feet.get(*row) {
            Some(Err(metres)) => Some(Stray { id: place.id.clone(), metres: *metres }),
            _ => None,
        };
        let strays: Vec<Stray> = places.iter().zip(&row_of).filter_map(stray).collect();
        if !strays.is_empty() {
            return Err(TravelError::OffTheMap(strays, near));
        }
        let feet: Vec<Foot> = feet.into_iter().flatten().collect();
        let seconds = self.seconds(&feet).map_err(|(from, to)| {
            let name =
                |row: usize| addresses.get(row).and_then(|at| places.get(at.first)).map(|place| place.id.clone());
            TravelError::TooFar { from: name(from).unwrap_or_default(), to: name(to).unwrap_or_default() }
        })?;
        let (places, source) = (places.to_vec(), self.source());
        Ok(TravelTimes { places, row_of, addresses, mode: self.profile.name(), seconds, source })
    }

    /// Where an address meets the roads, or how far it is from them.
    fn foot(&self, at: &Address, near: f64) -> Result<Foot, f64> {
        let point = self.flat.point((at.lat, at.lon));
        let nearest = self.index.nearest_neighbor(point).ok_or(f64::INFINITY)?;
        let (from, to) = (nearest.geom().from, nearest.geom().to);
        let share = share_along(from, to, point);
        let [x, y] = point_along(from, to, share);
        let away = metres((at.lat, at.lon), self.flat.degrees([x, y]));
        if away.is_nan() || away > near {
            return Err(away);
        }
        let segment = self.segments[nearest.data];
        let edge = self.edges[segment.edge];
        let part = |begin: i32, length: i32, whole: i32| match (begin, length, whole) {
            (CLOSED, ..) | (_, CLOSED, _) | (.., CLOSED) => CLOSED,
            _ => (begin + (f64::from(length) * f64::from(share)) as i32).min(whole),
        };
        let walk = libm::round(away / f64::from(WALKING) * 3600.0) as i64;
        let ahead = part(segment.ahead_at, segment.ahead, edge.ahead);
        let back = part(segment.back_at, segment.back, edge.back);
        Ok(Foot { edge: segment.edge, ahead, back, walk })
    }

    /// From each foot to each, or two between which the time cannot be counted.
    fn seconds(&self, feet: &[Foot]) -> Result<Vec<i32>, (usize, usize)> {
        let departures: Vec<Ends> = feet.iter().map(|foot| self.departure(foot)).collect();
        let arrivals: Vec<Ends> = feet.iter().map(|foot| self.arrival(foot)).collect();
        let mut times = self.hierarchy.table(&departures, &arrivals);
        self.same_edge(feet, &mut times);
        for (row, (cells, from)) in times.chunks_mut(feet.len().max(1)).zip(feet).enumerate() {
            for (column, (cell, to)) in cells.iter_mut().zip(feet).enumerate() {
                if row == column {
                    *cell = 0;
                    continue;
                }
                if *cell >= FAR {
                    return Err((row, column));
                }
                let ms = i64::from(*cell) + from.walk + to.walk;
                *cell = i32::try_from((ms + 999) / 1000).unwrap_or(i32::MAX);
            }
        }
        Ok(times)
    }

    fn departure(&self, foot: &Foot) -> Ends {
        let edge = self.edges[foot.edge];
        let ahead = (foot.ahead != CLOSED).then(|| Arc { node: edge.to, ms: edge.ahead - foot.ahead });
        let back = (foot.back != CLOSED).then_some(Arc { node: edge.from, ms: foot.back });
        ahead.into_iter().chain(back).collect()
    }

    fn arrival(&self, foot: &Foot) -> Ends {
        let edge = self.edges[foot.edge];
        let ahead = (foot.ahead != CLOSED).then_some(Arc { node: edge.from, ms: foot.ahead });
        let back = (foot.back != CLOSED).then(|| Arc { node: edge.to, ms: edge.back - foot.back });
        ahead.into_iter().chain(back).collect()
    }

    /// Between two places on one road, the way need not lead over a junction.
    fn same_edge(&self, feet: &[Foot], times: &mut [i32]) {
        let mut by_edge: Vec<(u32, usize)> = feet.iter().map(|foot| foot.edge).zip(0..).collect();
        by_edge.sort_unstable();
        for group in by_edge.chunk_by(|one, other| one.0 == other.0) {
            for ((_, from), (_, to)) in group.iter().flat_map(|from| group.iter().map(move |to| (from, to))) {
                let (Some(here), Some(there)) = (feet.get(*from), feet.get(*to)) else { continue };
                let Some(cell) = times.get_mut(from * feet.len() + to) else { continue };
                if here.ahead != CLOSED && there.ahead >= here.ahead {
                    *cell = (there.ahead - here.ahead).min(*cell);
                }
                if here.back != CLOSED && there.back <= here.back {
                    *cell = (here.back - there.back).min(*cell);
                }
            }
        }
    }
}

/// Refuses a network that would take for ever.
fn check_busiest(network: &Network, name: &str) -> Result<(), TravelError> {
    let roads = network.busiest();
    if roads <= MOST_MEETING {
        return Ok(());
    }
    let why = format!(
        "{roads} roads meet in one node, and no more than {MOST_MEETING} are taken. Get the file again, or cut out the part you need."
    );
    Err(TravelError::Map { name: name.to_owned(), why })
}

/// The plane around the middle of some points.
fn flat(points: impl Iterator<Item = (f64, f64)>) -> Option<Flat> {
    let mut bounds: Option<[f64; 4]> = None;
    for (lat, lon) in points {
        let [south, north, west, east] = bounds.unwrap_or([lat, lat, lon, lon]);
        bounds = Some([south.min(lat), north.max(lat), west.min(lon), east.max(lon)]);
    }
    let [south, north, west, east] = bounds?;
    let lat = f64::midpoint(south, north);
    Some(Flat { lat, lon: f64::midpoint(west, east), shrink: libm::cos(lat.to_radians()).max(0.01) })
}

/// How far along a line the point nearest to another lies, from 0 to 1.
fn share_along(from: [f32; 2], to: [f32; 2], point: [f32; 2]) -> f32 {
    let [[ax, ay], [bx, by], [px, py]] = [from, to, point];
    let (dx, dy) = (bx - ax, by - ay);
    let square = dx * dx + dy * dy;
    if square <= 0.0 { 0.0 } else { (((px - ax) * dx + (py - ay) * dy) / square).clamp(0.0, 1.0) }
}

fn point_along(from: [f32; 2], to: [f32; 2], share: f32) -> [f32; 2] {
    let [[ax, ay], [bx, by]] = [from, to];
    [ax + (bx - ax) * share, ay + (by - ay) * share]
}
