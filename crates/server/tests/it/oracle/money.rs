//! What each visit costs, and whether its charge and its line on an invoice say so.

use std::collections::BTreeMap;

use super::{
    contract::Contract,
    rows::{Facts, Row, day_of, zoned},
};

const MINUTE: i64 = 60_000_000;

/// What a visit comes to by the contract.
pub struct Due {
    pub package: String,
    pub provider: String,
    pub person: String,
    pub day: jiff::civil::Date,
    pub pence: i64,
    /// Minutes of all workers that are charged.
    pub charged: i64,
}

/// The price of an hour that was agreed for a day, by the latest award that had begun.
fn rate(facts: &Facts, awards: &BTreeMap<(&str, &str), Vec<&Row>>, visit: &Row, contract: &Contract) -> Option<i64> {
    let day = visit.day("day");
    let own = awards.get(&(visit.words("package"), visit.words("provider")))?;
    let begins = |award: &Row| award.day("start_day").min(day_of(award.number("awarded_at")));
    let award = own.iter().filter(|award| begins(award) <= day).max_by_key(|award| begins(award))?;
    let package = &facts.packages[visit.words("package")];
    let of_schedule = contract.price(
        package.words("lot"),
        package.words("locality"),
        package.words("price_kind"),
        award.day("start_day"),
    )?;
    let (rate, asked) = (award.number("rate"), award.number("ceiling"));
    // Nobody in a demo asks another price than the schedule's.
    (rate == of_schedule && asked == of_schedule).then_some(of_schedule)
}

/// The charge of minutes from a moment on: each minute in its band, rounded once, half a penny up.
fn pence(contract: &Contract, day: jiff::civil::Date, rate: i64, (from, minutes): (i64, i64), factor: i64) -> i64 {
    let rules = contract.rules(day);
    let mut weight = 0_i128;
    for n in 0..minutes {
        let wall = zoned(from + n * MINUTE);
        let holiday = contract.is_holiday(wall.date());
        weight += i128::from(rules.percent(wall.date(), wall.time(), holiday));
    }
    let (sum, whole) = (weight * i128::from(rate) * i128::from(factor), 60_i128 * 100 * 100 * 100);
    i64::try_from((2 * sum + whole) / (2 * whole)).unwrap()
}

/// From when, how many minutes, how many workers, and which share of their price.
fn basis(facts: &Facts, contract: &Contract, visit: &Row, faults: &mut Vec<String>) -> (i64, i64, i64, i64) {
    let rules = contract.rules(visit.day("day"));
    let (planned, starts) = (visit.number("minutes"), visit.number("starts_at"));
    let needed = visit.number("workers_needed");
    if visit.words("state") == "cancelled" {
        let notice = (visit.number("starts_at") - visit.number("ended_at")) / (60 * MINUTE);
        let theirs = matches!(visit.words("cancelled_for"), "provider" | "system");
        let charged = !theirs && notice < rules.notice;
        return if charged { (starts, planned, needed, rules.late) } else { (starts, 0, needed, 0) };
    }
    let stays = facts.stays.get(visit.words("id")).map_or(&[][..], Vec::as_slice);
    let came: Vec<(i64, i64)> =
        stays.iter().filter_map(|stay| Some((stay.maybe("check_in_at")?, stay.maybe("check_out_at")?))).collect();
    let recorded: i64 = came.iter().map(|(from, to)| (to - from).div_euclid(MINUTE)).sum();
    let first = came.iter().map(|(from, _)| *from).min().unwrap_or(starts);
    let last = came.iter().map(|(_, to)| *to).max().unwrap_or(starts);
    let id = visit.words("id");
    if visit.number("recorded_minutes") != recorded
        || visit.number("recorded_start") != first
        || visit.number("recorded_finish") != last
    {
        faults.push(format!("visit {id} says other times than its workers' {recorded} minutes at the door"));
    }
    let workers = i64::try_from(came.len()).unwrap();
    let mut approved = visit.number("approved_minutes");
    if visit.words("approved_by") == "the system" && approved != recorded / workers.max(1) {
        faults.push(format!("visit {id} was approved for {approved} minutes by itself, but {recorded} were recorded"));
        approved = recorded / workers.max(1);
    }
    if visit.number("approved_workers") != workers {
        faults.push(format!("visit {id} was approved for other workers than the {workers} who came"));
    }
    match visit.words("outcome") {
        "no_reply" | "asleep" | "refused" => return (starts, planned, workers, rules.no_access),
        "hospital" if approved == 0 => return (starts, planned, workers, rules.no_access),
        _ => {}
    }
    if approved == 0 {
        return (first, 0, workers, 0);
    }
    let minutes = if (approved - planned).abs() <= rules.tolerance { planned } else { approved };
    let minutes = (minutes + rules.step - 1) / rules.step * rules.step;
    (first, minutes.max(rules.least), workers, 100)
}

