//! How a plan lies in its tables; the only place that reads them.

use kernel::{Date, Failure, Moment, Time, Uuid};
use store::{Row, Tx, Value, cols, params, statement};

use crate::{Outcome, PatternLine, PlanAction, PlanId, PlanView, Risk, State, days, pattern, risk::RiskAnswers};

statement! {
    BY_ID = "SELECT id, version, version_no, person, council, worker, basis, basis_reason, assessment, state, agreed_version,
        agreed_at, agreed_by, agreed_with, agreed_why_not, ended_on, ended_reason, kind, complex, place_of_care, place_words,
        start_wanted, what_matters, strengths, contingency, history, medicines, medicines_policy_on, weekly_budget, payment,
        budget_reason, delayed_discharge, end_of_life, significant_harm, risk, risk_rule, risk_override, reviewed_on, review_due
        FROM plan WHERE id = $1";
    CURRENT = "SELECT id, version, version_no, person, council, worker, basis, basis_reason, assessment, state, agreed_version,
        agreed_at, agreed_by, agreed_with, agreed_why_not, ended_on, ended_reason, kind, complex, place_of_care, place_words,
        start_wanted, what_matters, strengths, contingency, history, medicines, medicines_policy_on, weekly_budget, payment,
        budget_reason, delayed_discharge, end_of_life, significant_harm, risk, risk_rule, risk_override, reviewed_on, review_due
        FROM plan WHERE person = $1 ORDER BY CASE WHEN state = 'ended' THEN 1 ELSE 0 END, id DESC LIMIT 1";
    OUTCOMES = "SELECT id, words, reablement, baseline, target, now_words, now_on FROM plan_outcome
        WHERE plan = $1 ORDER BY id";
    LINES = "SELECT id, label, days, opens, closes, minutes, workers, tasks, time_critical, skills FROM plan_visit
        WHERE plan = $1 ORDER BY opens, id";
    RISKS = "SELECT id, words, reduced_by FROM plan_risk WHERE plan = $1 ORDER BY id";
    ACTIONS = "SELECT id, what, who, due FROM plan_action WHERE plan = $1 ORDER BY id";
    VERSION = "SELECT content FROM plan_version WHERE plan = $1 AND version_no = $2";
    UNKEPT = "SELECT p.id FROM plan p LEFT JOIN plan_version v ON v.plan = p.id AND v.version_no = p.agreed_version
        WHERE p.agreed_version IS NOT NULL AND v.plan IS NULL ORDER BY p.id LIMIT 100";
    EVERY = "SELECT id FROM plan ORDER BY id";
    IN_FORCE = "SELECT agreed_version FROM plan WHERE id = $1";
    VERSIONS = "SELECT version_no, agreed_at FROM plan_version WHERE plan = $1 ORDER BY version_no DESC LIMIT 100";
}

/// The plan of this id, as it stands now.
pub fn view(tx: &mut Tx<'_>, plan: PlanId) -> Result<PlanView, Failure> {
    let head = tx.one(&BY_ID, params![plan], "plan", head)?;
    whole(tx, head)
}

/// The person's plan as it stands now, also when it is being written or changed; the last one when it has ended.
pub fn current(tx: &mut Tx<'_>, person: impl Into<Uuid>) -> Result<Option<PlanView>, Failure> {
    let person: Uuid = person.into();
    let Some(head) = tx.first(&CURRENT, params![person], head)? else { return Ok(None) };
    whole(tx, head).map(Some)
}

/// The plan that is in force: the last version that was agreed, as it was agreed. None before the first agreement.
pub fn agreed(tx: &mut Tx<'_>, plan: PlanId) -> Result<Option<PlanView>, Failure> {
    match view(tx, plan)?.agreed_version {
        Some(version_no) => version(tx, plan, version_no).map(Some),
        None => Ok(None),
    }
}

