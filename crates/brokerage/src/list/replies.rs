//! Replies to accept: every yes that waits for its award, with the rank of its provider and why, as it was when the offer was sent
//! (BRK-3, BRK-4). It names no person.

use kernel::{Date, Failure, Moment, short_day};
use page::{
    Markup,
    components::{Cell, Table, table},
    html,
    show::time_left,
};
use schemars::JsonSchema;
use store::{Row, Tx, params, statement};

use crate::{PackageId, package::reference};

statement! {
    // The package is asked for reply by reply: PostgreSQL takes nearly all accepted offers for waiting ones, and would go
    // through every package to join them.
    WAITING = "SELECT o.id, o.package, o.provider_name, o.rank, o.rank_why, o.earliest_start, o.rate,
        (SELECT p.due_at FROM package p WHERE p.id = o.package) AS due_at
        FROM offer o WHERE o.state = 'accepted' AND o.outcome IS NULL
        ORDER BY due_at, o.package, o.rank, o.provider_name, o.id LIMIT $1";
}

/// A yes that waits for its award.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct Reply {
    /// The offer.
    pub offer: String,
    /// The package.
    pub package: String,
    /// Its short name.
    pub reference: String,
    /// Who said yes.
    pub provider: String,
    /// Their place in the order when they were asked.
    pub rank: Option<i64>,
    /// Why they stood there.
    pub why: Option<String>,
    /// The earliest day they can start.
    pub earliest_start: String,
    /// The price of an hour they asked for, in pence; none for the schedule's.
    pub rate_pence: Option<i64>,
    #[serde(skip)]
    start: Option<Date>,
    #[serde(skip)]
    due: Option<Moment>,
}

/// Every yes that waits, the package with the least time left first.
pub(super) fn waiting(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Reply>, Failure> {
    tx.all(&WAITING, params![most], |row: &Row| {
        let package: PackageId = row.get("package")?;
        let start: Date = row.get("earliest_start")?;
        Ok(Reply {
            offer: row.get::<kernel::Uuid>("id")?.to_string(),
            package: package.to_string(),
            reference: reference(package),
            provider: row.get("provider_name")?,
            rank: row.get("rank")?,
            why: row.get("rank_why")?,
            earliest_start: start.to_string(),
            rate_pence: row.get::<Option<kernel::Money>>("rate")?.map(kernel::Money::pence),
            start: Some(start),
            due: row.get("due_at")?,
        })
    })
}

/// The list in a table, each reply with the door to its award.
pub(super) fn drawn(now: Moment, replies: &[Reply]) -> Markup {
    let rows = replies.iter().map(|reply| {
        let price = reply.rate_pence.map_or_else(
            || "The schedule’s price".to_owned(),
            |pence| format!("{} an hour", kernel::Money::from_pence(pence)),
        );
        vec![
            Cell::from(html! {
                a href={ "/packages/" (reply.package) "/award" } { "Award " (reply.reference) span class="nhsuk-u-visually-hidden" { " to " (reply.provider) } }
                br; (time_left(now, reply.due))
            }),
            Cell::from(reply.provider.as_str()),
            Cell::from(reply.rank.map_or_else(|| "No place".to_owned(), |rank| rank.to_string())),
            Cell::from(reply.why.clone().unwrap_or_default()),
            Cell::from(html! { @if let Some(start) = reply.start { (short_day(start)) } br; (price) }),
        ]
    });
    table(&Table {
        caption: "Replies to accept".into(),
        head: ["Package", "Provider", "Rank", "Why", "From, and for what"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}
