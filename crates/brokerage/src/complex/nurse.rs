//! The registered nurse who oversees the care, named before it begins; and how often it is looked at against the plan (BRK-14).

use access::Permit;
use kernel::{Date, Failure, day_in_words};
use page::html;
use store::{Tx, Work, cols};
use wire::{Act, Done, Field, Shown, Values, View};
use workforce::Worker;

use super::{
    care::{Care, hold},
    done, form_page,
    rule::nurse_pin,
};
use crate::policy::KeepComplex;

/// The check in the register of workers that a nurse’s registration is.
const REGISTRATION: &str = "professional_registration";

const WORKER: Field = Field::id("worker", "A nurse in your register of care workers")
    .hint("Only those stand here whose registration is recorded and in date under Checks.");

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    WORKER,
    Field::line("name", "Another nurse: their name").hint("A nurse who does not stand in your register."),
    Field::line("pin", "Their PIN")
        .hint("As the Nursing and Midwifery Council gave it: eight characters like 12A3456E."),
    Field::whole("weeks", "How often is the care looked at against the plan?", 1, 52, "weeks")
        .hint("As the person’s plan says. The place sets the longest.")
        .must("Enter after how many weeks the care is looked at."),
];

/// A nurse as they are named.
#[derive(Debug, Clone)]
pub struct Named {
    worker: Option<kernel::Uuid>,
    name: String,
    pin: String,
    until: Option<Date>,
}

/// The provider's registered workers, each with the last day of the registration as it was recorded.
fn registered(tx: &mut Tx<'_>, provider: kernel::Uuid, on: Date) -> Result<Vec<(Worker, Option<Date>)>, Failure> {
    let all = workforce::workers(tx, provider, on)?.into_iter().filter(|one| one.profile.registered_as.is_some());
    let until =
        |one: &Worker| one.checks.iter().find(|check| check.kind == REGISTRATION).and_then(|check| check.expires_on);
    Ok(all.map(|one| (until(&one), one)).map(|(until, one)| (one, until)).collect())
}

/// Reads whom the form names. A worker of the register must have a registration that holds on the day.
fn named(values: &Values, registered: &[(Worker, Option<Date>)], on: Date) -> Result<Named, Failure> {
    if let Some(id) = values.opt_uuid("worker")? {
        let found = registered.iter().find(|(one, _)| one.id == id);
        let (one, until) = found.ok_or_else(|| Failure::field("worker", "Choose a nurse from the list."))?;
        return match until {
            Some(until) if *until >= on => Ok(Named {
                worker: Some(one.id),
                name: one.name.clone(),
                pin: one.profile.registered_as.clone().unwrap_or_default(),
                until: Some(*until),
            }),
            Some(until) => Err(Failure::field(
                "worker",
                format!(
                    "The registration of {} ran out on {}. Record the new one first.",
                    one.name,
                    day_in_words(*until)
                ),
            )),
            None => Err(Failure::field(
                "worker",
                format!("The registration of {} is not recorded. Record it under Checks first.", one.name),
            )),
        };
    }
    let name = values.opt_text("name")?;
    let name =
        name.ok_or_else(|| Failure::field("name", "Choose a nurse from your register, or enter their name and PIN."))?;
    let pin = nurse_pin(&values.opt_text("pin")?.unwrap_or_default())?;
    let known = registered.iter().find(|(one, _)| {
        one.profile.registered_as.as_deref().is_some_and(|text| text.to_uppercase().replace(' ', "").contains(&pin))
    });
    match known {
        Some((one, _)) => Err(Failure::field(
            "pin",
            format!(
                "This is the PIN of {} in your register. Choose them from the list, so that their registration is watched.",
                one.name
            ),
        )),
        None => Ok(Named { worker: None, name, pin, until: None }),
    }
}

/// Names the nurse.
pub fn name(
    work: &mut Work<'_>,
    permit: &Permit<KeepComplex>,
    care: &Care,
    (nurse, weeks, by): (&Named, i64, &str),
) -> Result<(), Failure> {
    permit.covers(care.package)?;
    let facts = serde_json::json!({
        "package": care.package, "worker": nurse.worker, "name": nurse.name, "pin": nurse.pin, "until": nurse.until,
        "weeks": weeks,
    });
    let columns = cols! {
        "nurse_worker" => nurse.worker, "nurse_name" => nurse.name.as_str(), "nurse_pin" => nurse.pin.as_str(),
        "nurse_until" => nurse.until, "nurse_named_at" => work.at, "nurse_named_by" => by, "monitor_weeks" => weeks,
    };
    let change = care.change("complex.nurse_named").facts(facts);
    work.apply(change.update("complex_care", care.id, care.version, columns))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (own, today) = (view.who.organisation_id().unwrap_or_default(), view.now.day());
    let in_date =
        registered(view.tx, own, today)?.into_iter().filter(|(_, until)| until.is_some_and(|until| until >= today));
    let choices: Vec<(String, String)> = in_date
        .map(|(one, until)| {
            let until = until.map(day_in_words).unwrap_or_default();
            let registered = one.profile.registered_as.unwrap_or_default();
            (one.id.to_string(), format!("{}, {registered}, registered until {until}", one.name))
        })
        .collect();
    form_page::<KeepComplex>(view, "Name the nurse who oversees the care", |view, package, care| {
        let version = care.map_or(1, |care| care.version).to_string();
        let weeks = care.map_or(4, |care| care.monitor_weeks).to_string();
        let fields = html! {
            @for field in FIELDS {
                @match field.name {
                    "version" => { (view.form.field(field, &version)) }
                    "worker" => { @if !choices.is_empty() { (view.form.choose(&WORKER, &choices, "")) } }
                    "weeks" => { (view.form.field(field, &weeks)) }
                    _ => { (view.form.field(field, "")) }
                }
            }
        };
        html! {
            @if let Some(nurse) = care.and_then(|care| care.nurse.as_ref()) { p { "Named so far: " (nurse.name) ", " (nurse.pin) "." } }
            (view.form.around(&format!("/packages/{}/nurse", package.id), &fields, "Name the nurse"))
        }
    })
}

/// Names them.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (package, held, mut care, permit) = hold::<KeepComplex>(act)?;
    care.version = act.values.version()?;
    let weeks = act.values.whole("weeks")?;
    let (rule, now) = (clocks::rule(act.house.place, super::care::MONITORED)?, act.now);
    if kernel::due(now, &rule, act.house.place.calendar())?.day() < now.plus_days(7 * weeks).day() {
        return Err(Failure::field(
            "weeks",
            format!("{weeks} weeks is longer than this place allows for complex care. Enter fewer."),
        ));
    }
    let day = act.now.day().max(held.start);
    let registered = registered(act.work, care.provider, act.now.day())?;
    let nurse = named(act.values, &registered, day)?;
    name(act.work, &permit, &care, (&nurse, weeks, &act.who.name))?;
    Ok(done(&package, format!("{} oversees the care.", nurse.name)))
}
