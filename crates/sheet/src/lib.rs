//! A table out of whatever file somebody sends (INT-4, INT-5).
//!
//! Small agencies, councils, the regulator and the post office all send "a CSV". This crate reads it as it comes: UTF-8 with or
//! without a byte order mark, UTF-16 either way round, Windows-1252; commas, semicolons, tabs or bars; quoted cells with line
//! breaks inside; headers in any order, spelling and case; a few lines of preamble above them, or no header at all. What cannot be
//! read is said by row and column in plain English, and one bad row never loses the good ones. Files are streamed, so a file of a
//! gigabyte needs no more memory than one row.
//!
//! Nothing here touches a database: a room reads rows from here, shows the faults, and saves what was agreed.

mod cells;
mod layout;
mod row;
mod stream;
mod text;
pub mod values;
mod write;

pub mod care_providers;
pub mod holidays;
pub mod ledger;
pub mod monitoring;
pub mod postcodes;
pub mod prices;
pub mod referrals;

pub use cells::{CELL_LIMIT, COLUMN_LIMIT};
pub use layout::{Column, Headless, Layout};
pub use row::{Row, RowFault};
pub use stream::Sheet;
pub use text::Encoding;
pub use write::{looks_like_formula, write_csv, write_csv_for_spreadsheets};
