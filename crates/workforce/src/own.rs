//! What a care worker's office has recorded of them, for themselves.

use kernel::Failure;
use page::{Page, html};
use wire::{Shown, View};

use crate::{check, policy::SeeOwnChecks, worker};

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SeeOwnChecks>()?;
    let (own, account, today) = (view.who.organisation_id().unwrap_or_default(), view.who.account, view.now.day());
    let found = check::worker(view.tx, own, account, today)?;
    let place = view.house.place;
    let body = html! {
        h1 class="nhsuk-heading-l" { "My checks and training" }
        (worker::summary(place, &found, today))
        p { "Your office records these. If something is wrong or you have a newer paper, show it to your manager." }
        (worker::tables(place, &found, today, false))
    };
    Shown::with(Page::new("My checks and training", body), &worker::data(place, &found, today))
}
