//! Kith's own format, `kith-plan/1`.

mod document;

use std::collections::{BTreeMap, HashMap};

use routing::problem::{self, Objective, Problem, Table};
use travel::Mode;

use crate::{
    Format, Instance, Unreadable, json, numbers,
    places::{self, Places, few_enough, position_fault},
    straight::{self, Straight},
};

use document::{Begins, Part, Weighed};
pub use document::{Document, Measure};
pub(crate) use document::{Matrix, Place, StraightLine};

/// What `format` says.
pub(crate) const FORMAT: &str = "kith-plan/1";

/// Reads an instance.
pub(crate) fn read(text: &str) -> Result<Instance, Unreadable> {
    from(json::read(text)?)
}

fn from(document: Document) -> Result<Instance, Unreadable> {
    if document.format != FORMAT {
        let what = format!("It must be “{FORMAT}”, and is “{}”.", document.format);
        return Err(Unreadable::field("format", what));
    }
    let places = places(&document)?;
    let tables = tables(&document, &places)?;
    let place = |n: usize, place: &document::Place| (place.id.clone(), n);
    let names = Names {
        places: document.places.iter().enumerate().map(|(n, one)| place(n, one)).collect(),
        modes: numbered("travel", "mode", document.travel.iter().map(|travel| &travel.mode))?,
        workers: numbered("workers", "id", document.workers.iter().map(|worker| &worker.id))?,
        visits: numbered("visits", "id", document.visits.iter().map(|visit| &visit.id))?,
    };
    let each = |n: usize, of: &str| format!("{of}[{n}]");
    let workers = document.workers.into_iter().enumerate();
    let visits = document.visits.into_iter().enumerate();
    let links = document.links.into_iter().enumerate();
    let problem = Problem {
        places: places.list.len(),
        tables,
        workers: workers.map(|(n, one)| names.worker(&each(n, "workers"), one)).collect::<Result<_, _>>()?,
        visits: visits.map(|(n, one)| names.visit(&each(n, "visits"), one)).collect::<Result<_, _>>()?,
        links: links.map(|(n, one)| names.link(&each(n, "links"), &one)).collect::<Result<_, _>>()?,
        objective: objective(document.objective),
    };
    Ok(Instance { name: document.name, format: Format::Kith, problem, scale: 1, places })
}

/// The number of each id; an id used twice is a fault.
fn numbered<'a>(
    list: &str,
    key: &str,
    ids: impl Iterator<Item = &'a String>,
) -> Result<HashMap<String, usize>, Unreadable> {
    let mut numbers = HashMap::new();
    for (n, id) in ids.enumerate() {
        if let Some(first) = numbers.insert(id.clone(), n) {
            let what = format!("“{id}” is the {key} of {list}[{first}] too; give each one of its own.");
            return Err(Unreadable::field(format!("{list}[{n}].{key}"), what));
        }
    }
    Ok(numbers)
}

fn places(document: &Document) -> Result<Places, Unreadable> {
    numbered("places", "id", document.places.iter().map(|place| &place.id))?;
    few_enough(document.places.len(), document.travel.len(), "places")?;
    let mut list = Vec::new();
    for (n, place) in document.places.iter().enumerate() {
        let at = match (place.lat, place.lon) {
            (Some(lat), Some(lon)) => {
                if let Some(what) = position_fault(lat, lon) {
                    return Err(Unreadable::field(format!("places[{n}].lat"), what));
                }
                Some((lon + 0.0, lat + 0.0))
            }
            (None, None) => None,
            (None, Some(_)) => return Err(Unreadable::field(format!("places[{n}].lat"), "It has lon and no lat.")),
            (Some(_), None) => return Err(Unreadable::field(format!("places[{n}].lon"), "It has lat and no lon.")),
        };
        list.push(places::Place { name: place.id.clone(), at });
    }
    Ok(Places { list, on_earth: true })
}

