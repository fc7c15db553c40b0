//! Submissions (BRK-12): each quarter a provider's manager signs its measures, explained case by case. What was signed is frozen
//! with the definitions it was reckoned by; what the record says since stands beside it and does not change it.

pub mod due;
pub mod explain;
pub mod file;
pub mod frozen;
pub mod give_back;
pub mod list;
pub mod show;
pub mod sign;

use access::About;
use kernel::{Failure, Moment, Quarter, Uuid};
use store::{Change, Row, Tx, Work, params, statement};

use frozen::{Frozen, fingerprint};

/// Where a submission stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It stands.
    Submitted,
    /// The commissioner has given it back; the provider submits again.
    Returned {
        /// When.
        at: Moment,
        /// By whom.
        by: String,
        /// Why.
        why: String,
        /// Until when the next is due.
        answer_by: Moment,
    },
}

impl State {
    /// As data.
    pub const fn code(&self) -> &'static str {
        match self {
            State::Submitted => "submitted",
            State::Returned { .. } => "returned",
        }
    }

    /// The commissioner gives it back.
    pub fn returned(&self, at: Moment, by: &str, why: &str, answer_by: Moment) -> Result<State, Failure> {
        match self {
            State::Submitted => Ok(State::Returned { at, by: by.to_owned(), why: why.to_owned(), answer_by }),
            State::Returned { .. } => Err(Failure::conflict("This submission was returned already.")),
        }
    }
}

/// A submission without what was frozen in it.
#[derive(Debug, Clone)]
pub struct Submission {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// Whose.
    pub provider: Uuid,
    /// Their name.
    pub provider_name: String,
    /// Of which quarter.
    pub quarter: Quarter,
    /// The how-manieth for this quarter.
    pub number: i64,
    /// Where it stands.
    pub state: State,
    /// Until when it was due.
    pub due_at: Moment,
    /// When it was submitted.
    pub submitted_at: Moment,
    /// Who signed.
    pub signed_name: String,
    /// What they said.
    pub statement: String,
    /// The rule it was reckoned by.
    pub rule: String,
    /// The SHA-256 of what was frozen.
    pub hash: String,
}

impl Submission {
    fn read(row: &Row) -> Result<Self, Failure> {
        let state = match row.get::<String>("state")?.as_str() {
            "submitted" => State::Submitted,
            "returned" => State::Returned {
                at: row.get("returned_at")?,
                by: row.get("returned_by")?,
                why: row.get("returned_why")?,
                answer_by: row.get("answer_by")?,
            },
            other => return Err(Failure::internal(format!("a submission cannot be “{other}”"))),
        };
        Ok(Submission {
            id: row.get("id")?,
            version: row.get("version")?,
            provider: row.get("provider")?,
            provider_name: row.get("provider_name")?,
            quarter: row.get::<String>("quarter")?.parse()?,
            number: row.get("number")?,
            state,
            due_at: row.get("due_at")?,
            submitted_at: row.get("submitted_at")?,
            signed_name: row.get("signed_name")?,
            statement: row.get("statement")?,
            rule: row.get("rule")?,
            hash: row.get("hash")?,
        })
    }

    /// What a permit is asked for.
    pub(crate) fn about(&self) -> About {
        About::thing("submission", self.id).organisation(self.provider)
    }

    /// Its page.
    pub fn href(&self) -> String {
        format!("/submissions/{}", self.id)
    }

    /// Whether it came after its day. Found by comparing, never stored.
    pub fn is_late(&self) -> bool {
        self.submitted_at > self.due_at
    }

    /// Something that happened to it.
    pub(crate) fn change(&self, event: &'static str, facts: serde_json::Value) -> Change {
        Change::new(event, "measure_submission", self.id).organisation(self.provider).facts(facts)
    }
}

