//! Who has submitted the measures of a quarter and who has not; a provider sees its own of every quarter.

use std::collections::BTreeMap;

use access::Covers;
use kernel::{Failure, Moment, Quarter, Uuid, moment_in_words};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{self, Standing, Tile, empty_state, state, tiles},
};
use wire::{Shown, View};

use super::{State, Submission, due, of_one_quarter, of_provider, of_quarter};
use crate::{
    measure::typed_quarter,
    policy::{SeeSubmissions, SubmitMeasures},
};

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Submissions {
    /// The quarter.
    pub quarter: String,
    /// Until when it was or is due.
    #[schemars(with = "String")]
    pub due: Moment,
    /// Whether we have assumed the term.
    pub assumed: bool,
    /// Who has something to submit yet.
    pub missing: Vec<Missing>,
    /// What was submitted.
    pub submissions: Vec<SubmissionLine>,
}

/// A provider that has not submitted, or whose submission was returned.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct Missing {
    /// The provider.
    pub provider: String,
    /// Its name.
    pub provider_name: String,
    /// Whether what it submitted was returned.
    pub returned: bool,
    /// Until when.
    #[schemars(with = "String")]
    pub due: Moment,
    /// Whether that has passed.
    pub late: bool,
}

/// One submission.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct SubmissionLine {
    /// Its id.
    pub id: String,
    /// The provider.
    pub provider_name: String,
    /// The quarter.
    pub quarter: String,
    /// The how-manieth.
    pub number: i64,
    /// submitted or returned.
    pub state: String,
    /// Whether it came after its day.
    pub late: bool,
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeSubmissions>()?;
    let quarter = match typed_quarter(view) {
        text if text.is_empty() => due::last_over(view.now.day()),
        text => text.parse()?,
    };
    match scope.covers() {
        Covers::Place => of_everybody(view, quarter),
        Covers::Organisation(own) => of_own(view, *own, quarter),
        Covers::People(_) | Covers::Worker(_) => Err(Failure::no_such("page")),
    }
}

/// Who of the expected has something to submit for a quarter: two statements.
pub(crate) fn missing(view: &mut View<'_, '_>, quarter: Quarter) -> Result<(Vec<Missing>, Vec<Submission>), Failure> {
    let (place, now) = (view.house.place, view.now);
    let made = of_quarter(view.tx, quarter)?;
    let mut by = BTreeMap::<Uuid, (String, Vec<Submission>)>::new();
    for provider in brokerage::providers(view.tx)?.iter().filter(|one| due::is_expected(one, quarter)) {
        by.insert(provider.id, (provider.name.clone(), Vec::new()));
    }
    for one in &made {
        by.entry(one.provider).or_insert_with(|| (one.provider_name.clone(), Vec::new())).1.push(one.clone());
    }
    let mut missing = Vec::new();
    // A quarter that runs is due from nobody yet.
    let over = quarter.period().last() < now.day();
    for (provider, (name, own)) in by.iter().filter(|_| over) {
        if let Some(due) = due::owed(place, quarter, own)? {
            missing.push(Missing {
                provider: provider.to_string(),
                provider_name: name.clone(),
                returned: !own.is_empty(),
                due,
                late: now >= due,
            });
        }
    }
    missing.sort_by(|one, other| (one.due, &one.provider_name).cmp(&(other.due, &other.provider_name)));
    Ok((missing, made))
}

fn told(one: &Submission) -> SubmissionLine {
    SubmissionLine {
        id: one.id.to_string(),
        provider_name: one.provider_name.clone(),
        quarter: one.quarter.code(),
        number: one.number,
        state: one.state.code().to_owned(),
        late: one.is_late(),
    }
}

/// The term in words, and whether it is ours.
fn term(view: &View<'_, '_>) -> (String, bool) {
    let standard = view.house.place.standard(due::STANDARD);
    standard.map_or_else(Default::default, |one| (one.rule.term.to_string(), one.assumed))
}

fn of_everybody(view: &mut View<'_, '_>, quarter: Quarter) -> Result<Shown, Failure> {
    let (missing, made) = missing(view, quarter)?;
    let (due, (term, assumed)) = (due::due_at(view.house.place, quarter)?, term(view));
    let late = missing.iter().filter(|one| one.late).count();
    let stands = made.iter().filter(|one| one.state == State::Submitted).count();
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { "Submissions" } (quarter.to_string()) }
        (quarters(quarter, view.now))
        p { "Due by " (kernel::deadline_in_words(due)) ": " (term) " after the quarter" @if assumed { " (assumed: the contract does not say)" } "." }
        (tiles(&[
            Tile::new(stands, "submitted", "#submitted"),
            Tile::new(missing.len(), "not submitted", "#missing")
                .standing(kernel::count(late, "late", "late"), if late > 0 { Standing::Late } else { Standing::Fine }),
        ]))
        h2 class="nhsuk-heading-m" id="missing" { "Not submitted" }
        (waiting(view.now, &missing, quarter.period().last() < view.now.day()))
        h2 class="nhsuk-heading-m" id="submitted" { "Submitted" }
        (listed(&made))
    };
    let data =
        Submissions { quarter: quarter.code(), due, assumed, missing, submissions: made.iter().map(told).collect() };
    Shown::with(Page::new("Submissions", body).wide(), &data)
}

