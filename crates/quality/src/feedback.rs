//! Complaints and compliments: their states, pure, and their rows (QUA-2).

pub mod acknowledge;
pub mod answer;
pub mod list;
pub mod of_person;
pub mod record;
pub mod show;
pub mod take_over;
pub mod withdraw;

use access::{About, Covers};
use kernel::{Date, Failure, Moment, Uuid, day_in_words};
use store::{Change, Row, Tx, params, statement};

use crate::kinds::{Category, Kind, Outcome, Owner, SaidBy, Severity};

/// The standard for acknowledging a complaint.
pub const ACKNOWLEDGED: &str = "complaint.acknowledged";
/// The standard for answering one.
pub const ANSWERED: &str = "complaint.answered";

/// Where a complaint or compliment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// A complaint that nobody has acknowledged.
    Received,
    /// Acknowledged; the answer is owed.
    Acknowledged,
    /// Answered, with its outcome.
    Answered {
        /// When.
        at: Moment,
        /// By whom.
        by: String,
        /// What came of it.
        outcome: Outcome,
        /// What was answered.
        answer: String,
        /// What was learned.
        lesson: Option<String>,
    },
    /// Taken back by whoever made it.
    Withdrawn {
        /// When.
        at: Moment,
        /// Who noted it.
        by: String,
        /// Why.
        why: String,
    },
    /// A compliment: nothing is owed.
    Noted,
}

impl State {
    /// As data.
    pub const fn code(&self) -> &'static str {
        match self {
            State::Received => "received",
            State::Acknowledged => "acknowledged",
            State::Answered { .. } => "answered",
            State::Withdrawn { .. } => "withdrawn",
            State::Noted => "noted",
        }
    }

    /// For people.
    pub const fn words(&self) -> &'static str {
        match self {
            State::Received => "To be acknowledged",
            State::Acknowledged => "To be answered",
            State::Answered { .. } => "Answered",
            State::Withdrawn { .. } => "Withdrawn",
            State::Noted => "Noted",
        }
    }

    /// Whether something is owed.
    pub const fn is_open(&self) -> bool {
        matches!(self, State::Received | State::Acknowledged)
    }

    /// Refuses to acknowledge twice or what needs no acknowledgement.
    pub fn may_be_acknowledged(&self) -> Result<(), Failure> {
        match self {
            State::Received => Ok(()),
            State::Acknowledged => Err(Failure::conflict("This complaint was acknowledged already.")),
            State::Answered { .. } | State::Withdrawn { .. } | State::Noted => self.must_be_open(),
        }
    }

    /// Refuses to end what has ended. A complaint may be answered before it was acknowledged: the answer does both.
    pub fn must_be_open(&self) -> Result<(), Failure> {
        match self {
            State::Received | State::Acknowledged => Ok(()),
            State::Answered { at, by, .. } => {
                Err(Failure::conflict(format!("{by} answered this complaint on {}.", day_in_words(at.day()))))
            }
            State::Withdrawn { at, .. } => {
                Err(Failure::conflict(format!("This complaint was withdrawn on {}.", day_in_words(at.day()))))
            }
            State::Noted => Err(Failure::conflict("This is a compliment; nothing is owed for it.")),
        }
    }
}

/// Whose a new complaint is: serious ones, and those the provider must not be told who made, are the quality officer's.
pub const fn first_owner(severity: Severity, named: bool) -> Owner {
    match (severity, named) {
        (Severity::Serious, _) | (_, false) => Owner::Quality,
        (Severity::Low | Severity::Moderate, true) => Owner::Provider,
    }
}

/// A complaint or a compliment.
#[derive(Debug, Clone)]
pub struct Feedback {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// Which of the two.
    pub kind: Kind,
    /// About whom.
    pub provider: Uuid,
    /// Their name.
    pub provider_name: String,
    /// The person whose care it is about, if that is known.
    pub person: Option<Uuid>,
    /// Their name.
    pub person_name: Option<String>,
    /// Who says it.
    pub said_by: SaidBy,
    /// Their name.
    pub said_name: Option<String>,
    /// What it is about.
    pub category: Category,
    /// How much it weighs; complaints only.
    pub severity: Option<Severity>,
    /// What happened.
    pub words: String,
    /// When it happened.
    pub happened_on: Option<Date>,
    /// Whether the provider may see it, and so learn whose it is.
    pub named: bool,
    /// Who has to act.
    pub owner: Owner,
    /// Where it stands.
    pub state: State,
    /// When it reached us.
    pub received_at: Moment,
    /// The account that recorded it.
    pub recorded_by: Option<Uuid>,
    /// Who recorded it.
    pub recorded_by_name: String,
    /// By when it must be acknowledged.
    pub acknowledge_by: Option<Moment>,
    /// By when it must be answered.
    pub answer_by: Option<Moment>,
    /// What is due next.
    pub due_at: Option<Moment>,
    /// When it was acknowledged, and by whom.
    pub acknowledged: Option<(Moment, String)>,
}

