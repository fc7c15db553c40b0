//! Offers: one provider's question and answer, sealed from every other's (BRK-3).

use kernel::{Date, Failure, Id, Moment, Money, Uuid, moment_in_words};
use store::{Change, Row, Tx, Work, cols, params, statement};

use people::PersonId;

use crate::{Channel, DeclineReason, PackageId};

/// A package put to one provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferRow {}
/// An offer's id.
pub type OfferId = Id<OfferRow>;

/// Who answered, when and how; alike whatever the channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// When.
    pub at: Moment,
    /// The way it came.
    pub channel: Channel,
    /// Who gave or recorded it.
    pub by: String,
}

/// What became of a yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It waits for the award.
    Waiting,
    /// It was awarded.
    Awarded,
    /// The package went elsewhere or ended.
    PassedOver,
}

/// Where an offer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferState {
    /// It waits for an answer.
    Open,
    /// Yes.
    Accepted {
        /// Who said so.
        answer: Answer,
        /// The earliest day they can start.
        earliest_start: Date,
        /// The price of an hour they asked for, when it is not the schedule's.
        rate: Option<Money>,
        /// What they added.
        note: Option<String>,
        /// What became of it.
        outcome: Outcome,
    },
    /// No.
    Declined {
        /// Who said so.
        answer: Answer,
        /// Why.
        reason: DeclineReason,
        /// Why, in words.
        words: Option<String>,
    },
    /// Nobody answered in time.
    Expired {
        /// When it ran out.
        at: Moment,
    },
    /// It was taken back.
    Withdrawn {
        /// When.
        at: Moment,
        /// Why; told to the provider.
        why: String,
    },
}

/// An offer.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Its id.
    pub id: OfferId,
    /// Its row's version.
    pub version: i64,
    /// The package.
    pub package: PackageId,
    /// Whom it is for.
    pub person: PersonId,
    /// The round it was sent in.
    pub round: i64,
    /// To whom.
    pub provider: Uuid,
    /// Their name.
    pub provider_name: String,
    /// Whether they were on the framework.
    pub on_framework: bool,
    /// Their place in the order; none when they were asked for another reason.
    pub rank: Option<i64>,
    /// The area's code.
    pub locality: String,
    /// When it was sent.
    pub sent_at: Moment,
    /// Until when it can be answered.
    pub due_at: Moment,
    /// Where it stands.
    pub state: OfferState,
    /// Why its provider stood where it did when it was sent; none for offers from before it was kept.
    pub rank_why: Option<String>,
}

statement! {
    ONE = "SELECT * FROM offer WHERE id = $1";
    PACKAGE_OF = "SELECT package FROM offer WHERE id = $1";
    OF_PACKAGE = "SELECT * FROM offer WHERE package = $1 ORDER BY round DESC, rank, provider_name, id LIMIT 500";
    UNSETTLED = "SELECT * FROM offer WHERE package = $1 AND (state = 'open' OR (state = 'accepted' AND outcome IS NULL))
        ORDER BY id";
}

impl Offer {
    pub(crate) fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Offer {
            id: row.get("id")?,
            version: row.get("version")?,
            package: row.get("package")?,
            person: row.get("person")?,
            round: row.get("round")?,
            provider: row.get("provider")?,
            provider_name: row.get("provider_name")?,
            on_framework: row.get("on_framework")?,
            rank: row.get("rank")?,
            locality: row.get("locality")?,
            sent_at: row.get("sent_at")?,
            due_at: row.get("due_at")?,
            state: state(row)?,
            rank_why: row.get("rank_why")?,
        })
    }

    /// Whether it can still be answered. Decided by comparing, so that a late job changes no answer.
    pub fn is_open(&self, now: Moment) -> bool {
        self.state == OfferState::Open && now <= self.due_at
    }

    /// A yes that waits for the award.
    pub fn waits(&self) -> bool {
        matches!(self.state, OfferState::Accepted { outcome: Outcome::Waiting, .. })
    }

    /// Refuses an answer that comes too late or to an offer that is no longer open, and says since when.
    pub fn may_be_answered(&self, now: Moment) -> Result<(), Failure> {
        let refuse = |text: String| Err(Failure::conflict(text));
        match &self.state {
            OfferState::Open if now <= self.due_at => Ok(()),
            OfferState::Open | OfferState::Expired { .. } => refuse(format!(
                "The time to answer ended on {}, so this offer has expired and the answer was not taken. If you could still take the package, tell the brokerage team; they can offer it to you again.",
                moment_in_words(self.due_at)
            )),
            OfferState::Withdrawn { at, why } => refuse(format!(
                "This offer was withdrawn on {}: {why} Nothing more needs to be done.",
                moment_in_words(*at)
            )),
            OfferState::Accepted { answer, .. } => {
                refuse(format!("This offer was accepted already, on {} by {}.", moment_in_words(answer.at), answer.by))
            }
            OfferState::Declined { answer, .. } => {
                refuse(format!("This offer was declined already, on {} by {}.", moment_in_words(answer.at), answer.by))
            }
        }
    }

    /// For people: where it stands now.
    pub fn words(&self, now: Moment) -> &'static str {
        match &self.state {
            OfferState::Open if now <= self.due_at => "Waiting for an answer",
            OfferState::Open | OfferState::Expired { .. } => "No answer in time",
            OfferState::Accepted { outcome: Outcome::Waiting, .. } => "Yes",
            OfferState::Accepted { outcome: Outcome::Awarded, .. } => "Yes, awarded",
            OfferState::Accepted { outcome: Outcome::PassedOver, .. } => "Yes, not awarded",
            OfferState::Declined { .. } => "No",
            OfferState::Withdrawn { .. } => "Withdrawn",
        }
    }
}

