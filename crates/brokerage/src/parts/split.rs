//! The broker takes a visit out of a package, to be offered by itself (BRK-6).

use access::{Permit, Who};
use clocks::Start;
use kernel::{Failure, Minutes, Money, Uuid, count};
use page::{Page, html};
use plans::PatternLine;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, House, Shown, View};

use super::{about, at_rest, hold_all, minutes, of_plan, share};
use crate::{
    PackageId,
    machine::{Actor, State, Timer},
    package::{self, Columns, Package, reference},
    policy::SplitPackage,
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::words("why", "Why is it offered by itself?").must("Say why this visit is offered by itself."),
];

/// Takes a visit out; it goes to a part that waits, or becomes one.
pub fn split(
    work: &mut Work<'_>,
    house: &House,
    who: &Who,
    permit: &Permit<SplitPackage>,
    (held, beside): (&Package, &[Package]),
    (line, why): (Uuid, &str),
) -> Result<PackageId, Failure> {
    permit.covers(held.id)?;
    at_rest(held)?;
    let (out, stays): (Vec<PatternLine>, Vec<PatternLine>) =
        package::lines(work, held.id)?.into_iter().partition(|one| one.id == line);
    if out.is_empty() {
        return Err(Failure::no_such("visit"));
    }
    if stays.is_empty() {
        return Err(Failure::conflict("This is the only visit of the package, so there is nothing to split off."));
    }
    let moved = minutes(&out)?;
    let money = share(held.weekly_budget, moved, held.minutes_per_week)?;
    let to = match beside.iter().find(|one| one.state == State::Requested) {
        Some(other) => {
            give(work, other, (&out, moved, money), "package.part_grown")?;
            other.id
        }
        None => part(work, house, held, (&out, moved, money))?,
    };
    let facts = serde_json::json!({
        "to": to, "lines": out.iter().map(|line| line.id).collect::<Vec<_>>(), "minutes": moved, "why": why, "by": who.name,
    });
    let less = |whole: Minutes| whole.checked_sub(moved).ok_or_else(|| Failure::internal("a week below nothing"));
    let rest = held.weekly_budget.checked_sub(money).ok_or_else(|| Failure::internal("money past all bounds"))?;
    let columns = cols! {
        "lines" => serde_json::to_string(&stays).map_err(Failure::internal)?,
        "minutes_per_week" => minutes(&stays)?, "agreed_minutes" => less(held.agreed_minutes)?, "weekly_budget" => rest,
    };
    let change = Change::new("package.split", "package", held.id).person(held.person).facts(facts);
    work.apply(change.update("package", held.id, held.version, columns))?;
    Ok(to)
}

/// A part that waits takes visits in, with their minutes and their money.
pub(super) fn give(
    work: &mut Work<'_>,
    to: &Package,
    (new, moved, money): (&[PatternLine], Minutes, Money),
    event: &'static str,
) -> Result<(), Failure> {
    let mut lines = package::lines(work, to.id)?;
    lines.extend(new.iter().cloned());
    let more = |whole: Minutes| whole.checked_add(moved).ok_or_else(|| Failure::internal("a week past all bounds"));
    let budget = to.weekly_budget.checked_add(money).ok_or_else(|| Failure::internal("money past all bounds"))?;
    let columns = cols! {
        "lines" => serde_json::to_string(&lines).map_err(Failure::internal)?,
        "minutes_per_week" => minutes(&lines)?, "agreed_minutes" => more(to.agreed_minutes)?, "weekly_budget" => budget,
    };
    let facts = serde_json::json!({ "lines": new.iter().map(|line| line.id).collect::<Vec<_>>(), "minutes": moved });
    let change = Change::new(event, "package", to.id).person(to.person).facts(facts);
    work.apply(change.update("package", to.id, to.version, columns))
}

