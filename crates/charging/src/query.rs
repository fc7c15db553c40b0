//! A question about a line of an invoice: whose turn it is, and what was said.

use kernel::{Failure, Moment, Uuid};
use store::{Change, Row, Tx, Work, cols, params, statement};

/// Where a query stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// The provider's turn.
    Asked,
    /// Finance's turn: the provider has explained.
    Explained,
    /// The provider agreed and gave a credit.
    Credited,
    /// Finance took the explanation.
    Accepted,
}

impl State {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            State::Asked => "asked",
            State::Explained => "explained",
            State::Credited => "credited",
            State::Accepted => "accepted",
        }
    }

    pub(crate) const fn words(self) -> &'static str {
        match self {
            State::Asked => "Waits for the provider",
            State::Explained => "Waits for finance",
            State::Credited => "Credited",
            State::Accepted => "Explanation accepted",
        }
    }

    pub(crate) const fn is_open(self) -> bool {
        matches!(self, State::Asked | State::Explained)
    }

    /// The provider answers.
    pub(crate) fn answered(self, agrees: bool) -> Result<State, Failure> {
        match (self, agrees) {
            (State::Asked, true) => Ok(State::Credited),
            (State::Asked, false) => Ok(State::Explained),
            _ => Err(Failure::conflict("This query was answered already. Look at what it says now.")),
        }
    }

    /// Finance accepts the explanation or keeps to the query.
    pub(crate) fn weighed(self, accepts: bool) -> Result<State, Failure> {
        match (self, accepts) {
            (State::Explained, true) => Ok(State::Accepted),
            (State::Explained, false) => Ok(State::Asked),
            _ => Err(Failure::conflict(
                "There is no explanation to weigh: the provider has not explained, or it is settled.",
            )),
        }
    }
}

impl std::str::FromStr for State {
    type Err = Failure;
    fn from_str(text: &str) -> Result<Self, Failure> {
        match text {
            "asked" => Ok(State::Asked),
            "explained" => Ok(State::Explained),
            "credited" => Ok(State::Credited),
            "accepted" => Ok(State::Accepted),
            other => Err(Failure::field("state", format!("There is no state “{other}” of a query."))),
        }
    }
}

/// A query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) invoice: Uuid,
    pub(crate) line: Uuid,
    pub(crate) state: State,
    pub(crate) asked_at: Moment,
}

impl Query {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Query {
            id: row.get("id")?,
            version: row.get("version")?,
            invoice: row.get("invoice")?,
            line: row.get("line")?,
            state: row.parse("state")?,
            asked_at: row.get("asked_at")?,
        })
    }

    pub(crate) fn href(&self) -> String {
        format!("/invoices/{}/query/{}", self.invoice, self.id)
    }
}

/// One thing that was said about a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) at: Moment,
    pub(crate) who: String,
    pub(crate) act: String,
    pub(crate) words: String,
}

/// An open query with what a list shows of it.
#[derive(Debug, Clone)]
pub(crate) struct OpenQuery {
    pub(crate) query: Query,
    pub(crate) invoice_number: i64,
    pub(crate) provider_name: String,
    pub(crate) person: Uuid,
    pub(crate) person_name: String,
    pub(crate) pence: i64,
}

statement! {
    ONE = "SELECT id, version, invoice, line, state, asked_at FROM invoice_query WHERE id = $1";
    OF_INVOICE = "SELECT id, version, invoice, line, state, asked_at FROM invoice_query WHERE invoice = $1
        ORDER BY asked_at, id";
    OPEN_OF_LINE = "SELECT count(*) FROM invoice_query WHERE line = $1 AND closed_at IS NULL";
    OPEN_OF_INVOICE = "SELECT count(*) FROM invoice_query WHERE invoice = $1 AND closed_at IS NULL";
    WORDS = "SELECT at, who, act, words FROM query_word WHERE query = $1 ORDER BY number";
    COUNT_WORDS = "SELECT count(*) FROM query_word WHERE query = $1";
    COUNT_OPEN = "SELECT count(*) FROM invoice_query WHERE closed_at IS NULL";
    COUNT_EXPLAINED = "SELECT count(*) FROM invoice_query WHERE closed_at IS NULL AND state = 'explained'";
    COUNT_OPEN_OF = "SELECT count(*) FROM invoice_query q CROSS JOIN invoice i
        WHERE i.id = q.invoice AND q.closed_at IS NULL AND i.provider = $1";
    DISPUTED_OF = "SELECT CAST(count(*) AS {int}) AS disputed,
        CAST(COALESCE(SUM(CASE WHEN q.state = 'asked' THEN 1 ELSE 0 END), 0) AS {int}) AS asked
        FROM invoice_query q CROSS JOIN invoice i WHERE i.id = q.invoice AND q.closed_at IS NULL AND i.provider = $1";
    OPEN = "SELECT q.id, q.version, q.invoice, q.line, q.state, q.asked_at, i.number, i.provider_name, l.person, l.person_name,
        l.pence
        FROM invoice_query q JOIN invoice i ON i.id = q.invoice JOIN invoice_line l ON l.id = q.line
        WHERE q.closed_at IS NULL ORDER BY q.asked_at, q.id LIMIT $1";
    OPEN_OF = "SELECT q.id, q.version, q.invoice, q.line, q.state, q.asked_at, i.number, i.provider_name, l.person, l.person_name,
        l.pence FROM invoice_query q CROSS JOIN invoice i CROSS JOIN invoice_line l
        WHERE i.id = q.invoice AND l.id = q.line AND q.closed_at IS NULL AND i.provider = $1 ORDER BY q.asked_at, q.id LIMIT $2";
}

