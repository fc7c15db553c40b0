//! What belongs to no room: the first page, the menu's order, choosing a role, and forms that were kept over an ended session.

mod menu;

use access::Role;
use kernel::{Failure, Uuid};
use page::{Page, html};
use wire::{Act, Done, Field, Gate, Handler, OwnMenu, Sent, Shown, Slice, View};

const ROLE: &[Field] = &[Field::id("membership", "Which role do you want to act in?").must("Choose a role.")];

/// Its routes.
pub fn slice() -> Slice {
    let first = Gate::SignedIn("everybody has a first page");
    let role = Gate::SignedIn("everybody may act in any role of their own");
    let kept = Gate::SignedIn("whoever sent a form may have it back; only their browser knows its address");
    let more = Gate::SignedIn("everybody has a menu; each sees only what they may open");
    Slice::new("front", &[], &[])
        .menu(&menu::MENU)
        .route(menu::MENU.more, "More of the menu", more, Handler::Page(more_page, None))
        .route("/", "The first page of one's role", first, Handler::Page(home, None))
        .route("/role", "Choose another of one's roles", role, Handler::Command(ROLE, roles, choose))
        .route("/kept-form/{form}", "A form that was kept over an ended session", kept, Handler::Page(kept_form, None))
}

fn home_of(role: Role) -> Option<&'static str> {
    let slices = crate::house::slices();
    let homes = slices.iter().flat_map(|slice| slice.homes.iter());
    homes.filter(|(of, _)| *of == role).map(|(_, path)| *path).next()
}

fn home(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    if let Some(path) = home_of(view.who.role) {
        return Ok(Shown::Elsewhere(path.to_owned()));
    }
    let menu = OwnMenu::of(&crate::house::slices(), view.who.role);
    let body = html! {
        h1 class="nhsuk-heading-l" { "What you can do here" }
        @if menu.head.is_empty() {
            p { "There is nothing yet for the role of " (view.who.role.words().to_lowercase()) "." }
        } @else {
            ul class="nhsuk-list" { @for entry in &menu.head { li { a href=(entry.href) { (entry.text) } } } }
        }
    };
    Ok(Page::new("What you can do here", body).into())
}

fn more_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let menu = OwnMenu::of(&crate::house::slices(), view.who.role);
    let body = html! {
        h1 class="nhsuk-heading-l" { "More" }
        @if menu.rest.is_empty() { p { "Everything you can open stands in the menu above." } }
        @for (heading, entries) in &menu.rest {
            h2 class="nhsuk-heading-m" { (heading) }
            ul class="nhsuk-list" { @for entry in entries { li { a href=(entry.href) { (entry.text) } } } }
        }
    };
    Ok(Page::new("More", body).into())
}

fn roles(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let roles = access::roles(view.tx, view.who, view.now)?;
    let words = |one: &access::Membership| (one.id.to_string(), format!("{}, {}", one.role, one.organisation_name));
    let choices: Vec<_> = roles.iter().map(words).collect();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Choose a role" }
        @if let Some(field) = ROLE.first().filter(|_| !choices.is_empty()) {
            (view.form.around("/role", &view.form.choose(field, &choices, ""), "Act in this role"))
        } @else {
            p { "You have no role in an organisation; you see your own record, or that of the person you care for." }
        }
    };
    Ok(Page::new("Choose a role", body).into())
}

fn choose(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let membership: Uuid = act.values.uuid("membership")?;
    access::choose_membership(act.work, act.who, membership)?;
    Ok(Done::new("/", "You act in the role you chose.").id(membership))
}

/// What was typed before the session ended, to be looked at and sent again. A kept form is not sent by itself: the world
/// may have moved on since.
fn kept_form(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let form = access::take_parked_form(view.tx, &view.house.vault, view.path.uuid("form")?)?;
    form.must_be_of(view.who.account)?;
    // What named no session may have been sent by anybody: nobody is handed a button that does it in their name.
    let known = form.account.is_some();
    let pairs: Vec<(String, String)> = serde_json::from_str(&form.body).map_err(Failure::internal)?;
    let hidden: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let said = wire::in_words(&crate::house::slices(), &form.path, &Sent::from_pairs(&hidden));
    let body = html! {
        h1 class="nhsuk-heading-l" { "Your session had ended. Nothing you wrote is lost." }
        @if known {
            p { "This is what you sent. It has not been done yet. Look whether it is still right, then send it again." }
        } @else {
            p { "This was sent when nobody was signed in here. It has not been done. If you wrote it, open the page afresh and enter it again." }
        }
        dl class="nhsuk-summary-list" {
            @for (question, answer) in &said {
                div class="nhsuk-summary-list__row" {
                    dt class="nhsuk-summary-list__key" { (question) }
                    dd class="nhsuk-summary-list__value" { @for line in answer.lines() { p class="nhsuk-u-margin-bottom-0" { (line) } } }
                }
            }
        }
        @if known { (view.form.button(&form.path, &hidden, "Check and send again", false)) }
        p { a href=(form.path) { "Open the page afresh" @if known { " instead" } } }
    };
    Ok(Page::new("Your form was kept", body).into())
}
