//! What a made-up person needs: the kind of package, the risk, the week's visits.

use super::dice::Dice;

/// One visit of the day, as a plan's line asks for it.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) label: &'static str,
    pub(super) days: &'static [&'static str],
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) minutes: i64,
    pub(super) workers: i64,
    pub(super) tasks: &'static str,
    pub(super) time_critical: bool,
    pub(super) skills: &'static [&'static str],
}

/// What somebody needs.
#[derive(Debug, Clone)]
pub(super) struct Need {
    pub(super) kind: &'static str,
    pub(super) from_hospital: bool,
    pub(super) end_of_life: bool,
    pub(super) harm: bool,
    /// Whether a nurse must oversee the care.
    pub(super) complex: bool,
    pub(super) calls: Vec<Call>,
    pub(super) reason: &'static str,
    pub(super) matters: &'static str,
    pub(super) outcome: &'static str,
    pub(super) key_safe: bool,
    pub(super) pets: &'static str,
}

const EVERY_DAY: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const WEEKDAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri"];
const SOME_DAYS: &[&str] = &["mon", "wed", "fri"];

const REASONS: &[&str] = &[
    "Finds it hard to wash and dress since a fall, and the daughter who helped has gone back to work.",
    "Forgets meals and medicines; the neighbour looks in but is worried.",
    "Breathless on the stairs and cannot get to the bath. Has lost weight since the summer.",
    "Weak on the left side after a stroke and wants to stay at home.",
    "Parkinson's has got worse; the husband cannot manage the mornings alone any more.",
];
const MATTERS: &[&str] = &[
    "To stay in my own home and sit in my garden.",
    "My cat, my radio and a proper cup of tea before anything else.",
    "To be up and dressed before my sister telephones at ten.",
    "That it is not a different face every day.",
    "To get back to the bowls club on Thursdays.",
];
const OUTCOMES: &[&str] = &[
    "Washed and dressed every day, doing as much as I can myself",
    "Eating two warm meals a day",
    "Taking my tablets at the right time",
    "Walking to the gate and back by the spring",
    "Going to bed when I want to",
];
const PETS: &[&str] = &["", "", "", "A cat that must not get out", "An old dog, friendly"];

/// A need, drawn by the shares that home care has: mostly half hours, mostly every day.
pub(super) fn need(dice: &mut Dice) -> Need {
    let kinds = [("ongoing", 74), ("home_from_hospital", 12), ("end_of_life", 5), ("respite", 5), ("sitting", 4)];
    let kind = dice.weighted(&kinds, |(_, weight)| *weight).map_or("ongoing", |(kind, _)| *kind);
    let one = |dice: &mut Dice, of: &[&'static str]| dice.pick(of).copied().unwrap_or_default();
    let two_workers = dice.chance(12);
    Need {
        kind,
        from_hospital: kind == "home_from_hospital",
        end_of_life: kind == "end_of_life",
        harm: dice.chance(10),
        complex: false,
        calls: if kind == "sitting" { sitting() } else { calls(dice, two_workers) },
        reason: one(dice, REASONS),
        matters: one(dice, MATTERS),
        outcome: one(dice, OUTCOMES),
        key_safe: dice.chance(55),
        pets: one(dice, PETS),
    }
}

/// The same person's need, as it is when a nurse must oversee the care.
pub(super) fn complex(of: &Need) -> Need {
    let call = |label, from, to, minutes, tasks| Call {
        label,
        days: EVERY_DAY,
        from,
        to,
        minutes,
        workers: 1,
        tasks,
        time_critical: false,
        skills: &["hoist"],
    };
    Need {
        complex: true,
        calls: vec![
            call(
                "Morning",
                "07:00",
                "10:30",
                60,
                "Check the ventilator and note it\nHelp to wash and dress\nGive breakfast",
            ),
            call("Lunch", "11:45", "14:30", 45, "Warm a meal\nTurn and look at the skin"),
            call("Tea", "16:00", "18:30", 45, "Make tea\nTurn and look at the skin"),
            call("Bed", "19:00", "22:00", 60, "Hoist to bed\nSet the ventilator for the night\nLock up"),
        ],
        reason: "Motor neurone disease; comes home with a ventilator at night and cannot stand any more.",
        outcome: "Washed and moved without pain, by people who know how",
        ..of.clone()
    }
}

fn sitting() -> Vec<Call> {
    vec![Call {
        label: "Sitting",
        days: &["tue", "fri"],
        from: "13:00",
        to: "17:00",
        minutes: 120,
        workers: 1,
        tasks: "Keep company while the carer goes out\nOffer tea and a snack",
        time_critical: false,
        skills: &[],
    }]
}

fn calls(dice: &mut Dice, two_workers: bool) -> Vec<Call> {
    let workers = if two_workers { 2 } else { 1 };
    let moving: &[&str] = if two_workers { &["moving_and_handling"] } else { &[] };
    let mut calls = Vec::new();
    let call = |label, from, to, minutes, tasks| Call {
        label,
        days: EVERY_DAY,
        from,
        to,
        minutes,
        workers,
        tasks,
        time_critical: false,
        skills: moving,
    };
    let morning = if dice.chance(60) { 30 } else { 45 };
    calls.push(call("Morning", "07:00", "10:30", morning, "Help to wash and dress\nMake breakfast\nPrompt tablets"));
    if dice.chance(55) {
        calls.push(call("Lunch", "11:45", "14:00", 30, "Warm a meal\nOffer a drink"));
    }
    if dice.chance(45) {
        calls.push(call("Tea", "16:00", "18:30", 30, "Make tea\nOffer a drink\nCheck the pendant alarm"));
    }
    if dice.chance(50) {
        calls.push(call("Bed", "19:00", "22:00", 30, "Help to undress\nHelp to bed\nLock up"));
    }
    // Somebody with insulin-dependent diabetes must have eaten before the community nurse comes.
    if dice.chance(8)
        && let Some(first) = calls.first_mut()
    {
        (first.from, first.to, first.time_critical) = ("07:00", "08:30", true);
    }
    if dice.chance(15) {
        for call in &mut calls {
            call.days = if two_workers { EVERY_DAY } else { WEEKDAYS };
        }
    } else if dice.chance(10) && calls.len() == 1 {
        for call in &mut calls {
            call.days = SOME_DAYS;
        }
    }
    calls
}

impl Need {
    /// Minutes of care in a week, two workers counted twice.
    pub(super) fn weekly_minutes(&self) -> i64 {
        let week = |call: &Call| i64::try_from(call.days.len()).unwrap_or(7) * call.minutes * call.workers;
        self.calls.iter().map(week).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The documents: at least 65% of hours are bought as part-hours, mostly of 30 minutes.
    #[test]
    fn most_care_is_bought_in_part_hours() {
        let mut dice = Dice::new(1, "needs");
        let needs: Vec<_> = (0..2_000).map(|_| need(&mut dice)).collect();
        let minutes = |short: bool| -> i64 {
            let calls = needs.iter().flat_map(|need| &need.calls).filter(|call| !short || call.minutes < 60);
            calls.map(|call| i64::try_from(call.days.len()).unwrap() * call.minutes * call.workers).sum()
        };
        let share = minutes(true) * 100 / minutes(false);
        assert!(share >= 65, "{share}%");
    }
}
