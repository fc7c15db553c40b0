//! One visit, its state and what may become of it. Pure; the SQL stands in `store.rs`.

use kernel::{Date, Failure, Id, Minutes, Moment, Uuid, count, moment_in_words, time_in_words};

use crate::{coded::coded, stay::Stay};

/// A planned or made attendance at somebody's home.
#[derive(Debug)]
pub enum Visit {}

/// A visit's id.
pub type VisitId = Id<Visit>;

coded! {
    /// What came of a visit.
    Outcome, "outcome of a visit" {
        /// Care was given.
        CareGiven = "done", "Care was given";
        /// Nobody answered.
        NoReply = "no_reply", "No reply";
        /// The person was asleep, or the worker left without seeing them awake.
        Asleep = "asleep", "Asleep, or I left without seeing them";
        /// The person refused care.
        Refused = "refused", "They refused care";
        /// The person was taken to hospital.
        Hospital = "hospital", "They went to hospital";
    }
}

impl Outcome {
    /// Whether somebody must first find out that the person is well (H8).
    pub const fn needs_welfare_step(self) -> bool {
        matches!(self, Outcome::NoReply | Outcome::Asleep)
    }
}

coded! {
    /// Who signed for the time. A worker never signs for the person (VIS-4).
    Signed, "way of signing" {
        /// The person.
        Person = "person", "The person signed";
        /// Somebody for them, by name.
        Representative = "representative", "Somebody signed for them";
        /// The person did not want to.
        Refused = "refused", "They refused to sign";
        /// The person cannot, for a reason.
        CannotSign = "cannot_sign", "They cannot sign";
        /// Nobody: the provider's own system stamped the time (FIN-4).
        TimeStamp = "time_stamp", "Nobody; a digital time stamp was accepted";
    }
}

impl Signed {
    /// What a worker may choose at the door.
    pub const AT_THE_DOOR: &'static [(&'static str, &'static str)] = match Signed::CHOICES {
        [all @ .., _] => all,
        [] => &[],
    };
}

coded! {
    /// For whose sake a visit was cancelled.
    CancelledFor, "one who cancels" {
        /// The person wished it.
        Person = "person", "The person wished it";
        /// The person is in hospital.
        Hospital = "hospital", "The person is in hospital";
        /// The provider cannot come.
        Provider = "provider", "The provider cannot come";
        /// The package ended or went back.
        System = "system", "The package ended";
    }
}

coded! {
    /// Why a recorded time is looked at by a person before it counts.
    Flag, "flag" {
        /// Less than half of the planned time.
        VeryShort = "very_short", "Very short: less than half of the planned time";
        /// The same length to the minute as the times before.
        SameLength = "same_length", "The same length to the minute as the last three visits";
        /// The time was stated afterwards.
        StatedLater = "stated_later", "The check-in time was stated afterwards";
        /// One of two workers came.
        OneOfTwo = "one_of_two", "Only one of two workers came";
        /// Outside of the tolerance.
        OutsideTolerance = "outside_tolerance", "Longer or shorter than planned";
        /// No signature and no reason.
        NotSigned = "not_signed", "No signature";
        /// Something other than care given.
        OtherOutcome = "other_outcome", "Care was not given as planned";
    }
}

impl Flag {
    /// Whether the time itself is in doubt, so that it counts in the worker's list (VIS-4).
    pub const fn doubts_the_time(self) -> bool {
        matches!(self, Flag::VeryShort | Flag::SameLength | Flag::StatedLater)
    }
}

/// What was said at the first check-out: what came of it and who signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What came of it.
    pub outcome: Outcome,
    /// Who signed, and the name or the reason that belongs to it.
    pub signed: Option<(Signed, Option<String>)>,
}

/// What was recorded when the last worker had left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The first arrival.
    pub start: Moment,
    /// The last leaving.
    pub finish: Moment,
    /// The minutes of all workers together.
    pub minutes: Minutes,
    /// What was said.
    pub said: Said,
    /// What was done to find out that the person is well, and when.
    pub welfare: Option<(Vec<String>, Moment)>,
}

impl Recorded {
    /// Whether the welfare step is still to be done (H8).
    pub fn owes_welfare_step(&self) -> bool {
        self.said.outcome.needs_welfare_step() && self.welfare.is_none()
    }
}

/// What was approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The minutes of one worker.
    pub minutes: Minutes,
    /// How many workers.
    pub workers: i64,
    /// By whom; "the system" when everything was in order.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Why it differs from what was recorded, or why it holds all the same.
    pub why: Option<String>,
}

