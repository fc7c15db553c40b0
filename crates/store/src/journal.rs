//! The journal: what happened, when, by whom and to whom; append-only and hash-chained (house rule 1, GOV-4).

use std::collections::BTreeMap;

use kernel::{Date, Failure, Moment, Uuid};
use sha2::{Digest, Sha256};

use crate::{Row, Tx, Value, params, statement};

/// How many chains the journal has. Writers on PostgreSQL wait for one another only within a chain.
pub const CHAINS: i64 = 16;

/// Who did something, as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account that was signed in; none for the program's own work.
    pub account: Option<Uuid>,
    /// The organisation they acted for.
    pub organisation: Option<Uuid>,
    /// The role they acted in ("broker"), or "system".
    pub role: String,
    /// The way it came: "web", "api", "import", "job", "demo", "command".
    pub via: &'static str,
}

impl Actor {
    /// The program itself.
    pub fn system(via: &'static str) -> Self {
        Actor { account: None, organisation: None, role: "system".into(), via }
    }
}

/// One event, as it is read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The chain it stands in.
    pub chain: i64,
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// Its own id.
    pub id: Uuid,
    /// When it happened.
    pub at: Moment,
    /// The day it happened in Europe/London.
    pub day: Date,
    /// What happened, as `noun.verb`: "offer.accepted"; reads are "person.read".
    pub event: String,
    /// What kind of thing it happened to: "offer".
    pub subject_kind: String,
    /// The thing's id.
    pub subject: Uuid,
    /// The person it is about, if it is about one.
    pub person: Option<Uuid>,
    /// Who did it.
    pub account: Option<Uuid>,
    /// For which organisation.
    pub organisation: Option<Uuid>,
    /// In which role.
    pub role: String,
    /// By which way.
    pub via: String,
    /// The request it belongs to.
    pub request: Uuid,
    /// What changed, as JSON.
    pub facts: String,
    /// The hash over the entry and the hash before it.
    pub hash: Vec<u8>,
}

impl Entry {
    pub(crate) fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Entry {
            chain: row.get("chain")?,
            seq: row.get("seq")?,
            id: row.get("id")?,
            at: row.get("at")?,
            day: row.get("day")?,
            event: row.get("event")?,
            subject_kind: row.get("subject_kind")?,
            subject: row.get("subject")?,
            person: row.get("person")?,
            account: row.get("account")?,
            organisation: row.get("organisation")?,
            role: row.get("role")?,
            via: row.get("via")?,
            request: row.get("request")?,
            facts: row.get("facts")?,
            hash: row.get("hash")?,
        })
    }

    /// The facts as JSON; what cannot be read is null.
    pub fn facts(&self) -> serde_json::Value {
        serde_json::from_str(&self.facts).unwrap_or_default()
    }

    pub(crate) fn columns(&self) -> Vec<(&'static str, Value)> {
        crate::cols! {
            "chain" => self.chain, "seq" => self.seq, "id" => self.id, "at" => self.at, "day" => self.day,
            "event" => self.event.as_str(), "subject_kind" => self.subject_kind.as_str(), "subject" => self.subject,
            "person" => self.person, "account" => self.account, "organisation" => self.organisation,
            "role" => self.role.as_str(), "via" => self.via.as_str(), "request" => self.request,
            "facts" => self.facts.as_str(), "hash" => self.hash.clone(),
        }
    }

    /// SHA-256 over the hash before and every field with its length, so that no two entries give the same bytes.
    pub(crate) fn hash_after(&self, before: &[u8]) -> Vec<u8> {
        let mut sum = Sha256::new();
        let mut add = |bytes: &[u8]| {
            sum.update((bytes.len() as u64).to_be_bytes());
            sum.update(bytes);
        };
        add(before);
        add(&self.chain.to_be_bytes());
        add(&self.seq.to_be_bytes());
        add(self.id.as_bytes());
        add(&self.at.micros().to_be_bytes());
        add(self.day.to_string().as_bytes());
        for text in [&self.event, &self.subject_kind, &self.role, &self.via, &self.facts] {
            add(text.as_bytes());
        }
        for id in [Some(self.subject), self.person, self.account, self.organisation, Some(self.request)] {
            add(id.as_ref().map_or(&[], |id| id.as_bytes().as_slice()));
        }
        sum.finalize().to_vec()
    }
}

