//! What each format means.

use planfiles::{Document, Format};
use routing::problem::{Company, Measure, Part};

use crate::{SAMPLES, instance, sample};

fn measures(instance: &planfiles::Instance) -> Vec<Vec<Measure>> {
    let level = |level: &Vec<(Measure, i64)>| level.iter().map(|(measure, _)| *measure).collect();
    instance.problem.objective.levels.iter().map(level).collect()
}

// VIS-2
#[test]
fn solomon_is_euclid_rounded_to_a_ten_thousandth() {
    let read = instance(Format::Solomon);
    assert_eq!((read.name.as_str(), read.scale), ("TINY", 10_000));
    assert_eq!(read.problem.workers.len(), 2);
    assert_eq!(read.problem.workers[1].capacity, Some(20));
    assert_eq!((read.problem.workers[0].shifts[0].from, read.problem.workers[0].shifts[0].latest), (0, 1_000_000));
    // From the depot to (3, 4), (6, 8) and (-1, 1).
    assert_eq!(read.problem.tables[0].times[..4], [0, 50_000, 100_000, 14_142]);
    let second = &read.problem.visits[1];
    assert_eq!((second.id.as_str(), second.from, second.to, second.demand), ("2", 200_000, 600_000, 10));
    assert_eq!(second.parts, [Part { duration: 100_000, ..Part::default() }]);
}

#[test]
fn vrplib_is_euclid_cut_to_one_decimal() {
    let read = instance(Format::Vrplib);
    assert_eq!((read.name.as_str(), read.scale), ("TINY", 10));
    // The root of 2 is 1.41.
    assert_eq!(read.problem.tables[0].times[..3], [0, 14, 100]);
    assert_eq!((read.problem.visits[1].from, read.problem.visits[1].to), (200, 600));
    assert_eq!(read.problem.visits[0].parts[0].duration, 100);
    assert_eq!(read.problem.workers.len(), 2);
}

#[test]
fn mankowskas_doubles_begin_together_or_within_their_distance() {
    let read = instance(Format::Hhcrsp);
    let visits = &read.problem.visits;
    assert_eq!((visits[0].from, visits[0].due), (10_000, Some(20_000)));
    assert!(visits[0].to > 10_000_000, "late is not forbidden");
    let gaps = |visit: usize| {
        visits[visit].parts.iter().map(|part| (part.duration, part.least, part.most)).collect::<Vec<_>>()
    };
    assert_eq!(gaps(1), [(6000, 0, 0), (7500, 0, 0)], "a missing duration is the service's");
    assert_eq!(gaps(2), [(4000, 0, 0), (6000, 3000, 20_000)]);
    assert_eq!(measures(&read)[1], [Measure::Travel, Measure::Late, Measure::LongestLate]);
}

#[test]
fn the_extended_set_has_shifts_departing_points_and_incompatible_caregivers() {
    let read = instance(Format::HhcrspExtended);
    let (first, second) = (&read.problem.workers[0], &read.problem.workers[1]);
    assert_eq!((first.shifts[0].start, second.shifts[0].start), (Some(1), Some(0)));
    assert_eq!((first.shifts[0].from, first.shifts[0].to), (30_000, 270_000));
    assert!(first.shifts[0].latest > 10_000_000, "extra time is not forbidden");
    assert_eq!(read.problem.visits[0].barred, [0]);
    assert_eq!((read.problem.visits[1].place, read.problem.visits[1].parts[1].most), (3, 60_000));
    assert_eq!(measures(&read)[1], [Measure::Travel, Measure::Late, Measure::LongestLate, Measure::Overtime]);
    assert!(read.places.on_earth);
    assert_eq!(read.places.list[3].at, Some((-2.08, 50.72)));
}

#[test]
fn a_care_day_has_a_row_for_each_address_and_is_late_where_gaps_leave_no_time() {
    let read = instance(Format::CareDay);
    assert_eq!(read.problem.places, 4, "two persons, two workers");
    let modes: Vec<&str> = read.problem.tables.iter().map(|table| table.mode.as_str()).collect();
    assert_eq!(modes, ["car", "walk"]);
    assert_eq!((read.problem.workers[0].mode, read.problem.workers[1].mode), (0, 1));
    assert_eq!(read.problem.tables[0].times[0], 0);
    assert!(read.problem.tables[0].times[1] > 60, "the door counts");
    assert_eq!(read.problem.visits[2].parts.len(), 2);
    assert_eq!((read.problem.links[0].least, read.problem.links[0].worker), (Some(10_800), Company::Any));
    // It cannot begin before 31,600 and was to begin by 29,500.
    assert_eq!((read.problem.visits[3].due, read.problem.visits[3].to), (Some(29_500), 35_200));
}

