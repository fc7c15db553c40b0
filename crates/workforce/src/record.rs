//! Recording that somebody saw a document, or that training was done (WRK-1).

use access::{About, Permit};
use kernel::{Date, Failure, Uuid, count, day_in_words};
use page::{Page, html};
use places::{CheckKind, EndOnPaper, WorkforceRules};
use store::{Change, Value, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    check::{Worker, worker},
    policy::RecordChecks,
    standing::needs,
    worker::capital,
};

/// What is asked.
pub const FIELDS: &[Field] = &[KIND, DONE, LAST, SEEN_BY, REFERENCE];

const KIND: Field = Field::line("kind", "What was seen or done?").must("Choose what was seen or done.");
const DONE: Field = Field::date("done_on", "On which day?").must("Enter the day on which it was seen or done.");
const LAST: Field = Field::date("expires_on", "Last day on which it holds")
    .hint("As the document says: insurance, a registration, a right to work with an end. Training ends by itself; leave this empty for it.");
const SEEN_BY: Field =
    Field::line("seen_by", "Who saw the document?").must("Say who saw the document, or who gave the training.");
const REFERENCE: Field = Field::line("reference", "What is written on it")
    .hint("For example a certificate’s number. No copy of the document is kept here.");

/// What was seen.
#[derive(Debug, Clone)]
pub struct NewCheck<'a> {
    /// The kind's code in the place's data.
    pub kind: &'a str,
    /// When it was seen or done.
    pub done_on: Date,
    /// Its last day, where the document states one.
    pub expires_on: Option<Date>,
    /// Who saw it.
    pub seen_by: &'a str,
    /// What is written on it.
    pub reference: Option<&'a str>,
}

/// The last day of a check by the rules and by what the document states.
fn last_day(kind: &CheckKind, new: &NewCheck<'_>, today: Date) -> Result<Option<Date>, Failure> {
    let name = capital(&kind.words);
    if new.done_on > today {
        return Err(Failure::field(
            "done_on",
            "That day is still to come. Enter the day on which it was seen or done.",
        ));
    }
    if let Some(said) = new.expires_on.filter(|said| *said < new.done_on) {
        let message = format!("{} is before the day on which it was seen or done.", day_in_words(said));
        return Err(Failure::field("expires_on", message));
    }
    let by_rule = kind.valid_months.and_then(|months| kernel::months_after(new.done_on, months));
    let last = match (by_rule, new.expires_on) {
        (Some(rule), Some(said)) if said > rule => {
            let months = kind.valid_months.unwrap_or_default();
            return Err(Failure::field(
                "expires_on",
                format!(
                    "{name} holds for {} here, until {} at the latest. Enter that day or an earlier one, or leave it empty.",
                    count(months, "month", "months"),
                    day_in_words(rule)
                ),
            ));
        }
        (Some(rule), said) => Some(said.unwrap_or(rule)),
        (None, None) if kind.end_on_paper == EndOnPaper::Always => {
            return Err(Failure::field("expires_on", format!("{name}: enter the last day as the document states it.")));
        }
        (None, Some(_)) if kind.end_on_paper == EndOnPaper::Never => {
            return Err(Failure::field("expires_on", format!("{name} does not run out. Leave the last day empty.")));
        }
        (None, said) => said,
    };
    match last {
        Some(day) if day < today => {
            let message = format!("{name}: this ran out on {}. Record a newer one.", day_in_words(day));
            Err(Failure::field(if new.expires_on.is_some() { "expires_on" } else { "done_on" }, message))
        }
        last => Ok(last),
    }
}

/// The row of a check.
pub(crate) fn row(
    work: &mut Work<'_>,
    (worker, provider): (Uuid, Uuid),
    (kind, done_on, expires_on): (&str, Date, Option<Date>),
    (seen_by, reference): (&str, Option<&str>),
    by: &str,
) -> Vec<(&'static str, Value)> {
    let id: Uuid = work.id();
    cols! {
        "id" => id, "version" => 1, "worker" => worker, "provider" => provider, "kind" => kind, "done_on" => done_on,
        "expires_on" => expires_on, "seen_by" => seen_by, "reference" => reference.map(str::to_owned),
        "recorded_by" => work.actor.account, "recorded_by_name" => by, "recorded_at" => work.at,
    }
}

/// Records a check of a worker; gives its last day.
pub fn record(
    work: &mut Work<'_>,
    rules: &WorkforceRules,
    permit: &Permit<RecordChecks>,
    worker: &Worker,
    new: &NewCheck<'_>,
    by: &str,
) -> Result<Option<Date>, Failure> {
    permit.covers(worker.id)?;
    let kind = rules.check(new.kind);
    let kind = kind.ok_or_else(|| Failure::field("kind", "Choose one of the checks in the list."))?;
    let last = last_day(kind, new, work.at.day())?;
    let columns =
        row(work, (worker.id, worker.provider), (new.kind, new.done_on, last), (new.seen_by, new.reference), by);
    let facts = serde_json::json!({
        "kind": new.kind, "done_on": new.done_on, "expires_on": last, "seen_by": new.seen_by, "rules": rules.version,
    });
    let change = Change::new("worker.check_recorded", "care_worker", worker.id).organisation(worker.provider);
    work.apply(change.facts(facts).insert("worker_check", columns))?;
    Ok(last)
}

