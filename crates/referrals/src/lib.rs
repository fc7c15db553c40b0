//! The front door: one queue of contacts with their outcomes (REF-1, REF-2), one referral form with its status visible both
//! ways (REF-3), triage with its clocks (REF-4), and every ending counted by its event (REF-5).

mod check;
pub mod contact;
mod owner;
mod policy;
pub mod referral;
mod whom;
mod words;

use access::Role;
pub use check::check;
pub use contact::{
    Contact, ContactId, ContactRow, ContactState,
    record::{NewContact, record},
};
pub use owner::Owner;
pub use policy::{
    ACTIONS, Acknowledge, AnswerReferral, CloseReferral, HandleContact, RecordContact, Refer, SeeContacts,
    SeeReferrals, Triage,
};
use referral::show::ReferralFacts;
pub use referral::{
    CARE_AT_HOME, Deed, NewReferral, Referral, ReferralId, ReferralRow, ReferralState, Referrer, Triaged,
    accept::ASSESSMENT, accepted_with, of_person, of_source_ref, receive, row,
};
use wire::Slice;
pub use words::{CallerIs, Channel, DeclineReason, LeavingReason, Outcome, Priority, Safe, Source, ToldBy, Urgency};

use crate::contact::show::ContactFacts;

/// The tables of this room.
pub const MIGRATIONS: &[store::Migration] =
    store::migrations!["20261122_1210_referrals", "20261126_1110_referral_lists"];

/// Everything this room gives the house.
pub fn slice() -> Slice {
    answers(referrals(contacts(Slice::new("referrals", ACTIONS, MIGRATIONS))))
        .nav::<SeeContacts>("Calls and messages", "/contacts")
        .nav::<SeeReferrals>("Referrals", "/referrals")
        .home(Role::CallHandler, "/contacts")
        .home(Role::HospitalTeam, "/referrals")
        .home(Role::Coordinator, "/referrals")
}

/// The queue.
fn contacts(slice: Slice) -> Slice {
    use contact::{end, identify, record, take};
    slice
        .page_with_data::<SeeContacts, Vec<ContactFacts>>("/contacts", "Calls and messages", contact::list::page)
        .command::<RecordContact>(
            "/contacts/new",
            "Record a call or message",
            record::FIELDS,
            record::page,
            record::submit,
        )
        .page_with_data::<SeeContacts, ContactFacts>("/contacts/{contact}", "One contact", contact::show::page)
        .command::<HandleContact>("/contacts/{contact}/take", "Take a contact", take::FIELDS, take::page, take::submit)
        .command::<HandleContact>(
            "/contacts/{contact}/person",
            "Say whom a contact is about",
            identify::FIELDS,
            identify::page,
            identify::submit,
        )
        .command::<HandleContact>("/contacts/{contact}/end", "End a contact", end::FIELDS, end::page, end::submit)
}

/// The worklist, the form and one referral.
fn referrals(slice: Slice) -> Slice {
    use referral::{make, triage};
    slice
        .person_link::<SeeReferrals>("Referrals", "/people/{person}/referrals")
        .person_start::<Refer>("Refer to a service", "/people/{person}/refer")
        .page_with_data::<SeeReferrals, Vec<ReferralFacts>>("/referrals", "Referrals", referral::list::page)
        .command::<Refer>(
            "/referrals/new",
            "Refer somebody",
            make::FIELDS_AND_WHOM,
            make::page_and_whom,
            make::submit_and_whom,
        )
        .command::<Refer>("/people/{person}/refer", "Refer somebody on record", make::FIELDS, make::page, make::submit)
        .page_with_data::<SeeReferrals, Vec<ReferralFacts>>(
            "/people/{person}/referrals",
            "A person’s referrals",
            referral::of_person_page::page,
        )
        .page_with_data::<SeeReferrals, ReferralFacts>("/referrals/{referral}", "One referral", referral::show::page)
        .command::<Triage>(
            "/referrals/{referral}/take",
            "Take a referral",
            referral::take::FIELDS,
            referral::take::page,
            referral::take::submit,
        )
        .command::<Triage>(
            "/referrals/{referral}/triage",
            "Triage a referral",
            triage::FIELDS,
            triage::page,
            triage::submit,
        )
}

/// What becomes of a referral.
fn answers(slice: Slice) -> Slice {
    use referral::{accept, acknowledge, close, decline, leave};
    slice
        .command::<AnswerReferral>(
            "/referrals/{referral}/accept",
            "Accept a referral",
            accept::FIELDS,
            accept::page,
            accept::submit,
        )
        .command::<AnswerReferral>(
            "/referrals/{referral}/decline",
            "Decline a referral",
            decline::FIELDS,
            decline::page,
            decline::submit,
        )
        .command::<Acknowledge>(
            "/referrals/{referral}/acknowledge",
            "Acknowledge a referral",
            acknowledge::FIELDS,
            acknowledge::page,
            acknowledge::submit,
        )
        .command::<CloseReferral>(
            "/referrals/{referral}/close",
            "Close a referral as complete",
            close::FIELDS,
            close::page,
            close::submit,
        )
        .command::<CloseReferral>(
            "/referrals/{referral}/leave",
            "Record that the person leaves early",
            leave::FIELDS,
            leave::page,
            leave::submit,
        )
}
