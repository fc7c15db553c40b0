//! A person's packages, for whoever plans their care: where each stands and why it waits.

use access::About;
use kernel::{Failure, Moment, Uuid};
use page::{
    Page,
    components::{Cell, Table, table},
    html,
    show::{empty_state, moment_short, time_left},
};
use people::PersonId;
use store::{Tx, params, statement};
use wire::{Shown, View};

use crate::{
    list::{PackageLine, line},
    policy::ListPackages,
};

statement! {
    OF_PERSON = "SELECT p.*, a.version AS award_version, a.offer AS award_offer, a.awarded_at, a.start_day,
        COALESCE((SELECT r.rate FROM award_rate r WHERE r.award = a.id ORDER BY r.from_day DESC LIMIT 1), a.rate) AS rate,
        a.plan_received_at, a.introduced_at, a.first_care_at, a.outcomes_at, a.provider_plan_at,
        a.asked_start, a.asked_why, a.start_before, a.start_why,
        (SELECT count(*) FROM offer o WHERE o.package = p.id AND o.state = 'accepted' AND o.outcome IS NULL) AS yes,
        (SELECT count(*) FROM offer o WHERE o.package = p.id AND o.state = 'open' AND o.due_at >= $2) AS open_offers,
        CASE WHEN a.id IS NULL THEN (SELECT count(*) FROM offer o WHERE o.package = p.id AND o.on_framework = FALSE
            AND (o.state = 'open' OR (o.state = 'accepted' AND o.outcome IS NULL))) WHEN a.on_framework THEN 0 ELSE 1 END AS off_framework,
        (SELECT MIN(n.to_ring) FROM package_note n WHERE n.package = p.id AND n.to_ring IS NOT NULL) AS to_ring
        FROM package p LEFT JOIN award a ON a.id = p.award WHERE p.person = $1
        ORDER BY p.requested_at DESC, p.id LIMIT 50";
}

type Seen<'a> = (Moment, &'a places::Place, Uuid);

fn lines(tx: &mut Tx<'_>, person: PersonId, seen: Seen<'_>) -> Result<Vec<PackageLine>, Failure> {
    tx.all(&OF_PERSON, params![person, seen.0], |row| line(row, seen))
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let person: PersonId = view.path.id("person")?;
    view.who.permit::<ListPackages>(&About::thing("person", person).person(person))?;
    let banner = people::banner(view.tx, person, view.house)?;
    view.saw(person, "packages");
    let lines = lines(view.tx, person, (view.now, view.house.place, view.who.account))?;
    let rows = lines.iter().map(|package| {
        vec![
            Cell::link(package.reference.as_str(), format!("/packages/{}", package.id)),
            Cell::from(package.stage.as_str()),
            Cell::from(
                html! { @if let Some(due) = package.due { (time_left(view.now, Some(due))) " " (package.due_for) } },
            ),
            Cell::from(html! { @if let Some(asked) = package.requested { (moment_short(view.now, asked)) } }),
        ]
    });
    let table = table(&Table {
        caption: "Packages, the newest first".into(),
        head: ["Package", "Where it stands", "Time left", "Asked for"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    });
    let body = html! {
        h1 class="nhsuk-heading-l" { "Packages" }
        @if lines.is_empty() {
            (empty_state("No package has been asked for yet. Once the plan is agreed, ask for one from the plan."))
        } @else { (table) }
    };
    Shown::with(
        Page::new("Packages", body).about(banner).back("Back to the person", format!("/people/{person}")),
        &lines,
    )
}
