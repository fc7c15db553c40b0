//! A plan while it is searched: rounds as chains of nodes, the earliest and the latest time of each, and a log of what was
//! changed so that it can be changed back.
//!
//! Every rule about time has one form: *this node begins at least so long after that one*. A round's chain, a visit of two
//! workers (each not before the other), a least and a greatest gap are such rules. The earliest times are the least solution; the
//! latest times are the greatest one within the windows. Both are kept exact while nodes come and go: what grows is pushed
//! on only as long as it grows; before something shrinks, all that leans on it without slack is let go and computed anew.
//!
//! The latest times are kept with their sign turned, so that one code does both.

use super::{
    column::Column,
    core::{Core, FLOAT, NONE},
};

/// Earliest times.
pub(crate) const EARLIEST: usize = 0;
/// Latest times, sign turned.
pub(crate) const LATEST: usize = 1;

#[derive(Debug, Clone, Copy)]
enum Was {
    Time { side: u8, node: u32, value: i64 },
    Linked { task: u32 },
    Unlinked { task: u32, after: u32, round: u32 },
    At { node: u32, place: u32 },
}

/// What a plan costs, measure by measure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) unserved: i64,
    pub(crate) late: i64,
    pub(crate) over: i64,
    pub(crate) travel: i64,
    pub(crate) continuity: i64,
    pub(crate) moved: i64,
    pub(crate) used: i64,
}

/// Where a node stands in a plan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    pub(crate) next: u32,
    pub(crate) prev: u32,
    /// Its round; [`NONE`] for a task that is in none.
    pub(crate) round: u32,
    /// Where the worker is there: the node's place, or for a break that of the node before.
    pub(super) at: u32,
    pub(super) earliest: i64,
    /// Sign turned.
    pub(super) latest: i64,
}

impl Default for Spot {
    fn default() -> Self {
        Spot { next: NONE, prev: NONE, round: NONE, at: FLOAT, earliest: 0, latest: 0 }
    }
}

/// A plan that is being changed.
#[derive(Debug, Clone)]
pub(crate) struct State<'a> {
    pub(crate) core: &'a Core,
    pub(crate) spot: Column<Spot>,
    /// Tasks in a round that are no breaks. A round without any is not gone: its way and its end cost nothing.
    pub(crate) count: Column<u32>,
    pub(crate) load: Column<i64>,
    /// Travel and time with people, by worker.
    pub(crate) work: Column<i64>,
    pub(crate) totals: Totals,
    /// Rounds of each class in their order, and from which one on an empty one may be found.
    alike: Vec<Vec<u32>>,
    empty_from: Column<u32>,
    rank: Column<u32>,
    /// Tasks of a unit that are in no round.
    missing: Column<u32>,
    log: Vec<Was>,
    pub(super) queue: Vec<u32>,
    /// So many nodes are pushed on at a time before they are taken to push each other round and round.
    pub(super) patience: usize,
    pub(super) seen: Column<u32>,
    pub(super) stamp: u32,
    pub(super) trial: Column<i64>,
    pub(super) trial_seen: Column<u32>,
    pub(super) trial_stamp: u32,
    pub(super) trial_queue: Vec<u32>,
    pub(super) counted: Column<i64>,
    /// The largest lateness, as long as times only grow; whoever takes something out looks anew ([`State::longest`]).
    pub(crate) longest_now: i64,
}

/// Nodes that may be pushed on at a time while a plan is changed: beyond this, a change is not worth it or has no end.
fn patience(core: &Core) -> usize {
    64 + 8 * core.nodes()
}

impl<'a> State<'a> {
    /// All rounds empty, nobody visited.
    pub(crate) fn empty(core: &'a Core) -> Self {
        let nodes = core.nodes();
        let mut state = State {
            core,
            spot: core.node.iter().map(|node| Spot { at: node.place, ..Spot::default() }).collect::<Vec<_>>().into(),
            count: Column::new(core.rounds, 0),
            load: Column::new(core.rounds, 0),
            work: Column::new(core.most_work.len(), 0),
            totals: Totals::default(),
            alike: vec![Vec::new(); core.classes],
            empty_from: Column::new(core.classes, 0),
            rank: Column::new(core.rounds, 0),
            missing: Column::new(core.worth.len(), 0),
            log: Vec::new(),
            queue: Vec::new(),
            patience: patience(core),
            seen: Column::new(nodes, 0),
            stamp: 0,
            trial: Column::new(nodes, 0),
            trial_seen: Column::new(nodes, 0),
            trial_stamp: 0,
            trial_queue: Vec::new(),
            counted: Column::new(nodes, 0),
            longest_now: 0,
        };
        for unit in 0..core.worth.len() as u32 {
            state.missing[unit] = core.units.at(unit).len() as u32;
            state.totals.unserved += core.worth[unit];
        }
        for round in 0..core.rounds as u32 {
            let (start, end) = (core.start(round), core.end(round));
            state.spot[start].next = end;
            state.spot[end].prev = start;
            state.spot[start].round = round;
            state.spot[end].round = round;
            if let Some(class) = state.alike.get_mut(core.class[round] as usize) {
                state.rank[round] = class.len() as u32;
                class.push(round);
            }
            let leg = state.leg(round, start, end);
            let begin = core.node[start].early;
            let finish = core.node[end].early.max(begin + leg);
            state.spot[start].earliest = begin;
            state.spot[end].earliest = finish;
            state.spot[end].latest = -core.node[end].late;
            state.spot[start].latest = -(core.node[end].late - leg).min(core.node[start].late);
        }
        state
    }

