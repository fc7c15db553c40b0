//! Sums of care over spans (PER-1): a span is a week cut at the first of a month. A nightly job sums the spans that ended a week ago or
//! earlier; what is younger, and what was not summed, is added up from the visits when somebody looks. So a page asks for some
//! thousand rows where the visits are a million, and what it shows of older weeks is as of last night.

use std::collections::{BTreeMap, BTreeSet};

use brokerage::Bought;
use kernel::{Date, Failure, Moment, Period, Uuid};
use store::{Change, Row, Tx, WHOLE_PLACE, Work, cols, params, statement};

use super::Amount;

/// The nightly look at what is to be summed.
pub(crate) const SWEEP: &str = "oversight.sum_spans";
/// One span is summed.
pub(crate) const SUM: &str = "oversight.sum_span";

/// A span is summed when it ended so many days ago: times are corrected and approved in the first days.
const SETTLED_DAYS: i64 = 7;
/// Spans that began within so many days are summed every night, older ones on Sundays and when they never were.
const NIGHTLY_DAYS: i64 = 98;
/// How far back sums go.
const BACK_DAYS: i64 = 800;

/// What was done for one package by one provider.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    /// The area's code; empty when it is not known.
    pub locality: String,
    /// Planned.
    pub planned: Amount,
    /// Recorded at the door.
    pub recorded: Amount,
    /// Approved.
    pub approved: Amount,
    /// Charged.
    pub charged: Amount,
    /// Paid.
    pub paid: Amount,
}

impl Sums {
    fn all(&self) -> [Amount; 5] {
        [self.planned, self.recorded, self.approved, self.charged, self.paid]
    }

    /// Adds another's.
    pub(crate) fn add(&mut self, other: &Sums) {
        let mine = [&mut self.planned, &mut self.recorded, &mut self.approved, &mut self.charged, &mut self.paid];
        mine.into_iter().zip(other.all()).for_each(|(mine, more)| mine.add(more));
    }

    /// What was done in visits, at the price of what was bought.
    fn done(&mut self, total: &visits::Total, bought: Option<&Bought>) {
        let rate = bought.map(|bought| bought.rate);
        self.planned = Amount::priced(total.planned, rate);
        self.recorded = Amount::priced(total.recorded, rate);
        self.approved = Amount::priced(total.approved, rate);
    }

    fn is_nothing(&self) -> bool {
        self.all() == [Amount::default(); 5]
    }

    fn columns(&self) -> Vec<(&'static str, store::Value)> {
        cols! {
            "planned" => self.planned.minutes, "planned_pence" => self.planned.pence,
            "recorded" => self.recorded.minutes, "recorded_pence" => self.recorded.pence,
            "approved" => self.approved.minutes, "approved_pence" => self.approved.pence,
            "charged" => self.charged.minutes, "charged_pence" => self.charged.pence,
            "paid" => self.paid.minutes, "paid_pence" => self.paid.pence,
        }
    }

    fn read(row: &Row) -> Result<Self, Failure> {
        let amount = |minutes: &str, pence: &str| -> Result<Amount, Failure> {
            Ok(Amount { minutes: row.get(minutes)?, pence: row.get(pence)? })
        };
        Ok(Sums {
            locality: row.get("locality")?,
            planned: amount("planned", "planned_pence")?,
            recorded: amount("recorded", "recorded_pence")?,
            approved: amount("approved", "approved_pence")?,
            charged: amount("charged", "charged_pence")?,
            paid: amount("paid", "paid_pence")?,
        })
    }
}

/// Sums by package and provider.
pub(crate) type ByPackage = BTreeMap<(Uuid, Uuid), Sums>;

