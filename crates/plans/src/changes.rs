//! "This has changed": said by the person, a carer, a care worker or a provider, answered by the social worker.

mod report;

use access::Permit;
use kernel::{Failure, Moment, Uuid};
use page::{Markup, Page, html, show::empty_state};
use people::PersonId;
use store::{Change, Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, House, Shown, View};

use crate::{
    AnswerChange, AskChange,
    desk::{self, FormPage, holds},
};

pub use report::{ChangeKind, Report, ReportedBy, report_change, reported_by};
pub(crate) use report::{FORMAL_REVIEW, answered_by_plan, open_formal};

wire::choices! {
    /// What comes of a reported change.
    pub enum AnswerKind, "an answer to a reported change" {
        /// The plan is changed.
        PlanChanges = "plan_changes", "The plan will be changed";
        /// The plan is reviewed first.
        Review = "review", "The plan will be reviewed";
        /// Nothing need change.
        NoChange = "no_change", "The plan stays as it is";
    }
}

/// The form that says it.
pub const FIELDS: &[Field] = &[Field::words("words", "What has changed?")
    .hint("For example: I can wash myself again. My daughter is away in May. The visits come too late.")
    .must("Write what has changed.")];

/// The form that answers it.
pub const ANSWER_FIELDS: &[Field] = &[
    Field::version(),
    Field::choice("answer_kind", "What comes of it?", AnswerKind::CHOICES).must("Choose what comes of it."),
    Field::words("answer", "Your answer").hint("Whoever reported it can read this.").must("Write your answer."),
];

/// Something that was said to have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRequest {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// About whom.
    pub person: PersonId,
    /// Their name.
    pub person_name: String,
    /// Who said it, in words.
    pub said_by: String,
    /// Their account, if they were signed in.
    pub said_by_account: Option<Uuid>,
    /// What.
    pub words: String,
    /// When.
    pub asked_at: Moment,
    /// What kind of report it is.
    pub kind: ChangeKind,
    /// The provider that reports or asks.
    pub organisation: Option<Uuid>,
    /// When a significant change was noticed.
    pub noticed_at: Option<Moment>,
    /// By when a significant change had to be reported, or a formal review has to be answered.
    pub due_at: Option<Moment>,
    /// What was answered, and when.
    pub answer: Option<(AnswerKind, String, Moment)>,
}

statement! {
    OF_PERSON = "SELECT id, version, person, person_name, said_by, said_by_account, words, asked_at, answer, answer_kind, answered_at,
        kind, organisation, noticed_at, due_at
        FROM plan_change_request WHERE person = $1 ORDER BY asked_at DESC, id DESC LIMIT 50";
    ONE = "SELECT id, version, person, person_name, said_by, said_by_account, words, asked_at, answer, answer_kind, answered_at,
        kind, organisation, noticed_at, due_at
        FROM plan_change_request WHERE id = $1";
    RECENT = "SELECT id, version, person, person_name, said_by, said_by_account, words, asked_at, answer, answer_kind, answered_at,
        kind, organisation, noticed_at, due_at
        FROM plan_change_request WHERE id IN (SELECT id FROM plan_change_request WHERE answered_at IS NULL
            UNION SELECT id FROM plan_change_request WHERE asked_at >= $1)
        ORDER BY asked_at DESC, id DESC LIMIT 200";
    RECENT_MINE = "SELECT id, version, person, person_name, said_by, said_by_account, words, asked_at, answer, answer_kind, answered_at,
        kind, organisation, noticed_at, due_at
        FROM plan_change_request WHERE worker = $2 AND id IN (SELECT id FROM plan_change_request WHERE answered_at IS NULL
            UNION SELECT id FROM plan_change_request WHERE asked_at >= $1)
        ORDER BY asked_at DESC, id DESC LIMIT 200";
}

impl ChangeRequest {
    fn read(row: &Row) -> Result<Self, Failure> {
        let id: Uuid = row.get("id")?;
        let (answer, at) = (row.get::<Option<String>>("answer")?, row.get::<Option<Moment>>("answered_at")?);
        let answer = match (answer, at) {
            (None, None) => None,
            (Some(answer), Some(at)) => Some((row.parse("answer_kind")?, answer, at)),
            _ => return Err(Failure::internal(format!("reported change {id} is half answered"))),
        };
        Ok(ChangeRequest {
            id,
            version: row.get("version")?,
            person: row.get("person")?,
            person_name: row.get("person_name")?,
            said_by: row.get("said_by")?,
            said_by_account: row.get("said_by_account")?,
            words: row.get("words")?,
            asked_at: row.get("asked_at")?,
            kind: row.get::<Option<String>>("kind")?.map_or(Ok(ChangeKind::Said), |code| code.parse())?,
            organisation: row.get("organisation")?,
            noticed_at: row.get("noticed_at")?,
            due_at: row.get("due_at")?,
            answer,
        })
    }

