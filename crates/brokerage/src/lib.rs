//! From an agreed plan to care that has begun: the framework and its providers (BRK-1), packages (BRK-2), sealed offers and
//! one award (BRK-3), the order of things after it (BRK-5), contingency (BRK-6), hand-backs (BRK-9) and the measures
//! providers are held to (BRK-12).

pub mod answer;
pub mod award;
pub mod contingency;
pub mod detail;
pub mod end;
mod figures;
pub mod framework;
pub mod hand_back;
mod kinds;
pub mod list;
pub mod machine;
mod measures;
pub mod offer;
pub mod offers;
pub mod own;
mod package;
pub mod policy;
pub mod provider;
pub mod rank;
mod reactions;
pub mod request;
pub mod review;
mod seal;
pub mod send;
mod show;
pub mod steps;

pub use figures::{Bought, Returned, bought, returned, waiting};
pub use framework::{NewProvider, Provider, admit, admit_all, provider_by_code, provider_row, providers};
pub use kinds::{Basis, Channel, DeclineReason, EndReason, HandBackReason, StopReason};
pub use machine::State;
pub use measures::MEASURES;
pub use offer::{Offer, OfferId, OfferState};
pub use package::{Leaving, Package, PackageId, PackageView, active_for, lines, of_person, package, reference, row};

use access::Role;
use wire::Slice;

use policy::{
    AnswerOffer, AwardPackage, EndPackage, HandBack, KeepAward, ListAwarded, ListFramework, ListOffers, ListPackages,
    MakeOffer, OwnPackage, RequestPackage, ReviewPackage, SayAvailability, SeeAwarded, SeeOffer, StopPlacements,
    WidenSearch,
};

/// What an [`AwardId`] names.
#[derive(Debug)]
pub enum AwardRow {}

/// The id of an award.
pub type AwardId = kernel::Id<AwardRow>;

/// The tables of this room.
pub const MIGRATIONS: &[store::Migration] = store::migrations!["20261122_1230_brokerage"];

/// What this room gives the house.
pub fn slice() -> Slice {
    let slice = Slice::new("brokerage", policy::ACTIONS, MIGRATIONS).jobs(reactions::JOBS);
    for_providers(for_brokers(slice))
        .nav::<ListPackages>("Packages", "/packages")
        .nav::<ListOffers>("Today", "/provider")
        .nav::<ListOffers>("Offers", "/offers")
        .nav::<ListAwarded>("Packages", "/provider/packages")
        .nav::<ListFramework>("Framework", "/framework")
        .home(Role::Broker, "/packages")
        .home(Role::ProviderManager, "/provider")
}

fn for_brokers(slice: Slice) -> Slice {
    slice
        .page_with_data::<ListPackages, list::PackageList>("/packages", "Packages", list::page)
        .page_with_data::<ListPackages, detail::PackageData>("/packages/{package}", "A package", detail::page)
        .command::<RequestPackage>(
            "/plans/{plan}/request-package",
            "Ask for a package",
            request::FIELDS,
            request::page,
            request::submit,
        )
        .command::<OwnPackage>("/packages/{package}/own", "Take a package on", own::FIELDS, own::page, own::submit)
        .command::<MakeOffer>("/packages/{package}/offer", "Offer a package", send::FIELDS, send::page, send::submit)
        .command::<WidenSearch>(
            "/packages/{package}/contingency",
            "Open the search to every provider",
            contingency::FIELDS,
            contingency::page,
            contingency::submit,
        )
        .command::<AwardPackage>(
            "/packages/{package}/award",
            "Award a package",
            award::FIELDS,
            award::page,
            award::submit,
        )
        .command::<EndPackage>("/packages/{package}/end", "End a package", end::FIELDS, end::page, end::submit)
        .command::<ReviewPackage>(
            "/packages/{package}/review",
            "Record a review of a package",
            review::FIELDS,
            review::page,
            review::submit,
        )
        .page_with_data::<ListFramework, Vec<framework::list::ProviderLine>>(
            "/framework",
            "Framework",
            framework::list::page,
        )
        .page_with_data::<ListFramework, Vec<framework::list::StopLine>>(
            "/framework/{provider}",
            "A provider",
            framework::list::show,
        )
        .command::<StopPlacements>(
            "/framework/{provider}/stop",
            "Stop placements",
            framework::stop::FIELDS,
            framework::stop::page,
            framework::stop::submit,
        )
        .command::<StopPlacements>(
            "/framework/stops/{stop}/lift",
            "Lift a stop",
            framework::stop::LIFT_FIELDS,
            framework::stop::lift_page,
            framework::stop::lift_submit,
        )
        .command::<SayAvailability>(
            "/framework/{provider}/availability",
            "Record where a provider has room",
            framework::availability::FIELDS,
            framework::availability::page,
            framework::availability::submit,
        )
}

fn for_providers(slice: Slice) -> Slice {
    use steps::{introduction, outcomes, receive_plan, return_plan, start, started};
    slice
        .page_with_data::<ListOffers, Vec<offers::OfferLine>>("/offers", "Offers", offers::list)
        .page_with_data::<SeeOffer, offers::Sealed>("/offers/{offer}", "An offer", offers::show)
        .command::<AnswerOffer>(
            "/offers/{offer}/accept",
            "Accept an offer",
            answer::accept::FIELDS,
            answer::accept::page,
            answer::accept::submit,
        )
        .command::<AnswerOffer>(
            "/offers/{offer}/decline",
            "Decline an offer",
            answer::decline::FIELDS,
            answer::decline::page,
            answer::decline::submit,
        )
        .page_with_data::<ListOffers, provider::ProviderHome>("/provider", "Today", provider::home)
        .page_with_data::<ListAwarded, Vec<provider::AwardedLine>>(
            "/provider/packages",
            "Your packages",
            provider::list,
        )
        .page_with_data::<SeeAwarded, provider::AwardedLine>(
            "/provider/packages/{package}",
            "A package you have",
            provider::show,
        )
        .command::<SayAvailability>(
            "/provider/availability",
            "Say where you have room",
            framework::availability::FIELDS,
            framework::availability::page,
            framework::availability::submit,
        )
        .command::<KeepAward>(
            "/packages/{package}/plan-received",
            "Confirm that the plan was received",
            receive_plan::FIELDS,
            receive_plan::page,
            receive_plan::submit,
        )
        .command::<KeepAward>(
            "/packages/{package}/introduction",
            "Record the introductory visit",
            introduction::FIELDS,
            introduction::page,
            introduction::submit,
        )
        .command::<KeepAward>(
            "/packages/{package}/outcomes",
            "Record the agreed outcomes",
            outcomes::FIELDS,
            outcomes::page,
            outcomes::submit,
        )
        .command::<KeepAward>(
            "/packages/{package}/provider-plan",
            "Send the provider’s plan back",
            return_plan::FIELDS,
            return_plan::page,
            return_plan::submit,
        )
        .command::<KeepAward>(
            "/packages/{package}/start",
            "Agree the first day",
            start::FIELDS,
            start::page,
            start::submit,
        )
        .command::<KeepAward>(
            "/packages/{package}/started",
            "Record that care has started",
            started::FIELDS,
            started::page,
            started::submit,
        )
        .command::<HandBack>(
            "/packages/{package}/hand-back",
            "Hand a package back",
            hand_back::FIELDS,
            hand_back::page,
            hand_back::submit,
        )
}
