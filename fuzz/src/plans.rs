//! Files of the visit planner: what is to be planned, answers, and the checker that shares no line with the planner.
//!
//! The first byte says which format, counted in the order of `Format::ALL`, and begins again after the last.

use std::num::NonZeroUsize;

use planfiles::{Format, Instance};
use routing::{
    plan::Plan,
    solve::{Settings, Unwatched, solve},
};

use super::in_lines;

/// A small file of each format.
const SAMPLES: [(Format, &str); 6] = [
    (Format::Kith, include_str!("../../docs/formats/example-plan.json")),
    (Format::Solomon, include_str!("../../crates/planfiles/tests/data/tiny.txt")),
    (Format::Vrplib, include_str!("../../crates/planfiles/tests/data/tiny.vrp")),
    (Format::Hhcrsp, include_str!("../../crates/planfiles/tests/data/tiny-hhcrsp.json")),
    (Format::HhcrspExtended, include_str!("../../crates/planfiles/tests/data/tiny-hhcrsp-extended.json")),
    (Format::CareDay, include_str!("../../crates/planfiles/tests/data/tiny-care-day.json")),
];

/// What the planner refuses and the checker does not: what it could not count or keep, rules that contradict one another however
/// an answer looks, routes that may have been cut off, breaks that leave one another or the way home no time, sections of a text
/// in an order that it does not read.
const STRICTER: [&str; 10] = [
    "without a cost",
    "too great",
    "too many",
    "more than can be counted",
    "contradict",
    "say that the two",
    "The break cannot begin by",
    "After the breaks",
    "which must come first",
    "256 is the most",
];

/// What the checker refuses and the planner does not, in the checker's words: the planner's library takes a list of its fields'
/// values for an object, and an object of one name for that name. What others' formats have and the planner does not ask for may
/// stand there twice.
const LOOSER: [&str; 2] = ["must be an object, and is [", "must be a text, and is {"];

fn format(byte: u8) -> (Format, &'static str) {
    SAMPLES.get(usize::from(byte) % SAMPLES.len()).copied().expect("a format")
}

fn parted(bytes: &[u8]) -> Option<(Format, &'static str, &str)> {
    let (which, text) = bytes.split_first()?;
    let (format, sample) = format(*which);
    Some((format, sample, std::str::from_utf8(text).ok()?))
}

/// Whether it is JSON to its last value, or of a format that is none: what the planner does not ask for it does not look at.
fn whole(format: Format, text: &str) -> bool {
    matches!(format, Format::Solomon | Format::Vrplib) || serde_json::from_str::<serde_json::Value>(text).is_ok()
}

/// Whether the checker, given the same text, reads it.
fn checker(format: Format, instance: &str, answer: &str) -> Result<plancheck::Report, plancheck::Unreadable> {
    let format = format.name().parse().expect("a format of the checker");
    let read = plancheck::check(format, instance, answer);
    match &read {
        Ok(report) => {
            let text = serde_json::to_string(report).expect("JSON");
            let again: plancheck::Report = serde_json::from_str(&text).expect("a report");
            assert_eq!(again.faults, report.faults);
        }
        Err(error) => in_lines(&kernel::shown(&error.to_string(), 2_000)),
    }
    read
}

/// What is to be planned: the planner and the checker take the same files for valid; what is taken is planned, and the plan is
/// sound in the eyes of the checker, reads back and can be drawn.
pub fn plan(bytes: &[u8]) {
    let Some((format, _, text)) = parted(bytes) else { return };
    let read = planfiles::read(format, text);
    let checked = checker(format, text, "");
    let refused = checked.as_ref().err().filter(|error| error.paper == plancheck::Paper::Instance);
    match read {
        Ok(_) if !whole(format, text) || refused.is_some_and(|refused| looser(format, refused)) => {}
        Ok(instance) => {
            assert!(refused.is_none(), "the planner reads it, and the checker says: {refused:?}");
            planned(&instance, text);
        }
        Err(faults) => {
            told(&faults);
            assert!(refused.is_some() || stricter(&faults), "the checker reads it, and the planner says: {faults}")
        }
    }
}

fn told(faults: &planfiles::Unreadable) {
    for fault in &faults.0 {
        in_lines(&kernel::shown(&fault.to_string(), 2_000));
        assert!(!fault.field.is_empty(), "it does not say where: {fault}");
    }
}

