//! Who said that there is room for more care, where and how much (BRK-1).

use kernel::{Failure, Minutes, Moment, Uuid};
use store::{Row, Tx, statement};

/// Room in an area, as its provider last said.
#[derive(Debug, Clone)]
pub struct Room {
    /// The provider.
    pub provider: Uuid,
    /// Its name.
    pub provider_name: String,
    /// The area's code.
    pub locality: String,
    /// How much a week, if it said.
    pub minutes_per_week: Option<Minutes>,
    /// When it said so.
    pub said_at: Moment,
}

statement! {
    ROOMS = "SELECT v.provider, p.name, v.locality, v.minutes_per_week, v.said_at FROM provider_availability v
        JOIN framework_provider p ON p.id = v.provider WHERE v.available = TRUE AND p.active = TRUE
        ORDER BY p.name, v.locality LIMIT 2000";
}

/// The room of providers that take packages, by name and area (at most 2,000).
pub fn rooms(tx: &mut Tx<'_>) -> Result<Vec<Room>, Failure> {
    tx.all(&ROOMS, &[], |row: &Row| {
        Ok(Room {
            provider: row.get("provider")?,
            provider_name: row.get("name")?,
            locality: row.get("locality")?,
            minutes_per_week: row.get("minutes_per_week")?,
            said_at: row.get("said_at")?,
        })
    })
}
