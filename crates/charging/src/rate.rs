//! What an hour of a package costs, by provider and by date.
//!
//! The price comes with the award. It is kept here by date and provider and not asked for when a visit is charged, for a
//! package that was handed back has another price by then, and the visit was made under the old one.

use kernel::{Date, Failure, Money, Uuid};
use serde_json::Value;
use store::{Change, Row, Tx, Work, cols, params, statement};

use crate::{
    names,
    price::{self, Correction},
    told,
};

statement! {
    ON = "SELECT from_day, pence_per_hour, kind FROM agreed_rate WHERE package = $1 AND provider = $2 AND from_day <= $3
        ORDER BY from_day DESC LIMIT 1";
    ALL = "SELECT from_day, pence_per_hour, kind FROM agreed_rate WHERE package = $1 AND provider = $2 ORDER BY from_day";
}

/// A price that was agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreedRate {
    /// For which package.
    pub package: Uuid,
    /// To which provider.
    pub provider: Uuid,
    /// From which day on.
    pub from: Date,
    /// For an hour of one worker.
    pub per_hour: Money,
    /// The kind of package: "night". None of awards from before this was kept; they go by the parts of the week.
    pub kind: Option<String>,
}

/// Keeps a price; a second one for the same day takes the first one's place.
pub fn agree_rate(work: &mut Work<'_>, rate: &AgreedRate) -> Result<(), Failure> {
    let facts = serde_json::json!({ "from": rate.from, "pence_per_hour": rate.per_hour });
    let columns = cols! {
        "package" => rate.package, "provider" => rate.provider, "from_day" => rate.from, "pence_per_hour" => rate.per_hour,
        "kind" => rate.kind.clone(),
    };
    let change = Change::new("rate.agreed", "package", rate.package).organisation(rate.provider).facts(facts);
    work.apply(change.put("agreed_rate", &["package", "provider", "from_day"], columns))
}

/// The price that held on a day, if one was agreed by then.
pub(crate) fn on(tx: &mut Tx<'_>, package: Uuid, provider: Uuid, day: Date) -> Result<Option<AgreedRate>, Failure> {
    tx.first(&ON, params![package, provider, day], |row| read(row, package, provider))
}

fn read(row: &Row, package: Uuid, provider: Uuid) -> Result<AgreedRate, Failure> {
    let (from, per_hour) = (row.get("from_day")?, row.get("pence_per_hour")?);
    Ok(AgreedRate { package, provider, from, per_hour, kind: row.get("kind")? })
}

/// Every price that was agreed with a provider for a package, the first day first.
pub(crate) fn all(tx: &mut Tx<'_>, package: Uuid, provider: Uuid) -> Result<Vec<AgreedRate>, Failure> {
    tx.all(&ALL, params![package, provider], |row| read(row, package, provider))
}

/// The reaction to `package.awarded`: the price holds from the day of the award or of the start, whichever comes first. An
/// award without a price keeps none, and its visits wait.
pub(crate) fn keep(work: &mut Work<'_>, payload: &Value) -> Result<(), Failure> {
    let facts = told::part(payload, "facts")?;
    let Some(per_hour) = told::opt::<Money>(facts, "rate")? else { return Ok(()) };
    let awarded = told::must::<kernel::Moment>(payload, "at")?.day();
    let from = told::opt::<Date>(facts, "start")?.map_or(awarded, |start| start.min(awarded));
    let (package, provider) = (told::must(payload, "subject")?, told::must(facts, "provider")?);
    agree_rate(work, &AgreedRate { package, provider, from, per_hour, kind: told::opt(facts, "kind")? })
}

/// The reaction to `package.rate_changed`: another price from a day on. What was charged of that day and later is reckoned anew,
/// for every visit is charged at the price of its day, however late the price was known.
pub(crate) fn follow(work: &mut Work<'_>, payload: &Value) -> Result<(), Failure> {
    let facts = told::part(payload, "facts")?;
    let (package, provider): (Uuid, Uuid) = (told::must(payload, "subject")?, told::must(facts, "provider")?);
    let (from, per_hour): (Date, Money) = (told::must(facts, "from")?, told::must(facts, "rate")?);
    match on(work, package, provider, from)? {
        Some(before) if before.per_hour == per_hour => Ok(()),
        Some(_) => {
            let place = names::place(work)?;
            let new =
                Correction { package, provider, from, per_hour, reason: "The package follows the price schedule." };
            price::apply(work, place, &new, "the price schedule").map(drop)
        }
        None => agree_rate(work, &AgreedRate { package, provider, from, per_hour, kind: None }),
    }
}
