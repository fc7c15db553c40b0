//! What falls due under the contract: reviews with the providers, the panel's look at the ranking, measures to be submitted, monitoring
//! visits to be signed. The reviews with the providers are the place's data; the commissioner says when they were held.

use access::About;
use kernel::{Failure, Moment, Quarter, Uuid, count};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{empty_state, time_left},
};
use places::{Milestone, Place};
use store::{Change, Row, Tx, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use super::must_see_place;
use crate::{policy::KeepMilestone, submission};

/// So long before its day the panel's review stands on the list.
const AHEAD_DAYS: i64 = 56;

/// What is asked when one was kept.
pub const FIELDS: &[Field] = &[
    Field::line("quarter", "Which quarter?").must("The page was not sent whole. Open it again and send it once more."),
    Field::words("words", "When it was held, who was there, what came of it")
        .must("Write when it was held and what came of it."),
];

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct DueLine {
    /// contract.review, ranking.review, submission or monitoring.
    pub kind: String,
    /// What, in words.
    pub what: String,
    /// Whose turn it is.
    pub whose: String,
    /// Until when.
    #[schemars(with = "String")]
    pub due: Moment,
    /// Whether that has passed.
    pub late: bool,
    /// Where it is dealt with.
    pub href: String,
}

/// The list.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Milestones {
    /// What is due, the first first.
    pub due: Vec<DueLine>,
}

statement! {
    KEPT = "SELECT code, quarter FROM milestone_kept WHERE quarter >= $1 ORDER BY quarter, code LIMIT 100";
}

/// The last quarter that is over and ends a milestone's period.
fn last_of(rule: &Milestone, now: Moment) -> Quarter {
    let mut quarter = Quarter::of(now.day()).previous();
    while i64::from(quarter.number()) % rule.quarters != 0 {
        quarter = quarter.previous();
    }
    quarter
}

/// Until when the milestone of a period is due.
fn due_at(place: &Place, rule: &Milestone, quarter: Quarter) -> Result<Moment, Failure> {
    kernel::due(Moment::start_of(quarter.period().to()), &clocks::rule(place, &rule.standard)?, place.calendar())
}

/// The milestones of the place that were not kept yet for the last period that is over: one statement.
fn of_place(tx: &mut Tx<'_>, place: &Place, now: Moment) -> Result<Vec<DueLine>, Failure> {
    let since = Quarter::of(now.day()).previous().previous().previous().previous().code();
    let kept: Vec<(String, String)> =
        tx.all(&KEPT, params![since], |row: &Row| Ok((row.get("code")?, row.get("quarter")?)))?;
    let mut all = Vec::new();
    for rule in &place.milestones {
        let quarter = last_of(rule, now);
        if kept.iter().any(|(code, of)| *code == rule.code && *of == quarter.code()) {
            continue;
        }
        let due = due_at(place, rule, quarter)?;
        all.push(DueLine {
            kind: rule.code.clone(),
            what: format!("{}, up to {quarter}", rule.words),
            whose: "Commissioner".into(),
            due,
            late: now >= due,
            href: format!("/commissioning/milestones/{}/keep?quarter={}", rule.code, quarter.code().replace(' ', "+")),
        });
    }
    Ok(all)
}

