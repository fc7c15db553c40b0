//! Double-entry books in pence and in minutes (house rule 5, FIN-1, FIN-2).
//!
//! Every movement is an [`Entry`] with a cause and two or more lines that sum to nothing in each unit. Rooms name accounts
//! by owner, kind and unit (`("package", "planned", minutes)`); an account comes into being with its first line. Reversing
//! is another entry; nothing is ever changed or taken away.

use std::collections::BTreeMap;

use kernel::{Date, Failure, Uuid};
use store::{Change, Row, Tx, Work, cols, params, statement};

/// The tables of this crate.
pub const MIGRATIONS: &[store::Migration] = store::migrations!["20261122_1030_accounts"];

/// What an account counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Money, in pence.
    Pence,
    /// Care time, in minutes.
    Minutes,
}

impl Unit {
    fn code(self) -> &'static str {
        match self {
            Unit::Pence => "pence",
            Unit::Minutes => "minutes",
        }
    }
}

/// An account by what it is and whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// Whose: a person, a package, a provider, a commissioner.
    pub owner: Uuid,
    /// What it keeps: "budget", "planned", "earned".
    pub kind: &'static str,
    /// In what.
    pub unit: Unit,
    /// Whether it may never fall below zero.
    pub floored: bool,
}

impl Name {
    /// An account that may go either way.
    pub fn new(owner: impl Into<Uuid>, kind: &'static str, unit: Unit) -> Self {
        Name { owner: owner.into(), kind, unit, floored: false }
    }

    /// An account that may never fall below zero.
    pub fn floored(owner: impl Into<Uuid>, kind: &'static str, unit: Unit) -> Self {
        Name { floored: true, ..Name::new(owner, kind, unit) }
    }
}

/// One movement to be kept.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What kind of thing caused it: "visit".
    pub cause_kind: &'static str,
    /// The thing.
    pub cause: Uuid,
    /// The day it counts for.
    pub day: Date,
    /// In words, for the statement.
    pub memo: String,
    /// Accounts and what each gains (or loses, below zero).
    pub lines: Vec<(Name, i64)>,
}

statement! {
    ACCOUNT = "SELECT id, version, balance FROM book_account WHERE owner = $1 AND kind = $2 AND unit = $3 {for_update}";
    BALANCE = "SELECT balance FROM book_account WHERE owner = $1 AND kind = $2 AND unit = $3";
    BALANCES = "SELECT owner, balance FROM book_account WHERE kind = $1 AND unit = $2 AND balance <> 0 ORDER BY owner";
    STATEMENT = "SELECT e.id, e.day, e.cause_kind, e.cause, e.memo, p.amount
        FROM book_account a JOIN book_posting p ON p.account = a.id JOIN book_entry e ON e.id = p.entry
        WHERE a.owner = $1 AND a.kind = $2 AND a.unit = $3 ORDER BY e.day, e.id";
    OF_CAUSE = "SELECT a.owner, a.kind, a.unit, a.floored, CAST(SUM(p.amount) AS {int}) AS amount
        FROM book_entry e JOIN book_posting p ON p.entry = e.id JOIN book_account a ON a.id = p.account
        WHERE e.cause = $1 GROUP BY a.owner, a.kind, a.unit, a.floored";
    BY_CAUSE = "SELECT e.cause, CAST(SUM(p.amount) AS {int}) AS amount
        FROM book_account a JOIN book_posting p ON p.account = a.id JOIN book_entry e ON e.id = p.entry
        WHERE a.kind = $1 AND a.unit = $2 AND e.cause_kind = $3 GROUP BY e.cause";
    UNBALANCED = "SELECT e.id, a.unit, CAST(SUM(p.amount) AS {int}) AS off FROM book_entry e
        JOIN book_posting p ON p.entry = e.id JOIN book_account a ON a.id = p.account
        GROUP BY e.id, a.unit HAVING SUM(p.amount) <> 0";
    DRIFTED = "SELECT a.id, a.kind, a.balance, CAST(COALESCE(SUM(p.amount), 0) AS {int}) AS posted
        FROM book_account a LEFT JOIN book_posting p ON p.account = a.id
        GROUP BY a.id, a.kind, a.balance HAVING a.balance <> COALESCE(SUM(p.amount), 0)";
    TOTALS = "SELECT kind, unit, count(*) AS accounts, CAST(SUM(balance) AS {int}) AS balance FROM book_account
        GROUP BY kind, unit ORDER BY kind, unit";
}

