//! A provider's answer, by its own hand or recorded by the broker for it (BRK-3).

pub mod accept;
pub mod decline;

use access::{About, Permit, Who};
use kernel::{Date, Failure, Money, Uuid, day_in_words};
use places::Place;
use store::{Change, Tx, Work, cols};
use wire::{Act, Field, House, View};

use crate::{
    Channel, DeclineReason, Offer, OfferId, State, competition, offer,
    package::{self, Move, Package},
    policy::AnswerOffer,
};

/// A provider's own answer comes on this system; a broker says how they heard it.
pub(crate) const CHANNEL: Field = Field::choice("channel", "How did the answer come?", Channel::CHOICES);

/// A yes.
#[derive(Debug, Clone)]
pub struct Yes {
    /// The earliest day they can start.
    pub earliest_start: Date,
    /// The price of an hour, if it is not the schedule's.
    pub rate: Option<Money>,
    /// What they add.
    pub note: Option<String>,
}

/// A no.
#[derive(Debug, Clone)]
pub struct No {
    /// Why.
    pub reason: DeclineReason,
    /// Why, in words.
    pub words: Option<String>,
}

/// The offer with its package, both as they stand.
pub(crate) fn look(view: &mut View<'_, '_>) -> Result<(Offer, Package), Failure> {
    let offer = offer::offer(view.tx, view.path.id("offer")?)?;
    let package = package::row(view.tx, offer.package)?;
    Ok((offer, package))
}

/// The same, held: the package first, so that locks are always taken in one order.
pub(crate) fn hold(work: &mut Work<'_>, id: OfferId) -> Result<(Offer, Package), Failure> {
    let package = offer::package_of(work, id)?;
    let package = package::hold(work, package)?;
    Ok((offer::offer(work, id)?, package))
}

pub(crate) fn about(offer: &Offer) -> About {
    About::thing("offer", offer.id).organisation(offer.provider)
}

/// The way an answer came: a provider's own hand is this system, whatever was sent.
pub(crate) fn channel(act: &Act<'_, '_>, offer: &Offer) -> Result<Channel, Failure> {
    if act.who.organisation_id() == Some(offer.provider) {
        return Ok(Channel::Portal);
    }
    let given = act.values.opt_text("channel")?;
    given.ok_or_else(|| Failure::field("channel", "Say how the provider’s answer came."))?.parse()
}

/// Says yes to an offer.
pub fn accept(
    work: &mut Work<'_>,
    house: &House,
    who: &Who,
    permit: &Permit<AnswerOffer>,
    this: (&Offer, &Package),
    yes: &Yes,
    channel: Channel,
) -> Result<(), Failure> {
    let (offer, package) = this;
    permit.covers(offer.id)?;
    offer.may_be_answered(work.at)?;
    competition::not_a_plain_yes(work, offer)?;
    if yes.earliest_start < work.at.day() {
        return Err(Failure::field("earliest_start", "The earliest start is in the past. Enter today or a later day."));
    }
    within_ceiling(house, offer, package, yes)?;
    let facts = serde_json::json!({
        "package": offer.package, "provider": offer.provider, "earliest_start": yes.earliest_start, "rate": yes.rate,
        "channel": channel.code(),
    });
    let columns = cols! {
        "state" => "accepted", "closed_at" => work.at, "channel" => channel.code(), "answered_by" => who.name.as_str(),
        "earliest_start" => yes.earliest_start, "rate" => yes.rate, "note" => yes.note.as_deref(),
    };
    answered(work, offer, "offer.accepted", facts, columns)
}

/// On the framework a price is at most the schedule's (BRK-8). Where the schedule has none for the day, the award says so.
fn within_ceiling(house: &House, offer: &Offer, package: &Package, yes: &Yes) -> Result<(), Failure> {
    let ceiling = house.place.ceiling(&package.lot, &package.locality, &package.price_kind, yes.earliest_start);
    match (yes.rate, ceiling) {
        (Some(rate), _) if rate <= Money::from_pence(0) => {
            Err(Failure::field("rate", "Enter a price above nothing, or leave it empty for the schedule’s."))
        }
        (Some(rate), Some(ceiling)) if offer.on_framework && rate > ceiling => Err(Failure::field(
            "rate",
            format!(
                "The framework pays at most {ceiling} an hour here on {}. Enter that or less, or leave it empty.",
                day_in_words(yes.earliest_start)
            ),
        )),
        _ => Ok(()),
    }
}

/// Says no to an offer; always with a reason (R2).
pub fn decline(
    work: &mut Work<'_>,
    house: &House,
    who: &Who,
    permit: &Permit<AnswerOffer>,
    this: (&Offer, &Package),
    no: &No,
    channel: Channel,
) -> Result<(), Failure> {
    let (offer, package) = this;
    permit.covers(offer.id)?;
    offer.may_be_answered(work.at)?;
    if no.reason == DeclineReason::Part && no.words.is_none() {
        return Err(Failure::field("words", "Say which visits you could take."));
    }
    if no.reason == DeclineReason::Other && no.words.is_none() {
        return Err(Failure::field("words", "Say in a few words why you cannot take it."));
    }
    let facts = serde_json::json!({
        "package": offer.package, "provider": offer.provider, "reason": no.reason.code(), "words": no.words,
        "channel": channel.code(),
    });
    let columns = cols! {
        "state" => "declined", "closed_at" => work.at, "channel" => channel.code(), "answered_by" => who.name.as_str(),
        "reason" => no.reason.code(), "note" => no.words.as_deref(),
    };
    answered(work, offer, "offer.declined", facts, columns)?;
    settle(work, house.place, package)
}

fn answered(
    work: &mut Work<'_>,
    offer: &Offer,
    event: &'static str,
    facts: serde_json::Value,
    columns: package::Columns,
) -> Result<(), Failure> {
    offer::stop_clock(work, offer, true)?;
    let change = Change::new(event, "offer", offer.id).person(offer.person).organisation(offer.provider).facts(facts);
    work.apply(change.update("offer", offer.id, offer.version, columns))
}

/// When the last open offer has come to nothing and no yes waits, the package waits to be offered again.
pub(crate) fn settle(work: &mut Work<'_>, place: &Place, package: &Package) -> Result<(), Failure> {
    if !matches!(package.state, State::Offered { .. }) || !offer::unsettled(work, package.id)?.is_empty() {
        return Ok(());
    }
    let step = package.state.emptied()?;
    let facts = serde_json::json!({ "round": package.round });
    let from = work.at;
    let this = Move { package, step: &step, from, event: "package.round_ended", more: Vec::new() };
    package::take(work, place, this, |change, _| change.facts(facts))
}

/// Whether the one who looks answers for the provider itself.
pub(crate) fn is_own(view: &View<'_, '_>, offer: &Offer) -> bool {
    view.who.organisation_id() == Some(offer.provider)
}

/// Everybody whose answer was yes and waits, best placed first.
pub(crate) fn waiting(tx: &mut Tx<'_>, package: &Package) -> Result<Vec<Offer>, Failure> {
    let mut yes: Vec<Offer> = offer::unsettled(tx, package.id)?.into_iter().filter(Offer::waits).collect();
    yes.sort_by_key(|offer| (offer.rank.is_none(), offer.rank, offer.provider_name.clone()));
    Ok(yes)
}

/// The place of a provider's own page after an answer.
pub(crate) fn back_to(own: bool, package: &Package, provider: Uuid) -> String {
    if own { "/offers".into() } else { format!("/packages/{}#{provider}", package.id) }
}
