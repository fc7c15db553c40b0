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
mod mileage;
mod names;
mod parked;
mod parts;
mod payment;
mod policy;
mod price;
mod query;
mod rate;
mod react;
mod row;
mod settled;
mod show_charge;
mod show_invoice;
mod statement;
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
pub use payment::answers::take as take_ledger_answer;
pub use policy::{
    ACTIONS, AgreeMileage, AnswerQuery, ApproveInvoice, CorrectPrice, MakeInvoice, MakePayment, QueryInvoice,
    ReleasePayment, RetryCharge, SeeBudget, SeeCharges, SeePayments, SeePlacePayments, StateMiles,
};
pub use price::{Corrected, Correction, correct};
pub use rate::{AgreedRate, agree_rate};
pub use react::receive;
pub use row::{ChargeRow, Credit, Unbilled, credits_of_person, of_person};
use store::{Job, Migration};
pub use totals::{PackageTotal, Total, by_month, by_package, paid, totals};
pub use visit::Told;
pub use weigh::{Said, Weighed, weigh};
use wire::Slice;
pub use year::{Year, year_of};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = store::migrations![
    "20261122_1290_charging",
    "20261126_0700_credits_after_charges",
    "20261126_0720_by_package",
    "20261126_1100_payments",
    "20261126_1110_ledger_answers",
    "20261126_1120_price_corrections",
    "20261126_1130_units_and_mileage",
    "20261126_1150_charging_at_scale",
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
    payments(invoices(charges(Slice::new("charging", ACTIONS, MIGRATIONS))))
        .jobs(JOBS)
        .person_link::<SeeBudget>("Statement of the budget", "/people/{person}/budget")
        .nav::<SeeCharges>("Charges", "/charges")
        .nav::<MakeInvoice>("Invoices", "/provider/invoices")
        .nav::<SeePayments>("Payments", "/payments")
        .home_tiles::<AnswerQuery>(Role::ProviderManager, list_invoices::disputed)
        .home(Role::Finance, "/charges")
}

/// Charges, what they were reckoned from, and the person's side of them.
fn charges(slice: Slice) -> Slice {
    slice
        .page_with_data::<SeeBudget, statement::Statement>(
            "/people/{person}/budget",
            "Statement of a personal budget",
            statement::page::page,
        )
        .page::<SeeBudget>("/people/{person}/budget/csv", "A statement as a file", statement::page::csv)
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
        .page_with_data::<SeeCharges, price::AdjustmentData>(
            "/charges/adjustments/{adjustment}",
            "An adjustment of a period and why",
            price::show::page,
        )
        .command::<CorrectPrice>(
            "/charges/packages/{package}/{provider}/price",
            "Correct the agreed price",
            price::form::FIELDS,
            price::form::page,
            price::form::submit,
        )
        .command::<AgreeMileage>(
            "/charges/packages/{package}/{provider}/mileage",
            "Agree mileage",
            mileage::agree::FIELDS,
            mileage::agree::page,
            mileage::agree::submit,
        )
        .command::<StateMiles>(
            "/charges/visits/{visit}/miles",
            "State the miles of a visit",
            mileage::state::FIELDS,
            mileage::state::page,
            mileage::state::submit,
        )
        .page_with_data::<SeeCharges, ChargeRow>("/charges/{charge}", "A charge and why", show_charge::page)
}

/// Invoices and the queries about them.
fn invoices(slice: Slice) -> Slice {
    slice
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
}

/// Payment runs, remittance advices and the ledger's answers.
fn payments(slice: Slice) -> Slice {
    slice
        .page_with_data::<SeePayments, payment::list::Payments>("/payments", "Payments", payment::list::page)
        .command::<MakePayment>(
            "/payments/new",
            "Make a payment run",
            payment::new::FIELDS,
            payment::new::page,
            payment::new::submit,
        )
        .page_with_data::<SeePlacePayments, Vec<payment::answers::AnswerData>>(
            "/payments/answers",
            "The ledger's answers",
            payment::answers::page,
        )
        .command::<MakePayment>(
            "/payments/answers/{answer}",
            "Deal with an answer of the ledger",
            payment::answers::FIELDS,
            payment::answers::one,
            payment::answers::submit,
        )
        .page_with_data::<SeePlacePayments, payment::show::WholeRun>(
            "/payments/{run}",
            "A payment run",
            payment::show::page,
        )
        .page::<SeePlacePayments>("/payments/{run}/file", "The file for the ledger", payment::file::page)
        .command::<ReleasePayment>(
            "/payments/{run}/release",
            "Release a payment run",
            payment::release::FIELDS,
            payment::release::page,
            payment::release::submit,
        )
        .command::<MakePayment>(
            "/payments/{run}/cancel",
            "Cancel a payment run",
            payment::cancel::FIELDS,
            payment::cancel::page,
            payment::cancel::submit,
        )
        .page_with_data::<SeePayments, payment::remittance::Remittance>(
            "/payments/{run}/remittance/{provider}",
            "A remittance advice",
            payment::remittance::page,
        )
        .page::<SeePayments>(
            "/payments/{run}/remittance/{provider}/csv",
            "A remittance advice as a file",
            payment::remittance::csv,
        )
}
