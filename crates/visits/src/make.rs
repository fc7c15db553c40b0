//! Visits are made from a package's pattern, four weeks ahead and always anew (VIS-1).

use std::collections::HashSet;

use kernel::{Date, Failure, Minutes, Moment, Period, Time, Uuid};
use places::Place;
use store::{Change, Row, Work, cols, params, statement};

use crate::{
    VisitId, bank, books, cancel,
    line::{Line, Slot, slots},
};

/// How many days ahead visits are made, once a week: so there are always four weeks of them.
pub const DAYS_AHEAD: i64 = 35;
const DAYS_BETWEEN: i64 = 7;
/// The job that goes on making visits.
pub(crate) const EXTEND: &str = "visits.extend";
/// The job that looks at one visit when it would be late, and again when it would be missed.
pub(crate) const WATCH: &str = "visits.watch";

/// A package, as far as its visits follow from it.
#[derive(Debug, Clone)]
pub struct Source {
    /// The package.
    pub package: Uuid,
    /// For whom.
    pub person: Uuid,
    /// Their name.
    pub person_name: String,
    /// In which locality of the place.
    pub locality: Option<String>,
    /// By which provider.
    pub provider: Uuid,
    /// After which plan.
    pub plan: Uuid,
    /// Its version.
    pub plan_version: i64,
    /// Whether the person lives alone.
    pub lives_alone: bool,
    /// The pattern.
    pub lines: Vec<Line>,
    /// The first day of care.
    pub start: Date,
    /// The first day without care, when it is known.
    pub end: Option<Date>,
}

/// How far a package's visits have been made.
struct Made {
    version: i64,
    provider: Uuid,
    made_until: Date,
    ended_on: Option<Date>,
}

statement! {
    MADE = "SELECT version, provider, made_until, ended_on FROM package_visits WHERE id = $1 {for_update}";
    KNOWN = "SELECT line, day FROM visit WHERE package = $1 AND provider = $2 AND day >= $3 AND day < $4
        AND (cancelled_for IS NULL OR cancelled_for <> 'system')";
}

fn made(work: &mut Work<'_>, package: Uuid) -> Result<Option<Made>, Failure> {
    let read = |row: &Row| {
        Ok(Made {
            version: row.get("version")?,
            provider: row.get("provider")?,
            made_until: row.get("made_until")?,
            ended_on: row.get("ended_on")?,
        })
    };
    work.first(&MADE, params![package], read)
}

/// Makes the visits that are not there yet, from `first` until five weeks from now, and says how many. It may be called as
/// often as one likes.
fn make(work: &mut Work<'_>, place: &Place, source: &Source, first: Date) -> Result<usize, Failure> {
    let before = made(work, source.package)?;
    let far = work.at.plus_days(DAYS_AHEAD).day();
    // A start that was agreed for a day that has passed is made from that day on: what happened must be recordable.
    let from = first.max(work.at.plus_days(-DAYS_AHEAD).day());
    let until = source.end.map_or(far, |end| end.min(far));
    let Ok(period) = Period::new(from, until) else { return Ok(0) };
    let known: HashSet<(Uuid, Date)> = work
        .all(&KNOWN, params![source.package, source.provider, period.from(), period.to()], |row| {
            Ok((row.get("line")?, row.get("day")?))
        })?
        .into_iter()
        .collect();
    let wanted = slots(&source.lines, period).into_iter().filter(|(line, slot)| !known.contains(&(line.id, slot.day)));
    let wanted: Vec<_> = wanted.collect();
    let facts = serde_json::json!({
        "package": source.package, "provider": source.provider, "from": period.from(), "to": period.to(),
        "count": wanted.len(),
    });
    let change = Change::new("visits.made", "package", source.package).person(source.person);
    let mut change = match before {
        None => change.insert("package_visits", cols! {
            "id" => source.package, "version" => 1, "provider" => source.provider, "made_until" => until,
        }),
        Some(made) => change.update("package_visits", source.package, made.version, cols! {
            "provider" => source.provider, "made_until" => until, "ended_on" => source.end.filter(|end| *end <= until),
        }),
    };
    change = change.organisation(source.provider).facts(facts);
    let mut watched = Vec::new();
    for (line, slot) in &wanted {
        let id: Uuid = work.id();
        let alarms = alarms(place, line, slot)?;
        watched.push((id, alarms.0));
        change = change.insert("visit", columns(id, source, line, slot, alarms));
    }
    work.apply(change)?;
    for (id, late_at) in watched {
        work.later(WATCH, late_at, &serde_json::json!({ "visit": id }))?;
    }
    note_weeks(work, source, &wanted)?;
    Ok(wanted.len())
}

