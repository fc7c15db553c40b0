//! What changed in the plan since a worker last came. They read it before they check in (H10).

use access::Permit;
use kernel::{Failure, Moment, Uuid};
use maud::{Markup, html};
use store::{Change, Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, FormState};

use crate::{
    checks::Closed,
    parts,
    policy::CheckIn,
    store::held,
    visit::{VisitId, VisitView},
};

/// The form: the version that was shown, so that nobody acknowledges what they have not seen.
pub const FIELDS: &[Field] = &[
    Field::whole("plan_version", "Version of the plan", 1, 1_000_000, "")
        .must("Open the visit again and read what changed."),
    Field::whole("adjusted", "Adjustments of the care since that version", 0, 1_000, ""),
];

statement! {
    LAST_READ = "SELECT version, at FROM change_read WHERE worker = $1 AND plan = $2 ORDER BY version DESC LIMIT 1";
}

/// What a worker has still to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The version of the plan in force.
    pub version: i64,
    /// How often the care was adjusted at a review since that version (BRK-9).
    pub adjusted: i64,
    /// What is new in it, in words.
    pub changes: Vec<String>,
}

/// What a worker knows of a plan.
pub(crate) struct Known {
    /// The version in force, if one is.
    now: Option<i64>,
    /// The version they read last, if they have read one, and when.
    last: Option<(i64, Moment)>,
    /// What they have still to read.
    pub(crate) unread: Option<Unread>,
}

impl Known {
    /// What this worker knows; before their first visit, that is the plan by which the visit was planned.
    pub(crate) fn of(tx: &mut Tx<'_>, visit: &VisitView, worker: Uuid) -> Result<Known, Failure> {
        let Some(now) = plans::agreed_no(tx, visit.plan.into())? else {
            return Ok(Known { now: None, last: None, unread: None });
        };
        let read = |row: &Row| Ok((row.get::<i64>("version")?, row.get::<Moment>("at")?));
        let last = tx.first(&LAST_READ, params![worker, visit.plan], read)?;
        let unread = since(tx, visit, now, last)?;
        Ok(Known { now: Some(now), last, unread })
    }

    /// The receipt of a worker who comes knowing everything; one for each version is enough.
    pub(crate) fn keep(&self, work: &mut Work<'_>, visit: &VisitView, worker: Uuid) -> Result<(), Failure> {
        let version = self.now.unwrap_or(visit.plan_version);
        match self.last {
            Some((last, _)) if last == version => Ok(()),
            _ => note(work, visit, worker, version),
        }
    }
}

/// What changed in the plan since this worker last read it; for a first visit, since the visit was planned.
pub fn unread(tx: &mut Tx<'_>, visit: &VisitView, worker: Uuid) -> Result<Option<Unread>, Failure> {
    Ok(Known::of(tx, visit, worker)?.unread)
}

/// What is new in version `now` to somebody who last read this.
fn since(tx: &mut Tx<'_>, visit: &VisitView, now: i64, last: Option<(i64, Moment)>) -> Result<Option<Unread>, Failure> {
    let known = last.map_or(visit.plan_version, |(version, _)| version);
    // A provider's adjustment leaves the plan as it is: it is new to whoever has not read anything since it was made.
    let read_at = last.filter(|(version, _)| *version == now).map(|(_, at)| at);
    let adjusted = plans::adjustments(tx, visit.plan.into(), now)?;
    let new = adjusted.iter().filter(|one| read_at.is_none_or(|read| one.at > read));
    let new: Vec<String> = new.map(|one| format!("At a review the care was adjusted. {}.", one.words)).collect();
    if now <= known && new.is_empty() {
        return Ok(None);
    }
    let mut changes = if now <= known { Ok(Vec::new()) } else { plans::changes_since(tx, visit.plan.into(), known) };
    if let Err(Failure::NotFound(_)) = changes {
        changes = Ok(Vec::new());
    }
    let mut changes = changes?;
    changes.extend(new);
    let anyhow = || vec!["The plan was changed. Ask your office if anything is new to you.".to_owned()];
    let changes = if changes.is_empty() { anyhow() } else { changes };
    let adjusted = i64::try_from(adjusted.len()).unwrap_or_default();
    Ok(Some(Unread { version: now, adjusted, changes }))
}

/// What is to be read, with its button.
pub(crate) fn told(form: &FormState<'_>, visit: &VisitView, unread: &Unread) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "What changed since you last came" }
        ul class="nhsuk-list nhsuk-list--bullet" { @for change in &unread.changes { li { (change) } } }
        (form.button(
            &format!("/visits/{}/changes", visit.id),
            &[("plan_version", &unread.version.to_string()), ("adjusted", &unread.adjusted.to_string())],
            "I have read this",
            false,
        ))
    }
}

/// The page of its own, for when a form comes back.
pub fn page(view: &mut wire::View<'_, '_>) -> Result<wire::Shown, Failure> {
    let id: VisitId = view.path.id("visit")?;
    let found = crate::store::visit(view.tx, id)?;
    view.who.permit::<CheckIn>(&parts::about(&found))?;
    Closed::to(view, found.provider)?.must_be_open(&found, view.who.account)?;
    let body = match unread(view.tx, &found, view.who.account)? {
        Some(unread) => told(&view.form, &found, &unread),
        None => html! { (parts::heading("What changed")) p { "Nothing has changed since you last came." } },
    };
    parts::page_about(view, "What changed", body, &found)
}

/// Takes the acknowledgement.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = held(act.work, act.path.id("visit")?)?;
    let permit = act.who.permit::<CheckIn>(&parts::about(&found))?;
    let closed = Closed::to_worker(act.work, act.house.place, (found.provider, act.who.account), act.now.day())?;
    closed.must_be_open(&found, act.who.account)?;
    let shown = (act.values.whole("plan_version")?, act.values.opt_whole("adjusted")?.unwrap_or_default());
    read(act.work, &permit, &found, act.who.account, shown)?;
    Ok(Done::new(format!("/visits/{}", found.id), "You have read what changed. You can check in.").id(found.id))
}

/// Notes that a worker has read the plan up to a version, and so many adjustments of it: each party's receipt.
pub fn read(
    work: &mut Work<'_>,
    permit: &Permit<CheckIn>,
    visit: &VisitView,
    worker: Uuid,
    (version, adjusted): (i64, i64),
) -> Result<(), Failure> {
    permit.covers(visit.id)?;
    let Some(unread) = unread(work, visit, worker)? else { return Ok(()) };
    if (unread.version, unread.adjusted) != (version, adjusted) {
        return Err(Failure::Stale("The plan has changed again. Read what is new now.".into()));
    }
    note(work, visit, worker, version)
}

/// The receipt itself.
pub(crate) fn note(work: &mut Work<'_>, visit: &VisitView, worker: Uuid, version: i64) -> Result<(), Failure> {
    let columns = cols! { "worker" => worker, "plan" => visit.plan, "version" => version, "at" => work.at };
    let change = Change::new("plan.change_read", "plan", visit.plan).person(visit.person).organisation(visit.provider);
    let facts = serde_json::json!({ "worker": worker, "version_no": version, "visit": visit.id });
    work.apply(change.facts(facts).put("change_read", &["worker", "plan", "version"], columns))
}
