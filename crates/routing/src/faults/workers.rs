//! What is wrong with workers, their shifts and their breaks.

use super::Found;
use crate::problem::{Shift, Worker};

impl Found<'_> {
    pub(super) fn worker(&mut self, n: usize, worker: &Worker) {
        let (mode, modes) = (worker.mode, self.problem.tables.len());
        self.when(
            mode >= modes && !worker.shifts.is_empty(),
            || format!("workers[{n}].mode"),
            || format!("There is no travel table {mode}; there are {modes}, counted from 0."),
        );
        if let Some(most) = worker.most_work {
            self.amount(most, || format!("workers[{n}].most_work"));
        }
        if let Some(capacity) = worker.capacity {
            self.amount(capacity, || format!("workers[{n}].capacity"));
        }
        for (k, shift) in worker.shifts.iter().enumerate() {
            let field = format!("workers[{n}].shifts[{k}]");
            self.shift(&field, shift);
            self.rests(&field, shift, mode);
        }
        let mut order: Vec<(&Shift, usize)> = worker.shifts.iter().zip(0..).collect();
        order.sort_by_key(|(shift, _)| (shift.from, shift.to));
        for ((earlier, first), (later, second)) in order.iter().zip(order.iter().skip(1)) {
            self.when(
                later.from < earlier.to,
                || format!("workers[{n}].shifts[{second}].from"),
                || format!("It begins before shifts[{first}] of the same worker ends; make one shift of the two."),
            );
        }
    }

    fn shift(&mut self, field: &str, shift: &Shift) {
        self.number(shift.from, || format!("{field}.from"));
        self.number(shift.to, || format!("{field}.to"));
        self.number(shift.latest, || format!("{field}.latest"));
        let (from, to, latest) = (shift.from, shift.to, shift.latest);
        self.when(
            to < from,
            || format!("{field}.to"),
            || format!("The shift ends ({to}) before it begins ({from}); a shift over midnight ends after 24:00."),
        );
        self.when(
            latest < to,
            || format!("{field}.latest"),
            || format!("The latest end ({latest}) lies before the end of the shift ({to}); it must not."),
        );
        if let Some(start) = shift.start {
            self.place(start, || format!("{field}.start"));
        }
        if let Some(end) = shift.end {
            self.place(end, || format!("{field}.end"));
        }
        for (n, one) in shift.breaks.iter().enumerate() {
            let field = format!("{field}.breaks[{n}]");
            self.number(one.from, || format!("{field}.from"));
            self.number(one.to, || format!("{field}.to"));
            self.amount(one.duration, || format!("{field}.duration"));
            self.window(&field, (one.from, one.to), "break");
            self.when(
                one.to < from || one.from.max(from).saturating_add(one.duration) > latest,
                || field.clone(),
                || format!("The break does not lie within the shift ({from} to {to})."),
            );
        }
    }

    /// Whether the breaks of a shift can be taken at all, with nobody visited: one after the other, and the way to its end after them.
    fn rests(&mut self, field: &str, shift: &Shift, mode: usize) {
        let mut order: Vec<_> = shift.breaks.iter().zip(0..).collect();
        order.sort_by_key(|(one, _)| (one.to, one.from));
        let mut ends = shift.from;
        for (one, n) in &order {
            let begins = ends.max(one.from);
            let what = format!("The break cannot begin by {}: the one before it ends at {ends}.", one.to);
            self.when(begins > one.to && one.from <= one.to, || format!("{field}.breaks[{n}].to"), || what);
            ends = begins.saturating_add(one.duration);
        }
        let way = self.problem.tables.get(mode).zip(shift.start.zip(shift.end)).and_then(|(table, (start, end))| {
            table.times.get(start.checked_mul(self.problem.places)?.checked_add(end)?).copied()
        });
        let way = i64::from(way.unwrap_or(0));
        self.when(
            !order.is_empty() && ends <= shift.latest && ends.saturating_add(way) > shift.latest,
            || format!("{field}.breaks"),
            || {
                format!(
                    "After the breaks ({ends}) there is no time for the way to the shift's end ({way}) by {}.",
                    shift.latest
                )
            },
        );
    }
}
