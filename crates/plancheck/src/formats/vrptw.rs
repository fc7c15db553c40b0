//! Solomon's and Gehring and Homberger's text, and VRPLIB's.

use std::collections::{BTreeMap, BTreeSet};

use super::{claim, costs, report, sol};
use crate::{
    Format,
    day::{Day, Part, Shift, Visit, Way, Worker},
    judge::judge,
    report::{Cost, Paper, Report, Unreadable},
};

/// How closely times are held to, where distances have no last digit.
const REAL: f64 = 1e-3;
/// How closely where they have: only what floating-point sums lose.
const TENTHS: f64 = 1e-6;

/// What both texts say.
#[derive(Default)]
struct Known {
    vehicles: usize,
    capacity: f64,
    /// The depot first.
    customers: Vec<Customer>,
}

#[derive(Default, Clone)]
struct Customer {
    id: String,
    at: (f64, f64),
    demand: f64,
    ready: f64,
    due: f64,
    service: f64,
}

/// Checks routes of Solomon's form.
pub(crate) fn check_solomon(instance: &str, answer: &str) -> Result<Report, Unreadable> {
    checked(Format::Solomon, &solomon(instance)?, answer)
}

/// Checks routes of VRPLIB's form.
pub(crate) fn check_vrplib(instance: &str, answer: &str) -> Result<Report, Unreadable> {
    checked(Format::Vrplib, &vrplib(instance)?, answer)
}

fn checked(format: Format, known: &Known, answer: &str) -> Result<Report, Unreadable> {
    let said = sol::read(answer)?;
    let cut = format == Format::Vrplib;
    let day = day(known, said.answer.rounds.len(), cut);
    let verdict = judge(&day, &said.answer);
    let tally = verdict.tally.clone();
    let mut report = report(format, &day, verdict);
    report.costs = costs(&[
        ("unserved", tally.unserved as f64),
        ("travel", tally.travel),
        ("rounds", tally.rounds as f64),
        ("waiting", tally.waiting),
    ]);
    report.levels = vec![tally.unserved as f64, tally.travel];
    let formula = if cut { "distance, each leg cut after one decimal" } else { "distance" };
    report.cost = Some(Cost { of: formula.to_owned(), value: tally.travel });
    if let Some((cost, half)) = said.cost {
        claim(&mut report, "Cost", cost, tally.travel, half + if cut { TENTHS } else { 0.01 });
    }
    Ok(report)
}

fn day(known: &Known, rounds: usize, cut: bool) -> Day {
    let customers = &known.customers;
    let home = customers.first().cloned().unwrap_or_default();
    let worker = |n: usize| Worker {
        id: (n + 1).to_string(),
        shifts: vec![Shift {
            from: home.ready,
            to: home.due,
            latest: home.due,
            start: Some(0),
            end: Some(0),
            breaks: Vec::new(),
        }],
        capacity: Some(known.capacity),
        ..Worker::default()
    };
    let visit = |(place, customer): (usize, &Customer)| Visit {
        id: customer.id.clone(),
        place,
        from: customer.ready,
        to: customer.due,
        due: customer.due,
        parts: vec![Part { duration: customer.service, ..Part::default() }],
        worth: 1.0,
        demand: customer.demand,
        ..Visit::default()
    };
    Day {
        workers: (0..rounds).map(worker).collect(),
        visits: customers.iter().enumerate().skip(1).map(visit).collect(),
        ways: vec![Way::Line { points: customers.iter().map(|customer| customer.at).collect(), cut }],
        slack: if cut { TENTHS } else { REAL },
        most_rounds: Some(known.vehicles),
        ..Day::default()
    }
}

fn wrong(line: usize, what: impl Into<String>) -> Unreadable {
    Unreadable::new(Paper::Instance, format!("line {}", line + 1), what)
}

fn number(line: usize, word: &str) -> Result<f64, Unreadable> {
    let number = word.parse::<f64>().ok().filter(|number| number.is_finite() && number.abs() <= 1e9);
    number.ok_or_else(|| {
        wrong(line, format!("“{}” is not an ordinary number", word.chars().take(40).collect::<String>()))
    })
}

fn amount(line: usize, word: &str) -> Result<f64, Unreadable> {
    let number = number(line, word)?;
    if number < 0.0 { Err(wrong(line, format!("{number} must not be less than nothing"))) } else { Ok(number) }
}

