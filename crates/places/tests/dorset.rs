//! Dorset as it stands, and what is said when a file of it is wrong.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Failure, Moment, Rounding, Term, Weekday, date, due, time};
use places::{Files, Place};

fn dorset() -> &'static Place {
    Place::dorset().unwrap()
}

fn refusal(change: impl Fn(&mut Files)) -> String {
    let mut files = Files::DORSET;
    change(&mut files);
    match Place::read(&files).and_then(|place| place.postcodes().map(|_| ())) {
        Err(failure @ Failure::Invalid(_)) => failure.to_string(),
        other => format!("not refused: {other:?}"),
    }
}

fn swapped(text: &str, from: &str, to: &str) -> &'static str {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1).leak()
}

// BRK-3, BRK-5, BRK-6, BRK-9, BRK-12, REF-4
#[test]
fn every_clock_of_the_documents_is_there_with_its_term() {
    let place = dorset();
    for (code, term) in [
        ("offer.answer", Term::Hours(4)),
        ("response.emergency", Term::WeekdayHours(24)),
        ("response.other", Term::Days(7)),
        ("contingency.urgent", Term::WorkingDays(2)),
        ("contingency.other", Term::WorkingDays(10)),
        ("introduction.made", Term::WorkingDays(2)),
        ("visit.first", Term::WorkingDays(7)),
        ("outcomes.agreed", Term::WorkingDays(5)),
        ("change.reported", Term::Hours(48)),
        ("complex.recruited", Term::Weeks(20)),
    ] {
        let standard = place.standard(code).unwrap();
        assert_eq!((standard.rule.term, standard.assumed), (term, false), "{code}");
    }
    let start = Moment::from_london(date(2026, 12, 23), time(16, 0, 0, 0));
    for standard in &place.standards {
        assert!(!standard.source.is_empty() && !standard.words.is_empty());
        assert!(due(start, &standard.rule, place.calendar()).unwrap() >= start, "{}", standard.code);
    }
    // The day after Boxing Day 2026 is a Sunday and Monday is its substitute.
    let answer = due(start, &place.standard("contingency.urgent").unwrap().rule, place.calendar()).unwrap();
    assert_eq!(answer, Moment::start_of(date(2026, 12, 30)));
}

// BRK-3
#[test]
fn higher_risk_answers_sooner_and_says_that_it_is_assumed() {
    let hours = ["offer.answer", "offer.answer.higher_risk", "offer.answer.highest_risk"]
        .map(|code| dorset().standard(code).unwrap().rule.term.amount());
    assert!(hours[0] > hours[1] && hours[1] > hours[2]);
    assert!(dorset().standard("offer.answer.higher_risk").unwrap().assumed);
}

// REC-8
#[test]
fn a_postcode_or_a_pin_finds_its_area() {
    let place = dorset();
    let known = place.postcode(&kernel::Postcode::parse("ba215bt").unwrap()).unwrap().unwrap();
    assert_eq!((known.locality.as_str(), known.district.as_str()), ("west", "E07000052"));
    assert_eq!(place.postcode(&kernel::Postcode::parse("SW1A 1AA").unwrap()).unwrap(), None);
    let (nearest, kilometres) = place.nearest_postcode(known.point).unwrap().unwrap();
    assert_eq!(nearest.locality, "west");
    assert!(kilometres < 0.1);
}

