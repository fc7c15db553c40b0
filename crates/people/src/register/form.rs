//! The form for somebody new. People alike come back side by side with the question whether one of them is meant (H1, H2).

use access::About;
use kernel::{Failure, Fault};
use page::{
    Markup, Page,
    components::{SummaryList, SummaryRow, summary_list},
    html,
};
use wire::{Act, Done, Field, Shown, Values, View};

use super::{Decision, Found, NewPerson, register_or_ask};
use crate::{
    alike::{self, Alike, Marks},
    contact_details, home,
    locate::responsible,
    person,
    policy::RegisterPerson,
};

const GIVEN: Field = Field::person_name("given_name", "Given name").must("Enter the given name.");
const FAMILY: Field = Field::person_name("family_name", "Family name").must("Enter the family name.");
const BIRTH: Field = Field::date("birth", "Date of birth").hint("For example, 29 2 1936");
const NUMBER: Field = Field::nhs_number("nhs_number", "NHS number")
    .hint("Ten digits, on any letter from the NHS. Somebody without one gets a local number.");
const GENDER: Field = Field::line("gender", "Gender").hint("As the person says it.");
const DECISION: Field = Field::line("decision", "Is one of these people the one you are registering?");
const REASON: Field = Field::line("reason", "How you know that this is somebody else")
    .hint("Such as: twin sister, both known to the practice.");

const SOMEBODY_ELSE: &str = "somebody_else";

/// The form's fields.
pub const FIELDS: &[Field] = &[
    GIVEN,
    FAMILY,
    BIRTH,
    NUMBER,
    GENDER,
    home::LINE_1,
    home::LINE_2,
    home::LINE_3,
    home::TOWN,
    home::POSTCODE,
    home::PLACE_BY,
    home::LAT,
    home::LON,
    home::LOCALITY,
    home::REASON,
    contact_details::PHONE,
    contact_details::EMAIL,
    contact_details::LANGUAGE,
    contact_details::INTERPRETER,
    contact_details::NEEDS,
    contact_details::ADJUSTMENTS,
    contact_details::PRACTICE_NAME,
    contact_details::PRACTICE_CODE,
    DECISION,
    REASON,
];

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.permit::<RegisterPerson>(&About::thing("person", kernel::Uuid::nil()))?;
    let alike = if view.form.faults.iter().any(|fault| fault.field == "decision" || fault.field == "reason") {
        alike_of(view)?
    } else {
        Vec::new()
    };
    for one in &alike {
        view.saw(one.person.id, "look-alike");
    }
    let form = &view.form;
    let asked = |field: &Field| form.field(field, &typed(view, field.name));
    let inner = html! {
        (compared(view, &alike))
        @for field in [&GIVEN, &FAMILY, &BIRTH, &NUMBER, &GENDER] { (asked(field)) }
        h2 class="nhsuk-heading-m" { "Where the person lives" }
        (home::fields(form, view.house, None))
        h2 class="nhsuk-heading-m" { "How to reach and help the person" }
        (contact_details::fields(form, None))
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Register a person" }
        p { "First " a href="/people" { "look whether there is a record" } " already." }
        (form.around("/people/new", &inner, "Register"))
    };
    Ok(Page::new("Register a person", body).back("Find a person", "/people").into())
}

/// What was typed into the search before, so that it need not be typed again (REC-6).
fn typed(view: &View<'_, '_>, name: &str) -> String {
    let part = |part: &str| view.query.text(&format!("{name}-{part}")).trim().to_owned();
    let (year, month, day) = (part("year"), part("month"), part("day"));
    if year.is_empty() { view.query.text(name).to_owned() } else { format!("{year}-{month:0>2}-{day:0>2}") }
}

fn alike_of(view: &mut View<'_, '_>) -> Result<Vec<Alike>, Failure> {
    let Ok(values) = Field::read(FIELDS, view.form.sent, view.house.numbers) else { return Ok(Vec::new()) };
    let (family, postcode) = (values.text("family_name")?, values.opt_postcode("postcode")?);
    let marks = Marks {
        family: &family,
        birth: values.opt_date("birth")?,
        nhs_number: values.opt_nhs_number("nhs_number")?,
        postcode: postcode.as_ref(),
    };
    alike::find(view.tx, &marks, None)
}

