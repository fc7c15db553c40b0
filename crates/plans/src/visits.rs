//! The lines of the pattern: adding one, changing one (BRK-2).

use access::Permit;
use kernel::{Failure, Time, Uuid, Weekday};
use page::html;
use store::Work;
use wire::{Act, Done, Field, Shown, Values, View};

use crate::{
    MakePlan, PatternLine, SKILLS, days,
    desk::{self, FormPage, holds, ticked},
    pattern, stored,
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::line("label", "What is the visit called?")
        .hint("For example: Morning, Lunch, Tea, Bed.")
        .must("Give the visit a name, like Morning."),
    Field::many("days", "On which days?", days::DAYS).must("Choose at least one day."),
    Field::time("from", "Not before")
        .hint("The window in which the whole visit takes place opens, for example 7:30am.")
        .must("Enter when the window opens."),
    Field::time("to", "Over by").hint("The window closes, for example 10am.").must("Enter when the window closes."),
    Field::whole("minutes", "How long is the visit?", 15, 720, "minutes")
        .must("Enter how long the visit is, from 15 to 720 minutes."),
    Field::choice("workers", "How many care workers?", &[("1", "One"), ("2", "Two together")])
        .must("Choose one or two care workers."),
    Field::words("tasks", "What is to be done?")
        .hint("One task on each line. Nursing tasks are for the community nurses.")
        .must("Write at least one task, each on a line of its own."),
    Field::yes("time_critical", "The time is critical")
        .hint("Tick only if harm could come of a visit at another time of its day. Otherwise the time is flexible."),
    Field::many("skills", "What must the care workers be able to do?", SKILLS),
];

/// A line as it is asked for.
#[derive(Debug, Clone)]
pub struct NewVisit {
    /// What people call it.
    pub label: String,
    /// On which days.
    pub days: Vec<Weekday>,
    /// The window opens.
    pub from: Time,
    /// The window closes.
    pub to: Time,
    /// How long.
    pub minutes: i64,
    /// One or two.
    pub workers: i64,
    /// What is to be done.
    pub tasks: Vec<String>,
    /// Whether the time must be kept.
    pub time_critical: bool,
    /// Codes of [`SKILLS`].
    pub skills: Vec<String>,
}

impl NewVisit {
    fn read(values: &Values) -> Result<Self, Failure> {
        let days = values.many("days")?.iter().map(|code| days::day_of(code)).collect::<Result<_, _>>()?;
        Ok(NewVisit {
            label: values.text("label")?,
            days,
            from: values.time("from")?,
            to: values.time("to")?,
            minutes: values.whole("minutes")?,
            workers: if values.text("workers")? == "2" { 2 } else { 1 },
            tasks: pattern::tasks_from(&values.text("tasks")?),
            time_critical: values.yes("time_critical")?,
            skills: values.many("skills")?,
        })
    }

    fn line(&self, id: Uuid) -> PatternLine {
        PatternLine {
            id,
            label: self.label.clone(),
            days: days::in_order(&self.days),
            from: self.from,
            to: self.to,
            minutes: self.minutes,
            workers: self.workers,
            tasks: self.tasks.clone(),
            time_critical: self.time_critical,
            skills: self.skills.clone(),
        }
    }
}

/// More lines than a day has hours are a mistake.
const MOST_LINES: usize = 28;

/// Adds a line.
pub fn add_visit(
    work: &mut Work<'_>,
    permit: &Permit<MakePlan>,
    version: i64,
    new: &NewVisit,
) -> Result<Uuid, Failure> {
    let plan = desk::open_plan(work, desk::person_of(permit))?;
    permit.covers(plan.person)?;
    if plan.pattern.len() >= MOST_LINES {
        return Err(Failure::conflict(format!(
            "The plan has {MOST_LINES} visits already. Change one of them instead."
        )));
    }
    let line = new.line(work.id());
    line.check(plan.kind, &plan.pattern)?;
    let change = desk::edited(&plan, version, "a visit was added", Vec::new());
    work.apply(change.insert("plan_visit", stored::line_columns(plan.id, &line)))?;
    Ok(line.id)
}

/// Changes a line.
pub fn change_visit(
    work: &mut Work<'_>,
    permit: &Permit<MakePlan>,
    version: i64,
    line: Uuid,
    new: &NewVisit,
) -> Result<(), Failure> {
    let plan = desk::open_plan(work, desk::person_of(permit))?;
    permit.covers(plan.person)?;
    found(&plan.pattern, line)?;
    let line = new.line(line);
    line.check(plan.kind, &plan.pattern)?;
    let change = desk::edited(&plan, version, "a visit was changed", Vec::new());
    work.apply(change.put("plan_visit", &["id"], stored::line_columns(plan.id, &line)))
}

fn found(lines: &[PatternLine], id: Uuid) -> Result<PatternLine, Failure> {
    lines.iter().find(|line| line.id == id).cloned().ok_or_else(|| Failure::no_such("visit in this plan"))
}

/// Asks for a new line.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, plan) = desk::for_form::<MakePlan>(view)?;
    let held = vec![holds("version", plan.version), holds("workers", 1)];
    let title = "Add a visit";
    let page = FormPage { title, under: "/visits/add", fields: FIELDS, held, button: "Add the visit", lead: html! {} };
    Ok(page.shown(view, person)?.into())
}

/// Adds it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<MakePlan>(act)?;
    let new = NewVisit::read(act.values)?;
    let id = add_visit(act.work, &permit, act.values.version()?, &new)?;
    let said = format!("You added the visit “{}”: {}.", new.label, new.line(id).in_words());
    Ok(Done::new(desk::href(desk::person_of(&permit), "#visits"), said).id(id))
}

/// Asks how a line is to be.
pub fn page_change(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, plan) = desk::for_form::<MakePlan>(view)?;
    let line = found(&plan.pattern, view.path.uuid("line")?)?;
    let time = |time: Time| time.strftime("%H:%M").to_string();
    let chosen: Vec<String> = days::kept(&line.days).split(',').map(str::to_owned).collect();
    let held = vec![
        holds("version", plan.version),
        holds("label", &line.label),
        ("days", chosen),
        holds("from", time(line.from)),
        holds("to", time(line.to)),
        holds("minutes", line.minutes),
        holds("workers", line.workers),
        holds("tasks", line.tasks.join("\n")),
        ticked("time_critical", line.time_critical),
        ("skills", line.skills.clone()),
    ];
    let under = format!("/visits/{}/change", line.id);
    let page = FormPage {
        title: "Change a visit",
        under: &under,
        fields: FIELDS,
        held,
        button: "Save the visit",
        lead: html! {},
    };
    Ok(page.shown(view, person)?.into())
}

/// Changes it.
pub fn submit_change(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<MakePlan>(act)?;
    let (line, new) = (act.path.uuid("line")?, NewVisit::read(act.values)?);
    change_visit(act.work, &permit, act.values.version()?, line, &new)?;
    let said = format!("You changed the visit “{}”. It holds once the plan is agreed again.", new.label);
    Ok(Done::new(desk::href(desk::person_of(&permit), "#visits"), said).id(line))
}
