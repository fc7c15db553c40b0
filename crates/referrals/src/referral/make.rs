//! The one referral form, for every source (REF-3). Whoever comes back later is referred under the same record.

use ::store::Work;
use access::{About, OrganisationKind, Role, Who};
use kernel::{Failure, Moment};
use page::{Markup, Page, html};
use people::PersonId;
use wire::{Act, Done, Field, Shown, View};

use super::{CARE_AT_HOME, NewReferral, ReferralId, Referrer, receive::receive, row};
use crate::{
    Channel, ContactId, ContactRow, HandleContact, Owner, Refer, Source, ToldBy, Urgency, contact,
    whom::{self, ADDRESS, BIRTH, FAMILY, GIVEN, NHS_NUMBER, PHONE, POSTCODE, SAME, SOMEBODY_ELSE, TOWN},
};

const CONTACT: Field = Field::id("contact", "Contact");
const SOURCE: Field = Field::choice("source", "Who refers?", Source::CHOICES).must("Choose who refers.");
const AUTHORITY: Field = Field::yes("authority", "The care home has authority to act for the person");
const NAME: Field = Field::line("referrer_name", "Name of whoever refers").must("Enter the name of whoever refers.");
const BODY: Field = Field::line("referrer_body", "Their organisation");
const TELEPHONE: Field = Field::line("referrer_phone", "Their telephone");
const EMAIL: Field = Field::email("referrer_email", "Their e-mail")
    .hint("The acknowledgement goes here, and word when the referral moves on. Neither names the person.");
const REASON: Field = Field::words("reason", "What help is needed, and why?").must("Say what help is needed and why.");
const URGENCY: Field =
    Field::choice("urgency", "How soon must it be answered?", Urgency::CHOICES).must("Choose how soon.");
const NEEDED_BY: Field = Field::date("needed_by", "When is the care needed?")
    .hint("For somebody in hospital: the day they are ready to go home.");

/// The form for somebody on record.
pub const FIELDS: &[Field] = &[CONTACT, SOURCE, AUTHORITY, NAME, BODY, TELEPHONE, EMAIL, REASON, URGENCY, NEEDED_BY];

/// The form that asks who it is as well.
pub const FIELDS_AND_WHOM: &[Field] = &[
    SAME,
    SOMEBODY_ELSE,
    GIVEN,
    FAMILY,
    BIRTH,
    NHS_NUMBER,
    ADDRESS,
    TOWN,
    POSTCODE,
    PHONE,
    CONTACT,
    SOURCE,
    AUTHORITY,
    NAME,
    BODY,
    TELEPHONE,
    EMAIL,
    REASON,
    URGENCY,
    NEEDED_BY,
];

/// What stands in the form before anything is typed (REC-6): from the contact, or from who is signed in.
#[derive(Default)]
struct Before {
    contact: String,
    source: &'static str,
    name: String,
    body: String,
    phone: String,
    email: String,
    reason: String,
    urgency: &'static str,
    about: String,
}

fn before(view: &mut View<'_, '_>) -> Result<(Before, Option<ContactRow>), Failure> {
    if view.query.text("contact").is_empty() {
        return Ok((of_who(view.who), None));
    }
    let contact = contact::store::row(view.tx, view.query.id("contact")?)?;
    view.who.permit::<HandleContact>(&contact.about())?;
    let before = Before {
        contact: contact.id.to_string(),
        source: contact.caller_is.map_or("", |is| is.source().code()),
        name: contact.caller_name.clone(),
        phone: contact.caller_phone.clone().unwrap_or_default(),
        reason: contact.wanted.clone(),
        urgency: if contact.urgent { Urgency::Emergency.code() } else { "" },
        about: contact.about.clone().unwrap_or_default(),
        ..Before::default()
    };
    Ok((before, Some(contact)))
}

fn of_who(who: &Who) -> Before {
    let organisation = who.organisation.as_ref().filter(|_| who.role == Role::HospitalTeam);
    let Some(organisation) = organisation else { return Before::default() };
    Before {
        source: Source::HospitalDischarge.code(),
        name: who.name.clone(),
        body: organisation.name.clone(),
        email: organisation.email.clone().unwrap_or_default(),
        ..Before::default()
    }
}

fn fields(view: &View<'_, '_>, before: &Before) -> Markup {
    let form = &view.form;
    html! {
        (page::form::hidden("contact", form.value("contact", &before.contact)))
        (form.field(&SOURCE, before.source))
        (form.field(&AUTHORITY, ""))
        (form.field(&NAME, &before.name))
        (form.field(&BODY, &before.body))
        (form.field(&TELEPHONE, &before.phone))
        (form.field(&EMAIL, &before.email))
        (form.field(&REASON, &before.reason))
        (form.field(&URGENCY, before.urgency))
        (form.field(&NEEDED_BY, ""))
    }
}

/// Asks for a referral of somebody on record.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let person: PersonId = view.path.id("person")?;
    view.who.permit::<Refer>(&about(view.who, person))?;
    let row = people::row(view.tx, person)?;
    if row.merged.is_some() && view.form.faults.is_empty() {
        // A referral begins on the surviving record; the page of this one leads there.
        return Ok(Shown::Elsewhere(row.href()));
    }
    let banner = people::banner_of(view.tx, &row)?;
    view.saw(person, "referral form");
    let (before, _) = before(view)?;
    let title = "Refer for care at home";
    let here = format!("/people/{person}/refer");
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        (view.form.around(&here, &fields(view, &before), "Send the referral"))
    };
    Ok(Page::new(title, body).about(banner).back("Back", format!("/people/{person}")).into())
}