fn tables(document: &Document, places: &Places) -> Result<Vec<Table>, Unreadable> {
    let mut straight = Vec::new();
    let mut given = BTreeMap::new();
    for (n, travel) in document.travel.iter().enumerate() {
        let field = format!("travel[{n}]");
        match (&travel.straight, &travel.matrix) {
            (Some(one), None) => {
                if let Some(lacking) = places.list.iter().position(|place| place.at.is_none()) {
                    let what = format!("It has no lat and lon, and {field} is straight; give them, or a matrix.");
                    return Err(Unreadable::field(format!("places[{lacking}].lat"), what));
                }
                let field = Box::new(move |name: &str| format!("{field}.straight.{name}"));
                let mode = Mode { kmh: one.kmh, circuity: one.circuity, door: one.door, trips: 0 };
                straight.push(Straight { name: &travel.mode, mode, field });
            }
            (None, Some(matrix)) => {
                let times = times(matrix, places.list.len(), &format!("{field}.matrix.seconds"))?;
                given.insert(n, Table { mode: travel.mode.clone(), times, source: matrix.source.clone() });
            }
            _ => return Err(Unreadable::field(field, "It must have either “straight” or “matrix”.")),
        }
    }
    let mut circles = straight::tables(places, &straight)?.into_iter();
    Ok((0..document.travel.len()).filter_map(|n| given.remove(&n).or_else(|| circles.next())).collect())
}

fn times(matrix: &Matrix, places: usize, field: &str) -> Result<Vec<i32>, Unreadable> {
    let rows = matrix.seconds.len();
    if rows != places {
        let what = format!("It has {rows} rows, and there are {places} places; give one row for each.");
        return Err(Unreadable::field(field, what));
    }
    let mut times = Vec::with_capacity(places * places);
    for (n, row) in matrix.seconds.iter().enumerate() {
        if row.len() != places {
            let what = format!("It has {} times, and there are {places} places; give one for each.", row.len());
            return Err(Unreadable::field(format!("{field}[{n}]"), what));
        }
        for (k, seconds) in row.iter().enumerate() {
            // What is too great for the float to be exact is refused anyway.
            #[allow(clippy::cast_precision_loss)]
            let time = numbers::way(*seconds as f64, 1);
            times.push(time.map_err(|what| Unreadable::field(format!("{field}[{n}][{k}]"), what))?);
        }
    }
    Ok(times)
}

struct Names {
    places: HashMap<String, usize>,
    modes: HashMap<String, usize>,
    workers: HashMap<String, usize>,
    visits: HashMap<String, usize>,
}

fn find(names: &HashMap<String, usize>, kind: &str, id: &str, field: &str) -> Result<usize, Unreadable> {
    names.get(id).copied().ok_or_else(|| {
        let what = format!("There is no {kind} “{id}”; name one that is in the file.");
        Unreadable::field(field, what)
    })
}

impl Names {
    fn place(&self, id: &str, field: &str) -> Result<usize, Unreadable> {
        find(&self.places, "place", id, field)
    }

    fn workers(&self, ids: &[String], field: &str) -> Result<Vec<usize>, Unreadable> {
        let find = |(n, id): (usize, &String)| find(&self.workers, "worker", id, &format!("{field}[{n}]"));
        ids.iter().enumerate().map(find).collect()
    }

    fn worker(&self, field: &str, worker: document::Worker) -> Result<problem::Worker, Unreadable> {
        let shifts = worker.shifts.iter().enumerate();
        Ok(problem::Worker {
            mode: find(&self.modes, "mode", &worker.mode, &format!("{field}.mode"))?,
            shifts: shifts
                .map(|(n, one)| self.shift(&format!("{field}.shifts[{n}]"), one))
                .collect::<Result<_, _>>()?,
            id: worker.id,
            skills: worker.skills,
            most_work: worker.most_work,
            capacity: worker.capacity,
        })
    }

    fn shift(&self, field: &str, shift: &document::Shift) -> Result<problem::Shift, Unreadable> {
        let start = shift.start.as_ref().map(|start| self.place(start, &format!("{field}.start"))).transpose()?;
        let end = shift.end.as_ref().map(|end| self.place(end, &format!("{field}.end"))).transpose()?;
        let rest = |one: &document::Break| problem::Break { from: one.from, to: one.to, duration: one.duration };
        Ok(problem::Shift {
            from: shift.from,
            to: shift.to,
            latest: shift.latest.unwrap_or(shift.to),
            start,
            end,
            breaks: shift.breaks.iter().map(rest).collect(),
        })
    }

