//! From a visit's event to its charge (FIN-1): the first charge, one adjusting line for each correction, or a parked visit
//! with the reason.

use kernel::{Date, Failure, Money, Uuid, short_day};
use places::Place;
use serde_json::Value;
use store::{Change, Row, Work, cols, params, statement};

use crate::{
    Charge, books, mileage, names, rate,
    settled::{self, Settled},
    visit::{self, Told},
};

/// The reaction to `visit.approved`, `visit.corrected` and `visit.cancelled`.
pub(crate) fn react(work: &mut Work<'_>, payload: &Value) -> Result<(), Failure> {
    let place = names::place(work)?;
    receive(work, place, Told::read(payload)?)
}

statement! {
    SO_FAR = "SELECT id, number, planned_minutes, recorded_minutes, approved_minutes, charged_minutes, rate FROM charge
        WHERE visit = $1 ORDER BY number";
}

/// Keeps what is said of a visit and charges it. Said twice, or said later than something newer, it changes nothing.
pub fn receive(work: &mut Work<'_>, place: &Place, told: Told) -> Result<(), Failure> {
    let before = visit::held(work, told.visit)?;
    if before.as_ref().is_some_and(|before| !told.is_news_to(&before.told)) {
        return Ok(());
    }
    settle(work, place, &told, before.map(|before| before.version), &Because::VISIT).map(drop)
}

/// Why a visit is reckoned anew.
#[derive(Debug, Clone)]
pub(crate) struct Because {
    /// "The visit was corrected."
    pub(crate) words: String,
    /// The adjustment of a whole period that its difference is a part of.
    pub(crate) adjustment: Option<Uuid>,
}

impl Because {
    /// What the visits room said of it.
    pub(crate) const VISIT: Because = Because { words: String::new(), adjustment: None };

    fn words(&self, same_price: bool) -> &str {
        match (self.words.as_str(), same_price) {
            ("", true) => "The visit was corrected.",
            ("", false) => "The price of an hour has changed.",
            (words, _) => words,
        }
    }
}

/// A line that was made for a visit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moved {
    pub(crate) charge: Uuid,
    /// What the visit came to before.
    pub(crate) before: i64,
    /// What it comes to now.
    pub(crate) after: i64,
}

/// Charges a visit as it stands now, or parks it. `version` is its row's, if it has one already.
pub(crate) fn settle(
    work: &mut Work<'_>,
    place: &Place,
    told: &Told,
    version: Option<i64>,
    because: &Because,
) -> Result<Option<Moved>, Failure> {
    let parties = Parties {
        person_name: names::person(work, told.person)?,
        provider_name: access::organisation(work, told.provider)?.name,
    };
    let sum = reckon(work, place, told, &parties)?;
    let reason = sum.as_ref().err().cloned();
    let event = if reason.is_some() { "charge.parked" } else { "charge.reckoned" };
    let facts = serde_json::json!({ "reason": reason, "minutes": told.facts.approved_minutes });
    let change = Change::new(event, "visit", told.visit).person(told.person).organisation(told.provider).facts(facts);
    work.apply(kept(change, told, &parties, version, reason)?)?;
    match sum {
        Ok(sum) => charge_difference(work, told, &parties, &sum, because),
        Err(_) => Ok(None),
    }
}

struct Parties {
    person_name: String,
    provider_name: String,
}

fn kept(
    change: Change,
    told: &Told,
    parties: &Parties,
    version: Option<i64>,
    reason: Option<String>,
) -> Result<Change, Failure> {
    let facts = serde_json::to_value(told.facts).map_err(Failure::internal)?;
    let state = if reason.is_some() { "parked" } else { "charged" };
    let [planned, recorded, approved] = told.minutes;
    let mut columns = cols! {
        "day" => told.day, "facts" => facts, "planned_minutes" => planned, "recorded_minutes" => recorded,
        "approved_minutes" => approved,
        "said_at" => told.said_at, "state" => state, "reason" => reason,
    };
    if let Some(version) = version {
        return Ok(change.update("charged_visit", told.visit, version, columns));
    }
    columns.extend(cols! {
        "id" => told.visit, "version" => 1, "package" => told.package, "person" => told.person,
        "person_name" => parties.person_name.as_str(), "provider" => told.provider,
        "provider_name" => parties.provider_name.as_str(),
    });
    Ok(change.insert("charged_visit", columns))
}

/// What a visit costs as it stands, with the price and the buyer.
struct Sum {
    charge: Charge,
    rate: Money,
    commissioner: Uuid,
}

/// The charge, or the reason why there is none yet. A fault of the program is neither.
fn reckon(work: &mut Work<'_>, place: &Place, told: &Told, parties: &Parties) -> Result<Result<Sum, String>, Failure> {
    let day = short_day(told.day);
    let Some(rate) = rate::on(work, told.package, told.provider, told.day)? else {
        return Ok(Err(format!(
            "No hourly price is agreed with {} for this package on {day}. Once it is, try this charge again.",
            parties.provider_name
        )));
    };
    let Some(rules) = place.charge_rules_on(told.day) else {
        return Ok(Err(format!("No charge rules hold on {day}. Once they do, try this charge again.")));
    };
    let Some(commissioner) = books::commissioner(work, place)? else {
        return Ok(Err("There is no commissioner to charge. Add the council as an organisation and try again.".into()));
    };
    // The newest list of bank holidays, which may have been imported since the program began.
    let calendar = imports::gazetteer::calendar(work, place)?;
    let unit = rate.kind.as_deref().and_then(|kind| rules.unit(kind));
    match crate::charge::charge_by(rules, &calendar, rate.per_hour, unit, &told.facts) {
        Ok(mut charge) => {
            mileage::add(work, &mut charge, told)?;
            Ok(Ok(Sum { charge, rate: rate.per_hour, commissioner }))
        }
        Err(Failure::Conflict(reason)) => Ok(Err(reason)),
        Err(other) => Err(other),
    }
}

