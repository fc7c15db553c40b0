//! Reports of every kind, from the rooms after this one too: a provider's significant changes, its reviews, and the formal reviews
//! it asks for (BRK-9).

use kernel::{Failure, Moment, Uuid};
use people::PersonId;
use places::Place;
use store::{Change, Tx, Work, cols, params, statement};

use super::{AnswerKind, one, save_answer};
use crate::{PlanView, desk, stored};

wire::choices! {
    /// What kind of report it is.
    pub enum ChangeKind, "a kind of reported change" {
        /// Somebody says that something has changed.
        Said = "said", "Reported";
        /// A provider reports a significant change in the person, for better or worse (BRK-9).
        Significant = "significant", "A significant change";
        /// A provider asks for a formal review: more would change than its tolerance allows (BRK-9).
        FormalReview = "formal_review", "A formal review is asked for";
        /// A provider sends its review and what it adjusted within its tolerance (BRK-9).
        ProviderReview = "provider_review", "The provider’s review";
    }
}

/// The standard by which a formal review is answered.
pub(crate) const FORMAL_REVIEW: &str = "formal_review.answered";
/// The standard by which a significant change is reported.
const REPORTED: &str = "change.reported";

statement! {
    OPEN_FORMAL = "SELECT id, version FROM plan_change_request
        WHERE person = $1 AND kind = 'formal_review' AND answered_at IS NULL ORDER BY asked_at LIMIT 50";
    BY_PROVIDER = "SELECT organisation, CAST(COUNT(*) AS {int}) AS reported,
        CAST(SUM(CASE WHEN asked_at > due_at THEN 1 ELSE 0 END) AS {int}) AS late
        FROM plan_change_request WHERE organisation IS NOT NULL AND kind = 'significant' AND asked_at >= $1
          AND (CAST($2 AS {id}) IS NULL OR organisation = CAST($2 AS {id}))
        GROUP BY organisation ORDER BY organisation LIMIT 1000";
}

/// What a room after this one reports for whoever gives the care.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// About whom.
    pub person: PersonId,
    /// What kind of report it is.
    pub kind: ChangeKind,
    /// Who reports it: "Harbour Care, care worker".
    pub by: &'a str,
    /// The provider.
    pub organisation: Option<Uuid>,
    /// What has changed, or what is asked for.
    pub words: &'a str,
    /// When a significant change was noticed.
    pub noticed_at: Option<Moment>,
}

/// Keeps a report of any kind. A significant change carries the moment by which it had to be reported; a formal review runs
/// against a clock until a new plan is agreed or the social worker refuses it (BRK-9).
pub fn report_change(work: &mut Work<'_>, place: &Place, report: &Report<'_>) -> Result<Uuid, Failure> {
    let person = report.person;
    let row = desk::living(work, person)?;
    let words = kernel::clean_words(report.words).map_err(|failure| failure.in_field("words"))?;
    if words.is_empty() {
        return Err(Failure::field("words", "Write what has changed."));
    }
    let plan = stored::current(work, person)?;
    let id: Uuid = work.id();
    let due_at = match report.kind {
        ChangeKind::Significant => Some(to_be_reported_by(work, place, report.noticed_at)?),
        ChangeKind::FormalReview => Some(formal_review(work, place, person, (id, plan.as_ref()))?),
        ChangeKind::Said | ChangeKind::ProviderReview => None,
    };
    let columns = cols! {
        "id" => id, "version" => 1, "plan" => plan.as_ref().map(|plan| plan.id), "person" => person,
        "person_name" => &row.name, "worker" => plan.as_ref().and_then(|plan| plan.worker), "said_by" => report.by,
        "said_by_account" => work.actor.account, "words" => words, "asked_at" => work.at, "kind" => report.kind.code(),
        "organisation" => report.organisation, "noticed_at" => report.noticed_at, "due_at" => due_at,
    };
    let facts = serde_json::json!({
        "by": report.by, "plan": plan.map(|plan| plan.id), "kind": report.kind.code(), "noticed_at": report.noticed_at,
        "due": due_at,
    });
    let mut change = Change::new("plan.change_asked", "plan_change", id).person(person).facts(facts);
    if let Some(organisation) = report.organisation {
        change = change.organisation(organisation);
    }
    work.apply(change.insert("plan_change_request", columns))?;
    Ok(id)
}

/// By when a change that was noticed at a moment had to be reported.
fn to_be_reported_by(work: &Work<'_>, place: &Place, noticed: Option<Moment>) -> Result<Moment, Failure> {
    let noticed = noticed.ok_or_else(|| Failure::field("noticed_on", "Enter when the change was noticed."))?;
    if noticed > work.at {
        return Err(Failure::field("noticed_on", "This is in the future. Enter when the change was noticed."));
    }
    kernel::due(noticed, &clocks::rule(place, REPORTED)?, place.calendar())
}

/// Starts the clock of a formal review; one at a time.
fn formal_review(
    work: &mut Work<'_>,
    place: &Place,
    person: PersonId,
    (id, plan): (Uuid, Option<&PlanView>),
) -> Result<Moment, Failure> {
    if !open_formal(work, person)?.is_empty() {
        return Err(Failure::conflict(
            "A formal review was asked for already and is not answered yet. The answer will stand on the package’s page.",
        ));
    }
    let start = clocks::Start {
        standard: FORMAL_REVIEW,
        subject_kind: "plan_change",
        subject: id,
        person: Some(person.uuid()),
        organisation: plan.map(|plan| plan.council),
        from: work.at,
    };
    clocks::start(work, place, start)
}

/// The formal reviews of a person that were asked for and not answered, each with its row's version.
pub(crate) fn open_formal(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<(Uuid, i64)>, Failure> {
    tx.all(&OPEN_FORMAL, params![person], |row| Ok((row.get("id")?, row.get("version")?)))
}

/// Formal reviews that were asked for are answered by the plan itself: agreed anew, or ended.
pub(crate) fn answered_by_plan(
    work: &mut Work<'_>,
    person: PersonId,
    (kind, answer): (AnswerKind, &str),
) -> Result<(), Failure> {
    for (id, version) in open_formal(work, person)? {
        let asked = one(work, person, id)?;
        save_answer(work, &asked, version, (kind, answer))?;
    }
    Ok(())
}

/// How many significant changes a provider has reported since a moment, and how many of them late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportedBy {
    /// The provider.
    pub provider: Uuid,
    /// How many.
    pub reported: i64,
    /// How many of them after their time.
    pub late: i64,
}

/// The significant changes that providers, or one provider, have reported since a moment.
pub fn reported_by(tx: &mut Tx<'_>, since: Moment, provider: Option<Uuid>) -> Result<Vec<ReportedBy>, Failure> {
    tx.all(&BY_PROVIDER, params![since, provider], |row| {
        let late: Option<i64> = row.get("late")?;
        Ok(ReportedBy {
            provider: row.get("organisation")?,
            reported: row.get("reported")?,
            late: late.unwrap_or_default(),
        })
    })
}
