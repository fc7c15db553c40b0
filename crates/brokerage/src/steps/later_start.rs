//! The broker's answer to a provider that asks to start later than was agreed (BRK-5, H14).

use access::{About, Permit};
use kernel::{Failure, day_in_words};
use page::{Page, html};
use places::Place;
use store::Work;
use wire::{Act, Done, Field, Shown, View};

use super::{
    keep,
    start::{asked_in_words, set},
};
use crate::{
    package::{self, Package},
    policy::AgreeLaterStart,
    send,
};

const ANSWERS: &[(&str, &str)] =
    &[("agree", "Agree: care starts on the later day"), ("refuse", "Refuse: the agreed day stands")];

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::choice("answer", "What do you answer?", ANSWERS).must("Say whether you agree."),
    Field::words("words", "If you refuse, why").hint("The provider sees it. Name nobody."),
];

/// Answers it. The provider is told; a message names nobody.
pub fn answer(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<AgreeLaterStart>,
    held: &Package,
    (agreed, words): (bool, Option<&str>),
) -> Result<(), Failure> {
    permit.covers(held.id)?;
    let step = held.state.answer_start(agreed)?;
    let (Some(before), Some(next)) = (held.state.held(), step.next.held()) else {
        return Err(Failure::internal("an answer about a start without an award"));
    };
    let (reference, start) = (held.reference(), day_in_words(next.start));
    let (topic, subject, body) = if agreed {
        if next.start < work.at.day() {
            return Err(Failure::conflict("The day asked for is past. Refuse it; the provider may ask for another."));
        }
        set(work, place, held, &step)?;
        ("package.start_agreed", "later start is agreed", format!("Care under package {reference} starts on {start}."))
    } else {
        let words = words.ok_or_else(|| Failure::field("words", "Say why the later day is refused."))?;
        let asked = before.asked.as_ref().map(|asked| asked.day);
        let facts = serde_json::json!({
            "start": next.start, "asked": asked, "why": words, "provider": next.provider, "plan": held.plan,
        });
        let from = work.at;
        keep(work, place, held, &step, ("package.start_refused", facts), from, |change| change)?;
        let body = format!(
            "The later start you asked for was refused: {words} Care under package {reference} starts on {start}. If that cannot be, hand the package back: /provider/packages/{}",
            held.id
        );
        ("package.start_refused", "later start is refused", body)
    };
    send::notify(work, next.provider, topic, &format!("Package {reference}: the {subject}"), &body)
}

fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<AgreeLaterStart>(&about(&package))?;
    let banner = people::banner(view.tx, package.person, view.house)?;
    view.saw(package.person, "package");
    let version = package.version.to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" { "A later start of package " (package.reference()) }
        @match (package.state.answer_start(false), package.state.held().and_then(asked_in_words)) {
            (Ok(_), Some(asked)) => {
                p { (asked) }
                p { "Care was wanted from " (day_in_words(package.start_wanted)) ". If it cannot wait, refuse: the agreed day stands, and the provider may hand the package back." }
                (view.form.around(&format!("/packages/{}/later-start", package.id), &html! {
                    @for field in FIELDS { (view.form.field(field, if field.name == "version" { version.as_str() } else { "" })) }
                }, "Send the answer"))
            }
            (Err(failure), _) => { p { (failure.to_string()) } }
            (Ok(_), None) => {}
        }
    };
    let back = format!("/packages/{}", package.id);
    Ok(Page::new("A later start", body).about(banner).back("Back to the package", back).into())
}

/// Answers.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let mut held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<AgreeLaterStart>(&about(&held))?;
    held.version = act.values.version()?;
    let (agreed, words) = (act.values.text("answer")? == "agree", act.values.opt_text("words")?);
    answer(act.work, act.house.place, &permit, &held, (agreed, words.as_deref()))?;
    let start = package::row(act.work, held.id)?.state.held().map(|held| day_in_words(held.start)).unwrap_or_default();
    Ok(Done::new(format!("/packages/{}", held.id), format!("Care starts on {start}. The provider was told."))
        .id(held.id))
}
