//! A package in a pilot: how its care a week moves, whether the person was re-abled, and that it leaves (BRK-13).

use std::collections::BTreeMap;

use access::{About, Action, Permit};
use kernel::{Date, Failure, Id, Minutes, Money, Period, Uuid, day_in_words};
use page::{Page, html};
use people::PersonId;
use places::PackageRules;
use store::{Change, Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use super::{
    PilotId,
    rule::{self, Saving, Since},
};
use crate::{
    EndReason, PackageId, State,
    package::{self, reference},
    policy::{FindReabled, JoinPilot},
};

/// What is asked when a package leaves.
pub const LEAVE: &[Field] = &[
    Field::version(),
    Field::date("on", "Which is its last day in the pilot?").must("Enter its last day in the pilot."),
    Field::words("why", "Why does it leave?").must("Say why it leaves."),
];

/// What is asked about re-ablement.
pub const REABLED: &[Field] = &[
    Field::version(),
    Field::choice("reabled", "Was the person re-abled towards independence?", &[("yes", "Yes"), ("no", "No")])
        .must("Say whether the person was re-abled."),
    Field::date("on", "As of which day?").must("Enter the day."),
    Field::words("why", "What shows it?").must("Say what shows it."),
];

/// What a [`CaseId`] names.
#[derive(Debug)]
pub enum CaseRow {}
/// The id of a package’s part in a pilot.
pub type CaseId = Id<CaseRow>;

/// A package in a pilot.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// Its row's version.
    pub version: i64,
    /// The pilot.
    pub pilot: PilotId,
    /// The package.
    pub package: PackageId,
    /// For whom.
    pub person: PersonId,
    /// The day it joined.
    pub joined_on: Date,
    /// Care a week then.
    pub baseline: Minutes,
    /// The price of an hour then.
    pub rate: Money,
    /// As of when and why the person counts as re-abled, and who found so.
    pub reabled: Option<(Date, String, String)>,
    /// Its last day in the pilot, and why it left.
    pub left: Option<(Date, String)>,
    /// The care a week since then, by day.
    pub since: Vec<Since>,
}

impl Case {
    fn read(row: &Row) -> Result<Self, Failure> {
        let reabled = match row.get::<Option<Date>>("reabled_on")? {
            None => None,
            Some(on) => Some((on, row.get("reabled_why")?, row.get("reabled_by")?)),
        };
        let left = match row.get::<Option<Date>>("left_on")? {
            None => None,
            Some(on) => Some((on, row.get("left_why")?)),
        };
        Ok(Case {
            id: row.get("id")?,
            version: row.get("version")?,
            pilot: row.get("pilot")?,
            package: row.get("package")?,
            person: row.get("person")?,
            joined_on: row.get("joined_on")?,
            baseline: row.get("baseline_minutes")?,
            rate: row.get("rate")?,
            reabled,
            left,
            since: Vec::new(),
        })
    }

    /// The care a week as it was noted last.
    pub fn minutes_now(&self) -> Minutes {
        self.since.last().map_or(self.baseline, |one| one.minutes)
    }

    /// What was saved in a period and what the pilot earns of its cost: nothing while the person is not found to be re-abled.
    pub fn earned(&self, rules: &PackageRules, period: Period) -> Result<(Minutes, Money, Money), Failure> {
        let until = self.left.as_ref().map(|(on, _)| *on);
        let saving = Saving { baseline: self.baseline, joined: self.joined_on, until, since: &self.since };
        let saved = saving.minutes_in(period, rules.pilot_incentive_weeks);
        if self.reabled.as_ref().is_none_or(|(on, ..)| *on > period.last()) {
            return Ok((saved, Money::ZERO, Money::ZERO));
        }
        let (cost, share) = rule::earned(self.rate, saved, rules.pilot_incentive_percent)?;
        Ok((saved, cost, share))
    }
}

