//! One pilot: its cases, and what it earns in a quarter, case by case (BRK-13). It names no person.

use access::About;
use kernel::{Date, Failure, Minutes, Money, Period, day_in_words, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, empty_state, state},
};
use schemars::JsonSchema;
use wire::{Shown, View};

use super::{
    cases::{Case, of_pilot},
    list::{PilotLine, line, quarter_of, so_far},
    one,
};
use crate::{
    package::reference,
    policy::{FindReabled, JoinPilot, ListPackages, SeePilots},
};

/// A case with what it saved and earned in the quarter.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct CaseLine {
    /// The case.
    pub case: String,
    /// The package.
    pub package: String,
    /// The day it joined.
    pub joined_on: String,
    /// Care a week then.
    pub baseline_minutes: i64,
    /// Care a week as it was noted last.
    pub minutes_now: i64,
    /// Since when the person counts as re-abled.
    pub reabled_on: Option<String>,
    /// Its last day in the pilot.
    pub left_on: Option<String>,
    /// Care saved in the quarter.
    pub saved_minutes: i64,
    /// What that care would have cost, in pence; nothing unless the person was re-abled.
    pub saved_pence: i64,
    /// The pilot's share, in pence.
    pub earned_pence: i64,
}

/// The page as a script reads it.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct PilotData {
    /// The pilot with its figures in the quarter.
    pub pilot: PilotLine,
    /// The first day of the quarter.
    pub quarter: String,
    /// Its cases.
    pub cases: Vec<CaseLine>,
}

/// The quarter that is asked for by one of its days ("2026-10-01"), or the one of today.
fn asked(text: &str, today: Date) -> Result<Period, Failure> {
    quarter_of(kernel::day_asked(text).unwrap_or(today))
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let pilot = one(view.tx, view.path.id("pilot")?)?;
    view.who.permit::<SeePilots>(&About::thing("pilot", pilot.id).organisation(pilot.provider))?;
    let (place, today) = (view.house.place, view.now.day());
    let quarter = asked(view.query.text("quarter"), today)?;
    let cases = of_pilot(view.tx, pilot.id)?;
    let period = so_far(quarter, today);
    let line = line(place, &pilot, &cases, period, today)?;
    let mut told = Vec::new();
    for case in &cases {
        let nothing = (Minutes::ZERO, Money::ZERO, Money::ZERO);
        let earned = period.map(|period| case.earned(&place.package_rules, period)).transpose()?;
        told.push((case, earned.unwrap_or(nothing)));
    }
    let rules = &place.package_rules;
    let before = quarter_of(quarter.from().yesterday().unwrap_or(quarter.from()))?;
    let body = html! {
        h1 class="nhsuk-heading-l" { (pilot.name) }
        p { (pilot.provider_name) ", " (line.area) ", " (day_in_words(pilot.first)) " to " (day_in_words(pilot.last)) ". Set up by " (pilot.set_up_by) "." }
        p { (pilot.words) }
        p { "Care a week now: " strong { (Minutes::new(line.minutes_now)) " of " (Minutes::new(line.at_most_minutes)) }
            @if line.minutes_now > line.at_most_minutes { " " (state("Over its hours", Standing::Late)) }
            ". When they joined it was " (Minutes::new(line.baseline_minutes)) "." }
        h2 class="nhsuk-heading-m" id="cases" { "Quarter from " (short_day(quarter.from())) " to " (short_day(quarter.last())) @if period.is_none_or(|period| period.last() < quarter.last()) { ", so far" } }
        p { "The pilot earns " (rules.pilot_incentive_percent) "% of what the care saved would have cost, for people who were re-abled towards independence, for at most " (rules.pilot_incentive_weeks) " weeks from the day they joined, at the price of an hour on that day." @if rules.pilot_incentive_assumed { " The share and the weeks are assumed: the contract has to say them." } }
        @if cases.is_empty() {
            (empty_state("No package has joined yet. A broker takes one in on the page of the package, and it stands here with the care it had then and has now."))
        } @else {
            (listed(view, &told))
            p { strong { "Earned in this quarter: " (Money::from_pence(line.earned_pence)) } }
        }
        p { a href=(format!("/pilots/{}?quarter={}", pilot.id, before.from())) { "The quarter before" } " | " a href=(format!("/pilots/{}?quarter={}", pilot.id, quarter.to())) { "The quarter after" } }
    };
    let data = PilotData {
        quarter: quarter.from().to_string(),
        cases: told.iter().map(|(case, earned)| case_line(case, *earned)).collect(),
        pilot: line,
    };
    let page = Page::new(format!("Pilot {}", pilot.name), body).wide().back("Outcome pilots", "/pilots");
    Shown::with(page, &data)
}

fn case_line(case: &Case, (saved, cost, share): (Minutes, Money, Money)) -> CaseLine {
    CaseLine {
        case: case.id.to_string(),
        package: case.package.to_string(),
        joined_on: case.joined_on.to_string(),
        baseline_minutes: case.baseline.get(),
        minutes_now: case.minutes_now().get(),
        reabled_on: case.reabled.as_ref().map(|(on, ..)| on.to_string()),
        left_on: case.left.as_ref().map(|(on, _)| on.to_string()),
        saved_minutes: saved.get(),
        saved_pence: cost.pence(),
        earned_pence: share.pence(),
    }
}

fn listed(view: &View<'_, '_>, told: &[(&Case, (Minutes, Money, Money))]) -> Markup {
    let (opens, finds, joins) =
        (view.who.may::<ListPackages>(), view.who.may::<FindReabled>(), view.who.may::<JoinPilot>());
    let rows = told.iter().map(|(case, (saved, cost, share))| {
        let reference = reference(case.package);
        let package = if opens {
            Cell::link(reference.as_str(), format!("/packages/{}", case.package))
        } else {
            Cell::from(reference.as_str())
        };
        vec![
            package,
            Cell::from(short_day(case.joined_on)),
            Cell::from(case.baseline.to_string()),
            Cell::from(html! { (case.minutes_now()) @if let Some((on, why)) = &case.left { br; "Left on " (short_day(*on)) ": " (why) } }),
            Cell::from(html! {
                @if let Some((on, why, _)) = &case.reabled { (state("Yes", Standing::Fine)) " since " (short_day(*on)) ". " (why) } @else { "Not found" }
                @if finds { br; a href=(format!("/pilot-cases/{}/reabled", case.id)) { "Say whether" span class="nhsuk-u-visually-hidden" { " " (reference) " was re-abled" } } }
                @if joins && case.left.is_none() { " | " a href=(format!("/pilot-cases/{}/leave", case.id)) { "Take out" span class="nhsuk-u-visually-hidden" { " " (reference) } } }
            }),
            Cell::from(saved.to_string()),
            Cell::numeric(cost.to_string()),
            Cell::numeric(share.to_string()),
        ]
    });
    let head = ["Package", "Joined", "Care a week then", "Now", "Re-abled", "Saved in the quarter", "Worth", "Share"];
    table(&Table {
        caption: "Packages in the pilot".into(),
        head: head.into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}
