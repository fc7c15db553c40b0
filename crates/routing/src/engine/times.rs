//! How times follow one another: what grows is pushed on, what shrinks is let go and computed anew. `SIDE` says which of the two
//! times of a node is meant, so that one code does both.

use super::{
    core::NONE,
    state::{EARLIEST, State},
};

impl State<'_> {
    #[inline(always)]
    fn time_of<const SIDE: usize>(&self, node: u32) -> i64 {
        if SIDE == EARLIEST { self.spot[node].earliest } else { self.spot[node].latest }
    }

    #[inline(always)]
    fn limit<const SIDE: usize>(&self, node: u32) -> i64 {
        if SIDE == EARLIEST { self.core.node[node].late } else { -self.core.node[node].early }
    }

    #[inline(always)]
    fn base<const SIDE: usize>(&self, node: u32) -> i64 {
        if SIDE == EARLIEST { self.core.node[node].early } else { -self.core.node[node].late }
    }

    /// The node that a node pushes along its round, and how far.
    #[inline(always)]
    fn pushed<const SIDE: usize>(&self, node: u32) -> Option<(u32, i64)> {
        let other = if SIDE == EARLIEST { self.spot[node].next } else { self.spot[node].prev };
        (other != NONE).then(|| (other, self.apart::<SIDE>(node, other)))
    }

    #[inline(always)]
    fn apart<const SIDE: usize>(&self, node: u32, other: u32) -> i64 {
        let (first, second) = if SIDE == EARLIEST { (node, other) } else { (other, node) };
        self.core.node[first].time + self.leg(self.spot[node].round, first, second)
    }

    /// Pushes on what grew, as long as something grows. False when a node leaves its window, or when nodes push each other
    /// round and round.
    pub(super) fn raise<const SIDE: usize>(&mut self) -> bool {
        let core = self.core;
        let (mut head, patience) = (0, self.patience);
        while let Some(node) = self.queue.get(head).copied() {
            head += 1;
            if head > patience {
                return false;
            }
            let value = self.time_of::<SIDE>(node);
            if let Some((other, gap)) = self.pushed::<SIDE>(node)
                && !self.push::<SIDE>(other, value + gap)
            {
                return false;
            }
            if core.linked && node < core.tasks as u32 {
                let links = if SIDE == EARLIEST { core.after.at(node) } else { core.before.at(node) };
                for &(other, gap) in links {
                    if self.spot[other].round != NONE && !self.push::<SIDE>(other, value + gap) {
                        return false;
                    }
                }
            }
        }
        true
    }

    #[inline(always)]
    fn push<const SIDE: usize>(&mut self, node: u32, value: i64) -> bool {
        if value > self.time_of::<SIDE>(node) {
            if value > self.limit::<SIDE>(node) {
                return false;
            }
            self.set(SIDE, node, value);
            self.queue.push(node);
        }
        true
    }

    /// What these nodes leaned on is gone: they and all that leans on them without slack are computed anew.
    pub(super) fn lower<const SIDE: usize>(&mut self, seeds: &[u32]) -> bool {
        let core = self.core;
        self.stamp += 1;
        self.queue.clear();
        for &node in seeds {
            self.let_go::<SIDE>(node);
        }
        let mut head = 0;
        while let Some(node) = self.queue.get(head).copied() {
            head += 1;
            let value = self.time_of::<SIDE>(node);
            if let Some((other, gap)) = self.pushed::<SIDE>(node)
                && self.leans::<SIDE>(other, value + gap)
            {
                self.let_go::<SIDE>(other);
            }
            if core.linked && node < core.tasks as u32 {
                let links = if SIDE == EARLIEST { core.after.at(node) } else { core.before.at(node) };
                for &(other, gap) in links {
                    if self.spot[other].round != NONE && self.leans::<SIDE>(other, value + gap) {
                        self.let_go::<SIDE>(other);
                    }
                }
            }
        }
        // Each starts from what holds without the others.
        for n in 0..self.queue.len() {
            let Some(node) = self.queue.get(n).copied() else { break };
            let value = self.held_up::<SIDE>(node);
            if value > self.limit::<SIDE>(node) {
                return false;
            }
            self.set(SIDE, node, value);
            self.seen[node] = 0;
        }
        self.raise::<SIDE>()
    }

    /// Whether a node is where it is because something holds it up there, and not its own window.
    #[inline(always)]
    fn leans<const SIDE: usize>(&self, node: u32, on: i64) -> bool {
        let value = self.time_of::<SIDE>(node);
        value == on && value > self.base::<SIDE>(node)
    }

    /// Notes a node whose time is to be computed anew.
    fn let_go<const SIDE: usize>(&mut self, node: u32) {
        if self.spot[node].round == NONE || self.seen[node] == self.stamp {
            return;
        }
        self.seen[node] = self.stamp;
        self.queue.push(node);
    }

    /// The time that follows from the nodes that have theirs already.
    fn held_up<const SIDE: usize>(&self, node: u32) -> i64 {
        let core = self.core;
        let mut value = self.base::<SIDE>(node);
        let other = if SIDE == EARLIEST { self.spot[node].prev } else { self.spot[node].next };
        if other != NONE && self.seen[other] != self.stamp {
            let (first, second) = if SIDE == EARLIEST { (other, node) } else { (node, other) };
            let gap = core.node[first].time + self.leg(self.spot[node].round, first, second);
            value = value.max(self.time_of::<SIDE>(other) + gap);
        }
        if core.linked && node < core.tasks as u32 {
            let links = if SIDE == EARLIEST { core.before.at(node) } else { core.after.at(node) };
            for &(other, gap) in links {
                if self.spot[other].round != NONE && self.seen[other] != self.stamp {
                    value = value.max(self.time_of::<SIDE>(other) + gap);
                }
            }
        }
        value
    }
}
