//! Providers pool capacity: a package that nobody takes whole is split by its visits, each part is offered and awarded by itself, and
//! together they cover the plan once (BRK-6). Until a part is offered or awarded it can be joined again.

pub mod join;
pub mod split;

use access::About;
use kernel::{Failure, Minutes, Money, Rounding};
use page::{Markup, html};
use plans::{PatternLine, PlanId, PlanView};
use store::{Row, Tx, Work, params, statement};
use wire::View;

use crate::{
    PackageId, State,
    package::{self, Package, reference},
    policy::SplitPackage,
};

statement! {
    // The parts of a plan that run, the first first.
    RUNNING = "SELECT id, part, provider_name, state, lines FROM package WHERE plan = $1 AND state <> 'ended' ORDER BY part LIMIT 20";
}

/// A part of a plan that runs.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its package.
    pub id: PackageId,
    /// Its number, from 1.
    pub number: i64,
    /// Who has it.
    pub provider: Option<String>,
    /// Its state as data.
    state: String,
    /// Its visits.
    pub lines: Vec<PatternLine>,
}

/// The parts of a plan that run, the first first; one when it was never split.
pub fn of_plan(tx: &mut Tx<'_>, plan: PlanId) -> Result<Vec<Part>, Failure> {
    tx.all(&RUNNING, params![plan], |row: &Row| {
        Ok(Part {
            id: row.get("id")?,
            number: row.get("part")?,
            provider: row.get("provider_name")?,
            state: row.get("state")?,
            lines: serde_json::from_str(&row.get::<String>("lines")?).map_err(Failure::internal)?,
        })
    })
}

fn minutes(lines: &[PatternLine]) -> Result<Minutes, Failure> {
    let sum = Minutes::sum(lines.iter().map(PatternLine::minutes_per_week));
    sum.ok_or_else(|| Failure::internal("a week past all bounds"))
}

/// The share of a week's money that goes with so many of its minutes.
fn share(of: Money, part: Minutes, whole: Minutes) -> Result<Money, Failure> {
    if whole.get() <= 0 {
        return Ok(of);
    }
    of.times_ratio(part.get(), whole.get(), Rounding::HalfUp).ok_or_else(|| Failure::internal("money past all bounds"))
}

/// The lines of a newer plan that belong to one of its parts: those it has, and for the first what is new and nobody's. Pure.
fn lines_of(pattern: &[PatternLine], own: PackageId, parts: &[Part]) -> Vec<PatternLine> {
    let has = |part: &Part, line: &PatternLine| part.lines.iter().any(|one| one.id == line.id);
    let first = parts.first().is_some_and(|part| part.id == own);
    let mine = |line: &&PatternLine| match parts.iter().find(|part| has(part, line)) {
        Some(part) => part.id == own,
        None => first,
    };
    pattern.iter().filter(mine).cloned().collect()
}

/// A plan as one of its parts sees it: its own visits, and its share of the money.
pub(crate) fn of_part(tx: &mut Tx<'_>, plan: PlanView, own: PackageId) -> Result<PlanView, Failure> {
    let parts = of_plan(tx, plan.id)?;
    if parts.len() < 2 {
        return Ok(plan);
    }
    let pattern = lines_of(&plan.pattern, own, &parts);
    let weekly_budget = share(plan.weekly_budget, minutes(&pattern)?, minutes(&plan.pattern)?)?;
    Ok(PlanView { pattern, weekly_budget, ..plan })
}

/// Holds a package and the parts beside it, always in the same order, so that no two wait for each other.
fn hold_all(work: &mut Work<'_>, id: PackageId) -> Result<(Package, Vec<Package>), Failure> {
    let plan = package::row(work, id)?.plan;
    let mut ids: Vec<PackageId> = of_plan(work, plan)?.into_iter().map(|part| part.id).collect();
    if !ids.contains(&id) {
        ids.push(id);
    }
    ids.sort_by_key(|id| id.uuid());
    let mut all = Vec::new();
    for id in ids {
        all.push(package::hold(work, id)?);
    }
    let own = all.iter().position(|one| one.id == id).map(|at| all.swap_remove(at));
    Ok((own.ok_or_else(|| Failure::no_such("package"))?, all))
}

