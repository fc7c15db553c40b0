//! Who may do what to what (house rule 2, GOV-1, GOV-5).
//!
//! A command takes a [`Permit`] and a list takes a [`Scope`]; only this crate can make either, from a [`Who`] and the
//! rooms' policies (the [`actions!`] macro). Denied is the default: an action nobody was granted is nobody's.

mod action;
mod organisation;
mod parked;
mod password;
mod permit;
mod role;
mod session;
mod sign_in;
mod vault;
mod who;

pub use action::{Action, ActionInfo, Grant, Reach};
pub use organisation::{
    Membership, NewAccount, Organisation, OrganisationKind, account_name, account_names, accounts_of_person,
    add_account, add_membership, add_organisation, add_own_record, also_elsewhere, end_carer_record, member, members,
    members_of_kind, organisation, organisation_names, organisations,
};
pub use parked::{
    MOST_FORM_BYTES, MOST_FORMS_AN_HOUR, MOST_STRANGER_BYTES, MOST_STRANGERS_AN_HOUR, ParkedForm, STRANGER_DAYS,
    forget_parked_forms, park_form, take_parked_form,
};
pub use password::Password;
pub use permit::{About, Covers, Permit, Scope};
pub use role::Role;
pub use session::{
    IDLE_MINUTES, LONGEST_HOURS, SESSION_COOKIE, choose_membership, end_session, forget_sessions, load, roles, touch,
};
pub use sign_in::{
    Attempt, Challenge, PracticeCode, check_code, check_password, current_code, first_factor, has_accounts,
    practice_code, secret_of,
};
pub use vault::Vault;
pub use who::{OwnRecord, Who};

/// The tables of this crate.
pub const MIGRATIONS: &[store::Migration] =
    store::migrations!["20261122_1010_access", "20261126_0700_parked_form_limits"];
