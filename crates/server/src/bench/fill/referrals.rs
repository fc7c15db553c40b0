//! Referrals, and the calls that some of them came of.

use access::Role;
use kernel::{Failure, Moment, Uuid};
use store::{Change, Work, cols};

use super::{Filler, people::Known};

/// So many in one unit of work.
const TOGETHER: usize = 2_000;
/// One referral in so many waits for an answer.
const OPEN: usize = 200;

/// One referral to be written.
#[derive(Debug, Clone)]
struct Plain {
    number: usize,
    person: Known,
    at: Moment,
    state: &'static str,
}

impl Filler<'_> {
    /// Writes so many, over the days of the visits; the last few of them wait for an answer.
    pub(super) fn referrals(&mut self, count: usize, people: &[Known]) -> Result<(), Failure> {
        let span = -super::DAYS.0 * 24 * 60;
        let step = |n: usize| i64::try_from(n).unwrap_or_default() * span / i64::try_from(count.max(1)).unwrap_or(1);
        let plain = |number: usize| {
            let person = people.get(number % people.len().max(1))?.clone();
            let state = match (number + count / OPEN >= count, number % 40) {
                (true, _) => "received",
                (_, 0) => "accepted",
                (_, 1..10) => "declined",
                _ => "completed",
            };
            Some(Plain { number, person, at: self.now.plus_minutes(step(number) - span), state })
        };
        let all: Vec<Plain> = (0..count).filter_map(plain).collect();
        let owner = self.filled.staff.of(Role::Coordinator).unwrap_or_default();
        let hospital = self.filled.staff.hospital;
        for some in all.chunks(TOGETHER) {
            if let Some(last) = some.last() {
                self.clock.turn_to(last.at);
            }
            let some = some.to_vec();
            self.write(move |work| {
                let changes = some.iter().flat_map(|one| of(work, one, owner, hospital)).collect();
                work.apply_all(changes)
            })?;
        }
        Ok(())
    }
}

fn of(work: &Work<'_>, one: &Plain, owner: Uuid, hospital: Uuid) -> Vec<Change> {
    let (id, clock): (Uuid, Uuid) = (work.id(), work.id());
    let (due, answered, open) = (one.at.plus_days(7), one.at.plus_hours(30), one.state == "received");
    let mut columns = arrived(id, one, due, hospital);
    columns.extend(answer(one, owner, answered));
    let running = cols! {
        "id" => clock, "version" => 1, "standard" => referrals::Urgency::Other.standard(), "subject_kind" => "referral",
        "subject" => id, "person" => one.person.id, "started_at" => one.at, "due_at" => due,
        "stopped_at" => (!open).then_some(answered), "outcome" => (!open).then_some("met"),
    };
    let facts = serde_json::json!({ "service": referrals::CARE_AT_HOME, "urgency": "other", "answer_by": due });
    let change = Change::new("referral.received", "referral", id).person(one.person.id).facts(facts);
    let mut changes = vec![change.insert("referral", columns).insert("clock", running)];
    if !open {
        let event = if one.state == "declined" { "referral.declined" } else { "referral.accepted" };
        changes.push(Change::new(event, "referral", id).person(one.person.id));
    }
    if one.number.is_multiple_of(2) {
        changes.push(call(work, one, owner));
    }
    changes
}

fn arrived(id: Uuid, one: &Plain, due: Moment, hospital: Uuid) -> Vec<(&'static str, store::Value)> {
    let by_hospital = one.number.is_multiple_of(3);
    cols! {
        "id" => id, "version" => 1, "person" => one.person.id, "person_name" => one.person.name.as_str(),
        "locality" => one.person.locality.as_str(), "service" => referrals::CARE_AT_HOME,
        "source" => if by_hospital { "hospital_discharge" } else { "professional" }, "referrer_name" => "Ward 4",
        "referrer_organisation" => by_hospital.then_some(hospital), "referrer_body" => "Bench Hospital",
        "referrer_phone" => "01632 960001", "reason" => "Needs help with washing and meals after a fall.",
        "urgency" => "other", "received_at" => one.at, "answer_by" => due, "own_by" => one.at.plus_hours(24),
        "told_by" => "phone", "told_at" => one.at, "state" => one.state,
    }
}

fn answer(one: &Plain, owner: Uuid, answered: Moment) -> Vec<(&'static str, store::Value)> {
    let taken = one.state != "received";
    let accepted = matches!(one.state, "accepted" | "completed");
    let ended = matches!(one.state, "declined" | "completed");
    let by = |holds: bool| holds.then_some("Sam Bench");
    cols! {
        "owner" => taken.then_some(owner), "owner_name" => by(taken),
        "owned_at" => taken.then(|| one.at.plus_hours(2)), "priority" => taken.then_some("p2"),
        "triaged_at" => taken.then(|| one.at.plus_hours(3)), "triaged_by" => by(taken),
        "accepted_at" => accepted.then_some(answered), "accepted_by" => by(accepted),
        "ended_at" => ended.then(|| answered.plus_days(1)), "ended_by" => by(ended),
        "end_reason" => (one.state == "declined").then_some("not_wanted"),
        "end_note" => ended.then_some("They were told."),
    }
}

fn call(work: &Work<'_>, one: &Plain, owner: Uuid) -> Change {
    let (id, over): (Uuid, bool) = (work.id(), one.state != "received");
    let columns = cols! {
        "id" => id, "version" => 1, "channel" => "phone", "caller_name" => "A neighbour", "caller_is" => "public",
        "person" => one.person.id, "wanted" => "Asked what help there is.", "safe" => "yes", "urgent" => false,
        "received_at" => one.at, "own_by" => one.at.plus_hours(1), "state" => if over { "ended" } else { "waiting" },
        "outcome" => over.then_some("information_given"), "ended_at" => over.then(|| one.at.plus_hours(1)),
        "owner" => over.then_some(owner), "owner_name" => over.then_some("Sam Bench"),
        "owned_at" => over.then_some(one.at),
    };
    Change::new("contact.recorded", "contact", id).person(one.person.id).insert("contact", columns)
}
