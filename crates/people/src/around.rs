//! Who is around somebody (REC-2): family, next of kin, advocate, attorney or deputy, named clinician, case coordinator,
//! navigator. They may or may not have a record of their own. Staff and the person see them; a carer does not (H11).

mod authority;
mod change;
mod form;

pub use authority::{Authority, Given, Standing, Stands};
pub use change::{Told, add, change, end};
pub use form::{
    CHANGE_FIELDS, END_FIELDS, FIELDS, add_page, add_submit, change_page, change_submit, end_page, end_submit,
};
use kernel::{Date, Failure, Moment, Uuid};
use page::components::Content;
use page::{Markup, html};
use store::{Row, Tx, params, statement};

use crate::person::PersonId;

wire::choices! {
    /// What somebody is to the person.
    pub enum Part, "a part around the person" {
        /// The next of kin.
        NextOfKin = "next_of_kin", "Next of kin";
        /// Of the family.
        Family = "family", "Family";
        /// Speaks up for the person.
        Advocate = "advocate", "Advocate";
        /// Decides for the person by a lasting power that the person gave.
        Attorney = "attorney", "Attorney";
        /// Decides for the person by an order of the Court of Protection.
        Deputy = "deputy", "Deputy";
        /// The clinician whom the person asks first.
        Clinician = "clinician", "Named clinician";
        /// Holds the threads of a case together.
        Coordinator = "coordinator", "Case coordinator";
        /// Helps to find the way through services.
        Navigator = "navigator", "Navigator";
    }
}

impl Part {
    /// Whether it is somebody who decides for the person.
    pub const fn decides(self) -> bool {
        matches!(self, Part::Attorney | Part::Deputy)
    }
}

/// When something was done, and by which account.
pub type Mark = (Moment, Option<Uuid>);

/// Somebody around a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Involved {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// What they are to the person.
    pub part: Part,
    /// Their name.
    pub name: String,
    /// Their own record, and the number it is found by, if they have one.
    pub record: Option<(PersonId, String)>,
    /// How they are related: "daughter".
    pub relationship: Option<String>,
    /// Where they work.
    pub organisation: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// What an attorney or deputy may decide, and how well that is known.
    pub authority: Option<Authority>,
    /// When they were recorded.
    pub added: Mark,
    /// When that was last changed.
    pub changed: Option<Mark>,
    /// When it ended, and why.
    pub ended: Option<(Mark, String)>,
}

impl Involved {
    fn read(row: &Row) -> Result<Self, Failure> {
        let mark = |at: &str, by: &str| -> Result<Option<Mark>, Failure> {
            let by: Option<Uuid> = row.get(by)?;
            Ok(row.get::<Option<Moment>>(at)?.map(|at| (at, by)))
        };
        let number: Option<String> = match row.get::<Option<kernel::NhsNumber>>("record_number")? {
            Some(number) => Some(number.to_string()),
            None => row.get("record_local")?,
        };
        let record = row.get::<Option<PersonId>>("record")?;
        let why: Option<String> = row.get("ended_why")?;
        Ok(Involved {
            id: row.get("id")?,
            version: row.get("version")?,
            part: row.parse("part")?,
            name: row.get("name")?,
            record: record.map(|record| (record, number.unwrap_or_default())),
            relationship: row.get("relationship")?,
            organisation: row.get("organisation")?,
            phone: row.get("phone")?,
            email: row.get("email")?,
            authority: Authority::stored(row)?,
            added: (row.get("added_at")?, row.get("added_by")?),
            changed: mark("changed_at", "changed_by")?,
            ended: mark("ended_at", "ended_by")?.map(|mark| (mark, why.unwrap_or_default())),
        })
    }

    /// "Cara Sample, daughter, 01305 000000".
    pub fn words(&self) -> String {
        let parts = [&self.relationship, &self.organisation, &self.phone, &self.email];
        let parts = parts.into_iter().flatten().map(String::as_str);
        std::iter::once(self.name.as_str()).chain(parts).collect::<Vec<_>>().join(", ")
    }
}

statement! {
    OF_PERSON = "SELECT i.*, r.nhs_number AS record_number, r.local_number AS record_local
        FROM involved i LEFT JOIN person r ON r.id = i.record WHERE i.person = $1 ORDER BY i.added_at, i.id";
}

/// Everybody who is or was around somebody, the first recorded first.
pub fn all(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Involved>, Failure> {
    tx.all(&OF_PERSON, params![person], Involved::read)
}

/// Who is around somebody now.
pub fn around(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Involved>, Failure> {
    Ok(all(tx, person)?.into_iter().filter(|one| one.ended.is_none()).collect())
}

/// Somebody around a person, for machines. What an attorney or deputy may decide comes with whether it stands today (H15).
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct AroundFact {
    part: &'static str,
    name: String,
    relationship: Option<String>,
    organisation: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    covers: Vec<&'static str>,
    stands: Option<&'static str>,
    #[schemars(with = "Option<String>")]
    review_by: Option<Date>,
}

/// Those around a person, for machines.
pub(crate) fn facts(around: &[Involved], today: Date) -> Vec<AroundFact> {
    let fact = |one: &Involved| AroundFact {
        part: one.part.code(),
        name: one.name.clone(),
        relationship: one.relationship.clone(),
        organisation: one.organisation.clone(),
        phone: one.phone.clone(),
        email: one.email.clone(),
        covers: one.authority.as_ref().map(Authority::covers).unwrap_or_default(),
        stands: one.authority.as_ref().map(|authority| authority.stands(today).code()),
        review_by: one.authority.as_ref().map(|authority| authority.review_on),
    };
    around.iter().map(fact).collect()
}

/// The facts of a person's page: every part, also those nobody has, for what is absent is "not recorded" (H15).
pub(crate) fn shown(around: &[Involved], today: Date, open: bool) -> Vec<(&'static str, Content)> {
    let of = |part: Part| -> Vec<&Involved> { around.iter().filter(|one| one.part == part).collect() };
    let told = |part: &Part| {
        let found = of(*part);
        let value: Content = if found.is_empty() {
            "Not recorded".into()
        } else {
            html! { @for one in found { p { (one_shown(one, today, open)) } } }.into()
        };
        (part.words(), value)
    };
    Part::ALL.iter().map(told).collect()
}

/// One of them in a sentence or two; their own record is linked for those who may open records.
pub(crate) fn one_shown(one: &Involved, today: Date, open: bool) -> Markup {
    html! {
        (one.words()) "."
        @if let (Some((record, _)), true) = (&one.record, open) {
            " " a href=(format!("/people/{record}")) { "Their own record" span class="nhsuk-u-visually-hidden" { ": " (one.name) } }
        }
        @if let Some(authority) = &one.authority { " " (authority.shown(today)) }
    }
}
