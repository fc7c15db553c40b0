//! From the pattern of a package to single visits (VIS-1). Pure.

use kernel::{Date, Minutes, Moment, Period, Time, Uuid, Weekday};

use crate::VisitView;

/// One line of a package's pattern: "Morning, Monday to Friday between 7am and 9am, 30 minutes".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// "Morning".
    pub label: String,
    /// On these days.
    pub days: Vec<Weekday>,
    /// The window opens.
    pub from: Time,
    /// The window closes: the visit is over by then. Before `from` when it goes on past midnight.
    pub to: Time,
    /// The length of the visit.
    pub minutes: Minutes,
    /// One worker, or two together.
    pub workers: i64,
    /// What is to be done.
    pub tasks: Vec<String>,
    /// Whether it must not be late: insulin, for example.
    pub time_critical: bool,
    /// What the workers must be able to do.
    pub skills: Vec<String>,
}

/// When a line's visit of one day is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The day.
    pub day: Date,
    /// The window opens: the earliest start.
    pub from: Moment,
    /// The latest start that still ends within the window.
    pub latest: Moment,
    /// The window closes.
    pub to: Moment,
    /// The planned end, when it starts as early as it may.
    pub ends: Moment,
}

impl From<&plans::PatternLine> for Line {
    fn from(line: &plans::PatternLine) -> Self {
        Line {
            id: line.id,
            label: line.label.clone(),
            days: line.days.clone(),
            from: line.from,
            to: line.to,
            minutes: Minutes::new(line.minutes),
            workers: line.workers,
            tasks: line.tasks.clone(),
            time_critical: line.time_critical,
            skills: line.skills.clone(),
        }
    }
}

impl Line {
    /// Whether a visit is one that this line would make on its day. Its start may have been moved within the window.
    pub fn fits(&self, visit: &VisitView) -> bool {
        let slot = self.on(visit.day);
        self.id == visit.line
            && slot.is_some_and(|slot| (slot.from, slot.to) == (visit.window_from, visit.window_to))
            && self.minutes == visit.minutes
            && self.workers.clamp(1, 2) == visit.workers_needed
            && self.time_critical == visit.time_critical
            && (&self.label, &self.tasks, &self.skills) == (&visit.label, &visit.tasks, &visit.skills)
    }

    /// The visit of a day, if the line has one. Windows are civil time in Europe/London: a morning call stays at eight when
    /// the clocks change. A window that the clocks skip begins when they have moved on.
    pub fn on(&self, day: Date) -> Option<Slot> {
        if !self.days.contains(&day.weekday()) || self.minutes.get() < 1 {
            return None;
        }
        let last_day = if self.to < self.from { day.tomorrow().ok()? } else { day };
        let from = Moment::from_london(day, self.from);
        let ends = from.plus_minutes(self.minutes.get());
        let to = Moment::from_london(last_day, self.to).max(ends);
        Some(Slot { day, from, latest: to.plus_minutes(-self.minutes.get()), to, ends })
    }
}

/// Every visit of a pattern in a period, by day and window.
pub fn slots<'a>(lines: &'a [Line], period: Period) -> Vec<(&'a Line, Slot)> {
    let days = std::iter::successors(Some(period.from()), |day| day.tomorrow().ok());
    let days = days.take_while(|day| period.contains(*day));
    let of_day = |day: Date| lines.iter().filter_map(move |line| Some((line, line.on(day)?)));
    let mut all: Vec<(&'a Line, Slot)> = days.flat_map(of_day).collect();
    all.sort_by_key(|(line, slot)| (slot.from, line.id));
    all
}

#[cfg(test)]
mod tests {
    use kernel::{date, time};

    use super::*;

    fn line(from: Time, to: Time) -> Line {
        Line {
            id: Uuid::from_u128(1),
            label: "Morning".into(),
            days: vec![Weekday::Monday, Weekday::Sunday],
            from,
            to,
            minutes: Minutes::new(30),
            workers: 1,
            tasks: vec!["Wash".into()],
            time_critical: false,
            skills: vec![],
        }
    }

    // VIS-1
    #[test]
    fn a_pattern_becomes_visits_on_its_days() {
        let lines = [line(time(8, 0, 0, 0), time(9, 0, 0, 0))];
        let weeks = Period::through(date(2026, 11, 23), date(2026, 12, 20)).unwrap();
        let made = slots(&lines, weeks);
        assert_eq!(made.len(), 8);
        assert_eq!(made[0].1.day, date(2026, 11, 23));
        let first = made[0].1;
        assert_eq!(first.ends.minutes_since(first.from), 30);
        assert_eq!(kernel::time_in_words(first.latest.time_of_day()), "8:30am");
    }

    // VIS-1
    #[test]
    fn a_morning_call_stays_at_eight_when_the_clocks_change() {
        let lines = [line(time(8, 0, 0, 0), time(9, 0, 0, 0))];
        for (before, after, hours) in
            [(date(2026, 10, 18), date(2026, 10, 25), 7 * 24 + 1), (date(2027, 3, 21), date(2027, 3, 28), 7 * 24 - 1)]
        {
            let (before, after) = (lines[0].on(before).unwrap(), lines[0].on(after).unwrap());
            assert_eq!(after.from.minutes_since(before.from), hours * 60);
            assert_eq!(kernel::time_in_words(after.from.time_of_day()), "8am");
        }
    }

    // VIS-1
    #[test]
    fn a_window_that_the_clocks_skip_begins_when_they_have_moved_on() {
        let slot = line(time(1, 15, 0, 0), time(1, 45, 0, 0)).on(date(2027, 3, 28)).unwrap();
        assert_eq!(kernel::time_in_words(slot.from.time_of_day()), "2:15am");
        assert_eq!((slot.to.minutes_since(slot.from), slot.ends.minutes_since(slot.from)), (30, 30));
        let night = line(time(23, 30, 0, 0), time(0, 30, 0, 0)).on(date(2026, 11, 23)).unwrap();
        assert_eq!((night.day, night.to.day()), (date(2026, 11, 23), date(2026, 11, 24)));
    }

    #[test]
    fn a_line_without_length_makes_nothing() {
        let none = Line { minutes: Minutes::ZERO, ..line(time(8, 0, 0, 0), time(9, 0, 0, 0)) };
        assert_eq!(none.on(date(2026, 11, 23)), None);
    }
}
