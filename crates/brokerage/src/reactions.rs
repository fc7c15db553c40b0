//! What happens by itself: offers run out, the search widens, the first day passes, visits are made (BRK-3, BRK-6, H13).

use kernel::{Date, Failure, Moment, Uuid};
use places::Place;
use store::{Change, Job, Work, cols};

use crate::{
    PackageId, answer, change, competition, complex, contingency, follow,
    machine::Timer,
    offer,
    package::{self, Move, Package, award_columns},
    parts, pilot, rates, send, spot, steps,
};

/// The jobs of this room.
pub const JOBS: &[Job] = &[
    Job { kind: "brokerage.clock_breached", after: &["clock.breached"], run: clock_breached },
    Job { kind: "brokerage.plan_reviewed", after: &["plan.reviewed"], run: plan_reviewed },
    Job { kind: "brokerage.review_answered", after: &["plan.change_answered"], run: change::answered },
    Job { kind: "brokerage.visit_made", after: &["visit.made"], run: visit_made },
    Job {
        kind: "brokerage.follow_plan",
        after: &["plan.changed", "package.round_ended", "package.awarded"],
        run: follow_plan,
    },
    Job { kind: "brokerage.approval_settled", after: &["package.awarded", "package.ended"], run: spot::settled },
    Job { kind: "brokerage.watch_prices", after: &["package.awarded"], run: |work, _| rates::watch(work) },
    Job {
        kind: "brokerage.complex",
        after: &["package.awarded", "package.started", "package.lines_changed", "package.handed_back", "package.ended"],
        run: complex::follow,
    },
    Job {
        kind: "brokerage.pilot",
        after: &["package.lines_changed", "package.adjusted", "package.handed_back", "package.ended"],
        run: pilot::follow,
    },
    Job { kind: rates::SWEEP, after: &[], run: |work, _| rates::sweep(work) },
    Job { kind: rates::FOLLOW, after: &[], run: rates::follow },
    Job { kind: competition::OPEN, after: &[], run: competition::open },
];

fn text<'a>(value: &'a serde_json::Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(serde_json::Value::as_str)
}

fn id(value: &serde_json::Value, name: &str) -> Option<Uuid> {
    text(value, name)?.parse().ok()
}

