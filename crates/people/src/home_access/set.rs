//! Saying how to get in. The code is taken and sealed; it is never shown again.

use access::{About, Permit};
use kernel::Failure;
use page::{Markup, Page, components::Content, form::FieldView, html};
use store::{Change, Value, Work, cols};
use wire::{Act, Done, Field, FormState, House, Shown, View};

use super::{HomeAccessNote, KeySafe, home_access_note, purpose};
use crate::{
    person::{self, PersonId},
    policy::SetHomeAccess,
};

const KEY_SAFE: Field = Field::choice(
    "key_safe",
    "Key safe",
    &[("not_recorded", "Not recorded"), ("fitted", "Fitted"), ("none", "There is none")],
)
.must("Say whether a key safe is fitted.");
const CODE: Field = Field::line("code", "Code of the key safe")
    .hint("It is locked away and shown to nobody but the worker who is due to visit. Leave it empty to keep the one there is.");
const FORGET: Field = Field::yes("forget_code", "Take the recorded code away");
const FINDING: Field = Field::words("finding", "Parking and how to find the door");
const PETS: Field = Field::line("pets", "Pets");
const HAZARDS: Field = Field::words("hazards", "Hazards in the home")
    .hint("Such as loose rugs, smoking, oxygen or somebody who may be violent.");
const ALARMS: Field = Field::words("alarms", "Sensors and alarms")
    .hint("Such as a pendant alarm, a falls sensor, a door sensor, a smoke alarm that calls out; and who answers it.");

/// The form's fields.
pub const FIELDS: &[Field] = &[KEY_SAFE, CODE, FORGET, FINDING, PETS, HAZARDS, ALARMS, Field::version()];

/// What is to be recorded.
#[derive(Clone, Default)]
pub struct SetTo {
    /// The version the page showed; 0 when nothing was recorded.
    pub version: i64,
    /// The key safe.
    pub key_safe: KeySafe,
    /// A new code; none keeps the one there is.
    pub code: Option<String>,
    /// Takes the recorded code away.
    pub forget_code: bool,
    /// Parking, and how to find the door.
    pub finding: Option<String>,
    /// Animals in the home.
    pub pets: Option<String>,
    /// Hazards in the home.
    pub hazards: Option<String>,
    /// Sensors and alarms in the home.
    pub alarms: Option<String>,
}

impl std::fmt::Debug for SetTo {
    /// Without the code, so that it ends up in no log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetTo").field("key_safe", &self.key_safe).finish_non_exhaustive()
    }
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id: PersonId = view.path.id("person")?;
    view.who.permit::<SetHomeAccess>(&About::thing("person", id).person(id))?;
    let note = home_access_note(view.tx, id)?;
    let banner = person::banner(view.tx, id, view.house)?;
    view.saw(id, "home access");
    let body = html! {
        h1 class="nhsuk-heading-l" { "How to get in" }
        p { (code_words(&note)) }
        (view.form.around(&format!("/people/{id}/home-access"), &fields(&view.form, &note), "Save"))
    };
    Ok(Page::new("How to get in", body).about(banner).back("Back", format!("/people/{id}")).into())
}

/// Whether there is a code, and since when; never the code.
pub(crate) fn code_words(note: &HomeAccessNote) -> String {
    match &note.code_set {
        Some((at, by)) => {
            format!("A code is recorded, set on {} by {by}.", at.day().strftime("%-d %B %Y"))
        }
        None => "No code is recorded.".to_owned(),
    }
}

fn fields(form: &FormState<'_>, note: &HomeAccessNote) -> Markup {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let wrong = form.faults.iter().find(|fault| fault.field == CODE.name).map_or("", |fault| fault.message.as_str());
    html! {
        (form.field(&KEY_SAFE, note.key_safe.code()))
        // What was typed is not shown again, not even on the form that comes back.
        (FieldView::new(CODE.name, "Code of the key safe (optional)").hint(CODE.hint).error(wrong).line())
        @if note.code_set.is_some() { (form.field(&FORGET, "")) }
        (form.field(&FINDING, &text(&note.finding)))
        (form.field(&PETS, &text(&note.pets)))
        (form.field(&HAZARDS, &text(&note.hazards)))
        (form.field(&ALARMS, &text(&note.alarms)))
        (form.field(&Field::version(), &note.version.to_string()))
    }
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let id: PersonId = act.path.id("person")?;
    let permit = act.who.permit::<SetHomeAccess>(&About::thing("person", id).person(id))?;
    let values = act.values;
    let to = SetTo {
        version: values.version()?,
        key_safe: values.choice("key_safe")?,
        code: values.opt_text("code")?,
        forget_code: values.yes("forget_code")?,
        finding: values.opt_text("finding")?,
        pets: values.opt_text("pets")?,
        hazards: values.opt_text("hazards")?,
        alarms: values.opt_text("alarms")?,
    };
    set(act.work, act.house, &permit, id, &act.who.name, &to)?;
    Ok(Done::new(format!("/people/{id}"), "How to get in is saved.").id(id))
}

/// Records how to get in. `by` is the name of the one who says so.
pub fn set(
    work: &mut Work<'_>,
    house: &House,
    permit: &Permit<SetHomeAccess>,
    person: PersonId,
    by: &str,
    to: &SetTo,
) -> Result<(), Failure> {
    permit.covers(person)?;
    person::held(work, person)?;
    let before = home_access_note(work, person)?;
    if to.code.is_some() && to.key_safe != KeySafe::Fitted {
        return Err(Failure::field(
            "code",
            "A code belongs to a key safe. Say that one is fitted, or leave the code empty.",
        ));
    }
    let mut columns = cols! {
        "key_safe" => to.key_safe.code(), "finding" => to.finding.clone(), "pets" => to.pets.clone(),
        "hazards" => to.hazards.clone(), "alarms" => to.alarms.clone(),
    };
    let code = match &to.code {
        Some(code) => {
            let sealed = house.vault.seal(work.ids(), &purpose(person), code)?;
            columns.extend(cols! { "code" => sealed, "code_set_at" => work.at, "code_set_by" => by });
            "set"
        }
        None if before.code_set.is_some() && (to.forget_code || to.key_safe != KeySafe::Fitted) => {
            columns.extend(cols! { "code" => Value::Null, "code_set_at" => Value::Null, "code_set_by" => Value::Null });
            "taken away"
        }
        None => "unchanged",
    };
    let facts = serde_json::json!({
        "key_safe": to.key_safe, "code": code, "finding": to.finding, "pets": to.pets, "hazards": to.hazards,
        "alarms": to.alarms,
    });
    let change = Change::new("home_access.set", "person", person).person(person).facts(facts);
    if to.version == 0 && before.version == 0 {
        columns.extend(cols! { "id" => person, "version" => 1 });
        return work.apply(change.insert("home_access", columns));
    }
    work.apply(change.update("home_access", person, to.version, columns))
}

/// The facts of a person's page.
pub(crate) fn shown(note: &HomeAccessNote) -> Vec<(&'static str, Content)> {
    let text = |text: &Option<String>| Content::from(text.as_deref().unwrap_or("Not recorded"));
    let safe = match note.key_safe {
        KeySafe::Fitted => format!("Fitted. {}", code_words(note)),
        other => other.words().to_owned(),
    };
    vec![
        ("Key safe", safe.into()),
        ("Parking and finding the door", text(&note.finding)),
        ("Pets", text(&note.pets)),
        ("Hazards", text(&note.hazards)),
        ("Sensors and alarms", text(&note.alarms)),
    ]
}
