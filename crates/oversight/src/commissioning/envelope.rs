//! The money there is for care at home, by financial year and area.

use access::About;
use kernel::{Failure, Moment, Money, Quarter, Uuid, moment_in_words};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::empty_state,
};
use store::{Change, Row, Tx, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use super::{area, money};
use crate::policy::SetEnvelope;

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::line("year", "Which financial year?").hint("Like 2026-27.").must("Enter the financial year, like 2026-27."),
    Field::line("area", "Which area?").must("Choose the area."),
    Field::money("amount", "How much for the year?").must("Enter the amount."),
    Field::words("words", "Where it was decided").must("Write where it was decided."),
];

/// One envelope.
#[derive(Debug, Clone)]
pub(crate) struct Envelope {
    id: Uuid,
    version: i64,
    /// The area's code.
    pub(crate) locality: String,
    /// How much.
    pub(crate) pence: i64,
    words: String,
    set_by: String,
    set_at: Moment,
}

statement! {
    OF_YEAR = "SELECT id, version, locality, pence, words, set_by, set_at FROM envelope WHERE year = $1 ORDER BY locality";
}

/// The envelopes of a year.
pub(crate) fn of_year(tx: &mut Tx<'_>, year: &str) -> Result<Vec<Envelope>, Failure> {
    tx.all(&OF_YEAR, params![year], |row: &Row| {
        Ok(Envelope {
            id: row.get("id")?,
            version: row.get("version")?,
            locality: row.get("locality")?,
            pence: row.get("pence")?,
            words: row.get("words")?,
            set_by: row.get("set_by")?,
            set_at: row.get("set_at")?,
        })
    })
}

/// The form, and what was entered.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.permit::<SetEnvelope>(&About::thing("envelope", Uuid::nil()))?;
    let asked = view.query.text("year");
    let name = view.form.value("year", asked).to_owned();
    let name = if name.is_empty() { Quarter::of(view.now.day()).financial_year() } else { name };
    let all = of_year(view.tx, &name)?;
    let areas: Vec<(String, String)> =
        view.house.place.localities.iter().map(|one| (one.code.clone(), one.name.clone())).collect();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Enter an envelope" }
        p { "The money there is for care at home in a financial year and an area. A new amount takes the place of the one before; the journal keeps both." }
        (view.form.around("/commissioning/envelope", &html! {
            @for field in FIELDS {
                @match field.name {
                    "area" => { (view.form.choose(field, &areas, "")) }
                    "year" => { (view.form.field(field, &name)) }
                    _ => { (view.form.field(field, "")) }
                }
            }
        }, "Enter it"))
        h2 class="nhsuk-heading-m" { "Envelopes of " (name) }
        (listed(view, &all))
    };
    Ok(Page::new("Enter an envelope", body).back("Money and hours by month", "/commissioning/money").into())
}

fn listed(view: &View<'_, '_>, all: &[Envelope]) -> Markup {
    if all.is_empty() {
        return empty_state("No envelope was entered for this year. Each area’s stands here with who entered it.");
    }
    let row = |one: &Envelope| {
        vec![
            Cell::from(area(view.house.place, &one.locality)),
            Cell::numeric(Money::from_pence(one.pence).to_string()),
            Cell::from(one.words.as_str()),
            Cell::from(format!("{}, {}", one.set_by, moment_in_words(one.set_at))),
        ]
    };
    table(&Table {
        head: vec!["Area".into(), Cell::numeric("Amount"), "Decided".into(), "Entered".into()],
        rows: all.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

/// Enters it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    act.who.permit::<SetEnvelope>(&About::thing("envelope", Uuid::nil()))?;
    let (name, locality) = (act.values.text("year")?, act.values.text("area")?);
    money::year(&name)?;
    if act.house.place.locality(&locality).is_none() {
        return Err(Failure::field("area", "Choose one of the areas in the list."));
    }
    let (amount, words) = (act.values.money("amount")?, act.values.text("words")?);
    let before = of_year(act.work, &name)?.into_iter().find(|one| one.locality == locality);
    let facts = serde_json::json!({
        "year": name, "area": locality, "pence": amount, "before": before.as_ref().map(|one| one.pence), "words": words,
    });
    let columns = cols! {
        "pence" => amount.pence(), "words" => words.as_str(), "set_at" => act.now, "set_by" => act.who.name.as_str(),
    };
    let id: Uuid = before.as_ref().map_or_else(|| act.work.id(), |one| one.id);
    let change = Change::new("envelope.set", "envelope", id).facts(facts);
    let change = if let Some(before) = before {
        change.update("envelope", before.id, before.version, columns)
    } else {
        let mut row = cols! { "id" => id, "version" => 1, "year" => name.as_str(), "locality" => locality.as_str() };
        row.extend(columns);
        change.insert("envelope", row)
    };
    act.work.apply(change)?;
    let message = format!("{amount} is entered for {} in {name}.", area(act.house.place, &locality));
    Ok(Done::new(format!("/commissioning/money?year={name}&area={locality}"), message).id(id))
}
