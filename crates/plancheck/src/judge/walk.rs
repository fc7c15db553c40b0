//! One round, stop by stop: can it be done in this time, and by this worker?

use super::{Done, Judge, kept::Kept};
use crate::{
    day::{Part, Round, Shift, Stop, Visit, What, Worker},
    report::{Rule, figure},
};

/// Where the round has got to.
struct Walk<'a> {
    name: String,
    worker: usize,
    of: &'a Worker,
    shift: &'a Shift,
    /// Where the last visit was, or the start.
    place: Option<usize>,
    /// When it was over there.
    free: f64,
    /// Breaks since then, how long together and when the last was over.
    rested: f64,
    rested_until: f64,
    /// Travel said on the way to breaks since then.
    said: f64,
    /// Whether there was a visit.
    out: bool,
    begins: f64,
    travel: f64,
    with_people: f64,
    load: f64,
    idle: f64,
    breaks: Vec<bool>,
    /// What is frozen in it.
    kept: Kept,
}

impl Judge<'_> {
    /// Goes through a round.
    pub(super) fn walk(&mut self, round: &Round) {
        let day = self.day;
        let name = format!("worker {}", round.worker);
        let Some(worker) = self.workers.get(round.worker.as_str()).copied() else {
            return self.fault(Rule::Unknown, name, "there is no such worker");
        };
        let Some(of) = day.workers.get(worker) else { return };
        let Some(shift) = of.shifts.get(round.shift) else {
            return self.fault(Rule::Unknown, name, format!("has no shift {}", round.shift));
        };
        if round.stops.is_empty() {
            return;
        }
        let name = if of.shifts.len() > 1 { format!("{name}, shift {}", round.shift) } else { name };
        let leaves = round.leaves.unwrap_or(shift.from);
        if leaves < shift.from - day.slack {
            let what = format!("leaves at {}, and the shift begins at {}", figure(leaves), figure(shift.from));
            self.fault(Rule::Shift, &*name, what);
        }
        let mut walk = Walk {
            name,
            worker,
            of,
            shift,
            place: shift.start,
            free: leaves,
            rested: 0.0,
            rested_until: leaves,
            said: 0.0,
            out: false,
            begins: leaves,
            travel: 0.0,
            with_people: 0.0,
            load: 0.0,
            idle: (leaves - shift.from).max(0.0),
            breaks: vec![false; shift.breaks.len()],
            kept: Kept::starting(shift.start),
        };
        for (n, stop) in round.stops.iter().enumerate() {
            self.stop(&mut walk, n, stop);
        }
        self.home(walk, round);
    }

    fn stop(&mut self, walk: &mut Walk<'_>, n: usize, stop: &Stop) {
        let at = format!("{}, stop {}", walk.name, n + 1);
        let id = match &stop.what {
            What::Break(nth) => return self.rest(walk, &at, *nth, stop),
            What::Part(id, _) | What::Service(id, _) => id,
        };
        let Some(number) = self.visits.get(id.as_str()).copied() else {
            return self.fault(Rule::Unknown, at, format!("there is no visit {id}"));
        };
        let at = format!("{at} (visit {id})");
        let day = self.day;
        let Some(visit) = day.visits.get(number) else { return };
        let found = self.part_of(number, visit, &stop.what);
        let duration = found.and_then(|part| visit.parts.get(part)).map(|part| part.duration);
        let (begins, ends) = self.arrive(walk, &at, visit, duration, stop);
        let Some(part) = found else {
            let what = match &stop.what {
                What::Service(_, service) => format!("the visit does not ask for service {service}"),
                What::Part(_, part) => format!("the visit has no part {part}"),
                What::Break(_) => return,
            };
            return self.fault(Rule::Service, at, what);
        };
        walk.with_people += ends - begins;
        if part == 0 {
            walk.load += visit.demand;
        }
        if let Some(of) = visit.parts.get(part) {
            self.may(walk, &at, visit, of);
            if visit.announced.as_ref().is_some_and(|announced| announced.frozen) {
                walk.kept.add(day.ways.get(walk.of.way), visit.place, begins, of.duration);
            }
        }
        self.on_time(&at, visit, part, begins);
        if let Some(done) = self.done.get_mut(number) {
            done.push(Done { part, worker: walk.worker, begins, at });
        }
    }

    /// Which part of the visit it is. A part that is said twice counts twice.
    fn part_of(&self, number: usize, visit: &Visit, what: &What) -> Option<usize> {
        match what {
            What::Part(_, part) => Some(*part).filter(|part| *part < visit.parts.len()),
            What::Service(_, service) => {
                let asked = visit.parts.iter().enumerate().filter(|(_, part)| part.skills.contains(service));
                let parts: Vec<usize> = asked.map(|(n, _)| n).collect();
                let made =
                    |part: &&usize| self.done.get(number).is_some_and(|done| done.iter().any(|d| d.part == **part));
                parts.iter().find(|part| !made(part)).or(parts.first()).copied()
            }
            What::Break(_) => None,
        }
    }

    /// The way to a visit; gives when it begins and ends.
    fn arrive(
        &mut self,
        walk: &mut Walk<'_>,
        at: &str,
        visit: &Visit,
        duration: Option<f64>,
        stop: &Stop,
    ) -> (f64, f64) {
        let day = self.day;
        let leg = day
            .ways
            .get(walk.of.way)
            .map_or(0.0, |way| walk.place.map_or(0.0, |place| way.between(place, visit.place)));
        let earliest = (walk.free + leg + walk.rested).max(walk.rested_until);
        let begins = stop.begins.unwrap_or_else(|| earliest.max(visit.from));
        let ends = stop.ends.unwrap_or(begins + duration.unwrap_or_default());
        self.compare(at, "the way there takes", stop.travel.map(|said| said + walk.said), leg);
        if begins < earliest - day.slack {
            let from = if walk.out { "the visit before" } else { "the start" };
            let what = format!(
                "begins at {}, and the worker, free at {from} at {} and {} on the way{}, cannot be there before {}",
                figure(begins),
                figure(walk.free),
                figure(leg),
                if walk.rested > 0.0 { format!(" with breaks of {}", figure(walk.rested)) } else { String::new() },
                figure(earliest)
            );
            let rule = if walk.out || walk.rested > 0.0 { Rule::TooFast } else { Rule::Shift };
            self.fault(rule, at, what);
        }
        if let Some(duration) = duration.filter(|duration| (ends - begins - duration).abs() > day.slack) {
            let what = format!(
                "takes {} (from {} to {}), and must take {}",
                figure(ends - begins),
                figure(begins),
                figure(ends),
                figure(duration)
            );
            self.fault(Rule::Duration, at, what);
        }
        let waits = (begins - earliest).max(0.0);
        walk.idle += waits;
        if walk.out {
            self.tally.waiting += waits;
        }
        walk.travel += leg;
        (walk.place, walk.free, walk.rested_until) = (Some(visit.place), ends, ends);
        (walk.rested, walk.said, walk.out) = (0.0, 0.0, true);
        (begins, ends)
    }

    /// Whether this worker may make the visit at all.
    fn may(&mut self, walk: &Walk<'_>, at: &str, visit: &Visit, part: &Part) {
        if visit.announced.as_ref().is_some_and(|announced| announced.frozen) {
            return;
        }
        let lacking: Vec<&str> = part.skills.difference(&walk.of.skills).map(String::as_str).collect();
        if !lacking.is_empty() {
            let has: Vec<&str> = walk.of.skills.iter().map(String::as_str).collect();
            let has = if has.is_empty() { "none".to_owned() } else { has.join(", ") };
            self.fault(Rule::Skill, at, format!("needs {}, and the worker has {has}", lacking.join(" and ")));
        }
        if visit.barred.contains(&walk.worker) {
            self.fault(Rule::Barred, at, format!("worker {} must not come here", walk.of.id));
        }
    }

    /// Whether a part begins within the window, or how late it is.
    fn on_time(&mut self, at: &str, visit: &Visit, part: usize, begins: f64) {
        let slack = self.day.slack;
        let after = visit.parts.get(part).filter(|_| part > 0).map_or(0.0, |of| of.most);
        let (mut from, mut due, to) = (visit.from, visit.due, visit.to + after);
        let frozen = visit.announced.as_ref().is_some_and(|announced| announced.frozen);
        let promised =
            visit.announced.as_ref().and_then(|promise| Some((*promise.begins.get(part)?, promise.tolerance)));
        match promised {
            Some((begins, _)) if frozen => (from, due) = (begins, begins),
            Some((begins, tolerance)) => {
                from = from.max((begins - tolerance).min(to));
                due = due.min(begins + tolerance).max(from);
            }
            None => {}
        }
        if begins < from - slack && !frozen {
            let promised = if from > visit.from { "as it was announced" } else { "as its window says" };
            let what = format!("begins at {}, and may not before {}, {promised}", figure(begins), figure(from));
            self.fault(Rule::TooEarly, at, what);
        }
        if begins > to + slack && !frozen {
            let what = format!("begins at {}, and may not after {}", figure(begins), figure(to));
            self.fault(Rule::TooLate, at, what);
        }
        self.tally.late((begins - due).max(0.0));
    }

    fn rest(&mut self, walk: &mut Walk<'_>, at: &str, nth: usize, stop: &Stop) {
        let slack = self.day.slack;
        let Some(rest) = walk.shift.breaks.get(nth) else {
            return self.fault(Rule::Unknown, at, format!("the shift has no break {nth}"));
        };
        match walk.breaks.get_mut(nth) {
            Some(taken) if !*taken => *taken = true,
            _ => self.fault(Rule::Break, at, format!("break {nth} is taken twice")),
        }
        let begins = stop.begins.unwrap_or_else(|| walk.rested_until.max(rest.from));
        let ends = stop.ends.unwrap_or(begins + rest.duration);
        if begins < rest.from - slack || begins > rest.to + slack {
            let window = format!("between {} and {}", figure(rest.from), figure(rest.to));
            self.fault(Rule::Break, at, format!("the break begins at {}, and must {window}", figure(begins)));
        }
        if (ends - begins - rest.duration).abs() > slack {
            let what = format!("the break takes {}, and must take {}", figure(ends - begins), figure(rest.duration));
            self.fault(Rule::Break, at, what);
        }
        if begins < walk.rested_until - slack {
            let what = format!(
                "the break begins at {}, before what came before is over at {}",
                figure(begins),
                figure(walk.rested_until)
            );
            self.fault(Rule::TooFast, at, what);
        }
        let said = stop.travel.unwrap_or_default();
        if said < -slack {
            let what = format!("the answer says the way to the break takes {}, and none is negative", figure(said));
            self.fault(Rule::Claim, at, what);
        }
        walk.said += said;
        walk.rested += rest.duration;
        walk.rested_until = ends;
    }

    /// The way home, and what holds for the round as a whole.
    fn home(&mut self, walk: Walk<'_>, round: &Round) {
        let (day, shift, at) = (self.day, walk.shift, walk.name.as_str());
        if !walk.out {
            return;
        }
        let way = |(from, to)| day.ways.get(walk.of.way).map_or(0.0, |way| way.between(from, to));
        let leg = walk.place.zip(shift.end).map_or(0.0, way);
        let earliest = (walk.free + leg + walk.rested).max(walk.rested_until);
        let back = round.back.unwrap_or(earliest);
        if back < earliest - day.slack {
            let what = format!("is said to be back at {}, and cannot be before {}", figure(back), figure(earliest));
            self.fault(Rule::TooFast, at, what);
        }
        let back = back.max(earliest);
        if back > shift.latest + day.slack {
            let what = format!("is back at {}, and must be by {}", figure(back), figure(shift.latest));
            self.fault(Rule::Shift, at, what);
        }
        if let Some(most) = walk.of.capacity.filter(|most| walk.load > most + day.slack) {
            self.fault(Rule::Capacity, at, format!("carries {}, and has room for {}", figure(walk.load), figure(most)));
        }
        self.rests(&walk);
        if walk.said > leg + day.slack {
            let (said, leg) = (figure(walk.said), figure(leg));
            let what =
                format!("the answer says the way to the breaks at its end takes {said}, and all the way is {leg}");
            self.fault(Rule::Claim, at, what);
        }
        let travel = walk.travel + leg;
        self.compare(at, "the round's travel is", round.travel, travel);
        let tally = &mut self.tally;
        tally.rounds += 1;
        tally.travel += travel;
        tally.overtime += (back - shift.to).max(0.0);
        if shift.to.is_finite() {
            tally.longest_idle = tally.longest_idle.max(walk.idle + (shift.to - back).max(0.0));
        }
        if let Some(work) = self.work.get_mut(walk.worker) {
            *work += travel + walk.with_people;
        }
        if let Some(kept) = self.kept.get_mut(walk.worker) {
            *kept += walk.kept.work(day.ways.get(walk.of.way), shift.end);
        }
        if let Some(at_work) = self.at_work.get_mut(walk.worker) {
            at_work.push((walk.begins, back, round.shift));
        }
    }

    /// Every break is taken, but one that the frozen visits leave no time.
    fn rests(&mut self, walk: &Walk<'_>) {
        let slack = self.day.slack;
        for (nth, (taken, rest)) in walk.breaks.iter().zip(&walk.shift.breaks).enumerate() {
            if !taken && walk.kept.leave_time(walk.shift, rest, slack) {
                self.fault(Rule::Break, walk.name.as_str(), format!("break {nth} is not taken"));
            }
        }
    }
}
