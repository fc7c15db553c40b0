//! An oracle for the books: reckons anew, from raw rows and the place's files alone, what was bought, planned, recorded,
//! approved, charged, invoiced and reported. It shares no code with the product: its own SQL, its own arithmetic, its own
//! reading of the rules. Only civil time comes from jiff.

mod books;
mod contract;
mod money;
mod report;
mod rows;

pub use contract::Contract;
pub use report::Told;
pub use rows::{Facts, load};

/// Everything that does not agree, in words.
pub fn faults(facts: &Facts, contract: &Contract, told: &Told) -> Vec<String> {
    let mut faults = Vec::new();
    let due = money::visits(facts, contract, &mut faults);
    money::invoices(facts, &mut faults);
    books::pence(facts, &due, &mut faults);
    books::minutes(facts, &mut faults);
    report::hours(facts, &due, told, &mut faults);
    report::measures(facts, contract, told, &mut faults);
    faults
}