/// Where a visit stands; each state owns what exists in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Not every worker is found yet.
    Planned,
    /// Every worker is found.
    Assigned,
    /// Somebody has arrived.
    Started {
        /// The first arrival.
        at: Moment,
        /// What the first who left has said.
        said: Option<Said>,
    },
    /// Everybody has left.
    Finished(Recorded),
    /// The time counts.
    Approved(Recorded, Approval),
    /// It does not take place.
    Cancelled {
        /// For whose sake.
        for_whom: CancelledFor,
        /// Why.
        why: String,
        /// When.
        at: Moment,
        /// Whole hours before the planned start.
        notice_hours: i64,
    },
    /// Nobody came.
    Missed {
        /// When it was followed up.
        found_at: Moment,
        /// Why.
        why: String,
        /// Who followed it up; what was done stands in `instead`. Not known of visits from before this was kept.
        by: Option<String>,
    },
}

impl State {
    /// The state in data.
    pub const fn code(&self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::Assigned => "assigned",
            State::Started { .. } => "started",
            State::Finished(_) => "finished",
            State::Approved(..) => "approved",
            State::Cancelled { .. } => "cancelled",
            State::Missed { .. } => "missed",
        }
    }

    /// The state for people.
    pub const fn words(&self) -> &'static str {
        match self {
            State::Planned => "No worker yet",
            State::Assigned => "Planned",
            State::Started { .. } => "Under way",
            State::Finished(_) => "Made, time to be checked",
            State::Approved(..) => "Made",
            State::Cancelled { .. } => "Cancelled",
            State::Missed { .. } => "Missed",
        }
    }

    /// What was recorded, once everybody has left.
    pub const fn recorded(&self) -> Option<&Recorded> {
        match self {
            State::Finished(recorded) | State::Approved(recorded, _) => Some(recorded),
            _ => None,
        }
    }
}

/// A visit as every page and room reads it.
#[derive(Debug, Clone)]
pub struct VisitView {
    /// Its id.
    pub id: VisitId,
    /// Its row's version.
    pub version: i64,
    /// The package it belongs to.
    pub package: Uuid,
    /// The line of the pattern.
    pub line: Uuid,
    /// To whom.
    pub person: Uuid,
    /// Their name.
    pub person_name: String,
    /// In which locality of the place.
    pub locality: Option<String>,
    /// By which provider.
    pub provider: Uuid,
    /// After which plan.
    pub plan: Uuid,
    /// The version of the plan it was made from (H10).
    pub plan_version: i64,
    /// On which day.
    pub day: Date,
    /// "Morning".
    pub label: String,
    /// The earliest start.
    pub window_from: Moment,
    /// The latest start.
    pub window_to: Moment,
    /// The planned start.
    pub planned_start: Moment,
    /// The planned end.
    pub planned_end: Moment,
    /// The planned length.
    pub minutes: Minutes,
    /// One worker, or two together.
    pub workers_needed: i64,
    /// Whether it must not be late.
    pub time_critical: bool,
    /// Whether the person lives alone.
    pub lives_alone: bool,
    /// What the workers must be able to do.
    pub skills: Vec<String>,
    /// What is to be done.
    pub tasks: Vec<String>,
    /// From when on it is late when somebody has not arrived.
    pub late_at: Moment,
    /// From when on it is taken for missed.
    pub missed_at: Moment,
    /// What happens instead, once it was cancelled: who comes, and when. Once it was missed: what was done for the person.
    pub instead: Option<String>,
    /// Where it stands.
    pub state: State,
    /// How many workers have arrived.
    pub checked_in: i64,
    /// Why the time is to be checked.
    pub to_check: Vec<Flag>,
    /// What is unusual about the time, kept for the worker's list.
    pub flags: Vec<Flag>,
    /// Who comes, or came.
    pub workers: Vec<Stay>,
}

impl VisitView {
    /// Start and finish as they were recorded.
    pub fn recorded(&self) -> Option<(Moment, Moment)> {
        self.state.recorded().map(|recorded| (recorded.start, recorded.finish))
    }

    /// The minutes that count, of one worker.
    pub const fn approved_minutes(&self) -> Option<Minutes> {
        match &self.state {
            State::Approved(_, approval) => Some(approval.minutes),
            _ => None,
        }
    }

    /// The planned minutes of all its workers together.
    pub const fn planned_worker_minutes(&self) -> Minutes {
        Minutes::new(self.minutes.get().saturating_mul(self.workers_needed))
    }

    /// How many workers are still to be found.
    pub fn unfilled(&self) -> i64 {
        (self.workers_needed - i64::try_from(self.workers.len()).unwrap_or(i64::MAX)).max(0)
    }

    /// Whether it can still be given, changed or cancelled.
    pub const fn is_ahead(&self) -> bool {
        matches!(self.state, State::Planned | State::Assigned)
    }

