//! Mini-competitions (BRK-8): a round of offers that providers answer with answers to questions and a price under the framework's
//! ceiling. Nobody reads them before the deadline, the broker included: a bid stands beside its offer, which stays open until
//! then, and the only statement that lists bids asks whether the competition has closed.

pub mod bid;
pub mod call;
pub mod score;
pub mod show;
mod total;

use std::collections::BTreeMap;

use access::About;
use kernel::{Date, Failure, Moment, Money, Uuid};
use store::{Change, Row, Tx, Work, cols, params, statement};

use crate::{
    Channel, Offer, OfferId, OfferState, PackageId,
    machine::State,
    offer,
    package::{self, Package},
};
use total::Total;
pub(crate) use total::in_words as points_in_words;

/// The standard of the deadline.
pub(crate) const ANSWERED: &str = "competition.answered";
/// The job that opens the bids.
pub(crate) const OPEN: &str = "brokerage.open_bids";
/// How many questions a competition has at most.
pub(crate) const QUESTIONS: usize = 5;
/// The most points an answer is given.
pub(crate) const MOST_POINTS: i64 = 10;

/// A question with its weight, in hundredths.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Question {
    /// What is asked.
    pub words: String,
    /// What the answer weighs.
    pub weight: i64,
}

/// A competition as it was called.
#[derive(Debug, Clone)]
pub struct Competition {
    /// Its id.
    pub id: Uuid,
    /// The package.
    pub package: PackageId,
    /// The round of offers.
    pub round: i64,
    /// When it was called, and by whom.
    pub made: (Moment, String),
    /// Until when it is answered; sealed until after.
    pub closes_at: Moment,
    /// What is asked.
    pub questions: Vec<Question>,
    /// What the price weighs, in hundredths.
    pub price_weight: i64,
}

/// A provider's bid.
#[derive(Debug, Clone)]
pub struct Bid {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// The competition.
    pub competition: Uuid,
    /// The offer it answers.
    pub offer: OfferId,
    /// The provider.
    pub provider: Uuid,
    /// Its name.
    pub provider_name: String,
    /// The price of an hour.
    pub rate: Money,
    /// The earliest day they can start.
    pub earliest_start: Date,
    /// The answers, in the order of the questions.
    pub answers: Vec<String>,
    /// When it was sent, and by whom.
    pub sent: (Moment, String),
    /// Points from 0 to 10 for each answer, once the broker has given them.
    pub points: Option<Vec<i64>>,
    /// Why these points.
    pub points_why: Option<String>,
    /// Who gave them.
    pub scored_by: Option<String>,
}

statement! {
    ONE = "SELECT * FROM competition WHERE id = $1";
    OF_ROUND = "SELECT * FROM competition WHERE package = $1 AND round = $2";
    OF_PACKAGE = "SELECT * FROM competition WHERE package = $1 ORDER BY round DESC LIMIT 20";
    // Sealed: before the deadline this finds nothing, whoever asks.
    BIDS = "SELECT b.* FROM bid b JOIN competition c ON c.id = b.competition WHERE b.competition = $1 AND c.closes_at < $2
        ORDER BY b.provider_name, b.id LIMIT 200";
    OPENED = "SELECT b.* FROM bid b JOIN competition c ON c.id = b.competition WHERE b.id = $1 AND c.closes_at < $2";
    // The provider's own, which it may read and change until the deadline.
    OF_OFFER = "SELECT * FROM bid WHERE offer = $1";
}

impl Competition {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Competition {
            id: row.get("id")?,
            package: row.get("package")?,
            round: row.get("round")?,
            made: (row.get("made_at")?, row.get("made_by")?),
            closes_at: row.get("closes_at")?,
            questions: serde_json::from_str(&row.get::<String>("questions")?).map_err(Failure::internal)?,
            price_weight: row.get("price_weight")?,
        })
    }

    /// Whether nobody may read the bids yet. Decided by comparing, so that a late job changes nothing.
    pub fn is_sealed(&self, now: Moment) -> bool {
        now <= self.closes_at
    }
}

