//! The broker's first screen: packages by time left on their clock, with stage and owner (H14).

mod replies;

pub use replies::Reply;

use access::Covers;
use kernel::{Date, Failure, Moment, Uuid, one_or_many};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, Tile, empty_state, state, tiles, time_left},
};
use schemars::JsonSchema;
use store::{Row, Tx, params, statement};
use wire::{Shown, View};

use crate::{
    State,
    note::ring_back,
    package::Package,
    policy::{AwardPackage, ListPackages, OwnPackage},
};

/// How many packages a list shows.
const MOST: i64 = 100;

/// The lists of packages. Packages under way are many times those that need something, so these (`work`) are named first, from indexes
/// of their own that hold all that is asked; the rows (`line`), which are long, are read of those that are shown. That what is
/// 'started' is not 'ended' is said for SQLite, which needs the index's own words to use it. `$1` is the moment of asking, `$2` its
/// day; `ring` are the packages with a ring-back due, whatever their state: a promise stands until a note says that it is kept.
macro_rules! lists {
    (work: $work:literal, line: $line:literal) => {
        statement! {
            // What is narrowed is one word: each a tile of the first screen.
            NARROWED = $work ", shown AS (
            SELECT w.id FROM work w LEFT JOIN award a ON a.id = w.award
            WHERE CASE CAST($3 AS {text})
            WHEN 'waiting' THEN w.state = 'requested'
            WHEN 'offered' THEN w.state = 'offered'
            WHEN 'replies' THEN w.state = 'offered' AND EXISTS (SELECT 1 FROM offer o WHERE o.package = w.id
                AND o.state = 'accepted' AND o.outcome IS NULL)
            WHEN 'hand_backs' THEN w.hand_backs > 0 AND w.state IN ('requested', 'offered')
            WHEN 'first_visits' THEN w.state = 'awarded' AND a.first_visit_due < $1
            WHEN 'missed' THEN w.state IN ('awarded', 'introduced') AND a.first_care_at IS NULL AND a.first_care_by < $2
            WHEN 'later_starts' THEN w.state IN ('awarded', 'introduced') AND a.asked_start IS NOT NULL
            WHEN 'reviews' THEN w.state = 'started' AND w.due_for IN ('plan.first_review', 'plan.review') AND w.due_at < $1
            WHEN 'adjusted' THEN w.state = 'started' AND w.adjusted_at IS NOT NULL
            WHEN 'approvals' THEN w.state IN ('requested', 'offered') AND EXISTS (SELECT 1 FROM spot_approval x
                WHERE x.package = w.id AND x.state IN ('asked', 'approved'))
            WHEN 'contingency' THEN w.contingency_at IS NOT NULL AND w.state IN ('requested', 'offered')
            WHEN 'ring_backs' THEN w.id IN (SELECT package FROM ring)
            -- A review that is due is the social worker's; it has a list of its own.
            ELSE w.state <> 'started' OR (w.due_at < $1 AND w.due_for NOT IN ('plan.first_review', 'plan.review'))
                OR w.id IN (SELECT package FROM ring) END
            ORDER BY w.due_at, w.id LIMIT $4)
        " $line "
        FROM shown JOIN package p ON p.id = shown.id LEFT JOIN award a ON a.id = p.award
        ORDER BY p.due_at, p.id";
            RUNNING = $line "
        FROM package p LEFT JOIN award a ON a.id = p.award
        WHERE p.state <> 'ended' AND (CAST($2 AS {id}) IS NULL OR p.owner = CAST($2 AS {id}))
        ORDER BY p.due_at, p.id LIMIT $3";
            COUNTS = $work "
        SELECT
        CAST(COALESCE(SUM(CASE WHEN w.state = 'requested' THEN 1 ELSE 0 END), 0) AS {int}) AS waiting,
        CAST(COALESCE(SUM(CASE WHEN w.state = 'offered' THEN 1 ELSE 0 END), 0) AS {int}) AS offered,
        CAST(COALESCE(SUM(CASE WHEN w.state = 'offered' AND EXISTS (SELECT 1 FROM offer o WHERE o.package = w.id
            AND o.state = 'accepted' AND o.outcome IS NULL) THEN 1 ELSE 0 END), 0) AS {int}) AS replies,
        CAST(COALESCE(SUM(CASE WHEN w.hand_backs > 0 AND w.state IN ('requested', 'offered') THEN 1 ELSE 0 END), 0) AS {int}) AS hand_backs,
        CAST(COALESCE(SUM(CASE WHEN w.state = 'awarded' AND a.first_visit_due < $1 THEN 1 ELSE 0 END), 0) AS {int}) AS first_visits,
        CAST(COALESCE(SUM(CASE WHEN w.state IN ('awarded', 'introduced') AND a.first_care_at IS NULL AND a.first_care_by < $2
            THEN 1 ELSE 0 END), 0) AS {int}) AS missed,
        CAST(COALESCE(SUM(CASE WHEN w.state IN ('awarded', 'introduced') AND a.asked_start IS NOT NULL
            THEN 1 ELSE 0 END), 0) AS {int}) AS later_starts,
        CAST(COALESCE(SUM(CASE WHEN w.contingency_at IS NOT NULL AND w.state IN ('requested', 'offered') THEN 1 ELSE 0 END), 0) AS {int}) AS contingency,
        CAST(COALESCE(SUM(CASE WHEN w.state = 'started' AND w.due_for IN ('plan.first_review', 'plan.review') AND w.due_at < $1
            THEN 1 ELSE 0 END), 0) AS {int}) AS reviews,
        CAST(COALESCE(SUM(CASE WHEN w.state IN ('requested', 'offered') AND EXISTS (SELECT 1 FROM spot_approval x
            WHERE x.package = w.id AND x.state IN ('asked', 'approved')) THEN 1 ELSE 0 END), 0) AS {int}) AS approvals,
        CAST(COALESCE(SUM(CASE WHEN w.state = 'started' AND w.adjusted_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS {int}) AS adjusted,
        (SELECT count(*) FROM ring) AS ring_backs
        FROM work w LEFT JOIN award a ON a.id = w.award";
        }
    };
}

lists! {
    work: "WITH ring AS (SELECT DISTINCT n.package FROM package_note n
            WHERE n.to_ring <= $2), work AS (
            SELECT id, state, due_at, due_for, award, hand_backs, contingency_at, adjusted_at FROM package
                WHERE state IN ('requested', 'offered', 'awarded', 'introduced')
            UNION ALL SELECT id, state, due_at, due_for, award, hand_backs, contingency_at, adjusted_at FROM package
                WHERE state = 'started' AND state <> 'ended' AND due_at < $1
            UNION ALL SELECT id, state, due_at, due_for, award, hand_backs, contingency_at, adjusted_at FROM package
                WHERE state = 'started' AND adjusted_at IS NOT NULL AND (due_at IS NULL OR due_at >= $1)
            UNION ALL SELECT p.id, p.state, p.due_at, p.due_for, p.award, p.hand_backs, p.contingency_at, p.adjusted_at
                FROM ring JOIN package p ON p.id = ring.package WHERE p.state = 'ended'
                OR (p.state = 'started' AND p.adjusted_at IS NULL AND (p.due_at IS NULL OR p.due_at >= $1)))",
    line: "SELECT p.*, a.version AS award_version, a.offer AS award_offer, a.awarded_at, a.start_day,
        COALESCE((SELECT r.rate FROM award_rate r WHERE r.award = a.id ORDER BY r.from_day DESC LIMIT 1), a.rate) AS rate,
        a.plan_received_at, a.introduced_at, a.first_care_at, a.outcomes_at, a.provider_plan_at,
        a.asked_start, a.asked_why, a.start_before, a.start_why,
        (SELECT count(*) FROM offer o WHERE o.package = p.id AND o.state = 'accepted' AND o.outcome IS NULL) AS yes,
        (SELECT count(*) FROM offer o WHERE o.package = p.id AND o.state = 'open' AND o.due_at >= $1) AS open_offers,
        CASE WHEN a.id IS NULL THEN (SELECT count(*) FROM offer o WHERE o.package = p.id AND o.on_framework = FALSE
            AND (o.state = 'open' OR (o.state = 'accepted' AND o.outcome IS NULL))) WHEN a.on_framework THEN 0 ELSE 1 END AS off_framework,
        (SELECT MIN(n.to_ring) FROM package_note n WHERE n.package = p.id AND n.to_ring IS NOT NULL) AS to_ring"
}