impl Feedback {
    fn read(row: &Row) -> Result<Self, Failure> {
        let code = |name| row.get::<Option<String>>(name);
        let acknowledged = match row.get::<Option<Moment>>("acknowledged_at")? {
            None => None,
            Some(at) => Some((at, row.get("acknowledged_by")?)),
        };
        Ok(Feedback {
            id: row.get("id")?,
            version: row.get("version")?,
            kind: row.parse("kind")?,
            provider: row.get("provider")?,
            provider_name: row.get("provider_name")?,
            person: row.get("person")?,
            person_name: row.get("person_name")?,
            said_by: row.parse("said_by")?,
            said_name: row.get("said_name")?,
            category: row.parse("category")?,
            severity: code("severity")?.map(|code| code.parse()).transpose()?,
            words: row.get("words")?,
            happened_on: row.get("happened_on")?,
            named: row.get("named")?,
            owner: row.parse("owner")?,
            state: state(row)?,
            received_at: row.get("received_at")?,
            recorded_by: row.get("recorded_by")?,
            recorded_by_name: row.get("recorded_by_name")?,
            acknowledge_by: row.get("acknowledge_by")?,
            answer_by: row.get("answer_by")?,
            due_at: row.get("due_at")?,
            acknowledged,
        })
    }

    /// What a permit is asked for. The provider is left out when it must not learn who said it.
    pub(crate) fn about(&self) -> About {
        let about = About { person: self.person, ..About::thing("complaint", self.id) };
        about.organisation(self.named.then_some(self.provider))
    }

    /// Something that happened to it.
    pub(crate) fn change(&self, event: &'static str, facts: serde_json::Value) -> Change {
        let change = Change::new(event, "feedback", self.id).organisation(self.provider).facts(facts);
        match self.person {
            Some(person) => change.person(person),
            None => change,
        }
    }

    /// Its page.
    pub fn href(&self) -> String {
        format!("/quality/feedback/{}", self.id)
    }

    /// "Complaint" or "Compliment".
    pub const fn name(&self) -> &'static str {
        match self.kind {
            Kind::Complaint => "Complaint",
            Kind::Compliment => "Compliment",
        }
    }

    /// What came of it, once it was answered.
    pub const fn outcome(&self) -> Option<Outcome> {
        match self.state {
            State::Answered { outcome, .. } => Some(outcome),
            _ => None,
        }
    }

    /// Whether it was acknowledged in time; none while that may still come true, and for compliments.
    pub fn acknowledged_in_time(&self, now: Moment) -> Option<bool> {
        let by = self.acknowledge_by?;
        match &self.acknowledged {
            Some((at, _)) => Some(*at <= by),
            None => (now > by && self.state.is_open()).then_some(false),
        }
    }

    /// Whether it was answered in time.
    pub fn answered_in_time(&self, now: Moment) -> Option<bool> {
        let by = self.answer_by?;
        match &self.state {
            State::Answered { at, .. } => Some(*at <= by),
            State::Received | State::Acknowledged => (now > by).then_some(false),
            State::Withdrawn { .. } | State::Noted => None,
        }
    }
}

fn state(row: &Row) -> Result<State, Failure> {
    let ended = |name: &str| -> Result<(Moment, String, String), Failure> {
        Ok((row.get("ended_at")?, row.get("ended_by")?, row.get(name)?))
    };
    match row.get::<String>("state")?.as_str() {
        "received" => Ok(State::Received),
        "acknowledged" => Ok(State::Acknowledged),
        "noted" => Ok(State::Noted),
        "withdrawn" => ended("answer").map(|(at, by, why)| State::Withdrawn { at, by, why }),
        "answered" => {
            let (at, by, answer) = ended("answer")?;
            Ok(State::Answered { at, by, outcome: row.parse("outcome")?, answer, lesson: row.get("lesson")? })
        }
        other => Err(Failure::internal(format!("there is no state “{other}” of a complaint"))),
    }
}

/// The most a list shows.
pub(crate) const MOST: i64 = 500;

