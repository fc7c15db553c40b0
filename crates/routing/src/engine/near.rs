//! What is near what: neighbours of visits and the rounds that begin near them. It does not change while a problem is searched.

use super::{
    column::Column,
    core::{Core, Lists, NONE},
};

/// Neighbours of a task that are kept.
const KEPT: usize = 120;

/// Neighbours and orders that do not change.
pub(crate) struct Near {
    /// Tasks near a task, the nearest first: by the way and by the time between them.
    pub(super) tasks: Lists<u32>,
    /// One round of every class in which a task may be, the nearest start first.
    pub(super) doors: Lists<u32>,
    pub(super) far: Column<i64>,
    pub(super) choice: Column<u32>,
}

impl Near {
    pub(crate) fn of(core: &Core) -> Self {
        let first = core.tables.iter().next();
        let ride = |from: u32, to: u32| first.map_or(0, |table| table.time(from, to));
        let tasks = core.tasks as u32;
        let place = |task: u32| {
            if core.node[task].place == u32::MAX { core.places.saturating_sub(1) } else { core.node[task].place }
        };
        let one_way = |a: u32, b: u32, way: i64| {
            let wait = core.node[b].early - core.node[a].time - way - core.node[a].due;
            let late = core.node[a].early + core.node[a].time + way - core.node[b].due;
            way * 10 + wait.max(0) * 2 + late.max(0) * 10
        };
        let apart = |a: u32, b: u32| {
            let (there, back) = (ride(place(a), place(b)), ride(place(b), place(a)));
            one_way(a, b, there).min(one_way(b, a, back))
        };
        let mut list = Vec::new();
        let near = (0..tasks).map(|a| {
            list.clear();
            list.extend((0..tasks).filter(|b| *b != a).map(|b| (apart(a, b), b)));
            let kept = KEPT.min(list.len());
            if kept < list.len() {
                list.select_nth_unstable(kept);
                list.truncate(kept);
            }
            list.sort_unstable();
            list.iter().map(|(_, b)| *b).collect()
        });
        let near = Lists::of(near.collect::<Vec<_>>());
        let mut firsts = vec![NONE; core.classes];
        for round in (0..core.rounds as u32).rev() {
            if let Some(first) = firsts.get_mut(core.class[round] as usize) {
                *first = round;
            }
        }
        let doors = (0..tasks).map(|task| {
            let mut list: Vec<(i64, u32)> = firsts
                .iter()
                .filter(|round| core.may(task, **round))
                .map(|round| (ride(core.node[core.start(*round)].place, place(task)), *round))
                .collect();
            list.sort_unstable();
            list.iter().map(|(_, round)| *round).collect()
        });
        let doors = Lists::of(doors.collect::<Vec<Vec<u32>>>());
        let choice: Vec<u32> =
            (0..tasks).map(|task| (0..core.rounds as u32).filter(|r| core.may(task, *r)).count() as u32).collect();
        let far: Vec<i64> = (0..tasks)
            .map(|task| {
                doors.at(task).first().map_or(0, |round| ride(core.node[core.start(*round)].place, place(task)))
            })
            .collect();
        Near { tasks: near, doors, far: far.into(), choice: choice.into() }
    }
}
