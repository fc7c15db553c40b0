//! The search: a few neighbouring visits are taken out of some rounds, put in again one after the other where they cost least, and the
//! result is kept or not as in annealing (the “slack induction by string removals” of Christiaens and Vanden Berghe, with visits
//! of several workers put in together).

use super::{
    column::Column,
    core::{Core, Lists, NONE},
    price::{Key, LEVELS, NEVER},
    state::State,
};
use crate::dice::Dice;

/// How the search goes about it. These are the same for every problem.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tuning {
    /// Tasks taken out at a time, on average.
    pub(crate) out: f64,
    /// The longest piece of a round taken out.
    pub(crate) piece: f64,
    /// How often a place is passed over by chance.
    pub(crate) blink: f64,
    /// Temperature at first and at last, in mean legs of travel.
    pub(crate) hot: f64,
    pub(crate) cold: f64,
    /// Neighbours of a task beside which it is tried; up to `whole` tasks, it is tried everywhere.
    pub(crate) beside: usize,
    pub(crate) whole: usize,
}

impl Tuning {
    /// Without chance: every place is looked at.
    pub(crate) fn sober() -> Self {
        Tuning { blink: 0.0, whole: usize::MAX, ..Tuning::default() }
    }
}

impl Default for Tuning {
    fn default() -> Self {
        Tuning { out: 10.0, piece: 10.0, blink: 0.01, hot: 2.0, cold: 0.005, beside: 120, whole: 50 }
    }
}

/// Neighbours and orders that do not change.
pub(crate) struct Near {
    /// Tasks near a task, the nearest first: by the way and by the time between them.
    tasks: Lists<u32>,
    /// One round of every class in which a task may be, the nearest start first.
    doors: Lists<u32>,
    far: Column<i64>,
    choice: Column<u32>,
}

/// Of the units that nobody does, so many are tried in a move.
const TRIED: usize = 4;
const KEPT: usize = 120;
const DOORS: usize = 12;

impl Near {
    pub(crate) fn of(core: &Core) -> Self {
        let first = core.tables.iter().next();
        let ride = |from: u32, to: u32| first.map_or(0, |table| table.time(from, to));
        let tasks = core.tasks as u32;
        let place =
            |task: u32| if core.place[task] == u32::MAX { core.places.saturating_sub(1) } else { core.place[task] };
        let one_way = |a: u32, b: u32, way: i64| {
            let wait = core.early[b] - core.time[a] - way - core.due[a];
            let late = core.early[a] + core.time[a] + way - core.due[b];
            way * 10 + wait.max(0) * 2 + late.max(0) * 10
        };
        let apart = |a: u32, b: u32| {
            let (there, back) = (ride(place(a), place(b)), ride(place(b), place(a)));
            one_way(a, b, there).min(one_way(b, a, back))
        };
        let mut list = Vec::new();
        let near = (0..tasks).map(|a| {
            list.clear();
            list.extend((0..tasks).filter(|b| *b != a).map(|b| (apart(a, b), b)));
            let kept = KEPT.min(list.len());
            if kept < list.len() {
                list.select_nth_unstable(kept);
                list.truncate(kept);
            }
            list.sort_unstable();
            list.iter().map(|(_, b)| *b).collect()
        });
        let near = Lists::of(near.collect::<Vec<_>>());
        let mut firsts = vec![NONE; core.classes];
        for round in (0..core.rounds as u32).rev() {
            if let Some(first) = firsts.get_mut(core.class[round] as usize) {
                *first = round;
            }
        }
        let doors = (0..tasks).map(|task| {
            let mut list: Vec<(i64, u32)> = firsts
                .iter()
                .filter(|round| core.may(task, **round))
                .map(|round| (ride(core.place[core.start(*round)], place(task)), *round))
                .collect();
            list.sort_unstable();
            list.iter().map(|(_, round)| *round).collect()
        });
        let doors = Lists::of(doors.collect::<Vec<Vec<u32>>>());
        let choice: Vec<u32> =
            (0..tasks).map(|task| (0..core.rounds as u32).filter(|r| core.may(task, *r)).count() as u32).collect();
        let far: Vec<i64> = (0..tasks)
            .map(|task| doors.at(task).first().map_or(0, |round| ride(core.place[core.start(*round)], place(task))))
            .collect();
        Near { tasks: near, doors, far: far.into(), choice: choice.into() }
    }
}

