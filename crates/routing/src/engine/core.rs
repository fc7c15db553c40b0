//! A problem made ready to be searched: numbers in place of names, one array per property.
//!
//! Nodes are numbered: the tasks first (a visit of two workers is two tasks), then the start of each round, then its end.

use std::ops::Range;

use super::column::Column;
use crate::problem::Measure;

/// No node, no round.
pub(crate) const NONE: u32 = u32::MAX;
/// The place of a break: wherever the worker is just then.
pub(crate) const FLOAT: u32 = u32::MAX;

/// Travel times of one mode between places; the last place is nowhere, as near to all others as can be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    places: usize,
    times: Vec<i32>,
    /// The same, to and from exchanged: what is asked for one place after the other lies together. Empty where that is the same table.
    turned: Vec<i32>,
}

impl Table {
    pub(crate) fn of(places: usize, times: Vec<i32>) -> Self {
        let at = |row: usize, column: usize| times.get(row * places + column).copied().unwrap_or(0);
        let alike = (0..places).all(|row| (0..row).all(|column| at(row, column) == at(column, row)));
        let turned = || {
            let cells = (0..places).flat_map(|row| (0..places).map(move |column| (column, row)));
            cells.map(|(r, c)| at(r, c)).collect()
        };
        let turned = if alike { Vec::new() } else { turned() };
        Table { places, times, turned }
    }

    /// The same as [`Table::time`], quicker where many are asked for one `to`.
    #[inline(always)]
    pub(crate) fn time_to(&self, from: u32, to: u32) -> i64 {
        let at = to as usize * self.places + from as usize;
        let turned = if self.turned.is_empty() { &self.times } else { &self.turned };
        turned.get(at).copied().map_or(0, i64::from)
    }

    /// The longest time in it.
    pub(crate) fn longest(&self) -> i64 {
        self.times.iter().copied().max().map_or(0, i64::from)
    }

    #[inline(always)]
    pub(crate) fn time(&self, from: u32, to: u32) -> i64 {
        let at = from as usize * self.places + to as usize;
        self.times.get(at).copied().map_or(0, i64::from)
    }
}

/// Lists of different lengths behind one another.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lists<T> {
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Lists<T> {
    pub(crate) fn of(lists: impl IntoIterator<Item = Vec<T>>) -> Self {
        let mut all = Lists { ends: vec![0], items: Vec::new() };
        for list in lists {
            all.items.extend(list);
            all.ends.push(u32::try_from(all.items.len()).unwrap_or(u32::MAX));
        }
        all
    }

    pub(crate) fn at(&self, n: u32) -> &[T] {
        self.items.get(self.range(n)).unwrap_or_default()
    }

    /// The items of all lists.
    pub(crate) fn all(&self) -> impl Iterator<Item = &T> {
        self.items.iter()
    }

    fn range(&self, n: u32) -> Range<usize> {
        let n = n as usize;
        let end = |n: usize| self.ends.get(n).map_or(0, |end| *end as usize);
        end(n)..end(n + 1)
    }
}

/// What a task costs with a worker, beyond travel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Liking {
    /// What is lost of continuity.
    pub(crate) continuity: i64,
    /// The price of giving it to another than was announced.
    pub(crate) moved: i64,
}

/// What one unit of each measure weighs in the search's single figure. Levels are far apart; the exact comparison is by level.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Scale {
    pub(crate) unserved: f64,
    pub(crate) late: f64,
    pub(crate) longest: f64,
    pub(crate) over: f64,
    pub(crate) moved: f64,
    pub(crate) travel: f64,
    pub(crate) continuity: f64,
    pub(crate) fairness: f64,
    pub(crate) rounds: f64,
}

/// What does not change of a node: a task, the start or the end of a round.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Node {
    pub(crate) place: u32,
    /// How long it takes.
    pub(crate) time: i64,
    /// It begins no earlier and no later, and is late after its due time.
    pub(crate) early: i64,
    pub(crate) late: i64,
    pub(crate) due: i64,
}

/// A problem in numbers. It does not change while it is searched.
#[derive(Debug, Clone, Default)]
pub(crate) struct Core {
    pub(crate) tasks: usize,
    pub(crate) rounds: usize,
    pub(crate) places: u32,
    pub(crate) node: Column<Node>,
    // Per task.
    pub(crate) demand: Column<i64>,
    pub(crate) unit: Column<u32>,
    pub(crate) fixed: Column<bool>,
    pub(crate) likings: Lists<(u32, Liking)>,
    pub(crate) otherwise: Column<Liking>,
    /// Rounds a task may be in, as bits.
    pub(crate) allowed: Vec<u64>,
    pub(crate) words: usize,
    /// `(other, gap)`: the other begins at least so long after this one begins.
    pub(crate) after: Lists<(u32, i64)>,
    /// `(other, gap)`: this one begins at least so long after the other begins.
    pub(crate) before: Lists<(u32, i64)>,
    /// `(other, same)`: by the same worker or by another one.
    pub(crate) company: Lists<(u32, bool)>,
    // Per unit: tasks that are done all or none.
    pub(crate) units: Lists<u32>,
    pub(crate) worth: Column<i64>,
    // Per round.
    pub(crate) worker: Column<u32>,
    pub(crate) mode: Column<u8>,
    pub(crate) capacity: Column<i64>,
    /// Rounds of one class are alike in everything, so that of empty ones only the first is looked at.
    pub(crate) class: Column<u32>,
    pub(crate) classes: usize,
    // Per worker.
    pub(crate) most_work: Column<i64>,
    pub(crate) tables: Column<Table>,
    /// Whether anything can be late without being forbidden.
    pub(crate) soft: bool,
    pub(crate) linked: bool,
    pub(crate) bound: bool,
    pub(crate) floats: bool,
    pub(crate) limited: bool,
    pub(crate) scale: Scale,
    pub(crate) levels: Vec<Vec<(Measure, i64)>>,
}

impl Core {
    pub(crate) fn nodes(&self) -> usize {
        self.tasks + 2 * self.rounds
    }

    pub(crate) fn start(&self, round: u32) -> u32 {
        self.tasks as u32 + round
    }

    pub(crate) fn end(&self, round: u32) -> u32 {
        (self.tasks + self.rounds) as u32 + round
    }

    /// Whether a task is a break.
    #[inline(always)]
    pub(crate) fn is_break(&self, task: u32) -> bool {
        self.node[task].place == FLOAT
    }

    /// How much of a worker's working time a task takes: a break takes none.
    #[inline(always)]
    pub(crate) fn work(&self, task: u32) -> i64 {
        if self.is_break(task) { 0 } else { self.node[task].time }
    }

    pub(crate) fn may(&self, task: u32, round: u32) -> bool {
        let word = self.allowed.get(task as usize * self.words + round as usize / 64);
        word.is_some_and(|word| word >> (round % 64) & 1 == 1)
    }

    pub(crate) fn liking(&self, task: u32, worker: u32) -> Liking {
        let list = self.likings.at(task);
        match list.binary_search_by_key(&worker, |(worker, _)| *worker) {
            Ok(at) => list.get(at).map(|(_, liking)| *liking).unwrap_or_default(),
            Err(_) => self.otherwise[task],
        }
    }
}
