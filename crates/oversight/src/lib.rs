//! What was bought and what it did (PER-1, BRK-12), and what is read of people (GOV-4): measures with their cases, the
//! commissioner's first screen, and what governance and administrators watch. Every figure is the count or the sum of rows that
//! other rooms give, and opens exactly those. What it keeps of its own is what was signed: submissions and explanations.

pub mod commissioning;
pub mod governance;
pub mod measure;
pub mod policy;
pub mod submission;

use access::Role;
use store::Job;
use wire::Slice;

use crate::policy::{
    ExplainCase, KeepMilestone, ReturnSubmission, SeeCommissioning, SeeGovernance, SeeMeasures, SeeSubmissions,
    SetEnvelope, SubmitMeasures,
};

/// The tables of this room.
pub const MIGRATIONS: &[store::Migration] =
    store::migrations!["20261126_1300_submissions", "20261126_1340_commissioning"];

/// What runs at night, and after a payment run.
const JOBS: &[Job] = &[
    Job { kind: commissioning::spans::SWEEP, after: &[], run: |work, _| commissioning::spans::sweep(work) },
    Job { kind: commissioning::spans::SUM, after: &[], run: commissioning::spans::sum },
    Job {
        kind: "oversight.paid",
        after: &["payment.released", "payment.rejected"],
        run: |work, _| commissioning::spans::again(work),
    },
];

/// Sees to it that the nightly sums run; it may be called as often as one likes.
pub use commissioning::spans::watch;

/// Everything this room gives the house.
pub fn slice() -> Slice {
    let slice = Slice::new("oversight", policy::ACTIONS, MIGRATIONS).jobs(JOBS);
    commissioning(submissions(measures(slice)))
        .page_with_data::<SeeGovernance, governance::Governance>("/governance", "Governance", governance::page)
        .nav::<SeeCommissioning>("Commissioning", "/commissioning")
        .nav::<SeeMeasures>("Measures", "/measures")
        .nav::<SeeSubmissions>("Submissions", "/submissions")
        .nav::<SeeGovernance>("Governance", "/governance")
        .home_tiles::<SubmitMeasures>(Role::ProviderManager, submission::due::tile)
        .home(Role::Commissioner, "/commissioning")
        .home(Role::Governance, "/governance")
        .home(Role::Administrator, "/governance")
}

/// What was bought and what it did, for the commissioner.
fn commissioning(slice: Slice) -> Slice {
    use commissioning::{capacity, envelope, flow, hand_backs, home, hours, milestones, money, waiting};
    slice
        .page_with_data::<SeeCommissioning, home::Commissioning>("/commissioning", "Commissioning", home::page)
        .page_with_data::<SeeCommissioning, hours::Hours>("/commissioning/hours", "Hours and pounds", hours::page)
        .page_with_data::<SeeCommissioning, waiting::Waiting>("/commissioning/waiting", "Who waits", waiting::page)
        .page_with_data::<SeeCommissioning, flow::Flow>("/commissioning/flow", "Weekly flow", flow::page)
        .page_with_data::<SeeCommissioning, flow::FlowList>(
            "/commissioning/flow/list",
            "The packages of a week",
            flow::list,
        )
        .page_with_data::<SeeCommissioning, hand_backs::HandBacks>(
            "/commissioning/hand-backs",
            "Packages handed back",
            hand_backs::page,
        )
        .page_with_data::<SeeCommissioning, money::YearMoney>(
            "/commissioning/money",
            "Money and hours by month",
            money::page,
        )
        .command::<SetEnvelope>(
            "/commissioning/envelope",
            "Enter an envelope",
            envelope::FIELDS,
            envelope::page,
            envelope::submit,
        )
        .page_with_data::<SeeCommissioning, capacity::Capacity>(
            "/commissioning/capacity",
            "Room that providers have",
            capacity::page,
        )
        .page_with_data::<SeeCommissioning, milestones::Milestones>(
            "/commissioning/milestones",
            "Milestones that are due",
            milestones::page,
        )
        .command::<KeepMilestone>(
            "/commissioning/milestones/{milestone}/keep",
            "Record that a milestone was kept",
            milestones::FIELDS,
            milestones::keep_page,
            milestones::keep_submit,
        )
}

/// Figures by provider, area and quarter, and the cases behind them (PER-1).
fn measures(slice: Slice) -> Slice {
    use measure::{case, cases, definitions, file, list};
    slice
        .page_with_data::<SeeMeasures, list::Measures>("/measures", "Measures", list::page)
        .page_with_data::<SeeMeasures, Vec<definitions::DefinitionData>>(
            "/measures/definitions",
            "What is measured, and how",
            definitions::page,
        )
        .page_with_data::<SeeMeasures, cases::Cases>("/measures/{measure}", "The cases of a measure", cases::page)
        .page::<SeeMeasures>("/measures/{measure}/file", "The cases of a measure as a file", file::page)
        .page_with_data::<SeeMeasures, case::CaseData>(
            "/measures/{measure}/cases/{case}",
            "A case of a measure",
            case::page,
        )
}

/// What providers sign each quarter (BRK-12).
fn submissions(slice: Slice) -> Slice {
    use submission::{explain, file, give_back, list, show, sign};
    slice
        .command::<ExplainCase>(
            "/measures/{measure}/cases/{case}/explain",
            "Explain a case of a measure",
            explain::FIELDS,
            explain::page,
            explain::submit,
        )
        .page_with_data::<SeeSubmissions, list::Submissions>("/submissions", "Submissions", list::page)
        .command::<SubmitMeasures>(
            "/submissions/sign",
            "Sign and submit measures",
            sign::FIELDS,
            sign::page,
            sign::submit,
        )
        .page_with_data::<SeeSubmissions, show::SubmissionData>(
            "/submissions/{submission}",
            "Measures that were signed",
            show::page,
        )
        .page::<SeeSubmissions>("/submissions/{submission}/file", "Signed cases as a file", file::page)
        .command::<ReturnSubmission>(
            "/submissions/{submission}/return",
            "Return submitted measures",
            give_back::FIELDS,
            give_back::page,
            give_back::submit,
        )
}
