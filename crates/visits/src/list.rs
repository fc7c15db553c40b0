//! /provider/visits: a provider's visits of a week, and those of the last four weeks that somebody must look at (VIS-4).

use kernel::{Failure, Moment, Period, Uuid, short_day};
use maud::html;
use page::{
    Page,
    components::{Cell, Table, table},
    show,
};
use store::{Tx, params, statement};
use wire::{Shown, View};

use crate::{
    parts::{self, VisitData},
    policy::{ApproveVisit, MatchMonitoring, SeeSchedule},
    schedule::asked_day,
    store::{MOST, list, of_provider},
    visit::{Recorded, Signed, State, VisitView},
};

statement! {
    TO_CHECK = "SELECT * FROM visit WHERE provider = $1 AND state = 'finished' ORDER BY day, starts_at, id LIMIT 500";
    TO_CHECK_STAYS = "SELECT w.* FROM visit_worker w JOIN visit v ON v.id = w.visit WHERE v.provider = $1
        AND v.state = 'finished' AND w.removed_at IS NULL ORDER BY w.assigned_at, w.id";
}

/// The list as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct ListData {
    /// week, to_check, cannot_sign, doubtful, no_reply or not_out.
    pub list: String,
    /// By time.
    pub visits: Vec<VisitData>,
}

const LISTS: &[(&str, &str)] = &[
    ("week", "This week"),
    ("to_check", "Times to check"),
    ("cannot_sign", "Nobody could sign"),
    ("doubtful", "Doubtful times"),
    ("no_reply", "No reply"),
    ("not_out", "Not checked out"),
];

/// Minutes after the planned end from which on somebody has forgotten to check out.
const FORGOTTEN_MINUTES: i64 = 60;

/// Visits that are over and whose time a person must look at, the oldest first.
pub fn to_check(tx: &mut Tx<'_>, provider: Uuid) -> Result<Vec<VisitView>, Failure> {
    list(tx, &TO_CHECK, &TO_CHECK_STAYS, params![provider])
}

fn said(visit: &VisitView, holds: impl Fn(&Recorded) -> bool) -> bool {
    visit.state.recorded().is_some_and(holds)
}

fn chosen(
    tx: &mut Tx<'_>,
    provider: Uuid,
    which: &str,
    (day, now): (kernel::Date, Moment),
) -> Result<Vec<VisitView>, Failure> {
    let four_weeks = || Period::through(Moment::start_of(day).plus_days(-28).day(), day);
    let mut visits = match which {
        "to_check" => to_check(tx, provider)?,
        "cannot_sign" | "doubtful" | "no_reply" | "not_out" => of_provider(tx, provider, four_weeks()?)?,
        _ => of_provider(tx, provider, Period::week_of(day))?,
    };
    visits.retain(|visit| match which {
        "cannot_sign" => {
            said(visit, |recorded| matches!(recorded.said.signed, Some((Signed::CannotSign | Signed::Refused, _))))
        }
        "doubtful" => visit.flags.iter().any(|flag| flag.doubts_the_time()),
        "not_out" => {
            let forgotten = visit.planned_end.plus_minutes(FORGOTTEN_MINUTES) < now;
            forgotten && matches!(visit.state, State::Started { .. })
        }
        "no_reply" => said(visit, |recorded| recorded.said.outcome.needs_welfare_step()),
        _ => true,
    });
    Ok(visits)
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SeeSchedule>()?;
    let (provider, now) = (view.who.organisation_id().unwrap_or_default(), view.now);
    let asked = view.query.text("list");
    let (which, words) = LISTS.iter().find(|(code, _)| *code == asked).copied().unwrap_or(("week", "This week"));
    let visits = chosen(view.tx, provider, which, (asked_day(view.query.text("day"), now.day()), now))?;
    let cut = i64::try_from(visits.len()).unwrap_or(i64::MAX) > MOST;
    let shown: Vec<&VisitView> = visits.iter().take(usize::try_from(MOST).unwrap_or(500)).collect();
    view.saw_list("visits", shown.iter().map(|visit| visit.person));
    let approve = view.who.may::<ApproveVisit>();
    let body = html! {
        (parts::heading("Visits"))
        p { @for (n, (code, words)) in LISTS.iter().enumerate() { @if n > 0 { " | " } a href=(format!("/provider/visits?list={code}")) { (words) } } }
        @if view.who.may::<MatchMonitoring>() { p { a href="/provider/monitoring" { "Rows of your own system’s files that match no visit" } } }
        @if cut { p { "Only the first " (MOST) " are shown." } }
        @if shown.is_empty() {
            (show::empty_state("Nothing is in this list. Visits come here by themselves as they are planned and made."))
        } @else {
            (show::scrolling(words, &table(&Table {
                caption: words.into(),
                head: ["Day", "Time", "Person", "Visit", "Who", "State", "To look at"].map(Cell::from).to_vec(),
                rows: shown.iter().map(|visit| row(visit, now, approve)).collect(),
                responsive: true,
                ..Table::default()
            })))
        }
    };
    let data = ListData { list: which.into(), visits: shown.iter().map(|visit| VisitData::of(visit, now)).collect() };
    Shown::with(Page::new("Visits", body).wide(), &data)
}

fn row(visit: &VisitView, now: Moment, approve: bool) -> Vec<Cell> {
    let flags = if visit.to_check.is_empty() { &visit.flags } else { &visit.to_check };
    let words: Vec<&str> = flags.iter().map(|flag| flag.words()).collect();
    let to_look_at = html! {
        (words.join(". "))
        @if approve && matches!(visit.state, State::Finished(_)) {
            " " a href=(format!("/visits/{}/approve", visit.id)) { "Check" span class="nhsuk-u-visually-hidden" { " the time of " (visit.person_name) } }
        }
    };
    vec![
        short_day(visit.day).into(),
        Cell::link(parts::times(visit), format!("/visits/{}", visit.id)),
        visit.person_name.as_str().into(),
        visit.label.as_str().into(),
        parts::names(visit).into(),
        parts::standing(visit, now).into(),
        to_look_at.into(),
    ]
}
