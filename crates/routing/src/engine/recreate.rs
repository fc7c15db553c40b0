//! Putting in what is missing: one unit after the other, each where it costs least.

use super::{core::NONE, price::NEVER, search::Search};

/// So many empty rounds are looked at, those that begin nearest.
const DOORS: usize = 12;
/// After so many units of the first plan it is asked whether to stop.
const LOOK_UP: usize = 64;

impl Search<'_> {
    /// Puts units in, those with the fewest choices first, each where it costs least.
    pub(crate) fn put_all_in(&mut self, units: &[u32]) {
        self.missing = units.to_vec();
        self.sort_missing(7);
        self.recreate(true);
    }

    /// Puts in what is missing, looking everywhere, until it is stopped.
    pub(super) fn recreate_until(&mut self, stopped: &mut dyn FnMut() -> bool) {
        let mut missing = std::mem::take(&mut self.missing);
        let (mut put_in, mut over) = (0_usize, false);
        missing.retain(|unit| {
            over = over || (put_in % LOOK_UP == LOOK_UP - 1 && stopped());
            put_in += 1;
            over || !self.put_unit_in(*unit, true)
        });
        self.missing = missing;
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

    /// Travel saved when a task goes, and nothing else moves.
    pub(crate) fn detour(&mut self, task: u32) -> i64 {
        let mark = self.state.mark();
        let before = self.state.totals.travel;
        let _possible = self.state.remove(&[task]);
        let saved = before - self.state.totals.travel;
        self.state.back_to(mark);
        saved
    }

    pub(super) fn orders_that_help(&self) -> Vec<u8> {
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

    pub(super) fn sort_missing(&mut self, order: u8) {
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
            4 => missing.sort_by_key(|unit| core.node[first(unit)].due - core.node[first(unit)].early),
            5 => missing.sort_by_key(|unit| core.node[first(unit)].early),
            6 => missing.sort_by_key(|unit| -core.node[first(unit)].due),
            7 => missing.sort_by_key(|unit| {
                (near.choice[first(unit)], core.node[first(unit)].due - core.node[first(unit)].early)
            }),
            _ => {}
        }
        self.missing = missing;
    }

    /// Puts in what is missing, each where it costs least; what fits nowhere stays missing.
    pub(super) fn recreate(&mut self, everywhere: bool) {
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
        let forward = self.dice.below(2) == 0;
        // Without chance, both orders are tried: who is found a place first may leave the other none.
        for turn in [forward, !forward].into_iter().take(if self.tuning.blink > 0.0 { 1 } else { 2 }) {
            let ok = if turn {
                tasks.iter().all(|task| self.put_task_in(*task, everywhere, bound))
            } else {
                tasks.iter().rev().all(|task| self.put_task_in(*task, everywhere, bound))
            };
            if ok {
                return true;
            }
            self.state.back_to(mark);
            self.state.longest_now = longest;
        }
        false
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
        self.turn = self.turn.wrapping_add(1);
        for &other in near.tasks.at(task).iter().take(self.tuning.beside) {
            let round = self.state.spot[other].round;
            if round == NONE || !self.state.may(task, round) {
                continue;
            }
            let before = self.state.spot[other].prev;
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
        while after != end && self.state.begins(after) + core.node[after].time <= core.node[task].late {
            self.look(task, after, best, found, barred);
            after = self.state.spot[after].next;
        }
    }

    pub(super) fn draw_blink(&mut self) -> u64 {
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
