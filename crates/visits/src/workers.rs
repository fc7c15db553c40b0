//! /provider/workers: the care workers of a provider, their skills, and whose times are doubtful again and again (VIS-4, H17).

use access::{About, Permit, Role};
use kernel::{Failure, Uuid, count};
use maud::html;
use page::{
    Page,
    components::{Cell, Table, table},
    show,
};
use store::{Change, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    assign::{hold, skill_words, skills_of},
    parts,
    policy::{SeeSchedule, SetSkills},
    store::of_provider,
};

/// The form.
pub const FIELDS: &[Field] = &[Field::many("skills", "What can they do?", plans::SKILLS)
    .hint("Only what they have been trained for and were found able to do.")];

/// From so many doubtful times in four weeks on a worker is listed.
pub const LISTED_FROM: usize = 3;

statement! {
    ALL_SKILLS = "SELECT s.worker, s.skill FROM worker_skill s JOIN care_worker w ON w.id = s.worker
        WHERE w.provider = $1 ORDER BY s.skill";
}

/// One worker as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct WorkerData {
    /// Their account.
    pub worker: String,
    /// Their name.
    pub name: String,
    /// Skills by code.
    pub skills: Vec<String>,
    /// Visits with a doubtful time in the last four weeks.
    pub doubtful: usize,
    /// Whether that is often enough to be listed.
    pub listed: bool,
}

/// The list as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct WorkersData {
    /// By name.
    pub workers: Vec<WorkerData>,
}

/// A provider's workers with their skills and how many of their times in the last four weeks are doubtful.
pub fn workers(tx: &mut Tx<'_>, provider: Uuid, today: kernel::Date) -> Result<Vec<WorkerData>, Failure> {
    let skills =
        tx.all(&ALL_SKILLS, params![provider], |row| Ok((row.get::<Uuid>("worker")?, row.get::<String>("skill")?)))?;
    let from = kernel::Moment::start_of(today).plus_days(-28).day();
    let period = kernel::Period::through(from, today)?;
    let visits = of_provider(tx, provider, period)?;
    let doubtful = |worker: Uuid| {
        let doubted = visits.iter().filter(|visit| visit.flags.iter().any(|flag| flag.doubts_the_time()));
        doubted.filter(|visit| visit.stay_of(worker).is_some_and(|stay| stay.came.is_some())).count()
    };
    let members = access::members(tx, provider, Role::CareWorker, today)?;
    Ok(members
        .into_iter()
        .map(|member| {
            let own = skills.iter().filter(|(worker, _)| *worker == member.account);
            let doubtful = doubtful(member.account);
            WorkerData {
                worker: member.account.to_string(),
                name: member.name,
                skills: own.map(|(_, skill)| skill.clone()).collect(),
                doubtful,
                listed: doubtful >= LISTED_FROM,
            }
        })
        .collect())
}

/// The list.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SeeSchedule>()?;
    let provider = view.who.organisation_id().unwrap_or_default();
    let workers = workers(view.tx, provider, view.now.day())?;
    let row = |worker: &WorkerData| -> Vec<Cell> {
        let skills: Vec<&str> = worker.skills.iter().map(|code| skill_words(code)).collect();
        let skills = if skills.is_empty() { "None recorded".to_owned() } else { kernel::list_in_words(&skills) };
        let doubtful = html! {
            (count(i64::try_from(worker.doubtful).unwrap_or(i64::MAX), "visit", "visits"))
            @if worker.listed { " " (show::state("Look into it", show::Standing::Late)) }
        };
        vec![
            worker.name.as_str().into(),
            skills.into(),
            doubtful.into(),
            Cell::link("Set skills", format!("/provider/workers/{}/skills", worker.worker))
                .hidden(format!("of {}", worker.name)),
        ]
    };
    let body = html! {
        (parts::heading("Care workers"))
        p { a href="/provider/checks" { "Checks and training" } }
        @if workers.is_empty() {
            (show::empty_state("No care workers yet. They appear here when they are given an account with the role of care worker in your organisation."))
        } @else {
            (table(&Table {
                caption: "Care workers and what they can do".into(),
                head: vec!["Name".into(), "Can do".into(), "Doubtful times in four weeks".into(), "Change".into()],
                rows: workers.iter().map(row).collect(),
                responsive: true,
                ..Table::default()
            }))
        }
    };
    Shown::with(Page::new("Care workers", body), &WorkersData { workers })
}

fn member_name(tx: &mut Tx<'_>, provider: Uuid, worker: Uuid, today: kernel::Date) -> Result<String, Failure> {
    let members = access::members(tx, provider, Role::CareWorker, today)?;
    let member = members.into_iter().find(|member| member.account == worker);
    member.map(|member| member.name).ok_or_else(|| Failure::no_such("care worker"))
}

/// The form of one worker.
pub fn one(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (worker, provider) = (view.path.uuid("worker")?, view.who.organisation_id().unwrap_or_default());
    view.who.permit::<SetSkills>(&About::thing("care worker", worker).organisation(provider))?;
    let name = member_name(view.tx, provider, worker, view.now.day())?;
    let own = skills_of(view.tx, worker)?;
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let form = html! { @for field in FIELDS { (view.form.many(field, &own)) } };
    let body = html! {
        (parts::heading(&format!("What {name} can do")))
        (view.form.around(&format!("/provider/workers/{worker}/skills"), &form, "Save"))
    };
    Ok(Page::new(format!("What {name} can do"), body).back("Care workers", "/provider/workers").into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (worker, provider) = (act.path.uuid("worker")?, act.who.organisation_id().unwrap_or_default());
    let permit = act.who.permit::<SetSkills>(&About::thing("care worker", worker).organisation(provider))?;
    let name = member_name(act.work, provider, worker, act.now.day())?;
    set_skills(act.work, &permit, provider, worker, &act.values.many("skills")?)?;
    Ok(Done::new("/provider/workers", format!("The skills of {name} are saved.")).id(worker))
}

/// Sets what a worker can do.
pub fn set_skills(
    work: &mut Work<'_>,
    permit: &Permit<SetSkills>,
    provider: Uuid,
    worker: Uuid,
    skills: &[String],
) -> Result<(), Failure> {
    permit.covers(worker)?;
    hold(work, provider, worker)?;
    let before = skills_of(work, worker)?;
    let facts = serde_json::json!({ "before": before, "after": skills });
    let mut change = Change::new("care_worker.skills_set", "care_worker", worker).organisation(provider).facts(facts);
    for gone in before.iter().filter(|skill| !skills.contains(skill)) {
        change = change.delete("worker_skill", cols! { "worker" => worker, "skill" => gone.as_str() });
    }
    for new in skills.iter().filter(|skill| !before.contains(*skill)) {
        change = change.insert("worker_skill", cols! { "worker" => worker, "skill" => new.as_str() });
    }
    work.apply(change)
}
