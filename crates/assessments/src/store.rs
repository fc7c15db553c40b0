//! All SQL of assessments.

use ::store::{Row, Tx, Value, params, statement};
use kernel::{Failure, Moment, Uuid};
use people::PersonId;

use crate::{Answers, AssessmentId, AssessmentRow, AssessmentState, Decision, SectionRow};

/// How many a list shows.
pub(crate) const MOST: i64 = 200;

statement! {
    ONE = "SELECT * FROM assessment WHERE id = $1";
    HELD = "SELECT * FROM assessment WHERE id = $1 {for_update}";
    SECTIONS = "SELECT * FROM assessment_section WHERE assessment = $1 ORDER BY section";
    LATEST = "SELECT * FROM assessment WHERE person = $1 ORDER BY started_at DESC, id DESC LIMIT 1";
    LATEST_DECIDED = "SELECT * FROM assessment WHERE person = $1 AND state = 'decided'
        ORDER BY decided_at DESC, id DESC LIMIT 1";
    OF_PERSON = "SELECT * FROM assessment WHERE person = $1 ORDER BY started_at DESC, id DESC LIMIT $2";
    DRAFTS_OF = "SELECT * FROM assessment WHERE assessor = $1 AND state = 'draft' ORDER BY started_at, id LIMIT $2";
}

fn needed<T>(value: Option<T>, id: Uuid, what: &str) -> Result<T, Failure> {
    value.ok_or_else(|| Failure::internal(format!("assessment {id} is decided and has no {what}")))
}

fn state(row: &Row, id: Uuid) -> Result<AssessmentState, Failure> {
    let state: String = row.get("state")?;
    match state.as_str() {
        "draft" => Ok(AssessmentState::Draft),
        "decided" => Ok(AssessmentState::Decided(Decision {
            eligible: needed(row.get("eligible")?, id, "decision")?,
            reasons: needed(row.get("reasons")?, id, "reasons")?,
            differs: row.get("differs")?,
            wants_met: row.get("wants_met")?,
            advice: row.get("advice")?,
            indication: needed(row.get("indication")?, id, "indication")?,
            at: needed(row.get("decided_at")?, id, "time of decision")?,
            by: needed(row.get("decided_by")?, id, "one who decided")?,
        })),
        other => Err(Failure::internal(format!("assessment {id} is in the impossible state “{other}”"))),
    }
}

/// The row alone; the answers come from the sections.
fn read(row: &Row) -> Result<AssessmentRow, Failure> {
    let id: Uuid = row.get("id")?;
    Ok(AssessmentRow {
        id: id.into(),
        version: row.get("version")?,
        person: row.get("person")?,
        person_name: row.get("person_name")?,
        referral: row.get("referral")?,
        previous: row.get("previous")?,
        assessor: row.get("assessor")?,
        assessor_name: row.get("assessor_name")?,
        started_at: row.get("started_at")?,
        saved_at: row.get("saved_at")?,
        state: state(row, id)?,
        answers: Answers::default(),
        sections: Vec::new(),
        outcomes_unmet: Vec::new(),
    })
}

fn with_sections(tx: &mut Tx<'_>, mut row: AssessmentRow) -> Result<AssessmentRow, Failure> {
    let sections = tx.all(&SECTIONS, params![row.id], |row| {
        let saved = match (row.get::<Option<Moment>>("saved_at")?, row.get::<Option<String>>("saved_by")?) {
            (Some(at), Some(by)) => Some((at, by)),
            _ => None,
        };
        let section =
            SectionRow { id: row.get("id")?, version: row.get("version")?, section: row.parse("section")?, saved };
        Ok((section, row.get::<serde_json::Value>("answers")?))
    })?;
    for (section, answers) in sections {
        row.answers.take(section.section, answers)?;
        row.sections.push(section);
    }
    row.outcomes_unmet = row.answers.inputs()?.unmet();
    Ok(row)
}

fn first(tx: &mut Tx<'_>, statement: &::store::Statement, params: &[Value]) -> Result<Option<AssessmentRow>, Failure> {
    match tx.first(statement, params, read)? {
        Some(row) => with_sections(tx, row).map(Some),
        None => Ok(None),
    }
}

/// One assessment.
pub fn row(tx: &mut Tx<'_>, id: AssessmentId) -> Result<AssessmentRow, Failure> {
    first(tx, &ONE, params![id])?.ok_or_else(|| Failure::no_such("assessment"))
}

/// One assessment, held until the unit of work ends.
pub(crate) fn held(tx: &mut Tx<'_>, id: AssessmentId) -> Result<AssessmentRow, Failure> {
    first(tx, &HELD, params![id])?.ok_or_else(|| Failure::no_such("assessment"))
}

/// The last assessment of a person, decided or not.
pub fn latest_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<AssessmentRow>, Failure> {
    first(tx, &LATEST, params![person])
}

/// The last assessment of a person that was decided.
pub fn latest_decided_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<AssessmentRow>, Failure> {
    first(tx, &LATEST_DECIDED, params![person])
}

/// Every assessment of a person, the last first, without the answers (at most 200).
pub fn of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<AssessmentRow>, Failure> {
    tx.all(&OF_PERSON, params![person, MOST], read)
}

/// The drafts of one who assesses, the oldest first, without the answers (at most 200): "assessments open" on their first
/// screen.
pub fn drafts_of(tx: &mut Tx<'_>, assessor: Uuid) -> Result<Vec<AssessmentRow>, Failure> {
    tx.all(&DRAFTS_OF, params![assessor, MOST], read)
}
