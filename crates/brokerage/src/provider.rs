//! The provider manager's first screen, its packages and what each still owes (BRK-5).

use access::{About, Covers};
use kernel::{Date, Failure, Moment, Uuid, day_in_words, one_or_many, short_day};
use page::{
    Markup, Page,
    components::{Button, Cell, Input, Table, button, input, table},
    html,
    show::{Standing, Tile, empty_state, state, tiles, time_left},
};
use schemars::JsonSchema;
use store::{Row, Tx, params, statement};
use wire::{Shown, View};

use crate::{
    State, change, complex,
    detail::{order_of_things, owed},
    list::stage,
    offers,
    package::{self, Package},
    policy::{AdjustCare, HandBack, KeepAward, ListAwarded, ListOffers, SayServices, SeeAwarded},
    show::pattern,
};

statement! {
    OF_PROVIDER = "SELECT p.*, a.version AS award_version, a.offer AS award_offer, a.awarded_at, a.start_day,
        COALESCE((SELECT r.rate FROM award_rate r WHERE r.award = a.id ORDER BY r.from_day DESC LIMIT 1), a.rate) AS rate,
        a.plan_received_at, a.introduced_at, a.first_care_at, a.outcomes_at, a.provider_plan_at,
        a.asked_start, a.asked_why, a.start_before, a.start_why
        FROM package p JOIN award a ON a.id = p.award
        WHERE p.provider = $1 AND p.state IN ('awarded', 'introduced', 'started') ORDER BY p.due_at, p.id LIMIT 500";
    LEAVING = "SELECT p.*, a.version AS award_version, a.offer AS award_offer, a.awarded_at, a.start_day,
        COALESCE((SELECT r.rate FROM award_rate r WHERE r.award = a.id ORDER BY r.from_day DESC LIMIT 1), a.rate) AS rate,
        a.plan_received_at, a.introduced_at, a.first_care_at, a.outcomes_at, a.provider_plan_at,
        a.asked_start, a.asked_why, a.start_before, a.start_why
        FROM package p LEFT JOIN award a ON a.id = p.award
        WHERE p.leaving = $1 AND p.leaving_on >= $2 ORDER BY p.leaving_on, p.id LIMIT 200";
}

/// The packages a provider has, the least time left first (at most 500).
pub fn packages_of(tx: &mut Tx<'_>, provider: Uuid) -> Result<Vec<Package>, Failure> {
    tx.all(&OF_PROVIDER, params![provider], Package::read)
}

/// The packages a provider has handed back and carries on with.
pub fn leaving_of(tx: &mut Tx<'_>, provider: Uuid, today: Date) -> Result<Vec<Package>, Failure> {
    tx.all(&LEAVING, params![provider, today], |row: &Row| Package::read(row))
}

/// One package a provider has.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct AwardedLine {
    /// The package.
    pub id: String,
    /// Its row's version, which every command sends back.
    pub version: i64,
    /// Its short name.
    pub reference: String,
    /// For whom.
    pub person_name: String,
    /// The area's code.
    pub locality: String,
    /// Its state as data.
    pub state: String,
    /// The agreed first day.
    pub start: Option<String>,
    /// What is still owed, by the last part of its address.
    pub owed: Vec<String>,
    /// Which clock runs out next.
    pub due_for: Option<String>,
    /// When.
    pub due_at: Option<String>,
    /// Whether the first day has passed without care.
    pub start_missed: bool,
}

fn awarded_line(package: &Package, today: Date) -> AwardedLine {
    let held = package.state.held();
    AwardedLine {
        id: package.id.to_string(),
        version: package.version,
        reference: package.reference(),
        person_name: package.person_name.clone(),
        locality: package.locality.clone(),
        state: package.state.code().into(),
        start: held.map(|held| held.start.to_string()),
        owed: held.map(owed).unwrap_or_default().into_iter().map(|(path, _)| path.to_owned()).collect(),
        due_for: package.due_for.clone(),
        due_at: package.due_at.map(|due| due.to_string()),
        start_missed: package.start_is_missed(today),
    }
}

/// What stands on the first screen.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct ProviderHome {
    /// Offers that wait for an answer.
    pub offers: Vec<offers::OfferLine>,
    /// Packages that owe something.
    pub packages: Vec<AwardedLine>,
}

