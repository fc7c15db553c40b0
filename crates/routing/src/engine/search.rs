//! The search: a few neighbouring visits are taken out of some rounds, put in again one after the other where they cost least, and the
//! result is kept or not as in annealing (the “slack induction by string removals” of Christiaens and Vanden Berghe, with visits
//! of several workers put in together).

use super::{
    column::Column,
    core::{Core, NONE},
    course::{Course, Turn},
    near::Near,
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
    /// Temperature at first, when the best plan is warmed up again, and at last, in mean legs of travel.
    pub(crate) hot: f64,
    pub(crate) warm: f64,
    pub(crate) cold: f64,
    /// It has so many legs at most; with one it never begins anew.
    pub(crate) legs: u32,
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
        Tuning {
            out: 10.0,
            piece: 10.0,
            blink: 0.01,
            hot: 2.0,
            warm: 0.3,
            cold: 0.005,
            legs: 8,
            beside: 120,
            whole: 50,
        }
    }
}

/// Of the units that nobody does, so many are tried in a move.
const TRIED: usize = 4;

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
    pub(super) core: &'a Core,
    pub(super) near: &'a Near,
    pub(super) tuning: Tuning,
    /// The plan it began from, if it may begin anew.
    begun: Option<State<'a>>,
    course: Course,
    pub(super) dice: Dice,
    cost: f64,
    /// Mean leg of travel, in the single figure.
    unit: f64,
    pub(super) missing: Vec<u32>,
    orders: Vec<u8>,
    marked: Column<u32>,
    mark: u32,
    /// Places that were looked at for the task in hand.
    pub(super) tried: Column<u32>,
    pub(super) turn: u32,
    pub(super) until_blink: u64,
}

impl<'a> Search<'a> {
    /// Begins from a plan; what nobody does yet is put in where it costs least.
    /// It ends early when it is `stopped`.
    pub(crate) fn new(
        state: State<'a>,
        near: &'a Near,
        tuning: Tuning,
        seed: u64,
        stopped: &mut dyn FnMut() -> bool,
    ) -> Self {
        let mut search = Search::resting(state, near, tuning, seed);
        search.begun = (tuning.legs > 1).then(|| search.state.clone());
        search.first(stopped);
        search
    }

    /// The same with the breaks put in, and nothing else.
    pub(crate) fn with_breaks(state: State<'a>, near: &'a Near) -> Self {
        let mut search = Search::resting(state, near, Tuning::sober(), 1);
        let breaks: Vec<u32> = search.state.breaks_left_out().map(|task| search.core.unit[task]).collect();
        search.put_all_in(&breaks);
        search.state.keep();
        search
    }

    /// A search that changes nothing by itself.
    pub(crate) fn resting(state: State<'a>, near: &'a Near, tuning: Tuning, seed: u64) -> Self {
        let core = state.core;
        let best = Best { key: [i64::MAX; LEVELS], next: Column::new(core.nodes(), NONE) };
        let missing = missing_in(&state);
        let marked = Column::new(core.nodes().max(core.worth.len()), 0);
        let mut search = Search {
            state,
            best,
            core,
            near,
            tuning,
            begun: None,
            course: Course::new(tuning.legs > 1),
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

    fn first(&mut self, stopped: &mut dyn FnMut() -> bool) {
        self.sort_missing(7);
        // Breaks before visits: a visit that takes a break's only time would not be moved for it.
        let core = self.core;
        self.missing.sort_by_key(|unit| !core.units.at(*unit).iter().any(|task| core.is_break(*task)));
        self.recreate_until(stopped);
        self.state.keep();
        self.state.longest_now = self.state.longest();
        self.cost = self.state.cost();
        let legs = self.core.tasks.max(1) as f64;
        self.unit = (self.core.scale.travel * self.state.totals.travel as f64 / legs).max(1e-9);
        if self.state.key() < self.best.key {
            self.note_best();
        }
    }

    fn note_best(&mut self) {
        self.best.key = self.state.key();
        for (kept, spot) in self.best.next.iter_mut().zip(self.state.spot.iter()) {
            *kept = spot.next;
        }
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
    pub(crate) fn go(&mut self, moves: u64, share: f64) {
        if self.core.tasks == 0 {
            return;
        }
        let (turn, temperature) = self.course.next(share, moves, self.core.tasks, &self.tuning);
        match turn {
            Turn::On => {}
            Turn::Anew => self.begin_anew(),
            Turn::Best => self.back_to_best(),
        }
        for _ in 0..moves {
            self.step(temperature * self.unit);
        }
    }

    fn begin_anew(&mut self) {
        if let Some(begun) = &self.begun {
            self.state.clone_from(begun);
            self.missing = missing_in(&self.state);
            self.first(&mut || false);
        }
    }

    fn back_to_best(&mut self) {
        self.state = State::of_rounds(self.core, &self.best_rounds());
        self.missing = missing_in(&self.state);
        self.state.longest_now = self.state.longest();
        self.cost = self.state.cost();
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
            let round = self.state.spot[task].round;
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
        if core.linked && (self.state.spot[seed].round == NONE || self.dice.chance(0.5)) {
            self.linked_too(seed, longest, &mut out);
        }
        for n in 0..out.len() {
            let unit = out.get(n).map_or(0, |task| core.unit[*task]);
            for &mate in core.units.at(unit) {
                if self.marked[mate] != self.mark && self.state.spot[mate].round != NONE {
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
                let round = self.state.spot[other].round;
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
        while steps < back && self.state.spot[node].prev != start {
            node = self.state.spot[node].prev;
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
            node = self.state.spot[node].next;
        }
    }
}

/// The units that are not in a plan whole.
fn missing_in(state: &State<'_>) -> Vec<u32> {
    (0..state.core.worth.len() as u32).filter(|unit| !state.is_served(*unit)).collect()
}