statement! {
    ONE = "SELECT * FROM measure_submission WHERE id = $1";
    HELD = "SELECT * FROM measure_submission WHERE id = $1 {for_update}";
    OF_ONE_QUARTER = "SELECT id, version, provider, provider_name, quarter, number, state, due_at, submitted_at, signed_name, statement,
        rule, hash, returned_at, returned_by, returned_why, answer_by
        FROM measure_submission WHERE provider = $1 AND quarter = $2 ORDER BY number LIMIT 100";
    OF_QUARTER = "SELECT id, version, provider, provider_name, quarter, number, state, due_at, submitted_at, signed_name, statement,
        rule, hash, returned_at, returned_by, returned_why, answer_by
        FROM measure_submission WHERE quarter = $1 ORDER BY provider_name, number LIMIT 2000";
    OF_PROVIDER = "SELECT id, version, provider, provider_name, quarter, number, state, due_at, submitted_at, signed_name, statement,
        rule, hash, returned_at, returned_by, returned_why, answer_by
        FROM measure_submission WHERE provider = $1 ORDER BY quarter DESC, number DESC LIMIT 200";
    CHECKED = "SELECT id, content, hash FROM measure_submission ORDER BY id LIMIT 20000";
}

/// One submission and what was frozen in it, word for word.
pub(crate) fn one(tx: &mut Tx<'_>, id: Uuid) -> Result<(Submission, String), Failure> {
    tx.one(&ONE, params![id], "submission", |row| Ok((Submission::read(row)?, row.get("content")?)))
}

/// The same without it, held until the unit of work ends.
pub(crate) fn held(work: &mut Work<'_>, id: Uuid) -> Result<Submission, Failure> {
    work.one(&HELD, params![id], "submission", Submission::read)
}

/// What a provider has submitted for a quarter, the first first.
pub(crate) fn of_one_quarter(tx: &mut Tx<'_>, provider: Uuid, quarter: Quarter) -> Result<Vec<Submission>, Failure> {
    tx.all(&OF_ONE_QUARTER, params![provider, quarter.code()], Submission::read)
}

/// What every provider has submitted for a quarter.
pub(crate) fn of_quarter(tx: &mut Tx<'_>, quarter: Quarter) -> Result<Vec<Submission>, Failure> {
    tx.all(&OF_QUARTER, params![quarter.code()], Submission::read)
}

/// What a provider has submitted, the last quarter first.
pub(crate) fn of_provider(tx: &mut Tx<'_>, provider: Uuid) -> Result<Vec<Submission>, Failure> {
    tx.all(&OF_PROVIDER, params![provider], Submission::read)
}

/// Whether the frozen words are still those that were signed, and can be read. `kith verify` asks this of every submission.
pub fn check(tx: &mut Tx<'_>) -> Result<Vec<String>, Failure> {
    let mut faults = Vec::new();
    for (id, content, hash) in tx.all(&CHECKED, &[], |row| {
        Ok((row.get::<Uuid>("id")?, row.get::<String>("content")?, row.get::<String>("hash")?))
    })? {
        if !is_sound(tx, id, &content, &hash)? {
            faults.push(format!("submission {id} is not what was signed: its words and the journal's hash differ"));
        } else if Frozen::read(&content).is_err() {
            faults.push(format!("submission {id} cannot be read"));
        }
    }
    Ok(faults)
}

/// Whether the words have the hash that stands beside them and in the journal's entry of the signing.
pub(crate) fn is_sound(tx: &mut Tx<'_>, id: Uuid, content: &str, hash: &str) -> Result<bool, Failure> {
    let signed = store::journal::of_subject(tx, id)?.into_iter().find(|entry| entry.event == SIGNED);
    let journal = signed.and_then(|entry| entry.facts().get("hash").and_then(|hash| hash.as_str().map(str::to_owned)));
    Ok(fingerprint(content) == hash && journal.as_deref() == Some(hash))
}

/// The event of signing.
pub(crate) const SIGNED: &str = "submission.signed";
