//! A payment run that is not released yet is cancelled, with the reason.

use access::Permit;
use kernel::{Failure, Uuid};
use page::{Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{Ended, RELEASED, held, of_run, run};
use crate::MakePayment;

pub(crate) const FIELDS: &[Field] =
    &[Field::words("why", "Why is this run cancelled?").must("Say why this run is cancelled."), Field::version()];

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let run = run(view.tx, view.path.uuid("run")?)?;
    view.who.permit::<MakePayment>(&run.about())?;
    let version = run.version.to_string();
    let end = Ended { at: view.now, by: view.who.name.clone() };
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { "Payment run " (run.name()) } "Cancel this run" }
        @match run.state.cancelled(end, "") {
            Ok(_) => {
                p { "Nothing of it is paid. Its invoices wait for the next run." }
                (view.form.around(&format!("{}/cancel", run.href()), &html! {
                    @for field in FIELDS { (view.form.field(field, if field.name == "version" { &version } else { "" })) }
                }, "Cancel this run"))
            }
            Err(why) => p { (why.to_string()) },
        }
    };
    Ok(Page::new(format!("Cancel {}", run.name()), body).back("Payment run", run.href()).into())
}

pub(crate) fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id = act.path.uuid("run")?;
    let permit = act.who.permit::<MakePayment>(&run(act.work, id)?.about())?;
    let why = act.values.text("why")?;
    cancel(act.work, &permit, id, act.values.version()?, &why, &act.who.name, act.who.account)?;
    Ok(Done::new(format!("/payments/{id}"), "You cancelled this run. Its invoices wait for the next one.").id(id))
}

fn cancel(
    work: &mut Work<'_>,
    permit: &Permit<MakePayment>,
    id: Uuid,
    version: i64,
    why: &str,
    by: &str,
    account: Uuid,
) -> Result<(), Failure> {
    permit.covers(id)?;
    let run = held(work, id)?;
    let state = run.state.cancelled(Ended { at: work.at, by: by.to_owned() }, why)?;
    let columns = cols! {
        "state" => state.code(), "ended_at" => work.at, "ended_by" => by, "ended_by_account" => account, "why" => why,
    };
    let facts = serde_json::json!({ "number": run.number, "invoices": run.invoices, "pence": run.pence });
    let mut change = Change::new("payment.cancelled", "payment run", id).facts(facts);
    change = change.update("payment_run", id, version, columns);
    for one in of_run(work, id)? {
        change = change.update("payment", one.id, one.version, cols! { "state" => "cancelled" });
    }
    work.apply(change)?;
    clocks::withdraw(work, id, RELEASED)
}
