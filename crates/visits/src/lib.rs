//! Care in the home from plan to record: visits made from the pattern of a package (VIS-1), given to workers by hand under hard
//! rules (H17), checked in and out by phone (VIS-3), with times that somebody signed for (VIS-4), alarms while they still
//! matter (VIS-5), and the planned, recorded and approved minutes in the books (FIN-1).

pub mod alarm;
pub mod approve;
pub mod assign;
pub mod bank;
mod books;
pub mod cancel;
pub mod changes;
mod check;
pub mod check_in;
pub mod check_out;
pub mod checks;
mod chosen;
mod coded;
mod home;
mod late;
mod line;
mod list;
pub mod make;
pub mod missed;
pub mod monitoring;
pub mod note;
mod parts;
pub mod policy;
mod reactions;
mod rounds;
mod schedule;
mod show;
mod stay;
mod store;
mod totals;
pub mod unassign;
mod visit;
pub mod way_in;
pub mod welfare;
pub mod workers;

use access::Role;
pub use alarm::{Alarm, Raised};
pub use books::account;
pub use check::check;
pub use line::{Line, Slot, slots};
pub use list::to_check;
pub use make::Source;
pub use parts::VisitData;
pub use reactions::{JOBS, source};
pub use stay::{Arrival, Stay};
pub use store::{of_package, of_person, of_provider};
pub use totals::{PackageTotal, Total, by_day, by_month, by_package};
pub use visit::{Approval, CancelledFor, Flag, Outcome, Recorded, Said, Signed, State, Visit, VisitId, VisitView};
use wire::Slice;

use crate::policy::{
    ApproveVisit, Assign, CancelVisit, CheckIn, CheckOut, KeepBank, ListBanks, MatchMonitoring, OverrideChecks,
    RecordMissed, ReleaseAccessCode, SeeAlarms, SeeBank, SeeRound, SeeSchedule, SeeVisit, SetSkills, SwitchBank,
    WriteNote,
};

/// The tables of this room.
pub const MIGRATIONS: &[::store::Migration] = ::store::migrations![
    "20261122_1260_visits",
    "20261126_0710_followed_up",
    "20261126_0720_check_override",
    "20261126_1020_bank",
    "20261126_1120_visits_at_scale",
    "20261126_1140_monitoring",
    "20261126_1310_missed_of",
    "20261126_1320_chosen_workers",
    "20261126_1400_who_had_it",
];

/// One visit.
pub fn view(tx: &mut ::store::Tx<'_>, id: VisitId) -> Result<VisitView, kernel::Failure> {
    store::visit(tx, id)
}

/// Everything this room gives the house.
pub fn slice() -> Slice {
    let slice = Slice::new("visits", policy::ACTIONS, MIGRATIONS)
        .page_with_data::<SeeRound, rounds::RoundData>("/rounds", "My visits", rounds::page)
        .page_with_data::<SeeVisit, VisitData>("/visits/{visit}", "One visit", show::page)
        .page_with_data::<SeeVisit, Vec<chosen::AgencyVisit>>(
            "/packages/{package}/agency-visits",
            "Visits of agency workers",
            chosen::page,
        )
        .page_with_data::<SeeAlarms, late::LateData>("/visits/late", "Late and uncovered visits", late::page)
        .page_with_data::<SeeSchedule, schedule::DayData>("/schedule", "Schedule of a day", schedule::page)
        .page_with_data::<SeeSchedule, checks::list::ChecksData>(
            "/schedule/checks",
            "Visits whose worker’s checks are not in order",
            checks::list::page,
        )
        .page_with_data::<SeeSchedule, list::ListData>("/provider/visits", "Visits of a provider", list::page)
        .page_with_data::<SeeSchedule, workers::WorkersData>("/provider/workers", "Care workers", workers::page);
    bank(manager(office(field(slice))))
        .jobs(JOBS)
        .nav::<SeeRound>("My visits", "/rounds")
        .nav::<SeeSchedule>("Schedule", "/schedule")
        .nav::<SeeSchedule>("Visits", "/provider/visits")
        .nav::<SeeAlarms>("Late visits", "/visits/late")
        .nav::<ListBanks>("Banked hours", "/bank")
        .home_tiles::<SeeAlarms>(Role::ProviderManager, home::late)
        .home_tiles::<Assign>(Role::ProviderManager, home::gaps)
        .home_tiles::<ListBanks>(Role::ProviderManager, bank::list::tiles)
        .home_tiles::<ApproveVisit>(Role::ProviderManager, home::to_check)
        .home(Role::CareWorker, "/rounds")
        .home(Role::Scheduler, "/schedule")
}

