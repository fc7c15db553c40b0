use std::collections::BTreeSet;

use kernel::{Moment, Money, Uuid, date, time};
use proptest::prelude::*;

use super::*;

fn now() -> Moment {
    Moment::from_london(date(2026, 11, 23), time(9, 0, 0, 0))
}

fn held(provider: u128) -> Held {
    Held {
        award: Uuid::from_u128(1).into(),
        version: 1,
        offer: Uuid::from_u128(2).into(),
        provider: Uuid::from_u128(provider),
        provider_name: "Harbour Care".into(),
        rate: Money::from_pence(2500),
        at: now(),
        start: date(2026, 11, 25),
        plan_received: None,
        introduced: None,
        first_care: None,
        outcomes: None,
        provider_plan: None,
        asked: None,
        before: None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Answer {
    Open,
    Yes,
    Closed,
}

/// A package with its clocks and offers, as the commands of the room move it.
#[derive(Debug, Clone)]
struct World {
    state: State,
    running: BTreeSet<&'static str>,
    offers: Vec<Answer>,
    round: i64,
}

#[derive(Debug, Clone, Copy)]
enum Command {
    Offer(usize),
    Accept(usize),
    Decline(usize),
    Expire(usize),
    WithdrawAll,
    Award(usize),
    ReceivePlan,
    Introduce,
    Care,
    Outcomes,
    ReturnPlan,
    Start(i8),
    AskStart(i8),
    AnswerStart(bool),
    HandBack(bool),
    Review,
    End(bool),
}

impl World {
    fn new(urgent: bool) -> Self {
        let mut world = World { state: State::Requested, running: BTreeSet::new(), offers: Vec::new(), round: 0 };
        world.take(State::requested(urgent));
        world
    }

    fn take(&mut self, step: Step) {
        for timer in step.stop.iter().chain(&step.withdraw) {
            self.running.remove(timer.standard());
        }
        self.running.extend(step.start.iter().map(|timer| timer.standard()));
        self.state = step.next;
    }

    fn answer(&mut self, n: usize, answer: Answer) -> Result<(), Failure> {
        let open: Vec<_> = (0..self.offers.len()).filter(|n| self.offers[*n] == Answer::Open).collect();
        let Some(n) = open.get(n % open.len().max(1)) else { return Err(Failure::conflict("no open offer")) };
        self.offers[*n] = answer;
        self.settle()
    }

    fn settle(&mut self) -> Result<(), Failure> {
        if self.offers.iter().all(|answer| *answer == Answer::Closed) && matches!(self.state, State::Offered { .. }) {
            let step = self.state.emptied()?;
            self.take(step);
        }
        Ok(())
    }

    fn close_offers(&mut self) {
        self.offers.iter_mut().for_each(|answer| *answer = Answer::Closed);
    }

    fn act(&mut self, command: Command) -> Result<(), Failure> {
        let step = match command {
            Command::Offer(n) => {
                let step = self.state.offered(self.round + 1)?;
                self.round += 1;
                self.offers.extend(vec![Answer::Open; n]);
                step
            }
            Command::Accept(n) => return self.answer(n, Answer::Yes),
            Command::Decline(n) | Command::Expire(n) => return self.answer(n, Answer::Closed),
            Command::WithdrawAll => {
                let open = self.offers.iter_mut().filter(|answer| **answer == Answer::Open);
                open.for_each(|answer| *answer = Answer::Closed);
                return self.settle();
            }
            Command::Award(n) => {
                if !self.offers.contains(&Answer::Yes) {
                    return Err(Failure::conflict("no yes"));
                }
                let step = self.state.award(held(n as u128))?;
                self.close_offers();
                step
            }
            Command::ReceivePlan => self.state.receive_plan(now())?,
            Command::Introduce => self.state.introduce(now())?,
            Command::Care => match self.state.care(now()) {
                Some(step) => step,
                None => return Ok(()),
            },
            Command::Outcomes => self.state.agree_outcomes(now())?,
            Command::ReturnPlan => self.state.return_plan(now())?,
            Command::Start(day) => self.state.agree_start(date(2026, 11, day), Some("Our driver is ill"))?,
            Command::AskStart(day) => self.state.ask_start(date(2026, 11, day), Some("Our driver is ill"))?,
            Command::AnswerStart(yes) => self.state.answer_start(yes)?,
            Command::HandBack(urgent) => self.state.hand_back(urgent)?,
            Command::Review => self.state.review()?,
            Command::End(completed) => {
                let reason = if completed { EndReason::Completed } else { EndReason::LeftEarly };
                let step = self.state.end(date(2026, 12, 1), reason)?;
                self.close_offers();
                step
            }
        };
        self.take(step);
        Ok(())
    }

    /// From wherever it stands, the ordinary way on until care has begun: there is no dead end.
    fn can_still_start(&self) -> bool {
        let mut world = self.clone();
        for _ in 0..4 {
            let next = match &world.state {
                State::Requested => Command::Offer(1),
                State::Offered { .. } if world.offers.contains(&Answer::Yes) => Command::Award(7),
                State::Offered { .. } => Command::Accept(0),
                State::Awarded(_) | State::Introduced(_) => Command::Care,
                State::Started(_) => return true,
                State::Ended { .. } => return false,
            };
            if world.act(next).is_err() {
                return false;
            }
        }
        matches!(world.state, State::Started(_))
    }
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => (1..5_usize).prop_map(Command::Offer),
        4 => (0..5_usize).prop_map(Command::Accept),
        3 => (0..5_usize).prop_map(Command::Decline),
        2 => (0..5_usize).prop_map(Command::Expire),
        1 => Just(Command::WithdrawAll),
        4 => (0..5_usize).prop_map(Command::Award),
        2 => Just(Command::ReceivePlan),
        2 => Just(Command::Introduce),
        2 => Just(Command::Care),
        2 => Just(Command::Outcomes),
        2 => Just(Command::ReturnPlan),
        1 => (20..30_i8).prop_map(Command::Start),
        2 => (20..30_i8).prop_map(Command::AskStart),
        1 => any::<bool>().prop_map(Command::AnswerStart),
        1 => any::<bool>().prop_map(Command::HandBack),
        2 => Just(Command::Review),
        1 => any::<bool>().prop_map(Command::End),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    // H14, BRK-6, BRK-9
    #[test]
    fn no_package_falls_between_the_steps(urgent: bool, commands in prop::collection::vec(any_command(), 1..60)) {
        let mut world = World::new(urgent);
        for command in commands {
            let before = world.clone();
            if world.act(command).is_err() {
                // What is refused changes nothing.
                world = before;
            }
            let over = matches!(world.state, State::Ended { .. });
            prop_assert_eq!(world.state.actor().is_none(), over, "{:?} has nobody who must act", &world.state);
            prop_assert_eq!(world.running.is_empty(), over, "{:?} has no clock: {:?}", &world.state, &world.running);
            prop_assert!(over || world.can_still_start(), "{:?} is a dead end", &world.state);
            if !over {
                // Whoever holds no search clock holds an award, and the other way round: never both, never neither.
                let searching = world.running.iter().any(|standard| standard.starts_with("contingency"));
                prop_assert_eq!(searching, world.state.held().is_none(), "{:?} and {:?}", &world.state, &world.running);
            }
            // A question to the broker is open exactly as long as its clock runs, and then the broker must act.
            let asked = world.state.held().is_some_and(|held| held.asked.is_some());
            prop_assert_eq!(asked, world.running.contains("start.answered"), "{:?}: {:?}", &world.state, &world.running);
            prop_assert!(!asked || world.state.actor() == Some(Actor::Brokerage), "{:?}", &world.state);
            let offered = matches!(world.state, State::Offered { .. });
            prop_assert!(offered || !world.offers.contains(&Answer::Yes), "a yes waits and nobody can take it");
        }
    }
}

fn refused(result: Result<Step, Failure>) -> String {
    match result {
        Err(Failure::Conflict(message)) => message,
        Err(Failure::Invalid(faults)) => faults[0].message.clone(),
        other => panic!("{other:?}"),
    }
}

// BRK-3
#[test]
fn a_second_award_is_told_who_has_it_and_since_when() {
    let first = State::Offered { round: 1 }.award(held(7)).unwrap();
    assert_eq!(
        refused(first.next.award(held(8))),
        "This package was awarded to Harbour Care on Monday 23 November 2026, 9am. It cannot be awarded again unless they hand it back."
    );
}

// BRK-5
#[test]
fn each_step_after_the_award_has_its_clock() {
    let awarded = State::Offered { round: 1 }.award(held(7)).unwrap();
    assert_eq!(awarded.start, [Timer::PlanReceived, Timer::FirstVisit, Timer::CareStarted]);
    let received = awarded.next.receive_plan(now()).unwrap();
    assert_eq!((received.stop, received.start), (vec![Timer::PlanReceived], vec![Timer::Introduction]));
    let introduced = received.next.introduce(now().plus_days(1)).unwrap();
    assert_eq!(introduced.stop, [Timer::Introduction, Timer::FirstVisit]);
    assert_eq!(introduced.start, [Timer::Outcomes, Timer::ProviderPlan]);
    assert!(matches!(introduced.next, State::Introduced(_)));
    let agreed = introduced.next.agree_outcomes(now().plus_days(2)).unwrap();
    assert_eq!(agreed.stop, [Timer::Outcomes]);
    let returned = agreed.next.return_plan(now().plus_days(2)).unwrap();
    let started = returned.next.care(now().plus_days(3)).unwrap();
    assert_eq!(started.start, [Timer::FirstReview]);
    assert!(started.next.care(now().plus_days(4)).is_none(), "a later visit changes nothing");
}

// BRK-5, H13
#[test]
fn care_does_not_wait_for_the_paperwork() {
    let awarded = State::Offered { round: 1 }.award(held(7)).unwrap().next;
    let started = awarded.care(now().plus_days(1)).unwrap();
    assert_eq!(started.start, [Timer::Outcomes, Timer::ProviderPlan, Timer::FirstReview]);
    // The plan is still owed and still confirmed afterwards, without a second introduction falling due.
    assert_eq!(started.next.receive_plan(now().plus_days(2)).unwrap().start, []);
    assert!(refused(awarded.agree_outcomes(now())).contains("first visit"));
}

// BRK-5
#[test]
fn care_starts_on_any_day_of_the_year_but_not_before_the_award() {
    let awarded = State::Offered { round: 1 }.award(held(7)).unwrap().next;
    assert!(refused(awarded.agree_start(date(2026, 12, 25), None)).contains("Say why"));
    assert!(awarded.agree_start(date(2026, 12, 25), Some("She is away")).is_ok());
    assert!(refused(awarded.agree_start(date(2026, 11, 22), None)).contains("cannot start before that day"));
    let started = awarded.care(now()).unwrap().next;
    assert!(refused(started.agree_start(date(2026, 12, 25), Some("Late"))).contains("started already"));
}

// BRK-9
#[test]
fn a_hand_back_opens_the_search_at_once_and_a_provider_that_gives_care_carries_on() {
    let awarded = State::Offered { round: 1 }.award(held(7)).unwrap().next;
    assert_eq!(awarded.hand_back(true).unwrap().start, [Timer::Search { urgent: true }]);
    let started = awarded.care(now()).unwrap().next;
    let back = started.hand_back(false).unwrap();
    assert_eq!((back.next, back.start), (State::Requested, vec![Timer::Search { urgent: false }, Timer::Notice]));
    assert!(refused(State::Requested.hand_back(false)).contains("No provider has this package"));
}

// BRK-9
#[test]
fn what_never_began_cannot_be_completed_and_what_ended_stays_ended() {
    let day = date(2026, 12, 1);
    assert!(refused(State::Requested.end(day, EndReason::Completed)).contains("not started"));
    let ended = State::Requested.end(day, EndReason::Died).unwrap().next;
    assert!(refused(ended.end(day, EndReason::Died)).contains("ended already"));
    assert!(refused(ended.offered(2)).contains("ended on"));
}

// BRK-5, H14
#[test]
fn a_later_start_is_the_brokers_to_agree_and_the_agreed_day_stands_until_then() {
    let awarded = State::Offered { round: 1 }.award(held(7)).unwrap().next;
    let later = date(2026, 12, 7);
    assert!(refused(awarded.ask_start(later, None)).contains("Say why"));
    assert!(refused(awarded.ask_start(date(2026, 11, 24), Some("Sooner"))).contains("nobody needs to be asked"));
    assert!(refused(awarded.answer_start(true)).contains("not asking"));
    let asked = awarded.ask_start(later, Some("Two workers left")).unwrap();
    assert_eq!((asked.start, asked.stop, asked.withdraw), (vec![Timer::StartAnswered], vec![], vec![]));
    assert_eq!(asked.next.held().unwrap().start, date(2026, 11, 25));
    assert_eq!(asked.next.actor(), Some(Actor::Brokerage));
    let yes = asked.next.answer_start(true).unwrap();
    assert_eq!((yes.stop, yes.start), (vec![Timer::StartAnswered], vec![Timer::CareStarted]));
    let agreed = yes.next.held().unwrap().clone();
    assert_eq!((agreed.start, agreed.asked), (later, None));
    assert_eq!(agreed.before, Some(OtherStart { day: date(2026, 11, 25), why: "Two workers left".into() }));
    let no = asked.next.answer_start(false).unwrap();
    assert_eq!((no.next.held().unwrap().start, no.start), (date(2026, 11, 25), vec![]));
    assert_eq!(no.next.actor(), Some(Actor::Provider));
    // Care that begins, or a day that needs no asking, settles it.
    assert!(asked.next.care(now()).unwrap().withdraw.contains(&Timer::StartAnswered));
    assert!(asked.next.agree_start(date(2026, 11, 24), None).unwrap().withdraw.contains(&Timer::StartAnswered));
}

type Tried = (&'static str, Result<Step, Failure>);

fn tried(state: &State) -> Vec<Tried> {
    let day = date(2026, 12, 1);
    let yes = matches!(state, State::Offered { .. });
    let none = || Err(Failure::conflict("not here"));
    vec![
        ("offer", state.offered(1)),
        ("round ends", if yes { state.emptied() } else { none() }),
        ("award", if yes { state.award(held(7)) } else { none() }),
        ("plan received", state.receive_plan(now())),
        ("introduction", state.introduce(now())),
        ("outcomes", state.agree_outcomes(now())),
        ("start agreed", state.agree_start(day, Some("Late"))),
        ("later start asked", state.ask_start(day, Some("Late"))),
        ("later start answered", state.answer_start(true)),
        ("provider plan", state.return_plan(now())),
        ("first care", state.care(now()).ok_or_else(|| Failure::conflict("not here"))),
        ("review", state.review()),
        ("hand-back", state.hand_back(false)),
        ("end", state.end(day, EndReason::Died)),
    ]
}

// H14
#[test]
fn the_table_of_states_in_the_readme_is_what_the_machine_does() {
    let awarded = State::Offered { round: 1 }.award(held(7)).unwrap().next;
    let introduced = awarded.introduce(now()).unwrap().next;
    let started = awarded.care(now()).unwrap().next;
    let ended = State::Ended { day: date(2026, 12, 1), reason: EndReason::Died };
    let mut rows = Vec::new();
    for state in [State::Requested, State::Offered { round: 1 }, awarded, introduced, started, ended] {
        for (command, step) in tried(&state) {
            let Ok(step) = step else { continue };
            let clocks: Vec<_> = step.start.iter().map(|timer| timer.standard()).collect();
            let clocks = clocks.join(", ");
            let space = if clocks.is_empty() { "" } else { " " };
            rows.push(format!("| {} | {command} | {} | {clocks}{space}|", state.code(), step.next.code()));
        }
    }
    let readme = include_str!("../../README.md");
    let table = readme.lines().skip_while(|line| !line.starts_with("| state | command"));
    let told: Vec<&str> = table.skip(2).take_while(|line| line.starts_with("| ")).collect();
    assert_eq!(told, rows, "\n{}", rows.join("\n"));
}
