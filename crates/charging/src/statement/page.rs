//! The statement as a page, as JSON and as a file.

use access::About;
use kernel::{Date, Failure, Money, Period, Uuid, day_asked, short_day};
use page::{
    Markup, Page,
    components::{Cell, SummaryList, SummaryRow, Table, summary_list, table},
    html,
    show::{Standing, empty_state, state},
};
use wire::{Shown, View};

use super::{By, Statement, of_person};
use crate::{SeeBudget, SeeCharges, names};

/// How many months a statement covers.
const MONTHS: i32 = 3;

/// The months up to this one, or up to the one that was asked for as "2026-11".
fn period(asked: &str, today: Date) -> Result<Period, Failure> {
    let wrong = || Failure::field("month", "There is no such month. Write it as a year and a month, like 2026-11.");
    let first: Date = match asked {
        "" => today,
        _ => day_asked(&format!("{asked}-01")).ok_or_else(wrong)?,
    };
    let last = Period::month_of(first);
    let from = (1..MONTHS).try_fold(last.from(), |day, _| day.yesterday().map(Date::first_of_month));
    Period::new(from.map_err(|_| wrong())?, last.to())
}

/// What was asked for, and the statement; in the journal as seen.
fn read(view: &mut View<'_, '_>, what: &str) -> Result<(Uuid, By, Statement), Failure> {
    let person = view.path.uuid("person")?;
    view.who.permit::<SeeBudget>(&About::thing("person", person).person(person))?;
    names::person(view.tx, person)?;
    let period = period(view.query.text("month"), view.now.day())?;
    let by = By::said(view.query.text("by"))?;
    view.saw(person, what);
    Ok((person, by, of_person(view.tx, person, period, by)?))
}

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (person, by, statement) = read(view, "budget statement")?;
    let href = format!("/people/{person}/budget");
    let asked = statement.last.strftime("%Y-%m").to_string();
    let (code, other, other_words) =
        if by == By::Week { ("week", "month", "By month") } else { ("month", "week", "By week") };
    let earlier =
        statement.from.yesterday().ok().map(|day| format!("{href}?month={}&by={code}", day.strftime("%Y-%m")));
    let nothing = statement.came_in.is_empty() && statement.costs.is_empty() && statement.opening_pence == 0;
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (short_day(statement.from)) " to " (short_day(statement.last)) }
            "Statement of the personal budget"
        }
        @if nothing {
            (empty_state("Nothing has come in and nothing has been spent in these months. What is given and what care costs stand here once the plan is agreed."))
        } @else {
            (summary(&statement))
            (came_in(&statement))
            (costs(&statement, by))
            p { a class="nhsuk-link" href={ (href) "/csv?month=" (asked) "&by=" (code) } { "Download for a spreadsheet (CSV)" } }
        }
        p {
            a class="nhsuk-link" href={ (href) "?month=" (asked) "&by=" (other) } { (other_words) }
            @if let Some(earlier) = &earlier { " · " a class="nhsuk-link" href=(earlier) { "Earlier months" } }
        }
        @if view.who.may::<SeeCharges>() { p { "Each visit’s cost and why stands under " a class="nhsuk-link" href="/charges" { "Charges" } "." } }
    };
    let page = Page::new("Statement of the personal budget", body).about(names::banner(view, person)?);
    Shown::with(page, &statement)
}

fn money(pence: i64) -> String {
    Money::from_pence(pence).to_string()
}

fn summary(statement: &Statement) -> Markup {
    let mut rows = vec![
        SummaryRow::new(format!("Left before {}", short_day(statement.from)), money(statement.opening_pence)),
        SummaryRow::new("Came in", money(statement.came_in_pence)),
        SummaryRow::new("Care cost", money(statement.cost_pence)),
        SummaryRow::new(format!("Left after {}", short_day(statement.last)), money(statement.closing_pence)),
    ];
    if statement.over_pence > 0 {
        let words = format!("Care has cost {} more than the budget held at the time", money(statement.over_pence));
        rows.push(SummaryRow::new("Over the budget", state(words, Standing::Soon)));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn came_in(statement: &Statement) -> Markup {
    if statement.came_in.is_empty() {
        return html! { p { "Nothing came in." } };
    }
    let rows = statement
        .came_in
        .iter()
        .map(|one| vec![short_day(one.day).into(), one.what.as_str().into(), Cell::numeric(money(one.pence))]);
    table(&Table {
        caption: "What came in, and what was taken back".into(),
        head: vec!["Day".into(), "What".into(), Cell::numeric("Amount")],
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}

fn costs(statement: &Statement, by: By) -> Markup {
    if statement.costs.is_empty() {
        return html! { p { "Care has cost nothing in these months so far." } };
    }
    let rows = statement.costs.iter().map(|one| {
        vec![format!("{} to {}", short_day(one.from), short_day(one.last)).into(), Cell::numeric(money(one.pence))]
    });
    table(&Table {
        caption: if by == By::Week { "What care cost, by week" } else { "What care cost, by month" }.into(),
        head: vec!["Visits of".into(), Cell::numeric("Cost, credits taken off")],
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}

const HEADERS: [&str; 5] = ["kind", "from", "to", "what", "pounds"];

pub(crate) fn csv(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (_, _, told) = read(view, "budget statement as a file")?;
    let row = |kind: &str, from: Date, to: Date, what: &str, pence: i64| {
        [kind.to_owned(), from.to_string(), to.to_string(), what.to_owned(), Money::from_pence(pence).decimal()]
    };
    let mut rows = vec![row("opening balance", told.from, told.from, "", told.opening_pence)];
    rows.extend(told.came_in.iter().map(|one| row("came in", one.day, one.day, &one.what, one.pence)));
    rows.extend(told.costs.iter().map(|one| row("care cost", one.from, one.last, "", -one.pence)));
    rows.push(row("closing balance", told.last, told.last, "", told.closing_pence));
    rows.push(row("over budget", told.last, told.last, "", told.over_pence));
    let name = format!("budget-{}-to-{}.csv", told.from, told.last);
    Ok(Shown::File { name, kind: "text/csv; charset=utf-8", bytes: sheet::write_csv(&HEADERS, rows) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use kernel::date;

    use super::*;

    // FIN-2
    #[test]
    fn a_statement_covers_three_months() {
        let three = period("2026-02", date(2026, 11, 23)).unwrap();
        assert_eq!((three.from(), three.last()), (date(2025, 12, 1), date(2026, 2, 28)));
        assert_eq!(period("", date(2026, 11, 23)).unwrap().last(), date(2026, 11, 30));
        for wrong in ["2026-13", "soon", "2026-11-01", "-9999-01"] {
            assert!(period(wrong, date(2026, 11, 23)).is_err(), "{wrong}");
        }
    }
}
