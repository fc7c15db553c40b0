//! Signing a form: the rule scores it, and whoever signs may give another band with the reason (QUA-3, H21).

use access::{Permit, Who};
use kernel::Failure;
use page::{Page, html};
use places::Place;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{RETURNED, Review, SIGNED, answers, held, one, ratings};
use crate::{
    kinds::ReviewKind,
    policy::AnswerReview,
    score::{Score, per_cent, score},
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::words("summary", "What is the result, in short?").must("Write the result in a few sentences."),
    BAND,
    Field::words("why", "Why another band?").hint("Only if you give another band than the rule."),
];

const BAND: Field = Field::line("band", "Another band, if the rule’s is not right")
    .hint("The rule’s band and yours are both kept, with your reason.");

/// What is signed.
#[derive(Debug, Clone)]
pub struct Signing {
    /// The result in short.
    pub summary: String,
    /// Another band than the rule's, with the reason.
    pub said: Option<(String, String)>,
}

fn may_be_signed(review: &Review, now: kernel::Moment) -> Result<(), Failure> {
    review.must_be_planned()?;
    if review.kind == ReviewKind::Visit && review.day > now.day() {
        let day = kernel::day_in_words(review.day);
        return Err(Failure::conflict(format!("The visit is planned for {day}. Sign it when it has been made.")));
    }
    Ok(())
}

/// Signs it.
pub fn sign(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<AnswerReview>,
    review: &Review,
    (version, who): (i64, &Who),
    signing: &Signing,
) -> Result<Score, Failure> {
    permit.covers(review.id)?;
    may_be_signed(review, work.at)?;
    let form = review.form_of(place)?;
    let given = ratings(&answers(work, review.id)?);
    let found = score(form, &given)?;
    if let Some((band, _)) = &signing.said {
        form.band(band).ok_or_else(|| Failure::field("band", "Choose one of the bands in the list."))?;
    }
    let at = work.at;
    clocks::stop(work, review.id, if review.kind == ReviewKind::Visit { SIGNED } else { RETURNED }, at)?;
    let inputs = serde_json::json!({
        "form": form.version, "ratings": given, "sections": found.sections.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
        "held_by": found.held_by,
    });
    let (said_band, said_why) = signing.said.clone().unzip();
    let columns = cols! {
        "state" => "signed", "ended_at" => at, "ended_by" => who.name.as_str(), "summary" => signing.summary.as_str(),
        "score_tenths" => found.tenths, "band" => found.band.as_str(), "rule" => form.rule.as_str(), "inputs" => inputs,
        "said_band" => said_band.clone(), "said_why" => said_why, "due_at" => None::<kernel::Moment>,
    };
    let facts = serde_json::json!({
        "provider": review.provider, "score_tenths": found.tenths, "band": found.band, "said_band": said_band,
        "rule": form.rule, "form": form.version,
    });
    let event = if review.kind == ReviewKind::Visit { "monitoring.signed" } else { "self_assessment.signed" };
    // From here on the provider sees it, so its journal has it too.
    let change = review.change(event, facts).organisation(review.provider);
    work.apply(change.update("quality_review", review.id, version, columns))?;
    Ok(found)
}

/// The form, with what the rule says.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let review = one(view.tx, view.path.uuid("review")?)?;
    view.who.permit::<AnswerReview>(&review.about())?;
    review.must_be_answered_by(view.who)?;
    let form = review.form_of(view.house.place)?;
    let given = ratings(&answers(view.tx, review.id)?);
    let found = may_be_signed(&review, view.now).and_then(|()| score(form, &given));
    let words = |code: &str| form.band(code).map_or_else(|| code.to_owned(), |band| band.words.clone());
    let bands: Vec<(String, String)> = form.bands.iter().map(|band| (band.code.clone(), band.words.clone())).collect();
    let version = review.version.to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (review.provider_name) } "Sign the result" }
        @match &found {
            Err(why) => p { (why.to_string()) },
            Ok(found) => {
                p { "By the rule: " strong { (per_cent(found.tenths)) ", " (words(&found.band)) } "." }
                @if let Some(standard) = found.held_by.as_deref().and_then(|code| form.standard(code)) {
                    p { "Held down, because this must be met and is not: " (standard.words) "." }
                }
                p { "Once it is signed it is not changed, and both sides see it." }
                (view.form.around(&format!("{}/sign", review.href()), &html! {
                    @for field in FIELDS {
                        @match field.name {
                            "version" => { (view.form.field(field, &version)) },
                            "band" => { (view.form.choose(field, &bands, "")) },
                            _ => { (view.form.field(field, "")) },
                        }
                    }
                }, "Sign"))
            }
        }
    };
    Ok(Page::new("Sign the result", body).back("Back to the form", review.href()).into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let review = held(act.work, act.path.uuid("review")?)?;
    let permit = act.who.permit::<AnswerReview>(&review.about())?;
    review.must_be_answered_by(act.who)?;
    let said = match (act.values.opt_text("band")?, act.values.opt_text("why")?) {
        (None, None) => None,
        (Some(band), Some(why)) => Some((band, why)),
        (Some(_), None) => return Err(Failure::field("why", "Say why you give another band than the rule.")),
        (None, Some(_)) => return Err(Failure::field("band", "Choose the band you give, or leave the reason empty.")),
    };
    let signing = Signing { summary: act.values.text("summary")?, said };
    let found = sign(act.work, act.house.place, &permit, &review, (act.values.version()?, act.who), &signing)?;
    Ok(Done::new(review.href(), format!("Signed: {}.", per_cent(found.tenths))).id(review.id))
}
