//! The unit of work: the only way to write (house rule 1).

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use kernel::{Failure, Ids, Moment, Uuid};

use crate::{
    Actor, Dialect, Tx, Value,
    journal::{self, Entry},
    params, statement,
    texts::{Shape, insert_many, insert_text, known, on_conflict, place},
};

/// Which jobs follow which event. Made once when the house is assembled.
pub(crate) type Subscriptions = Arc<HashMap<&'static str, Vec<&'static str>>>;

/// One open transaction with its actor, its moment and its request. It dereferences to [`Tx`] for reading.
pub struct Work<'a> {
    tx: Tx<'a>,
    /// Now, read once.
    pub at: Moment,
    /// Who does this.
    pub actor: Actor,
    /// The request this belongs to.
    pub request: Uuid,
    ids: Ids,
    subscriptions: Subscriptions,
    entries: Vec<Entry>,
    left: bool,
}

/// One thing that happened, with every row that it changes. [`Work::apply`] is the only way to save it.
#[derive(Debug)]
#[must_use = "a change is nothing until Work::apply has saved it"]
pub struct Change {
    event: &'static str,
    subject_kind: &'static str,
    subject: Uuid,
    person: Option<Uuid>,
    organisation: Option<Uuid>,
    facts: serde_json::Value,
    rows: Vec<Write>,
}