/// What a care worker does.
fn field(slice: Slice) -> Slice {
    slice
        .command::<CheckIn>(
            "/visits/{visit}/changes",
            "Read what changed",
            changes::FIELDS,
            changes::page,
            changes::submit,
        )
        .command::<CheckIn>("/visits/{visit}/check-in", "Check in", check_in::FIELDS, check_in::page, check_in::submit)
        .command::<CheckOut>(
            "/visits/{visit}/check-out",
            "Check out",
            check_out::FIELDS,
            check_out::page,
            check_out::submit,
        )
        .command::<CheckOut>(
            "/visits/{visit}/welfare",
            "Say what was done",
            welfare::FIELDS,
            welfare::page,
            welfare::submit,
        )
        .command::<WriteNote>("/visits/{visit}/notes", "Write a note", note::FIELDS, note::page, note::submit)
        .command::<ReleaseAccessCode>(
            "/visits/{visit}/way-in",
            "Show the code",
            way_in::FIELDS,
            way_in::page,
            way_in::submit,
        )
}

/// Banked hours.
fn bank(slice: Slice) -> Slice {
    use bank::{deposit, list, movements, spend, switch};
    slice
        .page_with_data::<ListBanks, Vec<list::BankLine>>("/bank", "Packages with banked hours", list::page)
        .page_with_data::<SeeBank, movements::BankData>(
            "/packages/{package}/bank",
            "Banked hours of a package",
            movements::page,
        )
        .command::<SwitchBank>(
            "/packages/{package}/bank/switch",
            "Switch banked hours on or off",
            switch::FIELDS,
            switch::page,
            switch::submit,
        )
        .command::<KeepBank>(
            "/packages/{package}/bank/use",
            "Plan an extra visit from the bank",
            spend::FIELDS,
            spend::page,
            spend::submit,
        )
        .command::<KeepBank>(
            "/visits/{visit}/bank",
            "Bank unused care time",
            deposit::FIELDS,
            deposit::page,
            deposit::submit,
        )
}

/// What the office does.
fn office(slice: Slice) -> Slice {
    slice
        .command::<Assign>(
            "/schedule/{visit}/assign",
            "Give a visit to a worker",
            assign::FIELDS,
            assign::page,
            assign::submit,
        )
        .command::<Assign>(
            "/schedule/{visit}/unassign",
            "Take a worker off",
            unassign::FIELDS,
            unassign::page,
            unassign::submit,
        )
        .command::<OverrideChecks>(
            "/schedule/{visit}/anyway",
            "Give a visit to somebody whose checks are not in order",
            checks::anyway::FIELDS,
            checks::anyway::page,
            checks::anyway::submit,
        )
        .command::<SeeAlarms>("/visits/{visit}/alarm", "Deal with a late visit", late::FIELDS, late::one, late::submit)
        .command::<RecordMissed>(
            "/visits/{visit}/missed",
            "Follow up a missed visit",
            missed::FIELDS,
            missed::page,
            missed::submit,
        )
        .command::<CancelVisit>(
            "/visits/{visit}/cancel",
            "Cancel a visit",
            cancel::FIELDS,
            cancel::page,
            cancel::submit,
        )
        .command::<ApproveVisit>(
            "/visits/{visit}/approve",
            "Check a visit's time",
            approve::FIELDS,
            approve::page,
            approve::submit,
        )
}

/// What a provider's manager keeps in order.
fn manager(slice: Slice) -> Slice {
    slice
        .page_with_data::<MatchMonitoring, Vec<monitoring::parked::RowData>>(
            "/provider/monitoring",
            "Rows of monitoring files to match",
            monitoring::parked::page,
        )
        .command::<MatchMonitoring>(
            "/provider/monitoring/{row}",
            "Match a row of a monitoring file",
            monitoring::by_hand::FIELDS,
            monitoring::by_hand::page,
            monitoring::by_hand::submit,
        )
        .command::<SetSkills>(
            "/provider/workers/{worker}/skills",
            "Set skills",
            workers::FIELDS,
            workers::one,
            workers::submit,
        )
}
