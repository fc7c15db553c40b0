//! Whoever sees somebody's name is told of to that person (GOV-4): every page that can be reached, as everybody who takes part,
//! after a whole package of care.

use std::collections::{BTreeSet, VecDeque};

use access::Role;
use kernel::{Uuid, date};
use store::{params, statement};
use testkit::{App, Persona, Reply};

use crate::thread::{Case, FIRST_DAY, Town, at};

statement! {
    LOOKED = "SELECT count(*) FROM journal WHERE account = $1 AND ((event = 'person.read' AND person = $2)
        OR (event = 'people.listed' AND facts LIKE $3))";
    PEOPLE = "SELECT id FROM person ORDER BY id";
}

/// More pages than this lead in circles.
const MOST: usize = 400;

struct Walk<'a> {
    app: &'a App,
    people: Vec<(Uuid, String)>,
    faults: Vec<String>,
    shown: BTreeSet<String>,
}

impl Walk<'_> {
    fn looks(&self, who: &Persona) -> Vec<i64> {
        let counted = |(person, _): &(Uuid, String)| {
            let named = format!("%{person}%");
            self.app.read(|tx| tx.figure(&LOOKED, params![who.account, *person, named]))
        };
        self.people.iter().map(counted).collect()
    }

    /// Opens something and compares whose names it says with whose record it says was looked at.
    fn open(&mut self, who: &Persona, path: &str, ask: impl Fn() -> Reply) -> Reply {
        let before = self.looks(who);
        let reply = ask();
        let after = self.looks(who);
        for (n, (_, name)) in self.people.iter().enumerate() {
            if !reply.text.contains(name) {
                continue;
            }
            self.shown.insert(shape(path));
            if after[n] == before[n] {
                self.faults.push(format!("{} as {} shows {name}", shape(&reply.asked), who.role.words()));
            }
        }
        reply
    }

    /// Follows every link from the first page on.
    fn walk(&mut self, who: &Persona) {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut ahead: VecDeque<String> = VecDeque::from(["/".to_owned()]);
        while let Some(path) = ahead.pop_front() {
            // Of pages of one kind a few are enough.
            let kind = shape(&path);
            if seen.iter().filter(|other| shape(other) == kind).count() >= 2 || !seen.insert(path.clone()) {
                continue;
            }
            assert!(seen.len() < MOST, "{seen:#?}");
            let reply = self.open(who, &path, || who.get(&path));
            assert!(reply.status < 500, "{}", reply.told());
            ahead.extend(reply.location.iter().cloned());
            if reply.kind.starts_with("text/html") {
                let links = reply.attributes("a[href]", "href").into_iter().chain(reply.attributes("form", "action"));
                let links = links.map(|link| link.split('#').next().unwrap_or_default().to_owned());
                ahead.extend(links.filter(|link| is_page(link)));
            }
            self.open(who, &path, || who.api_get(&path));
        }
    }
}

fn is_page(link: &str) -> bool {
    link.starts_with('/') && !["/assets", "/sign", "/accessibility"].iter().any(|start| link.starts_with(start))
}

/// A path without its ids, days and numbers: pages of one kind.
fn shape(path: &str) -> String {
    let parts = path.split_inclusive(['/', '?', '&', '=']).map(|part| {
        let end = part.len() - usize::from(part.ends_with(['/', '?', '&', '=']));
        if part.contains(|letter: char| letter.is_ascii_digit()) {
            format!("*{}", &part[end..])
        } else {
            part.to_owned()
        }
    });
    parts.collect()
}

fn everybody<'a>(town: &'a Town<'_>, own: &'a [Persona]) -> Vec<&'a Persona> {
    let council =
        [&town.handler, &town.coordinator, &town.social_worker, &town.broker, &town.finance, &town.commissioner];
    let mut all = council.to_vec();
    for company in [&town.harbour, &town.larkbarrow] {
        all.extend([&company.manager, &company.scheduler]);
        all.extend(&company.workers);
    }
    all.extend(own);
    all
}

/// What else a list may hold: a carer, a change that was reported, an assessment that was begun.
fn something_of_everything(town: &Town<'_>, case: &Case, own: &Persona) {
    let again = format!("/people/{}/assessments/start", case.person);
    town.social_worker.form(&again, &[]).assert_done();
    let changes = format!("/people/{}/plan/changes", case.person);
    own.form(&changes, &[("words", "I sleep downstairs now.")]).assert_done();
}

