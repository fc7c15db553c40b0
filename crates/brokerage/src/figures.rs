//! What was bought, who waits and what came back: rows for those who oversee brokerage (PER-1), many at once.

use std::collections::BTreeMap;

use kernel::{Date, Failure, Minutes, Moment, Money, Period, Uuid};
use store::{Row, Tx, params, statement};

use crate::{HandBackReason, PackageId, package::Package};

/// How many rows a list reads at most.
pub const MOST: i64 = 50_000;

/// Care bought from one provider: an award and how long it holds.
#[derive(Debug, Clone)]
pub struct Bought {
    /// The package.
    pub package: PackageId,
    /// The area's code.
    pub locality: String,
    /// Who gives the care.
    pub provider: Uuid,
    /// Its name.
    pub provider_name: String,
    /// Care time in a week, every worker counted.
    pub minutes_per_week: Minutes,
    /// The price of an hour.
    pub rate: Money,
    /// The first day.
    pub first: Date,
    /// The last day, once it is known.
    pub last: Option<Date>,
}

impl Bought {
    pub(crate) fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Bought {
            package: row.get("id")?,
            locality: row.get("locality")?,
            provider: row.get("provider")?,
            provider_name: row.get("provider_name")?,
            minutes_per_week: row.get("minutes_per_week")?,
            rate: row.get("rate")?,
            first: row.get("start_day")?,
            last: row.get("last_day")?,
        })
    }

    /// The care time bought in a period: a seventh of a week for each day on which the award holds.
    pub fn minutes_in(&self, period: Period) -> Minutes {
        let last = self.last.map_or(period.last(), |last| last.min(period.last()));
        let days = Period::through(self.first.max(period.from()), last).map_or(0, Period::days);
        Minutes::new(self.minutes_per_week.get().saturating_mul(days) / 7)
    }
}

/// A package that came back.
#[derive(Debug, Clone)]
pub struct Returned {
    /// The package.
    pub package: PackageId,
    /// The area's code.
    pub locality: String,
    /// Who handed back.
    pub provider: Uuid,
    /// Its name.
    pub provider_name: String,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: HandBackReason,
    /// The last day they care for the person.
    pub last_day: Date,
}

statement! {
    // A provider that hands back before it has given care carries on for no day at all.
    BOUGHT = "SELECT p.id, p.locality, a.provider, a.provider_name, p.minutes_per_week, a.start_day,
        COALESCE((SELECT r.rate FROM award_rate r WHERE r.award = a.id AND r.from_day < $2 ORDER BY r.from_day DESC LIMIT 1), a.rate) AS rate,
        COALESCE(h.last_day, p.ended_on) AS last_day
        FROM award a JOIN package p ON p.id = a.package LEFT JOIN hand_back h ON h.award = a.id
        WHERE a.start_day < $2 AND (h.id IS NULL OR a.first_care_at IS NOT NULL)
          AND (COALESCE(h.last_day, p.ended_on) IS NULL OR COALESCE(h.last_day, p.ended_on) >= $1)
        ORDER BY a.provider_name, a.start_day, a.id LIMIT $3";
    WAITING = "SELECT p.*, a.version AS award_version, a.offer AS award_offer, a.awarded_at, a.start_day,
        COALESCE((SELECT r.rate FROM award_rate r WHERE r.award = a.id ORDER BY r.from_day DESC LIMIT 1), a.rate) AS rate,
        a.plan_received_at, a.introduced_at, a.first_care_at, a.outcomes_at, a.provider_plan_at,
        a.asked_start, a.asked_why, a.start_before, a.start_why
        FROM package p LEFT JOIN award a ON a.id = p.award WHERE p.state IN ('requested', 'offered')
        ORDER BY p.searching_since, p.id LIMIT $1";
    HOLDERS = "SELECT id, provider_name FROM package WHERE provider_name IS NOT NULL AND id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9,
        $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)";
    RETURNED = "SELECT p.id, p.locality, h.provider, h.provider_name, h.at, h.reason, h.last_day
        FROM hand_back h JOIN package p ON p.id = h.package WHERE h.at >= $1 AND h.at < $2 ORDER BY h.at, h.id LIMIT $3";
}

/// How many packages one statement asks for.
const AT_ONCE: usize = 25;

/// Who gives the care of packages, or gave it last, by package: 25 packages a statement.
pub fn holders(tx: &mut Tx<'_>, packages: &[Uuid]) -> Result<BTreeMap<Uuid, String>, Failure> {
    let mut names = BTreeMap::new();
    for some in packages.chunks(AT_ONCE) {
        let ids = some.iter().copied().chain(std::iter::repeat(Uuid::nil())).take(AT_ONCE);
        let ids: Vec<_> = ids.map(store::Value::from).collect();
        names.extend(tx.all(&HOLDERS, &ids, |row| Ok((row.get::<Uuid>("id")?, row.get::<String>("provider_name")?)))?);
    }
    Ok(names)
}

/// Care that was bought for days of a period, by provider (at most 50,000 awards).
pub fn bought(tx: &mut Tx<'_>, period: Period) -> Result<Vec<Bought>, Failure> {
    tx.all(&BOUGHT, params![period.from(), period.to(), MOST], Bought::read)
}

/// Packages for which a provider is sought, those who have waited longest first (at most 50,000).
pub fn waiting(tx: &mut Tx<'_>) -> Result<Vec<Package>, Failure> {
    tx.all(&WAITING, params![MOST], Package::read)
}

/// Packages that were handed back in a period, in the order of time (at most 50,000).
pub fn returned(tx: &mut Tx<'_>, period: Period) -> Result<Vec<Returned>, Failure> {
    let (from, to) = (Moment::start_of(period.from()), Moment::start_of(period.to()));
    tx.all(&RETURNED, params![from, to, MOST], |row: &Row| {
        Ok(Returned {
            package: row.get("id")?,
            locality: row.get("locality")?,
            provider: row.get("provider")?,
            provider_name: row.get("provider_name")?,
            at: row.get("at")?,
            reason: row.parse("reason")?,
            last_day: row.get("last_day")?,
        })
    })
}

#[cfg(test)]
mod tests {
    use kernel::date;

    use super::*;

    // PER-1
    #[test]
    fn care_is_bought_by_the_day() {
        let bought = Bought {
            package: Uuid::from_u128(1).into(),
            locality: "west".into(),
            provider: Uuid::from_u128(2),
            provider_name: "Harbour Care".into(),
            minutes_per_week: Minutes::new(700),
            rate: Money::from_pence(2_400),
            first: date(2026, 11, 4),
            last: Some(date(2026, 11, 10)),
        };
        let minutes = |from, to| bought.minutes_in(Period::through(from, to).unwrap()).get();
        assert_eq!(minutes(date(2026, 11, 1), date(2026, 11, 30)), 700);
        assert_eq!(minutes(date(2026, 11, 1), date(2026, 11, 4)), 100);
        assert_eq!(minutes(date(2026, 11, 10), date(2026, 11, 30)), 100);
        assert_eq!(minutes(date(2026, 11, 11), date(2026, 11, 30)), 0);
        assert_eq!(minutes(date(2026, 10, 1), date(2026, 11, 3)), 0);
    }
}
