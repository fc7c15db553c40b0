//! Home health care as JSON: Mankowska's, and the extended set with shifts, departing points and incompatible caregivers.

use std::collections::{BTreeMap, BTreeSet};

use super::{claim, costs, new_name, report};
use crate::{
    Format,
    day::{Answer, Day, LONGEST_WAY, Part, Round, Shift, Stop, Visit, Way, What, Worker},
    json::{At, parse},
    judge::{Tally, judge},
    report::{Cost, Fault, Paper, Report, Rule, Unreadable},
};

/// How closely times are held to: the files have three decimals.
const SLACK: f64 = 1e-3;

/// Checks a solution file.
pub(crate) fn check(instance: &str, answer: &str, extended: bool) -> Result<Report, Unreadable> {
    let value = parse(Paper::Instance, instance)?;
    let day = day(&At::root(Paper::Instance, &value), extended)?;
    let value = parse(Paper::Answer, answer)?;
    let root = At::root(Paper::Answer, &value);
    let mut said = answered(&root)?;
    day.visits.iter().for_each(|visit| tell_apart(visit, &mut said));
    let verdict = judge(&day, &said);
    let tally = verdict.tally.clone();
    let mut report = report(if extended { Format::HhcrspExtended } else { Format::Hhcrsp }, &day, verdict);
    let all = figures(&tally);
    let shown: &[&str] = if extended {
        &["unserved", "late", "longest_late", "overtime", "travel", "waiting", "longest_idle", "rounds"]
    } else {
        &["unserved", "late", "longest_late", "travel", "waiting", "rounds"]
    };
    report.costs =
        costs(&shown.iter().filter_map(|name| all.get(name).map(|value| (*name, *value))).collect::<Vec<_>>());
    let cost = if extended { extended_cost(&tally) } else { plain_cost(&tally) };
    report.levels = vec![tally.unserved as f64, cost.value];
    claims(&mut report, &root, &tally, cost.value)?;
    report.cost = Some(cost);
    ordering(&mut report, &root, &day, &said)?;
    Ok(report)
}

fn figures(tally: &Tally) -> BTreeMap<&'static str, f64> {
    BTreeMap::from([
        ("unserved", tally.unserved as f64),
        ("late", tally.late),
        ("longest_late", tally.longest_late),
        ("overtime", tally.overtime),
        ("travel", tally.travel),
        ("waiting", tally.waiting),
        ("longest_idle", tally.longest_idle),
        ("rounds", tally.rounds as f64),
    ])
}

fn plain_cost(tally: &Tally) -> Cost {
    let value = (tally.travel + tally.late + tally.longest_late) / 3.0;
    Cost { of: "(travel + total tardiness + largest tardiness) / 3".to_owned(), value }
}

fn extended_cost(tally: &Tally) -> Cost {
    let Tally { travel, late, longest_late, overtime, waiting, longest_idle, .. } = tally;
    let value = (travel + late + longest_late + overtime + waiting + longest_idle) / 6.0;
    let of = "(travel + total tardiness + largest tardiness + extra time + total waiting + longest idle) / 6";
    Cost { of: of.to_owned(), value }
}

/// What published files and validators call these figures.
const NAMES: [(&str, &str); 14] = [
    ("EHHC_TravelTime", "travel"),
    ("EHHC_TotalTardiness", "late"),
    ("EHHC_HighestTardiness", "longest_late"),
    ("EHHC_TotalExtraTime", "overtime"),
    ("EHHC_TotalWaitingTime", "waiting"),
    ("EHHC_MaxIdleTime", "longest_idle"),
    ("distance_traveled", "travel"),
    ("traveled_distance", "travel"),
    ("total_tardiness", "late"),
    ("max_tardiness", "longest_late"),
    ("total_extra_time", "overtime"),
    ("total_waiting_time", "waiting"),
    ("total_cost", "cost"),
    ("cost", "cost"),
];

/// Compares what the file says of itself; printed tables keep six digits, so that much is asked.
fn claims(report: &mut Report, root: &At<'_>, tally: &Tally, cost: f64) -> Result<(), Unreadable> {
    let mut all = figures(tally);
    all.insert("cost", cost);
    let inside = root.maybe("cost_components")?.filter(At::is_object);
    for (name, of) in NAMES {
        for at in [Some(root), inside.as_ref()].into_iter().flatten() {
            let Some(stated) = at.maybe(name)?.and_then(|stated| stated.any_number()) else { continue };
            let found = all.get(of).copied().unwrap_or_default();
            claim(report, name, stated, found, 0.5e-5 * found.abs() + SLACK);
        }
    }
    Ok(())
}

