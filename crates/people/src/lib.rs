//! People: one record per person, found before it is made (REC-1), with the facts around the person (REC-2) and where
//! they belong (REC-8).

pub mod address;
pub mod alerts;
mod alike;
pub mod around;
pub mod carers;
pub mod contact_details;
pub mod deaths;
mod find;
mod fold;
mod home;
pub mod home_access;
mod hub;
pub mod identity;
mod journal;
mod locate;
pub mod merge;
mod person;
pub mod policy;
mod readers;
mod register;

pub use alike::{Alike, Likeness, alike};
pub use carers::{Carer, cared_for, carers, give_record};
pub use find::{MOST, Search, search};
pub use fold::folded;
pub use home_access::{HomeAccessNote, KeySafe, home_access_note, release_access_code};
pub use locate::{PlaceBy, Responsible, responsible};
pub use person::{
    Death, LocatedBy, Merged, Person, PersonId, PersonRow, alerts, banner, banner_of, of_local_number, of_nhs_number,
    row, rows, unmerged,
};
pub use readers::{InLists, Looked, Reader, in_lists_table, readers};
pub use register::{Address, Decision, Found, NewPerson, find_or_register, register, register_or_ask};
use wire::Slice;

use crate::policy::{
    ChangePerson, FindPerson, MergePeople, NameCarer, RecordDeath, RegisterPerson, SeePerson, SeeReaders, SetHomeAccess,
};

/// The tables of this room.
pub const MIGRATIONS: &[store::Migration] =
    store::migrations!["20261122_1200_people", "20261126_0700_people_merge_and_around", "20261126_1105_person_by_home"];

/// Communication and format needs (REC-2): code and words.
pub const NEEDS: &[(&str, &str)] = &[
    ("hearing", "Is deaf or hard of hearing"),
    ("sight", "Is blind or has low vision"),
    ("bsl", "British Sign Language"),
    ("braille", "Braille"),
    ("large_print", "Large print"),
    ("easy_read", "Easy read"),
    ("makaton", "Makaton"),
    ("speech", "Needs help to speak or be understood"),
    ("time", "Needs more time to understand"),
];

/// Everything this room gives the house.
pub fn slice() -> Slice {
    let slice = Slice::new("people", policy::ACTIONS, MIGRATIONS);
    let slice = slice
        .page_with_data::<FindPerson, find::FoundPeople>("/people", "Find a person", find::page)
        .command::<RegisterPerson>(
            "/people/new",
            "Register a person",
            register::FIELDS,
            register::page,
            register::submit,
        )
        .page_with_data::<SeePerson, hub::PersonFacts>("/people/{person}", "A person’s record", hub::page)
        .page_with_data::<SeeReaders, journal::Readers>(
            "/people/{person}/journal",
            "Who looked at this record",
            journal::page,
        )
        .nav::<FindPerson>("People", "/people");
    beside(around(changes(slice)))
}

/// Who somebody is and where they live.
fn changes(slice: Slice) -> Slice {
    slice
        .command::<ChangePerson>(
            "/people/{person}/identity",
            "Change who this is",
            identity::FIELDS,
            identity::page,
            identity::submit,
        )
        .command::<ChangePerson>(
            "/people/{person}/address",
            "Change the address",
            address::FIELDS,
            address::page,
            address::submit,
        )
        .command::<ChangePerson>(
            "/people/{person}/contact-details",
            "Change how to reach and help the person",
            contact_details::FIELDS,
            contact_details::page,
            contact_details::submit,
        )
        .command::<RecordDeath>(
            "/people/{person}/death",
            "Report a death",
            deaths::REPORT_FIELDS,
            deaths::page,
            deaths::report_submit,
        )
        .command::<RecordDeath>(
            "/people/{person}/death/confirm",
            "Confirm a death",
            deaths::CONFIRM_FIELDS,
            deaths::page,
            deaths::confirm_submit,
        )
        .command::<RecordDeath>(
            "/people/{person}/death/withdraw",
            "Take a recorded death back",
            deaths::WITHDRAW_FIELDS,
            deaths::page,
            deaths::withdraw_submit,
        )
}

/// What is around somebody: alerts, the way in, carers.
fn around(slice: Slice) -> Slice {
    slice
        .command::<ChangePerson>(
            "/people/{person}/alerts",
            "Add an alert",
            alerts::FIELDS,
            alerts::page,
            alerts::submit,
        )
        .command::<ChangePerson>(
            "/people/{person}/alerts/{alert}/end",
            "End an alert",
            alerts::END_FIELDS,
            alerts::end_page,
            alerts::end_submit,
        )
        .command::<SetHomeAccess>(
            "/people/{person}/home-access",
            "Record how to get in",
            home_access::FIELDS,
            home_access::page,
            home_access::submit,
        )
        .command::<NameCarer>(
            "/people/{person}/carers",
            "Name a carer",
            carers::NAME_FIELDS,
            carers::name_page,
            carers::name_submit,
        )
        .command::<NameCarer>(
            "/people/{person}/carers/{carer}/end",
            "End a carer’s naming",
            carers::END_FIELDS,
            carers::end_page,
            carers::end_submit,
        )
}

/// Who is around somebody, and two records of one person.
fn beside(slice: Slice) -> Slice {
    slice
        .command::<ChangePerson>(
            "/people/{person}/around",
            "Add somebody around the person",
            around::FIELDS,
            around::add_page,
            around::add_submit,
        )
        .command::<ChangePerson>(
            "/people/{person}/around/{involved}",
            "Change somebody around the person",
            around::CHANGE_FIELDS,
            around::change_page,
            around::change_submit,
        )
        .command::<ChangePerson>(
            "/people/{person}/around/{involved}/end",
            "End somebody’s part around the person",
            around::END_FIELDS,
            around::end_page,
            around::end_submit,
        )
        .page::<MergePeople>("/people/{person}/merge", "Find another record of the same person", merge::find_page)
        .command::<MergePeople>(
            "/people/{person}/merge/{other}",
            "Merge two records of one person",
            merge::FIELDS,
            merge::page,
            merge::submit,
        )
        .command::<MergePeople>(
            "/people/{person}/merged/{other}/undo",
            "Undo a merge",
            merge::UNDO_FIELDS,
            merge::undo_page,
            merge::undo_submit,
        )
}