/// A query of this invoice. One that belongs to another does not exist here (H23).
pub(crate) fn one(tx: &mut Tx<'_>, invoice: Uuid, id: Uuid) -> Result<Query, Failure> {
    let query = tx.one(&ONE, params![id], "query", Query::read)?;
    if query.invoice == invoice { Ok(query) } else { Err(Failure::no_such("query")) }
}

/// The queries of an invoice, the oldest first.
pub(crate) fn of_invoice(tx: &mut Tx<'_>, invoice: Uuid) -> Result<Vec<Query>, Failure> {
    tx.all(&OF_INVOICE, params![invoice], Query::read)
}

/// How many open queries a line has: none or one.
pub(crate) fn open_of_line(tx: &mut Tx<'_>, line: Uuid) -> Result<i64, Failure> {
    tx.figure(&OPEN_OF_LINE, params![line])
}

/// How many open queries an invoice has.
pub(crate) fn open_of_invoice(tx: &mut Tx<'_>, invoice: Uuid) -> Result<i64, Failure> {
    tx.figure(&OPEN_OF_INVOICE, params![invoice])
}

/// What was said about a query, in order.
pub(crate) fn words(tx: &mut Tx<'_>, query: Uuid) -> Result<Vec<Word>, Failure> {
    tx.all(&WORDS, params![query], |row| {
        Ok(Word { at: row.get("at")?, who: row.get("who")?, act: row.get("act")?, words: row.get("words")? })
    })
}

/// Open queries of one provider, or of all, the oldest first.
pub(crate) fn open(tx: &mut Tx<'_>, provider: Option<Uuid>, most: i64) -> Result<Vec<OpenQuery>, Failure> {
    let read = |row: &Row| {
        Ok(OpenQuery {
            query: Query::read(row)?,
            invoice_number: row.get("number")?,
            provider_name: row.get("provider_name")?,
            person: row.get("person")?,
            person_name: row.get("person_name")?,
            pence: row.get("pence")?,
        })
    };
    match provider {
        None => tx.all(&OPEN, params![most], read),
        Some(provider) => tx.all(&OPEN_OF, params![provider, most], read),
    }
}

/// How many queries are open, of one provider or of all.
pub(crate) fn count_open(tx: &mut Tx<'_>, provider: Option<Uuid>) -> Result<i64, Failure> {
    match provider {
        None => tx.figure(&COUNT_OPEN, &[]),
        Some(provider) => tx.figure(&COUNT_OPEN_OF, params![provider]),
    }
}

/// How many explanations finance has to weigh.
pub(crate) fn count_explained(tx: &mut Tx<'_>) -> Result<i64, Failure> {
    tx.figure(&COUNT_EXPLAINED, &[])
}

/// How many lines of a provider's invoices are disputed, and how many of those wait for its answer.
pub(crate) fn disputed(tx: &mut Tx<'_>, provider: Uuid) -> Result<(i64, i64), Failure> {
    let found = tx.first(&DISPUTED_OF, params![provider], |row| Ok((row.get("disputed")?, row.get("asked")?)))?;
    Ok(found.unwrap_or_default())
}

/// Adds what somebody said to a change.
pub(crate) fn say(
    work: &mut Work<'_>,
    change: Change,
    query: Uuid,
    who: &str,
    act: &str,
    words: &str,
) -> Result<Change, Failure> {
    let number = work.figure(&COUNT_WORDS, params![query])? + 1;
    let columns = cols! {
        "query" => query, "number" => number, "at" => work.at, "who" => who, "act" => act, "words" => words,
    };
    Ok(change.insert("query_word", columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    // FIN-1
    #[test]
    fn a_query_goes_from_state_to_state_as_the_readme_says() {
        let code = |state: Result<State, Failure>| state.map_or("refused", State::code);
        let row = |state: State| {
            [state.answered(true), state.answered(false), state.weighed(true), state.weighed(false)].map(code)
        };
        assert_eq!(row(State::Asked), ["credited", "explained", "refused", "refused"]);
        assert_eq!(row(State::Explained), ["refused", "refused", "accepted", "asked"]);
        assert_eq!(row(State::Credited), ["refused"; 4]);
        assert_eq!(row(State::Accepted), ["refused"; 4]);
        assert!([State::Asked, State::Explained].iter().all(|state| state.is_open()));
    }
}
