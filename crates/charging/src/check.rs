//! What must hold between visits, charges, invoices and the books; for the program's own check of its data.

use std::collections::BTreeMap;

use kernel::{Failure, Uuid};
use store::{Tx, statement};

use crate::{
    Piece, books,
    invoice::name,
    settled::{self, Settled},
};

statement! {
    UNCHARGED = "SELECT v.id FROM charged_visit v LEFT JOIN charge c ON c.visit = v.id AND c.number = 1
        WHERE v.state = 'charged' AND c.id IS NULL";
    GAPS = "SELECT visit, CAST(count(*) AS {int}) AS lines, CAST(MAX(number) AS {int}) AS last FROM charge
        GROUP BY visit HAVING count(*) <> MAX(number)";
    MINUTES = "SELECT v.id FROM charged_visit v JOIN charge c ON c.visit = v.id WHERE v.state = 'charged'
        GROUP BY v.id, v.planned_minutes, v.recorded_minutes, v.approved_minutes
        HAVING v.planned_minutes <> SUM(c.planned_minutes) OR v.recorded_minutes <> SUM(c.recorded_minutes)
            OR v.approved_minutes <> SUM(c.approved_minutes)";
    OFF = "SELECT i.id, i.provider_name, i.number, i.pence, i.lines, CAST(COALESCE(SUM(l.pence), 0) AS {int}) AS found,
        CAST(count(l.id) AS {int}) AS counted FROM invoice i LEFT JOIN invoice_line l ON l.invoice = i.id
        GROUP BY i.id, i.provider_name, i.number, i.pence, i.lines
        HAVING i.pence <> COALESCE(SUM(l.pence), 0) OR i.lines <> count(l.id)";
    OTHER = "SELECT l.id FROM invoice_line l JOIN charge c ON c.id = l.charge WHERE l.adjustment IS NULL AND l.pence <> c.pence
        UNION ALL SELECT l.id FROM invoice_line l JOIN price_adjustment a ON a.id = l.adjustment WHERE l.pence <> a.pence";
    BILLED = "SELECT c.id FROM charge c LEFT JOIN invoice_line l ON l.charge = c.id AND l.invoice = c.invoice
        WHERE c.adjustment IS NULL AND c.invoice IS NOT NULL AND l.id IS NULL
        UNION ALL SELECT c.id FROM charge c JOIN invoice_line l ON l.charge = c.id WHERE c.invoice IS NULL
        UNION ALL SELECT c.id FROM charge c LEFT JOIN invoice_line l ON l.adjustment = c.adjustment
            WHERE c.adjustment IS NOT NULL
            AND ((c.invoice IS NULL AND l.id IS NOT NULL) OR (c.invoice IS NOT NULL AND (l.id IS NULL OR l.invoice <> c.invoice)))";
    ADJUSTED = "SELECT a.id FROM price_adjustment a JOIN price_adjustment_visit v ON v.adjustment = a.id
        JOIN charge c ON c.id = v.charge GROUP BY a.id, a.pence, a.visits
        HAVING a.pence <> SUM(c.pence) OR a.visits <> count(*) OR SUM(v.after_pence - v.before_pence) <> a.pence
        UNION ALL SELECT c.id FROM charge c LEFT JOIN price_adjustment_visit v ON v.charge = c.id
            WHERE c.adjustment IS NOT NULL AND (v.adjustment IS NULL OR v.adjustment <> c.adjustment)";
    OVER_CREDITED = "SELECT l.id FROM invoice_line l JOIN invoice_line k ON k.credits = l.id
        GROUP BY l.id, l.pence HAVING l.pence + SUM(k.pence) < 0";
    STEPS = "SELECT visit, number AS place, 0 AS credit, pence FROM charge
        WHERE visit IN (SELECT visit FROM charge WHERE number > 1 UNION SELECT visit FROM invoice_line WHERE credits IS NOT NULL)
        UNION ALL SELECT k.visit, COALESCE(k.after_charge, c.number) AS place, 1 AS credit, k.pence FROM invoice_line k
            JOIN invoice_line l ON l.id = k.credits JOIN charge c ON c.id = l.charge WHERE k.credits IS NOT NULL
        ORDER BY visit, place, credit";
    COSTS = "SELECT c.visit, c.pieces FROM charge c
        WHERE c.number = (SELECT MAX(d.number) FROM charge d WHERE d.visit = c.visit) AND (c.number > 1
            OR EXISTS (SELECT 1 FROM invoice_line k WHERE k.visit = c.visit AND k.credits IS NOT NULL))";
    RUNS_OFF = "SELECT r.number, r.pence, r.invoices, CAST(COALESCE(SUM(p.pence), 0) AS {int}) AS found FROM payment_run r
        LEFT JOIN payment p ON p.run = r.id GROUP BY r.id, r.number, r.pence, r.invoices
        HAVING r.pence <> COALESCE(SUM(p.pence), 0) OR r.invoices <> count(p.id)";
    PAYMENTS = "SELECT p.id, p.state, p.pence, i.pence AS owed, r.state AS run_state FROM payment p
        JOIN invoice i ON i.id = p.invoice JOIN payment_run r ON r.id = p.run";
    CHARGED = "SELECT visit, CAST(SUM(pence) AS {int}) AS pence FROM charge GROUP BY visit";
    CREDITS = "SELECT visit, CAST(SUM(pence) AS {int}) AS pence FROM invoice_line WHERE credits IS NOT NULL GROUP BY visit";
}

