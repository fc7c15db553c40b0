//! The decision on eligibility: a person makes it and writes down why; the rule only indicates (H21, section 13 of the Act).

use ::store::{Change, Work, cols};
use access::Permit;
use kernel::Failure;
use page::html;
use wire::{Act, Done, Field, Shown, View};

use crate::{Assess, AssessmentRow, YesNo, assessment::Wanted, form, show};

const ELIGIBLE: Field =
    Field::choice("eligible", "Are the needs eligible?", YesNo::CHOICES).must("Choose whether the needs are eligible.");
const REASONS: Field = Field::words("reasons", "What are your reasons?")
    .must("Write your reasons: the person has a right to them in writing.")
    .hint("The written record of the decision. The person gets it.");
const DIFFERS: Field = Field::words("differs", "If you decide otherwise than the rule indicates: why?");
const WANTS: Field = Field::choice("wants_met", "Does the person want the needs met?", YesNo::CHOICES);
const ADVICE: Field = Field::words("advice", "If not eligible: what advice does the person get on what can be done?");

/// The form.
pub const FIELDS: &[Field] = &[Field::version(), ELIGIBLE, REASONS, DIFFERS, WANTS, ADVICE];

/// Asks. What the rule indicates stands above the question; no answer is chosen beforehand.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = form::opened::<Assess>(view)?;
    row.must_be_draft()?;
    let indication = show::indication(&row)?;
    let fields = html! {
        (indication)
        (view.form.field(&Field::version(), &row.version.to_string()))
        @for field in [ELIGIBLE, REASONS, DIFFERS, WANTS, ADVICE] { (view.form.field(&field, "")) }
    };
    form::form_page(view, &row, ("decide", "Decide on eligibility", "Record the decision"), &fields)
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (row, permit) = form::held_for::<Assess>(act)?;
    let values = act.values;
    let wanted = Wanted {
        eligible: values.choice::<YesNo>("eligible")? == YesNo::Yes,
        reasons: values.text("reasons")?,
        differs: values.opt_text("differs")?,
        wants_met: values.opt_text("wants_met")?,
        advice: values.opt_text("advice")?,
        at: act.now,
        by: act.who.name.clone(),
    };
    let eligible = wanted.eligible;
    decide(act.work, &permit, &row, values.version()?, wanted)?;
    let message = if eligible {
        "You decided that the needs are eligible. The plan comes next."
    } else {
        "You decided that the needs are not eligible. Give the person the decision and the advice in writing."
    };
    Ok(Done::new(format!("/assessments/{}", row.id), message).id(row.id))
}

/// Records the decision; from then on nothing of the assessment changes.
pub fn decide(
    work: &mut Work<'_>,
    permit: &Permit<Assess>,
    row: &AssessmentRow,
    version: i64,
    wanted: Wanted,
) -> Result<(), Failure> {
    permit.covers(row.id)?;
    let decision = row.decided(wanted)?;
    let unmet: Vec<&str> = row.outcomes_unmet.iter().map(|outcome| outcome.code()).collect();
    let facts = serde_json::json!({
        "eligible": decision.eligible, "indicated": decision.indication.get("eligible"), "outcomes_unmet": unmet,
        "differs": decision.differs.is_some(), "referral": row.referral,
    });
    let columns = cols! {
        "state" => "decided", "eligible" => decision.eligible, "reasons" => decision.reasons.as_str(),
        "differs" => decision.differs.clone(), "wants_met" => decision.wants_met.clone(),
        "advice" => decision.advice.clone(), "indication" => decision.indication.clone(), "decided_at" => decision.at,
        "decided_by" => decision.by.as_str(),
    };
    let change = Change::new("assessment.decided", "assessment", row.id).person(row.person).facts(facts).update(
        "assessment",
        row.id,
        version,
        columns,
    );
    work.apply(change)?;
    match row.referral {
        Some(referral) => clocks::stop(work, referral.uuid(), referrals::ASSESSMENT, decision.at),
        None => Ok(()),
    }
}
