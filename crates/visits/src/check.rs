//! What `kith verify` asks this room: whether its rows and the books tell the same minutes.

use kernel::Failure;
use store::{Tx, params, statement};

use crate::store::read;

statement! {
    PLANNED = "SELECT CAST(COALESCE(SUM(minutes * workers_needed), 0) AS {int}) AS minutes FROM visit WHERE state <> 'cancelled'";
    RECORDED = "SELECT CAST(COALESCE(SUM(recorded_minutes), 0) AS {int}) AS minutes FROM visit
        WHERE state IN ('finished', 'approved')";
    APPROVED = "SELECT CAST(COALESCE(SUM(approved_minutes * approved_workers), 0) AS {int}) AS minutes FROM visit
        WHERE state = 'approved'";
    SET_ASIDE = "SELECT CAST(COALESCE(SUM(minutes), 0) AS {int}) AS minutes FROM bank_visit WHERE state = 'planned'";
    EVERY = "SELECT * FROM visit WHERE id > $1 ORDER BY id LIMIT 1000";
    COUNTS = "SELECT v.id, v.assigned, count(w.id) AS workers FROM visit v
        LEFT JOIN visit_worker w ON w.visit = v.id AND w.removed_at IS NULL
        GROUP BY v.id, v.assigned HAVING v.assigned <> count(w.id)";
    DOUBLE_BOOKED = "SELECT a.worker, a.visit FROM visit_worker a
        JOIN visit_worker b ON b.worker = a.worker AND b.starts_at >= a.starts_at AND b.starts_at < a.ends_at
            AND (b.starts_at > a.starts_at OR b.id > a.id)
        JOIN visit v ON v.id = a.visit JOIN visit u ON u.id = b.visit
        WHERE a.removed_at IS NULL AND b.removed_at IS NULL AND v.state = 'assigned' AND u.state = 'assigned'";
}

/// What does not hold, in words; empty when all is well.
pub fn check(tx: &mut Tx<'_>) -> Result<Vec<String>, Failure> {
    let mut faults = Vec::new();
    let totals = accounts::totals(tx)?;
    for (kind, statement) in [("planned", &PLANNED), ("recorded", &RECORDED), ("approved", &APPROVED)] {
        let told = tx.figure(statement, &[])?;
        let kept: i64 =
            totals.iter().filter(|(own, unit, ..)| own == kind && unit == "minutes").map(|(.., balance)| balance).sum();
        if told != kept {
            faults.push(format!("the visits have {told} {kind} minutes, the books {kept}"));
        }
    }
    let set_aside = tx.figure(&SET_ASIDE, &[])?;
    let kept: i64 = totals.iter().filter(|(kind, ..)| kind == crate::bank::PLANNED).map(|(.., balance)| balance).sum();
    if set_aside != kept {
        faults.push(format!("visits out of the bank have {set_aside} minutes set aside, the books {kept}"));
    }
    // Reading every row is the check: one whose state and facts do not fit is refused by name.
    let mut last = kernel::Uuid::nil();
    loop {
        let page = tx.all(&EVERY, params![last], |row| {
            Ok((row.get::<kernel::Uuid>("id")?, read(row).err().map(|failure| failure.to_string())))
        })?;
        let Some((id, _)) = page.last() else { break };
        last = *id;
        faults.extend(page.into_iter().filter_map(|(_, fault)| fault));
    }
    faults.extend(tx.all(&COUNTS, &[], |row| {
        let (id, said, found): (kernel::Uuid, i64, i64) = (row.get("id")?, row.get("assigned")?, row.get("workers")?);
        Ok(format!("visit {id} says it has {said} workers, but {found} are found"))
    })?);
    faults.extend(tx.all(&DOUBLE_BOOKED, &[], |row| {
        let (worker, visit): (kernel::Uuid, kernel::Uuid) = (row.get("worker")?, row.get("visit")?);
        Ok(format!("worker {worker} of visit {visit} has another one at the same time"))
    })?);
    Ok(faults)
}
