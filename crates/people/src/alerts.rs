//! Alerts: what everybody who visits must know. They stand in the banner of every page about the person (H1).

use access::{About, Permit};
use kernel::{Failure, Moment, Uuid};
use page::{Page, html};
use store::{Change, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    person::{self, PersonId},
    policy::ChangePerson,
};

const WORDS: Field = Field::line("words", "New alert")
    .hint("One line that everybody who visits must know, such as: allergic to penicillin.")
    .must("Write the alert.");

/// The fields of a new alert.
pub const FIELDS: &[Field] = &[WORDS];
/// The fields of ending one.
pub const END_FIELDS: &[Field] = &[Field::version()];

/// An alert that stands.
#[derive(Debug, Clone)]
pub struct Alert {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// What it says.
    pub words: String,
    /// Since when.
    pub since: Moment,
}

statement! {
    STANDING = "SELECT id, version, words, since FROM person_alert WHERE person = $1 AND ended_at IS NULL ORDER BY since, id";
}

fn standing(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Alert>, Failure> {
    tx.all(&STANDING, params![person], |row| {
        Ok(Alert {
            id: row.get("id")?,
            version: row.get("version")?,
            words: row.get("words")?,
            since: row.get("since")?,
        })
    })
}

/// The alerts there are, and the form for another.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id: PersonId = view.path.id("person")?;
    view.who.permit::<ChangePerson>(&About::thing("person", id).person(id))?;
    let banner = person::banner(view.tx, id, view.house)?;
    let alerts = standing(view.tx, id)?;
    view.saw(id, "alerts");
    let body = html! {
        h1 class="nhsuk-heading-l" { "Alerts" }
        @if alerts.is_empty() { (page::show::empty_state("No alerts are recorded yet.")) }
        @else {
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for alert in &alerts {
                    li {
                        strong { (alert.words) } " Since " (page::show::day(alert.since.day())) ". "
                        a href=(format!("/people/{id}/alerts/{}/end", alert.id)) {
                            "End this" span class="nhsuk-u-visually-hidden" { " alert: " (alert.words) }
                        }
                    }
                }
            }
        }
        (view.form.whole(&format!("/people/{id}/alerts"), FIELDS, "Add this alert"))
    };
    Ok(Page::new("Alerts", body).about(banner).back("Back", format!("/people/{id}")).into())
}

/// Takes a new alert.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id: PersonId = act.path.id("person")?;
    let permit = act.who.permit::<ChangePerson>(&About::thing("person", id).person(id))?;
    let words = act.values.text("words")?;
    let alert = add(act.work, &permit, id, &words)?;
    Ok(Done::new(format!("/people/{id}/alerts"), "The alert stands on every page about this person now.").id(alert))
}

/// Adds an alert.
pub fn add(work: &mut Work<'_>, permit: &Permit<ChangePerson>, person: PersonId, words: &str) -> Result<Uuid, Failure> {
    permit.covers(person)?;
    person::held(work, person)?;
    let id: Uuid = work.id();
    let columns = cols! { "id" => id, "version" => 1, "person" => person, "words" => words, "since" => work.at };
    let facts = serde_json::json!({ "words": words });
    let change = Change::new("person.alert_added", "person_alert", id).person(person).facts(facts);
    work.apply(change.insert("person_alert", columns))?;
    Ok(id)
}

fn one(tx: &mut Tx<'_>, person: PersonId, alert: Uuid) -> Result<Alert, Failure> {
    standing(tx, person)?.into_iter().find(|other| other.id == alert).ok_or_else(|| Failure::no_such("alert"))
}

/// The question whether an alert ends.
pub fn end_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id: PersonId = view.path.id("person")?;
    view.who.permit::<ChangePerson>(&About::thing("person", id).person(id))?;
    let alert = one(view.tx, id, view.path.uuid("alert")?)?;
    let banner = person::banner(view.tx, id, view.house)?;
    view.saw(id, "alerts");
    let body = html! {
        h1 class="nhsuk-heading-l" { "End this alert" }
        p { strong { (alert.words) } }
        p { "It will no longer be shown to those who visit. It stays in the record’s history." }
        (view.form.button(&format!("/people/{id}/alerts/{}/end", alert.id),
            &[("version", &alert.version.to_string())], "End it", false))
    };
    Ok(Page::new("End an alert", body).about(banner).back("Back", format!("/people/{id}/alerts")).into())
}

/// Ends an alert.
pub fn end_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id: PersonId = act.path.id("person")?;
    act.who.permit::<ChangePerson>(&About::thing("person", id).person(id))?.covers(id)?;
    let alert = one(act.work, id, act.path.uuid("alert")?)?;
    let facts = serde_json::json!({ "words": alert.words });
    let change = Change::new("person.alert_ended", "person_alert", alert.id).person(id).facts(facts);
    let columns = cols! { "ended_at" => act.work.at };
    act.work.apply(change.update("person_alert", alert.id, act.values.version()?, columns))?;
    Ok(Done::new(format!("/people/{id}/alerts"), format!("The alert “{}” has ended.", alert.words)).id(alert.id))
}
