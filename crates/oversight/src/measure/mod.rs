//! Measures by provider and quarter (PER-1, BRK-12). A figure is the count of its cases, so it opens exactly what it counts.

pub mod case;
pub mod cases;
pub mod definitions;
pub mod file;
pub mod list;
pub(crate) mod narrow;

use std::collections::BTreeMap;

use access::{Covers, Organisation, OrganisationKind, Scope};
use kernel::{Failure, Moment, Quarter, Uuid};
use measures::{Asked, Band, Case, Figure, Measure};
use places::Place;
use store::Tx;
use wire::View;

use crate::policy::SeeMeasures;
use narrow::Narrow;

/// Every measure the rooms can reckon, in the order of their codes.
pub(crate) fn all() -> Vec<Measure> {
    let mut all = brokerage::MEASURES.to_vec();
    all.sort_by_key(|measure| measure.code);
    all
}

/// One figure with its standing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct FigureView {
    /// The measure: "R1".
    pub code: String,
    /// Cases in the numerator.
    pub numerator: i64,
    /// All cases.
    pub denominator: i64,
    /// In words: "92.3% (12 of 13)".
    pub words: String,
    /// green, amber, red or none.
    pub band: String,
    /// Where its cases are.
    pub href: String,
}

/// One provider's figures of a quarter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct ProviderFigures {
    /// The provider; none for all together.
    pub provider: Option<String>,
    /// Its name.
    pub name: String,
    /// Its figures, in the order of the measures.
    pub figures: Vec<FigureView>,
}

pub(crate) fn band_word(band: Band) -> &'static str {
    match band {
        Band::Green => "green",
        Band::Amber => "amber",
        Band::Red => "red",
        Band::None => "none",
    }
}

/// The providers a reader may see figures of.
pub(crate) fn providers(tx: &mut Tx<'_>, scope: &Scope<SeeMeasures>) -> Result<Vec<Organisation>, Failure> {
    let all = access::organisations(tx, OrganisationKind::Provider)?;
    Ok(match scope.covers() {
        Covers::Place => all,
        Covers::Organisation(own) => all.into_iter().filter(|provider| provider.id == *own).collect(),
        Covers::People(_) | Covers::Worker(_) => Vec::new(),
    })
}

/// The one provider a reader is confined to, if they are.
pub(crate) fn confined(scope: &Scope<SeeMeasures>) -> Option<Uuid> {
    match scope.covers() {
        Covers::Organisation(own) => Some(*own),
        _ => None,
    }
}

/// The quarter that was asked for, or the one that runs.
pub(crate) fn quarter(asked: &str, now: Moment) -> Result<Quarter, Failure> {
    if asked.is_empty() { Ok(Quarter::of(now.day())) } else { asked.parse() }
}

/// The quarter that the query names, or the form that comes back; empty when neither does.
pub(crate) fn typed_quarter(view: &View<'_, '_>) -> String {
    let asked = view.query.text("quarter");
    if asked.is_empty() { view.form.sent.first("quarter") } else { asked }.to_owned()
}

/// The same read; the one that runs when none is named.
pub(crate) fn asked_quarter(view: &View<'_, '_>) -> Result<Quarter, Failure> {
    quarter(&typed_quarter(view), view.now)
}

/// What is asked of a measure for a quarter.
pub(crate) fn asked(quarter: Quarter, provider: Option<Uuid>) -> Asked {
    Asked { period: quarter.period(), organisation: provider }
}

/// What of a case a measure judges.
pub(crate) fn about(code: &str) -> &'static str {
    all().into_iter().find(|measure| measure.code == code).map_or("", |measure| measure.about)
}

/// Every measure for every provider within: each measure is reckoned once and its cases are shared out.
pub(crate) fn table(
    tx: &mut Tx<'_>,
    place: &Place,
    providers: &[Organisation],
    narrow: &Narrow,
    together: bool,
) -> Result<Vec<ProviderFigures>, Failure> {
    let asked = asked(narrow.quarter, narrow.provider);
    let mut rows: BTreeMap<Uuid, Vec<FigureView>> =
        providers.iter().map(|provider| (provider.id, Vec::new())).collect();
    let mut all_together = Vec::new();
    for measure in all() {
        let mut cases = (measure.cases)(tx, &asked)?;
        cases.retain(|case| narrow.holds(case));
        all_together.push(view(place, measure.code, &narrow.of(None), Figure::of(&cases)));
        let mut shares = BTreeMap::<Uuid, Vec<Case>>::new();
        for case in cases {
            shares.entry(case.organisation).or_default().push(case);
        }
        for (provider, row) in &mut rows {
            let figure = shares.get(provider).map(Figure::of).unwrap_or_default();
            row.push(view(place, measure.code, &narrow.of(Some(*provider)), figure));
        }
    }
    let name = |provider: &Organisation| {
        let figures = rows.get(&provider.id).cloned().unwrap_or_default();
        ProviderFigures { provider: Some(provider.id.to_string()), name: provider.name.clone(), figures }
    };
    let mut table: Vec<_> = providers.iter().map(name).collect();
    // A provider without a single case has nothing to show and would only fill the screen.
    table.retain(|row| row.figures.iter().any(|figure| figure.denominator > 0));
    if together {
        table.insert(0, ProviderFigures { provider: None, name: "All providers".into(), figures: all_together });
    }
    Ok(table)
}

/// Every measure of a quarter for all providers together.
pub(crate) fn together(tx: &mut Tx<'_>, place: &Place, quarter: Quarter) -> Result<Vec<FigureView>, Failure> {
    let (asked, narrow) = (asked(quarter, None), Narrow::quarter(quarter));
    let figure = |measure: Measure| {
        let cases = (measure.cases)(tx, &asked)?;
        Ok(view(place, measure.code, &narrow, Figure::of(&cases)))
    };
    all().into_iter().map(figure).collect()
}

fn view(place: &Place, code: &str, narrow: &Narrow, figure: Figure) -> FigureView {
    let band = place.measure(code).map_or(Band::None, |measure| measures::band(figure, measure));
    FigureView {
        code: code.to_owned(),
        numerator: figure.numerator,
        denominator: figure.denominator,
        words: place.measure(code).map_or_else(|| figure.words(), |said| figure.words_of(said.unit)),
        band: band_word(band).to_owned(),
        href: format!("/measures/{code}{}", narrow.query()),
    }
}

/// The cases of one measure within.
pub(crate) fn cases_of(tx: &mut Tx<'_>, code: &str, narrow: &Narrow) -> Result<Vec<Case>, Failure> {
    let measure = all().into_iter().find(|measure| measure.code == code);
    let measure = measure.ok_or_else(|| Failure::no_such("measure"))?;
    let mut cases = (measure.cases)(tx, &asked(narrow.quarter, narrow.provider))?;
    cases.retain(|case| narrow.holds(case));
    Ok(cases)
}
