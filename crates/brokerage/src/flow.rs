//! How packages move from week to week (BRK-11): new, awarded, started, ended, handed back, and who waits at the end of each week.

use std::collections::BTreeMap;

use kernel::{Date, Failure, Moment, Period};
use store::{Row, Statement, Tx, params, statement};

use crate::PackageId;

/// How many rows of one kind are read at most.
const MOST: i64 = 20_000;

/// A package that moved, or waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The package.
    pub package: PackageId,
    /// The area's code.
    pub locality: String,
    /// The provider, where there is one.
    pub provider_name: Option<String>,
    /// When.
    pub at: Moment,
}

/// One week.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Week {
    /// Asked for.
    pub new: Vec<Moved>,
    /// Awarded.
    pub awarded: Vec<Moved>,
    /// Care began.
    pub started: Vec<Moved>,
    /// Ended, by the last day.
    pub ended: Vec<Moved>,
    /// Handed back.
    pub handed_back: Vec<Moved>,
    /// Those for whom a provider is sought at its end, or now if it runs.
    pub waiting: Vec<Moved>,
}

statement! {
    NEW = "SELECT id, locality, NULL AS provider_name, requested_at AS at FROM package
        WHERE requested_at >= $1 AND requested_at < $2 ORDER BY requested_at, id LIMIT $3";
    AWARDED = "SELECT p.id, p.locality, a.provider_name, a.awarded_at AS at FROM award a JOIN package p ON p.id = a.package
        WHERE a.awarded_at >= $1 AND a.awarded_at < $2 ORDER BY a.awarded_at, a.id LIMIT $3";
    STARTED = "SELECT p.id, p.locality, a.provider_name, a.first_care_at AS at FROM award a JOIN package p ON p.id = a.package
        WHERE a.first_care_at IS NOT NULL AND a.first_care_at >= $1 AND a.first_care_at < $2 ORDER BY a.first_care_at, a.id LIMIT $3";
    // One that ended while a provider was sought has no award.
    ENDED = "SELECT id, locality, provider_name, ended_on, award FROM package
        WHERE state = 'ended' AND ended_on >= $1 AND ended_on < $2 ORDER BY ended_on, id LIMIT $3";
    HANDED_BACK = "SELECT p.id, p.locality, h.provider_name, h.at FROM hand_back h JOIN package p ON p.id = h.package
        WHERE h.at >= $1 AND h.at < $2 ORDER BY h.at, h.id LIMIT $3";
    WAITING = "SELECT id, locality, NULL AS provider_name, searching_since AS at FROM package
        WHERE state IN ('requested', 'offered') ORDER BY searching_since, id LIMIT $1";
}

fn read(row: &Row) -> Result<Moved, Failure> {
    Ok(Moved {
        package: row.get("id")?,
        locality: row.get("locality")?,
        provider_name: row.get("provider_name")?,
        at: row.get("at")?,
    })
}

/// What happened, in one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    New,
    HandedBack,
    Awarded,
    EndedWaiting,
}

