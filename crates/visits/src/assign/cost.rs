//! What giving a visit to a worker would cost, before it is given: what they do before and after it, the time between, the way, and
//! whom the person knows. A pure reckoning over the visits of one day.

use std::collections::BTreeMap;

use kernel::{Minutes, Moment, Point, Uuid, count, time_in_words};

use crate::visit::{State, VisitView};

/// Roads are longer than the crow flies by about so much, in hundredths. Assumed.
const DETOUR: f64 = 1.3;
/// Kilometres an hour on the roads of a county, with parking. Assumed.
const KILOMETRES_PER_HOUR: f64 = 40.0;
const KILOMETRES_PER_MILE: f64 = 1.609_344;

/// A visit beside the one that is given, as far as it bears on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Whose home.
    pub person: Uuid,
    /// Their name.
    pub name: String,
    /// When it ends, or begins.
    pub at: Moment,
}

/// A worker's day around the visit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// The last visit before it.
    pub before: Option<Beside>,
    /// The first one after it.
    pub after: Option<Beside>,
}

/// How far the homes are apart by road, roughly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// From the visit before.
    pub from_before: Option<f64>,
    /// To the visit after.
    pub to_after: Option<f64>,
    /// What the whole round grows by.
    pub more: Option<f64>,
}

fn counts(visit: &VisitView) -> bool {
    !matches!(visit.state, State::Cancelled { .. } | State::Missed { .. })
}

/// Care time and number of visits of each worker on the day, without one visit.
pub fn loads(day: &[VisitView], but: &VisitView) -> BTreeMap<Uuid, (Minutes, i64)> {
    let mut loads: BTreeMap<Uuid, (Minutes, i64)> = BTreeMap::new();
    for visit in day.iter().filter(|visit| counts(visit) && visit.id != but.id) {
        for stay in &visit.workers {
            let load = loads.entry(stay.worker).or_insert((Minutes::ZERO, 0));
            load.0 = load.0.checked_add(visit.minutes).unwrap_or(load.0);
            load.1 += 1;
        }
    }
    loads
}

/// What a worker has before and after the visit on the day.
pub fn around(day: &[VisitView], worker: Uuid, visit: &VisitView) -> Around {
    let own = || day.iter().filter(|one| counts(one) && one.id != visit.id && one.stay_of(worker).is_some());
    let beside = |one: &VisitView, at| Beside { person: one.person, name: one.person_name.clone(), at };
    let before = own().filter(|one| one.planned_end <= visit.planned_start).max_by_key(|one| one.planned_end);
    let after = own().filter(|one| one.planned_start >= visit.planned_end).min_by_key(|one| one.planned_start);
    Around {
        before: before.map(|one| beside(one, one.planned_end)),
        after: after.map(|one| beside(one, one.planned_start)),
    }
}

/// The way a worker would go, where the homes are known.
pub fn way(around: &Around, visit: &VisitView, homes: &BTreeMap<Uuid, Point>) -> Way {
    let home = |person: Uuid| homes.get(&person).copied();
    let road = |a: Option<Point>, b: Option<Point>| Some(a?.kilometres_to(b?) * DETOUR);
    let of = |beside: &Option<Beside>| beside.as_ref().map(|one| home(one.person));
    let (before, here, after) = (of(&around.before), home(visit.person), of(&around.after));
    let from_before = before.and_then(|before| road(before, here));
    let to_after = after.and_then(|after| road(here, after));
    let now = match (before, after) {
        (Some(before), Some(after)) => road(before, after),
        _ => Some(0.0),
    };
    let then = match (before.is_some(), after.is_some()) {
        (true, true) => from_before.zip(to_after).map(|(a, b)| a + b),
        (true, false) => from_before,
        (false, true) => to_after,
        (false, false) => None,
    };
    Way { from_before, to_after, more: then.zip(now).map(|(then, now)| (then - now).max(0.0)) }
}

/// "30 minutes after Bo Madeup, until 9:30am, about 4 miles"; with whether the time is too short for the way.
pub fn between(beside: &Beside, minutes: i64, way: Option<f64>, is_before: bool) -> (String, bool) {
    let time = time_in_words(beside.at.time_of_day());
    let side = if is_before {
        format!("after {}, until {time}", beside.name)
    } else {
        format!("before {}, from {time}", beside.name)
    };
    let miles = way.map(|kilometres| format!(", {}", in_miles(kilometres))).unwrap_or_default();
    let tight = way.is_some_and(|kilometres| travel_minutes(kilometres) > minutes);
    (format!("{} {side}{miles}", count(minutes, "minute", "minutes")), tight)
}

/// Minutes on the road, roughly.
pub fn travel_minutes(kilometres: f64) -> i64 {
    let minutes = (kilometres / KILOMETRES_PER_HOUR * 60.0).ceil();
    if minutes.is_finite() && minutes < 1_000.0 { minutes as i64 } else { 1_000 }
}

/// "about 4 miles", "less than a mile".
pub fn in_miles(kilometres: f64) -> String {
    let miles = (kilometres / KILOMETRES_PER_MILE).round();
    if miles < 1.0 {
        "less than a mile".to_owned()
    } else {
        format!("about {}", if miles < 2.0 { "a mile".to_owned() } else { format!("{miles:.0} miles") })
    }
}
