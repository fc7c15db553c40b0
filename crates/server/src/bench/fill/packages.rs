//! Plans, packages with their offers and awards, and which visits come of them.

use kernel::{Date, Failure, Moment, Time, Uuid, Weekday};
use plans::PatternLine;
use serde_json::json;
use store::{Change, Value, Work, cols};

use super::{DAYS, Filler, OF_A_PROVIDER, people::Known, staff::Company};

/// The price of an hour.
pub(super) const RATE: i64 = 2_412;
/// How many visits a package has when its days are not cut off by the end of the data.
const OF_A_PACKAGE: i64 = 125;
/// Packages of each provider for which somebody is sought just now.
const SOUGHT: usize = 2;
const TIMES: [(&str, i8, i8); 4] = [("Morning", 7, 0), ("Bedtime", 20, 0), ("Lunch", 12, 0), ("Teatime", 16, 30)];
const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// A package with what its visits need.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Package {
    pub(super) id: Uuid,
    pub(super) plan: Uuid,
    pub(super) person: Known,
    /// Which of the providers.
    pub(super) company: usize,
    pub(super) lines: Vec<PatternLine>,
    /// Its first day and the first without care, counted from today; none while a provider is sought.
    pub(super) days: Option<(i64, i64)>,
}

/// One visit to be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) package: usize,
    pub(super) line: usize,
    pub(super) day: i64,
}

/// Everything the visits follow from.
#[derive(Debug, Default)]
pub(super) struct Care {
    pub(super) packages: Vec<Package>,
    /// By day.
    pub(super) slots: Vec<Slot>,
}

impl Filler<'_> {
    /// Writes packages for so many visits, at providers that have none yet.
    pub(super) fn packages(&mut self, visits: usize, people: &[Known]) -> Result<Care, Failure> {
        let (first, all) = (self.filled.size.visits.div_ceil(OF_A_PROVIDER), self.filled.staff.providers.len());
        let mut care = Care::default();
        let mut people = people.iter();
        for company in first..all {
            let wanted = visits * (company + 1 - first) / (all - first).max(1);
            let before = care.packages.len();
            self.of_company(company, wanted, &mut people, &mut care)?;
            let some = care.packages.get(before..).unwrap_or_default().to_vec();
            let under_way = |one: &&Package| one.days.is_some_and(|(first, end)| first <= 0 && end > 0);
            self.filled.care.extend(some.iter().find(under_way).cloned());
            self.write_packages(some)?;
        }
        care.slots.sort_by_key(|slot| (slot.day, slot.package, slot.line));
        Ok(care)
    }

    /// Packages spread over the days until there are so many visits, and a few for which somebody is sought.
    fn of_company<'p>(
        &mut self,
        company: usize,
        wanted: usize,
        people: &mut impl Iterator<Item = &'p Known>,
        care: &mut Care,
    ) -> Result<(), Failure> {
        let few = || Failure::field("people", "There are too few people for so many visits: ask for more people.");
        let span = DAYS.1 - DAYS.0 + 1;
        let (mut n, mut sought) = (0_i64, 0);
        while care.slots.len() < wanted || sought < SOUGHT {
            let person = people.next().ok_or_else(few)?.clone();
            let daily = n % 4 + 1;
            let id = |filler: &Self| filler.store.ids().next(filler.now);
            let lines = (0..daily).filter_map(|line| self.line(n, line)).collect();
            let (package, plan, at) = (id(self), id(self), care.packages.len());
            let mut days = None;
            if care.slots.len() < wanted {
                // Steps of the golden section spread the first days evenly, however many there are.
                let first = DAYS.0 + n * 618_034 % 1_000_000 * span / 1_000_000;
                let end = (first + OF_A_PACKAGE / daily).min(DAYS.1 + 1);
                let lines = usize::try_from(daily).unwrap_or(1);
                let all = (first..end).flat_map(|day| (0..lines).map(move |line| Slot { package: at, line, day }));
                let room = wanted - care.slots.len();
                care.slots.extend(all.take(room));
                days = Some((first, end));
            } else {
                sought += 1;
            }
            care.packages.push(Package { id: package, plan, person, company, lines, days });
            n += 1;
        }
        Ok(())
    }

    /// A line of a pattern: rounds begin ten minutes after one another.
    fn line(&self, n: i64, line: i64) -> Option<PatternLine> {
        let (label, hour, minute) = TIMES.get(usize::try_from(line).ok()?).copied()?;
        let from = Time::new(hour, minute, 0, 0).ok()?.wrapping_add(kernel_minutes(n % 8 * 10));
        Some(PatternLine {
            id: self.store.ids().next(self.now),
            label: label.to_owned(),
            days: WEEK.to_vec(),
            from,
            to: from.wrapping_add(kernel_minutes(90)),
            minutes: 30,
            workers: 1,
            tasks: vec!["Help with washing and dressing".into(), "Make a meal and a drink".into()],
            time_critical: n % 10 == 0,
            skills: Vec::new(),
        })
    }

    fn write_packages(&mut self, packages: Vec<Package>) -> Result<(), Failure> {
        self.clock.turn_to(self.now.plus_days(DAYS.0 - 15));
        let staff = self.filled.staff.clone();
        let at = Dates { now: self.now };
        self.write(move |work| {
            let mut changes = Vec::new();
            for (n, package) in packages.iter().enumerate() {
                let worker = staff.social_workers.get(n % staff.social_workers.len().max(1)).copied();
                changes.extend(at.plan(work, package, staff.council, worker));
                changes.push(at.package(work, package, &staff.providers));
            }
            work.apply_all(changes)?;
            // What was agreed lies whole beside the plan, as the plans' own room reads and writes it.
            let mut kept = Vec::new();
            for package in &packages {
                let content =
                    serde_json::to_value(plans::view(work, package.plan.into())?).map_err(Failure::internal)?;
                let columns = cols! {
                    "plan" => package.plan, "version_no" => 1, "agreed_at" => at.asked(package), "content" => content,
                };
                kept.push(
                    Change::new("plan.agreed", "plan", package.plan)
                        .person(package.person.id)
                        .insert("plan_version", columns),
                );
            }
            work.apply_all(kept)
        })
    }
}

