//! The plan on one page: seen by all involved, changed by the social worker, printed as it is.

use access::Role;
use kernel::{Failure, Moment, Money};
use page::{
    Markup, Page,
    components::{Button, SummaryList, SummaryRow, button, summary_list},
    html,
    show::{Standing, empty_state, state as tag},
};
use people::{HomeAccessNote, PersonId};
use wire::{House, Shown, View};

use crate::{
    AgreePlan, AskChange, MakePlan, Payment, PlanView, SeePlan, State, adjust, changes, desk, facts::PlanFacts, stored,
};

/// Shows the person's plan. The person and their carer see the version in force while the next is being written.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let person: PersonId = view.path.id("person")?;
    desk::permit::<SeePlan>(view.who, person)?;
    let row = people::row(view.tx, person)?;
    let writes = view.who.may::<MakePlan>();
    let carer = view.who.is_carer_of(person);
    let mut plan = stored::current(view.tx, person)?;
    if let Some(draft) = plan.as_ref().filter(|plan| !writes && matches!(plan.state, State::Draft)) {
        plan = stored::agreed(view.tx, draft.id)?;
    }
    let estimate = plan.as_ref().and_then(|plan| plan.estimate(view.house.place, row.locality.as_deref()));
    let facts = PlanFacts::of(plan.as_ref(), estimate);
    let title = "Care and support plan";
    let body = match &plan {
        Some(plan) => {
            let home = people::home_access_note(view.tx, person)?;
            let open = writes && plan.open().is_ok() && row.died.is_none();
            let reported = changes::changes_of(view.tx, person)?.iter().filter(|asked| asked.answer.is_none()).count();
            let versions = stored::versions(view.tx, plan.id)?;
            let progress = crate::progress(view.tx, plan.id)?;
            let adjusted = match plan.agreed_version {
                Some(in_force) => adjust::adjustments(view.tx, plan.id, in_force)?,
                None => Vec::new(),
            };
            html! {
                h1 class="nhsuk-heading-l" { (title) }
                (standing(plan, view.now))
                (way_of_package(view, plan, progress.as_ref()))
                (doors(view, plan, open, reported))
                (adjust::told(plan, &adjusted, carer))
                (content(plan, view.house, row.locality.as_deref(), (open.then_some(person), carer)))
                @if !carer { (way_in(&home)) }
                (history(person, &versions))
            }
        }
        None => html! {
            h1 class="nhsuk-heading-l" { (title) }
            (empty_state("The plan will stand here: what matters, the outcomes wanted, the visits and the money available."))
            @if writes && row.died.is_none() { (button(&Button::link("Start a plan", desk::href(person, "/start")))) }
        },
    };
    view.saw(person, "plan");
    let page = Page::new(title, body).back(row.name.clone(), row.href());
    Shown::with(page.about(people::banner_of(view.tx, &row)?), &facts)
}

/// Shows a version as it was agreed (REC-7).
pub fn version_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let person: PersonId = view.path.id("person")?;
    desk::permit::<SeePlan>(view.who, person)?;
    let row = people::row(view.tx, person)?;
    let none = || Failure::no_such("version of this plan");
    let plan = stored::current(view.tx, person)?.ok_or_else(none)?;
    let version_no = view.path.text("version").parse().map_err(|_| none())?;
    let old = stored::version(view.tx, plan.id, version_no)?;
    let since = crate::changes_since(view.tx, plan.id, version_no)?;
    let title = format!("Version {version_no} of the plan");
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        (standing(&old, view.now))
        @if !since.is_empty() {
            h2 class="nhsuk-heading-m" { "What has changed since" }
            ul class="nhsuk-list nhsuk-list--bullet" { @for words in &since { li { (words) } } }
        }
        (content(&old, view.house, row.locality.as_deref(), (None, view.who.is_carer_of(person))))
    };
    view.saw(person, "plan");
    let page = Page::new(title, body).back("Back to the plan", desk::href(person, ""));
    Ok(page.about(people::banner_of(view.tx, &row)?).into())
}

