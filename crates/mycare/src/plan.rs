//! The plan in short, and one "This has changed".

use kernel::Failure;
use page::{
    Markup,
    components::{Button, ButtonVariant, button},
    html,
    show::{day, empty_state},
};
use plans::{PlanView, State};
use store::Tx;
use wire::{Shown, View};

use crate::{policy::SeeMyCare, whose::Whose};

/// What the JSON says; nothing of it before there is a plan.
#[derive(Debug, Default, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct PlanTold {
    /// How the plan stands, in a sentence.
    pub(crate) standing: String,
    /// What matters to the person.
    pub(crate) what_matters: Option<String>,
    /// What they want to achieve.
    pub(crate) outcomes: Vec<OutcomeTold>,
    /// The visits of a week: "Morning: every day, 8am to 10am, 45 minutes".
    pub(crate) week: Vec<String>,
    /// What the care provider changed of it at reviews: "Morning: 1 hour instead of 45 minutes".
    pub(crate) adjusted: Vec<String>,
    /// What happens if nobody comes.
    pub(crate) if_nobody_comes: Option<String>,
}

/// One thing the person wants to achieve.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct OutcomeTold {
    /// In their words.
    pub(crate) words: String,
    /// Where they want to be.
    pub(crate) target: String,
    /// Where they are now, if somebody has looked.
    pub(crate) now: Option<String>,
}

/// The plan that holds: what was agreed, also while it is being changed. A plan that was never agreed is told as such.
pub(crate) fn in_force(tx: &mut Tx<'_>, person: people::PersonId) -> Result<Option<PlanView>, Failure> {
    let Some(plan) = plans::current(tx, person)? else { return Ok(None) };
    match (&plan.state, plan.agreed_version) {
        (State::Draft, Some(version)) => plans::version(tx, plan.id, version).map(Some),
        _ => Ok(Some(plan)),
    }
}

/// A plan in plain words.
pub(crate) fn told(plan: Option<&PlanView>, whose: &Whose) -> PlanTold {
    let Some(plan) = plan else {
        let standing = format!(
            "There is no plan for {} yet. It is written together once it is clear what is needed.",
            whose.you()
        );
        return PlanTold { standing, ..PlanTold::default() };
    };
    let standing = match &plan.state {
        State::Draft => "The plan is being written and is not agreed yet.".to_owned(),
        State::Agreed { at, .. } => format!("Agreed on {}.", kernel::day_in_words(at.day())),
        State::Ended { on, .. } => format!("This plan ended on {}.", kernel::day_in_words(*on)),
    };
    let outcome = |outcome: &plans::Outcome| OutcomeTold {
        words: outcome.words.clone(),
        target: outcome.target.clone(),
        now: outcome.now.clone(),
    };
    PlanTold {
        standing,
        what_matters: plan.what_matters.clone(),
        outcomes: plan.outcomes.iter().map(outcome).collect(),
        week: week(&plan.pattern),
        adjusted: Vec::new(),
        if_nobody_comes: plan.contingency.clone(),
    }
}

/// The visits of a week, each in a line.
pub(crate) fn week(lines: &[plans::PatternLine]) -> Vec<String> {
    lines.iter().map(|line| format!("{}: {}", line.label, lower(&line.in_words()))).collect()
}

/// The first letter small, for the middle of a sentence; names of days keep theirs.
fn lower(words: &str) -> String {
    if words.starts_with("Every") { words.replacen('E', "e", 1) } else { words.to_owned() }
}

/// The one button.
pub(crate) fn changed(whose: &Whose) -> Markup {
    button(&Button { variant: ButtonVariant::Brand, ..Button::link("This has changed", whose.changed_href()) })
}

/// What is wanted, as a list.
pub(crate) fn outcomes(told: &PlanTold) -> Markup {
    html! {
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for outcome in &told.outcomes {
                li {
                    (outcome.words)
                    @if !outcome.target.is_empty() { ". Wanted: " (outcome.target) }
                    @if let Some(now) = &outcome.now { ". Now: " (now) }
                }
            }
        }
    }
}

/// Shows it.
pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let whose = Whose::of_path::<SeeMyCare>(view, "plan")?;
    let plan = in_force(view.tx, whose.id)?;
    let mut told = told(plan.as_ref(), &whose);
    if let Some(plan) = &plan {
        let adjusted = plans::adjustments(view.tx, plan.id, plan.version_no)?;
        let say = |one: plans::Adjustment| format!("{}: {}", kernel::day_in_words(one.at.day()), one.words);
        told.adjusted = adjusted.into_iter().map(say).collect();
    }
    let body = html! {
        h1 class="nhsuk-heading-l" { (whose.your_first()) " plan" }
        p { (told.standing) }
        @if let Some(plan) = &plan {
            (changed(&whose))
            (facts(&told))
            @if let Some(due) = plan.review_due { p { "We look at the plan again by " (day(due.day())) "." } }
            p { a href=(format!("/people/{}/plan", whose.id)) { "Read the whole plan" } }
        } @else {
            (empty_state("The plan will stand here, with a button to tell us when something has changed."))
        }
    };
    let page = whose.under(view, "My plan", body)?;
    Shown::with(page, &told)
}

fn facts(told: &PlanTold) -> Markup {
    html! {
        @if let Some(words) = &told.what_matters {
            h2 class="nhsuk-heading-m" { "What matters most" }
            p { (words) }
        }
        @if !told.outcomes.is_empty() {
            h2 class="nhsuk-heading-m" { "What the care is for" }
            (outcomes(told))
        }
        @if !told.week.is_empty() {
            h2 class="nhsuk-heading-m" { "Visits in a week" }
            ul class="nhsuk-list nhsuk-list--bullet" { @for line in &told.week { li { (line) } } }
        }
        @if !told.adjusted.is_empty() {
            h3 class="nhsuk-heading-s" { "Changed by the care provider at a review" }
            ul class="nhsuk-list nhsuk-list--bullet" { @for words in &told.adjusted { li { (words) } } }
        }
        @if let Some(words) = &told.if_nobody_comes {
            h2 class="nhsuk-heading-m" { "If nobody comes" }
            p { (words) }
        }
    }
}
