//! What a bank of care time may hold and give, pure (BRK-10): never less than nothing, never more put in than its cap. Minutes that
//! are set aside for a planned visit still count towards the cap, so that whatever comes back has its place.

use kernel::{Failure, Minutes};
use places::{ChargeRules, PackageRules};

use crate::visit::{CancelledFor, Outcome, State, VisitView};

/// What a bank holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Held {
    /// Free to be used.
    pub free: Minutes,
    /// Set aside for visits that are planned from it.
    pub planned: Minutes,
}

impl Held {
    /// Both.
    pub const fn whole(self) -> Minutes {
        Minutes::new(self.free.get().saturating_add(self.planned.get()))
    }

    /// Puts minutes in.
    pub fn deposit(self, minutes: Minutes, cap: Minutes) -> Result<Held, Failure> {
        let room = Minutes::new((cap.get() - self.whole().get()).max(0));
        if minutes.get() < 1 {
            return Err(Failure::field("minutes", "There is nothing to bank. Enter at least one minute."));
        }
        if minutes > room {
            return Err(Failure::field(
                "minutes",
                format!(
                    "The bank may hold {cap}, and {} are in it already, so {minutes} are too many: {room} can still be banked.",
                    self.whole()
                ),
            ));
        }
        Ok(Held { free: Minutes::new(self.free.get() + minutes.get()), ..self })
    }

    /// Sets minutes aside for a visit.
    pub fn plan(self, minutes: Minutes) -> Result<Held, Failure> {
        if minutes.get() < 1 || minutes > self.free {
            return Err(Failure::field(
                "minutes",
                format!("There are {} in the bank, and the visit needs {minutes}. Plan a shorter one.", self.free),
            ));
        }
        Ok(Held {
            free: Minutes::new(self.free.get() - minutes.get()),
            planned: Minutes::new(self.planned.get() + minutes.get()),
        })
    }

    /// A visit that was planned is over: what it used is gone, the rest is free again.
    pub fn settle(self, planned: Minutes, used: Minutes) -> Held {
        let used = used.clamp(Minutes::ZERO, planned);
        Held {
            free: Minutes::new(self.free.get() + planned.get() - used.get()),
            planned: Minutes::new(self.planned.get() - planned.get()),
        }
    }
}

/// The most a bank may hold: so many weeks of the agreed care, or what is needed for a purpose that was named, if that is more.
pub fn cap(weekly: Minutes, rules: &PackageRules, need: Option<Minutes>) -> Minutes {
    let weeks = Minutes::new(weekly.get().saturating_mul(rules.banked_weeks));
    need.map_or(weeks, |need| need.max(weeks))
}

/// What of a visit was not wanted and is not charged, so that it may be banked; if nothing, says why.
pub fn unused(visit: &VisitView, rules: &ChargeRules) -> Result<Minutes, Failure> {
    match &visit.state {
        State::Cancelled { for_whom: CancelledFor::Person, notice_hours, .. } => {
            if *notice_hours < rules.cancellation_notice_hours {
                return Err(Failure::conflict(format!(
                    "This visit was cancelled with less than {} hours’ notice. It is charged, so nothing of it is left to bank.",
                    rules.cancellation_notice_hours
                )));
            }
            Ok(visit.planned_worker_minutes())
        }
        State::Approved(recorded, approval) if recorded.said.outcome == Outcome::CareGiven => {
            // What is charged all the same is not left over: the shortest paid visit, and small differences.
            let charged = approval.minutes.max(Minutes::new(rules.minimum_paid_minutes));
            let left = visit.minutes.get() - charged.get();
            if left <= rules.tolerance_minutes {
                return Err(Failure::conflict("This visit is charged as planned, so nothing of it is left to bank."));
            }
            Ok(Minutes::new(left * approval.workers))
        }
        State::Planned | State::Assigned | State::Started { .. } | State::Finished(_) => Err(Failure::conflict(
            "This visit is not over yet. What the person did not want is banked once it was cancelled or its time is approved.",
        )),
        _ => Err(Failure::conflict(
            "Only what the person did not want is banked: a visit they called off in time, or one that was shorter because they wished it.",
        )),
    }
}

