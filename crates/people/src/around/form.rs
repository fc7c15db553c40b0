//! The pages: who is around a person, the form for another, and changing or ending one.

use std::collections::BTreeMap;

use access::{About, Permit};
use kernel::{Failure, Uuid};
use page::{Markup, Page, html};
use wire::{Act, Done, Field, FormState, Shown, Values, View};

use super::{Given, Involved, Mark, Part, Standing, Told, add, all, change, change::standing, end, one_shown};
use crate::{
    person::{self, PersonId},
    policy::{ChangePerson, SeePerson},
};

const PART: Field =
    Field::choice("part", "What they are to the person", Part::CHOICES).must("Say what they are to the person.");
const NAME: Field = Field::person_name("name", "Name").must("Enter their name.");
const NUMBER: Field = Field::line("number", "NHS number or local number, if they have a record of their own");
const RELATIONSHIP: Field =
    Field::line("relationship", "How they are related").hint("Such as daughter, brother, friend.");
const ORGANISATION: Field =
    Field::line("organisation", "Where they work").hint("For an advocate, clinician, case coordinator or navigator.");
const PHONE: Field = Field::line("phone", "Telephone");
const EMAIL: Field = Field::email("email", "E-mail address");
const COVERS: Field = Field::many(
    "covers",
    "What they may decide on",
    &[("welfare", "Health and welfare"), ("property", "Property and affairs")],
);
const STANDING: Field = Field::choice("standing", "What is known of the document", Standing::CHOICES);
const SEEN_ON: Field = Field::date("seen_on", "Day the document was seen").hint("Leave it empty if it was not seen.");
const REVIEW_ON: Field = Field::date("review_on", "Look at it again by")
    .hint("After this day it is no longer shown as current, until somebody has looked again.");
const SOURCE: Field = Field::line("source", "Where this is known from")
    .hint("Such as: the register of the Office of the Public Guardian, the court’s order, the daughter by telephone.");
const REASON: Field = Field::line("reason", "Why it ends").must("Say why it ends.");

/// The fields of somebody new.
pub const FIELDS: &[Field] =
    &[PART, NAME, RELATIONSHIP, ORGANISATION, PHONE, EMAIL, NUMBER, COVERS, STANDING, SEEN_ON, REVIEW_ON, SOURCE];
/// The fields of changing one.
pub const CHANGE_FIELDS: &[Field] = &[
    PART,
    NAME,
    RELATIONSHIP,
    ORGANISATION,
    PHONE,
    EMAIL,
    NUMBER,
    COVERS,
    STANDING,
    SEEN_ON,
    REVIEW_ON,
    SOURCE,
    Field::version(),
];
/// The fields of ending one.
pub const END_FIELDS: &[Field] = &[REASON, Field::version()];

fn permitted(view: &View<'_, '_>) -> Result<(PersonId, Permit<ChangePerson>), Failure> {
    let id: PersonId = view.path.id("person")?;
    Ok((id, view.who.permit::<ChangePerson>(&About::thing("person", id).person(id))?))
}

fn permitted_to(act: &Act<'_, '_>) -> Result<(PersonId, Permit<ChangePerson>), Failure> {
    let id: PersonId = act.path.id("person")?;
    Ok((id, act.who.permit::<ChangePerson>(&About::thing("person", id).person(id))?))
}

/// Who there is, and the form for another.
pub fn add_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (id, _) = permitted(view)?;
    let row = person::row(view.tx, id)?;
    let banner = person::banner_of(view.tx, &row)?;
    view.saw(id, "people around the person");
    let everybody = all(view.tx, id)?;
    view.saw_list("people around", everybody.iter().filter_map(|one| Some(one.record.as_ref()?.0)));
    let body = html! {
        h1 class="nhsuk-heading-l" { "People around the person" }
        (list(view, id, &everybody)?)
        @if row.merged.is_none() {
            h2 class="nhsuk-heading-m" { "Add somebody" }
            (view.form.around(&format!("/people/{id}/around"), &fields(&view.form, None), "Add"))
        }
    };
    Ok(Page::new("People around the person", body).about(banner).back("Back", format!("/people/{id}")).into())
}

fn list(view: &mut View<'_, '_>, id: PersonId, everybody: &[Involved]) -> Result<Markup, Failure> {
    let marks = everybody.iter().flat_map(|one| {
        [Some(one.added), one.changed, one.ended.as_ref().map(|(mark, _)| *mark)].into_iter().flatten()
    });
    let accounts: Vec<Uuid> = marks.filter_map(|(_, by)| by).collect();
    let names = access::account_names(view.tx, &accounts)?;
    let (today, open) = (view.now.day(), view.who.may::<SeePerson>());
    let (now, before): (Vec<_>, Vec<_>) = everybody.iter().partition(|one| one.ended.is_none());
    let marked = |one: &Involved| {
        let changed = one.changed.map(|mark| format!("; last changed {}", when(mark, &names)));
        format!("Recorded {}{}.", when(one.added, &names), changed.unwrap_or_default())
    };
    let link = |one: &Involved, words: &str, under: &str| {
        html! {
            a href=(format!("/people/{id}/around/{}{under}", one.id)) {
                (words) span class="nhsuk-u-visually-hidden" { ": " (one.name) ", " (one.part.words().to_lowercase()) }
            }
        }
    };
    Ok(html! {
        @if now.is_empty() { (page::show::empty_state("Nobody around the person is recorded yet. Whom you add stands here and on the record.")) }
        @else { ul class="nhsuk-list nhsuk-list--bullet" { @for one in now { li {
            strong { (one.part.words()) } ": " (one_shown(one, today, open)) " " (marked(one)) " "
            (link(one, "Change", "")) " " (link(one, "End", "/end"))
        } } } }
        @if !before.is_empty() {
            h2 class="nhsuk-heading-m" { "Ended" }
            ul class="nhsuk-list nhsuk-list--bullet" { @for one in before { li {
                (one.part.words()) ": " (one.name) ". "
                @if let Some((mark, why)) = &one.ended { "Ended " (when(*mark, &names)) ": " (why) }
            } } }
        }
    })
}

