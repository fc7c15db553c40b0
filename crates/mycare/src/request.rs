//! Where a request has got to: the steps from its arrival to the first visit, in plain words and never blank (REC-5).

use assessments::{AssessmentRow, AssessmentState};
use brokerage::{Package, parts::Part};
use kernel::{Date, Failure, Moment, count, day_in_words, deadline_in_words};
use page::{
    Markup, html,
    show::{Step, StepState, day, empty_state, steps},
};
use plans::PlanView;
use referrals::{ReferralRow, ReferralState};
use store::Tx;
use wire::{Shown, View};

use crate::{coming, plan, policy::SeeMyCare, whose::Whose};

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct Request {
    /// The steps in their order.
    steps: Vec<StepTold>,
    /// The parts, where the care is shared out among several packages; none where it is not.
    parts: Vec<PartTold>,
}

/// A part of care that is shared out (BRK-6).
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct PartTold {
    /// Its visits, each in a line.
    week: Vec<String>,
    /// Who gives it; none while somebody is looked for.
    provider: Option<String>,
    /// Who comes next, and when; none while no visit of the next days is planned.
    next: Option<String>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct StepTold {
    /// What happens.
    pub(crate) what: String,
    /// "done", "now" or "to_come".
    pub(crate) state: &'static str,
    /// When it happened, or what comes next.
    pub(crate) more: String,
}

const DONE: &str = "done";
const NOW: &str = "now";
const TO_COME: &str = "to_come";

fn step(what: &str, state: &'static str, more: impl Into<String>) -> StepTold {
    StepTold { what: what.to_owned(), state, more: more.into() }
}

/// What is known of a request.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The latest referral.
    pub(crate) referral: Option<ReferralRow>,
    /// Those before it.
    pub(crate) earlier: Vec<ReferralRow>,
    /// The assessment that answers it.
    pub(crate) assessment: Option<AssessmentRow>,
    /// The plan that is in force or being written.
    pub(crate) plan: Option<PlanView>,
    /// The packages bought for it: the one that runs, or each part of a split one; otherwise the last that ended.
    pub(crate) packages: Vec<Package>,
    /// The visits of each part, where there are several.
    pub(crate) parts: Vec<Part>,
    /// The given name of the person, when a carer reads: what was decided is the person's to tell (H11).
    pub(crate) told_to: Option<String>,
}

/// Reads them, `plan` having been read already.
pub(crate) fn facts(tx: &mut Tx<'_>, whose: &Whose, plan: Option<PlanView>) -> Result<Facts, Failure> {
    let mut referrals = referrals::of_person(tx, whose.id)?.into_iter();
    let referral = referrals.next();
    // An assessment from before the request is part of another story.
    let answers = |found: &AssessmentRow| match &referral {
        Some(referral) => found.referral == Some(referral.id) || found.started_at >= referral.received_at,
        None => true,
    };
    let assessment = assessments::latest_of(tx, whose.id)?.filter(answers);
    let plan = plan.filter(|plan| !matches!(plan.state, plans::State::Ended { .. }));
    let mut packages = brokerage::of_person(tx, whose.id)?;
    // Those that run stand first; before and beside them nothing is told of one that has ended.
    let runs = packages.iter().filter(|one| !matches!(one.state, brokerage::State::Ended { .. })).count();
    packages.truncate(runs.max(1));
    let parts = match packages.as_slice() {
        [first, _, ..] => brokerage::parts::of_plan(tx, first.plan)?,
        _ => Vec::new(),
    };
    let told_to = (!whose.mine).then(|| whose.row.given_name.clone());
    let parts = if parts.len() > 1 { parts } else { Vec::new() };
    Ok(Facts { referral, earlier: referrals.collect(), assessment, plan, packages, parts, told_to })
}