statement! {
    OF_PILOT = "SELECT * FROM pilot_case WHERE pilot = $1 ORDER BY joined_on, id LIMIT 500";
    MINUTES = "SELECT m.case_of, m.from_day, m.minutes FROM pilot_minutes m JOIN pilot_case c ON c.id = m.case_of
        WHERE c.pilot = $1 ORDER BY m.from_day, m.noted_at, m.id LIMIT 5000";
    ONE = "SELECT * FROM pilot_case WHERE id = $1";
    OPEN_OF = "SELECT * FROM pilot_case WHERE package = $1 AND left_on IS NULL";
}

/// The cases of a pilot with their care by day: two statements.
pub fn of_pilot(tx: &mut Tx<'_>, pilot: PilotId) -> Result<Vec<Case>, Failure> {
    let mut cases = tx.all(&OF_PILOT, params![pilot], Case::read)?;
    let mut since: BTreeMap<Uuid, Vec<Since>> = BTreeMap::new();
    for (case, one) in tx.all(&MINUTES, params![pilot], |row| {
        Ok((row.get::<Uuid>("case_of")?, Since { day: row.get("from_day")?, minutes: row.get("minutes")? }))
    })? {
        since.entry(case).or_default().push(one);
    }
    for case in &mut cases {
        case.since = since.remove(&case.id.uuid()).unwrap_or_default();
    }
    Ok(cases)
}

/// The pilot a package is in.
pub(crate) fn open_of(tx: &mut Tx<'_>, package: PackageId) -> Result<Option<Case>, Failure> {
    tx.first(&OPEN_OF, params![package], Case::read)
}

fn change(event: &'static str, case: &Case) -> Change {
    Change::new(event, "pilot_case", case.id).person(case.person)
}

/// The care of a package in a pilot has changed, or the package is over. It may run twice: what is noted again says the same.
pub(crate) fn follow(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let subject = payload.get("subject").and_then(|id| id.as_str()?.parse::<Uuid>().ok());
    let subject = subject.ok_or_else(|| Failure::internal("a package’s event without a subject"))?;
    let package = package::hold(work, subject.into())?;
    let Some(case) = open_of(work, package.id)? else { return Ok(()) };
    let today = work.at.day();
    match &package.state {
        // As planned: the person needs no more care, and that is what the pilot is for.
        State::Ended { day, reason: EndReason::Completed } => {
            note(work, &case, day.tomorrow().unwrap_or(*day), Minutes::ZERO)
        }
        State::Ended { day, reason } => leave(work, &case, case.version, (*day, reason.words())),
        State::Requested | State::Offered { .. } => {
            leave(work, &case, case.version, (today, "The provider handed the package back"))
        }
        State::Awarded(_) | State::Introduced(_) | State::Started(_) => {
            note(work, &case, today.tomorrow().unwrap_or(today), package.minutes_per_week)
        }
    }
}

/// Notes the care a week of a case from a day on.
fn note(work: &mut Work<'_>, case: &Case, day: Date, minutes: Minutes) -> Result<(), Failure> {
    let id: Uuid = work.id();
    let columns = cols! {
        "id" => id, "case_of" => case.id, "from_day" => day, "minutes" => minutes, "noted_at" => work.at,
    };
    let facts = serde_json::json!({ "package": case.package, "from": day, "minutes": minutes });
    work.apply(change("pilot.care_changed", case).facts(facts).insert("pilot_minutes", columns))
}

fn leave(work: &mut Work<'_>, case: &Case, version: i64, (on, why): (Date, &str)) -> Result<(), Failure> {
    let on = on.max(case.joined_on);
    let facts = serde_json::json!({ "package": case.package, "pilot": case.pilot, "on": on, "why": why });
    let columns = cols! { "left_on" => on, "left_why" => why };
    work.apply(change("pilot.left", case).facts(facts).update("pilot_case", case.id, version, columns))
}

/// Takes a package out of its pilot.
pub fn take_out(
    work: &mut Work<'_>,
    permit: &Permit<JoinPilot>,
    case: &Case,
    version: i64,
    (on, why): (Date, &str),
) -> Result<(), Failure> {
    permit.covers(case.id)?;
    if let Some((on, _)) = &case.left {
        return Err(Failure::conflict(format!("It left the pilot on {}.", day_in_words(*on))));
    }
    if on < case.joined_on || on > work.at.day() {
        return Err(Failure::field("on", format!("Enter a day from {} to today.", day_in_words(case.joined_on))));
    }
    leave(work, case, version, (on, why))
}

