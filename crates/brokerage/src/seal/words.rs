//! The words of a package, as they are told: one picture for the offer and for whoever looks before it is sent.

use kernel::Failure;
use page::{Markup, html};
use plans::{PatternLine, PlanView};
use store::Tx;

use super::{Known, sealed};
use crate::package::{self, Package};

/// What somebody wrote freely, and the pattern of visits with its tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) lines: Vec<PatternLine>,
    pub(crate) outcomes: Vec<String>,
    pub(crate) risks: Vec<String>,
    pub(crate) background: Option<String>,
}

impl Words {
    /// What a package asked for from this plan will say.
    pub(crate) fn of_plan(plan: &PlanView) -> Words {
        let outcomes = plan.outcomes.iter().map(outcome_in_words).collect();
        let risks = plan.risks.iter().map(|risk| format!("{} – {}", risk.words, risk.reduced_by)).collect();
        let background = [plan.history.clone(), plan.medicines.as_ref().map(|words| format!("Medicines: {words}"))];
        let background: Vec<String> = background.into_iter().flatten().collect();
        let background = (!background.is_empty()).then(|| background.join("\n"));
        Words { lines: plan.pattern.clone(), outcomes, risks, background }
    }

    /// What a package says.
    pub(crate) fn of_package(tx: &mut Tx<'_>, package: &Package) -> Result<Words, Failure> {
        Ok(Words {
            lines: package::lines(tx, package.id)?,
            outcomes: package.outcomes.clone(),
            risks: package.risks.clone(),
            background: package.background.clone(),
        })
    }

    /// The same as a provider reads them before the award.
    pub(crate) fn sealed(&self, known: &Known) -> Words {
        let hide = |text: &String| sealed(text, known);
        let line = |line: &PatternLine| PatternLine {
            label: hide(&line.label),
            tasks: line.tasks.iter().map(hide).collect(),
            ..line.clone()
        };
        Words {
            lines: self.lines.iter().map(line).collect(),
            outcomes: self.outcomes.iter().map(hide).collect(),
            risks: self.risks.iter().map(hide).collect(),
            background: self.background.as_ref().map(hide),
        }
    }

    /// On a page.
    pub(crate) fn shown(&self) -> Markup {
        html! {
            (crate::show::pattern(&self.lines))
            (bullets("What the care is to bring about", &self.outcomes))
            (bullets("Risks, and what is done about them", &self.risks))
            @if let Some(text) = &self.background {
                h2 class="nhsuk-heading-m" { "What else to know" }
                @for line in text.lines() { p { (line) } }
            }
        }
    }

    /// On the page of whoever sends them on: the words exactly as a provider will read them, to be checked by a human being.
    pub(crate) fn preview(&self, known: &Known, plan: &str) -> Markup {
        html! {
            h2 class="nhsuk-heading-m" { "What providers will read" }
            p {
                "Names, the address, phone numbers and the like were taken out of these words as far as the record knows them. "
                "Read them once more. If somebody could still tell who it is, "
                a href=(plan) { "change the words in the plan" } " and agree it again before you send this."
            }
            (page::components::inset_text(&page::components::InsetText {
                text: self.sealed(known).shown().into(),
                ..Default::default()
            }))
        }
    }
}

fn bullets(title: &str, items: &[String]) -> Markup {
    html! { @if !items.is_empty() {
        h2 class="nhsuk-heading-m" { (title) }
        ul class="nhsuk-list nhsuk-list--bullet" { @for item in items { li { (item) } } }
    } }
}

fn outcome_in_words(outcome: &plans::Outcome) -> String {
    let kind = if outcome.reablement { " (reablement)" } else { "" };
    let way = match (outcome.baseline.trim(), outcome.target.trim()) {
        ("", "") => String::new(),
        (from, "") => format!(": now {from}"),
        ("", to) => format!(": to {to}"),
        (from, to) => format!(": from {from} to {to}"),
    };
    format!("{}{kind}{way}", outcome.words)
}
