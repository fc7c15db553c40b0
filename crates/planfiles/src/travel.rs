//! Travel times without a map: great circle times a factor, at a speed.

use routing::problem::Table;

use crate::{Unreadable, numbers, places::Places};

const RADIUS_KM: f64 = 6371.0;

/// How times follow from distances.
pub(crate) struct Straight<'a> {
    pub(crate) mode: &'a str,
    pub(crate) kmh: f64,
    pub(crate) circuity: f64,
    pub(crate) door: f64,
    /// The field that a fault names, for `kmh`, `circuity` or `door`.
    pub(crate) field: Box<dyn Fn(&str) -> String + 'a>,
}

impl Straight<'_> {
    fn source(&self) -> String {
        format!("great circle × {} at {} km/h, and {} s at the door", self.circuity, self.kmh, self.door)
    }

    /// What lies outside of what can be: any way on the earth then takes a time that can be counted.
    fn fault(&self) -> Option<(&'static str, String)> {
        let all = [
            ("kmh", self.kmh, 1.0, 1000.0),
            ("circuity", self.circuity, 1.0, 10.0),
            ("door", self.door, 0.0, 86_400.0),
        ];
        let wrong = all.into_iter().find(|(_, value, least, most)| !(*least..=*most).contains(value));
        wrong.map(|(name, value, least, most)| {
            (name, format!("It must be a number from {least} to {most}, and is {}.", numbers::figure(value)))
        })
    }
}

/// One table for each mode; places without a position are a fault, where there is a mode.
pub(crate) fn tables(places: &Places, modes: &[Straight<'_>]) -> Result<Vec<Table>, Unreadable> {
    for mode in modes {
        if let Some((name, what)) = mode.fault() {
            return Err(Unreadable::field((mode.field)(name), what));
        }
    }
    if modes.is_empty() {
        return Ok(Vec::new());
    }
    let units: Vec<[f64; 3]> = places.list.iter().map(|place| unit(place.at.unwrap_or_default())).collect();
    let side = units.len();
    let mut tables: Vec<Vec<i32>> = modes.iter().map(|_| vec![0; side * side]).collect();
    for (row, a) in units.iter().enumerate() {
        for (column, b) in units.iter().enumerate().skip(row + 1) {
            let km = 2.0 * RADIUS_KM * libm::asin((chord(a, b) / 2.0).min(1.0));
            for (mode, table) in modes.iter().zip(&mut tables) {
                let seconds = if same(places, row, column) { 0.0 } else { seconds(km, mode) };
                let time = numbers::way(seconds, 1).map_err(|what| Unreadable::field((mode.field)("kmh"), what))?;
                for at in [row * side + column, column * side + row] {
                    if let Some(entry) = table.get_mut(at) {
                        *entry = time;
                    }
                }
            }
        }
    }
    let named =
        |(mode, times): (&Straight<'_>, Vec<i32>)| Table { mode: mode.mode.to_owned(), times, source: mode.source() };
    Ok(modes.iter().zip(tables).map(named).collect())
}

fn seconds(km: f64, mode: &Straight<'_>) -> f64 {
    (km * mode.circuity / mode.kmh * 3600.0 + mode.door).round()
}

fn same(places: &Places, a: usize, b: usize) -> bool {
    places.list.get(a).map(|place| place.at) == places.list.get(b).map(|place| place.at)
}

/// The point on a sphere of radius 1. With it, each pair takes one root and one arc sine: half the straight line between two
/// points is the root of the haversine.
fn unit((lon, lat): (f64, f64)) -> [f64; 3] {
    let (lat, lon) = (lat.to_radians(), lon.to_radians());
    let (sin, cos) = (libm::sin(lat), libm::cos(lat));
    [cos * libm::cos(lon), cos * libm::sin(lon), sin]
}

fn chord([a, b, c]: &[f64; 3], [x, y, z]: &[f64; 3]) -> f64 {
    ((a - x) * (a - x) + (b - y) * (b - y) + (c - z) * (c - z)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Place;

    #[test]
    fn times_are_those_of_the_haversine() {
        let at = |n: i32| Some((-2.7 + f64::from(n * 37 % 101) / 83.0, 50.5 + f64::from(n * 53 % 97) / 131.0));
        let list: Vec<Place> = (0..80).map(|n| Place { name: String::new(), at: at(n) }).collect();
        let mode = Straight { mode: "car", kmh: 38.0, circuity: 1.35, door: 60.0, field: Box::new(str::to_owned) };
        let table = tables(&Places { list: list.clone(), on_earth: true }, &[mode]).unwrap().remove(0);
        for (row, a) in list.iter().enumerate() {
            for (column, b) in list.iter().enumerate() {
                let ((lon, lat), (east, north)) = (a.at.unwrap(), b.at.unwrap());
                let half = |angle: f64| (angle.to_radians() / 2.0).sin().powi(2);
                let h = half(north - lat) + lat.to_radians().cos() * north.to_radians().cos() * half(east - lon);
                let km = 2.0 * 6371.0 * h.sqrt().asin();
                let seconds = if row == column { 0.0 } else { (km * 1.35 / 38.0 * 3600.0 + 60.0).round() };
                assert_eq!(f64::from(table.times[row * 80 + column]), seconds);
            }
        }
    }
}
