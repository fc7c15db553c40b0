#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use kernel::{date, time};
use places::Place;
use proptest::prelude::*;

use super::*;

/// £24.00 an hour: 40 pence a minute.
const RATE: Money = Money::from_pence(2400);

fn rules(on: Date) -> ChargeRules {
    Place::dorset().unwrap().charge_rules_on(on).unwrap().clone()
}

fn at(day: Date, hour: i8, minute: i8) -> Moment {
    Moment::from_london(day, time(hour, minute, 0, 0))
}

/// A visit made as planned by one worker.
fn made(start: Moment, minutes: i64) -> VisitFacts {
    VisitFacts {
        planned_start: start,
        planned_minutes: minutes,
        start: Some(start),
        finish: Some(start.plus_minutes(minutes)),
        approved_minutes: minutes,
        workers: 1,
        outcome: Outcome::Done,
    }
}

fn cost(visit: &VisitFacts) -> Charge {
    charge(&rules(visit.planned_start.day()), Place::dorset().unwrap().calendar(), RATE, visit).unwrap()
}

fn told(charge: &Charge) -> Vec<(&str, i64, i64, i64)> {
    charge.pieces.iter().map(|piece| (piece.band.as_str(), piece.minutes, piece.percent, piece.pence)).collect()
}

// FIN-1
#[test]
fn a_visit_in_the_day_costs_its_minutes() {
    let charge = cost(&made(at(date(2026, 11, 24), 8, 0), 45));
    assert_eq!((charge.pence, told(&charge)), (1800, vec![("day", 45, 100, 1800)]));
    assert_eq!(
        charge.lines,
        [
            "45 minutes approved; 45 minutes planned.",
            "45 minutes from 8am (day) at 100% of £24.00 an hour: £18.00.",
            "That comes to £18.00, rounded once for the whole visit, to the nearest penny, half a penny up.",
        ]
    );
}

// FIN-1
#[test]
fn a_visit_over_the_end_of_a_band_is_split_by_its_minutes() {
    let charge = cost(&made(at(date(2026, 11, 24), 17, 40), 45));
    assert_eq!(told(&charge), [("day", 20, 100, 800), ("evening", 25, 105, 1050)]);
    assert_eq!(charge.pence, 1850);
}

// FIN-1
#[test]
fn a_visit_over_midnight_takes_the_new_days_percentage() {
    // Christmas Eve is a Thursday, Christmas Day a bank holiday: 30 minutes of night, then 30 of the holiday.
    let charge = cost(&made(at(date(2026, 12, 24), 23, 30), 60));
    assert_eq!(told(&charge), [("night", 30, 120, 1440), ("night", 30, 150, 1800)]);
    assert!(charge.pieces[1].bank_holiday && !charge.pieces[0].bank_holiday);
    assert!(charge.lines[2].contains("(night on a bank holiday) at 150%"), "{:?}", charge.lines);
}

// FIN-1
#[test]
fn on_a_bank_holiday_the_higher_percentage_holds_and_is_not_multiplied() {
    let boxing_day = made(at(date(2026, 12, 28), 9, 0), 60);
    assert_eq!(told(&cost(&boxing_day)), [("day", 60, 150, 3600)]);
    let dearer = ChargeRules { bank_holiday_percent: 90, ..rules(date(2026, 12, 28)) };
    let calendar = Place::dorset().unwrap().calendar();
    assert_eq!(charge(&dearer, calendar, RATE, &boxing_day).unwrap().pieces[0].percent, 100);
}

// FIN-1
#[test]
fn two_workers_cost_what_the_contract_says() {
    let double = VisitFacts { workers: 2, ..made(at(date(2026, 11, 24), 8, 0), 30) };
    let charge = cost(&double);
    assert_eq!((charge.pence, charge.minutes), (2400, 30));
    assert!(charge.lines.contains(&"Two workers came together: 200% of the price of one.".to_owned()));
    let three = VisitFacts { workers: 3, ..double };
    let refused = super::charge(&rules(date(2026, 11, 24)), Place::dorset().unwrap().calendar(), RATE, &three);
    assert!(matches!(refused, Err(Failure::Conflict(_))));
}

