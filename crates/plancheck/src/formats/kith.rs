//! Kith's own instances (`kith-plan/1`) and answers.

use std::collections::{BTreeMap, BTreeSet};

use super::{costs, new_name, report, written};
use crate::{
    Format,
    day::{Announced, Break, Company, Day, Link, Part, SLOWEST, Shift, Visit, Way, Worker},
    json::{At, parse},
    judge::judge,
    report::{Fault, Paper, Report, Rule, Unreadable},
};

/// The most workers at one visit; more is taken for a mistake.
const MOST_WORKERS: usize = 100;

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
    let (asked, said) = (asked.maybe("name")?, root.maybe("instance")?);
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
        points.push((place, degrees(place, "lat", 90.0)?.zip(degrees(place, "lon", 180.0)?)));
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
                let kmh = straight.field("kmh")?;
                if kmh.amount()? < SLOWEST {
                    return Err(kmh.wrong(format!("must be at least {SLOWEST} km/h")));
                }
                let circuity = straight.maybe("circuity")?.map_or(Ok(1.0), |at| at.amount())?;
                let door = straight.maybe("door")?.map_or(Ok(0.0), |at| at.amount())?;
                ways.push(Way::Circle { points, circuity, kmh: kmh.amount()?, door });
            }
            (None, Some(matrix)) => {
                matrix.only(&["source", "seconds"])?;
                let seconds = matrix.field("seconds")?;
                let rows = seconds.items()?;
                if rows.len() != places.len() {
                    return Err(seconds.wrong(format!("must have {} rows, and has {}", places.len(), rows.len())));
                }
                ways.push(Way::Table(rows.iter().map(|row| row.amounts(places.len())).collect::<Result<_, _>>()?));
            }
            _ => return Err(at.wrong("must have either “straight” or “matrix”")),
        }
    }
    Ok(ways)
}

fn worker(at: &At<'_>, names: &Names) -> Result<Worker, Unreadable> {
    at.only(&["id", "mode", "skills", "shifts", "most_work", "capacity"])?;
    let amount = |key| at.maybe(key)?.map(|at| at.amount()).transpose();
    Ok(Worker {
        id: at.field("id")?.text()?.to_owned(),
        skills: at.maybe("skills")?.map_or(Ok(Vec::new()), |skills| skills.texts())?.into_iter().collect(),
        way: find(&names.modes, "mode", &at.field("mode")?)?,
        shifts: at.field("shifts")?.items()?.iter().map(|at| shift(at, names)).collect::<Result<_, _>>()?,
        most_work: amount("most_work")?,
        capacity: amount("capacity")?,
    })
}

fn shift(at: &At<'_>, names: &Names) -> Result<Shift, Unreadable> {
    at.only(&["from", "to", "latest", "start", "end", "breaks"])?;
    let to = at.field("to")?.number()?;
    let rest = |at: &At<'_>| {
        at.only(&["from", "to", "duration"])?;
        Ok(Break {
            from: at.field("from")?.number()?,
            to: at.field("to")?.number()?,
            duration: at.field("duration")?.amount()?,
        })
    };
    Ok(Shift {
        from: at.field("from")?.number()?,
        to,
        latest: at.maybe("latest")?.map_or(Ok(to), |at| at.number())?,
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
    let to = at.field("to")?.number()?;
    let named = |key| {
        at.list(key)?.iter().map(|at| find(&names.workers, "worker", at)).collect::<Result<BTreeSet<_>, Unreadable>>()
    };
    let parts = parts(at)?;
    let mut known = BTreeMap::new();
    for one in at.list("known")? {
        one.only(&["worker", "times"])?;
        known.insert(find(&names.workers, "worker", &one.field("worker")?)?, one.field("times")?.amount()?);
    }
    Ok(Visit {
        id: at.field("id")?.text()?.to_owned(),
        place: find(&names.places, "place", &at.field("place")?)?,
        from: at.field("from")?.number()?,
        to,
        due: at.maybe("due")?.map_or(Ok(to), |at| at.number())?,
        worth: at.maybe("worth")?.map_or(Ok(1.0), |at| at.amount())?,
        demand: at.maybe("demand")?.map_or(Ok(0.0), |at| at.amount())?,
        barred: named("barred")?,
        preferred: named("preferred")?,
        known,
        announced: at.maybe("announced")?.map(|at| announced(&at, names, parts.len())).transpose()?,
        parts,
    })
}

fn parts(at: &At<'_>) -> Result<Vec<Part>, Unreadable> {
    let skills =
        |of: &At<'_>| Ok(of.maybe("skills")?.map_or(Ok(Vec::new()), |skills| skills.texts())?.into_iter().collect());
    match (at.maybe("duration")?, at.maybe("parts")?) {
        (Some(duration), None) => {
            let duration = duration.amount()?;
            let skills: BTreeSet<String> = skills(at)?;
            let count = at.maybe("workers")?.map_or(Ok(1), |at| at.count())?;
            if count == 0 || count > MOST_WORKERS {
                return Err(at.wrong(format!("must have from 1 to {MOST_WORKERS} workers, and has {count}")));
            }
            Ok((0..count).map(|_| Part { duration, skills: skills.clone(), ..Part::default() }).collect())
        }
        (None, Some(parts)) => {
            let part = |of: &At<'_>| {
                of.only(&["duration", "skills", "least", "most"])?;
                let gap = |key| of.maybe(key)?.map_or(Ok(0.0), |at| at.number());
                let (least, most) = (gap("least")?, gap("most")?);
                Ok(Part { duration: of.field("duration")?.amount()?, skills: skills(of)?, least, most })
            };
            let parts: Vec<Part> = parts.items()?.iter().map(part).collect::<Result<_, Unreadable>>()?;
            if parts.is_empty() { Err(at.wrong("has no parts")) } else { Ok(parts) }
        }
        _ => Err(at.wrong("must have either “duration” or “parts”")),
    }
}

