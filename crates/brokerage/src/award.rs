//! The award: the buyer takes one provider's yes, once (BRK-3, BRK-8).

use std::collections::BTreeMap;

use access::{About, Permit, Who};
use kernel::{Date, Failure, Money, Uuid, day_in_words, moment_in_words};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
};
use store::{Work, cols};
use wire::{Act, Done, Field, House, Shown, View};

use crate::{
    AwardId, Offer, OfferId, OfferState, answer,
    competition::{self, Standing},
    framework,
    machine::Held,
    offer,
    package::{self, Move, Package},
    policy::{AskApproval, AwardPackage},
    send, spot,
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::id("offer", "Whose yes do you take?").must("Choose the provider to award the package to."),
    Field::date("start", "On which day does care start?")
        .hint("Any day of the year from the provider’s earliest start on.")
        .must("Enter the day care starts."),
    Field::words("why", "Why this provider, if not the first by rank and not the soonest"),
];

/// What is awarded.
#[derive(Debug, Clone)]
pub struct NewAward {
    /// The yes that is taken.
    pub offer: OfferId,
    /// The day care starts.
    pub start: Date,
    /// Why this one, when neither rank nor the soonest start says so.
    pub why: Option<String>,
}

/// Awards a package. It happens once, however many press at once: the package is held before it is looked at, and the
/// database keeps one running award per package besides.
pub fn award(
    work: &mut Work<'_>,
    house: &House,
    who: &Who,
    permit: &Permit<AwardPackage>,
    held: &Package,
    new: &NewAward,
) -> Result<AwardId, Failure> {
    permit.covers(held.id)?;
    held.state.may_be_awarded()?;
    let unsettled = offer::unsettled(work, held.id)?;
    let chosen = chosen(work, &unsettled, new.offer)?;
    let price = check(work, house, held, &unsettled, (chosen, new))?;
    let award: AwardId = work.id();
    let next = Held {
        award,
        version: 1,
        offer: chosen.id,
        provider: chosen.provider,
        provider_name: chosen.provider_name.clone(),
        rate: price.rate,
        at: work.at,
        start: new.start,
        plan_received: None,
        introduced: None,
        first_care: None,
        outcomes: None,
        provider_plan: None,
        asked: None,
        before: None,
    };
    let step = held.state.award(next)?;
    let facts = serde_json::json!({
        "award": award, "offer": chosen.id, "provider": chosen.provider, "person": held.person, "rate": price.rate,
        "start": new.start, "minutes_per_week": held.minutes_per_week, "lines": package::lines(work, held.id)?,
        "lot": held.lot, "locality": held.locality, "kind": held.kind.code(), "why": new.why,
    });
    let row = cols! {
        "id" => award, "version" => 1, "package" => held.id, "offer" => chosen.id, "person" => held.person,
        "provider" => chosen.provider, "provider_name" => chosen.provider_name.as_str(),
        "on_framework" => chosen.on_framework, "rate" => price.rate, "ceiling" => price.ceiling, "awarded_at" => work.at,
        "awarded_by" => who.name.as_str(), "why" => new.why.as_deref(), "start_day" => new.start,
        "first_care_by" => held.first_care_by(new.start), "minutes_awarded" => held.minutes_per_week,
    };
    let (offer_id, offer_version, provider, from) = (chosen.id, chosen.version, chosen.provider, work.at);
    let this = Move { package: held, step: &step, from, event: "package.awarded", more: Vec::new() };
    package::take(work, house.place, this, |change, dues| {
        let mut row = row;
        row.extend(cols! { "first_visit_due" => dues.first_visit });
        change.organisation(provider).facts(facts).insert("award", row).update(
            "offer",
            offer_id,
            offer_version,
            cols! { "outcome" => "awarded" },
        )
    })?;
    tell(work, held, &unsettled, chosen, new.start)?;
    Ok(award)
}

struct Price {
    rate: Money,
    ceiling: Money,
}

fn chosen<'o>(work: &mut Work<'_>, unsettled: &'o [Offer], id: OfferId) -> Result<&'o Offer, Failure> {
    if let Some(found) = unsettled.iter().find(|offer| offer.id == id && offer.waits()) {
        return Ok(found);
    }
    let now = work.at;
    let words = match offer::offer(work, id) {
        Ok(other) => {
            format!("The answer of {} cannot be taken: {}.", other.provider_name, other.words(now).to_lowercase())
        }
        Err(_) => "Choose one of the providers that said yes.".into(),
    };
    Err(Failure::field("offer", words))
}

