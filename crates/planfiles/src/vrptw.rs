//! Solomon's and Gehring and Homberger's instances, and those of VRPLIB.

use routing::problem::{Measure, Objective, Part, Problem, Shift, Table, Visit, Worker};

use crate::{
    Format, Instance, Unreadable, numbers,
    places::{Place, Places, few_enough},
};

/// More vehicles are a mistake.
const MOST_VEHICLES: i64 = 100_000;

#[derive(Clone, Copy, Default)]
struct Customer {
    line: usize,
    x: f64,
    y: f64,
    demand: f64,
    ready: f64,
    due: f64,
    service: f64,
}

/// How numbers become whole.
struct Way {
    format: Format,
    scale: i64,
    truncate: bool,
    source: &'static str,
}

/// A line's words with its number.
struct Row<'a> {
    line: usize,
    words: Vec<&'a str>,
}

fn rows(text: &str) -> impl Iterator<Item = Row<'_>> {
    text.lines().zip(1..).filter_map(|(text, line)| {
        let words: Vec<&str> = text.split_whitespace().collect();
        (!words.is_empty()).then_some(Row { line, words })
    })
}

impl Row<'_> {
    /// All its words as numbers, of which there must be so many.
    fn numbers<const N: usize>(&self, what: &str) -> Result<[f64; N], Unreadable> {
        let (is, line) = (self.words.len(), self.line);
        let wrong = || format!("It has {is} words, and {what} has {N} numbers; it may have been cut off.");
        let words: [&str; N] = self.words.as_slice().try_into().map_err(|_| Unreadable::line(line, wrong()))?;
        let mut values = [0.0; N];
        for (value, word) in values.iter_mut().zip(words) {
            *value = number(word, line)?;
        }
        Ok(values)
    }
}

fn number(word: &str, line: usize) -> Result<f64, Unreadable> {
    let value = word.parse::<f64>().ok().filter(|value| value.is_finite() && value.abs() <= 1e9);
    value.ok_or_else(|| Unreadable::line(line, format!("“{word}” is not a number that can be used here.")))
}

fn whole(value: f64, line: usize, most: i64, what: &str) -> Result<i64, Unreadable> {
    let ticks = numbers::ticks(value, 1).ok().filter(|whole| (0..=most).contains(whole));
    #[allow(clippy::cast_precision_loss)] // It is at most a million million.
    let exact = ticks.filter(|ticks| (*ticks as f64 - value).abs() < 1e-9);
    exact.ok_or_else(|| {
        Unreadable::line(line, format!("{what} must be a whole number from 0 to {most}, and is {value}."))
    })
}

/// Reads Solomon's layout.
pub(crate) fn solomon(text: &str) -> Result<Instance, Unreadable> {
    let mut rows = rows(text).peekable();
    let name = rows.next_if(|row| row.words.first() != Some(&"VEHICLE")).map(|row| row.words.join(" "));
    let is_number = |word: &&str| word.parse::<f64>().is_ok();
    let mut fleet = None;
    let mut customers = Vec::new();
    let mut last = 0;
    for row in rows {
        last = row.line;
        if !row.words.first().is_some_and(is_number) {
            if row.words.first().is_some_and(|word| word.starts_with(|c: char| c.is_alphabetic())) {
                continue;
            }
            return Err(Unreadable::line(row.line, "This is neither a heading nor a row of numbers."));
        }
        if fleet.is_none() {
            let [vehicles, capacity] = row.numbers("the fleet (its number, its capacity)")?;
            fleet = Some((whole(vehicles, row.line, MOST_VEHICLES, "The number of vehicles")?, capacity, row.line));
            continue;
        }
        let what = "a customer (number, x, y, demand, ready time, due date, service time)";
        let [number, x, y, demand, ready, due, service] = row.numbers(what)?;
        let number = whole(number, row.line, 1_000_000, "The customer's number")?;
        if usize::try_from(number).ok() != Some(customers.len()) {
            let what = format!(
                "Customer {number} stands where customer {} should; they are numbered from 0.",
                customers.len()
            );
            return Err(Unreadable::line(row.line, what));
        }
        customers.push(Customer { line: row.line, x, y, demand, ready, due, service });
    }
    let Some((vehicles, capacity, line)) = fleet else {
        return Err(Unreadable::line(last.max(1), "There is no row with the number of vehicles and their capacity."));
    };
    let way = Way { format: Format::Solomon, scale: 10_000, truncate: false, source: "Euclid, rounded to 1/10,000" };
    let capacity = whole(capacity, line, 1_000_000_000, "The capacity")?;
    build(name.unwrap_or_default(), &customers, (vehicles, capacity), &way, last)
}