/// The best plan so far, as it was found.
#[derive(Debug, Clone)]
pub(crate) struct Best {
    pub(crate) key: Key,
    next: Column<u32>,
}

/// One search.
pub(crate) struct Search<'a> {
    pub(crate) state: State<'a>,
    pub(crate) best: Best,
    core: &'a Core,
    near: &'a Near,
    tuning: Tuning,
    dice: Dice,
    cost: f64,
    /// Mean leg of travel, in the single figure.
    unit: f64,
    missing: Vec<u32>,
    orders: Vec<u8>,
    marked: Column<u32>,
    mark: u32,
    /// Places that were looked at for the task in hand.
    tried: Column<u32>,
    turn: u32,
    until_blink: u64,
}

impl<'a> Search<'a> {
    /// Begins from a plan; what nobody does yet is put in where it costs least.
    pub(crate) fn new(state: State<'a>, near: &'a Near, tuning: Tuning, seed: u64) -> Self {
        let mut search = Search::resting(state, near, tuning, seed);
        search.first();
        search
    }

    /// A search that changes nothing by itself.
    pub(crate) fn resting(state: State<'a>, near: &'a Near, tuning: Tuning, seed: u64) -> Self {
        let core = state.core;
        let best = Best { key: [i64::MAX; LEVELS], next: state.next.clone() };
        let units = core.worth.len() as u32;
        let missing = (0..units).filter(|unit| !state.is_served(*unit)).collect();
        let marked = Column::new(core.nodes().max(core.worth.len()), 0);
        let mut search = Search {
            state,
            best,
            core,
            near,
            tuning,
            dice: Dice::new(seed),
            cost: 0.0,
            unit: 1.0,
            missing,
            orders: Vec::new(),
            marked,
            mark: 0,
            tried: Column::new(core.nodes(), 0),
            turn: 0,
            until_blink: 0,
        };
        search.until_blink = search.draw_blink();
        search.orders = search.orders_that_help();
        search
    }

    /// Puts units in, those with the fewest choices first, each where it costs least.
    pub(crate) fn put_all_in(&mut self, units: &[u32]) {
        self.missing = units.to_vec();
        self.sort_missing(7);
        self.recreate(true);
    }

    /// Puts a task where it costs least with some of the workers.
    pub(crate) fn put_with(&mut self, task: u32, with: &dyn Fn(u32) -> bool) -> bool {
        match self.best_with(task, with) {
            Some((after, _)) => self.state.insert(task, after),
            None => false,
        }
    }

    fn best_with(&mut self, task: u32, with: &dyn Fn(u32) -> bool) -> Option<(u32, f64)> {
        let core = self.core;
        let (mut best, mut found) = (NEVER, NONE);
        for round in (0..core.rounds as u32).filter(|round| with(core.worker[*round])) {
            self.look_along(task, round, &mut best, &mut found, &[]);
        }
        (found != NONE).then_some((found, best))
    }

    /// Travel saved when a task goes to some of the workers, nothing else moving; none when none of them can.
    pub(crate) fn gain_elsewhere(&mut self, task: u32, with: &dyn Fn(u32) -> bool) -> Option<i64> {
        let mark = self.state.mark();
        let before = self.state.totals.travel;
        let gain = (self.state.remove(&[task]) && self.put_with(task, with)).then(|| before - self.state.totals.travel);
        self.state.back_to(mark);
        gain
    }

    fn orders_that_help(&self) -> Vec<u8> {
        let core = self.core;
        let mut orders = vec![0, 0, 0, 0, 2, 2, 3];
        if core.demand.iter().any(|demand| *demand > 0) {
            orders.extend([1, 1, 1, 1]);
        }
        orders.extend([4, 4, 5, 5, 6, 6]);
        let choices = |task| self.near.choice[task];
        if (1..core.tasks as u32).any(|task| choices(task) != choices(0)) {
            orders.extend([7, 7, 7]);
        }
        orders
    }

