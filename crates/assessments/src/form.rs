//! What every page about one assessment shares.

use access::{Action, Permit};
use kernel::Failure;
use page::{Markup, Page, html};
use wire::{Act, Field, FormState, Shown, View};

use crate::{Answers, AssessmentRow, Section, store};

/// The assessment of the path, if this one may do this to it.
pub(crate) fn opened<A: Action>(view: &mut View<'_, '_>) -> Result<AssessmentRow, Failure> {
    let id = view.path.id("assessment")?;
    let row = store::row(view.tx, id)?;
    view.who.permit::<A>(&row.about())?;
    Ok(row)
}

/// The same for a command: held until the unit of work ends, with the permit.
pub(crate) fn held_for<A: Action>(act: &mut Act<'_, '_>) -> Result<(AssessmentRow, Permit<A>), Failure> {
    let id = act.path.id("assessment")?;
    let row = store::held(act.work, id)?;
    let permit = act.who.permit::<A>(&row.about())?;
    Ok((row, permit))
}

/// A question that a draft may leave open, but that is not called optional: the decision needs it.
pub(crate) fn ask(form: &FormState<'_>, field: &Field, value: Option<&String>) -> Markup {
    form.needed(field, value.map_or("", String::as_str))
}

/// A form about an assessment, with the person named on it (H23).
pub(crate) fn form_page(
    view: &mut View<'_, '_>,
    row: &AssessmentRow,
    (verb, title, button): (&str, &str, &str),
    fields: &Markup,
) -> Result<Shown, Failure> {
    let banner = people::banner(view.tx, row.person, view.house)?;
    view.saw(row.person, "assessment");
    let here = format!("/assessments/{}", row.id);
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        (view.form.around(&format!("{here}/{verb}"), fields, button))
    };
    Ok(Page::new(title, body).about(banner).back("Back to the assessment", here).into())
}

/// The answers with which a section's form opens: what was saved, or else what the record knows (REC-6), and where that
/// comes from.
pub(crate) fn filled_in(
    view: &mut View<'_, '_>,
    row: &AssessmentRow,
    section: Section,
) -> Result<(Answers, Option<String>), Failure> {
    if row.section(section)?.saved.is_some() {
        return Ok((row.answers.clone(), None));
    }
    if let Some(previous) = row.previous {
        let before = store::row(view.tx, previous)?;
        let when = before.decision().map_or(before.started_at, |decision| decision.at);
        let from = format!("the assessment of {}", kernel::day_in_words(when.day()));
        return Ok((before.answers, Some(from)));
    }
    let mut answers = row.answers.clone();
    let Some(referral) = row.referral.filter(|_| section == Section::Need) else { return Ok((answers, None)) };
    answers.need.need = Some(referrals::row(view.tx, referral)?.reason);
    Ok((answers, Some("the referral".to_owned())))
}

/// Says where filled-in answers come from.
pub(crate) fn said(from: Option<&String>) -> Markup {
    html! {
        @if let Some(from) = from {
            p { "Filled in from " (from) ". Check it, change it and save it; nothing is kept before you do." }
        }
    }
}