type Columns = Vec<(&'static str, Value)>;

#[derive(Debug)]
enum Write {
    Insert { table: &'static str, columns: Columns },
    Update { table: &'static str, id: Uuid, version: i64, columns: Columns },
    Put { table: &'static str, key: &'static [&'static str], columns: Columns },
    Delete { table: &'static str, key: Columns },
}

impl Change {
    /// `event` is `noun.verb` in the past ("offer.accepted"); the subject is the thing it happened to.
    pub fn new(event: &'static str, subject_kind: &'static str, subject: impl Into<Uuid>) -> Self {
        let facts = serde_json::Value::Object(serde_json::Map::new());
        Change {
            event,
            subject_kind,
            subject: subject.into(),
            person: None,
            organisation: None,
            facts,
            rows: Vec::new(),
        }
    }

    /// The person it is about.
    pub fn person(mut self, person: impl Into<Uuid>) -> Self {
        self.person = Some(person.into());
        self
    }

    /// The organisation it concerns, when that is not the actor's own (the provider of an offer that expires).
    pub fn organisation(mut self, organisation: impl Into<Uuid>) -> Self {
        self.organisation = Some(organisation.into());
        self
    }

    /// What the journal should keep besides who, when and what.
    pub fn facts(mut self, facts: serde_json::Value) -> Self {
        self.facts = facts;
        self
    }

    /// A new row.
    pub fn insert(mut self, table: &'static str, columns: Columns) -> Self {
        self.rows.push(Write::Insert { table, columns });
        self
    }

    /// New values for columns of a row that still has `version`; the version goes up by one. Tables written this way have
    /// `id {id} PRIMARY KEY` and `version {int} NOT NULL`.
    pub fn update(mut self, table: &'static str, id: impl Into<Uuid>, version: i64, columns: Columns) -> Self {
        self.rows.push(Write::Update { table, id: id.into(), version, columns });
        self
    }

    /// A row that is made or replaced by its key: imports, settings.
    pub fn put(mut self, table: &'static str, key: &'static [&'static str], columns: Columns) -> Self {
        self.rows.push(Write::Put { table, key, columns });
        self
    }

    /// Takes a row of a list away; what it said stays in the journal's facts.
    pub fn delete(mut self, table: &'static str, key: Columns) -> Self {
        self.rows.push(Write::Delete { table, key });
        self
    }
}

impl<'a> std::ops::Deref for Work<'a> {
    type Target = Tx<'a>;
    fn deref(&self) -> &Tx<'a> {
        &self.tx
    }
}

impl<'a> std::ops::DerefMut for Work<'a> {
    fn deref_mut(&mut self) -> &mut Tx<'a> {
        &mut self.tx
    }
}

statement! {
    REPLY = "SELECT fingerprint, reply FROM reply WHERE key = $1 AND account = $2";
    OLD_REPLIES = "SELECT key, account FROM reply WHERE at < $1 ORDER BY at LIMIT 2000";
}

/// The reply that an account was given under this key, if any. Another request under the same key is refused.
pub fn kept_reply(
    tx: &mut Tx<'_>,
    account: Option<Uuid>,
    key: &str,
    fingerprint: &str,
) -> Result<Option<String>, Failure> {
    let found = tx.first(&REPLY, params![key, text(account)], |row| {
        Ok((row.get::<String>("fingerprint")?, row.get::<String>("reply")?))
    })?;
    match found {
        Some((before, _)) if before != fingerprint => Err(Failure::Conflict(
            "This key was used before for another request. Open the page again and send it once more.".into(),
        )),
        found => Ok(found.map(|(_, reply)| reply)),
    }
}

fn text(account: Option<Uuid>) -> String {
    account.map(|id| id.to_string()).unwrap_or_default()
}

/// The most rows of one kind that are put away in one unit of work.
pub const MOST_FORGOTTEN: usize = 2000;

/// Puts the kept replies from before a moment into a change that takes them away, and says how many they are (at most
/// [`MOST_FORGOTTEN`]).
pub fn forget_replies(tx: &mut Tx<'_>, change: Change, before: Moment) -> Result<(Change, usize), Failure> {
    let old = tx.all(&OLD_REPLIES, params![before], |row| {
        Ok(crate::cols! { "key" => row.get::<String>("key")?, "account" => row.get::<String>("account")? })
    })?;
    let count = old.len();
    Ok((old.into_iter().fold(change, |change, key| change.delete("reply", key)), count))
}

impl<'a> Work<'a> {
    pub(crate) fn new(tx: Tx<'a>, at: Moment, actor: Actor, ids: Ids, subscriptions: Subscriptions) -> Self {
        let request = ids.next(at);
        Work { tx, at, actor, request, ids, subscriptions, entries: Vec::new(), left: false }
    }

    /// A new id that sorts by time.
    pub fn id<T: From<Uuid>>(&self) -> T {
        T::from(self.ids.next(self.at))
    }

    /// Whether it left a job or a message for the worker.
    pub(crate) fn left(&self) -> bool {
        self.left
    }

    /// The source of random bytes, for secrets.
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// Saves a change: its rows in their order (those that follow one another in one table in one statement), its journal
    /// entry, and a job for everybody who reacts to its event.
    pub fn apply(&mut self, change: Change) -> Result<(), Failure> {
        self.save_all(vec![change], Together::Neighbours)
    }

    /// Saves many changes at once: the same as one after the other, in fewer statements. New rows of one table go in
    /// together, the tables in the order in which they are first named: so name first what others lean on. A change of a row
    /// that is there already waits for the new rows before it.
    pub fn apply_all(&mut self, changes: Vec<Change>) -> Result<(), Failure> {
        self.save_all(changes, Together::Tables)
    }

    fn save_all(&mut self, changes: Vec<Change>, together: Together) -> Result<(), Failure> {
        let (mut fresh, mut told) = (Fresh::new(together), Vec::with_capacity(changes.len()));
        for Change { event, subject_kind, subject, person, organisation, facts, rows } in changes {
            for row in rows {
                match row {
                    Write::Insert { table, columns } => fresh.add(table, columns),
                    other => {
                        self.save_fresh(&mut fresh)?;
                        self.save(other)?;
                    }
                }
            }
            told.push(Change { event, subject_kind, subject, person, organisation, facts, rows: Vec::new() });
        }
        self.save_fresh(&mut fresh)?;
        told.into_iter().try_for_each(|change| self.tell(change))
    }

    /// Notes a change for the journal and gives those who react to it a job.
    fn tell(&mut self, change: Change) -> Result<(), Failure> {
        let entry = self.entry(change.event, change.subject_kind, change.subject, change.facts.to_string());
        let entry = Entry { person: change.person, organisation: change.organisation.or(entry.organisation), ..entry };
        for kind in self.subscriptions.get(change.event).cloned().unwrap_or_default() {
            let payload = serde_json::json!({
                "event": change.event, "subject": change.subject, "person": change.person,
                "organisation": entry.organisation, "at": self.at, "facts": change.facts,
            });
            self.later(kind, self.at, &payload)?;
        }
        self.entries.push(entry);
        Ok(())
    }

    /// Saves the new rows that wait, as many of a table in one statement as it takes.
    fn save_fresh(&mut self, fresh: &mut Fresh) -> Result<(), Failure> {
        for Rows { table, columns, count, values } in std::mem::take(&mut fresh.tables) {
            let mut values = values.into_iter();
            for rows in portions(count, self.tx.dialect()) {
                let sql = insert_many(self.tx.dialect(), table, &columns, rows);
                let some: Vec<Value> = values.by_ref().take(rows * columns.len()).collect();
                self.tx.change(&sql, &some, false)?;
            }
        }
        Ok(())
    }

    /// Notes that somebody read something about a person (GOV-4). `what` is the page or view they saw.
    pub fn saw(&mut self, person: impl Into<Uuid>, what: &str) {
        let person = person.into();
        let facts = serde_json::json!({ "what": what }).to_string();
        let entry = self.entry("person.read", "person", person, facts);
        self.entries.push(Entry { person: Some(person), ..entry });
    }

    /// Notes that somebody opened a list in which these people's names stand (GOV-4): one entry for the whole list, and for
    /// each person how often that was on this day. `what` names the list: "packages".
    pub fn saw_list(&mut self, people: &[Uuid], what: &str) -> Result<(), Failure> {
        // In one order, so that no two units wait for each other.
        let people: Vec<Uuid> = people.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        if people.is_empty() {
            return Ok(());
        }
        let reader = self.actor.account.unwrap_or_else(Uuid::nil);
        let facts = serde_json::json!({ "what": what, "people": people }).to_string();
        let entry = self.entry("people.listed", "account", reader, facts);
        self.entries.push(entry);
        let mut people = people.as_slice();
        for portion in portions(people.len(), self.tx.dialect()) {
            let (some, rest) = people.split_at_checked(portion).unwrap_or((people, &[]));
            self.save_listed(some, what)?;
            people = rest;
        }
        Ok(())
    }

    fn save_listed(&mut self, people: &[Uuid], what: &str) -> Result<(), Failure> {
        const COLUMNS: usize = 8;
        let row = |n: usize| {
            let places: Vec<_> = (1..=COLUMNS).map(|column| format!("${}", n * COLUMNS + column)).collect();
            format!("({})", places.join(", "))
        };
        let rows: Vec<_> = (0..people.len()).map(row).collect();
        let sql = format!(
            "INSERT INTO listed (person, day, account, organisation, role, what, times, last_at) VALUES {}
             ON CONFLICT (person, day, account, organisation, role, what)
             DO UPDATE SET times = listed.times + 1, last_at = excluded.last_at",
            rows.join(", ")
        );
        let nobody = Uuid::nil();
        let (account, own) = (self.actor.account.unwrap_or(nobody), self.actor.organisation.unwrap_or(nobody));
        let (day, role, at) = (self.at.day(), self.actor.role.clone(), self.at);
        let one = |person: &Uuid| -> [Value; COLUMNS] {
            [
                (*person).into(),
                day.into(),
                account.into(),
                own.into(),
                role.as_str().into(),
                what.into(),
                1.into(),
                at.into(),
            ]
        };
        let parameters: Vec<Value> = people.iter().flat_map(one).collect();
        self.tx.change(&sql, &parameters, false)
    }

    /// Runs a job at or after a moment. A job that fails is tried again, later each time, and parked after ten tries.
    pub fn later(&mut self, kind: &str, run_at: Moment, payload: &serde_json::Value) -> Result<(), Failure> {
        let id: Uuid = self.id();
        self.left = true;
        let columns = crate::cols! { "id" => id, "kind" => kind, "payload" => payload.to_string(), "run_at" => run_at };
        self.save(Write::Insert { table: "job", columns })
    }

    /// Leaves a message for the world outside; it is sent after the commit. Nothing that identifies a person may stand in
    /// it: it says where to look, not what is there.
    pub fn send(&mut self, topic: &str, recipient: &str, subject: &str, body: &str) -> Result<(), Failure> {
        let id: Uuid = self.id();
        self.left = true;
        let columns = crate::cols! {
            "id" => id, "topic" => topic, "recipient" => recipient, "subject" => subject, "body" => body,
            "created_at" => self.at,
        };
        self.save(Write::Insert { table: "outbox", columns })
    }

    /// The reply that was given under this key before, if any. Another request under the same key is refused.
    pub fn replied(&mut self, key: &str, fingerprint: &str) -> Result<Option<String>, Failure> {
        kept_reply(&mut self.tx, self.actor.account, key, fingerprint)
    }

    /// Keeps the reply to a command in the same transaction as the command's effects.
    pub fn keep_reply(&mut self, key: &str, fingerprint: &str, reply: &str) -> Result<(), Failure> {
        let columns = crate::cols! {
            "key" => key, "account" => text(self.actor.account), "fingerprint" => fingerprint, "reply" => reply, "at" => self.at,
        };
        self.save(Write::Insert { table: "reply", columns })
    }

    pub(crate) fn finish_job(&mut self, id: Uuid) -> Result<(), Failure> {
        self.save(Write::Delete { table: "job", key: crate::cols! { "id" => id } })
    }

    pub(crate) fn raw(&mut self, sql: &str, params: &[Value]) -> Result<(), Failure> {
        self.tx.change(sql, params, false)
    }

    fn entry(&self, event: &str, subject_kind: &str, subject: Uuid, facts: String) -> Entry {
        Entry {
            chain: 0,
            seq: 0,
            id: self.ids.next(self.at),
            at: self.at,
            day: self.at.day(),
            event: event.to_owned(),
            subject_kind: subject_kind.to_owned(),
            subject,
            person: None,
            account: self.actor.account,
            organisation: self.actor.organisation,
            role: self.actor.role.clone(),
            via: self.actor.via.to_owned(),
            request: self.request,
            facts,
            hash: Vec::new(),
        }
    }

    fn save(&mut self, row: Write) -> Result<(), Failure> {
        let dialect = self.tx.dialect();
        match row {
            Write::Insert { table, columns } => {
                let (names, values) = split(columns);
                self.tx.change(&insert_many(dialect, table, &names, 1), &values, false)
            }
            Write::Put { table, key, columns } => {
                let (names, values) = split(columns);
                let make = || format!("{} {}", insert_text(table, &names, 1), on_conflict(key, &names));
                self.tx.change(&known(dialect, table, Shape::Put(key), &names, make), &values, false)
            }
            Write::Delete { table, key } => {
                let (names, values) = split(key);
                let make = || format!("DELETE FROM {table} WHERE {}", place(&names, 1).join(" AND "));
                self.tx.change(&known(dialect, table, Shape::Delete, &names, make), &values, false)
            }
            Write::Update { table, id, version, columns } => self.update(table, id, version, columns),
        }
    }

    fn update(&mut self, table: &'static str, id: Uuid, version: i64, columns: Columns) -> Result<(), Failure> {
        let (names, values) = split(columns);
        let make = || {
            let set = place(&names, 3).join(", ");
            format!("UPDATE {table} SET version = version + 1, {set} WHERE id = $1 AND version = $2")
        };
        let sql = known(self.tx.dialect(), table, Shape::Update, &names, make);
        let mut parameters = vec![Value::from(id), Value::from(version)];
        parameters.extend(values);
        self.tx.change(&sql, &parameters, true)
    }

    /// Writes the journal entries into one chain, that of the first one's subject, in the order in which they were noted, and gives the transaction back
    /// for the commit. A unit holds one chain's head only, so no two units wait for each other crosswise.
    pub(crate) fn finish(mut self) -> Result<Tx<'a>, Failure> {
        let entries = std::mem::take(&mut self.entries);
        let Some(first) = entries.first() else { return Ok(self.tx) };
        let chain = journal::chain_of(first.subject);
        let read = |row: &crate::Row| Ok((row.get::<i64>("seq")?, row.get::<Vec<u8>>("hash")?));
        let (mut seq, mut hash) = self.tx.one(&journal::HEAD, params![chain], "chain of the journal", read)?;
        let mut fresh = Fresh::new(Together::Neighbours);
        for mut entry in entries {
            seq += 1;
            (entry.chain, entry.seq) = (chain, seq);
            hash = entry.hash_after(&hash);
            entry.hash.clone_from(&hash);
            fresh.add("journal", entry.columns());
        }
        self.save_fresh(&mut fresh)?;
        self.tx.change(journal::ADVANCE.rendered(self.tx.dialect()), params![chain, seq, hash], false)?;
        Ok(self.tx)
    }
}

/// Which new rows are saved together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Together {
    /// Those that follow one another.
    Neighbours,
    /// All of a table.
    Tables,
}

/// New rows that wait to be saved together, by table.
struct Fresh {
    together: Together,
    tables: Vec<Rows>,
}

struct Rows {
    table: &'static str,
    columns: Vec<&'static str>,
    count: usize,
    values: Vec<Value>,
}

impl Fresh {
    fn new(together: Together) -> Self {
        Fresh { together, tables: Vec::new() }
    }

    fn add(&mut self, table: &'static str, row: Columns) {
        let same = |rows: &&mut Rows| rows.table == table && rows.columns.iter().eq(row.iter().map(|(name, _)| name));
        let found = match self.together {
            Together::Neighbours => self.tables.last_mut().filter(same),
            Together::Tables => self.tables.iter_mut().find(same),
        };
        if let Some(rows) = found {
            rows.count += 1;
            rows.values.extend(row.into_iter().map(|(_, value)| value));
            return;
        }
        let columns = row.iter().map(|(name, _)| *name).collect();
        self.tables.push(Rows { table, columns, count: 1, values: values(row) });
    }
}

/// In which portions rows are saved. Each statement to PostgreSQL is a round trip, so it takes many rows; of few different
/// sizes, because each size is a statement that is prepared and kept. SQLite is a call away, and keeps the old pages of a
/// statement with several rows in case it fails: one row at a time is quicker.
fn portions(mut count: usize, dialect: Dialect) -> Vec<usize> {
    if dialect == Dialect::Sqlite {
        return vec![1; count];
    }
    let mut portions = Vec::new();
    for size in [64, 8] {
        while count >= size {
            portions.push(size);
            count -= size;
        }
    }
    if count > 0 {
        portions.push(count);
    }
    portions
}

fn values(columns: Columns) -> Vec<Value> {
    columns.into_iter().map(|(_, value)| value).collect()
}

fn split(columns: Columns) -> (Vec<&'static str>, Vec<Value>) {
    columns.into_iter().unzip()
}
