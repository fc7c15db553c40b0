//! The social worker's first page: what needs me now? (screens: reviews due, assessments open, packages waiting and why,
//! changes reported in the last two days)

use access::Covers;
use kernel::{Failure, Moment, Uuid};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, Tile, empty_state, state as tag, tiles},
};
use people::PersonId;
use schemars::JsonSchema;
use serde::Serialize;
use store::{Row, Tx, params, statement};
use wire::{Shown, View};

use crate::{
    SeeMyPeople,
    changes::{self, ChangeRequest},
    desk,
};

/// How many plans one page shows at most.
const MOST: i64 = 200;
/// Days before a review is due from which on it stands among those due.
const DAYS_BEFORE: i64 = 14;

statement! {
    MINE = "SELECT p.id, p.person, p.person_name, p.state, p.version_no, p.agreed_version, p.review_due, p.start_wanted,
        g.stage, g.words, g.since FROM plan p LEFT JOIN plan_progress g ON g.plan = p.id
        WHERE p.state <> 'ended' AND p.worker = $1
        ORDER BY CASE WHEN p.review_due IS NULL THEN 1 ELSE 0 END, p.review_due, p.id LIMIT $2";
    ALL = "SELECT p.id, p.person, p.person_name, p.state, p.version_no, p.agreed_version, p.review_due, p.start_wanted,
        g.stage, g.words, g.since FROM plan p LEFT JOIN plan_progress g ON g.plan = p.id
        WHERE p.state <> 'ended'
        ORDER BY CASE WHEN p.review_due IS NULL THEN 1 ELSE 0 END, p.review_due, p.id LIMIT $1";
    COUNT_MINE = "SELECT CAST(COUNT(*) AS {int}) AS plans,
        CAST(SUM(CASE WHEN p.review_due <= $2 THEN 1 ELSE 0 END) AS {int}) AS reviews,
        CAST(SUM(CASE WHEN p.agreed_version IS NOT NULL AND (g.stage IS NULL OR g.stage IN ('waiting', 'ended')) THEN 1 ELSE 0 END) AS {int}) AS waiting,
        CAST(SUM(CASE WHEN p.state = 'draft' THEN 1 ELSE 0 END) AS {int}) AS drafts
        FROM plan p LEFT JOIN plan_progress g ON g.plan = p.id WHERE p.state <> 'ended' AND p.worker = $1";
    COUNT_ALL = "SELECT CAST(COUNT(*) AS {int}) AS plans,
        CAST(SUM(CASE WHEN p.review_due <= $1 THEN 1 ELSE 0 END) AS {int}) AS reviews,
        CAST(SUM(CASE WHEN p.agreed_version IS NOT NULL AND (g.stage IS NULL OR g.stage IN ('waiting', 'ended')) THEN 1 ELSE 0 END) AS {int}) AS waiting,
        CAST(SUM(CASE WHEN p.state = 'draft' THEN 1 ELSE 0 END) AS {int}) AS drafts
        FROM plan p LEFT JOIN plan_progress g ON g.plan = p.id WHERE p.state <> 'ended'";
}

/// One plan in the list.
#[derive(Debug, Clone)]
struct Mine {
    person: PersonId,
    person_name: String,
    draft: bool,
    version_no: i64,
    in_force: bool,
    review_due: Option<Moment>,
    stage: Option<String>,
    words: Option<String>,
    since: Option<Moment>,
}

