//! What care costs and why (REC-5, FIN-2): every visit of a month with its reasons, and a total. Nothing is hidden.

use std::collections::BTreeSet;

use charging::{Budget, ChargeRow, Credit};
use kernel::{Date, Failure, Money, Period, day_asked, day_in_words};
use page::{
    Markup,
    components::{Cell, Details, SummaryList, SummaryRow, Table, details, summary_list, table},
    html,
    show::{day_short, empty_state, money},
};
use people::PersonId;
use store::Tx;
use visits::{State, VisitView};
use wire::{Shown, View};

use crate::{policy::SeeMyCare, whose::Whose};

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct Costs {
    /// The month's first day.
    #[schemars(with = "String")]
    month: Date,
    /// Everything that was charged for visits of the month.
    lines: Vec<Line>,
    /// The sum of the lines, in pence.
    total_pence: i64,
    /// Visits of the month that were made and whose cost is not worked out yet.
    waiting: Vec<Waiting>,
    /// Money given, spent and left over all time.
    budget: Budget,
}

/// One visit's cost, a correction of it, or a credit: what was taken back of it.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
struct Line {
    /// The day of the visit.
    #[schemars(with = "String")]
    day: Date,
    /// From which care provider.
    provider: String,
    /// Minutes that are charged; of a correction the difference.
    minutes: i64,
    /// What it comes to, in pence.
    pence: i64,
    /// visit, correction or credit.
    kind: &'static str,
    /// Why, sentence by sentence.
    why: Vec<String>,
}

/// A visit whose cost is not worked out yet.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
struct Waiting {
    /// Its day.
    #[schemars(with = "String")]
    day: Date,
    /// "Morning".
    label: String,
}

impl From<ChargeRow> for Line {
    fn from(row: ChargeRow) -> Self {
        Line {
            day: row.day,
            kind: if row.adjusts.is_some() { "correction" } else { "visit" },
            minutes: row.charged_minutes,
            pence: row.pence,
            provider: row.provider_name,
            why: row.reasons,
        }
    }
}

impl From<Credit> for Line {
    fn from(credit: Credit) -> Self {
        let why = "The council questioned this cost and the provider took back what was too much.".to_owned();
        Line {
            day: credit.day,
            kind: "credit",
            minutes: 0,
            pence: credit.pence,
            provider: credit.provider_name,
            why: vec![why],
        }
    }
}

impl Line {
    fn words(&self) -> &'static str {
        match self.kind {
            "correction" => "Correction",
            "credit" => "Credit",
            _ => "Visit",
        }
    }
}

/// Everything that was charged and credited for a person's visits of a period, by day.
fn lines_of(tx: &mut Tx<'_>, person: PersonId, days: Period, rows: Vec<ChargeRow>) -> Result<Vec<Line>, Failure> {
    let credits = charging::credits_of_person(tx, person, days)?;
    let mut lines: Vec<Line> = rows.into_iter().map(Line::from).chain(credits.into_iter().map(Line::from)).collect();
    lines.sort_by_key(|line| line.day);
    Ok(lines)
}

fn total(lines: &[Line]) -> Money {
    Money::from_pence(lines.iter().map(|line| line.pence).sum())
}

/// What a person's visits of a period came to so far.
pub(crate) fn spent(tx: &mut Tx<'_>, person: PersonId, days: Period) -> Result<Money, Failure> {
    let rows = charging::of_person(tx, person, days)?;
    Ok(total(&lines_of(tx, person, days, rows)?))
}

/// This month, or the one that was asked for as "2026-11".
fn month(asked: &str, today: Date) -> Result<Period, Failure> {
    if asked.is_empty() {
        return Ok(Period::month_of(today));
    }
    let first = day_asked(&format!("{asked}-01")).ok_or_else(|| {
        Failure::field("month", "There is no such month. Write it as a year and a month, like 2026-11.")
    })?;
    Ok(Period::month_of(first))
}

fn waiting(tx: &mut Tx<'_>, person: PersonId, days: Period, rows: &[ChargeRow]) -> Result<Vec<Waiting>, Failure> {
    let charged: BTreeSet<_> = rows.iter().map(|row| row.visit).collect();
    let made = |visit: &VisitView| matches!(visit.state, State::Finished(_) | State::Approved(..));
    let open = visits::of_person(tx, person, days)?;
    let open = open.into_iter().filter(|visit| made(visit) && !charged.contains(&visit.id.uuid()));
    Ok(open.map(|visit| Waiting { day: visit.day, label: visit.label }).collect())
}

