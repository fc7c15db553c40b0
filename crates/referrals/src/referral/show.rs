//! One referral: what was asked, where it stands, what comes next; the referrer sees the same (REF-3).

use kernel::{Failure, Moment};
use page::{
    Markup, Page,
    components::{SummaryList, SummaryRow, summary_list},
    html,
    show::{self, Step, StepState},
};
use schemars::JsonSchema;
use serde::Serialize;
use wire::{Shown, View};

use super::{ReferralRow, ReferralState, accept::ASSESSMENT, form, store};
use crate::{Acknowledge, AnswerReferral, CloseReferral, SeeReferrals, Triage};

/// A referral as others read it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReferralFacts {
    /// Its id.
    pub id: String,
    /// Its row's version, for commands.
    pub version: i64,
    /// The reference to say on the phone.
    pub reference: String,
    /// The person's id.
    pub person: String,
    /// The person's name.
    pub person_name: String,
    /// The service.
    pub service: String,
    /// Who sent it.
    pub source: String,
    /// Why.
    pub reason: String,
    /// How soon it must be answered.
    pub urgency: String,
    /// The priority, once triaged.
    pub priority: Option<String>,
    /// "received", "triaged", "accepted", "declined", "completed" or "left_early".
    pub state: String,
    /// The same for people.
    pub status: String,
    /// Who deals with it.
    pub owner: Option<String>,
    /// Whether nobody has taken it for 15 minutes.
    pub alarm: bool,
    /// When it reached us.
    pub received_at: String,
    /// By when it must be answered.
    pub answer_by: String,
    /// The day the care is needed.
    pub needed_by: Option<String>,
    /// What the referrer is told at the end.
    pub note: Option<String>,
}

pub(super) fn facts(row: &ReferralRow, now: Moment) -> ReferralFacts {
    ReferralFacts {
        id: row.id.to_string(),
        version: row.version,
        reference: row.reference(),
        person: row.person.to_string(),
        person_name: row.person_name.clone(),
        service: row.service.clone(),
        source: row.source.code().into(),
        reason: row.reason.clone(),
        urgency: row.urgency.code().into(),
        priority: row.priority().map(|priority| priority.code().into()),
        state: row.state.code().into(),
        status: row.state.words(),
        owner: row.owner.as_ref().map(|owner| owner.name.clone()),
        alarm: row.is_alarm(now),
        received_at: row.received_at.to_string(),
        answer_by: row.answer_by.to_string(),
        needed_by: row.needed_by.map(|day| day.to_string()),
        note: row.state.ended().and_then(|(_, note)| note.map(str::to_owned)),
    }
}

/// Shows it.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let row = form::opened::<SeeReferrals>(view)?;
    let banner = people::banner(view.tx, row.person, view.house)?;
    view.saw(row.person, "referral");
    let mut others = store::of_person(view.tx, row.person)?;
    others.retain(|other| view.who.permit::<SeeReferrals>(&other.about()).is_ok());
    let before = others.iter().filter(|other| other.id != row.id && other.received_at <= row.received_at).count();
    let assessment = clocks::running(view.tx, row.id.uuid(), ASSESSMENT)?.map(|clock| clock.due_at);
    let title = format!("Referral {}", row.reference());
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        p {
            (show::state(row.state.words(), standing(&row, view.now))) " "
            @if row.is_open() { (show::time_left(view.now, Some(row.answer_by))) }
        }
        (show::steps(&steps(&row, assessment)))
        (next(view, &row))
        (summary(&row))
        @if before > 0 {
            p {
                "Known to us before: "
                a class="nhsuk-link" href=(format!("/people/{}/referrals", row.person)) {
                    (kernel::count(before, "earlier referral", "earlier referrals"))
                }
            }
        }
    };
    let page = Page::new(title, body).about(banner).back("Back to referrals", "/referrals");
    Shown::with(page, &facts(&row, view.now))
}

fn standing(row: &ReferralRow, now: Moment) -> show::Standing {
    match &row.state {
        ReferralState::Received | ReferralState::Triaged(_) if now > row.answer_by => show::Standing::Late,
        ReferralState::Received | ReferralState::Triaged(_) => show::Standing::Soon,
        ReferralState::Accepted { .. } | ReferralState::Completed { .. } => show::Standing::Fine,
        ReferralState::Declined { .. } | ReferralState::LeftEarly { .. } => show::Standing::None,
    }
}