/// Everything that is due, the first first: a fixed few statements.
pub(crate) fn due(view: &mut View<'_, '_>) -> Result<Vec<DueLine>, Failure> {
    let (place, now) = (view.house.place, view.now);
    let mut all = of_place(view.tx, place, now)?;
    let quarter = submission::due::last_over(now.day());
    let (missing, _) = submission::list::missing(view, quarter)?;
    all.extend(missing.into_iter().map(|one| DueLine {
        kind: "submission".into(),
        what: format!("Measures of {quarter}"),
        whose: one.provider_name,
        due: one.due,
        late: one.late,
        href: format!("/submissions?quarter={}", quarter.code().replace(' ', "+")),
    }));
    all.extend(quality::owed(view.tx)?.into_iter().map(|one| DueLine {
        kind: "monitoring".into(),
        what: format!("{} of {}", one.what, one.provider_name),
        whose: one.whose,
        due: one.due_at,
        late: now >= one.due_at,
        href: one.href,
    }));
    // The last panel says until when the next one meets; long before, it is no news.
    let panel = brokerage::ranking::panel::all(view.tx)?.into_iter().next();
    all.extend(panel.filter(|panel| panel.review_by <= now.plus_days(AHEAD_DAYS)).map(|panel| DueLine {
        kind: "ranking.review".into(),
        what: format!("The panel reviews the ranking ({})", panel.title()),
        whose: "Panel".into(),
        due: panel.review_by,
        late: now >= panel.review_by,
        href: "/ranking/panels".into(),
    }));
    all.sort_by(|one, other| (one.due, &one.what).cmp(&(other.due, &other.what)));
    Ok(all)
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    must_see_place(view)?;
    let all = due(view)?;
    let late = all.iter().filter(|one| one.late).count();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Milestones that are due" }
        p { (count(all.len(), "milestone", "milestones")) ", " (late) " late." }
        @if all.is_empty() { (empty_state("Nothing is due. Contract reviews, the panel’s look at the ranking, measures and monitoring visits stand here until they are done.")) }
        @else { (listed(view, &all)) }
    };
    Shown::with(Page::new("Milestones", body).back("Commissioning", "/commissioning").wide(), &Milestones { due: all })
}

fn listed(view: &View<'_, '_>, all: &[DueLine]) -> Markup {
    let row = |one: &DueLine| {
        vec![
            Cell::link(one.what.as_str(), one.href.as_str()),
            Cell::from(one.whose.as_str()),
            Cell::from(time_left(view.now, Some(one.due))),
        ]
    };
    table(&Table {
        head: ["What", "Whose", "Due"].into_iter().map(Cell::from).collect(),
        rows: all.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn rule<'p>(place: &'p Place, code: &str) -> Result<&'p Milestone, Failure> {
    place.milestones.iter().find(|rule| rule.code == code).ok_or_else(|| Failure::no_such("milestone"))
}

/// The form.
pub fn keep_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.permit::<KeepMilestone>(&About::thing("milestone", Uuid::nil()))?;
    let code = view.path.text("milestone").to_owned();
    let rule = rule(view.house.place, &code)?;
    let typed = crate::measure::typed_quarter(view);
    let quarter = if typed.is_empty() { last_of(rule, view.now) } else { typed.parse()? };
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { "Up to " (quarter.to_string()) } (rule.words) }
        p { "Due " (time_left(view.now, Some(due_at(view.house.place, rule, quarter)?))) }
        (view.form.around(&format!("/commissioning/milestones/{code}/keep"), &html! {
            (page::form::hidden("quarter", &quarter.code()))
            @for field in FIELDS.iter().filter(|field| field.name == "words") { (view.form.field(field, "")) }
        }, "Record that it was held"))
    };
    Ok(Page::new(rule.words.clone(), body).back("Milestones", "/commissioning/milestones").into())
}

/// Records it.
pub fn keep_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    act.who.permit::<KeepMilestone>(&About::thing("milestone", Uuid::nil()))?;
    let rule = rule(act.house.place, act.path.text("milestone"))?;
    let quarter: Quarter = act.values.text("quarter")?.parse()?;
    if quarter.period().last() >= act.now.day() || i64::from(quarter.number()) % rule.quarters != 0 {
        return Err(Failure::conflict(format!("No period of this milestone ended with {quarter}.")));
    }
    let id: Uuid = act.work.id();
    let words = act.values.text("words")?;
    let facts = serde_json::json!({ "milestone": rule.code, "quarter": quarter, "words": words });
    let columns = cols! {
        "id" => id, "version" => 1, "code" => rule.code.as_str(), "quarter" => quarter.code(), "words" => words,
        "kept_at" => act.now, "kept_by" => act.who.name.as_str(),
    };
    act.work.apply(Change::new("milestone.kept", "milestone", id).facts(facts).insert("milestone_kept", columns))?;
    Ok(Done::new("/commissioning/milestones", format!("{}, up to {quarter}: recorded.", rule.words)).id(id))
}