// BRK-1
#[test]
fn every_postcode_and_small_area_is_in_one_of_five_areas() {
    let place = dorset();
    assert_eq!(place.localities.len(), 5);
    let postcodes = place.postcodes().unwrap();
    assert_eq!((postcodes.len(), place.small_areas.len()), (14_119, 249));
    let distinct: BTreeSet<_> = postcodes.iter().map(|known| known.postcode.as_str()).collect();
    assert_eq!(distinct.len(), postcodes.len());
    let mut by_area: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_lsoa: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for known in postcodes {
        assert!(place.locality_of_district(&known.district).is_some_and(|locality| locality.code == known.locality));
        *by_area.entry(known.locality.as_str()).or_default() += 1;
        by_lsoa.entry(known.lsoa.as_str()).or_default().insert(known.locality.as_str());
    }
    assert_eq!(by_area.keys().copied().collect::<Vec<_>>(), ["east", "north", "purbeck", "west", "weymouth"]);
    assert!(by_area.values().all(|count| *count > 1000), "{by_area:?}");
    assert!(by_lsoa.values().all(|areas| areas.len() == 1));
    assert!(place.small_areas.iter().all(|area| place.locality_of_lsoa(&area.lsoa).is_some()));
    assert_eq!(place.locality_of_lsoa("E09999999"), None);
}

// BRK-1
#[test]
fn new_packages_in_christchurch_belong_to_the_other_council_since_april_2019() {
    let whose = |district: &str, on| dorset().commissioner_of_new_package(district, on).map(|c| c.code.as_str());
    assert_eq!(whose("E07000048", date(2019, 3, 31)), Some("dorset"));
    assert_eq!(whose("E07000048", date(2019, 4, 1)), Some("bcp"));
    assert_eq!(whose("E07000049", date(2026, 11, 22)), Some("dorset"));
    assert_eq!(whose("E09000001", date(2026, 11, 22)), None);
}

// BRK-1, BRK-8
#[test]
fn every_kind_of_care_has_a_ceiling_everywhere_every_day() {
    let place = dorset();
    let mut count = 0;
    for lot in &place.lots {
        for locality in &place.localities {
            for kind in &lot.kinds {
                let mut day = date(2024, 4, 1);
                while day <= date(2029, 3, 31) {
                    assert!(place.ceiling(&lot.code, &locality.code, kind, day).is_some(), "{} {kind} {day}", lot.code);
                    day = day.tomorrow().unwrap();
                }
                count += 1;
            }
        }
    }
    assert_eq!(count, 30);
    assert_eq!(place.ceiling("home", "west", "day", date(2024, 3, 31)), None);
    assert!(
        place.ceiling("home", "west", "day", date(2026, 11, 22))
            > place.ceiling("home", "east", "day", date(2026, 11, 22))
    );
}

// BRK-1
#[test]
fn thirty_six_admitted_and_just_under_thirty_active() {
    let place = dorset();
    let active = place.framework_providers.iter().filter(|provider| provider.active);
    assert_eq!((place.framework_providers.len(), active.clone().count(), place.other_providers.len()), (36, 29, 30));
    let scores: BTreeSet<i64> = place.framework_providers.iter().map(|provider| provider.tender_score_tenths).collect();
    assert_eq!(scores.len(), 36);
    let known: BTreeSet<&str> = place.postcodes().unwrap().iter().map(|known| known.postcode.as_str()).collect();
    assert!(place.framework_providers.iter().all(|provider| known.contains(provider.postcode.as_str())));
    for locality in &place.localities {
        for lot in &place.lots {
            let serves = |provider: &&places::FrameworkProvider| {
                provider.areas.contains(&locality.code) && provider.lots.contains(&lot.code)
            };
            assert!(active.clone().any(|provider| serves(&provider)), "{} {}", locality.code, lot.code);
        }
    }
}

// FIN-1
#[test]
fn charge_rules_change_with_their_dates_and_bands_cover_the_week() {
    let place = dorset();
    assert_eq!(place.charge_rules_on(date(2024, 3, 31)), None);
    assert_eq!(place.charge_rules_on(date(2026, 3, 31)).unwrap().tolerance_minutes, 0);
    let rules = place.charge_rules_on(date(2026, 11, 22)).unwrap();
    assert_eq!((rules.tolerance_minutes, rules.rounding), (5, Rounding::HalfUp));
    let band = |day, hour, minute| rules.band(day, time(hour, minute, 0, 0)).unwrap().code.as_str();
    assert_eq!(band(Weekday::Monday, 6, 59), "night");
    assert_eq!(band(Weekday::Monday, 7, 0), "day");
    assert_eq!(band(Weekday::Friday, 21, 59), "evening");
    assert_eq!(band(Weekday::Saturday, 21, 59), "weekend");
    assert_eq!(band(Weekday::Saturday, 22, 0), "night");
    assert_eq!((place.package_rules.tolerance_minutes_per_week, place.package_rules.banked_weeks), (300, 4));
}

