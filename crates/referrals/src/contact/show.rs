//! One contact, and what all forms about one share.

use access::{Action, Permit};
use kernel::{Failure, Moment};
use page::{
    Markup, Page,
    components::{SummaryList, SummaryRow, summary_list},
    html,
    show::{self, Standing},
};
use schemars::JsonSchema;
use serde::Serialize;
use wire::{Act, Shown, View};

use super::{ContactRow, ContactState, store};
use crate::{HandleContact, Refer, SeeContacts};

/// A contact as others read it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ContactFacts {
    /// Its id.
    pub id: String,
    /// Its row's version, for commands.
    pub version: i64,
    /// How it came.
    pub channel: String,
    /// Who called or wrote.
    pub caller_name: String,
    /// Whom it is about, in the caller's words.
    pub about: Option<String>,
    /// The person's id, once found.
    pub person: Option<String>,
    /// What is wanted.
    pub wanted: String,
    /// Whether it cannot wait.
    pub urgent: bool,
    /// "waiting", "owned", "ended" or "referred".
    pub state: String,
    /// The same for people.
    pub status: String,
    /// Who deals with it.
    pub owner: Option<String>,
    /// Whether nobody has taken it for 15 minutes.
    pub alarm: bool,
    /// When it reached us.
    pub received_at: String,
}

pub(super) fn facts(row: &ContactRow, now: Moment) -> ContactFacts {
    ContactFacts {
        id: row.id.to_string(),
        version: row.version,
        channel: row.channel.code().into(),
        caller_name: row.caller_name.clone(),
        about: row.about.clone(),
        person: row.person.map(|person| person.to_string()),
        wanted: row.wanted.clone(),
        urgent: row.urgent,
        state: row.state.code().into(),
        status: row.state.words(),
        owner: row.state.owner().map(|owner| owner.name.clone()),
        alarm: row.is_alarm(now),
        received_at: row.received_at.to_string(),
    }
}

/// The contact of the path, if this one may do this to it.
pub(super) fn opened<A: Action>(view: &mut View<'_, '_>) -> Result<ContactRow, Failure> {
    let id = view.path.id("contact")?;
    let row = store::row(view.tx, id)?;
    view.who.permit::<A>(&row.about())?;
    Ok(row)
}

/// The same for a command: held until the unit of work ends, with the permit.
pub(super) fn held_for<A: Action>(act: &mut Act<'_, '_>) -> Result<(ContactRow, Permit<A>), Failure> {
    let id = act.path.id("contact")?;
    let row = store::held(act.work, id)?;
    let permit = act.who.permit::<A>(&row.about())?;
    Ok((row, permit))
}

/// A page about a contact; the person's banner stands on it once it is known who it is.
fn about(view: &mut View<'_, '_>, row: &ContactRow, title: &str, body: Markup) -> Result<Page, Failure> {
    let page = Page::new(title, body);
    match row.person {
        None => Ok(page),
        Some(person) => {
            view.saw(person, "contact");
            Ok(page.about(people::banner(view.tx, person, view.house)?))
        }
    }
}

/// A form about a contact.
pub(super) fn form_page(
    view: &mut View<'_, '_>,
    row: &ContactRow,
    (verb, title, button): (&str, &str, &str),
    fields: &Markup,
) -> Result<Shown, Failure> {
    let here = format!("/contacts/{}", row.id);
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        p { (row.caller_name) ", " (row.channel.words().to_lowercase()) ", " (show::moment(row.received_at)) ": " (row.wanted) }
        (view.form.around(&format!("{here}/{verb}"), fields, button))
    };
    Ok(about(view, row, title, body)?.back("Back to the contact", here).into())
}

/// Shows it.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = opened::<SeeContacts>(view)?;
    let title = format!("Contact: {}", row.caller_name);
    let alarm = row.is_alarm(view.now);
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        p {
            @if row.urgent { (show::state("Urgent", Standing::Late)) " " }
            (show::state(row.state.words(), if alarm { Standing::Late } else { Standing::None })) " "
            @if row.state == ContactState::Waiting { (show::time_left(view.now, Some(row.own_by))) }
        }
        (next(view, &row))
        (summary(&row))
    };
    let data = facts(&row, view.now);
    let page = about(view, &row, &title, body)?.back("Back to calls and messages", "/contacts");
    Shown::with(page, &data)
}

fn next(view: &View<'_, '_>, row: &ContactRow) -> Markup {
    let open = matches!(row.state, ContactState::Waiting | ContactState::Owned(_));
    let (handle, id) = (open && view.who.may::<HandleContact>(), row.id);
    let mine = row.state.owner().is_some_and(|owner| owner.account == view.who.account);
    let links = [
        (handle && !mine, "Take it", format!("/contacts/{id}/take")),
        (handle, "Say who it is about", format!("/contacts/{id}/person")),
        (handle && view.who.may::<Refer>(), "Refer for care at home", format!("/referrals/new?contact={id}")),
        (handle, "End it: informed, signposted, passed on or urgent", format!("/contacts/{id}/end")),
    ];
    html! {
        @if handle {
            ul class="nhsuk-list" {
                @for (_, words, href) in links.iter().filter(|(shown, ..)| *shown) {
                    li { a class="nhsuk-link" href=(href) { (words) } }
                }
            }
        }
    }
}

fn summary(row: &ContactRow) -> Markup {
    let mut rows = vec![
        SummaryRow::new("What they want", row.wanted.as_str()),
        SummaryRow::new("How they reached us", row.channel.words()),
        SummaryRow::new("When", show::moment(row.received_at)),
        SummaryRow::new("Who it is about", row.about.as_deref().unwrap_or("Not asked yet")),
        SummaryRow::new("Safe now", row.safe.words()),
        SummaryRow::new("Caller", row.caller_is.map_or("Not asked yet", crate::CallerIs::words)),
        SummaryRow::new("Call back", row.caller_phone.as_deref().unwrap_or("Not asked yet")),
    ];
    match &row.state {
        ContactState::Waiting | ContactState::Owned(_) => {}
        ContactState::Ended { note, at, .. } => {
            rows.push(SummaryRow::new("What they were told", note.as_str()));
            rows.push(SummaryRow::new("Ended", show::moment(*at)));
        }
        ContactState::Referred { referral, at, .. } => {
            let link = html! { a class="nhsuk-link" href=(format!("/referrals/{referral}")) { "Open the referral" } };
            rows.push(SummaryRow::new("Referred", html! { (show::moment(*at)) " " (link) }));
        }
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}
