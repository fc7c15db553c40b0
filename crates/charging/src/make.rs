//! A provider makes an invoice of what stands on none yet, and sends it (FIN-1).

use std::collections::BTreeMap;

use access::{About, Organisation, Permit};
use kernel::{Failure, Money, Period, Uuid, count, short_day};
use page::{Page, html};
use places::Place;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    ChargeRow, MakeInvoice, books, invoice,
    price::{self, Adjustment},
    row,
};

wire::choices! {
    /// How long an invoice's period is.
    pub enum Length, "a length of an invoice's period" {
        /// From the first of a month to its last day.
        Month = "month", "A month";
        /// Twenty-eight days.
        FourWeeks = "four_weeks", "Four weeks";
    }
}

impl Length {
    /// The period of this length that a day belongs to, or begins.
    fn period(self, day: kernel::Date) -> Result<Period, Failure> {
        match self {
            Length::Month => Ok(Period::month_of(day)),
            Length::FourWeeks => {
                let last = kernel::Moment::start_of(day).plus_days(27).day();
                Period::through(day, last).map_err(|failure| failure.in_field("start"))
            }
        }
    }
}

/// The most lines an invoice may have: a provider with a tenth of a county's care makes some 14,000 visits in a month.
const MOST_LINES: i64 = 20_000;
/// The most charges that those lines may stand for: one that adjusts a period stands for many.
const MOST_CHARGES: i64 = 40_000;

pub(crate) const FIELDS: &[Field] = &[
    Field::choice("length", "How long is the invoice's period?", Length::CHOICES).must("Choose a month or four weeks."),
    Field::date("start", "When does it begin?")
        .hint("For a month any day of that month; for four weeks the first day.")
        .must("Enter the day on which the period begins."),
];

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let own = own(view.who.organisation.as_ref())?;
    view.who.permit::<MakeInvoice>(&about(own))?;
    let scope = view.who.scope::<crate::SeeCharges>()?;
    let waiting = row::unbilled_sum(view.tx, &scope)?;
    let start = waiting.first.unwrap_or_else(|| view.now.day()).to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Make an invoice" }
        @if let (Some(first), Some(last)) = (waiting.first, waiting.last) {
            p {
                (count(waiting.charges, "charge stands", "charges stand")) " on no invoice yet: "
                (Money::from_pence(waiting.pence)) ", from " (short_day(first)) " to " (short_day(last)) ". "
                "The invoice takes every one in its period and goes to the commissioner at once."
            }
            (view.form.around("/provider/invoices/new", &html! {
                @for field in FIELDS {
                    (view.form.field(field, if field.name == "start" { &start } else { "month" }))
                }
            }, "Make and send the invoice"))
        } @else {
            (page::show::empty_state("Nothing waits for an invoice. Charges appear here when visits are approved."))
        }
    };
    Ok(Page::new("Make an invoice", body).back("Invoices", "/provider/invoices").into())
}

pub(crate) fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let own = own(act.who.organisation.as_ref())?;
    let permit = act.who.permit::<MakeInvoice>(&about(own))?;
    let period = act.values.choice::<Length>("length")?.period(act.values.date("start")?)?;
    let made = make(act.work, act.house.place, &permit, own, &act.who.name, period)?;
    let message = format!(
        "You sent {} for {}: {}, {}.",
        invoice::name(made.number),
        in_words(period),
        Money::from_pence(made.pence),
        count(made.lines, "line", "lines")
    );
    Ok(Done::new(format!("/invoices/{}", made.id), message).id(made.id))
}

fn own(organisation: Option<&Organisation>) -> Result<&Organisation, Failure> {
    organisation.ok_or_else(|| Failure::no_such("provider"))
}

fn about(provider: &Organisation) -> About {
    About::thing("provider", provider.id).organisation(provider.id)
}

fn in_words(period: Period) -> String {
    format!("{} to {}", short_day(period.from()), short_day(period.last()))
}

/// An invoice that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// Its id.
    pub id: Uuid,
    /// Its number with its provider.
    pub number: i64,
    /// What it comes to.
    pub pence: i64,
    /// How many lines it has.
    pub lines: i64,
}

