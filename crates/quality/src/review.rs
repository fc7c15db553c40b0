//! Monitoring visits and self-assessments: their states, and their rows (QUA-3).

pub mod answer;
pub mod ask;
pub mod cancel;
pub mod list;
pub mod plan;
pub mod show;
pub mod sign;

use std::collections::BTreeMap;

use access::{About, Covers, Role, Who};
use kernel::{Date, Failure, Moment, Uuid, day_in_words};
use places::{Place, QualityForm};
use store::{Change, Row, Tx, Work, params, statement};

use crate::kinds::ReviewKind;

/// The standard for writing a monitoring visit up.
pub const SIGNED: &str = "monitoring.signed";
/// The standard for answering a self-assessment.
pub const RETURNED: &str = "self_assessment.returned";

/// Where a review stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Planned or asked for; the form may be answered.
    Planned,
    /// Signed: the result stands.
    Signed(Signed),
    /// Called off.
    Cancelled {
        /// When.
        at: Moment,
        /// By whom.
        by: String,
        /// Why.
        why: String,
    },
}

/// A signed result, with the rule that made it (H21).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// When it was signed.
    pub at: Moment,
    /// By whom.
    pub by: String,
    /// What they say in short.
    pub summary: String,
    /// The score in tenths of a per cent.
    pub tenths: i64,
    /// The rule's band, as data.
    pub band: String,
    /// The rule, by name and version.
    pub rule: String,
    /// What went into it.
    pub inputs: serde_json::Value,
    /// Another band that the one who signed gave, with the reason.
    pub said: Option<(String, String)>,
}

impl Signed {
    /// The band that stands: the one that was given, or else the rule's.
    pub fn standing_band(&self) -> &str {
        self.said.as_ref().map_or(self.band.as_str(), |(band, _)| band.as_str())
    }
}

impl State {
    /// As data.
    pub const fn code(&self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::Signed(_) => "signed",
            State::Cancelled { .. } => "cancelled",
        }
    }
}

/// A monitoring visit or a self-assessment.
#[derive(Debug, Clone)]
pub struct Review {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// Which of the two.
    pub kind: ReviewKind,
    /// Whose.
    pub provider: Uuid,
    /// Their name.
    pub provider_name: String,
    /// The form's version.
    pub form: String,
    /// Where it stands.
    pub state: State,
    /// The day of the visit, or the day on which it was asked for.
    pub day: Date,
    /// Whether the provider was told of the visit.
    pub announced: bool,
    /// Why it is made.
    pub reason: String,
    /// Who makes it, or asked for it.
    pub owner_name: String,
    /// By when it must be signed.
    pub due_at: Option<Moment>,
}

impl Review {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Review {
            id: row.get("id")?,
            version: row.get("version")?,
            kind: row.parse("kind")?,
            provider: row.get("provider")?,
            provider_name: row.get("provider_name")?,
            form: row.get("form")?,
            state: state(row)?,
            day: row.get("day")?,
            announced: row.get("announced")?,
            reason: row.get("reason")?,
            owner_name: row.get("owner_name")?,
            due_at: row.get("due_at")?,
        })
    }

    /// What a permit is asked for. A visit that is not announced does not exist for its provider before it is signed.
    pub(crate) fn about(&self) -> About {
        let shown = match (self.kind, &self.state) {
            (ReviewKind::Own, _) | (_, State::Signed(_)) => true,
            (ReviewKind::Visit, State::Planned) => self.announced,
            (ReviewKind::Visit, State::Cancelled { .. }) => false,
        };
        About::thing("review", self.id).organisation(shown.then_some(self.provider))
    }

    /// Something that happened to it.
    pub(crate) fn change(&self, event: &'static str, facts: serde_json::Value) -> Change {
        let change = Change::new(event, "quality_review", self.id).facts(facts);
        if self.about().organisations.is_empty() { change } else { change.organisation(self.provider) }
    }

    /// Its page.
    pub fn href(&self) -> String {
        format!("/quality/reviews/{}", self.id)
    }

    /// Its result, once it was signed.
    pub const fn result(&self) -> Option<&Signed> {
        match &self.state {
            State::Signed(result) => Some(result),
            State::Planned | State::Cancelled { .. } => None,
        }
    }

    /// The form it is answered by.
    pub(crate) fn form_of<'p>(&self, place: &'p Place) -> Result<&'p QualityForm, Failure> {
        let form = place.quality_form(&self.form);
        form.ok_or_else(|| Failure::internal(format!("the place has no quality form “{}”", self.form)))
    }

    /// Refuses to answer, sign or call off what is over.
    pub fn must_be_planned(&self) -> Result<(), Failure> {
        match &self.state {
            State::Planned => Ok(()),
            State::Signed(result) => Err(Failure::conflict(format!(
                "{} signed this on {}; what was signed is not changed.",
                result.by,
                day_in_words(result.at.day())
            ))),
            State::Cancelled { at, .. } => {
                Err(Failure::conflict(format!("This was called off on {}.", day_in_words(at.day()))))
            }
        }
    }

    /// A visit is answered by the commissioner's side, a self-assessment by the provider: neither writes the other's.
    pub fn must_be_answered_by(&self, who: &Who) -> Result<(), Failure> {
        match (self.kind, who.role) {
            (ReviewKind::Visit, Role::QualityOfficer) | (ReviewKind::Own, Role::ProviderManager) => Ok(()),
            (ReviewKind::Visit, _) => {
                Err(Failure::Forbidden("A monitoring visit is answered by the quality officer.".into()))
            }
            (ReviewKind::Own, _) => {
                Err(Failure::Forbidden("A self-assessment is answered by the provider itself.".into()))
            }
        }
    }

    /// Whether this one may read the answers: one's own always, the other side's once they are signed.
    pub(crate) fn shows_answers_to(&self, who: &Who) -> bool {
        self.result().is_some() || self.must_be_answered_by(who).is_ok()
    }
}

