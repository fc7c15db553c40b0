//! What must hold of the front door; `kith verify` asks (H4, H14): counted in equals counted out.

use ::store::{Tx, journal};
use kernel::{Date, Failure, Moment, Uuid, date};

use crate::{contact, referral};

/// Every day the journal can hold.
const DAYS: (Date, Date) = (date(2000, 1, 1), date(2200, 1, 1));

/// What does not hold, in words; empty when all is well.
pub fn check(tx: &mut Tx<'_>) -> Result<Vec<String>, Failure> {
    let mut wrong = Vec::new();
    for (contact, referral) in contact::store::all_referred(tx)? {
        if referral.is_none() {
            wrong.push(format!("contact {contact} ended as referred, but its referral is not there"));
        }
    }
    let contacts = contacts(tx, &mut wrong)?;
    let referrals = referrals(tx, &mut wrong)?;
    for (kind, event, rows) in [("contact", "contact.recorded", contacts), ("referral", "referral.received", referrals)]
    {
        let mut events: Vec<Uuid> =
            journal::of_event(tx, event, DAYS.0, DAYS.1)?.into_iter().map(|entry| entry.subject).collect();
        events.sort_unstable();
        if events != rows {
            wrong.push(format!(
                "the journal counts {} of {event}, but {} are there: counted in is not counted out",
                kernel::count(events.len(), "entry", "entries"),
                kernel::count(rows.len(), kind, &format!("{kind}s")),
            ));
        }
    }
    Ok(wrong)
}

/// Every contact in order; one that cannot be read is told.
fn contacts(tx: &mut Tx<'_>, wrong: &mut Vec<String>) -> Result<Vec<Uuid>, Failure> {
    let mut all: Vec<Uuid> = Vec::new();
    loop {
        let some = contact::store::ids_after(tx, all.last().copied().unwrap_or_default())?;
        if some.is_empty() {
            return Ok(all);
        }
        for id in &some {
            if let Err(failure) = contact::store::row(tx, (*id).into()) {
                wrong.push(failure.to_string());
            }
        }
        all.extend(some);
    }
}

/// Every referral in order; one that cannot be read, or waits without a clock, is told.
fn referrals(tx: &mut Tx<'_>, wrong: &mut Vec<String>) -> Result<Vec<Uuid>, Failure> {
    let mut all: Vec<Uuid> = Vec::new();
    loop {
        let some = referral::store::ids_after(tx, all.last().copied().unwrap_or_default())?;
        if some.is_empty() {
            return Ok(all);
        }
        for id in &some {
            match referral::store::row(tx, (*id).into()) {
                Err(failure) => wrong.push(failure.to_string()),
                Ok(row) if row.is_open() => {
                    let clock = clocks::running(tx, *id, row.urgency.standard())?;
                    if clock.map(|clock| clock.due_at) != Some(row.answer_by) {
                        wrong.push(format!(
                            "referral {id} waits for an answer, but no clock runs to {}",
                            told(row.answer_by)
                        ));
                    }
                }
                Ok(_) => {}
            }
        }
        all.extend(some);
    }
}

fn told(at: Moment) -> String {
    kernel::moment_in_words(at)
}
