//! The ranking on screen: the whole for those who buy, and for each provider its own score and nobody else's (BRK-4). No page that
//! a provider sees says where others stand (H3).

use access::{About, Covers};
use kernel::{Failure, Uuid, day_in_words};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::empty_state,
};
use schemars::JsonSchema;
use wire::{Shown, View};

use super::{
    Basis,
    factor::tenths_in_words,
    panel::{self, Panel},
    score::Part,
    window,
};
use crate::{
    framework::{Provider, provider_row, providers},
    policy::{SeeOwnRanking, SeeRanking, SetRanking},
    rank::{Judgement, score_in_words},
};

/// A provider in the whole ranking.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct LeagueLine {
    /// Its place, from 1; equal scores share one.
    pub place: i64,
    /// The provider.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// Its score in tenths of a point.
    pub score_tenths: i64,
    /// Whether its record counts, or the tender score alone.
    pub by_record: bool,
    /// What it stands there for.
    pub why: String,
}

/// One factor of one provider.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct FactorLine {
    /// Its code.
    pub factor: String,
    /// The figure in words; none when nothing is recorded.
    pub figure: Option<String>,
    /// From 0 to 1000, in tenths.
    pub points_tenths: Option<i64>,
    /// The panel's weight, in hundredths.
    pub weight: i64,
    /// What it counts once the weight of what is not recorded is shared out, in thousandths.
    pub counts_thousandths: i64,
}

/// A provider's score with its factors.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct Standing {
    /// The provider.
    pub provider: String,
    /// Its score in tenths of a point; none off the framework.
    pub score_tenths: Option<i64>,
    /// By what.
    pub why: String,
    /// Every factor.
    pub factors: Vec<FactorLine>,
}

fn judged(basis: &Basis, provider: &Provider) -> (Option<i64>, bool, String) {
    let judgement = basis.judge((provider.id, provider.admitted_on), provider.score_tenths);
    match (judgement, provider.score_tenths) {
        (Judgement::Record { tenths, words }, _) => (Some(tenths), true, words),
        (other, Some(tender)) => (Some(tender), false, other.in_words(tender)),
        (_, None) => (None, false, "Not on the framework, so it has no score.".into()),
    }
}

/// Those of the framework, the best first.
fn league(basis: &Basis, all: &[Provider]) -> Vec<LeagueLine> {
    let mut lines: Vec<LeagueLine> = all
        .iter()
        .filter(|provider| provider.on_framework && provider.active)
        .map(|provider| {
            let (score, by_record, why) = judged(basis, provider);
            LeagueLine {
                place: 0,
                provider: provider.id.to_string(),
                name: provider.name.clone(),
                score_tenths: score.unwrap_or_default(),
                by_record,
                why,
            }
        })
        .collect();
    lines.sort_by(|a, b| (-a.score_tenths, &a.name, &a.provider).cmp(&(-b.score_tenths, &b.name, &b.provider)));
    let mut before: Option<(i64, i64)> = None;
    for (nth, line) in (1..).zip(&mut lines) {
        let place = before.filter(|(score, _)| *score == line.score_tenths).map_or(nth, |(_, place)| place);
        line.place = place;
        before = Some((line.score_tenths, place));
    }
    lines
}

/// Everybody, for those who buy.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeRanking>()?;
    let all = match scope.covers() {
        Covers::Place => providers(view.tx)?,
        Covers::Organisation(_) | Covers::People(_) | Covers::Worker(_) => Vec::new(),
    };
    let basis = Basis::now(view.tx, view.house.place, view.now)?;
    let lines = league(&basis, &all);
    let rows = lines.iter().map(|line| {
        vec![
            Cell::numeric(line.place.to_string()),
            Cell::link(line.name.as_str(), format!("/ranking/providers/{}", line.provider)),
            Cell::numeric(tenths_in_words(line.score_tenths)),
            Cell::from(line.why.as_str()),
        ]
    });
    let table = table(&Table {
        caption: "Providers of the framework that take packages, the best first".into(),
        head: vec![Cell::numeric("Place"), "Provider".into(), Cell::numeric("Score"), "Why".into()],
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    });
    let body = html! {
        h1 class="nhsuk-heading-l" { "Ranking" }
        (panel::standing(view.now, basis.panel.as_ref()))
        @if view.who.may::<SetRanking>() { p { a class="nhsuk-button nhsuk-button--secondary" href="/ranking/panel" { "Set the weights" } } }
        p { "Who has room, serves the area and is admitted to the kind of care is asked in this order. Providers see their own score, never this page." }
        @if lines.is_empty() { (empty_state("No provider of the framework takes packages yet. Each one that does stands here with its score and what it is made of.")) } @else { (table) }
    };
    Shown::with(Page::new("Ranking", body).wide(), &lines)
}