/// Tiles: the word the list is narrowed by, and what it counts, for one and for several.
const TILES: [(&str, [&str; 2], Standing); 8] = [
    ("missed", ["first day passed, no care recorded"; 2], Standing::Late),
    ("replies", ["package with a yes to award", "packages with a yes to award"], Standing::Soon),
    ("later_starts", ["asked to start later"; 2], Standing::Soon),
    ("waiting", ["waiting to be offered"; 2], Standing::Soon),
    ("offered", ["offered"; 2], Standing::None),
    ("hand_backs", ["handed back, looking again"; 2], Standing::Soon),
    ("first_visits", ["first visit overdue", "first visits overdue"], Standing::Late),
    ("contingency", ["open to every provider"; 2], Standing::Soon),
];

/// What the links under the tiles narrow the list by, with their counts: calls that were promised, and what is not the search's
/// work.
const ASIDE: [(&str, [&str; 2]); 4] = [
    ("ring_backs", ["package with a ring-back due", "packages with a ring-back due"]),
    ("approvals", ["spot purchase above your limit", "spot purchases above your limit"]),
    ("reviews", ["plan review due, with the social worker", "plan reviews due, with the social worker"]),
    ("adjusted", ["adjusted by the provider at a review"; 2]),
];

/// One package of the list.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct PackageLine {
    /// The package.
    pub id: String,
    /// Its row's version.
    pub version: i64,
    /// Its short name.
    pub reference: String,
    /// For whom.
    pub person: String,
    /// Their name.
    pub person_name: String,
    /// The area's name.
    pub locality: String,
    /// Its state as data.
    pub state: String,
    /// Where it stands, in words: "Offered to 3 of 5, 1 yes".
    pub stage: String,
    /// The broker who has taken it on.
    pub owner: Option<String>,
    /// The provider that has it.
    pub provider: Option<String>,
    /// Which clock runs out next.
    pub due_for: String,
    /// When.
    pub due_at: Option<String>,
    /// Minutes of care a week.
    pub minutes_per_week: i64,
    /// Whether it is urgent for the contingency.
    pub urgent: bool,
    /// The first day on which somebody is to be rung back.
    pub ring_back_on: Option<String>,
    #[serde(skip)]
    pub(crate) about: Option<people::PersonId>,
    #[serde(skip)]
    pub(crate) due: Option<Moment>,
    #[serde(skip)]
    pub(crate) requested: Option<Moment>,
    #[serde(skip)]
    ring_back: Option<Date>,
    #[serde(skip)]
    own: bool,
}

