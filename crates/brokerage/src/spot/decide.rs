//! The commissioner approves a spot purchase, or does not (BRK-6).

use access::{Permit, Who};
use kernel::Failure;
use page::{
    Page,
    components::{SummaryList, SummaryRow, summary_list},
    html,
};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{APPROVED, Approval, Stands, about, approval};
use crate::{
    package::{self, Package},
    policy::DecideApproval,
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::choice("decision", "Do you approve it?", &[("yes", "Yes"), ("no", "No")])
        .must("Say whether you approve it."),
    Field::words("words", "Why?").must("Say why."),
];

fn may_be_decided(held: &Package, approval: &Approval) -> Result<(), Failure> {
    held.state.may_be_awarded()?;
    match &approval.stands {
        Stands::Asked => Ok(()),
        Stands::Approved(by) | Stands::Refused(by) | Stands::Withdrawn(by) => Err(Failure::conflict(format!(
            "This was decided already, by {} on {}: {}",
            by.by,
            kernel::moment_in_words(by.at),
            approval.stands.words().to_lowercase()
        ))),
    }
}

/// Decides.
pub fn decide(
    work: &mut Work<'_>,
    who: &Who,
    permit: &Permit<DecideApproval>,
    (held, approval): (&Package, &Approval),
    (yes, words): (bool, &str),
) -> Result<(), Failure> {
    permit.covers(held.id)?;
    may_be_decided(held, approval)?;
    let at = work.at;
    clocks::stop(work, approval.id, APPROVED, at)?;
    let (event, state) = if yes { ("spot.approved", "approved") } else { ("spot.refused", "refused") };
    let facts = serde_json::json!({
        "approval": approval.id, "offer": approval.offer, "weekly": approval.weekly, "words": words,
    });
    let columns = cols! {
        "state" => state, "decided_at" => at, "decided_by" => who.name.as_str(), "words" => words,
    };
    let change = Change::new(event, "package", held.id).person(held.person).facts(facts);
    work.apply(change.update("spot_approval", approval.id, approval.version, columns))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let approval = approval(view.tx, view.path.uuid("approval")?)?;
    let package = package::row(view.tx, approval.package)?;
    view.who.permit::<DecideApproval>(&about(&package))?;
    view.saw(package.person, "approval of a spot purchase");
    let (form, version) = (view.form, approval.version.to_string());
    let rows = vec![
        SummaryRow::new("Provider", format!("{}, off the framework", approval.provider_name)),
        SummaryRow::new("Price of an hour", approval.rate.to_string()),
        SummaryRow::new("Costs a week", approval.weekly.to_string()),
        SummaryRow::new("Money available a week", package.weekly_budget.to_string()),
        SummaryRow::new("A broker may commit", approval.allowed.to_string()),
        SummaryRow::new("Asked for by", approval.asked.1.clone()),
        SummaryRow::new("Why", approval.why.clone()),
    ];
    let body = html! {
        h1 class="nhsuk-heading-l" { "Approve a spot purchase for package " (package.reference()) }
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        @match may_be_decided(&package, &approval) {
            Err(failure) => { p { (failure.to_string()) } }
            Ok(()) => {
                (form.around(&format!("/approvals/{}", approval.id), &html! {
                    @for field in FIELDS { (form.field(field, if field.name == "version" { version.as_str() } else { "" })) }
                }, "Decide"))
            }
        }
    };
    let banner = people::banner(view.tx, package.person, view.house)?;
    Ok(Page::new("Approve a spot purchase", body).about(banner).back("Back to the approvals", "/approvals").into())
}

/// Decides.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = approval(act.work, act.path.uuid("approval")?)?;
    let held = package::hold(act.work, found.package)?;
    let permit = act.who.permit::<DecideApproval>(&about(&held))?;
    // Whoever comes second is told what was decided, not merely that the page was old.
    let mut approval = approval(act.work, found.id)?;
    may_be_decided(&held, &approval)?;
    approval.version = act.values.version()?;
    let yes = act.values.text("decision")? == "yes";
    decide(act.work, act.who, &permit, (&held, &approval), (yes, &act.values.text("words")?))?;
    let word = if yes { "approved" } else { "refused" };
    Ok(Done::new("/approvals", format!("You {word} the purchase from {}.", approval.provider_name)).id(approval.id))
}
