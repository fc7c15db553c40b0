//! A provider's offers: its own and no other's, and of each only what it may know before the award (BRK-3).

use access::Covers;
use kernel::{Failure, Moment, day_in_words, deadline_in_words, moment_in_words, time_left};
use page::{
    Markup, Page,
    components::{Cell, SummaryList, SummaryRow, Table, summary_list, table},
    html,
    show::{empty_state, state, time_left_of},
};
use schemars::JsonSchema;
use store::{Row, Tx, params, statement};
use wire::{Shown, View};

use crate::{
    Offer, OfferState, answer, competition, offer,
    package::{self, Package},
    policy::{AnswerOffer, BidForPackage, ListOffers, SeeOffer},
    seal::{Known, Words},
    show::standing,
};

statement! {
    OF_PROVIDER = "SELECT o.*, p.minutes_per_week, p.start_wanted, p.outcode, p.kind
        FROM offer o JOIN package p ON p.id = o.package
        WHERE o.id IN (SELECT id FROM offer WHERE provider = $1 AND state = 'open'
            UNION SELECT id FROM offer WHERE provider = $1 AND sent_at >= $2)
        ORDER BY CASE o.state WHEN 'open' THEN 0 ELSE 1 END, o.due_at, o.id LIMIT 200";
}

/// One offer in a provider's list, and nothing by which a person could be known.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct OfferLine {
    /// The offer.
    pub id: String,
    /// Its row's version, which an answer sends back.
    pub version: i64,
    /// The package's short name.
    pub package: String,
    /// The area.
    pub locality: String,
    /// The first half of the postcode.
    pub outcode: String,
    /// The kind of package.
    pub kind: String,
    /// Minutes of care a week.
    pub minutes_per_week: i64,
    /// The day care is wanted from.
    pub start_wanted: String,
    /// Until when it can be answered.
    pub answer_by: String,
    /// How long that is, in words.
    pub time_left: String,
    /// Where it stands.
    pub state: String,
    /// Whether it can be answered now.
    pub open: bool,
    #[serde(skip)]
    sent_at: Option<Moment>,
    #[serde(skip)]
    due_at: Option<Moment>,
}

fn line(row: &Row, now: Moment, place: &places::Place) -> Result<OfferLine, Failure> {
    let offer = Offer::read(row)?;
    let kind: plans::PackageKind = row.parse("kind")?;
    let start: kernel::Date = row.get("start_wanted")?;
    let area = place.locality(&offer.locality);
    Ok(OfferLine {
        id: offer.id.to_string(),
        version: offer.version,
        package: crate::reference(offer.package),
        locality: area.map_or_else(|| offer.locality.clone(), |area| area.name.clone()),
        outcode: row.get("outcode")?,
        kind: kind.words().into(),
        minutes_per_week: row.get("minutes_per_week")?,
        start_wanted: start.to_string(),
        answer_by: offer.due_at.to_string(),
        time_left: if offer.is_open(now) { time_left(now, offer.due_at).text } else { String::new() },
        state: offer.words(now).into(),
        open: offer.is_open(now),
        sent_at: Some(offer.sent_at),
        due_at: Some(offer.due_at),
    })
}

/// A provider's offers: the open ones, the shortest time first, then those of the last 30 days (at most 200).
pub fn of_provider(
    tx: &mut Tx<'_>,
    provider: kernel::Uuid,
    now: Moment,
    place: &places::Place,
) -> Result<Vec<OfferLine>, Failure> {
    tx.all(&OF_PROVIDER, params![provider, now.plus_days(-30)], |row| line(row, now, place))
}

/// The list.
pub fn list(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<ListOffers>()?;
    let offers = match scope.covers() {
        Covers::Organisation(provider) => of_provider(view.tx, *provider, view.now, view.house.place)?,
        Covers::Place | Covers::People(_) | Covers::Worker(_) => Vec::new(),
    };
    let (open, past): (Vec<&OfferLine>, Vec<&OfferLine>) = offers.iter().partition(|offer| offer.open);
    let body = html! {
        h1 class="nhsuk-heading-l" { "Offers" }
        @if open.is_empty() {
            (empty_state("No offer waits for your answer. When a package fits you by area, kind of care and the room you have said you have, it appears here with the time left to answer."))
        } @else { (open_table(view.now, &open)) }
        @if !past.is_empty() { (past_table(&past)) }
    };
    Shown::with(Page::new("Offers", body).wide().refresh_every(60), &offers)
}

