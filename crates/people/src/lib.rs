//! People: one record per person, found before it is made (REC-1), with the facts around the person (REC-2) and where
//! they belong (REC-8).

mod alike;
pub mod carers;
mod fold;
pub mod home_access;
mod locate;
mod person;
pub mod policy;
mod readers;
mod register;

pub use alike::{Alike, Likeness, alike};
pub use carers::{Carer, cared_for, carers};
pub use home_access::{HomeAccessNote, KeySafe, home_access_note, release_access_code};
pub use locate::{PlaceBy, Responsible, responsible};
pub use person::{
    Death, LocatedBy, Person, PersonId, PersonRow, alerts, banner, banner_of, of_local_number, of_nhs_number, row, rows,
};
pub use readers::{Reader, readers};
pub use register::{Address, Decision, Found, NewPerson, find_or_register, register, register_or_ask};
use wire::Slice;

/// The tables of this room.
pub const MIGRATIONS: &[store::Migration] = store::migrations!["20261122_1200_people"];

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
    Slice::new("people", policy::ACTIONS, MIGRATIONS)
}
