//! Outcomes are agreed with the person, or with somebody for them and the reason why (BRK-5, R8).

use access::Permit;
use kernel::{Failure, Moment, Uuid};
use page::html;
use places::Place;
use plans::AgreedWith;
use store::{Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use super::{done, hold, keep, past, step_page};
use crate::{PackageId, package::Package, policy::KeepAward};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::date("on", "On which day were they agreed?").must("Enter the day the outcomes were agreed."),
    Field::choice("with", "With whom?", AgreedWith::CHOICES).must("Say with whom the outcomes were agreed."),
    Field::line("name", "Their name").must("Enter the name of whoever agreed."),
    Field::words("why", "Why not with the person themselves?").hint("Only if somebody agreed for them."),
    Field::words("words", "What was agreed").hint("Leave it empty if it is what the plan says, as it stands above."),
];

/// What was agreed.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// When.
    pub at: Moment,
    /// With whom.
    pub with: AgreedWith,
    /// Their name.
    pub name: String,
    /// Why not with the person themselves.
    pub why: Option<String>,
    /// What was agreed.
    pub words: String,
}

statement! {
    OF_PACKAGE = "SELECT agreed_at, with_whom, name, why_not_person, words FROM outcomes_agreement WHERE package = $1
        ORDER BY agreed_at DESC, id LIMIT 20";
}

/// The agreements of a package, the latest first (at most 20).
pub fn of_package(tx: &mut Tx<'_>, package: PackageId) -> Result<Vec<Agreement>, Failure> {
    tx.all(&OF_PACKAGE, params![package], |row: &Row| {
        Ok(Agreement {
            at: row.get("agreed_at")?,
            with: row.parse("with_whom")?,
            name: row.get("name")?,
            why: row.get("why_not_person")?,
            words: row.get("words")?,
        })
    })
}

/// Records it.
pub fn agree(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<KeepAward>,
    held: &Package,
    new: &Agreement,
) -> Result<(), Failure> {
    permit.covers(held.id)?;
    let step = held.state.agree_outcomes(new.at)?;
    if new.with != AgreedWith::Person && new.why.is_none() {
        return Err(Failure::field("why", "Say why it was not agreed with the person themselves."));
    }
    let Some(award) = held.state.held() else { return Err(Failure::internal("outcomes without an award")) };
    if let Some(first) = award.first_visit().filter(|first| new.at.day() < first.day()) {
        return Err(Failure::field(
            "on",
            format!("The first visit was on {}; outcomes are agreed then or later.", kernel::day_in_words(first.day())),
        ));
    }
    let id: Uuid = work.id();
    let facts = serde_json::json!({ "at": new.at, "with": new.with.code(), "provider": award.provider });
    let row = cols! {
        "id" => id, "award" => award.award, "package" => held.id, "agreed_at" => new.at, "with_whom" => new.with.code(),
        "name" => new.name.as_str(), "why_not_person" => new.why.as_deref(), "words" => new.words.as_str(),
    };
    keep(work, place, held, &step, ("outcomes.agreed", facts), new.at, |change| {
        change.insert("outcomes_agreement", row)
    })
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    step_page(view, "Record the agreed outcomes", |view, package| {
        html! {
            @match package.state.agree_outcomes(view.now) {
                Err(failure) => { p { (failure.to_string()) } }
                Ok(_) => {
                    ul class="nhsuk-list nhsuk-list--bullet" { @for outcome in &package.outcomes { li { (outcome) } } }
                    (view.form.around(&format!("/packages/{}/outcomes", package.id), &html! {
                        @for field in FIELDS {
                            @match field.name {
                                "version" => { (view.form.field(field, &package.version.to_string())) }
                                "on" => { (view.form.field(field, &view.now.day().to_string())) }
                                "name" => { (view.form.field(field, &package.person_name)) }
                                _ => { (view.form.field(field, "")) }
                            }
                        }
                    }, "Record what was agreed"))
                }
            }
        }
    })
}

/// Records it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (mut held, permit) = hold(act)?;
    held.version = act.values.version()?;
    let agreement = Agreement {
        at: past(act.values.date("on")?, None, act.now)?,
        with: act.values.choice("with")?,
        name: act.values.text("name")?,
        why: act.values.opt_text("why")?,
        words: act.values.opt_text("words")?.unwrap_or_else(|| held.outcomes.join("; ")),
    };
    agree(act.work, act.house.place, &permit, &held, &agreement)?;
    Ok(done(act, &held, "You recorded the agreed outcomes.".into()))
}
