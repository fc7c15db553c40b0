//! What a care worker's employer has seen: identity, right to work, employment history, criminal-record check, training, motor
//! insurance, registration (WRK-1); what is about to run out; and who may be given visits and reach records (GOV-3, H17).

mod check;
mod end;
mod list;
mod own;
mod place;
pub mod policy;
mod profile;
mod record;
mod standing;
mod take_on;
mod worker;

pub use check::{Check, Profile, Worker, worker, workers};
pub use record::{NewCheck, record};
pub use standing::{Known, Lack, Soon, Standing, needs, standing, told};
use store::Tx;
pub use take_on::{TakenOn, take_on};
use wire::Slice;

use crate::policy::{RecordChecks, SeeChecks, SeeOwnChecks, SeeWorkforce};

/// The tables of this room.
pub const MIGRATIONS: &[store::Migration] = store::migrations!["20261126_0700_workforce"];

/// How many of a provider's workers need something on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ToDo {
    /// Workers who may be given no visits.
    pub not_cleared: usize,
    /// Checks that run out soon, of those who may.
    pub soon: usize,
}

/// How many of a provider's workers need something: for its first screen.
pub fn to_do(
    tx: &mut Tx<'_>,
    place: &places::Place,
    provider: kernel::Uuid,
    on: kernel::Date,
) -> Result<ToDo, kernel::Failure> {
    let all = workers(tx, provider, on)?;
    let all: Vec<Standing> = all.iter().map(|one| one.standing(&place.workforce, on)).collect();
    Ok(ToDo {
        not_cleared: all.iter().filter(|one| !one.is_cleared()).count(),
        soon: all.iter().map(|one| one.soon.len()).sum(),
    })
}

/// Everything this room gives the house.
pub fn slice() -> Slice {
    Slice::new("workforce", policy::ACTIONS, MIGRATIONS)
        .page_with_data::<SeeChecks, list::ChecksData>("/provider/checks", "Checks and training", list::page)
        .page_with_data::<SeeChecks, worker::WorkerData>(
            "/provider/checks/{worker}",
            "Checks of a care worker",
            worker::page,
        )
        .command::<RecordChecks>(
            "/provider/checks/{worker}/record",
            "Record a check",
            record::FIELDS,
            record::page,
            record::submit,
        )
        .command::<RecordChecks>(
            "/provider/checks/{worker}/needs",
            "Say what a care worker needs",
            profile::FIELDS,
            profile::page,
            profile::submit,
        )
        .command::<RecordChecks>(
            "/provider/checks/{worker}/{check}/end",
            "Take a check back",
            end::FIELDS,
            end::page,
            end::submit,
        )
        .page_with_data::<SeeOwnChecks, worker::WorkerData>("/my-checks", "My checks and training", own::page)
        .page_with_data::<SeeWorkforce, place::WorkforceData>("/workforce", "Care workers’ checks", place::page)
        .nav::<SeeChecks>("Checks", "/provider/checks")
        .nav::<SeeOwnChecks>("My checks", "/my-checks")
        .nav::<SeeWorkforce>("Workforce", "/workforce")
}
