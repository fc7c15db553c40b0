//! One Dorset package of care, from the first call to an agreed plan: the town in which it happens, and the steps at the
//! desk. The tests in the other files of this thread go on from where these steps end.

use access::{OrganisationKind, Role};
use kernel::{Date, Moment, Time, Uuid, date, time};
use people::PersonId;
use testkit::{App, Persona};

/// Monday 23 November 2026: the call. Care begins a week later.
pub const CALL: Date = date(2026, 11, 23);
pub const FIRST_DAY: Date = date(2026, 11, 30);

/// What the West pays for an hour of care at home from April 2026 to March 2027, as the price schedule says, in pence.
pub const HOUR: i64 = 2628;

pub fn at(day: Date, hour: i8, minute: i8) -> Moment {
    Moment::from_london(day, time(hour, minute, 0, 0))
}

/// A framework provider and its people.
pub struct Company {
    pub organisation: Uuid,
    pub manager: Persona,
    pub scheduler: Persona,
    pub workers: Vec<Persona>,
}

impl Company {
    fn open(app: &App, name: &'static str, score_tenths: i64) -> Self {
        let organisation = app.organisation(OrganisationKind::Provider, name);
        app.write(move |work| {
            let new = brokerage::NewProvider {
                organisation,
                code: name,
                postcode: Some("DT1 1XJ"),
                score_tenths: Some(score_tenths),
                active: true,
                lots: &["home".to_owned()],
                areas: &["west".to_owned()],
            };
            brokerage::admit(work, &new)
        });
        let person = |role| app.persona_in(role, organisation);
        let workers = (0..2).map(|_| person(Role::CareWorker)).collect();
        let (manager, scheduler) = (person(Role::ProviderManager), person(Role::Scheduler));
        Company { organisation, manager, scheduler, workers }
    }
}

/// Everybody who takes part.
pub struct Town<'a> {
    pub app: &'a App,
    pub handler: Persona,
    pub coordinator: Persona,
    pub social_worker: Persona,
    pub broker: Persona,
    pub finance: Persona,
    pub commissioner: Persona,
    /// Three providers, the best score first.
    pub larkbarrow: Company,
    pub harbour: Company,
    pub stourlea: Company,
}

/// How far Ada's request has come.
pub struct Case {
    pub person: PersonId,
    pub referral: Uuid,
    pub plan: plans::PlanId,
    pub package: Uuid,
}

impl Case {
    pub fn under(&self, what: &str) -> String {
        format!("/packages/{}{what}", self.package)
    }
}

impl<'a> Town<'a> {
    pub fn open(app: &'a App) -> Self {
        Town {
            app,
            handler: app.persona(Role::CallHandler),
            coordinator: app.persona(Role::Coordinator),
            social_worker: app.persona(Role::SocialWorker),
            broker: app.persona(Role::Broker),
            finance: app.persona(Role::Finance),
            commissioner: app.persona(Role::Commissioner),
            larkbarrow: Company::open(app, "Larkbarrow Homecare", 920),
            harbour: Company::open(app, "Harbour Care", 805),
            stourlea: Company::open(app, "Stourlea Support", 610),
        }
    }

    /// From the first call to a package that is asked for; nothing is left out, and each step is done by its own role.
    pub fn asked_for(&self) -> Case {
        let (contact, person) = self.the_call();
        let referral = self.referred(contact, person);
        self.triaged(referral);
        self.assessed(person);
        let plan = self.planned(person);
        let path = format!("/plans/{plan}/request-package");
        let package = self.social_worker.form(&path, &[("channel", "portal")]).assert_done().id();
        Case { person, referral, plan, package }
    }

