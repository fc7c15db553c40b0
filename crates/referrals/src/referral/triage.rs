//! Triage sets the priority, the clock and who owns it (REF-4).

use ::store::{Work, cols};
use access::{Permit, Role};
use clocks::Start;
use kernel::{Failure, Moment};
use page::html;
use wire::{Act, Done, Field, House, Shown, View};

use super::{ReferralRow, Triaged, form, receive::OWNED, team};
use crate::{Owner, Priority, Triage, Urgency};

/// Who can own a referral that waits for an answer.
const ROLES: &[Role] = &[Role::Coordinator];

const URGENCY: Field = Field::choice("urgency", "How soon must it be answered?", Urgency::CHOICES)
    .must("Choose how soon it must be answered.")
    .hint("The clock counts from the moment the referral reached us, also when you change this.");
const PRIORITY: Field = Field::choice("priority", "What is the risk while the person waits?", Priority::CHOICES)
    .must("Choose a priority.")
    .hint("Providers have less time to answer an offer at a higher risk.");
const OWNER: Field = Field::id("owner", "Who deals with it?").must("Choose who deals with it.");
const NOTE: Field = Field::words("note", "Why this priority?");

/// The form.
pub const FIELDS: &[Field] = &[Field::version(), URGENCY, PRIORITY, OWNER, NOTE];

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = form::opened::<Triage>(view)?;
    let team = team::of(view.tx, view.who, ROLES, view.now.day())?;
    let owner = row.owner.as_ref().map_or(view.who.account, |owner| owner.account).to_string();
    let before = row.state.triage();
    let priority = before.map_or(row.urgency.usual_priority(), |before| before.priority);
    let fields = html! {
        (view.form.field(&Field::version(), &row.version.to_string()))
        (view.form.field(&URGENCY, row.urgency.code()))
        (view.form.field(&PRIORITY, priority.code()))
        (view.form.choose(&OWNER, &team, &owner))
        (view.form.field(&NOTE, before.and_then(|before| before.note.as_deref()).unwrap_or_default()))
    };
    form::form_page(view, &row, ("triage", "Triage this referral", "Save"), &fields)
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (row, permit) = form::held_for::<Triage>(act)?;
    let account = act.values.uuid("owner")?;
    let (account, name) = team::chosen(act.work, act.who, ROLES, act.now.day(), account)?;
    let found = Found {
        urgency: act.values.choice("urgency")?,
        priority: act.values.choice("priority")?,
        note: act.values.opt_text("note")?,
        owner: Owner { account, name, since: act.now },
        by: act.who.name.clone(),
    };
    let due = triage(act.work, act.house, &permit, &row, act.values.version()?, found)?;
    let message = format!("You triaged the referral. Answer it by {}.", kernel::deadline_in_words(due));
    Ok(Done::new(format!("/referrals/{}", row.id), message).id(row.id))
}

/// What triage found.
#[derive(Debug, Clone)]
pub struct Found {
    /// How soon it must be answered.
    pub urgency: Urgency,
    /// The risk while they wait.
    pub priority: Priority,
    /// Why.
    pub note: Option<String>,
    /// Who deals with it.
    pub owner: Owner,
    /// Who triaged.
    pub by: String,
}

/// Sets the priority, the clock and the owner, and says by when it must be answered.
pub fn triage(
    work: &mut Work<'_>,
    house: &House,
    permit: &Permit<Triage>,
    row: &ReferralRow,
    version: i64,
    found: Found,
) -> Result<Moment, Failure> {
    permit.covers(row.id)?;
    let now = work.at;
    let state = row.triaged(Triaged { priority: found.priority, note: found.note, at: now, by: found.by })?;
    let answer_by = changed_clock(work, house, row, found.urgency)?;
    let owner = match &row.owner {
        Some(owner) if owner.account == found.owner.account => owner.clone(),
        _ => found.owner,
    };
    let mut columns = state.columns();
    columns.extend(cols! {
        "urgency" => found.urgency.code(), "answer_by" => answer_by, "owner" => owner.account,
        "owner_name" => owner.name.as_str(), "owned_at" => owner.since,
    });
    let facts = serde_json::json!({
        "priority": found.priority.code(), "urgency": found.urgency.code(), "urgency_before": row.urgency.code(),
        "owner": owner.account, "answer_by": answer_by,
    });
    work.apply(row.change("referral.triaged", version, columns).facts(facts))?;
    clocks::stop(work, row.id.uuid(), OWNED, now)?;
    Ok(answer_by)
}

/// Another urgency is another promise: the old clock falls away, the new one counts from the same moment.
fn changed_clock(work: &mut Work<'_>, house: &House, row: &ReferralRow, urgency: Urgency) -> Result<Moment, Failure> {
    if urgency.standard() == row.urgency.standard() {
        return Ok(row.answer_by);
    }
    clocks::withdraw(work, row.id.uuid(), row.urgency.standard())?;
    let start = Start {
        standard: urgency.standard(),
        subject_kind: "referral",
        subject: row.id.uuid(),
        person: Some(row.person.uuid()),
        organisation: None,
        from: row.received_at,
    };
    clocks::start(work, house.place, start)
}
