//! The checks of a provider's workers: seen when they are taken on, and again before they run out (WRK-1).

use kernel::{Date, Failure, Moment, Uuid};
use places::{CheckKind, EndOnPaper, Place};

use super::{cast::Company, dice::Dice, hand::Hand};

/// When each check of a new worker was done: some time ago, and not so long that it has run out.
pub(super) fn done_on(place: &Place, today: Date, dice: &mut Dice) -> Vec<(String, Date)> {
    let mut ago = |kind: &CheckKind| {
        let months = kind.valid_months.or((kind.end_on_paper == EndOnPaper::Always).then_some(12));
        let days = dice.between(1, months.map_or(900, |months| months * 30 - 25));
        (kind.code.clone(), Moment::start_of(today).plus_days(-days).day())
    };
    place.workforce.checks.iter().map(&mut ago).collect()
}

/// The manager sees to what would run out before a day's visits.
pub(super) fn renew(hand: &mut Hand<'_>, company: &Company, day: Date) -> Result<(), Failure> {
    let (organisation, today) = (company.organisation, hand.site().store.clock().now().day());
    let workers = hand.site().store.read_now(|tx| workforce::workers(tx, organisation, today))?;
    let mut due: Vec<(Uuid, String)> = Vec::new();
    for worker in &workers {
        let out = worker.checks.iter().filter(|check| check.expires_on.is_some_and(|last| last <= day));
        due.extend(out.map(|check| (worker.id, check.kind.clone())));
    }
    let place = hand.site().house.place;
    for (worker, kind) in due {
        let paper = place.workforce.check(&kind).is_some_and(|kind| kind.end_on_paper != EndOnPaper::Never);
        let last = kernel::months_after(today, 12).filter(|_| paper).map(|day| day.to_string());
        let (done, last) = (today.to_string(), last.unwrap_or_default());
        let mut fields = vec![("kind", kind.as_str()), ("done_on", &done), ("seen_by", &company.manager.who.name)];
        if paper {
            fields.push(("expires_on", &last));
        }
        hand.fill(&company.manager.who, &format!("/provider/checks/{worker}/record"), &fields)?;
    }
    Ok(())
}
