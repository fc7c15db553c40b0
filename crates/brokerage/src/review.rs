//! A review of a package that runs; the next one falls due (PLAN-8, H14: no package is without a clock).

use access::{About, Permit};
use kernel::Failure;
use page::{Page, html};
use places::Place;
use store::Work;
use wire::{Act, Done, Field, Shown, View};

use crate::{
    package::{self, Package},
    policy::ReviewPackage,
    steps::keep,
};

/// What is asked.
pub const FIELDS: &[Field] =
    &[Field::version(), Field::words("words", "What was found?").must("Write what the review found.")];

/// Records a review; its words stay in the journal of the package.
pub fn review(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<ReviewPackage>,
    held: &Package,
    words: &str,
) -> Result<(), Failure> {
    permit.covers(held.id)?;
    let step = held.state.review()?;
    let facts = serde_json::json!({ "words": words });
    let at = work.at;
    keep(work, place, held, &step, ("package.reviewed", facts), at, |change| change)
}

fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<ReviewPackage>(&about(&package))?;
    let banner = people::banner(view.tx, package.person, view.house)?;
    view.saw(package.person, "package");
    let form = view.form;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Record a review of package " (package.reference()) }
        @match package.state.review() {
            Err(failure) => { p { (failure.to_string()) } }
            Ok(_) => {
                (form.around(&format!("/packages/{}/review", package.id), &html! {
                    @for field in FIELDS {
                        @let version = package.version.to_string();
                        (form.field(field, if field.name == "version" { &version } else { "" }))
                    }
                }, "Record the review"))
            }
        }
    };
    let back = format!("/packages/{}", package.id);
    Ok(Page::new("Review a package", body).about(banner).back("Back to the package", back).into())
}

/// Records it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let mut held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<ReviewPackage>(&about(&held))?;
    held.version = act.values.version()?;
    review(act.work, act.house.place, &permit, &held, &act.values.text("words")?)?;
    Ok(Done::new(format!("/packages/{}", held.id), "You recorded the review.").id(held.id))
}
