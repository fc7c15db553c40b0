//! Payment runs (FIN-4): approved invoices on their way to the council's ledger, and what became of them there.
//!
//! | from | what is done | to |
//! |---|---|---|
//! | – | finance makes a run of every approved invoice that is in none | made |
//! | made | another officer releases it: its invoices are paid | released |
//! | made | it is cancelled, with the reason: its invoices wait for the next run | cancelled |

pub(crate) mod answers;
pub(crate) mod cancel;
pub(crate) mod file;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod release;
pub(crate) mod remittance;
pub(crate) mod show;

use access::About;
use kernel::{Date, Failure, Moment, Money, Uuid, moment_in_words, short_day};
use schemars::JsonSchema;
use serde::Serialize;
use store::{Row, Tx, Work, params, statement};

use crate::invoice::{self, Invoice};

/// The clock that runs while a run waits for its release.
pub(crate) const RELEASED: &str = "payment.released";

/// Who did something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) at: Moment,
    pub(crate) by: String,
}

/// Where a run stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// It waits for the second officer.
    Made,
    /// It was released.
    Released(Ended),
    /// It was cancelled, with the reason.
    Cancelled(Ended, String),
}

impl State {
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            State::Made => "made",
            State::Released(_) => "released",
            State::Cancelled(..) => "cancelled",
        }
    }

    pub(crate) const fn words(&self) -> &'static str {
        match self {
            State::Made => "Waits for release",
            State::Released(_) => "Released",
            State::Cancelled(..) => "Cancelled",
        }
    }

    /// Refused in words when it is over.
    fn open(&self) -> Result<(), Failure> {
        match self {
            State::Made => Ok(()),
            State::Released(Ended { at, by }) => Err(Failure::conflict(format!(
                "{by} released this run already, on {}. Nothing is paid twice.",
                moment_in_words(*at)
            ))),
            State::Cancelled(Ended { at, by }, _) => Err(Failure::conflict(format!(
                "{by} cancelled this run on {}. Its invoices wait for another run.",
                moment_in_words(*at)
            ))),
        }
    }

    /// Another officer than the one who made it releases it.
    pub(crate) fn released(&self, maker: Uuid, account: Uuid, end: Ended) -> Result<State, Failure> {
        self.open()?;
        if maker == account {
            return Err(Failure::conflict(
                "You made this run. Another officer must look at it and release it; you can cancel it.",
            ));
        }
        Ok(State::Released(end))
    }

    /// It is cancelled.
    pub(crate) fn cancelled(&self, end: Ended, why: &str) -> Result<State, Failure> {
        self.open()?;
        Ok(State::Cancelled(end, why.to_owned()))
    }
}

/// A payment run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) number: i64,
    pub(crate) state: State,
    pub(crate) invoices: i64,
    pub(crate) pence: i64,
    pub(crate) made_at: Moment,
    pub(crate) made_by: String,
    pub(crate) maker: Uuid,
    pub(crate) due_at: Moment,
}

impl Run {
    fn read(row: &Row) -> Result<Self, Failure> {
        let id: Uuid = row.get("id")?;
        let end = (row.get::<Option<Moment>>("ended_at")?, row.get::<Option<String>>("ended_by")?);
        let state = match (row.get::<String>("state")?.as_str(), end, row.get::<Option<String>>("why")?) {
            ("made", (None, None), None) => State::Made,
            ("released", (Some(at), Some(by)), None) => State::Released(Ended { at, by }),
            ("cancelled", (Some(at), Some(by)), Some(why)) => State::Cancelled(Ended { at, by }, why),
            (state, end, _) => {
                return Err(Failure::internal(format!("payment run {id} is {state} with the end {end:?}")));
            }
        };
        Ok(Run {
            id,
            version: row.get("version")?,
            number: row.get("number")?,
            state,
            invoices: row.get("invoices")?,
            pence: row.get("pence")?,
            made_at: row.get("made_at")?,
            made_by: row.get("made_by")?,
            maker: row.get("made_by_account")?,
            due_at: row.get("due_at")?,
        })
    }

    /// "PAY-0001".
    pub(crate) fn name(&self) -> String {
        name(self.number)
    }

    pub(crate) fn href(&self) -> String {
        format!("/payments/{}", self.id)
    }

    pub(crate) fn money(&self) -> Money {
        Money::from_pence(self.pence)
    }

    pub(crate) fn about(&self) -> About {
        About::thing("payment run", self.id)
    }

    pub(crate) fn data(&self) -> RunData {
        RunData {
            id: self.id,
            number: self.name(),
            state: self.state.code().into(),
            invoices: self.invoices,
            pence: self.pence,
        }
    }
}

/// "PAY-0001".
pub(crate) fn name(number: i64) -> String {
    format!("PAY-{number:04}")
}

