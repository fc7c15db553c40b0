//! The quality of providers: complaints and compliments to their end (QUA-2), monitoring visits and self-assessments by forms that
//! are data, actions, early warnings (QUA-3); and what the ranking may know of it (BRK-4). Stops on placements are brokerage's.

pub mod action;
mod alerts;
mod facts;
pub mod feedback;
mod home;
pub mod kinds;
pub mod policy;
mod provider;
mod report;
pub mod review;
mod score;
mod to_do;
mod warning;

use access::Role;
pub use alerts::{Alerts, Owed, alerts, owed};
pub use facts::{ProviderFacts, Scored, facts, kept_from};
pub use score::{Score, per_cent, score, unanswered};
pub use warning::{Reason, reasons};
use wire::Slice;

use crate::policy::{
    AnswerComplaint, AnswerReview, ListFeedback, PlanReview, RecordFeedback, ReportAction, SeeFeedback, SeeQuality,
    SeeReviews, SetAction, TakeComplaint,
};

/// The tables of this room.
pub const MIGRATIONS: &[store::Migration] = store::migrations!["20261126_0710_quality"];

/// Everything this room gives the house.
pub fn slice() -> Slice {
    let slice = Slice::new("quality", policy::ACTIONS, MIGRATIONS)
        .page_with_data::<PlanReview, home::QualityHome>("/quality", "Quality", home::page)
        .page_with_data::<SeeQuality, report::Report>("/quality/report", "Complaints by provider", report::page)
        .page_with_data::<SeeQuality, warning::Warnings>("/quality/warnings", "Early warnings", warning::page)
        .page_with_data::<ListFeedback, feedback::list::FeedbackList>(
            "/quality/feedback",
            "Complaints and compliments",
            feedback::list::page,
        )
        .page_with_data::<SeeReviews, provider::ProviderQuality>(
            "/quality/providers/{provider}",
            "Quality of a provider",
            provider::page,
        );
    actions(reviews(complaints(slice)))
        .nav::<PlanReview>("Quality", "/quality")
        .nav::<ListFeedback>("Complaints", "/quality/feedback")
        .nav::<SeeReviews>("Monitoring", "/quality/reviews")
        .nav::<SeeQuality>("Early warnings", "/quality/warnings")
        .nav::<SeeQuality>("Complaints report", "/quality/report")
        .person_link::<SeeFeedback>("Complaints and compliments", "/people/{person}/feedback")
        .home_tiles::<ReportAction>(Role::ProviderManager, to_do::tiles)
        .home(Role::QualityOfficer, "/quality")
}

/// What people say (QUA-2).
fn complaints(slice: Slice) -> Slice {
    use feedback::{acknowledge, answer, of_person, record, show, take_over, withdraw};
    slice
        .command::<RecordFeedback>(
            "/quality/feedback/new",
            "Record a complaint or a compliment",
            record::FIELDS,
            record::page,
            record::submit,
        )
        .page_with_data::<SeeFeedback, of_person::PersonFeedback>(
            "/people/{person}/feedback",
            "What was said about a person’s care",
            of_person::page,
        )
        .command::<RecordFeedback>(
            "/people/{person}/feedback/new",
            "Say what went well or badly",
            record::FIELDS,
            record::page_of_person,
            record::submit_of_person,
        )
        .page_with_data::<SeeFeedback, show::FeedbackData>(
            "/quality/feedback/{feedback}",
            "One complaint or compliment",
            show::page,
        )
        .command::<AnswerComplaint>(
            "/quality/feedback/{feedback}/acknowledge",
            "Acknowledge a complaint",
            acknowledge::FIELDS,
            acknowledge::page,
            acknowledge::submit,
        )
        .command::<AnswerComplaint>(
            "/quality/feedback/{feedback}/answer",
            "Answer a complaint",
            answer::FIELDS,
            answer::page,
            answer::submit,
        )
        .command::<AnswerComplaint>(
            "/quality/feedback/{feedback}/withdraw",
            "Note that a complaint was withdrawn",
            withdraw::FIELDS,
            withdraw::page,
            withdraw::submit,
        )
        .command::<TakeComplaint>(
            "/quality/feedback/{feedback}/take",
            "Take a complaint over",
            take_over::FIELDS,
            take_over::page,
            take_over::submit,
        )
}

/// Monitoring visits and self-assessments (QUA-3).
fn reviews(slice: Slice) -> Slice {
    use review::{answer, ask, cancel, list, plan, show, sign};
    slice
        .page_with_data::<SeeReviews, list::ReviewList>("/quality/reviews", "Monitoring", list::page)
        .command::<PlanReview>(
            "/quality/reviews/new",
            "Plan a monitoring visit",
            plan::FIELDS,
            plan::page,
            plan::submit,
        )
        .command::<PlanReview>("/quality/reviews/ask", "Ask for a self-assessment", ask::FIELDS, ask::page, ask::submit)
        .page_with_data::<SeeReviews, show::ReviewData>(
            "/quality/reviews/{review}",
            "One visit or self-assessment",
            show::page,
        )
        .command::<AnswerReview>(
            "/quality/reviews/{review}/standards/{standard}",
            "Rate a standard",
            answer::FIELDS,
            answer::page,
            answer::submit,
        )
        .command::<AnswerReview>(
            "/quality/reviews/{review}/sign",
            "Sign a result",
            sign::FIELDS,
            sign::page,
            sign::submit,
        )
        .command::<PlanReview>(
            "/quality/reviews/{review}/cancel",
            "Call a visit off",
            cancel::FIELDS,
            cancel::page,
            cancel::submit,
        )
}

/// What is to be put right (QUA-3).
fn actions(slice: Slice) -> Slice {
    use action::{list, report, set, show, weigh};
    slice
        .page_with_data::<SeeReviews, list::ActionList>("/quality/actions", "Actions", list::page)
        .command::<SetAction>(
            "/quality/providers/{provider}/actions/new",
            "Set an action",
            set::FIELDS,
            set::page,
            set::submit,
        )
        .page_with_data::<SeeReviews, show::ActionData>("/quality/actions/{action}", "One action", show::page)
        .command::<ReportAction>(
            "/quality/actions/{action}/report",
            "Say what was done",
            report::FIELDS,
            report::page,
            report::submit,
        )
        .command::<SetAction>(
            "/quality/actions/{action}/weigh",
            "Look at what was done",
            weigh::FIELDS,
            weigh::page,
            weigh::submit,
        )
}
