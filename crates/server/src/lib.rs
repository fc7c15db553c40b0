//! The one program: it puts the rooms together, serves them, and does the chores.
//!
//! [`house::slices`] is the list of rooms; everything else follows from it.

pub mod backup;
pub mod bench;
pub mod check;
pub mod cli;
pub mod connections;
pub mod demo;
pub mod front;
pub mod house;
pub mod housekeeping;
pub mod import;
pub mod key;
pub mod logs;
pub mod outgoing;
pub mod plan;
pub mod public;
pub mod restored;
pub mod say;
pub mod serve;
pub mod settings;
pub mod verify;
pub mod whole;
pub mod worker;