impl Mine {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Mine {
            person: row.get("person")?,
            person_name: row.get("person_name")?,
            draft: row.get::<String>("state")? == "draft",
            version_no: row.get("version_no")?,
            in_force: row.get::<Option<i64>>("agreed_version")?.is_some(),
            review_due: row.get("review_due")?,
            stage: row.get("stage")?,
            words: row.get("words")?,
            since: row.get("since")?,
        })
    }

    fn waits(&self) -> bool {
        self.in_force && !matches!(self.stage.as_deref(), Some("awarded" | "started"))
    }

    fn package(&self) -> String {
        match (&self.words, self.in_force) {
            (Some(words), _) => words.clone(),
            (None, true) => "No package requested yet".into(),
            (None, false) => "The plan is not agreed yet".into(),
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    plans: i64,
    reviews: i64,
    waiting: i64,
    drafts: i64,
}

fn counts(row: &Row) -> Result<Counts, Failure> {
    let figure = |name: &str| Ok::<i64, Failure>(row.get::<Option<i64>>(name)?.unwrap_or_default());
    Ok(Counts {
        plans: figure("plans")?,
        reviews: figure("reviews")?,
        waiting: figure("waiting")?,
        drafts: figure("drafts")?,
    })
}

/// The page as a script reads it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MyPeople {
    /// How many reviews are due within two weeks or late.
    reviews_due: i64,
    /// How many plans in force have no package that was awarded.
    waiting: i64,
    /// How many plans are being written.
    drafts: i64,
    /// How many assessments are open.
    assessments_open: i64,
    /// How many changes were reported in the last two days or have no answer.
    changes: usize,
    /// The plans, the next review first (at most 200).
    people: Vec<PersonFacts>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PersonFacts {
    person: String,
    name: String,
    plan_version: i64,
    draft: bool,
    review_due: Option<String>,
    package: String,
}

/// Shows it.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeMyPeople>()?;
    // Everybody's plans stand behind one link: somebody must look after them when a colleague is away.
    let everybody = view.query.text("whose") == "all" && matches!(scope.covers(), Covers::Place);
    let worker = (!everybody).then_some(view.who.account);
    let soon = view.now.plus_days(DAYS_BEFORE);
    let counts = counted(view.tx, worker, soon)?;
    let changes = changes::recent(view.tx, worker, view.now)?;
    let assessments = crate::eligibility::open(view.tx, view.who.account)?;
    let plans = plans(view.tx, worker)?;
    let show = view.query.text("show");
    let mut shown: Vec<&Mine> = plans.iter().collect();
    match show {
        "reviews" => shown.retain(|mine| mine.review_due.is_some_and(|due| due <= soon)),
        "waiting" => shown.retain(|mine| mine.waits()),
        "drafts" => shown.retain(|mine| mine.draft),
        _ => {}
    }
    let listed = shown.iter().map(|mine| mine.person).chain(changes.iter().map(|change| change.person));
    let listed: Vec<PersonId> = listed.chain(assessments.iter().map(|open| open.person)).collect();
    view.saw_list("people, their plans and packages", listed);
    let facts = MyPeople {
        reviews_due: counts.reviews,
        waiting: counts.waiting,
        drafts: counts.drafts,
        assessments_open: i64::try_from(assessments.len()).unwrap_or(i64::MAX),
        changes: changes.len(),
        people: shown.iter().map(|mine| told(mine)).collect(),
    };
    let all = if everybody { "whose=all&" } else { "" };
    let body = html! {
        h1 class="nhsuk-heading-l" { @if everybody { "Everybody’s people" } @else { "My people" } }
        (tiles_of(&facts, all))
        p {
            @if everybody { a href="/my-people" { "Only mine" } } @else { a href="/my-people?whose=all" { "Everybody’s" } }
        }
        @if show.is_empty() || show == "changes" { (reported(&changes, view.now)) }
        @if show.is_empty() || show == "assessments" { (open_assessments(&assessments)) }
        @if show != "changes" && show != "assessments" {
            h2 class="nhsuk-heading-m" { (list_title(show)) }
            @if !show.is_empty() { p { a href=(format!("/my-people?{all}")) { "Show all plans" } } }
            (list(&shown, view.now))
            @if counts.plans > MOST { p { "The first " (MOST) " of " (counts.plans) " plans are shown." } }
        }
    };
    Shown::with(Page::new("My people", body).wide(), &facts)
}

fn list_title(show: &str) -> &'static str {
    match show {
        "reviews" => "Reviews due",
        "waiting" => "Packages waiting, and why",
        "drafts" => "Plans being written",
        _ => "Plans",
    }
}

fn counted(tx: &mut Tx<'_>, worker: Option<Uuid>, soon: Moment) -> Result<Counts, Failure> {
    let found = match worker {
        Some(worker) => tx.first(&COUNT_MINE, params![worker, soon], counts)?,
        None => tx.first(&COUNT_ALL, params![soon], counts)?,
    };
    Ok(found.unwrap_or_default())
}

fn plans(tx: &mut Tx<'_>, worker: Option<Uuid>) -> Result<Vec<Mine>, Failure> {
    match worker {
        Some(worker) => tx.all(&MINE, params![worker, MOST], Mine::read),
        None => tx.all(&ALL, params![MOST], Mine::read),
    }
}

