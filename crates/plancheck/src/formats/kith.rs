//! Kith's own instances (`kith-plan/1`) and answers.

use std::collections::{BTreeMap, BTreeSet};

use super::{costs, link_can_be, new_name, report, written};
use crate::{
    Format,
    day::{
        Announced, Break, CIRCUITY, Company, DOOR, Day, KMH, LONGEST_WAY, Link, MOST_WORKERS, Part, Shift, Visit, Way,
        Worker,
    },
    json::{At, parse},
    judge::judge,
    report::{Fault, Paper, Report, Rule, Unreadable},
};

/// Checks an answer in Kith's own form.
pub(crate) fn check(instance: &str, answer: &str) -> Result<Report, Unreadable> {
    let value = parse(Paper::Instance, instance)?;
    let asked = At::root(Paper::Instance, &value);
    let (day, levels) = (day(&asked)?, objective(&asked)?);
    let value = parse(Paper::Answer, answer)?;
    let root = At::root(Paper::Answer, &value);
    let verdict = judge(&day, &written::read(&root)?);
    let tally = verdict.tally.clone();
    let mut report = report(Format::Kith, &day, verdict);
    report.costs = costs(&written::measures(&tally));
    report.costs.extend(costs(&[("work", tally.work), ("waiting", tally.waiting)]));
    report.levels = written::sums(&levels, &tally);
    written::claims(&mut report, &root, &levels, &tally)?;
    let (asked, said) = (asked.given("name")?, root.given("instance")?);
    let (asked, said) = (asked.map(|at| at.text()).transpose()?, said.map(|at| at.text()).transpose()?);
    if let (Some(asked), Some(said)) = (asked, said)
        && asked != said
    {
        let what = format!("the answer is to “{said}”, and this is “{asked}”");
        report.faults.push(Fault { rule: Rule::Claim, at: "instance".to_owned(), what });
    }
    Ok(report)
}

/// What the rest of the file may name.
struct Names {
    places: BTreeMap<String, usize>,
    modes: BTreeMap<String, usize>,
    workers: BTreeMap<String, usize>,
}

fn find(names: &BTreeMap<String, usize>, kind: &str, at: &At<'_>) -> Result<usize, Unreadable> {
    let name = at.text()?;
    names.get(name).copied().ok_or_else(|| at.wrong(format!("there is no {kind} {name}")))
}

fn numbered(list: &At<'_>, key: &str, kind: &str) -> Result<BTreeMap<String, usize>, Unreadable> {
    let mut seen = BTreeSet::new();
    let mut names = BTreeMap::new();
    for (n, item) in list.items()?.iter().enumerate() {
        let id = item.field(key)?.text()?;
        new_name(&mut seen, kind, item.path(), id)?;
        names.insert(id.to_owned(), n);
    }
    Ok(names)
}

fn day(root: &At<'_>) -> Result<Day, Unreadable> {
    root.only(&["format", "name", "places", "travel", "workers", "visits", "links", "objective", "$schema"])?;
    root.maybe("$schema")?.map(|at| at.text()).transpose()?;
    root.given("name")?.map(|at| at.text()).transpose()?;
    let format = root.field("format")?;
    if format.text()? != "kith-plan/1" {
        return Err(format.wrong("must be “kith-plan/1”"));
    }
    let list = |key| root.field(key);
    let names = Names {
        places: numbered(&list("places")?, "id", "place")?,
        modes: numbered(&list("travel")?, "mode", "mode")?,
        workers: numbered(&list("workers")?, "id", "worker")?,
    };
    let ways = ways(root)?;
    let workers = list("workers")?.items()?.iter().map(|at| worker(at, &names)).collect::<Result<_, _>>()?;
    let visits = list("visits")?.items()?.iter().map(|at| visit(at, &names)).collect::<Result<_, _>>()?;
    let numbers = numbered(&list("visits")?, "id", "visit")?;
    let links = root.list("links")?.iter().map(|at| link(at, &numbers)).collect::<Result<_, _>>()?;
    Ok(Day { workers, visits, links, ways, slack: 1e-6, most_rounds: None })
}

