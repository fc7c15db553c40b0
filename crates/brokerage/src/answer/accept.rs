//! Saying yes to an offer (BRK-3).

use kernel::{Failure, Uuid, deadline_in_words};
use page::html;
use wire::{Act, Done, Field, Shown, View};

use super::{CHANNEL, Yes, about, back_to, channel, hold, is_own, look};
use crate::{Channel, offers::sealed_page, policy::AnswerOffer};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::date("earliest_start", "From which day can you start?")
        .hint("Any day of the year. The earliest day helps the person most.")
        .must("Enter the earliest day you can start."),
    Field::money("rate", "Price of an hour, if it is not the schedule’s").hint("At most the ceiling of the framework."),
    Field::words("note", "Anything the brokerage team should know"),
    CHANNEL,
];

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (offer, package) = look(view)?;
    view.who.permit::<AnswerOffer>(&about(&offer))?;
    let own = is_own(view, &offer);
    let form = view.form;
    let fields = html! {
        @for field in FIELDS {
            @match field.name {
                "version" => { (form.field(field, &offer.version.to_string())) }
                "earliest_start" => { (form.field(field, &package.start_wanted.max(view.now.day()).to_string())) }
                "channel" if own => {}
                "channel" => { (form.needed(field, "")) }
                _ => { (form.field(field, "")) }
            }
        }
    };
    let action = format!("/offers/{}/accept", offer.id);
    sealed_page(
        view,
        (&offer, &package),
        "Accept the offer",
        |_| html! { (form.around(&action, &fields, "Accept the offer")) },
    )
}

/// Says yes.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (mut offer, package) = hold(act.work, act.path.id("offer")?)?;
    let permit = act.who.permit::<AnswerOffer>(&about(&offer))?;
    // A second or late answer is told what became of the first, before anything is said of an old page.
    offer.may_be_answered(act.now)?;
    offer.version = act.values.version()?;
    let yes = Yes {
        earliest_start: act.values.date("earliest_start")?,
        rate: act.values.opt_money("rate")?,
        note: act.values.opt_text("note")?,
    };
    let channel = channel(act, &offer)?;
    super::accept(act.work, act.house, act.who, &permit, (&offer, &package), &yes, channel)?;
    let own = channel == Channel::Portal && act.who.organisation_id() == Some(offer.provider);
    let message = if own {
        format!(
            "You accepted the offer of package {}. The brokerage team awards it to one of those that said yes; you will be told. You answered before {}.",
            package.reference(),
            deadline_in_words(offer.due_at)
        )
    } else {
        format!("You recorded that {} accepts.", offer.provider_name)
    };
    Ok(Done::new(back_to(own, &package, offer.provider), message).id(Uuid::from(offer.id)))
}
