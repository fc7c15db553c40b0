//! The page of one person: who they are, where they live, what to know, and the way to everything else about them.

use access::About;
use kernel::Failure;
use page::{
    Link, Markup, Page,
    components::{Content, InsetText, SummaryList, SummaryRow, inset_text, summary_list},
    html,
};
use wire::{Shown, View};

use crate::{
    Alike, Carer,
    alike::{self, Marks},
    around, carers, home_access,
    locate::responsible,
    merge,
    person::{self, Death, PersonId, PersonRow},
    policy::{ChangePerson, FindPerson, MergePeople, NameCarer, RecordDeath, SeePerson, SeeReaders, SetHomeAccess},
};

/// A person's facts, for machines. Nothing about how to get in is among them.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct PersonFacts {
    #[schemars(with = "String")]
    id: PersonId,
    version: i64,
    given_name: String,
    family_name: String,
    #[schemars(with = "Option<String>")]
    birth: Option<kernel::Date>,
    nhs_number: Option<String>,
    nhs_status: String,
    local_number: Option<String>,
    address: Vec<String>,
    postcode: Option<String>,
    locality: Option<String>,
    district: Option<String>,
    located_by: Option<person::LocatedBy>,
    phone: Option<String>,
    email: Option<String>,
    language: Option<String>,
    interpreter: bool,
    needs: Vec<String>,
    practice: Option<String>,
    council: Option<String>,
    alerts: Vec<String>,
    around: Vec<around::AroundFact>,
    /// The record of the same person into which this one was merged.
    #[schemars(with = "Option<String>")]
    merged_into: Option<PersonId>,
    #[schemars(with = "Option<String>")]
    died: Option<kernel::Date>,
}

/// What this reader may do from here.
struct May {
    change: bool,
    access: bool,
    carers: bool,
    readers: bool,
    death: bool,
    merge: bool,
    /// Whether something new may begin on this record: it was not merged into another one.
    begin: bool,
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id: PersonId = view.path.id("person")?;
    let row = person::row(view.tx, id)?;
    let about = About::thing("person", id).person(id);
    view.who.permit::<SeePerson>(&about)?;
    view.saw(id, "record");
    let may = May {
        change: view.who.permit::<ChangePerson>(&about).is_ok(),
        access: view.who.permit::<SetHomeAccess>(&about).is_ok(),
        carers: view.who.permit::<NameCarer>(&about).is_ok(),
        readers: view.who.permit::<SeeReaders>(&about).is_ok(),
        death: view.who.permit::<RecordDeath>(&about).is_ok() && row.merged.is_none(),
        merge: view.who.permit::<MergePeople>(&about).is_ok() && row.merged.is_none(),
        begin: row.merged.is_none(),
    };
    let banner = person::banner_of(view.tx, &row)?;
    let note = home_access::home_access_note(view.tx, id)?;
    let carers = carers::carers(view.tx, id)?;
    let around = around::around(view.tx, id)?;
    let merged = match &row.merged {
        Some(merged) => merge::told(view, merged)?,
        None => merge::within(view, id)?,
    };
    let alike = if may.change && may.begin { alike_to(view, &row)? } else { Vec::new() };
    // A carer was named for the plan, the visits and what they cost; the rest of the record is the person's (H11).
    let carer = view.who.is_carer_of(id);
    if !carer {
        view.saw_list("people around", around.iter().filter_map(|one| Some(one.record.as_ref()?.0)));
    }
    let (today, open) = (view.now.day(), view.who.may::<FindPerson>());
    let body = html! {
        h1 class="nhsuk-heading-l" { (row.name) }
        @if !may.begin { (merged) }
        (warned(row.id, &alike, may.merge))
        (ways(view, &row, &may))
        (section("Who this is", (may.change && may.begin).then(|| format!("/people/{id}/identity")), identity(&row)))
        (section("Where the person lives", may.change.then(|| format!("/people/{id}/address")), home(view, &row)))
        @if !carer {
            (section("How to reach and help the person", may.change.then(|| format!("/people/{id}/contact-details")),
                reach(&row)))
            (section("How to get in", may.access.then(|| format!("/people/{id}/home-access")), home_access::shown(&note)))
            (section("People around the person", may.change.then(|| format!("/people/{id}/around")),
                around::shown(&around, today, open)))
            (section("Carers", (may.carers && may.begin).then(|| format!("/people/{id}/carers")), named(&carers)))
            @if may.begin { (merged) }
        }
    };
    let facts = facts(view, &row, banner.alerts.clone(), &around);
    let page = Page::new(if open { "Record" } else { "My record" }, body);
    if carer { Ok(page.about(banner).into()) } else { Shown::with(page.about(banner), &facts) }
}