/// The first screen: what the rooms after this one say of visits and charges, offers with their countdown, packages that owe
/// a step.
pub fn home(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<ListOffers>()?;
    let Covers::Organisation(provider) = scope.covers() else {
        return Err(Failure::Forbidden("This page is for providers.".into()));
    };
    let mut open = offers::of_provider(view.tx, *provider, view.now, view.house.place)?;
    open.retain(|offer| offer.open);
    let packages = packages_of(view.tx, *provider)?;
    let leaving = leaving_of(view.tx, *provider, view.now.day())?;
    let today = view.now.day();
    let missed = packages.iter().filter(|package| package.start_is_missed(today)).count();
    let owing: Vec<&Package> = packages.iter().filter(|package| package.state.held().is_some_and(owes)).collect();
    let late = owing.iter().filter(|package| package.due_at.is_some_and(|due| due < view.now)).count();
    let tile = |count: usize, [one, many]: [&str; 2], href: &str, word: &str, standing| {
        let tile = Tile::new(count, one_or_many(count, one, many), href);
        if count == 0 { tile } else { tile.standing(word, standing) }
    };
    let mut shown = view.home_tiles()?;
    shown.extend([
        tile(open.len(), ["offer to answer", "offers to answer"], "/offers", "To do", Standing::Soon),
        tile(
            missed,
            ["first day passed, no care recorded", "first days passed, no care recorded"],
            "/provider/packages?only=steps",
            "Act now",
            Standing::Late,
        ),
        tile(late, ["step overdue", "steps overdue"], "/provider/packages?only=steps", "Act now", Standing::Late),
    ]);
    shown.sort_by_key(Tile::urgency);
    view.saw_list("packages", owing.iter().copied().chain(&leaving).map(|package| package.person));
    let open_lines: Vec<&offers::OfferLine> = open.iter().collect();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Today" }
        (tiles(&shown))
        @if open.is_empty() {
            (empty_state(html! { p { "No offer waits for your answer. " a href="/provider/availability" { "Say where you have room" } " so that packages that fit you are offered to you." } }))
        } @else { (offers::open_table(view.now, &open_lines)) }
        @if !owing.is_empty() { (owing_table(view.now, &owing)) }
        @if !leaving.is_empty() { (leaving_table(&leaving)) }
        p { "You have " a href="/provider/packages" { (kernel::count(i64::try_from(packages.len()).unwrap_or(i64::MAX), "package", "packages")) } ". "
            @if view.who.may::<SayServices>() { a href="/provider/services" { "Say what you can do" } "." } }
    };
    let data =
        ProviderHome { offers: open, packages: owing.iter().map(|package| awarded_line(package, today)).collect() };
    Shown::with(Page::new("Today", body).wide().refresh_every(60), &data)
}

fn owes(held: &crate::machine::Held) -> bool {
    !owed(held).is_empty()
}

