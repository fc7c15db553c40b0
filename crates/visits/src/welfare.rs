//! When nobody answered, a visit cannot be closed before somebody has said what was done to find the person well (H8).

use access::Permit;
use kernel::Failure;
use maud::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    alarm::{self, Kind},
    parts,
    policy::CheckOut,
    store::{held, visit},
    visit::VisitView,
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::many("steps", "What did you do?", STEPS).must("Tick at least one thing that was done."),
    Field::words("words", "What did you find out? Is the person safe?").must("Say what you found out."),
    Field::version(),
];

const STEPS: &[(&str, &str)] = &[
    ("phoned", "Phoned the person"),
    ("family", "Phoned family or their named contact"),
    ("neighbour", "Asked a neighbour"),
    ("key_used", "Used the key and looked in"),
    ("office", "Told the office"),
    ("police", "Called the police or an ambulance"),
];

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = visit(view.tx, view.path.id("visit")?)?;
    view.who.permit::<CheckOut>(&parts::about(&found))?;
    let form = parts::fields(&view.form, FIELDS, found.version);
    let body = html! {
        (parts::heading("Nobody answered"))
        p { strong { "Do not go before you know that the person is safe, or somebody has taken over." } }
        (view.form.around(&format!("/visits/{}/welfare", found.id), &form, "Save"))
    };
    parts::page_about(view, "Nobody answered", body, &found)
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = held(act.work, act.path.id("visit")?)?;
    let permit = act.who.permit::<CheckOut>(&parts::about(&found))?;
    let (steps, words) = (act.values.many("steps")?, act.values.text("words")?);
    tell(act.work, &permit, &found, act.values.version()?, (&steps, &words))?;
    Ok(Done::new("/rounds", "Thank you. Your office and the broker see what you did.").id(found.id))
}

/// Says what was done.
pub fn tell(
    work: &mut Work<'_>,
    permit: &Permit<CheckOut>,
    found: &VisitView,
    version: i64,
    (steps, words): (&[String], &str),
) -> Result<(), Failure> {
    permit.covers(found.id)?;
    if !found.state.recorded().is_some_and(crate::visit::Recorded::owes_welfare_step) {
        return Err(Failure::conflict(
            "Nothing is open here: somebody was seen at this visit, or it was said already.",
        ));
    }
    let told: Vec<&str> =
        STEPS.iter().filter(|(code, _)| steps.iter().any(|step| step == code)).map(|(_, words)| *words).collect();
    let kept: Vec<&str> = told.into_iter().chain([words]).collect();
    let facts =
        serde_json::json!({ "package": found.package, "provider": found.provider, "steps": steps, "words": words });
    let columns = cols! { "welfare" => serde_json::json!(kept), "welfare_at" => work.at };
    work.apply(parts::change("visit.welfare_told", found).facts(facts).update("visit", found.id, version, columns))?;
    alarm::close(work, found, &[Kind::NoReply])
}
