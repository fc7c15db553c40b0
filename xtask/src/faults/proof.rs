//! Whether everything that was promised is there, once, and as it was sent.

use super::cast::Token;
use super::client::Connection;
use super::data::Data;
use super::load::{About, Acknowledged, Command, Ledger, Source};
use crate::Outcome;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Mutex;

/// How many connections ask at once.
const ASKERS: usize = 8;

/// All that was acknowledged in a case so far, and what was found.
#[derive(Default)]
pub struct Proof {
    pub kept: Vec<Acknowledged>,
    /// Acknowledged writes that are not there, or not as they were sent.
    pub lost: Vec<String>,
    /// Anything else that must not be.
    pub wrong: Vec<String>,
    /// Commands that were sent again because nobody knew whether they were done.
    pub sent_again: usize,
}

impl Proof {
    /// Takes a round: what was unknown is sent again under its key and must be answered; what was acknowledged must be there
    /// and be answered the same; nothing may be there twice.
    pub fn round(&mut self, ledger: Ledger, source: &Source, data: &Data, address: SocketAddr) -> Outcome<()> {
        self.wrong.extend(ledger.own_faults());
        self.told_the_truth(&ledger, data)?;
        let Ledger { acknowledged, unanswered, turned_away, .. } = ledger;
        let unknown: Vec<Command> = unanswered.into_iter().chain(turned_away.into_iter().map(|(one, _)| one)).collect();
        self.sent_again += unknown.len();
        let again = each(address, &unknown, |connection, command| send(connection, command).map(Some))?;
        self.same_answers(&acknowledged, address)?;
        let mut fresh = acknowledged;
        for (command, answer) in unknown.into_iter().zip(again) {
            let (status, body) = answer;
            match status {
                200 => fresh.push(Acknowledged { command, answer: body }),
                // A check-in that is too early stays so.
                409 if matches!(command.about, About::CheckIn { .. }) => {}
                _ => {
                    self.wrong.push(format!("{} sent again: {status} {}", command.key, String::from_utf8_lossy(&body)))
                }
            }
        }
        self.are_there(&fresh, source, address)?;
        self.kept.extend(fresh);
        self.counted(source, data)
    }

    /// Everything of all rounds once more.
    pub fn all(&mut self, source: &Source, data: &Data, address: SocketAddr) -> Outcome<()> {
        let kept = std::mem::take(&mut self.kept);
        let found = self.are_there(&kept, source, address);
        self.kept = kept;
        found?;
        self.counted(source, data)
    }

    /// Who was told “nothing was changed” must find nothing changed.
    fn told_the_truth(&mut self, ledger: &Ledger, data: &Data) -> Outcome<()> {
        let denied: BTreeMap<&str, &str> = ledger
            .turned_away
            .iter()
            .filter(|(_, words)| words.contains("nothing was changed"))
            .filter_map(|(command, words)| match &command.about {
                About::Contact { caller, .. } => Some((caller.as_str(), words.as_str())),
                _ => None,
            })
            .collect();
        if denied.is_empty() {
            return Ok(());
        }
        let there = data.ask("SELECT caller_name FROM contact WHERE caller_name LIKE 'Caller %'")?;
        for words in there.lines().filter_map(|name| denied.get(name)) {
            self.wrong.push(format!("somebody was told “{words}”, and it was"));
        }
        Ok(())
    }

    /// The same key is answered the same.
    fn same_answers(&mut self, acknowledged: &[Acknowledged], address: SocketAddr) -> Outcome<()> {
        // The last ones are those nearest to the fault.
        let some = acknowledged.get(acknowledged.len().saturating_sub(400)..).unwrap_or_default();
        let again = each(address, some, |connection, one| send(connection, &one.command).map(Some))?;
        for (one, (status, body)) in some.iter().zip(again) {
            if status != 200 || body != one.answer {
                let said = String::from_utf8_lossy(&body).into_owned();
                let before = String::from_utf8_lossy(&one.answer).into_owned();
                self.wrong.push(format!("{}: first {before}, then {status} {said}", one.command.key));
            }
        }
        Ok(())
    }

    /// Asks for every effect over HTTP.
    pub fn are_there(&mut self, acknowledged: &[Acknowledged], source: &Source, address: SocketAddr) -> Outcome<()> {
        let taken: BTreeSet<&str> = acknowledged
            .iter()
            .filter_map(|one| match &one.command.about {
                About::Take { contact } => Some(contact.as_str()),
                _ => None,
            })
            .collect();
        let found = each(address, acknowledged, |connection, one| match &one.command.about {
            About::Contact { .. } => {
                let path = format!("/api/contacts/{}", id_of(one));
                ask(connection, &path, source.call_handler()).map(Some)
            }
            About::CheckIn { visit } => ask(connection, &format!("/api/visits/{visit}"), &one.command.token).map(Some),
            About::Take { .. } | About::Note { .. } => Ok(None),
        })?;
        for (one, (status, body)) in acknowledged.iter().zip(found) {
            let told: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
            let says = |key: &str| told.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
            let holds = match &one.command.about {
                About::Contact { caller, wanted } => {
                    let owned = !taken.contains(id_of(one).as_str()) || says("state") == "owned";
                    status == 200 && says("caller_name") == caller && says("wanted") == wanted && owned
                }
                About::CheckIn { .. } => status == 200 && says("state") == "started",
                About::Take { .. } | About::Note { .. } => true,
            };
            if !holds {
                self.lost.push(format!("{:?}: {status} {}", one.command.about, String::from_utf8_lossy(&body)));
            }
        }
        self.notes_are_there(acknowledged, address)
    }

