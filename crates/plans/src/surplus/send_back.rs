//! The surplus of a budget goes back to the council, by finance (BRK-10): a movement in the books, which the person is told of.

use access::Permit;
use accounts::{Entry, Name, Unit};
use kernel::{Failure, Money};
use page::{Page, html};
use places::Place;
use store::{Change, Work};
use wire::{Act, Done, Field, Shown, View};

use super::{CAUSE, Funded, earmark::about, funded, held};
use crate::{credit, policy::ReturnSurplus};

/// The form: the amount that was shown, so that nobody returns what they have not seen.
pub const FIELDS: &[Field] = &[Field::whole("pence", "Amount in pence", 1, i64::MAX, "")
    .must("Open the page again and look at the amount that goes back.")];

/// Returns it.
pub fn send_back(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<ReturnSurplus>,
    found: &Funded,
    shown: Money,
) -> Result<(), Failure> {
    permit.covers(found.plan)?;
    let weeks = place.package_rules.surplus_weeks;
    let surplus = found.funding.surplus(weeks)?;
    if surplus == Money::ZERO {
        return Err(nothing(weeks));
    }
    if surplus != shown {
        return Err(Failure::Stale(format!(
            "The surplus is {surplus} now; the page showed {shown}. Look at it again before you return it."
        )));
    }
    let given = Name::new(found.council, "budget given", Unit::Pence);
    let entry = Entry {
        cause_kind: CAUSE,
        cause: found.plan.uuid(),
        day: work.at.day(),
        memo: format!("Returned: more than {weeks} weeks’ worth, and not earmarked"),
        lines: vec![(credit::budget_account(found.person), -surplus.pence()), (given, surplus.pence())],
    };
    accounts::post(work, &entry)?;
    let facts = serde_json::json!({ "amount": surplus, "weeks": weeks, "earmarked": found.funding.earmarked });
    work.apply(Change::new("plan.surplus_returned", "plan", found.plan).person(found.person).facts(facts))
}

fn nothing(weeks: i64) -> Failure {
    Failure::conflict(format!(
        "There is no surplus: not more than {weeks} weeks’ worth has gathered, or it is earmarked."
    ))
}

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = funded(view.tx, view.path.id("plan")?, view.now.day())?;
    view.who.permit::<ReturnSurplus>(&about(&found))?;
    let weeks = view.house.place.package_rules.surplus_weeks;
    let surplus = found.funding.surplus(weeks)?;
    let pence = surplus.pence().to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Return surplus funding" }
        @if surplus == Money::ZERO { p { (nothing(weeks).to_string()) } } @else {
            p { (found.funding.gathered()?) " has gathered; " (found.funding.earmarked) " of it is earmarked. " strong { (surplus) } " goes back to the council. The person is told on their own pages." }
            (view.form.button(&format!("/surplus/{}/return", found.plan), &[("pence", &pence)], &format!("Return {surplus}"), false))
        }
    };
    view.saw(found.person, "funding");
    let banner = people::banner(view.tx, found.person, view.house)?;
    let page = Page::new("Return surplus funding", body).about(banner);
    Ok(page.back("Back to the surplus funding", "/surplus").into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = held(act.work, act.path.id("plan")?)?;
    let permit = act.who.permit::<ReturnSurplus>(&about(&found))?;
    let shown = Money::from_pence(act.values.whole("pence")?);
    send_back(act.work, act.house.place, &permit, &found, shown)?;
    let message = format!("{shown} of {}’s funding went back to the council.", found.person_name);
    Ok(Done::new("/surplus", message).id(found.plan))
}