/// "on Monday 23 November 2026 by Avery Broker".
fn when((at, by): Mark, names: &BTreeMap<Uuid, String>) -> String {
    let by = by.and_then(|by| names.get(&by)).map(|name| format!(" by {name}")).unwrap_or_default();
    format!("on {}{by}", kernel::day_in_words(at.day()))
}

fn fields(form: &FormState<'_>, before: Option<&Involved>) -> Markup {
    let held = |read: fn(&Involved) -> Option<String>| before.and_then(read).unwrap_or_default();
    let authority = before.and_then(|one| one.authority.as_ref());
    let covers = authority.map(super::Authority::covers).unwrap_or_default();
    let day = |day: Option<kernel::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    html! {
        (form.field(&PART, before.map_or("", |one| one.part.code())))
        (form.field(&NAME, &held(|one| Some(one.name.clone()))))
        (form.field(&RELATIONSHIP, &held(|one| one.relationship.clone())))
        (form.field(&ORGANISATION, &held(|one| one.organisation.clone())))
        (form.field(&PHONE, &held(|one| one.phone.clone())))
        (form.field(&EMAIL, &held(|one| one.email.clone())))
        (form.field(&NUMBER, &held(|one| one.record.as_ref().map(|(_, number)| number.clone()))))
        h3 class="nhsuk-heading-s" { "Only for an attorney or a deputy" }
        p { "They decide for the person, so all of this must be answered. Leave it empty for everybody else." }
        (form.many(&COVERS.must("-"), &covers))
        (form.needed(&STANDING, authority.map_or("", |authority| authority.standing.code())))
        (form.needed(&SEEN_ON, &day(authority.and_then(|authority| authority.standing.seen()))))
        (form.needed(&REVIEW_ON, &day(authority.map(|authority| authority.review_on))))
        (form.needed(&SOURCE, authority.map_or("", |authority| authority.source.as_str())))
    }
}

fn told(values: &Values) -> Result<Told, Failure> {
    Ok(Told {
        part: values.choice("part")?,
        name: values.text("name")?,
        number: values.opt_text("number")?,
        relationship: values.opt_text("relationship")?,
        organisation: values.opt_text("organisation")?,
        phone: values.opt_text("phone")?,
        email: values.opt_text("email")?,
        authority: Given {
            covers: values.opt_many("covers")?.unwrap_or_default(),
            standing: values.opt_text("standing")?,
            seen_on: values.opt_date("seen_on")?,
            review_on: values.opt_date("review_on")?,
            source: values.opt_text("source")?,
        },
    })
}

/// Takes somebody new.
pub fn add_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (id, permit) = permitted_to(act)?;
    let told = told(act.values)?;
    let involved = add(act.work, act.house.numbers, &permit, id, &told)?;
    let message = format!("{} is recorded: {}.", told.name, told.part.words().to_lowercase());
    Ok(Done::new(format!("/people/{id}/around"), message).id(involved))
}

/// What is recorded of one, to be changed.
pub fn change_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (id, _) = permitted(view)?;
    let one = standing(view.tx, id, view.path.uuid("involved")?)?;
    let banner = person::banner(view.tx, id, view.house)?;
    view.saw(id, "people around the person");
    let inner = html! {
        (fields(&view.form, Some(&one)))
        (view.form.field(&Field::version(), &one.version.to_string()))
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Change what is recorded of " (one.name) }
        (view.form.around(&format!("/people/{id}/around/{}", one.id), &inner, "Save"))
    };
    let page = Page::new("Change somebody around the person", body).about(banner);
    Ok(page.back("Back", format!("/people/{id}/around")).into())
}

/// Takes a change.
pub fn change_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (id, permit) = permitted_to(act)?;
    let involved = act.path.uuid("involved")?;
    let told = told(act.values)?;
    change(act.work, act.house.numbers, &permit, id, (involved, act.values.version()?), &told)?;
    Ok(Done::new(format!("/people/{id}/around"), format!("What is recorded of {} is saved.", told.name)).id(involved))
}

/// The question whether a part ends.
pub fn end_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (id, _) = permitted(view)?;
    let one = standing(view.tx, id, view.path.uuid("involved")?)?;
    let banner = person::banner(view.tx, id, view.house)?;
    view.saw(id, "people around the person");
    let inner = html! {
        (view.form.field(&REASON, ""))
        (view.form.field(&Field::version(), &one.version.to_string()))
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "End this for " (one.name) }
        p { strong { (one.part.words()) } ": " (one.words()) }
        p { "It will no longer stand on the record. It stays in the history." }
        (view.form.around(&format!("/people/{id}/around/{}/end", one.id), &inner, "End it"))
    };
    let page = Page::new("End somebody’s part around the person", body).about(banner);
    Ok(page.back("Back", format!("/people/{id}/around")).into())
}

/// Ends a part.
pub fn end_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (id, permit) = permitted_to(act)?;
    let involved = act.path.uuid("involved")?;
    let reason = act.values.text("reason")?;
    end(act.work, &permit, id, (involved, act.values.version()?), &reason)?;
    Ok(Done::new(format!("/people/{id}/around"), "It has ended and stays in the history.").id(involved))
}
