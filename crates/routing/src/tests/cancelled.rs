//! A visit without parts is cancelled.

use super::made_up;
use crate::{
    problem::{Company, Link},
    solve::{Settings, Unwatched, solve},
};

// VIS-2
#[test]
fn what_is_cancelled_costs_nothing_and_binds_nobody() {
    let mut problem = made_up(5, 12, 4);
    problem.links.clear();
    problem.visits[3].parts.clear();
    let settings = Settings { moves: Some(2_000), ..Settings::default() };
    let without = solve(&problem, &settings, &mut Unwatched);
    // The next visit's first worker would be bound in place of the cancelled one's, and there is nobody to bind.
    for second in 0..12 {
        let company = if second % 2 == 0 { Company::Same } else { Company::Different };
        problem.links.push(Link { first: 3, second, least: Some(40_000), most: None, worker: company });
    }
    problem.links.remove(3);
    let with = solve(&problem, &settings, &mut Unwatched);
    assert_eq!(with, without);
    let worth: i64 = with.unserved.iter().map(|one| problem.visits[one.visit].worth).sum();
    assert_eq!(with.costs[0].sum, worth);
    assert!(with.unserved.iter().all(|one| one.visit != 3));
}
