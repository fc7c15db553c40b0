//! What every room may look up: where a postcode is, and which days are bank holidays, by the newest files imported.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Calendar, Date, Failure, Point, Postcode};
use places::{KnownPostcode, Place};
use sheet::{RowFault, holidays::Holiday, postcodes::PostcodeEntry};
use store::{Change, Row, Tx, cols, params, statement};

use crate::{Line, Outcome, Step};

/// A postcode of an imported file.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Where it is.
    pub point: Point,
    /// The code of its district; empty where the file had none.
    pub district: String,
    /// The code of its small area; empty where the file had none.
    pub lsoa: String,
    /// The code of its ward; empty where the file had none.
    pub ward: String,
    /// When it went out of use.
    pub ended_on: Option<Date>,
}

statement! {
    POSTCODE = "SELECT latitude, longitude, district, lsoa, ward, ended_on FROM postcode WHERE postcode = $1";
    HOLIDAYS = "SELECT day, title, notes FROM bank_holiday WHERE calendar = $1 ORDER BY day";
    HOLIDAYS_OF_YEAR = "SELECT day, title, notes FROM bank_holiday WHERE calendar = $1 AND day >= $2 AND day <= $3 ORDER BY day";
}

fn found(row: &Row) -> Result<Found, Failure> {
    let point = Point::new(row.get("latitude")?, row.get("longitude")?);
    Ok(Found {
        point: point.map_err(|_| Failure::internal("a postcode was kept with a position outside the country"))?,
        district: row.get("district")?,
        lsoa: row.get("lsoa")?,
        ward: row.get("ward")?,
        ended_on: row.get("ended_on")?,
    })
}

/// Where a postcode is, by the newest file imported; none when no file had it. The place's own list is
/// [`Place::postcodes`]; ask here first, for an imported file is the newer one.
pub fn postcode(tx: &mut Tx<'_>, postcode: &Postcode) -> Result<Option<Found>, Failure> {
    tx.first(&POSTCODE, params![postcode], found)
}

/// A postcode further than this from every one of the place's own list, and in none of its small areas, is outside it.
const NEAR_KILOMETRES: f64 = 2.0;

/// Where a postcode is in this place, by the newest file imported and else by the place's own list; none when it is not of
/// this place or in neither. A new postcode finds its area by its small area, or else by its nearest neighbour (REC-8).
pub fn in_place(tx: &mut Tx<'_>, place: &Place, code: &Postcode) -> Result<Option<KnownPostcode>, Failure> {
    let own = place.postcode(code)?;
    let Some(newer) = postcode(tx, code)? else { return Ok(own.cloned()) };
    let area = place.small_areas.iter().find(|area| !newer.lsoa.is_empty() && area.lsoa == newer.lsoa);
    let (locality, district, lsoa) = match (area, own) {
        (Some(area), _) => (area.locality.clone(), area.district.clone(), area.lsoa.clone()),
        (None, Some(own)) => (own.locality.clone(), own.district.clone(), own.lsoa.clone()),
        (None, None) => match place.nearest_postcode(newer.point)? {
            Some((near, kilometres)) if kilometres <= NEAR_KILOMETRES => {
                (near.locality.clone(), near.district.clone(), near.lsoa.clone())
            }
            _ => return Ok(None),
        },
    };
    Ok(Some(KnownPostcode { postcode: code.clone(), point: newer.point, locality, district, lsoa }))
}

/// Saves one postcode of a file.
pub fn import_postcode(step: &mut Step<'_, '_>, entry: &PostcodeEntry) -> Result<Outcome, Failure> {
    let new = Found {
        point: entry.point,
        district: entry.district.clone(),
        lsoa: entry.lsoa.clone(),
        ward: entry.ward.clone(),
        ended_on: entry.ended_on,
    };
    let outcome = match postcode(step.tx(), &entry.postcode)? {
        Some(old) if old == new => return Ok(Outcome::Unchanged),
        Some(_) => Outcome::Changed,
        None => Outcome::Made,
    };
    let columns = cols! {
        "postcode" => &entry.postcode, "latitude" => new.point.lat(), "longitude" => new.point.lon(),
        "district" => new.district, "lsoa" => new.lsoa, "ward" => new.ward, "ended_on" => new.ended_on,
    };
    step.keep(|change| change.put("postcode", &["postcode"], columns));
    Ok(outcome)
}

/// The bank holidays of one year. They are imported by whole years: half a list would let a bank holiday pass for a
/// working day, and a deadline would be wrong without anybody seeing it (H16).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayYear {
    /// The year.
    pub year: i16,
    /// The calendar: "England and Wales".
    pub calendar: String,
    /// Its bank holidays.
    pub holidays: Vec<Holiday>,
}

