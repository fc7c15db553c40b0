//! A year of a person's budget on one page, and as a file (BRK-10): what was set aside, what each provider charged, what was banked
//! and used of it, what went back.

use std::collections::BTreeMap;

use access::About;
use kernel::{Date, Failure, Minutes, Money, Period, day_in_words};
use page::{
    Markup, Page,
    components::{Cell, SummaryList, SummaryRow, Table, summary_list, table},
    html,
    show::empty_state,
};
use people::PersonId;
use store::Tx;
use wire::{Shown, View};

use crate::policy::SeeYear;

/// What the JSON says; money in pence.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct YearTold {
    /// The first day: 1 April.
    #[schemars(with = "String")]
    from: Date,
    /// The last day: 31 March.
    #[schemars(with = "String")]
    to: Date,
    /// What was left before.
    opening: i64,
    /// What was set aside.
    credited: i64,
    /// What was taken off again, because the plan changed or ended.
    taken_off: i64,
    /// What went back to the council as surplus.
    returned: i64,
    /// What care cost, credits taken off.
    spent: i64,
    /// What is left at the end.
    closing: i64,
    /// What each provider charged, credits taken off.
    providers: Vec<Charged>,
    /// Minutes that were banked.
    banked_minutes: i64,
    /// Minutes that were used out of the bank.
    used_minutes: i64,
}

/// What one provider charged.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct Charged {
    /// Its name.
    provider: String,
    /// In pence.
    pence: i64,
}

/// The year that was asked for by the one in which it begins, or the one that runs: from 1 April.
fn year(asked: &str, today: Date) -> Result<Period, Failure> {
    let none = || Failure::field("year", "There is no such year. Write the year in which it begins, like 2026.");
    let first = match asked {
        "" if today.month() < 4 => today.year() - 1,
        "" => today.year(),
        text => text.parse::<i16>().ok().filter(|year| (2000..=2200).contains(year)).ok_or_else(none)?,
    };
    let april = |year: i16| Date::new(year, 4, 1).map_err(Failure::internal);
    Period::new(april(first)?, april(first + 1)?)
}

fn read(tx: &mut Tx<'_>, person: PersonId, period: Period) -> Result<YearTold, Failure> {
    let year = charging::year_of(tx, person, period)?;
    let mut providers = BTreeMap::<String, i64>::new();
    for row in charging::of_person(tx, person, period)? {
        *providers.entry(row.provider_name).or_default() += row.pence;
    }
    for credit in charging::credits_of_person(tx, person, period)? {
        *providers.entry(credit.provider_name).or_default() += credit.pence;
    }
    let (banked, used) = visits::bank::moved_of_person(tx, person, period)?;
    Ok(YearTold {
        from: period.from(),
        to: period.to().yesterday().map_err(Failure::internal)?,
        opening: year.opening.pence(),
        credited: year.credited.pence(),
        taken_off: year.taken_off.pence(),
        returned: year.returned.pence(),
        spent: year.spent.pence(),
        closing: year.closing.pence(),
        providers: providers.into_iter().map(|(provider, pence)| Charged { provider, pence }).collect(),
        banked_minutes: banked.get(),
        used_minutes: used.get(),
    })
}

fn of_path(view: &mut View<'_, '_>) -> Result<(PersonId, YearTold), Failure> {
    let person: PersonId = view.path.id("person")?;
    view.who.permit::<SeeYear>(&About::thing("person", person).person(person))?;
    // An id that names nobody is not there, for the file as for the page.
    people::row(view.tx, person)?;
    let period = year(view.query.text("year"), view.now.day())?;
    let told = read(view.tx, person, period)?;
    view.saw(person, "yearly summary");
    Ok((person, told))
}

impl YearTold {
    fn is_empty(&self) -> bool {
        [self.opening, self.credited, self.taken_off, self.returned, self.spent, self.banked_minutes, self.used_minutes]
            .iter()
            .all(|figure| *figure == 0)
    }

