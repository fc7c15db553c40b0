//! The call handler's first screen: what nobody has taken, how long it may wait, and one box to look for a person (REF-1).

use kernel::{Failure, Moment};
use page::{
    Markup, Page,
    components::{Button, Cell, Table, button, table},
    html,
    show::{self, Standing, Tile},
};
use wire::{Shown, View};

use super::{ContactRow, ContactState, show::facts, store};
use crate::{RecordContact, SeeContacts};

/// Shows what is open, or with `?show=over` what is finished.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeContacts>()?;
    let over = view.query.text("show") == "over";
    let rows = if over { store::over(view.tx, &scope)? } else { store::open(view.tx, &scope)? };
    view.saw_list("calls and messages", rows.iter().filter_map(|row| row.person));
    let title = "Calls and messages";
    let (link, href) = if over { ("What is open", "/contacts") } else { ("What is finished", "/contacts?show=over") };
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        @if !over { (figures(view, &rows)) }
        @if view.who.may::<RecordContact>() { (button(&Button::link("Record a call or message", "/contacts/new"))) }
        @if view.who.may::<people::policy::FindPerson>() { (search()) }
        p { a class="nhsuk-link" href=(href) { (link) } }
        @if rows.is_empty() {
            (show::empty_state("Nothing is here. Calls, messages and visits appear here as soon as they are recorded."))
        } @else {
            (list(&rows, view.now))
            @if rows.len() >= usize::try_from(store::MOST).unwrap_or(usize::MAX) {
                p { "These are the first " (store::MOST) ". There are more." }
            }
        }
    };
    let data: Vec<_> = rows.iter().map(|row| facts(row, view.now)).collect();
    Shown::with(Page::new(title, body).wide().refresh_every(60), &data)
}

fn figures(view: &View<'_, '_>, rows: &[ContactRow]) -> Markup {
    let (now, me) = (view.now, view.who.account);
    let waiting = rows.iter().filter(|row| row.state == ContactState::Waiting).count();
    let alarms = rows.iter().filter(|row| row.is_alarm(now)).count();
    let mine = rows.iter().filter(|row| row.state.owner().is_some_and(|owner| owner.account == me)).count();
    let alarm = Tile::new(alarms, "nobody has taken for 15 minutes", "/contacts#list");
    let alarm = if alarms > 0 { alarm.standing("Act now", Standing::Late) } else { alarm };
    show::tiles(&[
        alarm,
        Tile::new(waiting, "nobody has taken yet", "/contacts#list"),
        Tile::new(mine, "with me", "/contacts#list"),
        Tile::new("All", "referrals and their clocks", "/referrals"),
    ])
}

/// The one box: a number finds somebody at once; a name needs the date of birth beside it.
fn search() -> Markup {
    let field = page::form::FieldView::new("number", "Find a person").hint("NHS number, or the number we gave them");
    let inner = html! { (field.line()) (button(&Button::secondary("Find"))) };
    html! {
        (page::form::search_form("/people", &inner))
        p { a class="nhsuk-link" href="/people" { "Find a person by name and date of birth" } }
    }
}

fn list(rows: &[ContactRow], now: Moment) -> Markup {
    let head = ["Who", "What they want", "About", "How and when", "With"].map(Cell::from).to_vec();
    table(&Table {
        caption: "Calls and messages".into(),
        head,
        rows: rows.iter().map(|row| line(row, now)).collect(),
        responsive: true,
        first_cell_is_header: true,
        id: "list".into(),
        ..Table::default()
    })
}

fn line(row: &ContactRow, now: Moment) -> Vec<Cell> {
    let with = match &row.state {
        ContactState::Waiting => html! {
            @if row.is_alarm(now) { (show::state("Nobody for over 15 minutes", Standing::Late)) " " }
            (show::time_left(now, Some(row.own_by)))
        },
        other => html! { (other.words()) },
    };
    let wanted = html! { @if row.urgent { (show::state("Urgent", Standing::Late)) " " } (shortened(&row.wanted)) };
    vec![
        Cell::link(row.caller_name.as_str(), format!("/contacts/{}", row.id)),
        Cell::from(wanted),
        Cell::from(row.about.as_deref().unwrap_or("Not asked yet")),
        Cell::from(html! { (row.channel.words()) ", " (show::moment_short(now, row.received_at)) }),
        Cell::from(with),
    ]
}

/// The beginning of a long text.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(120).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