statement! {
    SUMMED = "SELECT first_day FROM care_span_summed WHERE first_day >= $1 AND first_day < $2 ORDER BY first_day";
    OF_SPAN = "SELECT package, provider, locality, planned, planned_pence, recorded, recorded_pence, approved, approved_pence,
        charged, charged_pence, paid, paid_pence FROM care_span WHERE first_day = $1";
    BY_PACKAGE = "SELECT package, provider, MAX(locality) AS locality,
        CAST(SUM(planned) AS {int}) AS planned, CAST(SUM(planned_pence) AS {int}) AS planned_pence,
        CAST(SUM(recorded) AS {int}) AS recorded, CAST(SUM(recorded_pence) AS {int}) AS recorded_pence,
        CAST(SUM(approved) AS {int}) AS approved, CAST(SUM(approved_pence) AS {int}) AS approved_pence,
        CAST(SUM(charged) AS {int}) AS charged, CAST(SUM(charged_pence) AS {int}) AS charged_pence,
        CAST(SUM(paid) AS {int}) AS paid, CAST(SUM(paid_pence) AS {int}) AS paid_pence
        FROM care_span WHERE first_day >= $1 AND first_day < $2 GROUP BY package, provider ORDER BY package, provider";
    BY_SPAN = "SELECT first_day, locality,
        CAST(SUM(planned) AS {int}) AS planned, CAST(SUM(planned_pence) AS {int}) AS planned_pence,
        CAST(SUM(recorded) AS {int}) AS recorded, CAST(SUM(recorded_pence) AS {int}) AS recorded_pence,
        CAST(SUM(approved) AS {int}) AS approved, CAST(SUM(approved_pence) AS {int}) AS approved_pence,
        CAST(SUM(charged) AS {int}) AS charged, CAST(SUM(charged_pence) AS {int}) AS charged_pence,
        CAST(SUM(paid) AS {int}) AS paid, CAST(SUM(paid_pence) AS {int}) AS paid_pence
        FROM care_area WHERE first_day >= $1 AND first_day < $2 GROUP BY first_day, locality ORDER BY first_day, locality";
}

/// The spans of a period, the first first.
pub(crate) fn spans(period: Period) -> Vec<Period> {
    let mut spans = Vec::new();
    let mut first = period.from();
    while first < period.to() {
        let next = Period::week_of(first).to().min(Period::month_of(first).to()).min(period.to());
        let Ok(span) = Period::new(first, next) else { break };
        spans.push(span);
        first = next;
    }
    spans
}

/// The span a day is in.
fn span_of(day: Date) -> Option<Period> {
    Period::week_of(day).intersect(Period::month_of(day))
}

/// What of a period is read from the sums, and what is added up from the visits: the sums reach from its first day to the first span
/// that was not summed or is too young.
pub(crate) fn split(tx: &mut Tx<'_>, period: Period, now: Moment) -> Result<(Option<Period>, Option<Period>), Failure> {
    let summed: BTreeSet<Date> =
        tx.all(&SUMMED, params![period.from(), period.to()], |row| row.get("first_day"))?.into_iter().collect();
    let until = now.plus_days(-SETTLED_DAYS).day();
    let kept =
        |span: &Period| span_of(span.from()) == Some(*span) && span.to() <= until && summed.contains(&span.from());
    let to = spans(period).into_iter().take_while(kept).last().map_or(period.from(), Period::to);
    Ok((Period::new(period.from(), to).ok(), Period::new(to, period.to()).ok()))
}

/// Adds up a period from visits and charges, priced at what was bought.
fn live(tx: &mut Tx<'_>, period: Period, bought: &[Bought]) -> Result<ByPackage, Failure> {
    let known = known(bought);
    let mut all = ByPackage::new();
    for (key, total) in visits::by_package(tx, period)? {
        all.entry(key).or_default().done(&total, known.get(&key).copied());
    }
    for total in charging::by_package(tx, period)? {
        let sums = all.entry((total.package, total.provider)).or_default();
        sums.charged = Amount { minutes: total.charged_minutes, pence: total.pence };
    }
    place(&mut all, &known);
    Ok(all)
}

/// What was bought, by package and provider.
fn known(bought: &[Bought]) -> BTreeMap<(Uuid, Uuid), &Bought> {
    bought.iter().map(|one| ((one.package.uuid(), one.provider), one)).collect()
}

/// Notes the areas and leaves out what is nothing.
fn place(all: &mut ByPackage, known: &BTreeMap<(Uuid, Uuid), &Bought>) {
    for (key, sums) in all.iter_mut() {
        sums.locality = known.get(key).map(|bought| bought.locality.clone()).unwrap_or_default();
    }
    all.retain(|_, sums| !sums.is_nothing());
}

/// The same by month, with what was paid: three statements for all months.
fn live_by_month(tx: &mut Tx<'_>, period: Period, bought: &[Bought]) -> Result<BTreeMap<Date, ByPackage>, Failure> {
    let known = known(bought);
    let mut all = BTreeMap::<Date, ByPackage>::new();
    for (month, (key, total)) in visits::by_month(tx, period)? {
        all.entry(month).or_default().entry(key).or_default().done(&total, known.get(&key).copied());
    }
    for (month, total) in charging::by_month(tx, period)? {
        let sums = all.entry(month).or_default().entry((total.package, total.provider)).or_default();
        sums.charged = Amount { minutes: total.charged_minutes, pence: total.pence };
    }
    for (month, total) in charging::paid(tx, period)? {
        let sums = all.entry(month).or_default().entry((total.package, total.provider)).or_default();
        sums.paid = Amount { minutes: total.charged_minutes, pence: total.pence };
    }
    all.values_mut().for_each(|of| place(of, &known));
    Ok(all)
}