/// Keeps a movement. Lines on one account are added up; an entry that does not balance, or that would take a floored account
/// below zero, is refused whole.
pub fn post(work: &mut Work<'_>, entry: &Entry) -> Result<(), Failure> {
    let mut lines = BTreeMap::<Name, i64>::new();
    for (name, amount) in &entry.lines {
        let sum = lines.entry(*name).or_default();
        *sum = sum.checked_add(*amount).ok_or_else(|| Failure::internal("an amount is too large"))?;
    }
    lines.retain(|_, amount| *amount != 0);
    for unit in [Unit::Pence, Unit::Minutes] {
        let off: i64 = lines.iter().filter(|(name, _)| name.unit == unit).map(|(_, amount)| amount).sum();
        if off != 0 {
            return Err(Failure::internal(format!(
                "an entry for {} does not balance: {off} {}",
                entry.cause_kind,
                unit.code()
            )));
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    let id: Uuid = work.id();
    let columns = cols! {
        "id" => id, "at" => work.at, "day" => entry.day, "cause_kind" => entry.cause_kind, "cause" => entry.cause,
        "memo" => entry.memo.as_str(),
    };
    let facts = serde_json::json!({ "cause_kind": entry.cause_kind, "cause": entry.cause, "lines": told(&lines) });
    let mut change =
        Change::new("books.posted", entry.cause_kind, entry.cause).facts(facts).insert("book_entry", columns);
    // In the order of their names, so that two movements over the same accounts do not wait for each other crosswise.
    for (name, amount) in lines {
        change = line(work, change, id, name, amount)?;
    }
    work.apply(change)
}

fn told(lines: &BTreeMap<Name, i64>) -> Vec<serde_json::Value> {
    let told = |(name, amount): (&Name, &i64)| serde_json::json!([name.kind, name.owner, name.unit.code(), amount]);
    lines.iter().map(told).collect()
}

fn line(work: &mut Work<'_>, change: Change, entry: Uuid, name: Name, amount: i64) -> Result<Change, Failure> {
    let found = work.first(&ACCOUNT, params![name.owner, name.kind, name.unit.code()], |row| {
        Ok((row.get::<Uuid>("id")?, row.get::<i64>("version")?, row.get::<i64>("balance")?))
    })?;
    let before = found.map_or(0, |(.., balance)| balance);
    let balance = before.checked_add(amount).ok_or_else(|| Failure::internal("a balance is too large"))?;
    if name.floored && balance < 0 {
        return Err(below_zero(name, before, amount));
    }
    let (account, change) = match found {
        Some((account, version, _)) => {
            (account, change.update("book_account", account, version, cols! { "balance" => balance }))
        }
        None => {
            let account: Uuid = work.id();
            let columns = cols! {
                "id" => account, "version" => 1, "unit" => name.unit.code(), "kind" => name.kind, "owner" => name.owner,
                "floored" => name.floored, "balance" => balance,
            };
            (account, change.insert("book_account", columns))
        }
    };
    Ok(change.insert("book_posting", cols! { "entry" => entry, "account" => account, "amount" => amount }))
}

fn below_zero(name: Name, before: i64, amount: i64) -> Failure {
    let (left, wanted) = match name.unit {
        Unit::Pence => (kernel::Money::from_pence(before).to_string(), kernel::Money::from_pence(-amount).to_string()),
        Unit::Minutes => (kernel::Minutes::new(before).to_string(), kernel::Minutes::new(-amount).to_string()),
    };
    Failure::conflict(format!(
        "There is not enough left in the {}: {left} are left and {wanted} are needed.",
        name.kind
    ))
}

/// What an account holds; one that was never used holds nothing.
pub fn balance(tx: &mut Tx<'_>, name: Name) -> Result<i64, Failure> {
    tx.figure(&BALANCE, params![name.owner, name.kind, name.unit.code()])
}

/// What the accounts of a kind hold, by owner; those that hold nothing are left out.
pub fn balances(tx: &mut Tx<'_>, kind: &str, unit: Unit) -> Result<BTreeMap<Uuid, i64>, Failure> {
    let read = |row: &Row| Ok((row.get("owner")?, row.get("balance")?));
    Ok(tx.all(&BALANCES, params![kind, unit.code()], read)?.into_iter().collect())
}

/// One line of an account's statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The entry.
    pub entry: Uuid,
    /// The day it counts for.
    pub day: Date,
    /// What kind of thing caused it.
    pub cause_kind: String,
    /// The thing.
    pub cause: Uuid,
    /// In words.
    pub memo: String,
    /// What the account gained, or lost below zero.
    pub amount: i64,
}

/// An account's statement, oldest first.
pub fn statement_of(tx: &mut Tx<'_>, name: Name) -> Result<Vec<Line>, Failure> {
    let read = |row: &Row| {
        Ok(Line {
            entry: row.get("id")?,
            day: row.get("day")?,
            cause_kind: row.get("cause_kind")?,
            cause: row.get("cause")?,
            memo: row.get("memo")?,
            amount: row.get("amount")?,
        })
    };
    tx.all(&STATEMENT, params![name.owner, name.kind, name.unit.code()], read)
}

/// What a cause has moved so far, by owner, kind and unit: what a correction must turn round.
pub fn moved_by(tx: &mut Tx<'_>, cause: Uuid) -> Result<Vec<(Uuid, String, String, i64)>, Failure> {
    tx.all(&OF_CAUSE, params![cause], |row| {
        Ok((row.get("owner")?, row.get("kind")?, row.get("unit")?, row.get("amount")?))
    })
}

/// What every cause of a kind has moved on accounts of a kind: for comparing a room's own rows with the books at once.
pub fn moved_by_cause(
    tx: &mut Tx<'_>,
    kind: &str,
    unit: Unit,
    cause_kind: &str,
) -> Result<BTreeMap<Uuid, i64>, Failure> {
    let read = |row: &Row| Ok((row.get("cause")?, row.get("amount")?));
    Ok(tx.all(&BY_CAUSE, params![kind, unit.code(), cause_kind], read)?.into_iter().collect())
}

/// What does not hold in the books, in words; empty when every entry balances and every balance is the sum of its postings.
pub fn verify(tx: &mut Tx<'_>) -> Result<Vec<String>, Failure> {
    let mut faults = tx.all(&UNBALANCED, &[], |row| {
        let (id, unit, off): (Uuid, String, i64) = (row.get("id")?, row.get("unit")?, row.get("off")?);
        Ok(format!("entry {id} does not balance: {off} {unit}"))
    })?;
    faults.extend(tx.all(&DRIFTED, &[], |row| {
        let (id, kind): (Uuid, String) = (row.get("id")?, row.get("kind")?);
        let (balance, posted): (i64, i64) = (row.get("balance")?, row.get("posted")?);
        Ok(format!("account {id} ({kind}) says {balance}, but its postings come to {posted}"))
    })?);
    Ok(faults)
}

/// Every kind of account with how many there are and what they hold together.
pub fn totals(tx: &mut Tx<'_>) -> Result<Vec<(String, String, i64, i64)>, Failure> {
    tx.all(&TOTALS, &[], |row| Ok((row.get("kind")?, row.get("unit")?, row.get("accounts")?, row.get("balance")?)))
}
