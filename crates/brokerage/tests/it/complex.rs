use access::Role;
use kernel::{Moment, date, time};
use testkit::{App, Persona, both, on_sqlite};

use crate::{Search, agreed, at, plan_of, rooms, written};

/// A package of complex care, awarded to Larkbarrow Homecare to start on Monday 30 November.
fn awarded(app: &App) -> Search {
    let search = Search::begin_with(app, |person| {
        let worker = app.persona(Role::SocialWorker);
        written(&worker, person, "ongoing", date(2026, 11, 27), "");
        let second = [("words", "Ada breathes well at night"), ("baseline", "Wakes twice"), ("target", "Sleeps")];
        worker.form(&at(person, "/outcomes/add"), &second).assert_done();
        worker.form(&at(person, "/package"), &[("complex", "yes")]).assert_done();
        worker.form(&at(person, "/agree"), &[("agreed_with", "person")]).assert_done();
        plan_of(app, person).id
    });
    search.three_say_yes(app);
    search.award_to_first(app).assert_done();
    app.settle();
    search
}

fn started(app: &App, search: &Search) {
    app.turn_to(Moment::from_london(date(2026, 11, 30), time(10, 0, 0, 0)));
    search.high.form(&search.under("/started"), &[("on", "2026-11-30"), ("at", "8am")]).assert_done();
    app.settle();
}

fn shown(search: &Search) -> testkit::Reply {
    search.high.get(&format!("/provider/packages/{}", search.package)).assert_ok()
}

fn worker_of(app: &App, search: &Search) -> Persona {
    app.persona_in(Role::CareWorker, search.high.organisation.unwrap())
}

/// Puts a worker forward; gives the address of their being put forward.
fn forward(search: &Search, worker: &Persona, agency: &str) -> String {
    let account = worker.account.to_string();
    let fields =
        [("worker", account.as_str()), ("about", "Ten years with people who use a hoist."), ("agency", agency)];
    search.high.form(&search.under("/put-forward"), &fields).assert_done();
    let all = shown(search).attributes("a[href$='/withdraw']", "href");
    all.last().unwrap().trim_end_matches("/withdraw").to_owned()
}

// BRK-14
#[test]
fn a_registered_nurse_is_named_and_the_home_is_looked_at_before_care_starts() {
    both(rooms, |app| {
        let search = awarded(app);
        shown(&search)
            .assert_has("Complex care")
            .assert_has("no nurse is named")
            .assert_has("the home was not looked at");
        search.high.get("/provider").assert_has("complex care without a nurse or a checked home");

        // A nurse outside the register is stated with a PIN that can be one.
        let nurse = search.under("/nurse");
        search
            .high
            .form(&nurse, &[])
            .assert_refused(422, "Choose a nurse from your register, or enter their name and PIN");
        search
            .high
            .form(&nurse, &[("name", "Nia Madeup"), ("pin", "1234")])
            .assert_refused(422, "eight characters like 12A3456E");
        search
            .high
            .form(&nurse, &[("name", "Nia Madeup"), ("pin", "12a 3456e"), ("weeks", "9")])
            .assert_refused(422, "9 weeks is longer");
        search.high.form(&nurse, &[("name", "Nia Madeup"), ("pin", "12a 3456e")]).assert_done();
        shown(&search).assert_has("Nia Madeup, 12A3456E, as the provider stated it");

        // One of the register stands in the list once her registration is recorded, and is then not stated by hand.
        let own = worker_of(app, &search);
        let needs = format!("/provider/checks/{}/needs", own.account);
        search.high.form(&needs, &[("drives", "no"), ("registered_as", "NMC 98Z7654B")]).assert_done();
        search.high.get(&nurse).assert_lacks("NMC 98Z7654B");
        let account = own.account.to_string();
        let version = |n: &'static str| [("version", n), ("worker", account.as_str()), ("weeks", "4")];
        search.high.post(&nurse, &version("2")).assert_refused(422, "is not recorded. Record it under Checks first");
        let check = [("kind", "professional_registration"), ("expires_on", "2027-03-31"), ("seen_by", "The manager")];
        search.high.form(&format!("/provider/checks/{}/record", own.account), &check).assert_done();
        search.high.get(&nurse).assert_has("NMC 98Z7654B, registered until Wednesday 31 March 2027");
        search
            .high
            .form(&nurse, &[("name", "Somebody"), ("pin", "98Z7654B")])
            .assert_refused(422, "Choose them from the list");
        search.high.form(&nurse, &[("worker", &account)]).assert_done();
        shown(&search).assert_has("registered until Wednesday 31 March 2027").assert_lacks("no nurse is named");

        // A home that does not suit the care needs the broker's exception, by name and with the reason.
        let home = [("on", "2026-11-23"), ("by", "Nia Madeup, nurse"), ("finding", "unsuitable")];
        search.high.form(&search.under("/home"), &home).assert_refused(422, "Say what has to change");
        let changes = [&home[..], &[("changes", "The hoist does not fit through the door.")]].concat();
        search.high.form(&search.under("/home"), &changes).assert_done();
        shown(&search).assert_has("no exception is agreed");
        let exception = search.under("/home-exception");
        search.high.get(&exception).assert_status(403);
        search.broker.get(&search.under("")).assert_has("Agree to care in a home that does not suit it");
        search.broker.form(&exception, &[]).assert_refused(422, "Say why care is given there all the same");
        search
            .broker
            .form(&exception, &[("why", "The door is widened on Thursday; two carry her until then.")])
            .assert_done();
        search
            .broker
            .get(&search.under(""))
            .assert_has("The door is widened on Thursday")
            .assert_lacks("no exception is agreed");
        let line = search.broker.api_get("/complex").assert_ok().json()[0].clone();
        assert_eq!((line["lacks"].as_array().unwrap().len(), line["home"].as_str()), (0, Some("unsuitable")));
        search.high.get("/provider").assert_lacks("complex care without a nurse");

        // Another provider sees none of it, and a registration that runs out is told.
        search.middle.get("/complex").assert_ok().assert_has("No package of complex care is under way");
        search.middle.get(&nurse).assert_status(404);
        app.turn_to(Moment::from_london(date(2027, 4, 1), time(9, 0, 0, 0)));
        shown(&search).assert_has("ran out on Wednesday 31 March 2027; name the nurse again");
    });
}