/// The list of the order of all visits, where there is one, holds each visit made once.
fn ordering(report: &mut Report, root: &At<'_>, day: &Day, said: &Answer) -> Result<(), Unreadable> {
    let Some(list) = root.given("global_ordering")? else { return Ok(()) };
    let mut left: BTreeSet<&str> = BTreeSet::new();
    for stop in said.rounds.iter().flat_map(|round| &round.stops) {
        if let What::Service(patient, _) | What::Part(patient, _) = &stop.what {
            left.insert(patient);
        }
    }
    let mut faults = Vec::new();
    for item in list.items()? {
        let id = item.id()?;
        if !left.remove(id.as_str()) {
            let known = day.visits.iter().any(|visit| visit.id == id);
            let what = if known { "is there twice, or is not made" } else { "is not a patient" };
            faults.push((item.path().to_owned(), format!("patient {id} {what}")));
        }
    }
    faults.extend(
        left.into_iter().map(|id| ("global_ordering".to_owned(), format!("patient {id} is made and not in it"))),
    );
    report.faults.extend(faults.into_iter().map(|(at, what)| Fault { rule: Rule::Ordering, at, what }));
    Ok(())
}

/// What a stop says, each under either of its names.
const PATIENT: [&str; 2] = ["patient", "patient_id"];
const SERVICE: [&str; 2] = ["service", "service_id"];
const BEGINS: [&str; 2] = ["arrival_time", "start_service_time"];
const ENDS: [&str; 2] = ["departure_time", "end_service_time"];

/// Whether it is the depot, of which nothing is asked but that it says nothing twice: when a round leaves it, or is back.
fn depot(location: &At<'_>, round: &mut Round) -> Result<bool, Unreadable> {
    if location.maybe("depot")?.is_none() {
        return Ok(false);
    }
    for names in [PATIENT, SERVICE, BEGINS, ENDS] {
        location.any_maybe(&names)?;
    }
    let time = |key| location.maybe(key).map(|at| at.and_then(|at| at.near_number()));
    round.leaves = time("departing_time")?.or(round.leaves);
    round.back = time("arrival_time")?.or(round.back);
    Ok(true)
}

fn answered(root: &At<'_>) -> Result<Answer, Unreadable> {
    let mut answer = Answer::default();
    for route in root.field("routes")?.items()? {
        let worker = route.any_field(&["caregiver_id", "caregiver"])?.text()?.to_owned();
        let mut round = Round { worker, ..Round::default() };
        for location in route.list("locations")? {
            if depot(&location, &mut round)? {
                continue;
            }
            let (patient, service) = (location.any_field(&PATIENT)?.id()?, location.any_field(&SERVICE)?.id()?);
            let (begins, ends) = (location.any_field(&BEGINS)?.number()?, location.any_field(&ENDS)?.number()?);
            let what = What::Service(patient, service);
            round.stops.push(Stop { what, begins: Some(begins), ends: Some(ends), travel: None });
        }
        if answer.rounds.iter().any(|other: &Round| other.worker == round.worker) {
            let at = route.path().to_owned();
            let what = format!("caregiver {} has a route already", round.worker);
            answer.faults.push(Fault { rule: Rule::WorkerTwice, at, what });
        }
        answer.rounds.push(round);
    }
    for item in root.list("unserved")? {
        answer.unserved.push(item.field("patient")?.text()?.to_owned());
    }
    Ok(answer)
}

/// The file names services. Where a patient needs one service twice, the first half is the one that begins first, or of two
/// that begin at once the one that takes as long as it should.
fn tell_apart(visit: &Visit, said: &mut Answer) {
    let [first, second] = visit.parts.as_slice() else { return };
    if first.skills != second.skills {
        return;
    }
    let is = |stop: &&mut Stop| matches!(&stop.what, What::Service(id, service) if *id == visit.id && first.skills.contains(service));
    let mut halves: Vec<&mut Stop> = said.rounds.iter_mut().flat_map(|round| &mut round.stops).filter(is).collect();
    let takes = |stop: &Stop| stop.ends.unwrap_or_default() - stop.begins.unwrap_or_default();
    let off = |stop: &Stop| (takes(stop) - first.duration).abs();
    halves.sort_by(|a, b| {
        let (one, other) = (a.begins.unwrap_or_default(), b.begins.unwrap_or_default());
        if (one - other).abs() > SLACK { one.total_cmp(&other) } else { off(a).total_cmp(&off(b)) }
    });
    if let [one, other] = halves.as_mut_slice() {
        (one.what, other.what) = (What::Part(visit.id.clone(), 0), What::Part(visit.id.clone(), 1));
    }
}

