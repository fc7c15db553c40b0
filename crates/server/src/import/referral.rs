//! One row of a list of referrals: the person found or registered, the referral received, once.

use imports::{Outcome, Step};
use kernel::{Failure, Moment, Time};
use people::{Address, Decision, Found, NewPerson};
use referrals::{NewReferral, Referrer};
use sha2::{Digest, Sha256};
use sheet::referrals::{Referral, Source, Urgency};
use wire::House;

/// Takes in one referral. A list has no numbers of its own, so a row is known again by all that it says; the same row in
/// another file, or the same file once more, is not taken in again.
pub(super) fn import(step: &mut Step<'_, '_>, house: &House, row: &Referral) -> Result<Outcome, Failure> {
    let source_ref = fingerprint(row);
    if referrals::referral::of_source_ref(step.tx(), &source_ref)?.is_some() {
        return Ok(Outcome::Unchanged);
    }
    let person = match people::find_or_register(step.work, house, &new_person(row), &Decision::Ask)? {
        Found::Registered(person) | Found::Existing(person) => person,
        Found::Alike(alike) => {
            let records = kernel::count(i64::try_from(alike.len()).unwrap_or(i64::MAX), "record looks", "records look");
            let message = format!(
                "{records} like this person. So that nobody has two records, enter this referral on the screen (Referrals, Refer somebody) and decide there who it is."
            );
            return Err(Failure::field("family_name", message));
        }
    };
    let new = NewReferral {
        person,
        service: referrals::CARE_AT_HOME.to_owned(),
        source: source(row.source),
        referrer: Referrer {
            name: if row.referrer_name.is_empty() { "Not named in the list".into() } else { row.referrer_name.clone() },
            body: row.referrer_organisation.clone(),
            ..Referrer::default()
        },
        reason: row.reason.clone(),
        urgency: urgency(row.urgency),
        needed_by: None,
        received_at: received_at(row),
        contact: None,
        told: None,
        source_ref: Some(source_ref),
    };
    match referrals::receive(step.work, house, new) {
        Ok(_) => Ok(Outcome::Made),
        // Somebody who died, for one: that row alone cannot be taken.
        Err(Failure::Conflict(message)) => Err(Failure::field("", message)),
        Err(failure) => Err(failure),
    }
}

fn new_person(row: &Referral) -> NewPerson {
    let town = if row.address.len() > 1 { row.address.last().cloned() } else { None };
    let lines = row.address.iter().take(row.address.len() - usize::from(town.is_some())).cloned().collect();
    NewPerson {
        given_name: row.given_name.clone(),
        family_name: row.family_name.clone(),
        birth: Some(row.birth_date),
        nhs_number: row.nhs_number,
        address: Address { lines, town, postcode: Some(row.postcode.clone()) },
        phone: Some(row.phone.clone()).filter(|phone| !phone.is_empty()),
        ..NewPerson::default()
    }
}

/// A list that names a day without a time counts from its beginning: the clock may be early, never late (H3).
fn received_at(row: &Referral) -> Moment {
    Moment::from_london(row.received_on, row.received_at.unwrap_or(Time::midnight()))
}

fn source(source: Source) -> referrals::Source {
    match source {
        Source::Public => referrals::Source::Public,
        Source::Myself => referrals::Source::Myself,
        Source::Professional => referrals::Source::Professional,
        Source::HospitalDischarge => referrals::Source::HospitalDischarge,
        Source::Voluntary => referrals::Source::Voluntary,
        Source::CareHome => referrals::Source::CareHome,
    }
}

fn urgency(urgency: Urgency) -> referrals::Urgency {
    match urgency {
        Urgency::Routine => referrals::Urgency::Other,
        Urgency::Urgent => referrals::Urgency::Urgent,
        Urgency::Emergency => referrals::Urgency::Emergency,
    }
}

fn fingerprint(row: &Referral) -> String {
    let mut sum = Sha256::new();
    let number = row.nhs_number.map(kernel::NhsNumber::compact).unwrap_or_default();
    let (birth, received) = (row.birth_date.to_string(), received_at(row).to_string());
    let plain = |text: &str| text.to_lowercase();
    let parts = [
        plain(&row.referrer_organisation),
        number,
        plain(&row.given_name),
        plain(&row.family_name),
        birth,
        row.postcode.to_string(),
        received,
        plain(&row.reason),
    ];
    for part in parts {
        sum.update((part.len() as u64).to_be_bytes());
        sum.update(part.as_bytes());
    }
    let hex: String = sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("list:{hex}")
}