// VIS-2
#[test]
fn kiths_own_format_says_all_that_the_planner_knows() {
    let read = instance(Format::Kith);
    let problem = &read.problem;
    let dana = &problem.workers[0];
    assert_eq!((dana.shifts.len(), dana.most_work, dana.mode), (2, Some(27_000), 0));
    assert_eq!((dana.shifts[0].latest, dana.shifts[1].latest), (45_000, 72_000));
    assert_eq!((dana.shifts[0].start, dana.shifts[0].end, dana.shifts[0].breaks.len()), (Some(1), Some(1), 1));
    assert_eq!(problem.workers[2].shifts[0].end, None);
    let (ada, bert, insulin, wash, early) =
        (&problem.visits[0], &problem.visits[2], &problem.visits[3], &problem.visits[4], &problem.visits[5]);
    assert_eq!((ada.preferred.clone(), ada.known.clone()), (vec![1], vec![(1, 14), (0, 3)]));
    assert_eq!((bert.parts.len(), bert.worth), (2, 3));
    assert_eq!((insulin.due, insulin.to), (Some(28_800), 32_400));
    assert_eq!((wash.parts[1].least, wash.parts[1].most), (900, 1800));
    let announced = early.announced.as_ref().unwrap();
    assert_eq!((announced.workers.clone(), announced.begins.clone(), announced.price), (vec![0], vec![26_100], 5));
    assert_eq!(problem.links[1].worker, Company::Different);
    assert_eq!(problem.objective.levels[1], [(Measure::Late, 1), (Measure::LongestLate, 3)]);
    assert_eq!(problem.tables[0].source, "great circle × 1.35 at 38 km/h, and 60 s at the door");
}

#[test]
fn a_matrix_may_be_given_instead_of_positions() {
    let text = r#"{
        "format": "kith-plan/1",
        "places": [{"id": "a"}, {"id": "b"}],
        "travel": [{"mode": "bus", "matrix": {"source": "timetable", "seconds": [[0, 300], [420, 0]]}}],
        "workers": [{"id": "w", "mode": "bus", "shifts": [{"from": 0, "to": 9000, "start": "a"}]}],
        "visits": [{"id": "v", "place": "b", "from": 0, "to": 3600, "duration": 600}]
    }"#;
    let read = planfiles::read(Format::Kith, text).unwrap();
    assert_eq!(
        (read.problem.tables[0].times.clone(), read.problem.tables[0].source.as_str()),
        (vec![0, 300, 420, 0], "timetable")
    );
    assert_eq!(read.problem.objective.levels.len(), 7, "the usual objective");
}

#[test]
fn the_example_written_again_is_the_same() {
    let first: Document = serde_json::from_str(sample(Format::Kith)).unwrap();
    let again = serde_json::to_string(&first).unwrap();
    assert_eq!(serde_json::from_str::<Document>(&again).unwrap(), first);
    let (one, other) = (instance(Format::Kith), planfiles::read(Format::Kith, &again).unwrap());
    assert_eq!(one, other);
}

#[test]
fn the_schemas_in_the_documents_are_those_of_the_program() {
    let written = |schema: schemars::Schema| serde_json::to_string_pretty(&schema).unwrap() + "\n";
    let again = "run: cargo run -p planfiles --example schema -- docs/formats";
    let plan = include_str!("../../../../docs/formats/plan.schema.json");
    assert!(plan == written(schemars::schema_for!(Document)), "{again}");
    let answer = include_str!("../../../../docs/formats/plan-answer.schema.json");
    assert!(answer == written(schemars::schema_for!(planfiles::Answer)), "{again}");
}

#[test]
fn the_format_of_a_file_can_be_told_from_it() {
    for (format, text) in SAMPLES {
        assert_eq!(Format::of(text), Some(format));
        assert_eq!(format.name().parse(), Ok(format));
    }
    assert_eq!(Format::of("Dear Sir or Madam"), None);
}