    /// Whether somebody who should be there is late. Found by comparing, never by a job (house rule 3).
    pub fn is_late(&self, now: Moment) -> bool {
        let open = matches!(self.state, State::Planned | State::Assigned | State::Started { said: None, .. });
        open && self.checked_in < self.workers_needed && now >= self.late_at
    }

    /// Whether it is so late that it counts as missed until somebody says otherwise.
    pub fn is_missed(&self, now: Moment) -> bool {
        self.is_late(now) && self.checked_in == 0 && now >= self.missed_at
    }

    /// How much it matters that it is late: the higher the sooner (H7).
    pub fn urgency(&self) -> i64 {
        i64::from(self.time_critical) * 4 + i64::from(self.workers_needed > 1) * 2 + i64::from(self.lives_alone)
    }

    /// The place a worker has on it.
    pub fn stay_of(&self, worker: Uuid) -> Option<&Stay> {
        self.workers.iter().find(|stay| stay.worker == worker)
    }

    /// "Morning visit, between 7am and 9am, 30 minutes".
    pub fn told(&self) -> String {
        format!("{}, {}, {}", self.label, self.window_words(), self.minutes)
    }

    /// "between 7am and 9am", "at 7am".
    pub fn window_words(&self) -> String {
        let (from, to) = (time_in_words(self.window_from.time_of_day()), time_in_words(self.window_to.time_of_day()));
        if from == to { format!("at {from}") } else { format!("between {from} and {to}") }
    }

    /// Refused unless it is still ahead, in the words of what was wanted.
    pub fn must_be_ahead(&self, wish: &str) -> Result<(), Failure> {
        let why = match &self.state {
            State::Planned | State::Assigned => return Ok(()),
            State::Started { at, .. } => format!("it began at {}", time_in_words(at.time_of_day())),
            State::Finished(recorded) | State::Approved(recorded, _) => {
                format!("it was made, from {} on", moment_in_words(recorded.start))
            }
            State::Cancelled { for_whom, .. } => format!("it was cancelled ({})", for_whom.words().to_lowercase()),
            State::Missed { .. } => "it was recorded as missed".to_owned(),
        };
        Err(Failure::conflict(format!("This visit cannot be {wish}: {why}.")))
    }

    /// Refused unless a worker may arrive now: any time from two hours before the window (place is never a gate).
    pub fn must_take_arrivals(&self, at: Moment) -> Result<(), Failure> {
        match &self.state {
            State::Planned | State::Assigned | State::Started { said: None, .. } => {}
            State::Started { .. } => {
                return Err(Failure::conflict("Somebody has already checked out of this visit, so it is over."));
            }
            _ => self.must_be_ahead("begun")?,
        }
        if at < self.window_from.plus_hours(-2) {
            return Err(Failure::conflict(format!(
                "It is too early to check in: this visit is due {} on {}. You can check in from two hours before.",
                self.window_words(),
                kernel::day_in_words(self.day)
            )));
        }
        Ok(())
    }

    /// Whether a code to the home may be shown: from half an hour before the window until the visit is over, at the latest
    /// an hour after the window.
    pub fn way_in_is_open(&self, now: Moment) -> Result<(), Failure> {
        let (from, to) = (self.window_from.plus_minutes(-30), self.window_to.plus_minutes(60));
        match &self.state {
            // A visit that nobody ended must not leave the way in open for good.
            State::Started { at, .. } if now > to.max(at.plus_minutes(self.minutes.get()).plus_hours(4)) => {
                Err(Failure::conflict(
                    "The time for this visit is over, so the code is no longer shown. Check out, or ring your office.",
                ))
            }
            State::Started { .. } => Ok(()),
            State::Planned | State::Assigned if now < from => Err(Failure::conflict(format!(
                "The code is shown from {} on, half an hour before the visit. Come back then.",
                moment_in_words(from)
            ))),
            State::Planned | State::Assigned if now > to => Err(Failure::conflict(
                "The time for this visit is over, so the code is no longer shown. Ring your office.",
            )),
            State::Planned | State::Assigned => Ok(()),
            _ => Err(Failure::conflict("This visit is over, so the code is no longer shown.")),
        }
    }

    /// Whole hours from now to the planned start; none when it has passed.
    pub const fn notice_hours(&self, now: Moment) -> i64 {
        let minutes = self.planned_start.minutes_since(now);
        if minutes < 0 { 0 } else { minutes / 60 }
    }

