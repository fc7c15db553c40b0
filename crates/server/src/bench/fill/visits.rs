//! Visits day by day: those that are over with their times, charge, place in the books and on an invoice; the rest as they
//! were given to a worker.

use std::collections::HashMap;

use accounts::{Entry, Name, Unit};
use kernel::{Date, Failure, Moment, Uuid};
use serde_json::json;
use store::{Change, Store, Value, Work, cols};

use super::{
    Balance, Filled, Filler, actor,
    packages::{Care, Package, RATE, Slot},
};

/// Days after which a visit stands on an invoice.
const INVOICED: i64 = -14;
/// Days over which times wait to be checked by somebody.
const TO_CHECK: i64 = -3;

/// One visit, with what the rows of it share.
#[derive(Debug, Clone)]
struct Visit {
    id: Uuid,
    package: usize,
    line: usize,
    day: Date,
    from: Moment,
    state: &'static str,
    worker: Option<(Uuid, String)>,
    charge: Uuid,
    invoice: Option<(Uuid, i64)>,
}

/// What a day's unit of work is written from.
struct Day {
    visits: Vec<Visit>,
    accounts: HashMap<usize, Uuid>,
    bought: Uuid,
    council: Uuid,
    invoices: Vec<(usize, Uuid, i64)>,
}