fn degrees(place: &At<'_>, key: &str, most: f64) -> Result<Option<f64>, Unreadable> {
    let Some(at) = place.maybe(key)? else { return Ok(None) };
    let value = at.number()?;
    if value.abs() <= most {
        Ok(Some(value))
    } else {
        Err(at.wrong(format!("must be degrees from -{most} to {most}, and is {value}")))
    }
}

fn ways(root: &At<'_>) -> Result<Vec<Way>, Unreadable> {
    let mut points = Vec::new();
    let places = root.field("places")?.items()?;
    for place in &places {
        place.only(&["id", "lat", "lon"])?;
        let (lat, lon) = (degrees(place, "lat", 90.0)?, degrees(place, "lon", 180.0)?);
        if lat.is_some() != lon.is_some() {
            return Err(place.wrong("has one of lat and lon, and must have both or none"));
        }
        points.push((place, lat.zip(lon)));
    }
    let mut ways = Vec::new();
    for at in root.field("travel")?.items()? {
        at.only(&["mode", "straight", "matrix"])?;
        match (at.maybe("straight")?, at.maybe("matrix")?) {
            (Some(straight), None) => {
                straight.only(&["kmh", "circuity", "door"])?;
                let lacking = |(place, point): &(&At<'_>, Option<(f64, f64)>)| {
                    point.ok_or_else(|| place.wrong("has no lat and lon"))
                };
                let points = points.iter().map(lacking).collect::<Result<_, _>>()?;
                let kmh = straight.field("kmh")?.within(KMH.0, KMH.1)?;
                let circuity = straight.given("circuity")?.map_or(Ok(1.0), |at| at.within(CIRCUITY.0, CIRCUITY.1))?;
                let door = straight.given("door")?.map_or(Ok(0.0), |at| at.within(DOOR.0, DOOR.1))?;
                ways.push(Way::Circle { points, circuity, kmh, door });
            }
            (None, Some(matrix)) => {
                matrix.only(&["source", "seconds"])?;
                matrix.field("source")?.text()?;
                let seconds = matrix.field("seconds")?;
                let rows = seconds.items()?;
                if rows.len() != places.len() {
                    return Err(seconds.wrong(format!("must have {} rows, and has {}", places.len(), rows.len())));
                }
                ways.push(Way::Table(
                    rows.iter().map(|row| row.whole_amounts(places.len(), LONGEST_WAY)).collect::<Result<_, _>>()?,
                ));
            }
            _ => return Err(at.wrong("must have either “straight” or “matrix”")),
        }
    }
    Ok(ways)
}

fn skills(of: &At<'_>) -> Result<BTreeSet<String>, Unreadable> {
    Ok(of.given("skills")?.map_or(Ok(Vec::new()), |skills| skills.texts())?.into_iter().collect())
}

fn worker(at: &At<'_>, names: &Names) -> Result<Worker, Unreadable> {
    at.only(&["id", "mode", "skills", "shifts", "most_work", "capacity"])?;
    let amount = |key| at.maybe(key)?.map(|at| at.whole_amount()).transpose();
    let mut shifts: Vec<Shift> =
        at.field("shifts")?.items()?.iter().map(|at| shift(at, names)).collect::<Result<_, _>>()?;
    let mut times: Vec<(f64, f64)> = shifts.iter().map(|shift| (shift.from, shift.to)).collect();
    times.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    if times.windows(2).any(|two| matches!(two, [(_, ends), (begins, _)] if begins < ends)) {
        return Err(at.wrong("has a shift that begins before another ends"));
    }
    back_before_the_next(&mut shifts);
    Ok(Worker {
        id: at.field("id")?.text()?.to_owned(),
        skills: skills(at)?,
        way: find(&names.modes, "mode", &at.field("mode")?)?,
        shifts,
        most_work: amount("most_work")?,
        capacity: amount("capacity")?,
    })
}

/// Nobody is still on one round when the next shift begins.
fn back_before_the_next(shifts: &mut [Shift]) {
    let begins: Vec<f64> = shifts.iter().map(|shift| shift.from).collect();
    for (n, shift) in shifts.iter_mut().enumerate() {
        let others = begins.iter().enumerate().filter(|(other, from)| *other != n && **from >= shift.to);
        shift.latest = others.map(|(_, from)| *from).fold(shift.latest, f64::min);
    }
}

