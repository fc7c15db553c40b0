//! The broker gives points for each answer of a bid, once the competition has closed (BRK-8).

use access::{Permit, Who};
use kernel::Failure;
use page::{Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{Bid, Competition, MOST_POINTS, about, competition, opened};
use crate::{
    package::{self, Package},
    policy::AwardPackage,
};

const fn points(name: &'static str) -> Field {
    Field::whole(name, "Points, 0 to 10", 0, MOST_POINTS, "")
}

/// What is asked; of the points as many as there are questions.
pub const FIELDS: &[Field] = &[
    Field::version(),
    points("points_1").must("Give the first answer its points."),
    points("points_2"),
    points("points_3"),
    points("points_4"),
    points("points_5"),
    Field::words("why", "Why these points?").must("Say why you give these points."),
];

/// The names of the fields of the points.
const POINTS: [&str; super::QUESTIONS] = ["points_1", "points_2", "points_3", "points_4", "points_5"];

/// Keeps the points of a bid; they may be changed until the package is awarded.
pub fn score(
    work: &mut Work<'_>,
    who: &Who,
    permit: &Permit<AwardPackage>,
    (held, competition, bid): (&Package, &Competition, &Bid),
    (points, why): (&[i64], &str),
) -> Result<(), Failure> {
    permit.covers(held.id)?;
    held.state.may_be_awarded()?;
    if let Some(name) = POINTS.iter().take(competition.questions.len()).nth(points.len()) {
        return Err(Failure::field(*name, "Give this answer its points."));
    }
    let facts = serde_json::json!({
        "package": held.id, "competition": competition.id, "provider": bid.provider, "points": points, "why": why,
        "before": bid.points,
    });
    let columns = cols! {
        "points" => serde_json::to_string(points).map_err(Failure::internal)?, "points_why" => why, "scored_at" => work.at,
        "scored_by" => who.name.as_str(),
    };
    let change = Change::new("bid.scored", "offer", bid.offer).organisation(bid.provider).facts(facts);
    work.apply(change.update("bid", bid.id, bid.version, columns))
}

/// The form, under the answers.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let bid = opened(view.tx, view.path.uuid("bid")?, view.now)?;
    let competition = competition(view.tx, bid.competition)?;
    let package = package::row(view.tx, competition.package)?;
    view.who.permit::<AwardPackage>(&about(&package))?;
    view.saw(package.person, "bids for a package");
    let form = view.form;
    let fields = html! {
        @for field in FIELDS {
            @match POINTS.iter().position(|name| *name == field.name) {
                None if field.name == "version" => { (form.field(field, &bid.version.to_string())) }
                None => { (form.field(field, bid.points_why.as_deref().unwrap_or_default())) }
                Some(nth) => {
                    @if let (Some(question), Some(answer)) = (competition.questions.get(nth), bid.answers.get(nth)) {
                        h2 class="nhsuk-heading-s" { (nth + 1) ". " (question.words) " (weighs " (question.weight) ")" }
                        @for line in answer.lines() { p { (line) } }
                        (form.needed(field, &bid.points.as_ref().and_then(|all| all.get(nth)).map(ToString::to_string).unwrap_or_default()))
                    }
                }
            }
        }
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Points for " (bid.provider_name) }
        p { "Price " (bid.rate) " an hour; its points are reckoned from the prices." }
        (form.around(&format!("/bids/{}/score", bid.id), &fields, "Keep the points"))
    };
    let banner = people::banner(view.tx, package.person, view.house)?;
    let back = format!("/competitions/{}", competition.id);
    Ok(Page::new("Points for a bid", body).about(banner).back("Back to the competition", back).into())
}

/// Keeps them.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let mut bid = opened(act.work, act.path.uuid("bid")?, act.now)?;
    let competition = competition(act.work, bid.competition)?;
    let held = package::hold(act.work, competition.package)?;
    let permit = act.who.permit::<AwardPackage>(&about(&held))?;
    bid.version = act.values.version()?;
    let mut points = Vec::new();
    for name in POINTS.iter().take(competition.questions.len()) {
        match act.values.opt_whole(name)? {
            Some(given) => points.push(given),
            None => return Err(Failure::field(*name, "Give this answer its points.")),
        }
    }
    score(act.work, act.who, &permit, (&held, &competition, &bid), (&points, &act.values.text("why")?))?;
    let message = format!("The points of {} are kept.", bid.provider_name);
    Ok(Done::new(format!("/competitions/{}", competition.id), message).id(bid.id))
}
