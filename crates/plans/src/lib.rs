//! The one care and support plan of a person (PLAN-4): what matters, outcomes, the pattern of visits a package is made of
//! (BRK-2), the money available (PLAN-10), risks, agreement, versions (REC-7), reviews (PLAN-8) and "this has changed".

mod about;
mod actions;
mod adjust;
mod agree;
mod changes;
mod coded;
mod compare;
mod credit;
mod days;
mod death;
mod desk;
mod eligibility;
mod end;
mod facts;
mod kinds;
mod money;
mod my_people;
mod outcomes;
mod package;
mod pattern;
mod plan;
mod policy;
mod progress;
mod remove;
mod review;
mod risk;
mod risks;
mod show;
mod start;
mod stored;
pub mod surplus;
mod take;
mod visits;

pub use about::{About, write_about};
pub use actions::add_action;
pub use adjust::{Adjustment, adjustments, note_adjustment};
pub use agree::{Agreement, agree};
pub use changes::{
    AnswerKind, ChangeKind, ChangeRequest, Report, ReportedBy, answer_change, ask_change, changes_of, report_change,
    reported_by,
};
pub use compare::changes_since;
pub use credit::budget_account;
pub use days::{DAYS, day_of, in_order as days_in_order, in_words as days_in_words, kept as days_kept};
pub use end::end;
pub use kinds::{AgreedWith, Basis, PackageKind, Payment, PlaceOfCare, RiskLevel};
pub use money::{Budget, set_budget};
pub use outcomes::{NewOutcome, add_outcome, measure_outcome};
pub use package::{PackageFacts, set_package};
pub use pattern::{PatternLine, SKILLS, is_medicine, is_nursing};
pub use plan::{Outcome, Plan, PlanAction, PlanId, PlanView, Risk, State, minutes_per_week};
pub use policy::{
    ACTIONS, AgreePlan, AnswerChange, AskChange, EarmarkFunding, MakePlan, ReturnSurplus, SeeMyPeople, SeePlan,
    SeeSurplus,
};
pub use progress::progress;
pub use remove::{Part, remove};
pub use review::review;
pub use risk::RiskAnswers;
pub use risks::{Assessed, add_risk, assess_risk};
pub use start::{NewPlan, start};
use store::Job;
pub use stored::{agreed, agreed_no, check, current, version, versions, view};
pub use take::take_over;
pub use visits::{NewVisit, add_visit, change_visit};
use wire::Slice;

/// The tables of this room.
pub const MIGRATIONS: &[store::Migration] = store::migrations![
    "20261122_1230_plans",
    "20261126_1000_provider_changes",
    "20261126_1030_surplus",
    "20261126_1115_open_changes"
];

/// Credits the next weeks of a budget, and follows the package.
pub const JOBS: &[Job] = &[
    Job { kind: credit::JOB, after: &[], run: credit::run },
    Job { kind: progress::JOB, after: progress::AFTER, run: progress::run },
    death::CONFIRMED,
    death::WITHDRAWN,
];

/// What this room gives the house.
pub fn slice() -> Slice {
    let slice = Slice::new("plans", ACTIONS, MIGRATIONS)
        .page_with_data::<SeeMyPeople, my_people::MyPeople>("/my-people", "My people", my_people::page)
        .page_with_data::<SeePlan, facts::PlanFacts>("/people/{person}/plan", "Care and support plan", show::page)
        .page::<SeePlan>("/people/{person}/plan/versions/{version}", "A version of the plan", show::version_page)
        .jobs(JOBS)
        .person_link::<SeePlan>("Plan", "/people/{person}/plan")
        .nav::<SeeMyPeople>("My people", "/my-people")
        .nav::<SeeSurplus>("Surplus", "/surplus")
        .home(access::Role::SocialWorker, "/my-people");
    money_back(last(parts(written(slice))))
}

