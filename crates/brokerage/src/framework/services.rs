//! What a provider says it can do, and what a package needs: packages that are hard to place are matched on it (BRK-3).

use std::collections::{BTreeMap, BTreeSet};

use access::Permit;
use kernel::{Failure, Uuid};
use page::{Page, html};
use plans::{PackageKind, PatternLine};
use store::{Change, Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use super::{
    availability::{about, whose},
    provider_row,
};
use crate::policy::SayServices;

wire::choices! {
    /// Something a provider can do; those that a visit may ask for have the code they have in the plan.
    pub enum Service, "a service" {
        /// Two workers together.
        TwoWorkers = "two_workers", "Two care workers together";
        /// Nights.
        Nights = "nights", "Nights and live-in care";
        /// Times that must be kept.
        FixedTimes = "fixed_times", "Times that must be kept";
        /// Medicines.
        Medicines = "medicines", "Giving medicines";
        /// Moving and handling.
        MovingAndHandling = "moving_and_handling", "Moving and handling";
        /// A hoist.
        Hoist = "hoist", "Using a hoist";
        /// Dementia.
        Dementia = "dementia", "Dementia care";
        /// Catheters.
        CatheterCare = "catheter_care", "Everyday catheter care";
        /// The end of life.
        EndOfLife = "end_of_life", "End of life care";
        /// Learning disability.
        LearningDisability = "learning_disability", "Learning disability";
        /// Sign language.
        SignLanguage = "sign_language", "British Sign Language";
    }
}

/// What a package needs: of its visits the skills, the second worker, the times that must be kept; of its kind the nights.
pub(crate) fn needed(kind: PackageKind, lines: &[PatternLine]) -> BTreeSet<Service> {
    let skills = lines.iter().flat_map(|line| &line.skills).filter_map(|code| code.parse::<Service>().ok());
    let mut needed: BTreeSet<Service> = skills.collect();
    if lines.iter().any(|line| line.workers > 1) {
        needed.insert(Service::TwoWorkers);
    }
    if lines.iter().any(|line| line.time_critical) {
        needed.insert(Service::FixedTimes);
    }
    if kind.is_overnight() {
        needed.insert(Service::Nights);
    }
    needed
}

statement! {
    ALL = "SELECT provider, service FROM provider_service ORDER BY provider, service";
    OF_PROVIDER = "SELECT service FROM provider_service WHERE provider = $1 ORDER BY service";
}

/// What every provider has said it can do.
pub(crate) fn of_all(tx: &mut Tx<'_>) -> Result<BTreeMap<Uuid, BTreeSet<Service>>, Failure> {
    let mut all: BTreeMap<Uuid, BTreeSet<Service>> = BTreeMap::new();
    let rows = tx.all(&ALL, &[], |row: &Row| Ok((row.get::<Uuid>("provider")?, row.parse::<Service>("service")?)))?;
    for (provider, service) in rows {
        all.entry(provider).or_default().insert(service);
    }
    Ok(all)
}

/// What one provider has said.
pub(crate) fn of(tx: &mut Tx<'_>, provider: Uuid) -> Result<BTreeSet<Service>, Failure> {
    Ok(tx.all(&OF_PROVIDER, params![provider], |row| row.parse("service"))?.into_iter().collect())
}

/// What is asked.
pub const FIELDS: &[Field] = &[Field::many("services", "What can be done?", Service::CHOICES)
    .hint("Packages that are hard to place are offered first to those that can do all they need.")];

/// Keeps what a provider says it can do.
pub fn say(
    work: &mut Work<'_>,
    permit: &Permit<SayServices>,
    provider: Uuid,
    services: &BTreeSet<Service>,
) -> Result<(), Failure> {
    permit.covers(provider)?;
    let before = of(work, provider)?;
    if before == *services {
        return Ok(());
    }
    let codes: Vec<&str> = services.iter().map(|service| service.code()).collect();
    let mut change = Change::new("provider.services_said", "provider", provider)
        .organisation(provider)
        .facts(serde_json::json!({ "services": codes }));
    let row = |service: &Service| cols! { "provider" => provider, "service" => service.code() };
    for gone in before.difference(services) {
        change = change.delete("provider_service", row(gone));
    }
    for new in services.difference(&before) {
        change = change.insert("provider_service", row(new));
    }
    work.apply(change)
}

/// The form, with what was said last.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let provider = whose(view.who.organisation_id(), view.path)?;
    view.who.permit::<SayServices>(&about(provider))?;
    let row = provider_row(view.tx, provider)?;
    let said: Vec<&str> = of(view.tx, provider)?.iter().map(|service| service.code()).collect();
    let own = view.path.text("provider").is_empty();
    let (action, back) = if own {
        ("/provider/services".to_owned(), ("Back to today", "/provider".to_owned()))
    } else {
        (format!("/framework/{provider}/services"), ("Back to the provider", format!("/framework/{provider}")))
    };
    let fields = html! { @for field in FIELDS { (view.form.many(field, &said)) } };
    let body = html! {
        h1 class="nhsuk-heading-l" { "What " @if own { "you" } @else { (row.name) } " can do" }
        (view.form.around(&action, &fields, "Save"))
    };
    Ok(Page::new("What a provider can do", body).back(back.0, back.1).into())
}

/// Keeps it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let provider = whose(act.who.organisation_id(), act.path)?;
    let permit = act.who.permit::<SayServices>(&about(provider))?;
    provider_row(act.work, provider)?;
    let given = act.values.opt_many("services")?.unwrap_or_default();
    let services: Result<BTreeSet<Service>, Failure> = given.iter().map(|code| code.parse()).collect();
    let services = services?;
    say(act.work, &permit, provider, &services)?;
    let own = act.path.text("provider").is_empty();
    let to = if own { "/provider/services".to_owned() } else { format!("/framework/{provider}") };
    Ok(Done::new(to, format!("Noted: {}.", kernel::count(services.len(), "service", "services"))).id(provider))
}

#[cfg(test)]
mod tests {
    use super::*;

    // BRK-3
    #[test]
    fn every_skill_a_visit_may_ask_for_is_a_service() {
        for (code, words) in plans::SKILLS {
            assert_eq!(code.parse::<Service>().map(Service::words).ok(), Some(*words), "{code}");
        }
    }
}