// FIN-1
#[test]
fn a_night_in_which_the_clocks_change_is_charged_by_the_hours_that_were_worked() {
    // 25 October 2026: the hour after one comes twice, so the night from 10pm to 7am lasts ten hours.
    let start = at(date(2026, 10, 24), 22, 0);
    let worked = at(date(2026, 10, 25), 7, 0).minutes_since(start);
    assert_eq!(worked, 600);
    let autumn = cost(&VisitFacts { planned_minutes: 540, ..made(start, worked) });
    assert_eq!(told(&autumn), [("night", 600, 120, 28_800)]);
    // 28 March 2027: an hour is left out; the night lasts eight hours.
    let start = at(date(2027, 3, 27), 22, 0);
    let spring = cost(&made(start, at(date(2027, 3, 28), 7, 0).minutes_since(start)));
    assert_eq!(told(&spring), [("night", 480, 120, 23_040)]);
}

// FIN-1
#[test]
fn a_small_difference_is_charged_as_planned_a_larger_one_as_given() {
    let plan = made(at(date(2026, 11, 24), 8, 0), 30);
    let approved = |approved_minutes| cost(&VisitFacts { approved_minutes, ..plan }).minutes;
    assert_eq!([25, 35, 24, 36, 5, 0].map(approved), [30, 30, 24, 36, 15, 0]);
    // Before April 2026 there was no tolerance.
    let before = VisitFacts { approved_minutes: 31, ..made(at(date(2026, 3, 24), 8, 0), 30) };
    assert_eq!(cost(&before).minutes, 31);
}

// FIN-1
#[test]
fn minutes_are_charged_in_the_contracts_steps() {
    let steps = ChargeRules { charge_step_minutes: 15, tolerance_minutes: 0, ..rules(date(2026, 11, 24)) };
    let visit = VisitFacts { approved_minutes: 31, ..made(at(date(2026, 11, 24), 8, 0), 30) };
    let charge = charge(&steps, Place::dorset().unwrap().calendar(), RATE, &visit).unwrap();
    assert_eq!((charge.minutes, charge.pence), (45, 1800));
}

// FIN-1
#[test]
fn late_cancellations_and_closed_doors_are_charged_as_planned_and_others_not() {
    let visit = VisitFacts { start: None, finish: None, approved_minutes: 0, ..made(at(date(2026, 11, 24), 8, 0), 30) };
    let pence = |outcome| cost(&VisitFacts { outcome, ..visit }).pence;
    assert_eq!(pence(Outcome::Cancelled { notice_hours: 23 }), 1200);
    assert_eq!(pence(Outcome::Cancelled { notice_hours: -1 }), 1200);
    assert_eq!(pence(Outcome::Cancelled { notice_hours: 24 }), 0);
    assert_eq!(pence(Outcome::NoAccess), 1200);
    assert_eq!(pence(Outcome::NotProvided), 0);
    assert_eq!(pence(Outcome::Done), 0);
    assert_eq!(cost(&VisitFacts { workers: 0, ..visit }).pence, 0, "nobody came and nothing was approved");
    let half = ChargeRules { no_access_percent: 50, ..rules(date(2026, 11, 24)) };
    let shut = VisitFacts { outcome: Outcome::NoAccess, workers: 2, ..visit };
    assert_eq!(charge(&half, Place::dorset().unwrap().calendar(), RATE, &shut).unwrap().pence, 1200);
}

