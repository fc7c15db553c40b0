//! From an agreed plan to care that has begun: the framework and its providers (BRK-1), packages (BRK-2), sealed offers and
//! one award (BRK-3), the order of things after it (BRK-5), contingency (BRK-6), hand-backs (BRK-9) and the measures
//! providers are held to (BRK-12).

pub mod answer;
pub mod award;
pub mod change;
pub mod competition;
pub mod complex;
pub mod contingency;
pub mod detail;
pub mod end;
mod figures;
pub mod flow;
mod follow;
pub mod framework;
pub mod hand_back;
mod kinds;
pub mod list;
pub mod machine;
mod measures;
pub mod note;
pub mod of_person;
pub mod offer;
pub mod offers;
pub mod own;
mod package;
pub mod parts;
pub mod pilot;
pub mod policy;
pub mod provider;
pub mod rank;
pub mod ranking;
pub mod rates;
mod reactions;
pub mod request;
mod routes;
mod seal;
pub mod send;
mod share;
mod show;
pub mod spot;
pub mod steps;
pub mod transfer;
pub mod wish;

pub use figures::{Bought, Returned, bought, holders, returned, waiting};
pub use framework::{NewProvider, Provider, admit, admit_all, provider_by_code, provider_row, providers};
pub use kinds::{Basis, Channel, DeclineReason, EndReason, HandBackReason, StopReason};
pub use machine::State;
pub use measures::MEASURES;
pub use offer::{Offer, OfferId, OfferState};
pub use package::{Leaving, Package, PackageId, PackageView, active_for, lines, of_person, package, reference, row};

use access::Role;
use wire::Slice;

use policy::{
    ListAwarded, ListFramework, ListOffFramework, ListOffers, ListPackages, ListRates, SeeApprovals, SeeComplex,
    SeeOwnRanking, SeePilots, SeeRanking, SeeTolerance,
};

/// What an [`AwardId`] names.
#[derive(Debug)]
pub enum AwardRow {}

/// The id of an award.
pub type AwardId = kernel::Id<AwardRow>;

/// The tables of this room.
pub const MIGRATIONS: &[store::Migration] = store::migrations![
    "20261122_1240_brokerage",
    "20261126_0700_later_start",
    "20261126_0710_rates",
    "20261126_1010_tolerance",
    "20261126_1140_package_lists",
    "20261126_1300_ranking",
    "20261126_1310_competition",
    "20261126_1310_complex_care",
    "20261126_1310_work_list",
    "20261126_1320_wishes",
    "20261126_1330_framework_share",
    "20261126_1330_pilots",
    "20261126_1330_spot_approval",
    "20261126_1340_parts",
    "20261126_1350_replies",
    "20261126_1410_agency_workers",
    "20261127_0350_package_notes",
];

/// What this room gives the house.
pub fn slice() -> Slice {
    let slice = Slice::new("brokerage", policy::ACTIONS, MIGRATIONS).jobs(reactions::JOBS);
    routes::all(slice)
        .nav::<ListPackages>("Packages", "/packages")
        .nav::<ListRates>("Rates", "/rates")
        .nav::<ListOffers>("Today", "/provider")
        .nav::<ListOffers>("Offers", "/offers")
        .nav::<ListAwarded>("Packages", "/provider/packages")
        .nav::<SeeTolerance>("Tolerance", "/tolerance")
        .nav::<SeeComplex>("Complex care", "/complex")
        .nav::<SeePilots>("Outcome pilots", "/pilots")
        .nav::<SeeApprovals>("Approvals", "/approvals")
        .nav::<ListFramework>("Framework", "/framework")
        .nav::<SeeRanking>("Ranking", "/ranking")
        .nav::<SeeOwnRanking>("Your score", "/ranking/own")
        .nav::<ListOffFramework>("Off the framework", "/off-framework")
        .home_tiles::<SeeTolerance>(Role::ProviderManager, change::tolerance::tiles)
        .home_tiles::<SeeComplex>(Role::ProviderManager, complex::list::tiles)
        .home(Role::Broker, "/packages")
        .home(Role::ProviderManager, "/provider")
}
