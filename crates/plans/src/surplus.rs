//! Funding over twelve weeks' worth that is not earmarked goes back to the council (BRK-10): listed for finance and the broker,
//! earmarked by the commissioner with a reason, returned by finance, and told to the person.

pub mod earmark;
mod list;
pub mod rule;
pub mod send_back;

pub use list::{SurplusLine, page};

use accounts::Unit;
use kernel::{Date, Failure, Money, Uuid};
use people::PersonId;
use places::Place;
use store::{Row, Tx, Work, params, statement};

use crate::{PlanId, credit};
use rule::Funding;

/// The cause of the movement by which surplus goes back.
pub(crate) const CAUSE: &str = "surplus";

/// Plans that are looked at, at most.
const MOST: i64 = 5000;

statement! {
    ALL = "SELECT p.id, p.person, p.person_name, p.council, p.state, c.weekly, c.until, e.version, e.pence, e.reason
        FROM plan p JOIN plan_credit c ON c.plan = p.id LEFT JOIN plan_earmark e ON e.id = p.id
        WHERE p.state <> 'ended' ORDER BY p.id LIMIT $1";
    LOCK = "SELECT id FROM plan WHERE id = $1 {for_update}";
    ONE = "SELECT p.id, p.person, p.person_name, p.council, p.state, c.weekly, c.until, e.version, e.pence, e.reason
        FROM plan p JOIN plan_credit c ON c.plan = p.id LEFT JOIN plan_earmark e ON e.id = p.id WHERE p.id = $1";
}

/// A plan with its funding.
#[derive(Debug, Clone)]
pub struct Funded {
    /// The plan.
    pub plan: PlanId,
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub person_name: String,
    /// The council that gives the money.
    pub council: Uuid,
    /// The money.
    pub funding: Funding,
    /// The earmark's row and its reason, if there is or was one.
    pub earmark: Option<(i64, String)>,
}

fn read(row: &Row, today: Date) -> Result<Funded, Failure> {
    let earmark = match row.get::<Option<i64>>("version")? {
        Some(version) => Some((version, row.get("reason")?)),
        None => None,
    };
    let until: Date = row.get("until")?;
    Ok(Funded {
        plan: row.get("id")?,
        person: row.get("person")?,
        person_name: row.get("person_name")?,
        council: row.get("council")?,
        funding: Funding {
            balance: Money::ZERO,
            weekly: row.get("weekly")?,
            weeks_ahead: credit::weeks_left(today, until),
            earmarked: row.get::<Option<Money>>("pence")?.unwrap_or(Money::ZERO),
        },
        earmark,
    })
}

/// The funding of one plan that is in force.
pub fn funded(tx: &mut Tx<'_>, plan: PlanId, today: Date) -> Result<Funded, Failure> {
    let (found, ended) =
        tx.one(&ONE, params![plan], "budget", |row| Ok((read(row, today)?, row.get::<String>("state")? == "ended")))?;
    if ended {
        return Err(Failure::conflict("This plan has ended. What was not used went back with its end."));
    }
    let balance = Money::from_pence(accounts::balance(tx, credit::budget_account(found.person))?);
    Ok(Funded { funding: Funding { balance, ..found.funding }, ..found })
}

/// The same, with the plan held until the unit of work ends: what is returned or earmarked is so once.
pub(crate) fn held(work: &mut Work<'_>, plan: PlanId) -> Result<Funded, Failure> {
    work.one(&LOCK, params![plan], "budget", |row| row.get::<PlanId>("id"))?;
    let today = work.at.day();
    funded(work, plan, today)
}

/// Every budget that has a surplus, or something earmarked: two statements, whatever their number.
pub(crate) fn all(tx: &mut Tx<'_>, place: &Place, today: Date) -> Result<Vec<(Funded, Money)>, Failure> {
    let balances = accounts::balances(tx, credit::BUDGET, Unit::Pence)?;
    let mut found = Vec::new();
    for mut one in tx.all(&ALL, params![MOST], |row| read(row, today))? {
        one.funding.balance = Money::from_pence(balances.get(&one.person.uuid()).copied().unwrap_or_default());
        let surplus = one.funding.surplus(place.package_rules.surplus_weeks)?;
        if surplus > Money::ZERO || one.funding.earmarked > Money::ZERO {
            found.push((one, surplus));
        }
    }
    found.sort_by_key(|(one, surplus)| (std::cmp::Reverse(*surplus), one.plan.uuid()));
    Ok(found)
}

/// What has gone back of a person's budget, the newest first: the day and the amount.
pub fn returned(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<(Date, Money)>, Failure> {
    let lines = accounts::statement_of(tx, credit::budget_account(person))?;
    let back = lines.iter().rev().filter(|line| line.cause_kind == CAUSE);
    Ok(back.map(|line| (line.day, Money::from_pence(-line.amount))).collect())
}

/// The same in plain words for the person: "On Monday 3 May 2027 £150.00 went back to the council …".
pub fn returned_in_words(place: &Place, (day, amount): (Date, Money)) -> String {
    format!(
        "On {} {amount} of the money set aside went back to the council. More than {} weeks’ worth had gathered that nobody had used and nobody had planned for. The care stays as it is, and so does the money for each week.",
        kernel::day_in_words(day),
        place.package_rules.surplus_weeks
    )
}
