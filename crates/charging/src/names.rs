//! What other rooms know: the place, people by name, and where a provider gets its messages.

use kernel::{Failure, Uuid};
use page::PersonBanner;
use places::Place;
use store::{Tx, Work};
use wire::View;

/// The place this house serves, for reactions; pages and commands have it from their house.
pub(crate) fn place() -> Result<&'static Place, Failure> {
    Place::dorset()
}

/// A person's name.
pub(crate) fn person(tx: &mut Tx<'_>, person: Uuid) -> Result<String, Failure> {
    people::row(tx, person.into()).map(|row| row.name)
}

/// The banner of a page about a person (H1, H23).
pub(crate) fn banner(view: &mut View<'_, '_>, person: Uuid) -> Result<PersonBanner, Failure> {
    people::banner(view.tx, person.into(), view.house)
}

/// Sends a provider a message that says where to look. One without an address finds it on its first screen.
pub(crate) fn tell(work: &mut Work<'_>, provider: Uuid, topic: &str, subject: &str, body: &str) -> Result<(), Failure> {
    match access::organisation(work, provider)?.email {
        Some(email) => work.send(topic, &email, subject, body),
        None => Ok(()),
    }
}
