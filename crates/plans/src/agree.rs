//! Agreeing a plan (PLAN-4): everything is checked on one page, it is said with whom it was agreed, and the version is kept
//! whole (REC-7). Only then do its visits, its money and its review clock count.

use access::Permit;
use clocks::Start;
use kernel::{Failure, Uuid};
use page::html;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, House, Shown, View};

use crate::{
    AgreePlan, AgreedWith, AnswerKind, PlanView, State, changes, credit,
    desk::{self, FormPage, holds},
    show, stored,
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::choice("agreed_with", "With whom was the plan agreed?", AgreedWith::CHOICES)
        .must("Choose with whom the plan was agreed."),
    Field::words("why_not", "If not with the person: why not?")
        .hint("For example: lacks capacity for this decision, assessed on which day and by whom."),
];

/// How it was agreed.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// With whom.
    pub with: AgreedWith,
    /// Why not with the person.
    pub why_not: Option<String>,
}

/// Agrees the plan as it stands; gives the number of the version.
pub fn agree(
    work: &mut Work<'_>,
    house: &House,
    permit: &Permit<AgreePlan>,
    version: i64,
    agreement: &Agreement,
) -> Result<i64, Failure> {
    let plan = desk::open_plan(work, desk::person_of(permit))?;
    permit.covers(plan.person)?;
    ready(&plan, agreement)?;
    let review_due =
        if plan.agreed_version.is_none() { Some(first_review(work, house, &plan)?) } else { plan.review_due };
    let why_not = if agreement.with == AgreedWith::Person { None } else { agreement.why_not.clone() };
    let agreed = PlanView {
        version: plan.version + 1,
        agreed_version: Some(plan.version_no),
        review_due,
        state: State::Agreed { at: work.at, by: work.actor.account, with: agreement.with, why_not: why_not.clone() },
        ..plan.clone()
    };
    let content = serde_json::to_value(&agreed).map_err(Failure::internal)?;
    let columns = cols! {
        "state" => agreed.state.code(), "agreed_version" => plan.version_no, "agreed_at" => work.at,
        "agreed_by" => work.actor.account, "agreed_with" => agreement.with.code(), "agreed_why_not" => why_not,
        "review_due" => review_due,
    };
    let kept = cols! {
        "plan" => plan.id, "version_no" => plan.version_no, "agreed_at" => work.at, "content" => content,
    };
    let facts = serde_json::json!({
        "version_no": plan.version_no, "with": agreement.with.code(), "weekly": plan.weekly_budget,
        "minutes_per_week": plan.minutes_per_week(),
    });
    let told = |event| Change::new(event, "plan", plan.id).person(plan.person).facts(facts.clone());
    let change = told("plan.agreed").update("plan", plan.id, version, columns);
    work.apply(change.insert("plan_version", kept))?;
    if plan.version_no > 1 {
        // The plan in force is another now: whoever gives the care must hear of it (H10).
        work.apply(told("plan.changed"))?;
        let answer = format!("Version {} of the plan was agreed.", plan.version_no);
        changes::answered_by_plan(work, plan.person, (AnswerKind::PlanChanges, &answer))?;
    }
    credit::on_agreement(work, &agreed)?;
    Ok(plan.version_no)
}

fn ready(plan: &PlanView, agreement: &Agreement) -> Result<(), Failure> {
    if plan.is_agreed() {
        return Err(Failure::conflict(format!(
            "Version {} of this plan is agreed already and nothing has changed since.",
            plan.version_no
        )));
    }
    let missing = plan.missing();
    if !missing.is_empty() {
        return Err(Failure::conflict(format!("The plan cannot be agreed yet. {}", missing.join(" "))));
    }
    if agreement.with != AgreedWith::Person && agreement.why_not.is_none() {
        return Err(Failure::field("why_not", "Write why the plan was not agreed with the person themselves."));
    }
    Ok(())
}

fn first_review(work: &mut Work<'_>, house: &House, plan: &PlanView) -> Result<kernel::Moment, Failure> {
    let start = Start {
        standard: "plan.first_review",
        subject_kind: "plan",
        subject: plan.id.uuid(),
        person: Some(plan.person.uuid()),
        organisation: Some(plan.council),
        from: work.at,
    };
    clocks::start(work, house.place, start)
}

/// Shows everything once more and asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, plan) = desk::for_form::<AgreePlan>(view)?;
    let row = people::row(view.tx, person)?;
    let missing = plan.missing();
    let whole = show::content(&plan, view.house, row.locality.as_deref(), (None, false));
    if plan.is_agreed() || !missing.is_empty() {
        return not_yet(view, &plan, &missing, &whole);
    }
    let lead = html! {
        p { "Read the plan once more, with the person if you can. What you agree here is what providers are asked for." }
        (whole)
    };
    let held = vec![holds("version", plan.version)];
    let title = "Check and agree the plan";
    let page = FormPage { title, under: "/agree", fields: FIELDS, held, button: "Agree the plan", lead };
    Ok(page.shown(view, person)?.into())
}

fn not_yet(
    view: &mut View<'_, '_>,
    plan: &PlanView,
    missing: &[String],
    whole: &page::Markup,
) -> Result<Shown, Failure> {
    let title = if plan.is_agreed() { "The plan is agreed" } else { "The plan cannot be agreed yet" };
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        @if plan.is_agreed() { p { "Version " (plan.version_no) " is in force and nothing has changed since." } }
        @if !missing.is_empty() {
            p { "This is still missing:" }
            ul class="nhsuk-list nhsuk-list--bullet" { @for words in missing { li { (words) } } }
        }
        (whole)
    };
    view.saw(plan.person, "plan");
    let page = page::Page::new(title, body).back("Back to the plan", desk::href(plan.person, ""));
    Ok(page.about(people::banner(view.tx, plan.person, view.house)?).into())
}

/// Agrees.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<AgreePlan>(act)?;
    let agreement = Agreement { with: act.values.choice("agreed_with")?, why_not: act.values.opt_text("why_not")? };
    let version_no = agree(act.work, act.house, &permit, act.values.version()?, &agreement)?;
    let plan = stored::current(act.work, desk::person_of(&permit))?;
    let review = plan.as_ref().and_then(|plan| plan.review_due).map(kernel::deadline_in_words).unwrap_or_default();
    let said = format!("You agreed version {version_no} of the plan. It is to be reviewed by {review}.");
    Ok(Done::new(desk::href(desk::person_of(&permit), ""), said).id(plan.map_or(Uuid::nil(), |plan| plan.id.uuid())))
}