/// What a visit out of the bank has used of its minutes, once that is known.
pub fn used(visit: &VisitView, rules: &ChargeRules) -> Option<Minutes> {
    match &visit.state {
        State::Cancelled { for_whom: CancelledFor::Person, notice_hours, .. }
            if *notice_hours < rules.cancellation_notice_hours =>
        {
            Some(visit.planned_worker_minutes())
        }
        State::Cancelled { .. } | State::Missed { .. } => Some(Minutes::ZERO),
        State::Approved(..) => {
            let left = unused(visit, rules).unwrap_or_default();
            Some(Minutes::new(visit.planned_worker_minutes().get() - left.get()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Command {
        Deposit(i64),
        Plan(i64),
        Settle(usize, i64),
    }

    fn any_command() -> impl Strategy<Value = Command> {
        prop_oneof![
            3 => (-5..200_i64).prop_map(Command::Deposit),
            3 => (-5..200_i64).prop_map(Command::Plan),
            3 => (0..5_usize, -5..200_i64).prop_map(|(nth, used)| Command::Settle(nth, used)),
        ]
    }

    fn rules() -> PackageRules {
        places::Place::dorset().expect("the place").package_rules.clone()
    }

    // BRK-10
    #[test]
    fn the_cap_is_four_weeks_or_what_a_named_need_takes() {
        let weekly = Minutes::new(270);
        assert_eq!(cap(weekly, &rules(), None), Minutes::new(1_080));
        assert_eq!(cap(weekly, &rules(), Some(Minutes::new(600))), Minutes::new(1_080));
        assert_eq!(cap(weekly, &rules(), Some(Minutes::new(2_000))), Minutes::new(2_000));
    }

    // BRK-10
    #[test]
    fn a_refusal_says_how_much_there_is_room_for() {
        let held = Held { free: Minutes::new(1_000), planned: Minutes::new(20) };
        let refused = |result: Result<Held, Failure>| match result {
            Err(Failure::Invalid(faults)) => faults.first().map(|fault| fault.message.clone()).unwrap_or_default(),
            other => format!("{other:?}"),
        };
        let cap = Minutes::new(1_080);
        assert!(refused(held.deposit(Minutes::new(90), cap)).ends_with("1 hour can still be banked."));
        assert!(refused(held.plan(Minutes::new(1_001))).starts_with("There are 16 hours 40 minutes in the bank"));
        assert!(refused(held.deposit(Minutes::ZERO, cap)).contains("nothing to bank"));
        assert!(held.deposit(Minutes::new(60), cap).is_ok());
    }

    proptest! {
        // BRK-10
        #[test]
        fn a_bank_is_never_below_zero_and_never_above_its_cap(
            cap in 0..1_500_i64,
            commands in prop::collection::vec(any_command(), 0..80),
        ) {
            let (cap, mut held, mut planned) = (Minutes::new(cap), Held::default(), Vec::new());
            let (mut put_in, mut gone) = (0_i64, 0_i64);
            for command in commands {
                match command {
                    Command::Deposit(minutes) => {
                        if let Ok(after) = held.deposit(Minutes::new(minutes), cap) {
                            held = after;
                            put_in += minutes;
                        }
                    }
                    Command::Plan(minutes) => {
                        if let Ok(after) = held.plan(Minutes::new(minutes)) {
                            held = after;
                            planned.push(Minutes::new(minutes));
                        }
                    }
                    Command::Settle(nth, used) => {
                        if planned.is_empty() {
                            continue;
                        }
                        let of = planned.remove(nth % planned.len());
                        held = held.settle(of, Minutes::new(used));
                        gone += used.clamp(0, of.get());
                    }
                }
                prop_assert!(held.free >= Minutes::ZERO && held.planned >= Minutes::ZERO, "{:?}", held);
                prop_assert!(held.whole() <= cap, "{:?} of {}", held, cap);
                prop_assert_eq!(held.whole().get(), put_in - gone);
                prop_assert_eq!(held.planned.get(), planned.iter().map(|minutes| minutes.get()).sum::<i64>());
            }
        }
    }
}
