//! Whether the books say what the visits come to.

use std::collections::BTreeMap;

use super::{money::Due, rows::Facts};

type Sums = BTreeMap<(String, String), i64>;

/// Every posting summed by what its account is called and whose it is; only those that a cause of this kind moved, if one is
/// named.
fn posted(facts: &Facts, unit: &str, cause: Option<&str>) -> Sums {
    let accounts: BTreeMap<_, _> = facts.accounts.iter().map(|account| (account.words("id"), account)).collect();
    let mut sums = Sums::new();
    for posting in &facts.postings {
        let (account, entry) = (accounts[posting.words("account")], &facts.entries[posting.words("entry")]);
        if account.words("unit") == unit && cause.is_none_or(|cause| entry.words("cause_kind") == cause) {
            let key = (account.words("kind").to_owned(), account.words("owner").to_owned());
            *sums.entry(key).or_default() += posting.number("amount");
        }
    }
    sums
}

fn compare(what: &str, wanted: &Sums, found: &Sums, faults: &mut Vec<String>) {
    for key in wanted.keys().chain(found.keys().filter(|key| !wanted.contains_key(key))) {
        let (wanted, found) = (wanted.get(key).unwrap_or(&0), found.get(key).unwrap_or(&0));
        if wanted != found {
            faults.push(format!("{what}, {} of {}: the books say {found}, it comes to {wanted}", key.0, key.1));
        }
    }
}

/// Pounds: each provider's earnings, each person's budget, the commissioner's two accounts, and every entry's balance.
pub fn pence(facts: &Facts, due: &BTreeMap<String, Due>, faults: &mut Vec<String>) {
    let mut credits = BTreeMap::<&str, i64>::new();
    for line in facts.lines.iter().filter(|line| line.perhaps("credits").is_some()) {
        *credits.entry(line.words("visit")).or_default() += line.number("pence");
    }
    let mut wanted = Sums::new();
    for (visit, due) in due {
        let pence = due.pence + credits.get(visit.as_str()).unwrap_or(&0);
        *wanted.entry(("earned".into(), due.provider.clone())).or_default() += pence;
        *wanted.entry(("a person's".into(), due.person.clone())).or_default() -= pence;
        *wanted.entry(("care bought".into(), "all".into())).or_default() -= pence;
        *wanted.entry(("budget spent".into(), "all".into())).or_default() += pence;
    }
    let mut found = Sums::new();
    for ((kind, owner), amount) in posted(facts, "pence", Some("visit")) {
        let key = match kind.as_str() {
            "budget" | "over budget" => ("a person's".to_owned(), owner),
            "care bought" | "budget spent" => (kind, "all".to_owned()),
            _ => (kind, owner),
        };
        *found.entry(key).or_default() += amount;
    }
    compare("pence", &wanted, &found, faults);
    balances(facts, faults);
}

fn balances(facts: &Facts, faults: &mut Vec<String>) {
    let units: BTreeMap<_, _> = facts.accounts.iter().map(|row| (row.words("id"), row.words("unit"))).collect();
    let (mut entries, mut sums) = (BTreeMap::<(&str, &str), i64>::new(), BTreeMap::<&str, i64>::new());
    for posting in &facts.postings {
        let (entry, account, amount) = (posting.words("entry"), posting.words("account"), posting.number("amount"));
        *entries.entry((entry, units[account])).or_default() += amount;
        *sums.entry(account).or_default() += amount;
    }
    let uneven = entries.iter().filter(|(_, sum)| **sum != 0);
    faults.extend(uneven.map(|((entry, unit), sum)| format!("entry {entry} is uneven by {sum} {unit}")));
    for account in &facts.accounts {
        let sum = sums.get(account.words("id")).copied().unwrap_or(0);
        if sum != account.number("balance") {
            faults.push(format!("account {} is not the sum of its postings, {sum}", account.words("id")));
        }
    }
}

/// Minutes of workers: planned, recorded and approved of each package.
pub fn minutes(facts: &Facts, faults: &mut Vec<String>) {
    let mut wanted = Sums::new();
    for visit in facts.visits.iter().filter(|visit| visit.words("state") != "cancelled") {
        let mut add = |kind: &str, minutes: i64| {
            *wanted.entry((kind.to_owned(), visit.words("package").to_owned())).or_default() += minutes;
        };
        add("planned", visit.number("minutes") * visit.number("workers_needed"));
        if matches!(visit.words("state"), "finished" | "approved") {
            add("recorded", visit.maybe("recorded_minutes").unwrap_or(0));
        }
        if visit.words("state") == "approved" {
            add("approved", visit.number("approved_minutes") * visit.number("approved_workers"));
        }
    }
    let mut found = posted(facts, "minutes", None);
    found.retain(|(kind, _), _| matches!(kind.as_str(), "planned" | "recorded" | "approved"));
    compare("minutes", &wanted, &found, faults);
}
