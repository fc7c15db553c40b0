//! The section with the ten outcomes: one page, ten questions.

use kernel::{Failure, Fault};
use page::html;
use wire::{Act, Done, Field, Shown, View};

use crate::{
    Assess, Outcome, Section, Unable,
    answers::{OutcomeAnswer, Outcomes},
    form, save,
};

/// What is sent when the person is able.
const ABLE: &str = "able";

/// The person is able, or unable in one way or more.
const WAYS: &[(&str, &str)] = &[
    (ABLE, "Can do it, or it does not apply"),
    (Unable::Assistance.code(), Unable::Assistance.words()),
    (Unable::Distress.code(), Unable::Distress.words()),
    (Unable::Danger.code(), Unable::Danger.words()),
    (Unable::Longer.code(), Unable::Longer.words()),
];

macro_rules! questions {
    ($($outcome:ident: $words:literal,)+) => {
        /// The form: the ten questions under their shared ids, each with a place for words.
        pub const FIELDS: &[Field] = &[
            Field::version(),
            $(
                Field::many(Outcome::$outcome.code(), Outcome::$outcome.words(), WAYS),
                Field::words($words, "How does it show?"),
            )+
        ];
        /// Each outcome with the name under which its words are sent.
        const ASKED: &[(Outcome, &str)] = &[$((Outcome::$outcome, $words)),+];
    };
}

questions! {
    Nutrition: "CA-NUTRITION-01_words",
    Hygiene: "CA-HYGIENE-01_words",
    Toilet: "CA-TOILET-01_words",
    Clothing: "CA-CLOTHING-01_words",
    HomeSafety: "CA-HOMESAFETY-01_words",
    HabitableHome: "CA-HABITABLEHOME-01_words",
    Relationships: "CA-RELATIONSHIPS-01_words",
    Work: "CA-WTEV-01_words",
    Community: "CA-COMMUNITY-01_words",
    CaringForChild: "CA-CARINGOTHERS-01_words",
}

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = form::opened::<Assess>(view)?;
    let (answers, from) = form::filled_in(view, &row, Section::Outcomes)?;
    let version = row.section(Section::Outcomes)?.version.to_string();
    let none = OutcomeAnswer::default();
    let form = &view.form;
    let fields = html! {
        (form::said(from.as_ref()))
        p { "Answer as if no carer helped. Tick every way in which the person is unable; leave a question empty to come back to it." }
        (form.field(&Field::version(), &version))
        @for (outcome, words) in ASKED {
            @let before = answers.outcomes.0.get(outcome.code()).unwrap_or(&none);
            @let question = Field::many(outcome.code(), outcome.words(), WAYS).must("-");
            (form.many(&question, &ticked(before)))
            (form.field(&Field::words(words, "How does it show?"), before.words.as_deref().unwrap_or_default()))
        }
    };
    form::form_page(view, &row, ("outcomes", Section::Outcomes.words(), "Save this section"), &fields)
}

fn ticked(answer: &OutcomeAnswer) -> Vec<&str> {
    match answer.unable.as_deref() {
        None => Vec::new(),
        Some([]) => vec![ABLE],
        Some(ways) => ways.iter().map(String::as_str).collect(),
    }
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (mut outcomes, mut faults) = (Outcomes::default(), Vec::new());
    for (outcome, words) in ASKED {
        let ways = act.values.many(outcome.code())?;
        let able = ways.iter().any(|way| way == ABLE);
        if able && ways.len() > 1 {
            let message = format!("{}: the person can do it, or cannot. Take one of the ticks away.", outcome.words());
            faults.push(Fault { field: outcome.code().into(), message });
        }
        let unable = match (able, ways.is_empty()) {
            (true, _) => Some(Vec::new()),
            (false, true) => None,
            (false, false) => Some(ways),
        };
        outcomes.0.insert(outcome.code().into(), OutcomeAnswer { unable, words: act.values.opt_text(words)? });
    }
    if !faults.is_empty() {
        return Err(Failure::Invalid(faults));
    }
    let answers = serde_json::to_value(outcomes).map_err(Failure::internal)?;
    save::submit(act, Section::Outcomes, answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_is_asked_once_under_its_shared_id() {
        let asked: Vec<Outcome> = ASKED.iter().map(|(outcome, _)| *outcome).collect();
        assert_eq!(asked, Outcome::ALL);
        assert!(ASKED.iter().all(|(outcome, words)| *words == format!("{}_words", outcome.code())));
        assert_eq!(FIELDS.len(), 21);
    }
}
