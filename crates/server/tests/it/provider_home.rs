use access::Role;

// WRK-1, QUA-2
#[test]
fn the_managers_first_screen_tells_of_checks_that_run_out_and_complaints_to_answer() {
    crate::house(|app| {
        let provider = app.organisation(access::OrganisationKind::Provider, "Harbour Care");
        let manager = app.persona(Role::ProviderManager);
        manager.get("/provider").assert_ok().assert_lacks("may be given no visits").assert_lacks("to answer complaint");
        let (new, worker) = (app.unchecked_in(Role::CareWorker, provider), app.persona(Role::CareWorker));
        app.turn_by_minutes(1);
        let record = format!("/provider/checks/{}/record", worker.account);
        let dbs = [("kind", "dbs"), ("expires_on", "2026-12-10"), ("seen_by", "The manager")];
        manager.form(&record, &dbs).assert_done();
        let complaint = [
            ("kind", "complaint"),
            ("provider", &*provider.to_string()),
            ("category", "times"),
            ("severity", "low"),
            ("words", "Late again."),
            ("said_by", "family"),
            ("named", "yes"),
        ];
        app.persona(Role::CallHandler).form("/quality/feedback/new", &complaint).assert_done();
        let page = manager.get("/provider").assert_ok();
        page.assert_has("1 worker may be given no visits")
            .assert_has("1 check about to expire")
            .assert_has("1 complaint to answer");
        manager.get("/provider/checks").assert_ok().assert_has(&new.name);
        app.persona(Role::QualityOfficer).get("/").follow().assert_ok().assert_has("Early warnings");
    });
}
