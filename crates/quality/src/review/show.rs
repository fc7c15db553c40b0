//! One monitoring visit or self-assessment: its standards, its result, what came of it (QUA-3).

use std::collections::BTreeMap;

use kernel::{Failure, day_in_words, moment_in_words};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, state, time_left},
};
use places::{Place, QualityForm};
use wire::{Shown, View};

use super::{Answer, Review, State, answers, one};
use crate::{
    action,
    kinds::ReviewKind,
    policy::{AnswerReview, PlanReview, SeeReviews, SetAction},
    score::per_cent,
};

/// What was found for a standard, as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct AnswerData {
    /// The standard's code.
    pub standard: String,
    /// The rating's code.
    pub rating: String,
    /// What shows it.
    pub evidence: String,
}

/// A review as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct ReviewData {
    /// Its id.
    pub id: String,
    /// Its row's version.
    pub version: i64,
    /// "visit" or "self".
    pub kind: String,
    /// The provider's id.
    pub provider: String,
    /// Its name.
    pub provider_name: String,
    /// The form's version.
    pub form: String,
    /// planned, signed or cancelled.
    pub state: String,
    /// The day.
    pub day: String,
    /// By when it must be signed.
    pub due_at: Option<String>,
    /// The score in tenths of a per cent.
    pub score_tenths: Option<i64>,
    /// The band that stands.
    pub band: Option<String>,
    /// The rule by name and version (H21).
    pub rule: Option<String>,
    /// The answers, for those who may read them.
    pub answers: Vec<AnswerData>,
}

impl ReviewData {
    /// The same as data.
    pub(crate) fn of(review: &Review, answers: &BTreeMap<String, Answer>) -> Self {
        let result = review.result();
        let answer = |one: &Answer| AnswerData {
            standard: one.standard.clone(),
            rating: one.rating.clone(),
            evidence: one.evidence.clone(),
        };
        ReviewData {
            id: review.id.to_string(),
            version: review.version,
            kind: review.kind.code().into(),
            provider: review.provider.to_string(),
            provider_name: review.provider_name.clone(),
            form: review.form.clone(),
            state: review.state.code().into(),
            day: review.day.to_string(),
            due_at: review.due_at.map(|due| due.to_string()),
            score_tenths: result.map(|result| result.tenths),
            band: result.map(|result| result.standing_band().to_owned()),
            rule: result.map(|result| result.rule.clone()),
            answers: answers.values().map(answer).collect(),
        }
    }
}

/// A band of a form in words.
pub(crate) fn band_words(place: &Place, form: &str, band: &str) -> String {
    place.quality_form(form).and_then(|form| form.band(band)).map_or_else(|| band.to_owned(), |band| band.words.clone())
}

/// How it stands, in a tag: its band once it was signed, else the time left.
pub(crate) fn standing(place: &Place, review: &Review, now: kernel::Moment) -> Markup {
    match &review.state {
        State::Planned => time_left(now, review.due_at),
        State::Cancelled { .. } => state("Called off", Standing::None),
        State::Signed(result) => {
            let band = result.standing_band();
            let colour =
                if place.warning_rules.bands.iter().any(|own| own == band) { Standing::Late } else { Standing::Fine };
            state(format!("{}, {}", band_words(place, &review.form, band), per_cent(result.tenths)), colour)
        }
    }
}

