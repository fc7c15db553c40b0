//! What the package is: kind, place, start, medicines (BRK-2).

use access::Permit;
use kernel::{Date, Failure};
use page::html;
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    MakePlan, PackageKind, PlaceOfCare,
    desk::{self, FormPage, holds, may_hold, ticked},
    start,
};

/// The form.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::choice("kind", "What kind of package is it?", PackageKind::CHOICES).must("Choose the kind of package."),
    Field::yes("complex", "A nurse must oversee the care")
        .hint("Complex care. Nursing tasks themselves stay with the community nurses."),
    Field::choice("place_of_care", "Where is the care given?", PlaceOfCare::CHOICES)
        .must("Choose where the care is given."),
    Field::line("place_words", "The address, if it is not the person’s own"),
    Field::date("start_wanted", "From which day is care wanted?").must("Enter the day from which care is wanted."),
    Field::words("medicines", "How are medicines managed?")
        .hint("Needed when a visit helps with medicines: what, who orders them, where they are kept."),
    Field::date("medicines_policy_on", "Date of the medicines policy the care workers follow"),
];

/// What it says.
#[derive(Debug, Clone)]
pub struct PackageFacts {
    /// The kind.
    pub kind: PackageKind,
    /// Whether a nurse must oversee the care.
    pub complex: bool,
    /// Where.
    pub place_of_care: PlaceOfCare,
    /// The address, where it is not the person's own.
    pub place_words: Option<String>,
    /// From which day.
    pub start_wanted: Date,
    /// How medicines are managed.
    pub medicines: Option<String>,
    /// The date of the policy.
    pub medicines_policy_on: Option<Date>,
}

/// Writes it.
pub fn set_package(
    work: &mut Work<'_>,
    permit: &Permit<MakePlan>,
    version: i64,
    facts: &PackageFacts,
) -> Result<(), Failure> {
    let plan = desk::open_plan(work, desk::person_of(permit))?;
    permit.covers(plan.person)?;
    let today = work.at.day();
    if facts.start_wanted != plan.start_wanted {
        start::sound_start(facts.start_wanted, today)?;
    }
    start::sound_place(facts.place_of_care, facts.place_words.as_deref())?;
    if facts.medicines_policy_on.is_some_and(|day| day > today) {
        return Err(Failure::field(
            "medicines_policy_on",
            "The medicines policy is dated in the future. Enter the date of the policy that holds today.",
        ));
    }
    let past_midnight = plan.pattern.iter().find(|line| line.to < line.from);
    if let Some(line) = past_midnight.filter(|_| !facts.kind.is_overnight()) {
        return Err(Failure::field(
            "kind",
            format!(
                "The visit “{}” goes past midnight, which only night care and live-in care may. Change that visit first.",
                line.label
            ),
        ));
    }
    let columns = cols! {
        "kind" => facts.kind.code(), "complex" => facts.complex, "place_of_care" => facts.place_of_care.code(),
        "place_words" => facts.place_words.clone(), "start_wanted" => facts.start_wanted,
        "medicines" => facts.medicines.clone(), "medicines_policy_on" => facts.medicines_policy_on,
    };
    work.apply(desk::edited(&plan, version, "the package", columns))
}

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, plan) = desk::for_form::<MakePlan>(view)?;
    let held = vec![
        holds("version", plan.version),
        holds("kind", plan.kind.code()),
        ticked("complex", plan.complex),
        holds("place_of_care", plan.place_of_care.code()),
        may_hold("place_words", plan.place_words.as_ref()),
        holds("start_wanted", plan.start_wanted),
        may_hold("medicines", plan.medicines.as_ref()),
        may_hold("medicines_policy_on", plan.medicines_policy_on.as_ref()),
    ];
    let page =
        FormPage { title: "The package", under: "/package", fields: FIELDS, held, button: "Save", lead: html! {} };
    Ok(page.shown(view, person)?.into())
}

/// Does it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<MakePlan>(act)?;
    let facts = PackageFacts {
        kind: act.values.choice("kind")?,
        complex: act.values.yes("complex")?,
        place_of_care: act.values.choice("place_of_care")?,
        place_words: act.values.opt_text("place_words")?,
        start_wanted: act.values.date("start_wanted")?,
        medicines: act.values.opt_text("medicines")?,
        medicines_policy_on: act.values.opt_date("medicines_policy_on")?,
    };
    set_package(act.work, &permit, act.values.version()?, &facts)?;
    Ok(Done::new(desk::href(desk::person_of(&permit), ""), "You saved what the package is."))
}
