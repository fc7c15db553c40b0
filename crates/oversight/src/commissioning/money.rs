//! The money of a financial year by month and area: bought, planned, delivered, approved, charged and paid, against a forecast and the
//! envelope (PER-1). The forecast is what was charged for the months that are over, and for the running month and the rest of the year
//! what is bought of the packages that run, at the price in force.

use std::collections::BTreeMap;

use brokerage::Bought;
use kernel::{Date, Failure, Moment, Money, Period, Quarter};
use page::{
    Markup, Page,
    components::{Cell, SummaryList, SummaryRow, Table, summary_list, table},
    html,
    show::{Standing, scrolling, state},
};
use store::Tx;
use wire::{Shown, View};

use super::{Amount, area, envelope, must_see_place, spans};
use crate::policy::SetEnvelope;

/// What the JSON says.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct YearMoney {
    /// The financial year: "2026-27".
    pub year: String,
    /// The area's code; empty for all.
    pub area: String,
    /// The months, April first.
    pub months: Vec<Month>,
    /// What was charged so far, in pence.
    pub charged: i64,
    /// What was paid so far, in pence.
    pub paid: i64,
    /// The forecast of the whole year, in pence.
    pub forecast: i64,
    /// The envelope, in pence; none when none was entered.
    pub envelope: Option<i64>,
}

/// One month.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Month {
    /// Its first day.
    #[schemars(with = "String")]
    pub first: Date,
    /// What is bought for its days.
    pub bought: Amount,
    /// Planned as visits.
    pub planned: Amount,
    /// Recorded at the door.
    pub recorded: Amount,
    /// Approved.
    pub approved: Amount,
    /// Charged.
    pub charged: Amount,
    /// Paid.
    pub paid: Amount,
    /// What it is expected to cost, in pence.
    pub forecast: i64,
    /// Whether that is what was charged already, because the month is over.
    pub over: bool,
}

impl Month {
    const fn named(&self) -> [(&'static str, Amount); 6] {
        [
            ("Bought", self.bought),
            ("Planned", self.planned),
            ("Delivered", self.recorded),
            ("Approved", self.approved),
            ("Charged", self.charged),
            ("Paid", self.paid),
        ]
    }
}

/// The days of a financial year by its name: "2026-27".
pub(crate) fn year(name: &str) -> Result<Period, Failure> {
    let first: Quarter = format!("{name} Q1").parse().map_err(|_| {
        Failure::field("year", format!("“{}” is not a financial year. Write it like 2026-27.", kernel::shown(name, 60)))
    })?;
    let last: Quarter = format!("{name} Q4").parse()?;
    Period::new(first.period().from(), last.period().to())
}

/// The months of a year from what was bought and what was done.
fn months(
    days: Period,
    today: Date,
    bought: &[Bought],
    done: &BTreeMap<(Date, String), spans::Sums>,
    locality: &str,
) -> Vec<Month> {
    let wanted = |code: &str| locality.is_empty() || code == locality;
    let mut months = Vec::new();
    let mut first = days.from();
    while first < days.to() {
        let month = Period::month_of(first);
        let mut told = Month { first, over: month.to() <= today, ..Month::default() };
        for one in bought.iter().filter(|one| wanted(&one.locality)) {
            told.bought.add(Amount::priced(one.minutes_in(month), Some(one.rate)));
        }
        for ((_, _), sums) in done.iter().filter(|((of, code), _)| *of == first && wanted(code)) {
            told.planned.add(sums.planned);
            told.recorded.add(sums.recorded);
            told.approved.add(sums.approved);
            told.charged.add(sums.charged);
            told.paid.add(sums.paid);
        }
        told.forecast = if told.over { told.charged.pence } else { told.bought.pence };
        months.push(told);
        first = month.to();
    }
    months
}

/// The money of a year, of every area or of one: what was bought, what was done, the envelopes.
pub(crate) fn read(tx: &mut Tx<'_>, name: &str, locality: &str, now: Moment) -> Result<YearMoney, Failure> {
    let days = year(name)?;
    let bought = brokerage::bought(tx, days)?;
    let done = spans::by_month(tx, days, now, &bought)?;
    let envelopes = envelope::of_year(tx, name)?;
    let months = months(days, now.day(), &bought, &done, locality);
    let own: Vec<i64> =
        envelopes.iter().filter(|one| locality.is_empty() || one.locality == locality).map(|one| one.pence).collect();
    Ok(YearMoney {
        year: name.to_owned(),
        area: locality.to_owned(),
        charged: months.iter().map(|month| month.charged.pence).sum(),
        paid: months.iter().map(|month| month.paid.pence).sum(),
        forecast: months.iter().map(|month| month.forecast).sum(),
        envelope: (!own.is_empty()).then(|| own.iter().sum()),
        months,
    })
}

/// How the forecast stands to the envelope, in words.
pub(crate) fn standing(told: &YearMoney) -> (String, Standing) {
    match told.envelope {
        None => ("No envelope entered".to_owned(), Standing::None),
        Some(envelope) if told.forecast > envelope => {
            (format!("{} over the envelope", Money::from_pence(told.forecast - envelope)), Standing::Late)
        }
        Some(envelope) => {
            (format!("{} within the envelope", Money::from_pence(envelope - told.forecast)), Standing::Fine)
        }
    }
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    must_see_place(view)?;
    let name = match view.query.text("year") {
        "" => Quarter::of(view.now.day()).financial_year(),
        name => name.to_owned(),
    };
    let locality = view.query.text("area").to_owned();
    if !locality.is_empty() && view.house.place.locality(&locality).is_none() {
        return Err(Failure::no_such("area"));
    }
    let told = read(view.tx, &name, &locality, view.now)?;
    let (words, stands) = standing(&told);
    let pounds = |pence: i64| Money::from_pence(pence).to_string();
    let rows = vec![
        SummaryRow::new("Envelope", told.envelope.map_or_else(|| "Not entered".to_owned(), pounds)),
        SummaryRow::new("Forecast of the year", html! { (pounds(told.forecast)) " " (state(words, stands)) }),
        SummaryRow::new("Charged so far", pounds(told.charged)),
        SummaryRow::new("Paid so far", pounds(told.paid)),
    ];
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "April to March " (name) @if !locality.is_empty() { ", " (area(view.house.place, &locality)) } }
            "Money and hours by month"
        }
        (areas(view, &name, &locality))
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        (scrolling("Money and hours by month", &grid(&told)))
        p { "The forecast is what was charged for the months that are over, and for the running month and the rest of the year what is bought of the packages that run, at the price of an hour in force. What is paid stands in the month of the care. Older weeks are as of last night." }
        @if view.who.may::<SetEnvelope>() { p { a href=(format!("/commissioning/envelope?year={name}")) { "Enter an envelope" } } }
    };
    Shown::with(Page::new("Money and hours by month", body).back("Commissioning", "/commissioning").wide(), &told)
}