fn written(slice: Slice) -> Slice {
    slice
        .command::<MakePlan>("/people/{person}/plan/start", "Start a plan", start::FIELDS, start::page, start::submit)
        .command::<MakePlan>(
            "/people/{person}/plan/about",
            "About the person",
            about::FIELDS,
            about::page,
            about::submit,
        )
        .command::<MakePlan>(
            "/people/{person}/plan/package",
            "The package",
            package::FIELDS,
            package::page,
            package::submit,
        )
        .command::<MakePlan>(
            "/people/{person}/plan/money",
            "The money available",
            money::FIELDS,
            money::page,
            money::submit,
        )
        .command::<MakePlan>("/people/{person}/plan/risks", "Level of risk", risks::FIELDS, risks::page, risks::submit)
        .command::<MakePlan>(
            "/people/{person}/plan/risks/add",
            "Add a risk",
            risks::ADD_FIELDS,
            risks::page_add,
            risks::submit_add,
        )
        .command::<MakePlan>(
            "/people/{person}/plan/outcomes/add",
            "Add an outcome",
            outcomes::FIELDS,
            outcomes::page,
            outcomes::submit,
        )
        .command::<MakePlan>(
            "/people/{person}/plan/outcomes/{outcome}/now",
            "How far an outcome has come",
            outcomes::NOW_FIELDS,
            outcomes::page_now,
            outcomes::submit_now,
        )
        .command::<MakePlan>(
            "/people/{person}/plan/visits/add",
            "Add a visit",
            visits::FIELDS,
            visits::page,
            visits::submit,
        )
        .command::<MakePlan>(
            "/people/{person}/plan/visits/{line}/change",
            "Change a visit",
            visits::FIELDS,
            visits::page_change,
            visits::submit_change,
        )
        .command::<MakePlan>(
            "/people/{person}/plan/actions/add",
            "Add an action",
            actions::FIELDS,
            actions::page,
            actions::submit,
        )
}

fn parts(slice: Slice) -> Slice {
    slice
        .command::<MakePlan>(
            "/people/{person}/plan/outcomes/{part}/remove",
            "Take an outcome out",
            remove::FIELDS,
            remove::outcome_page,
            remove::outcome_submit,
        )
        .command::<MakePlan>(
            "/people/{person}/plan/visits/{part}/remove",
            "Take a visit out",
            remove::FIELDS,
            remove::visit_page,
            remove::visit_submit,
        )
        .command::<MakePlan>(
            "/people/{person}/plan/risks/{part}/remove",
            "Take a risk out",
            remove::FIELDS,
            remove::risk_page,
            remove::risk_submit,
        )
        .command::<MakePlan>(
            "/people/{person}/plan/actions/{part}/remove",
            "Take an action out",
            remove::FIELDS,
            remove::action_page,
            remove::action_submit,
        )
}

/// Funding that nobody has used (BRK-10).
fn money_back(slice: Slice) -> Slice {
    use surplus::{earmark, send_back};
    slice
        .page_with_data::<SeeSurplus, Vec<surplus::SurplusLine>>("/surplus", "Surplus funding", surplus::page)
        .command::<EarmarkFunding>(
            "/surplus/{plan}/earmark",
            "Earmark funding",
            earmark::FIELDS,
            earmark::page,
            earmark::submit,
        )
        .command::<ReturnSurplus>(
            "/surplus/{plan}/return",
            "Return surplus funding",
            send_back::FIELDS,
            send_back::page,
            send_back::submit,
        )
}

fn last(slice: Slice) -> Slice {
    slice
        .command::<AgreePlan>(
            "/people/{person}/plan/agree",
            "Check and agree the plan",
            agree::FIELDS,
            agree::page,
            agree::submit,
        )
        .command::<MakePlan>(
            "/people/{person}/plan/review",
            "Record a review",
            review::FIELDS,
            review::page,
            review::submit,
        )
        .command::<MakePlan>(
            "/people/{person}/plan/take-over",
            "Look after a plan",
            take::FIELDS,
            take::page,
            take::submit,
        )
        .command::<AgreePlan>("/people/{person}/plan/end", "End the plan", end::FIELDS, end::page, end::submit)
        .command::<AskChange>(
            "/people/{person}/plan/changes",
            "This has changed",
            changes::FIELDS,
            changes::page,
            changes::submit,
        )
        .command::<AnswerChange>(
            "/people/{person}/plan/changes/{change}/answer",
            "Answer what was reported",
            changes::ANSWER_FIELDS,
            changes::page_answer,
            changes::submit_answer,
        )
}