pub(crate) fn about(worker: &Worker) -> About {
    About::thing("care worker", worker.id).organisation(worker.provider)
}

/// The worker of the path, of one's own organisation.
pub(crate) fn of_path(view: &mut View<'_, '_>) -> Result<Worker, Failure> {
    let (id, own) = (view.path.uuid("worker")?, view.who.organisation_id().unwrap_or_default());
    worker(view.tx, own, id, view.now.day())
}

/// The same for a command.
pub(crate) fn of_act(act: &mut Act<'_, '_>) -> Result<Worker, Failure> {
    let (id, own) = (act.path.uuid("worker")?, act.who.organisation_id().unwrap_or_default());
    worker(act.work, own, id, act.now.day())
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let worker = of_path(view)?;
    view.who.permit::<RecordChecks>(&about(&worker))?;
    let known = worker.known();
    let kinds = view.house.place.workforce.checks.iter().filter(|kind| needs(kind, &known));
    let kinds: Vec<(String, String)> = kinds.map(|kind| (kind.code.clone(), capital(&kind.words))).collect();
    let today = view.now.day().to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (worker.name) } "Record a check or training" }
        (view.form.around(&format!("/provider/checks/{}/record", worker.id), &html! {
            (view.form.choose(&KIND, &kinds, view.query.text("kind")))
            (view.form.field(&DONE, &today))
            (view.form.field(&LAST, ""))
            (view.form.field(&SEEN_BY, &view.who.name))
            (view.form.field(&REFERENCE, ""))
        }, "Record it"))
    };
    Ok(Page::new("Record a check or training", body)
        .back(format!("Back to {}", worker.name), format!("/provider/checks/{}", worker.id))
        .into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let worker = of_act(act)?;
    let permit = act.who.permit::<RecordChecks>(&about(&worker))?;
    let (kind, seen_by) = (act.values.text("kind")?, act.values.text("seen_by")?);
    let reference = act.values.opt_text("reference")?;
    let new = NewCheck {
        kind: &kind,
        done_on: act.values.date("done_on")?,
        expires_on: act.values.opt_date("expires_on")?,
        seen_by: &seen_by,
        reference: reference.as_deref(),
    };
    let rules = &act.house.place.workforce;
    let last = record(act.work, rules, &permit, &worker, &new, &act.who.name)?;
    let words = rules.check(&kind).map(|kind| capital(&kind.words)).unwrap_or_default();
    let until = last.map_or_else(String::new, |day| format!(" It holds until {}.", day_in_words(day)));
    let message = format!("{words} of {} is recorded.{until}", worker.name);
    Ok(Done::new(format!("/provider/checks/{}", worker.id), message).id(worker.id))
}

#[cfg(test)]
mod tests {
    use kernel::date;
    use places::Place;

    use super::*;

    fn said(kind: &str, done_on: Date, expires_on: Option<Date>) -> Result<Option<Date>, String> {
        let new = NewCheck { kind, done_on, expires_on, seen_by: "A", reference: None };
        let kind = Place::dorset().unwrap().workforce.check(kind).unwrap();
        last_day(kind, &new, date(2026, 11, 23)).map_err(|failure| failure.to_string())
    }

    // WRK-1
    #[test]
    fn the_last_day_comes_from_the_rule_or_from_the_paper() {
        let today = date(2026, 11, 23);
        assert_eq!(said("moving_and_handling", today, None), Ok(Some(date(2027, 11, 23))));
        assert_eq!(said("moving_and_handling", today, Some(date(2027, 6, 1))), Ok(Some(date(2027, 6, 1))));
        assert_eq!(said("identity", today, None), Ok(None));
        assert_eq!(said("right_to_work", today, Some(date(2028, 1, 1))), Ok(Some(date(2028, 1, 1))));
        assert_eq!(said("motor_insurance", today, Some(date(2027, 3, 1))), Ok(Some(date(2027, 3, 1))));
    }

    // WRK-1
    #[test]
    fn what_cannot_be_is_refused_in_words() {
        let today = date(2026, 11, 23);
        for (kind, done, last, told) in [
            ("identity", date(2026, 11, 24), None, "still to come"),
            ("identity", today, Some(date(2027, 1, 1)), "Identity does not run out"),
            ("motor_insurance", today, None, "enter the last day as the document states it"),
            ("motor_insurance", today, Some(date(2026, 11, 22)), "is before the day on which it was seen"),
            ("motor_insurance", date(2026, 1, 1), Some(date(2026, 11, 22)), "ran out on Sunday 22 November 2026"),
            ("dbs", today, Some(date(2031, 1, 1)), "holds for 36 months here, until Friday 23 November 2029"),
            ("dbs", date(2023, 11, 22), None, "ran out on Sunday 22 November 2026. Record a newer one."),
        ] {
            let fault = said(kind, done, last).unwrap_err();
            assert!(fault.contains(told), "{kind}: {fault}");
        }
    }
}
