//! What providers are measured by (BRK-12, A4) and how much goes through the framework (BRK-11). Each case says why it
//! counts or does not; deadlines were kept with the offer or award when they were set, so that no later rule changes a figure.

use kernel::{Failure, Moment, Uuid, deadline_in_words, moment_in_words};
use measures::{Asked, Case, Measure};
use store::{Row, Statement, Tx, Value, statement};

use crate::{DeclineReason, EndReason, share};

/// The measures of this room.
pub const MEASURES: &[Measure] = &[
    Measure { code: "R1", about: "answer", cases: accepted },
    Measure { code: "R2", about: "answer", cases: declined },
    Measure { code: "R3", about: "ending", cases: completed },
    Measure { code: "R4", about: "ending", cases: left_early },
    Measure { code: "R5", about: "answer", cases: emergency_answered },
    Measure { code: "R6", about: "answer", cases: other_answered },
    Measure { code: "R7", about: "first_visit", cases: first_visit },
    Measure { code: "R8", about: "outcomes", cases: outcomes },
    Measure { code: "A4", about: "answer", cases: answered_in_time },
    Measure { code: "FW1", about: "award", cases: through_framework },
    Measure { code: "FW2", about: "award", cases: care_through_framework },
];

statement! {
    // An offer that was taken back was no question any more, and one that is open is none yet.
    SENT = "SELECT id, package, provider, person, locality, state, sent_at, due_at, response_due_at, closed_at, reason FROM offer
        WHERE sent_at >= $1 AND sent_at < $2 AND state NOT IN ('open', 'withdrawn')
          AND (CAST($3 AS {id}) IS NULL OR provider = CAST($3 AS {id})) ORDER BY sent_at, id";
    DUE = "SELECT id, package, provider, person, locality, state, sent_at, due_at, response_due_at, closed_at, reason FROM offer
        WHERE due_at > $1 AND due_at <= $2 AND state NOT IN ('open', 'withdrawn')
          AND (CAST($3 AS {id}) IS NULL OR provider = CAST($3 AS {id})) ORDER BY due_at, id";
    RESPONSE_DUE = "SELECT id, package, provider, person, locality, state, sent_at, due_at, response_due_at, closed_at, reason FROM offer
        WHERE response_due_at > $1 AND response_due_at <= $2 AND urgent = $4 AND state NOT IN ('open', 'withdrawn')
          AND (CAST($3 AS {id}) IS NULL OR provider = CAST($3 AS {id})) ORDER BY response_due_at, id";
    ENDED = "SELECT a.id, a.package, a.provider, a.person, p.locality, a.end_reason, a.end_words
        FROM award a JOIN package p ON p.id = a.package
        WHERE a.ended_day >= $1 AND a.ended_day < $2 AND (CAST($3 AS {id}) IS NULL OR a.provider = CAST($3 AS {id}))
        ORDER BY a.ended_day, a.id";
    // A package that ended before its first visit fell due could not be visited in time or late.
    VISIT_DUE = "SELECT a.id, a.package, a.provider, a.person, p.locality, a.introduced_at, a.first_visit_at, a.first_visit_due
        FROM award a JOIN package p ON p.id = a.package WHERE a.first_visit_due > $1 AND a.first_visit_due <= $2
          AND (a.ended_at IS NULL OR a.ended_at > a.first_visit_due OR a.first_visit_at IS NOT NULL)
          AND (CAST($3 AS {id}) IS NULL OR a.provider = CAST($3 AS {id})) ORDER BY a.first_visit_due, a.id";
    OUTCOMES_DUE = "SELECT a.id, a.package, a.provider, a.person, p.locality, a.outcomes_at, a.outcomes_due
        FROM award a JOIN package p ON p.id = a.package WHERE a.outcomes_due > $1 AND a.outcomes_due <= $2
          AND (a.ended_at IS NULL OR a.ended_at > a.outcomes_due OR a.outcomes_at IS NOT NULL)
          AND (CAST($3 AS {id}) IS NULL OR a.provider = CAST($3 AS {id})) ORDER BY a.outcomes_due, a.id";
    AWARDED = "SELECT a.id, a.package, a.provider, a.person, p.locality, a.provider_name, a.on_framework, a.awarded_at
        FROM award a JOIN package p ON p.id = a.package
        WHERE a.awarded_at >= $1 AND a.awarded_at < $2 AND (CAST($3 AS {id}) IS NULL OR a.provider = CAST($3 AS {id}))
        ORDER BY a.awarded_at, a.id";
}

