//! The code to somebody's home: shown to the worker of this visit, inside its window, for a minute, and never again without
//! another release. Every release stands in the journal.

use access::Permit;
use kernel::{Failure, Moment, Uuid, time_in_words};
use maud::html;
use store::{Change, Row, Work, cols, params, statement};
use wire::{Act, Done, Field, House, Shown, View};

use crate::{
    check_in::own,
    checks::Closed,
    parts,
    policy::ReleaseAccessCode,
    store::{held, visit},
    visit::VisitView,
};

/// The form has no fields: it is one button.
pub const FIELDS: &[Field] = &[];

/// The job that forgets what was shown.
pub(crate) const FORGET: &str = "visits.forget_way_in";
/// How long a released code can be read.
const MINUTES: i64 = 1;

statement! {
    RELEASED = "SELECT id, sealed, released_at FROM way_in WHERE visit = $1 AND worker = $2 AND released_at > $3
        ORDER BY released_at DESC LIMIT 1";
}

/// Whether the code may be shown to this worker now: inside the visit's window, and not once they have left.
fn is_open(found: &VisitView, worker: Uuid, now: Moment) -> Result<(), Failure> {
    if own(found, worker)?.went.is_some() {
        return Err(Failure::conflict("You have checked out of this visit, so the code is no longer shown."));
    }
    found.way_in_is_open(now)
}

fn purpose(id: Uuid) -> String {
    format!("way-in:{id}")
}

/// The page: the button, or for a minute after it was pressed the code.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = visit(view.tx, view.path.id("visit")?)?;
    view.who.permit::<ReleaseAccessCode>(&parts::about(&found))?;
    own(&found, view.who.account)?;
    Closed::to(view, found.provider)?.must_be_open(&found, view.who.account)?;
    let open = is_open(&found, view.who.account, view.now);
    let read = |row: &Row| Ok((row.get::<Uuid>("id")?, row.get::<Vec<u8>>("sealed")?));
    let since = view.now.plus_minutes(-MINUTES);
    let released = view.tx.first(&RELEASED, params![found.id, view.who.account, since], read)?;
    let code = match (&open, released) {
        (Ok(()), Some((id, sealed))) => Some(view.house.vault.open(&purpose(id), &sealed)?),
        _ => None,
    };
    let body = html! {
        (parts::heading("How to get in"))
        @match (&open, &code) {
            (Err(closed), _) => p { (closed.to_string()) },
            (Ok(()), Some(code)) => {
                p { "Key safe code:" }
                p class="nhsuk-heading-xl" { (code) }
                p { "It is shown for one minute. Do not write it down." }
            }
            (Ok(()), None) => {
                p { "The code is shown for one minute. It is recorded that you have seen it." }
                (view.form.button(&format!("/visits/{}/way-in", found.id), &[], "Show the code", false))
            }
        }
    };
    parts::page_about(view, "How to get in", body, &found)
}

/// Releases the code; the page after it shows it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = held(act.work, act.path.id("visit")?)?;
    let permit = act.who.permit::<ReleaseAccessCode>(&parts::about(&found))?;
    release(act.work, act.house, &permit, &found, act.who.account)?;
    Ok(Done::new(format!("/visits/{}/way-in", found.id), "").id(found.id))
}

/// Releases the code for a visit to a worker of that visit inside its window. It goes to the page sealed; the reply, the
/// journal and the log never hold it.
pub fn release(
    work: &mut Work<'_>,
    house: &House,
    permit: &Permit<ReleaseAccessCode>,
    found: &VisitView,
    worker: Uuid,
) -> Result<(), Failure> {
    permit.covers(found.id)?;
    let today = work.at.day();
    Closed::to_worker(work, house.place, (found.provider, worker), today)?.must_be_open(found, worker)?;
    is_open(found, worker, work.at)?;
    let reason = format!("{} visit, window from {}", found.label, time_in_words(found.window_from.time_of_day()));
    let code = people::release_access_code(work, house, found.person.into(), found.id.uuid(), &reason)?;
    let code = code.ok_or_else(|| Failure::conflict("No code is recorded for this home. Ring your office."))?;
    let id: Uuid = work.id();
    let sealed = house.vault.seal(work.ids(), &purpose(id), &code)?;
    let columns = cols! {
        "id" => id, "visit" => found.id, "worker" => worker, "sealed" => sealed, "released_at" => work.at,
    };
    let facts = serde_json::json!({ "worker": worker, "package": found.package });
    work.apply(parts::change("visit.way_in_shown", found).facts(facts).insert("way_in", columns))?;
    let at: Moment = work.at.plus_minutes(MINUTES);
    work.later(FORGET, at, &serde_json::json!({ "id": id, "visit": found.id }))
}

/// The job: what was shown is taken away.
pub(crate) fn forget(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let id = |name: &str| payload.get(name).and_then(|id| id.as_str()?.parse::<Uuid>().ok()).unwrap_or_default();
    work.apply(Change::new("visit.way_in_closed", "visit", id("visit")).delete("way_in", cols! { "id" => id("id") }))
}
