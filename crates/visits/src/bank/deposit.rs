//! Care time of a visit that the person did not want goes into the bank, at their request (BRK-10).

use access::Permit;
use kernel::{Failure, Minutes, day_in_words};
use maud::html;
use places::Place;
use store::{Change, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use super::{Banking, banking, cap, charge_rules, held, hold, href, post, rule};
use crate::{
    parts,
    policy::KeepBank,
    store::{held as held_visit, visit},
    visit::{VisitId, VisitView},
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::whole("minutes", "How many minutes are banked?", 1, 3_000, "minutes")
        .must("Enter how many minutes are banked."),
    Field::line("asked_by", "Who asked for it?")
        .hint("The person, or who speaks for them.")
        .must("Enter who asked for the time to be banked."),
    Field::words("words", "What did they say?").must("Say in a few words what the person wants it for, or why."),
];

statement! {
    ONE = "SELECT version, minutes FROM bank_deposit WHERE id = $1";
    FROM_BANK = "SELECT id FROM bank_visit WHERE id = $1";
}

/// What was banked of a visit: the row's version and the minutes.
pub(crate) fn of_visit(tx: &mut Tx<'_>, visit: VisitId) -> Result<Option<(i64, Minutes)>, Failure> {
    tx.first(&ONE, params![visit], |row| Ok((row.get("version")?, row.get("minutes")?)))
}

/// How much of a visit may be banked; if nothing, says why.
fn left_of(tx: &mut Tx<'_>, place: &Place, found: &VisitView) -> Result<Minutes, Failure> {
    if let Some((_, minutes)) = of_visit(tx, found.id)? {
        return Err(Failure::conflict(format!("{minutes} of this visit were banked already.")));
    }
    if tx.first(&FROM_BANK, params![found.id], |row| row.get::<VisitId>("id"))?.is_some() {
        return Err(Failure::conflict("This visit came out of the bank. What it does not use goes back by itself."));
    }
    rule::unused(found, charge_rules(place, found.day)?)
}

/// Whether to offer it on the visit's page.
pub(crate) fn is_possible(tx: &mut Tx<'_>, place: &Place, found: &VisitView) -> Result<bool, Failure> {
    let open = banking(tx, found.package)?.is_some_and(|banking: Banking| banking.open);
    Ok(open && left_of(tx, place, found).is_ok())
}

/// What is banked.
#[derive(Debug, Clone)]
pub struct Deposit {
    /// How much.
    pub minutes: Minutes,
    /// Who asked.
    pub asked_by: String,
    /// In their words.
    pub words: String,
}

/// Banks it.
pub fn deposit(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<KeepBank>,
    found: &VisitView,
    new: &Deposit,
) -> Result<(), Failure> {
    permit.covers(found.id)?;
    let banking = hold(work, found.package)?;
    let left = left_of(work, place, found)?;
    if new.minutes > left {
        return Err(Failure::field("minutes", format!("Only {left} of this visit were not used.")));
    }
    let package = brokerage::package(work, found.package.into())?;
    let before = held(work, found.package)?;
    let after = before.deposit(new.minutes, cap(place, &package, &banking))?;
    let facts = serde_json::json!({ "package": found.package, "visit": found.id, "minutes": new.minutes });
    let columns = cols! {
        "id" => found.id, "version" => 1, "package" => found.package, "minutes" => new.minutes,
        "asked_by" => new.asked_by.as_str(), "words" => new.words.as_str(), "at" => work.at,
    };
    let change = Change::new("bank.deposited", "package", found.package).person(found.person);
    work.apply(change.organisation(found.provider).facts(facts).insert("bank_deposit", columns))?;
    let memo = format!("Not wanted: {} visit on {}", found.label, day_in_words(found.day));
    let about = (found.id.uuid(), work.at.day(), memo);
    post(work, (found.package, found.provider), (before, after), about)
}

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = visit(view.tx, view.path.id("visit")?)?;
    view.who.permit::<KeepBank>(&parts::about(&found))?;
    let open = banking(view.tx, found.package)?.is_some_and(|banking| banking.open);
    let left = left_of(view.tx, view.house.place, &found);
    let fields = |minutes: Minutes| {
        html! { @for field in FIELDS {
            @let value = match field.name { "minutes" => minutes.get().to_string(), "asked_by" => found.person_name.clone(), _ => String::new() };
            (view.form.field(field, &value))
        } }
    };
    let body = html! {
        (parts::heading("Bank unused care time"))
        p { (parts::title(&found)) "." }
        @match left {
            _ if !open => p { "Banked hours are not switched on for this package. The brokerage team can switch them on." },
            Err(failure) => p { (failure.to_string()) },
            Ok(minutes) => {
                p { (minutes) " were planned and not used. At the person’s request they are kept for an extra visit later." }
                (view.form.around(&format!("/visits/{}/bank", found.id), &fields(minutes), "Bank it"))
            }
        }
    };
    parts::page_about(view, "Bank unused care time", body, &found)
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = held_visit(act.work, act.path.id("visit")?)?;
    let permit = act.who.permit::<KeepBank>(&parts::about(&found))?;
    let new = Deposit {
        minutes: Minutes::new(act.values.whole("minutes")?),
        asked_by: act.values.text("asked_by")?,
        words: act.values.text("words")?,
    };
    deposit(act.work, act.house.place, &permit, &found, &new)?;
    Ok(Done::new(href(found.package), format!("{} are banked for {}.", new.minutes, found.person_name)).id(found.id))
}
