//! Measures by provider and quarter (PER-1, BRK-12). A figure is the count of its cases, so it opens exactly what it counts.

pub mod cases;
pub mod list;

use std::collections::BTreeMap;

use access::{Covers, Organisation, OrganisationKind, Scope};
use kernel::{Failure, Moment, Quarter, Uuid};
use measures::{Asked, Band, Case, Figure, Measure};
use places::Place;
use store::Tx;

use crate::policy::SeeMeasures;

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

/// Every measure of a quarter for every provider a reader may see: each measure is reckoned once and its cases are shared out.
pub(crate) fn table(
    tx: &mut Tx<'_>,
    place: &Place,
    scope: &Scope<SeeMeasures>,
    quarter: Quarter,
) -> Result<Vec<ProviderFigures>, Failure> {
    let asked = Asked { period: quarter.period(), organisation: confined(scope) };
    let providers = providers(tx, scope)?;
    let mut rows: BTreeMap<Uuid, Vec<FigureView>> =
        providers.iter().map(|provider| (provider.id, Vec::new())).collect();
    let mut together = Vec::new();
    for measure in all() {
        let cases = (measure.cases)(tx, &asked)?;
        together.push(view(place, measure.code, quarter, None, Figure::of(&cases)));
        let mut shares = BTreeMap::<Uuid, Figure>::new();
        for case in &cases {
            let share = shares.entry(case.organisation).or_default();
            share.numerator += i64::from(case.counts);
            share.denominator += 1;
        }
        for (provider, row) in &mut rows {
            let figure = shares.get(provider).copied().unwrap_or_default();
            row.push(view(place, measure.code, quarter, Some(*provider), figure));
        }
    }
    let name = |provider: Organisation| {
        let figures = rows.get(&provider.id).cloned().unwrap_or_default();
        ProviderFigures { provider: Some(provider.id.to_string()), name: provider.name, figures }
    };
    let mut table: Vec<_> = providers.into_iter().map(name).collect();
    // A provider without a single case has nothing to show and would only fill the screen.
    table.retain(|row| row.figures.iter().any(|figure| figure.denominator > 0));
    if confined(scope).is_none() {
        table.insert(0, ProviderFigures { provider: None, name: "All providers".into(), figures: together });
    }
    Ok(table)
}

/// Every measure of a quarter for all providers together.
pub(crate) fn together(tx: &mut Tx<'_>, place: &Place, quarter: Quarter) -> Result<Vec<FigureView>, Failure> {
    let asked = Asked { period: quarter.period(), organisation: None };
    let figure = |measure: Measure| {
        let cases = (measure.cases)(tx, &asked)?;
        Ok(view(place, measure.code, quarter, None, Figure::of(&cases)))
    };
    all().into_iter().map(figure).collect()
}

fn view(place: &Place, code: &str, quarter: Quarter, provider: Option<Uuid>, figure: Figure) -> FigureView {
    let band = place.measure(code).map_or(Band::None, |measure| measures::band(figure, measure));
    let of = provider.map(|provider| format!("&provider={provider}")).unwrap_or_default();
    FigureView {
        code: code.to_owned(),
        numerator: figure.numerator,
        denominator: figure.denominator,
        words: figure.words(),
        band: band_word(band).to_owned(),
        href: format!("/measures/{code}?quarter={}{of}", quarter.code().replace(' ', "+")),
    }
}

/// The cases of one measure that a reader may see.
pub(crate) fn cases_of(
    tx: &mut Tx<'_>,
    scope: &Scope<SeeMeasures>,
    code: &str,
    quarter: Quarter,
    provider: Option<Uuid>,
) -> Result<Vec<Case>, Failure> {
    let measure = all().into_iter().find(|measure| measure.code == code);
    let measure = measure.ok_or_else(|| Failure::no_such("measure"))?;
    // Another provider's cases are not there for one who sees only its own.
    let provider = match (confined(scope), provider) {
        (Some(own), Some(asked)) if own != asked => return Err(Failure::no_such("provider")),
        (own, asked) => own.or(asked),
    };
    (measure.cases)(tx, &Asked { period: quarter.period(), organisation: provider })
}