    /// Whether a significant change was reported after its time.
    pub fn is_reported_late(&self) -> bool {
        self.kind == ChangeKind::Significant && self.due_at.is_some_and(|due| self.asked_at > due)
    }

    /// What is to be known of it besides its words: its kind, and its time.
    pub fn about(&self, now: Moment) -> Option<String> {
        let time = match (self.kind, self.noticed_at, self.due_at) {
            (ChangeKind::Said, ..) => return None,
            (ChangeKind::Significant, Some(noticed), _) => {
                let after = kernel::Minutes::new(self.asked_at.minutes_since(noticed));
                let late = if self.is_reported_late() { ", which is too late" } else { "" };
                format!(", noticed {}, reported {after} later{late}", kernel::moment_in_words(noticed))
            }
            (ChangeKind::FormalReview, _, Some(due)) if self.answer.is_none() => {
                let late = if now > due { ", which has passed" } else { "" };
                format!(", to be answered by {}{late}", kernel::deadline_in_words(due))
            }
            _ => String::new(),
        };
        Some(format!("{}{time}", self.kind.words()))
    }
}

/// What was said to have changed for a person, newest first (at most 50).
pub fn changes_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<ChangeRequest>, Failure> {
    tx.all(&OF_PERSON, params![person], ChangeRequest::read)
}

/// Days for which a reported change stands on the social worker's page at least.
pub(crate) const DAYS_SHOWN: i64 = 2;

/// What was reported in the last two days, and everything that has no answer yet.
pub(crate) fn recent(tx: &mut Tx<'_>, worker: Option<Uuid>, now: Moment) -> Result<Vec<ChangeRequest>, Failure> {
    let since = now.plus_days(-DAYS_SHOWN);
    match worker {
        Some(worker) => tx.all(&RECENT_MINE, params![since, worker], ChangeRequest::read),
        None => tx.all(&RECENT, params![since], ChangeRequest::read),
    }
}

/// Keeps that something has changed for a person. `by` says who reports it: "Ada Example", "Harbour Care, care worker".
/// Whoever calls this has asked for leave in their own words: visits for a care worker, brokerage for a provider.
pub fn ask_change(
    work: &mut Work<'_>,
    house: &House,
    person: PersonId,
    by: &str,
    words: &str,
) -> Result<Uuid, Failure> {
    let report = Report { person, kind: ChangeKind::Said, by, organisation: None, words, noticed_at: None };
    report_change(work, house.place, &report)
}

/// Answers what was reported.
pub fn answer_change(
    work: &mut Work<'_>,
    permit: &Permit<AnswerChange>,
    version: i64,
    change: Uuid,
    (kind, answer): (AnswerKind, &str),
) -> Result<(), Failure> {
    let asked = one(work, permit.subject().into(), change)?;
    if let Some((.., at)) = asked.answer {
        return Err(Failure::conflict(format!("This was answered already, on {}.", kernel::moment_in_words(at))));
    }
    if asked.kind == ChangeKind::FormalReview && kind != AnswerKind::NoChange {
        return Err(Failure::field(
            "answer_kind",
            "A formal review is answered by a new agreed plan: change the plan and agree it, and this is answered by itself. Or refuse it: the plan stays as it is, with your reason.",
        ));
    }
    save_answer(work, &asked, version, (kind, answer))
}

fn save_answer(
    work: &mut Work<'_>,
    asked: &ChangeRequest,
    version: i64,
    (kind, answer): (AnswerKind, &str),
) -> Result<(), Failure> {
    if asked.kind == ChangeKind::FormalReview {
        let at = work.at;
        clocks::stop(work, asked.id, FORMAL_REVIEW, at)?;
    }
    let columns = cols! {
        "answer" => answer, "answer_kind" => kind.code(), "answered_at" => work.at, "answered_by" => work.actor.account,
    };
    let facts = serde_json::json!({ "kind": kind.code(), "asked": asked.kind.code() });
    let mut done = Change::new("plan.change_answered", "plan_change", asked.id).person(asked.person).facts(facts);
    if let Some(organisation) = asked.organisation {
        done = done.organisation(organisation);
    }
    work.apply(done.update("plan_change_request", asked.id, version, columns))
}

