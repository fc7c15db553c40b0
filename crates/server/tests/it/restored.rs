use access::Role;
use store::Actor;
use testkit::{App, Options};

const WARNED: &str = "changes since then are missing";

fn restored(test: impl Fn(&App)) {
    // The warning is made at the start of the program, from what the restored database says of itself.
    let warning = || wire::Warning::new(WARNED, "/restored", "restored.confirmed", "2026-11-22T12:00:00Z");
    let fresh = || Options { warning: Some(warning()), ..crate::options() };
    testkit::on_sqlite_with(server::house::slices, &fresh(), &test);
    testkit::on_postgres_with(server::house::slices, &fresh(), &test);
}

// H20
#[test]
fn after_a_restore_every_page_warns_until_an_administrator_confirms() {
    restored(|app| {
        let keep =
            |work: &mut store::Work<'_>| store::keep_setting(work, server::house::RESTORED, "2026-11-22T12:00:00Z");
        app.store.write_now(Actor::system("command"), keep).unwrap();
        let warning = app.read(server::restored::warning).unwrap().told().unwrap();
        assert!(warning.text.starts_with("Restored from the backup of"), "{}", warning.text);
        assert!(warning.text.contains("22 November 2026") && warning.text.ends_with(WARNED), "{}", warning.text);

        let (broker, administrator) = (app.persona(Role::Broker), app.persona(Role::Administrator));
        for path in ["/packages", "/role", "/no-such-page", "/restored"] {
            broker.get(path).assert_has(WARNED);
        }
        app.visitor().get("/sign-in").assert_has(WARNED);
        broker
            .get("/restored")
            .assert_has("What everybody confirms about their own work")
            .assert_lacks("/restored/confirm");
        broker.get("/restored/confirm").assert_status(403);

        administrator.form("/restored/confirm", &[]).assert_refused(422, "Say what was done about what is missing.");
        administrator.get("/restored").assert_has(WARNED);
        let done = [("words", "Providers were told and entered Sunday's visits again.")];
        administrator.form("/restored/confirm", &done).assert_leads_to("/");
        broker.get("/packages").assert_lacks(WARNED);
        broker.get("/restored").assert_has("Nothing is missing after a restore").assert_lacks(WARNED);
        administrator.post("/restored/confirm", &done).assert_status(409);
        assert!(app.read(server::restored::warning).is_none());
    });
}

// H20
#[test]
fn another_restore_warns_again() {
    crate::house(|app| {
        assert!(app.read(server::restored::warning).is_none());
        app.write(|work| store::keep_setting(work, server::house::RESTORED, "2026-11-22T12:00:00Z"));
        app.write(|work| store::keep_setting(work, "restored.confirmed", "2026-11-22T12:00:00Z"));
        assert!(app.read(server::restored::warning).is_none());
        app.write(|work| store::keep_setting(work, server::house::RESTORED, "2026-11-23T07:00:00Z"));
        assert!(app.read(server::restored::warning).unwrap().told().is_some());
    });
}