fn stricter(faults: &planfiles::Unreadable) -> bool {
    let said = faults.to_string();
    STRICTER.iter().any(|words| said.contains(words))
}

fn looser(format: Format, refused: &plancheck::Unreadable) -> bool {
    let twice = format != Format::Kith && refused.what.starts_with("stands there twice");
    twice || LOOSER.iter().any(|words| refused.what.starts_with(words))
}

fn planned(instance: &Instance, text: &str) {
    let problem = &instance.problem;
    let rounds: usize = problem.workers.iter().map(|worker| worker.shifts.len()).sum();
    let tasks: usize = problem.visits.iter().map(|visit| visit.parts.len()).sum();
    if rounds > 60 || tasks > 120 {
        return;
    }
    let settings = Settings { seed: 1, moves: Some(200), threads: NonZeroUsize::MIN };
    let plan = solve(problem, &settings, &mut Unwatched);
    let picture = planfiles::draw(instance, &plan);
    assert!(picture.starts_with("<svg") && (!picture.contains("NaN") || text.contains("NaN")), "{picture}");
    for unserved in &plan.unserved {
        assert!(!unserved.reasons.is_empty());
        for reason in &unserved.reasons {
            in_lines(&kernel::shown(&planfiles::says(reason, problem, instance.scale), 2_000));
        }
    }
    let answer = planfiles::write_answer(instance, &plan);
    let again = planfiles::read_answer(instance, &answer).expect("the planner's own answer");
    let left = |plan: &Plan| plan.unserved.iter().map(|one| one.visit).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(left(&again), left(&plan));
    let report = checker(instance.format, text, &answer).expect("the planner's own answer");
    let kept_out = plan.unserved.iter().filter_map(|one| problem.visits.get(one.visit));
    let frozen = kept_out.filter(|visit| visit.announced.as_ref().is_some_and(|announced| announced.frozen)).count();
    // Two frozen visits of one worker at once cannot both be kept.
    let faults = report.faults.iter().filter(|fault| frozen == 0 || fault.rule != plancheck::Rule::Frozen);
    // And one that has begun may leave a break no time with the ways to it and from it, which the checker does not add.
    let begun = problem.visits.iter().any(|visit| visit.announced.as_ref().is_some_and(|announced| announced.frozen));
    let faults = faults.filter(|fault| !begun || fault.rule != plancheck::Rule::Break);
    assert_eq!(faults.count(), 0, "{report}\n{text}\n{answer}");
}

/// Answers to the small file of each format: what the planner reads the checker can judge; what the checker finds sound the
/// planner reads, and can write again and draw.
pub fn plan_answer(bytes: &[u8]) {
    let Some((format, sample, text)) = parted(bytes) else { return };
    let instance = planfiles::read(format, sample).expect("the small file");
    let checked = checker(format, sample, text);
    match planfiles::read_answer(&instance, text) {
        Ok(_) if !whole(format, text) => {}
        Ok(plan) => {
            let read = checked.as_ref().err().is_none_or(|refused| looser(format, refused));
            assert!(read, "the planner reads it, and the checker says: {checked:?}");
            let _ = planfiles::draw(&instance, &plan);
            let again = planfiles::write_answer(&instance, &plan);
            planfiles::read_answer(&instance, &again).expect("what was read can be read again");
        }
        Err(faults) => {
            told(&faults);
            let sound = checked.as_ref().is_ok_and(plancheck::Report::is_sound);
            assert!(!sound || stricter(&faults), "the checker finds it sound, and the planner says: {faults}");
        }
    }
}

/// What parts an instance from its answer.
const BETWEEN: &str = "\n=====\n";

/// The checker on an instance and an answer, both from outside: it reports or refuses, in words.
pub fn plan_check(bytes: &[u8]) {
    let Some((format, _, text)) = parted(bytes) else { return };
    let (instance, answer) = text.split_once(BETWEEN).unwrap_or((text, ""));
    if let Ok(report) = checker(format, instance, answer) {
        in_lines(&kernel::shown(&report.to_string(), 2_000));
        assert!(report.served <= report.visits);
        assert!(report.levels.iter().all(|level| level.is_finite()), "{report}");
    }
}
