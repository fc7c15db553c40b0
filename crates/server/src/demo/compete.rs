//! Mini-competitions (BRK-8): called by the broker, answered sealed by the providers, read and given points after the deadline.

use access::Who;
use kernel::{Date, Failure, Money, Uuid};

use super::{cast::Company, hand::Hand, offers};

/// The broker calls it; gives the offers that went out, each with its provider.
pub(super) fn call(hand: &mut Hand<'_>, broker: &Who, package: Uuid) -> Result<Vec<(Uuid, Uuid)>, Failure> {
    let fields = [
        ("how_many", "4"),
        ("question_1", "How will the same few care workers come?"),
        ("weight_1", "40"),
        ("question_2", "What do you do when somebody is ill?"),
        ("weight_2", "20"),
        ("price_weight", "40"),
    ];
    hand.fill(broker, &format!("/packages/{package}/compete"), &fields)?;
    offers::open(hand, package)
}

/// A provider answers, each in its own words and a little under the ceiling.
pub(super) fn bid(
    hand: &mut Hand<'_>,
    company: &Company,
    offer: Uuid,
    (start, ceiling, nth): (Date, Money, usize),
) -> Result<(), Failure> {
    let less = 100 - 2 * i64::try_from(nth % 4).unwrap_or(0);
    let rate = ceiling.times_ratio(less, 100, kernel::Rounding::Down);
    let rate = rate.ok_or_else(|| Failure::internal("a price that is too large"))?.decimal();
    let answers = [
        ("A team of four who live within two miles, two of them for the mornings.", "Our own pool of six."),
        ("Whoever is free on the round, and we ring when it is a new face.", "The office staff step in."),
        ("One lead care worker and three others; no more in any month.", "Overtime first, then the next round."),
        ("The same round every week, with one person on call.", "Two floating workers each day."),
    ];
    let (first, second) = answers.get(nth % answers.len()).copied().unwrap_or_default();
    let start = offers::date_fields("earliest_start", start);
    let mut fields: Vec<_> = start.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend([("rate", rate.as_str()), ("answer_1", first), ("answer_2", second)]);
    hand.fill(&company.manager.who, &format!("/offers/{offer}/bid"), &fields).map(drop)
}

/// The broker gives every bid its points; the offer of the highest total, if anybody answered.
pub(super) fn score(hand: &mut Hand<'_>, broker: &Who, competition: Uuid) -> Result<Option<Uuid>, Failure> {
    let path = format!("/competitions/{competition}");
    let read = |hand: &Hand<'_>| -> Result<Vec<serde_json::Value>, Failure> {
        let data = hand.data(broker, &path)?;
        Ok(data.get("bids").and_then(|bids| bids.as_array().cloned()).unwrap_or_default())
    };
    for (n, bid) in read(hand)?.iter().enumerate() {
        let (first, second) = [("9", "8"), ("4", "5"), ("7", "6"), ("6", "7")].get(n % 4).copied().unwrap_or_default();
        let id = bid.get("id").and_then(serde_json::Value::as_str).unwrap_or_default();
        let why = "Read by two of the team: how few the faces are, and how sure the cover is.";
        let fields = [("points_1", first), ("points_2", second), ("why", why)];
        hand.fill(broker, &format!("/bids/{id}/score"), &fields)?;
    }
    // The highest total stands first.
    let best = read(hand)?.first().and_then(|bid| bid.get("offer")?.as_str()?.parse().ok());
    Ok(best)
}
