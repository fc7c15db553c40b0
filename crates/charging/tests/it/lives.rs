//! Random lives of a package's money, over the product's own pages: whatever is done in whatever order, charges, invoices, payments and
//! the books agree.

use access::Role;
use kernel::{Date, Uuid, date};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::json;
use testkit::Persona;

use crate::{payments::answer, world::World};

/// Something that happens. The number chooses among what there is.
#[derive(Debug, Clone, Copy)]
enum Happens {
    Visit(i8),
    Corrected(usize, i64),
    Price(i8, i64),
    Miles(usize, i64),
    Invoiced(bool),
    Credited(usize, i64),
    Approved(usize),
    RunMade,
    RunReleased(usize),
    RunCancelled(usize),
    Answered(usize, bool),
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        4 => (2_i8..29).prop_map(Happens::Visit),
        2 => (0_usize..9, 0_i64..90).prop_map(|(n, minutes)| Happens::Corrected(n, minutes)),
        2 => (2_i8..29, 1000_i64..4000).prop_map(|(day, pence)| Happens::Price(day, pence)),
        1 => (0_usize..9, 0_i64..40).prop_map(|(n, miles)| Happens::Miles(n, miles)),
        3 => any::<bool>().prop_map(Happens::Invoiced),
        2 => (0_usize..9, 1_i64..1500).prop_map(|(n, pence)| Happens::Credited(n, pence)),
        3 => (0_usize..4).prop_map(Happens::Approved),
        3 => Just(Happens::RunMade),
        3 => (0_usize..3).prop_map(Happens::RunReleased),
        1 => (0_usize..3).prop_map(Happens::RunCancelled),
        2 => (0_usize..3, any::<bool>()).prop_map(|(n, paid)| Happens::Answered(n, paid)),
    ]
}

fn pounds(pence: i64) -> String {
    kernel::Money::from_pence(pence).decimal()
}

struct Life<'w, 'a> {
    world: &'w World<'a>,
    manager: Persona,
    broker: Persona,
    ellis: Persona,
    robin: Persona,
    visits: Vec<(Uuid, Date)>,
    invoices: Vec<Uuid>,
    runs: Vec<Uuid>,
}

impl Life<'_, '_> {
    /// Does it through the JSON interface; what cannot be is refused, and nothing is a fault of the program.
    fn send(&self, who: &Persona, path: &str, body: serde_json::Value) -> Option<Uuid> {
        let reply = who.api(path, body);
        assert!(reply.status < 500, "{path}: {}", reply.told());
        self.world.app.settle();
        let id = reply.json()["id"].as_str().map(str::to_owned);
        id.filter(|_| reply.status < 300).map(|id| id.parse().unwrap())
    }

    fn version(&self, table: &'static str, id: Uuid) -> i64 {
        self.world.app.read(|tx| crate::world::version_of(tx, table, id))
    }

    fn live(&mut self, next: Happens) {
        let pick = |n: usize, of: usize| if of == 0 { None } else { Some(n % of) };
        match next {
            Happens::Visit(day) => self.visits.push((self.world.approve(date(2026, 11, day)), date(2026, 11, day))),
            Happens::Corrected(n, minutes) => {
                let Some((visit, day)) = pick(n, self.visits.len()).map(|n| self.visits[n]) else { return };
                self.world.say("visit.corrected", visit, day, json!({ "minutes": minutes }));
            }
            Happens::Price(day, pence) => {
                let path = format!("/charges/packages/{}/{}/price", self.world.package, self.world.provider);
                let from = date(2026, 11, day).to_string();
                self.send(&self.broker, &path, json!({ "from": from, "price": pounds(pence), "reason": "So agreed" }));
            }
            Happens::Miles(n, miles) => {
                let Some((visit, _)) = pick(n, self.visits.len()).map(|n| self.visits[n]) else { return };
                let version = self.version("charged_visit", visit);
                let path = format!("/charges/visits/{visit}/miles");
                self.send(&self.manager, &path, json!({ "miles": miles, "version": version }));
            }
            Happens::Invoiced(month) => {
                let (length, start) = if month { ("month", "2026-11-01") } else { ("four_weeks", "2026-10-26") };
                let made =
                    self.send(&self.manager, "/provider/invoices/new", json!({ "length": length, "start": start }));
                self.invoices.extend(made);
            }
            Happens::Credited(n, pence) => self.credit(n, pence),
            Happens::Approved(n) => {
                let Some(invoice) = pick(n, self.invoices.len()).map(|n| self.invoices[n]) else { return };
                let version = self.version("invoice", invoice);
                self.send(&self.ellis, &format!("/invoices/{invoice}/approve"), json!({ "version": version }));
            }
            Happens::RunMade => self.runs.extend(self.send(&self.ellis, "/payments/new", json!({}))),
            Happens::RunReleased(n) => self.end(n, &json!({}), "release"),
            Happens::RunCancelled(n) => self.end(n, &json!({ "why": "Not today" }), "cancel"),
            Happens::Answered(n, paid) => self.answered(n, paid),
        }
    }

