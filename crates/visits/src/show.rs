//! /visits/{visit}: everything about one visit; for its worker who, where, how to get in, what changed, tasks (VIS-3).

use access::Role;
use kernel::{Failure, Moment, moment_in_words, time_in_words};
use maud::{Markup, html};
use page::components::{Button, SummaryList, SummaryRow, button, summary_list};
use store::{Row, Tx, params, statement};
use wire::{Shown, View};

use crate::{
    alarm, bank, changes,
    checks::Closed,
    chosen, note,
    parts::{self, VisitData},
    policy::{ApproveVisit, Assign, CancelVisit, KeepBank, RecordMissed, SeeAlarms, SeeVisit, WriteNote},
    stay::Stay,
    store::visit,
    visit::{Recorded, State, VisitId, VisitView},
};

statement! {
    TASKS = "SELECT task, done, why_not FROM visit_task WHERE visit = $1 ORDER BY position";
}

/// What was done of a task, once it is told.
struct Told {
    task: String,
    done: bool,
    why_not: Option<String>,
}

fn tasks(tx: &mut Tx<'_>, id: VisitId) -> Result<Vec<Told>, Failure> {
    tx.all(&TASKS, params![id], |row: &Row| {
        Ok(Told { task: row.get("task")?, done: row.get("done")?, why_not: row.get("why_not")? })
    })
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = visit(view.tx, view.path.id("visit")?)?;
    view.who.permit::<SeeVisit>(&parts::about(&found))?;
    Closed::to(view, found.provider)?.must_be_open(&found, view.who.account)?;
    let worker = found.stay_of(view.who.account).filter(|_| view.who.role == Role::CareWorker).cloned();
    let body = match &worker {
        Some(stay) => for_worker(view, &found, stay)?,
        None => for_others(view, &found)?,
    };
    let mut page = parts::page_of(view, &parts::title(&found), body, &found)?;
    page.back = match view.who.role {
        Role::CareWorker => Some(page::Link::new("My visits", "/rounds")),
        Role::Scheduler | Role::ProviderManager => {
            Some(page::Link::new("Schedule", format!("/schedule?day={}", found.day)))
        }
        _ => None,
    };
    Shown::with(page, &VisitData::of(&found, view.now))
}

fn for_worker(view: &mut View<'_, '_>, found: &VisitView, stay: &Stay) -> Result<Markup, Failure> {
    let unread = changes::unread(view.tx, found, view.who.account)?;
    let home = people::home_access_note(view.tx, found.person.into())?;
    let told = tasks(view.tx, found.id)?;
    let notes = note::of_visit(view.tx, found.id)?;
    let owes = found.state.recorded().is_some_and(Recorded::owes_welfare_step);
    let over = !matches!(found.state, State::Planned | State::Assigned | State::Started { .. });
    let href = |what: &str| format!("/visits/{}/{what}", found.id);
    let next = match (&unread, stay) {
        _ if owes => Some(("Say what you did", href("welfare"))),
        _ if over => None,
        (_, stay) if stay.is_there() => Some(("Check out", href("check-out"))),
        (None, stay) if stay.came.is_none() => Some(("Check in", href("check-in"))),
        _ => None,
    };
    Ok(html! {
        (parts::heading(&found.person_name))
        p { strong { (parts::times(found)) ", " (found.minutes) } " " (parts::standing(found, view.now)) }
        @if let Some(unread) = &unread { @if !over { (changes::told(&view.form, found, unread)) } }
        @if let Some((words, to)) = &next { (button(&Button::link(*words, to.clone()))) }
        @if let State::Cancelled { why, .. } = &found.state { p { "Do not go: " (why) } }
        @if !over { (way_in(&home, &href("way-in"))) }
        (to_do(found, &told))
        @if found.workers_needed > 1 { p { "Two workers: " (parts::names(found)) "." } }
        h2 class="nhsuk-heading-m" { "Notes" }
        (note::shown(&notes))
        p { a href=(href("notes")) { "Write a note" } }
    })
}