/// Places by the names of departing points, then what stands in the instance.
#[derive(Default)]
struct Site {
    starts: BTreeMap<String, usize>,
    /// Rows of the distances that are somebody's.
    taken: BTreeSet<usize>,
    places: usize,
    services: BTreeMap<String, Option<f64>>,
}

/// A departing point, an office or a patient: each has a name, and a position where it is known.
fn named(at: &At<'_>) -> Result<String, Unreadable> {
    at.maybe("location")?.map(|location| location.pair()).transpose()?;
    Ok(at.field("id")?.text()?.to_owned())
}

fn starts(root: &At<'_>, site: &mut Site, extended: bool) -> Result<(), Unreadable> {
    let (ours, other) =
        if extended { ("departing_points", "central_offices") } else { ("central_offices", "departing_points") };
    for point in root.list(other)? {
        named(&point)?;
        point.maybe("distance_matrix_index")?.map(|index| index.count()).transpose()?;
    }
    let points = root.field(ours)?;
    for (n, point) in points.items()?.iter().enumerate() {
        let id = named(point)?;
        let place = index(point, n, &mut site.taken)?;
        if site.starts.insert(id.clone(), place).is_some() {
            return Err(point.wrong(format!("departing point {id} is there twice")));
        }
    }
    if site.starts.is_empty() || (!extended && site.starts.len() > 1) {
        return Err(points.wrong(format!("must name {} place", if extended { "at least one" } else { "one" })));
    }
    Ok(())
}

fn day(root: &At<'_>, extended: bool) -> Result<Day, Unreadable> {
    root.given("name")?.map(|at| at.text()).transpose()?;
    let mut site = Site::default();
    starts(root, &mut site, extended)?;
    for service in root.field("services")?.items()? {
        let usual = service.maybe("default_duration")?.map(|usual| usual.amount()).transpose()?;
        let id = service.field("id")?.text()?.to_owned();
        if site.services.insert(id.clone(), usual).is_some() {
            return Err(service.wrong(format!("service {id} is there twice")));
        }
    }
    let list = root.field("patients")?.items()?;
    site.places = site.starts.len() + list.len();
    let workers = caregivers(root, &site, extended)?;
    let numbers: BTreeMap<&str, usize> =
        workers.iter().enumerate().map(|(n, worker)| (worker.id.as_str(), n)).collect();
    let mut seen = BTreeSet::new();
    let mut visits = Vec::new();
    for (n, patient) in list.iter().enumerate() {
        let place = index(patient, n + site.starts.len(), &mut site.taken)?;
        let visit = visit(patient, place, &site, &numbers)?;
        new_name(&mut seen, "patient", patient.path(), &visit.id)?;
        visits.push(visit);
    }
    if let Some(row) = site.taken.iter().find(|row| **row >= site.places) {
        return Err(root.wrong(format!("row {row} of the distances is named, and there are {}", site.places)));
    }
    let ways = vec![Way::Table(table(&root.field("distances")?, site.places)?)];
    Ok(Day { workers, visits, ways, slack: SLACK, ..Day::default() })
}

/// The row of the table: as it is told, or the next.
fn index(of: &At<'_>, next: usize, taken: &mut BTreeSet<usize>) -> Result<usize, Unreadable> {
    let place = of.maybe("distance_matrix_index")?.map_or(Ok(next), |index| index.count())?;
    if taken.insert(place) {
        Ok(place)
    } else {
        Err(of.wrong(format!("row {place} of the distances is another's already")))
    }
}

fn table(distances: &At<'_>, places: usize) -> Result<Vec<Vec<f64>>, Unreadable> {
    let rows = distances.items()?;
    if rows.len() != places {
        return Err(distances.wrong(format!("must have {places} rows, and has {}", rows.len())));
    }
    rows.iter().map(|row| row.amounts(places, LONGEST_WAY / 1000.0)).collect()
}

/// Where a caregiver starts, under either name.
const STARTING_POINT: [&str; 2] = ["starting_point_id", "departing_point"];