fn standing(plan: &PlanView, now: Moment) -> Markup {
    html! {
        @match &plan.state {
            State::Draft => p {
                (tag("Not agreed yet", Standing::Soon)) " "
                @match plan.agreed_version {
                    Some(in_force) => { "This is version " (plan.version_no) ", being written. Version " (in_force) " is in force." }
                    None => "This is the first version, being written."
                }
            }
            State::Agreed { at, with, why_not, .. } => p {
                (tag("Agreed", Standing::Fine)) " Version " (plan.version_no) ", agreed on " (page::show::moment(*at)) " with: " (with.words()) "."
                @if let Some(why) = why_not { " Not with the person themselves: " (why) }
            }
            State::Ended { on, reason } => p { (tag("Ended", Standing::None)) " On " (page::show::day(*on)) ": " (reason) }
        }
        @if let Some(due) = plan.review_due { p { "Next review: " (page::show::time_left(now, Some(due))) } }
    }
}

/// Where the package has got to, or the way to ask for one: brokerage's page, by its address.
fn way_of_package(view: &View<'_, '_>, plan: &PlanView, progress: Option<&(String, String, Moment)>) -> Markup {
    let own = matches!(view.who.role, Role::Person | Role::Carer);
    let running = progress.is_some_and(|(stage, ..)| stage != "ended");
    let bought = plan.payment == Some(Payment::Managed);
    let may_ask = !own && !running && bought && plan.agreed_version.is_some() && plan.open().is_ok();
    html! {
        @if let Some((_, words, since)) = progress { p { "Package: " (words) " (since " (page::show::moment(*since)) ")." } }
        @if may_ask { p { a href=(format!("/plans/{}/request-package", plan.id)) { "Ask for a package" } } }
    }
}

fn doors(view: &View<'_, '_>, plan: &PlanView, open: bool, reported: usize) -> Markup {
    let link = |under: &str| desk::href(plan.person, under);
    let mine = plan.worker == Some(view.who.account);
    html! {
        @if reported > 0 && open {
            p { a href=(link("/changes")) { (kernel::count(i64::try_from(reported).unwrap_or(i64::MAX), "reported change waits", "reported changes wait")) " for an answer" } }
        }
        ul class="nhsuk-list" {
            @if open {
                @if !plan.is_agreed() { li { a href=(link("/agree")) { "Check and agree the plan" } } }
                @if plan.agreed_version.is_some() { li { a href=(link("/review")) { "Record a review" } } }
                @if !mine { li { a href=(link("/take-over")) { "Look after this plan" } } }
            }
            @if view.who.may::<AgreePlan>() && plan.open().is_ok() { li { a href=(link("/end")) { "End the plan" } } }
            @if view.who.may::<AskChange>() { li { a href=(link("/changes")) { "This has changed" } } }
        }
    }
}

/// Everything the plan says; with links to change it when `editable` names the person. On what ground it was made tells the
/// Care Act decision, which is not a carer's to learn (H11).
pub(crate) fn content(
    plan: &PlanView,
    house: &House,
    locality: Option<&str>,
    (editable, carer): (Option<PersonId>, bool),
) -> Markup {
    html! {
        (about(plan, editable))
        (package(plan, editable, carer))
        (outcomes(plan, editable))
        (visits(plan, editable))
        (money(plan, plan.estimate(house.place, locality), editable))
        (risks(plan, editable))
        (actions(plan, editable))
    }
}

fn rows(rows: Vec<SummaryRow>) -> Markup {
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn said(words: Option<&String>) -> &str {
    words.map_or("Not recorded", String::as_str)
}

fn heading(id: &str, text: &str, change: Option<(String, &str)>) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" id=(id) { (text) }
        @if let Some((href, words)) = change { p { a href=(href) { (words) } } }
    }
}

fn under(editable: Option<PersonId>, under: &str) -> Option<String> {
    editable.map(|person| desk::href(person, under))
}

fn about(plan: &PlanView, editable: Option<PersonId>) -> Markup {
    let change = under(editable, "/about").map(|href| (href, "Change what is said about the person"));
    html! {
        (heading("about", "About the person", change))
        (rows(vec![
            SummaryRow::new("What matters to the person", said(plan.what_matters.as_ref())),
            SummaryRow::new("What they can do, and who helps", said(plan.strengths.as_ref())),
            SummaryRow::new("If the care worker does not come", said(plan.contingency.as_ref())),
            SummaryRow::new("What was before", said(plan.history.as_ref())),
        ]))
    }
}