/// The place a job works in: a job has no request, so it asks the database which place it keeps.
pub(crate) fn place(work: &mut Work<'_>) -> Result<&'static Place, Failure> {
    store::setting(work, "place")?.map_or_else(Place::dorset, |code| Place::named(&code))
}

fn clock_breached(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let facts = payload.get("facts").unwrap_or(&serde_json::Value::Null);
    let (Some(standard), Some(kind), Some(subject)) =
        (text(facts, "standard"), text(facts, "subject_kind"), id(facts, "subject"))
    else {
        return Ok(());
    };
    match kind {
        "offer" if offer::ANSWER_STANDARDS.contains(&standard) => expire(work, subject.into()),
        "package" if standard.starts_with("contingency.") => {
            let package = package::hold(work, subject.into())?;
            contingency::open_by_clock(work, &package)
        }
        complex::KIND => complex::breached(work, standard, subject),
        "package" if standard == Timer::CareStarted.standard() => start_missed(work, subject.into()),
        _ => Ok(()),
    }
}

/// A newer version of the plan is in force: the package that was asked for from it follows (H10).
fn follow_plan(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let Some(subject) = id(payload, "subject") else {
        return Err(Failure::internal("a change of a plan without a subject"));
    };
    if text(payload, "event") != Some("plan.changed") {
        return follow::follow(work, subject.into());
    }
    for part in parts::of_plan(work, subject.into())? {
        follow::follow(work, part.id)?;
    }
    Ok(())
}

/// The plan was reviewed, and with it the package bought for it: the next review falls due (PLAN-8, H14). Care that has not
/// begun has nothing to review yet.
fn plan_reviewed(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let Some(plan) = id(payload, "subject") else {
        return Err(Failure::internal("a review of a plan without a subject"));
    };
    let facts = payload.get("facts").unwrap_or(&serde_json::Value::Null);
    let reviewed_on = text(facts, "reviewed_on").and_then(|day| day.parse::<Date>().ok());
    let (place, now) = (place(work)?, work.at);
    let at = reviewed_on.filter(|day| *day != now.day()).map_or(now, |day| Moment::start_of(day).plus_hours(12));
    for part in parts::of_plan(work, plan.into())? {
        let held = package::hold(work, part.id)?;
        let Ok(step) = held.state.review() else { continue };
        let told = ("package.reviewed", serde_json::json!({ "plan": plan }));
        steps::keep(work, place, &held, &step, told, at, |change| change)?;
    }
    Ok(())
}

fn expire(work: &mut Work<'_>, id: crate::OfferId) -> Result<(), Failure> {
    let (found, package) = answer::hold(work, id)?;
    if found.state != crate::OfferState::Open || work.at <= found.due_at {
        return Ok(());
    }
    offer::expire(work, &found)?;
    let body = format!(
        "The time to answer the offer of package {} has ended, so the offer has expired. Nothing more needs to be done.",
        package.reference()
    );
    send::notify(
        work,
        found.provider,
        "offer.expired",
        &format!("The offer of package {} has expired", package.reference()),
        &body,
    )?;
    let place = place(work)?;
    answer::settle(work, place, &package)
}

/// Care was given: the first visit by the provider that has the package starts it. A provider that has handed back and
/// carries on starts nothing.
fn visit_made(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let facts = payload.get("facts").unwrap_or(&serde_json::Value::Null);
    let Some(found) = id(facts, "package") else {
        return Err(Failure::internal("visit.made without a package"));
    };
    if text(facts, "outcome").is_some_and(|outcome| outcome != "done") {
        return Ok(());
    }
    let started = text(facts, "start").and_then(|at| at.parse::<Moment>().ok()).unwrap_or(work.at);
    care_given(work, found.into(), id(facts, "provider"), started)
}

/// Notes the first care of an award; later visits change nothing.
pub(crate) fn care_given(
    work: &mut Work<'_>,
    id: PackageId,
    provider: Option<Uuid>,
    at: Moment,
) -> Result<(), Failure> {
    let held = package::hold(work, id)?;
    if provider.is_some_and(|provider| held.provider() != Some(provider)) {
        return Ok(());
    }
    if held.state.care(at).is_none() {
        return Ok(());
    }
    let place = place(work)?;
    start_care(work, place, &held, at)
}

/// Saves that care has begun.
pub(crate) fn start_care(work: &mut Work<'_>, place: &Place, held: &Package, at: Moment) -> Result<(), Failure> {
    let Some(step) = held.state.care(at) else { return Ok(()) };
    let Some(next) = step.next.held().cloned() else { return Ok(()) };
    let facts = serde_json::json!({ "provider": next.provider, "award": next.award, "day": at.day(), "at": at });
    let more = cols! {
        "leaving" => None::<Uuid>, "leaving_name" => None::<String>, "leaving_on" => None::<Date>,
        "start_missed_at" => None::<Moment>,
    };
    let this = Move { package: held, step: &step, from: at, event: "package.started", more };
    package::take(work, place, this, |change, dues| {
        change.organisation(next.provider).facts(facts).update(
            "award",
            next.award,
            next.version,
            award_columns(&next, dues),
        )
    })
}

/// The first day has passed. Whether care came is decided by comparing, here as on every screen; this only makes it heard.
fn start_missed(work: &mut Work<'_>, id: PackageId) -> Result<(), Failure> {
    let package = package::hold(work, id)?;
    let Some(held) = package.state.held().cloned() else { return Ok(()) };
    if package.start_missed_at.is_some() || !package.start_is_missed(work.at.day()) {
        return Ok(());
    }
    let facts = serde_json::json!({ "provider": held.provider, "start": held.start, "award": held.award });
    let change = Change::new("package.start_missed", "package", package.id)
        .person(package.person)
        .organisation(held.provider)
        .facts(facts)
        .update("package", package.id, package.version, cols! { "start_missed_at" => work.at });
    work.apply(change)?;
    let body = format!(
        "Care under package {} was to start on {} and no visit is recorded. Say today what happened: /provider/packages/{}",
        package.reference(),
        kernel::day_in_words(package.first_visit_day(held.start)),
        package.id
    );
    send::notify(work, held.provider, "package.start_missed", "No first visit is recorded", &body)
}
