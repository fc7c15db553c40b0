//! Files read, written and drawn.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::num::NonZeroUsize;

use planfiles::{Format, Instance};
use routing::{
    plan::Plan,
    solve::{Settings, Unwatched, solve},
};

mod agree;
mod answers;
mod bad;
mod drawing;
mod formats;
mod properties;
mod reasons;
mod roads;

/// A small file of each format.
const SAMPLES: [(Format, &str); 6] = [
    (Format::Kith, include_str!("../../../../docs/formats/example-plan.json")),
    (Format::Solomon, include_str!("../data/tiny.txt")),
    (Format::Vrplib, include_str!("../data/tiny.vrp")),
    (Format::Hhcrsp, include_str!("../data/tiny-hhcrsp.json")),
    (Format::HhcrspExtended, include_str!("../data/tiny-hhcrsp-extended.json")),
    (Format::CareDay, include_str!("../data/tiny-care-day.json")),
];

fn sample(format: Format) -> &'static str {
    SAMPLES.iter().find(|(of, _)| *of == format).unwrap().1
}

fn instance(format: Format) -> Instance {
    planfiles::read(format, sample(format)).unwrap()
}

fn plan(instance: &Instance) -> Plan {
    let settings = Settings { seed: 1, moves: Some(2000), threads: NonZeroUsize::MIN };
    solve(&instance.problem, &settings, &mut Unwatched)
}