    /// When a node begins at the earliest, which is when it is planned.
    #[inline(always)]
    pub(crate) fn begins(&self, node: u32) -> i64 {
        self.spot[node].earliest
    }

    /// When a node may begin at the latest.
    #[inline(always)]
    pub(crate) fn latest(&self, node: u32) -> i64 {
        -self.spot[node].latest
    }

    pub(crate) fn is_served(&self, unit: u32) -> bool {
        self.missing[unit] == 0
    }

    /// Breaks that are in no round.
    pub(crate) fn breaks_left_out(&self) -> impl Iterator<Item = u32> + '_ {
        let core = self.core;
        (0..core.tasks as u32).filter(|task| core.is_break(*task) && self.spot[*task].round == NONE)
    }

    /// Travel between two nodes that follow one another in a round.
    #[inline(always)]
    pub(crate) fn leg(&self, round: u32, from: u32, to: u32) -> i64 {
        let place = self.core.node[to].place;
        if place == FLOAT { 0 } else { self.ride(round, self.spot[from].at, place) }
    }

    /// Travel between two nodes wherever they are, in the round or not.
    pub(crate) fn ride_between(&self, round: u32, from: u32, to: u32) -> i64 {
        let (here, there) = (self.spot[from].at, self.core.node[to].place);
        if here == FLOAT || there == FLOAT { 0 } else { self.ride(round, here, there) }
    }

    #[inline(always)]
    fn ride(&self, round: u32, from: u32, to: u32) -> i64 {
        self.core.tables[u32::from(self.core.mode[round])].time(from, to)
    }

    /// The first empty round that is like this one; [`NONE`] when there is none.
    pub(crate) fn first_empty(&mut self, round: u32) -> u32 {
        let class = self.core.class[round];
        let alike = self.alike.get(class as usize).map(Vec::as_slice).unwrap_or_default();
        loop {
            match alike.get(self.empty_from[class] as usize) {
                Some(first) if self.count[*first] == 0 => return *first,
                Some(_) => self.empty_from[class] += 1,
                None => return NONE,
            }
        }
    }

    /// A moment to come back to.
    pub(crate) fn mark(&self) -> usize {
        self.log.len()
    }

    /// Forgets how things were: what is now stays.
    pub(crate) fn keep(&mut self) {
        self.log.clear();
    }

    /// Changes everything back to how it was at a mark.
    pub(crate) fn back_to(&mut self, mark: usize) {
        while self.log.len() > mark {
            match self.log.pop() {
                Some(Was::Time { side, node, value }) => self.put(usize::from(side), node, value),
                Some(Was::Linked { task }) => self.take_out(task),
                Some(Was::Unlinked { task, after, round }) => self.put_in(task, after, round),
                Some(Was::At { node, place }) => self.move_break(node, place),
                None => return,
            }
        }
    }

    #[inline(always)]
    pub(super) fn put(&mut self, side: usize, node: u32, value: i64) {
        let spot = &mut self.spot[node];
        let time = if side == EARLIEST { &mut spot.earliest } else { &mut spot.latest };
        let old = std::mem::replace(time, value);
        let round = spot.round;
        if side == EARLIEST && self.core.soft && round != NONE {
            let due = self.core.node[node].due;
            let more = (value - due).max(0) - (old - due).max(0);
            if node < self.core.tasks as u32 {
                self.totals.late += more;
                self.longest_now = self.longest_now.max(value - due);
            } else if self.count[round] > 0 {
                self.totals.over += more;
            }
        }
    }

    #[inline(always)]
    pub(super) fn set(&mut self, side: usize, node: u32, value: i64) {
        let old = if side == EARLIEST { self.spot[node].earliest } else { self.spot[node].latest };
        self.log.push(Was::Time { side: side as u8, node, value: old });
        self.put(side, node, value);
    }

    /// Puts a task into the chain, without times.
    fn put_in(&mut self, task: u32, after: u32, round: u32) {
        let core = self.core;
        let before = self.spot[after].next;
        let old = self.leg(round, after, before);
        self.spot[after].next = task;
        self.spot[task].prev = after;
        self.spot[task].next = before;
        self.spot[before].prev = task;
        self.spot[task].round = round;
        if core.node[task].place == FLOAT {
            self.spot[task].at = self.spot[after].at;
        }
        let more = self.leg(round, after, task) + self.leg(round, task, before) - old;
        let worker = core.worker[round];
        self.totals.travel += more;
        self.work[worker] += more + core.work(task);
        self.load[round] += core.demand[task];
        if core.node[task].place != FLOAT {
            self.count[round] += 1;
            if self.count[round] == 1 {
                self.used(round, 1);
            }
        }
        let liking = core.liking(task, worker);
        self.totals.continuity += liking.continuity;
        self.totals.moved += liking.moved;
        if core.soft {
            let late = (self.begins(task) - core.node[task].due).max(0);
            self.totals.late += late;
            self.longest_now = self.longest_now.max(late);
        }
        let unit = core.unit[task];
        self.missing[unit] -= 1;
        if self.missing[unit] == 0 {
            self.totals.unserved -= core.worth[unit];
        }
    }

    /// A round gets its first visit (1) or loses its last (-1): from here on its bare way and its end count, or no longer do.
    fn used(&mut self, round: u32, sign: i64) {
        self.totals.used += sign;
        let way = self.bare(round);
        self.totals.travel += sign * way;
        self.work[self.core.worker[round]] += sign * way;
        self.totals.over += sign * self.over(round);
    }

    /// The way of a round from its start to its end, with nobody visited.
    pub(crate) fn bare(&self, round: u32) -> i64 {
        let core = self.core;
        self.ride(round, core.node[core.start(round)].place, core.node[core.end(round)].place)
    }

    /// How long after its due time a round ends.
    pub(super) fn over(&self, round: u32) -> i64 {
        let end = self.core.end(round);
        if self.core.soft { (self.begins(end) - self.core.node[end].due).max(0) } else { 0 }
    }

    /// Takes a task out of the chain, without times.
    fn take_out(&mut self, task: u32) {
        let core = self.core;
        let (after, before, round) = (self.spot[task].prev, self.spot[task].next, self.spot[task].round);
        let old = self.leg(round, after, task) + self.leg(round, task, before);
        self.spot[after].next = before;
        self.spot[before].prev = after;
        self.spot[task].round = NONE;
        let less = old - self.leg(round, after, before);
        let worker = core.worker[round];
        self.totals.travel -= less;
        self.work[worker] -= less + core.work(task);
        self.load[round] -= core.demand[task];
        if core.node[task].place != FLOAT {
            self.count[round] -= 1;
            if self.count[round] == 0 {
                self.used(round, -1);
                let class = core.class[round];
                self.empty_from[class] = self.empty_from[class].min(self.rank[round]);
            }
        }
        let liking = core.liking(task, worker);
        self.totals.continuity -= liking.continuity;
        self.totals.moved -= liking.moved;
        if core.soft {
            self.totals.late -= (self.begins(task) - core.node[task].due).max(0);
        }
        let unit = core.unit[task];
        if self.missing[unit] == 0 {
            self.totals.unserved += core.worth[unit];
        }
        self.missing[unit] += 1;
    }

    /// Takes tasks out of their rounds. False when what is left cannot be done in time (which takes a map where a detour is
    /// shorter than the way): then the caller goes back.
    pub(crate) fn remove(&mut self, tasks: &[u32]) -> bool {
        let mut seeds: [Vec<u32>; 2] = [Vec::new(), Vec::new()];
        let mut hours = Vec::new();
        for &task in tasks {
            let (after, before, round) = (self.spot[task].prev, self.spot[task].next, self.spot[task].round);
            if self.core.limited {
                let worker = self.core.worker[round];
                hours.push((worker, self.work[worker].max(self.core.most_work[worker])));
            }
            self.log.push(Was::Unlinked { task, after, round });
            self.take_out(task);
            if self.core.floats {
                self.settle_places(before, &mut seeds);
            }
            seeds[EARLIEST].push(before);
            seeds[LATEST].push(after);
        }
        if self.core.linked {
            for &task in tasks {
                seeds[EARLIEST].extend(self.core.after.at(task).iter().map(|(other, _)| *other));
                seeds[LATEST].extend(self.core.before.at(task).iter().map(|(other, _)| *other));
            }
        }
        let [earliest, latest] = seeds;
        // Of a worker's several, the first says what hours there were.
        let within = hours.iter().all(|(worker, most)| {
            let first = hours.iter().find(|(other, _)| other == worker).map_or(*most, |(_, most)| *most);
            self.work[*worker] <= first
        });
        within && self.lower::<EARLIEST>(&earliest) && self.lower::<LATEST>(&latest)
    }

    /// A break is where the node before it is: when that one changes, so does the break.
    fn settle_places(&mut self, from: u32, seeds: &mut [Vec<u32>; 2]) {
        let mut node = from;
        while self.core.node[node].place == FLOAT {
            let place = self.spot[self.spot[node].prev].at;
            let next = self.spot[node].next;
            if self.spot[node].at != place {
                self.log.push(Was::At { node, place: self.spot[node].at });
                self.move_break(node, place);
            }
            seeds[EARLIEST].push(next);
            seeds[LATEST].push(node);
            node = next;
        }
    }

    fn move_break(&mut self, node: u32, place: u32) {
        let (round, next) = (self.spot[node].round, self.spot[node].next);
        let old = self.leg(round, node, next);
        self.spot[node].at = place;
        let more = self.leg(round, node, next) - old;
        self.totals.travel += more;
        self.work[self.core.worker[round]] += more;
    }

    /// Puts a task after a node. False when that cannot be done in time: then the caller goes back.
    pub(crate) fn insert(&mut self, task: u32, after: u32) -> bool {
        let (core, round) = (self.core, self.spot[after].round);
        let before = self.spot[after].next;
        let (worker, way) = (core.worker[round], self.leg(round, after, before));
        let most = self.work[worker].max(core.most_work[worker]);
        // The times first, while the task is in no round and its lateness does not count.
        let mut begins =
            core.node[task].early.max(self.begins(after) + core.node[after].time + self.leg(round, after, task));
        for &(other, gap) in core.before.at(task) {
            if self.spot[other].round != NONE {
                begins = begins.max(self.begins(other) + gap);
            }
        }
        self.log.push(Was::Time { side: EARLIEST as u8, node: task, value: self.begins(task) });
        self.spot[task].earliest = begins;
        self.log.push(Was::Linked { task });
        self.put_in(task, after, round);
        let mut seeds: [Vec<u32>; 2] = [Vec::new(), Vec::new()];
        if core.floats {
            self.settle_places(before, &mut seeds);
        }
        // What has begun stays, whatever hours it makes.
        if self.work[worker] > most && !core.fixed[task] {
            return false;
        }
        let leave = core.node[task].time + self.leg(round, task, before);
        if self.leg(round, after, task) + leave < way {
            // On a map where a detour is shorter than the way, who comes after may come earlier.
            seeds[EARLIEST].push(before);
            seeds[LATEST].push(after);
        }
        let mut latest = (-core.node[task].late).max(self.spot[before].latest + leave);
        for &(other, gap) in core.after.at(task) {
            if self.spot[other].round != NONE {
                latest = latest.max(self.spot[other].latest + gap);
            }
        }
        self.set(LATEST, task, latest);
        if begins > core.node[task].late || latest > -core.node[task].early {
            return false;
        }
        self.queue.clear();
        self.queue.push(task);
        if !self.raise::<EARLIEST>() {
            return false;
        }
        self.queue.clear();
        self.queue.push(task);
        if !self.raise::<LATEST>() {
            return false;
        }
        if !seeds[EARLIEST].is_empty() {
            let [earliest, latest] = seeds;
            return self.lower::<EARLIEST>(&earliest) && self.lower::<LATEST>(&latest);
        }
        true
    }

    /// A plan made of rounds that are known to be possible together.
    pub(crate) fn of_rounds(core: &'a Core, rounds: &[Vec<u32>]) -> Self {
        let mut state = State::empty(core);
        state.chain(rounds);
        state
    }

    /// Fills empty rounds with chains; times are computed once all are in.
    fn chain(&mut self, rounds: &[Vec<u32>]) {
        let mut nodes = Vec::new();
        // An empty round has its times already; it may be too short for its own way, which is no fault as long as it is empty.
        for (round, tasks) in (0_u32..).zip(rounds).filter(|(_, tasks)| !tasks.is_empty()) {
            let mut after = self.core.start(round);
            nodes.push(after);
            for &task in tasks {
                self.spot[task].earliest = self.core.node[task].early;
                self.spot[task].latest = -self.core.node[task].late;
                self.put_in(task, after, round);
                nodes.push(task);
                after = task;
            }
            nodes.push(self.core.end(round));
        }
        if self.core.floats {
            let mut seeds = [Vec::new(), Vec::new()];
            nodes
                .iter()
                .filter(|node| self.core.node[**node].place == FLOAT)
                .for_each(|node| self.settle_places(*node, &mut seeds));
        }
        // Each comes after what pushes it along its round; across rounds it may take as long as it takes.
        let backwards: Vec<u32> = nodes.iter().rev().copied().collect();
        self.patience = patience(self.core).saturating_mul(self.core.nodes());
        let _possible = self.lower::<EARLIEST>(&nodes) && self.lower::<LATEST>(&backwards);
        self.patience = patience(self.core);
        self.keep();
    }
}