/// The list and its counts.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct PackageList {
    /// How many there are of each.
    pub counts: std::collections::BTreeMap<String, i64>,
    /// The packages, the least time left first (at most 100).
    pub packages: Vec<PackageLine>,
    /// Replies to accept, where they are shown.
    pub replies: Vec<Reply>,
}

/// How many replies stand on the first screen; the list of replies has more.
const REPLIES: i64 = 20;

/// The day of the contingency, the one on which the search opened being the first.
fn contingency_day(since: Date, today: Date) -> i64 {
    kernel::Period::through(since, today).map_or(1, kernel::Period::days)
}

/// Where a package stands, in a few words.
pub fn stage(package: &Package, yes: i64, open: i64, today: Date) -> String {
    let words = match &package.state {
        State::Requested if package.round == 0 => "New, not offered yet".to_owned(),
        State::Requested if package.hand_backs > 0 && package.due_for.is_some() => {
            "Handed back, to be offered again".to_owned()
        }
        State::Requested => "No provider found yet, to be offered again".to_owned(),
        State::Offered { .. } => {
            let answers = match (yes, open) {
                (0, 0) => "no answer left".to_owned(),
                (0, open) => format!("{open} still to answer"),
                (yes, _) => format!("{yes} yes"),
            };
            format!("Offered to {} of {}, {answers}", package.asked, package.eligible.max(package.asked))
        }
        State::Awarded(held) => format!("Awarded to {}", held.provider_name),
        State::Introduced(held) => format!("{} has been introduced", held.provider_name),
        State::Started(held) => format!("{} gives care", held.provider_name),
        State::Ended { reason, .. } => format!("Ended: {}", reason.words().to_lowercase()),
    };
    let missed = if package.start_is_missed(today) { ". First day passed, no care recorded" } else { "" };
    let wide = match (&package.state, package.contingency_at) {
        (State::Requested | State::Offered { .. }, Some(since)) => {
            format!(". Open to every provider, day {}", contingency_day(since.day(), today))
        }
        _ => String::new(),
    };
    let later = match package.state.held().and_then(|held| held.asked.as_ref()) {
        Some(asked) => format!(". Asks to start later, on {}", kernel::short_day(asked.day)),
        None => String::new(),
    };
    format!("{words}{wide}{missed}{later}")
}

