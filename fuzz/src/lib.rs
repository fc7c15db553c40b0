//! What must hold of every parser that reads text or bytes from outside, whatever it is given: one function for each.
//!
//! The fuzzers of `fuzz_targets` call these with bytes they make up; `crates/server/tests/it/parsers.rs` includes this very
//! file and calls them with every file of `seeds` and `found`, so that what was found once is asked with every test.

pub mod files;
pub mod forms;
pub mod maps;
pub mod plans;
pub mod requests;
pub mod tables;
pub mod values;
mod words;

use kernel::Failure;

use words::{in_lines, in_words};

/// A name and what must hold of the bytes it is given. It panics when it does not.
pub type Target = (&'static str, fn(&[u8]));

/// Every target, by the name of its binary and of its folder of seeds.
pub const TARGETS: &[Target] = &[
    ("bank_holidays", tables::bank_holidays),
    ("care_providers", tables::care_providers),
    ("cells", values::cells),
    ("csv_out", tables::csv_out),
    ("form", forms::form),
    ("json", forms::json),
    ("key_file", files::key_file),
    ("ledger", tables::ledger),
    ("manifest", files::manifest),
    ("map", maps::map),
    ("money", values::money),
    ("monitoring", tables::monitoring),
    ("nhs_number", values::nhs_number),
    ("place", files::place),
    ("plan", plans::plan),
    ("plan_answer", plans::plan_answer),
    ("plan_check", plans::plan_check),
    ("postcode", values::postcode),
    ("postcodes", tables::postcodes),
    ("prices", tables::prices),
    ("referrals", tables::referrals),
    ("requests", requests::requests),
    ("sender", forms::sender),
    ("settings", files::settings),
    ("table", tables::table),
    ("text", values::text),
    ("times", values::times),
    ("travel_places", maps::travel_places),
];

/// A refusal that is the sender's to put right, in words; it is never a fault of the program's own.
fn refused(failure: &Failure) {
    match failure {
        Failure::Invalid(faults) => {
            assert!(!faults.is_empty(), "refused without a reason");
            faults.iter().for_each(|fault| in_words(&fault.message));
        }
        Failure::TooLarge(message) => in_words(message),
        other => panic!("not a refusal of what was sent: {other:?}"),
    }
}
