//! A package follows its plan: when a newer version is in force, what is wanted is copied anew, and everybody who gives the
//! care hears of it (H10, VIS-1).

use kernel::Failure;
use store::{Change, Work, cols};

use crate::{
    PackageId,
    machine::State,
    package::{self, Package},
    parts, reactions, request, send,
};

/// Copies what the plan in force says, unless the package has it already. Offers that are open stay as they were made:
/// nobody answers one thing and gets another, so such a package follows when the round is over.
pub(crate) fn follow(work: &mut Work<'_>, id: PackageId) -> Result<(), Failure> {
    let mut held = package::hold(work, id)?;
    match held.state {
        State::Offered { .. } | State::Ended { .. } => return Ok(()),
        State::Requested | State::Awarded(_) | State::Introduced(_) | State::Started(_) => {}
    }
    let Some(plan) = plans::agreed(work, held.plan)? else { return Ok(()) };
    if plan.version_no <= held.plan_version {
        return Ok(());
    }
    let plan = parts::of_part(work, plan, id)?;
    let same_care = plan.pattern == package::lines(work, id)?;
    let facts = serde_json::json!({
        "plan": held.plan, "plan_version": plan.version_no, "before": held.plan_version, "provider": held.provider(),
        "minutes_per_week": plan.minutes_per_week(), "minutes_per_week_before": held.minutes_per_week,
        "weekly_budget": plan.weekly_budget, "visits_changed": !same_care,
    });
    let mut change = Change::new("package.lines_changed", "package", id).person(held.person).facts(facts);
    if let Some(provider) = held.provider() {
        change = change.organisation(provider);
    }
    let mut columns = request::wanted(&plan)?;
    let was = held.state.held().map(|award| held.first_care_by(award.start));
    held.visit_days = plan.pattern.iter().flat_map(|line| line.days.iter().copied()).collect();
    if let Some(award) = held.state.held().filter(|award| award.first_care.is_none()) {
        let by = held.first_care_by(award.start);
        if was != Some(by) {
            let place = reactions::place(work)?;
            columns.extend(package::watch_first_day(work, place, &held)?);
            change = change.update("award", award.award, award.version, cols! { "first_care_by" => by });
        }
    }
    work.apply(change.update("package", id, held.version, columns))?;
    tell(work, &held, same_care)
}

/// Tells the provider where to look; a message names nobody.
fn tell(work: &mut Work<'_>, held: &Package, same_care: bool) -> Result<(), Failure> {
    let Some(provider) = held.provider() else { return Ok(()) };
    let visits = if same_care {
        "The times of the visits stay as they are."
    } else {
        "From tomorrow the visits are those of the new plan: look which ones have nobody yet."
    };
    let body = format!(
        "The plan of package {} was changed and agreed anew. {visits} Read it: /provider/packages/{}",
        held.reference(),
        held.id
    );
    let subject = format!("The plan of package {} was changed", held.reference());
    send::notify(work, provider, "package.lines_changed", &subject, &body)
}
