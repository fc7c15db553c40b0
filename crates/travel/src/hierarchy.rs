//! A contraction hierarchy: nodes in the order of their importance, with arcs that only lead upwards.
//!
//! Nodes are taken out of the graph one by one, the least important first; where a shortest way went through the node taken out, a
//! shortcut takes its place. Every shortest way then has a twin that first climbs and then descends, so that a search
//! needs to look at few nodes. (Geisberger, Sanders, Schultes, Delling 2008.)

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::column::{Column, Lists, number};

/// Farther than anything: times from here on are "no way" (eleven days and a half). Twice this is still a number.
pub(crate) const FAR: i32 = 1_000_000_000;

/// How many nodes a search for another way looks at before it gives up, while nodes are only compared.
const GLANCE: usize = 40;
/// The same when a node is taken out: an unneeded shortcut costs every search after it.
const LOOK: usize = 500;

/// An arc to a node (or from it, in lists of what comes in), in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Arc {
    pub(crate) node: u32,
    pub(crate) ms: i32,
}

/// The hierarchy. Nodes are numbered by rank here; `rank` translates.
#[derive(Debug, Clone)]
pub(crate) struct Hierarchy {
    /// The rank of each node of the graph.
    pub(crate) rank: Column<u32>,
    /// From each node: arcs that lead up.
    pub(crate) up: Lists<Arc>,
    /// To each node: arcs that lead down to it, each named by its upper end.
    pub(crate) down: Lists<Arc>,
}