fn steps(row: &ReferralRow, assess_by: Option<Moment>) -> Vec<Step> {
    let words = kernel::moment_in_words;
    let told = match row.told {
        Some((by, at)) => format!("Acknowledged {} ({})", words(at), by.words().to_lowercase()),
        None => "Not acknowledged yet".to_owned(),
    };
    let received = Step::new("Received", StepState::Done).more(format!("{}. {told}", words(row.received_at)));
    let triaged = match row.state.triage() {
        Some(triage) => Step::new("Looked at", StepState::Done).more(format!(
            "{} by {}, {}",
            triage.priority.words(),
            triage.by,
            words(triage.at)
        )),
        None if row.is_open() => {
            let owner =
                row.owner.as_ref().map_or("Nobody has taken it yet".into(), |owner| format!("With {}", owner.name));
            Step::new("Looked at", StepState::Current).more(owner)
        }
        None => Step::new("Looked at", StepState::Done),
    };
    let answer =
        match (&row.state, row.state.accepted()) {
            (_, Some(accepted)) => {
                Step::new("Accepted", StepState::Done).more(format!("{} by {}", words(accepted.at), accepted.by))
            }
            (ReferralState::Declined { declined, note, .. }, None) => Step::new(row.state.words(), StepState::Done)
                .more(format!("{} by {}. {note}", words(declined.at), declined.by)),
            (ReferralState::Triaged(_), None) => Step::new("Answered", StepState::Current)
                .more(format!("By {}", kernel::deadline_in_words(row.answer_by))),
            (_, None) => Step::new("Answered", StepState::ToCome)
                .more(format!("By {}", kernel::deadline_in_words(row.answer_by))),
        };
    let mut steps = vec![received, triaged, answer];
    steps.extend(last_step(row, assess_by));
    steps
}

fn last_step(row: &ReferralRow, assess_by: Option<Moment>) -> Option<Step> {
    match &row.state {
        ReferralState::Accepted { .. } => {
            let owner = row.owner.as_ref().map_or("", |owner| owner.name.as_str());
            let by = assess_by.map(|due| format!(", by {}", kernel::deadline_in_words(due))).unwrap_or_default();
            Some(Step::new("Needs assessed and care arranged", StepState::Current).more(format!("With {owner}{by}")))
        }
        ReferralState::Completed { .. } | ReferralState::LeftEarly { .. } => {
            let ended = row.state.ended();
            let more = ended.map(|(closed, note)| {
                format!("{} by {}. {}", kernel::moment_in_words(closed.at), closed.by, note.unwrap_or_default())
            });
            Some(Step::new(row.state.words(), StepState::Done).more(more.unwrap_or_default()))
        }
        ReferralState::Declined { .. } => None,
        ReferralState::Received | ReferralState::Triaged(_) => {
            Some(Step::new("Needs assessed and care arranged", StepState::ToCome))
        }
    }
}

fn next(view: &View<'_, '_>, row: &ReferralRow) -> Markup {
    let (who, open) = (view.who, row.is_open());
    let accepted = matches!(row.state, ReferralState::Accepted { .. });
    let triaged = matches!(row.state, ReferralState::Triaged(_));
    let links = [
        (open && row.owner.is_none() && who.may::<Triage>(), "Take it", "take"),
        (open && who.may::<Triage>(), if triaged { "Triage again" } else { "Triage" }, "triage"),
        (triaged && who.may::<AnswerReferral>(), "Accept", "accept"),
        (open && who.may::<AnswerReferral>(), "Decline", "decline"),
        (row.told.is_none() && who.may::<Acknowledge>(), "The referrer was told that it has arrived", "acknowledge"),
        (accepted && who.may::<CloseReferral>(), "Close as complete", "close"),
        (accepted && who.may::<CloseReferral>(), "The person leaves early", "leave"),
    ];
    html! {
        @if links.iter().any(|(shown, ..)| *shown) {
            ul class="nhsuk-list" {
                @for (_, words, verb) in links.iter().filter(|(shown, ..)| *shown) {
                    li { a class="nhsuk-link" href=(format!("/referrals/{}/{verb}", row.id)) { (words) } }
                }
            }
        }
    }
}

fn summary(row: &ReferralRow) -> Markup {
    let mut referrer = vec![row.referrer.name.clone()];
    referrer.extend(Some(row.referrer.body.clone()).filter(|body| !body.is_empty()));
    referrer.extend(row.referrer.phone.clone());
    referrer.extend(row.referrer.email.clone());
    let mut rows = vec![
        SummaryRow::new("What help is needed, and why", row.reason.as_str()),
        SummaryRow::new("Service", row.service.as_str()),
        SummaryRow::new("Urgency", row.urgency.words()),
        SummaryRow::new("Sent by", format!("{}: {}", row.source.words(), referrer.join(", "))),
    ];
    if let Some(day) = row.needed_by {
        rows.push(SummaryRow::new("Care needed by", show::day(day)));
    }
    if let Some(note) = row.state.triage().and_then(|triage| triage.note.as_deref()) {
        rows.push(SummaryRow::new("Why this priority", note));
    }
    if let Some(owner) = &row.owner {
        rows.push(SummaryRow::new("With", format!("{}, since {}", owner.name, kernel::moment_in_words(owner.since))));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}
