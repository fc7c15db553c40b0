//! The provider says what was done about an action, and what shows it.

use kernel::Failure;
use page::{Page, html};
use store::cols;
use wire::{Act, Done, Field, Shown, View};

use super::{held, one};
use crate::policy::ReportAction;

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::words("evidence", "What was done, and what shows it?").must("Write what was done and what shows it."),
];

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let action = one(view.tx, view.path.uuid("action")?)?;
    view.who.permit::<ReportAction>(&action.about())?;
    let version = action.version.to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Say what was done" }
        p { (action.words) }
        @match action.state.reported() {
            Err(why) => p { (why.to_string()) },
            Ok(_) => {
                (view.form.around(&format!("{}/report", action.href()), &html! {
                    @for field in FIELDS { (view.form.field(field, if field.name == "version" { &version } else { "" })) }
                }, "Send it to the quality officer"))
            }
        }
    };
    Ok(Page::new("Say what was done", body).back("Back to the action", action.href()).into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let action = held(act.work, act.path.uuid("action")?)?;
    let permit = act.who.permit::<ReportAction>(&action.about())?;
    permit.covers(action.id)?;
    let next = action.state.reported()?;
    let evidence = act.values.text("evidence")?;
    let columns = cols! {
        "state" => next.code(), "evidence" => evidence.as_str(), "reported_by_name" => act.who.name.as_str(),
        "reported_at" => act.now,
    };
    let change = action.change("quality_action.reported", serde_json::json!({ "evidence": evidence }));
    act.work.apply(change.update("quality_action", action.id, act.values.version()?, columns))?;
    Ok(Done::new(action.href(), "The quality officer looks at what you have done.").id(action.id))
}
