//! A person's assessments: the open one and those that are decided, which stay as they were.

use access::About;
use kernel::Failure;
use page::{
    Page,
    components::{Button, Cell, Table, button, table},
    html,
    show::{self, empty_state},
};
use people::PersonId;
use wire::{Shown, View};

use crate::{Assess, AssessmentRow, AssessmentState, SeeAssessments, store};

/// Shows them.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let person: PersonId = view.path.id("person")?;
    view.who.permit::<SeeAssessments>(&About::thing("person", person).person(person))?;
    let banner = people::banner(view.tx, person, view.house)?;
    view.saw(person, "assessments");
    let mut rows = store::of_person(view.tx, person)?;
    if view.who.role == access::Role::Person {
        rows.retain(|row| row.state != AssessmentState::Draft);
    }
    let open = rows.iter().any(|row| row.state == AssessmentState::Draft);
    let title = "Assessments";
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        @if view.who.may::<Assess>() && !open {
            (button(&Button::link("Start an assessment", format!("/people/{person}/assessments/start"))))
        }
        @if rows.is_empty() {
            (empty_state("No assessment is here yet. It appears here as soon as it is started, and stays after it is decided."))
        } @else {
            (table(&Table {
                caption: title.into(),
                head: ["Begun", "By", "Decision"].map(Cell::from).to_vec(),
                rows: rows.iter().map(line).collect(),
                responsive: true,
                ..Table::default()
            }))
        }
    };
    Ok(Page::new(title, body).about(banner).back("Back to the person", format!("/people/{person}")).into())
}

fn line(row: &AssessmentRow) -> Vec<Cell> {
    let state = match row.decision() {
        None => "Open".to_owned(),
        Some(decision) => {
            let word = if decision.eligible { "Eligible" } else { "Not eligible" };
            format!("{word}, {} by {}", kernel::short_day(decision.at.day()), decision.by)
        }
    };
    vec![
        Cell::link(html! { (show::day_short(row.started_at.day())) }, format!("/assessments/{}", row.id)),
        Cell::from(row.assessor_name.as_str()),
        Cell::from(state),
    ]
}