/// The number of the version that is in force; none before the first agreement, or where there is no such plan.
pub fn agreed_no(tx: &mut Tx<'_>, plan: PlanId) -> Result<Option<i64>, Failure> {
    Ok(tx.first(&IN_FORCE, params![plan], |row| row.get::<Option<i64>>("agreed_version"))?.flatten())
}

/// One version of a plan, as it was agreed (REC-7).
pub fn version(tx: &mut Tx<'_>, plan: PlanId, version_no: i64) -> Result<PlanView, Failure> {
    let content: serde_json::Value =
        tx.one(&VERSION, params![plan, version_no], "version of this plan", |row| row.get("content"))?;
    serde_json::from_value(content)
        .map_err(|why| Failure::internal(format!("version {version_no} of plan {plan} cannot be read: {why}")))
}

/// The versions that were agreed, newest first: number and moment.
pub fn versions(tx: &mut Tx<'_>, plan: PlanId) -> Result<Vec<(i64, Moment)>, Failure> {
    tx.all(&VERSIONS, params![plan], |row| Ok((row.get("version_no")?, row.get("agreed_at")?)))
}

/// What does not hold among the plans, in words: rows no state allows, and agreed versions that are not kept.
pub fn check(tx: &mut Tx<'_>) -> Result<Vec<String>, Failure> {
    let mut faults = tx.all(&UNKEPT, &[], |row| {
        let id: Uuid = row.get("id")?;
        Ok(format!("plan {id}: the version in force is not kept"))
    })?;
    for id in tx.all(&EVERY, &[], |row| row.get::<PlanId>("id"))? {
        if let Err(why) = view(tx, id).and_then(|_| agreed(tx, id)) {
            faults.push(format!("plan {id}: {why}"));
        }
    }
    Ok(faults)
}

fn head(row: &Row) -> Result<PlanView, Failure> {
    Ok(PlanView {
        id: row.get("id")?,
        version: row.get("version")?,
        version_no: row.get("version_no")?,
        person: row.get("person")?,
        council: row.get("council")?,
        worker: row.get("worker")?,
        basis: row.parse("basis")?,
        basis_reason: row.get("basis_reason")?,
        assessment: row.get("assessment")?,
        state: state(row)?,
        agreed_version: row.get("agreed_version")?,
        kind: row.parse("kind")?,
        complex: row.get("complex")?,
        place_of_care: row.parse("place_of_care")?,
        place_words: row.get("place_words")?,
        start_wanted: row.get("start_wanted")?,
        what_matters: row.get("what_matters")?,
        strengths: row.get("strengths")?,
        contingency: row.get("contingency")?,
        history: row.get("history")?,
        medicines: row.get("medicines")?,
        medicines_policy_on: row.get("medicines_policy_on")?,
        medication: false,
        weekly_budget: row.get("weekly_budget")?,
        payment: row.get::<Option<String>>("payment")?.map(|code| code.parse()).transpose()?,
        budget_reason: row.get("budget_reason")?,
        risk_answers: RiskAnswers {
            delayed_discharge: row.get("delayed_discharge")?,
            end_of_life: row.get("end_of_life")?,
            significant_harm: row.get("significant_harm")?,
        },
        risk_rule: row.get("risk_rule")?,
        risk: row.parse("risk")?,
        risk_override: row.get("risk_override")?,
        outcomes: Vec::new(),
        pattern: Vec::new(),
        risks: Vec::new(),
        actions: Vec::new(),
        reviewed_on: row.get("reviewed_on")?,
        review_due: row.get("review_due")?,
    })
}