    fn first(&mut self) {
        self.sort_missing(7);
        self.recreate(true);
        self.state.keep();
        self.state.longest_now = self.state.longest();
        self.cost = self.state.cost();
        let legs = self.core.tasks.max(1) as f64;
        self.unit = (self.core.scale.travel * self.state.totals.travel as f64 / legs).max(1e-9);
        self.note_best();
    }

    fn note_best(&mut self) {
        self.best.key = self.state.key();
        self.best.next.copy_from(&self.state.next);
    }

    /// The rounds of the best plan.
    pub(crate) fn best_rounds(&self) -> Vec<Vec<u32>> {
        let chain = |round| {
            let mut tasks = Vec::new();
            let (mut node, end) = (self.best.next[self.core.start(round)], self.core.end(round));
            while node != end && node != NONE {
                tasks.push(node);
                node = self.best.next[node];
            }
            tasks
        };
        (0..self.core.rounds as u32).map(chain).collect()
    }

    /// So many moves, when a share of the whole course is over (0 begun, 1 ended).
    pub(crate) fn go(&mut self, moves: u64, fraction: f64) {
        if self.core.tasks == 0 {
            return;
        }
        let (hot, cold) = (self.tuning.hot, self.tuning.cold);
        let temperature = hot * libm::pow(cold / hot, fraction) * self.unit;
        for _ in 0..moves {
            self.step(temperature);
        }
    }

    /// Goes on from where another search is, with its best plan too if that is better.
    pub(crate) fn follow(&mut self, other: &Search<'a>) {
        self.state.clone_from(&other.state);
        self.missing.clone_from(&other.missing);
        self.cost = other.cost;
        if other.best.key < self.best.key {
            self.best.clone_from(&other.best);
        }
    }

    /// What the plan it is at costs, in the single figure.
    pub(crate) fn cost(&self) -> f64 {
        self.cost
    }

    fn step(&mut self, temperature: f64) {
        // Of those that are missing for long, a few are tried each time: one of them may be what is made room for.
        let kept: Vec<u32> = self.missing.clone();
        for n in 0..kept.len().min(TRIED) {
            let other = n + self.dice.below(self.missing.len() - n);
            self.missing.swap(n, other);
        }
        let wanted = (!kept.is_empty() && self.dice.chance(0.5)).then(|| self.missing.first().copied()).flatten();
        let aside = self.missing.split_off(kept.len().min(TRIED));
        let seed = match wanted.and_then(|unit| self.core.units.at(unit).first()) {
            Some(task) => *task,
            None => self.dice.below(self.core.tasks) as u32,
        };
        let possible = self.ruin(seed);
        if possible {
            let order = self.orders.get(self.dice.below(self.orders.len())).copied().unwrap_or(0);
            if self.core.scale.longest > 0.0 {
                self.state.longest_now = self.state.longest();
            }
            self.sort_missing(order);
            self.recreate(false);
            self.missing.extend(aside);
        }
        let cost = if possible { self.state.cost() } else { NEVER };
        let allowance = -temperature * libm::log(self.dice.open_unit());
        if cost < self.cost + allowance {
            self.state.keep();
            self.cost = cost;
            if self.state.key() < self.best.key {
                self.note_best();
            }
        } else {
            self.state.back_to(0);
            self.missing = kept;
        }
    }