/// Records that look like this one, so that nobody takes the one for the other (H1).
fn alike_to(view: &mut View<'_, '_>, row: &PersonRow) -> Result<Vec<Alike>, Failure> {
    let marks = Marks {
        family: &row.family_name,
        birth: row.birth,
        nhs_number: row.nhs_number,
        postcode: row.postcode.as_ref(),
    };
    let alike = alike::find(view.tx, &marks, Some(row.id))?;
    for one in &alike {
        view.saw(one.person.id, "look-alike");
    }
    Ok(alike)
}

fn warned(id: PersonId, alike: &[Alike], merge: bool) -> Markup {
    html! {
        @for one in alike {
            (inset_text(&InsetText {
                text: html! {
                    p {
                        "Make sure you have the right person. Another record looks like this one: "
                        a href=(one.person.href()) { (one.person.name) }
                        ", " (one.person.number().unwrap_or_default()) " (" (one.why.words()) ")."
                        @if merge {
                            " " a href=(format!("/people/{id}/merge/{}", one.person.id)) {
                                "Compare the two" span class="nhsuk-u-visually-hidden" { ": " (one.person.name) }
                            }
                        }
                    }
                }.into(),
                ..InsetText::default()
            }))
        }
    }
}

/// The way to everything else about the person: what the other rooms offer and this reader may open.
fn ways(view: &View<'_, '_>, row: &PersonRow, may: &May) -> Markup {
    let id = row.id;
    let offered = view.house.person_links.iter().filter(|link| link.action.reach_of(view.who.role).is_some());
    let offered = offered.filter(|link| may.begin || !link.begins);
    let mut links: Vec<Link> = offered.map(|link| Link::new(link.text, link.of(id))).collect();
    if may.change {
        links.push(Link::new("Alerts", format!("/people/{id}/alerts")));
    }
    if may.readers {
        links.push(Link::new("Who looked at this record", format!("/people/{id}/journal")));
    }
    if may.merge {
        links.push(Link::new("Another record of the same person", format!("/people/{id}/merge")));
    }
    if may.death {
        let words = if row.death == Death::None { "Record a death" } else { "Death" };
        links.push(Link::new(words, format!("/people/{id}/death")));
    }
    html! {
        @if !links.is_empty() {
            nav aria-label="About this person" {
                ul class="nhsuk-list" { @for link in &links { li { a href=(link.href) { (link.text) } } } }
            }
        }
    }
}

