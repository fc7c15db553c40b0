//! The service takes the person on (REF-5): the response clock stops, the assessment's begins.

use ::store::{Work, cols};
use access::{Permit, Role};
use clocks::Start;
use kernel::{Failure, Moment};
use page::html;
use wire::{Act, Done, Field, House, Shown, View};

use super::{Deed, ReferralRow, form, team, tell};
use crate::{AnswerReferral, Owner};

/// The clock of the assessment that follows; it stops when the assessment is decided.
pub const ASSESSMENT: &str = "assessment.decided";

/// Who can assess.
const ROLES: &[Role] = &[Role::SocialWorker, Role::Coordinator];

const OWNER: Field = Field::id("owner", "Who assesses the person’s needs?").must("Choose who assesses.");

/// The form.
pub const FIELDS: &[Field] = &[Field::version(), OWNER];

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = form::opened::<AnswerReferral>(view)?;
    let team = team::of(view.tx, view.who, ROLES, view.now.day())?;
    let fields = html! {
        (view.form.field(&Field::version(), &row.version.to_string()))
        (view.form.choose(&OWNER, &team, ""))
    };
    form::form_page(view, &row, ("accept", "Accept this referral", "Accept"), &fields)
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (row, permit) = form::held_for::<AnswerReferral>(act)?;
    let account = act.values.uuid("owner")?;
    let (account, name) = team::chosen(act.work, act.who, ROLES, act.now.day(), account)?;
    let owner = Owner { account, name, since: act.now };
    let message = format!("You accepted the referral. {} assesses the person’s needs next", owner.name);
    let due = accept(act.work, act.house, &permit, &row, act.values.version()?, &owner, &act.who.name)?;
    let message = format!("{message}, by {}.", kernel::deadline_in_words(due));
    Ok(Done::new(format!("/referrals/{}", row.id), message).id(row.id))
}

/// Accepts, gives it to whoever assesses, and says by when the needs must be assessed.
pub fn accept(
    work: &mut Work<'_>,
    house: &House,
    permit: &Permit<AnswerReferral>,
    row: &ReferralRow,
    version: i64,
    owner: &Owner,
    by: &str,
) -> Result<Moment, Failure> {
    permit.covers(row.id)?;
    let now = work.at;
    let state = row.accepted(Deed { at: now, by: by.to_owned() })?;
    let mut columns = state.columns();
    columns.extend(cols! {
        "owner" => owner.account, "owner_name" => owner.name.as_str(), "owned_at" => owner.since,
    });
    let facts = serde_json::json!({ "owner": owner.account, "service": row.service });
    work.apply(row.change("referral.accepted", version, columns).facts(facts))?;
    clocks::stop(work, row.id.uuid(), row.urgency.standard(), now)?;
    let start = Start {
        standard: ASSESSMENT,
        subject_kind: "referral",
        subject: row.id.uuid(),
        person: Some(row.person.uuid()),
        organisation: None,
        from: now,
    };
    let due = clocks::start(work, house.place, start)?;
    tell(work, row)?;
    Ok(due)
}
