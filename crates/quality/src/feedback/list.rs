//! Open complaints by the time left, and what was received in a quarter (QUA-2).

use kernel::{Failure, Quarter, Uuid, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::empty_state,
};
use wire::{Shown, View};

use super::{Feedback, MOST, between, open, show};
use crate::{
    kinds::{Kind, Outcome},
    policy::{ListFeedback, RecordFeedback},
};

/// The list as data.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct FeedbackList {
    /// The quarter, when one was asked for.
    pub quarter: Option<String>,
    /// What the list holds.
    pub feedback: Vec<show::FeedbackData>,
}

/// A figure of the report, whose cases a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Complaints,
    Compliments,
    AcknowledgedLate,
    AnsweredLate,
    Upheld,
    Partly,
    NotUpheld,
    Withdrawn,
    Open,
}

impl What {
    pub(crate) const ALL: [(What, &'static str, &'static str); 9] = [
        (What::Complaints, "complaints", "Complaints"),
        (What::AcknowledgedLate, "acknowledged-late", "Acknowledged late"),
        (What::AnsweredLate, "answered-late", "Answered late"),
        (What::Upheld, "upheld", "Upheld"),
        (What::Partly, "partly", "Upheld in part"),
        (What::NotUpheld, "not-upheld", "Not upheld"),
        (What::Withdrawn, "withdrawn", "Withdrawn"),
        (What::Open, "open", "Still open"),
        (What::Compliments, "compliments", "Compliments"),
    ];

    fn named(code: &str) -> Option<(What, &'static str)> {
        What::ALL.iter().find(|(_, own, _)| *own == code).map(|(what, _, words)| (*what, *words))
    }

    /// Whether it counts this one. Late is a comparison with the time of asking.
    pub(crate) fn holds(self, one: &Feedback, now: kernel::Moment) -> bool {
        match self {
            What::Complaints => one.kind == Kind::Complaint,
            What::Compliments => one.kind == Kind::Compliment,
            What::AcknowledgedLate => one.acknowledged_in_time(now) == Some(false),
            What::AnsweredLate => one.answered_in_time(now) == Some(false),
            What::Upheld => one.outcome() == Some(Outcome::Upheld),
            What::Partly => one.outcome() == Some(Outcome::Partly),
            What::NotUpheld => one.outcome() == Some(Outcome::NotUpheld),
            What::Withdrawn => one.state.code() == "withdrawn",
            What::Open => one.state.is_open(),
        }
    }
}

/// Complaints and compliments in a table.
pub(crate) fn drawn(caption: &str, all: &[Feedback], now: kernel::Moment) -> Markup {
    let row = |one: &Feedback| {
        vec![
            Cell::link(format!("{}, {}", one.name(), short_day(one.received_at.day())), one.href())
                .hidden(format!("about {}", one.provider_name)),
            one.provider_name.as_str().into(),
            one.person_name.as_deref().unwrap_or("Not about one person").into(),
            one.category.words().into(),
            one.severity.map_or("", crate::kinds::Severity::words).into(),
            if one.state.is_open() { one.owner.words() } else { "" }.into(),
            show::standing(one, now).into(),
        ]
    };
    table(&Table {
        caption: caption.into(),
        head: ["What", "Provider", "Person", "About", "How serious", "Who deals with it", "State"]
            .map(Cell::from)
            .to_vec(),
        rows: all.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn of_quarter(view: &mut View<'_, '_>, quarter: Quarter) -> Result<(String, Vec<Feedback>), Failure> {
    let scope = view.who.scope::<ListFeedback>()?;
    let mut all = between(view.tx, scope.covers(), quarter.period(), MOST)?;
    let mut caption = format!("Received in {quarter}");
    if let Some((what, words)) = What::named(view.query.text("what")) {
        all.retain(|one| what.holds(one, view.now));
        caption = format!("{words}, received in {quarter}");
    }
    if let Ok(provider) = view.query.text("provider").parse::<Uuid>() {
        all.retain(|one| one.provider == provider);
    }
    Ok((caption, all))
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<ListFeedback>()?;
    let quarter: Option<Quarter> = view.query.text("quarter").parse().ok();
    let (caption, all) = match quarter {
        Some(quarter) => of_quarter(view, quarter)?,
        None => ("Open complaints, the least time left first".to_owned(), open(view.tx, scope.covers())?),
    };
    view.saw_list("complaints", all.iter().filter_map(|one| one.person));
    let now = Quarter::of(view.now.day());
    let href = |quarter: Quarter| format!("/quality/feedback?quarter={}", quarter.code().replace(' ', "%20"));
    let body = html! {
        h1 class="nhsuk-heading-l" { "Complaints and compliments" }
        p {
            a href="/quality/feedback" { "Open complaints" } " | " a href=(href(now)) { "This quarter" } " | "
            a href=(href(now.previous())) { "Last quarter" }
            @if view.who.may::<RecordFeedback>() { " | " a href="/quality/feedback/new" { "Record one" } }
        }
        @if all.is_empty() {
            (empty_state(if quarter.is_some() { "Nothing of this kind was received then." } else { "No complaint is open. A new one stands here with who deals with it and by when." }))
        } @else {
            (drawn(&caption, &all, view.now))
            @if all.len() == usize::try_from(MOST).unwrap_or_default() { p { "The first " (MOST) " are shown." } }
        }
    };
    let data = FeedbackList {
        quarter: quarter.map(Quarter::code),
        feedback: all.iter().map(show::FeedbackData::of).collect(),
    };
    Shown::with(Page::new("Complaints and compliments", body).wide(), &data)
}
