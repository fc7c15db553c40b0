//! What was bought and what it did (PER-1, BRK-12), and what is read of people (GOV-4): measures with their cases, the
//! commissioner's first screen, and what governance and administrators watch. It keeps nothing of its own: every figure is
//! the count or the sum of rows that other rooms give, and opens exactly those.

pub mod commissioning;
pub mod governance;
pub mod measure;
pub mod policy;

use access::Role;
use wire::Slice;

use crate::policy::{SeeCommissioning, SeeGovernance, SeeMeasures};

/// Everything this room gives the house.
pub fn slice() -> Slice {
    use commissioning::{hand_backs, home, hours, waiting};
    Slice::new("oversight", policy::ACTIONS, &[])
        .page_with_data::<SeeMeasures, measure::list::Measures>("/measures", "Measures", measure::list::page)
        .page_with_data::<SeeMeasures, measure::cases::Cases>(
            "/measures/{measure}",
            "The cases of a measure",
            measure::cases::page,
        )
        .page_with_data::<SeeCommissioning, home::Commissioning>("/commissioning", "Commissioning", home::page)
        .page_with_data::<SeeCommissioning, hours::Hours>("/commissioning/hours", "Hours and pounds", hours::page)
        .page_with_data::<SeeCommissioning, waiting::Waiting>("/commissioning/waiting", "Who waits", waiting::page)
        .page_with_data::<SeeCommissioning, hand_backs::HandBacks>(
            "/commissioning/hand-backs",
            "Packages handed back",
            hand_backs::page,
        )
        .page_with_data::<SeeGovernance, governance::Governance>("/governance", "Governance", governance::page)
        .nav::<SeeCommissioning>("Commissioning", "/commissioning")
        .nav::<SeeMeasures>("Measures", "/measures")
        .nav::<SeeGovernance>("Governance", "/governance")
        .home(Role::Commissioner, "/commissioning")
        .home(Role::Governance, "/governance")
        .home(Role::Administrator, "/governance")
}

/// A word for one, or for any other number.
pub(crate) const fn one_or_many(figure: i64, one: &'static str, many: &'static str) -> &'static str {
    if figure == 1 { one } else { many }
}
