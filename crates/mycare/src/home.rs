//! The first page of a person or carer: who is coming, the plan in short, the request, the cost.

use access::Covers;
use kernel::{Failure, Period};
use page::{
    Markup, Page,
    components::{InsetText, inset_text},
    html,
    show::{empty_state, money},
};
use people::PersonId;
use wire::{Shown, View};

use crate::{
    coming::{self, VisitTold},
    costs,
    plan::{self, PlanTold},
    policy::{SeeMyCare, SeeMyReaders},
    request::{self, StepTold},
    whose::Whose,
    workers,
};

/// Visits that stand on the first page; the rest is one link away.
const SHOWN: usize = 6;

/// What the JSON says.
#[derive(Debug, Default, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct MyCare {
    /// Whose care may be seen.
    people: Vec<OnePerson>,
    /// The care of the one person, if there is one or one was asked for.
    care: Option<Care>,
}

/// Somebody whose care may be seen.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
struct OnePerson {
    /// Their id.
    id: String,
    /// Their name.
    name: String,
    /// Whether they are the reader.
    own: bool,
}

/// One person's care at a glance.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
struct Care {
    /// Today and the next seven days.
    visits: Vec<VisitTold>,
    /// The plan in short.
    plan: PlanTold,
    /// Where a request has got to.
    request: Vec<StepTold>,
    /// What this month came to so far, in pence.
    cost_this_month_pence: i64,
}

/// The first page: of the one person there is, or a choice.
pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let people = people_of(view)?;
    match people.as_slice() {
        [only] => {
            let id: PersonId = only.id.parse()?;
            glance(view, id, &people)
        }
        _ => choose(&people),
    }
}

/// The same for the person in the path.
pub(crate) fn of_person(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let id = view.path.id("person")?;
    let people = people_of(view)?;
    glance(view, id, &people)
}

fn people_of(view: &mut View<'_, '_>) -> Result<Vec<OnePerson>, Failure> {
    let scope = view.who.scope::<SeeMyCare>()?;
    let Covers::People(ids) = scope.covers() else { return Ok(Vec::new()) };
    let ids: Vec<PersonId> = ids.iter().map(|id| PersonId::from(*id)).collect();
    let rows = people::rows(view.tx, &ids)?;
    // The JSON of one person names the others too.
    if rows.len() > 1 {
        view.saw_list("whose care they may see", rows.iter().map(|row| row.id));
    }
    let own = |id: PersonId| view.who.own.iter().any(|own| own.person == id.uuid() && own.is_self);
    Ok(rows.into_iter().map(|row| OnePerson { id: row.id.to_string(), own: own(row.id), name: row.name }).collect())
}

fn choose(people: &[OnePerson]) -> Result<Shown, Failure> {
    let body = html! {
        h1 class="nhsuk-heading-l" { "Whose care do you want to see?" }
        @if people.is_empty() {
            (empty_state("There is no care for you to see. If somebody has named you as a carer, ask them what you may see."))
        } @else {
            ul class="nhsuk-list nhsuk-list--border" {
                @for person in people {
                    li {
                        a class="nhsuk-u-font-size-24" href=(format!("/my-care/{}", person.id)) { (person.name) }
                        @if person.own { " (you)" } @else { " (you are named as a carer)" }
                    }
                }
            }
        }
    };
    Shown::with(Page::new("My care", body), &MyCare { people: people.to_vec(), care: None })
}

