//! How far providers have adjusted the care they give, by package and by provider, and how soon they report changes (BRK-9).

use access::Covers;
use kernel::{Failure, Minutes, Moment, Uuid};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Tile, empty_state, moment_short},
};
use schemars::JsonSchema;
use store::{Row, Tx, params, statement};
use wire::{Shown, View};

use super::rule::Use;
use crate::{PackageId, package::reference, policy::SeeTolerance};

/// Reports of this many weeks are counted.
const WEEKS: i64 = 13;
const MOST: i64 = 500;

statement! {
    ADJUSTED = "SELECT id, provider_name, COALESCE(agreed_minutes, minutes_per_week) AS agreed, minutes_per_week, adjusted_at
        FROM package WHERE adjusted_at IS NOT NULL AND state = 'started'
          AND (CAST($1 AS {id}) IS NULL OR provider = CAST($1 AS {id}))
        ORDER BY ABS(minutes_per_week - COALESCE(agreed_minutes, minutes_per_week)) DESC, id LIMIT $2";
    USED = "SELECT CAST(COUNT(*) AS {int}) AS packages,
        CAST(COALESCE(SUM(ABS(minutes_per_week - COALESCE(agreed_minutes, minutes_per_week))), 0) AS {int}) AS used
        FROM package WHERE adjusted_at IS NOT NULL AND state = 'started' AND provider = $1
          AND minutes_per_week <> COALESCE(agreed_minutes, minutes_per_week)";
    BY_PROVIDER = "SELECT provider, provider_name, CAST(COUNT(*) AS {int}) AS packages,
        CAST(SUM(CASE WHEN adjusted_at IS NULL THEN 0 ELSE 1 END) AS {int}) AS adjusted,
        CAST(SUM(ABS(minutes_per_week - COALESCE(agreed_minutes, minutes_per_week))) AS {int}) AS used
        FROM package WHERE state = 'started' AND (CAST($1 AS {id}) IS NULL OR provider = CAST($1 AS {id}))
        GROUP BY provider, provider_name ORDER BY provider_name, provider LIMIT 1000";
}

/// A package whose care was adjusted.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct AdjustedLine {
    /// The package.
    pub package: String,
    /// Its short name.
    pub reference: String,
    /// Who has it.
    pub provider: String,
    /// Minutes a week by the plan in force.
    pub agreed_minutes: i64,
    /// Minutes a week as they are given.
    pub given_minutes: i64,
    /// Minutes of the tolerance that are used.
    pub used_minutes: i64,
    /// The tolerance in minutes a week.
    pub allowed_minutes: i64,
    #[serde(skip)]
    at: Option<Moment>,
    #[serde(skip)]
    words: String,
}

/// A provider with what it has adjusted and reported.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct ProviderLine {
    /// The provider.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// Packages in which it gives care.
    pub packages: i64,
    /// How many of them it has adjusted.
    pub adjusted: i64,
    /// Minutes of tolerance used in all of them.
    pub used_minutes: i64,
    /// Significant changes it has reported in the last thirteen weeks.
    pub reported: i64,
    /// How many of them later than 48 hours.
    pub reported_late: i64,
}

/// The page as a script reads it.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct Tolerance {
    /// Packages that were adjusted, the most first (at most 500).
    pub packages: Vec<AdjustedLine>,
    /// Every provider that gives care.
    pub providers: Vec<ProviderLine>,
}

fn adjusted(tx: &mut Tx<'_>, allowed: Minutes, provider: Option<Uuid>) -> Result<Vec<AdjustedLine>, Failure> {
    tx.all(&ADJUSTED, params![provider, MOST], |row: &Row| {
        let id: PackageId = row.get("id")?;
        let used = Use { agreed: row.get("agreed")?, given: row.get("minutes_per_week")?, allowed };
        Ok(AdjustedLine {
            package: id.to_string(),
            reference: reference(id),
            provider: row.get("provider_name")?,
            agreed_minutes: used.agreed.get(),
            given_minutes: used.given.get(),
            used_minutes: used.used().get(),
            allowed_minutes: allowed.get(),
            at: row.get("adjusted_at")?,
            words: used.in_words(),
        })
    })
}

