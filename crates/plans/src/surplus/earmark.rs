//! The commissioner earmarks funding of a person, with a reason; no money lifts the earmark (BRK-10).

use access::{About, Permit};
use kernel::{Failure, Money};
use page::{Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{Funded, funded, held};
use crate::policy::EarmarkFunding;

/// The form.
pub const FIELDS: &[Field] = &[
    Field::money("amount", "How much is earmarked?")
        .hint("Instead of what was earmarked before; £0 lifts it.")
        .must("Enter how much is earmarked."),
    Field::words("reason", "For what?").must("Say what the money is for, or why it is no longer earmarked."),
];

/// Earmarks it.
pub fn earmark(
    work: &mut Work<'_>,
    permit: &Permit<EarmarkFunding>,
    found: &Funded,
    by: &str,
    (amount, reason): (Money, &str),
) -> Result<(), Failure> {
    permit.covers(found.plan)?;
    let gathered = found.funding.gathered()?;
    if amount > gathered {
        return Err(Failure::field(
            "amount",
            format!("Only {gathered} has gathered, so no more than that can be earmarked."),
        ));
    }
    let columns = cols! { "pence" => amount, "reason" => reason, "said_by" => by, "at" => work.at };
    let facts = serde_json::json!({ "amount": amount, "before": found.funding.earmarked, "reason": reason });
    let change = Change::new("plan.funding_earmarked", "plan", found.plan).person(found.person).facts(facts);
    work.apply(match &found.earmark {
        Some((version, _)) => change.update("plan_earmark", found.plan, *version, columns),
        None => {
            let mut all = cols! { "id" => found.plan, "version" => 1 };
            all.extend(columns);
            change.insert("plan_earmark", all)
        }
    })
}

pub(super) fn about(found: &Funded) -> About {
    About::thing("plan", found.plan).person(found.person)
}

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = funded(view.tx, view.path.id("plan")?, view.now.day())?;
    view.who.permit::<EarmarkFunding>(&about(&found))?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Earmark funding" }
        p { (found.funding.gathered()?) " has gathered; " (found.funding.earmarked) " of it is earmarked." }
        (view.form.whole(&format!("/surplus/{}/earmark", found.plan), FIELDS, "Save"))
    };
    view.saw(found.person, "funding");
    let banner = people::banner(view.tx, found.person, view.house)?;
    let page = Page::new("Earmark funding", body).about(banner);
    Ok(page.back("Back to the surplus funding", "/surplus").into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = held(act.work, act.path.id("plan")?)?;
    let permit = act.who.permit::<EarmarkFunding>(&about(&found))?;
    let (amount, reason) = (act.values.money("amount")?, act.values.text("reason")?);
    earmark(act.work, &permit, &found, &act.who.name, (amount, &reason))?;
    let message = if amount == Money::ZERO {
        format!("Nothing is earmarked for {} any more.", found.person_name)
    } else {
        format!("{amount} is earmarked for {}.", found.person_name)
    };
    Ok(Done::new("/surplus", message).id(found.plan))
}