/// The sums of a period by package and provider; `fresh` adds everything up anew.
pub(crate) fn by_package(
    tx: &mut Tx<'_>,
    period: Period,
    (now, fresh): (Moment, bool),
    bought: &[Bought],
) -> Result<ByPackage, Failure> {
    let (kept, rest) = if fresh { (None, Some(period)) } else { split(tx, period, now)? };
    let mut all = match rest {
        Some(days) => live(tx, days, bought)?,
        None => ByPackage::new(),
    };
    if let Some(days) = kept {
        for (key, sums) in tx.all(&BY_PACKAGE, params![days.from(), days.to()], |row| {
            Ok(((row.get("package")?, row.get("provider")?), Sums::read(row)?))
        })? {
            let mine = all.entry(key).or_default();
            mine.add(&sums);
            if mine.locality.is_empty() {
                mine.locality = sums.locality;
            }
        }
    }
    Ok(all)
}

/// The sums of a period by month and area, paid ones too. What is not summed is added up from the visits.
pub(crate) fn by_month(
    tx: &mut Tx<'_>,
    period: Period,
    now: Moment,
    bought: &[Bought],
) -> Result<BTreeMap<(Date, String), Sums>, Failure> {
    let (kept, rest) = split(tx, period, now)?;
    let mut all = BTreeMap::<(Date, String), Sums>::new();
    if let Some(days) = kept {
        for (first, sums) in tx.all(&BY_SPAN, params![days.from(), days.to()], |row| {
            Ok((row.get::<Date>("first_day")?, Sums::read(row)?))
        })? {
            all.entry((Period::month_of(first).from(), sums.locality.clone())).or_default().add(&sums);
        }
    }
    let rest = rest.filter(|rest| rest.from() <= now.day());
    if let Some(days) = rest {
        for (month, of) in live_by_month(tx, Period::through(days.from(), days.last().min(now.day()))?, bought)? {
            for sums in of.values() {
                all.entry((month, sums.locality.clone())).or_default().add(sums);
            }
        }
    }
    Ok(all)
}

/// The sum of a period.
pub(crate) fn total(tx: &mut Tx<'_>, period: Period, now: Moment, bought: &[Bought]) -> Result<Sums, Failure> {
    let (kept, rest) = split(tx, period, now)?;
    let mut total = Sums::default();
    if let Some(days) = kept {
        tx.all(&BY_SPAN, params![days.from(), days.to()], Sums::read)?.iter().for_each(|sums| total.add(sums));
    }
    if let Some(days) = rest {
        live(tx, days, bought)?.values().for_each(|sums| total.add(sums));
    }
    Ok(total)
}

/// Recorded minutes of some days, by the span or the day in which they lie.
pub(crate) fn recorded_by_day(tx: &mut Tx<'_>, period: Period, now: Moment) -> Result<Vec<(Date, i64)>, Failure> {
    let (kept, rest) = split(tx, period, now)?;
    let mut all = Vec::new();
    if let Some(days) = kept {
        all.extend(tx.all(&BY_SPAN, params![days.from(), days.to()], |row| {
            Ok((row.get::<Date>("first_day")?, row.get::<i64>("recorded")?))
        })?);
    }
    if let Some(days) = rest {
        all.extend(visits::by_day(tx, days)?.into_iter().map(|(day, total)| (day, total.recorded.get())));
    }
    Ok(all)
}

/// Sees to it that the nightly look runs; it may be called as often as one likes.
pub fn watch(work: &mut Work<'_>) -> Result<(), Failure> {
    if store::waits(work, SWEEP, Moment::from_micros(0))? {
        return Ok(());
    }
    work.later(SWEEP, work.at, &serde_json::Value::Null)
}

/// The nightly look: a job for every span that is to be summed.
pub(crate) fn sweep(work: &mut Work<'_>) -> Result<(), Failure> {
    let now = work.at;
    let sunday = now.day().weekday() == kernel::Weekday::Sunday;
    let until = now.plus_days(-SETTLED_DAYS).day();
    let first = Period::month_of(now.plus_days(-BACK_DAYS).day()).from();
    let days = Period::new(first, until)?;
    let known: BTreeSet<Date> =
        work.all(&SUMMED, params![days.from(), days.to()], |row| row.get("first_day"))?.into_iter().collect();
    let youngest = now.plus_days(-NIGHTLY_DAYS).day();
    for span in spans(days).into_iter().filter(|span| span_of(span.from()) == Some(*span)) {
        if sunday || span.from() >= youngest || !known.contains(&span.from()) {
            work.later(SUM, now, &serde_json::json!({ "first_day": span.from() }))?;
        }
    }
    if store::waits(work, SWEEP, now)? {
        return Ok(());
    }
    let tomorrow = now.day().tomorrow().map_err(Failure::internal)?;
    work.later(SWEEP, Moment::start_of(tomorrow).plus_hours(1), &serde_json::Value::Null)
}