fn package(plan: &PlanView, editable: Option<PersonId>, carer: bool) -> Markup {
    let change = under(editable, "/package").map(|href| (href, "Change the package"));
    let place = match &plan.place_words {
        Some(words) => format!("{}: {words}", plan.place_of_care.words()),
        None => plan.place_of_care.words().to_owned(),
    };
    let basis = match &plan.basis_reason {
        Some(reason) => format!("{}. {reason}", plan.basis.words()),
        None => plan.basis.words().to_owned(),
    };
    let kind =
        if plan.complex { format!("{}, overseen by a nurse", plan.kind.words()) } else { plan.kind.words().to_owned() };
    let medicines = match (&plan.medicines, plan.medicines_policy_on) {
        (Some(words), Some(day)) => format!("{words} (policy of {})", kernel::day_in_words(day)),
        (words, _) => said(words.as_ref()).to_owned(),
    };
    let mut facts = vec![
        SummaryRow::new("Kind", kind),
        SummaryRow::new("Where", place),
        SummaryRow::new("Care wanted from", page::show::day(plan.start_wanted)),
        SummaryRow::new("Medicines", medicines),
    ];
    if !carer {
        facts.push(SummaryRow::new("Made on the ground of", basis));
    }
    html! { (heading("package", "The package", change)) (rows(facts)) }
}

fn outcomes(plan: &PlanView, editable: Option<PersonId>) -> Markup {
    let change = under(editable, "/outcomes/add").map(|href| (href, "Add an outcome"));
    html! {
        (heading("outcomes", "Outcomes the person wants", change))
        @if plan.outcomes.is_empty() { (empty_state("The outcomes the person wants will stand here.")) }
        @for outcome in &plan.outcomes {
            h3 class="nhsuk-heading-s nhsuk-u-margin-bottom-1" {
                (outcome.words) @if outcome.reablement { " (reablement)" }
            }
            p {
                "At the start: " (outcome.baseline) ". Wanted: " (outcome.target) ". "
                @match (&outcome.now, outcome.now_on) {
                    (Some(now), Some(on)) => { "On " (page::show::day_short(on)) ": " (now) "." }
                    _ => "How far it has come is not recorded yet."
                }
            }
            @if let Some(person) = editable {
                p {
                    a href=(desk::href(person, &format!("/outcomes/{}/now", outcome.id))) {
                        "Note how far it has come" span class="nhsuk-u-visually-hidden" { ": " (outcome.words) }
                    }
                    " "
                    a href=(desk::href(person, &format!("/outcomes/{}/remove", outcome.id))) {
                        "Take out" span class="nhsuk-u-visually-hidden" { ": " (outcome.words) }
                    }
                }
            }
        }
    }
}

fn visits(plan: &PlanView, editable: Option<PersonId>) -> Markup {
    let change = under(editable, "/visits/add").map(|href| (href, "Add a visit"));
    html! {
        (heading("visits", "Visits", change))
        @if plan.pattern.is_empty() { (empty_state("The visits of a week will stand here.")) }
        @for line in &plan.pattern {
            h3 class="nhsuk-heading-s nhsuk-u-margin-bottom-1" { (line.label) }
            p { (line.in_words()) @if !line.time_critical { ", flexible within the window" } "." }
            ul class="nhsuk-list nhsuk-list--bullet" { @for task in &line.tasks { li { (task) } } }
            @if !line.skills.is_empty() { p { "Skills: " (kernel::list_in_words(&line.skills_in_words())) "." } }
            @if let Some(person) = editable {
                p {
                    a href=(desk::href(person, &format!("/visits/{}/change", line.id))) {
                        "Change" span class="nhsuk-u-visually-hidden" { " the visit " (line.label) }
                    }
                    " "
                    a href=(desk::href(person, &format!("/visits/{}/remove", line.id))) {
                        "Take out" span class="nhsuk-u-visually-hidden" { " the visit " (line.label) }
                    }
                }
            }
        }
        p { "Together " strong { (plan.minutes_per_week()) } " a week, both care workers of a double visit counted." }
    }
}

