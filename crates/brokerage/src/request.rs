//! Asking for a package from an agreed plan (BRK-2).

use access::{About, Permit, Who};
use kernel::{Failure, day_in_words};
use page::{Page, components::inset_text, html};
use people::PersonRow;
use plans::{Payment, PlanId, PlanView};
use store::{Change, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, House, Shown, View};

use crate::{
    Channel, PackageId,
    machine::{Actor, State, Timer},
    package::reference,
    policy::RequestPackage,
    seal::{Known, Words},
};

/// What is asked.
pub const FIELDS: &[Field] =
    &[Field::choice("channel", "How did the request come?", Channel::CHOICES).must("Say how the request came.")];

statement! {
    OF_PLAN = "SELECT id FROM package WHERE plan = $1 AND state <> 'ended' ORDER BY part LIMIT 1";
}

/// The package of a plan that is not at its end, if there is one.
pub fn running_of_plan(tx: &mut Tx<'_>, plan: PlanId) -> Result<Option<PackageId>, Failure> {
    tx.first(&OF_PLAN, params![plan], |row| row.get("id"))
}

/// Asks for a package from the plan as it was last agreed.
pub fn request(
    work: &mut Work<'_>,
    house: &House,
    who: &Who,
    permit: &Permit<RequestPackage>,
    plan: PlanId,
    channel: Channel,
) -> Result<PackageId, Failure> {
    permit.covers(plan)?;
    let now = plans::view(work, plan)?;
    let agreed = in_force(work, &now)?;
    if let Some(running) = running_of_plan(work, plan)? {
        return Err(Failure::conflict(format!(
            "A package was asked for from this plan already: {}. Open it to see where it stands.",
            reference(running)
        )));
    }
    let person = people::row(work, agreed.person)?;
    let locality = may_be_served(house, &person, work.at.day())?;
    let id: PackageId = work.id();
    let urgent = agreed.risk_answers.is_urgent();
    let step = State::requested(urgent);
    let search = Timer::Search { urgent };
    let due = clocks::start(
        work,
        house.place,
        clocks::Start {
            standard: search.standard(),
            subject_kind: "package",
            subject: id.uuid(),
            person: Some(agreed.person.into()),
            organisation: None,
            from: work.at,
        },
    )?;
    let mut columns = from_plan(&agreed, &person, &locality)?;
    columns.extend(cols! {
        "id" => id, "version" => 1, "urgent" => urgent, "channel" => channel.code(),
        "requested_by" => format!("{}, {}", who.name, who.role.words().to_lowercase()), "requested_at" => work.at,
        "searching_since" => work.at, "state" => step.next.code(), "actor" => step.next.actor().map(Actor::code),
        "due_at" => due, "due_for" => search.standard(), "round" => 0, "asked" => 0, "eligible" => 0, "hand_backs" => 0,
    });
    let facts = serde_json::json!({
        "plan": plan, "plan_version": agreed.version_no, "channel": channel.code(), "urgent": urgent,
        "risk": agreed.risk.code(), "locality": locality, "minutes_per_week": agreed.minutes_per_week(), "due": due,
    });
    let change = Change::new("package.requested", "package", id).person(agreed.person).facts(facts);
    work.apply(change.insert("package", columns))?;
    Ok(id)
}

/// The plan as it was last agreed; a plan that never was, or is over, makes no package.
fn in_force(tx: &mut Tx<'_>, plan: &PlanView) -> Result<PlanView, Failure> {
    plan.open()?;
    let agreed = plans::agreed(tx, plan.id)?.ok_or_else(|| {
        Failure::conflict(
            "This plan has not been agreed yet. Agree it with the person first; then a package can be asked for.",
        )
    })?;
    if agreed.payment == Some(Payment::Direct) {
        return Err(Failure::conflict(
            "The money of this plan is paid to the person, who buys the care. Only care that the council buys goes through brokerage.",
        ));
    }
    if agreed.pattern.is_empty() {
        return Err(Failure::conflict("This plan has no visits, so there is nothing to ask a provider for."));
    }
    Ok(agreed)
}

/// The area of the person's home; refused where new packages are another council's (BRK-1).
fn may_be_served(house: &House, person: &PersonRow, today: kernel::Date) -> Result<String, Failure> {
    if let Some(day) = person.died {
        return Err(Failure::conflict(format!("{} died on {}.", person.name, day_in_words(day))));
    }
    let transfer = person.district.as_deref().and_then(|district| house.place.transfer_of(district, today));
    if let Some(transfer) = transfer {
        return Err(Failure::conflict(transfer.new_packages.clone()));
    }
    person.locality.clone().filter(|code| house.place.locality(code).is_some()).ok_or_else(|| {
        Failure::conflict(format!(
            "It is not known in which area {} lives, so no provider can be asked. Correct the address on the person’s page first.",
            person.name
        ))
    })
}

