//! A provider's registration with the regulator, and whether it takes packages at present (BRK-1).

use access::{About, Permit};
use kernel::Failure;
use page::{Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{Provider, provider_row};
use crate::policy::RecordStanding;

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::choice(
        "registered",
        "Does the registration with the regulator stand?",
        &[("yes", "Yes"), ("no", "No, it has lapsed")],
    )
    .hint("Without it nothing new is offered, whatever the rank.")
    .must("Say whether the registration stands."),
    Field::choice("active", "Does the provider take packages at present?", &[("yes", "Yes"), ("no", "No")])
        .must("Say whether the provider takes packages."),
    Field::words("note", "What was reported, and by whom").must("Write what was reported, and by whom."),
];

/// Records it.
pub fn record(
    work: &mut Work<'_>,
    permit: &Permit<RecordStanding>,
    provider: &Provider,
    (registered, active, note): (bool, bool, &str),
) -> Result<(), Failure> {
    permit.covers(provider.id)?;
    let facts = serde_json::json!({ "registered": registered, "active": active, "note": note });
    let columns = cols! { "registered" => registered, "active" => active, "registration_note" => note };
    let change =
        Change::new("provider.standing_recorded", "provider", provider.id).organisation(provider.id).facts(facts);
    work.apply(change.update("framework_provider", provider.id, provider.version, columns))
}

fn about(provider: &Provider) -> About {
    About::thing("provider", provider.id).organisation(provider.id)
}

const fn yes(truth: bool) -> &'static str {
    if truth { "yes" } else { "no" }
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let provider = provider_row(view.tx, view.path.uuid("provider")?)?;
    view.who.permit::<RecordStanding>(&about(&provider))?;
    let version = provider.version.to_string();
    let held = |name: &str| match name {
        "version" => version.as_str(),
        "registered" => yes(provider.registered),
        "active" => yes(provider.active),
        _ => "",
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Standing of " (provider.name) }
        (view.form.around(&format!("/framework/{}/standing", provider.id), &html! {
            @for field in FIELDS { (view.form.field(field, held(field.name))) }
        }, "Save"))
    };
    Ok(Page::new("Standing of a provider", body)
        .back("Back to the provider", format!("/framework/{}", provider.id))
        .into())
}

/// Records it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let mut provider = provider_row(act.work, act.path.uuid("provider")?)?;
    let permit = act.who.permit::<RecordStanding>(&about(&provider))?;
    provider.version = act.values.version()?;
    let (registered, active) = (act.values.text("registered")? == "yes", act.values.text("active")? == "yes");
    record(act.work, &permit, &provider, (registered, active, &act.values.text("note")?))?;
    let message = match (registered, active) {
        (false, _) => format!("Nothing new is offered to {}: its registration has lapsed.", provider.name),
        (true, false) => format!("{} takes no packages at present.", provider.name),
        (true, true) => format!("{} is registered and takes packages.", provider.name),
    };
    Ok(Done::new(format!("/framework/{}", provider.id), message).id(provider.id))
}
