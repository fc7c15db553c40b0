//! Both records side by side, what would follow, and the decision (H1).

use access::About;
use kernel::{Failure, Moment};
use page::{
    Markup, Page,
    components::{InsetText, Table, inset_text, table},
    html,
};
use store::{Tx, params, statement};
use wire::{Act, Done, Field, Shown, View};

use super::{Answers, Merge, merge, rule};
use crate::{
    person::{self, Death, PersonId, PersonRow},
    policy::MergePeople,
};

const REASON: Field = Field::line("reason", "How you know that both are records of one person")
    .hint("Such as: asked the daughter, same address since 1990; the practice has one record.")
    .must("Say how you know that both are records of one person.");
const NUMBER_WRONG: Field = Field::yes("number_wrong", "The NHS number of the record that is merged is wrong");
const SECOND_LOOK: Field =
    Field::yes("second_look", "I looked again: it is one person, though only one record says that they have died");
const OTHER_VERSION: Field = Field::whole("other_version", "Version of the other record", 0, i64::MAX, "")
    .must("The page was not sent whole. Open it again and send it once more.");

/// The form's fields.
pub const FIELDS: &[Field] = &[REASON, NUMBER_WRONG, SECOND_LOOK, OTHER_VERSION, Field::version()];

statement! {
    APART = "SELECT reason, at FROM person_apart WHERE person = $1 AND other = $2
        UNION SELECT reason, at FROM person_apart WHERE person = $2 AND other = $1 ORDER BY at";
}

/// Why somebody held the two to be of different people before.
fn apart(tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> Result<Vec<(String, Moment)>, Failure> {
    tx.all(&APART, params![one, other], |row| Ok((row.get("reason")?, row.get("at")?)))
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (id, other): (PersonId, PersonId) = (view.path.id("person")?, view.path.id("other")?);
    let keep = person::row(view.tx, id)?;
    view.who.permit::<MergePeople>(&About::thing("person", id).person(id))?;
    let fold = person::row(view.tx, other)?;
    let has_merged = !person::merged_in(view.tx, other)?.is_empty();
    let said_apart = apart(view.tx, id, other)?;
    let banner = person::banner_of(view.tx, &keep)?;
    view.saw(id, "compared with another record");
    view.saw(other, "compared with another record");
    let refused = rule::possible(&keep, &fold, has_merged).err().map(|failure| failure.to_string());
    let body = html! {
        h1 class="nhsuk-heading-l" { "Are these two records of one person?" }
        @for (reason, at) in &said_apart {
            (inset_text(&InsetText {
                text: html! { p { "On " (page::show::day(at.day())) " somebody said that these are two people: " (reason) } }.into(),
                ..InsetText::default()
            }))
        }
        (side_by_side(&keep, &fold))
        @if let Some(refused) = refused { p { strong { (refused) } } }
        @else {
            (follows(view, &fold))
            (form(view, &keep, &fold))
        }
        @if id != other {
            p { a href=(format!("/people/{other}/merge/{id}")) { "Keep the other record instead" } }
        }
    };
    let page = Page::new("Merge two records", body).about(banner);
    Ok(page.back("Back", format!("/people/{id}/merge")).into())
}

/// What is not known of one cannot be compared with the other; so a local number does not either.
const UNKNOWN: &str = "Not recorded";

/// What tells people apart, of both.
fn side_by_side(keep: &PersonRow, fold: &PersonRow) -> Markup {
    let not = || UNKNOWN.to_owned();
    let facts = |row: &PersonRow| {
        [
            ("Name", row.name.clone()),
            ("Date of birth", row.birth.map_or_else(not, kernel::day_in_words)),
            ("NHS number", row.number().unwrap_or_else(not)),
            ("Address", row.address().unwrap_or_else(not)),
            ("Gender", row.gender.clone().unwrap_or_else(not)),
            ("Telephone", row.phone.clone().unwrap_or_else(not)),
            ("GP practice", row.practice_name.clone().unwrap_or_else(not)),
            ("Death", death_in_words(row.death)),
            ("Record made", kernel::day_in_words(row.created_at.day())),
        ]
    };
    let line = |((name, kept), (_, merged)): ((&'static str, String), (&'static str, String))| {
        let same = if kept.starts_with(UNKNOWN) || merged.starts_with(UNKNOWN) {
            "Cannot tell"
        } else if kept == merged {
            "Same"
        } else {
            "Different"
        };
        vec![name.into(), kept.into(), merged.into(), same.into()]
    };
    table(&Table {
        caption: "The two records".into(),
        head: vec![
            "Fact".into(),
            "This record, which stays".into(),
            "The record that is merged into it".into(),
            "Compared".into(),
        ],
        rows: facts(keep).into_iter().zip(facts(fold)).map(line).collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    })
}

fn death_in_words(death: Death) -> String {
    match death {
        Death::None => "None recorded".into(),
        Death::Reported { day, .. } => format!("Reported for {}; not confirmed", kernel::day_in_words(day)),
        Death::Confirmed { day, .. } => format!("Died on {}", kernel::day_in_words(day)),
    }
}

/// What will happen, in words: this room cannot know what is open in the rooms after it.
fn follows(view: &View<'_, '_>, fold: &PersonRow) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "What follows" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "Searches find this record alone. The page of the other record leads here." }
            li { "Both keep their facts and their histories. Nothing is moved: referrals, assessments, plans, packages and "
                "visits of the other record stay under it and go on as they are. The links to both stand on this record’s page." }
            li { "As long as something is open there, keep its address and the way in right as well: visits go by them." }
            li { "The alerts of both stand on every page about either." }
            li { "Who signs in as the person or as a carer goes on seeing the record they saw before, and no other." }
            li { "It can be undone at any time, with a reason." }
        }
        p { "Look first at what the other record has:" }
        (super::shown::links(view, fold.id))
    }
}

fn form(view: &View<'_, '_>, keep: &PersonRow, fold: &PersonRow) -> Markup {
    let form = &view.form;
    let inner = html! {
        (form.field(&REASON, ""))
        @if rule::numbers_differ(keep, fold) { (form.field(&NUMBER_WRONG, "")) }
        @if rule::deaths_differ(keep, fold) { (form.field(&SECOND_LOOK, "")) }
        (page::form::hidden(OTHER_VERSION.name, form.value(OTHER_VERSION.name, &fold.version.to_string())))
        (form.field(&Field::version(), &keep.version.to_string()))
    };
    form.around(&format!("/people/{}/merge/{}", keep.id, fold.id), &inner, "Merge the two records")
}

/// Takes the decision.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (id, other): (PersonId, PersonId) = (act.path.id("person")?, act.path.id("other")?);
    let permit = act.who.permit::<MergePeople>(&About::thing("person", id).person(id))?;
    let values = act.values;
    let decided = Merge {
        keep: (id, values.version()?),
        fold: (other, values.whole("other_version")?),
        reason: values.text("reason")?,
        answers: Answers { number_wrong: values.yes("number_wrong")?, second_look: values.yes("second_look")? },
    };
    merge(act.work, &permit, &decided)?;
    let message = "The two records are merged. This is the one that stays; you can undo it on this page.";
    Ok(Done::new(format!("/people/{id}"), message).id(id))
}
