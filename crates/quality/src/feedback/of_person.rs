//! What was said about one person's care, for the person and for those who look after it.

use access::{About, Role};
use kernel::{Failure, short_day};
use page::{
    Page,
    components::{Button, button},
    html,
    show::{Case, cases, empty_state},
};
use people::PersonId;
use wire::{Shown, View};

use super::{Feedback, about_person, show};
use crate::policy::{RecordFeedback, SeeFeedback};

/// The list as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct PersonFeedback {
    /// The newest first.
    pub feedback: Vec<show::FeedbackData>,
}

fn case(one: &Feedback, now: kernel::Moment) -> Case {
    Case {
        title: format!("{} about {}, {}", one.name(), one.provider_name, short_day(one.received_at.day())).into(),
        href: one.href(),
        line: one.words.as_str().into(),
        standing: show::standing(one, now).into(),
    }
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let person: PersonId = view.path.id("person")?;
    view.who.permit::<SeeFeedback>(&About::thing("person", person).person(person))?;
    let banner = people::banner(view.tx, person, view.house)?;
    view.saw(person, "complaints");
    let mut all = about_person(view.tx, person.uuid())?;
    all.retain(|one| show::may_read(view, one));
    let shown: Vec<Case> = all.iter().map(|one| case(one, view.now)).collect();
    let own = matches!(view.who.role, Role::Person | Role::Carer);
    let body = html! {
        h1 class="nhsuk-heading-l" { "Complaints and compliments" }
        @if shown.is_empty() {
            (empty_state("Nothing was said yet. A complaint or a compliment stands here with who deals with it, by when, and the answer."))
        } @else { (cases(&shown)) }
        @if view.who.may::<RecordFeedback>() {
            (button(&Button::link(if own { "Say what went well or badly" } else { "Record a complaint or a compliment" }, format!("/people/{person}/feedback/new"))))
        }
    };
    let back = if own { "/my-care".to_owned() } else { format!("/people/{person}") };
    let page = Page::new("Complaints and compliments", body).about(banner).back("Back", back);
    Shown::with(page, &PersonFeedback { feedback: all.iter().map(show::FeedbackData::of).collect() })
}