fn standing(basis: &Basis, provider: &Provider) -> (Standing, Vec<Part>) {
    let (score_tenths, _, why) = judged(basis, provider);
    let parts = basis.parts(provider.id, provider.score_tenths);
    let factors = parts.iter().map(|part| FactorLine {
        factor: part.factor.code().into(),
        figure: part.words.clone(),
        points_tenths: part.points,
        weight: part.weight,
        counts_thousandths: part.counts,
    });
    (Standing { provider: provider.id.to_string(), score_tenths, why, factors: factors.collect() }, parts)
}

/// One provider, with every factor and the way to its cases.
pub fn show(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let provider = provider_row(view.tx, view.path.uuid("provider")?)?;
    view.who.permit::<SeeRanking>(&About::thing("provider", provider.id))?;
    let under = format!("/ranking/providers/{}", provider.id);
    one(view, &provider, &under, ("Back to the ranking", "/ranking"))
}

/// A provider's own score.
pub fn own(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let provider = own_row(view)?;
    one(view, &provider, "/ranking/own", ("Back to today", "/provider"))
}

/// The provider of whoever looks, and no other.
pub(super) fn own_row(view: &mut View<'_, '_>) -> Result<Provider, Failure> {
    let scope = view.who.scope::<SeeOwnRanking>()?;
    let Covers::Organisation(own) = scope.covers() else {
        return Err(Failure::Forbidden("This page is for providers.".into()));
    };
    provider_row(view.tx, *own)
}

fn one(
    view: &mut View<'_, '_>,
    provider: &Provider,
    under: &str,
    back: (&'static str, &'static str),
) -> Result<Shown, Failure> {
    let basis = Basis::with_records(view.tx, view.house.place, view.now)?;
    let (data, parts) = standing(&basis, provider);
    let window = window(view.house.place, view.now)?;
    let own = view.who.may::<SeeOwnRanking>();
    let body = html! {
        h1 class="nhsuk-heading-l" { @if own { "Your score" } @else { "Score of " (provider.name) } }
        @if let Some(score) = data.score_tenths { p class="nhsuk-heading-m" { (tenths_in_words(score)) " of 100" } }
        p { (data.why) }
        @if own { (panel_in_words(basis.panel.as_ref())) } @else { (panel::standing(view.now, basis.panel.as_ref())) }
        p { "Counted from " (day_in_words(window.from())) " to " (day_in_words(window.last())) ". What is not recorded counts neither for nor against; its weight is shared out among the rest." }
        (factors(&parts, under))
    };
    let title = if own { "Your score".to_owned() } else { format!("Score of {}", provider.name) };
    Shown::with(Page::new(title, body).back(back.0, back.1).wide(), &data)
}

/// What a provider is told of the panel: which weights rank, since when and why; not who sat.
fn panel_in_words(panel: Option<&Panel>) -> Markup {
    html! {
        @match panel {
            None => p { "No panel has set weights yet, so the tender score alone ranks." },
            Some(panel) => p { (panel.title()) " ranks since " (day_in_words(panel.valid_from)) ". " (panel.reason) },
        }
    }
}

/// Without a panel nothing has a weight, so that no column says nought of everything.
fn factors(parts: &[Part], under: &str) -> Markup {
    let weighed = parts.iter().any(|part| part.weight > 0);
    let rows = parts.iter().map(|part| {
        let figure = html! {
            @match &part.words {
                None => { "Not recorded" }
                Some(words) if super::cases::has_list(part.factor) => { a href={ (under) "/" (part.factor.code()) } { (words) } }
                Some(words) => { (words) }
            }
            br; span class="nhsuk-u-font-size-16" { (part.factor.how()) }
        };
        let mut cells = vec![
            Cell::from(part.factor.words()),
            Cell::from(figure),
            Cell::numeric(part.points.map_or_else(|| "None".to_owned(), score_in_words)),
        ];
        if weighed {
            cells.push(Cell::numeric(part.weight.to_string()));
            cells.push(Cell::numeric(format!("{}%", tenths_in_words(part.counts))));
        }
        cells
    });
    let mut head = vec!["Factor".into(), "Figure".into(), Cell::numeric("Points of 100")];
    if weighed {
        head.extend([Cell::numeric("Weight"), Cell::numeric("Counts")]);
    }
    table(&Table {
        caption: if weighed { "What the score is made of" } else { "What is known of each factor" }.into(),
        head,
        rows: rows.collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    })
}

/// A provider's id out of a path, for the list behind a figure.
pub(super) fn in_path(view: &mut View<'_, '_>) -> Result<Uuid, Failure> {
    let provider: Uuid = view.path.uuid("provider")?;
    view.who.permit::<SeeRanking>(&About::thing("provider", provider))?;
    Ok(provider)
}