    /// Its lines in order: what each is, and pence or minutes.
    fn lines(&self, today: Date) -> Vec<(String, Option<i64>, Option<i64>)> {
        let money = |words: String, pence: i64| (words, Some(pence), None);
        let time = |words: &str, minutes: i64| (words.to_owned(), None, Some(minutes));
        let mut lines = vec![
            money(format!("Left before {}", day_in_words(self.from)), self.opening),
            money("Set aside for care".into(), self.credited),
            money("Taken off because the plan changed or ended".into(), -self.taken_off),
            money("Went back to the council, not used".into(), -self.returned),
        ];
        lines.extend(self.providers.iter().map(|one| money(format!("Charged by {}", one.provider), -one.pence)));
        // What the books took for care and no charge of this year explains: a correction of an earlier year's visit.
        let other = self.spent - self.providers.iter().map(|one| one.pence).sum::<i64>();
        if other != 0 {
            lines.push(money("Other charges and credits".into(), -other));
        }
        let left = if self.to < today {
            format!("Left at the end of {}", day_in_words(self.to))
        } else {
            "Left so far".into()
        };
        lines.push(money(left, self.closing));
        lines.push(time("Care time banked", self.banked_minutes));
        lines.push(time("Care time used out of the bank", self.used_minutes));
        lines
    }
}

/// Shows it.
pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, told) = of_path(view)?;
    let href = |year: i16| format!("/people/{person}/year?year={year}");
    let first = told.from.year();
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (day_in_words(told.from)) " to " (day_in_words(told.to)) } "A year of income and expenditure"
        }
        p {
            a href=(href(first - 1)) { "The year before" }
            @if told.to < view.now.day() { " · " a href=(href(first + 1)) { "The year after" } }
        }
        @if told.is_empty() {
            (empty_state("Nothing was set aside or spent in this year. What is set aside for care, and what it costs, stands here."))
        } @else {
            (drawn(&told, view.now.day()))
            p { a href={ "/people/" (person) "/year/csv?year=" (first) } { "As a file for a spreadsheet (CSV)" } }
        }
    };
    let banner = people::banner(view.tx, person, view.house)?;
    Shown::with(Page::new("A year of income and expenditure", body).about(banner), &told)
}

fn drawn(told: &YearTold, today: Date) -> Markup {
    let lines = told.lines(today);
    let rows = lines.iter().filter_map(|(words, pence, _)| {
        pence.map(|pence| vec![Cell::from(words.as_str()), Cell::numeric(Money::from_pence(pence).to_string())])
    });
    let time = lines.iter().filter_map(|(words, _, minutes)| {
        minutes.map(|minutes| SummaryRow::new(words.clone(), Minutes::new(minutes).to_string()))
    });
    html! {
        (table(&Table {
            caption: "Income and expenditure".into(),
            head: vec!["What".into(), Cell::numeric("Amount")],
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        }))
        @if told.banked_minutes != 0 || told.used_minutes != 0 {
            h2 class="nhsuk-heading-m" { "Banked hours" }
            (summary_list(&SummaryList { rows: time.collect(), ..SummaryList::default() }))
        }
    }
}

/// The same as a file.
pub(crate) fn file(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (_, told) = of_path(view)?;
    let cells = told.lines(view.now.day()).into_iter().map(|(words, pence, minutes)| {
        [
            words,
            pence.map(|pence| Money::from_pence(pence).decimal()).unwrap_or_default(),
            minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
        ]
    });
    let bytes = sheet::write_csv(&["what", "pounds", "minutes"], cells);
    let name = format!("income-and-expenditure-{}.csv", told.from.year());
    Ok(Shown::File { name, kind: "text/csv; charset=utf-8", bytes })
}

#[cfg(test)]
mod tests {
    use kernel::date;

    use super::*;

    // BRK-10
    #[test]
    fn a_year_begins_on_the_first_of_april() {
        let of = |year: i16| Period::new(date(year, 4, 1), date(year + 1, 4, 1));
        assert_eq!(year("", date(2026, 11, 23)), of(2026));
        assert_eq!(year("", date(2027, 3, 31)), of(2026));
        assert_eq!(year("2024", date(2027, 3, 31)), of(2024));
        for wrong in ["26", "next", "-2026", "99999"] {
            assert!(year(wrong, date(2026, 11, 23)).is_err(), "{wrong}");
        }
    }
}
