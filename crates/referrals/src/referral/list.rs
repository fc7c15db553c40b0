//! The worklist of triage by time left; for a hospital, its own referrals and where they stand (REF-3, REF-4).

use kernel::{Failure, Moment};
use page::{
    Markup, Page,
    components::{Button, Cell, Table, button, table as plain_table},
    html,
    show::{self, Standing, Tile},
};
use wire::{Shown, View};

use super::{
    ReferralRow,
    show::facts,
    store::{self, Which},
};
use crate::{Refer, SeeReferrals};

/// Shows one of three lists: `?show=open`, `accepted` or `over`.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeReferrals>()?;
    let which = match view.query.text("show") {
        "accepted" => Which::Accepted,
        "over" => Which::Over,
        _ => Which::Open,
    };
    let rows = store::list(view.tx, &scope, which)?;
    view.saw_list("referrals", rows.iter().map(|row| row.person));
    let title = if view.who.organisation_id().is_some() && scope.covers() != &access::Covers::Place {
        "Our referrals"
    } else {
        "Referrals"
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        @if which == Which::Open { (figures(&rows, view.now)) }
        (links(which))
        @if view.who.may::<Refer>() { (button(&Button::link("Refer somebody", "/referrals/new"))) }
        @if rows.is_empty() {
            (show::empty_state(nothing(which)))
        } @else {
            (table(&rows, view.now))
            @if rows.len() >= usize::try_from(store::MOST).unwrap_or(usize::MAX) {
                p { "These are the first " (store::MOST) ". There are more." }
            }
        }
    };
    let page = Page::new(title, body).wide().refresh_every(60);
    let data: Vec<_> = rows.iter().map(|row| facts(row, view.now)).collect();
    Shown::with(page, &data)
}

fn figures(rows: &[ReferralRow], now: Moment) -> Markup {
    let count = |holds: &dyn Fn(&ReferralRow) -> bool| rows.iter().filter(|row| holds(row)).count();
    let alarms = count(&|row| row.is_alarm(now));
    let late = count(&|row| now > row.answer_by);
    let tile = |n: usize, words: &str, href: &str| {
        let tile = Tile::new(n, words, href);
        if n > 0 { tile.standing("Act now", Standing::Late) } else { tile }
    };
    show::tiles(&[
        tile(alarms, "nobody has taken for 15 minutes", "/referrals#list"),
        tile(late, "past their time to answer", "/referrals#list"),
        Tile::new(rows.len(), "waiting for an answer", "/referrals#list"),
    ])
}

fn links(which: Which) -> Markup {
    let all = [
        (Which::Open, "Waiting for an answer", "/referrals"),
        (Which::Accepted, "Accepted", "/referrals?show=accepted"),
        (Which::Over, "Declined, completed or left early", "/referrals?show=over"),
    ];
    html! {
        ul class="nhsuk-list" {
            @for (one, words, href) in all {
                li { @if one == which { strong { (words) } } @else { a class="nhsuk-link" href=(href) { (words) } } }
            }
        }
    }
}

fn nothing(which: Which) -> &'static str {
    match which {
        Which::Open => {
            "No referral waits for an answer. New ones appear here by themselves, the next to be answered first."
        }
        Which::Accepted => "No accepted referral yet. A referral comes here when it is accepted.",
        Which::Over => {
            "No referral has ended yet. What was declined, completed or left early comes here with its reason."
        }
    }
}

/// The referrals, one row each.
pub(super) fn table(rows: &[ReferralRow], now: Moment) -> Markup {
    let head = ["Person", "Referral", "From", "Status", "With", "Time left"].map(Cell::from).to_vec();
    let table = Table {
        caption: "Referrals".into(),
        head,
        rows: rows.iter().map(|row| line(row, now)).collect(),
        responsive: true,
        first_cell_is_header: true,
        id: "list".into(),
        ..Table::default()
    };
    plain_table(&table)
}

fn line(row: &ReferralRow, now: Moment) -> Vec<Cell> {
    let urgency = match row.priority() {
        Some(priority) => format!("{}, {}", row.urgency.short(), priority.words()),
        None => row.urgency.short().to_owned(),
    };
    let from = if row.referrer.body.is_empty() { row.source.words().to_owned() } else { row.referrer.body.clone() };
    let with = match (&row.owner, row.is_alarm(now)) {
        (Some(owner), _) => html! { (owner.name) },
        (None, true) => show::state("Nobody for over 15 minutes", Standing::Late),
        (None, false) => html! { "Nobody yet" },
    };
    let left = if row.is_open() {
        show::time_left(now, Some(row.answer_by))
    } else {
        html! { "–" }
    };
    vec![
        Cell::link(row.person_name.as_str(), format!("/referrals/{}", row.id)),
        Cell::from(urgency),
        Cell::from(from),
        Cell::from(row.state.words()),
        Cell::from(with),
        Cell::from(left),
    ]
}
