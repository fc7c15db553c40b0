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

use access::Role;
pub use check::{Check, Profile, Worker, worker, workers};
use kernel::{Failure, one_or_many};
use page::show::Tile;
pub use record::{NewCheck, record};
pub use standing::{Known, Lack, Soon, Standing, needs, standing, told};
pub use take_on::{TakenOn, take_on};
use wire::{Slice, View};

use crate::policy::{RecordChecks, SeeChecks, SeeOwnChecks, SeeWorkforce};

/// The tables of this room.
pub const MIGRATIONS: &[store::Migration] = store::migrations!["20261126_0700_workforce"];

/// What a provider's first screen says of its workers' checks; a figure that is nought is left out.
fn tiles(view: &mut View<'_, '_>) -> Result<Vec<Tile>, Failure> {
    let (own, today) = (view.who.organisation_id().unwrap_or_default(), view.now.day());
    let rules = &view.house.place.workforce;
    let all: Vec<Standing> = workers(view.tx, own, today)?.iter().map(|one| one.standing(rules, today)).collect();
    let not_cleared = all.iter().filter(|one| !one.is_cleared()).count();
    let soon: usize = all.iter().map(|one| one.soon.len()).sum();
    let tile = |n: usize, (one, many): (&str, &str), href: &str, word: &str, colour| {
        (n > 0).then(|| Tile::new(n, one_or_many(n, one, many), href).standing(word, colour))
    };
    let workers = ("worker may be given no visits", "workers may be given no visits");
    let checks = ("check about to expire", "checks about to expire");
    let tiles = [
        tile(not_cleared, workers, "/provider/checks#workers", "Act now", page::show::Standing::Late),
        tile(soon, checks, "/provider/checks#soon", "To do", page::show::Standing::Soon),
    ];
    Ok(tiles.into_iter().flatten().collect())
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
        .home_tiles::<SeeChecks>(Role::ProviderManager, tiles)
        .nav::<SeeChecks>("Checks", "/provider/checks")
        .nav::<SeeOwnChecks>("My checks", "/my-checks")
        .nav::<SeeWorkforce>("Workforce", "/workforce")
}
