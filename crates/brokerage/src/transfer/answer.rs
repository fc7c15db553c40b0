//! Recording what a person says to the offer of a transfer or a direct payment.

use kernel::{Failure, moment_in_words};
use page::{Page, html};
use store::{Change, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{ANSWERED, Answer, Made, OffFramework, Offered, not_off, of_package, offer::about};
use crate::{package, policy::OfferTransfer};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::choice("answer", "What does the person want?", Answer::CHOICES).must("Say what the person wants."),
    Field::words("words", "In their words, and who said it").must("Write what was said, and by whom."),
];

/// The offer that waits for its answer.
fn open(off: Option<OffFramework>) -> Result<Made, Failure> {
    let made = off.ok_or_else(not_off)?.made.filter(|made| made.answer.is_none());
    made.ok_or_else(|| Failure::conflict("No offer waits for an answer. Record the offer first."))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<OfferTransfer>(&about(&package))?;
    let made = open(of_package(view.tx, package.id)?)?;
    let banner = people::banner(view.tx, package.person, view.house)?;
    view.saw(package.person, "offer of a transfer");
    let version = made.version.to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (package.reference()) } "Record the person’s answer" }
        p { "Offered: " (made.offered.words().to_lowercase()) ", by " (made.by) ", " (moment_in_words(made.at)) "." }
        (view.form.around(&format!("/packages/{}/transfer/answer", package.id), &html! {
            @for field in FIELDS { (view.form.field(field, if field.name == "version" { &version } else { "" })) }
        }, "Record the answer"))
    };
    Ok(Page::new("Record the person’s answer", body).about(banner).back("Off the framework", "/off-framework").into())
}

/// Records it. What follows is done where it is done always: a transfer by a new search, a direct payment in the plan.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let package = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<OfferTransfer>(&about(&package))?;
    permit.covers(package.id)?;
    let made = open(of_package(act.work, package.id)?)?;
    let (answer, words) = (act.values.choice::<Answer>("answer")?, act.values.text("words")?);
    let fits = match (made.offered, answer) {
        (Offered::Both, _) | (_, Answer::Stay) => true,
        (Offered::Transfer, answer) => answer == Answer::Transfer,
        (Offered::DirectPayment, answer) => answer == Answer::DirectPayment,
    };
    if !fits {
        return Err(Failure::field("answer", "This was not offered. Choose what was offered, or to stay."));
    }
    clocks::stop(act.work, made.id, ANSWERED, act.now)?;
    let facts = serde_json::json!({ "package": package.id, "answer": answer.code(), "words": words });
    let columns = cols! {
        "answer" => answer.code(), "answer_words" => words, "answered_at" => act.now, "noted_by" => act.who.name.as_str(),
    };
    let change = Change::new("transfer.answered", "transfer_offer", made.id).person(package.person).facts(facts);
    act.work.apply(change.update("transfer_offer", made.id, act.values.version()?, columns))?;
    let message = match answer {
        Answer::Transfer => {
            "The person wants a provider on the framework. Agree a last day with the present one, and offer the package anew."
        }
        Answer::DirectPayment => "The person wants a direct payment. The social worker changes how the plan is paid.",
        Answer::Stay => "The person stays with their provider.",
    };
    Ok(Done::new("/off-framework", message).id(made.id))
}
