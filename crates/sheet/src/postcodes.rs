//! Where postcodes are: our own list, the ONS Postcode Directory with a header, and the national index that comes without one.

use std::collections::HashMap;
use std::io::Read;

use kernel::{Date, Failure, Point, Postcode};

use crate::values::{month, squeeze};
use crate::{Column, Headless, Layout, Row, RowFault, Sheet};

/// Postcode, position, small area and district: Code-Point Open joined with small areas, the directory, or a list made by hand.
pub const POSTCODES: Layout = Layout {
    name: "postcodes",
    columns: &[
        Column::required("postcode", &["pcds", "pcd", "pcd7", "pcd8", "post code"]),
        Column::required("lat", &["latitude"]),
        Column::required("lon", &["long", "lng", "longitude"]),
        Column::optional(
            "district",
            &[
                "lad14",
                "oslaua",
                "laua",
                "lad25cd",
                "lad24cd",
                "lad23cd",
                "lad21cd",
                "lad20cd",
                "lad11cd",
                "ltla24_code",
            ],
        ),
        Column::optional("lsoa", &["lsoa11", "lsoa11cd", "lsoa21", "lsoa21cd"]),
        Column::optional("ward", &["ward14", "osward", "ward", "wd25cd", "wd24cd", "wd23cd"]),
        Column::optional("ended", &["doterm"]),
    ],
    headless: Some(Headless {
        columns: 57,
        positions: &[("postcode", 0), ("ended", 4), ("lat", 7), ("lon", 8), ("district", 10), ("lsoa", 22)],
        tell: ("postcode", looks_like_postcode),
    }),
};

fn looks_like_postcode(cell: &str) -> bool {
    Postcode::parse(cell).is_ok()
}

/// A postcode and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PostcodeEntry {
    /// The line of the file.
    pub row: u64,
    /// The postcode.
    pub postcode: Postcode,
    /// Where it is.
    pub point: Point,
    /// The code of the district or council, as E07000052; empty where the file has none.
    pub district: String,
    /// The code of the small area, as E01020428; empty where the file has none.
    pub lsoa: String,
    /// The code of the ward; empty where the file has none.
    pub ward: String,
    /// When it went out of use; people still write it down for years.
    pub ended_on: Option<Date>,
}

/// The postcodes of one file, as they are read.
pub struct Postcodes<'a> {
    sheet: Sheet<'a>,
    seen: HashMap<u64, u64>,
}

/// Reads a list of postcodes.
pub fn read<'a>(bytes: impl Read + 'a, name: &str) -> Result<Postcodes<'a>, Failure> {
    Ok(Postcodes { sheet: Sheet::read(bytes, name, &[POSTCODES])?, seen: HashMap::new() })
}

impl<'a> Postcodes<'a> {
    /// The file beneath: its layout, headers and encoding.
    pub fn sheet(&self) -> &Sheet<'a> {
        &self.sheet
    }
}

impl Iterator for Postcodes<'_> {
    type Item = Result<PostcodeEntry, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.sheet.next()?;
        Some(row.and_then(|row| {
            let entry = entry(&row)?;
            match self.seen.insert(packed(&entry.postcode), row.number) {
                Some(first) => {
                    Err(row.fault("postcode", format!("The same postcode is on line {first}; this row is left out.")))
                }
                None => Ok(entry),
            }
        }))
    }
}

/// The seven letters in one number, so that the two and a half million postcodes of the whole country are remembered in little room.
fn packed(postcode: &Postcode) -> u64 {
    let letters = postcode.as_str().bytes().filter(|byte| *byte != b' ');
    letters.fold(0, |packed, byte| (packed << 8) | u64::from(byte))
}

fn entry(row: &Row) -> Result<PostcodeEntry, RowFault> {
    let postcode = Postcode::parse(row.get("postcode"))
        .map_err(|_| row.fault("postcode", "This is not a UK postcode, or is only part of one."))?;
    let ended = row.get("ended");
    let ended_on = match ended {
        "" => None,
        text => Some(month(text).ok_or_else(|| row.fault("ended", "This is neither a month like 201606 nor a date."))?),
    };
    Ok(PostcodeEntry {
        row: row.number,
        postcode,
        point: point(row)?,
        district: squeeze(row.get("district")),
        lsoa: squeeze(row.get("lsoa")),
        ward: squeeze(row.get("ward")),
        ended_on,
    })
}

fn point(row: &Row) -> Result<Point, RowFault> {
    let number = |key: &str| row.get(key).parse::<f64>().ok().filter(|number| number.is_finite());
    let lat = number("lat").ok_or_else(|| row.fault("lat", "This is not a latitude in degrees, like 50.7279."))?;
    let lon = number("lon").ok_or_else(|| row.fault("lon", "This is not a longitude in degrees, like -2.4441."))?;
    // The directory writes 99.999999 and 0 for a postcode without a place.
    if lat > 90.0 {
        return Err(row.fault("lat", "The directory has no place for this postcode; it is left out."));
    }
    Point::new(lat, lon).map_err(|_| {
        row.fault(
            "lat",
            "This position is not in the British Isles. Check that latitude and longitude are not swapped.",
        )
    })
}