/// A reported change of this person and no other (H23).
fn one(tx: &mut Tx<'_>, person: PersonId, id: Uuid) -> Result<ChangeRequest, Failure> {
    let found = tx.first(&ONE, params![id], ChangeRequest::read)?.filter(|asked| asked.person == person);
    found.ok_or_else(|| Failure::no_such("reported change"))
}

fn list(changes: &[ChangeRequest], answering: bool, now: Moment) -> Markup {
    html! {
        @if changes.is_empty() {
            (empty_state("What is reported to have changed will stand here, with the answer."))
        }
        @for asked in changes {
            div class="nhsuk-u-margin-bottom-5" {
                h3 class="nhsuk-heading-s nhsuk-u-margin-bottom-1" { (asked.said_by) ", " (page::show::moment(asked.asked_at)) }
                @if let Some(about) = asked.about(now) { p { strong { (about) "." } } }
                p { (asked.words) }
                @match &asked.answer {
                    Some((kind, answer, at)) => p { strong { (kind.words()) ". " } (answer) " (" (page::show::moment(*at)) ")" }
                    None if answering => p {
                        a href=(desk::href(asked.person, &format!("/changes/{}/answer", asked.id))) { "Answer this" }
                    }
                    None => p { "Not answered yet." }
                }
            }
        }
    }
}

/// Whether somebody sees this person's plan as their carer.
fn is_carer_of(who: &access::Who, person: PersonId) -> bool {
    who.own.iter().any(|own| own.person == person.uuid() && !own.is_self)
}

/// Shows what was reported and asks what has changed.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let person = view.path.id("person")?;
    desk::permit::<AskChange>(view.who, person)?;
    let mut changes = changes_of(view.tx, person)?;
    if is_carer_of(view.who, person) {
        // What the person or others report may be about the carer: a carer reads what they said themselves (H11).
        changes.retain(|asked| asked.said_by_account == Some(view.who.account));
    }
    let form = view.form.whole(&desk::href(person, "/changes"), FIELDS, "Tell the social worker");
    let body = html! {
        h1 class="nhsuk-heading-l" { "This has changed" }
        (form)
        h2 class="nhsuk-heading-m" { "What was reported before" }
        (list(&changes, view.who.may::<AnswerChange>(), view.now))
    };
    view.saw(person, "reported changes");
    let page = Page::new("This has changed", body).back("Back to the plan", desk::href(person, ""));
    Ok(page.about(people::banner(view.tx, person, view.house)?).errors(view.form.faults).into())
}

/// Keeps it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<AskChange>(act)?;
    let person = desk::person_of(&permit);
    let by = format!("{}, {}", act.who.name, act.who.role.words().to_lowercase());
    let id = ask_change(act.work, act.house, person, &by, &act.values.text("words")?)?;
    let said = "You told the social worker what has changed. The answer will stand on this page.";
    Ok(Done::new(desk::href(person, "/changes"), said).id(id))
}

/// Asks for the answer.
pub fn page_answer(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let person = view.path.id("person")?;
    desk::permit::<AnswerChange>(view.who, person)?;
    let asked = one(view.tx, person, view.path.uuid("change")?)?;
    let lead = html! {
        p { (asked.said_by) ", " (page::show::moment(asked.asked_at)) ":" }
        blockquote class="nhsuk-inset-text" { (asked.words) }
        @if let Some(about) = asked.about(view.now) { p { (about) "." } }
        @if asked.kind == ChangeKind::FormalReview {
            p { "To grant it, " a href=(desk::href(person, "")) { "change the plan" } " and agree it: that is the answer. Answer here only to refuse it, with your reason." }
        }
    };
    let under = format!("/changes/{}/answer", asked.id);
    let held = vec![holds("version", asked.version)];
    let title = "Answer what was reported";
    let page = FormPage { title, under: &under, fields: ANSWER_FIELDS, held, button: "Send the answer", lead };
    Ok(page.shown(view, person)?.into())
}

/// Keeps the answer.
pub fn submit_answer(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = desk::leave::<AnswerChange>(act)?;
    let kind: AnswerKind = act.values.choice("answer_kind")?;
    let change = act.path.uuid("change")?;
    answer_change(act.work, &permit, act.values.version()?, change, (kind, &act.values.text("answer")?))?;
    let next = match kind {
        AnswerKind::PlanChanges => " Change the plan now, and agree it again.",
        AnswerKind::Review => " Record the review on the plan’s page.",
        AnswerKind::NoChange => "",
    };
    let said = format!("You answered what was reported.{next}");
    Ok(Done::new(desk::href(desk::person_of(&permit), ""), said).id(change))
}
