//! Recording a complaint or a compliment, by whoever hears it or by the person themselves (QUA-2).

use access::{About, OrganisationKind, Permit, Role, Who};
use clocks::Start;
use kernel::{Date, Failure, Moment, Uuid, deadline_in_words};
use page::{Markup, Page, html};
use people::PersonId;
use places::Place;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{ACKNOWLEDGED, ANSWERED, first_owner};
use crate::{
    kinds::{Category, Kind, Owner, SaidBy, Severity},
    policy::RecordFeedback,
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::choice("kind", "What is it?", Kind::CHOICES).must("Say whether it is a complaint or a compliment."),
    PROVIDER,
    Field::choice("category", "What is it about?", Category::CHOICES).must("Say what it is about."),
    Field::words("words", "What happened?").must("Write what happened."),
    Field::date("happened_on", "On which day did it happen, if that is known?"),
    Field::choice("severity", "For a complaint: how serious is it?", Severity::CHOICES)
        .hint("A serious complaint goes to the council’s quality officer at once."),
    Field::choice("said_by", "Who says it?", SaidBy::CHOICES).must("Say who says it."),
    Field::line("said_name", "Their name, if they give it"),
    Field::choice("named", "May the provider see this?", &[("yes", "Yes"), ("no", "No, only the council")])
        .hint("The provider would learn from it whose care it is about.")
        .must("Say whether the provider may see this."),
    Field::date("received_on", "On which day did it reach us, if that was not today?")
        .hint("The time to acknowledge and answer it counts from then."),
];

const PROVIDER: Field = Field::id("provider", "Which care provider is it about?").must("Choose the provider.");

/// A complaint or compliment that is to be recorded.
#[derive(Debug, Clone)]
pub struct NewFeedback {
    /// Which of the two.
    pub kind: Kind,
    /// About whom.
    pub provider: Uuid,
    /// The person whose care it is about, and their name.
    pub person: Option<(Uuid, String)>,
    /// Who says it.
    pub said_by: SaidBy,
    /// Their name.
    pub said_name: Option<String>,
    /// What it is about.
    pub category: Category,
    /// How much it weighs; a complaint has one.
    pub severity: Option<Severity>,
    /// What happened.
    pub words: String,
    /// When.
    pub happened_on: Option<Date>,
    /// Whether the provider may see it.
    pub named: bool,
    /// When it reached us, if not now.
    pub received_on: Option<Date>,
}

/// When it reached us: a day before today counts from its beginning.
fn received(new: &NewFeedback, now: Moment) -> Result<Moment, Failure> {
    let today = now.day();
    if let Some(day) = new.happened_on.filter(|day| *day > new.received_on.unwrap_or(today)) {
        let told = kernel::day_in_words(day);
        return Err(Failure::field("happened_on", format!("{told} is after the day on which we were told of it.")));
    }
    match new.received_on {
        None => Ok(now),
        Some(day) if day == today => Ok(now),
        Some(day) if day > today => Err(Failure::field("received_on", "That day is still to come.")),
        Some(day) if now.minutes_since(Moment::start_of(day)) > 366 * 1440 => {
            Err(Failure::field("received_on", "That is more than a year ago. Check the year."))
        }
        Some(day) => Ok(Moment::start_of(day)),
    }
}

fn severity(new: &NewFeedback) -> Result<Option<Severity>, Failure> {
    match (new.kind, new.severity) {
        (Kind::Compliment, _) => Ok(None),
        (Kind::Complaint, Some(severity)) => Ok(Some(severity)),
        (Kind::Complaint, None) => Err(Failure::field("severity", "Say how serious the complaint is.")),
    }
}

/// What came of recording it.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub owner: Owner,
    /// By when a complaint must be acknowledged and answered.
    pub due: Option<(Moment, Moment)>,
}

