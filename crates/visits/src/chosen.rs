//! Packages of complex care: their visits are given only to care workers whom the person has chosen, and those of agency workers are
//! marked as such (BRK-14). Whom the person has chosen is `brokerage`'s.

use std::collections::BTreeMap;

use brokerage::complex::{Chosen, agency_of_provider, agency_workers, chosen, chosen_of_provider};
use kernel::{Failure, Minutes, Uuid, short_day};
use maud::html;
use page::{
    Page,
    components::{Cell, Table, table},
    show::empty_state,
};
use store::{Change, Tx, Work, cols, params, statement};
use wire::{Shown, View};

use crate::{
    parts,
    policy::SeeVisit,
    reactions::id,
    store::list,
    visit::{State, VisitView},
};

/// Visits of agency workers that the list shows at most.
const MOST: i64 = 200;

statement! {
    ASKS = "SELECT count(*) FROM chosen_only WHERE package = $1";
    ANY = "SELECT package FROM chosen_only LIMIT 1";
    PAST = "SELECT * FROM visit WHERE package = $1 AND day <= $2 AND state IN ('assigned', 'started', 'finished', 'approved')
        ORDER BY day DESC, starts_at DESC, id LIMIT $3";
    PAST_STAYS = "SELECT w.* FROM visit_worker w JOIN visit v ON v.id = w.visit
        WHERE v.package = $1 AND v.day <= $2 AND w.removed_at IS NULL AND CAST($3 AS {int}) > 0 ORDER BY w.assigned_at, w.id";
}

/// A package of complex care has come to a provider: from now on its visits are asked about.
pub(crate) fn opened(work: &mut Work<'_>, payload: &serde_json::Value) -> Result<(), Failure> {
    let package = id(payload.get("facts").unwrap_or(&serde_json::Value::Null), "package")?;
    let columns = cols! { "package" => package, "since" => work.at };
    let change = Change::new("package.choice_asked", "package", package);
    work.apply(change.put("chosen_only", &["package"], columns))
}

fn asks(tx: &mut Tx<'_>, package: Uuid) -> Result<bool, Failure> {
    Ok(tx.figure(&ASKS, params![package])? > 0)
}

/// Whom the person has chosen for a visit; everybody where they do not choose.
pub(crate) fn for_visit(tx: &mut Tx<'_>, visit: &VisitView) -> Result<Chosen, Failure> {
    if asks(tx, visit.package)? { chosen(tx, visit.package.into(), visit.provider) } else { Ok(Chosen::default()) }
}

/// Whom the people of a provider's packages have chosen, by package; nothing for packages in which they do not choose.
pub(crate) fn of_provider(tx: &mut Tx<'_>, provider: Uuid) -> Result<BTreeMap<Uuid, Chosen>, Failure> {
    match tx.first(&ANY, &[], |row| row.get::<Uuid>("package"))? {
        Some(_) => chosen_of_provider(tx, provider),
        None => Ok(BTreeMap::new()),
    }
}

/// The care workers of a provider who come from an agency, each with it; nobody where no person has complex care.
pub(crate) fn agency_of(tx: &mut Tx<'_>, provider: Uuid) -> Result<BTreeMap<Uuid, String>, Failure> {
    match tx.first(&ANY, &[], |row| row.get::<Uuid>("package"))? {
        Some(_) => agency_of_provider(tx, provider),
        None => Ok(BTreeMap::new()),
    }
}

/// A worker's name, with their agency when they come from one: "Bo Madeup, agency worker (Made Up Staffing)".
pub(crate) fn marked(name: &str, agency: Option<&str>) -> String {
    match agency {
        Some(agency) => format!("{name}, agency worker ({agency})"),
        None => name.to_owned(),
    }
}

/// The visit's workers who come from an agency, each with it: "Bo Madeup (Made Up Staffing)".
pub(crate) fn from_agency(tx: &mut Tx<'_>, visit: &VisitView) -> Result<Vec<String>, Failure> {
    if !asks(tx, visit.package)? {
        return Ok(Vec::new());
    }
    let agency = agency_workers(tx, visit.package.into())?;
    let told = |stay: &crate::Stay| agency.get(&stay.worker).map(|agency| format!("{} ({agency})", stay.name));
    Ok(visit.workers.iter().filter_map(told).collect())
}

/// One visit of an agency worker, as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct AgencyVisit {
    /// The visit.
    pub visit: String,
    /// Its day.
    pub day: String,
    /// The worker's name.
    pub worker: String,
    /// The agency.
    pub agency: String,
    /// Minutes planned.
    pub planned_minutes: i64,
    /// Minutes the worker was there.
    pub recorded_minutes: Option<i64>,
}

/// Visits by agency workers up to a day, the latest first: two statements and one for who they are.
fn of_package(tx: &mut Tx<'_>, package: Uuid, until: kernel::Date) -> Result<Vec<(VisitView, AgencyVisit)>, Failure> {
    let agency: BTreeMap<Uuid, String> = agency_workers(tx, package.into())?;
    let visits = list(tx, &PAST, &PAST_STAYS, params![package, until, MOST])?;
    let mut all = Vec::new();
    for visit in visits {
        for stay in &visit.workers {
            let Some(name) = agency.get(&stay.worker) else { continue };
            let there = stay.came.as_ref().zip(stay.went).map(|(came, went)| went.minutes_since(came.at));
            let one = AgencyVisit {
                visit: visit.id.to_string(),
                day: visit.day.to_string(),
                worker: stay.name.clone(),
                agency: name.clone(),
                planned_minutes: visit.minutes.get(),
                recorded_minutes: there,
            };
            all.push((visit.clone(), one));
        }
    }
    Ok(all)
}

/// The page: what a statement of an agency's cost can be compared with.
pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = brokerage::row(view.tx, view.path.id("package")?)?;
    let about = access::About::thing("package", package.id).person(package.person).organisation(package.provider());
    view.who.permit::<SeeVisit>(&about)?;
    view.saw(package.person, "visits of agency workers");
    let banner = people::banner(view.tx, package.person, view.house)?;
    let all = of_package(view.tx, package.id.uuid(), view.now.day())?;
    let rows = all.iter().map(|(visit, one)| {
        vec![
            Cell::link(format!("{}, {}", short_day(visit.day), visit.label), format!("/visits/{}", visit.id)),
            one.worker.as_str().into(),
            one.agency.as_str().into(),
            Cell::numeric(Minutes::new(one.planned_minutes).to_string()),
            Cell::numeric(
                one.recorded_minutes.map_or("Not recorded".into(), |minutes| Minutes::new(minutes).to_string()),
            ),
            match &visit.state {
                State::Assigned => "To come".into(),
                state => Cell::from(state.words()),
            },
        ]
    });
    let body = html! {
        (parts::heading("Visits of agency workers"))
        @if all.is_empty() {
            (empty_state("No agency worker has been given a visit of this package. Each of their visits stands here, to be held beside what the provider states for the month."))
        } @else {
            (table(&Table {
                caption: "The latest first".into(),
                head: ["Visit", "Worker", "Agency", "Planned", "There", "State"].map(Cell::from).to_vec(),
                rows: rows.collect(),
                responsive: true,
                ..Table::default()
            }))
        }
    };
    let data: Vec<AgencyVisit> = all.into_iter().map(|(_, one)| one).collect();
    let own = view.who.organisation_id().is_some_and(|own| package.provider() == Some(own));
    let back = format!("{}/packages/{}", if own { "/provider" } else { "" }, package.id);
    Shown::with(Page::new("Visits of agency workers", body).about(banner).back("Back to the package", back), &data)
}