/// The minutes that a charge keeps, in this order.
const FIGURES: [&str; 4] = ["planned_minutes", "recorded_minutes", "approved_minutes", "charged_minutes"];

/// What was charged and credited for a visit so far.
#[derive(Default)]
struct SoFar {
    first: Option<Uuid>,
    number: i64,
    minutes: [i64; 4],
    money: Settled,
    rate: Option<Money>,
}

fn so_far(work: &mut Work<'_>, visit: Uuid) -> Result<SoFar, Failure> {
    let mut all = SoFar::default();
    let read = |row: &Row| {
        all.first = all.first.or(Some(row.get("id")?));
        all.number = row.get("number")?;
        for (sum, column) in all.minutes.iter_mut().zip(FIGURES) {
            *sum += row.get::<i64>(column)?;
        }
        all.rate = Some(row.get("rate")?);
        Ok(())
    };
    work.all(&SO_FAR, params![visit], read)?;
    all.money = settled::of_visit(work, visit)?;
    Ok(all)
}

/// The first charge, or one adjusting line with the difference to what the visit has come to before; it cites the first.
fn charge_difference(
    work: &mut Work<'_>,
    told: &Told,
    parties: &Parties,
    sum: &Sum,
    because: &Because,
) -> Result<Option<Moved>, Failure> {
    let before = so_far(work, told.visit)?;
    let pence = before.money.difference(sum.charge.pence);
    let [planned, recorded, approved] = told.minutes;
    let now = [planned, recorded, approved, sum.charge.minutes * told.facts.workers];
    let minutes = [0, 1, 2, 3]
        .map(|n: usize| now.get(n).copied().unwrap_or_default() - before.minutes.get(n).copied().unwrap_or_default());
    if before.first.is_some() && pence == 0 && minutes == [0; 4] {
        return Ok(None);
    }
    let mut reasons = sum.charge.lines.clone();
    if before.first.is_some() {
        let what = because.words(before.rate == Some(sum.rate));
        reasons.push(before.money.explain(what, sum.charge.pence));
    }
    let memo = format!("Visit to {} on {}", parties.person_name, short_day(told.day));
    let over = books::post(work, &movement(told, sum, memo, pence))?;
    if over > 0 {
        reasons.push(format!("{} of it is over the person’s budget.", Money::from_pence(over)));
    }
    let line = Line { pence, over, minutes, reasons, adjustment: because.adjustment };
    let charge = insert(work, told, parties, sum, &before, &line)?;
    let comes_to = before.money.comes_to();
    Ok(Some(Moved { charge, before: comes_to, after: comes_to + pence }))
}

/// What a line adds.
struct Line {
    pence: i64,
    over: i64,
    minutes: [i64; 4],
    reasons: Vec<String>,
    adjustment: Option<Uuid>,
}

fn insert(
    work: &mut Work<'_>,
    told: &Told,
    parties: &Parties,
    sum: &Sum,
    before: &SoFar,
    line: &Line,
) -> Result<Uuid, Failure> {
    let bill_day: Date = if before.first.is_some() { work.at.day() } else { told.day };
    let [planned, recorded, approved, charged] = line.minutes;
    let id: Uuid = work.id();
    let pieces = serde_json::to_value(&sum.charge.pieces).map_err(Failure::internal)?;
    let columns = cols! {
        "id" => id, "version" => 1, "visit" => told.visit, "number" => before.number + 1, "adjusts" => before.first,
        "adjustment" => line.adjustment,
        "package" => told.package, "person" => told.person, "person_name" => parties.person_name.as_str(),
        "provider" => told.provider, "provider_name" => parties.provider_name.as_str(), "day" => told.day,
        "bill_day" => bill_day, "planned_minutes" => planned, "recorded_minutes" => recorded,
        "approved_minutes" => approved, "charged_minutes" => charged, "pence" => line.pence, "over_budget" => line.over,
        "rate" => sum.rate, "pieces" => pieces, "reasons" => serde_json::json!(line.reasons), "made_at" => work.at,
    };
    let facts = serde_json::json!({
        "visit": told.visit, "package": told.package, "provider": told.provider, "day": told.day, "pence": line.pence,
        "over_budget": line.over, "adjusts": before.first, "minutes": told.facts.approved_minutes,
    });
    let change = Change::new("charge.made", "charge", id).person(told.person).organisation(told.provider).facts(facts);
    work.apply(change.insert("charge", columns))?;
    Ok(id)
}

fn movement(told: &Told, sum: &Sum, memo: String, pence: i64) -> books::Movement {
    books::Movement {
        visit: told.visit,
        day: told.day,
        memo,
        provider: told.provider,
        commissioner: sum.commissioner,
        person: told.person,
        pence,
    }
}