/// Open offers with their countdown.
pub(crate) fn open_table(now: Moment, open: &[&OfferLine]) -> Markup {
    let rows = open.iter().map(|offer| {
        let left = match (offer.sent_at, offer.due_at) {
            (Some(sent), Some(due)) => time_left_of(now, sent, due),
            _ => html! {},
        };
        vec![
            Cell::link(offer.package.as_str(), format!("/offers/{}", offer.id)),
            Cell::from(left),
            Cell::from(format!("{}, {}", offer.locality, offer.outcode)),
            Cell::from(kernel::Minutes::new(offer.minutes_per_week).to_string()),
            Cell::from(offer.kind.as_str()),
            Cell::from(offer.start_wanted.parse().map(kernel::short_day).unwrap_or_default()),
        ]
    });
    table(&Table {
        caption: "Waiting for your answer".into(),
        head: ["Package", "Time to answer", "Where", "A week", "Kind", "Wanted from"]
            .into_iter()
            .map(Cell::from)
            .collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}

fn past_table(past: &[&OfferLine]) -> Markup {
    let rows = past.iter().map(|offer| {
        vec![
            Cell::link(offer.package.as_str(), format!("/offers/{}", offer.id)),
            Cell::from(format!("{}, {}", offer.locality, offer.outcode)),
            Cell::from(offer.state.as_str()),
        ]
    });
    table(&Table {
        caption: "Answered or over, last 30 days".into(),
        head: ["Package", "Where", "What became of it"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}

/// What may be known of a package before it is awarded; no name, no address, no number.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct Sealed {
    /// The offer.
    pub id: String,
    /// Its row's version, which an answer sends back.
    pub version: i64,
    /// The package's short name.
    pub package: String,
    /// The area.
    pub locality: String,
    /// The first half of the postcode.
    pub outcode: String,
    /// The kind of package.
    pub kind: String,
    /// Where the care is given.
    pub place_of_care: String,
    /// How much harm a wait could do.
    pub risk: String,
    /// Minutes of care a week.
    pub minutes_per_week: i64,
    /// The money there is for a week, in pence.
    pub weekly_budget_pence: i64,
    /// The schedule's ceiling for an hour, in pence.
    pub ceiling_pence: Option<i64>,
    /// The day care is wanted from.
    pub start_wanted: String,
    /// What the care is to bring about.
    pub outcomes: Vec<String>,
    /// Risks to know of.
    pub risks: Vec<String>,
    /// What else to know.
    pub background: Option<String>,
    /// The visits, in words.
    pub visits: Vec<String>,
    /// Until when it can be answered.
    pub answer_by: String,
    /// Where the offer stands.
    pub state: String,
}

fn seal(view: &mut View<'_, '_>, offer: &Offer, package: &Package) -> Result<(Sealed, Words), Failure> {
    let place = view.house.place;
    let known = Known::of(view.tx, place, package.person)?;
    let words = Words::of_package(view.tx, package)?.sealed(&known);
    let ceiling = place.ceiling(&package.lot, &package.locality, &package.price_kind, package.start_wanted);
    let visits =
        words.lines.iter().map(|line| format!("{}: {}: {}", line.label, line.in_words(), line.tasks.join("; ")));
    let sealed = Sealed {
        id: offer.id.to_string(),
        version: offer.version,
        package: package.reference(),
        locality: place.locality(&package.locality).map_or_else(|| package.locality.clone(), |area| area.name.clone()),
        outcode: package.outcode.clone(),
        kind: package.kind.words().into(),
        place_of_care: package.place_of_care.words().into(),
        risk: package.risk.words().into(),
        minutes_per_week: package.minutes_per_week.get(),
        weekly_budget_pence: package.weekly_budget.pence(),
        ceiling_pence: ceiling.map(kernel::Money::pence),
        start_wanted: package.start_wanted.to_string(),
        outcomes: words.outcomes.clone(),
        risks: words.risks.clone(),
        background: words.background.clone(),
        visits: visits.collect(),
        answer_by: offer.due_at.to_string(),
        state: offer.words(view.now).into(),
    };
    Ok((sealed, words))
}

fn facts(package: &Package, sealed: &Sealed, words: &Words) -> Markup {
    let ceiling = sealed.ceiling_pence.map(|pence| format!("{} an hour", kernel::Money::from_pence(pence)));
    let rows = vec![
        SummaryRow::new("Where", format!("{}, postcode beginning {}", sealed.locality, sealed.outcode)),
        SummaryRow::new("Kind of package", format!("{}, {}", sealed.kind, sealed.place_of_care.to_lowercase())),
        SummaryRow::new("Care a week", package.minutes_per_week.to_string()),
        SummaryRow::new("Wanted from", day_in_words(package.start_wanted)),
        SummaryRow::new("Money available a week", package.weekly_budget.to_string()),
        SummaryRow::new("Ceiling of the schedule", ceiling.unwrap_or_else(|| "None for that day".into())),
        SummaryRow::new("Risk", sealed.risk.as_str()),
    ];
    html! {
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        (words.shown())
    }
}

fn standing_words(now: Moment, offer: &Offer) -> Markup {
    if offer.is_open(now) {
        return html! {
            p { "Answer by " (deadline_in_words(offer.due_at)) ". " (time_left_of(now, offer.sent_at, offer.due_at)) }
        };
    }
    html! {
        p { (state(offer.words(now), standing(offer, now))) }
        @match &offer.state {
            OfferState::Open | OfferState::Expired { .. } => {
                p { "The time to answer ended on " (deadline_in_words(offer.due_at)) "." }
            }
            OfferState::Accepted { answer, earliest_start, .. } => {
                p { "Accepted on " (moment_in_words(answer.at)) " by " (answer.by) ", earliest start " (day_in_words(*earliest_start)) "." }
            }
            OfferState::Declined { answer, reason, .. } => {
                p { "Declined on " (moment_in_words(answer.at)) " by " (answer.by) ": " (reason.words().to_lowercase()) "." }
            }
            OfferState::Withdrawn { at, why } => { p { "Withdrawn on " (moment_in_words(*at)) ". " (why) } }
        }
    }
}

/// A page about a sealed offer, with whatever `more` adds while it can be answered.
pub(crate) fn sealed_page(
    view: &mut View<'_, '_>,
    (offer, package): (&Offer, &Package),
    title: &str,
    more: impl FnOnce(&Sealed) -> Markup,
) -> Result<Shown, Failure> {
    let (sealed, words) = seal(view, offer, package)?;
    let own = answer::is_own(view, offer);
    let mine = package.provider() == Some(offer.provider) && own;
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) ": package " (sealed.package) }
        @if !own { p { "Offered to " (offer.provider_name) ". You record the answer the provider gives." } }
        (standing_words(view.now, offer))
        @if mine { p { a href={ "/provider/packages/" (package.id) } { "The package is yours: see whom it is for" } } }
        @if offer.is_open(view.now) { (more(&sealed)) }
        (facts(package, &sealed, &words))
    };
    let back = if own {
        ("Back to your offers", "/offers".to_owned())
    } else {
        ("Back to the package", format!("/packages/{}", package.id))
    };
    Shown::with(Page::new(format!("{title} {}", sealed.package), body).back(back.0, back.1), &sealed)
}

/// One offer.
pub fn show(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let offer = offer::offer(view.tx, view.path.id("offer")?)?;
    view.who.permit::<SeeOffer>(&answer::about(&offer))?;
    let package = package::row(view.tx, offer.package)?;
    let may = view.who.may::<AnswerOffer>();
    let id = offer.id;
    let called = competition::of_round(view.tx, offer.package, offer.round)?;
    let told = if answer::is_own(view, &offer) { competition::own_total(view.tx, &offer, view.now)? } else { None };
    let told = told.filter(|_| package.state.may_be_awarded().is_err());
    if let Some(total) = told {
        return bid_page(view, (&offer, &package), &total);
    }
    let bids = view.who.may::<BidForPackage>();
    sealed_page(view, (&offer, &package), "Offer", |_| {
        html! { @if may {
            @if called.is_some() { p { "This package is a mini-competition: the provider answers questions and quotes a price, sealed until the deadline." } }
            p {
                @if called.is_some() {
                    @if bids { a class="nhsuk-button" href={ "/offers/" (id) "/bid" } { "Answer and quote a price" } " " }
                } @else { a class="nhsuk-button" href={ "/offers/" (id) "/accept" } { "Accept" } " " }
                a class="nhsuk-button nhsuk-button--secondary" href={ "/offers/" (id) "/decline" } { "Decline" }
            }
        } }
    })
}

/// An offer of a mini-competition that is settled: its provider learns its own points and nobody else's (BRK-8).
fn bid_page(view: &mut View<'_, '_>, (offer, package): (&Offer, &Package), total: &str) -> Result<Shown, Failure> {
    let (sealed, _) = seal(view, offer, package)?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Offer: package " (sealed.package) }
        (standing_words(view.now, offer))
        p { "Your bid was given " (total) " points of 100." }
        @if package.provider() == Some(offer.provider) { p { a href={ "/provider/packages/" (package.id) } { "The package is yours: see whom it is for" } } }
    };
    Shown::with(Page::new(format!("Offer {}", sealed.package), body).back("Back to your offers", "/offers"), &sealed)
}
