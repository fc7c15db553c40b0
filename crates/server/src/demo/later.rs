//! What comes later: care that is adjusted at a review, time that is banked, invoices that are paid. The first few people only, so
//! that a newcomer finds each of them.

use access::Who;
use kernel::{Failure, Moment, Period, Uuid};
use visits::VisitView;

use super::{cast::Company, hand::Hand};

/// Of the first people every eighth has their care adjusted, and every eighth, others than those, banks time.
const FIRST: usize = 48;

/// What a case comes to later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Later {
    /// Their provider adjusts the care at a review (BRK-9).
    Adjust,
    /// Time they did not want is banked (BRK-10).
    Bank,
}

impl Later {
    /// For the person of this number; nothing for most.
    pub(super) fn of(case: usize) -> Option<Self> {
        match case % 8 {
            1 if case < FIRST => Some(Later::Adjust),
            3 if case < FIRST => Some(Later::Bank),
            _ => None,
        }
    }
}

/// What is refused because the care has ended or changed hands in the meantime is life.
fn life(done: Result<(), Failure>) -> Result<(), Failure> {
    match done {
        Err(Failure::Conflict(_) | Failure::Invalid(_) | Failure::NotFound(_)) => Ok(()),
        done => done,
    }
}

/// The provider shortens the first visit of the week by five minutes at a review.
pub(super) fn adjust(hand: &mut Hand<'_>, company: &Company, package: Uuid, name: &str) -> Result<(), Failure> {
    let lines = hand.site().store.read_now(|tx| brokerage::lines(tx, package.into()))?;
    let Some(line) = lines.into_iter().find(|line| line.minutes >= 30) else { return Ok(()) };
    let (kept, minutes) = (plans::days_kept(&line.days), (line.minutes - 5).to_string());
    let mut fields: Vec<(&str, &str)> = kept.split(',').map(|day| ("days", day)).collect();
    fields.extend([
        ("minutes", minutes.as_str()),
        ("why", "Gets to the bathroom alone now and needs less help there."),
        ("agreed_with", "person"),
        ("agreed_name", name),
        ("review", "Steadier on the frame than at the start. Washes the upper body alone."),
    ]);
    life(hand.fill(&company.manager.who, &format!("/packages/{package}/adjust/{}", line.id), &fields).map(drop))
}

/// The broker switches banked hours on, the person does not want a visit that lies ahead, and its time is kept.
pub(super) fn bank(
    hand: &mut Hand<'_>,
    (broker, company): (&Who, &Company),
    package: Uuid,
    name: &str,
    at: Moment,
) -> Result<(), Failure> {
    let days = Period::through(at.plus_days(2).day(), at.plus_days(16).day())?;
    let ahead = hand.site().store.read_now(|tx| visits::of_package(tx, package, days))?;
    let Some(visit) = ahead.into_iter().find(VisitView::is_ahead) else { return Ok(()) };
    let on = [("bank", "on"), ("why", "Takes part in the first trial of banked hours.")];
    let path = format!("/packages/{package}/bank/switch");
    life(hand.fill(broker, &path, &on).map(drop))?;
    let away = [("for_whom", "person"), ("why", "Spends the day with the family.")];
    life(hand.fill(&company.manager.who, &format!("/visits/{}/cancel", visit.id), &away).map(drop))?;
    let minutes = visit.minutes.get().to_string();
    let kept = [
        ("minutes", minutes.as_str()),
        ("asked_by", name),
        ("words", "Would like somebody to come along to the garden centre once."),
    ];
    life(hand.fill(&company.manager.who, &format!("/visits/{}/bank", visit.id), &kept).map(drop))
}

/// A finance officer makes a run of what is approved; gives the run, if anything waits to be paid.
pub(super) fn make_run(hand: &mut Hand<'_>, finance: &Who) -> Result<Option<Uuid>, Failure> {
    match hand.fill(finance, "/payments/new", &[]) {
        Ok(done) => Ok(done.id),
        Err(Failure::Conflict(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Another officer releases it.
pub(super) fn release_run(hand: &mut Hand<'_>, second: &Who, run: Uuid) -> Result<(), Failure> {
    life(hand.fill(second, &format!("/payments/{run}/release"), &[]).map(drop))
}