impl Hierarchy {
    /// Builds the hierarchy of a graph given by its arcs (from, to, milliseconds).
    pub(crate) fn build(nodes: u32, arcs: impl Iterator<Item = (u32, u32, i32)>) -> Self {
        let mut contraction = Contraction::new(nodes);
        for (from, to, ms) in arcs.filter(|(from, to, _)| from != to) {
            contraction.join(from, to, ms.clamp(1, FAR), 1);
        }
        contraction.run();
        let rank = contraction.rank;
        let climb = |lists: Column<Vec<Link>>| {
            let pairs = lists.cells().iter().zip(0..).flat_map(|(links, node)| {
                let rank = &rank;
                links.iter().map(move |link| (rank[node], Arc { node: rank[link.node], ms: link.ms }))
            });
            Lists::of(nodes, pairs)
        };
        let (up, down) = (climb(contraction.out), climb(contraction.into));
        Hierarchy { rank, up, down }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Link {
    node: u32,
    ms: i32,
    /// How many arcs of the graph it stands for.
    hops: u32,
}

struct Shortcut {
    from: u32,
    to: u32,
    ms: i32,
    hops: u32,
}

/// What is left of the graph. A node taken out keeps its links, which then only lead to nodes of higher rank.
struct Contraction {
    out: Column<Vec<Link>>,
    into: Column<Vec<Link>>,
    level: Column<u32>,
    rank: Column<u32>,
    search: Search,
    shortcuts: Vec<Shortcut>,
}

impl Contraction {
    fn new(nodes: u32) -> Self {
        let count = nodes as usize;
        Contraction {
            out: Column::new(count, Vec::new()),
            into: Column::new(count, Vec::new()),
            level: Column::new(count, 0),
            rank: Column::new(count, 0),
            search: Search { best: Column::new(count, FAR), wanted: Column::new(count, false), ..Search::default() },
            shortcuts: Vec::new(),
        }
    }

    /// Adds an arc, or makes the one that is there shorter.
    fn join(&mut self, from: u32, to: u32, ms: i32, hops: u32) {
        let put = |links: &mut Vec<Link>, node: u32| match links.iter_mut().find(|link| link.node == node) {
            Some(link) if link.ms <= ms => {}
            Some(link) => (link.ms, link.hops) = (ms, hops),
            None => links.push(Link { node, ms, hops }),
        };
        put(&mut self.out[from], to);
        put(&mut self.into[to], from);
    }

    /// Takes out all nodes. A node's turn is looked at again when it comes: if others are now less important, it waits.
    fn run(&mut self) {
        let nodes = self.rank.len();
        let mut queue: BinaryHeap<Reverse<(u32, u32)>> = BinaryHeap::with_capacity(nodes as usize);
        for node in 0..nodes {
            queue.push(Reverse((self.importance(node, GLANCE), node)));
        }
        let mut next = 0;
        while let Some(Reverse((_, node))) = queue.pop() {
            let now = (self.importance(node, GLANCE), node);
            if queue.peek().is_some_and(|Reverse(other)| *other < now) {
                queue.push(Reverse(now));
                continue;
            }
            self.importance(node, LOOK);
            self.take_out(node);
            self.rank[node] = next;
            next += 1;
        }
    }

    /// How much a node is better left to later: what its going would add, against what it would take away. Finds the shortcuts.
    fn importance(&mut self, node: u32, look: usize) -> u32 {
        let (out, into) = (std::mem::take(&mut self.out[node]), std::mem::take(&mut self.into[node]));
        self.shortcuts.clear();
        self.find_shortcuts(&out, &into, look);
        let hops = |links: &[Link]| links.iter().fold(0_u32, |sum, link| sum.saturating_add(link.hops));
        let gone = number(out.len() + into.len()).max(1);
        let gone_hops = hops(&out).saturating_add(hops(&into)).max(1);
        let added_hops = self.shortcuts.iter().fold(0_u32, |sum, shortcut| sum.saturating_add(shortcut.hops));
        let added = number(self.shortcuts.len());
        (self.out[node], self.into[node]) = (out, into);
        let thousand = |value: u32| value.saturating_mul(1000);
        let ratios = (thousand(added) / gone).saturating_add(thousand(added_hops) / gone_hops);
        thousand(self.level[node]).saturating_add(ratios)
    }

    fn find_shortcuts(&mut self, out: &[Link], into: &[Link], look: usize) {
        for first in into {
            let others = out.iter().filter(|second| second.node != first.node);
            let Some(longest) = others.clone().map(|second| second.ms + first.ms).max() else { continue };
            let mut wanted = 0;
            for second in others.clone() {
                self.search.wanted[second.node] = true;
                wanted += 1;
            }
            self.search.run(&self.out, first.node, (longest, look), wanted);
            for second in others {
                let ms = (first.ms + second.ms).min(FAR);
                if self.search.best[second.node] > ms {
                    let hops = first.hops.saturating_add(second.hops);
                    self.shortcuts.push(Shortcut { from: first.node, to: second.node, ms, hops });
                }
                self.search.wanted[second.node] = false;
            }
            self.search.forget();
        }
    }

    fn take_out(&mut self, node: u32) {
        let (out, into) = (std::mem::take(&mut self.out[node]), std::mem::take(&mut self.into[node]));
        let level = self.level[node] + 1;
        for link in &out {
            self.into[link.node].retain(|back| back.node != node);
            self.level[link.node] = self.level[link.node].max(level);
        }
        for link in &into {
            self.out[link.node].retain(|there| there.node != node);
            self.level[link.node] = self.level[link.node].max(level);
        }
        for Shortcut { from, to, ms, hops } in std::mem::take(&mut self.shortcuts) {
            self.join(from, to, ms, hops);
        }
        (self.out[node], self.into[node]) = (out, into);
    }
}

/// A short search for a way around a node.
#[derive(Default)]
struct Search {
    best: Column<i32>,
    wanted: Column<bool>,
    seen: Vec<u32>,
    queue: BinaryHeap<Reverse<(i32, u32)>>,
}

impl Search {
    /// From a node, no farther than `longest`, until `wanted` of the wanted nodes are found. What `best` holds is a way that there is.
    fn run(&mut self, out: &Column<Vec<Link>>, from: u32, (longest, look): (i32, usize), mut wanted: usize) {
        self.best[from] = 0;
        self.seen.push(from);
        self.queue.push(Reverse((0, from)));
        let mut looked = 0;
        while let Some(Reverse((ms, node))) = self.queue.pop() {
            if looked > look {
                break;
            }
            if ms > self.best[node] {
                continue;
            }
            looked += 1;
            if self.wanted[node] {
                wanted -= 1;
                if wanted == 0 {
                    break;
                }
            }
            for link in &out[node] {
                let there = (ms + link.ms).min(FAR);
                let best = &mut self.best[link.node];
                if there <= longest && there < *best {
                    if *best == FAR {
                        self.seen.push(link.node);
                    }
                    *best = there;
                    self.queue.push(Reverse((there, link.node)));
                }
            }
        }
    }

    fn forget(&mut self) {
        for node in self.seen.drain(..) {
            self.best[node] = FAR;
        }
        self.queue.clear();
    }
}
