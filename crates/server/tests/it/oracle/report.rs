//! Whether the commissioner's figures and the measures say what the rows come to.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use serde_json::Value;

use super::{
    contract::Contract,
    money::Due,
    rows::{Facts, Row, day_of, midnight},
};

/// What the product reports of a quarter.
pub struct Told {
    pub from: Date,
    pub last: Date,
    /// `/commissioning/hours` as data.
    pub hours: Value,
    /// `/measures` as data.
    pub measures: Value,
}

impl Told {
    fn holds(&self, day: Date) -> bool {
        self.from <= day && day <= self.last
    }
}

/// Pence of minutes at a price of an hour, half a penny up.
fn priced(rate: i64, minutes: i64) -> i64 {
    (2 * rate * minutes + 60) / 120
}

/// Bought, planned, recorded, approved and charged, each in minutes and pence.
type Five = [(i64, i64); 5];
const FIVE: [&str; 5] = ["bought", "planned", "recorded", "approved", "charged"];

fn bought(facts: &Facts, told: &Told, rows: &mut BTreeMap<(String, String), Five>) -> BTreeMap<(String, String), i64> {
    let mut rates = BTreeMap::new();
    for award in &facts.awards {
        let package = &facts.packages[award.words("package")];
        let back = facts.hand_backs.iter().find(|row| row.words("award") == award.words("id"));
        if back.is_some() && award.maybe("first_care_at").is_none() {
            continue;
        }
        let last = back.map_or_else(|| package.perhaps("ended_on"), |back| back.perhaps("last_day"));
        let last = last.map_or(told.last, |day| day.parse::<Date>().unwrap().min(told.last));
        let first = award.day("start_day").max(told.from);
        if last < told.from || award.day("start_day") > told.last {
            continue;
        }
        let days = i64::from(first.until((jiff::Unit::Day, last)).unwrap().get_days() + 1).max(0);
        let minutes = package.number("minutes_per_week") * days / 7;
        let key = (package.words("id").to_owned(), award.words("provider").to_owned());
        let sum = &mut rows.entry(key.clone()).or_default()[0];
        *sum = (sum.0 + minutes, sum.1 + priced(award.number("rate"), minutes));
        rates.insert(key, award.number("rate"));
    }
    rates
}

fn expected(facts: &Facts, due: &BTreeMap<String, Due>, told: &Told) -> BTreeMap<(String, String), Five> {
    let mut rows = BTreeMap::<(String, String), Five>::new();
    let rates = bought(facts, told, &mut rows);
    let mut minutes = BTreeMap::<(String, String), [i64; 3]>::new();
    for visit in &facts.visits {
        if !told.holds(visit.day("day")) || visit.words("state") == "cancelled" {
            continue;
        }
        let own = minutes.entry((visit.words("package").into(), visit.words("provider").into())).or_default();
        own[0] += visit.number("minutes") * visit.number("workers_needed");
        own[1] += visit.maybe("recorded_minutes").unwrap_or(0);
        own[2] += visit.maybe("approved_minutes").unwrap_or(0) * visit.maybe("approved_workers").unwrap_or(0);
    }
    for (key, three) in minutes {
        let rate = rates.get(&key).copied().unwrap_or(0);
        let row = rows.entry(key).or_default();
        for (n, minutes) in three.into_iter().enumerate() {
            row[n + 1] = (minutes, priced(rate, minutes));
        }
    }
    for due in due.values().filter(|due| told.holds(due.day)) {
        let sum = &mut rows.entry((due.package.clone(), due.provider.clone())).or_default()[4];
        *sum = (sum.0 + due.charged, sum.1 + due.pence);
    }
    for line in facts.lines.iter().filter(|line| line.perhaps("credits").is_some()) {
        let due = &due[line.words("visit")];
        if told.holds(due.day) {
            rows.entry((due.package.clone(), due.provider.clone())).or_default()[4].1 += line.number("pence");
        }
    }
    rows
}

fn five(amounts: &Value) -> Five {
    FIVE.map(|name| {
        let figure = |unit: &str| amounts[name][unit].as_i64().unwrap();
        (figure("minutes"), figure("pence"))
    })
}

fn added(sum: Five, more: &Five) -> Five {
    std::array::from_fn(|n| (sum[n].0 + more[n].0, sum[n].1 + more[n].1))
}

/// The commissioner's hours and pounds: the sum, and the rows of each package.
pub fn hours(facts: &Facts, due: &BTreeMap<String, Due>, told: &Told, faults: &mut Vec<String>) {
    let rows = expected(facts, due, told);
    let total = rows.values().fold(Five::default(), added);
    let said = five(&told.hours["total"]);
    if said != total {
        faults.push(format!("the commissioner reads {said:?} in all ({FIVE:?}), it comes to {total:?}"));
    }
    let by_package = |rows: &mut dyn Iterator<Item = (String, Five)>| {
        let mut all = BTreeMap::<String, Five>::new();
        for (package, five) in rows {
            let sum = all.entry(package).or_default();
            *sum = added(*sum, &five);
        }
        all
    };
    let wanted = by_package(&mut rows.into_iter().map(|((package, _), five)| (package, five)));
    let lines = told.hours["packages"].as_array().unwrap();
    let found = by_package(
        &mut lines.iter().map(|line| (line["package"].as_str().unwrap().replace('-', ""), five(&line["amounts"]))),
    );
    for package in wanted.keys().chain(found.keys().filter(|key| !wanted.contains_key(*key))) {
        let (wanted, found) = (wanted.get(package), found.get(package));
        // A package of which nothing was bought nor done need not be shown.
        if wanted.copied().unwrap_or_default() != found.copied().unwrap_or_default() {
            faults.push(format!("package {package}: the commissioner reads {found:?}, it comes to {wanted:?}"));
        }
    }
}