    /// Each note stands once on its visit's page.
    fn notes_are_there(&mut self, acknowledged: &[Acknowledged], address: SocketAddr) -> Outcome<()> {
        let mut by_visit: BTreeMap<(&str, &Token), Vec<&str>> = BTreeMap::new();
        for one in acknowledged {
            if let About::Note { visit, words } = &one.command.about {
                by_visit.entry((visit, &one.command.token)).or_default().push(words);
            }
        }
        let pages: Vec<_> = by_visit.keys().copied().collect();
        let found = each(address, &pages, |connection, (visit, token)| {
            ask(connection, &format!("/visits/{visit}"), token).map(Some)
        })?;
        for (((visit, _), notes), (_, body)) in by_visit.iter().zip(found) {
            let page = String::from_utf8_lossy(&body).into_owned();
            for words in notes {
                let escaped = words.replace('&', "&amp;").replace('<', "&lt;");
                match page.matches(&escaped).count() {
                    1 => {}
                    0 => self.lost.push(format!("a note on the visit {visit}: {words}")),
                    more => self.wrong.push(format!("a note stands {more} times on the visit {visit}: {words}")),
                }
            }
        }
        Ok(())
    }

    /// As many rows and entries of the journal as commands: nothing is there twice.
    fn counted(&mut self, source: &Source, data: &Data) -> Outcome<()> {
        let (mut contacts, mut takes, mut notes) = (0, 0, 0);
        for one in &self.kept {
            match one.command.about {
                About::Contact { .. } => contacts += 1,
                About::Take { .. } => takes += 1,
                About::Note { .. } => notes += 1,
                About::CheckIn { .. } => {}
            }
        }
        let mine = format!("SELECT id FROM contact WHERE caller_name LIKE '{}%'", source.mark());
        let entries =
            |event: &str| format!("SELECT count(*) FROM journal WHERE event = '{event}' AND subject IN ({mine})");
        let wanted = [
            ("contacts", contacts, format!("SELECT count(*) FROM contact WHERE caller_name LIKE '{}%'", source.mark())),
            ("entries of recorded contacts", contacts, entries("contact.recorded")),
            ("entries of taken contacts", takes, entries("contact.owned")),
            ("notes", notes, format!("SELECT count(*) FROM visit_note WHERE words LIKE '{}%'", source.note_mark())),
        ];
        for (what, wanted, statement) in wanted {
            let there = data.figure(&statement)?;
            if there < wanted {
                self.lost.push(format!("{what}: {there} are there, {wanted} were acknowledged"));
            } else if there > wanted {
                self.wrong
                    .push(format!("{what}: {there} are there, {wanted} were asked for: something was done twice"));
            }
        }
        Ok(())
    }
}

fn id_of(one: &Acknowledged) -> String {
    let told: serde_json::Value = serde_json::from_slice(&one.answer).unwrap_or_default();
    told.get("id").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

type Said = (u16, Vec<u8>);

fn send(connection: &mut Connection, command: &Command) -> std::io::Result<Said> {
    let answer = connection.post(&command.path, &command.token, &command.key, &command.body)?;
    Ok((answer.status, answer.body))
}

fn ask(connection: &mut Connection, path: &str, token: &str) -> std::io::Result<Said> {
    let answer = connection.get(path, token)?;
    Ok((answer.status, answer.body))
}

/// Asks about each thing over a few connections; the answers come in the order of the things.
fn each<T: Sync>(
    address: SocketAddr,
    things: &[T],
    question: impl Fn(&mut Connection, &T) -> std::io::Result<Option<Said>> + Sync,
) -> Outcome<Vec<Said>> {
    let found = Mutex::new(vec![(0_u16, Vec::new()); things.len()]);
    let size = things.len().div_ceil(ASKERS).max(1);
    let asked: Vec<std::io::Result<()>> = std::thread::scope(|scope| {
        let start = |(n, some): (usize, &'_ [T])| {
            let (found, question) = (&found, &question);
            let from = n * size;
            // Each thread looks at a part of its own.
            let some: Vec<&T> = things.iter().skip(from).take(some.len()).collect();
            scope.spawn(move || -> std::io::Result<()> {
                let mut connection = Connection::open(address)?;
                for (n, thing) in some.into_iter().enumerate() {
                    let Some(said) = question(&mut connection, thing)? else { continue };
                    if let Ok(mut found) = found.lock()
                        && let Some(place) = found.get_mut(from + n)
                    {
                        *place = said;
                    }
                }
                Ok(())
            })
        };
        let threads: Vec<_> = things.chunks(size).enumerate().map(start).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or(Ok(()))).collect()
    });
    let failed = asked.into_iter().find_map(Result::err);
    if let Some(error) = failed {
        return Err(format!("Asking after a fault: {error}"));
    }
    found.into_inner().map_err(|_| "Asking after a fault: a thread stopped.".to_owned())
}