// BRK-14
#[test]
fn the_person_and_their_carer_help_to_choose_the_care_workers() {
    both(rooms, |app| {
        let search = awarded(app);
        let (first, second) = (worker_of(app, &search), worker_of(app, &search));
        let (one, two) = (forward(&search, &first, ""), forward(&search, &second, "Made Up Staffing"));
        let again = [("worker", first.account.to_string())];
        let again: Vec<_> = again.iter().map(|(name, value)| (*name, value.as_str())).chain([("about", "x")]).collect();
        search.high.form(&search.under("/put-forward"), &again).assert_refused(422, "was put forward already");
        let (carer, own) = (app.carer_of(search.person), app.own(search.person));
        let against = |worker: &Persona| {
            let (account, provider) = (worker.account, search.high.organisation.unwrap());
            app.read(|tx| brokerage::complex::chosen(tx, search.package, provider)).against(account)
        };
        assert_eq!(against(&first).as_deref(), Some("the person has not chosen them yet"));
        carer.form(&format!("{one}/say"), &[("word", "no")]).assert_refused(422, "Say why not");
        carer.form(&format!("{one}/say"), &[("word", "no"), ("why", "He came late before.")]).assert_done();
        assert_eq!(against(&first).as_deref(), Some("the person does not want them (“He came late before.”)"));
        // The person's own word counts before their carer's.
        own.get(&format!("{one}/say")).assert_ok().assert_has("Ten years with people who use a hoist.");
        own.form(&format!("{one}/say"), &[("word", "yes")]).assert_done();
        assert_eq!(against(&first), None);
        // What was said by word of mouth is recorded for them, by whom.
        let said =
            [("voice", "person"), ("name", "Ada Example"), ("word", "another"), ("why", "I would like a woman.")];
        search.high.form(&format!("{two}/record-say"), &said).assert_done();
        shown(&search)
            .assert_has("Not wanted")
            .assert_has("I would like a woman.")
            .assert_has("agency worker (Made Up Staffing)");
        search.broker.get(&search.under("")).assert_has("Chosen").assert_has("Record what was said");
        assert!(against(&app.persona(Role::CareWorker)).is_some_and(|why| why.contains("not put forward")));
        search.high.form(&format!("{one}/withdraw"), &[("why", "She has left us.")]).assert_done();
        assert!(against(&first).is_some());
        own.form(&format!("{one}/say"), &[("word", "yes")]).assert_refused(409, "no longer put forward");
        // Somebody else's carer, another provider, and packages that are not complex care.
        search.middle.get(&format!("{two}/record-say")).assert_status(404);
        app.own(kernel::Uuid::from_u128(5)).get(&format!("{two}/say")).assert_status(404);
    });
}

// BRK-14
#[test]
fn the_care_is_looked_at_against_the_plan_outcome_by_outcome_on_a_clock() {
    both(rooms, |app| {
        let search = awarded(app);
        search
            .high
            .form(&search.under("/nurse"), &[("name", "Nia Madeup"), ("pin", "12A3456E"), ("weeks", "2")])
            .assert_done();
        search.high.get(&search.under("/monitor")).assert_has("Once care has started");
        started(app, &search);
        let line = || search.broker.api_get("/complex").assert_ok().json()[0].clone();
        assert!(line()["monitor_due"].as_str().unwrap().starts_with("2026-12-14"), "{}", line());
        app.turn_to(Moment::from_london(date(2026, 12, 15), time(9, 0, 0, 0)));
        app.settle();
        assert_eq!(line()["monitor_late"], true);
        search.high.get("/provider").assert_has("complex care to look at, overdue");
        let page = search.high.get(&search.under("/monitor")).assert_ok();
        page.assert_has("Ada washes herself").assert_has("Ada breathes well at night");
        let outcome = |nth: &str| search.under(&format!("/monitor/{nth}"));
        search.high.form(&outcome("1"), &[("finding", "partly")]).assert_refused(422, "Say what was done");
        let half = [("finding", "partly"), ("words", "She washes her face; we practise with the sponge.")];
        let done = search.high.form(&outcome("1"), &half).assert_done();
        assert!(done.notice().contains("1 outcome is left"), "{}", done.notice());
        assert_eq!(line()["monitor_late"], true);
        search.high.get(&outcome("3")).assert_status(404);
        search.high.form(&outcome("2"), &[("finding", "met"), ("words", "No alarm at night.")]).assert_done();
        assert_eq!(line()["monitor_late"], false);
        assert!(line()["monitor_due"].as_str().unwrap().starts_with("2026-12-29"), "{}", line());
        search.broker.get(&search.under("")).assert_has("Partly met").assert_has("No alarm at night.");
        search.high.get("/provider").assert_lacks("complex care to look at, overdue");
    });
}

