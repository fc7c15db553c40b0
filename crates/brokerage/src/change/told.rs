//! What has changed since the plan was agreed, as it stands with the package for provider, broker and social worker (BRK-9).

use kernel::{Failure, Money, Rounding, Uuid};
use page::{Markup, html, show::moment};
use plans::{ChangeKind, ChangeRequest};
use wire::View;

use super::adjust::used;
use crate::package::Package;

/// The section. A provider sees what it reported itself; whoever bought the care sees what any provider did.
pub(crate) fn section(view: &mut View<'_, '_>, package: &Package, own: Option<Uuid>) -> Result<Markup, Failure> {
    let adjusted = plans::adjustments(view.tx, package.plan, package.plan_version)?;
    let mut reported = plans::changes_of(view.tx, package.person)?;
    reported.retain(|asked| match own {
        Some(provider) => asked.organisation == Some(provider),
        None => asked.organisation.is_some(),
    });
    // The review stands with what it adjusted.
    reported.retain(|asked| asked.kind != ChangeKind::ProviderReview || asked.answer.is_some());
    let used = used(view.house.place, package);
    let now = view.now;
    Ok(html! {
        @if !adjusted.is_empty() {
            h2 class="nhsuk-heading-m" { "Adjusted at reviews" }
            p {
                "The care given is " (used.in_words()) ": " (used.used()) " of " (used.allowed) " used, counted from version "
                (package.plan_version) " of the plan" @if let Some(cost) = cost(package) { " (" (cost) ")" } "."
            }
            @for one in &adjusted {
                p { (moment(one.at)) ", " (one.provider_name) ". " (one.words) ". Why: " (one.why) " Agreed with " (one.agreed_name)
                    " (" (one.agreed_with.words().to_lowercase()) "). The review found: " (one.review) }
            }
        }
        @if !reported.is_empty() {
            h2 class="nhsuk-heading-m" { "Reported to the social worker" }
            @for asked in &reported { (one(asked, now)) }
        }
    })
}

fn one(asked: &ChangeRequest, now: kernel::Moment) -> Markup {
    html! {
        p {
            (moment(asked.asked_at)) ", " (asked.said_by) ". "
            @if let Some(about) = asked.about(now) { strong { (about) ". " } }
            (asked.words)
            @match &asked.answer {
                Some((kind, answer, at)) => { br; "Answer, " (moment(*at)) ": " strong { (kind.words()) ". " } (answer) }
                None => { br; "Not answered yet." }
            }
        }
    }
}

/// "£48.20 a week more at the agreed rate".
fn cost(package: &Package) -> Option<String> {
    let rate = package.state.held()?.rate;
    let minutes = package.minutes_per_week.get() - package.agreed_minutes.get();
    let cost = Money::for_minutes(rate, kernel::Minutes::new(minutes.abs()), Rounding::HalfUp)?;
    let way = if minutes < 0 { "less" } else { "more" };
    Some(format!("about {cost} a week {way} at {rate} an hour"))
}