/// A run for a script.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct RunData {
    #[schemars(with = "String")]
    id: Uuid,
    number: String,
    state: String,
    invoices: i64,
    pence: i64,
}

/// An invoice in a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Payment {
    #[schemars(with = "String")]
    pub(crate) id: Uuid,
    #[serde(skip)]
    pub(crate) version: i64,
    #[schemars(with = "String")]
    pub(crate) invoice: Uuid,
    pub(crate) invoice_number: i64,
    #[schemars(with = "String")]
    pub(crate) provider: Uuid,
    pub(crate) provider_name: String,
    pub(crate) provider_code: String,
    #[schemars(with = "String")]
    pub(crate) from: Date,
    #[schemars(with = "String")]
    pub(crate) last: Date,
    pub(crate) pence: i64,
    /// waiting, paid, rejected or cancelled.
    pub(crate) state: String,
    #[schemars(with = "Option<String>")]
    pub(crate) answered_on: Option<Date>,
    pub(crate) answer: Option<String>,
}

impl Payment {
    pub(crate) fn read(row: &Row) -> Result<Self, Failure> {
        let to: Date = row.get("to_day")?;
        Ok(Payment {
            id: row.get("id")?,
            version: row.get("version")?,
            invoice: row.get("invoice")?,
            invoice_number: row.get("invoice_number")?,
            provider: row.get("provider")?,
            provider_name: row.get("provider_name")?,
            provider_code: row.get("provider_code")?,
            from: row.get("from_day")?,
            last: kernel::Period::new(row.get("from_day")?, to)?.last(),
            pence: row.get("pence")?,
            state: row.get("state")?,
            answered_on: row.get("answered_on")?,
            answer: row.get("answer")?,
        })
    }

    pub(crate) fn money(&self) -> Money {
        Money::from_pence(self.pence)
    }

    pub(crate) fn days(&self) -> String {
        format!("{} to {}", short_day(self.from), short_day(self.last))
    }

    /// Where it stands, in words.
    pub(crate) fn words(&self) -> String {
        match (self.state.as_str(), self.answered_on) {
            ("waiting", _) => "Waits for release".into(),
            ("paid", None) => "Paid".into(),
            ("paid", Some(day)) => format!("Paid; the ledger confirmed it for {}", short_day(day)),
            ("rejected", _) => {
                format!("Rejected by the ledger: {}", self.answer.as_deref().unwrap_or("no reason given"))
            }
            _ => "Taken out: the run was cancelled".into(),
        }
    }
}

statement! {
    RUN = "SELECT id, version, number, state, invoices, pence, made_at, made_by, made_by_account, due_at, ended_at, ended_by, why
        FROM payment_run WHERE id = $1";
    HELD = "SELECT id, version, number, state, invoices, pence, made_at, made_by, made_by_account, due_at, ended_at, ended_by, why
        FROM payment_run WHERE id = $1 {for_update}";
    BY_NUMBER = "SELECT id, version, number, state, invoices, pence, made_at, made_by, made_by_account, due_at, ended_at, ended_by,
        why FROM payment_run WHERE number = $1 {for_update}";
    RUNS = "SELECT id, version, number, state, invoices, pence, made_at, made_by, made_by_account, due_at, ended_at, ended_by, why
        FROM payment_run ORDER BY number DESC LIMIT $1";
    LAST_NUMBER = "SELECT CAST(COALESCE(MAX(number), 0) AS {int}) AS number FROM payment_run";
    OF_RUN = "SELECT id, version, invoice, invoice_number, provider, provider_name, provider_code, from_day, to_day, pence, state,
        answered_on, answer FROM payment WHERE run = $1 ORDER BY provider_name, provider, invoice_number";
    OF_PROVIDER = "SELECT id, version, invoice, invoice_number, provider, provider_name, provider_code, from_day, to_day, pence,
        state, answered_on, answer FROM payment WHERE run = $1 AND provider = $2 ORDER BY invoice_number";
    OF_INVOICE = "SELECT p.state, p.answered_on, p.answer, r.id, r.number, r.ended_at FROM payment p
        JOIN payment_run r ON r.id = p.run WHERE p.invoice = $1 AND p.state <> 'cancelled' ORDER BY r.number DESC LIMIT 1";
    COUNT_MADE = "SELECT count(*) FROM payment_run WHERE state = 'made'";
    ADVICES = "SELECT r.id, r.number, r.ended_at, CAST(count(*) AS {int}) AS invoices, CAST(SUM(p.pence) AS {int}) AS pence
        FROM payment p JOIN payment_run r ON r.id = p.run WHERE p.provider = $1 AND r.state = 'released'
        GROUP BY r.id, r.number, r.ended_at ORDER BY r.number DESC LIMIT $2";
}

/// A run.
pub(crate) fn run(tx: &mut Tx<'_>, id: Uuid) -> Result<Run, Failure> {
    tx.one(&RUN, params![id], "payment run", Run::read)
}