// BRK-14
#[test]
fn after_twenty_weeks_without_workers_the_provider_bears_what_an_agency_costs() {
    both(rooms, |app| {
        let search = awarded(app);
        let state = |from: &str, last: &str| {
            let fields =
                [("from", from), ("last", last), ("amount", "£412.50"), ("words", "11 visits, £37.50 each more.")];
            search.high.form(&search.under("/agency-cost"), &fields)
        };
        started(app, &search);
        app.turn_to(Moment::from_london(date(2027, 1, 4), time(9, 0, 0, 0)));
        state("2026-12-01", "2026-12-31").assert_refused(409, "No agency worker was put forward");
        let agency = worker_of(app, &search);
        let forward = forward(&search, &agency, "Made Up Staffing");
        state("2026-12-01", "2027-01-03").assert_refused(422, "State each month for itself");
        state("2026-12-01", "2026-12-31").assert_done();
        let agree = || search.broker.get(&search.under("")).attributes("a[href^='/agency-costs/']", "href").remove(0);
        let cost = agree();
        state("2026-12-20", "2026-12-31").assert_refused(422, "are stated already");
        // The council agrees to what it bears.
        search.broker.get(&search.under("")).assert_has("£412.50").assert_has("borne by the council");
        search.broker.form(&cost, &[]).assert_done();
        search.broker.get(&search.under("")).assert_has("Agreed by");
        search.broker.post(&cost, &[("version", "2")]).assert_refused(409, "agreed to it already");

        // Twenty weeks after the award: Monday 12 April 2027.
        let own = [("word", "yes")];
        app.own(search.person).form(&format!("{forward}/say"), &own).assert_done();
        let found = [("on", "2027-01-04")];
        search.high.form(&search.under("/recruited"), &found).assert_refused(409, "No care worker of your own");
        app.turn_to(Moment::from_london(date(2027, 5, 3), time(9, 0, 0, 0)));
        app.settle();
        let messages = app.read(store::unsent);
        assert!(messages.is_empty() || messages.iter().all(|one| !one.body.contains("Ada")), "a message names nobody");
        state("2027-04-01", "2027-04-30").assert_refused(422, "From Tuesday 13 April 2027 you bear");
        let late = state("2027-04-13", "2027-04-30").assert_done();
        assert!(late.notice().contains("you bear it yourselves"), "{}", late.notice());
        assert_eq!(search.broker.get(&search.under("")).attributes("a[href^='/agency-costs/']", "href"), [""; 0]);
        let line = app.persona(Role::Commissioner).api_get("/complex").assert_ok().json()[0].clone();
        assert_eq!((&line["agency_council_pence"], &line["agency_provider_pence"]), (&41_250.into(), &41_250.into()));
        app.persona(Role::Commissioner).get("/complex").assert_has("Overdue").assert_lacks("Ada");
    });
}

// BRK-14
#[test]
fn a_hand_back_closes_complex_care_and_other_packages_have_none() {
    on_sqlite(rooms, |app| {
        let search = awarded(app);
        let back = [("reason", "staffing"), ("words", "Nobody to be found."), ("last_day", "2027-01-31")];
        search.high.form(&search.under("/hand-back"), &back).assert_done();
        app.settle();
        assert!(app.read(|tx| brokerage::complex::of_package(tx, search.package)).is_none());
        assert_eq!(search.broker.api_get("/complex").assert_ok().json().as_array().unwrap().len(), 0);
    });
    on_sqlite(rooms, |app| {
        let search = Search::begin_with(app, |person| agreed(app, person, ""));
        search.three_say_yes(app);
        search.award_to_first(app).assert_done();
        app.settle();
        shown(&search).assert_lacks("Care workers put forward");
        search.high.get(&search.under("/nurse")).assert_has("This package is not complex care");
        let nurse = [("version", "1"), ("name", "Nia Madeup"), ("pin", "12A3456E"), ("weeks", "4")];
        search.high.post(&search.under("/nurse"), &nurse).assert_refused(409, "This package is not complex care");
    });
}