/// One row of a list, as it stands now.
pub(crate) fn line(row: &Row, view: (Moment, &places::Place, Uuid)) -> Result<PackageLine, Failure> {
    let (now, place, account) = view;
    let off = if row.get::<i64>("off_framework")? > 0 { ". Off framework" } else { "" };
    let package = Package::read(row)?;
    let ring_back: Option<Date> = row.get("to_ring")?;
    let area = place.locality(&package.locality);
    let due_for =
        package.due_for.as_deref().and_then(|code| place.standard(code)).map(|standard| standard.words.clone());
    Ok(PackageLine {
        id: package.id.to_string(),
        version: package.version,
        reference: package.reference(),
        person: package.person.to_string(),
        stage: format!("{}{off}", stage(&package, row.get("yes")?, row.get("open_offers")?, now.day())),
        locality: area.map_or_else(|| package.locality.clone(), |area| area.name.clone()),
        state: package.state.code().into(),
        provider: package.state.held().map(|held| held.provider_name.clone()),
        due_for: due_for.unwrap_or_default(),
        due_at: package.due_at.map(|due| due.to_string()),
        minutes_per_week: package.minutes_per_week.get(),
        urgent: package.urgent,
        ring_back_on: ring_back.map(|day| day.to_string()),
        ring_back,
        about: Some(package.person),
        due: package.due_at,
        requested: Some(package.requested_at),
        own: package.owner == Some(account),
        owner: package.owner_name,
        person_name: package.person_name,
    })
}

/// Packages narrowed by a word of a tile, the least time left first (at most 100).
fn packages(tx: &mut Tx<'_>, only: &str, view: (Moment, &places::Place, Uuid)) -> Result<Vec<PackageLine>, Failure> {
    let (now, _, account) = view;
    let owner = (only == "mine").then_some(account);
    match only {
        "mine" | "all" => tx.all(&RUNNING, params![now, owner, MOST], |row| line(row, view)),
        _ => tx.all(&NARROWED, params![now, now.day(), only, MOST], |row| line(row, view)),
    }
}

fn counts(tx: &mut Tx<'_>, now: Moment) -> Result<Vec<i64>, Failure> {
    let words = || TILES.iter().map(|(word, ..)| *word).chain(ASIDE.iter().map(|(word, _)| *word));
    let read = |row: &Row| words().map(|word| row.get(word)).collect::<Result<Vec<i64>, Failure>>();
    Ok(tx.first(&COUNTS, params![now, now.day()], read)?.unwrap_or_default())
}