/// A run, held until the unit of work ends: it is released or cancelled once.
pub(crate) fn held(work: &mut Work<'_>, id: Uuid) -> Result<Run, Failure> {
    work.one(&HELD, params![id], "payment run", Run::read)
}

/// A run by its number, held.
pub(crate) fn held_by_number(work: &mut Work<'_>, number: i64) -> Result<Option<Run>, Failure> {
    work.first(&BY_NUMBER, params![number], Run::read)
}

/// The newest runs.
pub(crate) fn runs(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Run>, Failure> {
    tx.all(&RUNS, params![most], Run::read)
}

/// The number of the last run; 0 before the first.
pub(crate) fn last_number(tx: &mut Tx<'_>) -> Result<i64, Failure> {
    tx.figure(&LAST_NUMBER, &[])
}

/// How many runs wait for their release.
pub(crate) fn count_made(tx: &mut Tx<'_>) -> Result<i64, Failure> {
    tx.figure(&COUNT_MADE, &[])
}

/// The invoices of a run.
pub(crate) fn of_run(tx: &mut Tx<'_>, run: Uuid) -> Result<Vec<Payment>, Failure> {
    tx.all(&OF_RUN, params![run], Payment::read)
}

/// A provider's invoices in a run.
pub(crate) fn of_provider(tx: &mut Tx<'_>, run: Uuid, provider: Uuid) -> Result<Vec<Payment>, Failure> {
    tx.all(&OF_PROVIDER, params![run, provider], Payment::read)
}

/// What is known of an invoice's payment.
pub(crate) struct Standing {
    pub(crate) run: Uuid,
    pub(crate) words: String,
}

/// Where the payment of an invoice stands; none while it is in no run.
pub(crate) fn of_invoice(tx: &mut Tx<'_>, invoice: Uuid) -> Result<Option<Standing>, Failure> {
    tx.first(&OF_INVOICE, params![invoice], |row| {
        let name = name(row.get("number")?);
        let ended = row.get::<Option<Moment>>("ended_at")?.map(|at| short_day(at.day())).unwrap_or_default();
        let words = match row.get::<String>("state")?.as_str() {
            "waiting" => format!("In run {name}, which waits for its release"),
            "rejected" => format!(
                "The ledger rejected it in run {name} ({}); it goes into the next run",
                row.get::<Option<String>>("answer")?.unwrap_or_else(|| "no reason given".into())
            ),
            _ => format!("Paid on {ended} in run {name}"),
        };
        Ok(Standing { run: row.get("id")?, words })
    })
}

/// A provider's part of a released run.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Advice {
    #[schemars(with = "String")]
    pub(crate) run: Uuid,
    pub(crate) number: String,
    #[schemars(with = "String")]
    pub(crate) on: Date,
    pub(crate) invoices: i64,
    pub(crate) pence: i64,
}

/// The released runs in which a provider has invoices, the newest first.
pub(crate) fn advices(tx: &mut Tx<'_>, provider: Uuid, most: i64) -> Result<Vec<Advice>, Failure> {
    tx.all(&ADVICES, params![provider, most], |row| {
        Ok(Advice {
            run: row.get("id")?,
            number: name(row.get("number")?),
            on: row.get::<Moment>("ended_at")?.day(),
            invoices: row.get("invoices")?,
            pence: row.get("pence")?,
        })
    })
}

/// Approved invoices that can go into a run, and those that wait because their provider's come to nothing or less together.
pub(crate) fn ready(tx: &mut Tx<'_>) -> Result<(Vec<Invoice>, Vec<Invoice>), Failure> {
    let all = invoice::payable(tx)?;
    let sum = |provider| all.iter().filter(|one| one.provider == provider).map(|one| one.pence).sum::<i64>();
    let sums: std::collections::BTreeMap<Uuid, i64> = all.iter().map(|one| (one.provider, sum(one.provider))).collect();
    Ok(all.into_iter().partition(|one| sums.get(&one.provider).is_some_and(|pence| *pence > 0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    // FIN-4
    #[test]
    fn a_run_goes_from_state_to_state_as_the_readme_says() {
        let end = || Ended { at: Moment::from_micros(0), by: "Ellis".into() };
        let (maker, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let code = |state: Result<State, Failure>| state.map_or("refused", |state| state.code());
        let row = |state: State| {
            [
                code(state.released(maker, other, end())),
                code(state.released(maker, maker, end())),
                code(state.cancelled(end(), "Wrong")),
            ]
        };
        assert_eq!(row(State::Made), ["released", "refused", "cancelled"]);
        assert_eq!(row(State::Released(end())), ["refused"; 3]);
        assert_eq!(row(State::Cancelled(end(), "Wrong".into())), ["refused"; 3]);
    }
}
