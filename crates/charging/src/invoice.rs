//! An invoice: its states, its lines, and all the SQL that reads them.
//!
//! | from | what is done | to |
//! |---|---|---|
//! | – | the provider makes and sends it | sent |
//! | sent, queried | finance or the broker queries a line | queried |
//! | queried | the last open query is credited or accepted | sent |
//! | sent | finance approves it | approved |

use access::About;
use kernel::{Date, Failure, Moment, Money, Period, Uuid, short_day};
use schemars::JsonSchema;
use serde::Serialize;
use store::{Row, Tx, Work, params, statement};

use crate::settled;

/// Where an invoice stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// With finance, nothing in question.
    Sent,
    /// At least one query is open.
    Queried,
    /// To be paid.
    Approved { at: Moment, by: String },
}

impl State {
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            State::Sent => "sent",
            State::Queried => "queried",
            State::Approved { .. } => "approved",
        }
    }

    pub(crate) const fn words(&self) -> &'static str {
        match self {
            State::Sent => "To be checked",
            State::Queried => "Queried",
            State::Approved { .. } => "Approved",
        }
    }

    /// A query is opened.
    pub(crate) fn queried(&self) -> Result<State, Failure> {
        match self {
            State::Sent | State::Queried => Ok(State::Queried),
            State::Approved { at, by } => Err(Failure::conflict(format!(
                "{by} approved this invoice on {}; its lines can no longer be queried.",
                short_day(at.day())
            ))),
        }
    }

    /// A query is settled and so many are still open.
    pub(crate) fn settled(&self, open: i64) -> Result<State, Failure> {
        match self {
            State::Queried if open > 0 => Ok(State::Queried),
            State::Queried => Ok(State::Sent),
            State::Sent | State::Approved { .. } => Err(Failure::conflict("This invoice has no open query.")),
        }
    }

    /// It is approved.
    pub(crate) fn approved(&self, at: Moment, by: &str) -> Result<State, Failure> {
        match self {
            State::Sent => Ok(State::Approved { at, by: by.to_owned() }),
            State::Queried => Err(Failure::conflict(
                "A query about this invoice is still open. Settle it first, then approve the invoice.",
            )),
            State::Approved { at, by } => {
                Err(Failure::conflict(format!("{by} approved this invoice already, on {}.", short_day(at.day()))))
            }
        }
    }
}

/// An invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invoice {
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) provider: Uuid,
    pub(crate) provider_name: String,
    pub(crate) commissioner: Uuid,
    pub(crate) number: i64,
    pub(crate) period: Period,
    pub(crate) state: State,
    pub(crate) pence: i64,
    pub(crate) lines: i64,
    pub(crate) sent_at: Moment,
    pub(crate) sent_by: String,
}

impl Invoice {
    fn read(row: &Row) -> Result<Self, Failure> {
        let id: Uuid = row.get("id")?;
        let approved = (row.get::<Option<Moment>>("approved_at")?, row.get::<Option<String>>("approved_by")?);
        let state = match (row.get::<String>("state")?.as_str(), approved) {
            ("sent", (None, None)) => State::Sent,
            ("queried", (None, None)) => State::Queried,
            ("approved", (Some(at), Some(by))) => State::Approved { at, by },
            (state, approved) => {
                return Err(Failure::internal(format!("invoice {id} is {state} with the approval {approved:?}")));
            }
        };
        Ok(Invoice {
            id,
            version: row.get("version")?,
            provider: row.get("provider")?,
            provider_name: row.get("provider_name")?,
            commissioner: row.get("commissioner")?,
            number: row.get("number")?,
            period: Period::new(row.get("from_day")?, row.get("to_day")?)?,
            state,
            pence: row.get("pence")?,
            lines: row.get("lines")?,
            sent_at: row.get("sent_at")?,
            sent_by: row.get("sent_by")?,
        })
    }

    /// "INV-0001".
    pub(crate) fn name(&self) -> String {
        name(self.number)
    }

    /// "1 Nov 2026 to 30 Nov 2026".
    pub(crate) fn days(&self) -> String {
        format!("{} to {}", short_day(self.period.from()), short_day(self.period.last()))
    }