/// The screen.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<ListPackages>()?;
    let only = view.query.text("only").to_owned();
    let award = view.who.may::<AwardPackage>();
    let (packages, counts) = match scope.covers() {
        Covers::Place => {
            let seen = (view.now, view.house.place, view.who.account);
            (packages(view.tx, &only, seen)?, counts(view.tx, view.now)?)
        }
        Covers::Organisation(_) | Covers::People(_) | Covers::Worker(_) => (Vec::new(), Vec::new()),
    };
    let replies = match only.as_str() {
        "" if matches!(scope.covers(), Covers::Place) && award => replies::waiting(view.tx, REPLIES)?,
        "replies" if matches!(scope.covers(), Covers::Place) && award => replies::waiting(view.tx, MOST)?,
        _ => Vec::new(),
    };
    view.saw_list("packages", packages.iter().filter_map(|package| package.about));
    let shown: Vec<Tile> = TILES
        .iter()
        .zip(&counts)
        .map(|((word, label, standing), count)| {
            let [one, many] = *label;
            let tile = Tile::new(count, one_or_many(*count, one, many), format!("/packages?only={word}"));
            match (*count, *standing) {
                (0, _) | (_, Standing::None) => tile,
                (_, Standing::Late) => tile.standing("Act now", Standing::Late),
                (_, standing) => tile.standing("To do", standing),
            }
        })
        .collect();
    let titles = TILES.iter().map(|(word, label, _)| (*word, *label)).chain(ASIDE);
    let title = match only.as_str() {
        "mine" => "Packages you have taken on",
        "all" => "All packages that run",
        _ => titles.clone().find(|(word, _)| *word == only).map_or("Packages", |(_, [_, many])| many),
    };
    let own = view.who.may::<OwnPackage>();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Packages" }
        (tiles(&shown))
        @if let Some(day) = crate::rates::missing_from(view.house.place, view.now.day()) {
            p { (state("Price missing", Standing::Late)) " From " (kernel::day_in_words(day)) " the price schedule has no prices. "
                a href="/rates" { "See the packages that run" } }
        }
        p { a href="/packages" { "Everything that needs something" } ", " a href="/packages?only=mine" { "mine" } ", " a href="/packages?only=all" { "all that run" } }
        p { "Beside the search: "
            @for (nth, ((word, [one, many]), count)) in ASIDE.iter().zip(counts.iter().skip(TILES.len())).enumerate() {
                @if nth > 0 { ", " }
                a href={ "/packages?only=" (word) } { (kernel::count(*count, one, many)) }
            }
        }
        @if !replies.is_empty() { (replies::drawn(view.now, &replies)) }
        @if packages.is_empty() && only == "mine" {
            (empty_state("You have taken no package on yet. Press “Take on” beside a package: it then stands here and your name beside it in everybody’s list."))
        } @else if packages.is_empty() {
            (empty_state("No package here needs anything. A package appears when it is asked for from an agreed plan, with the time left until the search for a provider widens."))
        } @else { (rows(view, title, &packages, own)) }
        @if i64::try_from(packages.len()).unwrap_or_default() == MOST { p { "These are the " (MOST) " with the least time left." } }
    };
    let words = titles.zip(&counts).map(|((word, _), count)| (word.to_owned(), *count));
    let data = PackageList { counts: words.collect(), packages, replies };
    Shown::with(Page::new("Packages", body).wide().refresh_every(60), &data)
}

fn rows(view: &View<'_, '_>, title: &str, packages: &[PackageLine], may_own: bool) -> Markup {
    let rows = packages.iter().map(|package| {
        let left = html! { (time_left(view.now, package.due)) br; span class="nhsuk-u-font-size-16" { (package.due_for) } };
        let owner = html! {
            @match &package.owner { Some(name) => { (name) } None => { (state("Nobody yet", Standing::Soon)) } }
            @if may_own && !package.own && package.state != "ended" {
                (view.form.button(&format!("/packages/{}/own", package.id), &[], &format!("Take on {}", package.reference), true))
            }
        };
        vec![
            Cell::from(html! { a href={ "/packages/" (package.id) } { (package.reference) } br; (package.person_name) }),
            Cell::from(left),
            Cell::from(html! {
                (package.stage) @if package.urgent { " " (state("Urgent", Standing::Late)) }
                @if let Some(day) = package.ring_back { br; (ring_back(day, view.now.day())) }
            }),
            Cell::from(package.locality.as_str()),
            Cell::from(kernel::Minutes::new(package.minutes_per_week).to_string()),
            Cell::from(owner),
        ]
    });
    let mut caption = title.to_owned();
    if let Some(first) = caption.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    table(&Table {
        caption: caption.into(),
        head: ["Package", "Time left", "Where it stands", "Area", "Care a week", "Owner"]
            .into_iter()
            .map(Cell::from)
            .collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    })
}
