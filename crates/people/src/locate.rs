//! In which area somebody lives (REC-8): from the postcode, from a pin, or by hand with a reason; and who is responsible.
//!
//! Two responsibilities are kept apart: health follows the GP practice, the council's follows the home address.

use kernel::{Date, Failure, Point, Postcode};
use places::{Commissioner, KnownPostcode, Place, Transfer};
use store::{Tx, Value};

use crate::person::{LocatedBy, PersonRow};

/// A pin further than this from every home of the place is outside it.
const NEAR_KILOMETRES: f64 = 8.0;

/// How the area is to be found.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum PlaceBy {
    /// From the postcode; nobody knows where somebody without one lives.
    #[default]
    Postcode,
    /// From a pin on the map.
    Pin(Point),
    /// By hand: the locality's code, and why.
    Hand {
        /// The locality's code.
        locality: String,
        /// Why.
        reason: String,
    },
    /// Lives outside the place: sent on, and where to.
    Redirected(String),
    /// Lives outside the place and is served all the same, and why.
    Served(String),
}

/// Where somebody was found to live.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Spot {
    point: Option<Point>,
    locality: Option<String>,
    district: Option<String>,
    by: Option<LocatedBy>,
    why: Option<String>,
}

impl Spot {
    /// The columns that say so.
    pub(crate) fn columns(&self) -> Vec<(&'static str, Value)> {
        store::cols! {
            "lat" => self.point.map(Point::lat), "lon" => self.point.map(Point::lon),
            "locality" => self.locality.clone(), "district" => self.district.clone(),
            "located_by" => self.by.map(LocatedBy::code), "located_why" => self.why.clone(),
        }
    }

    /// The same, for the journal.
    pub(crate) fn facts(&self) -> serde_json::Value {
        serde_json::json!({ "locality": self.locality, "district": self.district, "by": self.by, "why": self.why })
    }
}

/// Finds where somebody lives, or says what is missing; every fault names its field.
pub(crate) fn locate(
    tx: &mut Tx<'_>,
    place: &Place,
    postcode: Option<&Postcode>,
    by: &PlaceBy,
) -> Result<Spot, Failure> {
    // A newer file of postcodes that was imported comes before the place's own list.
    let known = match (by, postcode) {
        (PlaceBy::Postcode, Some(code)) => imports::gazetteer::in_place(tx, place, code)?,
        _ => None,
    };
    find(place, postcode, known.as_ref(), by)
}

fn find(
    place: &Place,
    postcode: Option<&Postcode>,
    known: Option<&KnownPostcode>,
    by: &PlaceBy,
) -> Result<Spot, Failure> {
    match by {
        PlaceBy::Postcode => match (postcode, known) {
            (None, _) => Ok(Spot::default()),
            (Some(postcode), None) => Err(unknown(place, postcode)?),
            (Some(_), Some(known)) => Ok(from_postcode(known)),
        },
        PlaceBy::Pin(point) => from_pin(place, *point),
        PlaceBy::Hand { locality, reason } => {
            let reason = reason_given(reason, "Say why you place this person by hand.")?;
            let Some(found) = place.locality(locality) else {
                return Err(Failure::field("locality", "Choose the area from the list."));
            };
            let district = match found.districts.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            };
            let by = Some(LocatedBy::Hand);
            Ok(Spot { locality: Some(found.code.clone()), district, by, why: Some(reason), point: None })
        }
        PlaceBy::Redirected(to) => {
            let why = reason_given(to, "Say where you sent this person.")?;
            Ok(Spot { by: Some(LocatedBy::Redirected), why: Some(why), ..Spot::default() })
        }
        PlaceBy::Served(why) => {
            let why = reason_given(why, "Say why this person is served here.")?;
            Ok(Spot { by: Some(LocatedBy::Served), why: Some(why), ..Spot::default() })
        }
    }
}

fn reason_given(text: &str, otherwise: &str) -> Result<String, Failure> {
    let text = kernel::clean_line(text).map_err(|failure| failure.in_field("place_reason"))?;
    if text.is_empty() { Err(Failure::field("place_reason", otherwise)) } else { Ok(text) }
}

fn from_postcode(known: &KnownPostcode) -> Spot {
    Spot {
        point: Some(known.point),
        locality: Some(known.locality.clone()),
        district: Some(known.district.clone()),
        by: Some(LocatedBy::Postcode),
        why: None,
    }
}

