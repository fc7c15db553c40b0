//! How much of the care that was bought is on the framework (BRK-11).

use kernel::{Date, Failure, Minutes, Period, Uuid};
use store::{Row, Tx, params, statement};

use crate::figures::{Bought, MOST};

/// Care bought, and since when it is on the framework.
#[derive(Debug, Clone)]
pub(crate) struct Share {
    /// The award.
    pub(crate) award: Uuid,
    /// Whose care it is.
    pub(crate) person: Uuid,
    /// What was bought.
    pub(crate) bought: Bought,
    /// Whether the provider was on the framework at the award.
    pub(crate) on_framework: bool,
    /// From which day the award is on the framework’s terms, when its provider joined later.
    pub(crate) since: Option<Date>,
}

impl Share {
    /// The minutes of a period on the framework and off it; what is nothing is left out.
    pub(crate) fn shares(&self, period: Period) -> Vec<(bool, Minutes)> {
        let all = self.bought.minutes_in(period);
        let after = match self.since {
            _ if self.on_framework => all,
            None => Minutes::new(0),
            Some(since) => Period::new(since.max(period.from()), period.to())
                .map_or(Minutes::new(0), |days| self.bought.minutes_in(days)),
        };
        let before = Minutes::new(all.get() - after.get());
        [(true, after), (false, before)].into_iter().filter(|(_, minutes)| minutes.get() > 0).collect()
    }
}

statement! {
    BOUGHT = "SELECT p.id, p.person, p.locality, a.id AS award, a.provider, a.provider_name, p.minutes_per_week, a.start_day, a.rate,
        a.on_framework, a.framework_from, COALESCE(h.last_day, p.ended_on) AS last_day
        FROM award a JOIN package p ON p.id = a.package LEFT JOIN hand_back h ON h.award = a.id
        WHERE a.start_day < $2 AND (h.id IS NULL OR a.first_care_at IS NOT NULL)
          AND (COALESCE(h.last_day, p.ended_on) IS NULL OR COALESCE(h.last_day, p.ended_on) >= $1)
          AND (CAST($4 AS {id}) IS NULL OR a.provider = CAST($4 AS {id}))
        ORDER BY a.provider_name, a.start_day, a.id LIMIT $3";
}

/// The care bought for days of a period, of every provider or of one.
pub(crate) fn bought(tx: &mut Tx<'_>, period: Period, provider: Option<Uuid>) -> Result<Vec<Share>, Failure> {
    tx.all(&BOUGHT, params![period.from(), period.to(), MOST, provider], |row: &Row| {
        Ok(Share {
            award: row.get("award")?,
            person: row.get("person")?,
            on_framework: row.get("on_framework")?,
            since: row.get("framework_from")?,
            bought: Bought::read(row)?,
        })
    })
}

#[cfg(test)]
mod tests {
    use kernel::{Money, date};

    use super::*;

    // BRK-11
    #[test]
    fn care_counts_from_the_day_on_which_its_provider_joined() {
        let of = |on_framework, since| Share {
            award: Uuid::from_u128(1),
            person: Uuid::from_u128(2),
            on_framework,
            since,
            bought: Bought {
                package: Uuid::from_u128(3).into(),
                locality: "west".into(),
                provider: Uuid::from_u128(4),
                provider_name: "Stray Care".into(),
                minutes_per_week: Minutes::new(700),
                rate: Money::from_pence(2_400),
                first: date(2026, 10, 5),
                last: None,
            },
        };
        let period = Period::through(date(2026, 10, 1), date(2026, 10, 18)).unwrap();
        let told = |share: Share| -> Vec<(bool, i64)> {
            share.shares(period).into_iter().map(|(on, minutes)| (on, minutes.get())).collect()
        };
        assert_eq!(told(of(true, None)), [(true, 1400)]);
        assert_eq!(told(of(false, None)), [(false, 1400)]);
        assert_eq!(told(of(false, Some(date(2026, 10, 12)))), [(true, 700), (false, 700)]);
        assert_eq!(told(of(false, Some(date(2026, 11, 1)))), [(false, 1400)]);
        assert_eq!(told(of(false, Some(date(2026, 9, 1)))), [(true, 1400)]);
    }
}