fn areas(view: &View<'_, '_>, year: &str, chosen: &str) -> Markup {
    html! {
        p {
            @if chosen.is_empty() { "Every area" } @else { a href=(format!("/commissioning/money?year={year}")) { "Every area" } }
            @for one in &view.house.place.localities {
                " · "
                @if one.code == chosen { (one.name) } @else { a href=(format!("/commissioning/money?year={year}&area={}", one.code)) { (one.name) } }
            }
        }
    }
}

fn grid(told: &YearMoney) -> Markup {
    let within = if told.area.is_empty() { String::new() } else { format!("&area={}", told.area) };
    let row = |month: &Month| {
        let opens = format!("/commissioning/hours?month={}{within}", month.first);
        let figure = |(name, amount): (&'static str, Amount)| {
            if amount == Amount::default() {
                return Cell::numeric(if month.over || name == "Bought" { "None" } else { "Not yet" });
            }
            let told = html! { (amount.hours()) br; span class="nhsuk-u-secondary-text-colour" { (amount.pounds()) } };
            if name == "Paid" { Cell::numeric(told) } else { Cell::numeric(html! { a href=(opens) { (told) } }) }
        };
        let forecast = html! { (Money::from_pence(month.forecast)) @if month.over { br; span class="nhsuk-u-secondary-text-colour" { "charged" } } };
        std::iter::once(Cell::from(kernel::short_day(month.first)))
            .chain(month.named().map(figure))
            .chain([Cell::numeric(forecast)])
            .collect()
    };
    let heads = Month::default().named().map(|(name, _)| Cell::numeric(name));
    table(&Table {
        head: std::iter::once(Cell::from("Month from")).chain(heads).chain([Cell::numeric("Forecast")]).collect(),
        rows: told.months.iter().map(row).collect(),
        first_cell_is_header: true,
        compact: true,
        ..Table::default()
    })
}

#[cfg(test)]
mod tests {
    use kernel::{Minutes, Uuid, date};

    use super::*;

    // PER-1
    #[test]
    fn a_month_that_is_over_costs_what_was_charged_and_the_rest_what_is_bought() {
        let bought = [Bought {
            package: Uuid::from_u128(1).into(),
            locality: "west".into(),
            provider: Uuid::from_u128(2),
            provider_name: "Harbour Care".into(),
            minutes_per_week: Minutes::new(420),
            rate: Money::from_pence(2_400),
            first: date(2026, 10, 1),
            last: Some(date(2026, 12, 15)),
        }];
        let charged = spans::Sums { charged: Amount { minutes: 60, pence: 2_345 }, ..spans::Sums::default() };
        let done = BTreeMap::from([((date(2026, 10, 1), "west".to_owned()), charged)]);
        let months = months(year("2026-27").unwrap(), date(2026, 11, 23), &bought, &done, "");
        assert_eq!(months.len(), 12);
        let forecast: Vec<i64> = months.iter().map(|month| month.forecast).collect();
        // An hour a day at £24: thirty days of November, fifteen of December.
        assert_eq!(forecast, [0, 0, 0, 0, 0, 0, 2_345, 72_000, 36_000, 0, 0, 0]);
        let none = super::months(year("2026-27").unwrap(), date(2026, 11, 23), &bought, &done, "east");
        assert!(none.iter().all(|month| month.forecast == 0));
        assert!(year("2026").is_err() && year("2026-28").is_err());
    }
}
