//! Complaints and compliments by provider and quarter; every figure opens its cases (QUA-2).

use std::collections::BTreeMap;

use access::Covers;
use kernel::{Failure, Quarter, Uuid};
use page::{
    Page,
    components::{Cell, Table, table},
    html,
    show::{empty_state, scrolling},
};
use wire::{Shown, View};

use crate::{
    feedback::{self, Feedback, list::What},
    policy::{ListFeedback, SeeQuality},
};

/// The most that one quarter's report counts.
const MOST: i64 = 5000;

/// One provider's figures.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct ProviderReport {
    /// The provider's id.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// The figures by code: complaints, acknowledged-late, answered-late, upheld, partly, not-upheld, withdrawn, open, compliments.
    pub figures: BTreeMap<String, usize>,
}

/// The report as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Report {
    /// The quarter's code.
    pub quarter: String,
    /// By name.
    pub providers: Vec<ProviderReport>,
}

fn figures(all: &[&Feedback], now: kernel::Moment) -> BTreeMap<String, usize> {
    let count = |what: What| all.iter().filter(|one| what.holds(one, now)).count();
    What::ALL.iter().map(|(what, code, _)| ((*code).to_owned(), count(*what))).collect()
}

fn by_provider(all: &[Feedback], now: kernel::Moment) -> Vec<ProviderReport> {
    let mut by = BTreeMap::<(&str, Uuid), Vec<&Feedback>>::new();
    for one in all {
        by.entry((one.provider_name.as_str(), one.provider)).or_default().push(one);
    }
    let report = |((name, provider), own): ((&str, Uuid), Vec<&Feedback>)| ProviderReport {
        provider: provider.to_string(),
        name: name.to_owned(),
        figures: figures(&own, now),
    };
    by.into_iter().map(report).collect()
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SeeQuality>()?;
    let quarter = view.query.text("quarter").parse().unwrap_or_else(|_| Quarter::of(view.now.day()));
    let all = feedback::between(view.tx, &Covers::Place, quarter.period(), MOST)?;
    let providers = by_provider(&all, view.now);
    let code = quarter.code().replace(' ', "%20");
    let opens = view.who.may::<ListFeedback>();
    let row = |one: &ProviderReport| {
        let figure = |code_of: &str| one.figures.get(code_of).copied().unwrap_or_default();
        let mut cells = vec![Cell::link(one.name.as_str(), format!("/quality/providers/{}", one.provider))];
        cells.extend(What::ALL.iter().map(|(_, what, words)| {
            let n = figure(what);
            if n == 0 || !opens {
                return Cell::numeric(n.to_string());
            }
            let href = format!("/quality/feedback?quarter={code}&what={what}&provider={}", one.provider);
            Cell::numeric(
                html! { a href=(href) { (n) span class="nhsuk-u-visually-hidden" { " " (words) " of " (one.name) } } },
            )
        }));
        cells
    };
    let drawn = table(&Table {
        caption: "By provider".into(),
        head: std::iter::once(Cell::from("Provider"))
            .chain(What::ALL.iter().map(|(_, _, words)| Cell::numeric(*words)))
            .collect(),
        rows: providers.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    });
    let to = |quarter: Quarter| format!("/quality/report?quarter={}", quarter.code().replace(' ', "%20"));
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (quarter.to_string()) } "Complaints and compliments received" }
        p { a href=(to(quarter.previous())) { "Quarter before" } " | " a href=(to(quarter.next())) { "Quarter after" } }
        @if providers.is_empty() {
            (empty_state("Nothing was received in this quarter. Each provider of whom something was said stands here with its figures."))
        } @else { (scrolling("Complaints and compliments by provider", &drawn)) }
    };
    let page = Page::new("Complaints and compliments received", body).wide();
    Shown::with(page, &Report { quarter: quarter.code(), providers })
}