/// Asks for a referral and whom it is for. `?person=` and a contact whose person is known lead on to that person's form.
pub fn page_and_whom(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    if !view.query.text("person").is_empty() {
        let person: PersonId = view.query.id("person")?;
        return Ok(Shown::Elsewhere(format!("/people/{person}/refer")));
    }
    view.who.permit::<Refer>(&About::thing("referral", view.who.account).organisation(view.who.organisation_id()))?;
    let (before, contact) = before(view)?;
    if let Some((person, contact)) = contact.and_then(|contact| Some((contact.person?, contact.id))) {
        return Ok(Shown::Elsewhere(format!("/people/{person}/refer?contact={contact}")));
    }
    let (given, family) = before.about.split_once(' ').unwrap_or((before.about.as_str(), ""));
    let whom = whom::fields(view, given, family)?;
    let title = "Refer for care at home";
    let inner = html! {
        h2 class="nhsuk-heading-m" { "Who is it for?" }
        p { "Is the person known to us already? " a class="nhsuk-link" href="/people" { "Find their record" } " and refer from there." }
        (whom)
        h2 class="nhsuk-heading-m" { "The referral" }
        (fields(view, &before))
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        (view.form.around("/referrals/new", &inner, "Send the referral"))
    };
    Ok(Page::new(title, body).back("Back to referrals", "/referrals").into())
}

fn about(who: &Who, person: PersonId) -> About {
    About::thing("person", person).person(person).organisation(who.organisation_id())
}

/// Takes a referral of somebody on record.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let person: PersonId = act.path.id("person")?;
    make(act, person)
}

/// Finds or registers the person, and takes the referral.
pub fn submit_and_whom(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit_about = About::thing("referral", act.who.account).organisation(act.who.organisation_id());
    act.who.permit::<Refer>(&permit_about)?;
    act.who.permit::<people::policy::RegisterPerson>(&About::thing("person", act.who.account))?;
    let (new, decision) = whom::read(act.values)?;
    let person = whom::find(act.work, act.house, &new, &decision)?;
    make(act, person)
}

fn make(act: &mut Act<'_, '_>, person: PersonId) -> Result<Done, Failure> {
    act.who.permit::<Refer>(&about(act.who, person))?;
    let contact = match act.values.opt_uuid("contact")? {
        Some(contact) => Some(contact::store::held(act.work, contact.into())?),
        None => None,
    };
    let (received_at, told) = match &contact {
        Some(contact) => {
            act.who.permit::<HandleContact>(&contact.about())?;
            if contact.person.is_some_and(|known| known != person) {
                return Err(Failure::conflict(
                    "This contact is about somebody else. Open the contact and refer from there.",
                ));
            }
            let in_person = matches!(contact.channel, Channel::Phone | Channel::FaceToFace);
            (contact.received_at, in_person.then_some(ToldBy::InPerson))
        }
        None => (act.now, None),
    };
    let new = asked(act, person, contact.as_ref().map(|contact| contact.id), received_at, told)?;
    let id = receive(act.work, act.house, new)?;
    if let Some(contact) = &contact {
        contact::end::refer(act.work, contact, person, id, &Owner::of(act.who, act.now))?;
    }
    done(act.work, id)
}

fn asked(
    act: &Act<'_, '_>,
    person: PersonId,
    contact: Option<ContactId>,
    received_at: Moment,
    told: Option<ToldBy>,
) -> Result<NewReferral, Failure> {
    let values = act.values;
    let source: Source = values.choice("source")?;
    if source == Source::CareHome && !values.yes("authority")? {
        return Err(Failure::field("authority", "A care home can refer only with authority to act for the person."));
    }
    // What a hospital sends is its own, whatever the form says: it sees where it stands, and others of its team do.
    let own = act.who.organisation.as_ref().filter(|own| own.kind == OrganisationKind::Nhs);
    Ok(NewReferral {
        person,
        service: CARE_AT_HOME.into(),
        source,
        referrer: Referrer {
            name: values.text("referrer_name")?,
            organisation: own.map(|own| own.id),
            body: match own {
                Some(own) => own.name.clone(),
                None => values.opt_text("referrer_body")?.unwrap_or_default(),
            },
            phone: values.opt_text("referrer_phone")?,
            email: values.opt_text("referrer_email")?,
        },
        reason: values.text("reason")?,
        urgency: values.choice("urgency")?,
        needed_by: values.opt_date("needed_by")?,
        received_at,
        contact,
        told,
        source_ref: None,
    })
}

fn done(work: &mut Work<'_>, id: ReferralId) -> Result<Done, Failure> {
    let row = row(work, id)?;
    let told = if row.told.is_some() {
        "The referrer knows that it has arrived."
    } else {
        "Tell the referrer that it has arrived."
    };
    let message = format!(
        "The referral has reached us as {}. It will be answered by {}. {told}",
        row.reference(),
        kernel::deadline_in_words(row.answer_by)
    );
    Ok(Done::new(format!("/referrals/{id}"), message).id(id))
}