    /// "1 of 2 workers".
    pub fn cover_words(&self) -> String {
        let found = self.workers_needed - self.unfilled();
        format!("{found} of {}", count(self.workers_needed, "worker", "workers"))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use kernel::{date, time};

    use super::*;

    pub(crate) fn at(hour: i8, minute: i8) -> Moment {
        Moment::from_london(date(2026, 11, 23), time(hour, minute, 0, 0))
    }

    pub(crate) fn visit() -> VisitView {
        let id = Uuid::from_u128;
        VisitView {
            id: id(1).into(),
            version: 1,
            package: id(2),
            line: id(3),
            person: id(4),
            person_name: "Ada Example".into(),
            locality: None,
            provider: id(5),
            plan: id(6),
            plan_version: 1,
            day: date(2026, 11, 23),
            label: "Morning".into(),
            window_from: at(8, 0),
            window_to: at(9, 0),
            planned_start: at(8, 0),
            planned_end: at(8, 30),
            minutes: Minutes::new(30),
            workers_needed: 1,
            time_critical: false,
            lives_alone: false,
            skills: vec![],
            tasks: vec!["Wash".into()],
            late_at: at(9, 30),
            missed_at: at(11, 0),
            instead: None,
            state: State::Assigned,
            checked_in: 0,
            to_check: vec![],
            flags: vec![],
            workers: vec![],
        }
    }

    fn recorded(outcome: Outcome) -> Recorded {
        let said = Said { outcome, signed: None };
        Recorded { start: at(8, 0), finish: at(8, 30), minutes: Minutes::new(30), said, welfare: None }
    }

    // VIS-5, H7
    #[test]
    fn lateness_is_a_comparison_at_any_moment() {
        let visit = visit();
        assert!(!visit.is_late(at(9, 29)) && visit.is_late(at(9, 30)));
        assert!(!visit.is_missed(at(10, 59)) && visit.is_missed(at(11, 0)));
        let begun = VisitView { state: State::Started { at: at(8, 5), said: None }, checked_in: 1, ..visit.clone() };
        assert!(!begun.is_late(at(12, 0)));
        let one_of_two = VisitView { workers_needed: 2, ..begun };
        assert!(one_of_two.is_late(at(12, 0)) && !one_of_two.is_missed(at(12, 0)));
        let cancelled =
            State::Cancelled { for_whom: CancelledFor::Person, why: "away".into(), at: at(7, 0), notice_hours: 1 };
        assert!(!VisitView { state: cancelled, ..visit }.is_late(at(12, 0)));
    }

    // VIS-5, H7
    #[test]
    fn what_matters_most_comes_first() {
        let plain = visit();
        let alone = VisitView { lives_alone: true, ..visit() };
        let double = VisitView { workers_needed: 2, ..visit() };
        let insulin = VisitView { time_critical: true, ..visit() };
        let mut ranks = [&plain, &alone, &double, &insulin].map(VisitView::urgency);
        assert!(ranks.is_sorted());
        ranks.sort_unstable();
        assert_eq!(ranks, [0, 1, 2, 4]);
    }

    // VIS-3
    #[test]
    fn the_way_in_opens_half_an_hour_before_and_closes_an_hour_after() {
        let visit = visit();
        let open = |now| visit.way_in_is_open(now).is_ok();
        assert!(!open(at(7, 29)) && open(at(7, 30)) && open(at(10, 0)) && !open(at(10, 1)));
        let under_way = VisitView { state: State::Started { at: at(9, 0), said: None }, ..visit.clone() };
        assert!(under_way.way_in_is_open(at(11, 0)).is_ok());
        let over = VisitView { state: State::Finished(recorded(Outcome::CareGiven)), ..visit.clone() };
        assert!(over.way_in_is_open(at(9, 0)).is_err());
    }

    // H8
    #[test]
    fn nobody_answering_owes_a_welfare_step() {
        assert!(recorded(Outcome::NoReply).owes_welfare_step() && recorded(Outcome::Asleep).owes_welfare_step());
        assert!(!recorded(Outcome::CareGiven).owes_welfare_step() && !recorded(Outcome::Hospital).owes_welfare_step());
        let welfare = Some((vec!["phoned".to_owned()], at(8, 40)));
        assert!(!Recorded { welfare, ..recorded(Outcome::NoReply) }.owes_welfare_step());
    }

    #[test]
    fn notice_is_told_in_whole_hours() {
        let visit = visit();
        assert_eq!(visit.notice_hours(at(8, 0).plus_hours(-24)), 24);
        assert_eq!(visit.notice_hours(at(8, 0).plus_minutes(-24 * 60 + 1)), 23);
        assert_eq!(visit.notice_hours(at(8, 30)), 0);
    }

    #[test]
    fn a_visit_that_is_over_says_why_it_cannot_be_changed() {
        let over = VisitView { state: State::Finished(recorded(Outcome::CareGiven)), ..visit() };
        assert!(
            matches!(over.must_be_ahead("cancelled"), Err(Failure::Conflict(text)) if text.contains("it was made"))
        );
        assert!(visit().must_take_arrivals(at(5, 59)).is_err() && visit().must_take_arrivals(at(6, 0)).is_ok());
    }
}
