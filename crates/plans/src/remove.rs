//! Taking a part of the plan out again. What it said stays in the journal and in the versions agreed before.

use access::Permit;
use kernel::{Failure, Uuid};
use page::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    MakePlan, PlanView,
    desk::{self, FormPage, holds},
};

/// The form: nothing but the version of what was seen.
pub const FIELDS: &[Field] = &[Field::version()];

/// What may be taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// An outcome.
    Outcome,
    /// A line of the pattern.
    Visit,
    /// A risk.
    Risk,
    /// An action.
    Action,
}

impl Part {
    const fn table(self) -> &'static str {
        match self {
            Part::Outcome => "plan_outcome",
            Part::Visit => "plan_visit",
            Part::Risk => "plan_risk",
            Part::Action => "plan_action",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Part::Outcome => "outcome",
            Part::Visit => "visit",
            Part::Risk => "risk",
            Part::Action => "action",
        }
    }

    fn words(self, plan: &PlanView, id: Uuid) -> Result<String, Failure> {
        let found = match self {
            Part::Outcome => plan.outcomes.iter().find(|it| it.id == id).map(|it| it.words.clone()),
            Part::Visit => {
                plan.pattern.iter().find(|it| it.id == id).map(|it| format!("{}: {}", it.label, it.in_words()))
            }
            Part::Risk => plan.risks.iter().find(|it| it.id == id).map(|it| it.words.clone()),
            Part::Action => plan.actions.iter().find(|it| it.id == id).map(|it| it.what.clone()),
        };
        found.ok_or_else(|| Failure::no_such(self.word()))
    }
}

/// Takes a part out.
pub fn remove(
    work: &mut Work<'_>,
    permit: &Permit<MakePlan>,
    version: i64,
    part: Part,
    id: Uuid,
) -> Result<(), Failure> {
    let plan = desk::open_plan(work, desk::person_of(permit))?;
    permit.covers(plan.person)?;
    let what = format!("the {} “{}” was taken out", part.word(), part.words(&plan, id)?);
    work.apply(desk::edited(&plan, version, &what, Vec::new()).delete(part.table(), cols! { "id" => id }))
}

fn ask(view: &mut View<'_, '_>, part: Part) -> Result<Shown, Failure> {
    let (person, plan) = desk::for_form::<MakePlan>(view)?;
    let id = view.path.uuid("part")?;
    let (title, button) =
        (format!("Take this {} out of the plan?", part.word()), format!("Take the {} out", part.word()));
    let lead = html! { p { (part.words(&plan, id)?) } };
    let under = format!("/{}s/{id}/remove", part.word());
    let held = vec![holds("version", plan.version)];
    let page = FormPage { title: &title, under: &under, fields: FIELDS, held, button: &button, lead };
    Ok(page.shown(view, person)?.into())
}

fn take(act: &mut Act<'_, '_>, part: Part) -> Result<Done, Failure> {
    let permit = desk::leave::<MakePlan>(act)?;
    remove(act.work, &permit, act.values.version()?, part, act.path.uuid("part")?)?;
    let said = format!("You took the {} out of the plan.", part.word());
    Ok(Done::new(desk::href(desk::person_of(&permit), ""), said))
}

macro_rules! parts {
    ($($page:ident, $submit:ident => $part:ident;)+) => {$(
        /// Asks whether it is meant.
        pub fn $page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
            ask(view, Part::$part)
        }

        /// Takes it out.
        pub fn $submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
            take(act, Part::$part)
        }
    )+};
}

parts! {
    outcome_page, outcome_submit => Outcome;
    visit_page, visit_submit => Visit;
    risk_page, risk_submit => Risk;
    action_page, action_submit => Action;
}