impl Facts {
    /// Whether nothing at all is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.referral.is_none() && self.assessment.is_none() && self.plan.is_none() && self.packages.is_empty()
    }

    /// The steps in their order.
    pub(crate) fn steps(&self, today: Date, now: Moment) -> Vec<StepTold> {
        let mut steps = Vec::new();
        if let Some(referral) = &self.referral {
            steps.push(step(
                "The request reached us",
                DONE,
                format!("On {}.", day_in_words(referral.received_at.day())),
            ));
            steps.push(answer(referral, now, self.told_to.is_some()));
            if let ReferralState::Declined { .. } = &referral.state {
                return steps;
            }
        }
        steps.extend(self.assessed());
        if self.is_refused() {
            return steps;
        }
        steps.push(self.planned());
        match self.packages.as_slice() {
            [] | [_] => steps.extend([self.found(self.packages.first()), self.begun(self.packages.first(), today)]),
            all => {
                for package in all {
                    let named = |told: StepTold| StepTold { what: self.named(package, &told.what), ..told };
                    steps.extend([self.found(Some(package)), self.begun(Some(package), today)].map(named));
                }
            }
        }
        steps
    }

    fn is_accepted(&self) -> bool {
        self.referral.as_ref().is_some_and(|referral| referral.state.accepted().is_some())
    }

    /// It was decided that there are no needs the council must meet, and no plan was made all the same. For a carer the
    /// steps go on as after any decision, or their end would tell it.
    fn is_refused(&self) -> bool {
        let decided = self.assessment.as_ref().and_then(AssessmentRow::decision).filter(|_| self.told_to.is_none());
        decided.is_some_and(|decision| !decision.eligible) && self.plan.is_none() && self.packages.is_empty()
    }

    fn assessed(&self) -> Option<StepTold> {
        let what = "We find out together what help is needed";
        Some(match (&self.assessment, &self.plan) {
            (None, Some(_)) => return None,
            (None, None) if self.is_accepted() => step(what, NOW, "Somebody will get in touch to arrange a talk."),
            (None, None) => step(what, TO_COME, ""),
            (Some(found), _) => match &found.state {
                AssessmentState::Draft => {
                    let since = day_in_words(found.started_at.day());
                    step(what, NOW, format!("{} began this on {since}.", found.assessor_name))
                }
                AssessmentState::Decided(decision) => {
                    let on = day_in_words(decision.at.day());
                    if let Some(name) = &self.told_to {
                        return Some(step(what, DONE, format!("Done on {on}. What was decided was told to {name}.")));
                    }
                    let said = if decision.eligible {
                        "the council must help with these needs"
                    } else {
                        "these needs do not come under the council’s duty to help; the reasons and advice were given in writing"
                    };
                    step(what, DONE, format!("Decided on {on}: {said}."))
                }
            },
        })
    }

    fn planned(&self) -> StepTold {
        let what = "We write the plan together";
        let decided = self.assessment.as_ref().is_some_and(|found| found.decision().is_some());
        match self.plan.as_ref().map(|plan| &plan.state) {
            Some(plans::State::Agreed { at, .. }) => step(what, DONE, format!("Agreed on {}.", day_in_words(at.day()))),
            Some(_) => step(what, NOW, "It is being written."),
            None if !self.packages.is_empty() => step(what, DONE, "It has been passed on."),
            None if decided && self.told_to.is_some() => step(what, TO_COME, "If a plan is made, it stands here."),
            None if decided => step(what, NOW, "Somebody will get in touch to begin."),
            None => step(what, TO_COME, ""),
        }
    }

    /// A step of one part of the care: "A care provider was found: Morning".
    fn named(&self, package: &Package, what: &str) -> String {
        let part = self.parts.iter().find(|part| part.id == package.id);
        let labels: Vec<&str> = part.iter().flat_map(|part| &part.lines).map(|line| line.label.as_str()).collect();
        if labels.is_empty() { what.to_owned() } else { format!("{what}: {}", kernel::list_in_words(&labels)) }
    }

    fn found(&self, package: Option<&Package>) -> StepTold {
        use brokerage::State::{Awarded, Ended, Introduced, Offered, Requested, Started};
        let what = "We look for a care provider";
        let Some(package) = package else {
            return step(what, TO_COME, "It begins when the plan is agreed and passed on.");
        };
        match &package.state {
            Requested | Offered { .. } => step("We are looking for a care provider", NOW, search(package)),
            Awarded(held) | Introduced(held) | Started(held) => {
                let on = day_in_words(held.at.day());
                step("A care provider was found", DONE, format!("{}, since {on}.", held.provider_name))
            }
            Ended { .. } => step(what, DONE, ""),
        }
    }

    /// A first day that was put later, or that the provider asks to put later, and why. A carer is told the days alone.
    fn later(&self, held: &brokerage::machine::Held) -> String {
        let why = |other: &brokerage::machine::OtherStart| match self.told_to {
            Some(_) => ".".to_owned(),
            None => format!(": {}", other.why),
        };
        match (&held.asked, &held.before) {
            (Some(asked), _) => format!(
                " {} asks to begin later, on {}{} We have not agreed to this.",
                held.provider_name,
                day_in_words(asked.day),
                ended(why(asked))
            ),
            (None, Some(before)) => {
                format!(
                    " It was planned for {} before, and was put later{}",
                    day_in_words(before.day),
                    ended(why(before))
                )
            }
            (None, None) => String::new(),
        }
    }

    fn begun(&self, package: Option<&Package>, today: Date) -> StepTold {
        use brokerage::State::{Awarded, Ended, Introduced, Offered, Requested, Started};
        let what = "Care begins";
        match package.map(|package| (package, &package.state)) {
            None | Some((_, Requested | Offered { .. })) => step(what, TO_COME, ""),
            Some((package, Awarded(held) | Introduced(held))) => {
                let start = day_in_words(package.first_visit_day(held.start));
                let more = if package.start_is_missed(today) {
                    format!(
                        "It was to begin on {start}, but nobody has come. We are late with this and are following it up."
                    )
                } else {
                    format!("The first visit is planned for {start}.")
                };
                step(what, NOW, format!("{more}{}", self.later(held)))
            }
            Some((_, Started(held))) => {
                let first = held.first_care.map_or(held.start, |at| at.day());
                step("Care has begun", DONE, format!("The first visit was on {}.", day_in_words(first)))
            }
            Some((_, Ended { day, .. })) => step("Care has ended", DONE, format!("On {}.", day_in_words(*day))),
        }
    }
}