    fn visit(&self, field: &str, visit: document::Visit) -> Result<problem::Visit, Unreadable> {
        let known = visit.known.iter().enumerate().map(|(n, known)| {
            let worker = find(&self.workers, "worker", &known.worker, &format!("{field}.known[{n}].worker"))?;
            Ok((worker, known.times))
        });
        let parts = parts(field, &visit)?;
        let announced = visit.announced.as_ref().map(|one| self.announced(&format!("{field}.announced"), one, &parts));
        Ok(problem::Visit {
            place: self.place(&visit.place, &format!("{field}.place"))?,
            from: visit.from,
            to: visit.to,
            due: visit.due,
            worth: visit.worth,
            demand: visit.demand,
            preferred: self.workers(&visit.preferred, &format!("{field}.preferred"))?,
            barred: self.workers(&visit.barred, &format!("{field}.barred"))?,
            known: known.collect::<Result<_, _>>()?,
            announced: announced.transpose()?,
            parts,
            id: visit.id,
        })
    }

    fn announced(
        &self,
        field: &str,
        announced: &document::Announced,
        parts: &[problem::Part],
    ) -> Result<problem::Announced, Unreadable> {
        let begins = match &announced.begins {
            Begins::First(first) => parts.iter().map(|part| first.saturating_add(part.least)).collect(),
            Begins::Each(each) => each.clone(),
        };
        Ok(problem::Announced {
            workers: self.workers(&announced.workers, &format!("{field}.workers"))?,
            begins,
            tolerance: announced.tolerance,
            price: announced.price,
            frozen: announced.frozen,
        })
    }

    fn link(&self, field: &str, link: &document::Link) -> Result<problem::Link, Unreadable> {
        Ok(problem::Link {
            first: find(&self.visits, "visit", &link.first, &format!("{field}.first"))?,
            second: find(&self.visits, "visit", &link.second, &format!("{field}.second"))?,
            least: link.least,
            most: link.most,
            worker: match link.worker {
                document::Company::Any => problem::Company::Any,
                document::Company::Same => problem::Company::Same,
                document::Company::Different => problem::Company::Different,
            },
        })
    }
}

/// More workers at one visit are a mistake.
const MOST_WORKERS: usize = 64;

fn parts(field: &str, visit: &document::Visit) -> Result<Vec<problem::Part>, Unreadable> {
    match (visit.duration, &visit.parts) {
        (Some(duration), None) => {
            let workers = visit.workers.unwrap_or(1);
            if !(1..=MOST_WORKERS).contains(&workers) {
                let what = format!("From 1 to {MOST_WORKERS} workers can come, and it says {workers}.");
                return Err(Unreadable::field(format!("{field}.workers"), what));
            }
            // There are no parts in the file that a fault could name.
            if !(0..=problem::MOST).contains(&duration) {
                let what = format!("It must be from 0 to a million million seconds, and is {duration}.");
                return Err(Unreadable::field(format!("{field}.duration"), what));
            }
            let part = problem::Part { duration, skills: visit.skills.clone(), ..problem::Part::default() };
            Ok(vec![part; workers])
        }
        (None, Some(parts)) => {
            if visit.workers.is_some() || !visit.skills.is_empty() {
                let field = format!("{field}.{}", if visit.workers.is_some() { "workers" } else { "skills" });
                return Err(Unreadable::field(field, "It has parts, and each says for itself; leave this out."));
            }
            let part = |part: &Part| problem::Part {
                duration: part.duration,
                skills: part.skills.clone(),
                least: part.least,
                most: part.most,
            };
            Ok(parts.iter().map(part).collect())
        }
        _ => Err(Unreadable::field(format!("{field}.duration"), "It must have either “duration” or “parts”.")),
    }
}

fn objective(levels: Option<Vec<Vec<Weighed>>>) -> Objective {
    let level = |level: Vec<Weighed>| level.iter().map(|one| (one.measure.into(), one.weight)).collect();
    levels.map_or_else(Objective::default, |levels| Objective { levels: levels.into_iter().map(level).collect() })
}
