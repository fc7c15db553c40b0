//! What a worker needs besides what everybody needs: whether they drive to visits, and with whom they are registered.

use kernel::{Failure, Uuid};
use page::{Page, html};
use store::{Change, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    policy::RecordChecks,
    record::{about, of_act, of_path},
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::choice("drives", "Do they drive to visits?", &[("yes", "Yes"), ("no", "No")])
        .hint("Whoever drives needs a licence and insurance for work.")
        .must("Say whether they drive to visits."),
    Field::line("registered_as", "Professional registration")
        .hint("The body and the number, for example: NMC 12A3456E. Leave it empty for a care worker without one."),
];

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let worker = of_path(view)?;
    view.who.permit::<RecordChecks>(&about(&worker))?;
    let version = worker.profile.row.map_or(0, |(_, version)| version).to_string();
    let held = |name: &str| match name {
        "version" => version.as_str(),
        "drives" if worker.profile.row.is_none() => "",
        "drives" if worker.profile.drives => "yes",
        "drives" => "no",
        "registered_as" => worker.profile.registered_as.as_deref().unwrap_or_default(),
        _ => "",
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (worker.name) } "What they need" }
        (view.form.around(&format!("/provider/checks/{}/needs", worker.id), &html! {
            @for field in FIELDS { (view.form.field(field, held(field.name))) }
        }, "Save"))
    };
    Ok(Page::new("What they need", body)
        .back(format!("Back to {}", worker.name), format!("/provider/checks/{}", worker.id))
        .into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let worker = of_act(act)?;
    let permit = act.who.permit::<RecordChecks>(&about(&worker))?;
    permit.covers(worker.id)?;
    let (drives, registered_as) = (act.values.text("drives")? == "yes", act.values.opt_text("registered_as")?);
    let facts = serde_json::json!({ "drives": drives, "registered_as": registered_as });
    let change = Change::new("worker.needs_set", "care_worker", worker.id).organisation(worker.provider).facts(facts);
    let change = match worker.profile.row {
        Some((id, _)) => {
            let columns = cols! { "drives" => drives, "registered_as" => registered_as };
            change.update("worker_profile", id, act.values.version()?, columns)
        }
        None => {
            let id: Uuid = act.work.id();
            let columns = cols! {
                "id" => id, "version" => 1, "worker" => worker.id, "provider" => worker.provider, "drives" => drives,
                "registered_as" => registered_as,
            };
            change.insert("worker_profile", columns)
        }
    };
    act.work.apply(change)?;
    Ok(Done::new(format!("/provider/checks/{}", worker.id), format!("What {} needs is saved.", worker.name))
        .id(worker.id))
}