/// Keeps whether the person was re-abled.
pub fn find(
    work: &mut Work<'_>,
    permit: &Permit<FindReabled>,
    case: &Case,
    version: i64,
    (reabled, on, why, by): (bool, Date, &str, &str),
) -> Result<(), Failure> {
    permit.covers(case.id)?;
    if on < case.joined_on || on > work.at.day() {
        return Err(Failure::field("on", format!("Enter a day from {} to today.", day_in_words(case.joined_on))));
    }
    let facts = serde_json::json!({ "package": case.package, "reabled": reabled, "on": on, "why": why });
    let columns = cols! {
        "reabled_on" => reabled.then_some(on), "reabled_why" => reabled.then(|| why.to_owned()),
        "reabled_by" => reabled.then(|| by.to_owned()),
    };
    work.apply(change("pilot.reabled", case).facts(facts).update("pilot_case", case.id, version, columns))
}

fn about(case: &Case) -> About {
    About::thing("package in a pilot", case.id).person(case.person)
}

fn one(tx: &mut Tx<'_>, id: CaseId) -> Result<Case, Failure> {
    tx.one(&ONE, params![id], "package in a pilot", Case::read)
}

fn form<A: Action>(
    view: &mut View<'_, '_>,
    (title, under, button): (&str, &str, &str),
    fields: &[Field],
) -> Result<Shown, Failure> {
    let case = one(view.tx, view.path.id("case")?)?;
    view.who.permit::<A>(&about(&case))?;
    view.saw(case.person, "package in a pilot");
    let banner = people::banner(view.tx, case.person, view.house)?;
    let (version, today) = (case.version.to_string(), view.now.day().to_string());
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        p { "Package " (reference(case.package)) " joined on " (day_in_words(case.joined_on)) " with " (case.baseline) " of care a week." }
        @if let Some((on, why, by)) = &case.reabled { p { "Re-abled as of " (day_in_words(*on)) ": " (why) " (" (by) ")" } }
        @if let Some((on, why)) = &case.left { p { "Left on " (day_in_words(*on)) ": " (why) "." } }
        (view.form.around(&format!("/pilot-cases/{}/{under}", case.id), &html! {
            @for field in fields {
                (view.form.field(field, match field.name { "version" => &version, "on" => &today, _ => "" }))
            }
        }, button))
    };
    Ok(Page::new(title, body).about(banner).back("Back to the pilot", format!("/pilots/{}", case.pilot)).into())
}

/// The form to leave.
pub fn leave_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    form::<JoinPilot>(view, ("Take the package out of the pilot", "leave", "Take it out"), LEAVE)
}

/// Takes it out.
pub fn leave_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let case = one(act.work, act.path.id("case")?)?;
    let permit = act.who.permit::<JoinPilot>(&about(&case))?;
    let (on, why) = (act.values.date("on")?, act.values.text("why")?);
    take_out(act.work, &permit, &case, act.values.version()?, (on, &why))?;
    let message = format!("Package {} left the pilot.", reference(case.package));
    Ok(Done::new(format!("/pilots/{}", case.pilot), message).id(case.id))
}

/// The form about re-ablement.
pub fn reabled_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    form::<FindReabled>(view, ("Was the person re-abled?", "reabled", "Save"), REABLED)
}

/// Keeps it.
pub fn reabled_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let case = one(act.work, act.path.id("case")?)?;
    let permit = act.who.permit::<FindReabled>(&about(&case))?;
    let (reabled, on, why) = (act.values.text("reabled")? == "yes", act.values.date("on")?, act.values.text("why")?);
    find(act.work, &permit, &case, act.values.version()?, (reabled, on, &why, &act.who.name))?;
    let message =
        if reabled { "The person counts as re-abled from that day." } else { "The person does not count as re-abled." };
    Ok(Done::new(format!("/pilots/{}", case.pilot), message).id(case.id))
}