/// What does not hold, in words; empty when every visit that was told of has its charge or its reason, every correction
/// follows on, every invoice is the sum of its lines, and the books say what the charges say.
pub fn check(tx: &mut Tx<'_>) -> Result<Vec<String>, Failure> {
    let mut faults = Vec::new();
    let of_ids: [(&store::Statement, &str); 6] = [
        (&UNCHARGED, "is charged but has no charge"),
        (&MINUTES, "has other minutes than its charges together"),
        (&OTHER, "is a line of an invoice with another amount than its charge"),
        (&BILLED, "is a charge that names another invoice than the one it stands on"),
        (&ADJUSTED, "is an adjustment of a period, or a part of one, that does not come to its visits"),
        (&OVER_CREDITED, "is a line of an invoice of which more was credited than it came to"),
    ];
    for (statement, words) in of_ids {
        faults.extend(tx.all(statement, &[], |row| Ok(format!("{} {words}", row.get::<Uuid>("id")?)))?);
    }
    faults.extend(tx.all(&GAPS, &[], |row| {
        let (visit, lines, last): (Uuid, i64, i64) = (row.get("visit")?, row.get("lines")?, row.get("last")?);
        Ok(format!("visit {visit} has {lines} charges, the last of them number {last}"))
    })?);
    faults.extend(tx.all(&OFF, &[], |row| {
        let (provider, number): (String, i64) = (row.get("provider_name")?, row.get("number")?);
        let (pence, found): (i64, i64) = (row.get("pence")?, row.get("found")?);
        Ok(format!("{} of {provider} says {pence} pence, but its lines come to {found}", name(number)))
    })?);
    faults.extend(settled_as_due(tx)?);
    faults.extend(books_agree(tx)?);
    faults.extend(payments_agree(tx)?);
    Ok(faults)
}

/// A visit that was corrected or credited comes to what it costs as it was last charged, or to what was settled by credit; never
/// below nothing.
fn settled_as_due(tx: &mut Tx<'_>) -> Result<Vec<String>, Failure> {
    let mut money: BTreeMap<Uuid, Settled> = BTreeMap::new();
    tx.all(&STEPS, &[], |row| {
        money.entry(row.get("visit")?).or_default().take(settled::step(row)?);
        Ok(())
    })?;
    let costs = tx.all(&COSTS, &[], |row| {
        let pieces: Vec<Piece> = serde_json::from_value(row.get("pieces")?).map_err(Failure::internal)?;
        Ok((row.get::<Uuid>("visit")?, pieces.iter().map(|piece| piece.pence).sum::<i64>()))
    })?;
    let fault = |(visit, costs): (Uuid, i64)| {
        let so_far = money.get(&visit)?;
        let (due, comes_to) = (so_far.due(costs), so_far.comes_to());
        (due != comes_to).then(|| format!("visit {visit} comes to {comes_to} pence, but {due} are due for it"))
    };
    Ok(costs.into_iter().filter_map(fault).collect())
}

/// Charges less credits are what the books say the provider earned, visit by visit.
fn books_agree(tx: &mut Tx<'_>) -> Result<Vec<String>, Failure> {
    let mut visits: BTreeMap<Uuid, i64> = BTreeMap::new();
    for statement in [&CHARGED, &CREDITS] {
        for (visit, pence) in tx.all(statement, &[], |row| Ok((row.get("visit")?, row.get::<i64>("pence")?)))? {
            *visits.entry(visit).or_default() += pence;
        }
    }
    let mut earned = books::earned(tx)?;
    let mut faults = Vec::new();
    for (visit, pence) in visits {
        let said = earned.remove(&visit).unwrap_or_default();
        if said != pence {
            faults.push(format!("visit {visit} is charged {pence} pence, but the books say {said}"));
        }
    }
    let without = earned.into_iter().filter(|(_, said)| *said != 0);
    faults.extend(
        without.map(|(visit, said)| format!("the books say {said} pence for visit {visit}, which has no charge")),
    );
    Ok(faults)
}

/// Every run is the sum of its payments, every payment is its invoice, and the books say what was paid.
fn payments_agree(tx: &mut Tx<'_>) -> Result<Vec<String>, Failure> {
    let mut faults = tx.all(&RUNS_OFF, &[], |row| {
        let (number, pence, found): (i64, i64, i64) = (row.get("number")?, row.get("pence")?, row.get("found")?);
        Ok(format!("payment run {number} says {pence} pence, but its invoices come to {found}"))
    })?;
    let mut paid = books::paid(tx)?;
    let mut wrong = Vec::new();
    tx.all(&PAYMENTS, &[], |row| {
        let (id, state, run): (Uuid, String, String) = (row.get("id")?, row.get("state")?, row.get("run_state")?);
        let (pence, owed): (i64, i64) = (row.get("pence")?, row.get("owed")?);
        if pence != owed {
            wrong.push(format!("payment {id} is {pence} pence, but its invoice is {owed}"));
        }
        let due = if state == "paid" { pence } else { 0 };
        let said = paid.remove(&id).unwrap_or_default();
        if said != due {
            wrong.push(format!("payment {id} is {state}, but the books say {said} pence were paid"));
        }
        let fits = matches!(
            (run.as_str(), state.as_str()),
            ("made", "waiting") | ("released", "paid" | "rejected") | ("cancelled", "cancelled")
        );
        if !fits {
            wrong.push(format!("payment {id} is {state} in a run that is {run}"));
        }
        Ok(())
    })?;
    faults.extend(wrong);
    Ok(faults)
}