type Columns = Vec<(&'static str, Value)>;

impl Filler<'_> {
    /// Writes every visit, in the order of the days.
    pub(super) fn visits(&mut self, care: &mut Care) -> Result<(), Failure> {
        let packages = std::sync::Arc::new(std::mem::take(&mut care.packages));
        let companies = std::sync::Arc::new(self.filled.staff.providers.clone());
        let (accounts, mut bought) = self.open_accounts(&packages)?;
        let mut minutes: HashMap<usize, [i64; 3]> = HashMap::new();
        let mut earned: HashMap<usize, i64> = HashMap::new();
        let mut numbers: HashMap<usize, i64> = HashMap::new();
        for slots in care.slots.chunk_by(|a, b| a.day == b.day) {
            let Some(offset) = slots.first().map(|slot| slot.day) else { continue };
            let invoices = if offset < INVOICED { self.invoices(slots, &packages, &mut numbers) } else { Vec::new() };
            let visits = self.of_day(offset, slots, &packages, &invoices);
            for visit in &visits {
                let sums = minutes.entry(visit.package).or_default();
                let cared = visit.cared();
                for (sum, more) in sums.iter_mut().zip([30, 30 * cared, 30 * i64::from(visit.state == "approved")]) {
                    *sum += more;
                }
                if visit.state == "approved" {
                    let company = packages.get(visit.package).map_or(0, |package| package.company);
                    *earned.entry(company).or_default() += PENCE;
                }
            }
            self.clock.turn_to(Moment::start_of(self.day(offset)).plus_hours(23).min(self.now));
            let council = self.filled.staff.council;
            let day = Day { visits, accounts: accounts.clone(), bought: bought.account, council, invoices };
            let (packages, companies) = (std::sync::Arc::clone(&packages), std::sync::Arc::clone(&companies));
            self.write(move |work| {
                let mut changes = day.sent(work, &companies);
                for visit in &day.visits {
                    let Some(package) = packages.get(visit.package) else { continue };
                    let company = companies.get(package.company).cloned().unwrap_or_default();
                    changes.extend(day.written(work, visit, package, (company.id, &company.name)));
                }
                work.apply_all(changes)?;
                for visit in day.visits.iter().filter(|visit| visit.state == "assigned") {
                    let payload = json!({ "visit": visit.id });
                    work.later("visits.watch", visit.from.plus_minutes(150), &payload)?;
                }
                Ok(())
            })?;
        }
        bought.pence -= earned.values().sum::<i64>();
        self.balance(&packages, minutes, (earned, accounts), bought)
    }

    /// The visits of a day with a worker for each, so that nobody is in two places.
    fn of_day(&self, offset: i64, slots: &[Slot], packages: &[Package], invoices: &[(usize, Uuid, i64)]) -> Vec<Visit> {
        let day = self.day(offset);
        let timed = |slot: &Slot| {
            let package = packages.get(slot.package)?;
            let line = package.lines.get(slot.line)?;
            Some((Moment::from_london(day, line.from), package.company, *slot))
        };
        let mut timed: Vec<_> = slots.iter().filter_map(timed).collect();
        timed.sort_by_key(|(from, company, slot)| (*from, *company, slot.package));
        let invoices: HashMap<usize, Uuid> = invoices.iter().map(|(company, id, _)| (*company, *id)).collect();
        let mut busy: HashMap<Uuid, Moment> = HashMap::new();
        let mut lines: HashMap<usize, i64> = HashMap::new();
        let mut visits = Vec::with_capacity(timed.len());
        for (from, company, slot) in timed {
            let workers =
                self.filled.staff.providers.get(company).map(|one| one.workers.as_slice()).unwrap_or_default();
            let free = workers.iter().find(|(worker, _)| busy.get(worker).is_none_or(|until| *until <= from)).cloned();
            let over = from.plus_minutes(40) < self.now;
            let state = match (over, &free) {
                (true, _) if offset > TO_CHECK && slot.package % 10 == 3 => "finished",
                (true, _) => "approved",
                (false, Some(_)) => "assigned",
                (false, None) => "planned",
            };
            let worker = free.or_else(|| workers.first().cloned().filter(|_| over));
            if let Some((worker, _)) = &worker {
                busy.insert(*worker, from.plus_minutes(30));
            }
            let invoice = invoices.get(&company).filter(|_| state == "approved").map(|id| {
                let number = lines.entry(company).or_default();
                *number += 1;
                (*id, *number)
            });
            let ids = || self.store.ids().next(from);
            let (id, charge) = (ids(), ids());
            visits.push(Visit {
                id,
                package: slot.package,
                line: slot.line,
                day,
                from,
                state,
                worker,
                charge,
                invoice,
            });
        }
        visits
    }

    /// An invoice of each provider for the day; its number follows on.
    fn invoices(
        &self,
        slots: &[Slot],
        packages: &[Package],
        numbers: &mut HashMap<usize, i64>,
    ) -> Vec<(usize, Uuid, i64)> {
        let mut companies: Vec<usize> =
            slots.iter().filter_map(|slot| Some(packages.get(slot.package)?.company)).collect();
        companies.sort_unstable();
        companies.dedup();
        let number = |company: usize, numbers: &mut HashMap<usize, i64>| {
            let number = numbers.entry(company).or_default();
            *number += 1;
            *number
        };
        companies.into_iter().map(|one| (one, self.store.ids().next(self.now), number(one, numbers))).collect()
    }

    /// The accounts that every charge changes, empty at first.
    fn open_accounts(&self, packages: &[Package]) -> Result<(HashMap<usize, Uuid>, Balance), Failure> {
        let mut companies: Vec<usize> = packages.iter().map(|package| package.company).collect();
        companies.sort_unstable();
        companies.dedup();
        let (staff, bought) = (self.filled.staff.clone(), self.filled.bought);
        self.write(move |work| {
            let mut accounts = HashMap::new();
            let mut changes = Vec::new();
            for company in &companies {
                let id: Uuid = work.id();
                let owner = staff.providers.get(*company).map(|one| one.id).unwrap_or_default();
                accounts.insert(*company, id);
                changes.push(account(id, owner, "earned"));
            }
            let found = bought.unwrap_or(Balance { account: work.id(), version: 1, pence: 0 });
            if bought.is_none() {
                changes.push(account(found.account, staff.council, "care bought"));
            }
            work.apply_all(changes)?;
            Ok((accounts, found))
        })
    }

    /// Brings the books up to what was written: minutes by package, pence by provider.
    fn balance(
        &mut self,
        packages: &std::sync::Arc<Vec<Package>>,
        minutes: HashMap<usize, [i64; 3]>,
        (earned, accounts): (HashMap<usize, i64>, HashMap<usize, Uuid>),
        mut bought: Balance,
    ) -> Result<(), Failure> {
        let (packages, providers) = (std::sync::Arc::clone(packages), self.filled.staff.providers.clone());
        let today = self.today;
        let mut minutes: Vec<(usize, [i64; 3])> = minutes.into_iter().collect();
        minutes.sort_unstable();
        self.write(move |work| {
            for (at, sums) in &minutes {
                let Some(package) = packages.get(*at) else { continue };
                let provider = providers.get(package.company).map(|one| one.id).unwrap_or_default();
                for ((own, contra), sum) in KINDS.iter().zip(sums) {
                    let name = |owner: Uuid, kind| Name::new(owner, kind, Unit::Minutes);
                    let lines = vec![(name(package.id, own), *sum), (name(provider, contra), -*sum)];
                    let memo = format!("{contra} of a package");
                    let entry = Entry { cause_kind: "package", cause: package.id, day: today, memo, lines };
                    accounts::post(work, &entry)?;
                }
            }
            for (company, pence) in &earned {
                let account = accounts.get(company).copied().unwrap_or_default();
                work.apply(balanced(account, 1, *pence))?;
            }
            work.apply(balanced(bought.account, bought.version, bought.pence))
        })?;
        bought.version += 1;
        self.filled.bought = Some(bought);
        Ok(())
    }
}