fn standards(review: &Review, form: &QualityForm, all: &BTreeMap<String, Answer>, may_answer: bool) -> Markup {
    let rating = |answer: Option<&Answer>| {
        let code = answer.map(|answer| answer.rating.as_str());
        code.map_or("Not rated", |code| form.rating(code).map_or(code, |rating| rating.words.as_str())).to_owned()
    };
    html! {
        @for section in &form.sections {
            @let rows = section.standards.iter().map(|standard| {
                let answer = all.get(&standard.code);
                let name = if standard.must { format!("{} (must be met)", standard.words) } else { standard.words.clone() };
                let first = if may_answer { Cell::link(name, format!("{}/standards/{}", review.href(), standard.code)) } else { Cell::from(name) };
                vec![first, rating(answer).into(), answer.map(|answer| answer.evidence.clone()).unwrap_or_default().into()]
            });
            (table(&Table {
                caption: section.words.as_str().into(),
                head: ["Standard", "How far it is met", "What shows it"].map(Cell::from).to_vec(),
                rows: rows.collect(),
                responsive: true,
                ..Table::default()
            }))
        }
    }
}

fn result(place: &Place, review: &Review, form: &QualityForm) -> Markup {
    html! {
        @match &review.state {
            State::Planned => {},
            State::Cancelled { at, by, why } => p { "Called off by " (by) ", " (moment_in_words(*at)) ": " (why) },
            State::Signed(result) => {
                p { (result.summary) }
                p { "Signed by " (result.by) ", " (moment_in_words(result.at)) ". By the rule “" (result.rule) "” on the form of " (review.form) ": " (per_cent(result.tenths)) ", " (band_words(place, &review.form, &result.band)) "." }
                @if let Some((band, why)) = &result.said {
                    p { (result.by) " gives " strong { (band_words(place, &review.form, band)) } " instead: " (why) }
                }
                @if let Some(held) = result.inputs.get("held_by").and_then(|code| form.standard(code.as_str()?)) {
                    p { "Held down, because this must be met and was not: " (held.words) "." }
                }
            }
        }
    }
}

fn next(view: &View<'_, '_>, review: &Review) -> Markup {
    let link = |verb: &str, words: &str| html! { li { a href=(format!("{}/{verb}", review.href())) { (words) } } };
    let answers = view.who.may::<AnswerReview>() && review.must_be_answered_by(view.who).is_ok();
    html! {
        ul class="nhsuk-list" {
            @if review.must_be_planned().is_ok() {
                @if answers { (link("sign", "Sign the result")) }
                @if view.who.may::<PlanReview>() { (link("cancel", "Call it off")) }
            }
            @if review.result().is_some() && view.who.may::<SetAction>() {
                li { a href=(format!("/quality/providers/{}/actions/new?review={}", review.provider, review.id)) { "Set an action" } }
            }
            li { a href=(format!("/quality/providers/{}", review.provider)) { "Side by side, and everything about " (review.provider_name) } }
        }
    }
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let review = one(view.tx, view.path.uuid("review")?)?;
    view.who.permit::<SeeReviews>(&review.about())?;
    let (place, shows) = (view.house.place, review.shows_answers_to(view.who));
    let all = if shows { answers(view.tx, review.id)? } else { BTreeMap::new() };
    let form = review.form_of(place)?;
    let actions = action::of_review(view.tx, review.id)?;
    let may_answer = view.who.may::<AnswerReview>()
        && review.must_be_planned().is_ok()
        && review.must_be_answered_by(view.who).is_ok();
    let title = format!("{} of {}", review.kind.words(), review.provider_name);
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        p { (standing(place, &review, view.now)) }
        p {
            @match review.kind {
                ReviewKind::Visit => { "On " (day_in_words(review.day)) ", by " (review.owner_name) ", " (if review.announced { "announced" } else { "not announced" }) ". " },
                ReviewKind::Own => { "Asked for by " (review.owner_name) " on " (day_in_words(review.day)) ". " },
            }
            (review.reason)
        }
        (result(place, &review, form))
        (next(view, &review))
        @if shows { (standards(&review, form, &all, may_answer)) }
        @else { p { "The answers are shown here once they are signed." } }
        @if !actions.is_empty() { (action::list::drawn("Actions that came of it", &actions, view.now.day())) }
    };
    let page = Page::new(title, body).wide().back("Monitoring", "/quality/reviews");
    Shown::with(page, &ReviewData::of(&review, &all))
}