// FIN-1
#[test]
fn money_is_rounded_once_for_the_whole_visit() {
    // 10.01 an hour. Rounded by piece, 15 + 15 minutes of day and evening would be 250 + 263 = 513; the exact sum is
    // 250.25 + 262.7625 = 513.0125.
    let rate = Money::from_pence(1001);
    let rules = rules(date(2026, 11, 24));
    let calendar = Place::dorset().unwrap().calendar();
    let visit = made(at(date(2026, 11, 24), 17, 45), 30);
    assert_eq!(charge(&rules, calendar, rate, &visit).unwrap().pence, 513);
    let up = ChargeRules { rounding: Rounding::Up, ..rules.clone() };
    assert_eq!(charge(&up, calendar, rate, &visit).unwrap().pence, 514, "by piece it would be 515");
}

// FIN-1
#[test]
fn nothing_is_guessed() {
    let (rules, calendar) = (rules(date(2026, 11, 24)), Place::dorset().unwrap().calendar());
    let visit = made(at(date(2026, 11, 24), 8, 0), 30);
    let conflict =
        |visit: VisitFacts, rate| matches!(charge(&rules, calendar, rate, &visit), Err(Failure::Conflict(_)));
    assert!(conflict(VisitFacts { start: None, ..visit }, RATE));
    assert!(conflict(VisitFacts { approved_minutes: -1, ..visit }, RATE));
    assert!(conflict(VisitFacts { approved_minutes: 3000, ..visit }, RATE));
    assert!(conflict(visit, Money::from_pence(-1)));
    let far = calendar.known_until().tomorrow().unwrap();
    assert!(conflict(made(at(far, 8, 0), 30), RATE), "no bank holidays are known for that day");
}

fn any_visit() -> impl Strategy<Value = VisitFacts> {
    let outcome = prop_oneof![
        Just(Outcome::Done),
        Just(Outcome::NoAccess),
        (-5_i64..60).prop_map(|notice_hours| Outcome::Cancelled { notice_hours }),
        Just(Outcome::NotProvided),
    ];
    let days = Moment::start_of(date(2026, 4, 1));
    (0_i64..2 * 365 * 1440, 0_i64..800, 0_i64..800, 1_i64..=2, outcome).prop_map(
        move |(minute, planned_minutes, approved_minutes, workers, outcome)| {
            let start = days.plus_minutes(minute);
            VisitFacts { planned_minutes, approved_minutes, workers, outcome, ..made(start, 0) }
        },
    )
}

proptest! {
    // FIN-1
    #[test]
    fn the_pieces_come_to_the_charge_and_lose_no_minute(visit in any_visit(), rate in 0_i64..10_000, way in 0_usize..4) {
        let rounding = [Rounding::HalfUp, Rounding::Up, Rounding::Down, Rounding::HalfEven][way];
        let rules = ChargeRules { rounding, ..rules(visit.planned_start.day()) };
        let rate = Money::from_pence(rate);
        let charge = charge(&rules, Place::dorset().unwrap().calendar(), rate, &visit).unwrap();
        prop_assert_eq!(charge.pieces.iter().map(|piece| piece.pence).sum::<i64>(), charge.pence);
        prop_assert_eq!(charge.pieces.iter().map(|piece| piece.minutes).sum::<i64>(), charge.minutes);
        prop_assert!(charge.pence >= 0 && charge.pieces.iter().all(|piece| piece.pence >= 0));
        // Within a penny of the exact sum, however many pieces there are.
        let share = match visit.outcome {
            Outcome::Done => 100,
            Outcome::NoAccess => rules.no_access_percent,
            _ => rules.late_cancellation_percent,
        };
        let factor = i128::from(workers_percent(&rules, visit.workers).unwrap() * share * rate.pence());
        let exact: i128 = charge.pieces.iter().map(|p| i128::from(p.minutes * p.percent) * factor).sum();
        prop_assert!((i128::from(charge.pence) * i128::from(WHOLE) - exact).abs() < i128::from(WHOLE));
        // One piece goes on where the other ends.
        for (before, after) in charge.pieces.iter().zip(charge.pieces.iter().skip(1)) {
            prop_assert_eq!(before.from.plus_minutes(before.minutes), after.from);
        }
    }

    // FIN-1
    #[test]
    fn a_visit_without_minutes_costs_nothing_unless_the_worker_came_in_vain_or_was_told_too_late(visit in any_visit()) {
        let visit = VisitFacts { approved_minutes: 0, ..visit };
        let charge = cost(&visit);
        let may_cost = match visit.outcome {
            Outcome::NoAccess => true,
            Outcome::Cancelled { notice_hours } => notice_hours < 24,
            Outcome::Done | Outcome::NotProvided => false,
        };
        prop_assert!(may_cost || (charge.pence == 0 && charge.pieces.is_empty()));
        prop_assert!(!charge.lines.is_empty(), "it says why");
    }
}

