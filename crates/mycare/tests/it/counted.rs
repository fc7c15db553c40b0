//! How many statements a page asks: a fixed few, however much there is to tell.

use std::sync::{
    Mutex,
    atomic::{AtomicU32, Ordering},
};

use access::{About, Action};
use kernel::Failure;
use mycare::policy::SeeMyCare;
use wire::{Gate, Handler, PageFn, Shown, Slice, View};

use crate::world::*;

static PAGE: Mutex<Option<PageFn>> = Mutex::new(None);
static ASKED: AtomicU32 = AtomicU32::new(0);

fn counted(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let person = view.path.uuid("person")?;
    view.who.permit::<SeeMyCare>(&About::thing("person", person).person(person))?;
    let before = view.tx.statements();
    let page = PAGE.lock().unwrap().expect("a page");
    let shown = page(view)?;
    ASKED.store(view.tx.statements() - before, Ordering::SeqCst);
    Ok(shown)
}

fn with_counting() -> Vec<Slice> {
    let mut rooms = rooms();
    let gate = Gate::Action(SeeMyCare::INFO);
    let slice = Slice::new("counting", &[], &[]);
    rooms.push(slice.route("/counted/{person}", "A page, counted", gate, Handler::Page(counted, None)));
    rooms
}

// REC-5
#[test]
fn a_page_asks_a_fixed_few_statements() {
    testkit::both(with_counting, |app| {
        let ada = person(app, "Ada", ADA);
        let own = app.own(ada);
        let count = || -> Vec<(&'static str, u32)> {
            let pages = mycare::slice().routes.into_iter().filter(|route| route.path.contains("{person}"));
            pages
                .map(|route| {
                    let Handler::Page(page, _) = route.handler else { panic!("{} is no page", route.path) };
                    *PAGE.lock().unwrap() = Some(page);
                    own.get(&format!("/counted/{ada}")).assert_ok();
                    (route.path, ASKED.load(Ordering::SeqCst))
                })
                .collect()
        };
        awarded(app, ada);
        let visit = first_visit(app, ada);
        let worker = give(app, &visit);
        make(app, &visit, &worker);
        let once = count();
        assert!(once.iter().all(|(_, asked)| *asked <= 30), "{once:?}");
        let days = kernel::Period::through(app.now().plus_days(1).day(), app.now().plus_days(20).day()).unwrap();
        for visit in app.read(|tx| visits::of_person(tx, ada, days)) {
            let worker = give(app, &visit);
            make(app, &visit, &worker);
        }
        assert_eq!(count(), once, "more visits, charges and readers ask no more statements");
    });
}