/// Makes an invoice of every charge of a period that stands on none yet, and sends it. A charge stands on one invoice only;
/// the database keeps that too.
pub fn make(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<MakeInvoice>,
    provider: &Organisation,
    by: &str,
    period: Period,
) -> Result<Made, Failure> {
    permit.covers(provider.id)?;
    let charges = row::unbilled(work, provider.id, period, MOST_CHARGES + 1)?;
    if charges.is_empty() {
        return Err(Failure::conflict(format!(
            "Nothing from {} waits for an invoice. What was invoiced before cannot be invoiced again.",
            in_words(period)
        )));
    }
    let wanted = by_line(&charges);
    let lines = i64::try_from(wanted.len()).unwrap_or(i64::MAX);
    if lines > MOST_LINES || charges.len() > usize::try_from(MOST_CHARGES).unwrap_or(usize::MAX) {
        let message = format!("An invoice has at most {MOST_LINES} lines. Choose four weeks instead of a month.");
        return Err(Failure::field("length", message));
    }
    let commissioner = books::commissioner(work, place)?;
    let commissioner =
        commissioner.ok_or_else(|| Failure::conflict("There is no commissioner to send an invoice to."))?;
    let pence = charges.iter().map(|charge| charge.pence).sum();
    let made = Made { id: work.id(), number: invoice::last_number(work, provider.id)? + 1, pence, lines };
    let facts = serde_json::json!({
        "provider": provider.id, "number": made.number, "from": period.from(), "last": period.last(), "pence": pence,
        "lines": lines,
    });
    let columns = cols! {
        "id" => made.id, "version" => 1, "provider" => provider.id, "provider_name" => provider.name.as_str(),
        "commissioner" => commissioner, "number" => made.number, "from_day" => period.from(), "to_day" => period.to(),
        "state" => invoice::State::Sent.code(), "pence" => pence, "lines" => lines, "sent_at" => work.at, "sent_by" => by,
    };
    let change = Change::new("invoice.sent", "invoice", made.id).organisation(provider.id).facts(facts);
    let mut change = change.insert("invoice", columns);
    for (number, charges) in (1_i64..).zip(&wanted) {
        let id: Uuid = work.id();
        let line = match charges.as_slice() {
            [] => continue,
            [first, ..] => match first.adjustment {
                None => line_of(made.id, id, number, first),
                Some(adjustment) => adjusting_line(made.id, id, number, first, &price::adjustment(work, adjustment)?),
            },
        };
        change = change.insert("invoice_line", line);
        for charge in charges {
            change = change.update("charge", charge.id, charge.version, cols! { "invoice" => made.id });
        }
    }
    work.apply(change)?;
    Ok(made)
}

/// The charges line by line: each its own, but those of one adjustment together.
fn by_line(charges: &[ChargeRow]) -> Vec<Vec<&ChargeRow>> {
    let mut lines: Vec<Vec<&ChargeRow>> = Vec::new();
    let mut adjusting: BTreeMap<Uuid, usize> = BTreeMap::new();
    for charge in charges {
        let known = charge.adjustment.and_then(|adjustment| adjusting.get(&adjustment)).copied();
        match known.and_then(|at| lines.get_mut(at)) {
            Some(line) => line.push(charge),
            None => {
                adjusting.extend(charge.adjustment.map(|adjustment| (adjustment, lines.len())));
                lines.push(vec![charge]);
            }
        }
    }
    lines
}

/// The one line for all visits of an invoice whose price was corrected.
fn adjusting_line(
    invoice: Uuid,
    id: Uuid,
    number: i64,
    first: &ChargeRow,
    adjustment: &Adjustment,
) -> Vec<(&'static str, store::Value)> {
    cols! {
        "id" => id, "version" => 1, "invoice" => invoice, "number" => number, "charge" => first.id,
        "adjustment" => adjustment.id, "visit" => first.visit, "person" => first.person,
        "person_name" => first.person_name.as_str(), "day" => adjustment.day, "planned_minutes" => 0,
        "recorded_minutes" => 0, "approved_minutes" => 0, "charged_minutes" => 0, "pence" => adjustment.pence,
        "memo" => adjustment.memo(),
    }
}

fn line_of(invoice: Uuid, id: Uuid, number: i64, charge: &ChargeRow) -> Vec<(&'static str, store::Value)> {
    let memo = if charge.adjusts.is_some() { "Correction of the visit on" } else { "Visit on" };
    cols! {
        "id" => id, "version" => 1, "invoice" => invoice, "number" => number, "charge" => charge.id,
        "visit" => charge.visit, "person" => charge.person, "person_name" => charge.person_name.as_str(),
        "day" => charge.day, "planned_minutes" => charge.planned_minutes, "recorded_minutes" => charge.recorded_minutes,
        "approved_minutes" => charge.approved_minutes, "charged_minutes" => charge.charged_minutes,
        "pence" => charge.pence, "memo" => format!("{memo} {}", short_day(charge.day)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use kernel::date;

    use super::*;

    // FIN-1
    #[test]
    fn a_period_is_a_whole_month_or_four_weeks() {
        let month = Length::Month.period(date(2026, 11, 24)).unwrap();
        assert_eq!((month.from(), month.last()), (date(2026, 11, 1), date(2026, 11, 30)));
        let weeks = Length::FourWeeks.period(date(2026, 10, 12)).unwrap();
        assert_eq!((weeks.days(), weeks.last()), (28, date(2026, 11, 8)));
    }
}
