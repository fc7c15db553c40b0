//! Ending what a carer was named for: from their next request on they see nothing more (H11).

use access::{About, Permit};
use kernel::{Failure, Uuid};
use page::{Page, html};
use store::{Change, Tx, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{Carer, carers};
use crate::{
    person::{self, PersonId},
    policy::NameCarer,
};

/// The form's fields.
pub const FIELDS: &[Field] = &[Field::version()];

fn named(tx: &mut Tx<'_>, person: PersonId, naming: Uuid) -> Result<Carer, Failure> {
    // Found among this person's own, so that a naming of somebody else's cannot be ended from here (H23).
    carers(tx, person)?.into_iter().find(|carer| carer.id == naming).ok_or_else(|| Failure::no_such("carer"))
}

/// The question.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id: PersonId = view.path.id("person")?;
    view.who.permit::<NameCarer>(&About::thing("person", id).person(id))?;
    let carer = named(view.tx, id, view.path.uuid("carer")?)?;
    let banner = person::banner(view.tx, id, view.house)?;
    view.saw(id, "carers");
    let body = html! {
        h1 class="nhsuk-heading-l" { "End this for " (carer.name) }
        p { (carer.name) " will no longer be named as a carer, and will see nothing of this record from now on. "
            "The record of " (carer.name) " stays." }
        (view.form.button(&format!("/people/{id}/carers/{}/end", carer.id),
            &[("version", &carer.version.to_string())], "End it now", false))
    };
    Ok(Page::new("End a carer’s naming", body).about(banner).back("Back", format!("/people/{id}/carers")).into())
}

/// Takes the answer.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id: PersonId = act.path.id("person")?;
    let permit = act.who.permit::<NameCarer>(&About::thing("person", id).person(id))?;
    let carer = named(act.work, id, act.path.uuid("carer")?)?;
    end(act.work, &permit, id, &carer, act.values.version()?)?;
    let message = format!("{} is no longer named as a carer and sees nothing of this record.", carer.name);
    Ok(Done::new(format!("/people/{id}/carers"), message).id(carer.id))
}

/// Ends it, and their way in with it.
pub fn end(
    work: &mut Work<'_>,
    permit: &Permit<NameCarer>,
    person: PersonId,
    carer: &Carer,
    version: i64,
) -> Result<(), Failure> {
    permit.covers(person)?;
    let facts = serde_json::json!({ "carer": carer.person, "relationship": carer.relationship });
    let change = Change::new("carer.ended", "carer", carer.id).person(person).facts(facts);
    work.apply(change.update("carer", carer.id, version, cols! { "ended_at" => work.at }))?;
    for account in access::accounts_of_person(work, carer.person.uuid())? {
        access::end_carer_record(work, account, person.uuid())?;
    }
    Ok(())
}