/// The people alike side by side with three identifiers each, and the question.
fn compared(view: &View<'_, '_>, alike: &[Alike]) -> Markup {
    if alike.is_empty() {
        return html! {};
    }
    let mut choices: Vec<(String, String)> = alike
        .iter()
        .map(|one| (one.person.id.to_string(), format!("This is the same person: {}", one.person.name)))
        .collect();
    choices.push((SOMEBODY_ELSE.into(), "This is somebody else".into()));
    html! {
        h2 class="nhsuk-heading-m" { "People who look like this one" }
        @for one in alike {
            h3 class="nhsuk-heading-s" { (one.person.name) " (" (one.why.words()) ")" }
            (summary_list(&SummaryList { rows: identifiers(one), ..SummaryList::default() }))
        }
        (view.form.choose(&DECISION, &choices, ""))
        (view.form.field(&REASON, ""))
    }
}

fn identifiers(one: &Alike) -> Vec<SummaryRow> {
    let not = || "Not recorded".to_owned();
    let birth = one.person.birth.map_or_else(not, |day| day.strftime("%-d %B %Y").to_string());
    vec![
        SummaryRow::new("Date of birth", birth),
        SummaryRow::new("NHS number", one.person.number().unwrap_or_else(not)),
        SummaryRow::new("Address", one.person.address().unwrap_or_else(not)),
    ]
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = act.who.permit::<RegisterPerson>(&About::thing("person", kernel::Uuid::nil()))?;
    let new = new_person(act.values)?;
    let decision = decision(act.values)?;
    match register_or_ask(act.work, act.house, &permit, &new, &decision)? {
        Found::Alike(alike) => Err(ask(&alike)),
        Found::Existing(id) => {
            let row = person::row(act.work, id)?;
            let add = new.nhs_number.is_some() && row.nhs_number.is_none();
            let location = if add { format!("/people/{id}/identity") } else { row.href() };
            let then = if add { " It has no NHS number yet: you can add it here." } else { "" };
            Ok(Done::new(location, format!("This is the record of {}. Nothing new was made.{then}", row.name)).id(id))
        }
        Found::Registered(id) => {
            let row = person::row(act.work, id)?;
            let place = act.house.place;
            let lives = row.locality.as_deref().and_then(|code| place.locality(code));
            let lives = lives.map(|area| format!(" Lives in {}.", area.name)).unwrap_or_default();
            let transfer = responsible(place, &row, act.work.at.day()).transfer;
            let transfer = transfer.map(|moved| format!(" New packages: {}", moved.new_packages)).unwrap_or_default();
            let number = row.local_number.as_ref().map(|local| format!(" The local number is {local}."));
            let message = format!("{} is registered.{lives}{transfer}{}", row.name, number.unwrap_or_default());
            Ok(Done::new(row.href(), message).id(id))
        }
    }
}

fn new_person(values: &Values) -> Result<NewPerson, Failure> {
    Ok(NewPerson {
        given_name: values.text("given_name")?,
        family_name: values.text("family_name")?,
        birth: values.opt_date("birth")?,
        nhs_number: values.opt_nhs_number("nhs_number")?,
        gender: values.opt_text("gender")?,
        address: home::address(values)?,
        place_by: home::place_by(values)?,
        phone: values.opt_text("phone")?,
        email: values.opt_text("email")?,
        language: values.opt_text("language")?,
        interpreter: values.yes("interpreter")?,
        needs: values.opt_many("needs")?.unwrap_or_default(),
        adjustments: values.opt_text("adjustments")?,
        practice_code: values.opt_text("practice_code")?,
        practice_name: values.opt_text("practice_name")?,
    })
}

fn decision(values: &Values) -> Result<Decision, Failure> {
    match values.opt_text("decision")?.as_deref() {
        None => Ok(Decision::Ask),
        Some(SOMEBODY_ELSE) => Ok(Decision::SomebodyElse { reason: values.opt_text("reason")?.unwrap_or_default() }),
        Some(id) => {
            let id: kernel::Uuid = id
                .parse()
                .map_err(|_| Failure::field("decision", "Choose one of the people shown, or “somebody else”."))?;
            Ok(Decision::Same(id.into()))
        }
    }
}

fn ask(alike: &[Alike]) -> Failure {
    let names: Vec<String> = alike
        .iter()
        .map(|one| {
            let born = one.person.birth.map(|day| format!(", born {}", day.strftime("%-d %B %Y")));
            format!("{}{} ({})", one.person.name, born.unwrap_or_default(), one.why.words())
        })
        .collect();
    let who = kernel::list_in_words(&names);
    Failure::Invalid(vec![Fault {
        field: "decision".into(),
        message: format!(
            "On record already: {who}. Compare them, and say whether this is the same person or somebody else."
        ),
    }])
}
