//! What holds for a visit as a whole, and between two.

use super::{Done, Judge};
use crate::{
    day::{Company, Link, Visit},
    report::{Rule, figure},
};

impl Judge<'_> {
    /// Holds one visit to its rules.
    pub(super) fn visit(&mut self, number: usize) {
        let day = self.day;
        let (Some(visit), Some(done)) = (day.visits.get(number), self.done.get(number)) else { return };
        let at = format!("visit {}", visit.id);
        let times = |part| done.iter().filter(|d| d.part == part).count();
        let missing: Vec<usize> = (0..visit.parts.len()).filter(|part| times(*part) == 0).collect();
        let twice: Vec<usize> = (0..visit.parts.len()).filter(|part| times(*part) > 1).collect();
        let (made, wanted) = (visit.parts.len() - missing.len(), visit.parts.len());
        let told = self.told.get(number).copied().unwrap_or_default();
        for part in twice {
            let by: Vec<_> = done_at(self, number, part);
            let which = if wanted > 1 { format!("part {part} of it") } else { "it".to_owned() };
            self.fault(Rule::VisitTwice, &*at, format!("{which} is made more than once: {}", by.join("; ")));
        }
        match (made, told) {
            (0, true) => {}
            (0, false) => self.fault(Rule::Missing, &*at, "is in no round and not told as unserved"),
            (_, true) => self.fault(Rule::ToldUnserved, &*at, "is told as unserved and stands in a round"),
            (_, false) if made < wanted => {
                let what = format!("needs {wanted} workers at once or in turn, and has {made}");
                self.fault(Rule::PartMissing, &*at, what);
            }
            _ => {}
        }
        if made == wanted {
            self.tally.served += 1;
            self.halves(number, visit, &at);
            self.frozen(number, visit, &at);
        } else {
            self.tally.unserved += 1;
            self.tally.unserved_worth += visit.worth;
            if visit.announced.as_ref().is_some_and(|announced| announced.frozen) {
                self.fault(Rule::Frozen, &*at, "is frozen, and is not made as it was to be");
            }
        }
    }

    /// A visit of several: each part by another worker, and in time with the first.
    fn halves(&mut self, number: usize, visit: &Visit, at: &str) {
        let Some(done) = self.done.get(number) else { return };
        let mut found = Vec::new();
        for (n, one) in done.iter().enumerate() {
            let other = done.iter().skip(n + 1).find(|other| other.worker == one.worker && other.part != one.part);
            if let Some(other) = other {
                found.push((Rule::SameWorker, format!("one worker is there for both: {}; {}", one.at, other.at)));
            }
        }
        let Some(first) = done.iter().find(|d| d.part == 0) else { return };
        for other in done.iter().filter(|d| d.part > 0) {
            let Some(part) = visit.parts.get(other.part) else { continue };
            let gap = other.begins - first.begins;
            let times =
                format!("part 0 begins at {}, part {} at {}", figure(first.begins), other.part, figure(other.begins));
            let together = part.least == 0.0 && part.most == 0.0;
            if together && gap.abs() > self.day.slack {
                found.push((Rule::Together, format!("{times}, and they must begin together")));
            } else if gap < part.least - self.day.slack {
                found.push((
                    Rule::GapShort,
                    format!("{times}: {} between, and must be at least {}", figure(gap), figure(part.least)),
                ));
            } else if gap > part.most + self.day.slack {
                found.push((
                    Rule::GapLong,
                    format!("{times}: {} between, and must be at most {}", figure(gap), figure(part.most)),
                ));
            }
        }
        for (rule, what) in found {
            self.fault(rule, at, what);
        }
    }

    /// What has begun stays; what is announced costs when it is moved.
    fn frozen(&mut self, number: usize, visit: &Visit, at: &str) {
        let (Some(announced), Some(done)) = (&visit.announced, self.done.get(number)) else { return };
        let (mut found, mut moved) = (Vec::new(), 0.0);
        for one in done {
            let promised = announced.workers.get(one.part).copied();
            let name = |worker: usize| self.day.workers.get(worker).map_or("nobody", |worker| worker.id.as_str());
            if promised.is_some_and(|promised| promised != one.worker) {
                moved += announced.price;
                if announced.frozen {
                    let (was, is) = (promised.map_or("nobody", name), name(one.worker));
                    found.push(format!("is frozen with worker {was}, and worker {is} is to make it"));
                }
            }
            let when = announced.begins.get(one.part).filter(|when| (one.begins - **when).abs() > self.day.slack);
            if let Some(when) = when.filter(|_| announced.frozen) {
                found.push(format!("is frozen at {}, and begins at {}", figure(*when), figure(one.begins)));
            }
        }
        if !announced.frozen {
            self.tally.moved += moved;
        }
        for what in found {
            self.fault(Rule::Frozen, at, what);
        }
    }

    /// Holds two linked visits to their gap.
    pub(super) fn link(&mut self, link: &Link) {
        let day = self.day;
        let (Some(first), Some(second)) = (self.done.get(link.first), self.done.get(link.second)) else { return };
        let name = |visit: usize| day.visits.get(visit).map_or("", |visit| visit.id.as_str());
        let at = format!("visits {} and {}", name(link.first), name(link.second));
        let range = |done: &[Done]| {
            let all = done.iter().map(|d| d.begins);
            all.clone().reduce(f64::min).zip(all.reduce(f64::max))
        };
        let Some(((one, one_last), (other, other_last))) = range(first).zip(range(second)) else { return };
        let mut found = Vec::new();
        let (shortest, longest) = (other - one_last, other_last - one);
        let times = format!("the first begins at {}, the second at {}", figure(one_last), figure(other));
        if let Some(least) = link.least.filter(|least| shortest < least - day.slack) {
            found.push((
                Rule::GapShort,
                format!("{times}: {} between, and must be at least {}", figure(shortest), figure(least)),
            ));
        }
        if let Some(most) = link.most.filter(|most| longest > most + day.slack) {
            found.push((
                Rule::GapLong,
                format!("{times}: {} between, and must be at most {}", figure(longest), figure(most)),
            ));
        }
        let by = |done: &[Done]| done.iter().find(|d| d.part == 0).map(|d| d.worker);
        if let Some((one, other)) = by(first).zip(by(second)) {
            match link.company {
                Company::Same if one != other => found.push((Rule::Company, "must have the same worker".to_owned())),
                Company::Different if one == other => {
                    found.push((Rule::Company, "must have different workers".to_owned()));
                }
                _ => {}
            }
        }
        for (rule, what) in found {
            self.fault(rule, &*at, what);
        }
    }
}

fn done_at(judge: &Judge<'_>, number: usize, part: usize) -> Vec<String> {
    let done = judge.done.get(number).map(Vec::as_slice).unwrap_or_default();
    done.iter().filter(|d| d.part == part).map(|d| d.at.clone()).collect()
}