fn invoiced(town: &Town<'_>) {
    town.app.turn_to(at(date(2026, 12, 28), 10, 0));
    town.app.settle();
    let manager = &town.harbour.manager;
    let period = [("length", "four_weeks"), ("start", "2026-11-30")];
    let invoice = manager.form("/provider/invoices/new", &period).assert_done().id();
    let page = town.finance.get(&format!("/invoices/{invoice}")).assert_ok();
    let person =
        page.attributes("a[href]", "href").into_iter().find(|href| href.contains("?person=")).expect("a person");
    let lines = town.finance.get(&person).assert_ok().attributes("a[href]", "href");
    let query = lines.into_iter().find(|href| href.ends_with("/query")).expect("a line to query");
    town.finance.form(&query, &[("reason", "Why so long?")]).assert_done();
}

// GOV-4, REC-5
#[test]
fn nobody_s_name_is_shown_without_a_trace() {
    testkit::on_sqlite_with(server::house::slices, &crate::options(), |app| {
        let town = Town::open(app);
        let case = town.ready();
        town.rostered(&case);
        let people = app.read(|tx| {
            let ids = tx.all(&PEOPLE, &[], |row| row.get::<people::PersonId>("id"))?;
            Ok(people::rows(tx, &ids)?.into_iter().map(|row| (row.id.uuid(), row.name)).collect::<Vec<_>>())
        });
        assert!(people.len() > 1, "{people:?}");
        let mut walk = Walk { app, people, faults: Vec::new(), shown: BTreeSet::new() };
        let own = [app.own(case.person), app.carer_of(case.person)];
        let (carer, all) = (own[1].account, walk.people.clone());
        for (other, _) in all.into_iter().filter(|(id, _)| *id != case.person.uuid()) {
            app.write(move |work| access::add_own_record(work, carer, other, false));
        }
        something_of_everything(&town, &case, &own[0]);
        app.turn_to(at(FIRST_DAY, 16, 50));
        everybody(&town, &own).into_iter().for_each(|who| walk.walk(who));
        town.monday(&case);
        town.tuesday(&case);
        town.wednesday(&case);
        town.rest_of_the_week(&case);
        invoiced(&town);
        let governance = app.persona(Role::Governance);
        everybody(&town, &own).into_iter().chain([&governance]).for_each(|who| walk.walk(who));
        walk.faults.sort();
        walk.faults.dedup();
        assert!(walk.faults.is_empty(), "{} pages:\n{}", walk.faults.len(), walk.faults.join("\n"));
        let lists = [
            "/contacts?show=over",
            "/referrals?show=accepted",
            "/my-people",
            "/packages",
            "/provider",
            "/provider/packages",
            "/provider/visits",
            "/schedule",
            "/rounds",
            "/provider/invoices",
            "/charges",
            "/visits/late",
        ];
        let unseen: Vec<_> = lists.iter().filter(|list| !walk.shown.contains(**list)).collect();
        assert!(unseen.is_empty(), "these lists showed nobody, so they were not tested: {unseen:?}\n{:#?}", walk.shown);
    });
}

// GOV-4, REC-5
#[test]
fn a_list_is_told_apart_from_a_look_at_the_record() {
    crate::house(|app| {
        let town = Town::open(app);
        let (contact, person) = town.the_call();
        town.referred(contact, person);
        for _ in 0..3 {
            town.coordinator.get("/referrals").assert_ok().assert_has("Ada Example");
        }
        let own = app.own(person);
        let page = own.get(&format!("/my-care/{person}/readers")).assert_ok();
        let lists = page.all("table").into_iter().find(|table| table.starts_with("Lists, by day")).expect("lists");
        assert!(
            lists.contains(&town.coordinator.name) && lists.contains("Seen in a list 3 times: referrals"),
            "{lists}"
        );
        let looks = page.all("table").into_iter().find(|table| table.starts_with("Looks and changes")).expect("looks");
        assert!(!looks.contains(&town.coordinator.name), "a list is no look at the record: {looks}");
        let facts = own.api_get(&format!("/my-care/{person}/readers")).assert_ok().json();
        let of_coordinator =
            facts["lists"].as_array().unwrap().iter().find(|one| one["name"] == town.coordinator.name.as_str());
        assert_eq!(of_coordinator.expect("the coordinator")["times"], 3);
        let governance = app.persona(Role::Governance);
        governance
            .get(&format!("/people/{person}/journal"))
            .assert_ok()
            .assert_has("Seen in a list 3 times: referrals");
    });
}
