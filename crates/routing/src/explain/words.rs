//! Reasons in words.

use super::{GivesWay, Reason};
use crate::problem::Problem;

impl Reason {
    /// In words, with the names the caller gave: what is in the way, and what would have to give. Lengths of time are told by
    /// `length`.
    pub fn words(&self, problem: &Problem, length: &dyn Fn(i64) -> String) -> String {
        let worker = |n: usize| problem.workers.get(n).map_or("?", |worker| worker.id.as_str());
        let visit = |n: usize| problem.visits.get(n).map_or("?", |visit| visit.id.as_str());
        match self {
            Reason::NobodyWithSkill { skills } if skills.is_empty() => {
                "There is no worker. Add somebody with a shift.".into()
            }
            Reason::NobodyWithSkill { skills } => format!(
                "Nobody has all that it takes ({}). Train or bring in somebody who has.",
                skills.join(", ")
            ),
            Reason::NoShift { able } => {
                let has = if *able == 1 { "has" } else { "have" };
                format!("{} {has} no shift. Give a shift, or bring in somebody else.", who(*able))
            }
            Reason::EverybodyBarred => {
                "Everybody who has the skill must not come to this person. Find another worker, or ask whether that still holds.".into()
            }
            Reason::TooFewWorkers { needed, there } => format!(
                "It takes {needed} workers, and {} could be there in its window. Bring in more, widen the window or lengthen a shift.",
                if *there == 0 { "nobody".to_owned() } else { format!("only {there}") }
            ),
            Reason::NobodyAtWork { able, worker: nearest, missing } => format!(
                "{} not at work, or too far away, in its window. {} lacks least: a shift {} longer, or a window so much wider, would do.",
                if *able == 1 { "The one who could do it is".to_owned() } else { format!("The {able} who could do it are") },
                worker(*nearest),
                length(*missing)
            ),
            Reason::AllBusy { able, least, worker: nearest, gives_way } => {
                let by = length(*least);
                let what = match gives_way {
                    GivesWay::Before { visit: other } => format!("{} would have to be {by} earlier or somebody else’s, or the window so much wider", visit(*other)),
                    GivesWay::After { visit: other } => format!("{} would have to be {by} later or somebody else’s", visit(*other)),
                    GivesWay::Break => format!("the break would have to move by {by}"),
                    GivesWay::ShiftStart => format!("the shift would have to begin {by} earlier"),
                    GivesWay::ShiftEnd => format!("the shift would have to end {by} later"),
                };
                let are = if *able == 1 { "is" } else { "are" };
                format!("{} {are} busy then. With {} it takes least: {what}.", who(*able), worker(*nearest))
            }
            Reason::NoHoursLeft { able, worker: nearest, missing } => {
                let has = if *able == 1 { "has" } else { "have" };
                format!(
                    "{} {has} too little working time left. {} lacks least: {} more would do.",
                    who(*able), worker(*nearest), length(*missing)
                )
            }
            Reason::NoRoomLeft { able, worker: nearest, missing } => {
                let carries = if *able == 1 { "carries" } else { "carry" };
                format!(
                    "{} {carries} too much already. {} lacks least: room for {missing} more would do.",
                    who(*able), worker(*nearest)
                )
            }
            Reason::Company { other, same: true } => format!(
                "It must have the worker of {}, who cannot come then. Give that visit to another, or lift the rule.",
                visit(*other)
            ),
            Reason::Company { other, same: false } => format!(
                "It must not have the worker of {}, and nobody else can come then. Give that visit to another, or lift the rule.",
                visit(*other)
            ),
            Reason::Linked { other } => format!(
                "The gap to {} leaves no time within its window. Move one of the two, or widen a window.",
                visit(*other)
            ),
            Reason::NotTogether { workers } => format!(
                "Its {workers} workers could each come, but not at the same time. Widen its window, or free one of them."
            ),
            Reason::NotFound { worker: nearest } => format!(
                "There may be time for it with {}, and the search found no plan with it. Search for longer.",
                worker(*nearest)
            ),
            Reason::WorthNothing => {
                "It is worth 0, so nobody is sent where that costs anything. Give it a worth of 1 or more.".into()
            }
            Reason::Over => {
                "Its window was over when the plan was made again. Say that it was missed, or agree another time.".into()
            }
            Reason::Frozen { worker: promised } => format!(
                "It is frozen with {}, who cannot be there at that time. Free it, or give that worker the time.",
                worker(*promised)
            ),
        }
    }
}

fn who(able: usize) -> String {
    if able == 1 { "The one who could do it".to_owned() } else { format!("All {able} who could do it") }
}