/// How to get in, without the code.
fn way_in(home: &people::HomeAccessNote, href: &str) -> Markup {
    let fact = |words: &Option<String>| words.clone();
    html! {
        h2 class="nhsuk-heading-m" { "How to get in" }
        @for words in [fact(&home.finding), fact(&home.pets), fact(&home.hazards), fact(&home.alarms)].into_iter().flatten() {
            p { (words) }
        }
        p { "Key safe: " (home.key_safe.words().to_lowercase()) "." }
        @if home.code_set.is_some() { p { a href=(href) { "Show the code" } } }
    }
}

fn to_do(found: &VisitView, told: &[Told]) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "What to do" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @if told.is_empty() { @for task in &found.tasks { li { (task) } } }
            @for task in told {
                li {
                    (task.task) ": " @if task.done { "done" } @else { "not done" }
                    @if let Some(why) = &task.why_not { " (" (why) ")" }
                }
            }
        }
    }
}

fn for_others(view: &mut View<'_, '_>, found: &VisitView) -> Result<Markup, Failure> {
    let told = tasks(view.tx, found.id)?;
    // What the workers write for one another is not a carer's to read (H11).
    let carer = view.who.is_carer_of(found.person);
    let notes = if carer { Vec::new() } else { note::of_visit(view.tx, found.id)? };
    let alarms = if view.who.may::<SeeAlarms>() { alarm::of_visit(view.tx, found.id)? } else { Vec::new() };
    let from_agency = chosen::from_agency(view.tx, found)?;
    let mut links = links(view, found);
    if view.who.may::<KeepBank>() && bank::deposit::is_possible(view.tx, view.house.place, found)? {
        links.push(("Bank the time that was not used", format!("/visits/{}/bank", found.id)));
    }
    Ok(html! {
        (parts::heading(&parts::title(found)))
        p { (parts::standing(found, view.now)) }
        @if !from_agency.is_empty() { p { strong { "From an agency: " } (kernel::list_in_words(&from_agency)) "." } }
        (summary_list(&SummaryList { rows: facts(found), ..SummaryList::default() }))
        @if !alarms.is_empty() {
            p { strong { "This visit needs somebody now: " (alarms.iter().map(|alarm| alarm.kind.words()).collect::<Vec<_>>().join(", ")) "." } " "
                a href=(format!("/visits/{}/alarm", found.id)) { "See what is being done" } }
        }
        (to_do(found, &told))
        @if !carer {
            h2 class="nhsuk-heading-m" { "Notes" }
            @if notes.is_empty() { p { "No notes yet." } }
            (note::shown(&notes))
        }
        @if !links.is_empty() {
            h2 class="nhsuk-heading-m" { "What you can do" }
            ul class="nhsuk-list" { @for (words, to) in &links { li { a href=(to) { (words) } } } }
        }
    })
}

fn links(view: &View<'_, '_>, found: &VisitView) -> Vec<(&'static str, String)> {
    let (who, id) = (view.who, found.id);
    let mut links = Vec::new();
    let mut add = |show: bool, words: &'static str, to: String| {
        if show {
            links.push((words, to));
        }
    };
    add(who.may::<Assign>() && found.is_ahead(), "Give it to a worker", format!("/schedule/{id}/assign"));
    let assigned = found.is_ahead() && !found.workers.is_empty();
    add(who.may::<Assign>() && assigned, "Take a worker off", format!("/schedule/{id}/unassign"));
    add(who.may::<CancelVisit>() && found.is_ahead(), "Cancel it", format!("/visits/{id}/cancel"));
    add(
        who.may::<SeeAlarms>() && found.is_late(view.now),
        "Say what is done about it being late",
        format!("/visits/{id}/alarm"),
    );
    add(
        who.may::<RecordMissed>() && found.is_late(view.now) && found.checked_in == 0,
        "Follow it up: nobody came",
        format!("/visits/{id}/missed"),
    );
    add(who.may::<ApproveVisit>() && found.recorded().is_some(), "Check its time", format!("/visits/{id}/approve"));
    add(who.may::<WriteNote>(), "Write a note", format!("/visits/{id}/notes"));
    links
}

