//! Every page and command of the room, with who may.

use wire::Slice;

use crate::{
    answer, award, change, complex, contingency, detail, end, framework, hand_back, list, of_person, offers, own,
    pilot,
    policy::{
        AdjustCare, AgreeLaterStart, AnswerOffer, AwardPackage, EndPackage, HandBack, KeepAward, ListAwarded,
        ListFramework, ListOffers, ListPackages, ListRates, MakeOffer, OwnPackage, RecordStanding, ReportChange,
        RequestPackage, SayAvailability, SeeAwarded, SeeOffer, SeeTolerance, StopPlacements, WidenSearch,
    },
    provider, rates, request, send, steps,
};

/// All of them.
pub(crate) fn all(slice: Slice) -> Slice {
    pilot::routes(complex::routes(change_routes(award_routes(offer_routes(framework_routes(packages(slice)))))))
}

/// What brokers and social workers do.
fn packages(slice: Slice) -> Slice {
    slice
        .person_link::<ListPackages>("Packages", "/people/{person}/packages")
        .page_with_data::<ListPackages, Vec<list::PackageLine>>(
            "/people/{person}/packages",
            "A person’s packages",
            of_person::page,
        )
        .page_with_data::<ListPackages, list::PackageList>("/packages", "Packages", list::page)
        .page_with_data::<ListPackages, detail::PackageData>("/packages/{package}", "A package", detail::page)
        .page_with_data::<ListRates, Vec<rates::RateLine>>("/rates", "Rates and the price schedule", rates::page)
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
}

/// The framework.
fn framework_routes(slice: Slice) -> Slice {
    slice
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
        .command::<RecordStanding>(
            "/framework/{provider}/standing",
            "Record a provider’s standing",
            framework::standing::FIELDS,
            framework::standing::page,
            framework::standing::submit,
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

/// What providers do before an award.
fn offer_routes(slice: Slice) -> Slice {
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
}

/// How care changes while it is given (BRK-9).
fn change_routes(slice: Slice) -> Slice {
    use change::{adjust, formal, report, tolerance};
    slice
        .page_with_data::<SeeTolerance, tolerance::Tolerance>("/tolerance", "Use of tolerance", tolerance::page)
        .command::<AdjustCare>(
            "/packages/{package}/adjust/{line}",
            "Adjust the care at a review",
            adjust::FIELDS,
            adjust::page,
            adjust::submit,
        )
        .command::<AdjustCare>(
            "/packages/{package}/formal-review",
            "Ask for a formal review",
            formal::FIELDS,
            formal::page,
            formal::submit,
        )
        .command::<ReportChange>(
            "/packages/{package}/report-change",
            "Report a change in the person",
            report::FIELDS,
            report::page,
            report::submit,
        )
}

/// The order of things after an award.
fn award_routes(slice: Slice) -> Slice {
    use steps::{introduction, later_start, outcomes, receive_plan, return_plan, start, started};
    slice
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
        .command::<AgreeLaterStart>(
            "/packages/{package}/later-start",
            "Answer a provider that asks to start later",
            later_start::FIELDS,
            later_start::page,
            later_start::submit,
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
