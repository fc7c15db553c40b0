//! What it would cost to put a task into a round, without doing it.

use super::{
    core::{FLOAT, NONE},
    state::State,
};
use crate::problem::Measure;

/// The most levels there can be: one for each measure.
pub(crate) const LEVELS: usize = 9;
/// What a plan costs, level by level.
pub(crate) type Key = [i64; LEVELS];

/// Not possible.
pub(crate) const NEVER: f64 = f64::INFINITY;

impl State<'_> {
    /// What the plan costs, in the search's single figure.
    pub(crate) fn cost(&self) -> f64 {
        let (scale, totals) = (&self.core.scale, &self.totals);
        let mut cost = scale.unserved * totals.unserved as f64
            + scale.late * totals.late as f64
            + scale.over * totals.over as f64
            + scale.moved * totals.moved as f64
            + scale.travel * totals.travel as f64
            + scale.continuity * totals.continuity as f64
            + scale.rounds * totals.used as f64;
        if scale.longest > 0.0 {
            cost += scale.longest * self.longest_now as f64;
        }
        if scale.fairness > 0.0 {
            cost += scale.fairness * self.unfairness();
        }
        cost
    }

    /// What the plan costs, level by level: the exact figures that plans are compared by.
    pub(crate) fn key(&self) -> Key {
        let mut key = [0; LEVELS];
        for (slot, level) in key.iter_mut().zip(&self.core.levels) {
            *slot = level.iter().map(|(measure, weight)| weight * self.measure(*measure)).sum();
        }
        key
    }

    /// One measure of the plan.
    pub(crate) fn measure(&self, measure: Measure) -> i64 {
        match measure {
            Measure::Unserved => self.totals.unserved,
            Measure::Late => self.totals.late,
            Measure::LongestLate => self.longest(),
            Measure::Overtime => self.totals.over,
            Measure::Moved => self.totals.moved,
            Measure::Travel => self.totals.travel,
            Measure::Continuity => self.totals.continuity,
            Measure::Fairness => (self.unfairness() * 100.0) as i64,
            Measure::Rounds => self.totals.used,
        }
    }

    /// By how much a task begins after it is due.
    #[inline(always)]
    fn late(&self, task: u32) -> i64 {
        if self.spot[task].round == NONE { 0 } else { (self.begins(task) - self.core.node[task].due).max(0) }
    }

    /// The same of every task.
    pub(crate) fn lateness(&self) -> Vec<i64> {
        (0..self.core.tasks as u32).map(|task| self.late(task)).collect()
    }

    /// The largest lateness of all.
    pub(crate) fn longest(&self) -> i64 {
        (0..self.core.tasks as u32).map(|task| self.late(task)).max().unwrap_or_default()
    }

    /// The mean square of the hours that workers have.
    pub(crate) fn unfairness(&self) -> f64 {
        let hours = self.work.iter().map(|work| *work as f64 / 3600.0);
        hours.map(|hours| hours * hours).sum::<f64>() / self.work.len().max(1) as f64
    }

    /// Whether a task may be in a round at all, as the round is now.
    #[inline(always)]
    pub(crate) fn may(&self, task: u32, round: u32) -> bool {
        let core = self.core;
        core.may(task, round)
            && self.load[round] + core.demand[task] <= core.capacity[round]
            && (!core.bound || self.suits(task, round))
    }

    /// Whether a task may be done by the worker of a round beside those it is bound to.
    fn suits(&self, task: u32, round: u32) -> bool {
        let core = self.core;
        core.company.at(task).iter().all(|&(other, same)| {
            let with = self.spot[other].round;
            with == NONE || (core.worker[with] == core.worker[round]) == same
        })
    }

    /// What it costs to put a task after a node of a round that it may be in; [`NEVER`] when it cannot be done in time or would
    /// cost more than `bound`. Nodes that push each other through other rounds back to the node before are not
    /// followed here: putting it in finds out.
    #[inline(always)]
    pub(crate) fn price(&mut self, task: u32, after: u32, bound: f64) -> f64 {
        let core = self.core;
        let (one, stop) = (core.node[task], self.spot[after]);
        let (round, before) = (stop.round, stop.next);
        let table = &core.tables[u32::from(core.mode[round])];
        let ride = |from: u32, to: u32| if to == FLOAT { 0 } else { table.time(from, to) };
        // Asked for one place after the other, always to the task: that is quicker in the turned table.
        let to = if one.place == FLOAT { 0 } else { table.time_to(stop.at, one.place) };
        let mut begins = (stop.earliest + core.node[after].time + to).max(one.early);
        if begins > one.late {
            return NEVER;
        }
        let here = if one.place == FLOAT { stop.at } else { one.place };
        let goal = core.node[before].place;
        let from = ride(here, goal);
        let mut more = to + from - ride(stop.at, goal);
        if core.floats && goal == FLOAT && before < core.tasks as u32 {
            // The break moves with the node before it.
            let (rest, then) = (self.spot[before].at, core.node[self.spot[before].next].place);
            more += ride(here, then) - ride(rest, then);
        }
        let idle = self.count[round] == 0;
        if idle {
            more += self.bare(round);
        }
        let mut cost = core.scale.travel * more as f64;
        if cost >= bound {
            return NEVER;
        }
        if core.linked {
            for &(other, gap) in core.before.at(task) {
                if self.spot[other].round != NONE {
                    begins = begins.max(self.begins(other) + gap);
                }
            }
        }
        let follows = begins + one.time + from;
        if begins > one.late || follows > self.latest(before) {
            return NEVER;
        }
        if core.limited {
            let worker = core.worker[round];
            // Beyond that when what has begun is: a break adds nothing.
            let most = core.most_work[worker].max(self.work[worker]);
            if self.work[worker] + more + core.work(task) > most {
                return NEVER;
            }
        }
        if core.linked {
            for &(other, gap) in core.after.at(task) {
                if self.spot[other].round != NONE && begins + gap > self.latest(other) {
                    return NEVER;
                }
            }
        }
        let liking = core.liking(task, core.worker[round]);
        cost += core.scale.continuity * liking.continuity as f64 + core.scale.moved * liking.moved as f64;
        if idle {
            cost += core.scale.rounds + core.scale.over * self.over(round) as f64;
        }
        if cost >= bound {
            return NEVER;
        }
        if core.soft {
            cost += self.delay(task, begins, (before, follows), bound - cost);
        }
        if cost >= bound { NEVER } else { cost }
    }

    /// What the lateness costs that a task brings with it: its own, and that of all whom it pushes.
    fn delay(&mut self, task: u32, begins: i64, (before, follows): (u32, i64), bound: f64) -> f64 {
        let core = self.core;
        let late = (begins - core.node[task].due).max(0);
        let mut longest = 0;
        let mut cost = core.scale.late * late as f64;
        if core.scale.longest > 0.0 {
            longest = self.longest_now;
            if late > longest {
                cost += core.scale.longest * (late - longest) as f64;
                longest = late;
            }
        }
        if cost >= bound {
            return NEVER;
        }
        // It begins again after hours; a node not seen since then would be priced wrongly once, which costs nothing.
        self.trial_stamp = self.trial_stamp.wrapping_add(1);
        self.trial_queue.clear();
        self.consider(before, follows);
        if core.linked {
            for &(other, gap) in core.after.at(task) {
                if self.spot[other].round != NONE {
                    self.consider(other, begins + gap);
                }
            }
        }
        let mut head = 0;
        while let Some(node) = self.trial_queue.get(head).copied() {
            head += 1;
            if head > 4 * core.nodes() {
                return NEVER;
            }
            let (value, fixed) = (self.trial[node], core.node[node]);
            if value > fixed.late {
                return NEVER;
            }
            // What this node's lateness grew by since it was last counted is counted when it leaves the queue for the last time;
            // counting each growth as it comes gives the same sum.
            let (was, now) = ((self.counted[node] - fixed.due).max(0), (value - fixed.due).max(0));
            self.counted[node] = value;
            if now > was {
                let weight = if node < core.tasks as u32 { core.scale.late } else { core.scale.over };
                cost += weight * (now - was) as f64;
                if core.scale.longest > 0.0 && node < core.tasks as u32 && now > longest {
                    cost += core.scale.longest * (now - longest) as f64;
                    longest = now;
                }
                if cost >= bound {
                    return NEVER;
                }
            }
            let next = self.spot[node].next;
            if next != NONE {
                let gap = fixed.time + self.leg(self.spot[node].round, node, next);
                self.consider(next, value + gap);
            }
            if core.linked && node < core.tasks as u32 {
                for &(other, gap) in core.after.at(node) {
                    if self.spot[other].round != NONE {
                        self.consider(other, value + gap);
                    }
                }
            }
        }
        cost
    }

    /// Notes in the trial that a node would begin no earlier than this.
    #[inline(always)]
    fn consider(&mut self, node: u32, value: i64) {
        let seen = self.trial_seen[node] == self.trial_stamp;
        let now = if seen { self.trial[node] } else { self.begins(node) };
        if value > now {
            if !seen {
                self.trial_seen[node] = self.trial_stamp;
                self.counted[node] = now;
            }
            self.trial[node] = value;
            self.trial_queue.push(node);
        }
    }
}
