//! The section about what the needs do to the person's wellbeing.

use kernel::Failure;
use page::html;
use wire::{Act, Done, Field, Shown, View};

use crate::{
    Assess, Section, YesNo,
    answers::Impact,
    form::{self, ask},
    save,
};

const IMPACT: Field = Field::choice(
    "impact",
    "Is there, or is there likely to be, a significant impact on the person’s wellbeing?",
    YesNo::CHOICES,
)
.hint("As a consequence of what they cannot achieve: dignity, health, safety, control, work, relationships, home, taking part.");
const WORDS: Field = Field::words("words", "Which, and how does it show?");

/// The form.
pub const FIELDS: &[Field] = &[Field::version(), IMPACT, WORDS];

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = form::opened::<Assess>(view)?;
    let (answers, from) = form::filled_in(view, &row, Section::Impact)?;
    let version = row.section(Section::Impact)?.version.to_string();
    let form = &view.form;
    let fields = html! {
        (form::said(from.as_ref()))
        (form.field(&Field::version(), &version))
        (ask(form, &IMPACT, answers.impact.impact.as_ref()))
        (ask(form, &WORDS, answers.impact.words.as_ref()))
    };
    form::form_page(view, &row, ("impact", Section::Impact.words(), "Save this section"), &fields)
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let impact = Impact { impact: act.values.opt_text("impact")?, words: act.values.opt_text("words")? };
    let answers = serde_json::to_value(impact).map_err(Failure::internal)?;
    save::submit(act, Section::Impact, answers)
}
