//! From ways to a graph: segments between neighbouring nodes, the largest part in which everybody gets everywhere and back, and edges
//! between junctions in place of chains of segments.

use crate::circle::metres;
use crate::column::{Column, Lists, number};
use crate::hierarchy::FAR;
use crate::map::{MISSING, Map, Way};
use crate::profile::Profile;

/// No way in this direction.
pub(crate) const CLOSED: i32 = -1;

/// Nothing on the way between two neighbouring nodes takes longer (six days), and a road between two junctions less than twice this, so that
/// the time along every road can be counted.
const LONGEST: i32 = FAR / 2;

/// A piece of road without a bend, between two points; milliseconds along it and against it, `CLOSED` where one may not.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Segment {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) ahead: i32,
    pub(crate) back: i32,
    pub(crate) stop: bool,
    /// The edge it became a part of, and the time from the edge's beginning to `a`, and from `a` back to it.
    pub(crate) edge: u32,
    pub(crate) ahead_at: i32,
    pub(crate) back_at: i32,
}

/// A road between two junctions.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Edge {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) ahead: i32,
    pub(crate) back: i32,
}

/// The network of one profile.
#[derive(Debug, Default)]
pub(crate) struct Network {
    /// The map's node at each point. A node that stops the profile is a point of its own for each segment that ends there.
    pub(crate) points: Column<u32>,
    pub(crate) segments: Vec<Segment>,
    pub(crate) edges: Vec<Edge>,
    /// How many junctions there are.
    pub(crate) junctions: u32,
}

impl Network {
    pub(crate) fn of(map: &Map, profile: Profile) -> Self {
        let mut network = Network::default();
        network.cut(map, profile);
        network.keep_largest();
        network.join();
        network
    }

    fn cut(&mut self, map: &Map, profile: Profile) {
        let mut point_of = Column::new(map.nodes.len(), MISSING);
        let mut rest = map.references.as_slice();
        for way in &map.ways {
            let Some((nodes, after)) = rest.split_at_checked(way.length) else { return };
            rest = after;
            if profile.of(way.uses).none() {
                continue;
            }
            let ferry = ferry_speed(map, way, nodes);
            for pair in nodes.windows(2) {
                let &[a, b] = pair else { continue };
                if a == b || a == MISSING || b == MISSING {
                    continue;
                }
                let pace = profile.of(way.uses);
                let held = |speed: f32| ferry.filter(|_| speed > 0.0).unwrap_or(f64::from(speed));
                let time = |speed: f32| milliseconds(map, (a, b), held(speed));
                let (ahead, back) = (time(pace.ahead), time(pace.back));
                if (ahead, back) == (CLOSED, CLOSED) {
                    continue;
                }
                let mut point = |node| self.point(map, profile, &mut point_of, node);
                let (a, b) = (point(a), point(b));
                self.segments.push(Segment { a, b, ahead, back, stop: way.stop, ..Segment::default() });
            }
        }
    }

    fn point(&mut self, map: &Map, profile: Profile, point_of: &mut Column<u32>, node: u32) -> u32 {
        let stopped = map.nodes.get(node as usize).is_some_and(|it| it.stops & profile.bit() != 0);
        let known = point_of[node];
        if known != MISSING && !stopped {
            return known;
        }
        let point = self.points.len();
        self.points.push(node);
        point_of[node] = point;
        point
    }

    /// Leaves only the segments of the largest strongly connected part.
    fn keep_largest(&mut self) {
        let arcs = arcs(&self.segments);
        let ways = Lists::of(self.points.len(), arcs);
        let part = parts(self.points.len(), &ways);
        let mut sizes = Column::new(self.points.len() as usize, 0_u32);
        part.cells().iter().for_each(|part| sizes[*part] += 1);
        let largest = sizes.cells().iter().zip(0..).max_by_key(|(size, part)| (**size, u32::MAX - part));
        let largest = largest.map_or(0, |(_, part)| part);
        self.segments.retain(|segment| part[segment.a] == largest && part[segment.b] == largest);
    }

    /// How many roads meet at the junction at which the most do.
    pub(crate) fn busiest(&self) -> u32 {
        let mut roads = Column::new(self.junctions as usize, 0_u32);
        for edge in &self.edges {
            roads[edge.from] += 1;
            roads[edge.to] += 1;
        }
        roads.cells().iter().copied().max().unwrap_or_default()
    }

    /// Joins chains of segments to edges between junctions.
    fn join(&mut self) {
        let ends = self.segments.iter().zip(0..).flat_map(|(segment, n)| [(segment.a, n), (segment.b, n)]);
        let at: Lists<u32> = Lists::of(self.points.len(), ends);
        let mut joining = Joining {
            junction: Column::new(self.points.len() as usize, MISSING),
            done: Column::new(self.segments.len(), false),
            segments: Column::from(std::mem::take(&mut self.segments)),
            edges: Vec::new(),
            junctions: 0,
        };
        for point in 0..self.points.len() {
            if !at.at(point).is_empty() && !joining.passes(&at, point) {
                joining.start(&at, point);
            }
        }
        // What is left are rings without a junction, and what follows a very long piece: any of their points will do.
        for segment in 0..joining.segments.len() {
            if !joining.done[segment] {
                let point = joining.segments[segment].a;
                joining.start(&at, point);
            }
        }
        self.segments = joining.segments.cells().to_vec();
        self.edges = joining.edges;
        self.junctions = joining.junctions;
    }
}