/// A visit that a worker can begin now: the worker's account and the visit.
pub(crate) type Spare = (Uuid, Uuid);

/// Gives every care worker `each` visits that begin within the next two hours, one after the other, so that commands can be
/// measured on them. Their minutes go into the books like those of any others.
pub(crate) fn spare(store: &Store, filled: &Filled, each: i64) -> Result<Vec<Spare>, Failure> {
    let (care, providers) = (filled.care.clone(), filled.staff.providers.clone());
    store.write_now(actor(), move |work| {
        work.allow(std::time::Duration::from_secs(600));
        let (mut spare, mut changes) = (Vec::new(), Vec::new());
        for package in &care {
            let Some(company) = providers.get(package.company) else { continue };
            let before = spare.len();
            for (n, worker) in (0..each).flat_map(|n| company.workers.iter().map(move |worker| (n, worker))) {
                let from = work.at.plus_minutes(5 + n * 110 / each.max(1));
                let mut package = package.clone();
                // Each stands for a line of its own: a line has one visit a day.
                package.lines.iter_mut().for_each(|line| line.id = work.id());
                let visit = Visit {
                    id: work.id(),
                    package: 0,
                    line: 0,
                    day: from.day(),
                    from,
                    state: "assigned",
                    worker: Some(worker.clone()),
                    charge: Uuid::nil(),
                    invoice: None,
                };
                spare.push((worker.0, visit.id));
                let made = Change::new("visit.assigned", "visit", visit.id).person(package.person.id);
                let row = worker_row(work.id(), &visit, worker);
                let made = made.organisation(company.id).insert("visit", visit_row(&visit, &package, company.id));
                changes.push(made.insert("visit_worker", row));
            }
            let minutes = i64::try_from(spare.len() - before).unwrap_or_default() * 30;
            let [(own, contra), ..] = KINDS;
            let name = |owner: Uuid, kind| Name::new(owner, kind, Unit::Minutes);
            let lines = vec![(name(package.id, own), minutes), (name(company.id, contra), -minutes)];
            let memo = "Visits to be measured on".to_owned();
            accounts::post(work, &Entry { cause_kind: "package", cause: package.id, day: work.at.day(), memo, lines })?;
        }
        work.apply_all(changes)?;
        Ok(spare)
    })
}

/// What a visit of half an hour costs.
const PENCE: i64 = RATE / 2;

const KINDS: [(&str, &str); 3] =
    [("planned", "care time planned"), ("recorded", "care time recorded"), ("approved", "care time approved")];

fn account(id: Uuid, owner: Uuid, kind: &'static str) -> Change {
    let columns = cols! {
        "id" => id, "version" => 1, "unit" => "pence", "kind" => kind, "owner" => owner, "floored" => false, "balance" => 0,
    };
    Change::new("books.opened", "book_account", id).insert("book_account", columns)
}

fn balanced(id: Uuid, version: i64, pence: i64) -> Change {
    let facts = json!({ "balance": pence });
    let change = Change::new("books.balanced", "book_account", id).facts(facts);
    change.update("book_account", id, version, cols! { "balance" => pence })
}

impl Visit {
    const fn is_over(&self) -> bool {
        matches!(self.state.as_bytes(), b"approved" | b"finished")
    }

    const fn cared(&self) -> i64 {
        if self.is_over() { 1 } else { 0 }
    }
}