fn kernel_minutes(minutes: i64) -> jiff::Span {
    jiff::Span::new().minutes(minutes)
}

type Columns = Vec<(&'static str, Value)>;

/// When things happened, counted from the first day of care.
#[derive(Debug, Clone, Copy)]
struct Dates {
    now: Moment,
}

impl Dates {
    fn day(self, offset: i64) -> Date {
        self.now.plus_days(offset).day()
    }

    /// Ten in the morning of a day.
    fn at(self, offset: i64) -> Moment {
        Moment::start_of(self.day(offset)).plus_hours(10)
    }

    fn first(package: &Package) -> i64 {
        package.days.map_or(7, |(first, _)| first)
    }

    fn is_over(package: &Package) -> bool {
        package.days.is_some_and(|(_, end)| end <= 0)
    }

    /// When it was asked for, and the plan agreed.
    fn asked(self, package: &Package) -> Moment {
        self.at((Self::first(package) - 8).min(-1))
    }

    fn plan(self, work: &Work<'_>, package: &Package, council: Uuid, worker: Option<Uuid>) -> Vec<Change> {
        let over = Self::is_over(package);
        let end = package.days.map(|(_, end)| self.day(end));
        let columns = cols! {
            "id" => package.plan, "version" => 1, "version_no" => 1, "person" => package.person.id,
            "person_name" => package.person.name.as_str(), "council" => council, "worker" => worker, "basis" => "urgent",
            "basis_reason" => "Care could not wait.", "state" => if over { "ended" } else { "agreed" },
            "agreed_version" => 1, "agreed_at" => self.asked(package), "agreed_by" => worker, "agreed_with" => "person",
            "ended_on" => end.filter(|_| over), "ended_reason" => over.then_some("The care is no longer needed."),
            "kind" => "ongoing", "complex" => false, "place_of_care" => "own_home",
            "start_wanted" => self.day(Self::first(package)), "what_matters" => "To stay at home.",
            "contingency" => "A daughter is rung.", "weekly_budget" => 30_000, "payment" => "managed",
            "budget_reason" => "By the price schedule.", "delayed_discharge" => false, "end_of_life" => false,
            "significant_harm" => false, "risk" => "standard", "risk_rule" => "1",
            "review_due" => self.asked(package).plus_days(42 + Self::first(package).rem_euclid(120)),
        };
        let drafted = Change::new("plan.drafted", "plan", package.plan).person(package.person.id);
        let mut change = drafted.insert("plan", columns).insert(
            "plan_outcome",
            cols! {
                "id" => work.id::<Uuid>(), "plan" => package.plan, "words" => "Wash and dress each morning",
                "reablement" => false, "baseline" => "With help", "target" => "With a little help",
            },
        );
        for line in &package.lines {
            change = change.insert("plan_visit", self.line_of(package, line));
        }
        let stage = if over { "ended" } else { "started" };
        let progress = cols! {
            "plan" => package.plan, "stage" => package.days.map_or("waiting", |_| stage), "words" => "By the package.",
            "since" => self.asked(package), "seen_at" => self.asked(package),
        };
        vec![change.insert("plan_progress", progress)]
    }

    fn line_of(self, package: &Package, line: &PatternLine) -> Columns {
        cols! {
            "id" => line.id, "plan" => package.plan, "label" => line.label.as_str(),
            "days" => "mon,tue,wed,thu,fri,sat,sun", "opens" => line.from.strftime("%H:%M").to_string(),
            "closes" => line.to.strftime("%H:%M").to_string(), "minutes" => line.minutes, "workers" => line.workers,
            "tasks" => json!(line.tasks), "time_critical" => line.time_critical, "skills" => "",
        }
    }

    fn package(self, work: &Work<'_>, package: &Package, companies: &[Company]) -> Change {
        let award = package.days.map(|_| work.id::<Uuid>());
        let offers: Vec<Uuid> = (0..4).map(|_| work.id()).collect();
        let company = companies.get(package.company).cloned().unwrap_or_default();
        let event = if award.is_some() { "package.awarded" } else { "package.offered" };
        let change = Change::new(event, "package", package.id).person(package.person.id).organisation(company.id);
        let facts = json!({ "plan": package.plan, "asked": 4 });
        let change = change.facts(facts).insert("package", self.package_row(package, award, &company));
        let change = self.offers(work, change, package, companies, &offers);
        let Some(award) = award else { return change };
        let rate = cols! {
            "package" => package.id, "provider" => company.id, "from_day" => self.asked(package).day(),
            "pence_per_hour" => RATE,
        };
        let end = package.days.map_or(0, |(_, end)| end);
        let made = cols! {
            "id" => package.id, "version" => 1, "provider" => company.id, "made_until" => self.day(end.min(DAYS.1 + 1)),
            "ended_on" => Self::is_over(package).then(|| self.day(end)),
        };
        let offer = offers.first().copied().unwrap_or_default();
        let change = change.insert("award", self.award_row(package, (award, offer), &company));
        change.insert("agreed_rate", rate).insert("package_visits", made)
    }

    fn package_row(self, package: &Package, award: Option<Uuid>, company: &Company) -> Columns {
        let ((first, over), asked) = ((Self::first(package), Self::is_over(package)), self.asked(package));
        let state = match package.days {
            None => "offered",
            Some(_) if over => "ended",
            Some(_) if first > 0 => "awarded",
            Some(_) => "started",
        };
        let end = package.days.map(|(_, end)| self.day(end));
        let minutes: i64 = package.lines.iter().map(|line| line.minutes_per_week().get()).sum();
        cols! {
            "id" => package.id, "version" => 1, "person" => package.person.id,
            "person_name" => package.person.name.as_str(), "plan" => package.plan, "plan_version" => 1,
            "locality" => package.person.locality.as_str(), "outcode" => package.person.outcode.as_str(),
            "lot" => "home_care", "price_kind" => "standard", "kind" => "ongoing", "place_of_care" => "own_home",
            "risk" => "standard", "urgent" => false, "weekly_budget" => 30_000, "minutes_per_week" => minutes,
            "lines" => json!(package.lines).to_string(), "outcomes" => "[\"Wash and dress each morning\"]",
            "risks" => "[]", "channel" => "portal", "requested_by" => "Alex Bench", "requested_at" => asked,
            "searching_since" => asked, "start_wanted" => self.day(first), "state" => state,
            "actor" => (!over).then_some(if state == "offered" { "brokerage" } else { "provider" }),
            "due_at" => (!over).then(|| self.now.plus_days(3 + first.rem_euclid(28))), "round" => 1, "asked" => 4,
            "eligible" => 4, "award" => award, "provider" => award.map(|_| company.id),
            "provider_name" => award.map(|_| company.name.as_str()), "hand_backs" => 0,
            "ended_on" => end.filter(|_| over), "end_reason" => over.then(|| reason(first)),
        }
    }

    /// One yes that was awarded, one that was passed over, one no, and one that ran out; all open while somebody is sought.
    fn offers(self, work: &Work<'_>, change: Change, package: &Package, companies: &[Company], ids: &[Uuid]) -> Change {
        let asked = self.asked(package);
        let round = cols! {
            "id" => work.id::<Uuid>(), "package" => package.id, "number" => 1, "made_at" => asked,
            "made_by" => "Sam Bench", "basis" => "rank", "ranking" => "[]",
        };
        let mut change = change.insert("offer_round", round);
        for (rank, id) in ids.iter().enumerate() {
            let company = companies.get((package.company + rank) % companies.len().max(1)).cloned().unwrap_or_default();
            // A provider is asked once: a small place asks fewer.
            if rank >= companies.len() && package.days.is_none() {
                break;
            }
            let answered = package.days.is_some();
            let state = ["accepted", "declined", "expired", "accepted"].get(rank).filter(|_| answered);
            let state = state.copied().unwrap_or("open");
            let outcome = match (state, rank) {
                ("accepted", 0) => Some("awarded"),
                ("accepted", _) => Some("passed_over"),
                _ => None,
            };
            let (sent, yes) = (if answered { asked } else { self.now.plus_hours(-2) }, state == "accepted");
            change = change.insert("offer", cols! {
                "id" => *id, "version" => 1, "package" => package.id, "round" => 1, "provider" => company.id,
                "provider_name" => company.name.as_str(), "on_framework" => true, "person" => package.person.id,
                "rank" => i64::try_from(rank + 1).unwrap_or_default(), "locality" => package.person.locality.as_str(),
                "urgent" => false, "sent_at" => sent, "due_at" => sent.plus_hours(24),
                "response_due_at" => sent.plus_days(7), "state" => state, "outcome" => outcome,
                "closed_at" => answered.then(|| sent.plus_hours(5)), "channel" => answered.then_some("portal"),
                "answered_by" => answered.then_some("Pat Bench"),
                "earliest_start" => yes.then(|| self.day(Self::first(package))), "rate" => yes.then_some(RATE),
                "reason" => (state == "declined").then_some("no_capacity"),
            });
        }
        change
    }

    fn award_row(self, package: &Package, (award, offer): (Uuid, Uuid), company: &Company) -> Columns {
        let (first, over, asked) = (Self::first(package), Self::is_over(package), self.asked(package));
        let begun = first <= 0;
        let end = package.days.map(|(_, end)| end);
        cols! {
            "id" => award, "version" => 1, "package" => package.id, "offer" => offer, "person" => package.person.id,
            "provider" => company.id, "provider_name" => company.name.as_str(), "on_framework" => true, "rate" => RATE,
            "ceiling" => RATE, "awarded_at" => asked.plus_days(1), "awarded_by" => "Sam Bench",
            "start_day" => self.day(first), "first_care_by" => self.day(first),
            "plan_received_at" => begun.then(|| asked.plus_days(2)),
            "introduced_at" => begun.then(|| asked.plus_days(3)), "first_care_at" => begun.then(|| self.at(first)),
            "first_visit_at" => begun.then(|| asked.plus_days(3)), "first_visit_due" => asked.plus_days(10),
            "outcomes_at" => begun.then(|| asked.plus_days(9)), "outcomes_due" => begun.then(|| asked.plus_days(8 + first.rem_euclid(5))),
            "ended_at" => end.filter(|_| over).map(|end| self.at(end)),
            "ended_day" => end.filter(|_| over).map(|end| self.day(end)),
            "end_reason" => over.then(|| reason(first)),
        }
    }
}

fn reason(first: i64) -> &'static str {
    match first.rem_euclid(5) {
        0 => "left_early",
        1 => "died",
        _ => "completed",
    }
}
