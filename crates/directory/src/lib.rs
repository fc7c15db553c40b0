//! Registered places of care, as the regulator publishes them (DIR-3, BRK-1).
//!
//! The register is imported from the regulator's files and is not edited here: a wrong entry is put right by the regulator
//! and comes with the next file. Matching a provider on the framework with its registered locations goes by the
//! regulator's id of the provider, [`locations_of`].

mod import;
mod imports_page;
mod location;
mod policy;
mod search;
mod show;

pub use import::{Columns, import_location};
pub use location::{CareLocation, location, location_by_id, locations_of};
pub use policy::{ACTIONS, FindCare, SeeImports};
pub use search::{Answer, Found};
pub use show::LocationFacts;
use wire::Slice;

/// The tables of this room.
pub const MIGRATIONS: &[store::Migration] =
    store::migrations!["20261122_1215_directory", "20261122_1216_directory_search"];

/// What this room gives the house.
pub fn slice() -> Slice {
    Slice::new("directory", ACTIONS, MIGRATIONS)
        .page_with_data::<FindCare, Answer>("/directory", "Registered places of care", search::page)
        .page_with_data::<FindCare, LocationFacts>("/directory/{location}", "A registered place of care", show::page)
        .page_with_data::<SeeImports, imports_page::Runs>("/imports", "Imports", imports_page::list)
        .page_with_data::<SeeImports, imports_page::OneRun>("/imports/{run}", "One import", imports_page::show)
        .page::<SeeImports>("/imports/{run}/faults", "Faults of an import as a file", imports_page::faults)
        .nav::<FindCare>("Directory", "/directory")
        .nav::<SeeImports>("Imports", "/imports")
}
