//! The regulator's files of care providers, in the four layouts in which they have been published (DIR-1, BRK-1).

use std::collections::HashMap;
use std::io::Read;

use kernel::{Date, Failure, Postcode};

use crate::values::{date, list, says_yes, squeeze};
use crate::{Column, Layout, Row, RowFault, Sheet};

/// "Care directory with filters": one column per kind of service, filled with Y.
pub const ACTIVE_LOCATIONS: Layout = Layout {
    name: "regulator's active locations",
    columns: &[
        Column::required("location_id", &["Location ID"]),
        Column::required("location_name", &["Location Name"]),
        Column::required("provider_id", &["Provider ID"]),
        Column::required("provider_name", &["Provider Name"]),
        Column::required("postcode", &["Location Postal Code"]),
        Column::required("domiciliary", &["Service type - Domiciliary care service"]),
        Column::optional("street", &["Location Street Address"]),
        Column::optional("address_2", &["Location Address Line 2"]),
        Column::optional("town", &["Location City"]),
        Column::optional("county", &["Location County"]),
        Column::optional("registered_on", &["Location HSCA start date"]),
        Column::optional("dormant", &["Dormant (Y/N)"]),
        Column::optional("rating", &["Location Latest Overall Rating"]),
        Column::optional("rated_on", &["Publication Date"]),
        Column::optional("local_authority", &["Location Local Authority"]),
        Column::optional("website", &["Location Web Address"]),
        Column::optional("phone", &["Location Telephone Number"]),
        Column::optional("latitude", &["Location Latitude"]),
        Column::optional("longitude", &["Location Longitude"]),
    ],
    headless: None,
};

/// The list of locations with their ratings.
pub const LOCATIONS: Layout = Layout {
    name: "regulator's locations with ratings",
    columns: &[
        Column::required("location_id", &["Location ID"]),
        Column::required("location_name", &["Location Name"]),
        Column::required("provider_id", &["Provider ID"]),
        Column::required("provider_name", &["Provider Name"]),
        Column::required("service_types", &["Service Types"]),
        Column::required("registered_on", &["Location HSCA start date"]),
        Column::optional("ended_on", &["Location HSCA end date"]),
        Column::optional("specialisms", &["Service users supported"]),
        Column::optional("dormant", &["Dormant"]),
        Column::optional("rating", &["Location Latest Overall Rating"]),
        Column::optional("rated_on", &["Publication Date"]),
        Column::optional("local_authority", &["Location Local Authority"]),
        Column::optional("website", &["Location Web Address"]),
        Column::optional("postcode", &["Location Postal Code", "Location Postcode"]),
    ],
    headless: None,
};

/// The public directory.
pub const DIRECTORY: Layout = Layout {
    name: "regulator's care directory",
    columns: &[
        Column::required("location_name", &["Name"]),
        Column::required("location_id", &["CQC Location ID (for office use only)", "CQC Location ID"]),
        Column::required("provider_id", &["CQC Provider ID (for office use only)", "CQC Provider ID"]),
        Column::required("provider_name", &["Provider name"]),
        Column::required("postcode", &["Postcode"]),
        Column::required("service_types", &["Service types"]),
        Column::optional("specialisms", &["Specialisms/services"]),
        Column::optional("street", &["Address 1"]),
        Column::optional("address_2", &["Address 2"]),
        Column::optional("town", &["Town/City"]),
        Column::optional("county", &["County"]),
        Column::optional("local_authority", &["Local authority"]),
        Column::optional("website", &["Website", "Service's website (if available)"]),
        Column::optional("phone", &["Phone number"]),
        Column::optional("rated_on", &["Report publication date"]),
    ],
    headless: None,
};

/// The list as a council's open-data store published it in 2014, with bars between the services.
pub const PLACES: Layout = Layout {
    name: "council's list of regulated places",
    columns: &[
        Column::required("location_name", &["name"]),
        Column::required("location_id", &[]),
        Column::required("provider_id", &[]),
        Column::required("provider_name", &[]),
        Column::required("postcode", &[]),
        Column::required("service_types", &[]),
        Column::optional("specialisms", &["specialisms_services"]),
        Column::optional("local_authority", &[]),
        Column::optional("website", &[]),
        Column::optional("rated_on", &["date_last_check"]),
        Column::optional("address", &["location"]),
    ],
    headless: None,
};

/// All layouts that [`read`] takes.
pub const LAYOUTS: [Layout; 4] = [ACTIVE_LOCATIONS, LOCATIONS, DIRECTORY, PLACES];

/// A place from which care is given, as the regulator has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareProvider {
    /// The line of the file.
    pub row: u64,
    /// The regulator's id of the organisation.
    pub provider_id: String,
    /// The organisation.
    pub provider_name: String,
    /// The regulator's id of the location.
    pub location_id: String,
    /// The location.
    pub location_name: String,
    /// The address without the postcode, line by line; empty where the file has none.
    pub address: Vec<String>,
    /// The postcode, where the file has one.
    pub postcode: Option<Postcode>,
    /// The council in whose area it lies, by the regulator's spelling.
    pub local_authority: String,
    /// What it does: "Domiciliary care service", "Homecare agencies".
    pub service_types: Vec<String>,
    /// Whom it is for: "Dementia", "Caring for adults over 65 yrs".
    pub specialisms: Vec<String>,
    /// The overall rating, as "Good" or "Requires improvement"; `None` where not rated yet or not in the file.
    pub rating: Option<String>,
    /// When that was published.
    pub rated_on: Option<Date>,
    /// Registered since.
    pub registered_on: Option<Date>,
    /// Registered until.
    pub ended_on: Option<Date>,
    /// Registered but giving no care at present.
    pub dormant: bool,
    /// The website, as written.
    pub website: String,
    /// The telephone number, as written.
    pub phone: String,
}