fn owing_table(now: Moment, packages: &[&Package]) -> Markup {
    let rows = packages.iter().map(|package| {
        let steps = package.state.held().map(owed).unwrap_or_default();
        let next = steps.first().copied();
        vec![
            Cell::from(html! { a href={ "/provider/packages/" (package.id) } { (package.reference()) } br; (package.person_name) }),
            Cell::from(time_left(now, package.due_at)),
            Cell::from(package.state.held().map(|held| short_day(held.start)).unwrap_or_default()),
            Cell::from(html! {
                @if package.start_is_missed(now.day()) { (state("First day passed", Standing::Late)) " " }
                @if let Some((path, text)) = next { a href={ "/packages/" (package.id) "/" (path) } { (text) span class="nhsuk-u-visually-hidden" { " for " (package.reference()) } } }
            }),
        ]
    });
    table(&Table {
        caption: "Packages that need a step from you".into(),
        head: ["Package", "Time left", "First day", "Next step"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}

fn leaving_table(packages: &[Package]) -> Markup {
    let rows = packages.iter().map(|package| {
        let until = package.leaving.as_ref().map(|leaving| short_day(leaving.last_day)).unwrap_or_default();
        vec![
            Cell::from(html! { a href={ "/provider/packages/" (package.id) } { (package.reference()) } br; (package.person_name) }),
            Cell::from(until),
        ]
    });
    table(&Table {
        caption: "Handed back; you carry on until the last day".into(),
        head: ["Package", "Last day"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}

/// Every package the provider has.
pub fn list(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<ListAwarded>()?;
    let (mut packages, leaving) = match scope.covers() {
        Covers::Organisation(provider) => {
            (packages_of(view.tx, *provider)?, leaving_of(view.tx, *provider, view.now.day())?)
        }
        Covers::Place | Covers::People(_) | Covers::Worker(_) => (Vec::new(), Vec::new()),
    };
    let held = packages.len();
    let steps = packages.iter().filter(|package| package.state.held().is_some_and(owes)).count();
    let (only, find) = (view.query.text("only").to_owned(), view.query.text("find").trim().to_lowercase());
    packages.retain(|package| {
        let found = |words: &str| words.to_lowercase().contains(&find);
        (only != "steps" || package.state.held().is_some_and(owes))
            && (find.is_empty() || found(&package.person_name) || found(&package.reference()))
    });
    view.saw_list("packages", packages.iter().chain(&leaving).map(|package| package.person));
    let today = view.now.day();
    let place = view.house.place;
    let rows = packages.iter().map(|package| {
        let clock = package.due_for.as_deref().and_then(|code| place.standard(code)).map(|one| one.words.as_str());
        vec![
            Cell::from(html! { a href={ "/provider/packages/" (package.id) } { (package.reference()) } br; (package.person_name) }),
            Cell::from(own_stage(package, today)),
            Cell::from(package.minutes_per_week.to_string()),
            Cell::from(package.state.held().map(|held| short_day(held.start)).unwrap_or_default()),
            Cell::from(html! { (time_left(view.now, package.due_at)) @if let Some(clock) = clock { br; (clock) } }),
        ]
    });
    let table = table(&Table {
        caption: if only == "steps" { "Packages that need a step from you" } else { "Packages you have" }.into(),
        head: ["Package", "Where it stands", "Care a week", "First day", "Next deadline"]
            .into_iter()
            .map(Cell::from)
            .collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    });
    let body = html! {
        h1 class="nhsuk-heading-l" { "Your packages" }
        @if held > 0 { (narrow(view, (held, steps), only == "steps")) }
        @if packages.is_empty() && held > 0 {
            p { "None of your packages is like this. " a href="/provider/packages" { "Show all of them" } }
        } @else if packages.is_empty() {
            (empty_state("You have no package yet. When one is awarded to you it appears here, with whom it is for and what comes next."))
        } @else { (table) }
        @if !leaving.is_empty() { (leaving_table(&leaving)) }
    };
    let data: Vec<AwardedLine> = packages.iter().map(|package| awarded_line(package, today)).collect();
    Shown::with(Page::new("Your packages", body).wide(), &data)
}

/// Where a package stands, told to the provider that has it.
fn own_stage(package: &Package, today: Date) -> String {
    let Some(held) = package.state.held() else { return stage(package, 0, 0, today) };
    let own = match package.state {
        State::Started(_) => "You give care",
        State::Introduced(_) => "You have been introduced",
        _ => "Awarded to you",
    };
    let missed = if package.start_is_missed(today) { ". First day passed, no care recorded" } else { "" };
    let later = match &held.asked {
        Some(asked) => format!(". You asked to start later, on {}", short_day(asked.day)),
        None => String::new(),
    };
    format!("{own}{missed}{later}")
}

/// All packages or those that need a step, and one to find by name.
fn narrow(view: &View<'_, '_>, (all, steps): (usize, usize), only_steps: bool) -> Markup {
    let words = kernel::count(steps, "package that needs a step from you", "packages that need a step from you");
    let every = format!("All {}", kernel::count(all, "package", "packages"));
    let find = Input {
        name: "find".into(),
        label: "Find by name or package number".into(),
        value: view.query.text("find").to_owned(),
        width: Some(20),
        ..Input::default()
    };
    html! {
        p {
            @if only_steps { a href="/provider/packages" { (every) } } @else { (every) }
            " · "
            @if only_steps { (words) } @else { a href="/provider/packages?only=steps" { (words) } }
        }
        (page::form::search_form("/provider/packages", &html! {
            @if only_steps { (page::form::hidden("only", "steps")) }
            (input(&find))
            (button(&Button { classes: "nhsuk-button--secondary".into(), ..Button::submit("Find") }))
        }))
    }
}

/// Who gives care until the last day of a package that has ended.
fn until_the_last_day(package: &Package, today: Date) -> Option<Uuid> {
    match package.state {
        State::Ended { day, .. } if day >= today => package.last_provider,
        _ => None,
    }
}

/// One package as its provider sees it, with the person's name and address: they come with the award.
pub fn show(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    let today = view.now.day();
    let leaving = package.leaving.as_ref().filter(|leaving| leaving.last_day >= today).map(|leaving| leaving.provider);
    let about = About::thing("package", package.id).person(package.person).organisation(package.provider());
    let about = about.organisation(until_the_last_day(&package, today));
    view.who.permit::<SeeAwarded>(&about.organisation(leaving))?;
    view.saw(package.person, "package");
    let lines = package::lines(view.tx, package.id)?;
    let banner = people::banner(view.tx, package.person, view.house)?;
    let changes = change::section(view, &package, view.who.organisation_id())?;
    // Whoever only carries on until its last day learns nothing of what the next provider does.
    let own = package.provider() == view.who.organisation_id();
    let complex = if own {
        complex::section(view, &package)?
    } else {
        html! {}
    };
    let may = view.who.may::<KeepAward>() && package.provider() == view.who.organisation_id();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Package " (package.reference()) }
        @if let Some(leaving) = package.leaving.as_ref().filter(|leaving| Some(leaving.provider) == view.who.organisation_id()) {
            p { "You handed this package back and carry on until " (day_in_words(leaving.last_day)) "." }
        }
        @if let Some(held) = package.state.held().filter(|_| package.provider() == view.who.organisation_id()) {
            p { "Paid " (held.rate) " an hour. Care starts on " (day_in_words(held.start)) "." }
            @if let Some(asked) = &held.asked {
                p { "You asked the brokerage team to start on " (day_in_words(asked.day)) " instead. Until they agree, the day above stands." }
            }
            @if let Some(due) = package.due_at { p { "Next deadline: " (time_left(view.now, Some(due))) } }
            @if may {
                @for (path, text) in owed(held) {
                    a class="nhsuk-button nhsuk-button--secondary" href={ "/packages/" (package.id) "/" (path) } { (text) } " "
                }
                @if view.who.may::<HandBack>() { p { a href={ "/packages/" (package.id) "/hand-back" } { "Hand this package back" } } }
            }
            (order_of_things(held, &package))
        }
        (complex)
        (change::doors(view.who, &package))
        (pattern(&lines))
        @if may && package.state.gives_care().is_ok() && view.who.may::<AdjustCare>() {
            ul class="nhsuk-list" { @for line in &lines {
                li { a href={ "/packages/" (package.id) "/adjust/" (line.id) } { "Adjust at a review: " (line.label) } }
            } }
        }
        (changes)
        h2 class="nhsuk-heading-m" { "What the care is to bring about" }
        ul class="nhsuk-list nhsuk-list--bullet" { @for outcome in &package.outcomes { li { (outcome) } } }
        @if !package.risks.is_empty() {
            h2 class="nhsuk-heading-m" { "Risks, and what is done about them" }
            ul class="nhsuk-list nhsuk-list--bullet" { @for risk in &package.risks { li { (risk) } } }
        }
        @if let Some(text) = &package.background { h2 class="nhsuk-heading-m" { "What else to know" } @for line in text.lines() { p { (line) } } }
    };
    let mut data = awarded_line(&package, today);
    if package.provider() != view.who.organisation_id() {
        // Whoever only carries on until its last day learns nothing of the award to another.
        data = AwardedLine { start: None, owed: Vec::new(), due_for: None, due_at: None, start_missed: false, ..data };
    }
    let page = Page::new(format!("Package {}", package.reference()), body);
    Shown::with(page.about(banner).back("Back to your packages", "/provider/packages"), &data)
}