fn facts(found: &VisitView) -> Vec<SummaryRow> {
    let mut rows = vec![
        SummaryRow::new("Planned", format!("{}, {}", found.told(), found.cover_words())),
        SummaryRow::new("Who comes", workers(found)),
    ];
    let matters = parts::why_it_matters(found);
    if !matters.is_empty() {
        rows.push(SummaryRow::new("To know", matters));
    }
    match &found.state {
        State::Cancelled { for_whom, why, at, notice_hours } => {
            let notice = kernel::count(*notice_hours, "hour’s notice", "hours’ notice");
            let words = format!("{}: {why}. On {}, with {notice}.", for_whom.words(), moment_in_words(*at));
            rows.push(SummaryRow::new("Cancelled", words));
        }
        State::Missed { found_at, why, by } => {
            let by = by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default();
            let done = found.instead.as_deref().unwrap_or("Not recorded");
            rows.push(SummaryRow::new("Why nobody came", why.as_str()));
            rows.push(SummaryRow::new("What was done", done));
            rows.push(SummaryRow::new("Followed up", format!("{}{by}", moment_in_words(*found_at))));
        }
        state => rows.extend(state.recorded().map(recorded).unwrap_or_default()),
    }
    if let State::Approved(_, approval) = &found.state {
        let why = approval.why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
        let workers = kernel::count(approval.workers, "worker", "workers");
        rows.push(SummaryRow::new("Counts", format!("{} for {workers}, by {}{why}", approval.minutes, approval.by)));
    }
    if !found.to_check.is_empty() {
        let words: Vec<&str> = found.to_check.iter().map(|flag| flag.words()).collect();
        rows.push(SummaryRow::new("To check", words.join(". ")));
    }
    rows
}

fn workers(found: &VisitView) -> String {
    let told = |stay: &Stay| {
        let time = |at: Moment| time_in_words(at.time_of_day());
        let came = stay.came.as_ref().map(|came| format!(", came at {}", time(came.at))).unwrap_or_default();
        let later = stay.came.as_ref().and_then(|came| came.why_later.as_deref());
        let later = later.map(|why| format!(" (stated afterwards: {why})")).unwrap_or_default();
        let went = stay.went.map(|went| format!(", left at {}", time(went))).unwrap_or_default();
        format!("{}{came}{later}{went}", stay.name)
    };
    let all: Vec<String> = found.workers.iter().map(told).collect();
    if all.is_empty() { "Nobody yet".into() } else { all.join("; ") }
}

fn recorded(recorded: &Recorded) -> Vec<SummaryRow> {
    let mut rows = vec![
        SummaryRow::new(
            "Recorded",
            format!(
                "{} to {}, {} of worker time",
                moment_in_words(recorded.start),
                time_in_words(recorded.finish.time_of_day()),
                recorded.minutes
            ),
        ),
        SummaryRow::new("What came of it", recorded.said.outcome.words()),
    ];
    if let Some((signed, words)) = &recorded.said.signed {
        let words = words.as_deref().map(|words| format!(": {words}")).unwrap_or_default();
        rows.push(SummaryRow::new("Signed", format!("{}{words}", signed.words())));
    }
    match &recorded.welfare {
        Some((steps, at)) => {
            rows.push(SummaryRow::new(
                "Was the person well?",
                format!("{}. Told {}.", steps.join("; "), moment_in_words(*at)),
            ));
        }
        None if recorded.owes_welfare_step() => {
            rows.push(SummaryRow::new("Was the person well?", "Nobody has said yet what was done."));
        }
        None => {}
    }
    rows
}
