//! The broker corrects the agreed price of a package.

use access::About;
use kernel::{Failure, Money, count, short_day};
use page::{
    Page,
    components::{SummaryList, SummaryRow, summary_list},
    html,
};
use wire::{Act, Done, Field, Shown, View};

use super::{Correction, correct};
use crate::{CorrectPrice, rate};

pub(crate) const FIELDS: &[Field] = &[
    Field::date("from", "From which day on?")
        .hint("It holds until the next price that was agreed for a later day.")
        .must("Enter the day from which the price holds."),
    Field::money("price", "Price of an hour, one worker").must("Enter the price of an hour."),
    Field::words("reason", "Why is the price corrected?")
        .hint("The provider and the person read this with every visit whose cost changes.")
        .must("Say why the price is corrected."),
];

fn about(view_path: &wire::Params) -> Result<About, Failure> {
    Ok(About::thing("package", view_path.uuid("package")?).organisation(view_path.uuid("provider")?))
}

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.permit::<CorrectPrice>(&about(view.path)?)?;
    let (package, provider) = (view.path.uuid("package")?, view.path.uuid("provider")?);
    let rates = rate::all(view.tx, package, provider)?;
    if rates.is_empty() {
        return Err(Failure::no_such("agreed price"));
    }
    let name = access::organisation(view.tx, provider)?.name;
    let row = |one: &crate::AgreedRate| {
        SummaryRow::new(format!("From {}", short_day(one.from)), format!("{} an hour", one.per_hour))
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (name) } "Correct the agreed price" }
        (summary_list(&SummaryList { rows: rates.iter().map(row).collect(), ..SummaryList::default() }))
        p { "Visits that stand on no invoice are reckoned anew. For visits that were invoiced, one adjusting line for each invoice goes on the provider’s next one." }
        (view.form.whole(&format!("/charges/packages/{package}/{provider}/price"), FIELDS, "Correct the price"))
    };
    Ok(Page::new("Correct the agreed price", body).back("Charges", "/charges").into())
}

pub(crate) fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = act.who.permit::<CorrectPrice>(&about(act.path)?)?;
    let reason = act.values.text("reason")?;
    let (package, provider) = (act.path.uuid("package")?, act.path.uuid("provider")?);
    let (from, per_hour) = (act.values.date("from")?, act.values.money("price")?);
    let new = Correction { package, provider, from, per_hour, reason: &reason };
    let done = correct(act.work, act.house.place, &permit, &new, &act.who.name)?;
    let message = format!(
        "The price is {per_hour} an hour from {} on. {} without an invoice cost something else now; {} for visits that \
         were invoiced. Together {}.",
        short_day(from),
        count(done.reckoned, "visit", "visits"),
        count(done.adjusted, "adjusting line was made", "adjusting lines were made"),
        Money::from_pence(done.pence)
    );
    Ok(Done::new("/charges", message).id(package))
}