    /// Takes neighbouring pieces out of some rounds; false when what is left is not possible.
    fn ruin(&mut self, seed: u32) -> bool {
        let core = self.core;
        let served: u32 = core.tasks as u32;
        let used = self.state.totals.used.max(1) as f64;
        let mean = (f64::from(served) / used).max(1.0);
        let longest = self.tuning.piece.min(mean);
        let most = (4.0 * self.tuning.out / (1.0 + longest) - 1.0).max(1.0);
        let pieces = (self.dice.unit() * most + 1.0) as usize;
        self.mark += 2;
        let mut out = Vec::new();
        let mut touched = 0;
        let mut rounds: Vec<u32> = Vec::new();
        for n in 0..=self.near.tasks.at(seed).len() {
            let task = if n == 0 { seed } else { self.near.tasks.at(seed).get(n - 1).copied().unwrap_or(seed) };
            let round = self.state.round[task];
            if round == NONE || rounds.contains(&round) {
                continue;
            }
            rounds.push(round);
            let most = longest.min(f64::from(self.state.count[round]));
            let length = (self.dice.unit() * most + 1.0) as usize;
            self.piece(task, round, length, &mut out);
            touched += 1;
            if touched >= pieces {
                break;
            }
        }
        if core.linked && (self.state.round[seed] == NONE || self.dice.chance(0.5)) {
            self.linked_too(seed, longest, &mut out);
        }
        for n in 0..out.len() {
            let unit = out.get(n).map_or(0, |task| core.unit[*task]);
            for &mate in core.units.at(unit) {
                if self.marked[mate] != self.mark && self.state.round[mate] != NONE {
                    self.marked[mate] = self.mark;
                    out.push(mate);
                }
            }
        }
        let possible = self.state.remove(&out);
        // Units, once each.
        for task in out {
            let unit = core.unit[task];
            if core.units.at(unit).first() == Some(&task) || core.units.at(unit).len() == 1 {
                self.missing.push(unit);
            }
        }
        possible
    }

    /// Pieces around the visits that the seed is linked with, which may be in the way of its time.
    fn linked_too(&mut self, seed: u32, longest: f64, out: &mut Vec<u32>) {
        let core = self.core;
        for &mate in core.units.at(core.unit[seed]) {
            for &(other, _) in core.after.at(mate).iter().chain(core.before.at(mate)) {
                let round = self.state.round[other];
                if round != NONE && self.marked[other] != self.mark {
                    let most = (longest / 2.0).min(f64::from(self.state.count[round]));
                    let length = (self.dice.unit() * most + 1.0) as usize;
                    self.piece(other, round, length, out);
                }
            }
        }
    }

    /// A piece of a round around a task, with or without a part in its middle that stays.
    fn piece(&mut self, task: u32, round: u32, length: usize, out: &mut Vec<u32>) {
        let core = self.core;
        let count = self.state.count[round] as usize;
        let mut stay = 0;
        if length > 1 && count > length && self.dice.unit() < 0.5 {
            stay = 1;
            while length + stay < count && self.dice.unit() > 0.01 {
                stay += 1;
                if stay > 10 {
                    break;
                }
            }
        }
        let whole = (length + stay).min(count);
        // How far the piece reaches before the task.
        let back = self.dice.below(whole);
        let (mut node, start, end) = (task, core.start(round), core.end(round));
        let mut steps = 0;
        while steps < back && self.state.prev[node] != start {
            node = self.state.prev[node];
            steps += 1;
        }
        let keep_from = if stay > 0 { self.dice.below(length) } else { whole };
        for n in 0..whole {
            if node == end {
                break;
            }
            let stays = stay > 0 && n >= keep_from && n < keep_from + stay;
            if !stays && !core.fixed[node] && self.marked[node] != self.mark {
                self.marked[node] = self.mark;
                out.push(node);
            }
            node = self.state.next[node];
        }
    }

    fn sort_missing(&mut self, order: u8) {
        let core = self.core;
        let near = self.near;
        let first = |unit: &u32| core.units.at(*unit).first().copied().unwrap_or(0);
        let mut missing = std::mem::take(&mut self.missing);
        for n in (1..missing.len()).rev() {
            missing.swap(n, self.dice.below(n + 1));
        }
        match order {
            1 => missing.sort_by_key(|unit| -core.demand[first(unit)]),
            2 => missing.sort_by_key(|unit| -near.far[first(unit)]),
            3 => missing.sort_by_key(|unit| near.far[first(unit)]),
            4 => missing.sort_by_key(|unit| core.due[first(unit)] - core.early[first(unit)]),
            5 => missing.sort_by_key(|unit| core.early[first(unit)]),
            6 => missing.sort_by_key(|unit| -core.due[first(unit)]),
            7 => {
                missing.sort_by_key(|unit| (near.choice[first(unit)], core.due[first(unit)] - core.early[first(unit)]))
            }
            _ => {}
        }
        self.missing = missing;
    }

    /// Puts in what is missing, each where it costs least; what fits nowhere stays missing.
    fn recreate(&mut self, everywhere: bool) {
        let mut missing = std::mem::take(&mut self.missing);
        missing.retain(|unit| !self.put_unit_in(*unit, everywhere));
        self.missing = missing;
    }

