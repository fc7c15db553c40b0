//! One package for the broker: where it stands, who was asked and why, what was answered, what comes next.

mod data;

pub use data::{NoteData, OfferData, PackageData};

use access::{About, Who};
use kernel::{Date, Failure, Moment, Money, day_in_words, moment_in_words};
use page::{
    Markup, Page,
    components::{Cell, InsetText, SummaryList, SummaryRow, Table, inset_text, summary_list, table},
    html,
    show::{Standing, Step, StepState, empty_state, state, steps, time_left},
};
use wire::{Shown, View};

use crate::{
    Offer, OfferState, State, change, competition, complex, hand_back,
    machine::Held,
    note, offer,
    package::{self, Package},
    parts, pilot,
    policy::{
        AgreeLaterStart, AwardPackage, EndPackage, KeepAward, ListPackages, MakeOffer, OwnPackage, RecordWish,
        WidenSearch,
    },
    rates,
    send::{self, Round},
    show::{pattern, ranking, standing},
    spot,
    steps::{outcomes, start},
};

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<ListPackages>(&About::thing("package", package.id).person(package.person))?;
    view.saw(package.person, "package");
    let lines = package::lines(view.tx, package.id)?;
    let offers = offer::of_package(view.tx, package.id)?;
    let rounds = send::rounds(view.tx, package.id)?;
    let backs = hand_back::of_package(view.tx, package.id)?;
    let agreements = outcomes::of_package(view.tx, package.id)?;
    let banner = people::banner(view.tx, package.person, view.house)?;
    let changed = rates::since(view.tx, &package)?;
    let changes = change::section(view, &package, None)?;
    let competitions = competition::show::links(view, &package)?;
    let approvals = spot::section(view.tx, &package)?;
    let split = parts::section(view, &package, &lines)?;
    let notes = note::of_package(view.tx, package.id)?;
    let data = data::data(&package, &offers, &notes, view.now);
    let complex = complex::section(view, &package)?;
    let pilot = pilot::section(view, &package)?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Package " (package.reference()) }
        (alarm(&package, view.now))
        @if let Some(asked) = package.state.held().and_then(start::asked_in_words) {
            (inset_text(&InsetText { text: html! { p { (asked) } p { "Until this is answered, the agreed day stands." } }.into(), ..Default::default() }))
        }
        p { strong { (data.stage) } "." }
        @if let Some(due) = package.due_at { p { (due_words(view, &package)) ": " (time_left(view.now, Some(due))) } }
        (buttons(view, &package, data.offers.iter().any(|offer| offer.state == "Yes")))
        (summary(&package, changed))
        (note::section(view, &package, &notes))
        @if let Some(held) = package.state.held() { (order_of_things(held, &package)) }
        (complex)
        (pilot)
        h2 class="nhsuk-heading-m" { "Who was asked" }
        @if offers.is_empty() {
            (empty_state("Nobody has been asked yet. Offer the package, and each provider appears here with its rank, its answer and the time left."))
        } @else { (asked(view.now, &offers)) }
        (competitions)
        (approvals)
        @for round in &rounds { (round_details(round)) }
        @for agreement in &agreements {
            p { "Outcomes agreed on " (moment_in_words(agreement.at)) " with " (agreement.name) " (" (agreement.with.words().to_lowercase()) "). " (agreement.words) }
        }
        @if !backs.is_empty() {
            h2 class="nhsuk-heading-m" { "Handed back" }
            @for back in &backs {
                p { (moment_in_words(back.at)) " by " (back.provider_name) ": " (back.reason.words().to_lowercase()) ". " (back.words) " Last day " (day_in_words(back.last_day)) "." }
            }
        }
        (pattern(&lines))
        (split)
        (changes)
        @if package.state.gives_care().is_ok() { p { a href={ "/packages/" (package.id) "/bank" } { "Banked hours" } } }
    };
    let page = Page::new(format!("Package {}", package.reference()), body);
    Shown::with(page.about(banner).back("Back to the packages", "/packages").wide(), &data)
}

fn due_words(view: &View<'_, '_>, package: &Package) -> String {
    let standard = package.due_for.as_deref().and_then(|code| view.house.place.standard(code));
    standard.map_or_else(|| "Next deadline".to_owned(), |standard| standard.words.clone())
}

