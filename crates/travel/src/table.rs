//! Times from many places to many, over a contraction hierarchy.
//!
//! The usual way is one search per place and buckets where they meet. Here the part of the hierarchy that lies above the places
//! asked for is laid out by rank, and swept over twice: upwards from the places of departure, downwards to those of arrival. Eight
//! departures go at once, side by side, which processors do in a few instructions. (Restricted PHAST: Delling, Goldberg, Werneck 2011.)

use crate::column::{Column, Lists};
use crate::hierarchy::{Arc, FAR, Hierarchy};

/// How many departures go at once.
const ABREAST: usize = 8;

/// The times of these departures to one node.
type Row = [i32; ABREAST];

/// Where a place touches the graph: nodes, and the time to or from each.
pub(crate) type Ends = Vec<Arc>;

/// The part of the hierarchy that lies above some places, renumbered by rank.
struct Above {
    up: Lists<Arc>,
    down: Lists<Arc>,
    /// The node's number here; `None` if it is not part of it.
    place: Column<Option<u32>>,
    nodes: u32,
}

impl Hierarchy {
    /// Milliseconds from each departure to each arrival, row by row; `FAR` where there is no way.
    pub(crate) fn table(&self, from: &[Ends], to: &[Ends]) -> Vec<i32> {
        let above = self.above(from, to);
        let local = |ends: &[Ends]| -> Vec<Ends> {
            ends.iter().map(|ends| ends.iter().filter_map(|end| self.local(&above, end)).collect()).collect()
        };
        let (from, to) = (local(from), local(to));
        let mut times = Vec::with_capacity(from.len() * to.len());
        let mut rows: Vec<Row> = vec![[FAR; ABREAST]; above.nodes as usize];
        for departures in from.chunks(ABREAST) {
            rows.fill([FAR; ABREAST]);
            for (lane, ends) in departures.iter().enumerate() {
                for end in ends {
                    if let Some(cell) = rows.get_mut(end.node as usize).and_then(|row| row.get_mut(lane)) {
                        *cell = end.ms.min(*cell);
                    }
                }
            }
            above.climb(&mut rows);
            above.descend(&mut rows);
            arrive(&rows, &to, departures.len(), &mut times);
        }
        times
    }

    fn local(&self, above: &Above, end: &Arc) -> Option<Arc> {
        above.place[self.rank[end.node]].map(|node| Arc { node, ms: end.ms })
    }

    fn above(&self, from: &[Ends], to: &[Ends]) -> Above {
        let count = self.rank.len();
        let mark = |ends: &[Ends], lists: &Lists<Arc>| {
            let mut marked = Column::new(count as usize, false);
            for end in ends.iter().flatten() {
                marked[self.rank[end.node]] = true;
            }
            for node in 0..count {
                if marked[node] {
                    lists.at(node).iter().for_each(|arc| marked[arc.node] = true);
                }
            }
            marked
        };
        let (left, entered) = (mark(from, &self.up), mark(to, &self.down));
        let mut place = Column::new(count as usize, None);
        let mut nodes = 0;
        for node in (0..count).filter(|node| left[*node] || entered[*node]) {
            place[node] = Some(nodes);
            nodes += 1;
        }
        let lay = |marked: &Column<bool>, lists: &Lists<Arc>| {
            let pairs = (0..count).filter(|node| marked[*node]).flat_map(|node| {
                let place = &place;
                let here = place[node].unwrap_or_default();
                lists.at(node).iter().filter_map(move |arc| Some((here, Arc { node: place[arc.node]?, ms: arc.ms })))
            });
            Lists::of(nodes, pairs)
        };
        Above { up: lay(&left, &self.up), down: lay(&entered, &self.down), nodes, place }
    }
}

impl Above {
    fn climb(&self, rows: &mut [Row]) {
        for node in 0..self.nodes {
            let arcs = self.up.at(node);
            if arcs.is_empty() {
                continue;
            }
            let Some(here) = rows.get(node as usize).copied() else { return };
            if here == [FAR; ABREAST] {
                continue;
            }
            for arc in arcs {
                if let Some(there) = rows.get_mut(arc.node as usize) {
                    shorten(there, &here, arc.ms);
                }
            }
        }
    }

    fn descend(&self, rows: &mut [Row]) {
        for node in (0..self.nodes).rev() {
            let arcs = self.down.at(node);
            if arcs.is_empty() {
                continue;
            }
            let Some(mut here) = rows.get(node as usize).copied() else { return };
            for arc in arcs {
                if let Some(there) = rows.get(arc.node as usize) {
                    shorten(&mut here, there, arc.ms);
                }
            }
            if let Some(row) = rows.get_mut(node as usize) {
                *row = here;
            }
        }
    }
}

#[inline(always)]
fn shorten(row: &mut Row, by: &Row, ms: i32) {
    for (cell, other) in row.iter_mut().zip(by) {
        *cell = (other + ms).min(*cell);
    }
}

/// Reads the times of arrival off the swept rows.
fn arrive(rows: &[Row], to: &[Ends], departures: usize, times: &mut Vec<i32>) {
    let begin = times.len();
    times.resize(begin + departures * to.len(), FAR);
    let Some(block) = times.get_mut(begin..) else { return };
    for (column, ends) in to.iter().enumerate() {
        let mut best = [FAR; ABREAST];
        for end in ends {
            if let Some(row) = rows.get(end.node as usize) {
                shorten(&mut best, row, end.ms);
            }
        }
        for (cell, ms) in block.iter_mut().skip(column).step_by(to.len()).zip(best) {
            *cell = ms;
        }
    }
}