/// The chain of a unit of work whose first entry is about this subject: all its entries stand there together.
pub(crate) fn chain_of(subject: Uuid) -> i64 {
    i64::from(subject.as_bytes().last().copied().unwrap_or(0)) % CHAINS
}

statement! {
    pub(crate) HEAD = "SELECT chain, seq, hash FROM journal_head WHERE chain = $1 {for_update}";
    pub(crate) ADVANCE = "UPDATE journal_head SET seq = $2, hash = $3 WHERE chain = $1";
    HEADS = "SELECT chain, seq, hash FROM journal_head ORDER BY chain";
    NEXT = "SELECT * FROM journal WHERE chain = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    OF_SUBJECT = "SELECT * FROM journal WHERE subject = $1 ORDER BY at, id LIMIT 1000";
    OF_PERSON = "SELECT * FROM journal WHERE person = $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3";
    READS = "SELECT person, account, role, organisation, CAST(count(*) AS {int}) AS reads FROM journal
        WHERE event = 'person.read' AND day >= $1 AND day < $2 AND person IS NOT NULL AND account IS NOT NULL
        GROUP BY person, account, role, organisation ORDER BY count(*) DESC, person, account LIMIT $3";
    READERS = "SELECT account, role, organisation, CAST(count(DISTINCT person) AS {int}) AS people,
        CAST(count(*) AS {int}) AS reads FROM journal
        WHERE event = 'person.read' AND day >= $1 AND day < $2 AND person IS NOT NULL AND account IS NOT NULL
        GROUP BY account, role, organisation ORDER BY count(DISTINCT person) DESC, count(*) DESC, account LIMIT $3";
    LISTED = "SELECT day, account, organisation, role, what, times, last_at FROM listed
        WHERE person = $1 AND last_at >= $2 AND last_at < $3 ORDER BY last_at DESC, account, what LIMIT $4";
    OF_EVENT = "SELECT * FROM journal WHERE event = $1 AND day >= $2 AND day < $3 ORDER BY at, id";
}

/// What happened to one thing, oldest first (at most 1,000 entries).
pub fn of_subject(tx: &mut Tx<'_>, subject: Uuid) -> Result<Vec<Entry>, Failure> {
    tx.all(&OF_SUBJECT, params![subject], Entry::read)
}

/// What happened to one person's record before a moment, newest first.
pub fn of_person(tx: &mut Tx<'_>, person: Uuid, before: Moment, most: i64) -> Result<Vec<Entry>, Failure> {
    tx.all(&OF_PERSON, params![person, before, most], Entry::read)
}

/// Every event of one kind on the days from `from` until before `to`, oldest first.
pub fn of_event(tx: &mut Tx<'_>, event: &str, from: Date, to: Date) -> Result<Vec<Entry>, Failure> {
    tx.all(&OF_EVENT, params![event, from, to], Entry::read)
}

/// How often somebody's name stood in a list that a reader opened on one day; nothing more of their record was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The day in Europe/London.
    pub day: Date,
    /// Who opened the list.
    pub account: Option<Uuid>,
    /// For which organisation.
    pub organisation: Option<Uuid>,
    /// In which role.
    pub role: String,
    /// Which list: "packages".
    pub what: String,
    /// How often.
    pub times: i64,
    /// When last.
    pub last_at: Moment,
}