/// Makes one visit beside the pattern, on one day (BRK-10).
pub(crate) fn extra(
    work: &mut Work<'_>,
    place: &Place,
    source: &Source,
    (line, day): (&Line, Date),
) -> Result<VisitId, Failure> {
    let slot = line.on(day).ok_or_else(|| Failure::internal("an extra visit that falls on no day"))?;
    let id: Uuid = work.id();
    let alarms = alarms(place, line, &slot)?;
    let facts = serde_json::json!({
        "package": source.package, "provider": source.provider, "from": day, "count": 1, "visit": id,
    });
    let change = Change::new("visits.made", "package", source.package).person(source.person);
    let change = change.organisation(source.provider).facts(facts);
    work.apply(change.insert("visit", columns(id, source, line, &slot, alarms)))?;
    work.later(WATCH, alarms.0, &serde_json::json!({ "visit": id }))?;
    note_weeks(work, source, &[(line, slot)])?;
    Ok(id.into())
}

/// When a visit is late and when it is taken for missed, by the place's standards: counted from the last moment at which it
/// could have begun and still have ended within its window.
fn alarms(place: &Place, line: &Line, slot: &Slot) -> Result<(Moment, Moment), Failure> {
    let standard = if line.time_critical { "visit.late.time_critical" } else { "visit.late" };
    let after = |code: &str| {
        let found = place.standard(code).map(|found| found.rule);
        let rule = found.ok_or_else(|| Failure::internal(format!("the place has no standard “{code}”")))?;
        kernel::due(slot.latest, &rule, place.calendar())
    };
    let late = after(standard)?;
    Ok((late, after("visit.missed")?.max(late)))
}

fn columns(
    id: Uuid,
    source: &Source,
    line: &Line,
    slot: &Slot,
    (late_at, missed_at): (Moment, Moment),
) -> Vec<(&'static str, store::Value)> {
    cols! {
        "id" => id, "version" => 1, "package" => source.package, "line" => line.id, "person" => source.person,
        "person_name" => source.person_name.as_str(), "locality" => source.locality.clone(), "provider" => source.provider,
        "plan" => source.plan, "plan_version" => source.plan_version, "day" => slot.day, "label" => line.label.as_str(),
        "window_from" => slot.from, "window_to" => slot.to, "starts_at" => slot.from, "ends_at" => slot.ends,
        "minutes" => line.minutes, "workers_needed" => line.workers.clamp(1, 2), "time_critical" => line.time_critical,
        "lives_alone" => source.lives_alone, "skills" => serde_json::json!(line.skills),
        "tasks" => serde_json::json!(line.tasks), "late_at" => late_at, "missed_at" => missed_at, "state" => "planned",
        "assigned" => 0, "checked_in" => 0, "to_check" => serde_json::json!([]), "flags" => serde_json::json!([]),
    }
}

/// Planned minutes go into the books by weeks: the visits of a week were planned by one decision.
fn note_weeks(work: &mut Work<'_>, source: &Source, made: &[(&Line, Slot)]) -> Result<(), Failure> {
    let mut rest = made;
    while let Some((_, first)) = rest.first() {
        let week = Period::week_of(first.day);
        let split = rest.partition_point(|(_, slot)| week.contains(slot.day));
        let (own, after) = rest.split_at(split.max(1));
        let minutes =
            Minutes::sum(own.iter().map(|(line, _)| Minutes::new(line.minutes.get() * line.workers.clamp(1, 2))));
        let minutes = minutes.ok_or_else(|| Failure::internal("more minutes than can be counted"))?;
        books::note_made(work, (source.package, source.provider), first.day, own.len(), minutes)?;
        rest = after;
    }
    Ok(())
}