fn state(row: &Row) -> Result<OfferState, Failure> {
    let code: String = row.get("state")?;
    let answer = |row: &Row| -> Result<Answer, Failure> {
        Ok(Answer { at: row.get("closed_at")?, channel: row.parse("channel")?, by: row.get("answered_by")? })
    };
    match code.as_str() {
        "open" => Ok(OfferState::Open),
        "accepted" => Ok(OfferState::Accepted {
            answer: answer(row)?,
            earliest_start: row.get("earliest_start")?,
            rate: row.get("rate")?,
            note: row.get("note")?,
            outcome: match row.get::<Option<String>>("outcome")?.as_deref() {
                None => Outcome::Waiting,
                Some("awarded") => Outcome::Awarded,
                Some(_) => Outcome::PassedOver,
            },
        }),
        "declined" => {
            Ok(OfferState::Declined { answer: answer(row)?, reason: row.parse("reason")?, words: row.get("note")? })
        }
        "expired" => Ok(OfferState::Expired { at: row.get("closed_at")? }),
        "withdrawn" => Ok(OfferState::Withdrawn { at: row.get("closed_at")?, why: row.get("note")? }),
        other => {
            let id: Uuid = row.get("id")?;
            Err(Failure::internal(format!("offer {id} is in the state “{other}”, which there is not")))
        }
    }
}

/// Every standard an offer's clock may run under.
pub(crate) const ANSWER_STANDARDS: [&str; 4] =
    ["offer.answer", "offer.answer.higher_risk", "offer.answer.highest_risk", crate::competition::ANSWERED];

/// One offer.
pub fn offer(tx: &mut Tx<'_>, id: OfferId) -> Result<Offer, Failure> {
    tx.one(&ONE, params![id], "offer", Offer::read)
}

/// The package of an offer: locks are taken from the package down.
pub(crate) fn package_of(tx: &mut Tx<'_>, id: OfferId) -> Result<PackageId, Failure> {
    tx.one(&PACKAGE_OF, params![id], "offer", |row| row.get("package"))
}

/// The offers of a package, the latest round first (at most 500).
pub fn of_package(tx: &mut Tx<'_>, package: PackageId) -> Result<Vec<Offer>, Failure> {
    tx.all(&OF_PACKAGE, params![package], Offer::read)
}

/// Offers that are open, and yeses that wait.
pub(crate) fn unsettled(tx: &mut Tx<'_>, package: PackageId) -> Result<Vec<Offer>, Failure> {
    tx.all(&UNSETTLED, params![package], Offer::read)
}

/// Stops an offer's clock, whichever it runs under.
pub(crate) fn stop_clock(work: &mut Work<'_>, offer: &Offer, met: bool) -> Result<(), Failure> {
    let at = work.at;
    for standard in ANSWER_STANDARDS {
        if met {
            clocks::stop(work, offer.id.uuid(), standard, at)?;
        } else {
            clocks::withdraw(work, offer.id.uuid(), standard)?;
        }
    }
    Ok(())
}

/// Takes an open offer back and tells the provider why, without a word of who else was asked.
pub(crate) fn withdraw(work: &mut Work<'_>, offer: &Offer, why: &str) -> Result<(), Failure> {
    stop_clock(work, offer, false)?;
    let facts = serde_json::json!({ "package": offer.package, "provider": offer.provider, "why": why });
    let columns = cols! { "state" => "withdrawn", "closed_at" => work.at, "note" => why };
    work.apply(
        Change::new("offer.withdrawn", "offer", offer.id)
            .person(offer.person)
            .organisation(offer.provider)
            .facts(facts)
            .update("offer", offer.id, offer.version, columns),
    )
}

/// Notes that an offer has run out without an answer.
pub(crate) fn expire(work: &mut Work<'_>, offer: &Offer) -> Result<(), Failure> {
    // The clock stops late, at the moment the expiry is noted: that it was not kept stays to be seen.
    stop_clock(work, offer, true)?;
    let facts = serde_json::json!({ "package": offer.package, "provider": offer.provider, "due": offer.due_at });
    let columns = cols! { "state" => "expired", "closed_at" => offer.due_at };
    work.apply(
        Change::new("offer.expired", "offer", offer.id)
            .person(offer.person)
            .organisation(offer.provider)
            .facts(facts)
            .update("offer", offer.id, offer.version, columns),
    )
}

/// Marks a yes that was not taken.
pub(crate) fn pass_over(work: &mut Work<'_>, offer: &Offer, why: &str) -> Result<(), Failure> {
    let facts = serde_json::json!({ "package": offer.package, "provider": offer.provider, "why": why });
    work.apply(
        Change::new("offer.passed_over", "offer", offer.id)
            .person(offer.person)
            .organisation(offer.provider)
            .facts(facts)
            .update("offer", offer.id, offer.version, cols! { "outcome" => "passed_over" }),
    )
}
