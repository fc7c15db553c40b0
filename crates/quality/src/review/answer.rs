//! One standard of a form: how far it is met, and what shows it (QUA-3).

use access::Permit;
use kernel::{Failure, Uuid};
use page::{Page, html};
use places::{Place, QualityForm, QualityStandard};
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{Answer, Review, answers, held, one};
use crate::policy::AnswerReview;

/// What is asked.
pub const FIELDS: &[Field] = &[Field::version(), RATING, EVIDENCE];

const RATING: Field = Field::line("rating", "How far is it met?").must("Choose how far it is met.");
const EVIDENCE: Field = Field::words("evidence", "What shows it?")
    .hint("What you looked at, how many, what you found. No names of people who have care.")
    .must("Write what shows it.");

/// What was found.
#[derive(Debug, Clone)]
pub struct NewAnswer<'a> {
    /// The standard's code.
    pub standard: &'a str,
    /// The rating's code.
    pub rating: &'a str,
    /// What shows it.
    pub evidence: &'a str,
}

/// Writes the answer to a standard, or a new one over it. `version` is that of the answer as its page showed it, 0 for none.
pub fn answer(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<AnswerReview>,
    review: &Review,
    (before, version, by): (Option<&Answer>, i64, &str),
    new: &NewAnswer<'_>,
) -> Result<(), Failure> {
    permit.covers(review.id)?;
    review.must_be_planned()?;
    let form = review.form_of(place)?;
    form.standard(new.standard).ok_or_else(|| Failure::no_such("standard"))?;
    form.rating(new.rating).ok_or_else(|| Failure::field("rating", "Choose one of the ratings in the list."))?;
    let facts = serde_json::json!({
        "standard": new.standard, "rating": new.rating, "before": before.map(|before| &before.rating),
    });
    let change = review.change("quality.answered", facts);
    let change = match before {
        Some(before) => {
            let columns =
                cols! { "rating" => new.rating, "evidence" => new.evidence, "by_name" => by, "at" => work.at };
            change.update("quality_answer", before.id, version, columns)
        }
        None => {
            let id: Uuid = work.id();
            let columns = cols! {
                "id" => id, "version" => 1, "review" => review.id, "standard" => new.standard, "rating" => new.rating,
                "evidence" => new.evidence, "by_name" => by, "at" => work.at,
            };
            change.insert("quality_answer", columns)
        }
    };
    work.apply(change)
}

fn standard<'f>(form: &'f QualityForm, code: &str) -> Result<&'f QualityStandard, Failure> {
    form.standard(code).ok_or_else(|| Failure::no_such("standard"))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let review = one(view.tx, view.path.uuid("review")?)?;
    view.who.permit::<AnswerReview>(&review.about())?;
    review.must_be_answered_by(view.who)?;
    let form = review.form_of(view.house.place)?;
    let standard = standard(form, view.path.text("standard"))?;
    let section = form.standards().find(|(_, own)| own.code == standard.code).map_or("", |(section, _)| &section.words);
    let all = answers(view.tx, review.id)?;
    let held = all.get(&standard.code);
    let ratings: Vec<(String, String)> = form.ratings.iter().map(|one| (one.code.clone(), one.words.clone())).collect();
    let version = held.map_or(0, |held| held.version).to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (review.provider_name) ": " (section) } (standard.words) }
        p { (standard.asks) }
        @if standard.must { p { strong { "This must be met: without it the whole is not better than " (form.band(&form.must_caps_at).map_or("", |band| band.words.as_str()).to_lowercase()) "." } } }
        @match review.must_be_planned() {
            Err(why) => p { (why.to_string()) },
            Ok(()) => {
                (view.form.around(&format!("{}/standards/{}", review.href(), standard.code), &html! {
                    (view.form.field(&Field::version(), &version))
                    (view.form.choose(&RATING, &ratings, held.map_or("", |held| held.rating.as_str())))
                    (view.form.field(&EVIDENCE, held.map_or("", |held| held.evidence.as_str())))
                }, "Save and go on"))
            }
        }
    };
    Ok(Page::new(standard.words.clone(), body).back("Back to the form", review.href()).into())
}

/// Takes the form, and goes on to the next standard without an answer.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let review = held(act.work, act.path.uuid("review")?)?;
    let permit = act.who.permit::<AnswerReview>(&review.about())?;
    review.must_be_answered_by(act.who)?;
    let (rating, evidence) = (act.values.text("rating")?, act.values.text("evidence")?);
    let new = NewAnswer { standard: act.path.text("standard"), rating: &rating, evidence: &evidence };
    let all = answers(act.work, review.id)?;
    let before = all.get(new.standard);
    if before.is_none() && act.values.version()? != 0 {
        return Err(Failure::Stale("This answer is not there any more. Open the standard again.".into()));
    }
    let place = act.house.place;
    answer(act.work, place, &permit, &review, (before, act.values.version()?, &act.who.name), &new)?;
    let form = review.form_of(place)?;
    let open = |code: &str| code != new.standard && !all.contains_key(code);
    let next = form.standards().find(|(_, standard)| open(&standard.code));
    let (to, message) = match next {
        Some((_, next)) => (format!("{}/standards/{}", review.href(), next.code), "Saved. This is the next standard."),
        None => (review.href(), "Saved. Every standard is rated; look through them, then sign."),
    };
    Ok(Done::new(to, message).id(review.id))
}