/// Money has moved: what was summed of the last weeks is summed again at once.
pub(crate) fn again(work: &mut Work<'_>) -> Result<(), Failure> {
    let since = work.at.plus_days(-NIGHTLY_DAYS).day();
    let until = work.at.day();
    for first in work.all(&SUMMED, params![since, until], |row| row.get::<Date>("first_day"))? {
        work.later(SUM, work.at, &serde_json::json!({ "first_day": first }))?;
    }
    Ok(())
}

/// Sums one span; only what differs is written. Done twice, it changes nothing the second time.
pub(crate) fn sum(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let day = payload.get("first_day").and_then(|day| day.as_str()?.parse::<Date>().ok());
    let span = day.and_then(span_of).ok_or_else(|| Failure::internal("a span without its first day"))?;
    let first = span.from();
    let bought = brokerage::bought(work, span)?;
    let new = live_by_month(work, span, &bought)?.remove(&Period::month_of(first).from()).unwrap_or_default();
    let old: ByPackage = work
        .all(&OF_SPAN, params![first], |row| Ok(((row.get("package")?, row.get("provider")?), Sums::read(row)?)))?
        .into_iter()
        .collect();
    let known = !work.all(&SUMMED, params![first, span.to()], |row| row.get::<Date>("first_day"))?.is_empty();
    if known && old == new {
        return Ok(());
    }
    let changed: Vec<_> = new.iter().filter(|(key, sums)| old.get(*key) != Some(*sums)).collect();
    let gone: Vec<_> = old.keys().filter(|key| !new.contains_key(*key)).collect();
    let facts = serde_json::json!({ "first_day": first, "changed": changed.len(), "gone": gone.len() });
    let mut change = Change::new("care.summed", "care_span", WHOLE_PLACE).facts(facts);
    for (package, provider) in gone {
        change =
            change.delete("care_span", cols! { "first_day" => first, "package" => *package, "provider" => *provider });
    }
    for ((package, provider), sums) in changed {
        let columns = cols! {
            "first_day" => first, "package" => *package, "provider" => *provider, "locality" => sums.locality.as_str(),
        };
        let columns = columns.into_iter().chain(sums.columns()).collect();
        change = change.put("care_span", &["first_day", "package", "provider"], columns);
    }
    change = areas(change, first, &old, &new);
    let summed = cols! { "first_day" => first, "summed_at" => work.at };
    work.apply(change.put("care_span_summed", &["first_day"], summed))
}

/// The same by provider and area.
fn by_area(all: &ByPackage) -> BTreeMap<(Uuid, String), Sums> {
    let mut areas = BTreeMap::<(Uuid, String), Sums>::new();
    for ((_, provider), sums) in all {
        areas.entry((*provider, sums.locality.clone())).or_default().add(sums);
    }
    areas
}

/// Puts what differs by provider and area into the change.
fn areas(mut change: Change, first: Date, old: &ByPackage, new: &ByPackage) -> Change {
    let (old, new) = (by_area(old), by_area(new));
    let key = |(provider, locality): &(Uuid, String)| {
        cols! { "first_day" => first, "provider" => *provider, "locality" => locality.as_str() }
    };
    for gone in old.keys().filter(|one| !new.contains_key(*one)) {
        change = change.delete("care_area", key(gone));
    }
    for (area, sums) in new.iter().filter(|(area, sums)| old.get(*area) != Some(*sums)) {
        let columns = key(area).into_iter().chain(sums.columns()).collect();
        change = change.put("care_area", &["first_day", "provider", "locality"], columns);
    }
    change
}

#[cfg(test)]
mod tests {
    use kernel::date;

    use super::*;

    // PER-1
    #[test]
    fn weeks_months_and_quarters_are_made_of_whole_spans() {
        let told = |from, to| -> Vec<(Date, i64)> {
            spans(Period::new(from, to).unwrap()).into_iter().map(|span| (span.from(), span.days())).collect()
        };
        assert_eq!(
            told(date(2026, 11, 23), date(2026, 12, 7)),
            [(date(2026, 11, 23), 7), (date(2026, 11, 30), 1), (date(2026, 12, 1), 6)]
        );
        let year = Period::new(date(2026, 4, 1), date(2027, 4, 1)).unwrap();
        let all = spans(year);
        assert_eq!(all.iter().map(|span| span.days()).sum::<i64>(), 365);
        assert!(all.iter().all(|span| span_of(span.from()) == Some(*span)));
    }
}
