//! How many statements a page asks: a fixed few, however many packages and providers there are.

use std::sync::atomic::{AtomicU32, Ordering};

use access::Role;
use kernel::Failure;
use oversight::{
    commissioning::{capacity, flow, home, hours, milestones, money, waiting},
    governance,
    measure::{cases, list},
    policy::{SeeCommissioning, SeeGovernance, SeeMeasures, SeeSubmissions},
    submission,
};
use wire::{PageFn, Shown, Slice, View};

use crate::world::*;

static ASKED: AtomicU32 = AtomicU32::new(0);

fn counted(view: &mut View<'_, '_>, page: PageFn) -> Result<Shown, Failure> {
    let before = view.tx.statements();
    let shown = page(view)?;
    ASKED.store(view.tx.statements() - before, Ordering::SeqCst);
    Ok(shown)
}

fn with_counting() -> Vec<Slice> {
    let mut rooms = rooms();
    rooms.push(
        Slice::new("counting", &[], &[])
            .page::<SeeCommissioning>("/counted/home", "Home", |view| counted(view, home::page))
            .page::<SeeCommissioning>("/counted/hours", "Hours", |view| counted(view, hours::page))
            .page::<SeeCommissioning>("/counted/waiting", "Waiting", |view| counted(view, waiting::page))
            .page::<SeeCommissioning>("/counted/flow", "Flow", |view| counted(view, flow::page))
            .page::<SeeCommissioning>("/counted/money", "Money", |view| counted(view, money::page))
            .page::<SeeCommissioning>("/counted/room", "Room", |view| counted(view, capacity::page))
            .page::<SeeCommissioning>("/counted/milestones", "Milestones", |view| counted(view, milestones::page))
            .page::<SeeMeasures>("/counted/measures", "Measures", |view| counted(view, list::page))
            .page::<SeeMeasures>("/counted/measures/{measure}", "Cases", |view| counted(view, cases::page))
            .page::<SeeSubmissions>("/counted/submissions", "Submissions", |view| counted(view, submission::list::page))
            .page::<SeeGovernance>("/counted/governance", "Governance", |view| counted(view, governance::page)),
    );
    rooms
}

// PER-1
#[test]
fn a_page_asks_a_fixed_few_statements() {
    testkit::both(with_counting, |app| {
        let world = World::new(app);
        let governance = app.persona(Role::Governance);
        let count = || -> Vec<u32> {
            let ask = |reader: &testkit::Persona, page: &str| {
                reader.get(&format!("/counted/{page}")).assert_ok();
                ASKED.load(Ordering::SeqCst)
            };
            let pages = [
                "home",
                "hours",
                "waiting",
                "flow",
                "money",
                "room",
                "milestones",
                "measures",
                "measures/R1",
                "submissions?quarter=2026-27+Q3",
            ];
            let all = pages.iter().map(|page| ask(&world.commissioner, page));
            all.chain([ask(&governance, "governance")]).collect()
        };
        let once = count();
        assert!(once.iter().all(|asked| *asked <= 40), "{once:?}");
        for (given, number) in [("Bea", BEA), ("Cy", "9990000034")] {
            let person = person(app, given, number);
            let package = ask(app, person);
            let offer = [("basis", "rank"), ("how_many", "2")];
            world.broker.form(&format!("/packages/{package}/offer"), &offer).assert_done();
        }
        provider(app, "Stourlea Support", 610);
        assert_eq!(count(), once, "more packages, providers and readers ask no more statements");
    });
}