/// Records it. A complaint's two clocks begin when it reached us.
pub fn record(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<RecordFeedback>,
    who: &Who,
    new: &NewFeedback,
) -> Result<Recorded, Failure> {
    permit.covers(new.provider)?;
    let provider = access::organisation(work, new.provider).ok().filter(|it| it.kind == OrganisationKind::Provider);
    let provider = provider.ok_or_else(|| Failure::field("provider", "Choose a provider from the list."))?;
    let (received_at, severity) = (received(new, work.at)?, severity(new)?);
    let owner = severity.map_or(Owner::Provider, |severity| first_owner(severity, new.named));
    let id: Uuid = work.id();
    let person = new.person.as_ref().map(|(id, _)| *id);
    let due = match severity {
        None => None,
        Some(_) => {
            let organisation = (owner == Owner::Provider).then_some(provider.id);
            let mut start = |standard| {
                let subject_kind = "feedback";
                let new = Start { standard, subject_kind, subject: id, person, organisation, from: received_at };
                clocks::start(work, place, new)
            };
            Some((start(ACKNOWLEDGED)?, start(ANSWERED)?))
        }
    };
    let columns = cols! {
        "id" => id, "version" => 1, "kind" => new.kind.code(), "provider" => provider.id, "provider_name" => provider.name,
        "person" => person, "person_name" => new.person.as_ref().map(|(_, name)| name.clone()),
        "said_by" => new.said_by.code(), "said_name" => new.said_name.clone(), "category" => new.category.code(),
        "severity" => severity.map(|severity| severity.code().to_owned()), "words" => new.words.as_str(),
        "happened_on" => new.happened_on, "named" => new.named, "owner" => owner.code(),
        "state" => if due.is_some() { "received" } else { "noted" }, "received_at" => received_at,
        "recorded_by" => who.account, "recorded_by_name" => who.name.as_str(), "recorded_role" => who.role.code(),
        "acknowledge_by" => due.map(|(first, _)| first), "answer_by" => due.map(|(_, last)| last),
        "due_at" => due.map(|(first, _)| first),
    };
    let facts = serde_json::json!({
        "kind": new.kind.code(), "provider": provider.id, "category": new.category.code(),
        "severity": severity.map(Severity::code), "owner": owner.code(), "named": new.named, "received_at": received_at,
    });
    let event = if due.is_some() { "complaint.received" } else { "compliment.received" };
    // What the provider must not learn stands in its journal neither.
    let change = Change::new(event, "feedback", id).facts(facts);
    let change = if new.named { change.organisation(provider.id) } else { change };
    let change = match person {
        Some(person) => change.person(person),
        None => change,
    };
    work.apply(change.insert("feedback", columns))?;
    Ok(Recorded { id, owner, due })
}

fn is_own(role: Role) -> bool {
    matches!(role, Role::Person | Role::Carer)
}

/// The fields as this reader is asked them: what is known of them is not asked.
fn asked(view: &mut View<'_, '_>, action: &str) -> Result<Markup, Failure> {
    let (own, of_provider) = (is_own(view.who.role), view.who.role == Role::ProviderManager);
    let providers: Vec<(String, String)> = access::organisations(view.tx, OrganisationKind::Provider)?
        .into_iter()
        .filter(|it| !of_provider || view.who.organisation_id() == Some(it.id))
        .map(|it| (it.id.to_string(), it.name))
        .collect();
    let known = view.who.organisation_id().filter(|_| of_provider).map(|id| id.to_string()).unwrap_or_default();
    let held = |name: &str| match name {
        "said_by" if view.who.role == Role::Person => "person",
        "said_by" if view.who.role == Role::Carer => "carer",
        "named" if of_provider => "yes",
        _ => "",
    };
    let hidden = |name: &str| match name {
        "said_by" => own,
        "named" | "provider" => of_provider,
        _ => false,
    };
    let form = view.form;
    let fields = html! {
        @for field in FIELDS {
            @match field.name {
                "said_name" | "received_on" if own => {}
                "provider" if of_provider => { (page::form::hidden("provider", &known)) }
                "provider" => { (form.choose(field, &providers, view.query.text("provider"))) }
                name if hidden(name) => { (page::form::hidden(name, held(name))) }
                name => { (form.field(field, held(name))) }
            }
        }
    };
    Ok(form.around(action, &fields, "Send"))
}