fn due(facts: &Facts, contract: &Contract, visit: &Row, rate: Option<i64>, faults: &mut Vec<String>) -> Due {
    let (from, minutes, workers, share) = basis(facts, contract, visit, faults);
    let day = visit.day("day");
    let team = if workers == 2 { contract.rules(day).two } else { 100 };
    let rate = rate.unwrap_or_else(|| {
        faults.push(format!("visit {} has no price by an award and the schedule", visit.words("id")));
        0
    });
    Due {
        package: visit.words("package").to_owned(),
        provider: visit.words("provider").to_owned(),
        person: visit.words("person").to_owned(),
        day,
        pence: pence(contract, day, rate, (from, minutes), team * share),
        charged: minutes * workers,
    }
}

/// What every visit that is over comes to; what its charges say otherwise is a fault.
pub fn visits(facts: &Facts, contract: &Contract, faults: &mut Vec<String>) -> BTreeMap<String, Due> {
    let mut awards = BTreeMap::<(&str, &str), Vec<&Row>>::new();
    for award in &facts.awards {
        awards.entry((award.words("package"), award.words("provider"))).or_default().push(award);
    }
    let mut charged = BTreeMap::<&str, [i64; 5]>::new();
    for charge in &facts.charges {
        let sum = charged.entry(charge.words("visit")).or_default();
        let columns = ["planned_minutes", "recorded_minutes", "approved_minutes", "charged_minutes", "pence"];
        for (sum, column) in sum.iter_mut().zip(columns) {
            *sum += charge.number(column);
        }
    }
    let mut all = BTreeMap::new();
    for visit in facts.visits.iter().filter(|visit| matches!(visit.words("state"), "approved" | "cancelled")) {
        let id = visit.words("id");
        let due = due(facts, contract, visit, rate(facts, &awards, visit, contract), faults);
        let planned = visit.number("minutes") * visit.number("workers_needed");
        let approved = visit.maybe("approved_minutes").unwrap_or(0) * visit.maybe("approved_workers").unwrap_or(0);
        let wanted = [planned, visit.maybe("recorded_minutes").unwrap_or(0), approved, due.charged, due.pence];
        match charged.remove(id) {
            Some(found) if found == wanted => {}
            None => faults.push(format!("visit {id} has no charge; it comes to {wanted:?}")),
            Some(found) => faults.push(format!("visit {id} is charged {found:?}, but comes to {wanted:?}")),
        }
        all.insert(id.to_owned(), due);
    }
    faults.extend(charged.keys().map(|id| format!("visit {id} is charged, but is not over")));
    all
}

/// Every charge stands on one invoice at most, once, with the same sum; every invoice is the sum of its lines.
pub fn invoices(facts: &Facts, faults: &mut Vec<String>) {
    let charges: BTreeMap<&str, &Row> = facts.charges.iter().map(|row| (row.words("id"), row)).collect();
    let mut standing = BTreeMap::<&str, Vec<&Row>>::new();
    let mut sums = BTreeMap::<&str, (i64, i64)>::new();
    for line in &facts.lines {
        let sum = sums.entry(line.words("invoice")).or_default();
        *sum = (sum.0 + line.number("pence"), sum.1 + 1);
        if let Some(charge) = line.perhaps("charge") {
            standing.entry(charge).or_default().push(line);
        }
    }
    for (id, charge) in &charges {
        let lines = standing.remove(id).unwrap_or_default();
        let said = charge.perhaps("invoice");
        let right = match (said, lines.as_slice()) {
            (None, []) => true,
            (Some(invoice), [line]) => {
                line.words("invoice") == invoice
                    && line.number("pence") == charge.number("pence")
                    && line.number("charged_minutes") == charge.number("charged_minutes")
            }
            _ => false,
        };
        if !right {
            faults.push(format!("charge {id} and its line on an invoice do not agree"));
        }
    }
    faults.extend(standing.keys().map(|id| format!("a line of an invoice names charge {id}, which is not there")));
    for invoice in &facts.invoices {
        let (id, found) = (invoice.words("id"), sums.remove(invoice.words("id")).unwrap_or_default());
        if found != (invoice.number("pence"), invoice.number("lines")) {
            faults.push(format!("invoice {id} is not the sum of its lines, {found:?}"));
        }
        let own = |charge: &&Row| {
            charge.perhaps("invoice") == Some(id) && charge.words("provider") != invoice.words("provider")
        };
        if facts.charges.iter().any(|charge| own(&charge)) {
            faults.push(format!("invoice {id} has another provider's charge"));
        }
    }
}
