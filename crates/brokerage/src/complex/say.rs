//! The person and their carer say what they think of a care worker who was put forward; the provider or the broker records it for
//! them (BRK-14).

use access::{About, Action};
use kernel::{Failure, Uuid};
use page::{Page, html};
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, Values, View};

use super::{
    care::one as care_of,
    rule::{Said, Voice, Word},
    workers::{Forward, one},
};
use crate::policy::{ChooseWorkers, RecordChoice};

const WORD: Field = Field::choice("word", "May they come?", Word::CHOICES).must("Say whether they may come.");
const WHY: Field = Field::words("why", "Why?").hint("Needed unless the answer is yes.");

/// What the person or carer is asked.
pub const FIELDS: &[Field] = &[WORD, WHY];

/// What is asked of whoever records it for them.
pub const RECORD: &[Field] = &[
    Field::choice("voice", "Who said it?", Voice::CHOICES).must("Say who said it."),
    Field::line("name", "Their name").must("Enter the name of whoever said it."),
    WORD,
    WHY,
];

fn about(forward: &Forward) -> About {
    About::thing("care worker who was put forward", forward.id).person(forward.person).organisation(forward.provider)
}

/// Keeps what was said. `recorded_by` is who wrote it down for them.
fn keep(work: &mut Work<'_>, forward: &Forward, said: &Said, recorded_by: Option<&str>) -> Result<(), Failure> {
    if forward.withdrawn.is_some() {
        return Err(Failure::conflict(format!("{} is no longer put forward.", forward.worker_name)));
    }
    if said.word != Word::Yes && said.why.is_none() {
        return Err(Failure::field("why", "Say why not, so that somebody who fits better can be found."));
    }
    let care = care_of(work, forward.care)?;
    let id: Uuid = work.id();
    let columns = cols! {
        "id" => id, "put_forward" => forward.id, "care" => forward.care, "voice" => said.voice.code(),
        "name" => said.name.as_str(), "word" => said.word.code(), "why" => said.why.as_deref(), "said_at" => said.at,
        "recorded_by" => recorded_by,
    };
    let facts = serde_json::json!({
        "package": forward.package, "worker": forward.worker, "voice": said.voice.code(), "word": said.word.code(),
    });
    work.apply(care.change("complex.worker_said").facts(facts).insert("complex_say", columns))
}

fn read(values: &Values, voice: Voice, name: String, at: kernel::Moment) -> Result<Said, Failure> {
    Ok(Said { voice, name, word: values.choice("word")?, why: values.opt_text("why")?, at })
}

fn of_path<A: Action>(view: &mut View<'_, '_>) -> Result<Forward, Failure> {
    let forward = one(view.tx, view.path.id("forward")?)?;
    view.who.permit::<A>(&about(&forward))?;
    view.saw(forward.person, "care workers put forward");
    Ok(forward)
}

fn shown(view: &mut View<'_, '_>, forward: &Forward, fields: &[Field], back: (&str, String)) -> Result<Shown, Failure> {
    let banner = people::banner(view.tx, forward.person, view.house)?;
    let title = format!("May {} come?", forward.worker_name);
    let action = if fields.len() == FIELDS.len() { "say" } else { "record-say" };
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        p { (forward.about) }
        @if let Some(agency) = &forward.agency { p { "They would come from an agency: " (agency) "." } }
        (view.form.whole(&format!("/put-forward/{}/{action}", forward.id), fields, "Save the answer"))
    };
    Ok(Page::new(title, body).about(banner).back(back.0, back.1).into())
}

/// The person's or carer's form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let forward = of_path::<ChooseWorkers>(view)?;
    let back = format!("/my-care/{}/workers", forward.person);
    shown(view, &forward, FIELDS, ("Back to your care workers", back))
}

/// What they say.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let forward = one(act.work, act.path.id("forward")?)?;
    act.who.permit::<ChooseWorkers>(&about(&forward))?;
    let voice = if act.who.is_carer_of(forward.person) { Voice::Carer } else { Voice::Person };
    let said = read(act.values, voice, act.who.name.clone(), act.now)?;
    keep(act.work, &forward, &said, None)?;
    let message =
        format!("Thank you. We keep your answer about {}: {}.", forward.worker_name, said.word.words().to_lowercase());
    Ok(Done::new(format!("/my-care/{}/workers", forward.person), message).id(forward.id))
}

/// The form of whoever records it for them.
pub fn record_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let forward = of_path::<RecordChoice>(view)?;
    let back = home(view.who.organisation_id(), &forward);
    shown(view, &forward, RECORD, ("Back to the package", back))
}

/// Records it for them.
pub fn record_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let forward = one(act.work, act.path.id("forward")?)?;
    act.who.permit::<RecordChoice>(&about(&forward))?;
    let said = read(act.values, act.values.choice("voice")?, act.values.text("name")?, act.now)?;
    keep(act.work, &forward, &said, Some(&act.who.name))?;
    let message = format!("You recorded what {} said about {}.", said.name, forward.worker_name);
    Ok(Done::new(home(act.who.organisation_id(), &forward), message).id(forward.id))
}

fn home(organisation: Option<Uuid>, forward: &Forward) -> String {
    let own = organisation == Some(forward.provider);
    format!("{}/packages/{}", if own { "/provider" } else { "" }, forward.package)
}
