//! The section about the need: what it is, what it comes from, how the person and a carer see it.

use kernel::Failure;
use page::html;
use wire::{Act, Done, Field, Shown, View};

use crate::{
    Advocate, Assess, Capacity, Residence, Section, YesNo,
    answers::Need,
    form::{self, ask},
    save,
};

const NEED: Field = Field::words("need", "What are the needs, and how do they show?");
const IMPAIRMENT: Field = Field::choice(
    "impairment",
    "Do the needs arise from, or are they related to, a physical or mental impairment or illness?",
    YesNo::CHOICES,
);
const IMPAIRMENT_WORDS: Field = Field::words("impairment_words", "What is the impairment or illness?");
const PERSON_VIEW: Field = Field::words("person_view", "What matters to the person, and what do they want to achieve?");
const CARER_VIEW: Field =
    Field::words("carer_view", "How does a carer see it, and what are they able and willing to do?")
        .hint("Kept for the plan. What a carer does is left out of account when eligibility is decided.");
const CAPACITY: Field = Field::choice("capacity", "Can the person take part in this assessment?", Capacity::CHOICES);
const ADVOCATE: Field = Field::choice("advocate", "Is an advocate needed?", Advocate::CHOICES);
const RESIDENCE: Field = Field::choice("residence", "Where is the person ordinarily resident?", Residence::CHOICES);
const RESIDENCE_WORDS: Field = Field::words("residence_words", "What else is there to say about residence?");

/// The form.
pub const FIELDS: &[Field] = &[
    Field::version(),
    NEED,
    IMPAIRMENT,
    IMPAIRMENT_WORDS,
    PERSON_VIEW,
    CARER_VIEW,
    CAPACITY,
    ADVOCATE,
    RESIDENCE,
    RESIDENCE_WORDS,
];

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = form::opened::<Assess>(view)?;
    let (answers, from) = form::filled_in(view, &row, Section::Need)?;
    let version = row.section(Section::Need)?.version.to_string();
    let (need, form) = (&answers.need, &view.form);
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    let fields = html! {
        (form::said(from.as_ref()))
        (form.field(&Field::version(), &version))
        (ask(form, &NEED, need.need.as_ref()))
        (ask(form, &IMPAIRMENT, need.impairment.as_ref()))
        (form.field(&IMPAIRMENT_WORDS, &words(&need.impairment_words)))
        (form.field(&PERSON_VIEW, &words(&need.person_view)))
        (form.field(&CARER_VIEW, &words(&need.carer_view)))
        (ask(form, &CAPACITY, need.capacity.as_ref()))
        (ask(form, &ADVOCATE, need.advocate.as_ref()))
        (ask(form, &RESIDENCE, need.residence.as_ref()))
        (form.field(&RESIDENCE_WORDS, &words(&need.residence_words)))
    };
    form::form_page(view, &row, ("need", Section::Need.words(), "Save this section"), &fields)
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let text = |name: &str| act.values.opt_text(name);
    let need = Need {
        need: text("need")?,
        impairment: text("impairment")?,
        impairment_words: text("impairment_words")?,
        person_view: text("person_view")?,
        carer_view: text("carer_view")?,
        capacity: text("capacity")?,
        advocate: text("advocate")?,
        residence: text("residence")?,
        residence_words: text("residence_words")?,
    };
    let answers = serde_json::to_value(need).map_err(Failure::internal)?;
    save::submit(act, Section::Need, answers)
}