fn shift(at: &At<'_>, names: &Names) -> Result<Shift, Unreadable> {
    at.only(&["from", "to", "latest", "start", "end", "breaks"])?;
    let (from, to) = (at.field("from")?.whole()?, at.field("to")?.whole()?);
    let latest = at.maybe("latest")?.map_or(Ok(to), |at| at.whole())?;
    if !(from <= to && to <= latest) {
        return Err(at.wrong("ends before it begins, or must be over before it ends"));
    }
    let rest = |at: &At<'_>| {
        at.only(&["from", "to", "duration"])?;
        let rest = Break {
            from: at.field("from")?.whole()?,
            to: at.field("to")?.whole()?,
            duration: at.field("duration")?.whole_amount()?,
        };
        if rest.from > rest.to || rest.to < from || rest.from.max(from) + rest.duration > latest {
            return Err(at.wrong("ends before it begins, or does not lie within the shift"));
        }
        Ok(rest)
    };
    Ok(Shift {
        from,
        to,
        latest,
        start: at.maybe("start")?.map(|at| find(&names.places, "place", &at)).transpose()?,
        end: at.maybe("end")?.map(|at| find(&names.places, "place", &at)).transpose()?,
        breaks: at.list("breaks")?.iter().map(rest).collect::<Result<_, Unreadable>>()?,
    })
}

const VISIT: [&str; 15] = [
    "id",
    "place",
    "from",
    "to",
    "due",
    "duration",
    "skills",
    "workers",
    "parts",
    "worth",
    "demand",
    "preferred",
    "barred",
    "known",
    "announced",
];

fn visit(at: &At<'_>, names: &Names) -> Result<Visit, Unreadable> {
    at.only(&VISIT)?;
    let (from, to) = (at.field("from")?.whole()?, at.field("to")?.whole()?);
    let due = at.maybe("due")?.map_or(Ok(to), |at| at.whole())?;
    if from > to || due > to {
        return Err(at.wrong("must begin by “to”, and that lies before “from” or “due”"));
    }
    let named = |key| {
        at.list(key)?.iter().map(|at| find(&names.workers, "worker", at)).collect::<Result<BTreeSet<_>, Unreadable>>()
    };
    let parts = parts(at)?;
    let mut known = BTreeMap::new();
    for one in at.list("known")? {
        one.only(&["worker", "times"])?;
        let worker = find(&names.workers, "worker", &one.field("worker")?)?;
        if known.insert(worker, one.field("times")?.whole_amount()?).is_some() {
            return Err(one.wrong("names a worker who stands there already"));
        }
    }
    Ok(Visit {
        id: at.field("id")?.text()?.to_owned(),
        place: find(&names.places, "place", &at.field("place")?)?,
        from,
        to,
        due,
        worth: at.given("worth")?.map_or(Ok(1.0), |at| at.whole_amount())?,
        demand: at.given("demand")?.map_or(Ok(0.0), |at| at.whole_amount())?,
        barred: named("barred")?,
        preferred: named("preferred")?,
        known,
        announced: at.maybe("announced")?.map(|at| announced(&at, names, &parts)).transpose()?,
        parts,
    })
}

fn parts(at: &At<'_>) -> Result<Vec<Part>, Unreadable> {
    let (workers, needs) = (at.maybe("workers")?.map(|at| at.count()).transpose()?, skills(at)?);
    let parts: Vec<Part> = match (at.maybe("duration")?, at.maybe("parts")?) {
        (Some(duration), None) => {
            let (duration, count) = (duration.whole_amount()?, workers.unwrap_or(1).min(MOST_WORKERS + 1));
            (0..count).map(|_| Part { duration, skills: needs.clone(), ..Part::default() }).collect()
        }
        (None, Some(parts)) => {
            if workers.is_some() || !needs.is_empty() {
                return Err(at.wrong("has parts, and each says for itself what it needs"));
            }
            parts.items()?.iter().enumerate().map(|(n, of)| part(n, of)).collect::<Result<_, _>>()?
        }
        _ => return Err(at.wrong("must have either “duration” or “parts”")),
    };
    if parts.is_empty() || parts.len() > MOST_WORKERS {
        return Err(at.wrong(format!("must have from 1 to {MOST_WORKERS} workers or parts")));
    }
    Ok(parts)
}

