//! Stopping placements with a provider, and lifting a stop; a gate, not a score (BRK-1).

use access::{About, Permit};
use kernel::{Date, Failure, Uuid, day_in_words};
use page::{Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{Stop, provider_row, stop_row};
use crate::{StopReason, policy::StopPlacements};

/// What is asked for a stop.
pub const FIELDS: &[Field] = &[
    Field::choice("reason", "Why?", StopReason::CHOICES).must("Say why placements are stopped."),
    Field::words("words", "What has happened").must("Say in a few words what has happened."),
    Field::date("from", "From which day?").must("Enter the day from which nothing new is offered."),
    Field::date("until", "Until which day, if that is known"),
];

/// What is asked to lift one.
pub const LIFT_FIELDS: &[Field] =
    &[Field::version(), Field::words("words", "Why is the stop lifted?").must("Say why the stop is lifted.")];

/// A stop.
#[derive(Debug, Clone)]
pub struct NewStop {
    /// Why.
    pub reason: StopReason,
    /// Why, in words.
    pub words: String,
    /// From which day.
    pub from: Date,
    /// Until which day, if that is known.
    pub until: Option<Date>,
}

/// Stops placements.
pub fn stop(
    work: &mut Work<'_>,
    permit: &Permit<StopPlacements>,
    provider: Uuid,
    new: &NewStop,
) -> Result<Uuid, Failure> {
    permit.covers(provider)?;
    if new.until.is_some_and(|until| until < new.from) {
        return Err(Failure::field("until", "The stop would end before it begins. Enter a later day, or none."));
    }
    let id: Uuid = work.id();
    let facts = serde_json::json!({
        "stop": id, "reason": new.reason.code(), "words": new.words, "from": new.from, "until": new.until,
    });
    let row = cols! {
        "id" => id, "version" => 1, "provider" => provider, "reason" => new.reason.code(), "words" => new.words.as_str(),
        "from_day" => new.from, "until_day" => new.until,
    };
    let change = Change::new("provider.stopped", "provider", provider).organisation(provider).facts(facts);
    work.apply(change.insert("provider_stop", row))?;
    Ok(id)
}

/// Lifts a stop from today on.
pub fn lift(work: &mut Work<'_>, permit: &Permit<StopPlacements>, stop: &Stop, words: &str) -> Result<(), Failure> {
    permit.covers(stop.provider)?;
    if let Some(day) = stop.lifted_on {
        return Err(Failure::conflict(format!("This stop was lifted already on {}.", day_in_words(day))));
    }
    let facts = serde_json::json!({ "stop": stop.id, "words": words });
    let columns = cols! { "lifted_on" => work.at.day(), "lifted_words" => words };
    let change =
        Change::new("provider.stop_lifted", "provider", stop.provider).organisation(stop.provider).facts(facts);
    work.apply(change.update("provider_stop", stop.id, stop.version, columns))
}

fn about(provider: Uuid) -> About {
    About::thing("provider", provider).organisation(provider)
}

/// The form to stop placements.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let provider = provider_row(view.tx, view.path.uuid("provider")?)?;
    view.who.permit::<StopPlacements>(&about(provider.id))?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Stop placements with " (provider.name) }
        p { "As long as the stop holds nothing new is offered or awarded to them, whatever their rank. Packages they have go on." }
        (view.form.around(&format!("/framework/{}/stop", provider.id), &html! {
            @for field in FIELDS {
                @let today = view.now.day().to_string();
                (view.form.field(field, if field.name == "from" { &today } else { "" }))
            }
        }, "Stop placements"))
    };
    Ok(Page::new("Stop placements", body).back("Back to the provider", format!("/framework/{}", provider.id)).into())
}

/// Stops them.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let provider = provider_row(act.work, act.path.uuid("provider")?)?;
    let permit = act.who.permit::<StopPlacements>(&about(provider.id))?;
    let new = NewStop {
        reason: act.values.choice("reason")?,
        words: act.values.text("words")?,
        from: act.values.date("from")?,
        until: act.values.opt_date("until")?,
    };
    let id = stop(act.work, &permit, provider.id, &new)?;
    let message = format!("Nothing new is offered to {} from {}.", provider.name, day_in_words(new.from));
    Ok(Done::new(format!("/framework/{}", provider.id), message).id(id))
}

/// The form to lift a stop.
pub fn lift_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let stop = stop_row(view.tx, view.path.uuid("stop")?)?;
    view.who.permit::<StopPlacements>(&about(stop.provider))?;
    let provider = provider_row(view.tx, stop.provider)?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Lift the stop for " (provider.name) }
        @if let Some(day) = stop.lifted_on { p { "It was lifted on " (day_in_words(day)) "." } } @else {
            p { (stop.reason.words()) " since " (day_in_words(stop.from)) ". " (stop.words) }
            (view.form.around(&format!("/framework/stops/{}/lift", stop.id), &html! {
                @for field in LIFT_FIELDS {
                    @let version = stop.version.to_string();
                    (view.form.field(field, if field.name == "version" { &version } else { "" }))
                }
            }, "Lift the stop"))
        }
    };
    Ok(Page::new("Lift a stop", body).back("Back to the provider", format!("/framework/{}", provider.id)).into())
}

/// Lifts it.
pub fn lift_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let mut found = stop_row(act.work, act.path.uuid("stop")?)?;
    let permit = act.who.permit::<StopPlacements>(&about(found.provider))?;
    if found.lifted_on.is_none() {
        found.version = act.values.version()?;
    }
    lift(act.work, &permit, &found, &act.values.text("words")?)?;
    let provider = provider_row(act.work, found.provider)?;
    Ok(Done::new(format!("/framework/{}", provider.id), format!("Packages can be offered to {} again.", provider.name))
        .id(found.id))
}
