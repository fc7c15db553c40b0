//! Makes a problem ready to be searched.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    engine::core::{Core, FLOAT, Liking, Lists, NONE, Node, Scale, Table},
    problem::{Company, Measure, Objective, Part, Problem, Visit},
};

/// A round is a shift of a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RoundOf {
    pub(crate) worker: usize,
    pub(crate) shift: usize,
}

/// A task is a part of a visit, or a break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TaskOf {
    Visit { visit: usize, part: usize },
    Break { round: u32, nth: usize },
}

/// A problem in numbers, with the way back to names.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) core: Core,
    pub(crate) rounds: Vec<RoundOf>,
    pub(crate) tasks: Vec<TaskOf>,
    /// The first task of each visit; its parts follow.
    pub(crate) first_task: Vec<u32>,
}

/// Beyond all times; far enough from the ends of the type that sums stay within it.
pub(crate) const EVER: i64 = i64::MAX / 8;

impl Compiled {
    /// The round that a task is a break of.
    pub(crate) fn round_of_break(&self, task: u32) -> Option<u32> {
        match self.tasks.get(task as usize) {
            Some(TaskOf::Break { round, .. }) => Some(*round),
            _ => None,
        }
    }
}

pub(crate) fn compile(problem: &Problem) -> Compiled {
    let mut maker = Maker::new(problem);
    maker.rounds();
    maker.visits();
    maker.breaks();
    maker.links();
    maker.finish()
}

struct Maker<'p> {
    problem: &'p Problem,
    core: Core,
    rounds: Vec<RoundOf>,
    tasks: Vec<TaskOf>,
    first_task: Vec<u32>,
    // Tasks, starts and ends come one after the other in the end.
    task: Vec<Node>,
    start: Vec<Node>,
    end: Vec<Node>,
    likings: Vec<Vec<(u32, Liking)>>,
    after: BTreeMap<(u32, u32), i64>,
    company: Vec<Vec<(u32, bool)>>,
    units: Vec<Vec<u32>>,
    skills: Vec<BTreeSet<&'p str>>,
}

fn node(place: u32, time: i64, (early, late, due): (i64, i64, i64)) -> Node {
    Node { place, time, early, late, due }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(NONE)
}

impl<'p> Maker<'p> {
    fn new(problem: &'p Problem) -> Self {
        let skills = problem.workers.iter().map(|worker| worker.skills.iter().map(String::as_str).collect()).collect();
        Maker {
            problem,
            core: Core::default(),
            rounds: Vec::new(),
            tasks: Vec::new(),
            first_task: Vec::new(),
            task: Vec::new(),
            start: Vec::new(),
            end: Vec::new(),
            likings: Vec::new(),
            after: BTreeMap::new(),
            company: Vec::new(),
            units: Vec::new(),
            skills,
        }
    }

    fn rounds(&mut self) {
        let nowhere = number(self.problem.places);
        let mut classes = BTreeMap::new();
        for (worker_no, worker) in self.problem.workers.iter().enumerate() {
            for (shift_no, shift) in worker.shifts.iter().enumerate() {
                let start = shift.start.map_or(nowhere, number);
                let end = shift.end.map_or(nowhere, number);
                // Nobody is still on one round when the next begins.
                let others =
                    worker.shifts.iter().zip(0..).filter(|(other, n)| *n != shift_no && other.from >= shift.to);
                let latest = others.map(|(other, _)| other.from).fold(shift.latest, i64::min);
                self.rounds.push(RoundOf { worker: worker_no, shift: shift_no });
                self.start.push(node(start, 0, (shift.from, latest, latest)));
                self.end.push(node(end, 0, (shift.from, latest, shift.to)));
                self.core.worker.push(number(worker_no));
                self.core.mode.push(u8::try_from(worker.mode).unwrap_or(0));
                self.core.capacity.push(worker.capacity.unwrap_or(EVER));
                // Alike are those who can never be told apart: one shift each, the same of everything, named by nobody.
                let named = self.problem.visits.iter().any(|visit| names(visit, worker_no));
                let own = (worker.shifts.len() > 1 || named || !shift.breaks.is_empty()).then_some(self.rounds.len());
                let key = (
                    own,
                    shift.clone(),
                    worker.mode,
                    worker.capacity,
                    worker.most_work,
                    self.skills.get(worker_no).cloned(),
                );
                let key = format!("{key:?}");
                let next = number(classes.len());
                self.core.class.push(*classes.entry(key).or_insert(next));
            }
            self.core.most_work.push(worker.most_work.unwrap_or(EVER));
        }
        self.core.limited = self.problem.workers.iter().any(|worker| worker.most_work.is_some());
        self.core.classes = classes.len();
        self.core.rounds = self.rounds.len();
        self.core.words = self.rounds.len().div_ceil(64);
    }

