//! What makes a place (INT-6, BRK-1): its areas, commissioners, calendar, clocks, lots, prices, charge rules and measures, and the
//! figures and names from which a demonstration is made.
//!
//! A place is a directory of tables that people can read and change, `places/dorset`. They are embedded in the program and checked
//! when they are read, each against the others; a fault names the file and the key. Nothing here touches a database.

mod areas;
mod charges;
mod check;
mod files;
mod lots;
mod measures;
mod people;
mod place;
mod postcodes;
mod providers;
mod quality;
mod standards;
mod tables;
mod workforce;

pub use areas::{Commissioner, CommissionerKind, District, Locality, Transfer};
pub use charges::{
    Band, ChargeRules, Days, PackageRules, PaymentCell, PaymentColumn, PaymentRules, Per, Unit, Uplift, UpliftRule,
};
pub use files::Files;
pub use lots::{Lot, Price};
pub use measures::{Better, Counted, Measure, Milestone};
pub use people::{NameKind, Names, SmallArea};
pub use place::Place;
pub use postcodes::KnownPostcode;
pub use providers::{FrameworkProvider, OtherProvider};
pub use quality::{QualityBand, QualityForm, QualityRating, QualitySection, QualityStandard, WarningRules};
pub use standards::Standard;
pub use workforce::{CheckGroup, CheckKind, EndOnPaper, NeededBy, WorkforceRules};
