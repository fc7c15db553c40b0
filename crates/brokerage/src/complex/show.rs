//! How complex care stands, on the package's page of the broker and of the provider.

use kernel::{Date, Failure, count, day_in_words, list_in_words};
use page::{
    Markup,
    components::{SummaryList, SummaryRow, summary_list},
    html,
    show::{self, Standing, empty_state, state, time_left},
};
use wire::View;

use super::{
    agency,
    care::{Care, LOT, of_package},
    monitor,
    rule::{Choice, HomeFinding},
    workers::{Forward, of_care},
};
use crate::{
    package::Package,
    policy::{AgreeComplex, KeepComplex, RecordChoice},
};

/// The section; nothing for a package that is not complex care.
pub(crate) fn section(view: &mut View<'_, '_>, package: &Package) -> Result<Markup, Failure> {
    if package.lot != LOT || package.state.held().is_none() {
        return Ok(html! {});
    }
    let care = of_package(view.tx, package.id)?;
    let (workers, costs, found) = match &care {
        Some(care) => (
            of_care(view.tx, care.id)?,
            agency::of_care(view.tx, care.id)?,
            monitor::found(view.tx, care.id, (care.monitor_round - 1).max(1))?,
        ),
        None => (Vec::new(), Vec::new(), Vec::new()),
    };
    let own = view.who.may::<KeepComplex>() && view.who.organisation_id() == package.provider();
    Ok(html! {
        h2 class="nhsuk-heading-m" { "Complex care" }
        @if let Some(care) = &care {
            (lacking(care, view.now.day()))
            (summary(view, care, package))
        }
        @if own { (doors(package, care.as_ref())) }
        @if let Some(care) = &care {
            @if view.who.may::<AgreeComplex>() && unsuitable(care) { p { a href={ "/packages/" (package.id) "/home-exception" } { "Agree to care in a home that does not suit it" } } }
        }
        h3 class="nhsuk-heading-s" { "Care workers put forward" }
        @if workers.is_empty() {
            (empty_state("Nobody has been put forward yet. The person and their carer help to choose; only who is chosen is given the visits."))
        } @else { (listed(view, &workers, own)) }
        @if !found.is_empty() { h3 class="nhsuk-heading-s" { "Looked at against the plan" } (monitor::told(&found)) }
        @if let Some(care) = &care {
            h3 class="nhsuk-heading-s" { "Agency workers" }
            (agency::told(care, &costs, view.who.may::<AgreeComplex>()))
            @if workers.iter().any(|one| one.agency.is_some()) { p { a href={ "/packages/" (package.id) "/agency-visits" } { "Visits of agency workers" } } }
        }
    })
}

fn unsuitable(care: &Care) -> bool {
    care.home.as_ref().is_some_and(|home| home.finding == HomeFinding::Unsuitable && home.exception.is_none())
}

fn lacking(care: &Care, today: Date) -> Markup {
    let lacks = care.lacks(today);
    html! { @if !lacks.is_empty() {
        p { (state("Before the first day", Standing::Late)) " Still to be done: " (list_in_words(&lacks)) "." }
    } }
}

fn summary(view: &View<'_, '_>, care: &Care, package: &Package) -> Markup {
    let nurse = care.nurse.as_ref().map_or_else(
        || "Not named".to_owned(),
        |nurse| {
            let until = nurse.until.map(|until| format!(", registered until {}", day_in_words(until)));
            let until = until.unwrap_or_else(|| ", as the provider stated it".to_owned());
            format!("{}, {}{until}. Named by {}, {}", nurse.name, nurse.pin, nurse.by, day_in_words(nurse.at.day()))
        },
    );
    let home = care.home.as_ref().map_or_else(
        || "Not looked at".to_owned(),
        |home| {
            let changes = home.changes.as_ref().map(|words| format!(" To change: {words}")).unwrap_or_default();
            let exception =
                home.exception.as_ref().map(|(why, by)| format!(" Agreed by {by}: {why}")).unwrap_or_default();
            format!("{}. {}, {}.{changes}{exception}", home.finding.words(), home.by, day_in_words(home.on))
        },
    );
    let mut rows = vec![SummaryRow::new("Nurse", nurse), SummaryRow::new("Home", home)];
    rows.push(SummaryRow::new("Workers found", match care.recruited_on {
        Some(day) => html! { "Since " (day_in_words(day)) },
        None => html! { "By " (day_in_words(care.recruit_by)) @if care.recruit_by < view.now.day() { " " (state("Overdue", Standing::Late)) } },
    }));
    if package.state.gives_care().is_ok() {
        let every = count(care.monitor_weeks, "week", "weeks");
        rows.push(SummaryRow::new(
            "Looked at against the plan",
            html! { "Every " (every) ". Next: " (time_left(view.now, care.monitor_due)) },
        ));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn doors(package: &Package, care: Option<&Care>) -> Markup {
    let recruited = care.is_some_and(|care| care.recruited_on.is_some());
    let all = [
        (true, "nurse", "Name the nurse who oversees the care"),
        (true, "home", "Record whether the home suits the care"),
        (true, "put-forward", "Put a care worker forward"),
        (package.state.gives_care().is_ok(), "monitor", "Look at the care against the plan"),
        (!recruited, "recruited", "Workers of our own are in place"),
        (true, "agency-cost", "State what an agency cost"),
    ];
    html! { ul class="nhsuk-list" { @for (_, path, text) in all.into_iter().filter(|(shown, ..)| *shown) {
        li { a href={ "/packages/" (package.id) "/" (path) } { (text) } }
    } } }
}

/// How a choice stands, in words and colour.
pub(super) fn standing(choice: Choice) -> Markup {
    state(
        choice.words(),
        match choice {
            Choice::Open => Standing::Soon,
            Choice::Chosen => Standing::Fine,
            Choice::Refused => Standing::None,
        },
    )
}

fn listed(view: &View<'_, '_>, workers: &[Forward], own: bool) -> Markup {
    html! { ul class="nhsuk-list nhsuk-list--bullet" { @for one in workers { li {
        strong { (one.worker_name) } @if let Some(agency) = &one.agency { ", agency worker (" (agency) ")" } ". " (one.about) " "
        @match &one.withdrawn {
            Some((at, why)) => { "Taken back " (show::moment(*at)) ": " (why) }
            None => {
                (standing(one.choice()))
                @if view.who.may::<RecordChoice>() { " " a href=(format!("/put-forward/{}/record-say", one.id)) { "Record what was said" span class="nhsuk-u-visually-hidden" { " of " (one.worker_name) } } }
                @if own { " " a href=(format!("/put-forward/{}/withdraw", one.id)) { "Take back" span class="nhsuk-u-visually-hidden" { " " (one.worker_name) } } }
            }
        }
        @if !one.said.is_empty() { ul { @for said in &one.said {
            li { (said.name) " (" (said.voice.words().to_lowercase()) "), " (show::moment(said.at)) ": " (said.word.words()) @if let Some(why) = &said.why { ". " (why) } }
        } } }
    } } } }
}
