//! A provider returns a package; it is open for offers again at once and keeps its history (BRK-9).

use access::Permit;
use kernel::{Date, Failure, Moment, Uuid, day_in_words};
use page::html;
use places::Place;
use store::{Change, Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    HandBackReason, PackageId,
    machine::Timer,
    package::{self, Move, Package},
    policy::HandBack as MayHandBack,
    steps::about,
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::choice("reason", "Why do you hand the package back?", HandBackReason::CHOICES)
        .must("Say why you hand the package back."),
    Field::words("words", "In your own words").must("Say in a few words what has happened."),
    Field::date("last_day", "The last day you can care for the person")
        .hint("Your notice is ten working days unless something else was agreed.")
        .must("Enter the last day you can care for the person."),
];

/// A hand-back.
#[derive(Debug, Clone)]
pub struct HandBack {
    /// Who handed back.
    pub provider_name: String,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: HandBackReason,
    /// Why, in words.
    pub words: String,
    /// The last day they care for the person.
    pub last_day: Date,
}

statement! {
    OF_PACKAGE = "SELECT provider_name, at, reason, words, last_day FROM hand_back WHERE package = $1 ORDER BY at DESC, id
        LIMIT 20";
}

/// The hand-backs of a package, the latest first (at most 20).
pub fn of_package(tx: &mut Tx<'_>, package: PackageId) -> Result<Vec<HandBack>, Failure> {
    tx.all(&OF_PACKAGE, params![package], |row: &Row| {
        Ok(HandBack {
            provider_name: row.get("provider_name")?,
            at: row.get("at")?,
            reason: row.parse("reason")?,
            words: row.get("words")?,
            last_day: row.get("last_day")?,
        })
    })
}

/// Why and until when.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Why.
    pub reason: HandBackReason,
    /// Why, in words.
    pub words: String,
    /// The last day.
    pub last_day: Date,
}

/// Hands a package back: the award ends, the search begins anew with a clock of its own, and a provider that gives care
/// carries on for its notice.
pub fn hand_back(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<MayHandBack>,
    package: &Package,
    notice: &Notice,
) -> Result<(), Failure> {
    permit.covers(package.id)?;
    let step = package.state.hand_back(package.urgent)?;
    let Some(held) = package.state.held().cloned() else {
        return Err(Failure::internal("a hand-back without an award"));
    };
    if notice.last_day < work.at.day() {
        return Err(Failure::field("last_day", "The last day is past. Enter today or a later day."));
    }
    let carries_on = step.start.contains(&Timer::Notice);
    let id: Uuid = work.id();
    let facts = serde_json::json!({
        "provider": held.provider, "award": held.award, "reason": notice.reason.code(), "words": notice.words,
        "last_day": notice.last_day, "carries_on": carries_on,
    });
    let mut more = cols! {
        "searching_since" => work.at, "hand_backs" => package.hand_backs + 1, "contingency_at" => None::<Moment>,
        "contingency_why" => None::<String>, "start_missed_at" => None::<Moment>,
    };
    if carries_on {
        more.extend(cols! {
            "leaving" => held.provider, "leaving_name" => held.provider_name.as_str(), "leaving_on" => notice.last_day,
        });
    }
    let (at, package_id) = (work.at, package.id);
    let this = Move { package, step: &step, from: at, event: "package.handed_back", more };
    package::take(work, place, this, |change, _| {
        change
            .organisation(held.provider)
            .facts(facts)
            .insert(
                "hand_back",
                cols! {
                    "id" => id, "package" => package_id, "award" => held.award, "provider" => held.provider,
                    "provider_name" => held.provider_name.as_str(), "at" => at, "reason" => notice.reason.code(),
                    "words" => notice.words.as_str(), "last_day" => notice.last_day,
                },
            )
            .update(
                "award",
                held.award,
                held.version,
                cols! { "ended_at" => at, "ended_day" => at.day(), "end_reason" => "handed_back", "end_words" => notice.words.as_str() },
            )
    })?;
    let facts = serde_json::json!({ "hand_backs": package.hand_backs + 1, "last_day": notice.last_day });
    work.apply(Change::new("package.reopened", "package", package.id).person(package.person).facts(facts))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<MayHandBack>(&about(&package))?;
    let banner = people::banner(view.tx, package.person, view.house)?;
    view.saw(package.person, "package");
    let notice = clocks::rule(view.house.place, Timer::Notice.standard())?;
    let until = package::last_day(kernel::due(view.now, &notice, view.house.place.calendar())?);
    let form = view.form;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Hand package " (package.reference()) " back" }
        @match package.state.hand_back(package.urgent) {
            Err(failure) => { p { (failure.to_string()) } }
            Ok(_) => {
                p { "The search for another provider begins at once. If you are giving care, you carry on until your last day." }
                (form.around(&format!("/packages/{}/hand-back", package.id), &html! {
                    @for field in FIELDS {
                        @match field.name {
                            "version" => { (form.field(field, &package.version.to_string())) }
                            "last_day" => { (form.field(field, &until.to_string())) }
                            _ => { (form.field(field, "")) }
                        }
                    }
                }, "Hand the package back"))
            }
        }
    };
    let back = crate::steps::home(view.who.organisation_id(), &package);
    Ok(page::Page::new("Hand a package back", body).about(banner).back("Back to the package", back).into())
}

/// Hands it back.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let mut held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<MayHandBack>(&about(&held))?;
    held.version = act.values.version()?;
    let own = act.who.organisation_id().is_some() && act.who.organisation_id() == held.provider();
    let notice = Notice {
        reason: act.values.choice("reason")?,
        words: act.values.text("words")?,
        last_day: act.values.date("last_day")?,
    };
    hand_back(act.work, act.house.place, &permit, &held, &notice)?;
    let message = format!(
        "Package {} was handed back. The search for another provider has begun; the last day is {}.",
        held.reference(),
        day_in_words(notice.last_day)
    );
    let to = if own { "/provider/packages".into() } else { format!("/packages/{}", held.id) };
    Ok(Done::new(to, message).id(held.id))
}
