//! How to reach and help somebody: telephone, e-mail, language, needs, GP practice (REC-2).

use access::{About, Permit};
use kernel::Failure;
use page::{Markup, Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, FormState, Shown, View};

use crate::{
    person::{self, PersonId, PersonRow},
    policy::ChangePerson,
};

pub(crate) const PHONE: Field = Field::line("phone", "Telephone");
pub(crate) const EMAIL: Field = Field::email("email", "E-mail address");
pub(crate) const LANGUAGE: Field = Field::line("language", "First language, if not English");
pub(crate) const INTERPRETER: Field = Field::yes("interpreter", "An interpreter is needed");
pub(crate) const NEEDS: Field = Field::many("needs", "Communication and format needs", crate::NEEDS);
pub(crate) const ADJUSTMENTS: Field = Field::words("adjustments", "Reasonable adjustments")
    .hint("What makes it possible for the person to use the service.");
pub(crate) const PRACTICE_NAME: Field = Field::line("practice_name", "GP practice");
pub(crate) const PRACTICE_CODE: Field =
    Field::line("practice_code", "Code of the GP practice").hint("A letter and five digits, such as J81002.");

/// The form's fields.
pub const FIELDS: &[Field] =
    &[PHONE, EMAIL, LANGUAGE, INTERPRETER, NEEDS, ADJUSTMENTS, PRACTICE_NAME, PRACTICE_CODE, Field::version()];

/// What is to be recorded; all of it replaces what there was.
#[derive(Debug, Clone, Default)]
pub struct ContactDetails {
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// First language.
    pub language: Option<String>,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// Communication and format needs by code.
    pub needs: Vec<String>,
    /// Reasonable adjustments.
    pub adjustments: Option<String>,
    /// The GP practice's name.
    pub practice_name: Option<String>,
    /// The GP practice's code.
    pub practice_code: Option<String>,
}

/// The questions, here and in the form for somebody new.
pub(crate) fn fields(form: &FormState<'_>, before: Option<&PersonRow>) -> Markup {
    let held = |read: fn(&PersonRow) -> &Option<String>| before.and_then(|row| read(row).clone()).unwrap_or_default();
    let needs: Vec<&str> = before.map(|row| row.needs.iter().map(String::as_str).collect()).unwrap_or_default();
    let interpreter = if before.is_some_and(|row| row.interpreter) { "yes" } else { "" };
    html! {
        (form.field(&PHONE, &held(|row| &row.phone)))
        (form.field(&EMAIL, &held(|row| &row.email)))
        (form.field(&LANGUAGE, &held(|row| &row.language)))
        (form.field(&INTERPRETER, interpreter))
        (form.many(&NEEDS, &needs))
        (form.field(&ADJUSTMENTS, &held(|row| &row.adjustments)))
        (form.field(&PRACTICE_NAME, &held(|row| &row.practice_name)))
        (form.field(&PRACTICE_CODE, &held(|row| &row.practice_code)))
    }
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id: PersonId = view.path.id("person")?;
    let row = person::row(view.tx, id)?;
    view.who.permit::<ChangePerson>(&About::thing("person", id).person(id))?;
    let banner = person::banner_of(view.tx, &row)?;
    view.saw(id, "contact details");
    let inner = html! {
        (fields(&view.form, Some(&row)))
        (view.form.field(&Field::version(), &row.version.to_string()))
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "How to reach and help the person" }
        (view.form.around(&format!("/people/{id}/contact-details"), &inner, "Save"))
    };
    Ok(Page::new("How to reach and help the person", body).about(banner).back("Back", row.href()).into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id: PersonId = act.path.id("person")?;
    let permit = act.who.permit::<ChangePerson>(&About::thing("person", id).person(id))?;
    let values = act.values;
    let to = ContactDetails {
        phone: values.opt_text("phone")?,
        email: values.opt_text("email")?,
        language: values.opt_text("language")?,
        interpreter: values.yes("interpreter")?,
        needs: values.opt_many("needs")?.unwrap_or_default(),
        adjustments: values.opt_text("adjustments")?,
        practice_name: values.opt_text("practice_name")?,
        practice_code: values.opt_text("practice_code")?,
    };
    change(act.work, &permit, id, values.version()?, &to)?;
    Ok(Done::new(format!("/people/{id}"), "How to reach and help the person is saved.").id(id))
}

/// Records how to reach and help somebody.
pub fn change(
    work: &mut Work<'_>,
    permit: &Permit<ChangePerson>,
    person: PersonId,
    version: i64,
    to: &ContactDetails,
) -> Result<(), Failure> {
    permit.covers(person)?;
    let before = person::held(work, person)?;
    let columns = cols! {
        "phone" => to.phone.clone(), "email" => to.email.clone(), "language" => to.language.clone(),
        "interpreter" => to.interpreter, "needs" => serde_json::json!(to.needs), "adjustments" => to.adjustments.clone(),
        "practice_name" => to.practice_name.clone(), "practice_code" => to.practice_code.clone(),
    };
    let facts = serde_json::json!({
        "what": "contact details",
        "before": {
            "phone": before.phone, "email": before.email, "language": before.language, "interpreter": before.interpreter,
            "needs": before.needs, "adjustments": before.adjustments, "practice_name": before.practice_name,
            "practice_code": before.practice_code,
        },
        "after": {
            "phone": to.phone, "email": to.email, "language": to.language, "interpreter": to.interpreter,
            "needs": to.needs, "adjustments": to.adjustments, "practice_name": to.practice_name,
            "practice_code": to.practice_code,
        },
    });
    let change = Change::new("person.changed", "person", person).person(person).facts(facts);
    work.apply(change.update("person", person, version, columns))
}
