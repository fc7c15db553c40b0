//! A package comes to its end, with its reason (R3, R4).

use access::{About, Permit};
use kernel::{Date, Failure, Uuid, day_in_words};
use page::{Page, html};
use places::Place;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    EndReason, offer,
    package::{self, Move, Package},
    policy::EndPackage,
    send,
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::date("day", "The last day").must("Enter the last day."),
    Field::choice("reason", "Why does it end?", EndReason::CHOICES).must("Say why the package ends."),
    Field::words("words", "Anything else to know"),
];

/// How far ahead a last day may be named.
const AHEAD_DAYS: i64 = 28;

/// Ends a package; open offers are taken back.
pub fn end(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<EndPackage>,
    package: &Package,
    (day, reason, words): (Date, EndReason, Option<&str>),
) -> Result<(), Failure> {
    permit.covers(package.id)?;
    let step = package.state.end(day, reason)?;
    if day > work.at.plus_days(AHEAD_DAYS).day() {
        return Err(Failure::field("day", "The last day can be at most four weeks ahead."));
    }
    for open in offer::unsettled(work, package.id)? {
        let why = "The package is no longer needed.";
        if open.waits() {
            offer::pass_over(work, &open, why)?;
        } else {
            offer::withdraw(work, &open, why)?;
        }
        let subject = format!("Package {} is no longer needed", package.reference());
        send::notify(
            work,
            open.provider,
            "offer.settled",
            &subject,
            &format!("{subject}. Nothing more needs to be done."),
        )?;
    }
    let held = package.state.held().cloned();
    let provider = held.as_ref().map(|held| held.provider);
    let facts = serde_json::json!({ "day": day, "reason": reason.code(), "words": words, "provider": provider });
    let more = cols! { "ended_on" => day, "end_reason" => reason.code(), "end_words" => words,
        "leaving" => None::<Uuid>, "leaving_name" => None::<String>, "leaving_on" => None::<Date>,
    };
    let at = work.at;
    let this = Move { package, step: &step, from: at, event: "package.ended", more };
    package::take(work, place, this, |change, _| {
        let change = change.facts(facts);
        match held {
            Some(held) => change.organisation(held.provider).update(
                "award",
                held.award,
                held.version,
                cols! { "ended_at" => at, "ended_day" => day, "end_reason" => reason.code(), "end_words" => words },
            ),
            None => change,
        }
    })
}

fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<EndPackage>(&about(&package))?;
    let banner = people::banner(view.tx, package.person, view.house)?;
    view.saw(package.person, "package");
    let form = view.form;
    let body = html! {
        h1 class="nhsuk-heading-l" { "End package " (package.reference()) }
        @match package.state.end(view.now.day(), EndReason::NotNeeded) {
            Err(failure) => { p { (failure.to_string()) } }
            Ok(_) => {
                (form.around(&format!("/packages/{}/end", package.id), &html! {
                    @for field in FIELDS {
                        @match field.name {
                            "version" => { (form.field(field, &package.version.to_string())) }
                            "day" => { (form.field(field, &view.now.day().to_string())) }
                            _ => { (form.field(field, "")) }
                        }
                    }
                }, "End the package"))
            }
        }
    };
    let back = format!("/packages/{}", package.id);
    Ok(Page::new("End a package", body).about(banner).back("Back to the package", back).into())
}

/// Ends it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let mut held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<EndPackage>(&about(&held))?;
    held.version = act.values.version()?;
    let (day, reason) = (act.values.date("day")?, act.values.choice("reason")?);
    let words = act.values.opt_text("words")?;
    end(act.work, act.house.place, &permit, &held, (day, reason, words.as_deref()))?;
    let message = format!("Package {} ends on {}.", held.reference(), day_in_words(day));
    Ok(Done::new(format!("/packages/{}", held.id), message).id(Uuid::from(held.id)))
}