    /// A neighbour's mother is on record already; the caller's mother looks like her and is not.
    pub fn the_call(&self) -> (Uuid, PersonId) {
        let twin = [
            ("given_name", "Adeline"),
            ("family_name", "Example"),
            ("birth", "1936-02-29"),
            ("nhs_number", "999 000 0026"),
            ("address_1", "3 Made Up Lane"),
            ("postcode", "BA21 5BT"),
        ];
        self.handler.form("/people/new", &twin).assert_done();
        let call = [
            ("caller_name", "Ben Example"),
            ("caller_is", "public"),
            ("caller_phone", "01632 960123"),
            ("wanted", "Help for his mother, who cannot get out of her chair"),
            ("about", "Ada Example"),
            ("safe", "yes"),
        ];
        let contact = self.handler.form("/contacts/new", &call).assert_done().id();
        let path = format!("/contacts/{contact}/person");
        let draft = self.handler.open_form(&path, &path);
        let mother = [
            ("given_name", "Ada"),
            ("family_name", "Example"),
            ("birth-day", "29"),
            ("birth-month", "2"),
            ("birth-year", "1936"),
            ("nhs_number", "999 000 0018"),
            ("address_1", "1 Made Up Lane"),
            ("town", "Sherborne"),
            ("postcode", "ba215bt"),
            ("phone", "01632 960124"),
        ];
        let warned = draft.send(&mother).assert_refused(422, "1 record looks like this person");
        warned.assert_has("Adeline Example").assert_has("3 Made Up Lane");
        let version = draft.value("version");
        let mut decided = mother.to_vec();
        decided.push(("version", version.as_str()));
        decided.push(("same_person", "somebody_else"));
        self.handler.post(&path, &decided).assert_refused(422, "how you know");
        decided.push(("reason_else", "Adeline is the neighbour; another NHS number"));
        self.handler.post(&path, &decided).assert_done();
        let page = self.handler.get(&format!("/contacts/{contact}")).assert_ok().assert_has("Ada Example");
        let person = page.attributes("a", "href").into_iter().find_map(|href| {
            let id = href.strip_prefix("/people/")?.split(['/', '?']).next()?.parse::<PersonId>().ok()?;
            (self.app.read(|tx| people::row(tx, id)).given_name == "Ada").then_some(id)
        });
        (contact, person.expect("the contact leads to the person it is about"))
    }

    /// What the caller said once is not asked again.
    pub fn referred(&self, contact: Uuid, person: PersonId) -> Uuid {
        let (page, path) = (format!("/people/{person}/refer?contact={contact}"), format!("/people/{person}/refer"));
        let draft = self.handler.open_form(&page, &path);
        assert_eq!(draft.value("reason"), "Help for his mother, who cannot get out of her chair");
        draft.send(&[("urgency", "other")]).assert_done().id()
    }

    pub fn triaged(&self, referral: Uuid) {
        let page = format!("/referrals/{referral}");
        self.coordinator.form(&format!("{page}/take"), &[]).assert_done();
        self.coordinator.form(&format!("{page}/triage"), &[("urgency", "other"), ("priority", "p3")]).assert_done();
        let owner = self.social_worker.account.to_string();
        self.coordinator.form(&format!("{page}/accept"), &[("owner", owner.as_str())]).assert_done();
    }

    pub fn assessed(&self, person: PersonId) {
        let worker = &self.social_worker;
        let started = worker.form(&format!("/people/{person}/assessments/start"), &[]).assert_done();
        let section = |name: &str| format!("/assessments/{}/{name}", started.id());
        let need = [
            ("impairment", "yes"),
            ("person_view", "To sit by the window and see the road."),
            ("capacity", "has"),
            ("advocate", "not_needed"),
            ("residence", "here"),
        ];
        worker.form(&section("need"), &need).assert_done();
        let unable = [assessments::Outcome::Nutrition, assessments::Outcome::Toilet];
        let way = |outcome: &assessments::Outcome| if unable.contains(outcome) { "assistance" } else { "able" };
        let outcomes: Vec<_> = assessments::Outcome::ALL.iter().map(|one| (one.code(), way(one))).collect();
        worker.form(&section("outcomes"), &outcomes).assert_done();
        worker.form(&section("impact"), &[("impact", "yes"), ("words", "She has lost weight.")]).assert_done();
        let decision = [("eligible", "yes"), ("reasons", "Two outcomes cannot be achieved."), ("wants_met", "yes")];
        worker.form(&section("decide"), &decision).assert_done();
    }

    /// Tea every day by one worker; from Monday to Friday two workers with a hoist, who come before six and stay past it.
    pub fn planned(&self, person: PersonId) -> plans::PlanId {
        let worker = &self.social_worker;
        let write = |under: &str, fields: &[(&str, &str)]| {
            worker.form(&format!("/people/{person}/plan{under}"), fields).assert_done();
        };
        let start = FIRST_DAY.to_string();
        let first =
            [("basis", "assessment"), ("kind", "ongoing"), ("place_of_care", "own_home"), ("start_wanted", &*start)];
        write("/start", &first);
        write("/about", &[("what_matters", "The window."), ("contingency", "Ben next door has a key.")]);
        write("/outcomes/add", &[("words", "A warm tea every day"), ("baseline", "Biscuits"), ("target", "Every day")]);
        let tea = [
            ("label", "Tea"),
            ("from", "5pm"),
            ("to", "7pm"),
            ("minutes", "45"),
            ("workers", "1"),
            ("tasks", "Warm a meal\nWash up"),
        ];
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| ("days", day));
        write("/visits/add", &[&tea[..], &days[..]].concat());
        let transfer = [
            ("label", "To bed"),
            ("from", "5:45pm"),
            ("to", "7:30pm"),
            ("minutes", "30"),
            ("workers", "2"),
            ("tasks", "Help into bed with the hoist"),
            ("skills", "hoist"),
        ];
        write("/visits/add", &[&transfer[..], &days[..5]].concat());
        let money = [("weekly_budget", "£500.00"), ("payment", "managed"), ("budget_reason", "Panel of 20 November")];
        write("/money", &money);
        write("/risks", &[]);
        write("/risks/add", &[("words", "A fall from the chair"), ("reduced_by", "Always two with the hoist")]);
        let home = [("key_safe", "fitted"), ("code", "C4821X"), ("finding", "Blue door"), ("pets", "A cat, stays in")];
        worker.form(&format!("/people/{person}/home-access"), &home).assert_done();
        write("/agree", &[("agreed_with", "person")]);
        self.app.read(|tx| plans::current(tx, person)).expect("a plan").id
    }
}