    pub(crate) fn href(&self) -> String {
        format!("/invoices/{}", self.id)
    }

    pub(crate) fn money(&self) -> Money {
        Money::from_pence(self.pence)
    }

    /// What a permit is asked for: an invoice belongs to its provider; it is no single person's.
    pub(crate) fn about(&self) -> About {
        About::thing("invoice", self.id).organisation(self.provider)
    }

    pub(crate) fn data(&self) -> InvoiceData {
        InvoiceData {
            id: self.id,
            number: self.name(),
            provider: self.provider_name.clone(),
            from: self.period.from(),
            last: self.period.last(),
            state: self.state.code().into(),
            pence: self.pence,
            lines: self.lines,
        }
    }
}

/// "INV-0001".
pub(crate) fn name(number: i64) -> String {
    format!("INV-{number:04}")
}

/// An invoice for a script.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct InvoiceData {
    #[schemars(with = "String")]
    id: Uuid,
    number: String,
    provider: String,
    #[schemars(with = "String")]
    from: Date,
    #[schemars(with = "String")]
    last: Date,
    state: String,
    pence: i64,
    lines: i64,
}

/// A line: a visit's charge, a correction, or a credit below the line it takes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Line {
    #[schemars(with = "String")]
    pub(crate) id: Uuid,
    #[serde(skip)]
    pub(crate) version: i64,
    #[schemars(with = "String")]
    pub(crate) invoice: Uuid,
    pub(crate) number: i64,
    #[schemars(with = "Option<String>")]
    pub(crate) charge: Option<Uuid>,
    #[schemars(with = "Option<String>")]
    pub(crate) credits: Option<Uuid>,
    /// The adjustment of a whole period that it is, when a price was corrected.
    #[schemars(with = "Option<String>")]
    pub(crate) adjustment: Option<Uuid>,
    #[schemars(with = "String")]
    pub(crate) visit: Uuid,
    #[schemars(with = "String")]
    pub(crate) person: Uuid,
    pub(crate) person_name: String,
    #[schemars(with = "String")]
    pub(crate) day: Date,
    pub(crate) planned_minutes: i64,
    pub(crate) recorded_minutes: i64,
    pub(crate) approved_minutes: i64,
    pub(crate) charged_minutes: i64,
    pub(crate) pence: i64,
    pub(crate) memo: String,
}

impl Line {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Line {
            id: row.get("id")?,
            version: row.get("version")?,
            invoice: row.get("invoice")?,
            number: row.get("number")?,
            charge: row.get("charge")?,
            credits: row.get("credits")?,
            adjustment: row.get("adjustment")?,
            visit: row.get("visit")?,
            person: row.get("person")?,
            person_name: row.get("person_name")?,
            day: row.get("day")?,
            planned_minutes: row.get("planned_minutes")?,
            recorded_minutes: row.get("recorded_minutes")?,
            approved_minutes: row.get("approved_minutes")?,
            charged_minutes: row.get("charged_minutes")?,
            pence: row.get("pence")?,
            memo: row.get("memo")?,
        })
    }

    pub(crate) fn money(&self) -> Money {
        Money::from_pence(self.pence)
    }
}

/// One person's lines together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Group {
    #[schemars(with = "String")]
    pub(crate) person: Uuid,
    pub(crate) person_name: String,
    pub(crate) lines: i64,
    pub(crate) planned_minutes: i64,
    pub(crate) recorded_minutes: i64,
    pub(crate) approved_minutes: i64,
    pub(crate) pence: i64,
}

