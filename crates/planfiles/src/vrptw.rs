//! Solomon's and Gehring and Homberger's instances, and those of VRPLIB.

use routing::problem::{Measure, Objective, Part, Problem, Shift, Table, Visit, Worker};

use crate::{
    Format, Instance, Unreadable, numbers,
    places::{Place, Places, few_enough},
};

/// More vehicles are a mistake.
const MOST_VEHICLES: i64 = 100_000;
/// More than that is not carried.
const MOST_CARRIED: i64 = 1_000_000_000;

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
    let ticks = numbers::ticks(value, 1).ok().filter(|whole| value.fract() == 0.0 && (0..=most).contains(whole));
    ticks.ok_or_else(|| {
        Unreadable::line(line, format!("{what} must be a whole number from 0 to {most}, and is {value}."))
    })
}

/// Where in Solomon's layout a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Name,
    Vehicle,
    Customer,
}

/// Reads Solomon's layout: a name, `VEHICLE` with their number and capacity, `CUSTOMER` with seven columns.
pub(crate) fn solomon(text: &str) -> Result<Instance, Unreadable> {
    let (mut section, mut name, mut fleet) = (Section::Name, None, None);
    let mut customers: Vec<Customer> = Vec::new();
    let mut last = 1;
    for row in rows(text) {
        last = row.line;
        let first = row.words.first().copied().unwrap_or_default();
        let is_name = |word: &str| row.words.len() == 1 && first.eq_ignore_ascii_case(word);
        if is_name("VEHICLE") {
            section = Section::Vehicle;
        } else if is_name("CUSTOMER") {
            section = Section::Customer;
        } else if section == Section::Name && name.is_none() {
            name = Some(row.words.join(" "));
        } else if customers.is_empty() && first.starts_with(|c: char| c.is_ascii_alphabetic()) {
            // The heads of columns.
        } else if section == Section::Vehicle && fleet.is_none() {
            let [vehicles, capacity] = row.numbers("the fleet (its number, its capacity)")?;
            let vehicles = whole(vehicles, row.line, MOST_VEHICLES, "The number of vehicles")?;
            fleet = Some((vehicles, whole(capacity, row.line, MOST_CARRIED, "The capacity")?));
        } else if section == Section::Customer {
            customers.push(customer(&row, customers.len())?);
        } else {
            let what = "It stands where VEHICLE, the fleet's two numbers or CUSTOMER should; the layout is told in docs/formats/plan.md.";
            return Err(Unreadable::line(row.line, what));
        }
    }
    let Some(fleet) = fleet else {
        let what = "There is no row with the number of vehicles and their capacity; the file may have been cut off.";
        return Err(Unreadable::line(last, what));
    };
    let way = Way { format: Format::Solomon, scale: 10_000, truncate: false, source: "Euclid, rounded to 1/10,000" };
    build(name.unwrap_or_default(), &customers, fleet, &way, last)
}

fn customer(row: &Row<'_>, at: usize) -> Result<Customer, Unreadable> {
    let what = "a customer (number, x, y, demand, ready time, due date, service time)";
    let [number, x, y, demand, ready, due, service] = row.numbers(what)?;
    let number = whole(number, row.line, 1_000_000, "The customer's number")?;
    if usize::try_from(number).ok() != Some(at) {
        let what = format!("Customer {number} stands where customer {at} should; they are numbered from 0.");
        return Err(Unreadable::line(row.line, what));
    }
    Ok(Customer { line: row.line, x, y, demand, ready, due, service })
}

#[derive(Default)]
struct Vrplib {
    name: String,
    dimension: Option<usize>,
    vehicles: Option<i64>,
    capacity: Option<i64>,
    service: Option<f64>,
    customers: Vec<Customer>,
    windows: usize,
    demands: usize,
    services: usize,
    depots: Vec<String>,
    /// Sections that have begun, and keys that were told with values that are read.
    told: Vec<String>,
}

impl Vrplib {
    fn keyword(&mut self, key: &str, value: &str, line: usize) -> Result<(), Unreadable> {
        let count = |most, what: &str| whole(number(value, line)?, line, most, what);
        match key {
            "NAME" => value.clone_into(&mut self.name),
            "DIMENSION" => self.dimension = usize::try_from(count(1_000_000, "DIMENSION")?).ok(),
            "VEHICLES" => self.vehicles = Some(count(MOST_VEHICLES, "VEHICLES")?),
            "CAPACITY" => self.capacity = Some(count(MOST_CARRIED, "CAPACITY")?),
            "SERVICE_TIME" => {
                let time = number(value, line)?;
                if time < 0.0 {
                    return Err(Unreadable::line(line, "The service time is negative; it must be 0 or more."));
                }
                self.service = Some(time);
            }
            "EDGE_WEIGHT_TYPE" if value != "EUC_2D" => {
                let what = format!("Distances by {value} are not read; only EUC_2D.");
                return Err(Unreadable::line(line, what));
            }
            "TYPE" if value != "VRPTW" => {
                return Err(Unreadable::line(line, format!("It is a {value}; only VRPTW is read.")));
            }
            _ => {}
        }
        self.once(key, line)
    }