fn told(mine: &Mine) -> PersonFacts {
    PersonFacts {
        person: mine.person.to_string(),
        name: mine.person_name.clone(),
        plan_version: mine.version_no,
        draft: mine.draft,
        review_due: mine.review_due.map(|due| due.to_string()),
        package: mine.package(),
    }
}

fn tiles_of(facts: &MyPeople, all: &str) -> Markup {
    let to = |show: &str| format!("/my-people?{all}show={show}");
    let standing = |count: i64| if count > 0 { Standing::Soon } else { Standing::Fine };
    let word = |count: i64| if count > 0 { "To do" } else { "None" };
    let label = |count: i64, one: &str, many: &str| if count == 1 { one.to_owned() } else { many.to_owned() };
    let changes = i64::try_from(facts.changes).unwrap_or(i64::MAX);
    tiles(&[
        Tile::new(facts.reviews_due, label(facts.reviews_due, "review due", "reviews due"), to("reviews"))
            .standing(word(facts.reviews_due), standing(facts.reviews_due)),
        Tile::new(
            facts.assessments_open,
            label(facts.assessments_open, "assessment open", "assessments open"),
            to("assessments"),
        ),
        Tile::new(facts.drafts, label(facts.drafts, "plan being written", "plans being written"), to("drafts")),
        Tile::new(facts.waiting, label(facts.waiting, "package waiting", "packages waiting"), to("waiting"))
            .standing(word(facts.waiting), standing(facts.waiting)),
        Tile::new(facts.changes, label(changes, "change reported", "changes reported"), to("changes")),
    ])
}

fn reported(changes: &[ChangeRequest], now: Moment) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "Changes reported in the last two days, and those without an answer" }
        @if changes.is_empty() { (empty_state("What people, carers and care workers report will stand here.")) }
        @if !changes.is_empty() {
            ul class="nhsuk-list" {
                @for asked in changes {
                    li {
                        @match &asked.answer {
                            Some((kind, ..)) => { (tag(kind.words(), Standing::Fine)) " " a href=(desk::href(asked.person, "/changes")) { (asked.person_name) } }
                            None => {
                                (tag("Not answered", Standing::Soon)) " "
                                a href=(desk::href(asked.person, &format!("/changes/{}/answer", asked.id))) { (asked.person_name) }
                            }
                        }
                        ": " @if let Some(about) = asked.about(now) { strong { (about) ". " } } (shortened(&asked.words)) " (" (asked.said_by) ", " (page::show::moment(asked.asked_at)) ")"
                    }
                }
            }
        }
    }
}

fn shortened(words: &str) -> String {
    const LENGTH: usize = 160;
    if words.chars().count() <= LENGTH {
        return words.to_owned();
    }
    let start: String = words.chars().take(LENGTH).collect();
    format!("{start}…")
}

fn open_assessments(open: &[crate::eligibility::Open]) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "Assessments you have open" }
        @if open.is_empty() { (empty_state("Assessments you have begun and not decided will stand here.")) }
        @if !open.is_empty() {
            ul class="nhsuk-list" {
                @for one in open {
                    li { a href=(format!("/assessments/{}", one.assessment)) { (one.person_name) } ", begun on " (page::show::moment(one.since)) }
                }
            }
        }
    }
}

fn list(plans: &[&Mine], now: Moment) -> Markup {
    if plans.is_empty() {
        return empty_state(
            "Plans you look after will stand here, the next review first. Start one from a person’s page.",
        );
    }
    let row = |mine: &&Mine| {
        let plan = if mine.draft {
            format!("Version {}, being written", mine.version_no)
        } else {
            format!("Version {}, agreed", mine.version_no)
        };
        let review = match mine.review_due {
            Some(due) => page::show::time_left(now, Some(due)),
            None => html! { "Not agreed yet" },
        };
        let package = html! {
            (mine.package()) @if let Some(since) = mine.since { " (since " (page::show::moment_short(now, since)) ")" }
        };
        vec![
            Cell::link(mine.person_name.as_str(), desk::href(mine.person, "")),
            plan.into(),
            review.into(),
            package.into(),
        ]
    };
    table(&Table {
        caption: "People, their plans and packages".into(),
        head: vec!["Person".into(), "Plan".into(), "Next review".into(), "Package".into()],
        rows: plans.iter().map(row).collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    })
}
