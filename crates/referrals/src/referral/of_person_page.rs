//! A person's referrals, and the way to refer them again: former users have a route back in (REF-3).

use kernel::Failure;
use page::{Page, components::Button, components::button, html, show::empty_state};
use people::PersonId;
use wire::{Shown, View};

use super::{list::table, store};
use crate::{Refer, SeeReferrals};

/// Shows them.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let person: PersonId = view.path.id("person")?;
    let banner = people::banner(view.tx, person, view.house)?;
    let mut rows = store::of_person(view.tx, person)?;
    rows.retain(|row| view.who.permit::<SeeReferrals>(&row.about()).is_ok());
    view.saw(person, "referrals");
    let title = "Referrals";
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        @if view.who.may::<Refer>() {
            (button(&Button::link("Refer for care at home", format!("/people/{person}/refer"))))
        }
        @if rows.is_empty() {
            (empty_state("No referral of this person is here that you may see. Each will stand here with its status."))
        } @else {
            (table(&rows, view.now))
        }
    };
    let page = Page::new(title, body).about(banner).back("Back to the person", format!("/people/{person}"));
    let data: Vec<_> = rows.iter().map(|row| super::show::facts(row, view.now)).collect();
    Shown::with(page, &data)
}