/// A whole number of ordinary size that is not negative.
fn whole(line: usize, word: &str, most: f64) -> Result<f64, Unreadable> {
    let value = number(line, word)?;
    if value.fract() == 0.0 && (0.0..=most).contains(&value) {
        Ok(value)
    } else {
        Err(wrong(line, format!("{value} must be a whole number from 0 to {most}")))
    }
}

/// No time is before the other.
fn in_order(line: usize, ready: f64, due: f64) -> Result<(), Unreadable> {
    if ready <= due { Ok(()) } else { Err(wrong(line, "the due date lies before the ready time")) }
}

/// The most that is carried, and the most vehicles: more is taken for a mistake.
const MOST_CARRIED: f64 = 1e9;
const MOST_VEHICLES: f64 = 1e5;

/// Reads a name, `VEHICLE` with number and capacity, `CUSTOMER` with seven columns.
fn solomon(text: &str) -> Result<Known, Unreadable> {
    let mut known = Known::default();
    let (mut section, mut named, mut fleet) = ("", false, false);
    for (n, line) in text.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            [word] if word.eq_ignore_ascii_case("VEHICLE") => section = "VEHICLE",
            [word] if word.eq_ignore_ascii_case("CUSTOMER") => section = "CUSTOMER",
            _ if section.is_empty() && !named => named = true,
            [word, ..] if known.customers.is_empty() && word.starts_with(|c: char| c.is_ascii_alphabetic()) => {}
            [vehicles, capacity] if section == "VEHICLE" && !fleet => {
                known.vehicles = whole(n, vehicles, MOST_VEHICLES)? as usize;
                (known.capacity, fleet) = (whole(n, capacity, MOST_CARRIED)?, true);
            }
            [id, x, y, demand, ready, due, service] if section == "CUSTOMER" => {
                let id = whole(n, id, 1e6)?;
                if id != known.customers.len() as f64 {
                    return Err(wrong(
                        n,
                        format!("must be customer {}: they are numbered from 0", known.customers.len()),
                    ));
                }
                let (ready, due) = (number(n, ready)?, number(n, due)?);
                in_order(n, ready, due)?;
                known.customers.push(Customer {
                    id: id.to_string(),
                    at: (number(n, x)?, number(n, y)?),
                    demand: whole(n, demand, MOST_CARRIED)?,
                    ready,
                    due,
                    service: amount(n, service)?,
                });
            }
            _ if section == "CUSTOMER" => {
                return Err(wrong(n, format!("must be a customer's seven numbers, and has {}", words.len())));
            }
            _ => {
                return Err(wrong(
                    n,
                    "stands before “VEHICLE” or “CUSTOMER”, or is no number and capacity of vehicles",
                ));
            }
        }
    }
    match known.customers.first() {
        _ if !fleet => Err(Unreadable::new(Paper::Instance, "", "has no number and capacity of vehicles")),
        None => Err(Unreadable::new(Paper::Instance, "", "has no customers")),
        Some(_) => Ok(known),
    }
}

/// The headers and sections of a VRPLIB text, lines numbered.
#[derive(Default)]
struct Lib<'a> {
    heads: BTreeMap<String, (usize, &'a str)>,
    sections: BTreeMap<String, Vec<(usize, Vec<&'a str>)>>,
}

fn sections(text: &str) -> Result<Lib<'_>, Unreadable> {
    let mut lib = Lib::default();
    let mut section: Option<String> = None;
    let mut told = BTreeSet::new();
    // A key and a section of one name are one thing said twice.
    let mut once = |n, name: &str| {
        if told.insert(name.to_owned()) { Ok(()) } else { Err(wrong(n, format!("{name} is there twice"))) }
    };
    for (n, line) in text.lines().enumerate() {
        let line = line.trim();
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some(first) = words.first() else { continue };
        if *first == "EOF" {
            return Ok(lib);
        }
        if let Some((key, value)) = line.split_once(':') {
            let key = key.split_whitespace().collect::<Vec<_>>().join(" ");
            once(n, &key)?;
            lib.heads.insert(key, (n, value.trim()));
            section = None;
        } else if first.ends_with("_SECTION") {
            once(n, first)?;
            lib.sections.insert((*first).to_owned(), Vec::new());
            section = Some((*first).to_owned());
        } else if let Some(rows) = section.as_ref().and_then(|section| lib.sections.get_mut(section)) {
            rows.push((n, words));
        } else {
            return Err(wrong(n, "is neither “KEY : value” nor part of a section"));
        }
    }
    Err(Unreadable::new(Paper::Instance, "", "has no “EOF” at its end: it ends too soon"))
}

