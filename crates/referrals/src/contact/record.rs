//! Writing down a call, message or visit (REF-1). Only who calls and what is wanted must be given, so that help is sent
//! before a form is finished.

use ::store::{Change, Work, cols};
use access::{About, Permit};
use clocks::Start;
use kernel::{Failure, Moment};
use page::{
    Page,
    components::{Button, button},
    html,
};
use people::PersonId;
use wire::{Act, Done, Field, House, Shown, View};

use super::ContactId;
use crate::{CallerIs, Channel, Owner, RecordContact, Safe};

/// The clock until somebody has taken it (H4).
pub(crate) const OWNED: &str = "contact.owned";

const NAME: Field = Field::line("caller_name", "Who calls or writes?").must("Enter who calls or writes.");
const WANTED: Field = Field::words("wanted", "What do they want?").must("Write what they want, in their words.");
const ABOUT: Field = Field::line("about", "Who is it about?").hint("The person’s name, as the caller says it");
const SAFE: Field = Field::choice("safe", "Is the person safe now?", Safe::CHOICES)
    .hint("If somebody is in danger, call 999 first and finish this later.");
const CALLER_IS: Field = Field::choice("caller_is", "What are they to the person?", CallerIs::CHOICES);
const PHONE: Field = Field::line("caller_phone", "Where can they be called back?");
const CHANNEL: Field = Field::choice("channel", "How did they reach us?", Channel::CHOICES);
const KEEP: Field = Field::choice(
    "keep",
    "Who deals with it?",
    &[("me", "I do"), ("queue", "Leave it in the queue for whoever is free")],
);
const URGENT: Field = Field::yes("urgent", "It cannot wait");

/// The form.
pub const FIELDS: &[Field] = &[NAME, WANTED, ABOUT, SAFE, CALLER_IS, PHONE, CHANNEL, KEEP, URGENT];

/// Asks.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.permit::<RecordContact>(&About::thing("contact", view.who.account))?;
    let form = &view.form;
    let urgent = Button::warning("Save now and mark urgent").sends("urgent", "yes");
    let fields = html! {
        (form.field(&NAME, ""))
        (form.field(&WANTED, ""))
        (button(&urgent))
        (form.field(&ABOUT, ""))
        (form.field(&SAFE, ""))
        (form.field(&CALLER_IS, ""))
        (form.field(&PHONE, ""))
        (form.field(&CHANNEL, Channel::Phone.code()))
        (form.field(&KEEP, "me"))
    };
    let title = "Record a call or message";
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        (form.around("/contacts/new", &fields, "Save"))
    };
    Ok(Page::new(title, body).back("Back to calls and messages", "/contacts").into())
}

/// Does.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = act.who.permit::<RecordContact>(&About::thing("contact", act.who.account))?;
    let values = act.values;
    let choice = |name: &str| values.opt_text(name);
    let safe = choice("safe")?.map(|safe| safe.parse()).transpose()?.unwrap_or(Safe::NotKnown);
    let channel = choice("channel")?.map(|channel| channel.parse()).transpose()?.unwrap_or(Channel::Phone);
    let new = NewContact {
        channel,
        caller_name: values.text("caller_name")?,
        caller_is: choice("caller_is")?.map(|is| is.parse()).transpose()?,
        caller_phone: values.opt_text("caller_phone")?,
        about: values.opt_text("about")?,
        person: None,
        wanted: values.text("wanted")?,
        safe,
        urgent: values.yes("urgent")? || safe == Safe::No,
        received_at: act.now,
    };
    let queued = choice("keep")?.as_deref() == Some("queue");
    let owner = (!queued).then(|| Owner::of(act.who, act.now));
    let (urgent, owned) = (new.urgent, owner.is_some());
    let id = record(act.work, act.house, &permit, new, owner)?;
    let message = match (urgent, owned) {
        (true, _) => "You recorded the contact as urgent. If anybody is in danger, call 999 now.".to_owned(),
        (false, true) => "You recorded the contact. Say next what becomes of it.".to_owned(),
        (false, false) => "You recorded the contact. It waits in the queue.".to_owned(),
    };
    Ok(Done::new(format!("/contacts/{id}"), message).id(id))
}

/// A contact as it arrives.
#[derive(Debug, Clone)]
pub struct NewContact {
    /// How it came.
    pub channel: Channel,
    /// Who called or wrote.
    pub caller_name: String,
    /// What they are to the person.
    pub caller_is: Option<CallerIs>,
    /// Where to call them back.
    pub caller_phone: Option<String>,
    /// Whom it is about, in the caller's words.
    pub about: Option<String>,
    /// Whom it is about, if that is known.
    pub person: Option<PersonId>,
    /// What is wanted.
    pub wanted: String,
    /// Whether the person is safe now.
    pub safe: Safe,
    /// Whether it cannot wait.
    pub urgent: bool,
    /// When it reached us.
    pub received_at: Moment,
}

/// Keeps a contact; nobody's has a clock until somebody takes it.
pub fn record(
    work: &mut Work<'_>,
    house: &House,
    _permit: &Permit<RecordContact>,
    new: NewContact,
    owner: Option<Owner>,
) -> Result<ContactId, Failure> {
    let id: ContactId = work.id();
    let rule = clocks::rule(house.place, OWNED)?;
    let own_by = kernel::due(new.received_at, &rule, house.place.calendar())?;
    if owner.is_none() {
        let start = Start {
            standard: OWNED,
            subject_kind: "contact",
            subject: id.uuid(),
            person: new.person.map(|person| person.uuid()),
            organisation: None,
            from: new.received_at,
        };
        clocks::start(work, house.place, start)?;
    }
    let columns = cols! {
        "id" => id, "version" => 1, "channel" => new.channel.code(), "caller_name" => new.caller_name.as_str(),
        "caller_is" => new.caller_is.map(CallerIs::code), "caller_phone" => new.caller_phone.clone(),
        "about" => new.about.clone(), "person" => new.person, "wanted" => new.wanted.as_str(),
        "safe" => new.safe.code(), "urgent" => new.urgent, "received_at" => new.received_at, "own_by" => own_by,
        "state" => if owner.is_some() { "owned" } else { "waiting" },
        "owner" => owner.as_ref().map(|owner| owner.account),
        "owner_name" => owner.as_ref().map(|owner| owner.name.as_str()),
        "owned_at" => owner.as_ref().map(|owner| owner.since),
    };
    let facts = serde_json::json!({
        "channel": new.channel.code(), "urgent": new.urgent, "safe": new.safe.code(),
        "received_at": new.received_at, "owner": owner.as_ref().map(|owner| owner.account),
    });
    let change = Change::new("contact.recorded", "contact", id).facts(facts).insert("contact", columns);
    work.apply(match new.person {
        Some(person) => change.person(person),
        None => change,
    })?;
    Ok(id)
}
