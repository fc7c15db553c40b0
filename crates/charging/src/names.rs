//! What other rooms know: the place, people by name, and where a provider gets its messages.

use kernel::{Failure, Uuid};
use page::PersonBanner;
use places::Place;
use store::{Tx, Work};
use wire::View;

/// The place a reaction works in: it has no house of its own, so it asks the database which place it keeps.
pub(crate) fn place(work: &mut Work<'_>) -> Result<&'static Place, Failure> {
    store::setting(work, "place")?.map_or_else(Place::dorset, |code| Place::named(&code))
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
