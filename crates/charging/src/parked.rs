//! Charges that are held up, each with its reason, and the button that tries one again. None is ever guessed.

use access::{About, Covers, Permit};
use kernel::{Date, Failure, Uuid, count, short_day};
use page::{
    Page,
    components::{Cell, Table, table},
    html,
    show::empty_state,
};
use places::Place;
use schemars::JsonSchema;
use serde::Serialize;
use store::Work;
use wire::{Act, Done, Field, Shown, View};

use crate::{
    RetryCharge, SeeCharges, names, react,
    visit::{self, State, Visit},
};

/// How many are shown at once.
const MOST: i64 = 100;

#[derive(Serialize, JsonSchema)]
pub(crate) struct Parked {
    #[schemars(with = "String")]
    visit: Uuid,
    #[schemars(with = "String")]
    day: Date,
    provider: String,
    reason: String,
}

fn reason(visit: &Visit) -> &str {
    match &visit.state {
        State::Parked(reason) => reason,
        State::Charged => "",
    }
}

/// The list.
pub(crate) fn list(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeCharges>()?;
    let parked = match scope.covers() {
        Covers::Place => visit::parked(view.tx, None, MOST)?,
        Covers::Organisation(provider) => visit::parked(view.tx, Some(*provider), MOST)?,
        Covers::People(_) | Covers::Worker(_) => Vec::new(),
    };
    view.saw_list("charges held up", parked.iter().map(|one| one.told.person));
    let may_retry = view.who.may::<RetryCharge>();
    let cells = |one: &Visit| {
        let name = format!("{}, {}", one.person_name, short_day(one.told.day));
        let first: Cell =
            if may_retry { Cell::link(name, format!("/charges/parked/{}", one.told.visit)) } else { name.into() };
        vec![first, one.provider_name.as_str().into(), reason(one).into()]
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Charges held up" }
        @if parked.is_empty() {
            (empty_state("No charge is held up. A visit whose price or rules are missing stands here until they are there."))
        } @else {
            (table(&Table {
                caption: "Visits without their charge, the oldest first".into(),
                head: vec!["Visit".into(), "Provider".into(), "Why".into()],
                rows: parked.iter().map(cells).collect(),
                responsive: true,
                ..Table::default()
            }))
            p { "At most " (MOST) " are shown." }
            @if may_retry {
                p { a class="nhsuk-button nhsuk-button--secondary" href="/charges/parked/all" { "Try all of them again" } }
            }
        }
    };
    let data: Vec<Parked> = parked
        .iter()
        .map(|one| Parked {
            visit: one.told.visit,
            day: one.told.day,
            provider: one.provider_name.clone(),
            reason: reason(one).to_owned(),
        })
        .collect();
    Shown::with(Page::new("Charges held up", body).back("Charges", "/charges"), &data)
}

pub(crate) const FIELDS: &[Field] = &[Field::version()];

fn about(visit: &Visit) -> About {
    About::thing("visit", visit.told.visit).person(visit.told.person).organisation(visit.told.provider)
}

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let visit = visit::one(view.tx, view.path.uuid("visit")?)?;
    view.who.permit::<RetryCharge>(&about(&visit))?;
    let action = format!("/charges/parked/{}", visit.told.visit);
    let body = html! {
        h1 class="nhsuk-heading-l" { "Visit on " (short_day(visit.told.day)) }
        @match &visit.state {
            State::Charged => p { "This visit has its charge." },
            State::Parked(reason) => {
                p { (reason) }
                (view.form.button(&action, &[("version", &visit.version.to_string())], "Try again", false))
            }
        }
    };
    view.saw(visit.told.person, "charge held up");
    let page = Page::new("Charge held up", body).about(names::banner(view, visit.told.person)?);
    Ok(page.back("Charges held up", "/charges/parked").into())
}

pub(crate) fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id = act.path.uuid("visit")?;
    let permit = act.who.permit::<RetryCharge>(&about(&visit::one(act.work, id)?))?;
    retry(act.work, act.house.place, &permit, id, act.values.version()?)?;
    let message = match visit::one(act.work, id)?.state {
        State::Charged => "The visit is charged now.".to_owned(),
        State::Parked(reason) => format!("It is still held up. {reason}"),
    };
    Ok(Done::new("/charges/parked", message).id(id))
}

/// Tries a parked charge again.
pub fn retry(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<RetryCharge>,
    id: Uuid,
    version: i64,
) -> Result<(), Failure> {
    permit.covers(id)?;
    let visit = visit::held(work, id)?.ok_or_else(|| Failure::no_such("visit"))?;
    match visit.state {
        State::Charged => Err(Failure::conflict("This visit has its charge already.")),
        State::Parked(_) => react::settle(work, place, &visit.told, Some(version), &react::Because::VISIT).map(drop),
    }
}

/// How many are tried again with one press.
const MOST_AT_ONCE: i64 = 500;

pub(crate) const NO_FIELDS: &[Field] = &[];

fn about_all() -> About {
    About::thing("charge", Uuid::nil())
}

/// The question before all are tried.
pub(crate) fn page_all(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.permit::<RetryCharge>(&about_all())?;
    let parked = view.tx.figure(&visit::COUNT_PARKED, &[])?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Try all charges again" }
        p { (count(parked, "charge is", "charges are")) " held up. Those whose price and rules are there now are charged; the others stay, each with its reason." }
        @if parked > MOST_AT_ONCE { p { "The oldest " (MOST_AT_ONCE) " are tried at once." } }
        (view.form.button("/charges/parked/all", &[], "Try again", false))
    };
    Ok(Page::new("Try all charges again", body).back("Charges held up", "/charges/parked").into())
}

pub(crate) fn submit_all(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = act.who.permit::<RetryCharge>(&about_all())?;
    let (tried, charged) = retry_all(act.work, act.house.place, &permit)?;
    let message = format!("{} of {} are charged now.", charged, count(tried, "visit", "visits"));
    Ok(Done::new("/charges/parked", message))
}

/// Tries the oldest parked charges again; says how many were tried and how many are charged now.
pub fn retry_all(work: &mut Work<'_>, place: &Place, permit: &Permit<RetryCharge>) -> Result<(i64, i64), Failure> {
    permit.covers(about_all().subject)?;
    let parked = visit::parked(work, None, MOST_AT_ONCE)?;
    let mut charged = 0;
    for one in &parked {
        react::settle(work, place, &one.told, Some(one.version), &react::Because::VISIT)?;
        charged += i64::from(visit::one(work, one.told.visit)?.state == State::Charged);
    }
    Ok((i64::try_from(parked.len()).unwrap_or(i64::MAX), charged))
}
