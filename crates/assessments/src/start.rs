//! An assessment is started, for a referral where there is one; the one before it stays beside it.

use ::store::{Change, Work, cols};
use access::{About, Permit, Who};
use kernel::{Failure, Uuid};
use page::{Page, html};
use people::{Death, PersonId};
use referrals::{ReferralId, ReferralState};
use wire::{Act, Done, Field, Shown, View};

use crate::{Assess, AssessmentId, AssessmentState, Section, store};

/// The form.
pub const FIELDS: &[Field] = &[];

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let person: PersonId = view.path.id("person")?;
    view.who.permit::<Assess>(&About::thing("person", person).person(person))?;
    let banner = people::banner(view.tx, person, view.house)?;
    view.saw(person, "assessments");
    let title = "Start an assessment";
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        p { "It opens filled in from the record. Each part is saved by itself, so nothing is lost when you are called away." }
        (view.form.button(&format!("/people/{person}/assessments/start"), &[], "Start", false))
    };
    Ok(Page::new(title, body).about(banner).back("Back", format!("/people/{person}/assessments")).into())
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let person: PersonId = act.path.id("person")?;
    let permit = act.who.permit::<Assess>(&About::thing("person", person).person(person))?;
    let accepted = |row: &&referrals::ReferralRow| matches!(row.state, ReferralState::Accepted { .. });
    let referral = referrals::of_person(act.work, person)?.iter().find(accepted).map(|row| row.id);
    let id = start(act.work, &permit, person, referral, act.who)?;
    Ok(Done::new(format!("/assessments/{id}"), "You started the assessment.").id(id))
}

/// Starts an assessment of somebody; only one can be open at a time.
pub fn start(
    work: &mut Work<'_>,
    permit: &Permit<Assess>,
    person: PersonId,
    referral: Option<ReferralId>,
    who: &Who,
) -> Result<AssessmentId, Failure> {
    permit.covers(person)?;
    let record = people::unmerged(work, person)?;
    if let Death::Confirmed { day, .. } = record.death {
        return Err(Failure::conflict(format!("{} died on {}.", record.name, kernel::day_in_words(day))));
    }
    if let Some(open) = store::latest_of(work, person)?.filter(|row| row.state == AssessmentState::Draft) {
        return Err(Failure::conflict(format!(
            "{} began an assessment of this person on {}; it is open. Go on with that one.",
            open.assessor_name,
            kernel::day_in_words(open.started_at.day())
        )));
    }
    let previous = store::latest_decided_of(work, person)?.map(|row| row.id);
    let (id, now): (AssessmentId, _) = (work.id(), work.at);
    let columns = cols! {
        "id" => id, "version" => 1, "person" => person, "person_name" => record.name.as_str(), "referral" => referral,
        "previous" => previous, "assessor" => who.account, "assessor_name" => who.name.as_str(), "started_at" => now,
        "state" => "draft",
    };
    let facts = serde_json::json!({ "referral": referral, "previous": previous });
    let mut change =
        Change::new("assessment.started", "assessment", id).person(person).facts(facts).insert("assessment", columns);
    for section in Section::ALL {
        let row: Uuid = work.id();
        let columns = cols! {
            "id" => row, "version" => 1, "assessment" => id, "section" => section.code(), "answers" => serde_json::json!({}),
        };
        change = change.insert("assessment_section", columns);
    }
    work.apply(change)?;
    Ok(id)
}