    fn put_unit_in(&mut self, unit: u32, everywhere: bool) -> bool {
        let core = self.core;
        let tasks = core.units.at(unit);
        let (mark, longest) = (self.state.mark(), self.state.longest_now);
        let bound = core.scale.unserved * core.worth[unit] as f64;
        if let [task] = tasks {
            return self.put_task_in(*task, everywhere, bound);
        }
        let ok = if self.dice.below(2) == 0 {
            tasks.iter().all(|task| self.put_task_in(*task, everywhere, bound))
        } else {
            tasks.iter().rev().all(|task| self.put_task_in(*task, everywhere, bound))
        };
        if !ok {
            self.state.back_to(mark);
            self.state.longest_now = longest;
        }
        ok
    }

    fn put_task_in(&mut self, task: u32, everywhere: bool, bound: f64) -> bool {
        let mut barred = [NONE; 3];
        for n in 0..3 {
            let after = self.best_place(task, everywhere, bound, &barred);
            if after == NONE {
                return false;
            }
            let (mark, longest) = (self.state.mark(), self.state.longest_now);
            if self.state.insert(task, after) {
                return true;
            }
            self.state.back_to(mark);
            self.state.longest_now = longest;
            if let Some(slot) = barred.get_mut(n) {
                *slot = after;
            }
        }
        false
    }

    fn best_place(&mut self, task: u32, everywhere: bool, bound: f64, barred: &[u32]) -> u32 {
        let core = self.core;
        let (mut best, mut found) = (bound, NONE);
        if everywhere || core.tasks <= self.tuning.whole {
            self.look_everywhere(task, &mut best, &mut found, barred);
            return found;
        }
        let near = self.near;
        self.turn += 1;
        for &other in near.tasks.at(task).iter().take(self.tuning.beside) {
            let round = self.state.round[other];
            if round == NONE || !self.state.may(task, round) {
                continue;
            }
            let before = self.state.prev[other];
            for after in [other, before] {
                if self.tried[after] != self.turn {
                    self.tried[after] = self.turn;
                    self.look(task, after, &mut best, &mut found, barred);
                }
            }
        }
        for &round in near.doors.at(task).iter().take(DOORS) {
            let round = self.state.first_empty(round);
            if round != NONE && self.state.may(task, round) {
                self.look(task, core.start(round), &mut best, &mut found, barred);
            }
        }
        if found == NONE && self.dice.below(4) == 0 {
            self.look_everywhere(task, &mut best, &mut found, barred);
        }
        found
    }

    fn look_everywhere(&mut self, task: u32, best: &mut f64, found: &mut u32, barred: &[u32]) {
        for round in 0..self.core.rounds as u32 {
            if self.state.count[round] > 0 || self.state.first_empty(round) == round {
                self.look_along(task, round, best, found, barred);
            }
        }
    }

    fn look_along(&mut self, task: u32, round: u32, best: &mut f64, found: &mut u32, barred: &[u32]) {
        let core = self.core;
        if !self.state.may(task, round) {
            return;
        }
        let (mut after, end) = (core.start(round), core.end(round));
        // Further on, it would begin too late.
        while after != end && self.state.begins(after) + core.time[after] <= core.late[task] {
            self.look(task, after, best, found, barred);
            after = self.state.next[after];
        }
    }

    fn draw_blink(&mut self) -> u64 {
        if self.tuning.blink <= 0.0 {
            return u64::MAX;
        }
        (libm::log(self.dice.open_unit()) / libm::log1p(-self.tuning.blink)) as u64
    }

    #[inline(always)]
    fn look(&mut self, task: u32, after: u32, best: &mut f64, found: &mut u32, barred: &[u32]) {
        // A place is passed over now and then; how many are looked at until then is drawn at once.
        if self.until_blink == 0 {
            self.until_blink = self.draw_blink();
            return;
        }
        self.until_blink -= 1;
        let cost = self.state.price(task, after, *best);
        if cost < *best && !barred.contains(&after) {
            *best = cost;
            *found = after;
        }
    }
}
