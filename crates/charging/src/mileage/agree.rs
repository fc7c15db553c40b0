//! The broker agrees with a provider that mileage is paid for a package.

use access::{About, Permit};
use kernel::{Date, Failure, Money, Uuid, short_day};
use page::{
    Page,
    components::{SummaryList, SummaryRow, summary_list},
    html,
};
use store::{Change, Work, cols, params};
use wire::{Act, Done, Field, Params, Shown, View};

use super::ALL;
use crate::{AgreeMileage, rate};

pub(crate) const FIELDS: &[Field] = &[
    Field::date("from", "From which day on?")
        .hint("Today or later: mileage is paid only where it was agreed before.")
        .must("Enter the day from which mileage is paid."),
    Field::money("per_mile", "Price of a mile")
        .hint("Nothing (0) ends the agreement from that day on.")
        .must("Enter the price of a mile."),
    Field::words("reason", "Why is mileage paid?").must("Say why mileage is paid."),
];

fn about(path: &Params) -> Result<About, Failure> {
    Ok(About::thing("package", path.uuid("package")?).organisation(path.uuid("provider")?))
}

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.permit::<AgreeMileage>(&about(view.path)?)?;
    let (package, provider) = (view.path.uuid("package")?, view.path.uuid("provider")?);
    must_be_agreed(view.tx, package, provider)?;
    let name = access::organisation(view.tx, provider)?.name;
    let rows = view.tx.all(&ALL, params![package, provider], |row| {
        let (from, pence, by): (Date, Money, String) =
            (row.get("from_day")?, row.get("pence_per_mile")?, row.get("agreed_by")?);
        Ok(SummaryRow::new(format!("From {}", short_day(from)), format!("{pence} a mile, agreed by {by}")))
    })?;
    let usual = view.house.place.charge_rules_on(view.now.day()).map(|rules| rules.mileage_pence_per_mile);
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (name) } "Agree mileage" }
        @if rows.is_empty() { p { "No mileage is agreed for this package." } }
        @else { (summary_list(&SummaryList { rows, ..SummaryList::default() })) }
        @if let Some(usual) = usual { p { "The contract’s usual price is " (Money::from_pence(usual)) " a mile." } }
        (view.form.whole(&format!("/charges/packages/{package}/{provider}/mileage"), FIELDS, "Agree mileage"))
    };
    Ok(Page::new("Agree mileage", body).back("Charges", "/charges").into())
}

/// Mileage is agreed with a provider that has the package.
fn must_be_agreed(tx: &mut store::Tx<'_>, package: Uuid, provider: Uuid) -> Result<(), Failure> {
    match rate::all(tx, package, provider)?.is_empty() {
        true => Err(Failure::no_such("agreed price")),
        false => Ok(()),
    }
}

pub(crate) fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = act.who.permit::<AgreeMileage>(&about(act.path)?)?;
    let (package, provider) = (act.path.uuid("package")?, act.path.uuid("provider")?);
    let (from, per_mile) = (act.values.date("from")?, act.values.money("per_mile")?);
    let reason = act.values.text("reason")?;
    agree(act.work, &permit, (package, provider), (from, per_mile), (&reason, &act.who.name))?;
    let message = format!("Mileage of {per_mile} a mile is agreed from {} on.", short_day(from));
    Ok(Done::new("/charges", message).id(package))
}

fn agree(
    work: &mut Work<'_>,
    permit: &Permit<AgreeMileage>,
    (package, provider): (Uuid, Uuid),
    (from, per_mile): (Date, Money),
    (reason, by): (&str, &str),
) -> Result<(), Failure> {
    permit.covers(package)?;
    must_be_agreed(work, package, provider)?;
    if from < work.at.day() {
        return Err(Failure::field(
            "from",
            "That day is past. Mileage is paid only where it was agreed before; choose today or later.",
        ));
    }
    if per_mile.is_negative() {
        return Err(Failure::field("per_mile", "A price is not below zero."));
    }
    let facts = serde_json::json!({ "from": from, "pence_per_mile": per_mile });
    let columns = cols! {
        "package" => package, "provider" => provider, "from_day" => from, "pence_per_mile" => per_mile,
        "reason" => reason, "agreed_by" => by, "agreed_at" => work.at,
    };
    let change = Change::new("mileage.agreed", "package", package).organisation(provider).facts(facts);
    work.apply(change.put("agreed_mileage", &["package", "provider", "from_day"], columns))
}