fn section(title: &str, change: Option<String>, facts: Vec<(&'static str, Content)>) -> Markup {
    let rows = facts.into_iter().map(|(key, value)| SummaryRow::new(key, value)).collect();
    html! {
        h2 class="nhsuk-heading-m" { (title) }
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        @if let Some(href) = change {
            p { a href=(href) { "Change" span class="nhsuk-u-visually-hidden" { ": " (title.to_lowercase()) } } }
        }
    }
}

fn or_not(text: Option<&String>) -> Content {
    Content::from(text.map_or("Not recorded", String::as_str))
}

fn identity(row: &PersonRow) -> Vec<(&'static str, Content)> {
    let birth = row.birth.map(|day| Content::from(page::show::day(day)));
    let status = match (row.nhs_number.is_some(), row.nhs_status.as_str()) {
        (true, "01") => " (traced)",
        (true, _) => " (not traced)",
        (false, _) => "",
    };
    let mut facts = vec![
        ("Name", row.name.as_str().into()),
        ("Date of birth", birth.unwrap_or_else(|| "Not recorded".into())),
        ("NHS number", format!("{}{status}", row.number().unwrap_or_default()).into()),
        ("Gender", or_not(row.gender.as_ref())),
    ];
    if let (Some(_), Some(local)) = (&row.nhs_number, &row.local_number) {
        facts.insert(3, ("Local number", local.into()));
    }
    facts
}

/// Somebody without a practice is served all the same (REC-8).
const NO_PRACTICE: &str = "No GP practice recorded. Help the person to register with one; they are served meanwhile.";

fn home(view: &View<'_, '_>, row: &PersonRow) -> Vec<(&'static str, Content)> {
    let place = view.house.place;
    let area = row.locality.as_deref().and_then(|code| place.locality(code)).map(|area| area.name.clone());
    let how = row.located_by.map(|by| by.words()).unwrap_or_default();
    let why = row.located_why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    let area = match (area, how) {
        (Some(area), how) => format!("{area} ({how}{why})"),
        (None, "") => "Not known".to_owned(),
        (None, how) => format!("None: {how}{why}"),
    };
    let who = responsible(place, row, view.now.day());
    let council = who.council.map(|council| council.name.clone());
    let mut facts = vec![
        ("Address", or_not(row.address().as_ref())),
        ("Area", area.into()),
        ("Council (by the home address)", or_not(council.as_ref())),
        ("Health (by the GP practice)", who.practice.as_deref().unwrap_or(NO_PRACTICE).into()),
    ];
    if let Some(transfer) = who.transfer {
        facts.push(("New packages", transfer.new_packages.as_str().into()));
    }
    facts
}

fn reach(row: &PersonRow) -> Vec<(&'static str, Content)> {
    let needs: Vec<&str> = row.needs.iter().map(|code| need_in_words(code)).collect();
    let needs = if needs.is_empty() { "Not recorded".to_owned() } else { needs.join("; ") };
    let language = row.language.clone().unwrap_or_else(|| "English, or not recorded".into());
    let language = if row.interpreter { format!("{language}. An interpreter is needed.") } else { language };
    vec![
        ("Telephone", or_not(row.phone.as_ref())),
        ("E-mail", or_not(row.email.as_ref())),
        ("First language", language.into()),
        ("Communication needs", needs.into()),
        ("Reasonable adjustments", or_not(row.adjustments.as_ref())),
    ]
}

fn need_in_words(code: &str) -> &str {
    crate::NEEDS.iter().find(|(own, _)| *own == code).map_or(code, |(_, words)| words)
}

fn named(carers: &[Carer]) -> Vec<(&'static str, Content)> {
    if carers.is_empty() {
        return vec![("Named", "Nobody yet".into())];
    }
    let sees = |carer: &Carer| if carer.may_see { "may see the record" } else { "may not see the record" };
    let words = |carer: &Carer| format!("{}, {}; {}", carer.name, carer.relationship, sees(carer));
    carers.iter().map(|carer| ("Named", words(carer).into())).collect()
}

fn facts(view: &View<'_, '_>, row: &PersonRow, alerts: Vec<String>, around: &[around::Involved]) -> PersonFacts {
    let who = responsible(view.house.place, row, view.now.day());
    PersonFacts {
        id: row.id,
        version: row.version,
        given_name: row.given_name.clone(),
        family_name: row.family_name.clone(),
        birth: row.birth,
        nhs_number: row.nhs_number.map(|number| number.compact()),
        nhs_status: row.nhs_status.clone(),
        local_number: row.local_number.clone(),
        address: row.address_lines.clone(),
        postcode: row.postcode.as_ref().map(ToString::to_string),
        locality: row.locality.clone(),
        district: row.district.clone(),
        located_by: row.located_by,
        phone: row.phone.clone(),
        email: row.email.clone(),
        language: row.language.clone(),
        interpreter: row.interpreter,
        needs: row.needs.clone(),
        council: who.council.map(|council| council.name.clone()),
        practice: who.practice,
        alerts,
        around: around::facts(around, view.now.day()),
        merged_into: row.merged.as_ref().map(|merged| merged.into).filter(|_| view.who.may::<FindPerson>()),
        died: row.died,
    }
}