fn caregivers(root: &At<'_>, site: &Site, extended: bool) -> Result<Vec<Worker>, Unreadable> {
    let mut seen = BTreeSet::new();
    let mut workers = Vec::new();
    for caregiver in root.field("caregivers")?.items()? {
        let id = caregiver.field("id")?.text()?.to_owned();
        caregiver.maybe("distance_matrix_index")?.map(|index| index.count()).transpose()?;
        let told = caregiver.maybe("working_shift")?.map(|shift| shift.pair()).transpose()?;
        new_name(&mut seen, "caregiver", caregiver.path(), &id)?;
        let point = caregiver.any_maybe(&STARTING_POINT)?;
        point.map(|point| point.text()).transpose()?;
        let (mut start, mut shift) = (site.starts.values().next().copied().unwrap_or_default(), (0.0, f64::INFINITY));
        if extended {
            let point = caregiver.any_field(&STARTING_POINT)?;
            let name = point.text()?.to_owned();
            start = site
                .starts
                .get(&name)
                .copied()
                .ok_or_else(|| point.wrong(format!("there is no departing point {name}")))?;
            if let Some(row) = caregiver.maybe("distance_matrix_index")?.filter(|row| row.count().ok() != Some(start)) {
                return Err(row.wrong(format!("is not the row of departing point {name}")));
            }
            shift = told.unwrap_or(shift);
            if shift.0 > shift.1 {
                return Err(caregiver.wrong("has a shift that ends before it begins"));
            }
        }
        let (from, to) = shift;
        let shift = Shift { from, to, latest: f64::INFINITY, start: Some(start), end: Some(start), breaks: Vec::new() };
        let skills = caregiver.field("abilities")?.texts()?.into_iter().collect();
        workers.push(Worker { id, skills, shifts: vec![shift], ..Worker::default() });
    }
    Ok(workers)
}

fn visit(patient: &At<'_>, place: usize, site: &Site, workers: &BTreeMap<&str, usize>) -> Result<Visit, Unreadable> {
    let window = patient.field("time_window")?;
    let (from, due) = window.pair()?;
    if from > due {
        return Err(window.wrong("ends before it begins"));
    }
    let mut visit = Visit { id: named(patient)?, place, from, to: f64::INFINITY, due, worth: 1.0, ..Visit::default() };
    if place >= site.places {
        return Err(patient.wrong(format!("there is no row {place} of the distances")));
    }
    for asked in patient.any_field(&["required_caregivers", "required_services"])?.items()? {
        let service = asked.field("service")?;
        let name = service.text()?.to_owned();
        let Some(usual) = site.services.get(&name) else {
            return Err(service.wrong(format!("there is no service {name}")));
        };
        let told = asked.maybe("duration")?.map(|told| told.amount()).transpose()?;
        let Some(duration) = told.or(*usual) else {
            return Err(asked.wrong("has no duration, and its service neither"));
        };
        visit.parts.push(Part { duration, skills: BTreeSet::from([name]), ..Part::default() });
    }
    let several = visit.parts.len();
    if several == 0 || several > 2 {
        return Err(patient.wrong(format!("must ask for one service or two, and asks for {several}")));
    }
    let gap = patient.maybe("synchronization")?.map(|at| gap(&at)).transpose()?;
    if let Some(second) = visit.parts.get_mut(1) {
        let gap = gap.ok_or_else(|| patient.wrong("has no “synchronization”, and asks for two services"))?;
        (second.least, second.most) = gap.ok_or_else(|| patient.wrong("has no “distance” between the two services"))?;
        if !(0.0 <= second.least && second.least <= second.most) {
            return Err(patient.wrong("no second service begins so long after the first"));
        }
    }
    for barred in patient.list("incompatible_caregivers")? {
        let id = barred.text()?;
        let worker = workers.get(id).ok_or_else(|| barred.wrong(format!("there is no caregiver {id}")))?;
        visit.barred.insert(*worker);
    }
    Ok(visit)
}

/// How long after the first service the second begins; nothing where one comes after the other and it is not said.
fn gap(at: &At<'_>) -> Result<Option<(f64, f64)>, Unreadable> {
    let kind = at.field("type")?;
    let told = at.maybe("distance")?.map(|distance| distance.pair()).transpose()?;
    match kind.text()? {
        "simultaneous" => Ok(Some((0.0, 0.0))),
        "sequential" => Ok(told),
        other => Err(kind.wrong(format!("must be simultaneous or sequential, and is {other}"))),
    }
}
