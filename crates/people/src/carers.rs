//! Carers: people with a record of their own, whom the person names and whose seeing the person can end at any time
//! (REC-2, REC-5, H11).

mod end;
mod name;

pub use end::{FIELDS as END_FIELDS, end, page as end_page, submit as end_submit};
use kernel::{Failure, Moment, Uuid};
pub use name::{FIELDS as NAME_FIELDS, Named, name, page as name_page, submit as name_submit};
use store::{Row, Tx, Work, params, statement};

use crate::person::PersonId;

/// A carer whom somebody has named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carer {
    /// The id of the naming.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// The carer's own record.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What they are to the person: "daughter".
    pub relationship: String,
    /// Whether they may see the person's record.
    pub may_see: bool,
    /// Since when.
    pub since: Moment,
}

impl Carer {
    fn read(row: &Row) -> Result<Self, Failure> {
        let (given, family): (String, String) = (row.get("given_name")?, row.get("family_name")?);
        Ok(Carer {
            id: row.get("id")?,
            version: row.get("version")?,
            person: row.get("carer")?,
            name: format!("{given} {family}"),
            relationship: row.get("relationship")?,
            may_see: row.get("may_see")?,
            since: row.get("named_at")?,
        })
    }
}

statement! {
    OF_PERSON = "SELECT c.id, c.version, c.carer, p.given_name, p.family_name, c.relationship, c.may_see, c.named_at
        FROM carer c JOIN person p ON p.id = c.carer WHERE c.person = $1 AND c.ended_at IS NULL ORDER BY c.named_at, c.id";
    CARED_FOR = "SELECT person FROM carer WHERE carer = $1 AND ended_at IS NULL ORDER BY named_at, id";
    MAY_SEE = "SELECT person FROM carer WHERE carer = $1 AND ended_at IS NULL AND may_see = TRUE ORDER BY named_at, id";
}

/// The carers somebody has named, the first named first.
pub fn carers(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Carer>, Failure> {
    tx.all(&OF_PERSON, params![person], Carer::read)
}

/// For whom somebody cares.
pub fn cared_for(tx: &mut Tx<'_>, carer: PersonId) -> Result<Vec<PersonId>, Failure> {
    tx.all(&CARED_FOR, params![carer], |row| row.get("person"))
}

/// Gives an account somebody's own record, and with it the records of those who named them as a carer who may see.
pub fn give_record(work: &mut Work<'_>, account: Uuid, person: PersonId) -> Result<(), Failure> {
    crate::person::row(work, person)?;
    access::add_own_record(work, account, person.uuid(), true)?;
    for other in work.all(&MAY_SEE, params![person], |row| row.get::<PersonId>("person"))? {
        access::add_own_record(work, account, other.uuid(), false)?;
    }
    Ok(())
}