/// The charge of a package of this kind.
fn by_unit(kind: &str, visit: &VisitFacts) -> Charge {
    let rules = rules(visit.planned_start.day());
    charge_by(&rules, Place::dorset().unwrap().calendar(), RATE, rules.unit(kind), visit).unwrap()
}

// FIN-1
#[test]
fn a_sleeping_night_is_priced_as_a_whole_and_a_waking_night_by_the_hour_without_parts_of_the_week() {
    let night = made(at(date(2026, 11, 24), 22, 0), 9 * 60);
    let whole = by_unit("night", &night);
    assert_eq!((whole.pence, told(&whole)), (21_600, vec![("night", 540, 100, 21_600)]));
    assert!(
        whole.lines.iter().any(|line| line == "A night is priced as a whole: 9 hours at £24.00."),
        "{:?}",
        whole.lines
    );
    // A night that was cut short a little is a night; of half a night the half is charged.
    let shorter = VisitFacts { approved_minutes: 420, ..night };
    assert_eq!(by_unit("night", &shorter).pence, 21_600);
    let half = VisitFacts { approved_minutes: 270, ..night };
    assert_eq!(by_unit("night", &half).pence, 10_800);
    let waking = by_unit("waking_night", &night);
    assert_eq!(told(&waking), [("by the hour", 540, 100, 21_600)]);
    assert_eq!(cost(&night).pence, 25_920, "by the parts of the week it would be the night’s 120%");
}

// FIN-1
#[test]
fn live_in_care_is_priced_by_the_day_or_by_the_week() {
    let day = made(at(date(2026, 11, 24), 9, 0), 1440);
    assert_eq!(by_unit("live_in", &day).pence, 57_600);
    let rules = rules(date(2026, 11, 24));
    let week = places::Unit { kind: "live_in".into(), per: places::Per::Week, hours: 100, least_percent: 75 };
    let charge = charge_by(&rules, Place::dorset().unwrap().calendar(), RATE, Some(&week), &day).unwrap();
    assert_eq!(charge.pence, 34_286, "a seventh of £2,400.00, rounded once");
    assert!(charge.lines.iter().any(|line| line == "A day is a seventh of the week."), "{:?}", charge.lines);
}

// FIN-1
#[test]
fn a_unit_knows_bank_holidays_two_workers_and_what_was_called_off() {
    let christmas = made(at(date(2026, 12, 25), 22, 0), 540);
    assert_eq!(by_unit("night", &christmas).pence, 32_400, "150%");
    assert_eq!(told(&by_unit("waking_night", &christmas))[0], ("by the hour", 120, 150, 7200), "until midnight");
    let night = made(at(date(2026, 11, 24), 22, 0), 540);
    assert_eq!(by_unit("night", &VisitFacts { workers: 2, ..night }).pence, 43_200);
    let off = |notice_hours| VisitFacts { approved_minutes: 0, outcome: Outcome::Cancelled { notice_hours }, ..night };
    assert_eq!((by_unit("night", &off(3)).pence, by_unit("night", &off(48)).pence), (21_600, 0));
    assert_eq!(by_unit("night", &VisitFacts { approved_minutes: 0, ..night }).pence, 0);
}