/// A part is split and joined while nobody is asked for it.
fn at_rest(package: &Package) -> Result<(), Failure> {
    match &package.state {
        State::Requested => Ok(()),
        State::Offered { .. } => Err(Failure::conflict(format!(
            "Offers of package {} are out. Wait for the answers, or award it; then it can be split or joined.",
            package.reference()
        ))),
        other => other.offered(0).map(drop),
    }
}

fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person)
}

/// The parts beside a package, and the doors to split and to join it; for its own page.
pub(crate) fn section(view: &mut View<'_, '_>, package: &Package, lines: &[PatternLine]) -> Result<Markup, Failure> {
    let parts = of_plan(view.tx, package.plan)?;
    let own = parts.iter().find(|part| part.id == package.id).map(|part| part.number);
    let others: Vec<&Part> = parts.iter().filter(|part| part.id != package.id).collect();
    let may = view.who.may::<SplitPackage>() && at_rest(package).is_ok();
    let joins = may && others.iter().any(|part| part.state == "requested");
    Ok(html! {
        @if !others.is_empty() {
            h2 class="nhsuk-heading-m" { "Split by visits" }
            @if let Some(own) = own { p { "This is part " (own) " of the plan. Together the parts cover it once." } }
            @for part in &others {
                p {
                    a href={ "/packages/" (part.id) } { "Part " (part.number) ", " (reference(part.id)) }
                    @match &part.provider { Some(provider) => { ", with " (provider) } None => { ", no provider yet" } }
                    ": " (kernel::list_in_words(&part.lines.iter().map(|line| line.label.as_str()).collect::<Vec<_>>())) "."
                }
            }
            @if joins { p { a href={ "/packages/" (package.id) "/join" } { "Join it with another part again" } } }
        }
        @if may && lines.len() > 1 {
            h2 class="nhsuk-heading-m" { "Nobody takes it whole?" }
            ul class="nhsuk-list" { @for line in lines {
                li { a href={ "/packages/" (package.id) "/split/" (line.id) } { "Offer by itself: " (line.label) } }
            } }
        }
    })
}

#[cfg(test)]
mod tests {
    use kernel::{Uuid, Weekday, time};
    use proptest::prelude::*;

    use super::*;

    fn line(n: u128) -> PatternLine {
        PatternLine {
            id: Uuid::from_u128(n),
            label: format!("Visit {n}"),
            days: vec![Weekday::Monday],
            from: time(8, 0, 0, 0),
            to: time(10, 0, 0, 0),
            minutes: 30,
            workers: 1,
            tasks: vec!["Breakfast".into()],
            time_critical: false,
            skills: Vec::new(),
        }
    }

    fn part(n: u128, lines: impl Iterator<Item = u128>) -> Part {
        let (id, lines) = (Uuid::from_u128(1_000 + n).into(), lines.map(line).collect());
        Part { id, number: i64::try_from(n).unwrap(), provider: None, state: "requested".into(), lines }
    }

    proptest! {
        // BRK-6
        #[test]
        fn whatever_the_plan_becomes_its_parts_cover_it_once(
            first in proptest::collection::btree_set(0..12_u128, 0..8),
            second in proptest::collection::btree_set(0..12_u128, 0..8),
            plan in proptest::collection::btree_set(0..16_u128, 1..12),
        ) {
            let second: Vec<u128> = second.difference(&first).copied().collect();
            let parts = [part(1, first.into_iter()), part(2, second.into_iter())];
            let pattern: Vec<PatternLine> = plan.iter().copied().map(line).collect();
            let mut covered: Vec<Uuid> = parts
                .iter()
                .flat_map(|part| lines_of(&pattern, part.id, &parts))
                .map(|line| line.id)
                .collect();
            covered.sort();
            let wanted: Vec<Uuid> = plan.iter().copied().map(Uuid::from_u128).collect();
            prop_assert_eq!(covered, wanted);
        }
    }
}
