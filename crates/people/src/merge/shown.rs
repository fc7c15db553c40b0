//! How merged records show on a person's page.

use kernel::Failure;
use page::{
    Link, Markup,
    components::{InsetText, inset_text},
    html,
};
use wire::View;

use crate::{
    person::{self, Merged, PersonId, PersonRow},
    policy::{FindPerson, MergePeople, SeeReaders},
};

/// The way to what the other rooms know under a record that was merged and this reader may open. Nothing new begins there.
pub(crate) fn links(view: &View<'_, '_>, id: PersonId) -> Markup {
    let offered =
        view.house.person_links.iter().filter(|link| !link.begins && link.action.reach_of(view.who.role).is_some());
    let mut links: Vec<Link> = offered.map(|link| Link::new(link.text, link.of(id))).collect();
    if view.who.may::<SeeReaders>() {
        links.push(Link::new("Who looked at this record", format!("/people/{id}/journal")));
    }
    html! {
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { a href=(format!("/people/{id}")) { "The record itself" } }
            @for link in &links { li { a href=(link.href) { (link.text) span class="nhsuk-u-visually-hidden" { " of the merged record" } } } }
        }
    }
}

/// On the page of a record that was merged: where to go. The person and their carers are told no more than that.
pub(crate) fn told(view: &mut View<'_, '_>, merged: &Merged) -> Result<Markup, Failure> {
    let text = if view.who.may::<FindPerson>() {
        let surviving = person::row(view.tx, merged.into)?;
        view.saw(surviving.id, "surviving record");
        let by = who(view, &[merged])?;
        html! {
            p { "This record was merged into " a href=(surviving.href()) { "the record of " (surviving.name) }
                ", " (surviving.known_by()) ", on " (page::show::day(merged.at.day())) (by.as_slice().first().cloned().unwrap_or_default())
                ": " (merged.why) }
            p { "Write down what is new there. What was begun under this record goes on here, so keep its address and the "
                "way in right as long as something is open." }
        }
    } else {
        html! { p { "This record was joined with another record of the same person. Nothing in it was lost. If you miss "
        "something, ask the person who helps you." } }
    };
    Ok(inset_text(&InsetText { text: text.into(), ..InsetText::default() }))
}

/// On the page of the surviving record: what was merged into it, the ways to it, and the way back.
pub(crate) fn within(view: &mut View<'_, '_>, id: PersonId) -> Result<Markup, Failure> {
    if !view.who.may::<FindPerson>() {
        return Ok(html! {});
    }
    let rows = person::merged_in(view.tx, id)?;
    if rows.is_empty() {
        return Ok(html! {});
    }
    rows.iter().for_each(|row| view.saw(row.id, "merged record"));
    let merged: Vec<&Merged> = rows.iter().filter_map(|row| row.merged.as_ref()).collect();
    let by = who(view, &merged)?;
    let may = view.who.may::<MergePeople>();
    Ok(html! {
        h2 class="nhsuk-heading-m" id="merged" { "Merged records" }
        @for ((row, merged), by) in rows.iter().zip(&merged).zip(&by) { (one(view, row, merged, by, may)) }
    })
}

fn one(view: &View<'_, '_>, row: &PersonRow, merged: &Merged, by: &str, may: bool) -> Markup {
    let born = row
        .birth
        .map_or_else(|| "date of birth not recorded".into(), |day| format!("born {}", kernel::day_in_words(day)));
    html! {
        p {
            strong { (row.name) } ", " (born) ", " (row.known_by()) ", "
            (row.address().unwrap_or_else(|| "address not recorded".into())) ". Merged on "
            (page::show::day(merged.at.day())) (by) ": " (merged.why)
        }
        @if let Some(number) = &merged.wrong_number { p { "Its NHS number " (number) " was said to be wrong." } }
        (links(view, row.id))
        @if may {
            @if let Some(into) = row.merged.as_ref().map(|merged| merged.into) {
                p { a href=(format!("/people/{into}/merged/{}/undo", row.id)) {
                    "Undo the merge" span class="nhsuk-u-visually-hidden" { " of " (row.name) }
                } }
            }
        }
    }
}

/// " by Avery Coordinator", for each.
fn who(view: &mut View<'_, '_>, merged: &[&Merged]) -> Result<Vec<String>, Failure> {
    let accounts: Vec<_> = merged.iter().filter_map(|one| one.by).collect();
    let names = access::account_names(view.tx, &accounts)?;
    let name =
        |one: &&Merged| one.by.and_then(|by| names.get(&by)).map(|name| format!(" by {name}")).unwrap_or_default();
    Ok(merged.iter().map(name).collect())
}
