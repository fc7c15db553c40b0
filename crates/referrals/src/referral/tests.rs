use super::*;

fn done(n: i64) -> Deed {
    Deed { at: Moment::from_micros(n), by: "Casey Coordinator".into() }
}

fn triage() -> Triaged {
    Triaged { priority: Priority::P2Higher, note: None, at: Moment::from_micros(3), by: "Casey Coordinator".into() }
}

fn referral(state: ReferralState) -> ReferralRow {
    ReferralRow {
        id: Uuid::from_u128(0x0192_0000_0000_7000_8000_abcd_9f3a_12bc).into(),
        version: 1,
        person: Uuid::from_u128(2).into(),
        person_name: "Ada Example".into(),
        locality: None,
        service: CARE_AT_HOME.into(),
        source: Source::Public,
        referrer: Referrer::default(),
        reason: "Falls".into(),
        urgency: Urgency::Other,
        needed_by: None,
        received_at: Moment::from_micros(0),
        answer_by: Moment::from_micros(100),
        own_by: Moment::from_micros(10),
        contact: None,
        told: None,
        owner: None,
        state,
    }
}

/// Every state, and which of triage, accept, decline, complete and leave early it allows: the table of the README.
fn table() -> Vec<(&'static str, [bool; 5])> {
    let (triage, accepted, closed) = (triage(), done(4), done(5));
    let states = [
        ReferralState::Received,
        ReferralState::Triaged(triage.clone()),
        ReferralState::Accepted { triage: triage.clone(), accepted: accepted.clone() },
        ReferralState::Declined {
            triage: None,
            declined: closed.clone(),
            reason: DeclineReason::OutsideArea,
            note: "Call Somerset".into(),
        },
        ReferralState::Completed {
            triage: triage.clone(),
            accepted: accepted.clone(),
            closed: closed.clone(),
            note: "Back on her feet".into(),
        },
        ReferralState::LeftEarly { triage: triage.clone(), accepted, closed, reason: LeavingReason::Chose, note: None },
    ];
    let allowed = |row: &ReferralRow| {
        [
            row.triaged(triage.clone()).is_ok(),
            row.accepted(done(9)).is_ok(),
            row.declined(done(9), DeclineReason::Other, "Because".into()).is_ok(),
            row.completed(done(9), String::new()).is_ok(),
            row.left(done(9), LeavingReason::Died, None).is_ok(),
        ]
    };
    states.into_iter().map(|state| (state.code(), allowed(&referral(state)))).collect()
}

// REF-5, H14
#[test]
fn every_state_allows_what_the_table_says_and_nothing_else() {
    let expected = [
        ("received", [true, false, true, false, false]),
        ("triaged", [true, true, true, false, false]),
        ("accepted", [false, false, false, true, true]),
        ("declined", [false; 5]),
        ("completed", [false; 5]),
        ("left_early", [false; 5]),
    ];
    assert_eq!(table(), expected);
}

#[test]
fn the_readme_shows_the_same_table() {
    let readme = include_str!("../../README.md");
    for (state, allowed) in table() {
        let row = allowed.map(|allowed| if allowed { "yes" } else { "-" }).join(" | ");
        assert!(readme.contains(&format!("| {state} | {row} |")), "the README's table differs for {state}: {row}");
    }
}

// REF-3
#[test]
fn a_reference_can_be_said_on_the_phone_and_names_nobody() {
    assert_eq!(referral(ReferralState::Received).reference(), "9F3A-12BC");
}

// REF-1, H4
#[test]
fn a_referral_that_nobody_took_in_time_is_an_alarm_until_it_is_taken_or_answered() {
    let mut row = referral(ReferralState::Received);
    assert!(!row.is_alarm(Moment::from_micros(10)) && row.is_alarm(Moment::from_micros(11)));
    row.owner = Some(Owner { account: Uuid::from_u128(7), name: "Casey".into(), since: Moment::from_micros(5) });
    assert!(!row.is_alarm(Moment::from_micros(11)));
}
