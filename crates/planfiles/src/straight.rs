//! Tables of travel times without a map: the crate `travel` reckons them.

use routing::problem::Table;
use travel::Mode;

use crate::{Unreadable, places::Places};

/// How times follow from distances.
pub(crate) struct Straight<'a> {
    /// What the file calls it.
    pub(crate) name: &'a str,
    pub(crate) mode: Mode,
    /// The field that a fault names, for `kmh`, `circuity` or `door`.
    pub(crate) field: Box<dyn Fn(&str) -> String + 'a>,
}

/// Refuses a number out of its bounds; the fault names the field as the file calls it.
pub(crate) fn sound(mode: &Mode, field: impl Fn(&str) -> String) -> Result<(), Unreadable> {
    mode.fault().map_or(Ok(()), |(name, what)| Err(Unreadable::field(field(name), what)))
}

/// One table for each mode; all places have positions, where there is a mode.
pub(crate) fn tables(places: &Places, modes: &[Straight<'_>]) -> Result<Vec<Table>, Unreadable> {
    for one in modes {
        sound(&one.mode, &one.field)?;
    }
    if modes.is_empty() {
        return Ok(Vec::new());
    }
    let degrees = |(lon, lat): (f64, f64)| (lat, lon);
    let points: Vec<(f64, f64)> = places.list.iter().map(|place| degrees(place.at.unwrap_or_default())).collect();
    let kinds: Vec<Mode> = modes.iter().map(|one| one.mode).collect();
    let tables = travel::circles(&points, &kinds).map_err(|number| {
        let field = modes.get(number).map(|one| (one.field)("kmh")).unwrap_or_default();
        Unreadable::field(field, "Some of its travel times are too great to be counted; look at its numbers.")
    })?;
    let named =
        |(one, times): (&Straight<'_>, Vec<i32>)| Table { mode: one.name.to_owned(), times, source: one.mode.source() };
    Ok(modes.iter().zip(tables).map(named).collect())
}
