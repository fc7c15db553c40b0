//! What is known of every provider's quality in a window, each figure with the ids it counts: for the ranking (BRK-4) and for the
//! early warnings.

use std::collections::{BTreeMap, BTreeSet};

use access::Covers;
use kernel::{Date, Failure, Moment, Period, Uuid};
use store::{Row, Tx, params, statement};

use crate::{
    action,
    kinds::{Kind, Outcome, ReviewKind},
    review::{self, Review},
};

/// A signed result.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Scored {
    /// The visit or self-assessment.
    pub review: Uuid,
    /// When it was signed.
    pub signed_on: Date,
    /// The rule's score in tenths of a per cent.
    pub tenths: i64,
    /// The band that stands, as data.
    pub band: String,
    /// The form's version, by which the band has its words.
    pub form: String,
    /// The rule that made the score (H21).
    pub rule: String,
}

impl Scored {
    fn of(review: &Review) -> Option<Self> {
        let result = review.result()?;
        Some(Scored {
            review: review.id,
            signed_on: result.at.day(),
            tenths: result.tenths,
            band: result.standing_band().to_owned(),
            form: review.form.clone(),
            rule: result.rule.clone(),
        })
    }
}

/// What is known of one provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct ProviderFacts {
    /// The last monitoring visit that was signed, whenever that was; its day is in it.
    pub monitoring: Option<Scored>,
    /// The last self-assessment that was signed.
    pub own: Option<Scored>,
    /// Complaints answered in the window and upheld.
    pub upheld: Vec<Uuid>,
    /// Complaints answered in the window and upheld in part.
    pub partly_upheld: Vec<Uuid>,
    /// Compliments received in the window.
    pub compliments: Vec<Uuid>,
    /// Compliments that professionals gave, received in the window: what the localities say (BRK-4).
    pub praised: Vec<Uuid>,
    /// Complaints that professionals made, received in the window, but for those withdrawn or not upheld.
    pub faulted: Vec<Uuid>,
    /// Serious complaints that are open on the window's last day.
    pub serious_open: Vec<Uuid>,
    /// Actions that are open and overdue on the window's last day.
    pub overdue: Vec<Uuid>,
}

statement! {
    UPHELD = "SELECT id, provider, outcome FROM feedback WHERE outcome IN ('upheld', 'partly') AND ended_at >= $1
        AND ended_at < $2 ORDER BY ended_at, id LIMIT 5000";
    COMPLIMENTS = "SELECT id, provider FROM feedback WHERE kind = 'compliment' AND received_at >= $1 AND received_at < $2
        ORDER BY received_at, id LIMIT 5000";
    BY_PROFESSIONALS = "SELECT id, provider, kind FROM feedback WHERE said_by = 'professional' AND state <> 'withdrawn'
        AND (outcome IS NULL OR outcome <> 'not_upheld') AND received_at >= $1 AND received_at < $2
        ORDER BY received_at, id LIMIT 5000";
    // Whoever said it must not be named to the provider.
    KEPT_FROM = "SELECT id FROM feedback WHERE provider = $1 AND received_at < $2 AND named = FALSE ORDER BY received_at DESC, id LIMIT 5000";
    SERIOUS = "SELECT id, provider FROM feedback WHERE due_at IS NOT NULL AND severity = 'serious' ORDER BY received_at, id LIMIT 1000";
}

/// What is known of every provider in a window: six statements for all of them. A provider of whom nothing is known is not
/// there.
pub fn facts(tx: &mut Tx<'_>, window: Period) -> Result<BTreeMap<Uuid, ProviderFacts>, Failure> {
    let (from, to) = (Moment::start_of(window.from()), Moment::start_of(window.to()));
    let mut all = BTreeMap::<Uuid, ProviderFacts>::new();
    for review in review::last_signed(tx)? {
        let of = all.entry(review.provider).or_default();
        match review.kind {
            ReviewKind::Visit => of.monitoring = Scored::of(&review),
            ReviewKind::Own => of.own = Scored::of(&review),
        }
    }
    let read = |row: &Row| Ok((row.get::<Uuid>("id")?, row.get::<Uuid>("provider")?));
    let upheld = tx.all(&UPHELD, params![from, to], |row| Ok((read(row)?, row.parse::<Outcome>("outcome")?)))?;
    for ((id, provider), outcome) in upheld {
        let of = all.entry(provider).or_default();
        if outcome == Outcome::Upheld { of.upheld.push(id) } else { of.partly_upheld.push(id) }
    }
    for (id, provider) in tx.all(&COMPLIMENTS, params![from, to], read)? {
        all.entry(provider).or_default().compliments.push(id);
    }
    let said = tx.all(&BY_PROFESSIONALS, params![from, to], |row| Ok((read(row)?, row.parse::<Kind>("kind")?)))?;
    for ((id, provider), kind) in said {
        let of = all.entry(provider).or_default();
        if kind == Kind::Compliment { of.praised.push(id) } else { of.faulted.push(id) }
    }
    for (id, provider) in tx.all(&SERIOUS, &[], read)? {
        all.entry(provider).or_default().serious_open.push(id);
    }
    for action in action::open(tx, &Covers::Place)?.iter().filter(|action| action.is_overdue(window.last())) {
        all.entry(action.provider).or_default().overdue.push(action.id);
    }
    Ok(all)
}

/// What counts for a provider up to the end of a window and is kept from it, because whoever said it must not be named to it.
pub fn kept_from(tx: &mut Tx<'_>, provider: Uuid, window: Period) -> Result<BTreeSet<Uuid>, Failure> {
    let until = Moment::start_of(window.to());
    Ok(tx.all(&KEPT_FROM, params![provider, until], |row| row.get("id"))?.into_iter().collect())
}