#[derive(Default)]
struct Vrplib {
    name: String,
    dimension: Option<usize>,
    vehicles: Option<i64>,
    capacity: Option<i64>,
    service: f64,
    customers: Vec<Customer>,
    windows: usize,
    demands: usize,
}

impl Vrplib {
    fn keyword(&mut self, key: &str, value: &str, line: usize) -> Result<(), Unreadable> {
        let count = |most, what: &str| whole(number(value, line)?, line, most, what);
        match key {
            "NAME" => value.clone_into(&mut self.name),
            "DIMENSION" => self.dimension = usize::try_from(count(1_000_000, "DIMENSION")?).ok(),
            "VEHICLES" => self.vehicles = Some(count(MOST_VEHICLES, "VEHICLES")?),
            "CAPACITY" => self.capacity = Some(count(1_000_000_000, "CAPACITY")?),
            "SERVICE_TIME" => self.service = number(value, line)?,
            "EDGE_WEIGHT_TYPE" if value != "EUC_2D" => {
                let what = format!("Distances by {value} are not read; only EUC_2D.");
                return Err(Unreadable::line(line, what));
            }
            "TYPE" if value != "VRPTW" => {
                return Err(Unreadable::line(line, format!("It is a {value}; only VRPTW is read.")));
            }
            _ => {}
        }
        Ok(())
    }

    fn row(&mut self, section: &str, row: &Row<'_>) -> Result<(), Unreadable> {
        match section {
            "NODE_COORD_SECTION" => {
                let [node, x, y] = row.numbers("a node (number, x, y)")?;
                in_order(node, self.customers.len(), row.line)?;
                let service = if self.customers.is_empty() { 0.0 } else { self.service };
                self.customers.push(Customer { line: row.line, x, y, service, ..Customer::default() });
            }
            "DEMAND_SECTION" => {
                let [node, demand] = row.numbers("a demand (number, demand)")?;
                self.customer(node, self.demands, row.line)?.demand = demand;
                self.demands += 1;
            }
            "TIME_WINDOW_SECTION" => {
                let [node, ready, due] = row.numbers("a time window (number, from, to)")?;
                let customer = self.customer(node, self.windows, row.line)?;
                (customer.ready, customer.due) = (ready, due);
                self.windows += 1;
            }
            "SERVICE_TIME_SECTION" => {
                let [node, service] = row.numbers("a service time (number, time)")?;
                let at = whole(node, row.line, 1_000_000, "The node's number")?;
                let at = usize::try_from(at - 1).unwrap_or(usize::MAX);
                self.customer(node, at, row.line)?.service = service;
            }
            _ => {}
        }
        Ok(())
    }

    fn customer(&mut self, node: f64, at: usize, line: usize) -> Result<&mut Customer, Unreadable> {
        in_order(node, at, line)?;
        let what = || format!("Node {node} has no row in NODE_COORD_SECTION, which must come first.");
        self.customers.get_mut(at).ok_or_else(|| Unreadable::line(line, what()))
    }
}

fn in_order(node: f64, at: usize, line: usize) -> Result<(), Unreadable> {
    let node = whole(node, line, 1_000_000, "The node's number")?;
    if usize::try_from(node).ok() == at.checked_add(1) {
        return Ok(());
    }
    let what = format!("Node {node} stands where node {} should; they are numbered from 1.", at.saturating_add(1));
    Err(Unreadable::line(line, what))
}

