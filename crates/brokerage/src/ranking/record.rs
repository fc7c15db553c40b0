//! The record of every provider in a window: counted in the same number of statements, however many there are.

use std::collections::BTreeMap;

use kernel::{Failure, Moment, Period, Uuid};
use store::{Row, Tx, params, statement};

use super::factor::Record;

statement! {
    // An offer that was taken back was no question any more, and one that is open is none yet. A package was hard to place when
    // the search was open to every provider by then, or somebody had handed it back before.
    OFFERS = "SELECT x.provider, CAST(COUNT(*) AS {int}) AS offers,
        CAST(SUM(CASE WHEN x.state <> 'expired' THEN 1 ELSE 0 END) AS {int}) AS in_time,
        CAST(SUM(CASE WHEN x.state = 'declined' THEN 1 ELSE 0 END) AS {int}) AS turned_down,
        CAST(SUM(x.hard) AS {int}) AS hard,
        CAST(SUM(CASE WHEN x.state = 'accepted' THEN x.hard ELSE 0 END) AS {int}) AS hard_yes
        FROM (SELECT o.provider, o.state, CASE WHEN p.contingency_at <= o.sent_at
                OR EXISTS (SELECT 1 FROM hand_back h WHERE h.package = o.package AND h.at <= o.sent_at) THEN 1 ELSE 0 END AS hard
            FROM offer o JOIN package p ON p.id = o.package
            WHERE o.sent_at >= $1 AND o.sent_at < $2 AND o.state NOT IN ('open', 'withdrawn')) x
        GROUP BY x.provider";
    HELD = "SELECT x.provider, CAST(COUNT(*) AS {int}) AS held, CAST(SUM(x.begun) AS {int}) AS begun,
        CAST(SUM(CASE WHEN x.agreed < x.minutes_awarded THEN x.begun ELSE 0 END) AS {int}) AS reduced
        FROM (SELECT a.provider, a.minutes_awarded, COALESCE(p.agreed_minutes, p.minutes_per_week) AS agreed,
                CASE WHEN a.minutes_awarded IS NOT NULL AND a.first_care_at IS NOT NULL AND p.award = a.id THEN 1 ELSE 0 END AS begun
            FROM award a JOIN package p ON p.id = a.package
            WHERE a.awarded_at < $2 AND (a.ended_at IS NULL OR a.ended_at >= $1)) x
        GROUP BY x.provider";
    HANDED_BACK = "SELECT provider, CAST(COUNT(*) AS {int}) AS n FROM hand_back WHERE at >= $1 AND at < $2 GROUP BY provider";
    CHOSEN = "SELECT o.provider, CAST(COUNT(DISTINCT o.package) AS {int}) AS n
        FROM offer o JOIN offer_round r ON r.package = o.package AND r.number = o.round JOIN package p ON p.id = o.package
        WHERE (r.basis = 'choice' OR (p.wish = 'choice' AND p.wish_provider = o.provider)) AND o.sent_at >= $1 AND o.sent_at < $2 GROUP BY o.provider";
}

/// The record of everybody of whom something is recorded in the window, but for the tender score.
pub(super) fn all(tx: &mut Tx<'_>, window: Period) -> Result<BTreeMap<Uuid, Record>, Failure> {
    let (from, to) = (Moment::start_of(window.from()), Moment::start_of(window.to()));
    let mut all = BTreeMap::<Uuid, Record>::new();
    let provider = |row: &Row| row.get::<Uuid>("provider");
    let offers = tx.all(&OFFERS, params![from, to], |row| {
        let counts = ["offers", "in_time", "turned_down", "hard", "hard_yes"].map(|name| row.get::<i64>(name));
        Ok((provider(row)?, counts))
    })?;
    for (provider, [offers, in_time, turned_down, hard, hard_yes]) in offers {
        let of = all.entry(provider).or_default();
        (of.offers, of.in_time, of.turned_down) = (offers?, in_time?, turned_down?);
        (of.hard, of.hard_yes) = (hard?, hard_yes?);
    }
    let held = tx.all(&HELD, params![from, to], |row| {
        Ok((provider(row)?, row.get("held")?, row.get("begun")?, row.get("reduced")?))
    })?;
    for (provider, held, begun, reduced) in held {
        let of = all.entry(provider).or_default();
        (of.held, of.begun, of.reduced) = (held, begun, reduced);
    }
    for (provider, n) in tx.all(&HANDED_BACK, params![from, to], |row| Ok((provider(row)?, row.get("n")?)))? {
        all.entry(provider).or_default().handed_back = n;
    }
    for (provider, n) in tx.all(&CHOSEN, params![from, to], |row| Ok((provider(row)?, row.get("n")?)))? {
        all.entry(provider).or_default().chosen = n;
    }
    for (provider, facts) in quality::facts(tx, window)? {
        let of = all.entry(provider).or_default();
        let n = |ids: &[Uuid]| i64::try_from(ids.len()).unwrap_or(i64::MAX);
        // What a professional said counts once: as what the localities say.
        let others = |ids: &[Uuid], theirs: &[Uuid]| n(ids) - n(&common(ids, theirs));
        of.monitoring = facts.monitoring.as_ref().map(|visit| visit.tenths);
        (of.praised, of.faulted) = (n(&facts.praised), n(&facts.faulted));
        of.upheld = others(&facts.upheld, &facts.faulted);
        of.partly = others(&facts.partly_upheld, &facts.faulted);
        of.compliments = others(&facts.compliments, &facts.praised);
    }
    Ok(all)
}

fn common(ids: &[Uuid], theirs: &[Uuid]) -> Vec<Uuid> {
    ids.iter().filter(|id| theirs.contains(id)).copied().collect()
}
