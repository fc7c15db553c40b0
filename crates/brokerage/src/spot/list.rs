//! Spot purchases that wait for approval, and what was decided in the last month (BRK-6). It names nobody.

use access::Covers;
use kernel::{Failure, Moment};
use page::{
    Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, empty_state, state, time_left},
};
use schemars::JsonSchema;
use store::{params, statement};
use wire::{Shown, View};

use super::{Approval, Stands};
use crate::{
    package::reference,
    policy::{DecideApproval, SeeApprovals},
};

statement! {
    LATELY = "SELECT * FROM spot_approval WHERE id IN (SELECT id FROM spot_approval WHERE state = 'asked'
            UNION SELECT id FROM spot_approval WHERE decided_at >= $1)
        ORDER BY CASE state WHEN 'asked' THEN 0 ELSE 1 END, due_at, id LIMIT 200";
}

/// An approval in the list.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct ApprovalLine {
    /// The approval.
    pub id: String,
    /// Its row's version.
    pub version: i64,
    /// The package.
    pub package: String,
    /// Its short name.
    pub reference: String,
    /// Whose purchase.
    pub provider: String,
    /// What a week costs, in pence.
    pub weekly_pence: i64,
    /// Where it stands.
    pub state: String,
    /// By when it is decided.
    pub due_at: String,
    #[serde(skip)]
    due: Option<Moment>,
}

fn line(one: &Approval) -> ApprovalLine {
    ApprovalLine {
        id: one.id.to_string(),
        version: one.version,
        package: one.package.to_string(),
        reference: reference(one.package),
        provider: one.provider_name.clone(),
        weekly_pence: one.weekly.pence(),
        state: one.stands.words().into(),
        due_at: one.due_at.to_string(),
        due: (one.stands == Stands::Asked).then_some(one.due_at),
    }
}

/// The list.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeApprovals>()?;
    let all = match scope.covers() {
        Covers::Place => view.tx.all(&LATELY, params![view.now.plus_days(-30)], Approval::read)?,
        Covers::Organisation(_) | Covers::People(_) | Covers::Worker(_) => Vec::new(),
    };
    let lines: Vec<ApprovalLine> = all.iter().map(line).collect();
    let decides = view.who.may::<DecideApproval>();
    let rows = lines.iter().map(|line| {
        let href = if decides { format!("/approvals/{}", line.id) } else { format!("/packages/{}", line.package) };
        let standing = html! {
            @if line.due.is_some() { (state(line.state.as_str(), Standing::Soon)) " " (time_left(view.now, line.due)) }
            @else { (state(line.state.as_str(), Standing::None)) }
        };
        vec![
            Cell::link(line.reference.as_str(), href),
            Cell::from(line.provider.as_str()),
            Cell::from(kernel::Money::from_pence(line.weekly_pence).to_string()),
            Cell::from(standing),
        ]
    });
    let table = table(&Table {
        caption: "Spot purchases above a broker’s limit".into(),
        head: ["Package", "Provider", "A week", "Where it stands"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    });
    let body = html! {
        h1 class="nhsuk-heading-l" { "Approvals" }
        p { "A broker may commit " (super::allowed(view.house.place)) " a week off the framework. What costs more is approved here first." }
        @if lines.is_empty() { (empty_state("Nothing waits for approval. A spot purchase above the limit appears here when a broker asks for it.")) } @else { (table) }
    };
    Shown::with(Page::new("Approvals", body).wide(), &lines)
}