impl Bid {
    fn read(row: &Row) -> Result<Self, Failure> {
        let json = |text: String| serde_json::from_str(&text).map_err(Failure::internal);
        Ok(Bid {
            id: row.get("id")?,
            version: row.get("version")?,
            competition: row.get("competition")?,
            offer: row.get("offer")?,
            provider: row.get("provider")?,
            provider_name: row.get("provider_name")?,
            rate: row.get("rate")?,
            earliest_start: row.get("earliest_start")?,
            answers: serde_json::from_str(&row.get::<String>("answers")?).map_err(Failure::internal)?,
            sent: (row.get("sent_at")?, row.get("sent_by")?),
            points: row.get::<Option<String>>("points")?.map(json).transpose()?,
            points_why: row.get("points_why")?,
            scored_by: row.get("scored_by")?,
        })
    }
}

/// One competition.
pub(crate) fn competition(tx: &mut Tx<'_>, id: Uuid) -> Result<Competition, Failure> {
    tx.one(&ONE, params![id], "competition", Competition::read)
}

/// The competition a round of offers belongs to, if it is one.
pub(crate) fn of_round(tx: &mut Tx<'_>, package: PackageId, round: i64) -> Result<Option<Competition>, Failure> {
    tx.first(&OF_ROUND, params![package, round], Competition::read)
}

/// The competitions of a package, the latest first (at most 20).
pub fn of_package(tx: &mut Tx<'_>, package: PackageId) -> Result<Vec<Competition>, Failure> {
    tx.all(&OF_PACKAGE, params![package], Competition::read)
}

/// The bids of a competition once it has closed (at most 200); none before, whoever asks.
pub(crate) fn bids(tx: &mut Tx<'_>, competition: Uuid, now: Moment) -> Result<Vec<Bid>, Failure> {
    tx.all(&BIDS, params![competition, now], Bid::read)
}

/// One bid of a competition that has closed.
pub(crate) fn opened(tx: &mut Tx<'_>, id: Uuid, now: Moment) -> Result<Bid, Failure> {
    tx.one(&OPENED, params![id, now], "bid", Bid::read)
}

/// The bid that stands beside an offer; for the provider whose offer it is.
pub(crate) fn of_offer(tx: &mut Tx<'_>, offer: OfferId) -> Result<Option<Bid>, Failure> {
    tx.first(&OF_OFFER, params![offer], Bid::read)
}

/// A plain yes does not answer a competition.
pub(crate) fn not_a_plain_yes(tx: &mut Tx<'_>, offer: &Offer) -> Result<(), Failure> {
    match of_round(tx, offer.package, offer.round)? {
        None => Ok(()),
        Some(_) => Err(Failure::conflict(format!(
            "This package is put out as a mini-competition, so a yes alone does not answer it. The provider answers its questions and quotes a price itself: /offers/{}/bid",
            offer.id
        ))),
    }
}

/// The totals of a competition, in the order of its bids; none for a bid that has no points yet.
pub(crate) fn totals(competition: &Competition, bids: &[Bid]) -> Vec<Option<Total>> {
    let lowest = bids.iter().map(|bid| bid.rate).min();
    let one = |bid: &Bid| {
        let points = bid.points.as_ref()?;
        Some(total::total(&competition.questions, competition.price_weight, points, (bid.rate, lowest?)))
    };
    bids.iter().map(one).collect()
}

/// Where a yes stands in the competition it answers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It answers none.
    NoCompetition,
    /// No bid that waits has more points.
    Highest,
    /// Another has more: why a reason is needed.
    Below(String),
}

