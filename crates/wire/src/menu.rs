use access::Role;

use crate::{NavEntry, Slice};

/// Nobody finds their way in a menu of more entries than this.
const MOST: usize = 7;

/// In which order the entries of all rooms stand: the one place that knows it. A room says only that it has an entry.
#[derive(Debug, Clone, Copy)]
pub struct Menu {
    /// What each role needs most, by address, the most needed first. What does not fit stands on the page of the rest.
    pub first: fn(Role) -> &'static [&'static str],
    /// Everything under headings, by address.
    pub groups: &'static [(&'static str, &'static [&'static str])],
    /// The page of the rest.
    pub more: &'static str,
}

/// The entries of one role: those at the head of every page, and the rest under headings.
#[derive(Debug, Default)]
pub struct OwnMenu {
    /// At the head of every page.
    pub head: Vec<NavEntry>,
    /// The page of the rest, if there is a rest.
    pub more: Option<&'static str>,
    /// The rest under headings, for that page.
    pub rest: Vec<(&'static str, Vec<NavEntry>)>,
}

/// What stands in no group.
const OTHER: &str = "Other";

impl OwnMenu {
    /// The menu of a role: all that it may open, the most needed first, the rest under headings.
    pub fn of(slices: &[Slice], role: Role) -> Self {
        let entries = slices.iter().flat_map(|slice| slice.nav.iter().copied());
        let own: Vec<NavEntry> = entries.filter(|entry| entry.action.reach_of(role).is_some()).collect();
        match slices.iter().find_map(|slice| slice.menu) {
            Some(menu) => menu.sort(own, role),
            None => OwnMenu { head: own, ..OwnMenu::default() },
        }
    }

    /// Which entry a page belongs to, by address: the one with the longest address it lies under; the page of the rest for what
    /// stands there.
    pub fn current(&self, path: &str) -> Option<&'static str> {
        let rest = self.rest.iter().flat_map(|(_, entries)| entries);
        let all = self.head.iter().chain(rest).map(|entry| entry.href).chain(self.more);
        let own = all.filter(|href| is_under(path, href)).max_by_key(|href| href.len())?;
        if self.head.iter().any(|entry| entry.href == own) { Some(own) } else { self.more }
    }
}

impl Menu {
    fn sort(&self, own: Vec<NavEntry>, role: Role) -> OwnMenu {
        let first = (self.first)(role).iter().filter_map(|href| own.iter().find(|entry| entry.href == *href).copied());
        let head: Vec<NavEntry> = first.collect();
        let left: Vec<NavEntry> =
            own.into_iter().filter(|entry| !head.iter().any(|one| one.href == entry.href)).collect();
        let rest = self.grouped(left);
        let count: usize = rest.iter().map(|(_, entries)| entries.len()).sum();
        if head.len().saturating_add(count) <= MOST {
            let all = head.into_iter().chain(rest.into_iter().flat_map(|(_, entries)| entries));
            return OwnMenu { head: all.collect(), ..OwnMenu::default() };
        }
        OwnMenu { head, more: Some(self.more), rest }
    }

    fn grouped(&self, mut left: Vec<NavEntry>) -> Vec<(&'static str, Vec<NavEntry>)> {
        let mut groups = Vec::new();
        for (heading, hrefs) in self.groups {
            let entries = hrefs.iter().filter_map(|href| left.iter().find(|entry| entry.href == *href).copied());
            let entries: Vec<NavEntry> = entries.collect();
            left.retain(|entry| !hrefs.contains(&entry.href));
            groups.push((*heading, entries));
        }
        groups.push((OTHER, left));
        groups.retain(|(_, entries)| !entries.is_empty());
        groups
    }
}

fn is_under(path: &str, href: &str) -> bool {
    path == href || path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'))
}
