//! The risk tool, and risks in words (BRK-2, BRK-3, H21).

use access::Permit;
use kernel::{Failure, Uuid};
use page::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    MakePlan, RiskAnswers, RiskLevel,
    desk::{self, FormPage, holds, may_hold, ticked},
    risk,
};

/// The form of the tool.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::yes("delayed_discharge", "The person is in hospital and could go home with care"),
    Field::yes("end_of_life", "The person is in the last weeks of life"),
    Field::yes("significant_harm", "Without care the person would come to significant harm"),
    Field::choice("level", "Another level than the answers give", RiskLevel::CHOICES)
        .hint("Leave this open to take the level that the answers give."),
    Field::words("risk_override", "Why another level?"),
];

/// The form for a risk in words.
pub const ADD_FIELDS: &[Field] = &[
    Field::version(),
    Field::line("words", "What could go wrong?").must("Write what could go wrong."),
    Field::words("reduced_by", "What is done about it?").must("Write what is done about it."),
];

/// What the tool is told.
#[derive(Debug, Clone, Default)]
pub struct Assessed {
    /// The answers.
    pub answers: RiskAnswers,
    /// Another level than the answers give, with the reason (people may override, H21).
    pub otherwise: Option<(RiskLevel, String)>,
}

/// Keeps the answers, the version of the rule and the level.
pub fn assess_risk(
    work: &mut Work<'_>,
    permit: &Permit<MakePlan>,
    version: i64,
    assessed: &Assessed,
) -> Result<RiskLevel, Failure> {
    let plan = desk::open_plan(work, desk::person_of(permit))?;
    permit.covers(plan.person)?;
    let found = assessed.answers.level();
    let otherwise = assessed.otherwise.as_ref().filter(|(level, _)| *level != found);
    let level = otherwise.map_or(found, |(level, _)| *level);
    let columns = cols! {
        "delayed_discharge" => assessed.answers.delayed_discharge, "end_of_life" => assessed.answers.end_of_life,
        "significant_harm" => assessed.answers.significant_harm, "risk" => level.code(), "risk_rule" => risk::RULE,
        "risk_override" => otherwise.map(|(_, why)| why.clone()),
    };
    work.apply(desk::edited(&plan, version, "the level of risk", columns))?;
    Ok(level)
}

/// Adds a risk in words.
pub fn add_risk(
    work: &mut Work<'_>,
    permit: &Permit<MakePlan>,
    version: i64,
    words: &str,
    reduced_by: &str,
) -> Result<Uuid, Failure> {
    let plan = desk::open_plan(work, desk::person_of(permit))?;
    permit.covers(plan.person)?;
    let id: Uuid = work.id();
    let row = cols! { "id" => id, "plan" => plan.id, "words" => words, "reduced_by" => reduced_by };
    work.apply(desk::edited(&plan, version, "a risk was added", Vec::new()).insert("plan_risk", row))?;
    Ok(id)
}

/// Asks the tool's questions.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, plan) = desk::for_form::<MakePlan>(view)?;
    let level = plan.risk_override.as_ref().map(|_| plan.risk.code().to_owned());
    let held = vec![
        holds("version", plan.version),
        ticked("delayed_discharge", plan.risk_answers.delayed_discharge),
        ticked("end_of_life", plan.risk_answers.end_of_life),
        ticked("significant_harm", plan.risk_answers.significant_harm),
        may_hold("level", level.as_ref()),
        may_hold("risk_override", plan.risk_override.as_ref()),
    ];
    let lead = html! {
        p { "The answers decide how soon providers must answer an offer, and how soon the search widens when nobody is found." }
        p { "Tick what is true. If nothing is, the level is standard." }
    };
    let page = FormPage { title: "Level of risk", under: "/risks", fields: FIELDS, held, button: "Save", lead };
    Ok(page.shown(view, person)?.into())
}

/// Keeps them.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<MakePlan>(act)?;
    let values = act.values;
    let level: Option<RiskLevel> = values.opt_text("level")?.map(|code| code.parse()).transpose()?;
    let otherwise = match (level, values.opt_text("risk_override")?) {
        (None, _) => None,
        (Some(level), Some(why)) => Some((level, why)),
        (Some(_), None) => {
            return Err(Failure::field("risk_override", "Write why the level is another than the answers give."));
        }
    };
    let answers = RiskAnswers {
        delayed_discharge: values.yes("delayed_discharge")?,
        end_of_life: values.yes("end_of_life")?,
        significant_harm: values.yes("significant_harm")?,
    };
    let level = assess_risk(act.work, &permit, values.version()?, &Assessed { answers, otherwise })?;
    let said = format!("The level of risk is {}.", level.words().to_lowercase());
    Ok(Done::new(desk::href(desk::person_of(&permit), "#risks"), said))
}

/// Asks for a risk.
pub fn page_add(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, plan) = desk::for_form::<MakePlan>(view)?;
    let held = vec![holds("version", plan.version)];
    let title = "Add a risk";
    let page =
        FormPage { title, under: "/risks/add", fields: ADD_FIELDS, held, button: "Add the risk", lead: html! {} };
    Ok(page.shown(view, person)?.into())
}

/// Adds it.
pub fn submit_add(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<MakePlan>(act)?;
    let (words, reduced_by) = (act.values.text("words")?, act.values.text("reduced_by")?);
    let id = add_risk(act.work, &permit, act.values.version()?, &words, &reduced_by)?;
    Ok(Done::new(desk::href(desk::person_of(&permit), "#risks"), "You added the risk.").id(id))
}