/// A sentence with its full stop.
fn ended(mut words: String) -> String {
    if !words.ends_with(['.', '!', '?']) {
        words.push('.');
    }
    words
}

fn answer(referral: &ReferralRow, now: Moment, to_a_carer: bool) -> StepTold {
    let what = "We decide whether this service can help";
    let by = if now > referral.answer_by {
        format!("We are late with this: the answer was due by {}.", deadline_in_words(referral.answer_by))
    } else {
        format!("We will answer by {}.", deadline_in_words(referral.answer_by))
    };
    match &referral.state {
        ReferralState::Received => step(what, NOW, by),
        ReferralState::Triaged(_) => step(what, NOW, format!("Somebody has looked at it. {by}")),
        ReferralState::Declined { declined, note, .. } => {
            let on = day_in_words(declined.at.day());
            let more = if to_a_carer { format!("On {on}.") } else { format!("On {on}. {note}") };
            step("We could not take this on", DONE, more)
        }
        ReferralState::Accepted { accepted, .. }
        | ReferralState::Completed { accepted, .. }
        | ReferralState::LeftEarly { accepted, .. } => {
            step("We said yes", DONE, format!("On {}.", day_in_words(accepted.at.day())))
        }
    }
}

/// How the search stands, and when it widens: "We will widen the search on Wednesday 2 December 2026."
fn search(package: &Package) -> String {
    let mut said = Vec::new();
    if let Some(leaving) = &package.leaving {
        let until = day_in_words(leaving.last_day);
        said.push(format!("{} can no longer give this care. Their last day is {until}.", leaving.name));
    }
    if matches!(package.state, brokerage::State::Offered { .. }) && package.asked > 0 {
        said.push(format!("We have asked {}.", count(package.asked, "care provider", "care providers")));
    }
    match (package.contingency_at, package.due_at, package.due_for.as_deref()) {
        (Some(since), ..) => {
            said.push(format!("We widened the search to every care provider on {}.", day_in_words(since.day())));
        }
        (None, Some(due), Some("contingency.urgent" | "contingency.other")) => {
            said.push(format!("We will widen the search on {}.", day_in_words(due.day())));
        }
        _ => {}
    }
    if said.is_empty() { "We are in touch with care providers.".into() } else { said.join(" ") }
}