statement! {
    ONE = "SELECT * FROM feedback WHERE id = $1";
    HELD = "SELECT * FROM feedback WHERE id = $1 {for_update}";
    OPEN = "SELECT * FROM feedback WHERE due_at IS NOT NULL ORDER BY due_at, id LIMIT $1";
    OPEN_OF = "SELECT * FROM feedback WHERE provider = $1 AND named = TRUE AND due_at IS NOT NULL ORDER BY due_at, id LIMIT $2";
    BETWEEN = "SELECT * FROM feedback WHERE received_at >= $1 AND received_at < $2 ORDER BY received_at DESC, id DESC LIMIT $3";
    BETWEEN_OF = "SELECT * FROM feedback WHERE provider = $1 AND named = TRUE AND received_at >= $2 AND received_at < $3
        ORDER BY received_at DESC, id DESC LIMIT $4";
    ABOUT_PROVIDER = "SELECT * FROM feedback WHERE provider = $1 AND received_at >= $2 ORDER BY received_at DESC, id DESC LIMIT $3";
    ABOUT_PERSON = "SELECT * FROM feedback WHERE person = $1 ORDER BY received_at DESC, id DESC LIMIT $2";
}

/// One complaint or compliment.
pub(crate) fn one(tx: &mut Tx<'_>, id: Uuid) -> Result<Feedback, Failure> {
    tx.one(&ONE, params![id], "complaint", Feedback::read)
}

/// The same, held until the unit of work ends.
pub(crate) fn held(work: &mut store::Work<'_>, id: Uuid) -> Result<Feedback, Failure> {
    work.one(&HELD, params![id], "complaint", Feedback::read)
}

/// Open complaints, the one due first first.
pub(crate) fn open(tx: &mut Tx<'_>, covers: &Covers) -> Result<Vec<Feedback>, Failure> {
    match covers {
        Covers::Place => tx.all(&OPEN, params![MOST], Feedback::read),
        Covers::Organisation(own) => tx.all(&OPEN_OF, params![*own, MOST], Feedback::read),
        Covers::People(_) | Covers::Worker(_) => Ok(Vec::new()),
    }
}

/// What was received in a period, the newest first.
pub(crate) fn between(
    tx: &mut Tx<'_>,
    covers: &Covers,
    period: kernel::Period,
    most: i64,
) -> Result<Vec<Feedback>, Failure> {
    let (from, to) = (Moment::start_of(period.from()), Moment::start_of(period.to()));
    match covers {
        Covers::Place => tx.all(&BETWEEN, params![from, to, most], Feedback::read),
        Covers::Organisation(own) => tx.all(&BETWEEN_OF, params![*own, from, to, most], Feedback::read),
        Covers::People(_) | Covers::Worker(_) => Ok(Vec::new()),
    }
}

/// What was said about one provider since a day, the newest first; for the commissioner's side.
pub(crate) fn about_provider(tx: &mut Tx<'_>, provider: Uuid, since: Date) -> Result<Vec<Feedback>, Failure> {
    tx.all(&ABOUT_PROVIDER, params![provider, Moment::start_of(since), MOST], Feedback::read)
}

/// What was said about one person's care, the newest first.
pub(crate) fn about_person(tx: &mut Tx<'_>, person: Uuid) -> Result<Vec<Feedback>, Failure> {
    tx.all(&ABOUT_PERSON, params![person, MOST], Feedback::read)
}

#[cfg(test)]
mod tests {
    use super::*;

    // QUA-2
    #[test]
    fn a_complaint_goes_from_state_to_state_as_the_readme_says() {
        let at = Moment::from_micros(0);
        let (by, why) = (String::from("A"), String::from("b"));
        let answered =
            State::Answered { at, by: by.clone(), outcome: Outcome::Upheld, answer: why.clone(), lesson: None };
        let withdrawn = State::Withdrawn { at, by, why };
        let may = |state: &State| (state.may_be_acknowledged().is_ok(), state.must_be_open().is_ok());
        assert_eq!(may(&State::Received), (true, true));
        assert_eq!(may(&State::Acknowledged), (false, true));
        for ended in [answered, withdrawn, State::Noted] {
            assert_eq!(may(&ended), (false, false), "{}", ended.code());
        }
    }

    // QUA-2
    #[test]
    fn serious_complaints_and_those_of_the_unnamed_are_the_quality_officers() {
        assert_eq!(first_owner(Severity::Low, true), Owner::Provider);
        assert_eq!(first_owner(Severity::Moderate, true), Owner::Provider);
        assert_eq!(first_owner(Severity::Serious, true), Owner::Quality);
        assert_eq!(first_owner(Severity::Low, false), Owner::Quality);
    }
}