/// What was promised; a time for all parts, or one for each.
fn announced(at: &At<'_>, names: &Names, parts: usize) -> Result<Announced, Unreadable> {
    at.only(&["workers", "begins", "tolerance", "price", "frozen"])?;
    let amount = |key| at.maybe(key)?.map_or(Ok(0.0), |at| at.amount());
    let begins = at.field("begins")?;
    let begins = if begins.is_number() {
        vec![begins.number()?; parts]
    } else {
        begins.items()?.iter().map(At::number).collect::<Result<_, _>>()?
    };
    Ok(Announced {
        workers: at.list("workers")?.iter().map(|at| find(&names.workers, "worker", at)).collect::<Result<_, _>>()?,
        begins,
        tolerance: amount("tolerance")?,
        price: amount("price")?,
        frozen: at.maybe("frozen")?.map_or(Ok(false), |at| at.flag())?,
    })
}

fn link(at: &At<'_>, visits: &BTreeMap<String, usize>) -> Result<Link, Unreadable> {
    at.only(&["first", "second", "least", "most", "worker"])?;
    let gap = |key| at.maybe(key)?.map(|at| at.number()).transpose();
    let company = match at.maybe("worker")? {
        None => Company::Any,
        Some(worker) => match worker.text()? {
            "any" => Company::Any,
            "same" => Company::Same,
            "different" => Company::Different,
            other => return Err(worker.wrong(format!("must be any, same or different, and is {other}"))),
        },
    };
    Ok(Link {
        first: find(visits, "visit", &at.field("first")?)?,
        second: find(visits, "visit", &at.field("second")?)?,
        least: gap("least")?,
        most: gap("most")?,
        company,
    })
}

const MEASURES: [&str; 9] =
    ["unserved", "late", "longest_late", "overtime", "moved", "travel", "continuity", "fairness", "rounds"];
const USUAL: [&str; 7] = ["unserved", "late", "overtime", "moved", "travel", "continuity", "fairness"];

fn objective(root: &At<'_>) -> Result<Vec<written::Level>, Unreadable> {
    let Some(list) = root.maybe("objective")? else {
        return Ok(USUAL.iter().map(|name| vec![((*name).to_owned(), 1.0)]).collect());
    };
    let measure = |at: &At<'_>| {
        at.only(&["measure", "weight"])?;
        let name = at.field("measure")?;
        if !MEASURES.contains(&name.text()?) {
            return Err(name.wrong(format!("must be one of {}", MEASURES.join(", "))));
        }
        Ok((name.text()?.to_owned(), at.maybe("weight")?.map_or(Ok(1.0), |at| at.amount())?))
    };
    let level = |at: &At<'_>| at.items()?.iter().map(measure).collect::<Result<_, Unreadable>>();
    list.items()?.iter().map(level).collect()
}