fn intro(own: bool) -> Markup {
    html! {
        @if own {
            p { "Tell us what went well or badly with your care. Complaining never makes your care worse. If somebody is in danger now, ring 999." }
        } @else {
            p { "Write it in the words of whoever says it. Somebody who may be at risk of abuse or neglect is a safeguarding concern as well: raise that at once, on its own way." }
        }
    }
}

/// The form without a person.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let about = About::thing("complaint", Uuid::nil()).organisation(view.who.organisation_id());
    view.who.permit::<RecordFeedback>(&about)?;
    let form = asked(view, "/quality/feedback/new")?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Record a complaint or a compliment" }
        (intro(false))
        (form)
    };
    Ok(Page::new("Record a complaint or a compliment", body)
        .back("Complaints and compliments", "/quality/feedback")
        .into())
}

/// The form about a person's care.
pub fn page_of_person(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let person: PersonId = view.path.id("person")?;
    view.who.permit::<RecordFeedback>(&About::thing("person", person).person(person))?;
    let banner = people::banner(view.tx, person, view.house)?;
    view.saw(person, "complaint");
    let (own, here) = (is_own(view.who.role), format!("/people/{person}/feedback"));
    let form = asked(view, &format!("{here}/new"))?;
    let title = if own { "Say what went well or badly" } else { "Record a complaint or a compliment" };
    let body = html! { h1 class="nhsuk-heading-l" { (title) } (intro(own)) (form) };
    Ok(Page::new(title, body).about(banner).back("Back", here).into())
}

fn said(act: &Act<'_, '_>, person: Option<(Uuid, String)>) -> Result<NewFeedback, Failure> {
    let values = act.values;
    let severity = values.opt_text("severity")?.map(|code| code.parse()).transpose()?;
    let mut new = NewFeedback {
        kind: values.choice("kind")?,
        provider: values.uuid("provider")?,
        person,
        said_by: values.choice("said_by")?,
        said_name: values.opt_text("said_name")?,
        category: values.choice("category")?,
        severity,
        words: values.text("words")?,
        happened_on: values.opt_date("happened_on")?,
        named: values.text("named")? == "yes",
        received_on: values.opt_date("received_on")?,
    };
    // Who speaks for themselves is who they are, and a provider sees what it recorded.
    match act.who.role {
        Role::Person => (new.said_by, new.said_name, new.received_on) = (SaidBy::Person, None, None),
        Role::Carer => {
            (new.said_by, new.said_name, new.received_on) = (SaidBy::Carer, Some(act.who.name.clone()), None)
        }
        Role::ProviderManager => new.named = true,
        _ => {}
    }
    Ok(new)
}

fn done(recorded: &Recorded, to: String) -> Done {
    let message = match (recorded.due, recorded.owner) {
        (None, _) => "Thank you. The compliment is recorded.".to_owned(),
        (Some((first, last)), owner) => format!(
            "The complaint is recorded. {} acknowledges it by {} and answers it by {}.",
            match owner {
                Owner::Provider => "The provider",
                Owner::Quality => "The council’s quality officer",
            },
            deadline_in_words(first),
            deadline_in_words(last)
        ),
    };
    Done::new(to, message).id(recorded.id)
}

/// Takes the form without a person.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let new = said(act, None)?;
    let permit =
        act.who.permit::<RecordFeedback>(&About::thing("provider", new.provider).organisation(new.provider))?;
    let recorded = record(act.work, act.house.place, &permit, act.who, &new)?;
    Ok(done(&recorded, format!("/quality/feedback/{}", recorded.id)))
}

/// Takes the form about a person's care.
pub fn submit_of_person(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let person: PersonId = act.path.id("person")?;
    act.who.permit::<RecordFeedback>(&About::thing("person", person).person(person))?;
    let name = people::row(act.work, person)?.name;
    let new = said(act, Some((person.uuid(), name)))?;
    let permit = act.who.permit::<RecordFeedback>(&About::thing("provider", new.provider).person(person))?;
    let recorded = record(act.work, act.house.place, &permit, act.who, &new)?;
    Ok(done(&recorded, format!("/people/{person}/feedback")))
}
