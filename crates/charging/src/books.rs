//! Every pound of a visit in the books (house rule 5). The cause of each entry is the visit.
//!
//! | account | owner | gains |
//! |---|---|---|
//! | earned | provider | the charge |
//! | care bought | commissioner | less the charge |
//! | budget | person | less what is left to take; never below zero |
//! | over budget | person | less the rest, so that a spent budget never holds a charge up and everybody can see it |
//! | budget spent | commissioner | what both gave |
//!
//! A payment moves an invoice from what its provider earned to what it was paid; its cause is the payment, and a rejected one is
//! turned round.

use std::collections::BTreeMap;

use access::OrganisationKind;
use accounts::{Entry, Name, Unit::Pence};
use kernel::{Date, Failure, Money, Uuid};
use places::Place;
use store::{Tx, Work};

const EARNED: &str = "earned";
const BOUGHT: &str = "care bought";
const BUDGET: &str = "budget";
pub(crate) const OVER: &str = "over budget";
const PAID: &str = "paid";
const SPENT: &str = "budget spent";

/// A charge, a correction or a credit on its way into the books.
#[derive(Debug, Clone)]
pub(crate) struct Movement {
    pub(crate) visit: Uuid,
    pub(crate) day: Date,
    pub(crate) memo: String,
    pub(crate) provider: Uuid,
    pub(crate) commissioner: Uuid,
    pub(crate) person: Uuid,
    pub(crate) pence: i64,
}

/// How much of a charge goes over the person's budget; below zero how much of a credit makes good what was over it.
pub(crate) fn over_budget(tx: &mut Tx<'_>, person: Uuid, pence: i64) -> Result<i64, Failure> {
    if pence >= 0 {
        let left = accounts::balance(tx, budget(person))?.max(0);
        return Ok(pence - pence.min(left));
    }
    let over = accounts::balance(tx, Name::new(person, OVER, Pence))?.min(0);
    Ok(pence.max(over))
}

/// Posts a movement and says how much of it went over the budget.
pub(crate) fn post(work: &mut Work<'_>, movement: &Movement) -> Result<i64, Failure> {
    let over = over_budget(work, movement.person, movement.pence)?;
    let (pence, person, commissioner) = (movement.pence, movement.person, movement.commissioner);
    let lines = vec![
        (Name::new(movement.provider, EARNED, Pence), pence),
        (Name::new(commissioner, BOUGHT, Pence), -pence),
        (budget(person), over - pence),
        (Name::new(person, OVER, Pence), -over),
        (Name::new(commissioner, SPENT, Pence), pence),
    ];
    let (cause, day, memo) = (movement.visit, movement.day, movement.memo.clone());
    accounts::post(work, &Entry { cause_kind: "visit", cause, day, memo, lines })?;
    Ok(over)
}

pub(crate) fn budget(person: Uuid) -> Name {
    Name::floored(person, BUDGET, Pence)
}

/// A person's budget as the books have it (FIN-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, schemars::JsonSchema)]
pub struct Budget {
    /// What was given so far.
    #[schemars(with = "i64")]
    pub given: Money,
    /// What care has cost so far, credits taken off.
    #[schemars(with = "i64")]
    pub spent: Money,
    /// What is left; below zero when care cost more than was given.
    #[schemars(with = "i64")]
    pub left: Money,
}

/// A person's budget: given, spent and left.
pub fn budget_of(tx: &mut Tx<'_>, person: impl Into<Uuid>) -> Result<Budget, Failure> {
    let person = person.into();
    let lines = accounts::statement_of(tx, budget(person))?;
    let given: i64 = lines.iter().filter(|line| line.cause_kind != "visit").map(|line| line.amount).sum();
    let drawn: i64 = lines.iter().filter(|line| line.cause_kind == "visit").map(|line| line.amount).sum();
    let over = accounts::balance(tx, Name::new(person, OVER, Pence))?;
    let (spent, left) = (-(drawn + over), given + drawn + over);
    Ok(Budget { given: Money::from_pence(given), spent: Money::from_pence(spent), left: Money::from_pence(left) })
}

/// A person's budget account and what went over it, line by line, the oldest first.
pub(crate) fn lines_of(tx: &mut Tx<'_>, person: Uuid) -> Result<(Vec<accounts::Line>, Vec<accounts::Line>), Failure> {
    let over = accounts::statement_of(tx, Name::new(person, OVER, Pence))?;
    Ok((accounts::statement_of(tx, budget(person))?, over))
}

/// Who buys care here: the council whose code stands first among the place's commissioners, or else the only one there is.
pub(crate) fn commissioner(tx: &mut Tx<'_>, place: &Place) -> Result<Option<Uuid>, Failure> {
    let councils = access::organisations(tx, OrganisationKind::Council)?;
    let by_code = place.commissioners.iter().find_map(|one| councils.iter().find(|council| council.code == one.code));
    Ok(by_code.or(councils.first()).map(|council| council.id))
}

/// What each visit has brought its provider so far, credits taken off.
pub(crate) fn earned(tx: &mut Tx<'_>) -> Result<BTreeMap<Uuid, i64>, Failure> {
    accounts::moved_by_cause(tx, EARNED, Pence, "visit")
}

/// Moves an invoice from what its provider earned to what it was paid; with the amount below zero, back.
pub(crate) fn pay(work: &mut Work<'_>, payment: Uuid, provider: Uuid, pence: i64, memo: String) -> Result<(), Failure> {
    let lines = vec![(Name::new(provider, EARNED, Pence), -pence), (Name::new(provider, PAID, Pence), pence)];
    let day = work.at.day();
    accounts::post(work, &Entry { cause_kind: "payment", cause: payment, day, memo, lines })
}

/// What each payment has paid so far.
pub(crate) fn paid(tx: &mut Tx<'_>) -> Result<BTreeMap<Uuid, i64>, Failure> {
    accounts::moved_by_cause(tx, PAID, Pence, "payment")
}
