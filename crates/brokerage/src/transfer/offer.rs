//! Recording that a person was offered a transfer to the framework, or a direct payment.

use access::About;
use kernel::{Failure, Uuid, deadline_in_words};
use page::{Page, html};
use store::{Change, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{ANSWERED, Offered, not_off, of_package};
use crate::{
    package::{self, Package},
    policy::OfferTransfer,
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::choice("offered", "What was offered?", Offered::CHOICES).must("Say what was offered."),
    Field::words("words", "How was it explained, and to whom?").must("Write how it was explained, and to whom."),
];

pub(super) fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<OfferTransfer>(&about(&package))?;
    let off = of_package(view.tx, package.id)?.ok_or_else(not_off)?;
    let banner = people::banner(view.tx, package.person, view.house)?;
    view.saw(package.person, "offer of a transfer");
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (package.reference()) ", " (off.provider_name) } "Offer a transfer or a direct payment" }
        p { "This care is given off the framework. The person may keep it; they are offered a provider on the framework, or the money." }
        (view.form.whole(&format!("/packages/{}/transfer", package.id), FIELDS, "Record the offer"))
    };
    Ok(Page::new("Offer a transfer", body).about(banner).back("Off the framework", "/off-framework").into())
}

/// Records it, and the clock of the answer starts.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let package = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<OfferTransfer>(&about(&package))?;
    permit.covers(package.id)?;
    let off = of_package(act.work, package.id)?.ok_or_else(not_off)?;
    if off.made.as_ref().is_some_and(|made| made.answer.is_none()) {
        return Err(Failure::conflict("An offer is open already. Record the person’s answer to it first."));
    }
    let id: Uuid = act.work.id();
    let clock = clocks::Start {
        standard: ANSWERED,
        subject_kind: "transfer_offer",
        subject: id,
        person: Some(package.person.into()),
        organisation: None,
        from: act.now,
    };
    let answer_by = clocks::start(act.work, act.house.place, clock)?;
    let (offered, words) = (act.values.choice::<Offered>("offered")?, act.values.text("words")?);
    let facts = serde_json::json!({
        "package": package.id, "award": off.award, "provider": off.provider, "offered": offered.code(), "words": words,
        "answer_by": answer_by,
    });
    let columns = cols! {
        "id" => id, "version" => 1, "package" => package.id, "award" => off.award, "person" => package.person,
        "provider" => off.provider, "offered" => offered.code(), "words" => words, "offered_at" => act.now,
        "offered_by" => act.who.name.as_str(), "answer_by" => answer_by,
    };
    let change = Change::new("transfer.offered", "transfer_offer", id).person(package.person).facts(facts);
    act.work.apply(change.insert("transfer_offer", columns))?;
    let message = format!("The offer is recorded. The answer is due by {}.", deadline_in_words(answer_by));
    Ok(Done::new("/off-framework", message).id(id))
}
