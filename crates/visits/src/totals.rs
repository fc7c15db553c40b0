//! Minutes that were planned, recorded and approved, summed for those who oversee care (PER-1, FIN-1). Three figures, never one;
//! minutes of workers, as in the books.

use ::store::{Row, Tx, params, statement};
use kernel::{Date, Failure, Minutes, Period, Uuid};

/// Sums of some visits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// Visits that were to take place; cancelled ones are not among them.
    pub visits: i64,
    /// Visits to which nobody came.
    pub missed: i64,
    /// Minutes that were planned.
    pub planned: Minutes,
    /// Minutes that were recorded.
    pub recorded: Minutes,
    /// Minutes that were approved.
    pub approved: Minutes,
}

statement! {
    BY_PACKAGE = "SELECT package, provider, CAST(count(*) AS {int}) AS visits,
        CAST(SUM(CASE WHEN state = 'missed' THEN 1 ELSE 0 END) AS {int}) AS missed,
        CAST(SUM(minutes * workers_needed) AS {int}) AS planned,
        CAST(COALESCE(SUM(recorded_minutes), 0) AS {int}) AS recorded,
        CAST(COALESCE(SUM(approved_minutes * approved_workers), 0) AS {int}) AS approved
        FROM visit WHERE day >= $1 AND day < $2 AND state <> 'cancelled' GROUP BY package, provider ORDER BY package, provider";
    BY_MONTH = "SELECT substr(CAST(day AS {text}), 1, 7) AS month, package, provider, CAST(count(*) AS {int}) AS visits,
        CAST(SUM(CASE WHEN state = 'missed' THEN 1 ELSE 0 END) AS {int}) AS missed,
        CAST(SUM(minutes * workers_needed) AS {int}) AS planned,
        CAST(COALESCE(SUM(recorded_minutes), 0) AS {int}) AS recorded,
        CAST(COALESCE(SUM(approved_minutes * approved_workers), 0) AS {int}) AS approved
        FROM visit WHERE day >= $1 AND day < $2 AND state <> 'cancelled'
        GROUP BY substr(CAST(day AS {text}), 1, 7), package, provider ORDER BY month, package, provider";
    BY_DAY = "SELECT day, CAST(count(*) AS {int}) AS visits,
        CAST(SUM(CASE WHEN state = 'missed' THEN 1 ELSE 0 END) AS {int}) AS missed,
        CAST(SUM(minutes * workers_needed) AS {int}) AS planned,
        CAST(COALESCE(SUM(recorded_minutes), 0) AS {int}) AS recorded,
        CAST(COALESCE(SUM(approved_minutes * approved_workers), 0) AS {int}) AS approved
        FROM visit WHERE day >= $1 AND day < $2 AND state <> 'cancelled' GROUP BY day ORDER BY day";
}

fn read(row: &Row) -> Result<Total, Failure> {
    Ok(Total {
        visits: row.get("visits")?,
        missed: row.get("missed")?,
        planned: row.get("planned")?,
        recorded: row.get("recorded")?,
        approved: row.get("approved")?,
    })
}

/// The sum of a package's visits by one provider: package, provider, sum.
pub type PackageTotal = ((Uuid, Uuid), Total);

/// The visits of a period summed by package and provider.
pub fn by_package(tx: &mut Tx<'_>, period: Period) -> Result<Vec<PackageTotal>, Failure> {
    tx.all(&BY_PACKAGE, params![period.from(), period.to()], |row| {
        Ok(((row.get("package")?, row.get("provider")?), read(row)?))
    })
}

/// The visits of a period summed by month, package and provider; a month by its first day.
pub fn by_month(tx: &mut Tx<'_>, period: Period) -> Result<Vec<(Date, PackageTotal)>, Failure> {
    tx.all(&BY_MONTH, params![period.from(), period.to()], |row| {
        let month: Date = format!("{}-01", row.get::<String>("month")?).parse().map_err(Failure::internal)?;
        Ok((month, ((row.get("package")?, row.get("provider")?), read(row)?)))
    })
}

/// The visits of a period summed by day.
pub fn by_day(tx: &mut Tx<'_>, period: Period) -> Result<Vec<(Date, Total)>, Failure> {
    tx.all(&BY_DAY, params![period.from(), period.to()], |row| Ok((row.get("day")?, read(row)?)))
}
