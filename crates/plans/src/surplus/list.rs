//! Who has more than twelve weeks' worth, and what is earmarked.

use access::Covers;
use kernel::{Failure, Money};
use page::{
    Page,
    components::{Cell, Table, table},
    html,
    show::empty_state,
};
use schemars::JsonSchema;
use wire::{Shown, View};

use super::all;
use crate::policy::{EarmarkFunding, ReturnSurplus, SeeSurplus};

/// A budget with more than it should hold, or with something earmarked.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct SurplusLine {
    /// The plan.
    pub plan: String,
    /// Whose.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Pence a week.
    pub weekly: i64,
    /// Pence that have gathered from weeks that are over.
    pub gathered: i64,
    /// Pence that are earmarked.
    pub earmarked: i64,
    /// For what.
    pub reason: Option<String>,
    /// Pence that are to go back.
    pub surplus: i64,
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeSurplus>()?;
    let place = view.house.place;
    let found = match scope.covers() {
        Covers::Place => all(view.tx, place, view.now.day())?,
        Covers::Organisation(_) | Covers::People(_) | Covers::Worker(_) => Vec::new(),
    };
    let lines = found.iter().map(|(one, surplus)| {
        Ok(SurplusLine {
            plan: one.plan.to_string(),
            person: one.person.to_string(),
            name: one.person_name.clone(),
            weekly: one.funding.weekly.pence(),
            gathered: one.funding.gathered()?.pence(),
            earmarked: one.funding.earmarked.pence(),
            reason: one.earmark.as_ref().map(|(_, reason)| reason.clone()),
            surplus: surplus.pence(),
        })
    });
    let lines = lines.collect::<Result<Vec<_>, Failure>>()?;
    view.saw_list("surplus funding", found.iter().map(|(one, _)| one.person));
    let total = Money::from_pence(lines.iter().map(|line| line.surplus).sum());
    let weeks = place.package_rules.surplus_weeks;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Surplus funding" }
        p { "Funding that has gathered over " (weeks) " weeks’ worth goes back to the council, unless the commissioner has earmarked it. Money for weeks to come has not gathered." }
        @if lines.is_empty() {
            (empty_state(format!("Nobody has more than {weeks} weeks’ worth. When somebody does, they stand here with what is to go back.")))
        } @else {
            p class="nhsuk-body-l" { "To go back: " strong { (total) } }
            (drawn(view, &lines))
        }
    };
    Shown::with(Page::new("Surplus funding", body).wide(), &lines)
}

fn drawn(view: &View<'_, '_>, lines: &[SurplusLine]) -> page::Markup {
    let money = |pence: i64| Money::from_pence(pence).to_string();
    let (earmarks, returns) = (view.who.may::<EarmarkFunding>(), view.who.may::<ReturnSurplus>());
    let rows = lines.iter().map(|line| {
        let doors = html! {
            @if earmarks { a href={ "/surplus/" (line.plan) "/earmark" } { "Earmark" span class="nhsuk-u-visually-hidden" { " funding of " (line.name) } } " " }
            @if returns && line.surplus > 0 { a href={ "/surplus/" (line.plan) "/return" } { "Return" span class="nhsuk-u-visually-hidden" { " the surplus of " (line.name) } } }
        };
        vec![
            Cell::from(line.name.as_str()),
            Cell::from(money(line.weekly)),
            Cell::from(money(line.gathered)),
            Cell::from(html! { (money(line.earmarked)) @if let Some(reason) = line.reason.as_ref().filter(|_| line.earmarked > 0) { br; (reason) } }),
            Cell::from(money(line.surplus)),
            Cell::from(doors),
        ]
    });
    table(&Table {
        caption: "Budgets, the largest surplus first".into(),
        head: ["Person", "A week", "Gathered", "Earmarked", "To go back", "What you can do"]
            .into_iter()
            .map(Cell::from)
            .collect(),
        rows: rows.collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    })
}
