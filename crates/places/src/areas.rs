//! Areas, and whose packages are whose (BRK-1).

use kernel::Date;
use serde::Deserialize;

use crate::tables::toml_date;

/// `place.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceFile {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) currency: String,
    pub(crate) calendar: CalendarEntry,
    pub(crate) commissioner: Vec<Commissioner>,
    pub(crate) locality: Vec<Locality>,
    pub(crate) district: Vec<District>,
    #[serde(default)]
    pub(crate) transfer: Vec<Transfer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CalendarEntry {
    pub(crate) name: String,
    pub(crate) holidays: String,
    #[serde(deserialize_with = "toml_date")]
    pub(crate) known_until: Date,
}

/// Which kind of body a commissioner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CommissionerKind {
    /// A council.
    Council,
    /// An NHS body.
    Nhs,
}

/// An organisation that buys care.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commissioner {
    /// Its code in this place.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Council or NHS.
    pub kind: CommissionerKind,
}

/// One of the areas of the place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locality {
    /// Its code: "west".
    pub code: String,
    /// Its name: "West Dorset".
    pub name: String,
    /// The districts of which it is made, by their national codes.
    pub districts: Vec<String>,
    /// Whether the documents leave this out and we have filled it in.
    #[serde(default)]
    pub assumed: bool,
}

/// A district by its national code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct District {
    /// "E07000052".
    pub code: String,
    /// "West Dorset".
    pub name: String,
    /// The code of the commissioner whose people live there, unless a [`Transfer`] says otherwise.
    pub commissioner: String,
}

/// A district that has gone to another council.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The district's code.
    pub district: String,
    /// The first day on which new packages belong to the other council.
    #[serde(deserialize_with = "toml_date")]
    pub from: Date,
    /// The other council's code.
    pub to: String,
    /// What to tell whoever asks for a new package there.
    pub new_packages: String,
    /// What becomes of the packages that run.
    pub running_packages: String,
    /// The requirement.
    pub source: String,
    /// Whether the documents leave part of it out.
    #[serde(default)]
    pub assumed: bool,
}