impl<'a> Lib<'a> {
    fn head(&self, key: &str) -> Result<(usize, &'a str), Unreadable> {
        self.heads.get(key).copied().ok_or_else(|| Unreadable::new(Paper::Instance, key, "is missing"))
    }

    /// Numbers of each node, in their order.
    fn rows<const N: usize>(&self, key: &str, nodes: usize) -> Result<Vec<[f64; N]>, Unreadable> {
        let rows = self.sections.get(key).ok_or_else(|| Unreadable::new(Paper::Instance, key, "is missing"))?;
        let mut found = Vec::new();
        for (n, words) in rows {
            let Some((node, values)) = words.split_first().filter(|(_, values)| values.len() == N) else {
                return Err(wrong(
                    *n,
                    format!("must be a node and {N} numbers in {key}, and has {} words", words.len()),
                ));
            };
            let mut row = [0.0; N];
            for (into, word) in row.iter_mut().zip(values) {
                *into = number(*n, word)?;
            }
            if whole(*n, node, 1e6)? != (found.len() + 1) as f64 {
                return Err(wrong(*n, format!("must be node {}: they are numbered from 1", found.len() + 1)));
            }
            found.push(row);
        }
        if found.len() != nodes {
            return Err(Unreadable::new(
                Paper::Instance,
                key,
                format!("must have {nodes} nodes, and has {}", found.len()),
            ));
        }
        Ok(found)
    }

    fn service(&self, nodes: usize) -> Result<Vec<f64>, Unreadable> {
        if let Some((n, word)) = self.heads.get("SERVICE_TIME") {
            amount(*n, word)?;
        }
        let own = "SERVICE_TIME_SECTION";
        if self.sections.contains_key(own) || self.heads.contains_key(own) {
            return Ok(self.rows::<1>(own, nodes)?.into_iter().map(|[time]| time).collect());
        }
        let (n, word) = self.head("SERVICE_TIME")?;
        let time = amount(n, word)?;
        Ok((0..nodes).map(|node| if node == 0 { 0.0 } else { time }).collect())
    }
}

/// Reads coordinates, demands, windows and service times; node 1 is the depot, and node `k + 1` is customer `k` of the answer.
fn vrplib(text: &str) -> Result<Known, Unreadable> {
    let lib = sections(text)?;
    for (key, only) in [("TYPE", "VRPTW"), ("EDGE_WEIGHT_TYPE", "EUC_2D")] {
        let (n, value) = lib.head(key)?;
        if value != only {
            return Err(wrong(n, format!("{key} must be {only}, and is {value}")));
        }
    }
    let count = |key, most| lib.head(key).and_then(|(n, value)| whole(n, value, most));
    let (nodes, vehicles) = (count("DIMENSION", 1e6)? as usize, count("VEHICLES", MOST_VEHICLES)? as usize);
    let capacity = count("CAPACITY", MOST_CARRIED)?;
    if nodes == 0 {
        return Err(Unreadable::new(Paper::Instance, "DIMENSION", "must be 1 or more: the first node is the depot"));
    }
    let depots: Vec<&str> =
        lib.sections.get("DEPOT_SECTION").into_iter().flatten().flat_map(|(_, words)| words.clone()).collect();
    if depots != ["1", "-1"] {
        return Err(Unreadable::new(Paper::Instance, "DEPOT_SECTION", "must name node 1 alone, and then -1"));
    }
    let at = lib.rows::<2>("NODE_COORD_SECTION", nodes)?;
    let demand = lib.rows::<1>("DEMAND_SECTION", nodes)?;
    let windows = lib.rows::<2>("TIME_WINDOW_SECTION", nodes)?;
    let service = lib.service(nodes)?;
    let rows = at.into_iter().zip(demand).zip(windows).zip(service).enumerate();
    type Row = ((([f64; 2], [f64; 1]), [f64; 2]), f64);
    let customer = |(n, ((([x, y], [demand]), [ready, due]), service)): (usize, Row)| {
        let can_be = demand.fract() == 0.0 && (0.0..=MOST_CARRIED).contains(&demand) && service >= 0.0 && ready <= due;
        if !can_be {
            let what = "demand must be whole and from 0, service time from 0, and the window not end before it begins";
            return Err(Unreadable::new(Paper::Instance, format!("node {}", n + 1), what));
        }
        Ok(Customer { id: n.to_string(), at: (x, y), demand, ready, due, service })
    };
    Ok(Known { vehicles, capacity, customers: rows.map(customer).collect::<Result<_, _>>()? })
}