    fn visits(&mut self) {
        for (visit_no, visit) in self.problem.visits.iter().enumerate() {
            let first = number(self.tasks.len());
            self.first_task.push(first);
            let mut unit = Vec::new();
            for (part_no, part) in visit.parts.iter().enumerate() {
                let task = number(self.tasks.len());
                self.tasks.push(TaskOf::Visit { visit: visit_no, part: part_no });
                let times = self.times(visit, part, part_no);
                self.task.push(node(number(visit.place), part.duration, times));
                self.core.demand.push(if part_no == 0 { visit.demand } else { 0 });
                self.core.unit.push(number(self.units.len()));
                self.who(visit, part, part_no);
                let frozen = visit.announced.as_ref().is_some_and(|announced| announced.frozen);
                self.core.fixed.push(frozen);
                self.like(visit, part_no);
                self.company.push(Vec::new());
                for &mate in &unit {
                    self.keep_apart(mate, task);
                }
                if part_no > 0 {
                    self.gap(first, task, part.least);
                    self.gap(task, first, part.most.saturating_neg());
                }
                unit.push(task);
            }
            self.units.push(unit);
            // Nothing is lost by a visit that was cancelled.
            self.core.worth.push(if visit.parts.is_empty() { 0 } else { visit.worth });
        }
    }

    fn times(&self, visit: &Visit, part: &Part, part_no: usize) -> (i64, i64, i64) {
        let (mut early, mut late, mut due) = (visit.from, visit.to, visit.due.unwrap_or(visit.to).min(visit.to));
        if part_no > 0 && part.most > 0 {
            // A later part is bound by its gap, not by the window's end.
            late += part.most;
        }
        if let Some(announced) = &visit.announced
            && let Some(begins) = announced.begins.get(part_no)
        {
            if announced.frozen {
                (early, late, due) = (*begins, *begins, *begins);
            } else {
                early = early.max(begins - announced.tolerance).min(late);
                due = due.min(begins + announced.tolerance).max(early);
            }
        }
        (early, late, due)
    }

    /// The rounds in which a part may be.
    fn who(&mut self, visit: &Visit, part: &Part, part_no: usize) {
        let frozen = visit.announced.as_ref().filter(|announced| announced.frozen);
        let only = frozen.and_then(|announced| announced.workers.get(part_no));
        let able = |worker: usize| match only {
            Some(only) => worker == *only,
            None => {
                let skills = self.skills.get(worker);
                !visit.barred.contains(&worker)
                    && skills.is_some_and(|skills| part.skills.iter().all(|skill| skills.contains(skill.as_str())))
            }
        };
        let able: Vec<bool> = (0..self.problem.workers.len()).map(able).collect();
        let may = |n: usize| self.rounds.get(n).is_some_and(|of| able.get(of.worker).copied().unwrap_or(false));
        let word = |word: usize| (0..64).filter(|bit| may(word * 64 + bit)).fold(0, |bits, bit| bits | 1 << bit);
        let words: Vec<u64> = (0..self.core.words).map(word).collect();
        self.core.allowed.extend(words);
    }

    fn like(&mut self, visit: &Visit, part_no: usize) {
        let most = visit.known.iter().map(|(_, times)| *times).max().unwrap_or(0).max(1);
        let stranger = if visit.known.is_empty() && visit.preferred.is_empty() { 0 } else { 10 };
        let announced = visit.announced.as_ref().filter(|announced| !announced.frozen);
        let price = announced.map_or(0, |announced| announced.price);
        let otherwise = Liking { continuity: stranger, moved: price };
        let mut list = BTreeMap::new();
        for (worker, times) in &visit.known {
            let liking = Liking { continuity: 10 - (10 * times / most).clamp(0, 10), ..otherwise };
            list.insert(number(*worker), liking);
        }
        for worker in &visit.preferred {
            list.insert(number(*worker), Liking { continuity: 0, ..otherwise });
        }
        if let Some(worker) = announced.and_then(|announced| announced.workers.get(part_no)) {
            list.entry(number(*worker)).or_insert(otherwise).moved = 0;
        }
        self.likings.push(list.into_iter().collect());
        self.core.otherwise.push(otherwise);
    }

    fn keep_apart(&mut self, a: u32, b: u32) {
        self.bind(a, b, false);
    }

    fn bind(&mut self, a: u32, b: u32, same: bool) {
        for (one, other) in [(a, b), (b, a)] {
            if let Some(list) = self.company.get_mut(one as usize) {
                list.push((other, same));
            }
        }
    }

