//! The hierarchy and its tables against plain searches.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use proptest::prelude::*;

use super::{LEEDS, Lot};
use crate::hierarchy::{Arc, FAR, Hierarchy};
use crate::segments::{CLOSED, Network};
use crate::{Map, Place, Profile, Roads};

type Arcs = Vec<(u32, u32, i32)>;

/// The times from a node to all nodes, by Dijkstra's algorithm.
fn plain(nodes: u32, arcs: &[(u32, u32, i32)], from: u32) -> Vec<i32> {
    let mut out = vec![Vec::new(); nodes as usize];
    arcs.iter().for_each(|(a, b, ms)| out[*a as usize].push((*b, *ms)));
    let mut best = vec![FAR; nodes as usize];
    let mut queue = BinaryHeap::from([Reverse((0, from))]);
    best[from as usize] = 0;
    while let Some(Reverse((ms, node))) = queue.pop() {
        if ms > best[node as usize] {
            continue;
        }
        for (to, more) in &out[node as usize] {
            if ms + more < best[*to as usize] {
                best[*to as usize] = ms + more;
                queue.push(Reverse((ms + more, *to)));
            }
        }
    }
    best
}

fn agree(nodes: u32, arcs: &[(u32, u32, i32)], from: &[u32], to: &[u32]) {
    let ends = |nodes: &[u32]| nodes.iter().map(|node| vec![Arc { node: *node, ms: 0 }]).collect::<Vec<_>>();
    let table = Hierarchy::build(nodes, arcs.iter().copied()).table(&ends(from), &ends(to));
    for (row, source) in table.chunks(to.len().max(1)).zip(from) {
        let best = plain(nodes, arcs, *source);
        let expected: Vec<i32> = to.iter().map(|node| best[*node as usize]).collect();
        assert_eq!(row, expected, "from {source}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    // VIS-2: a table over the hierarchy is what a plain search finds, on any graph, connected or not.
    #[test]
    fn the_table_is_what_a_plain_search_finds(
        arcs in prop::collection::vec((0_u32..30, 0_u32..30, 1_i32..1000), 0..150),
        from in prop::collection::vec(0_u32..30, 1..20),
        to in prop::collection::vec(0_u32..30, 1..20),
    ) {
        agree(30, &arcs, &from, &to);
    }
}

// VIS-2: the same on streets, with more departures than go at once.
#[test]
fn a_town_of_streets_agrees_with_a_plain_search() {
    let (wide, mut lot, mut arcs) = (25, Lot(7), Arcs::new());
    for node in 0..wide * wide {
        for (there, open) in [(node + 1, (node + 1) % wide != 0), (node + wide, node + wide < wide * wide)] {
            if open && lot.below(10) > 0 {
                arcs.push((node, there, 1 + lot.below(1000) as i32));
            }
            if open && lot.below(10) > 0 {
                arcs.push((there, node, 1 + lot.below(1000) as i32));
            }
        }
    }
    let places: Vec<u32> = (0..70).map(|_| lot.below(u64::from(wide * wide)) as u32).collect();
    agree(wide * wide, &arcs, &places, &places);
}

// VIS-2: the junctions of Leeds, for each profile.
#[test]
fn leeds_agrees_with_a_plain_search() {
    let map = Map::read(LEEDS, "leeds").unwrap();
    for profile in Profile::ALL {
        let network = Network::of(&map, profile);
        let mut arcs = Arcs::new();
        for edge in &network.edges {
            let both = [(edge.from, edge.to, edge.ahead), (edge.to, edge.from, edge.back)];
            arcs.extend(both.into_iter().filter(|(from, to, ms)| from != to && *ms != CLOSED));
        }
        let all: Vec<u32> = (0..network.junctions).collect();
        assert!(all.len() > 3, "{profile:?}");
        agree(network.junctions, &arcs, &all, &all);
        // Everybody gets everywhere and back.
        assert!(plain(network.junctions, &arcs, 0).iter().all(|ms| *ms < FAR));
    }
}

/// Places in the middle of Leeds' roads.
fn leeds_places(roads: &Roads, count: usize) -> Vec<Place> {
    let ([south, west], [north, east]) = roads.bounds();
    let mut lot = Lot(99);
    let mut between = |from: f64, to: f64| from + (to - from) * lot.below(1000) as f64 / 1000.0;
    (0..count).map(|n| Place::new(format!("p{n}"), between(south, north), between(west, east))).collect()
}

// VIS-2: no way round is shorter, and walking is as long back as there.
#[test]
fn times_in_leeds_keep_to_the_triangle() {
    let map = Map::read(LEEDS, "leeds").unwrap();
    for profile in Profile::ALL {
        let roads = Roads::new(&map, profile).unwrap();
        let times = roads.travel_times(&leeds_places(&roads, 40), 5000.0).unwrap();
        let n = times.rows();
        let at = |from: usize, to: usize| times.seconds[from * n + to];
        for a in 0..n {
            assert_eq!(at(a, a), 0);
            for b in 0..n {
                assert!((0..24 * 3600).contains(&at(a, b)));
                if profile == Profile::Walk {
                    // Rounding to milliseconds along a road may differ by direction.
                    assert!((at(a, b) - at(b, a)).abs() <= 1, "{a} {b}");
                }
                for c in 0..n {
                    assert!(at(a, c) <= at(a, b) + at(b, c) + 1, "{profile:?} {a} {b} {c}");
                }
            }
        }
    }
}