/// Where the yes to be awarded stands. Every bid that waits must have its points by then.
pub(crate) fn standing(tx: &mut Tx<'_>, waiting: &[&Offer], chosen: &Offer, now: Moment) -> Result<Standing, Failure> {
    let Some(competition) = of_round(tx, chosen.package, chosen.round)? else { return Ok(Standing::NoCompetition) };
    let mut bids = bids(tx, competition.id, now)?;
    bids.retain(|bid| waiting.iter().any(|offer| offer.id == bid.offer));
    let totals = totals(&competition, &bids);
    let scored: Option<Vec<(OfferId, &str, i64)>> = bids
        .iter()
        .zip(&totals)
        .map(|(bid, total)| Some((bid.offer, bid.provider_name.as_str(), total.as_ref()?.hundredths)))
        .collect();
    let scored = scored.ok_or_else(|| {
        Failure::field("offer", "Every bid of the mini-competition must have its points before the package is awarded.")
    })?;
    let highest = scored.iter().map(|(.., total)| *total).max().unwrap_or_default();
    let own = scored.iter().find(|(offer, ..)| *offer == chosen.id).map_or(0, |(.., total)| *total);
    let words = |best: &str| {
        format!(
            "{} has {} points in the mini-competition and {best} {}. Say why you choose another than the highest.",
            chosen.provider_name,
            total::in_words(own),
            total::in_words(highest)
        )
    };
    let best = scored.iter().find(|(.., total)| *total == highest).map_or("another", |(_, name, _)| *name);
    Ok(if own < highest { Standing::Below(words(best)) } else { Standing::Highest })
}

/// The totals of yeses that answer a competition, in hundredths, for those that have their points.
pub(crate) fn totals_of(tx: &mut Tx<'_>, yes: &[Offer], now: Moment) -> Result<BTreeMap<OfferId, i64>, Failure> {
    let Some(latest) = yes.iter().max_by_key(|offer| offer.round) else { return Ok(BTreeMap::new()) };
    let Some(competition) = of_round(tx, latest.package, latest.round)? else { return Ok(BTreeMap::new()) };
    let mut bids = bids(tx, competition.id, now)?;
    bids.retain(|bid| yes.iter().any(|offer| offer.id == bid.offer));
    let totals = totals(&competition, &bids);
    Ok(bids.iter().zip(totals).filter_map(|(bid, total)| Some((bid.offer, total?.hundredths))).collect())
}

/// What a provider whose bid was not taken is told of it: its own points and nobody else's.
pub(crate) fn own_total(tx: &mut Tx<'_>, offer: &Offer, now: Moment) -> Result<Option<String>, Failure> {
    let Some(competition) = of_round(tx, offer.package, offer.round)? else { return Ok(None) };
    let bids = bids(tx, competition.id, now)?;
    let totals = totals(&competition, &bids);
    let own = bids.iter().zip(totals).find(|(bid, _)| bid.offer == offer.id).and_then(|(_, total)| total);
    Ok(own.map(|total| total::in_words(total.hundredths)))
}

/// The deadline has passed: every bid whose offer is still open becomes the answer to it. Done twice, it changes nothing the
/// second time.
pub(crate) fn open(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let id = payload.get("competition").and_then(|id| id.as_str()?.parse::<Uuid>().ok());
    let id = id.ok_or_else(|| Failure::internal("a deadline without a competition"))?;
    let competition = competition(work, id)?;
    let held = package::hold(work, competition.package)?;
    if competition.is_sealed(work.at) || !matches!(held.state, State::Offered { .. }) {
        return Ok(());
    }
    let now = work.at;
    for bid in bids(work, id, now)? {
        let offer = offer::offer(work, bid.offer)?;
        if offer.state == OfferState::Open {
            become_a_yes(work, &offer, &bid)?;
        }
    }
    let facts = serde_json::json!({ "competition": id, "closed_at": competition.closes_at });
    work.apply(Change::new("competition.opened", "package", held.id).person(held.person).facts(facts))
}

fn become_a_yes(work: &mut Work<'_>, offer: &Offer, bid: &Bid) -> Result<(), Failure> {
    let facts = serde_json::json!({
        "package": offer.package, "provider": offer.provider, "earliest_start": bid.earliest_start, "rate": bid.rate,
        "channel": Channel::Portal.code(), "bid": bid.id,
    });
    let columns = cols! {
        "state" => "accepted", "closed_at" => bid.sent.0, "channel" => Channel::Portal.code(),
        "answered_by" => bid.sent.1.as_str(), "earliest_start" => bid.earliest_start, "rate" => bid.rate,
    };
    let change =
        Change::new("offer.accepted", "offer", offer.id).person(offer.person).organisation(offer.provider).facts(facts);
    work.apply(change.update("offer", offer.id, offer.version, columns))
}

fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person)
}