    /// The second begins at least so long after the first begins.
    fn gap(&mut self, first: u32, second: u32, least: i64) {
        let kept = self.after.entry((first, second)).or_insert(least);
        *kept = (*kept).max(least);
    }

    fn breaks(&mut self) {
        let rounds = self.rounds.clone();
        // A break goes before everything: a round without it is not gone.
        let worth = 1 + self.core.worth.iter().sum::<i64>();
        for (round_no, of) in rounds.into_iter().enumerate() {
            let shift = self.problem.workers.get(of.worker).and_then(|worker| worker.shifts.get(of.shift));
            for (nth, one) in shift.map(|shift| shift.breaks.as_slice()).unwrap_or_default().iter().enumerate() {
                let round = number(round_no);
                let task = number(self.tasks.len());
                self.tasks.push(TaskOf::Break { round, nth });
                self.task.push(node(FLOAT, one.duration, (one.from, one.to, one.to)));
                self.core.demand.push(0);
                self.core.unit.push(number(self.units.len()));
                let here = |word: usize| if round as usize / 64 == word { 1 << (round % 64) } else { 0 };
                let words: Vec<u64> = (0..self.core.words).map(here).collect();
                self.core.allowed.extend(words);
                self.core.fixed.push(false);
                self.likings.push(Vec::new());
                self.core.otherwise.push(Liking::default());
                self.company.push(Vec::new());
                self.units.push(vec![task]);
                self.core.worth.push(worth);
                self.core.floats = true;
            }
        }
    }

    fn links(&mut self) {
        for link in &self.problem.links {
            let parts = |visit: usize| {
                let first = self.first_task.get(visit).copied().unwrap_or(0);
                let visit = self.problem.visits.get(visit);
                (first, visit.map(|visit| visit.parts.as_slice()).unwrap_or_default())
            };
            let ((first, first_parts), (second, second_parts)) = (parts(link.first), parts(link.second));
            if first_parts.is_empty() || second_parts.is_empty() {
                continue;
            }
            let mut rules = Vec::new();
            // The first parts begin with their visits; where a part comes later, the other visit keeps the gap from it too.
            for (a, _) in (first..).zip(first_parts) {
                for (b, _) in (second..).zip(second_parts) {
                    rules.extend(link.least.map(|least| (a, b, least)));
                    rules.extend(link.most.map(|most| (b, a, -most)));
                }
            }
            rules.into_iter().for_each(|(a, b, gap)| self.gap(a, b, gap));
            // With visits of two, the rule is for their first workers.
            match link.worker {
                Company::Any => {}
                Company::Same => self.bind(first, second, true),
                Company::Different => self.bind(first, second, false),
            }
        }
    }

    fn finish(mut self) -> Compiled {
        let core = &mut self.core;
        core.tasks = self.tasks.len();
        core.places = number(self.problem.places) + 1;
        self.task.append(&mut self.start);
        self.task.append(&mut self.end);
        core.soft = self.task.iter().any(|node| node.due < node.late);
        core.node = self.task.into();
        core.likings = Lists::of(self.likings);
        let (mut after, mut before) = (vec![Vec::new(); core.tasks], vec![Vec::new(); core.tasks]);
        for ((first, second), least) in &self.after {
            if let Some(list) = after.get_mut(*first as usize) {
                list.push((*second, *least));
            }
            if let Some(list) = before.get_mut(*second as usize) {
                list.push((*first, *least));
            }
        }
        core.linked = !self.after.is_empty();
        core.after = Lists::of(after);
        core.before = Lists::of(before);
        core.bound = self.company.iter().any(|list| !list.is_empty());
        core.company = Lists::of(self.company);
        core.units = Lists::of(self.units);
        core.tables =
            self.problem.tables.iter().map(|table| padded(table, self.problem.places)).collect::<Vec<_>>().into();
        core.levels = self.problem.objective.levels.clone();
        core.scale = scale(core, &self.problem.objective);
        Compiled { core: self.core, rounds: self.rounds, tasks: self.tasks, first_task: self.first_task }
    }
}

fn names(visit: &Visit, worker: usize) -> bool {
    visit.preferred.contains(&worker)
        || visit.barred.contains(&worker)
        || visit.known.iter().any(|(known, _)| *known == worker)
        || visit.announced.as_ref().is_some_and(|announced| announced.workers.contains(&worker))
}

/// A table with one place more, nowhere, as near as can be to all others.
fn padded(table: &crate::problem::Table, places: usize) -> Table {
    let mut times = Vec::with_capacity((places + 1) * (places + 1));
    for row in table.times.chunks(places.max(1)).take(places) {
        times.extend_from_slice(row);
        times.push(0);
    }
    times.resize((places + 1) * (places + 1), 0);
    Table::of(places + 1, times)
}