/// The events of a thing, in their order.
pub fn events(app: &App, subject: impl Into<Uuid>) -> Vec<String> {
    let subject = subject.into();
    app.read(|tx| store::journal::of_subject(tx, subject)).into_iter().map(|entry| entry.event).collect()
}

/// What stands here was not put here by hand: the journal, the books and every room's own check agree.
pub fn is_sound(app: &App) {
    app.settle();
    let found = server::verify::look(&app.store).expect("a look at the record");
    assert!(found.is_sound() && found.parked.is_empty(), "{found:#?}");
}

/// The time of day as a form takes it.
pub fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

// REC-1, REC-2, REC-8, REF-1, REF-2, REF-3, REF-4, REF-5
#[test]
fn a_call_becomes_an_accepted_referral_of_the_right_person() {
    crate::house(|app| {
        let town = Town::open(app);
        let (contact, person) = town.the_call();
        let page = town.handler.get(&format!("/people/{person}")).assert_ok();
        page.assert_has("West Dorset (from the postcode)").assert_has("999 000 0018").assert_has("Dorset Council");
        let referral = town.referred(contact, person);
        let path = format!("/referrals/{referral}");
        town.coordinator.get("/referrals").assert_ok().assert_has("Ada Example").assert_has("left");
        let owner = [("owner", town.social_worker.account.to_string())];
        let owner: Vec<_> = owner.iter().map(|(name, value)| (*name, value.as_str())).collect();
        town.coordinator.form(&format!("{path}/accept"), &owner).assert_refused(409, "Triage this referral first");
        town.triaged(referral);
        town.handler.get(&path).assert_ok().assert_has("Accepted").assert_has(&town.social_worker.name);
        assert_eq!(events(app, contact).last().map(String::as_str), Some("contact.ended"));
        let story = ["referral.received", "referral.owned", "referral.triaged", "referral.accepted"];
        let told: Vec<_> = events(app, referral).into_iter().filter(|event| story.contains(&event.as_str())).collect();
        assert_eq!(told, story);
        let response = app.read(|tx| clocks::of_subject(tx, referral));
        let response =
            response.iter().find(|clock| clock.standard == "response.other").expect("a clock of its urgency");
        assert!(response.stopped_at.is_some() && !response.is_late(app.now()));
        is_sound(app);
    });
}

// PLAN-2, PLAN-4, PLAN-10, BRK-2
#[test]
fn a_decision_with_reasons_becomes_a_plan_with_two_visits_money_and_risks() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.asked_for();
        let person = case.person;
        let decided = app.read(|tx| assessments::latest_of(tx, person)).expect("an assessment");
        assert_eq!(decided.decision().map(|decision| decision.eligible), Some(true));
        assert_eq!(decided.referral.map(Uuid::from), Some(case.referral));
        let plan = app.read(|tx| plans::view(tx, case.plan));
        // Seven teas of 45 minutes; five times two workers for 30.
        assert_eq!(plans::minutes_per_week(&plan).get(), 7 * 45 + 5 * 2 * 30);
        assert_eq!(plan.weekly_budget.pence(), 50_000);
        let page = town.social_worker.get(&format!("/people/{person}/plan")).assert_ok();
        page.assert_has("A warm tea every day").assert_has("Always two with the hoist").assert_has("£500.00");
        town.broker.get("/packages").assert_ok().assert_has("Ada Example");
        let package = app.read(|tx| brokerage::package(tx, case.package.into()));
        assert_eq!((package.state.code(), package.locality.as_str()), ("requested", "west"));
        // Nothing waits without an owner and a clock (H14).
        assert!(package.due_at.is_some());
        is_sound(app);
    });
}
