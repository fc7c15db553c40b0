//! From a request to the first day of care: offers, answers, the award, and the steps after it.

use access::Who;
use brokerage::{Offer, OfferState, PackageId, offer::Outcome};
use kernel::{Date, Failure, Uuid};

use super::{cast::Company, dice::Dice, hand::Hand};

/// What an offer's provider will say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    Yes,
    No(&'static str),
    Nothing,
}

/// Seven of ten say yes, two say no, one does not answer in time.
pub(super) fn reply(dice: &mut Dice) -> Reply {
    let reasons = ["no_capacity", "no_capacity", "no_capacity", "too_far", "start", "skills"];
    match dice.between(1, 100) {
        1..=68 => Reply::Yes,
        69..=91 => Reply::No(dice.pick(&reasons).copied().unwrap_or("no_capacity")),
        _ => Reply::Nothing,
    }
}

/// Whom a round asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// The next so many by rank.
    Rank(usize),
    /// The provider whom the person wants.
    Wanted(Uuid),
}

/// Sends the next round.
pub(super) fn offer(hand: &mut Hand<'_>, broker: &Who, package: Uuid, ask: Ask) -> Result<Vec<(Uuid, Uuid)>, Failure> {
    let path = format!("/packages/{package}/offer");
    match ask {
        Ask::Rank(most) => hand.fill(broker, &path, &[("basis", "rank"), ("how_many", &most.to_string())])?,
        Ask::Wanted(provider) => {
            let why = "The person knows this provider and wants its care workers to come.";
            hand.fill(broker, &path, &[("basis", "choice"), ("provider", &provider.to_string()), ("why", why)])?
        }
    };
    open(hand, package)
}

/// The offers of a package that wait for an answer, each with its provider.
pub(super) fn open(hand: &Hand<'_>, package: Uuid) -> Result<Vec<(Uuid, Uuid)>, Failure> {
    let offers = hand.site().store.read_now(|tx| brokerage::offer::of_package(tx, PackageId::from(package)))?;
    let open = offers.into_iter().filter(|offer| matches!(offer.state, OfferState::Open));
    Ok(open.map(|offer| (Uuid::from(offer.id), offer.provider)).collect())
}

/// A provider's manager answers.
pub(super) fn answer(
    hand: &mut Hand<'_>,
    company: &Company,
    offer: Uuid,
    reply: Reply,
    earliest: Date,
) -> Result<(), Failure> {
    let who = &company.manager.who;
    match reply {
        Reply::Yes => {
            let [day, month, year] =
                [earliest.day().to_string(), earliest.month().to_string(), earliest.year().to_string()];
            let start = [
                ("earliest_start-day", day.as_str()),
                ("earliest_start-month", month.as_str()),
                ("earliest_start-year", year.as_str()),
            ];
            hand.fill(who, &format!("/offers/{offer}/accept"), &start).map(drop)
        }
        Reply::No(reason) => hand.fill(who, &format!("/offers/{offer}/decline"), &[("reason", reason)]).map(drop),
        Reply::Nothing => Ok(()),
    }
}

/// Awards the package to the yes of this offer, or to the best-ranked; none when nobody said yes. Care starts on the first day the
/// provider can, or on a later one that is given. Off the framework, what costs more than a broker may commit is approved by
/// the commissioner first.
pub(super) fn award(
    hand: &mut Hand<'_>,
    (broker, commissioner): (&Who, &Who),
    package: Uuid,
    (offer, not_before): (Option<Uuid>, Date),
) -> Result<Option<Uuid>, Failure> {
    let offers = hand.site().store.read_now(|tx| brokerage::offer::of_package(tx, PackageId::from(package)))?;
    // A yes of an earlier search, before the package was handed back, is used up.
    let waits = |offer: &&Offer| matches!(offer.state, OfferState::Accepted { outcome: Outcome::Waiting, .. });
    let mut yes: Vec<_> = offers.iter().filter(waits).collect();
    yes.sort_by_key(|offer| offer.rank.unwrap_or(i64::MAX));
    let highest = yes.iter().find(|one| Some(Uuid::from(one.id)) == offer);
    let Some(best) = highest.or(yes.first()) else { return Ok(None) };
    let id = Uuid::from(best.id).to_string();
    let OfferState::Accepted { earliest_start, .. } = best.state else { return Ok(None) };
    let start = earliest_start.max(not_before);
    let mut fields = vec![("offer".to_owned(), id.clone())];
    fields.extend(date_fields("start", start));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let path = format!("/packages/{package}/award");
    match hand.fill(broker, &path, &fields) {
        Err(Failure::Invalid(_)) if !best.on_framework => {
            let why = "Nobody on the framework took it in time.";
            let ask = [("offer", id.as_str()), ("why", why)];
            let asked = hand.fill(broker, &format!("/packages/{package}/approval"), &ask)?.id.unwrap_or_default();
            let yes = [("decision", "yes"), ("words", "Until somebody on the framework has room.")];
            hand.fill(commissioner, &format!("/approvals/{asked}"), &yes)?;
            hand.fill(broker, &path, &fields)?
        }
        done => done?,
    };
    Ok(Some(best.provider))
}

/// The provider reads the plan, introduces itself, agrees the outcomes and sends its own plan back: one step of the four.
pub(super) fn step(
    hand: &mut Hand<'_>,
    company: &Company,
    package: Uuid,
    step: &str,
    name: &str,
    today: Date,
) -> Result<(), Failure> {
    let who = &company.manager.who;
    let path = format!("/packages/{package}/{step}");
    let [day, month, year] = [today.day().to_string(), today.month().to_string(), today.year().to_string()];
    let on = [("on-day", day.as_str()), ("on-month", month.as_str()), ("on-year", year.as_str())];
    match step {
        "introduction" => hand.fill(who, &path, &on),
        "outcomes" => {
            let mut fields = on.to_vec();
            fields.extend([
                ("with", "person"),
                ("name", name),
                ("words", "The outcomes of the plan, and to walk to the gate by the spring."),
            ]);
            hand.fill(who, &path, &fields)
        }
        "provider-plan" => {
            hand.fill(who, &path, &[("words", "The same two workers where we can; a call if we run late.")])
        }
        _ => hand.fill(who, &path, &[]),
    }
    .map(drop)
}

/// A day as a form sends it, in three parts.
pub(super) fn date_fields(name: &str, day: Date) -> [(String, String); 3] {
    [("day", day.day().to_string()), ("month", day.month().to_string()), ("year", day.year().to_string())]
        .map(|(part, value)| (format!("{name}-{part}"), value))
}
