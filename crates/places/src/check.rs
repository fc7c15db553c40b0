//! What the files of a place owe each other.

use kernel::Failure;

use crate::areas::PlaceFile;
use crate::tables::{fault, known, unique};
use crate::{Locality, SmallArea};

const PLACE: &str = "place.toml";
const OLDER: &str = "older_people.csv";

/// Every district is in one locality and belongs to a commissioner.
pub(crate) fn areas(file: &PlaceFile) -> Result<(), Failure> {
    unique(PLACE, "commissioner, code:", file.commissioner.iter().map(|entry| entry.code.as_str()))?;
    unique(PLACE, "locality, code:", file.locality.iter().map(|entry| entry.code.as_str()))?;
    unique(PLACE, "district, code:", file.district.iter().map(|entry| entry.code.as_str()))?;
    let placed = || file.locality.iter().flat_map(|locality| locality.districts.iter().map(String::as_str));
    unique(PLACE, "locality, districts:", placed())?;
    let commissioners: Vec<&str> = file.commissioner.iter().map(|entry| entry.code.as_str()).collect();
    let districts: Vec<&str> = file.district.iter().map(|entry| entry.code.as_str()).collect();
    let placed_codes: Vec<&str> = placed().collect();
    for code in &placed_codes {
        known(PLACE, "locality, districts:", code, &districts)?;
    }
    for district in &file.district {
        known(PLACE, "district without a locality:", &district.code, &placed_codes)?;
        known(PLACE, "district, commissioner:", &district.commissioner, &commissioners)?;
    }
    for transfer in &file.transfer {
        known(PLACE, "transfer, district:", &transfer.district, &districts)?;
        known(PLACE, "transfer, to:", &transfer.to, &commissioners)?;
    }
    if file.currency != "GBP" {
        return Err(fault(PLACE, "currency: only GBP is known."));
    }
    Ok(())
}

/// Every small area is in the locality of its district.
pub(crate) fn small_areas(small_areas: &[SmallArea], localities: &[Locality]) -> Result<(), Failure> {
    unique(OLDER, "lsoa", small_areas.iter().map(|area| area.lsoa.as_str()))?;
    let stray = small_areas.iter().find(|area| {
        let locality = localities.iter().find(|locality| locality.code == area.locality);
        !locality.is_some_and(|locality| locality.districts.contains(&area.district))
    });
    match stray {
        Some(area) => Err(fault(
            OLDER,
            format!("{}, locality: {} does not hold the district {}.", area.lsoa, area.locality, area.district),
        )),
        None => Ok(()),
    }
}