fn of_own(view: &mut View<'_, '_>, own: Uuid, quarter: Quarter) -> Result<Shown, Failure> {
    let made = of_provider(view.tx, own)?;
    let of_quarter = of_one_quarter(view.tx, own, quarter)?;
    let owed = due::owed(view.house.place, quarter, &of_quarter)?;
    let (due, (term, assumed)) = (due::due_at(view.house.place, quarter)?, term(view));
    let over = quarter.period().last() < view.now.day();
    let missing = owed.filter(|_| over).map(|due| Missing {
        provider: own.to_string(),
        provider_name: view.who.organisation.as_ref().map(|own| own.name.clone()).unwrap_or_default(),
        returned: !of_quarter.is_empty(),
        due,
        late: view.now >= due,
    });
    let body = html! {
        h1 class="nhsuk-heading-l" { "Your submissions" }
        (quarters(quarter, view.now))
        @match &missing {
            Some(missing) => {
                h2 class="nhsuk-heading-m" { "Measures of " (quarter.to_string()) }
                p { (show::time_left(view.now, Some(missing.due))) " " (term) " after the quarter" @if assumed { " (assumed: the contract does not say)" } "." }
                @if let Some(State::Returned { why, by, .. }) = of_quarter.last().map(|one| &one.state) { p { "Returned by " (by) ": " (why) } }
                @if view.who.may::<SubmitMeasures>() {
                    p { a href=(format!("/submissions/sign?quarter={}", quarter.code().replace(' ', "+"))) { "Look at the measures, explain cases and sign" } }
                }
            }
            None => { p { "Nothing is due for " (quarter.to_string()) "." } }
        }
        h2 class="nhsuk-heading-m" { "What you submitted" }
        (listed(&made))
    };
    let data = Submissions {
        quarter: quarter.code(),
        due,
        assumed,
        missing: missing.into_iter().collect(),
        submissions: made.iter().map(told).collect(),
    };
    Shown::with(Page::new("Your submissions", body), &data)
}

fn quarters(quarter: Quarter, now: Moment) -> Markup {
    let link = |quarter: Quarter| format!("/submissions?quarter={}", quarter.code().replace(' ', "+"));
    html! {
        p {
            a href=(link(quarter.previous())) { "Earlier: " (quarter.previous()) }
            @if quarter.next() <= Quarter::of(now.day()) { " · " a href=(link(quarter.next())) { "Later: " (quarter.next()) } }
        }
    }
}

fn waiting(now: Moment, missing: &[Missing], over: bool) -> Markup {
    if !over {
        return empty_state("The quarter is not over. Providers that have not submitted stand here from its end on.");
    }
    if missing.is_empty() {
        return empty_state("Every provider has submitted.");
    }
    let row = |one: &Missing| {
        vec![
            Cell::from(one.provider_name.as_str()),
            Cell::from(if one.returned { "Returned, not submitted again" } else { "Not submitted" }),
            Cell::from(show::time_left(now, Some(one.due))),
        ]
    };
    table(&Table {
        head: ["Provider", "Standing", "Due"].into_iter().map(Cell::from).collect(),
        rows: missing.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn listed(made: &[Submission]) -> Markup {
    if made.is_empty() {
        return empty_state("Nothing was submitted yet. Each submission stands here with who signed it and when.");
    }
    let row = |one: &Submission| {
        vec![
            Cell::link(format!("{}, version {}", one.quarter, one.number), one.href()),
            Cell::from(one.provider_name.as_str()),
            Cell::from(format!("{}, {}", one.signed_name, moment_in_words(one.submitted_at))),
            Cell::from(match &one.state {
                State::Submitted if one.is_late() => state("Late", Standing::Soon),
                State::Submitted => state("Submitted", Standing::Fine),
                State::Returned { why, .. } => html! { (state("Returned", Standing::Late)) " " (why) },
            }),
        ]
    };
    table(&Table {
        head: ["Measures", "Provider", "Signed", "Standing"].into_iter().map(Cell::from).collect(),
        rows: made.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}