    fn end(&self, n: usize, body: &serde_json::Value, how: &str) {
        if self.runs.is_empty() {
            return;
        }
        let run = self.runs[n % self.runs.len()];
        let mut body = body.clone();
        body["version"] = self.version("payment_run", run).into();
        self.send(&self.robin, &format!("/payments/{run}/{how}"), body);
    }

    fn credit(&self, n: usize, pence: i64) {
        if self.invoices.is_empty() {
            return;
        }
        let invoice = self.invoices[n % self.invoices.len()];
        let lines = self.world.lines(&self.ellis, invoice);
        let line = lines[n % lines.len()];
        let version = self.version("invoice_line", line);
        let path = format!("/invoices/{invoice}/lines/{line}/query");
        let Some(query) = self.send(&self.ellis, &path, json!({ "reason": "Why?", "version": version })) else {
            return;
        };
        let path = format!("/invoices/{invoice}/query/{query}");
        let credit = json!({ "answer": "agrees", "credit": pounds(pence), "words": "Too much", "version": 1 });
        if self.send(&self.manager, &format!("{path}/answer"), credit).is_none() {
            let explain = json!({ "answer": "explains", "words": "It is right", "version": 1 });
            self.send(&self.manager, &format!("{path}/answer"), explain);
            self.send(
                &self.ellis,
                &format!("{path}/weigh"),
                json!({ "decision": "accepts", "words": "Yes", "version": 2 }),
            );
        }
    }

    fn answered(&self, n: usize, paid: bool) {
        if self.runs.is_empty() {
            return;
        }
        let run = self.runs[n % self.runs.len()];
        let told = self.ellis.api_get(&format!("/payments/{run}")).assert_ok().json();
        let Some(first) = told["invoices"].as_array().and_then(|all| all.first().cloned()) else { return };
        let pounds = kernel::Money::from_pence(first["pence"].as_i64().unwrap()).decimal();
        let status = if paid { "paid" } else { "rejected" };
        let (number, invoice) = (told["run"]["number"].as_str().unwrap(), first["invoice_number"].as_i64().unwrap());
        let file = format!("Run,Invoice,Amount,Date,Status\n{number},INV-{invoice:04},{pounds},2026-11-25,{status}\n");
        answer(self.world, &file, false);
    }
}

// FIN-1, FIN-2, FIN-4
#[test]
fn whatever_happens_in_whatever_order_the_books_balance_and_agree() {
    for _ in 0..5 {
        testkit::on_sqlite(crate::world::slices, |app| {
            let lives = prop::collection::vec(happens(), 40..70);
            let mut runner = TestRunner::default();
            let life = lives.new_tree(&mut runner).unwrap().current();
            let world = World::new(app);
            world.award(2400, date(2026, 11, 2));
            world.give(20_000);
            let persona = |role| app.persona(role);
            let mut now = Life {
                world: &world,
                manager: world.manager(),
                broker: persona(Role::Broker),
                ellis: persona(Role::Finance),
                robin: persona(Role::Finance),
                visits: Vec::new(),
                invoices: Vec::new(),
                runs: Vec::new(),
            };
            let mileage = format!("/charges/packages/{}/{}/mileage", world.package, world.provider);
            now.send(&now.broker, &mileage, json!({ "from": "2026-11-23", "per_mile": "0.45", "reason": "Far out" }));
            for (n, next) in life.iter().enumerate() {
                now.live(*next);
                assert_eq!(app.read(charging::check), Vec::<String>::new(), "after {n} of {life:?}");
                assert_eq!(app.read(accounts::verify), Vec::<String>::new(), "after {n} of {life:?}");
            }
            let (earned, paid) = (world.balance(world.provider, "earned"), world.balance(world.provider, "paid"));
            assert_eq!(earned + paid, -world.balance(world.council, "care bought"), "{life:?}");
            let spent = app.read(|tx| charging::budget_of(tx, world.person)).spent.pence();
            assert_eq!(spent, earned + paid, "{life:?}");
        });
    }
}