/// Numerator and denominator.
type Figure = (i64, i64);

fn weekday_hours_after(from: i64, hours: i64) -> i64 {
    let (mut at, mut left) = (from, hours * 3_600_000_000);
    loop {
        let day = day_of(at);
        let end = midnight(day.tomorrow().unwrap());
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            if left <= end - at {
                return at + left;
            }
            left -= end - at;
        }
        at = end;
    }
}

/// The cases of each measure: the provider, and whether it counts.
fn cases(facts: &Facts, contract: &Contract, told: &Told) -> Vec<(&'static str, String, bool)> {
    let (from, to) = (midnight(told.from), midnight(told.last.tomorrow().unwrap()));
    let within = |at: i64| from <= at && at < to;
    let falls = |at: i64| from < at && at <= to;
    let mut cases = Vec::new();
    for offer in facts.offers.iter().filter(|offer| !matches!(offer.words("state"), "open" | "withdrawn")) {
        let (provider, state) = (offer.words("provider").to_owned(), offer.words("state"));
        let (sent, closed) = (offer.number("sent_at"), offer.number("closed_at"));
        if within(sent) {
            cases.push(("R1", provider.clone(), state == "accepted"));
            cases.push(("R2", provider.clone(), state == "declined"));
        }
        let (code, due) = if offer.number("urgent") == 1 {
            ("R5", weekday_hours_after(sent, 24))
        } else {
            let day = day_of(sent).checked_add(jiff::Span::new().days(8)).unwrap();
            ("R6", midnight(day))
        };
        if falls(due) {
            cases.push((code, provider, state != "expired" && closed <= due));
        }
    }
    let mut visits = Visits::new();
    for visit in &facts.visits {
        visits.entry((visit.words("package"), visit.words("provider"))).or_default().push(visit);
    }
    for award in &facts.awards {
        let first = first_visit(facts, &visits, award);
        cases.extend(of_award(facts, contract, (award, first), (from, to), told));
    }
    cases
}

/// Visits of a package by a provider.
type Visits<'f> = BTreeMap<(&'f str, &'f str), Vec<&'f Row>>;

/// The first time anybody came: the introduction, or the first visit at which somebody checked in.
fn first_visit(facts: &Facts, visits: &Visits<'_>, award: &Row) -> Option<i64> {
    let own = visits.get(&(award.words("package"), award.words("provider"))).map(Vec::as_slice).unwrap_or_default();
    let own = own.iter().filter(|visit| visit.day("day") >= award.day("start_day"));
    let came = own.filter_map(|visit| {
        let stays = facts.stays.get(visit.words("id"))?;
        stays.iter().filter_map(|stay| stay.maybe("check_in_at")).min()
    });
    came.chain(award.maybe("introduced_at")).min()
}

fn of_award(
    facts: &Facts,
    contract: &Contract,
    (award, first): (&Row, Option<i64>),
    (from, to): (i64, i64),
    told: &Told,
) -> Vec<(&'static str, String, bool)> {
    let provider = || award.words("provider").to_owned();
    let mut cases = Vec::new();
    if let Some(reason) = award.perhaps("end_reason")
        && told.holds(award.day("ended_day"))
    {
        cases.push(("R3", provider(), reason == "completed"));
        cases.push(("R4", provider(), !matches!(reason, "completed" | "died")));
    }
    let ended = award.maybe("ended_at");
    let due = contract.working_days_after(day_of(award.number("awarded_at")), 7);
    if from < due && due <= to && (first.is_some() || ended.is_none_or(|ended| ended > due)) {
        cases.push(("R7", provider(), first.is_some_and(|first| first <= due)));
    }
    let Some(first) = first else { return cases };
    let due = contract.working_days_after(day_of(first), 5);
    let agreed = facts.outcomes.iter().filter(|row| row.words("award") == award.words("id"));
    let agreed = agreed.map(|row| row.number("agreed_at")).min();
    if from < due && due <= to && (agreed.is_some() || ended.is_none_or(|ended| ended > due)) {
        cases.push(("R8", provider(), agreed.is_some_and(|agreed| agreed <= due)));
    }
    cases
}

/// R1 to R8, of each provider and of all together.
pub fn measures(facts: &Facts, contract: &Contract, told: &Told, faults: &mut Vec<String>) {
    let mut wanted = BTreeMap::<(String, String), Figure>::new();
    for (code, provider, counts) in cases(facts, contract, told) {
        for whose in [provider, String::new()] {
            let figure = wanted.entry((whose, code.to_owned())).or_default();
            *figure = (figure.0 + i64::from(counts), figure.1 + 1);
        }
    }
    let mut seen = 0;
    for row in told.measures["providers"].as_array().unwrap() {
        let whose = row["provider"].as_str().unwrap_or_default().replace('-', "");
        for figure in row["figures"].as_array().unwrap() {
            let code = figure["code"].as_str().unwrap();
            if !code.starts_with('R') {
                continue;
            }
            let said = (figure["numerator"].as_i64().unwrap(), figure["denominator"].as_i64().unwrap());
            let found = wanted.remove(&(whose.clone(), code.to_owned())).unwrap_or_default();
            seen += said.1;
            if said != found {
                faults.push(format!("{code} of “{}”: it says {said:?}, it comes to {found:?}", row["name"]));
            }
        }
    }
    faults.extend(wanted.iter().filter(|_| seen > 0).map(|(key, figure)| format!("{key:?} {figure:?} is not shown")));
    if seen == 0 {
        faults.push("no measure has a single case".into());
    }
}
