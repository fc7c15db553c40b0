//! Who looked at a record (REC-5, GOV-4), in words.

use kernel::{Failure, Moment};
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

/// Who looked at somebody's record or did something to it before a moment, newest first.
pub fn readers(tx: &mut Tx<'_>, person: PersonId, before: Moment, most: i64) -> Result<Vec<Reader>, Failure> {
    let entries = journal::of_person(tx, person.uuid(), before, most)?;
    let mut names = Names::default();
    entries.iter().map(|entry| names.reader(tx, entry)).collect()
}

/// Names already looked up: one person's readers are few.
#[derive(Default)]
struct Names {
    accounts: std::collections::HashMap<kernel::Uuid, String>,
    organisations: std::collections::HashMap<kernel::Uuid, String>,
}

impl Names {
    fn reader(&mut self, tx: &mut Tx<'_>, entry: &store::Entry) -> Result<Reader, Failure> {
        let read_only = entry.event == "person.read";
        let what = if read_only {
            format!("Looked at: {}", entry.facts().get("what").and_then(|what| what.as_str()).unwrap_or("record"))
        } else {
            event_in_words(&entry.event)
        };
        let role = entry.role.parse::<access::Role>().map(|role| role.words().to_owned());
        Ok(Reader {
            at: entry.at,
            name: self.account(tx, entry.account)?,
            role: role.unwrap_or_else(|_| "The system".to_owned()),
            organisation: self.organisation(tx, entry.organisation)?,
            what,
            read_only,
        })
    }

    fn account(&mut self, tx: &mut Tx<'_>, account: Option<kernel::Uuid>) -> Result<String, Failure> {
        let Some(account) = account else { return Ok("Kith itself".to_owned()) };
        if let Some(name) = self.accounts.get(&account) {
            return Ok(name.clone());
        }
        let name = access::account_name(tx, account)?.unwrap_or_else(|| "Somebody whose account is gone".to_owned());
        self.accounts.insert(account, name.clone());
        Ok(name)
    }

    fn organisation(&mut self, tx: &mut Tx<'_>, organisation: Option<kernel::Uuid>) -> Result<String, Failure> {
        let Some(organisation) = organisation else { return Ok(String::new()) };
        if let Some(name) = self.organisations.get(&organisation) {
            return Ok(name.clone());
        }
        let name = match access::organisation(tx, organisation) {
            Ok(found) => found.name,
            Err(Failure::NotFound(_)) => String::new(),
            Err(other) => return Err(other),
        };
        self.organisations.insert(organisation, name.clone());
        Ok(name)
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
