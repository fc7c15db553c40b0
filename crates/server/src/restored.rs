//! After a restore: what everybody is told until an administrator has confirmed what is missing (H20).

use std::collections::BTreeMap;

use access::About;
use kernel::{Failure, Moment, Period, Uuid, count};
use page::{Page, html};
use store::{Change, Tx, WHOLE_PLACE};
use visits::Total;
use wire::{Act, Done, Field, Gate, Handler, Shown, Slice, View, Warning};

use crate::house::RESTORED;

access::actions! {
    /// Say that what a restore lost has been dealt with.
    pub ConfirmRestored = "restored.confirm", "confirm what is missing after a restore": Administrator @ Place;
}

/// The setting that says which restore was confirmed, by the moment of its backup: a later restore warns again.
const CONFIRMED: &str = "restored.confirmed";
const HERE: &str = "/restored";
const CONFIRM: &str = "/restored/confirm";
const FIELDS: &[Field] = &[Field::words("words", "What was done about what is missing?")
    .hint("Who was told, what was entered again, and what could not be found out.")
    .must("Say what was done about what is missing.")];

/// What it gives the house.
pub fn slice() -> Slice {
    let open = Gate::SignedIn("everybody must know that what they did may be missing");
    Slice::new("restored", ACTIONS, &[])
        .route(HERE, "What is missing after a restore", open, Handler::Page(page, None))
        .command::<ConfirmRestored>(CONFIRM, "Confirm what is missing after a restore", FIELDS, form, submit)
}

/// The moment of the backup this database was restored from, if that was not confirmed yet.
fn unconfirmed(tx: &mut Tx<'_>) -> Result<Option<(String, Moment)>, Failure> {
    let Some(kept) = store::setting(tx, RESTORED)? else { return Ok(None) };
    if store::setting(tx, CONFIRMED)?.as_ref() == Some(&kept) {
        return Ok(None);
    }
    let at = kept.parse()?;
    Ok(Some((kept, at)))
}

/// What every page says for as long as nobody has confirmed it.
pub fn warning(tx: &mut Tx<'_>) -> Result<Option<Warning>, Failure> {
    let text =
        |at| format!("Restored from the backup of {}: changes since then are missing", kernel::moment_in_words(at));
    Ok(unconfirmed(tx)?.map(|(kept, at)| Warning::new(text(at), HERE, CONFIRMED, kept)))
}

/// The visits of the days that are missing, by provider: what was done on them must be entered again.
fn visits_since(tx: &mut Tx<'_>, since: Moment, now: Moment) -> Result<Vec<(String, Total)>, Failure> {
    let Ok(period) = Period::through(since.day(), now.day()) else { return Ok(Vec::new()) };
    let mut by_provider: BTreeMap<Uuid, Total> = BTreeMap::new();
    for ((_, provider), total) in visits::by_package(tx, period)? {
        let sum = by_provider.entry(provider).or_default();
        sum.visits += total.visits;
        sum.missed += total.missed;
    }
    let names = access::organisation_names(tx, &by_provider.keys().copied().collect::<Vec<_>>())?;
    let named = |(id, total): (Uuid, Total)| (names.get(&id).cloned().unwrap_or_default(), total);
    Ok(by_provider.into_iter().map(named).collect())
}

fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let Some((_, at)) = unconfirmed(view.tx)? else {
        let body = html! {
            h1 class="nhsuk-heading-l" { "Nothing is missing after a restore" }
            p { "This system was not restored from a backup, or what was missing has been dealt with." }
        };
        return Ok(Page::new("After a restore", body).into());
    };
    let visits = visits_since(view.tx, at, view.now)?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "What is missing after the restore" }
        p {
            "This system was restored from the backup of " (kernel::moment_in_words(at)) ". What anybody entered between "
            "then and the restore is not in it. What you see may be out of date."
        }
        h2 class="nhsuk-heading-m" { "What everybody confirms about their own work" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "alerts, ways in and carers of people: look at the record before you rely on it" }
            li { "referrals received and answered, assessments decided and plans agreed" }
            li { "offers answered and packages awarded, handed back or ended" }
            li { "visits given to workers, checked in and out, cancelled or missed" }
            li { "messages: some may be sent twice, and some that were sent are not listed" }
        }
        h2 class="nhsuk-heading-m" { "Visits to confirm" }
        @if visits.is_empty() { p { "No visits were planned in that time." } } @else {
            p { "From " (kernel::day_in_words(at.day())) " until today, as far as the backup knows:" }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for (provider, total) in &visits { li { (provider) ": " (count(total.visits, "visit", "visits")) } }
            }
            p { "Every provider enters again what was done on each of them, from its own notes." }
        }
        @if view.who.may::<ConfirmRestored>() { p { a href=(CONFIRM) { "Confirm that this was dealt with" } } }
    };
    Ok(Page::new("After a restore", body).into())
}

fn form(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.permit::<ConfirmRestored>(&About::thing("setting", WHOLE_PLACE))?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Confirm what is missing after the restore" }
        @if unconfirmed(view.tx)?.is_some() {
            p { "The warning on every page ends with this, for everybody." }
            (view.form.whole(CONFIRM, FIELDS, "Confirm and end the warning"))
        } @else { p { "There is nothing to confirm." } }
    };
    Ok(Page::new("Confirm what is missing after a restore", body).back("Back", HERE).into())
}

fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = act.who.permit::<ConfirmRestored>(&About::thing("setting", WHOLE_PLACE))?;
    permit.covers(WHOLE_PLACE)?;
    let Some((kept, at)) = unconfirmed(act.work)? else {
        return Err(Failure::conflict("There is nothing to confirm: no restore is waiting for it."));
    };
    let facts = serde_json::json!({ "backup_of": at, "words": act.values.text("words")? });
    act.work.apply(Change::new("restore.confirmed", "setting", WHOLE_PLACE).facts(facts))?;
    store::keep_setting(act.work, CONFIRMED, &kept)?;
    Ok(Done::new("/", "You confirmed what was missing after the restore. The warning is gone."))
}