/// From the first midnight of the period to its last.
fn asked_for(asked: &Asked) -> [Value; 3] {
    let ends = (Moment::start_of(asked.period.from()), Moment::start_of(asked.period.to()));
    [ends.0.into(), ends.1.into(), asked.organisation.into()]
}

/// From the first day of the period until before its last.
fn days_of(asked: &Asked) -> [Value; 3] {
    [asked.period.from().into(), asked.period.to().into(), asked.organisation.into()]
}

fn cases(
    tx: &mut Tx<'_>,
    statement: &Statement,
    params: &[Value],
    judge: impl Fn(&Row) -> Result<(bool, String), Failure>,
) -> Result<Vec<Case>, Failure> {
    tx.all(statement, params, |row| {
        let (counts, why) = judge(row)?;
        let package: Uuid = row.get("package")?;
        Ok(Case {
            subject: row.get("id")?,
            organisation: row.get("provider")?,
            person: row.get("person")?,
            locality: row.get("locality")?,
            weight: 1,
            counts,
            why,
            href: format!("/packages/{package}"),
        })
    })
}

/// What was answered, in words: "declined after 3 hours: no staff at these times".
fn answer(row: &Row) -> Result<(String, String), Failure> {
    let state: String = row.get("state")?;
    let (sent, closed): (Moment, Moment) = (row.get("sent_at")?, row.get("closed_at")?);
    let after = kernel::Minutes::new(closed.minutes_since(sent));
    let words = match state.as_str() {
        "accepted" => format!("accepted after {after}"),
        "declined" => {
            let reason: DeclineReason = row.parse("reason")?;
            format!("declined after {after}: {}", reason.words().to_lowercase())
        }
        _ => format!("no answer by {}", deadline_in_words(row.get("due_at")?)),
    };
    Ok((state, words))
}

/// R1: accepted of those received in the period.
fn accepted(tx: &mut Tx<'_>, asked: &Asked) -> Result<Vec<Case>, Failure> {
    cases(tx, &SENT, &asked_for(asked), |row| answer(row).map(|(state, words)| (state == "accepted", words)))
}

/// R2: declined of those received in the period, and why.
fn declined(tx: &mut Tx<'_>, asked: &Asked) -> Result<Vec<Case>, Failure> {
    cases(tx, &SENT, &asked_for(asked), |row| answer(row).map(|(state, words)| (state == "declined", words)))
}

/// A4: offers answered within their clock, of those due in the period. A late answer is not taken, so an answer is in time.
fn answered_in_time(tx: &mut Tx<'_>, asked: &Asked) -> Result<Vec<Case>, Failure> {
    cases(tx, &DUE, &asked_for(asked), |row| answer(row).map(|(state, words)| (state != "expired", words)))
}

fn answered_by(tx: &mut Tx<'_>, asked: &Asked, urgent: bool) -> Result<Vec<Case>, Failure> {
    let mut params = asked_for(asked).to_vec();
    params.push(urgent.into());
    cases(tx, &RESPONSE_DUE, &params, |row| {
        let (state, words) = answer(row)?;
        let (closed, due): (Moment, Moment) = (row.get("closed_at")?, row.get("response_due_at")?);
        let counts = state != "expired" && closed <= due;
        Ok((counts, format!("{words}; an answer was due by {}", deadline_in_words(due))))
    })
}

/// R5: emergency referrals answered within 24 weekday hours.
fn emergency_answered(tx: &mut Tx<'_>, asked: &Asked) -> Result<Vec<Case>, Failure> {
    answered_by(tx, asked, true)
}

/// R6: other referrals answered within week one.
fn other_answered(tx: &mut Tx<'_>, asked: &Asked) -> Result<Vec<Case>, Failure> {
    answered_by(tx, asked, false)
}