fn from_plan(plan: &PlanView, person: &PersonRow, locality: &str) -> Result<crate::package::Columns, Failure> {
    let (lot, price_kind) = plan.priced_as();
    let grounds = [
        (plan.risk_answers.delayed_discharge, "delayed discharge"),
        (plan.risk_answers.end_of_life, "end of life"),
        (plan.risk_answers.significant_harm, "risk of significant harm"),
    ];
    let grounds: Vec<&str> = grounds.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words).collect();
    let urgent_why = (!grounds.is_empty()).then(|| kernel::list_in_words(&grounds));
    let mut columns = cols! {
        "person" => person.id, "person_name" => person.name.as_str(), "plan" => plan.id,
        "locality" => locality, "outcode" => person.postcode.as_ref().map(|postcode| postcode.outcode().to_owned()).unwrap_or_default(),
        "lot" => lot, "price_kind" => price_kind, "kind" => plan.kind.code(), "place_of_care" => plan.place_of_care.code(),
        "risk" => plan.risk.code(), "urgent_why" => urgent_why, "start_wanted" => plan.start_wanted,
    };
    columns.extend(wanted(plan)?);
    Ok(columns)
}

/// The care that is wanted, as a version of the plan says it; a later version says it anew.
pub(crate) fn wanted(plan: &PlanView) -> Result<crate::package::Columns, Failure> {
    let words = Words::of_plan(plan);
    let json = |value: &dyn erased::Json| value.text();
    Ok(cols! {
        "plan_version" => plan.version_no, "weekly_budget" => plan.weekly_budget,
        "minutes_per_week" => plan.minutes_per_week(), "agreed_minutes" => plan.minutes_per_week(),
        "adjusted_at" => None::<kernel::Moment>, "lines" => json(&words.lines)?, "outcomes" => json(&words.outcomes)?,
        "risks" => json(&words.risks)?, "background" => words.background,
    })
}

mod erased {
    use kernel::Failure;

    /// Anything that can stand as JSON in one column.
    pub(super) trait Json {
        fn text(&self) -> Result<String, Failure>;
    }

    impl<T: serde::Serialize> Json for T {
        fn text(&self) -> Result<String, Failure> {
            serde_json::to_string(self).map_err(Failure::internal)
        }
    }
}

fn about(plan: &PlanView) -> About {
    About::thing("plan", plan.id).person(plan.person)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let plan = plans::view(view.tx, view.path.id("plan")?)?;
    view.who.permit::<RequestPackage>(&about(&plan))?;
    let agreed = in_force(view.tx, &plan)?;
    view.saw(plan.person, "request for a package");
    let running = running_of_plan(view.tx, plan.id)?;
    let locality = people::row(view.tx, plan.person)?.locality;
    let cost = agreed.estimate(view.house.place, locality.as_deref());
    let action = format!("/plans/{}/request-package", plan.id);
    let known = Known::of(view.tx, view.house.place, plan.person)?;
    let back = format!("/people/{}/plan", plan.person);
    let body = html! {
        h1 class="nhsuk-heading-l" { "Ask for a package" }
        @if let Some(running) = running {
            (inset_text(&page::components::InsetText { text: html! {
                "A package was asked for from this plan already: "
                a href={ "/packages/" (running) } { (reference(running)) } "."
            }.into(), ..Default::default() }))
        } @else {
            p { "The brokerage team will look for a provider from the plan as it was agreed, version " (agreed.version_no) "." }
            p { (agreed.minutes_per_week()) " of care a week, wanted from " (day_in_words(agreed.start_wanted)) "." }
            @if let Some(cost) = cost { p { "At the ceiling of the price schedule a week costs about " (cost) "; the money available is " (agreed.weekly_budget) "." } }
            (view.form.around(&action, &html! { @for field in FIELDS { (view.form.field(field, "portal")) } }, "Ask for a package"))
            (Words::of_plan(&agreed).preview(&known, &back))
        }
    };
    let banner = people::banner(view.tx, plan.person, view.house)?;
    Ok(Page::new("Ask for a package", body).about(banner).back("Back to the plan", back).into())
}

/// Sends it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let plan = plans::view(act.work, act.path.id("plan")?)?;
    let permit = act.who.permit::<RequestPackage>(&about(&plan))?;
    let id = request(act.work, act.house, act.who, &permit, plan.id, act.values.choice("channel")?)?;
    Ok(Done::new(
        format!("/packages/{id}"),
        format!("You asked for package {}. The brokerage team will look for a provider.", reference(id)),
    )
    .id(id))
}