fn alarm(package: &Package, now: Moment) -> Markup {
    html! { @if package.start_is_missed(now.day()) {
        @if let Some(held) = package.state.held() {
            (page::components::warning_callout(&page::components::WarningCallout {
                heading: "Care was to have started".into(),
                text: html! { p {
                    "Care was to start on " (day_in_words(package.first_visit_day(held.start))) " and no visit is recorded. Ask "
                    (held.provider_name) " today, and make sure that the person is safe."
                } }.into(),
                ..Default::default()
            }))
        }
    } }
}

struct Button {
    path: &'static str,
    text: &'static str,
    main: bool,
}

fn possible(who: &Who, package: &Package, yes: bool) -> Vec<Button> {
    let button = |path, text, main| Button { path, text, main };
    let mut all = Vec::new();
    match &package.state {
        State::Requested | State::Offered { .. } => {
            if yes && who.may::<AwardPackage>() {
                all.push(button("award", "Award", true));
            }
            if who.may::<MakeOffer>() {
                all.push(button("offer", "Offer to providers", !yes));
                all.push(button("compete", "Call a mini-competition", false));
            }
            if who.may::<RecordWish>() {
                all.push(button("wish", "Record whom the person wants", false));
            }
            if package.contingency_at.is_none() && who.may::<WidenSearch>() {
                all.push(button("contingency", "Open to every provider", false));
            }
        }
        State::Awarded(held) | State::Introduced(held) | State::Started(held) => {
            if held.asked.is_some() && who.may::<AgreeLaterStart>() {
                all.push(button("later-start", "Answer the later start", true));
            }
            if who.may::<KeepAward>() {
                all.extend(owed(held).into_iter().map(|(path, text)| button(path, text, false)));
                all.push(button("hand-back", "Record a hand-back", false));
            }
        }
        State::Ended { .. } => {}
    }
    if !matches!(package.state, State::Ended { .. }) && who.may::<EndPackage>() {
        all.push(button("end", "End the package", false));
    }
    all
}

/// The steps an award still owes, each with its page.
pub(crate) fn owed(held: &Held) -> Vec<(&'static str, &'static str)> {
    let steps = [
        (held.plan_received.is_none(), "plan-received", "Confirm the plan was received"),
        (held.introduced.is_none() && held.first_care.is_none(), "introduction", "Record the introductory visit"),
        (held.first_visit().is_some() && held.outcomes.is_none(), "outcomes", "Record the agreed outcomes"),
        (held.provider_plan.is_none(), "provider-plan", "Send the provider’s plan back"),
        (held.first_care.is_none(), "start", "Agree the first day"),
        (held.first_care.is_none(), "started", "Record that care has started"),
    ];
    steps.into_iter().filter(|(owed, ..)| *owed).map(|(_, path, text)| (path, text)).collect()
}

fn buttons(view: &View<'_, '_>, package: &Package, yes: bool) -> Markup {
    let all = possible(view.who, package, yes);
    html! {
        @if view.who.may::<OwnPackage>() && package.owner != Some(view.who.account) && !matches!(package.state, State::Ended { .. }) {
            (view.form.button(&format!("/packages/{}/own", package.id), &[], "Take it on", true))
        }
        @if !all.is_empty() { p {
            @for one in &all {
                a class={ "nhsuk-button" @if !one.main { " nhsuk-button--secondary" } } href={ "/packages/" (package.id) "/" (one.path) } { (one.text) } " "
            }
        } }
    }
}