/// What must hold before an award: the gate, the day, the price, and a reason where order and speed give none.
fn check(
    work: &mut Work<'_>,
    house: &House,
    held: &Package,
    unsettled: &[Offer],
    (chosen, new): (&Offer, &NewAward),
) -> Result<Price, Failure> {
    let today = work.at.day();
    if let Some(stop) = framework::stops_of(work, chosen.provider)?.iter().find(|stop| stop.holds_on(today)) {
        return Err(Failure::field(
            "offer",
            format!(
                "Placements with {} have been stopped since {}: {}. Choose another provider.",
                chosen.provider_name,
                day_in_words(stop.from),
                stop.words
            ),
        ));
    }
    let OfferState::Accepted { earliest_start, rate, .. } = &chosen.state else {
        return Err(Failure::internal("a yes that is none"));
    };
    if new.start < *earliest_start {
        return Err(Failure::field(
            "start",
            format!("{} can start on {} at the earliest.", chosen.provider_name, day_in_words(*earliest_start)),
        ));
    }
    if new.start < today {
        return Err(Failure::field(
            "start",
            "Care cannot start before the day of the award. Enter today or a later day.",
        ));
    }
    let ceiling = house.place.ceiling(&held.lot, &held.locality, &held.price_kind, new.start);
    let ceiling = ceiling.ok_or_else(|| no_price(house.place, held, new.start))?;
    let rate = rate.unwrap_or(ceiling);
    spot::must_be_approved(work, house.place, held, chosen, rate)?;
    reasoned(work, unsettled, (chosen, new), (rate, ceiling))?;
    Ok(Price { rate, ceiling })
}

/// A reason where price, order, speed and competition give none. Every bid must have its points, reason or not.
fn reasoned(
    work: &mut Work<'_>,
    unsettled: &[Offer],
    (chosen, new): (&Offer, &NewAward),
    (rate, ceiling): (Money, Money),
) -> Result<(), Failure> {
    let (name, now) = (&chosen.provider_name, work.at);
    let waiting: Vec<&Offer> = unsettled.iter().filter(|offer| offer.waits()).collect();
    let standing = competition::standing(work, &waiting, chosen, now)?;
    let words = match standing {
        _ if new.why.is_some() => return Ok(()),
        Standing::Below(words) => words,
        _ if rate > ceiling => {
            format!("{name} asks {rate} an hour, more than the ceiling of {ceiling}. Say why this is paid.")
        }
        Standing::NoCompetition if !is_first_or_soonest(unsettled, chosen) => format!(
            "{name} is neither the first by rank nor the soonest of those that said yes. Say why you choose them."
        ),
        Standing::NoCompetition | Standing::Highest => return Ok(()),
    };
    Err(Failure::field("why", words))
}

/// What is said of a day for which nothing is known to pay: neither an award nor a later first day may rely on it.
pub(crate) fn no_price(place: &places::Place, held: &Package, day: Date) -> Failure {
    let lot = place.lots.iter().find(|lot| lot.code == held.lot).map_or(held.lot.as_str(), |lot| lot.name.as_str());
    let area = place.locality(&held.locality).map_or(held.locality.as_str(), |area| area.name.as_str());
    Failure::field(
        "start",
        format!(
            "The price schedule has no price for {} ({}) in {area} on {}. Choose another day, or ask the commissioner to add the price first.",
            lot.to_lowercase(),
            held.price_kind.replace('_', " "),
            day_in_words(day)
        ),
    )
}

fn is_first_or_soonest(unsettled: &[Offer], chosen: &Offer) -> bool {
    let waiting = || unsettled.iter().filter(|offer| offer.waits());
    let place = |offer: &Offer| offer.rank.unwrap_or(i64::MAX);
    let day = |offer: &Offer| match &offer.state {
        OfferState::Accepted { earliest_start, .. } => *earliest_start,
        _ => Date::MAX,
    };
    waiting().all(|other| place(chosen) <= place(other)) || waiting().all(|other| day(chosen) <= day(other))
}

/// The others learn that it is settled; nobody learns who else was asked.
fn tell(work: &mut Work<'_>, held: &Package, unsettled: &[Offer], chosen: &Offer, start: Date) -> Result<(), Failure> {
    let reference = held.reference();
    for other in unsettled.iter().filter(|other| other.id != chosen.id) {
        let why = "The package has been awarded to another provider.";
        if other.waits() {
            offer::pass_over(work, other, why)?;
        } else {
            offer::withdraw(work, other, why)?;
        }
        let now = work.at;
        let points = match competition::own_total(work, other, now)? {
            Some(total) => format!(" Your bid was given {total} points of 100."),
            None => String::new(),
        };
        let body = format!(
            "Package {reference} has been awarded to another provider.{points} Thank you for your answer; nothing more needs to be done."
        );
        send::notify(work, other.provider, "offer.settled", &format!("Package {reference} was awarded"), &body)?;
    }
    let body = format!(
        "Package {reference} has been awarded to you. Care starts on {}. Sign in to see whom it is for and to confirm the plan: /provider/packages/{}",
        day_in_words(start),
        held.id
    );
    send::notify(work, chosen.provider, "package.awarded", &format!("Package {reference} is yours"), &body)
}

fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person)
}

/// The form: every yes, the best placed first, with its earliest start and price.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<AwardPackage>(&about(&package))?;
    view.saw(package.person, "award of a package");
    let mut yes = answer::waiting(view.tx, &package)?;
    let totals = competition::totals_of(view.tx, &yes, view.now)?;
    yes.sort_by_key(|offer| std::cmp::Reverse(totals.get(&offer.id).copied()));
    let (above, limit) = (spot::to_approve(view.house.place, &package, &yes)?, spot::allowed(view.house.place));
    let asks = view.who.may::<AskApproval>();
    let choices: Vec<(String, String)> = yes.iter().map(|offer| (offer.id.to_string(), yes_in_words(offer))).collect();
    let first = yes.first().map(|offer| (offer.id.to_string(), start_of(offer, &package))).unwrap_or_default();
    let form = view.form;
    let fields = html! {
        @for field in FIELDS {
            @match field.name {
                "version" => { (form.field(field, &package.version.to_string())) }
                "offer" => { (form.choose(field, &choices, &first.0)) }
                "start" => { (form.field(field, &first.1)) }
                _ => { (form.field(field, "")) }
            }
        }
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Award package " (package.reference()) }
        @if let Err(failure) = package.state.may_be_awarded() {
            p { (failure.to_string()) }
        } @else if yes.is_empty() {
            p { "No provider has said yes yet. When one does, you can award the package here." }
        } @else {
            p { "Wanted from " (day_in_words(package.start_wanted)) ". An award is made once; the other providers are told." }
            (replies(&yes, &totals))
            @for (offer, _, weekly) in &above {
                p { (offer.provider_name) " costs " (weekly) " a week, above your limit of " (limit) " for a spot purchase. "
                    @if asks { a href={ "/packages/" (package.id) "/approval" } { "Ask for approval" } } }
            }
            (form.around(&format!("/packages/{}/award", package.id), &fields, "Award the package"))
        }
    };
    let banner = people::banner(view.tx, package.person, view.house)?;
    let back = format!("/packages/{}", package.id);
    Ok(Page::new(format!("Award package {}", package.reference()), body)
        .about(banner)
        .back("Back to the package", back)
        .into())
}

/// Who said yes, each with its rank and the reasons as they were when the offer was sent.
fn replies(yes: &[Offer], totals: &BTreeMap<OfferId, i64>) -> Markup {
    let rows = yes.iter().map(|offer| {
        let rank = offer.rank.map_or_else(|| "No place".to_owned(), |rank| rank.to_string());
        let points = totals.get(&offer.id).map(|total| competition::points_in_words(*total)).unwrap_or_default();
        vec![
            Cell::from(offer.provider_name.as_str()),
            Cell::from(rank),
            Cell::from(offer.rank_why.clone().unwrap_or_default()),
            Cell::from(points),
        ]
    });
    table(&Table {
        caption: "Who said yes, and where they stood".into(),
        head: ["Provider", "Rank", "Why", "Points in the competition"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    })
}

fn start_of(offer: &Offer, package: &Package) -> String {
    match &offer.state {
        OfferState::Accepted { earliest_start, .. } => (*earliest_start).max(package.start_wanted).to_string(),
        _ => package.start_wanted.to_string(),
    }
}

fn yes_in_words(offer: &Offer) -> String {
    let place = offer.rank.map_or_else(|| "asked for another reason".to_owned(), |rank| format!("rank {rank}"));
    match &offer.state {
        OfferState::Accepted { earliest_start, rate, answer, .. } => format!(
            "{}, {place}, from {} at {}, answered {}",
            offer.provider_name,
            day_in_words(*earliest_start),
            rate.map_or_else(|| "the schedule’s price".to_owned(), |rate| format!("{rate} an hour")),
            moment_in_words(answer.at)
        ),
        _ => offer.provider_name.clone(),
    }
}

/// Awards it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let mut held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<AwardPackage>(&about(&held))?;
    // Whoever comes second is told who has it, not merely that the page was old.
    held.state.may_be_awarded()?;
    held.version = act.values.version()?;
    let new =
        NewAward { offer: act.values.id("offer")?, start: act.values.date("start")?, why: act.values.opt_text("why")? };
    award(act.work, act.house, act.who, &permit, &held, &new)?;
    let after = package::row(act.work, held.id)?;
    let name = after.state.held().map(|held| held.provider_name.clone()).unwrap_or_default();
    let message = format!("You awarded the package to {name}. Care starts on {}.", day_in_words(new.start));
    Ok(Done::new(format!("/packages/{}", held.id), message).id(Uuid::from(held.id)))
}