/// A new part. Its search goes on where the package's stands, so that nobody waits longer for being split; it is asked for now, so
/// that no figure of an earlier week changes.
fn part(
    work: &mut Work<'_>,
    house: &House,
    held: &Package,
    (lines, moved, money): (&[PatternLine], Minutes, Money),
) -> Result<PackageId, Failure> {
    let number = of_plan(work, held.plan)?.iter().map(|part| part.number).max().unwrap_or(1) + 1;
    let (id, search): (PackageId, Timer) = (work.id(), Timer::Search { urgent: held.urgent });
    let start = Start {
        standard: search.standard(),
        subject_kind: "package",
        subject: id.uuid(),
        person: Some(held.person.into()),
        organisation: None,
        from: held.searching_since,
    };
    let due = clocks::start(work, house.place, start)?;
    let mut columns = copied(held)?;
    columns.extend(cols! {
        "id" => id, "version" => 1, "part" => number, "lines" => serde_json::to_string(lines).map_err(Failure::internal)?,
        "minutes_per_week" => moved, "agreed_minutes" => moved, "weekly_budget" => money, "state" => State::Requested.code(),
        "actor" => State::Requested.actor().map(Actor::code), "due_at" => due, "due_for" => search.standard(),
        "round" => 0, "asked" => 0, "eligible" => 0, "requested_at" => work.at,
    });
    let facts = serde_json::json!({ "plan": held.plan, "from": held.id, "part": number, "minutes_per_week": moved, "due": due });
    let change = Change::new("package.part_made", "package", id).person(held.person).facts(facts);
    work.apply(change.insert("package", columns))?;
    Ok(id)
}

/// What a part has from the package it comes from.
fn copied(held: &Package) -> Result<Columns, Failure> {
    let texts = |of: &[String]| serde_json::to_string(of).map_err(Failure::internal);
    let wish = held.wish.as_ref();
    Ok(cols! {
        "person" => held.person, "person_name" => held.person_name.as_str(), "plan" => held.plan,
        "plan_version" => held.plan_version, "locality" => held.locality.as_str(), "outcode" => held.outcode.as_str(),
        "lot" => held.lot.as_str(), "price_kind" => held.price_kind.as_str(), "kind" => held.kind.code(),
        "place_of_care" => held.place_of_care.code(), "risk" => held.risk.code(), "urgent" => held.urgent,
        "urgent_why" => held.urgent_why.as_deref(), "outcomes" => texts(&held.outcomes)?, "risks" => texts(&held.risks)?,
        "background" => held.background.as_deref(), "channel" => held.channel.code(),
        "requested_by" => held.requested_by.as_str(),
        "searching_since" => held.searching_since, "start_wanted" => held.start_wanted, "owner" => held.owner,
        "owner_name" => held.owner_name.as_deref(), "contingency_at" => held.contingency_at,
        "contingency_why" => held.contingency_why.as_deref(), "hand_backs" => held.hand_backs,
        "wish" => wish.map(|wish| wish.ground.code()), "wish_provider" => wish.map(|wish| wish.provider),
        "wish_why" => wish.map(|wish| wish.why.as_str()),
    })
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<SplitPackage>(&about(&package))?;
    let line: Uuid = view.path.uuid("line")?;
    let lines = package::lines(view.tx, package.id)?;
    let line = lines.iter().find(|one| one.id == line).ok_or_else(|| Failure::no_such("visit"))?;
    view.saw(package.person, "splitting of a package");
    let (form, version) = (view.form, package.version.to_string());
    let body = html! {
        h1 class="nhsuk-heading-l" { "Offer by itself: " (line.label) }
        p { (line.in_words()) "." }
        @match at_rest(&package) {
            Err(failure) => { p { (failure.to_string()) } }
            Ok(()) if lines.len() < 2 => { p { "This is the only visit of the package, so there is nothing to split off." } }
            Ok(()) => {
                p { "The visit is offered and awarded by itself; the package keeps " (count(lines.len() - 1, "visit", "visits")) ". Until either part is offered they can be joined again. The time to find a provider goes on as it is." }
                (form.around(&format!("/packages/{}/split/{}", package.id, line.id), &html! {
                    @for field in FIELDS { (form.field(field, if field.name == "version" { version.as_str() } else { "" })) }
                }, "Offer it by itself"))
            }
        }
    };
    let banner = people::banner(view.tx, package.person, view.house)?;
    let back = format!("/packages/{}", package.id);
    Ok(Page::new("Split a package", body).about(banner).back("Back to the package", back).into())
}

/// Splits it off.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (mut held, beside) = hold_all(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<SplitPackage>(&about(&held))?;
    held.version = act.values.version()?;
    let this = (act.path.uuid("line")?, act.values.text("why")?);
    let to = split(act.work, act.house, act.who, &permit, (&held, &beside), (this.0, &this.1))?;
    let message = format!("The visit is package {} now, to be offered by itself.", reference(to));
    Ok(Done::new(format!("/packages/{to}"), message).id(to))
}
