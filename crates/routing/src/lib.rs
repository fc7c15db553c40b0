//! Plans visits into rounds.
//!
//! A [`Problem`](problem::Problem) goes in, a [`Plan`](plan::Plan) comes out. Nothing here reads a file, a clock, a map or a database: times are
//! whole numbers, places are rows of travel tables.
//!
//! # The model
//!
//! *Workers* have skills, a mode of travel, working-time limits and one or more *shifts* with breaks. *Visits* have a place, a window in which
//! they must begin, a time after which they are late, and one or more *parts*, each for a worker of its own: a visit of two workers
//! is two parts that begin together, or one after the other within a gap. *Links* keep visits apart (doses), near each other,
//! with one worker or with different ones, across rounds. Visits may prefer or bar workers, know those who came before, and be
//! *announced*: then another worker has a price, and what has begun is frozen.
//!
//! # What is best
//!
//! An [`Objective`](problem::Objective) is a list of levels of whole numbers, compared one after the other: who is not visited (by worth),
//! lateness, overtime, what was announced and is moved, travel, continuity, fairness. Weights only stand within a level.
//!
//! # The search
//!
//! Every rule about time has one form, *this begins at least so long after that*: a round's order, two workers at one visit, a least
//! and a greatest gap. The least solution of all these rules is the plan's times; the greatest one within the windows says how far each visit may
//! still be pushed. Both are kept exact while visits come and go: what grows is pushed on only while it grows, and what leans
//! on something that goes is let go and computed anew. So a place for a visit is judged in a few steps, also when what it
//! pushes lies in other rounds.
//!
#![doc = include_str!("rounds.svg")]
//!
//! On that runs *ruin and recreate*: pieces of some neighbouring rounds are taken out, with the visits linked to them, and put back one after
//! the other where they cost least, all parts of a visit or none, now and then passing over a place by chance; the result is kept or not as in
//! annealing. Where there is time for it, the search begins anew several times and goes on from the best plan it found. Several searches may run
//! side by side and tell each other of good plans.
//!
//! # What is promised
//!
//! * Every plan that is given out keeps every hard rule. Tests look at plans with code of their own, and the crate `plancheck`
//!   shares no line with this one.
//! * The same problem, seed, number of moves and number of threads give the same plan on every machine.
//! * A frozen visit is not moved. A visit that is not made says [why](explain::Reason), and what would have to give.
//! * Nothing panics and nothing runs without end: [`faults`](problem::faults) names what is wrong with a problem, field by field.

#[cfg(test)]
mod tests;

mod compile;
mod dice;
mod engine;
pub mod explain;
mod faults;
pub mod live;
pub mod plan;
pub mod problem;
pub mod solve;