statement! {
    ONE = "SELECT id, version, provider, provider_name, commissioner, number, from_day, to_day, state, pence, lines, sent_at,
        sent_by, approved_at, approved_by FROM invoice WHERE id = $1";
    HELD = "SELECT id, version, provider, provider_name, commissioner, number, from_day, to_day, state, pence, lines, sent_at,
        sent_by, approved_at, approved_by FROM invoice WHERE id = $1 {for_update}";
    APPROVED = "SELECT id, version, provider, provider_name, commissioner, number, from_day, to_day, state, pence, lines,
        sent_at, sent_by, approved_at, approved_by FROM invoice WHERE approved_at IS NOT NULL
        ORDER BY approved_at DESC, id DESC LIMIT $1";
    OPEN = "SELECT id, version, provider, provider_name, commissioner, number, from_day, to_day, state, pence, lines, sent_at,
        sent_by, approved_at, approved_by FROM invoice WHERE state <> 'approved' ORDER BY sent_at, id LIMIT $1";
    PAYABLE = "SELECT i.id, i.version, i.provider, i.provider_name, i.commissioner, i.number, i.from_day, i.to_day, i.state, i.pence,
        i.lines, i.sent_at, i.sent_by, i.approved_at, i.approved_by FROM invoice i WHERE i.state = 'approved'
        AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.invoice = i.id AND p.state IN ('waiting', 'paid'))
        ORDER BY i.provider_name, i.provider, i.number";
    COUNT_SENT = "SELECT count(*) FROM invoice WHERE state = 'sent'";
    LIST_OF = "SELECT id, version, provider, provider_name, commissioner, number, from_day, to_day, state, pence, lines,
        sent_at, sent_by, approved_at, approved_by FROM invoice WHERE provider = $1 ORDER BY number DESC LIMIT $2";
    LAST_NUMBER = "SELECT CAST(COALESCE(MAX(number), 0) AS {int}) AS number FROM invoice WHERE provider = $1";
    LINE = "SELECT id, version, invoice, number, charge, credits, adjustment, visit, person, person_name, day, planned_minutes,
        recorded_minutes, approved_minutes, charged_minutes, pence, memo FROM invoice_line WHERE id = $1";
    LINES = "SELECT id, version, invoice, number, charge, credits, adjustment, visit, person, person_name, day, planned_minutes,
        recorded_minutes, approved_minutes, charged_minutes, pence, memo FROM invoice_line WHERE invoice = $1 ORDER BY number";
    LINES_OF = "SELECT id, version, invoice, number, charge, credits, adjustment, visit, person, person_name, day, planned_minutes,
        recorded_minutes, approved_minutes, charged_minutes, pence, memo FROM invoice_line
        WHERE invoice = $1 AND person = $2 ORDER BY day, visit, number";
    GROUPS = "SELECT person, person_name, CAST(count(*) AS {int}) AS lines,
        CAST(SUM(planned_minutes) AS {int}) AS planned_minutes, CAST(SUM(recorded_minutes) AS {int}) AS recorded_minutes,
        CAST(SUM(approved_minutes) AS {int}) AS approved_minutes, CAST(SUM(pence) AS {int}) AS pence
        FROM invoice_line WHERE invoice = $1 GROUP BY person, person_name ORDER BY person_name, person";
    CREDITED = "SELECT CAST(COALESCE(SUM(pence), 0) AS {int}) AS pence FROM invoice_line WHERE credits = $1";
    ON_INVOICE = "SELECT i.id AS invoice, i.number FROM charge c JOIN invoice i ON i.id = c.invoice WHERE c.id = $1";
}

/// An invoice.
pub(crate) fn one(tx: &mut Tx<'_>, id: Uuid) -> Result<Invoice, Failure> {
    tx.one(&ONE, params![id], "invoice", Invoice::read)
}

/// An invoice, held until the unit of work ends: what is done to one is done one after the other.
pub(crate) fn held(work: &mut Work<'_>, id: Uuid) -> Result<Invoice, Failure> {
    work.one(&HELD, params![id], "invoice", Invoice::read)
}

