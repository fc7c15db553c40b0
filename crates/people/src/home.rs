//! The questions about where somebody lives, asked when they are registered and when they move (REC-8).

use kernel::{Failure, Point};
use page::{Markup, html};
use wire::{Field, FormState, House, Values};

use crate::{locate::PlaceBy, person::PersonRow, register::Address};

pub(crate) const LINE_1: Field = Field::line("address_1", "House and street");
pub(crate) const LINE_2: Field = Field::line("address_2", "Second line");
pub(crate) const LINE_3: Field = Field::line("address_3", "Third line");
pub(crate) const TOWN: Field = Field::line("town", "Town or village");
pub(crate) const POSTCODE: Field = Field::postcode("postcode", "Postcode")
    .hint("The area is found from it. Leave it empty for somebody without a home.");
pub(crate) const PLACE_BY: Field = Field::choice(
    "place_by",
    "How to go on without the postcode",
    &[
        ("postcode", "I have put the postcode right"),
        ("pin", "Put a pin on the map"),
        ("hand", "Choose the area by hand"),
        ("redirected", "Lives outside this place: I have sent the person on"),
        ("served", "Lives outside this place: is served here all the same"),
    ],
);
pub(crate) const LAT: Field = Field::line("lat", "Latitude of the pin").hint("Such as 50.7154");
pub(crate) const LON: Field = Field::line("lon", "Longitude of the pin").hint("Such as -2.4367");
pub(crate) const LOCALITY: Field = Field::line("locality", "Area");
pub(crate) const REASON: Field = Field::line("place_reason", "Reason, or where the person was sent");

const ASKED_FURTHER: [&str; 5] = ["postcode", "lat", "lon", "locality", "place_reason"];

/// The lines of the address and the postcode.
pub(crate) fn fields(form: &FormState<'_>, house: &House, before: Option<&PersonRow>) -> Markup {
    let row = before.cloned_address();
    let line = |n: usize| row.lines.get(n).cloned().unwrap_or_default();
    html! {
        (form.field(&LINE_1, &line(0)))
        (form.field(&LINE_2, &line(1)))
        (form.field(&LINE_3, &line(2)))
        (form.field(&TOWN, &row.town.clone().unwrap_or_default()))
        (form.field(&POSTCODE, &row.postcode.as_ref().map(ToString::to_string).unwrap_or_default()))
        @if form.faults.iter().any(|fault| ASKED_FURTHER.contains(&fault.field.as_str()))
            || !form.sent.first(PLACE_BY.name).is_empty() { (further(form, house)) }
    }
}

/// What is asked when the postcode is not known.
fn further(form: &FormState<'_>, house: &House) -> Markup {
    let areas: Vec<(String, String)> =
        house.place.localities.iter().map(|area| (area.code.clone(), area.name.clone())).collect();
    html! {
        (form.field(&PLACE_BY, ""))
        (form.field(&LAT, ""))
        (form.field(&LON, ""))
        (form.choose(&LOCALITY, &areas, ""))
        (form.field(&REASON, ""))
    }
}

trait ClonedAddress {
    fn cloned_address(&self) -> Address;
}

impl ClonedAddress for Option<&PersonRow> {
    fn cloned_address(&self) -> Address {
        let Some(row) = self else { return Address::default() };
        let mut lines = row.address_lines.clone();
        if row.town.is_some() {
            lines.pop();
        }
        Address { lines, town: row.town.clone(), postcode: row.postcode.clone() }
    }
}

/// The address as it was typed.
pub(crate) fn address(values: &Values) -> Result<Address, Failure> {
    let lines = [values.opt_text("address_1")?, values.opt_text("address_2")?, values.opt_text("address_3")?];
    Ok(Address {
        lines: lines.into_iter().flatten().collect(),
        town: values.opt_text("town")?,
        postcode: values.opt_postcode("postcode")?,
    })
}

/// How the area is to be found, as it was answered.
pub(crate) fn place_by(values: &Values) -> Result<PlaceBy, Failure> {
    let reason = values.opt_text("place_reason")?.unwrap_or_default();
    match values.opt_text("place_by")?.as_deref() {
        None | Some("postcode") => Ok(PlaceBy::Postcode),
        Some("pin") => {
            let point = Point::new(degrees(values, "lat")?, degrees(values, "lon")?);
            point.map(PlaceBy::Pin).map_err(|failure| failure.in_field("lat"))
        }
        Some("hand") => Ok(PlaceBy::Hand { locality: values.opt_text("locality")?.unwrap_or_default(), reason }),
        Some("redirected") => Ok(PlaceBy::Redirected(reason)),
        Some("served") => Ok(PlaceBy::Served(reason)),
        Some(other) => Err(Failure::field("place_by", format!("“{other}” is not one of the choices."))),
    }
}

fn degrees(values: &Values, field: &str) -> Result<f64, Failure> {
    let text = values.opt_text(field)?.unwrap_or_default().replace('\u{2212}', "-");
    match text.parse::<f64>() {
        Ok(degrees) if degrees.is_finite() => Ok(degrees),
        _ => Err(Failure::field(field, "Enter the pin’s latitude and longitude in degrees, like 50.7154 and -2.4367.")),
    }
}
