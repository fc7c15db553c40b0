//! An adjusting line: the price before and after, the reason, and every visit that it covers.

use access::About;
use kernel::{Failure, Money, Uuid, moment_in_words, short_day};
use page::{
    Markup, Page,
    components::{Cell, SummaryList, SummaryRow, Table, summary_list, table},
    html,
};
use store::params;
use wire::{Shown, View};

use super::{Adjustment, AdjustmentData, Covered, ON_INVOICE, adjustment, covered};
use crate::{SeeCharges, invoice, names};

pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = adjustment(view.tx, view.path.uuid("adjustment")?)?;
    let about = About::thing("adjustment", found.id).person(found.person).organisation(found.provider);
    view.who.permit::<SeeCharges>(&about)?;
    let visits = covered(view.tx, found.id)?;
    let read = |row: &store::Row| Ok((row.get::<Uuid>("id")?, row.get::<i64>("number")?));
    let stands = view.tx.first(&ON_INVOICE, params![found.id], read)?;
    let own = matches!(view.who.role, access::Role::Person | access::Role::Carer);
    let body = html! {
        h1 class="nhsuk-heading-l" { (found.memo()) }
        (facts(&found, stands, own))
        (visits_table(&visits, found.pence))
    };
    view.saw(found.person, "charge");
    let page = Page::new("Adjustment of a period", body).about(names::banner(view, found.person)?);
    let data = AdjustmentData {
        id: found.id,
        adjusts: invoice::name(found.adjusts_number),
        from: found.from,
        before_per_hour: found.before.pence(),
        after_per_hour: found.after.pence(),
        reason: found.reason,
        pence: found.pence,
        visits,
    };
    Shown::with(page.back("Charges", "/charges"), &data)
}

fn facts(found: &Adjustment, stands: Option<(Uuid, i64)>, own: bool) -> Markup {
    let mut rows = vec![
        SummaryRow::new("Amount", Money::from_pence(found.pence).to_string()),
        SummaryRow::new("Price of an hour before", found.before.to_string()),
        SummaryRow::new(format!("Price of an hour from {}", short_day(found.from)), found.after.to_string()),
        SummaryRow::new("Reason", found.reason.as_str()),
        SummaryRow::new("Corrected", format!("{} by {}", moment_in_words(found.made_at), found.by)),
    ];
    if !own {
        let link = |id: Uuid, number: i64| html! { a class="nhsuk-link" href={ "/invoices/" (id) } { (invoice::name(number)) } };
        rows.push(SummaryRow::new("Adjusts", link(found.adjusts, found.adjusts_number)));
        rows.push(SummaryRow::new(
            "Stands on",
            stands.map_or(html! { "No invoice yet" }, |(id, number)| link(id, number)),
        ));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn visits_table(visits: &[Covered], pence: i64) -> Markup {
    let money = |pence: i64| Cell::numeric(Money::from_pence(pence).to_string());
    let cells = |one: &Covered| {
        vec![
            Cell::link(short_day(one.day), format!("/charges/{}", one.charge)),
            money(one.before_pence),
            money(one.after_pence),
            money(one.after_pence - one.before_pence),
        ]
    };
    let sum = |of: fn(&Covered) -> i64| visits.iter().map(of).sum::<i64>();
    let total =
        vec!["Together".into(), money(sum(|one| one.before_pence)), money(sum(|one| one.after_pence)), money(pence)];
    table(&Table {
        caption: "The visits that it covers".into(),
        head: vec!["Visit".into(), Cell::numeric("Before"), Cell::numeric("After"), Cell::numeric("Difference")],
        rows: visits.iter().map(cells).chain([total]).collect(),
        responsive: true,
        ..Table::default()
    })
}