/// How a package ended for its provider: completed, early, or neither (a death is nobody's doing).
fn ending(row: &Row) -> Result<(Option<bool>, String), Failure> {
    let reason: String = row.get("end_reason")?;
    let more = row.get::<Option<String>>("end_words")?.map(|words| format!(": {words}")).unwrap_or_default();
    if reason == "handed_back" {
        return Ok((Some(false), format!("handed back by the provider{more}")));
    }
    let reason: EndReason = reason.parse()?;
    let completed = match reason {
        EndReason::Completed => Some(true),
        EndReason::Died => None,
        EndReason::LeftEarly | EndReason::Moved | EndReason::NotNeeded => Some(false),
    };
    Ok((completed, format!("{}{more}", reason.words().to_lowercase())))
}

/// R3: completed of those that ended in the period.
fn completed(tx: &mut Tx<'_>, asked: &Asked) -> Result<Vec<Case>, Failure> {
    cases(tx, &ENDED, &days_of(asked), |row| ending(row).map(|(done, words)| (done == Some(true), words)))
}

/// R4: ended early of those that ended in the period, and why.
fn left_early(tx: &mut Tx<'_>, asked: &Asked) -> Result<Vec<Case>, Failure> {
    cases(tx, &ENDED, &days_of(asked), |row| ending(row).map(|(done, words)| (done == Some(false), words)))
}

/// R7: first visit or introduction within 7 working days of acceptance.
fn first_visit(tx: &mut Tx<'_>, asked: &Asked) -> Result<Vec<Case>, Failure> {
    cases(tx, &VISIT_DUE, &asked_for(asked), |row| {
        let due: Moment = row.get("first_visit_due")?;
        let by = deadline_in_words(due);
        let introduced: Option<Moment> = row.get("introduced_at")?;
        Ok(match row.get::<Option<Moment>>("first_visit_at")? {
            Some(at) => {
                let what = if introduced == Some(at) { "introduced" } else { "first visited" };
                (at <= due, format!("{what} {}; due by {by}", moment_in_words(at)))
            }
            None => (false, format!("no visit yet; due by {by}")),
        })
    })
}

/// R8: outcomes agreed within 5 working days of the first visit.
fn outcomes(tx: &mut Tx<'_>, asked: &Asked) -> Result<Vec<Case>, Failure> {
    cases(tx, &OUTCOMES_DUE, &asked_for(asked), |row| {
        let due: Moment = row.get("outcomes_due")?;
        let by = deadline_in_words(due);
        Ok(match row.get::<Option<Moment>>("outcomes_at")? {
            Some(at) => (at <= due, format!("agreed on {}; due by {by}", kernel::day_in_words(at.day()))),
            None => (false, format!("not agreed yet; due by {by}")),
        })
    })
}

/// FW1: packages awarded to framework providers.
fn through_framework(tx: &mut Tx<'_>, asked: &Asked) -> Result<Vec<Case>, Failure> {
    cases(tx, &AWARDED, &asked_for(asked), |row| {
        let (on, name): (bool, String) = (row.get("on_framework")?, row.get("provider_name")?);
        let words = if on { "on the framework" } else { "off the framework" };
        Ok((on, format!("awarded to {name}, {words}, {}", moment_in_words(row.get("awarded_at")?))))
    })
}

/// FW2: care bought on the framework. An award to a provider that joined since counts from that day on, so it may be two cases.
fn care_through_framework(tx: &mut Tx<'_>, asked: &Asked) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    for one in share::bought(tx, asked.period, asked.organisation)? {
        for (on, minutes) in one.shares(asked.period) {
            let words = if on { "on the framework" } else { "off the framework" };
            cases.push(Case {
                subject: one.award,
                organisation: one.bought.provider,
                person: Some(one.person),
                locality: one.bought.locality.clone(),
                weight: minutes.get(),
                counts: on,
                why: format!("{minutes} bought from {}, {words}", one.bought.provider_name),
                href: format!("/packages/{}", one.bought.package),
            });
        }
    }
    Ok(cases)
}
