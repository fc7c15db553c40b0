//! The quality officer accepts what was done, or gives the action back.

use kernel::Failure;
use page::{Page, html};
use store::cols;
use wire::{Act, Done, Field, Shown, View};

use super::{State, held, one};
use crate::policy::SetAction;

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::choice("done", "Is it put right?", &[("yes", "Yes, close the action"), ("no", "No, it stays open")])
        .must("Say whether it is put right."),
    Field::words("words", "What did you find?").must("Write what you found."),
];

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let action = one(view.tx, view.path.uuid("action")?)?;
    view.who.permit::<SetAction>(&action.about())?;
    let version = action.version.to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Look at what was done" }
        p { (action.words) }
        @if let Some((by, _, evidence)) = &action.reported { p { (by) " says: " (evidence) } }
        @match action.state.weighed(true, view.now, "") {
            Err(why) => p { (why.to_string()) },
            Ok(_) => {
                (view.form.around(&format!("{}/weigh", action.href()), &html! {
                    @for field in FIELDS { (view.form.field(field, if field.name == "version" { &version } else { "" })) }
                }, "Save"))
            }
        }
    };
    Ok(Page::new("Look at what was done", body).back("Back to the action", action.href()).into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let action = held(act.work, act.path.uuid("action")?)?;
    let permit = act.who.permit::<SetAction>(&action.about())?;
    permit.covers(action.id)?;
    let next = action.state.weighed(act.values.text("done")? == "yes", act.now, &act.who.name)?;
    let words = act.values.text("words")?;
    let columns = cols! {
        "state" => next.code(), "weighed_words" => words.as_str(), "weighed_by_name" => act.who.name.as_str(),
        "weighed_at" => act.now,
    };
    let closed = matches!(next, State::Closed { .. });
    let event = if closed { "quality_action.closed" } else { "quality_action.given_back" };
    let change = action.change(event, serde_json::json!({ "words": words }));
    act.work.apply(change.update("quality_action", action.id, act.values.version()?, columns))?;
    let message = if closed { "The action is closed." } else { "The action is open again, and the provider sees why." };
    Ok(Done::new(action.href(), message).id(action.id))
}
