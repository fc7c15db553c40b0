//! Spot purchases: a provider off the framework is bought from at its own price, as a reasoned exception (BRK-3, BRK-6). One that
//! costs more in a week than a broker may commit is approved by a commissioner first.

pub mod ask;
pub mod decide;
pub mod list;

use access::About;
use kernel::{Failure, Minutes, Moment, Money, Rounding, Uuid, moment_in_words};
use page::{Markup, html};
use places::Place;
use store::{Change, Row, Tx, Work, cols, params, statement};

use crate::{
    Offer, OfferId, OfferState, PackageId,
    package::{self, Package},
};

/// The standard of the decision.
pub(crate) const APPROVED: &str = "spot.approved";

/// Where an approval stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    /// It waits for the commissioner.
    Asked,
    /// Yes.
    Approved(Decided),
    /// No.
    Refused(Decided),
    /// Nothing is left to decide.
    Withdrawn(Decided),
}

/// Who decided, when and in which words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
    /// Why.
    pub words: String,
}

impl Stands {
    /// For people.
    pub const fn words(&self) -> &'static str {
        match self {
            Stands::Asked => "Waiting for approval",
            Stands::Approved(_) => "Approved",
            Stands::Refused(_) => "Refused",
            Stands::Withdrawn(_) => "Nothing left to approve",
        }
    }
}

/// A spot purchase above a broker's limit.
#[derive(Debug, Clone)]
pub struct Approval {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// The package.
    pub package: PackageId,
    /// The yes that would be awarded.
    pub offer: OfferId,
    /// Whose.
    pub provider_name: String,
    /// The price of an hour.
    pub rate: Money,
    /// What a week costs.
    pub weekly: Money,
    /// What a broker may commit.
    pub allowed: Money,
    /// Why it is bought.
    pub why: String,
    /// When it was asked for, and by whom.
    pub asked: (Moment, String),
    /// By when it is decided.
    pub due_at: Moment,
    /// Where it stands.
    pub stands: Stands,
}

statement! {
    ONE = "SELECT * FROM spot_approval WHERE id = $1";
    OF_PACKAGE = "SELECT * FROM spot_approval WHERE package = $1 ORDER BY asked_at DESC, id LIMIT 20";
    GRANTED = "SELECT MAX(weekly) AS weekly FROM spot_approval WHERE offer = $1 AND state = 'approved'";
}

impl Approval {
    fn read(row: &Row) -> Result<Self, Failure> {
        let decided =
            || Ok(Decided { at: row.get("decided_at")?, by: row.get("decided_by")?, words: row.get("words")? });
        let id: Uuid = row.get("id")?;
        let stands = match row.get::<String>("state")?.as_str() {
            "asked" => Stands::Asked,
            "approved" => Stands::Approved(decided()?),
            "refused" => Stands::Refused(decided()?),
            "withdrawn" => Stands::Withdrawn(decided()?),
            other => {
                return Err(Failure::internal(format!("approval {id} is in the state “{other}”, which there is not")));
            }
        };
        Ok(Approval {
            id,
            version: row.get("version")?,
            package: row.get("package")?,
            offer: row.get("offer")?,
            provider_name: row.get("provider_name")?,
            rate: row.get("rate")?,
            weekly: row.get("weekly")?,
            allowed: row.get("allowed")?,
            why: row.get("why")?,
            asked: (row.get("asked_at")?, row.get("asked_by")?),
            due_at: row.get("due_at")?,
            stands,
        })
    }
}

/// What a broker may commit in a week for a spot purchase.
pub(crate) fn allowed(place: &Place) -> Money {
    Money::from_pence(place.package_rules.spot_weekly_limit_pence)
}

/// What a week of care costs at a rate.
pub(crate) fn weekly(rate: Money, minutes: Minutes) -> Result<Money, Failure> {
    Money::for_minutes(rate, minutes, Rounding::HalfUp).ok_or_else(|| Failure::internal("a price past all bounds"))
}

/// Whether a yes off the framework costs more in a week than a broker may commit; if so, what it costs.
pub(crate) fn above(place: &Place, package: &Package, offer: &Offer, rate: Money) -> Result<Option<Money>, Failure> {
    if offer.on_framework {
        return Ok(None);
    }
    let weekly = weekly(rate, package.minutes_per_week)?;
    Ok((weekly > allowed(place)).then_some(weekly))
}