/// A typical leg: the mean way from a visit to its third-nearest other place.
fn typical_leg(core: &Core) -> f64 {
    let Some(table) = core.tables.iter().next() else { return 1.0 };
    let places: BTreeSet<u32> =
        (0..core.tasks as u32).map(|task| core.node[task].place).filter(|place| *place != FLOAT).collect();
    let step = places.len().div_ceil(200).max(1);
    let mut sum = 0.0;
    let mut count = 0.0;
    for from in places.iter().step_by(step) {
        let mut ways: Vec<i64> = places.iter().filter(|to| *to != from).map(|to| table.time(*from, *to)).collect();
        ways.sort_unstable();
        sum += ways.get(2).or(ways.last()).copied().unwrap_or(1) as f64;
        count += 1.0;
    }
    if count > 0.0 { (sum / count).max(1.0) } else { 1.0 }
}

/// Weights for the single figure: within the level of travel as they are, levels above far above, levels below far below.
fn scale(core: &Core, objective: &Objective) -> Scale {
    let leg = typical_leg(core);
    let travels = |level: &Vec<(Measure, i64)>| level.iter().any(|(measure, _)| *measure == Measure::Travel);
    let at = objective.levels.iter().position(travels).unwrap_or(objective.levels.len());
    let mut scale = Scale::default();
    for (n, level) in objective.levels.iter().enumerate() {
        for (measure, weight) in level {
            let weight = *weight as f64;
            let apart = match n.cmp(&at) {
                std::cmp::Ordering::Equal => 1.0,
                std::cmp::Ordering::Less => match measure {
                    Measure::Unserved => 1e5 * leg,
                    Measure::Moved => 4.0 * leg,
                    Measure::Rounds => 100.0 * leg,
                    _ => 30.0,
                },
                std::cmp::Ordering::Greater => match measure {
                    Measure::Continuity => 0.02 * leg,
                    Measure::Fairness => 0.01 * leg,
                    _ => 0.01,
                },
            };
            let figure = weight * apart;
            match measure {
                Measure::Unserved => scale.unserved += figure,
                Measure::Late => scale.late += figure,
                Measure::LongestLate => scale.longest += figure,
                Measure::Overtime => scale.over += figure,
                Measure::Moved => scale.moved += figure,
                Measure::Travel => scale.travel += figure,
                Measure::Continuity => scale.continuity += figure,
                Measure::Fairness => scale.fairness += figure,
                Measure::Rounds => scale.rounds += figure,
            }
        }
    }
    scale.unserved += most_below(core, objective, &scale);
    scale
}

/// More than this is not added to what an unserved visit weighs: the single figure would lose its last digits.
const MOST_BELOW: f64 = 1e13;

/// The most that serving one visit could cost of what is of levels below that of who is not visited, in the single figure: so much
/// more a visit must weigh, or some would rather be left out than be late, or far away.
fn most_below(core: &Core, objective: &Objective, scale: &Scale) -> f64 {
    let level = |of: Measure| objective.levels.iter().position(|level| level.iter().any(|(measure, _)| *measure == of));
    let below = |of: Measure| level(Measure::Unserved).zip(level(of)).is_some_and(|(unserved, of)| unserved < of);
    let after = |node: &Node| (node.late - node.due).max(0) as f64;
    let tasks = || core.node.iter().take(core.tasks);
    let parts = (0..core.worth.len() as u32).map(|unit| core.units.at(unit).len()).max().unwrap_or(1) as f64;
    let ride = core.tables.iter().map(Table::longest).max().unwrap_or(0) as f64;
    let likings = || core.likings.all().map(|(_, liking)| liking).chain(core.otherwise.iter());
    let dearest = likings().map(|liking| liking.continuity).max().unwrap_or(0) as f64;
    let most = [
        // It pushes others, each as far as it may be pushed.
        (Measure::Late, scale.late * tasks().map(after).sum::<f64>()),
        (Measure::LongestLate, scale.longest * tasks().map(after).fold(0.0, f64::max)),
        (Measure::Overtime, scale.over * core.node.iter().skip(core.tasks + core.rounds).map(after).sum::<f64>()),
        (Measure::Moved, scale.moved * likings().map(|liking| liking.moved as f64).sum::<f64>()),
        // There and back, and the way of a round that begins with it.
        (Measure::Travel, scale.travel * 3.0 * ride * parts),
        (Measure::Continuity, scale.continuity * dearest * parts),
        (Measure::Rounds, scale.rounds * parts),
        // The square of a day's hours.
        (Measure::Fairness, scale.fairness * 24.0 * 24.0 * parts),
    ];
    most.into_iter().filter(|(measure, _)| below(*measure)).map(|(_, most)| most).sum::<f64>().min(MOST_BELOW)
}
