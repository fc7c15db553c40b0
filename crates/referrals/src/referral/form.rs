//! What every form about one referral shares.

use access::{Action, Permit};
use kernel::Failure;
use page::{Markup, Page, html};
use wire::{Act, Shown, View};

use super::{ReferralRow, store};

/// The referral of the path, if this one may do this to it.
pub(super) fn opened<A: Action>(view: &mut View<'_, '_>) -> Result<ReferralRow, Failure> {
    let id = view.path.id("referral")?;
    let row = store::row(view.tx, id)?;
    view.who.permit::<A>(&row.about())?;
    Ok(row)
}

/// The same for a command: held until the unit of work ends, with the permit.
pub(super) fn held_for<A: Action>(act: &mut Act<'_, '_>) -> Result<(ReferralRow, Permit<A>), Failure> {
    let id = act.path.id("referral")?;
    let row = store::held(act.work, id)?;
    let permit = act.who.permit::<A>(&row.about())?;
    Ok((row, permit))
}

/// A form about a referral, with the person named on it (H23).
pub(super) fn form_page(
    view: &mut View<'_, '_>,
    row: &ReferralRow,
    (verb, title, button): (&str, &str, &str),
    fields: &Markup,
) -> Result<Shown, Failure> {
    let banner = people::banner(view.tx, row.person, view.house)?;
    view.saw(row.person, "referral");
    let here = format!("/referrals/{}", row.id);
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        p { (row.source.words()) ", " (row.urgency.short()) ". " (row.state.words()) "." }
        (view.form.around(&format!("{here}/{verb}"), fields, button))
    };
    Ok(Page::new(title, body).about(banner).back("Back to the referral", here).into())
}
