//! Saying no to an offer, with a reason (BRK-3, R2).

use kernel::{Failure, Uuid};
use page::html;
use wire::{Act, Done, Field, Shown, View};

use super::{CHANNEL, No, about, back_to, channel, hold, is_own, look};
use crate::{Channel, DeclineReason, offers::sealed_page, policy::AnswerOffer};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::choice("reason", "Why can you not take it?", DeclineReason::CHOICES)
        .hint("The reasons are counted (R2) and help to plan where care is missing.")
        .must("Say why you cannot take it."),
    Field::words("words", "In your own words"),
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
                "channel" if own => {}
                "channel" => { (form.needed(field, "")) }
                _ => { (form.field(field, "")) }
            }
        }
    };
    let action = format!("/offers/{}/decline", offer.id);
    sealed_page(
        view,
        (&offer, &package),
        "Decline the offer",
        |_| html! { (form.around(&action, &fields, "Decline the offer")) },
    )
}

/// Says no.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (mut offer, package) = hold(act.work, act.path.id("offer")?)?;
    let permit = act.who.permit::<AnswerOffer>(&about(&offer))?;
    offer.may_be_answered(act.now)?;
    offer.version = act.values.version()?;
    let no = No { reason: act.values.choice("reason")?, words: act.values.opt_text("words")? };
    let channel = channel(act, &offer)?;
    super::decline(act.work, act.house, act.who, &permit, (&offer, &package), &no, channel)?;
    let own = channel == Channel::Portal && act.who.organisation_id() == Some(offer.provider);
    let message = if own {
        format!("You declined the offer of package {}. Nothing more needs to be done.", package.reference())
    } else {
        format!("You recorded that {} declines.", offer.provider_name)
    };
    Ok(Done::new(back_to(own, &package, offer.provider), message).id(Uuid::from(offer.id)))
}