fn money(plan: &PlanView, estimate: Option<Money>, editable: Option<PersonId>) -> Markup {
    let change = under(editable, "/money").map(|href| (href, "Set the money available"));
    let budget = match plan.payment {
        Some(payment) => format!("{} a week. {}.", plan.weekly_budget, payment.words()),
        None => "Not decided yet".to_owned(),
    };
    let cost = match estimate {
        Some(estimate) => format!("About {estimate} a week at the ceiling of the price schedule"),
        None => "No estimate: the price schedule has no ceiling for this kind of care, area and day".to_owned(),
    };
    let over = plan.payment.and(estimate).filter(|estimate| *estimate > plan.weekly_budget);
    html! {
        (heading("money", "The money available", change))
        (rows(vec![
            SummaryRow::new("Money available", budget),
            SummaryRow::new("Why this amount", said(plan.budget_reason.as_ref())),
            SummaryRow::new("What the visits cost", cost),
        ]))
        @if let Some(estimate) = over {
            p { (tag("Look at this", Standing::Soon)) " The visits may cost more than the money available: about "
                (page::show::money(estimate)) " against " (page::show::money(plan.weekly_budget)) " a week." }
        }
    }
}

fn risks(plan: &PlanView, editable: Option<PersonId>) -> Markup {
    let change = under(editable, "/risks").map(|href| (href, "Answer the risk tool"));
    let answers = plan.risk_answers;
    let grounds = [
        (answers.delayed_discharge, "Waits in hospital to go home"),
        (answers.end_of_life, "End of life"),
        (answers.significant_harm, "Significant harm without care"),
    ];
    let grounds: Vec<&str> = grounds.iter().filter(|(yes, _)| *yes).map(|(_, words)| *words).collect();
    let level = match (&plan.risk_rule, &plan.risk_override) {
        (None, _) => "Not assessed yet".to_owned(),
        (Some(_), None) => plan.risk.words().to_owned(),
        (Some(_), Some(why)) => format!("{}, set by hand: {why}", plan.risk.words()),
    };
    let grounds = if grounds.is_empty() { "None".to_owned() } else { kernel::list_in_words(&grounds) };
    html! {
        (heading("risks", "Risks", change))
        (rows(vec![SummaryRow::new("Level of risk", level), SummaryRow::new("Grounds", grounds)]))
        @for risk in &plan.risks {
            p {
                strong { (risk.words) } ": " (risk.reduced_by)
                @if let Some(person) = editable {
                    " " a href=(desk::href(person, &format!("/risks/{}/remove", risk.id))) {
                        "Take out" span class="nhsuk-u-visually-hidden" { ": " (risk.words) }
                    }
                }
            }
        }
        @if let Some(href) = under(editable, "/risks/add") { p { a href=(href) { "Add a risk" } } }
    }
}

fn actions(plan: &PlanView, editable: Option<PersonId>) -> Markup {
    let change = under(editable, "/actions/add").map(|href| (href, "Add an action"));
    html! {
        (heading("actions", "Actions, and who does them", change))
        @if plan.actions.is_empty() { p { "None recorded." } }
        @for action in &plan.actions {
            p {
                (action.who) ": " (action.what)
                @if let Some(by) = action.by { ", by " (page::show::day(by)) }
                @if let Some(person) = editable {
                    " " a href=(desk::href(person, &format!("/actions/{}/remove", action.id))) {
                        "Take out" span class="nhsuk-u-visually-hidden" { ": " (action.what) }
                    }
                }
            }
        }
    }
}

fn way_in(home: &HomeAccessNote) -> Markup {
    html! {
        (heading("home", "Getting in, and the home", None))
        (rows(vec![
            SummaryRow::new("Key safe", home.key_safe.words()),
            SummaryRow::new("Parking, and finding the door", said(home.finding.as_ref())),
            SummaryRow::new("Pets", said(home.pets.as_ref())),
            SummaryRow::new("Hazards in the home", said(home.hazards.as_ref())),
            SummaryRow::new("Sensors and alarms", said(home.alarms.as_ref())),
        ]))
    }
}

fn history(person: PersonId, versions: &[(i64, Moment)]) -> Markup {
    html! {
        @if !versions.is_empty() {
            h2 class="nhsuk-heading-m" { "Versions" }
            ul class="nhsuk-list" {
                @for (version_no, at) in versions {
                    li {
                        a href=(desk::href(person, &format!("/versions/{version_no}"))) { "Version " (version_no) }
                        ", agreed on " (page::show::moment(*at))
                    }
                }
            }
        }
    }
}
