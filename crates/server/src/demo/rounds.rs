//! A provider's day: who goes where, what happens at the door, and what the office checks afterwards.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Failure, Moment, Period, Uuid};
use visits::{State, VisitView};

use super::{
    cast::{Casting, Company},
    checks, complex,
    dice::Dice,
    hand::Hand,
    run::Step,
};

/// Minutes between two visits of one worker: the lanes of Dorset.
const TRAVEL: i64 = 10;

fn visits_of(hand: &Hand<'_>, company: &Company, day: Date) -> Result<Vec<VisitView>, Failure> {
    let period = Period::through(day, day)?;
    hand.site().store.read_now(|tx| visits::of_provider(tx, company.organisation, period))
}

/// Who goes to whom, remembered so that faces stay the same.
#[derive(Debug, Default)]
pub(super) struct Habits(BTreeMap<(Uuid, Uuid, usize), usize>);

/// What is taken of each worker's day.
struct Taken(BTreeMap<usize, Vec<(Moment, Moment)>>);

impl Taken {
    fn of(company: &Company, visits: &[VisitView]) -> Self {
        let mut taken = BTreeMap::<usize, Vec<_>>::new();
        for visit in visits.iter().filter(|visit| matches!(visit.state, State::Planned | State::Assigned)) {
            for stay in &visit.workers {
                if let Some(n) = company.workers.iter().position(|worker| worker.who.account == stay.worker) {
                    taken.entry(n).or_default().push((visit.planned_start, visit.planned_end));
                }
            }
        }
        Taken(taken)
    }

    fn is_free(&self, worker: usize, start: Moment, end: Moment) -> bool {
        let clear =
            |(from, to): &(Moment, Moment)| end.plus_minutes(TRAVEL) <= *from || to.plus_minutes(TRAVEL) <= start;
        self.0.get(&worker).is_none_or(|taken| taken.iter().all(clear))
    }

    /// The first start in the visit's window at which so many workers are free together, with who they are.
    fn find(&self, visit: &VisitView, first: &[usize], how_many: usize, may: &[bool]) -> Option<(Moment, Vec<usize>)> {
        let minutes = visit.minutes.get();
        let mut start = visit.planned_start;
        // Where one of two has it already, the other comes at the same time.
        let latest = if visit.workers.is_empty() { visit.window_to } else { start.plus_minutes(minutes) };
        while start.plus_minutes(minutes) <= latest {
            let end = start.plus_minutes(minutes);
            let order = first.iter().copied().chain((0..may.len()).filter(|n| !first.contains(n)));
            let may = order.filter(|n| may.get(*n).copied().unwrap_or(false));
            let free: Vec<usize> = may.filter(|n| self.is_free(*n, start, end)).take(how_many).collect();
            if free.len() == how_many {
                return Some((start, free));
            }
            start = start.plus_minutes(15);
        }
        None
    }
}

/// The scheduler gives every visit of a day that still needs somebody to who is free, hiring when nobody is. A worker who
/// comes as usual, or for the first time, is given the visit from then on. Where the person chooses their care workers, nobody
/// else is given the visit; it goes first.
pub(super) fn roster(
    hand: &mut Hand<'_>,
    casting: &mut Casting<'_>,
    company: &mut Company,
    habits: &mut Habits,
    day: Date,
) -> Result<(), Failure> {
    checks::renew(hand, company, day)?;
    let visits = visits_of(hand, company, day)?;
    let mut taken = Taken::of(company, &visits);
    let mut unfilled: Vec<&VisitView> =
        visits.iter().filter(|visit| matches!(visit.state, State::Planned) && visit.unfilled() > 0).collect();
    if unfilled.is_empty() {
        return Ok(());
    }
    let provider = company.organisation;
    let chosen = hand.site().store.read_now(|tx| brokerage::complex::chosen_of_provider(tx, provider))?;
    unfilled.sort_by_key(|visit| !chosen.contains_key(&visit.package));
    for (nth, visit) in unfilled.into_iter().enumerate() {
        let needed = usize::try_from(visit.unfilled()).unwrap_or(1);
        let places = usize::try_from(visit.workers_needed).unwrap_or(1);
        let usual: Vec<usize> =
            (0..places).filter_map(|n| habits.0.get(&(visit.package, visit.line, n)).copied()).collect();
        let found = loop {
            let chosen = chosen.get(&visit.package);
            let may = complex::may_come(company, chosen);
            let first = if chosen.is_some() { complex::in_turn(&usual, &may, nth) } else { usual.clone() };
            match taken.find(visit, &first, needed, &may) {
                Some(found) => break Some(found),
                None if chosen.is_some() => break None,
                None => {
                    casting.hire(company)?;
                    teach(hand, company)?;
                }
            }
        };
        let Some((start, crew)) = found else { continue };
        give(hand, company, visit, start, (&crew, &usual))?;
        for (n, worker) in crew.into_iter().enumerate() {
            if visit.workers.is_empty() {
                habits.0.insert((visit.package, visit.line, n), worker);
            }
            taken.0.entry(worker).or_default().push((start, start.plus_minutes(visit.minutes.get())));
        }
    }
    Ok(())
}