impl Day {
    /// The invoices of the day.
    fn sent(&self, work: &Work<'_>, companies: &[super::staff::Company]) -> Vec<Change> {
        let at = work.at;
        let sums =
            |invoice: Uuid| self.visits.iter().filter(|one| one.invoice.is_some_and(|(id, _)| id == invoice)).count();
        let sent = |(company, id, number): &(usize, Uuid, i64)| {
            let company = companies.get(*company)?;
            let lines = i64::try_from(sums(*id)).unwrap_or_default();
            let day = self.visits.first()?.day;
            let columns = cols! {
                "id" => *id, "version" => 1, "provider" => company.id, "provider_name" => company.name.as_str(),
                "commissioner" => self.council, "number" => *number, "from_day" => day, "to_day" => day.tomorrow().ok()?,
                "state" => "approved", "pence" => lines * PENCE, "lines" => lines, "sent_at" => at,
                "sent_by" => "Pat Bench", "approved_at" => at, "approved_by" => "Sam Bench",
            };
            Some(Change::new("invoice.sent", "invoice", *id).organisation(company.id).insert("invoice", columns))
        };
        self.invoices.iter().filter_map(sent).collect()
    }

    /// Everything that belongs to one visit.
    fn written(
        &self,
        work: &Work<'_>,
        visit: &Visit,
        package: &Package,
        (provider, name): (Uuid, &str),
    ) -> Vec<Change> {
        let event = if visit.state == "planned" { "visit.made" } else { "visit.assigned" };
        let event = if visit.is_over() { "visit.approved" } else { event };
        let facts = json!({
            "minutes": 30, "workers": 1, "package": package.id, "provider": provider, "day": visit.day,
            "planned_start": visit.from, "state": visit.state,
        });
        let change =
            Change::new(event, "visit", visit.id).person(package.person.id).organisation(provider).facts(facts);
        let mut change = change.insert("visit", visit_row(visit, package, provider));
        if let Some(worker) = &visit.worker {
            change = change.insert("visit_worker", worker_row(work.id(), visit, worker));
        }
        if !visit.is_over() {
            return vec![change];
        }
        let worker = visit.worker.as_ref().map(|(worker, _)| *worker).unwrap_or_default();
        for (position, task) in package.lines.get(visit.line).iter().flat_map(|line| &line.tasks).enumerate() {
            let position = i64::try_from(position).unwrap_or_default();
            change = change.insert("visit_task", cols! {
                "visit" => visit.id, "position" => position, "task" => task.as_str(), "done" => true, "worker" => worker,
                "at" => visit.from.plus_minutes(30),
            });
        }
        if visit.state != "approved" {
            return vec![change];
        }
        vec![change, self.charged(work, visit, package, (provider, name))]
    }

    fn charged(&self, work: &Work<'_>, visit: &Visit, package: &Package, provider: (Uuid, &str)) -> Change {
        let entry: Uuid = work.id();
        let facts = json!({ "visit": visit.id, "package": package.id, "day": visit.day, "pence": PENCE });
        let change = Change::new("charge.made", "charge", visit.charge).person(package.person.id);
        let change = change.organisation(provider.0).facts(facts);
        let change = change.insert("charged_visit", charged_row(visit, package, provider));
        let booked = cols! {
            "id" => entry, "at" => work.at, "day" => visit.day, "cause_kind" => "visit", "cause" => visit.id,
            "memo" => "A visit",
        };
        let account = self.accounts.get(&package.company).copied().unwrap_or_default();
        let change =
            change.insert("charge", charge_row(visit, package, provider, work.at)).insert("book_entry", booked);
        let posted = |account: Uuid, amount: i64| cols! { "entry" => entry, "account" => account, "amount" => amount };
        let change = change.insert("book_posting", posted(account, PENCE));
        let change = change.insert("book_posting", posted(self.bought, -PENCE));
        let Some((invoice, number)) = visit.invoice else { return change };
        change.insert("invoice_line", cols! {
            "id" => work.id::<Uuid>(), "version" => 1, "invoice" => invoice, "number" => number, "charge" => visit.charge,
            "visit" => visit.id, "person" => package.person.id, "person_name" => package.person.name.as_str(),
            "day" => visit.day, "planned_minutes" => 30, "recorded_minutes" => 30, "approved_minutes" => 30,
            "charged_minutes" => 30, "pence" => PENCE, "memo" => "Visit",
        })
    }
}