fn state(row: &Row) -> Result<State, Failure> {
    match row.get::<String>("state")?.as_str() {
        "planned" => Ok(State::Planned),
        "cancelled" => {
            Ok(State::Cancelled { at: row.get("ended_at")?, by: row.get("ended_by")?, why: row.get("ended_why")? })
        }
        "signed" => {
            let said = row.get::<Option<String>>("said_band")?.zip(row.get::<Option<String>>("said_why")?);
            Ok(State::Signed(Signed {
                at: row.get("ended_at")?,
                by: row.get("ended_by")?,
                summary: row.get("summary")?,
                tenths: row.get("score_tenths")?,
                band: row.get("band")?,
                rule: row.get("rule")?,
                inputs: row.get("inputs")?,
                said,
            }))
        }
        other => Err(Failure::internal(format!("there is no state “{other}” of a review"))),
    }
}

/// What was found for a standard.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The row's id.
    pub id: Uuid,
    /// The row's version.
    pub version: i64,
    /// The standard.
    pub standard: String,
    /// The rating's code.
    pub rating: String,
    /// What shows it.
    pub evidence: String,
    /// Who wrote it.
    pub by: String,
}

statement! {
    ONE = "SELECT * FROM quality_review WHERE id = $1";
    HELD = "SELECT * FROM quality_review WHERE id = $1 {for_update}";
    OPEN = "SELECT * FROM quality_review WHERE due_at IS NOT NULL ORDER BY due_at, id LIMIT 500";
    OF_PROVIDER = "SELECT * FROM quality_review WHERE provider = $1 ORDER BY day DESC, id DESC LIMIT 100";
    SIGNED_SINCE = "SELECT * FROM quality_review WHERE state = 'signed' AND ended_at >= $1 ORDER BY ended_at DESC, id DESC LIMIT 500";
    // The last of each kind that was signed, for every provider.
    LAST_SIGNED = "SELECT r.* FROM quality_review r WHERE r.state = 'signed' AND NOT EXISTS (SELECT 1 FROM quality_review n
            WHERE n.provider = r.provider AND n.kind = r.kind AND n.state = 'signed'
              AND (n.ended_at > r.ended_at OR (n.ended_at = r.ended_at AND n.id > r.id)))
        ORDER BY r.provider_name, r.kind LIMIT 1000";
    ANSWERS = "SELECT id, version, standard, rating, evidence, by_name FROM quality_answer WHERE review = $1 ORDER BY standard";
}

/// One review.
pub(crate) fn one(tx: &mut Tx<'_>, id: Uuid) -> Result<Review, Failure> {
    tx.one(&ONE, params![id], "review", Review::read)
}

/// The same, held until the unit of work ends.
pub(crate) fn held(work: &mut Work<'_>, id: Uuid) -> Result<Review, Failure> {
    work.one(&HELD, params![id], "review", Review::read)
}

/// Those that are planned or asked for, the one due first first.
pub(crate) fn open(tx: &mut Tx<'_>) -> Result<Vec<Review>, Failure> {
    tx.all(&OPEN, &[], Review::read)
}

/// A provider's, the newest first (at most 100).
pub(crate) fn of_provider(tx: &mut Tx<'_>, provider: Uuid) -> Result<Vec<Review>, Failure> {
    tx.all(&OF_PROVIDER, params![provider], Review::read)
}

/// Those a reader may see, the newest first: their own organisation's, or all that are open or were signed in the last year.
pub(crate) fn listed(tx: &mut Tx<'_>, covers: &Covers, now: Moment) -> Result<Vec<Review>, Failure> {
    match covers {
        Covers::Place => {
            let mut all = open(tx)?;
            all.extend(tx.all(&SIGNED_SINCE, params![now.plus_days(-366)], Review::read)?);
            Ok(all)
        }
        Covers::Organisation(own) => {
            let mut all = of_provider(tx, *own)?;
            all.retain(|review| !review.about().organisations.is_empty());
            Ok(all)
        }
        Covers::People(_) | Covers::Worker(_) => Ok(Vec::new()),
    }
}

/// The self-assessment a provider was asked for and has not signed yet.
pub fn self_assessment_of(tx: &mut Tx<'_>, provider: Uuid) -> Result<Option<Uuid>, Failure> {
    let all = of_provider(tx, provider)?;
    Ok(all.iter().find(|one| one.kind == ReviewKind::Own && one.state == State::Planned).map(|one| one.id))
}

/// The last signed visit and self-assessment of every provider.
pub(crate) fn last_signed(tx: &mut Tx<'_>) -> Result<Vec<Review>, Failure> {
    tx.all(&LAST_SIGNED, &[], Review::read)
}

/// The answers of a review, by standard.
pub(crate) fn answers(tx: &mut Tx<'_>, review: Uuid) -> Result<BTreeMap<String, Answer>, Failure> {
    let read = |row: &Row| {
        Ok(Answer {
            id: row.get("id")?,
            version: row.get("version")?,
            standard: row.get("standard")?,
            rating: row.get("rating")?,
            evidence: row.get("evidence")?,
            by: row.get("by_name")?,
        })
    };
    let all = tx.all(&ANSWERS, params![review], read)?;
    Ok(all.into_iter().map(|answer| (answer.standard.clone(), answer)).collect())
}

/// The ratings alone, as the rule reads them.
pub(crate) fn ratings(answers: &BTreeMap<String, Answer>) -> BTreeMap<String, String> {
    answers.iter().map(|(standard, answer)| (standard.clone(), answer.rating.clone())).collect()
}
