//! The plan of the house: which crate may use which. ARCHITECTURE.md says why.

use std::fmt;

/// Ground floor, step by step: a crate may use the steps before its own.
const GROUND: [&[&str]; 6] = [&["kernel"], &["sheet", "places"], &["store"], &["access"], &["page"], &["wire"]];
/// First floor: each the only one of its kind, none uses another.
const MECHANISMS: [&str; 9] =
    ["clocks", "forms", "accounts", "measures", "messages", "routing", "plancheck", "travel", "imports"];
/// Rooms in the order of the thread: a room may use rooms before it, never after. What is known of providers' quality stands
/// before brokerage, which ranks by it; their workers' checks before visits, which are given by them.
const THREAD: [&str; 14] = [
    "people",
    "directory",
    "referrals",
    "assessments",
    "plans",
    "coordination",
    "quality",
    "workforce",
    "brokerage",
    "visits",
    "charging",
    "contracts",
    "oversight",
    "mycare",
];
/// Rooms beside the thread: they may use its rooms, its rooms not them, and they not one another.
const BESIDE: [&str; 2] = ["safeguarding", "forums"];
/// Doors: outermost last.
const DOORS: [&str; 3] = ["planfiles", "fhir", "server"];

/// Edges the order would allow and the house does not.
const BANNED: [(&str, &str, &str); 5] = [
    ("page", "store", "a page is made from values, it never asks the database"),
    ("routing", "store", "the planner is a pure solver without a database"),
    ("routing", "access", "the planner is a pure solver without people who sign in"),
    ("routing", "page", "the planner is a pure solver without pages"),
    ("routing", "wire", "the planner is a pure solver without a wire format"),
];

/// How one crate leans on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// In the product itself, or in its building.
    Product,
    /// In its tests only.
    Tests,
}

/// Where a crate stands: floor, then step on the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Standing(u8, usize);

/// Why an edge is not allowed.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn refuse<T>(why: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal(why.into()))
}

fn standing(name: &str) -> Option<Standing> {
    let step = |floor: u8, names: &[&str]| names.iter().position(|n| *n == name).map(|i| Standing(floor, i));
    let level = |floor: u8, names: &[&str]| names.contains(&name).then_some(Standing(floor, 0));
    GROUND
        .iter()
        .position(|names| names.contains(&name))
        .map(|i| Standing(0, i))
        .or_else(|| level(1, &MECHANISMS))
        .or_else(|| step(2, &THREAD))
        .or_else(|| level(3, &BESIDE))
        .or_else(|| step(4, &DOORS))
}

/// Whether the plan knows a crate of this name.
pub fn knows(name: &str) -> bool {
    name == "testkit" || name == "xtask" || standing(name).is_some()
}

/// Whether `from` may use `to`.
pub fn may_use(from: &str, to: &str, kind: Kind) -> Result<(), Refusal> {
    if from == "xtask" || to == "xtask" {
        return refuse("xtask stands outside the house: it uses no crate of it and none uses xtask");
    }
    if to == "testkit" {
        return match kind {
            Kind::Tests => Ok(()),
            Kind::Product => refuse("testkit is for tests only: move it to [dev-dependencies]"),
        };
    }
    if from == "testkit" {
        return Ok(());
    }
    if let Some((_, _, why)) = BANNED.iter().find(|(f, t, _)| *f == from && *t == to) {
        return refuse(*why);
    }
    let (Some(here), Some(there)) = (standing(from), standing(to)) else {
        return refuse("one of the two is not in the plan of the house (xtask/src/house.rs)");
    };
    if there < here { Ok(()) } else { refuse(why_not(from, to, here, there)) }
}

fn why_not(from: &str, to: &str, here: Standing, there: Standing) -> String {
    match (here.0, there.0) {
        (a, b) if a < b => {
            format!("{to} is built on top of what {from} belongs to; let it react to journal events instead")
        }
        (0, _) => format!("on the ground floor {to} does not come before {from}"),
        (1, _) => "one mechanism does not use another; bring the two together in a room".to_owned(),
        (2, _) => format!("a room may use rooms before it in the thread, and {to} comes after {from}"),
        (3, _) => "rooms beside the thread do not use one another".to_owned(),
        _ => format!("{to} is the outer door; {from} cannot use it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_floor_may_use_what_is_under_it() {
        for (from, to) in [
            ("store", "kernel"),
            ("store", "places"),
            ("access", "store"),
            ("page", "access"),
            ("wire", "page"),
            ("clocks", "wire"),
            ("people", "clocks"),
            ("brokerage", "plans"),
            ("oversight", "people"),
            ("brokerage", "quality"),
            ("visits", "workforce"),
            ("safeguarding", "visits"),
            ("fhir", "visits"),
            ("server", "fhir"),
            ("server", "quality"),
            ("testkit", "server"),
        ] {
            assert_eq!(may_use(from, to, Kind::Product), Ok(()), "{from} -> {to}");
        }
        assert_eq!(may_use("kernel", "testkit", Kind::Tests), Ok(()));
    }

    #[test]
    fn no_edge_goes_up_or_sideways() {
        for (from, to) in [
            ("kernel", "store"),
            ("sheet", "places"),
            ("store", "access"),
            ("page", "store"),
            ("page", "wire"),
            ("clocks", "accounts"),
            ("routing", "store"),
            ("clocks", "people"),
            ("people", "brokerage"),
            ("plans", "brokerage"),
            ("quality", "brokerage"),
            ("workforce", "visits"),
            ("brokerage", "safeguarding"),
            ("safeguarding", "forums"),
            ("people", "server"),
            ("fhir", "server"),
            ("people", "testkit"),
            ("people", "xtask"),
            ("xtask", "kernel"),
            ("people", "cellar"),
        ] {
            assert!(may_use(from, to, Kind::Product).is_err(), "{from} -> {to} must be refused");
        }
        assert!(may_use("people", "visits", Kind::Tests).is_err(), "a test may not turn the order round either");
    }
}
