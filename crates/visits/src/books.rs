//! Planned, recorded and approved minutes: three figures in the books, never one overwritten (house rule 5). They are minutes
//! of workers: two workers for half an hour are an hour.

use accounts::{Entry, Name, Unit};
use kernel::{Date, Failure, Minutes, Uuid, day_in_words};
use store::Work;

use crate::visit::VisitView;

/// One of the three figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Figure {
    Planned,
    Recorded,
    Approved,
}

impl Figure {
    const fn kinds(self) -> (&'static str, &'static str) {
        match self {
            Figure::Planned => ("planned", "care time planned"),
            Figure::Recorded => ("recorded", "care time recorded"),
            Figure::Approved => ("approved", "care time approved"),
        }
    }
}

/// What a package's account of a figure is called.
pub fn account(package: impl Into<Uuid>, kind: &'static str) -> Name {
    Name::new(package, kind, Unit::Minutes)
}

/// Notes minutes of a visit under a figure; fewer than none take back.
pub(crate) fn note(work: &mut Work<'_>, figure: Figure, visit: &VisitView, minutes: Minutes) -> Result<(), Failure> {
    let (own, contra) = figure.kinds();
    let memo = format!("{} visit on {}, {own}", visit.label, day_in_words(visit.day));
    post(work, ("visit", visit.id.uuid()), visit.day, memo, [(visit.package, own), (visit.provider, contra)], minutes)
}

/// Notes the planned minutes of many visits of a package at once: they were made by one decision.
pub(crate) fn note_made(
    work: &mut Work<'_>,
    (package, provider): (Uuid, Uuid),
    day: Date,
    count: usize,
    minutes: Minutes,
) -> Result<(), Failure> {
    let (own, contra) = Figure::Planned.kinds();
    let memo = format!(
        "{} from {} on",
        kernel::count(i64::try_from(count).unwrap_or_default(), "visit", "visits"),
        day_in_words(day)
    );
    post(work, ("package", package), day, memo, [(package, own), (provider, contra)], minutes)
}

fn post(
    work: &mut Work<'_>,
    (cause_kind, cause): (&'static str, Uuid),
    day: Date,
    memo: String,
    [own, contra]: [(Uuid, &'static str); 2],
    minutes: Minutes,
) -> Result<(), Failure> {
    let name = |(owner, kind): (Uuid, &'static str)| Name::new(owner, kind, Unit::Minutes);
    let lines = vec![(name(own), minutes.get()), (name(contra), -minutes.get())];
    accounts::post(work, &Entry { cause_kind, cause, day, memo, lines })
}