/// The newest worker's skills.
pub(super) fn teach(hand: &mut Hand<'_>, company: &Company) -> Result<(), Failure> {
    let Some(worker) = company.workers.last() else { return Ok(()) };
    let path = format!("/provider/workers/{}/skills", worker.who.account);
    let skills =
        ["medicines", "moving_and_handling", "hoist", "dementia", "end_of_life"].map(|skill| ("skills", skill));
    hand.fill(&company.manager.who, &path, &skills).map(drop)
}

fn give(
    hand: &mut Hand<'_>,
    company: &Company,
    visit: &VisitView,
    start: Moment,
    (crew, usual): (&[usize], &[usize]),
) -> Result<(), Failure> {
    let path = format!("/schedule/{}/assign", visit.id);
    let time = start.time_of_day().strftime("%H:%M").to_string();
    for (n, place) in crew.iter().enumerate() {
        let Some(worker) = company.workers.get(*place) else { continue };
        let account = worker.who.account.to_string();
        let version = (visit.version + i64::try_from(n).unwrap_or(0)).to_string();
        let stands_in = !usual.is_empty() && !usual.contains(place);
        let fields = [
            ("worker", account.as_str()),
            ("start", time.as_str()),
            ("how_far", if stands_in { "once" } else { "on" }),
            ("version", version.as_str()),
        ];
        hand.send(&company.scheduler.who, &path, &fields)?;
    }
    Ok(())
}

/// What will happen at the doors of a day.
pub(super) fn morning(
    hand: &Hand<'_>,
    company: &Company,
    provider: usize,
    day: Date,
    dice: &mut Dice,
) -> Result<Vec<(Moment, Step)>, Failure> {
    let mut steps = Vec::new();
    for visit in visits_of(hand, company, day)?.iter().filter(|visit| matches!(visit.state, State::Assigned)) {
        let id = visit.id.uuid();
        match dice.between(1, 1000) {
            1..=3 => {
                let found = visit.missed_at.plus_minutes(45);
                steps.push((found, Step::Missed { provider, visit: id }));
                continue;
            }
            4..=11 => {
                let told = visit.planned_start.plus_minutes(-dice.between(30, 180));
                steps.push((told, Step::Cancel { provider, visit: id }));
                continue;
            }
            _ => {}
        }
        let no_reply = dice.chance(1);
        let late = if dice.chance(3) { dice.between(25, 50) } else { dice.between(-4, 9) };
        let planned = visit.minutes.get();
        let length = if no_reply { dice.between(8, 12) } else { (planned + dice.between(-5, 6)).max(5) };
        for stay in &visit.workers {
            let Some(worker) = company.workers.iter().position(|worker| worker.who.account == stay.worker) else {
                continue;
            };
            let came = visit.planned_start.plus_minutes(late + dice.between(0, 1));
            let tasks = visit.tasks.len();
            let visit = (id, stay.version);
            steps.push((came, Step::CheckIn { provider, worker, visit }));
            steps.push((came.plus_minutes(length), Step::CheckOut { provider, worker, visit, no_reply, tasks }));
        }
    }
    Ok(steps)
}

