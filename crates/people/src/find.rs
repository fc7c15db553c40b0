//! Finding somebody's record: by number, or by family name and date of birth together (REC-1). The search is exact, so
//! that it does not lay out people nobody asked for; whoever is listed is noted as seen (GOV-4).

use access::{Covers, Scope};
use kernel::{Date, Failure, Fault, NhsNumber, Numbers};
use page::{
    Markup, Page,
    components::{Button, Cell, Table, button, table},
    form::search_form,
    html,
};
use store::Tx;
use wire::{Field, FormState, Sent, Shown, View};

use crate::{
    person::{self, PersonId, PersonRow},
    policy::{FindPerson, RegisterPerson, SeePerson},
};

const NUMBER: Field = Field::line("number", "NHS number or local number");
const FAMILY: Field = Field::person_name("family_name", "Family name");
const BIRTH: Field = Field::date("birth", "Date of birth");
const FIELDS: &[Field] = &[NUMBER, FAMILY, BIRTH];

/// The most a search lists.
pub const MOST: i64 = 25;

/// Whom somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// Whoever has this NHS number.
    NhsNumber(NhsNumber),
    /// Whoever has this local number.
    LocalNumber(String),
    /// Everybody of this family name, however it is written, born on this day.
    NameAndBirth {
        /// The family name.
        family_name: String,
        /// The day of birth.
        birth: Date,
    },
}

/// Who was found, with the three identifiers.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct FoundPerson {
    #[schemars(with = "String")]
    id: PersonId,
    name: String,
    #[schemars(with = "Option<String>")]
    birth: Option<Date>,
    number: Option<String>,
    address: Option<String>,
}

/// What a search found.
#[derive(Debug, Default, serde::Serialize, schemars::JsonSchema)]
pub struct FoundPeople {
    people: Vec<FoundPerson>,
    /// The most that are listed.
    most: i64,
}

/// Looks for somebody.
pub fn search(
    tx: &mut Tx<'_>,
    scope: &Scope<FindPerson>,
    search: &Search,
    most: i64,
) -> Result<Vec<PersonRow>, Failure> {
    if *scope.covers() != Covers::Place {
        return Ok(Vec::new());
    }
    match search {
        Search::NhsNumber(number) => Ok(person::of_nhs_number(tx, *number)?.into_iter().collect()),
        Search::LocalNumber(number) => {
            person::of_local_number(tx, number)?.map(|row| surviving(tx, row)).into_iter().collect()
        }
        Search::NameAndBirth { family_name, birth } => person::of_name(tx, family_name, *birth, most),
    }
}

/// The record that stands for this one: a record that was merged is found as the one it was merged into.
fn surviving(tx: &mut Tx<'_>, row: PersonRow) -> Result<PersonRow, Failure> {
    row.merged.as_ref().map(|merged| merged.into).map_or(Ok(row), |into| person::row(tx, into))
}

/// The page: what is looked for, and who was found.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<FindPerson>()?;
    let names = ["number", "family_name", "birth", "birth-day", "birth-month", "birth-year"];
    let asked: Vec<(&str, &str)> =
        names.iter().map(|name| (*name, view.query.text(name))).filter(|(_, text)| !text.trim().is_empty()).collect();
    let sent = Sent::from_pairs(&asked);
    let (wanted, faults) = match wanted(&sent, view.house.numbers) {
        Ok(wanted) => (wanted, Vec::new()),
        Err(Failure::Invalid(faults)) => (None, faults),
        Err(other) => return Err(other),
    };
    let found = match &wanted {
        Some(wanted) => search(view.tx, &scope, wanted, MOST)?,
        None => Vec::new(),
    };
    for row in &found {
        view.saw(row.id, "search result");
    }
    let form = FormState { sent: &sent, faults: &faults, csrf: view.form.csrf, once: view.form.once };
    let may = Links { register: view.who.may::<RegisterPerson>(), open: view.who.may::<SeePerson>() };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Find a person" }
        (search_form("/people", &asked_for(&form)))
        @if wanted.is_some() { (results(&found, &may, &asked)) }
        @else if may.register { p { a href="/people/new" { "Register somebody new" } } }
    };
    let data = FoundPeople { people: found.into_iter().map(told).collect(), most: MOST };
    Shown::with(Page::new("Find a person", body).errors(&faults), &data)
}

struct Links {
    register: bool,
    open: bool,
}

