//! Starting a plan (PLAN-2, PLAN-4): for care at home it needs a decided assessment that found eligible needs, or a recorded
//! reason why it is made without one.

use access::Permit;
use kernel::{Date, Failure, Uuid};
use page::html;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    Basis, MakePlan, PackageKind, PlaceOfCare, PlanId, State,
    desk::{self, FormPage, holds},
    stored,
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::choice("basis", "On what grounds is the plan made?", Basis::CHOICES)
        .must("Choose on what grounds the plan is made."),
    Field::words("basis_reason", "Why is it made before an assessment has been decided?")
        .hint("Leave this empty when an assessment found eligible needs."),
    Field::choice("kind", "What kind of package is it?", PackageKind::CHOICES).must("Choose the kind of package."),
    Field::choice("place_of_care", "Where is the care given?", PlaceOfCare::CHOICES)
        .must("Choose where the care is given."),
    Field::line("place_words", "The address, if it is not the person’s own"),
    Field::date("start_wanted", "From which day is care wanted?").must("Enter the day from which care is wanted."),
];

/// What a new plan says.
#[derive(Debug, Clone)]
pub struct NewPlan {
    /// On what grounds.
    pub basis: Basis,
    /// Why without an assessment.
    pub basis_reason: Option<String>,
    /// What kind of package.
    pub kind: PackageKind,
    /// Where.
    pub place_of_care: PlaceOfCare,
    /// The address, where it is not the person's own.
    pub place_words: Option<String>,
    /// From which day.
    pub start_wanted: Date,
}

/// How long before and after today care may be asked to start: urgent care may have begun before the plan is written.
const DAYS_BACK: i64 = 28;
const DAYS_AHEAD: i64 = 366;

/// Refuses a day that cannot be meant.
pub(crate) fn sound_start(day: Date, today: Date) -> Result<(), Failure> {
    let days = kernel::Moment::start_of(day).minutes_since(kernel::Moment::start_of(today)) / 1440;
    if days < -DAYS_BACK {
        return Err(Failure::field(
            "start_wanted",
            "The day care is wanted lies more than four weeks back. Enter a later day.",
        ));
    }
    if days > DAYS_AHEAD {
        return Err(Failure::field(
            "start_wanted",
            "The day care is wanted lies more than a year ahead. Enter an earlier day.",
        ));
    }
    Ok(())
}

/// Refuses a place that is not said.
pub(crate) fn sound_place(place: PlaceOfCare, words: Option<&str>) -> Result<(), Failure> {
    if place == PlaceOfCare::TemporaryAddress && words.is_none() {
        return Err(Failure::field("place_words", "Write the temporary address, so that the care workers find it."));
    }
    Ok(())
}

/// The decided assessment the plan rests on, or the reason why there is none.
fn grounds(work: &mut Work<'_>, person: people::PersonId, new: &NewPlan) -> Result<Option<Uuid>, Failure> {
    let decided = crate::eligibility::latest(work, person)?;
    match (new.basis, decided) {
        (Basis::Assessment, Some(crate::eligibility::Decision { assessment, eligible: true })) => Ok(Some(assessment)),
        (Basis::Assessment, Some(_)) => Err(Failure::field(
            "basis",
            "The last assessment found no eligible needs. Choose another ground and write the reason, or assess again.",
        )),
        (Basis::Assessment, None) => Err(Failure::field(
            "basis",
            "No assessment has been decided for this person. Decide it first, or choose another ground and write the reason.",
        )),
        (_, decided) if new.basis_reason.is_some() => Ok(decided.map(|decided| decided.assessment)),
        _ => Err(Failure::field("basis_reason", "Write why the plan is made before an assessment has been decided.")),
    }
}

/// Starts a plan.
pub fn start(work: &mut Work<'_>, permit: &Permit<MakePlan>, new: &NewPlan) -> Result<PlanId, Failure> {
    let person = desk::living(work, desk::person_of(permit))?;
    permit.covers(person.id)?;
    if let Some(plan) = stored::current(work, person.id)?.filter(|plan| !matches!(plan.state, State::Ended { .. })) {
        return Err(Failure::conflict(format!(
            "{} has a plan already (version {}). Change that one.",
            person.name, plan.version_no
        )));
    }
    sound_start(new.start_wanted, work.at.day())?;
    sound_place(new.place_of_care, new.place_words.as_deref())?;
    let assessment = grounds(work, person.id, new)?;
    let council = work.actor.organisation.ok_or_else(|| {
        Failure::Forbidden("A plan is made for a council. Sign in for the council you work for.".into())
    })?;
    let id: PlanId = work.id();
    let reason = if new.basis == Basis::Assessment { None } else { new.basis_reason.clone() };
    let columns = cols! {
        "id" => id, "version" => 1, "version_no" => 1, "person" => person.id, "person_name" => &person.name,
        "council" => council, "worker" => work.actor.account, "basis" => new.basis.code(), "basis_reason" => reason,
        "assessment" => assessment, "state" => State::Draft.code(), "kind" => new.kind.code(), "complex" => false,
        "place_of_care" => new.place_of_care.code(), "place_words" => new.place_words.clone(),
        "start_wanted" => new.start_wanted, "weekly_budget" => 0, "delayed_discharge" => false, "end_of_life" => false,
        "significant_harm" => false, "risk" => crate::RiskLevel::Standard.code(),
    };
    let facts = serde_json::json!({ "basis": new.basis.code(), "kind": new.kind.code(), "start": new.start_wanted });
    work.apply(Change::new("plan.drafted", "plan", id).person(person.id).facts(facts).insert("plan", columns))?;
    Ok(id)
}

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let person = view.path.id("person")?;
    desk::permit::<MakePlan>(view.who, person)?;
    desk::living(view.tx, person)?;
    let decided = crate::eligibility::latest(view.tx, person)?;
    let lead = match &decided {
        Some(decided) if decided.eligible => html! { p { "An assessment found eligible needs." } },
        Some(_) => {
            html! { p { "The last assessment found no eligible needs. A plan for care at home then needs another ground and its reason." } }
        }
        None => {
            html! { p { "No assessment has been decided yet. A plan for care at home then needs a recorded reason." } }
        }
    };
    let mut held =
        vec![holds("place_of_care", PlaceOfCare::OwnHome.code()), holds("kind", PackageKind::Ongoing.code())];
    if decided.is_some_and(|decided| decided.eligible) {
        held.push(holds("basis", Basis::Assessment.code()));
    }
    let page =
        FormPage { title: "Start a plan", under: "/start", fields: FIELDS, held, button: "Start the plan", lead };
    Ok(page.shown(view, person)?.into())
}

/// Does it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<MakePlan>(act)?;
    let new = NewPlan {
        basis: act.values.choice("basis")?,
        basis_reason: act.values.opt_text("basis_reason")?,
        kind: act.values.choice("kind")?,
        place_of_care: act.values.choice("place_of_care")?,
        place_words: act.values.opt_text("place_words")?,
        start_wanted: act.values.date("start_wanted")?,
    };
    let id = start(act.work, &permit, &new)?;
    let done = "You started the plan. Add what matters to the person, the outcomes they want and the visits.";
    Ok(Done::new(desk::href(desk::person_of(&permit), ""), done).id(id))
}