/// In whose lists one person's name stood from a moment until before another, the latest first.
pub fn listed(
    tx: &mut Tx<'_>,
    person: Uuid,
    (from, before): (Moment, Moment),
    most: i64,
) -> Result<Vec<Listed>, Failure> {
    let some = |id: Uuid| (!id.is_nil()).then_some(id);
    tx.all(&LISTED, params![person, from, before, most], |row| {
        Ok(Listed {
            day: row.get("day")?,
            account: some(row.get("account")?),
            organisation: some(row.get("organisation")?),
            role: row.get("role")?,
            what: row.get("what")?,
            times: row.get("times")?,
            last_at: row.get("last_at")?,
        })
    })
}

/// How often somebody looked at one person's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reads {
    /// Whose record.
    pub person: Uuid,
    /// Who looked.
    pub account: Uuid,
    /// In which role.
    pub role: String,
    /// For which organisation.
    pub organisation: Option<Uuid>,
    /// How often.
    pub reads: i64,
}

/// How many people's records somebody looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadBy {
    /// Who looked.
    pub account: Uuid,
    /// In which role.
    pub role: String,
    /// For which organisation.
    pub organisation: Option<Uuid>,
    /// At how many people's records.
    pub people: i64,
    /// How often altogether.
    pub reads: i64,
}

/// The records that one reader looked at most on the days from `from` until before `to`, the most first (GOV-4).
pub fn most_read(tx: &mut Tx<'_>, from: Date, to: Date, most: i64) -> Result<Vec<Reads>, Failure> {
    tx.all(&READS, params![from, to, most], |row| {
        Ok(Reads {
            person: row.get("person")?,
            account: row.get("account")?,
            role: row.get("role")?,
            organisation: row.get("organisation")?,
            reads: row.get("reads")?,
        })
    })
}

/// Who looked at the most people's records on the days from `from` until before `to` (GOV-4).
pub fn readers(tx: &mut Tx<'_>, from: Date, to: Date, most: i64) -> Result<Vec<ReadBy>, Failure> {
    tx.all(&READERS, params![from, to, most], |row| {
        Ok(ReadBy {
            account: row.get("account")?,
            role: row.get("role")?,
            organisation: row.get("organisation")?,
            people: row.get("people")?,
            reads: row.get("reads")?,
        })
    })
}

/// What [`verify`] found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Verified {
    /// How many entries were read.
    pub entries: i64,
    /// One hash over the last hash of every chain, in hexadecimal: write it down, compare it later.
    pub head: String,
    /// What does not hold, in words; empty when all is well.
    pub faults: Vec<String>,
}

/// Reads the whole journal and checks that every entry's hash follows from its content and the entry before.
pub fn verify(tx: &mut Tx<'_>) -> Result<Verified, Failure> {
    let heads = tx.all(&HEADS, &[], |row| {
        Ok((row.get::<i64>("chain")?, (row.get::<i64>("seq")?, row.get::<Vec<u8>>("hash")?)))
    })?;
    let heads: BTreeMap<_, _> = heads.into_iter().collect();
    let (mut entries, mut faults, mut over_all) = (0, Vec::new(), Sha256::new());
    for chain in 0..CHAINS {
        let (mut seq, mut hash) = (0, Vec::new());
        loop {
            let page = tx.all(&NEXT, params![chain, seq, 2_000_i64], Entry::read)?;
            let Some(last) = page.last().cloned() else { break };
            for entry in &page {
                entries += 1;
                if entry.seq != seq + 1 {
                    faults.push(format!("chain {chain}: entry {} is missing", seq + 1));
                }
                if entry.hash_after(&hash) != entry.hash {
                    faults.push(format!("chain {chain}, entry {}: it was changed after it was written", entry.seq));
                }
                (seq, hash) = (entry.seq, entry.hash.clone());
            }
            (seq, hash) = (last.seq, last.hash);
        }
        let head = heads.get(&chain).cloned().unwrap_or_default();
        if head != (seq, hash.clone()) {
            faults.push(format!("chain {chain}: it ends at entry {seq}, but its head says {}", head.0));
        }
        over_all.update(&hash);
    }
    let head = over_all.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Verified { entries, head, faults })
}