// BRK-11, BRK-12
#[test]
fn the_eight_measures_and_the_share_through_the_framework() {
    let place = dorset();
    for code in ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"] {
        assert_eq!(place.measure(code).unwrap().source, "BRK-12");
    }
    assert_eq!(place.measure("R5").unwrap().standard.as_deref(), Some("response.emergency"));
    assert_eq!(place.measure("FW1").unwrap().green, 90);
}

// BRK-5
#[test]
fn the_calendar_knows_2019_to_2028_and_no_further() {
    let calendar = dorset().calendar();
    assert_eq!(calendar.is_working_day(date(2026, 12, 28)), Ok(false));
    assert_eq!(calendar.is_working_day(date(2019, 1, 2)), Ok(true));
    assert!(calendar.is_working_day(date(2029, 1, 2)).is_err());
}

// BRK-1
#[test]
fn names_and_streets_for_made_up_people() {
    let names = &dorset().names;
    assert!(names.older_women.len() > 40 && names.older_men.len() > 40 && names.families.len() > 80);
    assert!(names.workers.len() > 40 && names.worker_families.len() > 50 && names.streets.len() == 120);
}

// INT-4
#[test]
fn a_fault_names_the_file_and_the_key() {
    let d = Files::DORSET;
    let bad_term = refusal(|f| f.standards = swapped(d.standards, "\"4 hours\"", "\"4 fortnights\""));
    assert!(bad_term.starts_with("standards.toml: offer.answer, term: "), "{bad_term}");
    let missing = refusal(|f| f.place = swapped(d.place, "name = \"Dorset\"", ""));
    assert!(missing.starts_with("place.toml: ") && missing.contains("name"), "{missing}");
    let gap = refusal(|f| f.prices = swapped(d.prices, "home,west,day,2026-04-01", "home,west,day,2026-04-02"));
    assert_eq!(gap, "prices.csv: home west day has a gap or an overlap between 2026-03-31 and 2026-04-02.");
    let no_price = refusal(|f| f.lots = swapped(d.lots, "[\"day\"]", "[\"day\", \"sitting\"]"));
    assert!(no_price.starts_with("prices.csv: home east sitting has no ceiling"), "{no_price}");
    let area = refusal(|f| f.framework_providers = swapped(d.framework_providers, "east north purbeck,", "wessex,"));
    assert!(area.contains("framework_providers.csv: F01, areas: \u{201c}wessex\u{201d} is not known"), "{area}");
    let band = refusal(|f| f.rules = swapped(d.rules, "to = 18:00:00", "to = 17:30:00"));
    assert!(band.contains("rules.toml: charge from 2024-04-01, bands: Monday 17:30:00 is in 0 bands"), "{band}");
    let measure = refusal(|f| f.measures = swapped(d.measures, "\"visit.first\"", "\"visit.last\""));
    assert!(measure.contains("measures.toml: R7, standard:"), "{measure}");
    let postcode = refusal(|f| f.postcodes = swapped(d.postcodes, ",east,", ",west,"));
    assert!(postcode.starts_with("postcodes.csv: "), "{postcode}");
    let twice = refusal(|f| f.standards = swapped(d.standards, "offer.answer.higher_risk", "offer.answer"));
    assert!(twice.contains("stands twice"), "{twice}");
    let until = refusal(|f| f.place = swapped(d.place, "2028-12-31", "2030-12-31"));
    assert!(until.contains("known_until"), "{until}");
    assert!(matches!(Place::named("wessex"), Err(Failure::NotFound(_))));
}