/// Reads VRPLIB's layout.
pub(crate) fn vrplib(text: &str) -> Result<Instance, Unreadable> {
    let mut read = Vrplib::default();
    let (mut section, mut last) = (String::new(), 1);
    for row in rows(text) {
        last = row.line;
        let line = row.words.join(" ");
        let first = row.words.first().copied().unwrap_or_default();
        if let Some((key, value)) = line.split_once(':') {
            read.keyword(key.trim(), value.trim(), row.line)?;
        } else if first.ends_with("_SECTION") {
            first.clone_into(&mut section);
        } else if first == "EOF" {
            break;
        } else {
            read.row(&section, &row)?;
        }
    }
    let lacks = |what: &str| Unreadable::line(last, format!("The file ends and there was no {what}."));
    let dimension = read.dimension.ok_or_else(|| lacks("DIMENSION"))?;
    for (section, is) in [
        ("NODE_COORD_SECTION", read.customers.len()),
        ("DEMAND_SECTION", read.demands),
        ("TIME_WINDOW_SECTION", read.windows),
    ] {
        if is != dimension {
            let what = format!("{section} has {is} rows and DIMENSION is {dimension}; the file may have been cut off.");
            return Err(Unreadable::line(last, what));
        }
    }
    let fleet = (read.vehicles.ok_or_else(|| lacks("VEHICLES"))?, read.capacity.ok_or_else(|| lacks("CAPACITY"))?);
    let way = Way { format: Format::Vrplib, scale: 10, truncate: true, source: "Euclid, cut to one decimal" };
    build(read.name, &read.customers, fleet, &way, last)
}

fn build(
    name: String,
    customers: &[Customer],
    (vehicles, capacity): (i64, i64),
    way: &Way,
    last: usize,
) -> Result<Instance, Unreadable> {
    let Some(depot) = customers.first() else {
        return Err(Unreadable::line(last, "The file ends and there was no depot; it may have been cut off."));
    };
    few_enough(customers.len(), 1, "customers")?;
    let (from, to) = (ticks(depot.ready, depot, way)?, ticks(depot.due, depot, way)?);
    let shift = Shift { from, to, latest: to, start: Some(0), end: Some(0), breaks: Vec::new() };
    let worker = |n: i64| Worker {
        id: (n + 1).to_string(),
        capacity: Some(capacity),
        shifts: vec![shift.clone()],
        ..Worker::default()
    };
    let place = |(n, one): (usize, &Customer)| Place { name: n.to_string(), at: Some((one.x, one.y)) };
    let problem = Problem {
        places: customers.len(),
        tables: vec![Table { mode: "any".into(), times: distances(customers, way)?, source: way.source.into() }],
        workers: (0..vehicles).map(worker).collect(),
        visits: customers.iter().enumerate().skip(1).map(|(n, one)| visit(n, one, way)).collect::<Result<_, _>>()?,
        links: Vec::new(),
        objective: Objective { levels: vec![vec![(Measure::Unserved, 1)], vec![(Measure::Travel, 1)]] },
    };
    let places = Places { list: customers.iter().enumerate().map(place).collect(), on_earth: false };
    Ok(Instance { name, format: way.format, problem, scale: way.scale, places })
}

fn ticks(value: f64, of: &Customer, way: &Way) -> Result<i64, Unreadable> {
    numbers::ticks(value, way.scale).map_err(|what| Unreadable::line(of.line, what))
}

fn visit(n: usize, one: &Customer, way: &Way) -> Result<Visit, Unreadable> {
    let (from, to, duration) = (ticks(one.ready, one, way)?, ticks(one.due, one, way)?, ticks(one.service, one, way)?);
    if duration < 0 {
        return Err(Unreadable::line(one.line, format!("The service time of customer {n} is negative.")));
    }
    if to < from {
        let what = format!("The due date of customer {n} lies before its ready time; swap the two.");
        return Err(Unreadable::line(one.line, what));
    }
    let demand = whole(one.demand, one.line, 1_000_000_000, "The demand")?;
    let parts = vec![Part { duration, ..Part::default() }];
    Ok(Visit { id: n.to_string(), place: n, from, to, worth: 1, demand, parts, ..Visit::default() })
}

fn distances(customers: &[Customer], way: &Way) -> Result<Vec<i32>, Unreadable> {
    let mut times = Vec::with_capacity(customers.len() * customers.len());
    #[allow(clippy::cast_precision_loss)] // Scales are small.
    let scale = way.scale as f64;
    for a in customers {
        for b in customers {
            let (x, y) = (a.x - b.x, a.y - b.y);
            let far = (x * x + y * y).sqrt() * scale;
            let time = numbers::way(if way.truncate { far.floor() } else { far.round() });
            times.push(time.map_err(|what| Unreadable::line(b.line, what))?);
        }
    }
    Ok(times)
}
