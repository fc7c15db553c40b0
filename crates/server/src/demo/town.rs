//! Made-up people, placed by where older people live.

use std::collections::BTreeMap;

use kernel::{Date, Failure, Postcode};
use places::{KnownPostcode, Place, SmallArea};

use super::dice::Dice;

/// Somebody who does not exist.
#[derive(Debug, Clone)]
pub(crate) struct Resident {
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) birth: Date,
    /// Ten digits of the 999 range, which is never given to anybody.
    pub(crate) nhs_number: String,
    pub(crate) address: String,
    pub(crate) town: &'static str,
    pub(crate) postcode: Postcode,
    pub(crate) locality: String,
    pub(crate) phone: String,
    pub(crate) lives_alone: bool,
}

/// So many people, the same ones for the same seed.
pub(crate) fn residents(place: &Place, today: Date, seed: u64, how_many: usize) -> Result<Vec<Resident>, Failure> {
    let mut dice = Dice::new(seed, "residents");
    let mut by_area = BTreeMap::<&str, Vec<&KnownPostcode>>::new();
    for known in place.postcodes()? {
        by_area.entry(&known.lsoa).or_default().push(known);
    }
    // Whose district has gone to another council asks there (BRK-1).
    let here = |area: &&SmallArea| {
        by_area.contains_key(area.lsoa.as_str()) && place.transfer_of(&area.district, today).is_none()
    };
    let areas: Vec<&SmallArea> = place.small_areas.iter().filter(here).collect();
    // Of those who need help at home most are old, and the very old most of all.
    let weight = |area: &&SmallArea| {
        i64::from(area.aged_65_74) + 3 * i64::from(area.aged_75_84) + 9 * i64::from(area.aged_85_over)
    };
    let mut numbers = test_numbers(dice.between(0, 400_000));
    let mut made = Vec::with_capacity(how_many);
    while made.len() < how_many {
        let area = dice.weighted(&areas, weight).ok_or_else(|| Failure::internal("the place has no small areas"))?;
        let known = by_area.get(area.lsoa.as_str()).and_then(|known| dice.pick(known));
        let known = known.ok_or_else(|| Failure::internal("a small area has no postcodes"))?;
        let birth = birth(&mut dice, area, today)?;
        made.push(resident(&mut dice, place, known, birth, numbers.next().unwrap_or_default())?);
    }
    Ok(made)
}

fn resident(
    dice: &mut Dice,
    place: &Place,
    known: &KnownPostcode,
    birth: Date,
    nhs_number: String,
) -> Result<Resident, Failure> {
    let none = || Failure::internal("the place has no names");
    let woman = dice.chance(64);
    let given = if woman { &place.names.older_women } else { &place.names.older_men };
    let given_name = dice.pick(given).ok_or_else(none)?.clone();
    let family_name = dice.pick(&place.names.families).ok_or_else(none)?.clone();
    let street = dice.pick(&place.names.streets).ok_or_else(none)?.clone();
    Ok(Resident {
        given_name,
        family_name,
        birth,
        nhs_number,
        address: format!("{} {street}", dice.between(1, 140)),
        town: post_town(known.postcode.outcode()),
        postcode: known.postcode.clone(),
        locality: known.locality.clone(),
        // Ofcom keeps 01632 960000 to 960999 for stories.
        phone: format!("01632 960{:03}", dice.between(0, 999)),
        lives_alone: dice.chance(58),
    })
}

fn birth(dice: &mut Dice, area: &SmallArea, today: Date) -> Result<Date, Failure> {
    let bands = [
        (i64::from(area.aged_65_74), 65, 74),
        (3 * i64::from(area.aged_75_84), 75, 84),
        (9 * i64::from(area.aged_85_over), 85, 101),
        // A few are younger than the figures tell of: people with a disability of working age.
        (40, 19, 64),
    ];
    let (_, least, most) = dice.weighted(&bands, |(weight, ..)| *weight).copied().unwrap_or((0, 75, 84));
    let (years, days) = (dice.between(least, most), dice.between(0, 364));
    let span = jiff::Span::new().try_years(years).and_then(|span| span.try_days(days));
    today.checked_sub(span.map_err(Failure::internal)?).map_err(Failure::internal)
}

/// Ten-digit numbers of the 999 range with a right check digit, from some point on.
fn test_numbers(from: i64) -> impl Iterator<Item = String> {
    (from..1_000_000).filter_map(|n| {
        let nine = format!("999{n:06}");
        let sum: u32 =
            nine.chars().zip((2..=10).rev()).map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight).sum();
        match 11 - sum % 11 {
            10 => None,
            11 => Some(format!("{nine}0")),
            check => Some(format!("{nine}{check}")),
        }
    })
}

/// The post town of an outcode in and about Dorset.
pub(crate) fn post_town(outcode: &str) -> &'static str {
    match outcode {
        "DT1" | "DT2" => "Dorchester",
        "DT3" | "DT4" => "Weymouth",
        "DT5" => "Portland",
        "DT6" => "Bridport",
        "DT7" => "Lyme Regis",
        "DT8" => "Beaminster",
        "DT9" => "Sherborne",
        "DT10" => "Sturminster Newton",
        "DT11" => "Blandford Forum",
        "SP5" | "SP3" => "Salisbury",
        "SP6" => "Fordingbridge",
        "SP7" => "Shaftesbury",
        "SP8" => "Gillingham",
        "BH16" | "BH17" | "BH18" => "Poole",
        "BH19" => "Swanage",
        "BH20" => "Wareham",
        "BH21" => "Wimborne",
        "BH22" => "Ferndown",
        "BH23" => "Christchurch",
        "BH24" => "Ringwood",
        "BH31" => "Verwood",
        "TA18" | "TA20" | "BA22" | "BA9" | "BA8" => "Sherborne",
        "EX13" => "Axminster",
        _ => "Dorset",
    }
}

#[cfg(test)]
mod tests {
    use kernel::{NhsNumber, Numbers, date};

    use super::*;

    #[test]
    fn people_are_the_same_for_a_seed_and_have_numbers_nobody_has() {
        let place = Place::dorset().unwrap();
        let make = |seed| residents(place, date(2026, 11, 22), seed, 200).unwrap();
        let people = make(7);
        assert_eq!(format!("{people:?}"), format!("{:?}", make(7)));
        let numbers: std::collections::BTreeSet<_> = people.iter().map(|person| person.nhs_number.clone()).collect();
        assert_eq!(numbers.len(), 200, "no number twice");
        assert!(
            numbers.iter().all(|number| number.starts_with("999") && NhsNumber::parse(number, Numbers::Test).is_ok())
        );
    }

    #[test]
    fn most_are_old_and_live_all_over_the_county() {
        let place = Place::dorset().unwrap();
        let people = residents(place, date(2026, 11, 22), 1, 500).unwrap();
        let old = people.iter().filter(|person| person.birth < date(1946, 11, 22)).count();
        assert!(old > 300, "{old} of 500 are 80 or older");
        let areas: std::collections::BTreeSet<_> = people.iter().map(|person| person.locality.clone()).collect();
        assert_eq!(areas.len(), place.localities.len());
    }
}