/// The worker arrives; a change of the plan is read first. `version` is that of their place on the visit in the morning.
pub(super) fn check_in(
    hand: &mut Hand<'_>,
    company: &Company,
    worker: usize,
    (visit, version): (Uuid, i64),
) -> Result<(), Failure> {
    let Some(worker) = company.workers.get(worker) else { return Ok(()) };
    let (path, version) = (format!("/visits/{visit}/check-in"), version.to_string());
    let fields = [("version", version.as_str())];
    match hand.send(&worker.who, &path, &fields) {
        Err(Failure::Stale(_)) => hand.fill(&worker.who, &path, &[]).map(drop),
        Err(Failure::Conflict(why)) => {
            let unread = hand.site().store.read_now(|tx| {
                let view = visits::view(tx, visit.into())?;
                visits::changes::unread(tx, &view, worker.who.account)
            })?;
            let Some(unread) = unread else { return Err(Failure::Conflict(why)) };
            let (plan, adjusted) = (unread.version.to_string(), unread.adjusted.to_string());
            let read = [("plan_version", plan.as_str()), ("adjusted", adjusted.as_str())];
            hand.send(&worker.who, &format!("/visits/{visit}/changes"), &read)?;
            hand.fill(&worker.who, &path, &[]).map(drop)
        }
        done => done.map(drop),
    }
}

/// The worker leaves.
pub(super) fn check_out(
    hand: &mut Hand<'_>,
    company: &Company,
    worker: usize,
    (visit, version): (Uuid, i64),
    (no_reply, tasks): (bool, usize),
    dice: &mut Dice,
) -> Result<(), Failure> {
    let Some(worker) = company.workers.get(worker) else { return Ok(()) };
    let path = format!("/visits/{visit}/check-out");
    if no_reply {
        let fields = [
            ("outcome", "no_reply"),
            ("why_not", "Nobody came to the door"),
            ("signed", "cannot_sign"),
            ("signed_words", "Nobody at home"),
            ("note", "Knocked and rang twice. No light on."),
        ];
        hand.fill(&worker.who, &path, &fields)?;
        let welfare = [
            ("steps", "phoned"),
            ("steps", "family"),
            ("words", "The daughter says she is with her for the day. Safe."),
        ];
        return hand.fill(&worker.who, &format!("/visits/{visit}/welfare"), &welfare).map(drop);
    }
    let numbers: Vec<String> = (1..=tasks).map(|n| n.to_string()).collect();
    let notes =
        ["All well.", "Ate well and was cheerful.", "Tired today, rested after washing.", "Chatted about the garden."];
    let mut fields = vec![("outcome", "done"), ("note", dice.pick(&notes).copied().unwrap_or("All well."))];
    fields.extend(numbers.iter().map(|n| ("done", n.as_str())));
    match dice.between(1, 100) {
        1..=88 => fields.push(("signed", "person")),
        89..=96 => fields.extend([("signed", "representative"), ("signed_words", "Her daughter")]),
        _ => fields.extend([("signed", "cannot_sign"), ("signed_words", "Asleep in the chair when I left")]),
    }
    // Their place on the visit has changed once since the morning: when they came.
    let version = (version + 1).to_string();
    let known: Vec<_> = fields.iter().copied().chain([("version", version.as_str())]).collect();
    match hand.send(&worker.who, &path, &known) {
        Err(Failure::Stale(_)) => hand.fill(&worker.who, &path, &fields).map(drop),
        done => done.map(drop),
    }
}

/// The manager follows up what nobody came to, and looks at the times that do not count by themselves.
pub(super) fn check_times(hand: &mut Hand<'_>, company: &Company, day: Date) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    for visit in visits_of(hand, company, day)? {
        if visit.is_ahead() {
            follow_up(hand, company, &visit)?;
            continue;
        }
        let State::Finished(recorded) = &visit.state else { continue };
        if !seen.insert(visit.id) {
            continue;
        }
        let each = recorded.minutes.get() / visit.workers_needed.max(1);
        let minutes = each.clamp(0, 1440).to_string();
        let fields = [("minutes", minutes.as_str()), ("why", "The time is as the worker recorded it.")];
        hand.fill(&company.manager.who, &format!("/visits/{}/approve", visit.id), &fields)?;
    }
    Ok(())
}

/// A visit that came into the plan after the day had been shared out had nobody: the next morning the manager says so.
fn follow_up(hand: &mut Hand<'_>, company: &Company, visit: &VisitView) -> Result<(), Failure> {
    let fields = [
        ("why", "The package began after the day had been shared out, and nobody was free."),
        ("done", "The family had been told the day before and helped. Telephoned in the evening: all well."),
    ];
    match hand.fill(&company.manager.who, &format!("/visits/{}/missed", visit.id), &fields) {
        // Its window is not over yet.
        Err(Failure::Conflict(_)) => Ok(()),
        done => done.map(drop),
    }
}