/// Shows it.
pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let whose = Whose::of_path::<SeeMyCare>(view, "costs")?;
    let today = view.now.day();
    let days = month(view.query.text("month"), today)?;
    let rows = charging::of_person(view.tx, whose.id, days)?;
    let waiting = waiting(view.tx, whose.id, days, &rows)?;
    let all = lines_of(view.tx, whose.id, days, rows)?;
    let budget = charging::budget_of(view.tx, whose.id)?;
    let returned = plans::surplus::returned(view.tx, whose.id)?;
    let banked = visits::bank::of_person(view.tx, whose.id)?;
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (name_of(days.from())) } "What it costs and why"
        }
        (around(&whose, days, today))
        @if all.is_empty() {
            (empty_state("Nothing has been charged for this month. Each visit stands here, with its reasons, once its time has been checked."))
        } @else {
            p class="nhsuk-body-l" { "Total: " strong { (money(total(&all))) } }
            (lines(&all))
        }
        @if !waiting.is_empty() {
            h2 class="nhsuk-heading-m" { "Cost not worked out yet" }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for visit in &waiting { li { (visit.label) ", " (day_in_words(visit.day)) } }
            }
        }
        @for (package, held) in &banked {
            h2 class="nhsuk-heading-m" { "Banked hours" }
            p { (held.free) " of care time that was not wanted are kept for later"
                @if held.planned.get() > 0 { ", and " (held.planned) " are set aside for visits that are planned" } ". "
                a href=(format!("/packages/{package}/bank")) { "See what went in and out" } }
        }
        h2 class="nhsuk-heading-m" { "The money available" }
        (available(budget))
        p { a href={ "/people/" (whose.id) "/budget" } { "Statement: what came in, what care cost, what is left" } }
        p { a href=(format!("/people/{}/year", whose.id)) { "A whole year on one page" } }
        @for back in &returned { p { (plans::surplus::returned_in_words(view.house.place, *back)) } }
    };
    let page = whose.under(view, "What it costs and why", body)?;
    let data = Costs { month: days.from(), total_pence: total(&all).pence(), lines: all, waiting, budget };
    Shown::with(page, &data)
}

fn name_of(day: Date) -> String {
    day.strftime("%B %Y").to_string()
}

fn around(whose: &Whose, days: Period, today: Date) -> Markup {
    let link = |day: Date| whose.href(&format!("/costs?month={}", day.strftime("%Y-%m")));
    let before = days.from().yesterday().ok();
    let after = Some(days.to()).filter(|next| *next <= today);
    html! {
        p {
            @if let Some(before) = before { a href=(link(before)) { "Earlier: " (name_of(before)) } }
            @if let Some(after) = after { " · " a href=(link(after)) { "Later: " (name_of(after)) } }
        }
    }
}

fn lines(all: &[Line]) -> Markup {
    let line = |line: &Line| {
        let amount = Money::from_pence(line.pence);
        let why = html! { ul class="nhsuk-list nhsuk-list--bullet" { @for reason in &line.why { li { (reason) } } } };
        let summary = format!("Why {amount}");
        vec![
            Cell::from(day_short(line.day)),
            Cell::from(html! {
                (line.words()) ", " (line.provider)
                (details(&Details { summary: summary.into(), text: why.into(), ..Details::default() }))
            }),
            Cell::numeric(money(amount)),
        ]
    };
    table(&Table {
        caption: "Visits and what they cost".into(),
        head: vec!["Day".into(), "What and why".into(), Cell::numeric("Cost")],
        rows: all.iter().map(line).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn available(budget: Budget) -> Markup {
    if budget == Budget::default() {
        return empty_state("No money has been set aside yet. What is available stands here once the plan is agreed.");
    }
    let rows = vec![
        SummaryRow::new("Set aside so far", budget.given.to_string()),
        SummaryRow::new("Used for care so far", budget.spent.to_string()),
        SummaryRow::new("Left", budget.left.to_string()),
    ];
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

#[cfg(test)]
mod tests {
    use kernel::date;

    use super::*;

    // FIN-2
    #[test]
    fn a_month_is_asked_for_by_year_and_month() {
        let today = date(2026, 11, 23);
        assert_eq!(month("", today), Ok(Period::month_of(today)));
        assert_eq!(month("2026-02", today), Ok(Period::month_of(date(2026, 2, 1))));
        for wrong in ["2026-13", "11", "yesterday", "2026-11-01"] {
            assert!(month(wrong, today).is_err(), "{wrong}");
        }
    }
}