fn unknown(place: &Place, postcode: &Postcode) -> Result<Failure, Failure> {
    let near = place.postcodes()?.iter().any(|known| known.postcode.outcode() == postcode.outcode());
    let what = if near {
        format!("We do not know {postcode}. It may be new, or a letter may be wrong: check it.")
    } else {
        format!("{postcode} is not in {}.", place.name)
    };
    let then = "If it is right, say further down how to go on: put a pin on the map, choose the area by hand, or say that \
        the person lives outside this place.";
    Ok(Failure::field("postcode", format!("{what} {then}")))
}

fn from_pin(place: &Place, point: Point) -> Result<Spot, Failure> {
    match place.nearest_postcode(point)? {
        Some((known, kilometres)) if kilometres <= NEAR_KILOMETRES => Ok(Spot {
            point: Some(point),
            locality: Some(known.locality.clone()),
            district: Some(known.district.clone()),
            by: Some(LocatedBy::Pin),
            why: None,
        }),
        _ => Err(Failure::field(
            "lat",
            format!("This pin is not in {}. Move it, or say that the person lives outside this place.", place.name),
        )),
    }
}

/// Who is responsible for somebody.
#[derive(Debug, Clone, Default)]
pub struct Responsible<'a> {
    /// The council, from the home address; none when the person lives elsewhere or nobody knows where.
    pub council: Option<&'a Commissioner>,
    /// The transfer that sends new packages to another council, if one holds.
    pub transfer: Option<&'a Transfer>,
    /// The GP practice from which the responsibility for health follows.
    pub practice: Option<String>,
}

/// Who is responsible for somebody on a day (REC-8). Health follows the practice, the council's follows the address.
pub fn responsible<'a>(place: &'a Place, person: &PersonRow, on: Date) -> Responsible<'a> {
    let district = person.district.as_deref();
    let by_locality = || {
        let locality = place.locality(person.locality.as_deref()?)?;
        place.commissioner_of_new_package(locality.districts.first()?, on)
    };
    Responsible {
        council: district.and_then(|code| place.commissioner_of_new_package(code, on)).or_else(by_locality),
        transfer: district.and_then(|code| place.transfer_of(code, on)),
        practice: person.practice_name.clone().or_else(|| person.practice_code.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> &'static Place {
        Place::dorset().unwrap()
    }

    fn found(postcode: &str, by: &PlaceBy) -> Result<Spot, Failure> {
        let code = Postcode::parse(postcode).unwrap();
        find(place(), Some(&code), place().postcode(&code).unwrap(), by)
    }

    fn field(result: Result<Spot, Failure>) -> String {
        match result {
            Err(Failure::Invalid(faults)) => faults[0].field.clone(),
            other => panic!("{other:?}"),
        }
    }

    // REC-8
    #[test]
    fn a_home_is_placed_by_postcode_pin_or_hand() {
        let spot = found("BA21 5BT", &PlaceBy::Postcode).unwrap();
        assert_eq!((spot.locality.as_deref(), spot.by), (Some("west"), Some(LocatedBy::Postcode)));
        let pin = PlaceBy::Pin(Point::new(50.9406, -2.6064).unwrap());
        let spot = found("DT99 9ZZ", &pin).unwrap();
        assert_eq!((spot.locality.as_deref(), spot.by), (Some("west"), Some(LocatedBy::Pin)));
        let hand = PlaceBy::Hand { locality: "purbeck".into(), reason: "New street".into() };
        let spot = found("DT99 9ZZ", &hand).unwrap();
        assert_eq!((spot.locality.as_deref(), spot.district.as_deref()), (Some("purbeck"), Some("E07000051")));
        assert_eq!(find(place(), None, None, &PlaceBy::Postcode).unwrap(), Spot::default());
    }

    // REC-8
    #[test]
    fn what_cannot_be_placed_says_what_is_missing() {
        assert_eq!(field(found("SW1A 1AA", &PlaceBy::Postcode)), "postcode");
        assert_eq!(field(found("SW1A 1AA", &PlaceBy::Pin(Point::new(51.5, -0.1).unwrap()))), "lat");
        assert_eq!(field(found("SW1A 1AA", &PlaceBy::Served(" ".into()))), "place_reason");
        let hand = PlaceBy::Hand { locality: "mars".into(), reason: "because".into() };
        assert_eq!(field(found("SW1A 1AA", &hand)), "locality");
    }
}