    /// A section or a key, each once.
    fn once(&mut self, name: &str, line: usize) -> Result<(), Unreadable> {
        if self.told.iter().any(|told| told == name) {
            return Err(Unreadable::line(line, format!("{name} is there twice; once is enough.")));
        }
        self.told.push(name.to_owned());
        Ok(())
    }

    fn row(&mut self, section: &str, row: &Row<'_>) -> Result<(), Unreadable> {
        match section {
            "NODE_COORD_SECTION" => {
                let [node, x, y] = row.numbers("a node (number, x, y)")?;
                in_order(node, self.customers.len(), row.line)?;
                self.customers.push(Customer { line: row.line, x, y, ..Customer::default() });
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
                self.customer(node, self.services, row.line)?.service = service;
                self.services += 1;
            }
            "DEPOT_SECTION" => {
                self.depots.extend(row.words.iter().map(|word| (*word).to_owned()));
            }
            "" => return Err(Unreadable::line(row.line, "It is neither a “KEY : value” nor in a section.")),
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
    let (mut section, mut last, mut whole) = (String::new(), 1, false);
    for row in rows(text) {
        last = row.line;
        let line = row.words.join(" ");
        let first = row.words.first().copied().unwrap_or_default();
        if first == "EOF" {
            whole = true;
            break;
        } else if let Some((key, value)) = line.split_once(':') {
            read.keyword(key.trim(), value.trim(), row.line)?;
            section.clear();
        } else if first.ends_with("_SECTION") {
            read.once(first, row.line)?;
            first.clone_into(&mut section);
        } else {
            read.row(&section, &row)?;
        }
    }
    if !whole {
        return Err(Unreadable::line(last, "The file ends without EOF; it may have been cut off."));
    }
    let fleet = read.complete(last)?;
    let way = Way { format: Format::Vrplib, scale: 10, truncate: true, source: "Euclid, cut to one decimal" };
    build(read.name, &read.customers, fleet, &way, last)
}

impl Vrplib {
    /// The vehicles and their capacity, once all is known that must be.
    fn complete(&mut self, last: usize) -> Result<(i64, i64), Unreadable> {
        let lacks = |what: &str| Unreadable::line(last, format!("The file ends and there was no {what}."));
        for key in ["TYPE", "EDGE_WEIGHT_TYPE"] {
            if !self.told.iter().any(|told| told == key) {
                return Err(lacks(key));
            }
        }
        let dimension = self.dimension.ok_or_else(|| lacks("DIMENSION"))?;
        let services = self.told.iter().any(|told| told == "SERVICE_TIME_SECTION").then_some(self.services);
        for (section, is) in [
            ("NODE_COORD_SECTION", self.customers.len()),
            ("DEMAND_SECTION", self.demands),
            ("TIME_WINDOW_SECTION", self.windows),
            ("SERVICE_TIME_SECTION", services.unwrap_or(dimension)),
        ] {
            if is != dimension {
                let what =
                    format!("{section} has {is} rows and DIMENSION is {dimension}; the file may have been cut off.");
                return Err(Unreadable::line(last, what));
            }
        }
        if services.is_none() {
            let service = self.service.ok_or_else(|| lacks("SERVICE_TIME"))?;
            self.customers.iter_mut().skip(1).for_each(|customer| customer.service = service);
        }
        if self.depots != ["1", "-1"] {
            return Err(Unreadable::line(last, "DEPOT_SECTION must name node 1 alone, and then -1."));
        }
        Ok((self.vehicles.ok_or_else(|| lacks("VEHICLES"))?, self.capacity.ok_or_else(|| lacks("CAPACITY"))?))
    }
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
    if depot.due < depot.ready {
        return Err(Unreadable::line(
            depot.line,
            "The due date of the depot lies before its ready time; swap the two.",
        ));
    }
    whole(depot.demand, depot.line, MOST_CARRIED, "The demand")?;
    if depot.service < 0.0 {
        return Err(Unreadable::line(depot.line, "The service time of the depot is negative."));
    }
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
    if one.service < 0.0 {
        return Err(Unreadable::line(one.line, format!("The service time of customer {n} is negative.")));
    }
    if one.due < one.ready {
        let what = format!("The due date of customer {n} lies before its ready time; swap the two.");
        return Err(Unreadable::line(one.line, what));
    }
    let demand = whole(one.demand, one.line, MOST_CARRIED, "The demand")?;
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
            let time = numbers::way(if way.truncate { far.floor() } else { far.round() }, way.scale);
            times.push(time.map_err(|what| Unreadable::line(b.line, what))?);
        }
    }
    Ok(times)
}
