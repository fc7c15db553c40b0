//! Who looked at a record (REC-5, GOV-4), in words.

use std::collections::BTreeMap;

use kernel::{Failure, Moment, Uuid};
use page::{
    Markup,
    components::{Cell, Table, table},
    html,
};
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

/// A day on which somebody's name stood in lists that one reader opened; nothing more of the record was shown there.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct InLists {
    /// When last on that day.
    #[schemars(with = "String")]
    pub at: Moment,
    /// Who opened them.
    pub name: String,
    /// In which role.
    pub role: String,
    /// For which organisation; empty for the person themselves.
    pub organisation: String,
    /// Which lists: "packages, visits".
    pub lists: String,
    /// How often that day, all of them together.
    pub times: i64,
}

/// Who looked at somebody's record, in one stretch of time.
#[derive(Debug, Clone, Default)]
pub struct Looked {
    /// Every look and every change, the latest first.
    pub readers: Vec<Reader>,
    /// The days on which the name stood in lists, the latest first.
    pub lists: Vec<InLists>,
    /// Ask again with this for what came before.
    pub earlier: Option<Moment>,
}

/// How many lists of a day are read at once.
const MOST_LISTED: i64 = 400;

/// Who looked at somebody's record or did something to it before a moment, and in whose lists the name stood, newest first.
/// Names are read together, so that many readers ask no more statements than few.
pub fn readers(tx: &mut Tx<'_>, person: PersonId, before: Moment, most: i64) -> Result<Looked, Failure> {
    let beginning = Moment::from_micros(0);
    let mut entries = journal::of_person(tx, person.uuid(), before, most)?;
    let mut listed = journal::listed(tx, person.uuid(), (beginning, before), MOST_LISTED)?;
    // Both are told for the same stretch: it begins where the first of them was cut off.
    let full = |len: usize, most: i64| i64::try_from(len).is_ok_and(|len| len >= most);
    let cut = entries.last().filter(|_| full(entries.len(), most)).map(|last| last.at);
    let cut = cut.max(listed.last().filter(|_| full(listed.len(), MOST_LISTED)).map(|last| last.last_at));
    if let Some(from) = cut {
        entries.retain(|entry| entry.at >= from);
        listed.retain(|one| one.last_at >= from);
    }
    let accounts = entries.iter().filter_map(|entry| entry.account).chain(listed.iter().filter_map(|one| one.account));
    let accounts: Vec<_> = accounts.collect();
    let organisations = entries.iter().filter_map(|entry| entry.organisation);
    let organisations: Vec<_> = organisations.chain(listed.iter().filter_map(|one| one.organisation)).collect();
    let names = Names {
        accounts: access::account_names(tx, &accounts)?,
        organisations: access::organisation_names(tx, &organisations)?,
    };
    Ok(Looked {
        readers: entries.iter().map(|entry| names.reader(entry)).collect(),
        lists: names.in_lists(&listed),
        earlier: cut,
    })
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
        Reader {
            at: entry.at,
            name: self.account(entry.account),
            role: role_in_words(&entry.role),
            organisation: self.organisation(entry.organisation),
            what,
            read_only,
        }
    }

    /// One line for a reader and a day, whatever lists they opened.
    fn in_lists(&self, listed: &[journal::Listed]) -> Vec<InLists> {
        let mut days: Vec<(&journal::Listed, Vec<&str>, i64)> = Vec::new();
        for one in listed {
            let same = |of: &journal::Listed| {
                (of.day, of.account, of.organisation, &of.role) == (one.day, one.account, one.organisation, &one.role)
            };
            match days.iter_mut().find(|(first, ..)| same(first)) {
                Some((_, lists, times)) => {
                    lists.push(&one.what);
                    *times += one.times;
                }
                None => days.push((one, vec![&one.what], one.times)),
            }
        }
        let told = |(last, mut lists, times): (&journal::Listed, Vec<&str>, i64)| {
            lists.sort_unstable();
            InLists {
                at: last.last_at,
                name: self.account(last.account),
                role: role_in_words(&last.role),
                organisation: self.organisation(last.organisation),
                lists: lists.join(", "),
                times,
            }
        };
        days.into_iter().map(told).collect()
    }

    fn organisation(&self, id: Option<Uuid>) -> String {
        id.and_then(|id| self.organisations.get(&id)).cloned().unwrap_or_default()
    }

    fn account(&self, account: Option<Uuid>) -> String {
        let Some(account) = account else { return "Kith itself".to_owned() };
        self.accounts.get(&account).cloned().unwrap_or_else(|| "Somebody whose account is gone".to_owned())
    }
}

fn role_in_words(code: &str) -> String {
    code.parse::<access::Role>().map_or_else(|_| "The system".to_owned(), |role| role.words().to_owned())
}

/// The lists as a table, for those who look after what is read and for the person themselves.
pub fn in_lists_table(lists: &[InLists]) -> Markup {
    let row = |one: &InLists| {
        let for_whom = if one.organisation.is_empty() { String::new() } else { format!(", {}", one.organisation) };
        let times = if one.times == 1 { "once".to_owned() } else { format!("{} times", one.times) };
        vec![
            Cell::from(page::show::day(one.at.day())),
            Cell::from(format!("{}, {}{for_whom}", one.name, one.role.to_lowercase())),
            Cell::from(format!("Seen in a list {times}: {}", one.lists)),
        ]
    };
    html! {
        h2 class="nhsuk-heading-m" { "Seen in lists" }
        p { "The name stood in a list with others. Nothing more of the record was shown." }
        @if lists.is_empty() { (page::show::empty_state("The name has stood in nobody’s list in this stretch of time.")) }
        @else {
            (table(&Table {
                caption: "Lists, by day".into(),
                head: vec!["Day".into(), "Who".into(), "Which lists".into()],
                rows: lists.iter().map(row).collect(),
                responsive: true,
                ..Table::default()
            }))
        }
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
