//! The bank of a package with its movements: for provider, broker, social worker, the person and a carer who sees their costs.

use kernel::{Failure, Minutes};
use maud::{Markup, html};
use page::{
    Page,
    components::{Cell, SummaryList, SummaryRow, Table, summary_list, table},
    show::{day_short, empty_state},
};
use schemars::JsonSchema;
use wire::{Shown, View};

use super::{about, banking, cap, free, held, href};
use crate::policy::{KeepBank, SeeBank, SwitchBank};

/// The page as a script reads it.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct BankData {
    /// The package.
    pub package: String,
    /// Whether banked hours are switched on.
    pub open: bool,
    /// Minutes that can be used.
    pub free_minutes: i64,
    /// Minutes set aside for visits that are planned.
    pub planned_minutes: i64,
    /// The most the bank may hold.
    pub cap_minutes: i64,
    /// What has moved the minutes that can be used, the newest first.
    pub movements: Vec<Moved>,
}

/// One movement.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct Moved {
    /// The day.
    #[schemars(with = "String")]
    pub day: kernel::Date,
    /// What it was.
    pub words: String,
    /// What went in, or below zero what went out.
    pub minutes: i64,
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = brokerage::package(view.tx, view.path.id("package")?)?;
    view.who.permit::<SeeBank>(&about(&package))?;
    let own = package.id.uuid();
    let (banking, banked) = (banking(view.tx, own)?, held(view.tx, own)?);
    let most = banking.as_ref().map_or(Minutes::ZERO, |banking| cap(view.house.place, &package, banking));
    let open = banking.as_ref().is_some_and(|banking| banking.open);
    let mut movements: Vec<Moved> = accounts::statement_of(view.tx, free(own))?
        .into_iter()
        .map(|line| Moved { day: line.day, words: line.memo, minutes: line.amount })
        .collect();
    movements.reverse();
    let data = BankData {
        package: package.id.to_string(),
        open,
        free_minutes: banked.free.get(),
        planned_minutes: banked.planned.get(),
        cap_minutes: most.get(),
        movements,
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Banked hours of package " (package.reference()) }
        @match &banking {
            None => (empty_state("Banked hours are not switched on for this package. When they are, care time that the person did not want can be kept here for extra visits later.")),
            Some(banking) => {
                @if !open { p { "Banked hours are switched off since " (page::show::moment(banking.since)) ". Nothing more goes in or out." } }
                (facts(&data, banking.need.as_ref()))
            }
        }
        ul class="nhsuk-list" {
            @if open && view.who.may::<KeepBank>() && data.free_minutes > 0 { li { a href={ (href(package.id)) "/use" } { "Plan an extra visit" } } }
            @if view.who.may::<SwitchBank>() { li { a href={ (href(package.id)) "/switch" } { "Switch banked hours on or off" } } }
        }
        @if banking.is_some() { (moved(&data.movements)) }
    };
    view.saw(package.person, "banked hours");
    let banner = people::banner(view.tx, package.person, view.house)?;
    Shown::with(Page::new("Banked hours", body).about(banner), &data)
}

fn facts(data: &BankData, need: Option<&(Minutes, String)>) -> Markup {
    let minutes = |minutes: i64| Minutes::new(minutes).to_string();
    let mut rows = vec![
        SummaryRow::new("Can be used", minutes(data.free_minutes)),
        SummaryRow::new("Set aside for planned visits", minutes(data.planned_minutes)),
        SummaryRow::new("The bank may hold", minutes(data.cap_minutes)),
    ];
    if let Some((minutes, words)) = need {
        rows.push(SummaryRow::new("Saved for", format!("{words} ({minutes})")));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn moved(movements: &[Moved]) -> Markup {
    if movements.is_empty() {
        return empty_state(
            "Nothing is banked yet. A visit that the person calls off in time, or that is shorter because they wish it, can be banked from its page.",
        );
    }
    let rows = movements.iter().map(|one| {
        let sign = if one.minutes > 0 { "+" } else { "" };
        vec![
            Cell::from(day_short(one.day)),
            Cell::from(one.words.as_str()),
            Cell::from(format!("{sign}{}", Minutes::new(one.minutes))),
        ]
    });
    table(&Table {
        caption: "What went in and out, the newest first".into(),
        head: ["Day", "What", "Time"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}