/// Reads what is looked for: nothing on first sight.
fn wanted(sent: &Sent, numbers: Numbers) -> Result<Option<Search>, Failure> {
    let values = Field::read(FIELDS, sent, numbers)?;
    if let Some(number) = values.opt_text("number")? {
        return number_of(&number, numbers).map(Some).map_err(|failure| failure.in_field("number"));
    }
    match (values.opt_text("family_name")?, values.opt_date("birth")?) {
        (Some(family_name), Some(birth)) => Ok(Some(Search::NameAndBirth { family_name, birth })),
        (Some(_), None) => Err(fault("birth", "Enter the date of birth too: many people share a family name.")),
        (None, Some(_)) => Err(fault("family_name", "Enter the family name too: many people share a date of birth.")),
        (None, None) => Ok(None),
    }
}

fn fault(field: &str, message: &str) -> Failure {
    Failure::Invalid(vec![Fault { field: field.into(), message: message.into() }])
}

/// Digits alone are an NHS number; with letters it is one of our own.
pub(crate) fn number_of(text: &str, numbers: Numbers) -> Result<Search, Failure> {
    let signs: String = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    if signs.len() == 8 && signs.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let (first, second) = signs.split_at(4);
        return Ok(Search::LocalNumber(format!("{first}-{second}")));
    }
    NhsNumber::parse(text, numbers).map(Search::NhsNumber)
}

fn asked_for(form: &FormState<'_>) -> Markup {
    html! {
        (form.field(&NUMBER, ""))
        p class="nhsuk-body" { "or both of these" }
        (form.field(&FAMILY, ""))
        (form.field(&BIRTH, ""))
        (button(&Button { text: "Search".into(), ..Default::default() }))
    }
}

fn results(found: &[PersonRow], may: &Links, asked: &[(&str, &str)]) -> Markup {
    let row = |row: &PersonRow| {
        let name = if may.open { Cell::link(row.name.as_str(), row.href()) } else { row.name.as_str().into() };
        let birth = row.birth.map_or_else(|| "Not recorded".into(), |day| page::show::day_short(day).into());
        let number = row.number().unwrap_or_default();
        vec![name, birth, number.into(), row.address().unwrap_or_else(|| "Not recorded".into()).into()]
    };
    html! {
        h2 class="nhsuk-heading-m" { (kernel::count(found.len() as i64, "person found", "people found")) }
        @if found.is_empty() {
            (page::show::empty_state("Nobody on record fits. Check what you typed, or try another way to search."))
        } @else {
            (table(&Table {
                caption: "People found".into(),
                head: vec!["Name".into(), "Born".into(), "NHS number".into(), "Address".into()],
                rows: found.iter().map(row).collect(),
                responsive: true,
                ..Table::default()
            }))
            @if found.len() as i64 >= MOST { p { "The search lists at most " (MOST) " people." } }
        }
        @if may.register { p { a href=(new_href(asked)) { "Register somebody new" } } }
    }
}

/// What was typed goes along, so that nothing is keyed twice (REC-6).
fn new_href(asked: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = asked
        .iter()
        .map(|(name, text)| {
            let digits = text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace());
            let name = if *name == "number" && digits { "nhs_number" } else { name };
            format!("{name}={}", encoded(text))
        })
        .collect();
    if pairs.is_empty() { "/people/new".into() } else { format!("/people/new?{}", pairs.join("&")) }
}

fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() { out.push(char::from(byte)) } else { out.push_str(&format!("%{byte:02X}")) }
    }
    out
}

fn told(row: PersonRow) -> FoundPerson {
    FoundPerson { number: row.number(), address: row.address(), id: row.id, name: row.name, birth: row.birth }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Result<Option<Search>, Failure> {
        wanted(&Sent::from_pairs(pairs), Numbers::Test)
    }

    // REC-1
    #[test]
    fn a_search_takes_a_number_or_name_and_birth_together() {
        assert_eq!(asked(&[]), Ok(None));
        assert!(matches!(asked(&[("number", "999 000 0018")]), Ok(Some(Search::NhsNumber(_)))));
        assert_eq!(asked(&[("number", "k7qf 3m9t")]), Ok(Some(Search::LocalNumber("K7QF-3M9T".into()))));
        assert!(matches!(
            asked(&[("family_name", "Example"), ("birth", "1936-02-29")]),
            Ok(Some(Search::NameAndBirth { .. }))
        ));
        assert!(asked(&[("family_name", "Example")]).unwrap_err().to_string().contains("date of birth too"));
        let wrong = asked(&[("number", "999 000 0019")]).unwrap_err();
        assert!(wrong.to_string().contains("the last digit does not fit"), "{wrong}");
    }

    #[test]
    fn what_was_typed_goes_along() {
        assert_eq!(new_href(&[("family_name", "O'Neill")]), "/people/new?family_name=O%27Neill");
        assert_eq!(new_href(&[("number", "9990000018")]), "/people/new?nhs_number=9990000018");
        assert_eq!(new_href(&[]), "/people/new");
    }
}
