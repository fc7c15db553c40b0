//! People on record, registered as the product registers them.

use kernel::{Failure, NhsNumber, Numbers};
use people::{Address, NewPerson, PersonId};

use super::{Filler, Sample};
use crate::demo::town;

/// So many in one unit of work.
const TOGETHER: usize = 2_500;
/// So many are looked for while it is measured.
const SAMPLE: usize = 400;

/// One of them.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Known {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) locality: String,
    pub(super) outcode: String,
    pub(super) lives_alone: bool,
}

impl Filler<'_> {
    /// Registers people until there are so many, and gives those that are new.
    pub(super) fn people(&mut self, wanted: usize) -> Result<Vec<Known>, Failure> {
        // The same people come first however many there are, so that no number comes twice.
        let residents = town::residents(self.house.place, self.today, 1, wanted)?;
        let mut known = Vec::with_capacity(wanted);
        let fresh = residents.get(self.filled.size.people..).unwrap_or_default();
        self.clock.turn_to(self.now.plus_days(super::DAYS.0 - 20));
        for some in fresh.chunks(TOGETHER) {
            let (some, house) = (some.to_vec(), self.house.clone());
            known.extend(self.write(move |work| {
                some.iter().map(|resident| register(work, &house, resident)).collect::<Result<Vec<_>, _>>()
            })?);
        }
        let every = (known.len() / SAMPLE).max(1);
        let sample = known.iter().zip(fresh).step_by(every).map(|(one, resident)| Sample {
            id: one.id.uuid(),
            number: resident.nhs_number.clone(),
            family_name: resident.family_name.clone(),
            birth: resident.birth.to_string(),
        });
        self.filled.sample.extend(sample);
        Ok(known)
    }
}

fn register(work: &mut store::Work<'_>, house: &wire::House, resident: &town::Resident) -> Result<Known, Failure> {
    let address = Address {
        lines: vec![resident.address.clone()],
        town: Some(resident.town.to_owned()),
        postcode: Some(resident.postcode.clone()),
    };
    let new = NewPerson {
        given_name: resident.given_name.clone(),
        family_name: resident.family_name.clone(),
        birth: Some(resident.birth),
        nhs_number: Some(NhsNumber::parse(&resident.nhs_number, Numbers::Test)?),
        address,
        phone: Some(resident.phone.clone()),
        ..NewPerson::default()
    };
    let id = people::register(work, house, new)?;
    Ok(Known {
        id,
        name: format!("{} {}", resident.given_name, resident.family_name),
        locality: resident.locality.clone(),
        outcode: resident.postcode.outcode().to_owned(),
        lives_alone: resident.lives_alone,
    })
}
