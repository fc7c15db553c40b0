//! The broker asks for the approval of a spot purchase above the limit (BRK-6).

use access::{Permit, Who};
use kernel::{Failure, Moment, Uuid, deadline_in_words};
use page::{Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, House, Shown, View};

use super::{APPROVED, about, allowed, to_approve};
use crate::{
    OfferId, answer,
    package::{self, Package},
    policy::AskApproval,
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::id("offer", "Whose yes is to be bought?").must("Choose the provider."),
    Field::words("why", "Why this purchase, and why nobody on the framework?")
        .must("Say why this is bought off the framework."),
];

/// Asks for it; the decision has a clock.
pub fn ask(
    work: &mut Work<'_>,
    house: &House,
    who: &Who,
    permit: &Permit<AskApproval>,
    held: &Package,
    (offer, why): (OfferId, &str),
) -> Result<(Uuid, Moment), Failure> {
    permit.covers(held.id)?;
    held.state.may_be_awarded()?;
    let yes = answer::waiting(work, held)?;
    let found = to_approve(house.place, held, &yes)?.into_iter().find(|(one, ..)| one.id == offer);
    let (offer, rate, weekly) = found.ok_or_else(|| {
        Failure::field("offer", "Choose a provider off the framework that said yes and costs more than your limit.")
    })?;
    if super::of_package(work, held.id)?.iter().any(|one| one.offer == offer.id && one.stands == super::Stands::Asked) {
        return Err(Failure::conflict("This purchase waits for approval already."));
    }
    let id: Uuid = work.id();
    let start = clocks::Start {
        standard: APPROVED,
        subject_kind: "spot_approval",
        subject: id,
        person: Some(held.person.into()),
        organisation: None,
        from: work.at,
    };
    let due = clocks::start(work, house.place, start)?;
    let limit = allowed(house.place);
    let facts = serde_json::json!({
        "approval": id, "offer": offer.id, "provider": offer.provider, "rate": rate, "weekly": weekly, "allowed": limit,
        "why": why, "due": due,
    });
    let columns = cols! {
        "id" => id, "version" => 1, "package" => held.id, "person" => held.person, "offer" => offer.id,
        "provider_name" => offer.provider_name.as_str(), "rate" => rate, "minutes_per_week" => held.minutes_per_week,
        "weekly" => weekly, "allowed" => limit, "why" => why, "asked_at" => work.at, "asked_by" => who.name.as_str(),
        "due_at" => due, "state" => "asked",
    };
    let change = Change::new("spot.asked", "package", held.id).person(held.person).facts(facts);
    work.apply(change.insert("spot_approval", columns))?;
    Ok((id, due))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<AskApproval>(&about(&package))?;
    view.saw(package.person, "approval of a spot purchase");
    let place = view.house.place;
    let yes = answer::waiting(view.tx, &package)?;
    let found = to_approve(place, &package, &yes)?;
    let choices: Vec<(String, String)> = found
        .iter()
        .map(|(offer, rate, weekly)| {
            (offer.id.to_string(), format!("{}, {rate} an hour, {weekly} a week", offer.provider_name))
        })
        .collect();
    let (form, first) = (view.form, choices.first().map(|(id, _)| id.clone()).unwrap_or_default());
    let body = html! {
        h1 class="nhsuk-heading-l" { "Ask for the approval of a spot purchase" }
        p { "You may commit " (allowed(place)) " a week off the framework. Above that a commissioner decides." }
        @if choices.is_empty() {
            p { "No provider off the framework that said yes costs more than that. Award the package." }
        } @else {
            (form.around(&format!("/packages/{}/approval", package.id), &html! {
                @for field in FIELDS {
                    @if field.name == "offer" { (form.choose(field, &choices, &first)) } @else { (form.field(field, "")) }
                }
            }, "Ask for approval"))
        }
    };
    let banner = people::banner(view.tx, package.person, view.house)?;
    let back = format!("/packages/{}", package.id);
    Ok(Page::new("Ask for approval", body).about(banner).back("Back to the package", back).into())
}

/// Asks for it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<AskApproval>(&about(&held))?;
    let offer: OfferId = act.values.id("offer")?;
    let (id, due) = ask(act.work, act.house, act.who, &permit, &held, (offer, &act.values.text("why")?))?;
    let message = format!("The approval is asked for. It is decided by {}.", deadline_in_words(due));
    Ok(Done::new(format!("/packages/{}", held.id), message).id(id))
}