/// Makes visits now and goes on making them every week until the package ends.
pub fn begin(work: &mut Work<'_>, place: &Place, source: &Source) -> Result<usize, Failure> {
    let runs =
        made(work, source.package)?.is_some_and(|made| made.ended_on.is_none() && made.provider == source.provider);
    cancel::before_day(work, (source.package, source.provider), source.start, "The first day of care is later now")?;
    // Whoever had the package before does not come any more from the day on which the new provider does.
    cancel::from_day(work, source.package, source.start, "Another provider comes now", |other| {
        other != source.provider
    })?;
    let count = make(work, place, source, source.start)?;
    if !runs {
        again(work, source.package, source.provider)?;
    }
    Ok(count)
}

/// From tomorrow on the visits are those of the lines as they are now: what lies ahead and no longer fits is taken back, and
/// what is missing is made. A visit that still fits stays as it is, with its workers. It may be called as often as one likes;
/// a package whose visits were never made, or have ended, is left to those who begin it.
pub fn follow(work: &mut Work<'_>, place: &Place, source: &Source, why: &str) -> Result<usize, Failure> {
    let runs =
        made(work, source.package)?.is_some_and(|made| made.ended_on.is_none() && made.provider == source.provider);
    let Ok(tomorrow) = work.at.day().tomorrow() else { return Ok(0) };
    if !runs {
        return Ok(0);
    }
    let from = tomorrow.max(source.start);
    let banked = bank::lines(work, source.package)?;
    cancel::visits_from(work, source.package, from, why, |visit| {
        // A visit out of the bank is not of the pattern, and stays whatever becomes of that (BRK-10).
        !banked.contains(&visit.line)
            && visit.provider == source.provider
            && !source.lines.iter().any(|line| line.fits(visit))
    })?;
    make(work, place, source, from)
}

/// The next turn: a night in a week's time.
fn again(work: &mut Work<'_>, package: Uuid, provider: Uuid) -> Result<(), Failure> {
    let night = Time::new(2, 30, 0, 0).map_err(Failure::internal)?;
    let at = Moment::from_london(work.at.plus_days(DAYS_BETWEEN).day(), night);
    work.later(EXTEND, at, &serde_json::json!({ "package": package, "provider": provider }))
}

/// The weekly turn: makes what is missing, unless the package has ended or gone to another provider in the meantime.
pub(crate) fn extend(
    work: &mut Work<'_>,
    place: &Place,
    (package, provider): (Uuid, Uuid),
    source: impl FnOnce(&mut Work<'_>) -> Result<Option<Source>, Failure>,
) -> Result<(), Failure> {
    let before = made(work, package)?.filter(|made| made.ended_on.is_none() && made.provider == provider);
    let Some(before) = before else { return Ok(()) };
    if let Some(source) = source(work)?.filter(|source| source.provider == provider) {
        make(work, place, &source, source.start.max(before.made_until))?;
        again(work, package, provider)?;
    }
    Ok(())
}

/// Takes back what lies ahead of a package from a day on, because it ended, or because one provider gave it back.
pub fn end(
    work: &mut Work<'_>,
    package: Uuid,
    provider: Option<Uuid>,
    from: Date,
    why: &str,
) -> Result<usize, Failure> {
    let Some(before) = made(work, package)? else { return Ok(0) };
    if provider.is_none_or(|provider| provider == before.provider) {
        let facts = serde_json::json!({ "package": package, "provider": before.provider, "from": from, "reason": why });
        let change = Change::new("visits.ended", "package", package).organisation(before.provider).facts(facts);
        work.apply(change.update("package_visits", package, before.version, cols! { "ended_on" => from }))?;
    }
    cancel::from_day(work, package, from, why, |visit| provider.is_none_or(|provider| provider == visit))
}
