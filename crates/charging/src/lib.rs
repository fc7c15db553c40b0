//! What care costs and why: the exact charge for each visit, invoices, queries and credits (FIN-1, FIN-2).
//!
//! This room reacts to what brokerage and visits say (`package.awarded`, `visit.approved`, `visit.corrected`,
//! `visit.cancelled`) and asks them nothing back. See the README for its states.

mod answer;
mod approve;
mod ask;
mod books;
mod charge;
mod check;
mod export;
mod home;
mod invoice;
mod list_invoices;
mod make;
mod names;
mod parked;
mod parts;
mod policy;
mod query;
mod rate;
mod react;
mod row;
mod settled;
mod show_charge;
mod show_invoice;
mod told;
mod totals;
mod visit;
mod weigh;
mod year;

use access::Role;
pub use answer::{Answer, Given, answer};
pub use approve::approve;
pub use ask::{Asked, ask};
pub use books::{Budget, budget_of};
pub use charge::{Charge, Outcome, Piece, VisitFacts, charge};
pub use check::check;
pub use make::{Length, Made, make};
pub use parked::{retry, retry_all};
pub use policy::{ACTIONS, AnswerQuery, ApproveInvoice, MakeInvoice, QueryInvoice, RetryCharge, SeeCharges};
pub use rate::{AgreedRate, agree_rate};
pub use react::receive;
pub use row::{ChargeRow, Credit, Unbilled, credits_of_person, of_person};
use store::{Job, Migration};
pub use totals::{PackageTotal, Total, by_package, totals};
pub use visit::Told;
pub use weigh::{Said, Weighed, weigh};
use wire::Slice;
pub use year::{Year, year_of};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = store::migrations![
    "20261122_1290_charging",
    "20261126_0700_credits_after_charges",
    "20261126_0720_by_package",
    "20261126_1130_charging_at_scale"
];

/// What this room does when others have done something.
pub const JOBS: &[Job] = &[
    Job { kind: "charging.keep_rate", after: &["package.awarded"], run: rate::keep },
    Job { kind: "charging.follow_rate", after: &["package.rate_changed"], run: rate::follow },
    Job {
        kind: "charging.charge_visit",
        after: &["visit.approved", "visit.corrected", "visit.cancelled"],
        run: react::react,
    },
];

/// Everything this room gives the house.
pub fn slice() -> Slice {
    Slice::new("charging", ACTIONS, MIGRATIONS)
        .page_with_data::<SeeCharges, home::Charges>("/charges", "Charges", home::page)
        .page_with_data::<SeeCharges, Vec<parked::Parked>>("/charges/parked", "Charges held up", parked::list)
        .command::<RetryCharge>(
            "/charges/parked/all",
            "Try all charges again",
            parked::NO_FIELDS,
            parked::page_all,
            parked::submit_all,
        )
        .command::<RetryCharge>(
            "/charges/parked/{visit}",
            "Try a charge again",
            parked::FIELDS,
            parked::page,
            parked::submit,
        )
        .page_with_data::<SeeCharges, ChargeRow>("/charges/{charge}", "A charge and why", show_charge::page)
        .page_with_data::<MakeInvoice, list_invoices::ProviderInvoices>(
            "/provider/invoices",
            "A provider's invoices",
            list_invoices::page,
        )
        .command::<MakeInvoice>("/provider/invoices/new", "Make an invoice", make::FIELDS, make::page, make::submit)
        .page_with_data::<SeeCharges, show_invoice::WholeInvoice>(
            "/invoices/{invoice}",
            "An invoice",
            show_invoice::page,
        )
        .page::<SeeCharges>("/invoices/{invoice}/csv", "An invoice as a file", export::page)
        .command::<QueryInvoice>(
            "/invoices/{invoice}/lines/{line}/query",
            "Query a line of an invoice",
            ask::FIELDS,
            ask::page,
            ask::submit,
        )
        .page_with_data::<SeeCharges, answer::QueryData>("/invoices/{invoice}/query/{query}", "A query", answer::show)
        .command::<AnswerQuery>(
            "/invoices/{invoice}/query/{query}/answer",
            "Answer a query",
            answer::FIELDS,
            answer::page,
            answer::submit,
        )
        .command::<QueryInvoice>(
            "/invoices/{invoice}/query/{query}/weigh",
            "Weigh an explanation",
            weigh::FIELDS,
            weigh::page,
            weigh::submit,
        )
        .command::<ApproveInvoice>(
            "/invoices/{invoice}/approve",
            "Approve an invoice",
            approve::FIELDS,
            approve::page,
            approve::submit,
        )
        .jobs(JOBS)
        .nav::<SeeCharges>("Charges", "/charges")
        .nav::<MakeInvoice>("Invoices", "/provider/invoices")
        .home_tiles::<AnswerQuery>(Role::ProviderManager, list_invoices::disputed)
        .home(Role::Finance, "/charges")
}