fn part(n: usize, of: &At<'_>) -> Result<Part, Unreadable> {
    of.only(&["duration", "skills", "least", "most"])?;
    let gap = |key| of.given(key)?.map_or(Ok(0.0), |at| at.whole_amount());
    let (least, most) = (gap("least")?, gap("most")?);
    if least > most || (n == 0 && most > 0.0) {
        return Err(of.wrong("no gap to the first part is like that; the first has none"));
    }
    Ok(Part { duration: of.field("duration")?.whole_amount()?, skills: skills(of)?, least, most })
}

/// What was promised; a time for the first part, which the others follow, or one for each.
fn announced(at: &At<'_>, names: &Names, parts: &[Part]) -> Result<Announced, Unreadable> {
    at.only(&["workers", "begins", "tolerance", "price", "frozen"])?;
    let amount = |key| at.given(key)?.map_or(Ok(0.0), |at| at.whole_amount());
    let begins = at.field("begins")?;
    let begins: Vec<f64> = if begins.is_number() {
        let first = begins.whole()?;
        parts.iter().map(|part| first + part.least).collect()
    } else {
        begins.items()?.iter().map(At::whole).collect::<Result<_, _>>()?
    };
    let workers: Vec<usize> =
        at.field("workers")?.items()?.iter().map(|at| find(&names.workers, "worker", at)).collect::<Result<_, _>>()?;
    if workers.len() != parts.len() || begins.len() != parts.len() {
        return Err(at.wrong(format!("must have {} workers and as many times", parts.len())));
    }
    if workers.iter().collect::<BTreeSet<_>>().len() < workers.len() {
        return Err(at.wrong("names one worker for two parts"));
    }
    Ok(Announced {
        workers,
        begins,
        tolerance: amount("tolerance")?,
        price: amount("price")?,
        frozen: at.given("frozen")?.map_or(Ok(false), |at| at.flag())?,
    })
}

fn link(at: &At<'_>, visits: &BTreeMap<String, usize>) -> Result<Link, Unreadable> {
    at.only(&["first", "second", "least", "most", "worker"])?;
    let gap = |key| at.maybe(key)?.map(|at| at.whole()).transpose();
    let company = match at.given("worker")? {
        None => Company::Any,
        Some(worker) => match worker.text()? {
            "any" => Company::Any,
            "same" => Company::Same,
            "different" => Company::Different,
            other => return Err(worker.wrong(format!("must be any, same or different, and is {other}"))),
        },
    };
    let link = Link {
        first: find(visits, "visit", &at.field("first")?)?,
        second: find(visits, "visit", &at.field("second")?)?,
        least: gap("least")?,
        most: gap("most")?,
        company,
    };
    link_can_be(at, &link)?;
    Ok(link)
}

const MEASURES: [&str; 9] =
    ["unserved", "late", "longest_late", "overtime", "moved", "travel", "continuity", "fairness", "rounds"];
const USUAL: [&str; 7] = ["unserved", "late", "overtime", "moved", "travel", "continuity", "fairness"];

fn objective(root: &At<'_>) -> Result<Vec<written::Level>, Unreadable> {
    let Some(list) = root.maybe("objective")? else {
        return Ok(USUAL.iter().map(|name| vec![((*name).to_owned(), 1.0)]).collect());
    };
    let mut seen = BTreeSet::new();
    let mut measure = |at: &At<'_>| {
        at.only(&["measure", "weight"])?;
        let name = at.field("measure")?;
        if !MEASURES.contains(&name.text()?) {
            return Err(name.wrong(format!("must be one of {}", MEASURES.join(", "))));
        }
        if !seen.insert(name.text()?.to_owned()) {
            return Err(name.wrong("is there twice"));
        }
        let weight = at.given("weight")?.map_or(Ok(1.0), |at| {
            at.whole()?;
            at.within(1.0, 1e6)
        })?;
        Ok((name.text()?.to_owned(), weight))
    };
    let mut levels = Vec::new();
    for level in list.items()? {
        let of: written::Level = level.items()?.iter().map(&mut measure).collect::<Result<_, _>>()?;
        if of.is_empty() {
            return Err(level.wrong("is a level without a measure"));
        }
        levels.push(of);
    }
    if !seen.contains("unserved") {
        return Err(list.wrong("has no “unserved”: the best plan would be to visit nobody"));
    }
    Ok(levels)
}
