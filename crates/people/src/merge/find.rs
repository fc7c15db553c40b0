//! Finding the other record: those that look alike, or one by its number.

use access::About;
use kernel::Failure;
use page::{
    Markup, Page,
    components::{Button, Cell, Table, button, table},
    form::search_form,
    html,
};
use wire::{Field, FormState, Sent, Shown, View};

use crate::{
    Search,
    alike::{self, Marks},
    find::number_of,
    person::{self, PersonId, PersonRow},
    policy::MergePeople,
};

const NUMBER: Field = Field::line("number", "NHS number or local number of the other record");

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id: PersonId = view.path.id("person")?;
    let row = person::row(view.tx, id)?;
    view.who.permit::<MergePeople>(&About::thing("person", id).person(id))?;
    let banner = person::banner_of(view.tx, &row)?;
    view.saw(id, "other records");
    let asked = view.query.text("number").trim().to_owned();
    let mut faults = Vec::new();
    let found = match by_number(view, &asked) {
        Err(Failure::Invalid(wrong)) => {
            faults = wrong;
            Vec::new()
        }
        found => found?,
    };
    let found = if asked.is_empty() { alike_to(view, &row)? } else { found };
    for (other, _) in found.iter().filter(|(other, _)| other.id != id) {
        view.saw(other.id, "other record");
    }
    let sent =
        Sent::from_pairs(if asked.is_empty() { Vec::new() } else { vec![("number", asked.as_str())] }.as_slice());
    let form = FormState { sent: &sent, faults: &faults, csrf: view.form.csrf, once: view.form.once };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Another record of the same person" }
        p { "Find the other record, compare the two, and then decide. Nothing is merged before you say so." }
        (list(id, &found, asked.is_empty()))
        (search_form(&format!("/people/{id}/merge"), &html! {
            (form.field(&NUMBER, "")) (button(&Button { text: "Find the record".into(), ..Default::default() }))
        }))
    };
    Ok(Page::new("Another record of the same person", body)
        .about(banner)
        .back("Back", row.href())
        .errors(&faults)
        .into())
}

fn by_number(view: &mut View<'_, '_>, asked: &str) -> Result<Vec<(PersonRow, &'static str)>, Failure> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let found = match number_of(asked, view.house.numbers).map_err(|failure| failure.in_field("number"))? {
        Search::NhsNumber(number) => person::of_nhs_number(view.tx, number)?,
        Search::LocalNumber(number) => person::of_local_number(view.tx, &number)?,
        Search::NameAndBirth { .. } => None,
    };
    Ok(found.map(|row| (row, "this number")).into_iter().collect())
}

fn alike_to(view: &mut View<'_, '_>, row: &PersonRow) -> Result<Vec<(PersonRow, &'static str)>, Failure> {
    let marks = Marks {
        family: &row.family_name,
        birth: row.birth,
        nhs_number: row.nhs_number,
        postcode: row.postcode.as_ref(),
    };
    let alike = alike::find(view.tx, &marks, Some(row.id))?;
    Ok(alike.into_iter().map(|one| (one.person, one.why.words())).collect())
}

fn list(id: PersonId, found: &[(PersonRow, &'static str)], alike: bool) -> Markup {
    let none = if alike {
        "No other record looks like this one. Find it by its number."
    } else {
        "No record has this number."
    };
    let line = |(row, why): &(PersonRow, &'static str)| {
        let birth = row.birth.map_or_else(|| "Not recorded".into(), |day| page::show::day_short(day).into());
        vec![
            Cell::link(format!("Compare with {}", row.name), format!("/people/{id}/merge/{}", row.id)),
            birth,
            row.number().unwrap_or_default().into(),
            row.address().unwrap_or_else(|| "Not recorded".into()).into(),
            (*why).into(),
        ]
    };
    html! {
        @if found.is_empty() { (page::show::empty_state(none)) }
        @else {
            (table(&Table {
                caption: "Records that may be of the same person".into(),
                head: vec!["Record".into(), "Born".into(), "NHS number".into(), "Address".into(), "Why".into()],
                rows: found.iter().map(line).collect(),
                responsive: true,
                ..Table::default()
            }))
        }
    }
}
