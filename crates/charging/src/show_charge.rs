//! One charge, piece by piece, and why (FIN-1, FIN-2).

use access::Role;
use kernel::{Failure, Money, short_day, time_in_words};
use page::{
    Markup, Page,
    components::{Cell, SummaryList, SummaryRow, Table, summary_list, table},
    html,
};
use wire::{Shown, View};

use crate::{ChargeRow, CorrectPrice, Credit, SeeBudget, SeeCharges, StateMiles, invoice, names, parts, row};

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let charge = row::one(view.tx, view.path.uuid("charge")?)?;
    view.who.permit::<SeeCharges>(&charge.about())?;
    let all = row::of_visit(view.tx, charge.visit)?;
    let credits = row::credits_of_visit(view.tx, charge.visit)?;
    let invoice = invoice::of_charge(view.tx, charge.id)?;
    let own = matches!(view.who.role, Role::Person | Role::Carer);
    // Finance and the commissioner see what is charged; the record of the care itself is not theirs to read.
    let sees_visit = !matches!(view.who.role, Role::Finance | Role::Commissioner);
    let body = html! {
        h1 class="nhsuk-heading-l" {
            @if charge.adjusts.is_some() { "Correction of the visit on " } @else { "Visit on " } (short_day(charge.day))
        }
        (facts(&charge, invoice, own))
        h2 class="nhsuk-heading-m" { "Why it costs this" }
        ul class="nhsuk-list nhsuk-list--bullet" { @for reason in &charge.reasons { li { (reason) } } }
        @if !charge.pieces.is_empty() { (pieces(&charge)) }
        @if all.len() > 1 || !credits.is_empty() { (together(&all, &credits, own)) }
        @if view.who.may::<SeeBudget>() {
            p { a class="nhsuk-link" href={ "/people/" (charge.person) "/budget" } { "Statement of the budget" } }
        }
        @if view.who.may::<CorrectPrice>() {
            p { a class="nhsuk-link" href={ "/charges/packages/" (charge.package) "/" (charge.provider) "/price" } { "Correct the agreed price" } }
            p { a class="nhsuk-link" href={ "/charges/packages/" (charge.package) "/" (charge.provider) "/mileage" } { "Agree mileage" } }
        }
        @if view.who.may::<StateMiles>() {
            p { a class="nhsuk-link" href={ "/charges/visits/" (charge.visit) "/miles" } { "State the miles of this visit" } }
        }
        @if let Some(adjustment) = charge.adjustment {
            p { a class="nhsuk-link" href={ "/charges/adjustments/" (adjustment) } { "All visits of the period whose price was corrected" } }
        }
        @if sees_visit { p { a class="nhsuk-link" href={ "/visits/" (charge.visit) } { "The visit" } } }
    };
    view.saw(charge.person, "charge");
    let page = Page::new("Charge", body).about(names::banner(view, charge.person)?).back("Charges", "/charges");
    Shown::with(page, &charge)
}

fn facts(charge: &ChargeRow, invoice: Option<(kernel::Uuid, String)>, own: bool) -> Markup {
    let mut rows = vec![
        SummaryRow::new("Amount", charge.money().to_string()),
        SummaryRow::new("Provider", charge.provider_name.as_str()),
        SummaryRow::new("Price of an hour", Money::from_pence(charge.rate).to_string()),
    ];
    rows.extend(parts::minutes(charge.planned_minutes, charge.recorded_minutes, charge.approved_minutes));
    if charge.over_budget > 0 {
        let over = format!("{} of this is over the budget", Money::from_pence(charge.over_budget));
        rows.push(SummaryRow::new("Budget", page::show::state(over, page::show::Standing::Soon)));
    }
    if !own {
        let on = match invoice {
            Some((id, name)) => html! { a class="nhsuk-link" href={ "/invoices/" (id) } { (name) } },
            None => html! { "None yet" },
        };
        rows.push(SummaryRow::new("Invoice", on));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn pieces(charge: &ChargeRow) -> Markup {
    let cells = |piece: &crate::Piece| {
        let timed = piece.minutes > 0;
        let holiday = if piece.bank_holiday { ", bank holiday" } else { "" };
        vec![
            format!("{}, {}", short_day(piece.from.day()), time_in_words(piece.from.time_of_day())).into(),
            format!("{}{holiday}", piece.band).into(),
            Cell::numeric(if timed { piece.minutes.to_string() } else { String::new() }),
            Cell::numeric(if timed { format!("{}%", piece.percent) } else { String::new() }),
            Cell::numeric(Money::from_pence(piece.pence).to_string()),
        ]
    };
    let caption = if charge.adjusts.is_some() { "The whole visit, piece by piece" } else { "Piece by piece" };
    table(&Table {
        caption: caption.into(),
        head: vec![
            "From".into(),
            "Part of the week".into(),
            Cell::numeric("Minutes"),
            Cell::numeric("Of the price"),
            Cell::numeric("Amount"),
        ],
        rows: charge.pieces.iter().map(cells).collect(),
        responsive: true,
        ..Table::default()
    })
}

/// The visit's charge, its corrections and credits, and what they come to.
fn together(all: &[ChargeRow], credits: &[Credit], own: bool) -> Markup {
    let charge = |one: &ChargeRow| {
        let what = if one.adjusts.is_some() { "Correction" } else { "First charge" };
        vec![Cell::link(what, format!("/charges/{}", one.id)), Cell::numeric(one.money().to_string())]
    };
    // The invoices are between the provider and the commissioner; a person sees what was taken back.
    let credit = |one: &Credit| {
        let what = if own { Cell::from("Credit") } else { Cell::link("Credit", format!("/invoices/{}", one.invoice)) };
        vec![what, Cell::numeric(one.money().to_string())]
    };
    let sum = all.iter().map(|one| one.pence).chain(credits.iter().map(|one| one.pence)).sum();
    let total = vec![
        html! { strong { "The visit comes to" } }.into(),
        Cell::numeric(html! { strong { (Money::from_pence(sum)) } }),
    ];
    table(&Table {
        caption: "This visit’s charge, its corrections and credits".into(),
        head: vec!["Line".into(), Cell::numeric("Amount")],
        rows: all.iter().map(charge).chain(credits.iter().map(credit)).chain([total]).collect(),
        ..Table::default()
    })
}
