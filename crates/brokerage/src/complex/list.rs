//! Every package of complex care and how it stands: for the broker and the commissioner of the place, for a provider its own. It names
//! no person.

use access::Covers;
use kernel::{Date, Failure, Moment, Money, Uuid, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, Tile, empty_state, state, time_left},
};
use schemars::JsonSchema;
use store::{Tx, params, statement};
use wire::{Shown, View};

use super::{agency, care::Care, rule::HomeFinding};
use crate::{
    package::reference,
    policy::{ListPackages, SeeComplex},
};

statement! {
    OPEN = "SELECT * FROM complex_care WHERE closed_at IS NULL AND (CAST($1 AS {id}) IS NULL OR provider = CAST($1 AS {id}))
        ORDER BY recruit_by, id LIMIT 500";
    OVERDUE = "SELECT count(*) FROM complex_care WHERE closed_at IS NULL AND provider = $1 AND monitor_due < $2";
    NOT_READY = "SELECT count(*) FROM complex_care WHERE closed_at IS NULL AND provider = $1
        AND (nurse_name IS NULL OR nurse_until < $2 OR home_finding IS NULL OR (home_finding = 'unsuitable' AND home_exception IS NULL))";
}

/// A package of complex care.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct ComplexLine {
    /// The package.
    pub package: String,
    /// Its short name.
    pub reference: String,
    /// Who gives the care.
    pub provider: String,
    /// What is owed before the first day, in words.
    pub lacks: Vec<String>,
    /// The nurse who oversees it.
    pub nurse: Option<String>,
    /// What was found of the home, as data.
    pub home: Option<String>,
    /// Until when it must be looked at against the plan next.
    pub monitor_due: Option<String>,
    /// Whether that time has passed.
    pub monitor_late: bool,
    /// Since when workers of the provider's own are in place.
    pub recruited_on: Option<String>,
    /// The last of the twenty weeks.
    pub recruit_by: String,
    /// Agency cost that the council bears, in pence.
    pub agency_council_pence: i64,
    /// Agency cost that the provider bears, in pence.
    pub agency_provider_pence: i64,
    #[serde(skip)]
    due: Option<Moment>,
    #[serde(skip)]
    by: Option<Date>,
}

fn line(care: &Care, (council, provider): (Money, Money), now: Moment) -> ComplexLine {
    ComplexLine {
        package: care.package.to_string(),
        reference: reference(care.package),
        provider: care.provider_name.clone(),
        lacks: care.lacks(now.day()),
        nurse: care.nurse.as_ref().map(|nurse| nurse.name.clone()),
        home: care.home.as_ref().map(|home| home.finding.code().to_owned()),
        monitor_due: care.monitor_due.map(|due| due.to_string()),
        monitor_late: care.monitor_due.is_some_and(|due| due < now),
        recruited_on: care.recruited_on.map(|day| day.to_string()),
        recruit_by: care.recruit_by.to_string(),
        agency_council_pence: council.pence(),
        agency_provider_pence: provider.pence(),
        due: care.monitor_due,
        by: care.recruited_on.is_none().then_some(care.recruit_by),
    }
}

fn lines(tx: &mut Tx<'_>, provider: Option<Uuid>, now: Moment) -> Result<Vec<ComplexLine>, Failure> {
    let sums = agency::sums(tx)?;
    let all = tx.all(&OPEN, params![provider], Care::read)?;
    let sum = |care: &Care| sums.get(&care.id.uuid()).copied().unwrap_or_default();
    Ok(all.iter().map(|care| line(care, sum(care), now)).collect())
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeComplex>()?;
    let (provider, seen) = match scope.covers() {
        Covers::Place => (None, true),
        Covers::Organisation(provider) => (Some(*provider), true),
        Covers::People(_) | Covers::Worker(_) => (None, false),
    };
    let all = if seen { lines(view.tx, provider, view.now)? } else { Vec::new() };
    let under = match (provider, view.who.may::<ListPackages>()) {
        (Some(_), _) => Some("/provider/packages"),
        (None, true) => Some("/packages"),
        (None, false) => None,
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Complex care" }
        p { "A nurse oversees it, the home is looked at before the first day, the person helps to choose the care workers, and the care is looked at against the plan. Where workers are not found within twenty weeks of the award, the provider bears the agency cost." }
        @if all.is_empty() {
            (empty_state("No package of complex care is under way. With its award it stands here: who oversees it, whether the home suits, when it is looked at next, and what an agency costs."))
        } @else { (listed(view.now, &all, under)) }
    };
    Shown::with(Page::new("Complex care", body).wide(), &all)
}

fn found(line: &ComplexLine, today: Date) -> Markup {
    match (line.by, &line.recruited_on) {
        (Some(by), _) if by < today => html! { (state("Overdue", Standing::Late)) " since " (short_day(by)) },
        (Some(by), _) => html! { "by " (short_day(by)) },
        (None, _) => html! { (state("In place", Standing::Fine)) },
    }
}

fn listed(now: Moment, all: &[ComplexLine], under: Option<&str>) -> Markup {
    let home = |line: &ComplexLine| {
        let finding = line.home.as_deref().and_then(|code| code.parse::<HomeFinding>().ok());
        finding.map_or("Not looked at", HomeFinding::words)
    };
    let rows = all.iter().map(|line| {
        let reference = match under {
            Some(under) => Cell::link(line.reference.as_str(), format!("{under}/{}", line.package)),
            None => Cell::from(line.reference.as_str()),
        };
        vec![
            reference,
            Cell::from(line.provider.as_str()),
            Cell::from(html! { (line.nurse.as_deref().unwrap_or("Not named")) @if !line.lacks.is_empty() { " " (state("To be done", Standing::Late)) } }),
            Cell::from(home(line)),
            Cell::from(html! { @if line.due.is_some() { (time_left(now, line.due)) } @else { "Once care has started" } }),
            Cell::from(found(line, now.day())),
            Cell::numeric(Money::from_pence(line.agency_council_pence).to_string()),
            Cell::numeric(Money::from_pence(line.agency_provider_pence).to_string()),
        ]
    });
    let head = [
        "Package",
        "Provider",
        "Nurse",
        "Home",
        "Look at it next",
        "Workers found",
        "Agency, council",
        "Agency, provider",
    ];
    table(&Table {
        caption: "Packages of complex care, the least time to find workers first".into(),
        head: head.into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}

/// What a provider's first screen says of it; a figure that is nought is left out.
pub(crate) fn tiles(view: &mut View<'_, '_>) -> Result<Vec<Tile>, Failure> {
    let own = view.who.organisation_id().unwrap_or_default();
    let overdue = view.tx.figure(&OVERDUE, params![own, view.now])?;
    let not_ready = view.tx.figure(&NOT_READY, params![own, view.now.day()])?;
    let tile =
        |n: i64, words: &str| (n > 0).then(|| Tile::new(n, words, "/complex").standing("Act now", Standing::Late));
    let all = [
        tile(overdue, "complex care to look at, overdue"),
        tile(not_ready, "complex care without a nurse or a checked home"),
    ];
    Ok(all.into_iter().flatten().collect())
}