fn visit_row(visit: &Visit, package: &Package, provider: Uuid) -> Columns {
    let (over, approved) = (visit.is_over(), visit.state == "approved");
    let line = package.lines.get(visit.line);
    let ends = visit.from.plus_minutes(30);
    let none = || json!([]);
    cols! {
        "id" => visit.id, "version" => 1, "package" => package.id, "line" => line.map(|line| line.id),
        "person" => package.person.id, "person_name" => package.person.name.as_str(),
        "locality" => package.person.locality.as_str(), "provider" => provider, "plan" => package.plan,
        "plan_version" => 1, "day" => visit.day, "label" => line.map(|line| line.label.as_str()),
        "window_from" => visit.from, "window_to" => visit.from.plus_minutes(90), "starts_at" => visit.from,
        "ends_at" => ends, "minutes" => 30, "workers_needed" => 1,
        "time_critical" => line.is_some_and(|line| line.time_critical), "lives_alone" => package.person.lives_alone,
        "skills" => none(), "tasks" => line.map_or_else(none, |line| json!(line.tasks)),
        "late_at" => visit.from.plus_minutes(150), "missed_at" => visit.from.plus_minutes(210), "state" => visit.state,
        "assigned" => i64::from(visit.worker.is_some()), "checked_in" => visit.cared(),
        "recorded_start" => over.then_some(visit.from), "recorded_finish" => over.then_some(ends),
        "recorded_minutes" => over.then_some(30), "outcome" => over.then_some("done"),
        "signature" => over.then_some("person"),
        "to_check" => if visit.state == "finished" { json!(["outside_tolerance"]) } else { none() }, "flags" => none(),
        "approved_minutes" => approved.then_some(30), "approved_workers" => approved.then_some(1),
        "approved_by" => approved.then_some("the system"), "approved_at" => approved.then_some(ends),
    }
}

fn worker_row(id: Uuid, visit: &Visit, (worker, name): &(Uuid, String)) -> Columns {
    let (over, ends) = (visit.is_over(), visit.from.plus_minutes(30));
    let came = |at: Moment| over.then_some(at);
    cols! {
        "id" => id, "version" => 1, "visit" => visit.id, "worker" => *worker, "worker_name" => name.as_str(),
        "starts_at" => visit.from, "ends_at" => ends, "assigned_at" => visit.from.plus_days(-3),
        "check_in_at" => came(visit.from), "check_in_noted_at" => came(visit.from), "check_out_at" => came(ends),
        "check_out_noted_at" => came(ends),
    }
}

fn charged_row(visit: &Visit, package: &Package, (provider, name): (Uuid, &str)) -> Columns {
    let facts = charging::VisitFacts {
        planned_start: visit.from,
        planned_minutes: 30,
        start: Some(visit.from),
        finish: Some(visit.from.plus_minutes(30)),
        approved_minutes: 30,
        workers: 1,
        outcome: charging::Outcome::Done,
    };
    cols! {
        "id" => visit.id, "version" => 1, "package" => package.id, "person" => package.person.id,
        "person_name" => package.person.name.as_str(), "provider" => provider, "provider_name" => name,
        "day" => visit.day, "facts" => json!(facts), "planned_minutes" => 30, "recorded_minutes" => 30,
        "approved_minutes" => 30, "said_at" => visit.from.plus_minutes(30), "state" => "charged",
    }
}

fn charge_row(visit: &Visit, package: &Package, (provider, name): (Uuid, &str), made_at: Moment) -> Columns {
    let pieces = json!([{
        "band": "day", "bank_holiday": false, "from": visit.from, "minutes": 30, "percent": 100, "pence": PENCE,
    }]);
    cols! {
        "id" => visit.charge, "version" => 1, "visit" => visit.id, "number" => 1, "package" => package.id,
        "person" => package.person.id, "person_name" => package.person.name.as_str(), "provider" => provider,
        "provider_name" => name, "day" => visit.day, "bill_day" => visit.day, "planned_minutes" => 30,
        "recorded_minutes" => 30, "approved_minutes" => 30, "charged_minutes" => 30, "pence" => PENCE,
        "over_budget" => 0, "rate" => RATE, "pieces" => pieces,
        "reasons" => json!(["30 minutes at the agreed price."]), "made_at" => made_at,
        "invoice" => visit.invoice.map(|(invoice, _)| invoice),
    }
}
