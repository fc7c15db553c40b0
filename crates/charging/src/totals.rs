//! What was planned, recorded, approved and charged in a period, by provider; for the commissioner's figures.

use kernel::{Date, Failure, Period, Uuid};
use schemars::JsonSchema;
use serde::Serialize;
use store::{Tx, params, statement};

/// One provider's figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Total {
    /// The provider.
    #[schemars(with = "String")]
    pub provider: Uuid,
    /// Its name.
    pub provider_name: String,
    /// Visits that were charged.
    pub visits: i64,
    /// Minutes that were planned.
    pub planned_minutes: i64,
    /// Minutes that were recorded.
    pub recorded_minutes: i64,
    /// Minutes that were approved.
    pub approved_minutes: i64,
    /// What they were charged, corrections included and credits not taken off.
    pub pence: i64,
    /// What was credited since.
    pub credited: i64,
}

statement! {
    BY_PROVIDER = "SELECT c.provider, c.provider_name, CAST(count(DISTINCT c.visit) AS {int}) AS visits,
        CAST(SUM(c.planned_minutes) AS {int}) AS planned_minutes, CAST(SUM(c.recorded_minutes) AS {int}) AS recorded_minutes,
        CAST(SUM(c.approved_minutes) AS {int}) AS approved_minutes, CAST(SUM(c.pence) AS {int}) AS pence,
        CAST(COALESCE((SELECT SUM(l.pence) FROM invoice_line l JOIN invoice i ON i.id = l.invoice
            WHERE i.provider = c.provider AND l.credits IS NOT NULL AND l.day >= $1 AND l.day < $2), 0) AS {int}) AS credited
        FROM charge c WHERE c.day >= $1 AND c.day < $2
        GROUP BY c.provider, c.provider_name ORDER BY c.provider_name, c.provider";
    BY_PACKAGE = "SELECT package, provider, CAST(count(DISTINCT visit) AS {int}) AS visits,
        CAST(SUM(charged_minutes) AS {int}) AS charged_minutes, CAST(SUM(pence) AS {int}) AS pence
        FROM (SELECT package, provider, visit, charged_minutes, pence FROM charge WHERE day >= $1 AND day < $2
            UNION ALL SELECT c.package, c.provider, c.visit, 0 AS charged_minutes, k.pence FROM invoice_line k
                JOIN invoice_line l ON l.id = k.credits JOIN charge c ON c.id = l.charge
                WHERE k.credits IS NOT NULL AND k.day >= $1 AND k.day < $2) AS moved
        GROUP BY package, provider ORDER BY package, provider";
}

statement! {
    BY_MONTH = "SELECT substr(CAST(day AS {text}), 1, 7) AS month, package, provider, CAST(count(DISTINCT visit) AS {int}) AS visits,
        CAST(SUM(charged_minutes) AS {int}) AS charged_minutes, CAST(SUM(pence) AS {int}) AS pence
        FROM (SELECT day, package, provider, visit, charged_minutes, pence FROM charge WHERE day >= $1 AND day < $2
            UNION ALL SELECT k.day, c.package, c.provider, c.visit, 0 AS charged_minutes, k.pence FROM invoice_line k
                JOIN invoice_line l ON l.id = k.credits JOIN charge c ON c.id = l.charge
                WHERE k.credits IS NOT NULL AND k.day >= $1 AND k.day < $2) AS moved
        GROUP BY substr(CAST(day AS {text}), 1, 7), package, provider ORDER BY month, package, provider";
    // A rejected payment is none: its invoice goes into a later run.
    PAID = "SELECT substr(CAST(day AS {text}), 1, 7) AS month, package, provider, CAST(count(DISTINCT visit) AS {int}) AS visits,
        CAST(SUM(charged_minutes) AS {int}) AS charged_minutes, CAST(SUM(pence) AS {int}) AS pence
        FROM (SELECT c.day, c.package, c.provider, c.visit, c.charged_minutes, c.pence FROM charge c
                JOIN payment p ON p.invoice = c.invoice AND p.state = 'paid' WHERE c.day >= $1 AND c.day < $2
            UNION ALL SELECT k.day, c.package, c.provider, c.visit, 0 AS charged_minutes, k.pence FROM invoice_line k
                JOIN payment p ON p.invoice = k.invoice AND p.state = 'paid'
                JOIN invoice_line l ON l.id = k.credits JOIN charge c ON c.id = l.charge
                WHERE k.credits IS NOT NULL AND k.day >= $1 AND k.day < $2) AS moved
        GROUP BY substr(CAST(day AS {text}), 1, 7), package, provider ORDER BY month, package, provider";
}

/// What visits of a period came to, by month (its first day), package and provider.
pub fn by_month(tx: &mut Tx<'_>, period: Period) -> Result<Vec<(Date, PackageTotal)>, Failure> {
    tx.all(&BY_MONTH, params![period.from(), period.to()], of_month)
}

/// What was paid for visits of a period, by the month of the care, package and provider. An adjusting line of an invoice belongs to no
/// visit and is left out.
pub fn paid(tx: &mut Tx<'_>, period: Period) -> Result<Vec<(Date, PackageTotal)>, Failure> {
    tx.all(&PAID, params![period.from(), period.to()], of_month)
}

fn of_month(row: &store::Row) -> Result<(Date, PackageTotal), Failure> {
    let month: Date = format!("{}-01", row.get::<String>("month")?).parse().map_err(Failure::internal)?;
    Ok((month, package_total(row)?))
}

fn package_total(row: &store::Row) -> Result<PackageTotal, Failure> {
    Ok(PackageTotal {
        package: row.get("package")?,
        provider: row.get("provider")?,
        visits: row.get("visits")?,
        charged_minutes: row.get("charged_minutes")?,
        pence: row.get("pence")?,
    })
}

/// What one package's visits came to: charges with their corrections, less credits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PackageTotal {
    /// The package.
    #[schemars(with = "String")]
    pub package: Uuid,
    /// The provider that was paid.
    #[schemars(with = "String")]
    pub provider: Uuid,
    /// Visits that were charged.
    pub visits: i64,
    /// Minutes of all workers that they were charged for.
    pub charged_minutes: i64,
    /// What they came to, credits taken off.
    pub pence: i64,
}

/// What visits of a period came to, by package and provider.
pub fn by_package(tx: &mut Tx<'_>, period: Period) -> Result<Vec<PackageTotal>, Failure> {
    tx.all(&BY_PACKAGE, params![period.from(), period.to()], package_total)
}

/// The figures of every provider for visits of a period.
pub fn totals(tx: &mut Tx<'_>, period: Period) -> Result<Vec<Total>, Failure> {
    tx.all(&BY_PROVIDER, params![period.from(), period.to()], |row| {
        Ok(Total {
            provider: row.get("provider")?,
            provider_name: row.get("provider_name")?,
            visits: row.get("visits")?,
            planned_minutes: row.get("planned_minutes")?,
            recorded_minutes: row.get("recorded_minutes")?,
            approved_minutes: row.get("approved_minutes")?,
            pence: row.get("pence")?,
            credited: -row.get::<i64>("credited")?,
        })
    })
}