/// The steps as a list.
pub(crate) fn drawn(told: &[StepTold]) -> Markup {
    let of = |one: &StepTold| {
        let state = match one.state {
            DONE => StepState::Done,
            NOW => StepState::Current,
            _ => StepState::ToCome,
        };
        Step::new(one.what.as_str(), state).more(one.more.as_str())
    };
    steps(&told.iter().map(of).collect::<Vec<_>>())
}

/// The parts of care that is shared out, each with who comes next; nothing where it is not.
fn parts(view: &mut View<'_, '_>, person: people::PersonId, facts: &Facts) -> Result<Vec<PartTold>, Failure> {
    if facts.parts.is_empty() {
        return Ok(Vec::new());
    }
    let mut next = coming::next_of_each(view.tx, person, coming::ahead(view.now)?, view.now)?;
    let part = |part: &Part| PartTold {
        week: plan::week(&part.lines),
        provider: part.provider.clone(),
        next: next.remove(&part.id.uuid()),
    };
    Ok(facts.parts.iter().map(part).collect())
}

fn shared_out(parts: &[PartTold], whose: &Whose) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "Who gives which part" }
        p { "This care is given in " (parts.len()) " parts. Together they are all that the plan says." }
        @for (part, n) in parts.iter().zip(1..) {
            h3 class="nhsuk-heading-s nhsuk-u-margin-bottom-2" {
                "Part " (n) ": "
                @match &part.provider { Some(provider) => { (provider) } None => { "No care provider yet" } }
            }
            ul class="nhsuk-list nhsuk-list--bullet" { @for line in &part.week { li { (line) } } }
            @match (&part.next, &part.provider) {
                (Some(next), _) => p { "Next: " (next) "." },
                (None, Some(_)) => p { "No visit of the next seven days is planned yet." },
                (None, None) => {}
            }
        }
        p { a href=(whose.href("/visits")) { "See every visit of the last and the next seven days" } }
    }
}

/// Shows them.
pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let whose = Whose::of_path::<SeeMyCare>(view, "where a request has got to")?;
    let plan = plan::in_force(view.tx, whose.id)?;
    let facts = facts(view.tx, &whose, plan)?;
    let told = if facts.is_empty() { Vec::new() } else { facts.steps(view.now.day(), view.now) };
    let parts = parts(view, whose.id, &facts)?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Where " (whose.your()) " request has got to" }
        @if told.is_empty() {
            (empty_state("We have no request for care. When one reaches us, each step stands here with its date."))
        } @else { (drawn(&told)) }
        @if !parts.is_empty() { (shared_out(&parts, &whose)) }
        @if !facts.earlier.is_empty() {
            h2 class="nhsuk-heading-m" { "Requests before this one" }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for referral in &facts.earlier {
                    li { (day(referral.received_at.day())) ": " (referral.service) ". " (referral.state.words()) "." }
                }
            }
        }
    };
    let page = whose.under(view, "Where my request has got to", body)?;
    Shown::with(page, &Request { steps: told, parts })
}