impl Line for HolidayYear {
    fn line(&self) -> u64 {
        0
    }
}

/// England and Wales have eight bank holidays in every year, and now and then one more.
const FEWEST: usize = 8;

/// A file's bank holidays by years. When any row has a fault, no year is taken; a year with too few is a fault itself.
pub fn holiday_years(calendar: &str, rows: Vec<Result<Holiday, RowFault>>) -> Vec<Result<HolidayYear, RowFault>> {
    let (mut years, mut faults) = (BTreeMap::<i16, Vec<Holiday>>::new(), Vec::new());
    for row in rows {
        match row {
            Ok(holiday) => years.entry(holiday.date.year()).or_default().push(holiday),
            Err(fault) => faults.push(Err(fault)),
        }
    }
    if !faults.is_empty() {
        let message = "No bank holidays were taken from this file: a day that is missing would make deadlines wrong. Put the rows above right and import it again.";
        faults.push(Err(RowFault::new(0, "", message, "")));
        return faults;
    }
    let year = |(year, mut holidays): (i16, Vec<Holiday>)| {
        if holidays.len() < FEWEST {
            let many =
                kernel::count(i64::try_from(holidays.len()).unwrap_or(i64::MAX), "bank holiday", "bank holidays");
            let message = format!(
                "{year} has only {many} in this file; a whole year has at least {FEWEST}. The year is left out."
            );
            return Err(RowFault::new(0, "date", message, &year.to_string()));
        }
        holidays.sort_by_key(|holiday| holiday.date);
        Ok(HolidayYear { year, calendar: calendar.to_owned(), holidays })
    };
    years.into_iter().map(year).collect()
}

fn holiday(row: &Row) -> Result<Holiday, Failure> {
    Ok(Holiday { date: row.get("day")?, title: row.get("title")?, notes: row.get("notes")? })
}

/// Saves the bank holidays of one year; days that are no bank holidays any more are taken away.
pub fn import_holidays(step: &mut Step<'_, '_>, year: &HolidayYear) -> Result<Outcome, Failure> {
    let first = Date::new(year.year, 1, 1).map_err(Failure::internal)?;
    let known = params![year.calendar.as_str(), first, first.last_of_year()].to_vec();
    let old = step.tx().all(&HOLIDAYS_OF_YEAR, &known, holiday)?;
    if old == year.holidays {
        return Ok(Outcome::Unchanged);
    }
    let calendar = year.calendar.as_str();
    let gone = old.iter().filter(|day| year.holidays.iter().all(|new| new.date != day.date));
    step.keep(|change| {
        gone.fold(change, |change, day| {
            change.delete("bank_holiday", cols! { "calendar" => calendar, "day" => day.date })
        })
    });
    let put = |change: Change, day: &Holiday| {
        let columns = cols! {
            "calendar" => calendar, "day" => day.date, "title" => day.title.as_str(), "notes" => day.notes.as_str(),
        };
        change.put("bank_holiday", &["calendar", "day"], columns)
    };
    step.keep(|change| year.holidays.iter().fold(change, put));
    Ok(if old.is_empty() { Outcome::Made } else { Outcome::Changed })
}

/// The working days of a place by the newest list: the years that were imported take the place of its own, and it is known
/// further when the imported years follow on.
pub fn calendar(tx: &mut Tx<'_>, place: &Place) -> Result<Calendar, Failure> {
    let own = place.calendar();
    let imported = tx.all(&HOLIDAYS, params![own.name()], holiday)?;
    let years: BTreeSet<i16> = imported.iter().map(|holiday| holiday.date.year()).collect();
    if years.is_empty() {
        return Ok(own.clone());
    }
    let kept = own.holidays().iter().copied().filter(|day| !years.contains(&day.year()));
    let holidays: BTreeSet<Date> = kept.chain(imported.iter().map(|holiday| holiday.date)).collect();
    let mut known_until = own.known_until();
    while let Some(next) = known_until.year().checked_add(1).filter(|next| years.contains(next)) {
        known_until = Date::new(next, 12, 31).map_err(Failure::internal)?;
    }
    Ok(own.clone().with_holidays(holidays, known_until))
}

/// The same place on the newest calendar, for as long as the program runs; the place itself when nothing newer was imported.
/// Asked once, at start.
pub fn place(tx: &mut Tx<'_>, place: &'static Place) -> Result<&'static Place, Failure> {
    let newest = calendar(tx, place)?;
    if newest == *place.calendar() {
        return Ok(place);
    }
    Ok(Box::leak(Box::new(place.again()?.with_calendar(newest))))
}