/// Refuses the award of a spot purchase above the limit that nobody has approved at this cost.
pub(crate) fn must_be_approved(
    tx: &mut Tx<'_>,
    place: &Place,
    package: &Package,
    offer: &Offer,
    rate: Money,
) -> Result<(), Failure> {
    let Some(weekly) = above(place, package, offer, rate)? else { return Ok(()) };
    let granted: Option<Money> = tx.one(&GRANTED, params![offer.id], "approval", |row| row.get("weekly"))?;
    if granted.is_some_and(|granted| weekly <= granted) {
        return Ok(());
    }
    Err(Failure::field(
        "offer",
        format!(
            "{} costs {weekly} a week, more than the {} a broker may commit for a spot purchase. Ask a commissioner to approve it first.",
            offer.provider_name,
            allowed(place)
        ),
    ))
}

/// One approval.
pub(crate) fn approval(tx: &mut Tx<'_>, id: Uuid) -> Result<Approval, Failure> {
    tx.one(&ONE, params![id], "approval", Approval::read)
}

/// The approvals of a package, the latest first (at most 20).
pub(crate) fn of_package(tx: &mut Tx<'_>, package: PackageId) -> Result<Vec<Approval>, Failure> {
    tx.all(&OF_PACKAGE, params![package], Approval::read)
}

/// What an offer that was answered yes would cost an hour.
fn rate_of(place: &Place, package: &Package, offer: &Offer) -> Option<Money> {
    match &offer.state {
        OfferState::Accepted { rate: Some(rate), .. } => Some(*rate),
        OfferState::Accepted { earliest_start, .. } => {
            place.ceiling(&package.lot, &package.locality, &package.price_kind, *earliest_start)
        }
        _ => None,
    }
}

/// The yeses of a package that need an approval, each with what a week costs.
pub(crate) fn to_approve(
    place: &Place,
    package: &Package,
    yes: &[Offer],
) -> Result<Vec<(Offer, Money, Money)>, Failure> {
    let mut found = Vec::new();
    for offer in yes {
        if let Some(rate) = rate_of(place, package, offer)
            && let Some(weekly) = above(place, package, offer, rate)?
        {
            found.push((offer.clone(), rate, weekly));
        }
    }
    Ok(found)
}

/// The package is awarded or over: nothing is left to approve.
pub(crate) fn settled(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let id = payload.get("subject").and_then(|id| id.as_str()?.parse::<Uuid>().ok());
    let id: PackageId = id.ok_or_else(|| Failure::internal("an award without a package"))?.into();
    let held = package::hold(work, id)?;
    if held.state.may_be_awarded().is_ok() {
        return Ok(());
    }
    for one in of_package(work, id)?.into_iter().filter(|one| one.stands == Stands::Asked) {
        clocks::withdraw(work, one.id, APPROVED)?;
        let columns = cols! {
            "state" => "withdrawn", "decided_at" => work.at, "decided_by" => "Kith",
            "words" => "The package was awarded or ended before.",
        };
        let change = Change::new("spot.withdrawn", "package", id).person(held.person);
        work.apply(change.facts(serde_json::json!({ "approval": one.id })).update(
            "spot_approval",
            one.id,
            one.version,
            columns,
        ))?;
    }
    Ok(())
}

/// What was asked and decided, for the package's own page.
pub(crate) fn section(tx: &mut Tx<'_>, package: &Package) -> Result<Markup, Failure> {
    let all = of_package(tx, package.id)?;
    Ok(html! {
        @for one in &all {
            p {
                "Spot purchase from " (one.provider_name) ", " (one.weekly) " a week, asked for by " (one.asked.1) " on " (moment_in_words(one.asked.0)) ": " (one.why) " "
                strong { (one.stands.words()) } ". "
                @match &one.stands {
                    Stands::Asked => {}
                    Stands::Approved(by) | Stands::Refused(by) | Stands::Withdrawn(by) => { (by.by) ", " (moment_in_words(by.at)) ": " (by.words) }
                }
            }
        }
    })
}

fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person)
}