fn providers(tx: &mut Tx<'_>, now: Moment, provider: Option<Uuid>) -> Result<Vec<ProviderLine>, Failure> {
    let reports = plans::reported_by(tx, now.plus_days(-7 * WEEKS), provider)?;
    tx.all(&BY_PROVIDER, params![provider], |row: &Row| {
        let id: Uuid = row.get("provider")?;
        let reported = reports.iter().find(|one| one.provider == id);
        Ok(ProviderLine {
            provider: id.to_string(),
            name: row.get("provider_name")?,
            packages: row.get("packages")?,
            adjusted: row.get("adjusted")?,
            used_minutes: row.get("used")?,
            reported: reported.map_or(0, |one| one.reported),
            reported_late: reported.map_or(0, |one| one.late),
        })
    })
}

/// What a provider's first screen says of its tolerance; nothing when none is used.
pub(crate) fn tiles(view: &mut View<'_, '_>) -> Result<Vec<Tile>, Failure> {
    let own = view.who.organisation_id().unwrap_or_default();
    let used =
        view.tx.first(&USED, params![own], |row| Ok((row.get::<i64>("packages")?, row.get::<Minutes>("used")?)))?;
    let Some((packages, minutes)) = used.filter(|(packages, _)| *packages > 0) else { return Ok(Vec::new()) };
    let what = if packages == 1 { "package uses tolerance" } else { "packages use tolerance" };
    Ok(vec![Tile::new(packages, format!("{what}: {minutes} a week"), "/tolerance")])
}

/// The page. It names no person.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeTolerance>()?;
    let allowed = Minutes::new(view.house.place.package_rules.tolerance_minutes_per_week);
    let (provider, seen) = match scope.covers() {
        Covers::Place => (None, true),
        Covers::Organisation(provider) => (Some(*provider), true),
        Covers::People(_) | Covers::Worker(_) => (None, false),
    };
    let data = if seen {
        Tolerance {
            packages: adjusted(view.tx, allowed, provider)?,
            providers: providers(view.tx, view.now, provider)?,
        }
    } else {
        Tolerance { packages: Vec::new(), providers: Vec::new() }
    };
    let under = if provider.is_some() { "/provider/packages" } else { "/packages" };
    let opens = provider.is_some() || view.who.may::<crate::policy::ListPackages>();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Use of tolerance" }
        p { "At a review a provider may change up to " (allowed) " a week either way, counted from the plan in force. A new agreed plan begins anew." }
        @if data.packages.is_empty() {
            (empty_state("No package is adjusted at present. When a provider adjusts the care at a review, the package stands here with how much of the tolerance is used."))
        } @else { (packages(view.now, &data.packages, (under, opens))) }
        @if !data.providers.is_empty() { (by_provider(&data.providers)) }
    };
    Shown::with(Page::new("Use of tolerance", body).wide(), &data)
}

fn packages(now: Moment, lines: &[AdjustedLine], (under, opens): (&str, bool)) -> Markup {
    let rows = lines.iter().map(|line| {
        let reference = if opens {
            Cell::link(line.reference.as_str(), format!("{under}/{}", line.package))
        } else {
            Cell::from(line.reference.as_str())
        };
        vec![
            reference,
            Cell::from(line.provider.as_str()),
            Cell::from(Minutes::new(line.agreed_minutes).to_string()),
            Cell::from(line.words.as_str()),
            Cell::from(format!("{} of {}", Minutes::new(line.used_minutes), Minutes::new(line.allowed_minutes))),
            Cell::from(html! { @if let Some(at) = line.at { (moment_short(now, at)) } }),
        ]
    });
    table(&Table {
        caption: "Packages that were adjusted, the most first".into(),
        head: ["Package", "Provider", "Agreed a week", "Given", "Tolerance used", "Last adjusted"]
            .into_iter()
            .map(Cell::from)
            .collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}

fn by_provider(lines: &[ProviderLine]) -> Markup {
    let rows = lines.iter().map(|line| {
        vec![
            Cell::from(line.name.as_str()),
            Cell::numeric(line.packages.to_string()),
            Cell::numeric(line.adjusted.to_string()),
            Cell::from(Minutes::new(line.used_minutes).to_string()),
            Cell::numeric(line.reported.to_string()),
            Cell::numeric(line.reported_late.to_string()),
        ]
    });
    table(&Table {
        caption: "By provider; changes reported in the last 13 weeks".into(),
        head: ["Provider", "Packages", "Adjusted", "Tolerance used a week", "Changes reported", "Later than 48 hours"]
            .into_iter()
            .map(Cell::from)
            .collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}
