//! What care costs and why.

mod charge;
pub use charge::{Charge, Outcome, Piece, VisitFacts, charge};