impl CareProvider {
    /// Whether it gives care in people's own homes, by any of the names the regulator has used for that.
    pub fn gives_home_care(&self) -> bool {
        const NAMES: [&str; 4] = ["domiciliary care", "homecare agencies", "home care", "extra care"];
        self.service_types.iter().any(|kind| {
            let kind = kind.to_lowercase();
            NAMES.iter().any(|name| kind.contains(name))
        })
    }
}

/// The places of one file, as they are read.
pub struct CareProviders<'a> {
    sheet: Sheet<'a>,
    seen: HashMap<String, u64>,
}

/// Reads one of the regulator's files, whichever layout it has.
pub fn read<'a>(bytes: impl Read + 'a, name: &str) -> Result<CareProviders<'a>, Failure> {
    Ok(CareProviders { sheet: Sheet::read(bytes, name, &LAYOUTS)?, seen: HashMap::new() })
}

impl<'a> CareProviders<'a> {
    /// The file beneath: its layout, headers and encoding.
    pub fn sheet(&self) -> &Sheet<'a> {
        &self.sheet
    }
}

impl Iterator for CareProviders<'_> {
    type Item = Result<CareProvider, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.sheet.next()?;
        Some(row.and_then(|row| care_provider(&row, self.sheet.layout(), &mut self.seen)))
    }
}

fn care_provider(row: &Row, layout: &str, seen: &mut HashMap<String, u64>) -> Result<CareProvider, RowFault> {
    let mut faults = Vec::new();
    let location_id = row.get("location_id").to_owned();
    if location_id.is_empty() {
        faults.push(row.fault(
            "location_id",
            "This row is about a whole organisation or has lost its location id; it is left out.",
        ));
    } else if !is_regulator_id(&location_id) {
        faults.push(row.fault(
            "location_id",
            "This is not one of the regulator's ids (like 1-123456789). The row may have shifted.",
        ));
    } else if let Some(first) = seen.get(&location_id) {
        faults.push(row.fault("location_id", format!("The same location is on line {first}; this row is left out.")));
    } else {
        seen.insert(location_id.clone(), row.number);
    }
    if row.get("location_name").is_empty() {
        faults.push(row.fault("location_name", "The location has no name."));
    }
    let postcode = postcode(row, &mut faults);
    let [rated_on, registered_on, ended_on] =
        ["rated_on", "registered_on", "ended_on"].map(|key| optional_date(row, key, &mut faults));
    if let Some(fault) = RowFault::of_all(faults) {
        return Err(fault);
    }
    let (service_types, specialisms) = services(row, layout);
    Ok(CareProvider {
        row: row.number,
        provider_id: squeeze(row.get("provider_id")),
        provider_name: squeeze(row.get("provider_name")),
        location_id,
        location_name: squeeze(row.get("location_name")),
        address: address(row),
        postcode,
        local_authority: squeeze(row.get("local_authority")),
        service_types,
        specialisms,
        rating: rating(row.get("rating")),
        rated_on,
        registered_on,
        ended_on,
        dormant: says_yes(row.get("dormant")),
        website: squeeze(row.get("website")),
        phone: squeeze(row.get("phone")),
    })
}

fn postcode(row: &Row, faults: &mut Vec<RowFault>) -> Option<Postcode> {
    let text = row.get("postcode");
    if text.is_empty() {
        return None;
    }
    let read = Postcode::parse(text).ok();
    if read.is_none() {
        faults.push(row.fault("postcode", "This is not a UK postcode."));
    }
    read
}

fn optional_date(row: &Row, key: &str, faults: &mut Vec<RowFault>) -> Option<Date> {
    let text = row.get(key);
    if text.is_empty() {
        return None;
    }
    let read = date(text);
    if read.is_none() {
        faults.push(row.fault(key, "This is not a date. Write it like 24/03/2026 or 2026-03-24."));
    }
    read
}

fn is_regulator_id(text: &str) -> bool {
    (3..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// One spelling for the ratings, which come as "Requires improvement" and "Requires Improvement".
fn rating(text: &str) -> Option<String> {
    let lower = squeeze(text).to_lowercase();
    if lower.is_empty() || lower.starts_with("no published") || lower.starts_with("not ") {
        return None;
    }
    let mut chars = lower.chars();
    let first = chars.next()?.to_uppercase();
    Some(first.chain(chars).collect())
}

fn services(row: &Row, layout: &str) -> (Vec<String>, Vec<String>) {
    if layout == ACTIVE_LOCATIONS.name {
        return (flagged(row, "Service type - "), flagged(row, "Service user band - "));
    }
    let separator = if layout == PLACES.name { '|' } else { ',' };
    (list(row.get("service_types"), separator), list(row.get("specialisms"), separator))
}

fn flagged(row: &Row, prefix: &str) -> Vec<String> {
    let marked = row.cells().filter(|(_, cell)| says_yes(cell));
    marked.filter_map(|(header, _)| Some(squeeze(header.strip_prefix(prefix)?))).collect()
}

/// The address lines. The 2014 list has one cell with a line break and the position in brackets behind the address.
fn address(row: &Row) -> Vec<String> {
    let whole = row.get("address");
    if whole.is_empty() {
        let lines = ["street", "address_2", "town", "county"].map(|key| squeeze(row.get(key)));
        return lines.into_iter().filter(|line| !line.is_empty()).collect();
    }
    let lines = whole.lines().filter(|line| !line.trim_start().starts_with('('));
    lines.flat_map(|line| line.split(',')).map(squeeze).filter(|line| !line.is_empty()).collect()
}