fn summary(package: &Package, changed: Option<(Date, Money)>) -> Markup {
    let mut rows = vec![
        SummaryRow::new("Owner", package.owner_name.clone().unwrap_or_else(|| "Nobody yet".into())),
        SummaryRow::new(
            "Asked for",
            format!(
                "{}, by {}, {}",
                moment_in_words(package.requested_at),
                package.requested_by,
                package.channel.words().to_lowercase()
            ),
        ),
        SummaryRow::new("Wanted from", day_in_words(package.start_wanted)),
        SummaryRow::new("Kind", format!("{}, {}", package.kind.words(), package.place_of_care.words().to_lowercase())),
        SummaryRow::new("Care a week", package.minutes_per_week.to_string()),
        SummaryRow::new("Money available a week", package.weekly_budget.to_string()),
        SummaryRow::new(
            "Risk",
            match &package.urgent_why {
                Some(why) => format!("{}: {why}", package.risk.words()),
                None => package.risk.words().to_owned(),
            },
        ),
    ];
    if let Some(held) = package.state.held() {
        let since = changed.map(|(day, before)| format!(" since {}; it was {before}", day_in_words(day)));
        let since = since.unwrap_or_default();
        rows.push(SummaryRow::new("Provider", format!("{}, {} an hour{since}", held.provider_name, held.rate)));
        let moved = start::moved_in_words(held).map(|words| format!(". {words}")).unwrap_or_default();
        let first = package.first_visit_day(held.start);
        let visit = if first == held.start || held.first_care.is_some() {
            String::new()
        } else {
            format!(", the first visit on {}", day_in_words(first))
        };
        rows.push(SummaryRow::new("First day", format!("{}{visit}{moved}", day_in_words(held.start))));
    }
    if let Some(leaving) = &package.leaving {
        rows.push(SummaryRow::new(
            "Carries on after handing back",
            format!("{}, until {}", leaving.name, day_in_words(leaving.last_day)),
        ));
    }
    if let (Some(at), Some(why)) = (package.contingency_at, &package.contingency_why) {
        rows.push(SummaryRow::new("Open to every provider", format!("{}. {why}", moment_in_words(at))));
    }
    if let Some(wish) = &package.wish {
        rows.push(SummaryRow::new("Asked first", wish.in_words()));
    }
    if package.is_hard_to_place() {
        rows.push(SummaryRow::new("Hard to place", html! { (state("Hard to place", Standing::Soon)) }));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

/// The order of things after the award, each with when it was done.
pub(crate) fn order_of_things(held: &Held, package: &Package) -> Markup {
    let ended = matches!(package.state, State::Ended { .. });
    let mut current = false;
    let mut step = |text: &str, done: Option<Moment>| {
        let state = match done {
            Some(_) => StepState::Done,
            None if current || ended => StepState::ToCome,
            None => {
                current = true;
                StepState::Current
            }
        };
        let step = Step::new(text, state);
        match done {
            Some(at) => step.more(moment_in_words(at)),
            None => step,
        }
    };
    let all = vec![
        step("Awarded", Some(held.at)),
        step("Plan received by the provider", held.plan_received),
        step("Introductory visit at home", held.first_visit()),
        step("Outcomes agreed", held.outcomes),
        step("Provider’s plan sent back", held.provider_plan),
        step("Care has started", held.first_care),
    ];
    html! { h2 class="nhsuk-heading-m" { "The order of things" } (steps(&all)) }
}

fn answer_words(offer: &Offer) -> String {
    match &offer.state {
        OfferState::Accepted { answer, earliest_start, rate, note, .. } => {
            let rate = rate.map(|rate| format!(", {rate} an hour")).unwrap_or_default();
            let note = note.as_ref().map(|note| format!(". {note}")).unwrap_or_default();
            format!(
                "From {}{rate}; {} {}{note}",
                day_in_words(*earliest_start),
                answer.by,
                answer.channel.words().to_lowercase()
            )
        }
        OfferState::Declined { answer, reason, words } => {
            let words = words.as_ref().map(|words| format!(". {words}")).unwrap_or_default();
            format!("{}; {} {}{words}", reason.words(), answer.by, answer.channel.words().to_lowercase())
        }
        OfferState::Withdrawn { why, .. } => why.clone(),
        OfferState::Open | OfferState::Expired { .. } => String::new(),
    }
}

fn asked(now: Moment, offers: &[Offer]) -> Markup {
    let rows = offers.iter().map(|offer| {
        let standing = html! {
            @if offer.is_open(now) { (time_left(now, Some(offer.due_at))) " " a href={ "/offers/" (offer.id) } { "Record the answer" span class="nhsuk-u-visually-hidden" { " of " (offer.provider_name) } } }
            @else { (state(offer.words(now), standing(offer, now))) }
        };
        vec![
            Cell::from(html! { span id=(offer.provider) { (offer.provider_name) } }),
            Cell::from(offer.rank.map_or_else(|| "No place".to_owned(), |rank| rank.to_string())),
            Cell::from(offer.round.to_string()),
            Cell::from(standing),
            Cell::from(answer_words(offer)),
        ]
    });
    table(&Table {
        caption: "Offers".into(),
        head: ["Provider", "Rank", "Round", "Answer", "What they said"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    })
}

fn round_details(round: &Round) -> Markup {
    let why = round.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    let none = std::collections::BTreeSet::new();
    page::components::details(&page::components::Details {
        summary: format!("Round {}: the order as it was, and why", round.number).into(),
        text: html! {
            p { "Sent by " (round.made_by) " on " (moment_in_words(round.made_at)) ". " (round.basis.words()) (why) "." @if let Some(by) = &round.ranked_by { " Ranked by: " (by) "." } }
            (ranking(&round.ranking, &none))
        }
        .into(),
        ..Default::default()
    })
}
