//! The one way a step of a package is saved: its clocks, its row and its event together.

use clocks::Clock;
use kernel::{Failure, Moment};
use places::Place;
use store::{Change, Work, cols};

use super::{Package, PackageId};
use crate::machine::{Actor, Held, State, Step, Timer};

/// When the due times of an award's own clocks were set by a step.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Dues {
    pub(crate) first_visit: Option<Moment>,
    pub(crate) outcomes: Option<Moment>,
}

/// Moves the clocks of a step. `from` is the moment its new clocks count from.
pub(crate) fn turn_clocks(
    work: &mut Work<'_>,
    place: &Place,
    package: &Package,
    step: &Step,
    from: Moment,
) -> Result<Dues, Failure> {
    let subject = package.id.uuid();
    for timer in &step.stop {
        clocks::stop(work, subject, timer.standard(), from)?;
    }
    for timer in &step.withdraw {
        clocks::withdraw(work, subject, timer.standard())?;
    }
    let provider = step.next.held().map(|held| held.provider).or(package.provider());
    let mut dues = Dues::default();
    for timer in &step.start {
        // The first day has a clock of its own until its end (H13).
        let from = match (timer, step.next.held()) {
            (Timer::CareStarted, Some(held)) => Moment::start_of(package.first_care_by(held.start)),
            _ => from,
        };
        let due = clocks::start(
            work,
            place,
            clocks::Start {
                standard: timer.standard(),
                subject_kind: "package",
                subject,
                person: Some(package.person.into()),
                organisation: provider.filter(|_| timer.is_providers()),
                from,
            },
        )?;
        match timer {
            Timer::FirstVisit => dues.first_visit = Some(due),
            Timer::Outcomes => dues.outcomes = Some(due),
            _ => {}
        }
    }
    Ok(dues)
}

/// The next deadline of a package: the earliest of its running clocks. A state that is not the last without one is a fault
/// of the program (H14), and the database refuses it too.
fn next_due(work: &mut Work<'_>, id: PackageId, next: &State) -> Result<Option<(Moment, String)>, Failure> {
    if matches!(next, State::Ended { .. }) {
        return Ok(None);
    }
    let running = clocks::of_subject(work, id.uuid())?.into_iter().filter(Clock::is_running);
    let first = running.min_by_key(|clock| clock.due_at).map(|clock| (clock.due_at, clock.standard));
    match first {
        Some(first) => Ok(Some(first)),
        None => Err(Failure::internal(format!("package {id} would be left without a clock"))),
    }
}

/// The watch over the first day is set anew, because the days of the visits were changed; answers with the columns of the package.
pub(crate) fn watch_first_day(work: &mut Work<'_>, place: &Place, package: &Package) -> Result<Columns, Failure> {
    let Some(held) = package.state.held().filter(|held| held.first_care.is_none()) else { return Ok(Vec::new()) };
    clocks::withdraw(work, package.id.uuid(), Timer::CareStarted.standard())?;
    let new = clocks::Start {
        standard: Timer::CareStarted.standard(),
        subject_kind: "package",
        subject: package.id.uuid(),
        person: Some(package.person.into()),
        organisation: Some(held.provider).filter(|_| Timer::CareStarted.is_providers()),
        from: Moment::start_of(package.first_care_by(held.start)),
    };
    clocks::start(work, place, new)?;
    let due = next_due(work, package.id, &package.state)?;
    Ok(cols! {
        "due_at" => due.as_ref().map(|(at, _)| *at), "due_for" => due.map(|(_, standard)| standard),
        "start_missed_at" => None::<Moment>,
    })
}

pub(crate) type Columns = Vec<(&'static str, store::Value)>;

/// A step on its way into the database.
pub(crate) struct Move<'a> {
    /// The package as it was held.
    pub(crate) package: &'a Package,
    /// The step.
    pub(crate) step: &'a Step,
    /// The moment its new clocks count from.
    pub(crate) from: Moment,
    /// What happened.
    pub(crate) event: &'static str,
    /// Further columns of the package.
    pub(crate) more: Columns,
}

/// Saves a step: the clocks, the package's row, and with `change` the event's facts and whatever else belongs to it. The
/// version is the one the package has; a page that showed an older one is refused.
pub(crate) fn take(
    work: &mut Work<'_>,
    place: &Place,
    this: Move<'_>,
    change: impl FnOnce(Change, Dues) -> Change,
) -> Result<(), Failure> {
    let Move { package, step, from, event, more } = this;
    let dues = turn_clocks(work, place, package, step, from)?;
    let due = next_due(work, package.id, &step.next)?;
    let held = step.next.held();
    let mut columns = cols! {
        "state" => step.next.code(), "actor" => step.next.actor().map(Actor::code),
        "due_at" => due.as_ref().map(|(at, _)| *at), "due_for" => due.map(|(_, standard)| standard),
    };
    // What ended stays readable: who had it last.
    if !matches!(step.next, State::Ended { .. }) {
        columns.extend(cols! {
            "award" => held.map(|held| held.award), "provider" => held.map(|held| held.provider),
            "provider_name" => held.map(|held| held.provider_name.clone()),
        });
    }
    columns.extend(more);
    let new = Change::new(event, "package", package.id).person(package.person);
    work.apply(change(new, dues).update("package", package.id, package.version, columns))
}

/// The columns of an award that a step may have changed.
pub(crate) fn award_columns(held: &Held, dues: Dues) -> Columns {
    let mut columns = cols! {
        "start_day" => held.start, "plan_received_at" => held.plan_received, "introduced_at" => held.introduced,
        "first_care_at" => held.first_care, "first_visit_at" => held.first_visit(), "outcomes_at" => held.outcomes,
        "provider_plan_at" => held.provider_plan, "asked_start" => held.asked.as_ref().map(|other| other.day),
        "asked_why" => held.asked.as_ref().map(|other| other.why.clone()),
        "start_before" => held.before.as_ref().map(|other| other.day),
        "start_why" => held.before.as_ref().map(|other| other.why.clone()),
    };
    if let Some(due) = dues.outcomes {
        columns.extend(cols! { "outcomes_due" => due });
    }
    columns
}
