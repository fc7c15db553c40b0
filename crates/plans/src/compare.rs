//! What changed between two versions, in words for whoever gives the care (H10). Money is not theirs to see.

use kernel::Failure;
use store::Tx;

use crate::{PatternLine, PlanId, PlanView, stored};

/// What has changed since a version, as the plan in force says it; empty when that version is still in force.
pub fn changes_since(tx: &mut Tx<'_>, plan: PlanId, version_no: i64) -> Result<Vec<String>, Failure> {
    let Some(now) = stored::agreed(tx, plan)? else { return Ok(Vec::new()) };
    if version_no >= now.version_no {
        return Ok(Vec::new());
    }
    let before = stored::version(tx, plan, version_no)?;
    Ok(changes(&before, &now))
}

/// What changed from one version to another.
pub fn changes(before: &PlanView, now: &PlanView) -> Vec<String> {
    let mut told = Vec::new();
    lines(&before.pattern, &now.pattern, &mut told);
    text("If the care worker does not come", before.contingency.as_deref(), now.contingency.as_deref(), &mut told);
    text("How medicines are managed", before.medicines.as_deref(), now.medicines.as_deref(), &mut told);
    text("What matters to the person", before.what_matters.as_deref(), now.what_matters.as_deref(), &mut told);
    text("Strengths", before.strengths.as_deref(), now.strengths.as_deref(), &mut told);
    text("What was before", before.history.as_deref(), now.history.as_deref(), &mut told);
    if (before.place_of_care, &before.place_words) != (now.place_of_care, &now.place_words) {
        let at = now.place_words.as_ref().map(|words| format!(", {words}")).unwrap_or_default();
        told.push(format!("The care is now given here: {}{at}.", now.place_of_care.words()));
    }
    if before.kind != now.kind {
        told.push(format!("The package is now: {}.", now.kind.words()));
    }
    if before.risk != now.risk {
        told.push(format!("The level of risk is now {}.", now.risk.words().to_lowercase()));
    }
    let risk = |risk: &crate::Risk| format!("{} ({})", risk.words, risk.reduced_by);
    let risks = |plan: &PlanView| plan.risks.iter().map(|it| (it.id, risk(it))).collect::<Vec<_>>();
    parts("risk", &risks(before), &risks(now), &mut told);
    let outcomes = |plan: &PlanView| {
        plan.outcomes.iter().map(|it| (it.id, format!("{} (wanted: {})", it.words, it.target))).collect::<Vec<_>>()
    };
    parts("outcome", &outcomes(before), &outcomes(now), &mut told);
    let actions =
        |plan: &PlanView| plan.actions.iter().map(|it| (it.id, format!("{}: {}", it.who, it.what))).collect::<Vec<_>>();
    parts("action", &actions(before), &actions(now), &mut told);
    told
}

fn text(name: &str, before: Option<&str>, now: Option<&str>, told: &mut Vec<String>) {
    match (before, now) {
        (before, Some(now)) if before != Some(now) => told.push(format!("{name}: {now}")),
        (Some(_), None) => told.push(format!("{name}: no longer said.")),
        _ => {}
    }
}

fn parts(word: &str, before: &[(kernel::Uuid, String)], now: &[(kernel::Uuid, String)], told: &mut Vec<String>) {
    for (id, words) in now {
        match before.iter().find(|(other, _)| other == id) {
            None => told.push(format!("New {word}: {words}.")),
            Some((_, old)) if old != words => told.push(format!("Changed {word}: {words}.")),
            Some(_) => {}
        }
    }
    for (_, words) in before.iter().filter(|(id, _)| !now.iter().any(|(other, _)| other == id)) {
        told.push(format!("No longer a {word}: {words}."));
    }
}

fn lines(before: &[PatternLine], now: &[PatternLine], told: &mut Vec<String>) {
    for line in now {
        match before.iter().find(|other| other.id == line.id) {
            None => {
                told.push(format!("New visit “{}”: {}. Tasks: {}.", line.label, line.in_words(), line.tasks.join("; ")))
            }
            Some(old) => changed_line(old, line, told),
        }
    }
    for line in before.iter().filter(|line| !now.iter().any(|other| other.id == line.id)) {
        told.push(format!("The visit “{}” ({}) no longer takes place.", line.label, line.in_words()));
    }
}

fn changed_line(old: &PatternLine, line: &PatternLine, told: &mut Vec<String>) {
    if old.in_words() != line.in_words() {
        told.push(format!("Visit “{}”: now {} (before: {}).", line.label, line.in_words(), old.in_words()));
    }
    for task in line.tasks.iter().filter(|task| !old.tasks.contains(task)) {
        told.push(format!("Visit “{}”, new task: {task}.", line.label));
    }
    for task in old.tasks.iter().filter(|task| !line.tasks.contains(task)) {
        told.push(format!("Visit “{}”, no longer a task: {task}.", line.label));
    }
    if old.skills != line.skills {
        let skills = line.skills_in_words();
        let skills = if skills.is_empty() { "none in particular".into() } else { kernel::list_in_words(&skills) };
        told.push(format!("Visit “{}”, skills asked for: {skills}.", line.label));
    }
    if old.label != line.label {
        told.push(format!("The visit “{}” is now called “{}”.", old.label, line.label));
    }
}