/// A row that no state allows is reported, never guessed.
fn state(row: &Row) -> Result<State, Failure> {
    let (code, id): (String, Uuid) = (row.get("state")?, row.get("id")?);
    let impossible = || Failure::internal(format!("plan {id} is kept as {code} without what belongs to that state"));
    let (version_no, agreed): (i64, Option<i64>) = (row.get("version_no")?, row.get("agreed_version")?);
    match code.as_str() {
        "draft" if agreed.is_none_or(|agreed| agreed < version_no) => Ok(State::Draft),
        "agreed" if agreed == Some(version_no) => Ok(State::Agreed {
            at: row.get::<Option<Moment>>("agreed_at")?.ok_or_else(impossible)?,
            by: row.get("agreed_by")?,
            with: row.parse("agreed_with")?,
            why_not: row.get("agreed_why_not")?,
        }),
        "ended" => Ok(State::Ended {
            on: row.get::<Option<Date>>("ended_on")?.ok_or_else(impossible)?,
            reason: row.get::<Option<String>>("ended_reason")?.ok_or_else(impossible)?,
        }),
        _ => Err(impossible()),
    }
}

fn whole(tx: &mut Tx<'_>, mut plan: PlanView) -> Result<PlanView, Failure> {
    let id = plan.id;
    plan.outcomes = tx.all(&OUTCOMES, params![id], outcome)?;
    plan.pattern = tx.all(&LINES, params![id], line)?;
    plan.risks = tx.all(&RISKS, params![id], |row| {
        Ok(Risk { id: row.get("id")?, words: row.get("words")?, reduced_by: row.get("reduced_by")? })
    })?;
    plan.actions = tx.all(&ACTIONS, params![id], |row| {
        Ok(PlanAction { id: row.get("id")?, what: row.get("what")?, who: row.get("who")?, by: row.get("due")? })
    })?;
    plan.medication = plan.pattern.iter().flat_map(|line| &line.tasks).any(|task| pattern::is_medicine(task));
    Ok(plan)
}

fn outcome(row: &Row) -> Result<Outcome, Failure> {
    Ok(Outcome {
        id: row.get("id")?,
        words: row.get("words")?,
        reablement: row.get("reablement")?,
        baseline: row.get("baseline")?,
        target: row.get("target")?,
        now: row.get("now_words")?,
        now_on: row.get("now_on")?,
    })
}

fn line(row: &Row) -> Result<PatternLine, Failure> {
    let skills: String = row.get("skills")?;
    let tasks: serde_json::Value = row.get("tasks")?;
    Ok(PatternLine {
        id: row.get("id")?,
        label: row.get("label")?,
        days: days::from_kept(&row.get::<String>("days")?)?,
        from: time_of(row, "opens")?,
        to: time_of(row, "closes")?,
        minutes: row.get("minutes")?,
        workers: row.get("workers")?,
        tasks: serde_json::from_value(tasks).map_err(Failure::internal)?,
        time_critical: row.get("time_critical")?,
        skills: skills.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
    })
}

fn time_of(row: &Row, column: &str) -> Result<Time, Failure> {
    let text: String = row.get(column)?;
    Time::strptime("%H:%M", &text).map_err(|_| Failure::internal(format!("{column} holds “{text}”, which is no time")))
}

/// The row of an outcome.
pub(crate) fn outcome_columns(plan: PlanId, outcome: &Outcome) -> Vec<(&'static str, Value)> {
    cols! {
        "id" => outcome.id, "plan" => plan, "words" => &outcome.words, "reablement" => outcome.reablement,
        "baseline" => &outcome.baseline, "target" => &outcome.target, "now_words" => outcome.now.clone(),
        "now_on" => outcome.now_on,
    }
}

/// The row of a line of the pattern.
pub(crate) fn line_columns(plan: PlanId, line: &PatternLine) -> Vec<(&'static str, Value)> {
    cols! {
        "id" => line.id, "plan" => plan, "label" => &line.label, "days" => days::kept(&line.days),
        "opens" => line.from.strftime("%H:%M").to_string(), "closes" => line.to.strftime("%H:%M").to_string(),
        "minutes" => line.minutes, "workers" => line.workers, "tasks" => serde_json::json!(line.tasks),
        "time_critical" => line.time_critical, "skills" => line.skills.join(","),
    }
}
