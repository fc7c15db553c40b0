//! The engine: a problem in numbers, a plan that can be changed and changed back, and the search.

pub(crate) mod column;
pub(crate) mod core;
pub(crate) mod course;
pub(crate) mod near;
pub(crate) mod price;
mod recreate;
pub(crate) mod search;
pub(crate) mod state;
mod times;
