//! A referral arrives (REF-3): kept, its clocks started, acknowledged. Forms, imports and the demo all come through here.

use ::store::{Change, Work, cols};
use clocks::Start;
use kernel::{Date, Failure, Moment};
use people::{Death, PersonId, PersonRow};
use wire::House;

use super::{ReferralId, Referrer, store};
use crate::{ContactId, Source, ToldBy, Urgency};

/// The clock until the referrer knows that it has arrived.
pub(crate) const ACKNOWLEDGED: &str = "referral.acknowledged";
/// The clock until somebody has taken it (H4).
pub(crate) const OWNED: &str = "referral.owned";

/// A referral as it arrives.
#[derive(Debug, Clone)]
pub struct NewReferral {
    /// Whom it is for.
    pub person: PersonId,
    /// "care at home": [`crate::CARE_AT_HOME`].
    pub service: String,
    /// Who sent it.
    pub source: Source,
    /// The same by name.
    pub referrer: Referrer,
    /// Why.
    pub reason: String,
    /// How soon it must be answered.
    pub urgency: Urgency,
    /// The day the care is needed.
    pub needed_by: Option<Date>,
    /// When it reached us; the response clock counts from then.
    pub received_at: Moment,
    /// The contact it came of.
    pub contact: Option<ContactId>,
    /// How the referrer knows already that it has arrived; none: by e-mail, if there is an address.
    pub told: Option<ToldBy>,
    /// What names it in the file or system it came from, so that it is taken in once only.
    pub source_ref: Option<String>,
}

/// Takes in a referral and says which it is. One that came before under the same `source_ref` is not taken in again.
pub fn receive(work: &mut Work<'_>, house: &House, new: NewReferral) -> Result<ReferralId, Failure> {
    if let Some(known) = new.source_ref.as_deref().map(|key| store::of_source_ref(work, key)).transpose()?.flatten() {
        return Ok(known);
    }
    let person = people::unmerged(work, new.person)?;
    check(&new, &person, work.at)?;
    let id: ReferralId = work.id();
    let clock = |standard, from| Start {
        standard,
        subject_kind: "referral",
        subject: id.uuid(),
        person: Some(new.person.uuid()),
        organisation: None,
        from,
    };
    let (now, answer) = (work.at, clock(new.urgency.standard(), new.received_at));
    let answer_by = clocks::start(work, house.place, answer)?;
    let own_by = clocks::start(work, house.place, clock(OWNED, now))?;
    clocks::start(work, house.place, clock(ACKNOWLEDGED, now))?;
    let told = told(work, &new, id)?;
    work.apply(inserted(&new, id, &person, Times { answer_by, own_by, told: told.map(|by| (by, now)) }))?;
    if told.is_some() {
        clocks::stop(work, id.uuid(), ACKNOWLEDGED, now)?;
    }
    Ok(id)
}

fn check(new: &NewReferral, person: &PersonRow, now: Moment) -> Result<(), Failure> {
    if let Death::Confirmed { day, .. } = person.death {
        return Err(Failure::conflict(format!(
            "{} died on {}, so nobody can be referred under this record. Check that it is the right person.",
            person.name,
            kernel::day_in_words(day)
        )));
    }
    if new.reason.trim().is_empty() {
        return Err(Failure::field("reason", "Say what help is needed and why."));
    }
    if new.received_at > now {
        return Err(Failure::field("received_at", "A referral cannot have been received in the future."));
    }
    if new.needed_by.is_some_and(|day| day < new.received_at.day()) {
        return Err(Failure::field("needed_by", "The day the care is needed is before the day of the referral."));
    }
    Ok(())
}

/// Acknowledges it at once where that can be done. The message names nobody.
fn told(work: &mut Work<'_>, new: &NewReferral, id: ReferralId) -> Result<Option<ToldBy>, Failure> {
    if new.told.is_some() {
        return Ok(new.told);
    }
    let Some(email) = &new.referrer.email else { return Ok(None) };
    let body = format!(
        "Your referral has reached us. Sign in and open referral {} to see where it stands.",
        super::reference(id)
    );
    work.send("referral.acknowledged", email, "Your referral has reached us", &body)?;
    Ok(Some(ToldBy::Email))
}

struct Times {
    answer_by: Moment,
    own_by: Moment,
    told: Option<(ToldBy, Moment)>,
}

fn inserted(new: &NewReferral, id: ReferralId, person: &PersonRow, times: Times) -> Change {
    let columns = cols! {
        "id" => id, "version" => 1, "person" => new.person, "person_name" => person.name.as_str(),
        "locality" => person.locality.clone(), "service" => new.service.as_str(), "source" => new.source.code(),
        "referrer_name" => new.referrer.name.as_str(), "referrer_organisation" => new.referrer.organisation,
        "referrer_body" => new.referrer.body.as_str(), "referrer_phone" => new.referrer.phone.clone(),
        "referrer_email" => new.referrer.email.clone(), "reason" => new.reason.as_str(),
        "urgency" => new.urgency.code(), "needed_by" => new.needed_by, "received_at" => new.received_at,
        "answer_by" => times.answer_by, "own_by" => times.own_by, "contact" => new.contact,
        "source_ref" => new.source_ref.clone(), "told_by" => times.told.map(|(by, _)| by.code()),
        "told_at" => times.told.map(|(_, at)| at), "state" => "received",
    };
    let facts = serde_json::json!({
        "service": new.service, "source": new.source.code(), "urgency": new.urgency.code(),
        "received_at": new.received_at, "answer_by": times.answer_by, "contact": new.contact,
        "locality": person.locality, "referrer_organisation": new.referrer.organisation,
        "acknowledged": times.told.map(|(by, _)| by.code()),
    });
    Change::new("referral.received", "referral", id).person(new.person).facts(facts).insert("referral", columns)
}
