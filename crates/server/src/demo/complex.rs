//! Complex care (BRK-14): the nurse, the home, the care workers whom the person chooses, the look at the plan, the agency's cost.

use access::Who;
use brokerage::complex::Chosen;
use kernel::{Date, Failure, Moment, Period, Uuid};

use super::{cast::Company, hand::Hand, offers::date_fields};

/// What happens in the complex care of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Before the first day.
    Prepare,
    /// Outcome by outcome, against the plan.
    Monitor,
    /// A month is over: what an agency cost.
    Month,
}

/// How many care workers are put forward; the last of them waits for the person's word.
pub(super) const PUT_FORWARD: usize = 4;

/// The provider names the nurse, looks at the home and puts its newest care workers forward; the person's words are written down.
pub(super) fn prepare(
    hand: &mut Hand<'_>,
    company: &Company,
    package: Uuid,
    (person, nurse): (&str, &str),
    today: Date,
) -> Result<(), Failure> {
    let who = &company.manager.who;
    let path = |step: &str| format!("/packages/{package}/{step}");
    hand.fill(who, &path("nurse"), &[("name", nurse), ("pin", "12A3456E"), ("weeks", "2")])?;
    let on = date_fields("on", today);
    let by = format!("{nurse}, nurse");
    let mut home: Vec<_> = on.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    home.extend([
        ("by", by.as_str()),
        ("finding", "changes"),
        ("changes", "The bed stands too low for the hoist: raised by the equipment store before the first day."),
    ]);
    hand.fill(who, &path("home"), &home)?;
    let newest = company.workers.iter().rev().take(PUT_FORWARD).rev();
    for (n, worker) in newest.enumerate() {
        let account = worker.who.account.to_string();
        let about = ["Six years with people who need a hoist.", "Was trained on the ward, knows the ventilator."];
        let about = about.get(n % 2).copied().unwrap_or_default();
        // Those of its own are still being looked for: one comes from an agency.
        let agency = if n == 2 { "Made Up Staffing" } else { "" };
        let fields = [("worker", account.as_str()), ("about", about), ("agency", agency)];
        let forward = hand.fill(who, &path("put-forward"), &fields)?.id;
        let Some(forward) = forward.filter(|_| n + 1 < PUT_FORWARD) else { continue };
        let said = [("voice", "person"), ("name", person), ("word", "yes")];
        hand.fill(who, &format!("/put-forward/{forward}/record-say"), &said)?;
    }
    Ok(())
}

/// The manager looks at each outcome of the plan; not before care has begun.
pub(super) fn monitor(hand: &mut Hand<'_>, company: &Company, package: Uuid) -> Result<(), Failure> {
    let outcomes = hand.site().store.read_now(|tx| brokerage::row(tx, package.into()))?.outcomes.len();
    let found = [
        ("met", "Two weeks without a fall; washes her face and hands herself."),
        ("partly", "The alarm rang once at night; the nurse showed both workers what to do."),
    ];
    for nth in 0..outcomes {
        let (finding, words) = found.get(nth % found.len()).copied().unwrap_or_default();
        let path = format!("/packages/{package}/monitor/{}", nth + 1);
        hand.fill(&company.manager.who, &path, &[("finding", finding), ("words", words)])?;
    }
    Ok(())
}

/// The provider states what the agency cost in the month before, and the broker agrees to it.
pub(super) fn month(
    hand: &mut Hand<'_>,
    (broker, company): (&Who, &Company),
    package: Uuid,
    now: Moment,
) -> Result<(), Failure> {
    let held = hand.site().store.read_now(|tx| brokerage::row(tx, package.into()))?;
    let Some(held) = held.state.held().filter(|held| held.provider == company.organisation).cloned() else {
        return Ok(());
    };
    let last = Period::month_of(now.day()).from().yesterday().map_err(Failure::internal)?;
    let first = Period::month_of(last).from().max(held.start);
    if first > last {
        return Ok(());
    }
    let mut fields = date_fields("from", first).to_vec();
    fields.extend(date_fields("last", last));
    let mut fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend([("amount", "135.00"), ("words", "Twelve visits of the agency worker, £11.25 each above our rate.")]);
    let cost = hand.fill(&company.manager.who, &format!("/packages/{package}/agency-cost"), &fields)?.id;
    match cost {
        Some(cost) => hand.fill(broker, &format!("/agency-costs/{cost}/agree"), &[]).map(drop),
        None => Ok(()),
    }
}

/// Which of a company's workers may be given the visits of a package: all, unless the person chooses.
pub(super) fn may_come(company: &Company, chosen: Option<&Chosen>) -> Vec<bool> {
    let may = |account: Uuid| chosen.is_none_or(|chosen| chosen.against(account).is_none());
    company.workers.iter().map(|worker| may(worker.who.account)).collect()
}

/// In which order those who may come are asked: who comes as usual, then the others in turn, so that each of them has visits.
pub(super) fn in_turn(usual: &[usize], may: &[bool], nth: usize) -> Vec<usize> {
    let mut others: Vec<usize> = (0..may.len()).filter(|n| may.get(*n).copied().unwrap_or(false)).collect();
    let turn = nth % others.len().max(1);
    others.rotate_left(turn);
    others.retain(|n| !usual.contains(n));
    usual.iter().copied().chain(others).collect()
}
