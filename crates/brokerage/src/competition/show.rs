//! A mini-competition for the broker: sealed until its deadline, then every bid with its points, the highest first (BRK-8).

use kernel::{Failure, Moment, deadline_in_words, moment_in_words};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, empty_state, state, time_left},
};
use schemars::JsonSchema;
use wire::{Shown, View};

use super::{Bid, Competition, Question, about, bids, competition, of_package, total, totals};
use crate::{
    offer,
    package::{self, Package},
    policy::AwardPackage,
};

/// A competition as scripts see it.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct CompetitionData {
    /// The competition.
    pub id: String,
    /// The package.
    pub package: String,
    /// Until when it is answered.
    pub closes_at: String,
    /// Whether nobody may read the bids yet.
    pub sealed: bool,
    /// What is asked.
    pub questions: Vec<Question>,
    /// What the price weighs.
    pub price_weight: i64,
    /// The bids, the highest total first; none while it is sealed.
    pub bids: Vec<BidLine>,
}

/// A bid as scripts see it.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct BidLine {
    /// The bid.
    pub id: String,
    /// Its row's version.
    pub version: i64,
    /// The offer it answers.
    pub offer: String,
    /// Who made it.
    pub provider: String,
    /// For an hour, in pence.
    pub rate_pence: i64,
    /// The earliest day they can start.
    pub earliest_start: String,
    /// The answers.
    pub answers: Vec<String>,
    /// From 0 to 10 for each answer.
    pub points: Option<Vec<i64>>,
    /// Its total in hundredths of a point.
    pub total_hundredths: Option<i64>,
    /// The points of its price, in hundredths.
    pub price_hundredths: Option<i64>,
    #[serde(skip)]
    why: Option<String>,
    #[serde(skip)]
    by: Option<String>,
}

fn lines(competition: &Competition, bids: &[Bid]) -> Vec<BidLine> {
    let line = |(bid, total): (&Bid, Option<total::Total>)| BidLine {
        id: bid.id.to_string(),
        version: bid.version,
        offer: bid.offer.to_string(),
        provider: bid.provider_name.clone(),
        rate_pence: bid.rate.pence(),
        earliest_start: bid.earliest_start.to_string(),
        answers: bid.answers.clone(),
        points: bid.points.clone(),
        total_hundredths: total.as_ref().map(|total| total.hundredths),
        price_hundredths: total.as_ref().map(|total| total.price),
        why: bid.points_why.clone(),
        by: bid.scored_by.clone(),
    };
    let mut lines: Vec<BidLine> = bids.iter().zip(totals(competition, bids)).map(line).collect();
    lines.sort_by_key(|line| (std::cmp::Reverse(line.total_hundredths), line.provider.clone(), line.id.clone()));
    lines
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let competition = competition(view.tx, view.path.uuid("competition")?)?;
    let package = package::row(view.tx, competition.package)?;
    view.who.permit::<AwardPackage>(&about(&package))?;
    view.saw(package.person, "bids for a package");
    let asked = offer::of_package(view.tx, package.id)?.iter().filter(|one| one.round == competition.round).count();
    let bids = bids(view.tx, competition.id, view.now)?;
    let lines = lines(&competition, &bids);
    let sealed = competition.is_sealed(view.now);
    let body = html! {
        h1 class="nhsuk-heading-l" { "Mini-competition for package " (package.reference()) }
        p { "Called by " (competition.made.1) " on " (moment_in_words(competition.made.0)) "; " (kernel::count(asked, "provider", "providers")) " asked." }
        @if sealed {
            p { "Sealed until " (deadline_in_words(competition.closes_at)) ". " (time_left(view.now, Some(competition.closes_at))) }
            p { "Nobody reads the answers before then, and nobody can tell who has answered." }
        } @else if lines.is_empty() {
            (empty_state("Nobody answered before the deadline. Offer the package by rank, or call another competition."))
        } @else { (drawn(&package, &competition, &lines)) }
        h2 class="nhsuk-heading-m" { "What is asked" }
        ol class="nhsuk-list nhsuk-list--number" { @for question in &competition.questions { li { (question.words) " (weighs " (question.weight) ")" } } }
        p { "The price weighs " (competition.price_weight) "." }
    };
    let data = CompetitionData {
        id: competition.id.to_string(),
        package: package.id.to_string(),
        closes_at: competition.closes_at.to_string(),
        sealed,
        questions: competition.questions.clone(),
        price_weight: competition.price_weight,
        bids: lines,
    };
    let banner = people::banner(view.tx, package.person, view.house)?;
    let page = Page::new(format!("Mini-competition {}", package.reference()), body);
    let back = format!("/packages/{}", package.id);
    Shown::with(page.about(banner).back("Back to the package", back).wide(), &data)
}

fn drawn(package: &Package, competition: &Competition, lines: &[BidLine]) -> Markup {
    let open = package.state.may_be_awarded().is_ok();
    let all = lines.iter().all(|line| line.total_hundredths.is_some());
    let highest = lines.first().and_then(|line| line.total_hundredths).filter(|_| all);
    let rows = lines.iter().map(|line| {
        let total = html! {
            @match line.total_hundredths {
                Some(total) => { (total::in_words(total)) @if Some(total) == highest { " " (state("Proposed", Standing::Fine)) } }
                None => { (state("No points yet", Standing::Soon)) }
            }
            @if open { br; a href={ "/bids/" (line.id) "/score" } { "Give points" span class="nhsuk-u-visually-hidden" { " to " (line.provider) } } }
        };
        let points = line.points.iter().flatten().map(|points| format!("{points} of 10")).collect::<Vec<_>>().join(", ");
        let price = line.price_hundredths.map(|price| format!("; {} points", total::in_words(price))).unwrap_or_default();
        vec![
            Cell::from(line.provider.as_str()),
            Cell::from(total),
            Cell::from(format!("{}{price}", kernel::Money::from_pence(line.rate_pence))),
            Cell::from(points),
            Cell::from(line.earliest_start.parse().map(kernel::short_day).unwrap_or_default()),
        ]
    });
    let table = table(&Table {
        caption: "Bids, the highest total first".into(),
        head: ["Provider", "Total of 100", "Price of an hour", "Answers", "From"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    });
    html! {
        (table)
        @if all && open { p { a class="nhsuk-button" href={ "/packages/" (package.id) "/award" } { "Award the package" } } }
        @for line in lines { (answers(competition, line)) }
    }
}

fn answers(competition: &Competition, line: &BidLine) -> Markup {
    page::components::details(&page::components::Details {
        summary: format!("What {} answered", line.provider).into(),
        text: html! {
            @for (question, answer) in competition.questions.iter().zip(&line.answers) {
                p { strong { (question.words) } }
                @for part in answer.lines() { p { (part) } }
            }
            @if let (Some(why), Some(by)) = (&line.why, &line.by) { p { "Points by " (by) ": " (why) } }
        }
        .into(),
        ..Default::default()
    })
}

/// The competitions of a package, each with its door; for the package's own page.
pub(crate) fn links(view: &mut View<'_, '_>, package: &Package) -> Result<Markup, Failure> {
    if !view.who.may::<AwardPackage>() {
        return Ok(html! {});
    }
    let now: Moment = view.now;
    let all = of_package(view.tx, package.id)?;
    Ok(html! {
        @for one in &all {
            p {
                a href={ "/competitions/" (one.id) } { "Mini-competition, round " (one.round) }
                @if one.is_sealed(now) { ", sealed until " (deadline_in_words(one.closes_at)) "." } @else { ", closed " (deadline_in_words(one.closes_at)) "." }
            }
        }
    })
}
