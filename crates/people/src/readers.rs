//! Who looked at a record (REC-5, GOV-4), in words.

use std::collections::BTreeMap;

use kernel::{Failure, Moment, Uuid};
use store::{Tx, journal};

use crate::person::PersonId;

/// One look at a record, or one thing done to it.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct Reader {
    /// When.
    #[schemars(with = "String")]
    pub at: Moment,
    /// Who: the name, or "Kith itself".
    pub name: String,
    /// In which role.
    pub role: String,
    /// For which organisation; empty for the person themselves.
    pub organisation: String,
    /// What was looked at or done, in words: "Looked at: home access".
    pub what: String,
    /// Whether they only looked.
    pub read_only: bool,
}

/// Who looked at somebody's record or did something to it before a moment, newest first. Names are read together, so that
/// many readers ask no more statements than few.
pub fn readers(tx: &mut Tx<'_>, person: PersonId, before: Moment, most: i64) -> Result<Vec<Reader>, Failure> {
    let entries = journal::of_person(tx, person.uuid(), before, most)?;
    let accounts: Vec<_> = entries.iter().filter_map(|entry| entry.account).collect();
    let organisations: Vec<_> = entries.iter().filter_map(|entry| entry.organisation).collect();
    let names = Names {
        accounts: access::account_names(tx, &accounts)?,
        organisations: access::organisation_names(tx, &organisations)?,
    };
    Ok(entries.iter().map(|entry| names.reader(entry)).collect())
}

/// The names of everybody on one page.
struct Names {
    accounts: BTreeMap<Uuid, String>,
    organisations: BTreeMap<Uuid, String>,
}

impl Names {
    fn reader(&self, entry: &store::Entry) -> Reader {
        let read_only = entry.event == "person.read";
        let what = if read_only {
            format!("Looked at: {}", entry.facts().get("what").and_then(|what| what.as_str()).unwrap_or("record"))
        } else {
            event_in_words(&entry.event)
        };
        let role = entry.role.parse::<access::Role>().map(|role| role.words().to_owned());
        let organisation = entry.organisation.and_then(|id| self.organisations.get(&id));
        Reader {
            at: entry.at,
            name: self.account(entry.account),
            role: role.unwrap_or_else(|_| "The system".to_owned()),
            organisation: organisation.cloned().unwrap_or_default(),
            what,
            read_only,
        }
    }

    fn account(&self, account: Option<Uuid>) -> String {
        let Some(account) = account else { return "Kith itself".to_owned() };
        self.accounts.get(&account).cloned().unwrap_or_else(|| "Somebody whose account is gone".to_owned())
    }
}

/// "home_access.released" is "Home access: released".
fn event_in_words(event: &str) -> String {
    let (noun, verb) = event.split_once('.').unwrap_or((event, ""));
    let noun = noun.replace('_', " ");
    let mut letters = noun.chars();
    let noun: String = letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).collect();
    if verb.is_empty() { noun } else { format!("{noun}: {}", verb.replace('_', " ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_told_in_words() {
        assert_eq!(event_in_words("home_access.released"), "Home access: released");
        assert_eq!(event_in_words("referral.left_early"), "Referral: left early");
    }
}
