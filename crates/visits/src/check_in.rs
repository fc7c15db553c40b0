//! Checking in: one tap. The place is never a gate, and a time may be stated afterwards with the reason (VIS-3, VIS-4).

use access::Permit;
use kernel::{Failure, Moment, Time, Uuid, time_in_words};
use maud::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    alarm::{self, Kind},
    changes,
    checks::Closed,
    parts,
    policy::CheckIn,
    stay::{Stay, stated},
    store::{held, visit},
    visit::{State, VisitView},
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::time("earlier", "If you came earlier: when?").hint("Leave this empty if you have just arrived."),
    Field::line("why", "Why do you say it only now?").hint("Only if you came earlier. For example: no signal."),
    Field::line("place", "Where are you, if not at the home?"),
    Field::version(),
];

/// What a worker says on arriving.
#[derive(Debug, Clone, Default)]
pub struct Arriving<'a> {
    /// The time of day, when it is not now.
    pub earlier: Option<Time>,
    /// Why it is said only now.
    pub why: Option<&'a str>,
    /// Where, if not at the home.
    pub place: Option<&'a str>,
}

/// The place of the one who asks on the visit.
pub(crate) fn own(found: &VisitView, worker: Uuid) -> Result<Stay, Failure> {
    found.stay_of(worker).cloned().ok_or_else(|| Failure::no_such("visit"))
}

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = visit(view.tx, view.path.id("visit")?)?;
    view.who.permit::<CheckIn>(&parts::about(&found))?;
    let stay = own(&found, view.who.account)?;
    Closed::to(view, found.provider)?.must_be_open(&found, view.who.account)?;
    if let Some(unread) = changes::unread(view.tx, &found, view.who.account)? {
        let body = html! { (parts::heading("Read what changed")) (changes::told(&view.form, &found, &unread)) };
        return parts::page_about(view, "Read what changed", body, &found);
    }
    let form = parts::fields(&view.form, FIELDS, stay.version);
    let body = html! {
        (parts::heading("Check in"))
        p { (found.told()) }
        (view.form.around(&format!("/visits/{}/check-in", found.id), &form, "Check in"))
    };
    parts::page_about(view, "Check in", body, &found)
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = held(act.work, act.path.id("visit")?)?;
    let permit = act.who.permit::<CheckIn>(&parts::about(&found))?;
    let closed = Closed::to_worker(act.work, act.house.place, (found.provider, act.who.account), act.now.day())?;
    closed.must_be_open(&found, act.who.account)?;
    let (why, place) = (act.values.opt_text("why")?, act.values.opt_text("place")?);
    let arriving = Arriving { earlier: act.values.opt_time("earlier")?, why: why.as_deref(), place: place.as_deref() };
    let at = check_in(act.work, &permit, &found, (act.who.account, act.values.version()?), &arriving)?;
    let message = format!("You checked in at {}.", time_in_words(at.time_of_day()));
    Ok(Done::new(format!("/visits/{}", found.id), message).id(found.id))
}

/// When the worker came: now, or at the time they state.
fn arrival(found: &VisitView, arriving: &Arriving<'_>, now: Moment) -> Result<Moment, Failure> {
    let Some(earlier) = arriving.earlier else { return Ok(now) };
    let at = stated(found.day, earlier, found.window_from.plus_hours(-2), now).ok_or_else(|| {
        Failure::field("earlier", "That time is still to come. Leave it empty if you have just arrived.")
    })?;
    if arriving.why.is_none() {
        return Err(Failure::field("why", "Say why you tell it only now, in a few words."));
    }
    Ok(at)
}

/// A worker checks in for themselves. `version` is that of their own place on the visit.
pub fn check_in(
    work: &mut Work<'_>,
    permit: &Permit<CheckIn>,
    found: &VisitView,
    (worker, version): (Uuid, i64),
    arriving: &Arriving<'_>,
) -> Result<Moment, Failure> {
    permit.covers(found.id)?;
    let stay = own(found, worker)?;
    stay.must_not_have_come()?;
    let at = arrival(found, arriving, work.at)?;
    found.must_take_arrivals(at)?;
    let known = changes::Known::of(work, found, worker)?;
    if known.unread.is_some() {
        return Err(Failure::conflict("The plan has changed since you last came. Read what changed, then check in."));
    }
    save(work, found, (&stay, version), at, arriving)?;
    known.keep(work, found, worker)?;
    Ok(at)
}

/// Keeps an arrival.
pub(crate) fn save(
    work: &mut Work<'_>,
    found: &VisitView,
    (stay, version): (&Stay, i64),
    at: Moment,
    arriving: &Arriving<'_>,
) -> Result<(), Failure> {
    let first = match &found.state {
        State::Started { at: before, .. } => (*before).min(at),
        _ => at,
    };
    let came = found.checked_in + 1;
    let facts = serde_json::json!({
        "package": found.package, "provider": found.provider, "worker": stay.worker, "at": at, "day": found.day,
        "stated_later": arriving.earlier.is_some(), "planned_start": found.planned_start, "window_to": found.window_to,
    });
    let change = parts::change("visit.started", found).facts(facts);
    let change = change.update(
        "visit",
        found.id,
        found.version,
        cols! { "state" => "started", "recorded_start" => first, "checked_in" => came },
    );
    let why = arriving.earlier.and(arriving.why).map(str::to_owned);
    let columns = cols! {
        "check_in_at" => at, "check_in_noted_at" => work.at, "check_in_why" => why,
        "check_in_place" => arriving.place.map(str::to_owned),
    };
    work.apply(change.update("visit_worker", stay.id, version, columns))?;
    if came >= found.workers_needed { alarm::close(work, found, &Kind::ARRIVAL) } else { Ok(()) }
}