/// How fast a ferry is that takes as long as it says. It says so of the whole way, so of a part that an extract was cut to nothing follows.
fn ferry_speed(map: &Map, way: &Way, nodes: &[u32]) -> Option<f64> {
    let hours = f64::from(way.minutes?) / 60.0;
    if nodes.contains(&MISSING) {
        return None;
    }
    let length: f64 = nodes.windows(2).map(|pair| if let &[a, b] = pair { between(map, (a, b)) } else { 0.0 }).sum();
    (length > 0.0).then_some(length / 1000.0 / hours)
}

fn between(map: &Map, (a, b): (u32, u32)) -> f64 {
    match (map.nodes.get(a as usize), map.nodes.get(b as usize)) {
        (Some(a), Some(b)) => metres(a.degrees(), b.degrees()),
        _ => 0.0,
    }
}

fn milliseconds(map: &Map, ends: (u32, u32), speed: f64) -> i32 {
    if speed <= 0.0 {
        return CLOSED;
    }
    let ms = libm::round(between(map, ends) / speed * 3600.0) as i32;
    if ms < LONGEST { ms.max(1) } else { CLOSED }
}

fn arcs(segments: &[Segment]) -> impl Iterator<Item = (u32, u32)> + Clone {
    segments.iter().flat_map(|segment| {
        let ahead = (segment.ahead != CLOSED).then_some((segment.a, segment.b));
        let back = (segment.back != CLOSED).then_some((segment.b, segment.a));
        ahead.into_iter().chain(back)
    })
}

/// The strongly connected part of each point (Tarjan's algorithm, with a stack of its own in place of recursion).
fn parts(points: u32, ways: &Lists<u32>) -> Column<u32> {
    let count = points as usize;
    let (mut order, mut low) = (Column::new(count, 0_u32), Column::new(count, 0_u32));
    let (mut part, mut path, mut open) = (Column::new(count, MISSING), Vec::new(), Vec::new());
    let (mut next, mut found) = (0, 0);
    for root in 0..points {
        if order[root] != 0 {
            continue;
        }
        path.push((root, 0));
        while let Some((point, taken)) = path.pop() {
            if taken == 0 {
                next += 1;
                (order[point], low[point]) = (next, next);
                open.push(point);
            }
            if let Some(to) = ways.at(point).get(taken) {
                path.push((point, taken + 1));
                if order[*to] == 0 {
                    path.push((*to, 0));
                } else if part[*to] == MISSING {
                    low[point] = low[point].min(order[*to]);
                }
                continue;
            }
            if low[point] == order[point] {
                while let Some(member) = open.pop() {
                    part[member] = found;
                    if member == point {
                        break;
                    }
                }
                found += 1;
            }
            if let Some((before, _)) = path.last() {
                low[*before] = low[*before].min(low[point]);
            }
        }
    }
    part
}

struct Joining {
    /// The junction at each point that is one.
    junction: Column<u32>,
    done: Column<bool>,
    segments: Column<Segment>,
    edges: Vec<Edge>,
    junctions: u32,
}

impl Joining {
    /// Whether a point only lies on the way: two segments meet, and whoever comes by one may leave by the other.
    fn passes(&self, at: &Lists<u32>, point: u32) -> bool {
        let &[first, second] = at.at(point) else { return false };
        if first == second {
            return false;
        }
        let (first, second) = (self.leaving(first, point), self.leaving(second, point));
        let open = |ms: i32| ms != CLOSED;
        first.b != second.b
            && open(first.back) == open(second.ahead)
            && open(first.ahead) == open(second.back)
            && first.stop == second.stop
    }

    /// A segment, turned so that it leaves the point.
    fn leaving(&self, segment: u32, point: u32) -> Segment {
        let it = self.segments[segment];
        if it.a == point { it } else { Segment { a: it.b, b: it.a, ahead: it.back, back: it.ahead, ..it } }
    }

    fn junction(&mut self, point: u32) -> u32 {
        if self.junction[point] == MISSING {
            self.junction[point] = self.junctions;
            self.junctions += 1;
        }
        self.junction[point]
    }

    /// Follows every road that leaves a point up to the next junction.
    fn start(&mut self, at: &Lists<u32>, point: u32) {
        let from = self.junction(point);
        for segment in at.at(point) {
            if !self.done[*segment] {
                self.follow(at, from, point, *segment);
            }
        }
    }

    fn follow(&mut self, at: &Lists<u32>, from: u32, mut point: u32, mut segment: u32) {
        let edge = number(self.edges.len());
        let (mut ahead, mut back) = (0, 0);
        loop {
            let it = self.leaving(segment, point);
            self.segments[segment] = Segment { edge, ahead_at: ahead, back_at: back, ..it };
            self.done[segment] = true;
            ahead = add(ahead, it.ahead);
            back = add(back, it.back);
            point = it.b;
            if self.junction[point] != MISSING || !self.passes(at, point) || ahead.max(back) >= LONGEST {
                break;
            }
            let Some(next) = at.at(point).iter().find(|next| !self.done[**next]) else { break };
            segment = *next;
        }
        let to = self.junction(point);
        self.edges.push(Edge { from, to, ahead, back });
    }
}

fn add(sum: i32, ms: i32) -> i32 {
    if sum == CLOSED || ms == CLOSED { CLOSED } else { (sum + ms).min(FAR) }
}