fn glance(view: &mut View<'_, '_>, id: PersonId, people: &[OnePerson]) -> Result<Shown, Failure> {
    let whose = Whose::of::<SeeMyCare>(view, id, "care at a glance")?;
    let (now, today) = (view.now, view.now.day());
    let visits = coming::of_days(view.tx, id, coming::ahead(now)?, now)?;
    let plan = plan::in_force(view.tx, id)?;
    let told = plan::told(plan.as_ref(), &whose);
    let has_plan = plan.is_some();
    let facts = request::facts(view.tx, &whose, plan)?;
    let request = if facts.is_empty() { Vec::new() } else { facts.steps(today, now) };
    let waiting = workers::waiting(view.tx, id)?;
    let spent = costs::spent(view.tx, id, Period::month_of(today))?;
    let body = html! {
        h1 class="nhsuk-heading-l" { (whose.your_first()) " care" }
        (who_comes(&visits, &whose, today))
        h2 class="nhsuk-heading-m" { (whose.your_first()) " plan" }
        p { (told.standing) }
        @if !told.outcomes.is_empty() { (plan::outcomes(&told)) }
        @if has_plan {
            (plan::changed(&whose))
            p { a href=(whose.href("/plan")) { "See the plan" } }
        }
        h2 class="nhsuk-heading-m" { "Where " (whose.your()) " request has got to" }
        (where_it_is(&request, &whose))
        @if let Some(waiting) = waiting { (choose_workers(waiting, &whose)) }
        h2 class="nhsuk-heading-m" { "What it costs and why" }
        p { "So far this month: " strong { (money(spent)) } ". "
            a href=(whose.href("/costs")) { "See every visit and the reasons" } }
        h2 class="nhsuk-heading-m" { "How it goes" }
        p { a href=(format!("/people/{id}/feedback")) { "Say what went well or badly, and see what came of it" } }
        @if whose.mine && view.who.may::<SeeMyReaders>() {
            h2 class="nhsuk-heading-m" { "Who looked at my record" }
            p { a href=(whose.href("/readers")) { "See who looked, and who may" } }
        }
        @if people.len() > 1 { p { a href="/my-care" { "See somebody else’s care" } } }
    };
    let page = whose.page(view, "My care", body)?.refresh_every(60);
    let care = Care { visits, plan: told, request, cost_this_month_pence: spent.pence() };
    Shown::with(page, &MyCare { people: people.to_vec(), care: Some(care) })
}

/// First of all: who is coming and when, and are they late.
fn who_comes(visits: &[VisitTold], whose: &Whose, today: kernel::Date) -> Markup {
    let late: Vec<_> = visits.iter().filter(|visit| visit.late && visit.ahead).collect();
    let shown: Vec<_> = visits.iter().take(SHOWN).collect();
    html! {
        h2 class="nhsuk-heading-m" { "Who is coming" }
        @for visit in &late {
            (inset_text(&InsetText {
                text: html! { p { strong { (visit.label) ", " (visit.arrives) ": " } (visit.standing) } }.into(),
                ..InsetText::default()
            }))
        }
        @if shown.is_empty() {
            (empty_state("No visits are planned for today or the next seven days. They appear here once their times are set."))
        } @else {
            @if shown.iter().all(|visit| visit.day > today) { p { "Nobody is planned to come today." } }
            (coming::listed(&shown, today))
        }
        p { a href=(whose.href("/visits")) { "See every visit of the last and the next seven days" } }
    }
}

/// Complex care: the person and their carer help to choose who comes (BRK-14).
fn choose_workers(waiting: usize, whose: &Whose) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "Who could come" }
        @if waiting > 0 {
            p { strong { (kernel::count(i64::try_from(waiting).unwrap_or_default(), "care worker waits", "care workers wait")) " for an answer." } }
        }
        p { a href=(whose.href("/workers")) { "See who is put forward, and say what you think" } }
    }
}

fn where_it_is(steps: &[StepTold], whose: &Whose) -> Markup {
    // What is under way, of each part of care that is split; or the last that was done.
    let mut current: Vec<&StepTold> = steps.iter().filter(|step| step.state == "now").collect();
    if current.is_empty() {
        current.extend(steps.iter().rev().find(|step| step.state == "done"));
    }
    html! {
        @if current.is_empty() {
            (empty_state("We have no request for care. When one reaches us, each step stands here with its date."))
        } @else {
            @for step in current { p { strong { (step.what) "." } " " (step.more) } }
            p { a href=(whose.href("/request")) { "See every step" } }
        }
    }
}