/// The weeks of a period up to now, each by its Monday: six statements for all of them.
pub fn flow(tx: &mut Tx<'_>, period: Period, now: Moment) -> Result<BTreeMap<Date, Week>, Failure> {
    let (from, to) = (Moment::start_of(period.from()), Moment::start_of(period.to()));
    let mut moved = |statement: &Statement| tx.all(statement, params![from, to, MOST], read);
    let (new, awarded, started) = (moved(&NEW)?, moved(&AWARDED)?, moved(&STARTED)?);
    let handed_back = moved(&HANDED_BACK)?;
    let mut left = Vec::new();
    let ended = tx.all(&ENDED, params![period.from(), period.to(), MOST], |row| {
        let (day, award): (Date, Option<kernel::Uuid>) = (row.get("ended_on")?, row.get("award")?);
        let (package, locality) = (row.get("id")?, row.get("locality")?);
        let one = Moved { package, locality, provider_name: row.get("provider_name")?, at: Moment::start_of(day) };
        if award.is_none() {
            // The last day counts whole, so that its end never comes before its request.
            let at = day.tomorrow().map_or(now, |next| Moment::start_of(next).min(now));
            left.push(Moved { at, ..one.clone() });
        }
        Ok(one)
    })?;
    let waiting = tx.all(&WAITING, params![MOST], read)?;
    let mut events: Vec<(Moment, Event, Moved)> = Vec::new();
    let kinds = [
        (Event::New, &new),
        (Event::HandedBack, &handed_back),
        (Event::Awarded, &awarded),
        (Event::EndedWaiting, &left),
    ];
    for (event, all) in kinds {
        events.extend(all.iter().map(|one| (one.at, event, one.clone())));
    }
    let mut weeks = waits(period, now, waiting, events);
    for (week, of) in &mut weeks {
        let days = Period::week_of(*week);
        let within = |all: &[Moved]| all.iter().filter(|one| days.contains(one.at.day())).cloned().collect();
        of.new = within(&new);
        of.awarded = within(&awarded);
        of.started = within(&started);
        of.ended = within(&ended);
        of.handed_back = within(&handed_back);
    }
    Ok(weeks)
}

/// Who waited at the end of each week: those who wait now, walked back through what happened since.
fn waits(
    period: Period,
    now: Moment,
    waiting: Vec<Moved>,
    mut events: Vec<(Moment, Event, Moved)>,
) -> BTreeMap<Date, Week> {
    events.sort_by_key(|one| (one.0, one.1));
    let mut set: BTreeMap<PackageId, Moved> = waiting.into_iter().map(|one| (one.package, one)).collect();
    let mut mondays: Vec<Date> = period.iter().filter(|day| Period::week_of(*day).from() == *day).collect();
    mondays.retain(|monday| *monday <= now.day());
    let mut weeks = BTreeMap::new();
    for monday in mondays.into_iter().rev() {
        let end = Moment::start_of(Period::week_of(monday).to());
        while events.last().is_some_and(|(at, ..)| *at >= end && end <= now) {
            let Some((_, event, moved)) = events.pop() else { break };
            match event {
                Event::New | Event::HandedBack => drop(set.remove(&moved.package)),
                Event::Awarded | Event::EndedWaiting => {
                    set.insert(moved.package, Moved { provider_name: None, ..moved });
                }
            }
        }
        weeks.insert(monday, Week { waiting: set.values().cloned().collect(), ..Week::default() });
    }
    weeks
}

#[cfg(test)]
mod tests {
    use kernel::{Uuid, date};

    use super::*;

    fn moved(id: u128, at: Moment) -> Moved {
        Moved { package: Uuid::from_u128(id).into(), locality: "west".into(), provider_name: None, at }
    }

    // BRK-11
    #[test]
    fn who_waited_at_the_end_of_a_week_is_walked_back_from_who_waits_now() {
        let at = |day| Moment::start_of(date(2026, 11, day)).plus_hours(9);
        let period = Period::through(date(2026, 11, 2), date(2026, 11, 29)).unwrap();
        let events = vec![
            (at(3), Event::New, moved(1, at(3))),
            (at(4), Event::New, moved(2, at(4))),
            (at(11), Event::Awarded, moved(1, at(11))),
            (at(12), Event::EndedWaiting, moved(2, at(12))),
            (at(18), Event::HandedBack, moved(1, at(18))),
            (at(24), Event::New, moved(3, at(24))),
        ];
        let weeks = waits(period, at(25), vec![moved(1, at(18)), moved(3, at(24))], events);
        let told: Vec<(i8, Vec<u128>)> = weeks
            .iter()
            .map(|(monday, week)| (monday.day(), week.waiting.iter().map(|one| one.package.uuid().as_u128()).collect()))
            .collect();
        assert_eq!(told, [(2, vec![1, 2]), (9, vec![]), (16, vec![1]), (23, vec![1, 3])]);
    }
}
