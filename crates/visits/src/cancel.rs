//! Cancelling a visit, with the notice there was (FIN-1 charges by it).

use access::Permit;
use kernel::{Date, Failure, Minutes, Uuid, count};
use maud::html;
use store::{Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    alarm,
    books::{self, Figure},
    parts,
    policy::CancelVisit,
    store::{held, read, visit},
    visit::{CancelledFor, VisitId, VisitView},
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::choice("for_whom", "Why is the visit cancelled?", CHOICES).must("Choose why the visit is cancelled."),
    Field::line("why", "What happened?").must("Say what happened, in a few words."),
    Field::line("instead", "What happens instead?")
        .hint("Needed when the provider cannot come: who comes, and when. Nobody may be left without care."),
    Field::version(),
];

const CHOICES: &[(&str, &str)] = &[
    ("person", "The person wished it"),
    ("hospital", "The person is in hospital"),
    ("provider", "The provider cannot come"),
];

statement! {
    BEFORE = "SELECT * FROM visit WHERE package = $1 AND provider = $2 AND day < $3 AND state IN ('planned', 'assigned')
        ORDER BY starts_at, id LIMIT 5000";
    AHEAD = "SELECT * FROM visit WHERE package = $1 AND day >= $2 AND state IN ('planned', 'assigned')
        ORDER BY starts_at, id LIMIT 5000";
}

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = visit(view.tx, view.path.id("visit")?)?;
    view.who.permit::<CancelVisit>(&parts::about(&found))?;
    found.must_be_ahead("cancelled")?;
    let notice = found.notice_hours(view.now);
    let form = parts::fields(&view.form, FIELDS, found.version);
    let body = html! {
        h1 class="nhsuk-heading-l" { "Cancel a visit" }
        p { (found.told()) ", " (page::show::day(found.day)) ". " (count(notice, "hour", "hours")) " before its start." }
        (view.form.around(&format!("/visits/{}/cancel", found.id), &form, "Cancel the visit"))
    };
    parts::page_about(view, "Cancel a visit", body, &found)
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id: VisitId = act.path.id("visit")?;
    let found = held(act.work, id)?;
    let permit = act.who.permit::<CancelVisit>(&parts::about(&found))?;
    let (why, instead) = (act.values.text("why")?, act.values.opt_text("instead")?);
    let for_whom: CancelledFor = act.values.choice("for_whom")?;
    let cancelled = cancel(act.work, &permit, &found, act.values.version()?, for_whom, (&why, instead.as_deref()))?;
    let message = format!("The visit is cancelled, with {} notice.", count(cancelled, "hour’s", "hours’"));
    Ok(Done::new(format!("/visits/{id}"), message).id(id))
}

/// Cancels a visit that is still ahead, and says how many hours' notice there was.
pub fn cancel(
    work: &mut Work<'_>,
    permit: &Permit<CancelVisit>,
    found: &VisitView,
    version: i64,
    for_whom: CancelledFor,
    (why, instead): (&str, Option<&str>),
) -> Result<i64, Failure> {
    permit.covers(found.id)?;
    found.must_be_ahead("cancelled")?;
    if for_whom == CancelledFor::Provider && instead.is_none() {
        return Err(Failure::field(
            "instead",
            "Say who comes instead and when. A provider cannot cancel a visit and leave the person without care.",
        ));
    }
    save(work, found, version, for_whom, (why, instead))
}

fn save(
    work: &mut Work<'_>,
    found: &VisitView,
    version: i64,
    for_whom: CancelledFor,
    (why, instead): (&str, Option<&str>),
) -> Result<i64, Failure> {
    let notice = found.notice_hours(work.at);
    let columns = cols! {
        "state" => "cancelled", "cancelled_for" => for_whom.code(), "ended_why" => why, "ended_at" => work.at,
        "notice_hours" => notice, "instead" => instead.map(str::to_owned),
    };
    let facts = serde_json::json!({
        "package": found.package, "provider": found.provider, "person": found.person, "day": found.day,
        "by": for_whom.code(), "reason": why, "instead": instead, "notice_hours": notice, "start": found.planned_start,
        "planned_minutes": found.minutes, "workers": found.workers_needed,
        "assigned": found.workers.iter().map(|stay| stay.worker).collect::<Vec<_>>(),
    });
    let change = parts::change("visit.cancelled", found).facts(facts);
    work.apply(change.update("visit", found.id, version, columns))?;
    alarm::close(work, found, &alarm::Kind::ALL)?;
    let planned = found.planned_worker_minutes();
    books::note(work, Figure::Planned, found, Minutes::new(-planned.get()))?;
    Ok(notice)
}

/// The system cancels what lies ahead of a package from a day on, for some of its providers; visits under way and made stay.
pub(crate) fn from_day(
    work: &mut Work<'_>,
    package: Uuid,
    from: Date,
    why: &str,
    of_provider: impl Fn(Uuid) -> bool,
) -> Result<usize, Failure> {
    visits_from(work, package, from, why, |visit| of_provider(visit.provider))
}

/// The same for some of the visits that lie ahead.
pub(crate) fn visits_from(
    work: &mut Work<'_>,
    package: Uuid,
    from: Date,
    why: &str,
    which: impl Fn(&VisitView) -> bool,
) -> Result<usize, Failure> {
    let mut ahead = work.all(&AHEAD, params![package, from], read)?;
    ahead.retain(which);
    take_back(work, ahead, why)
}

/// The same for what was made before the first day of care, when that day is later now.
pub(crate) fn before_day(
    work: &mut Work<'_>,
    (package, provider): (Uuid, Uuid),
    start: Date,
    why: &str,
) -> Result<usize, Failure> {
    let before = work.all(&BEFORE, params![package, provider, start], read)?;
    take_back(work, before, why)
}

fn take_back(work: &mut Work<'_>, ahead: Vec<VisitView>, why: &str) -> Result<usize, Failure> {
    let now = work.at;
    // What is late today already is for a person to say something about.
    let ahead: Vec<_> = ahead.into_iter().filter(|found| !found.is_late(now)).collect();
    for found in &ahead {
        save(work, found, found.version, CancelledFor::System, (why, None))?;
    }
    Ok(ahead.len())
}
