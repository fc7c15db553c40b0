//! Every page and command of the room, with who may.

use wire::Slice;

use crate::{
    answer, award, change, competition, complex, contingency, detail, end, framework, hand_back, list, note, of_person,
    offers, own, parts, pilot,
    policy::{
        AdjustCare, AdmitProvider, AgreeLaterStart, AnswerOffer, AskApproval, AwardPackage, BidForPackage,
        DecideApproval, EndPackage, HandBack, KeepAward, ListAwarded, ListFramework, ListOffFramework, ListOffers,
        ListPackages, ListRates, MakeOffer, OfferTransfer, OwnPackage, RecordStanding, RecordWish, ReportChange,
        RequestPackage, SayAvailability, SayServices, SeeApprovals, SeeAwarded, SeeOffer, SeeOwnRanking, SeeRanking,
        SeeTolerance, SetRanking, SplitPackage, StopPlacements, WidenSearch, WriteNote,
    },
    provider, ranking, rates, request, send, spot, steps, transfer, wish,
};

/// All of them.
pub(crate) fn all(slice: Slice) -> Slice {
    let slice =
        change_routes(award_routes(offer_routes(ranking_routes(framework_routes(other_ways(packages(slice)))))));
    pilot::routes(complex::routes(off_framework(slice)))
}

/// Care off the framework, and providers that join it (BRK-11).
fn off_framework(slice: Slice) -> Slice {
    use transfer::{answer, list, offer};
    slice
        .page_with_data::<ListOffFramework, Vec<list::OffLine>>("/off-framework", "Care off the framework", list::page)
        .command::<OfferTransfer>(
            "/packages/{package}/transfer",
            "Offer a transfer or a direct payment",
            offer::FIELDS,
            offer::page,
            offer::submit,
        )
        .command::<OfferTransfer>(
            "/packages/{package}/transfer/answer",
            "Record the answer to the offer of a transfer",
            answer::FIELDS,
            answer::page,
            answer::submit,
        )
        .command::<AdmitProvider>(
            "/framework/{provider}/join",
            "Admit a provider that was off the framework",
            framework::join::FIELDS,
            framework::join::page,
            framework::join::submit,
        )
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
        .command::<RecordWish>(
            "/packages/{package}/wish",
            "Whom the person wants",
            wish::FIELDS,
            wish::page,
            wish::submit,
        )
        .command::<OwnPackage>("/packages/{package}/own", "Take a package on", own::FIELDS, own::page, own::submit)
        .command::<WriteNote>(
            "/packages/{package}/notes",
            "Write a note on a package",
            note::FIELDS,
            note::page,
            note::submit,
        )
        .command::<WriteNote>(
            "/packages/{package}/notes/{note}",
            "Correct a note on a package",
            note::correct::FIELDS,
            note::correct::page,
            note::correct::submit,
        )
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

/// Ways of buying beside the round at fixed rates: competitions and spot purchases (BRK-6, BRK-8).
fn other_ways(slice: Slice) -> Slice {
    slice
        .command::<MakeOffer>(
            "/packages/{package}/compete",
            "Call a mini-competition",
            competition::call::FIELDS,
            competition::call::page,
            competition::call::submit,
        )
        .page_with_data::<AwardPackage, competition::show::CompetitionData>(
            "/competitions/{competition}",
            "A mini-competition",
            competition::show::page,
        )
        .command::<AwardPackage>(
            "/bids/{bid}/score",
            "Give a bid its points",
            competition::score::FIELDS,
            competition::score::page,
            competition::score::submit,
        )
        .command::<SplitPackage>(
            "/packages/{package}/split/{line}",
            "Offer a visit by itself",
            parts::split::FIELDS,
            parts::split::page,
            parts::split::submit,
        )
        .command::<SplitPackage>(
            "/packages/{package}/join",
            "Join a package with another part",
            parts::join::FIELDS,
            parts::join::page,
            parts::join::submit,
        )
        .command::<AskApproval>(
            "/packages/{package}/approval",
            "Ask for the approval of a spot purchase",
            spot::ask::FIELDS,
            spot::ask::page,
            spot::ask::submit,
        )
        .page_with_data::<SeeApprovals, Vec<spot::list::ApprovalLine>>("/approvals", "Approvals", spot::list::page)
        .command::<DecideApproval>(
            "/approvals/{approval}",
            "Approve a spot purchase",
            spot::decide::FIELDS,
            spot::decide::page,
            spot::decide::submit,
        )
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
        .command::<SayServices>(
            "/framework/{provider}/services",
            "Record what a provider can do",
            framework::services::FIELDS,
            framework::services::page,
            framework::services::submit,
        )
        .command::<SayAvailability>(
            "/framework/{provider}/availability",
            "Record where a provider has room",
            framework::availability::FIELDS,
            framework::availability::page,
            framework::availability::submit,
        )
}

/// Who stands where in the order, and what for (BRK-4).
fn ranking_routes(slice: Slice) -> Slice {
    use ranking::{cases, league, panel};
    slice
        .page_with_data::<SeeRanking, Vec<league::LeagueLine>>("/ranking", "Ranking", league::page)
        .page_with_data::<SeeRanking, league::Standing>(
            "/ranking/providers/{provider}",
            "Score of a provider",
            league::show,
        )
        .page_with_data::<SeeRanking, Vec<cases::CaseLine>>(
            "/ranking/providers/{provider}/{factor}",
            "The cases behind a figure",
            cases::page,
        )
        .page_with_data::<SeeOwnRanking, league::Standing>("/ranking/own", "Your score", league::own)
        .page_with_data::<SeeOwnRanking, Vec<cases::CaseLine>>(
            "/ranking/own/{factor}",
            "The cases behind your figure",
            cases::own,
        )
        .page_with_data::<SeeRanking, Vec<panel::PanelLine>>("/ranking/panels", "The panel’s weights", panel::list)
        .command::<SetRanking>(
            "/ranking/panel",
            "Set the weights of the ranking",
            panel::FIELDS,
            panel::page,
            panel::submit,
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
        .command::<BidForPackage>(
            "/offers/{offer}/bid",
            "Answer a mini-competition",
            competition::bid::FIELDS,
            competition::bid::page,
            competition::bid::submit,
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
        .command::<SayServices>(
            "/provider/services",
            "Say what you can do",
            framework::services::FIELDS,
            framework::services::page,
            framework::services::submit,
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
