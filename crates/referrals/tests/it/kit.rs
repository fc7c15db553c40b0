use kernel::{Uuid, date};
use people::{Address, NewPerson, PersonId};
use referrals::{CARE_AT_HOME, NewReferral, ReferralId, Referrer, Source, Urgency};
use testkit::App;
use wire::Slice;

pub fn slices() -> Vec<Slice> {
    vec![
        Slice::new("clocks", &[], clocks::MIGRATIONS).jobs(clocks::JOBS),
        Slice::new("imports", &[], imports::MIGRATIONS),
        people::slice(),
        referrals::slice(),
    ]
}

pub fn ada(app: &App) -> PersonId {
    let house = app.house.clone();
    app.write(move |work| {
        let new = NewPerson {
            given_name: "Ada".into(),
            family_name: "Example".into(),
            birth: Some(date(1938, 3, 27)),
            address: Address { lines: vec!["1 High Street".into()], ..Address::default() },
            ..NewPerson::default()
        };
        people::register(work, &house, new)
    })
}

/// A referral as it is received, with what a test wants otherwise.
pub fn refer(app: &App, person: PersonId, change: impl Fn(&mut NewReferral)) -> ReferralId {
    let mut new = NewReferral {
        person,
        service: CARE_AT_HOME.into(),
        source: Source::Public,
        referrer: Referrer { name: "Ben Example".into(), ..Referrer::default() },
        reason: "Cannot wash by herself".into(),
        urgency: Urgency::Other,
        needed_by: None,
        received_at: app.now(),
        contact: None,
        told: None,
        source_ref: None,
    };
    change(&mut new);
    let house = app.house.clone();
    app.write(move |work| referrals::receive(work, &house, new.clone()))
}

pub fn events(app: &App, subject: impl Into<Uuid>) -> Vec<String> {
    let subject = subject.into();
    app.read(|tx| store::journal::of_subject(tx, subject)).into_iter().map(|entry| entry.event).collect()
}

pub fn sound(app: &App) {
    app.settle();
    assert_eq!(app.read(referrals::check), Vec::<String>::new());
}
