//! Goes through an answer stop by stop and holds it to every rule.

mod kept;
mod tally;
mod visits;
mod walk;

use std::collections::BTreeMap;

use crate::{
    day::{Answer, Day, Worker},
    report::{Fault, Rule, figure},
};

pub(crate) use tally::Tally;

/// Faults and costs of an answer.
pub(crate) struct Verdict {
    pub faults: Vec<Fault>,
    pub tally: Tally,
}

/// A part of a visit that somebody made.
struct Done {
    part: usize,
    worker: usize,
    begins: f64,
    at: String,
}

/// What is known while judging.
struct Judge<'a> {
    day: &'a Day,
    workers: BTreeMap<&'a str, usize>,
    visits: BTreeMap<&'a str, usize>,
    /// What was made of each visit.
    done: Vec<Vec<Done>>,
    /// Rounds of each worker: from when to when, and which shift.
    at_work: Vec<Vec<(f64, f64, usize)>>,
    /// Work of each worker.
    work: Vec<f64>,
    /// Work that the frozen visits of each worker make by themselves.
    kept: Vec<f64>,
    /// Which visits are told as unserved.
    told: Vec<bool>,
    faults: Vec<Fault>,
    tally: Tally,
}

/// Holds an answer to every rule.
pub(crate) fn judge(day: &Day, answer: &Answer) -> Verdict {
    let mut judge = Judge {
        day,
        workers: day.workers.iter().enumerate().map(|(n, worker)| (worker.id.as_str(), n)).collect(),
        visits: day.visits.iter().enumerate().map(|(n, visit)| (visit.id.as_str(), n)).collect(),
        done: day.visits.iter().map(|_| Vec::new()).collect(),
        at_work: day.workers.iter().map(|_| Vec::new()).collect(),
        work: vec![0.0; day.workers.len()],
        kept: vec![0.0; day.workers.len()],
        told: vec![false; day.visits.len()],
        faults: answer.faults.clone(),
        tally: Tally::default(),
    };
    for round in &answer.rounds {
        judge.walk(round);
    }
    judge.rounds(answer);
    judge.told(answer);
    for visit in 0..day.visits.len() {
        judge.visit(visit);
    }
    for link in &day.links {
        judge.link(link);
    }
    judge.count();
    Verdict { faults: judge.faults, tally: judge.tally }
}

impl Judge<'_> {
    fn fault(&mut self, rule: Rule, at: impl Into<String>, what: impl Into<String>) {
        self.faults.push(Fault { rule, at: at.into(), what: what.into() });
    }

    /// Compares a figure of the answer with the true one.
    fn compare(&mut self, at: &str, name: &str, said: Option<f64>, found: f64) {
        if let Some(said) = said.filter(|said| (said - found).abs() > self.day.slack) {
            self.fault(
                Rule::Claim,
                at,
                format!("the answer says {name} {}, and it is {}", figure(said), figure(found)),
            );
        }
    }

    /// Rules that all rounds of a worker obey together.
    fn rounds(&mut self, answer: &Answer) {
        let used = answer.rounds.iter().filter(|round| !round.stops.is_empty()).count();
        if let Some(most) = self.day.most_rounds.filter(|most| used > *most) {
            self.fault(Rule::TooManyRounds, "rounds", format!("{used} rounds, and there are {most} vehicles"));
        }
        for (worker, of) in self.day.workers.iter().enumerate() {
            let mut at_work = self.at_work.get(worker).cloned().unwrap_or_default();
            at_work.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            for pair in at_work.windows(2) {
                let [(_, ends, first), (begins, _, second)] = pair else { continue };
                let at = format!("worker {}", of.id);
                // Two rounds in one shift are told of where the answer is read, those with no stop too.
                if first != second && *begins < ends - self.day.slack {
                    let times = format!("one ends at {}, the next begins at {}", figure(*ends), figure(*begins));
                    self.fault(Rule::WorkerTwice, at, format!("is on two rounds at once: {times}"));
                }
            }
            self.hours(worker, of);
        }
    }

    /// Whether a worker works no longer than allowed. What is frozen stays, whatever hours it makes.
    fn hours(&mut self, number: usize, of: &Worker) {
        let of_worker = |list: &[f64]| list.get(number).copied().unwrap_or_default();
        let (work, kept) = (of_worker(&self.work), of_worker(&self.kept));
        let Some(most) = of.most_work.filter(|most| work > most.max(kept) + self.day.slack) else { return };
        let frozen = if kept > most { format!(", or the {} of what is frozen", figure(kept)) } else { String::new() };
        let (work, most) = (figure(work), figure(most));
        let what = format!("works {work} (travel and time with people), and may at most {most}{frozen}");
        self.fault(Rule::Work, format!("worker {}", of.id), what);
    }

    /// Marks what is told as unserved.
    fn told(&mut self, answer: &Answer) {
        for (n, id) in answer.unserved.iter().enumerate() {
            let at = format!("unserved[{n}]");
            match self.visits.get(id.as_str()).copied() {
                None => self.fault(Rule::Unknown, at, format!("there is no visit {id}")),
                Some(visit) => match self.told.get_mut(visit) {
                    Some(told) if !*told => *told = true,
                    _ => self.fault(Rule::ToldUnserved, at, format!("visit {id} is told as unserved twice")),
                },
            }
        }
    }
}
