//! Actions: what a provider has to put right, by whom, until when, and what shows that it was (QUA-3).

pub mod list;
pub mod report;
pub mod set;
pub mod show;
pub mod weigh;

use access::{About, Covers};
use kernel::{Date, Failure, Moment, Uuid, day_in_words};
use store::{Change, Row, Tx, Work, params, statement};

/// Where an action stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The provider's turn.
    Open,
    /// The quality officer's turn: the provider says it is done.
    Reported,
    /// Done, and found to be so.
    Closed {
        /// When.
        at: Moment,
        /// By whom.
        by: String,
    },
}

impl State {
    /// As data.
    pub const fn code(&self) -> &'static str {
        match self {
            State::Open => "open",
            State::Reported => "reported",
            State::Closed { .. } => "closed",
        }
    }

    /// The provider says what it has done.
    pub fn reported(&self) -> Result<State, Failure> {
        match self {
            State::Open => Ok(State::Reported),
            State::Reported => Err(Failure::conflict("You have said what was done; the quality officer looks at it.")),
            State::Closed { at, .. } => {
                Err(Failure::conflict(format!("This action was closed on {}.", day_in_words(at.day()))))
            }
        }
    }

    /// The quality officer accepts the evidence, or gives the action back.
    pub fn weighed(&self, accepts: bool, at: Moment, by: &str) -> Result<State, Failure> {
        match (self, accepts) {
            (State::Reported, true) => Ok(State::Closed { at, by: by.to_owned() }),
            (State::Reported, false) => Ok(State::Open),
            (State::Open, _) => Err(Failure::conflict("The provider has not said yet what it has done.")),
            (State::Closed { at, .. }, _) => {
                Err(Failure::conflict(format!("This action was closed on {}.", day_in_words(at.day()))))
            }
        }
    }
}

/// An action.
#[derive(Debug, Clone)]
pub struct Action {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// Whose.
    pub provider: Uuid,
    /// Their name.
    pub provider_name: String,
    /// The visit it came of.
    pub review: Option<Uuid>,
    /// The standard it serves.
    pub standard: Option<String>,
    /// What is to be done.
    pub words: String,
    /// Who does it, at the provider.
    pub owner_name: String,
    /// Until when.
    pub due_on: Date,
    /// Where it stands.
    pub state: State,
    /// Who set it.
    pub set_by_name: String,
    /// When.
    pub set_at: Moment,
    /// What the provider says it has done: who, when, what.
    pub reported: Option<(String, Moment, String)>,
    /// What the quality officer said of it.
    pub weighed: Option<(String, Moment, String)>,
}

impl Action {
    fn read(row: &Row) -> Result<Self, Failure> {
        let said = |by: &str, at: &str, words: &str| -> Result<Option<(String, Moment, String)>, Failure> {
            match row.get::<Option<Moment>>(at)? {
                None => Ok(None),
                Some(at) => Ok(Some((row.get(by)?, at, row.get(words)?))),
            }
        };
        let weighed = said("weighed_by_name", "weighed_at", "weighed_words")?;
        let state = match (row.get::<String>("state")?.as_str(), &weighed) {
            ("open", _) => State::Open,
            ("reported", _) => State::Reported,
            ("closed", Some((by, at, _))) => State::Closed { at: *at, by: by.clone() },
            (other, _) => return Err(Failure::internal(format!("an action cannot be “{other}”"))),
        };
        Ok(Action {
            id: row.get("id")?,
            version: row.get("version")?,
            provider: row.get("provider")?,
            provider_name: row.get("provider_name")?,
            review: row.get("review")?,
            standard: row.get("standard")?,
            words: row.get("words")?,
            owner_name: row.get("owner_name")?,
            due_on: row.get("due_on")?,
            state,
            set_by_name: row.get("set_by_name")?,
            set_at: row.get("set_at")?,
            reported: said("reported_by_name", "reported_at", "evidence")?,
            weighed,
        })
    }

    /// What a permit is asked for.
    pub(crate) fn about(&self) -> About {
        About::thing("action", self.id).organisation(self.provider)
    }

    /// Something that happened to it.
    pub(crate) fn change(&self, event: &'static str, facts: serde_json::Value) -> Change {
        Change::new(event, "quality_action", self.id).organisation(self.provider).facts(facts)
    }

    /// Its page.
    pub fn href(&self) -> String {
        format!("/quality/actions/{}", self.id)
    }

    /// Whether its day has passed and it is not closed. Found by comparing, never stored.
    pub fn is_overdue(&self, today: Date) -> bool {
        !matches!(self.state, State::Closed { .. }) && self.due_on < today
    }
}

statement! {
    ONE = "SELECT * FROM quality_action WHERE id = $1";
    HELD = "SELECT * FROM quality_action WHERE id = $1 {for_update}";
    OPEN = "SELECT * FROM quality_action WHERE state <> 'closed' ORDER BY due_on, id LIMIT 1000";
    OF_PROVIDER = "SELECT * FROM quality_action WHERE provider = $1 ORDER BY due_on, id LIMIT 500";
    OF_REVIEW = "SELECT * FROM quality_action WHERE review = $1 ORDER BY due_on, id LIMIT 500";
}

/// One action.
pub(crate) fn one(tx: &mut Tx<'_>, id: Uuid) -> Result<Action, Failure> {
    tx.one(&ONE, params![id], "action", Action::read)
}

/// The same, held until the unit of work ends.
pub(crate) fn held(work: &mut Work<'_>, id: Uuid) -> Result<Action, Failure> {
    work.one(&HELD, params![id], "action", Action::read)
}

/// Those that are not closed, the one due first first: every provider's, or one's own.
pub(crate) fn open(tx: &mut Tx<'_>, covers: &Covers) -> Result<Vec<Action>, Failure> {
    let mut all = match covers {
        Covers::Place => tx.all(&OPEN, &[], Action::read)?,
        Covers::Organisation(own) => of_provider(tx, *own)?,
        Covers::People(_) | Covers::Worker(_) => Vec::new(),
    };
    all.retain(|action| !matches!(action.state, State::Closed { .. }));
    Ok(all)
}

/// A provider's, the one due first first.
pub(crate) fn of_provider(tx: &mut Tx<'_>, provider: Uuid) -> Result<Vec<Action>, Failure> {
    tx.all(&OF_PROVIDER, params![provider], Action::read)
}

/// Those that came of a visit.
pub(crate) fn of_review(tx: &mut Tx<'_>, review: Uuid) -> Result<Vec<Action>, Failure> {
    tx.all(&OF_REVIEW, params![review], Action::read)
}

#[cfg(test)]
mod tests {
    use super::*;

    // QUA-3
    #[test]
    fn an_action_goes_from_state_to_state_as_the_readme_says() {
        let at = Moment::from_micros(0);
        let code = |state: Result<State, Failure>| state.map_or("refused", |state| state.code());
        let row = |state: State| {
            [code(state.reported()), code(state.weighed(true, at, "A")), code(state.weighed(false, at, "A"))]
        };
        assert_eq!(row(State::Open), ["reported", "refused", "refused"]);
        assert_eq!(row(State::Reported), ["refused", "closed", "open"]);
        assert_eq!(row(State::Closed { at, by: "A".into() }), ["refused"; 3]);
    }
}