/// Invoices of the whole place that were approved, the newest first. Only for those who see the place.
pub(crate) fn approved(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Invoice>, Failure> {
    tx.all(&APPROVED, params![most], Invoice::read)
}

/// Approved invoices that are in no payment run, provider by provider.
pub(crate) fn payable(tx: &mut Tx<'_>) -> Result<Vec<Invoice>, Failure> {
    tx.all(&PAYABLE, &[], Invoice::read)
}

/// How many invoices wait to be checked and have nothing in question.
pub(crate) fn count_sent(tx: &mut Tx<'_>) -> Result<i64, Failure> {
    tx.figure(&COUNT_SENT, &[])
}

/// A provider's invoices, the newest first.
pub(crate) fn of_provider(tx: &mut Tx<'_>, provider: Uuid, most: i64) -> Result<Vec<Invoice>, Failure> {
    tx.all(&LIST_OF, params![provider, most], Invoice::read)
}

/// Invoices of the whole place that are not approved, the oldest first. Only for those who see the place.
pub(crate) fn open(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Invoice>, Failure> {
    tx.all(&OPEN, params![most], Invoice::read)
}

/// The number of a provider's last invoice; 0 before the first.
pub(crate) fn last_number(tx: &mut Tx<'_>, provider: Uuid) -> Result<i64, Failure> {
    tx.figure(&LAST_NUMBER, params![provider])
}

/// A line of this invoice. One that belongs to another invoice does not exist here (H23).
pub(crate) fn line(tx: &mut Tx<'_>, invoice: Uuid, id: Uuid) -> Result<Line, Failure> {
    let line = tx.one(&LINE, params![id], "line", Line::read)?;
    if line.invoice == invoice { Ok(line) } else { Err(Failure::no_such("line")) }
}

/// Every line of an invoice.
pub(crate) fn lines(tx: &mut Tx<'_>, invoice: Uuid) -> Result<Vec<Line>, Failure> {
    tx.all(&LINES, params![invoice], Line::read)
}

/// One person's lines, credits below what they take back.
pub(crate) fn lines_of(tx: &mut Tx<'_>, invoice: Uuid, person: Uuid) -> Result<Vec<Line>, Failure> {
    tx.all(&LINES_OF, params![invoice, person], Line::read)
}

/// The lines by person.
pub(crate) fn groups(tx: &mut Tx<'_>, invoice: Uuid) -> Result<Vec<Group>, Failure> {
    tx.all(&GROUPS, params![invoice], |row| {
        Ok(Group {
            person: row.get("person")?,
            person_name: row.get("person_name")?,
            lines: row.get("lines")?,
            planned_minutes: row.get("planned_minutes")?,
            recorded_minutes: row.get("recorded_minutes")?,
            approved_minutes: row.get("approved_minutes")?,
            pence: row.get("pence")?,
        })
    })
}

/// How much of a line can still be taken back: what is left of it, and no more than its visit comes to. What a correction has
/// taken back already cannot be credited too, and of a line that adjusts a period nothing: another price does that.
pub(crate) fn creditable(tx: &mut Tx<'_>, line: &Line) -> Result<i64, Failure> {
    if line.credits.is_some() || line.adjustment.is_some() {
        return Ok(0);
    }
    let credited = tx.figure(&CREDITED, params![line.id])?;
    let visit = settled::of_visit(tx, line.visit)?.comes_to();
    Ok((line.pence + credited).min(visit).max(0))
}

/// The invoice on which a charge stands: its id and its name.
pub(crate) fn of_charge(tx: &mut Tx<'_>, charge: Uuid) -> Result<Option<(Uuid, String)>, Failure> {
    tx.first(&ON_INVOICE, params![charge], |row| Ok((row.get("invoice")?, name(row.get("number")?))))
}

#[cfg(test)]
mod tests {
    use super::*;

    // FIN-1
    #[test]
    fn an_invoice_goes_from_state_to_state_as_the_readme_says() {
        let at = Moment::from_micros(0);
        let approved = || State::Approved { at, by: "Ellis".into() };
        let code = |state: Result<State, Failure>| state.map_or("refused", |state| state.code());
        let row = |state: State| {
            [code(state.queried()), code(state.settled(1)), code(state.settled(0)), code(state.approved(at, "Ellis"))]
        };
        assert_eq!(row(State::Sent), ["queried", "refused", "refused", "approved"]);
        assert_eq!(row(State::Queried), ["queried", "queried", "sent", "refused"]);
        assert_eq!(row(approved()), ["refused"; 4]);
    }
}
