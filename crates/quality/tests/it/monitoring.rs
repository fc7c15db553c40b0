use access::Role;
use kernel::Period;
use testkit::{App, Persona, Reply};

use super::*;

fn plan(app: &App, officer: &Persona, change: &[(&str, &str)]) -> Reply {
    let provider = harbour(app).to_string();
    let mut fields = vec![
        ("provider", provider.as_str()),
        ("day", "2026-11-23"),
        ("announced", "no"),
        ("reason", "The yearly visit."),
    ];
    fields.retain(|(name, _)| change.iter().all(|(given, _)| given != name));
    fields.extend(change);
    officer.post("/quality/reviews/new", &fields)
}

fn href(done: &Reply) -> String {
    let to = done.location.as_deref().unwrap();
    to.split('?').next().unwrap().to_owned()
}

/// Rates every standard of a form, these otherwise.
fn rate(app: &App, who: &Persona, review: &str, rating: &str, but: &[(&str, &str)]) {
    let form = app.house.place.quality_form_on(TODAY).unwrap();
    for (_, standard) in form.standards() {
        let rating = but.iter().find(|(code, _)| *code == standard.code).map_or(rating, |(_, rating)| rating);
        let fields = [("rating", rating), ("evidence", "Five files looked at.")];
        who.form(&format!("{review}/standards/{}", standard.code), &fields).assert_done();
    }
}

fn asked(app: &App, officer: &Persona) -> String {
    let provider = harbour(app).to_string();
    href(&officer.form("/quality/reviews/ask", &[("provider", &provider)]).assert_done())
}

/// A visit that was made and signed, all standards met but these.
fn visited(app: &App, officer: &Persona, but: &[(&str, &str)]) -> String {
    let review = href(&plan(app, officer, &[]).assert_done());
    rate(app, officer, &review, "2", but);
    officer.form(&format!("{review}/sign"), &[("summary", "In good order.")]).assert_done();
    review
}

// QUA-3, H21
#[test]
fn an_officer_plans_a_visit_rates_standard_by_standard_and_signs_what_the_rule_says() {
    testkit::both(rooms, |app| {
        let (officer, manager) = (app.persona(Role::QualityOfficer), app.persona(Role::ProviderManager));
        let review = href(&plan(app, &officer, &[]).assert_done());
        officer.get("/quality/reviews").assert_ok().assert_has("Monitoring visit, 23 Nov 2026");
        manager.get(&review).assert_status(404);
        manager.get("/quality/reviews").assert_ok().assert_lacks("Monitoring visit");
        officer.get(&format!("{review}/sign")).assert_ok().assert_has("Not rated yet: Care workers are checked");
        officer
            .post(&format!("{review}/sign"), &[("version", "1"), ("summary", "Well.")])
            .assert_refused(409, "Not rated yet");
        let first = format!("{review}/standards/safe_staff");
        officer.form(&first, &[("rating", "2")]).assert_refused(422, "Write what shows it.");
        let next =
            officer.form(&first, &[("rating", "0"), ("evidence", "Two of five files lack a check.")]).assert_done();
        assert!(next.location.as_deref().unwrap().contains("/standards/safe_medicines"));
        officer.get(&first).assert_ok().assert_has("Two of five files lack a check.");
        rate(app, &officer, &review, "3", &[("safe_staff", "0")]);
        officer
            .get(&format!("{review}/sign"))
            .assert_ok()
            .assert_has("92.9 per cent, Needs work")
            .assert_has("Held down");
        officer.form(&format!("{review}/sign"), &[("summary", "Files to be put right.")]).assert_done();
        let data = officer.api_get(&review).assert_ok().json();
        assert_eq!((&data["score_tenths"], &data["band"]), (&929.into(), &"needs_work".into()));
        assert_eq!((&data["rule"], &data["form"]), (&"mean-of-sections 1".into(), &"2026.1".into()));
        manager.get(&review).assert_ok().assert_has("Files to be put right.").assert_has("Five files looked at.");
        officer
            .post(&first, &[("version", "2"), ("rating", "3"), ("evidence", "x")])
            .assert_refused(409, "what was signed is not changed");
        officer
            .post(&format!("{review}/sign"), &[("version", "2"), ("summary", "x")])
            .assert_refused(409, "signed this on");
        let running = app.read(|tx| clocks::of_subject(tx, review.rsplit('/').next().unwrap().parse().unwrap()));
        assert!(running.iter().all(|clock| clock.standard == "monitoring.signed" && clock.stopped_at.is_some()));
    });
}

// QUA-3, H21
#[test]
fn whoever_signs_may_give_another_band_with_the_reason_and_both_are_kept() {
    testkit::both(rooms, |app| {
        let officer = app.persona(Role::QualityOfficer);
        let review = href(&plan(app, &officer, &[]).assert_done());
        rate(app, &officer, &review, "3", &[]);
        let sign = format!("{review}/sign");
        officer.form(&sign, &[("summary", "x"), ("band", "fair")]).assert_refused(422, "Say why you give another band");
        officer.form(&sign, &[("summary", "x"), ("why", "y")]).assert_refused(422, "Choose the band you give");
        officer
            .post(&sign, &[("version", "1"), ("summary", "x"), ("band", "superb"), ("why", "y")])
            .assert_refused(422, "one of the bands");
        officer.form(&sign, &[("summary", "x"), ("band", "fair"), ("why", "Too few people asked.")]).assert_done();
        let page = officer.get(&review).assert_ok();
        page.assert_has("100.0 per cent, Good").assert_has("Too few people asked.");
        assert_eq!(officer.api_get(&review).json()["band"], "fair");
    });
}

// QUA-3
#[test]
fn the_provider_answers_the_same_form_for_itself_and_both_stand_side_by_side() {
    testkit::both(rooms, |app| {
        let (officer, manager) = (app.persona(Role::QualityOfficer), app.persona(Role::ProviderManager));
        let own = asked(app, &officer);
        let provider = harbour(app).to_string();
        officer
            .post("/quality/reviews/ask", &[("provider", &provider), ("reason", "x")])
            .assert_refused(409, "has not signed yet");
        manager.get("/quality/reviews").assert_ok().assert_has("Self-assessment");
        officer.get(&own).assert_ok().assert_has("The answers are shown here once they are signed.");
        officer.get(&format!("{own}/standards/safe_staff")).assert_status(403);
        rate(app, &manager, &own, "3", &[]);
        manager.form(&format!("{own}/sign"), &[("summary", "We are good.")]).assert_done();
        visited(app, &officer, &[("safe_staff", "1")]);
        let page = manager.get(&format!("/quality/providers/{provider}")).assert_ok();
        page.assert_has("Side by side").assert_has("2 lower");
        let data = officer.api_get(&format!("/quality/providers/{provider}")).assert_ok().json();
        assert_eq!((&data["standards"][0]["own"], &data["standards"][0]["less"]), (&"3".into(), &2.into()));
        let stranger = app.persona_in(Role::ProviderManager, meadow(app));
        stranger.get(&format!("/quality/providers/{provider}")).assert_status(404);
        stranger.get(&own).assert_status(404);
        officer
            .get("/quality/warnings")
            .assert_ok()
            .assert_has("It sees itself at 100.0 per cent, the monitoring visit at 64");
    });
}

// QUA-3
#[test]
fn what_is_to_be_put_right_has_an_owner_a_day_and_evidence_and_is_closed_or_overdue() {
    testkit::both(rooms, |app| {
        let (officer, manager) = (app.persona(Role::QualityOfficer), app.persona(Role::ProviderManager));
        let review = visited(app, &officer, &[]);
        let set = format!("/quality/providers/{}/actions/new", harbour(app));
        let review_id = review.rsplit('/').next().unwrap();
        let fields = [
            ("words", "Put the two staff files in order."),
            ("owner_name", "Kim Manager"),
            ("due_on", "2026-12-01"),
            ("review", review_id),
            ("standard", "safe_staff"),
        ];
        for (name, value, told) in [
            ("due_on", "2026-11-22", "Enter a day from today on"),
            ("standard", "nonsense", "Choose one of the standards"),
            ("review", "01990000-0000-7000-8000-00000000dead", "Choose one of the visits"),
            ("owner_name", "", "Say who at the provider does it."),
        ] {
            let mut wrong = fields;
            wrong.iter_mut().filter(|(own, _)| *own == name).for_each(|(_, own)| *own = value);
            officer.post(&set, &wrong).assert_refused(422, told);
        }
        officer.form(&set, &fields).assert_done();
        let list = manager.api_get("/quality/actions").assert_ok().json();
        let action = format!("/quality/actions/{}", list["actions"][0]["id"].as_str().unwrap());
        manager.get(&review).assert_ok().assert_has("Put the two staff files in order.");
        officer
            .post(&format!("{action}/weigh"), &[("version", "1"), ("done", "yes"), ("words", "x")])
            .assert_refused(409, "not said yet");
        app.turn_by_days(9);
        officer.get("/quality/actions").assert_ok().assert_has("Overdue");
        officer.get("/quality/warnings").assert_ok().assert_has("1 action is overdue.");
        let report = format!("{action}/report");
        manager.form(&report, &[]).assert_refused(422, "Write what was done");
        manager.form(&report, &[("evidence", "Both files are whole.")]).assert_done();
        officer.form(&format!("{action}/weigh"), &[("done", "no"), ("words", "One lacks a date.")]).assert_done();
        manager.get(&action).assert_ok().assert_has("One lacks a date.").assert_has("With the provider");
        manager.form(&report, &[("evidence", "Dated.")]).assert_done();
        officer.form(&format!("{action}/weigh"), &[("done", "yes"), ("words", "Seen.")]).assert_done();
        officer.get("/quality/actions").assert_ok().assert_has("No action is open.");
        officer.get("/quality/warnings").assert_ok().assert_has("No provider stands here today.");
        let stranger = app.persona_in(Role::ProviderManager, meadow(app));
        stranger.get(&action).assert_status(404);
    });
}

// QUA-3
#[test]
fn a_visit_is_called_off_with_a_reason_and_bad_input_is_refused() {
    testkit::both(rooms, |app| {
        let officer = app.persona(Role::QualityOfficer);
        for (field, told) in [
            (("day", "2026-11-22"), "Enter a day from today on"),
            (("day", "2029-01-01"), "within the next year"),
            (("reason", ""), "Say why the visit is made"),
            (("announced", ""), "Say whether the provider is told."),
            (("provider", "01990000-0000-7000-8000-00000000dead"), "Choose a provider from the list."),
        ] {
            plan(app, &officer, &[field]).assert_refused(422, told);
        }
        let review = href(&plan(app, &officer, &[("day", "2026-12-07")]).assert_done());
        rate(app, &officer, &review, "2", &[]);
        officer.get(&format!("{review}/sign")).assert_ok().assert_has("Sign it when it has been made.");
        officer
            .post(&format!("{review}/standards/safe_staff"), &[("version", "1"), ("rating", "9"), ("evidence", "x")])
            .assert_refused(422, "one of the ratings");
        officer.get(&format!("{review}/standards/nonsense")).assert_status(404);
        officer.form(&format!("{review}/cancel"), &[]).assert_refused(422, "Say why it is called off.");
        officer.form(&format!("{review}/cancel"), &[("why", "Snow.")]).assert_done();
        officer.get(&review).assert_ok().assert_has("Called off").assert_has("Snow.");
        officer
            .post(&format!("{review}/cancel"), &[("version", "2"), ("why", "x")])
            .assert_refused(409, "was called off on");
        app.persona(Role::Broker).get(&review).assert_status(403);
        app.persona(Role::Commissioner).get(&review).assert_ok();
    });
}

// QUA-3, BRK-4
#[test]
fn the_ranking_gets_facts_that_lead_back_to_their_cases() {
    testkit::both(rooms, |app| {
        let officer = app.persona(Role::QualityOfficer);
        let review = visited(app, &officer, &[]);
        let provider = harbour(app).to_string();
        let said = |kind: &str, severity: &str| {
            let fields = [
                ("kind", kind),
                ("provider", provider.as_str()),
                ("category", "care"),
                ("words", "Said."),
                ("severity", severity),
                ("named", "no"),
                ("said_by", "family"),
            ];
            href(&officer.form("/quality/feedback/new", &fields).assert_done())
        };
        let complaint = said("complaint", "serious");
        let compliment = said("compliment", "");
        let window = Period::through(date(2026, 5, 26), TODAY).unwrap();
        let of = |window| app.read(|tx| quality::facts(tx, window)).remove(&harbour(app)).unwrap();
        let id = |href: &str| href.rsplit('/').next().unwrap().parse::<Uuid>().unwrap();
        assert_eq!(of(window).serious_open, [id(&complaint)]);
        let answer = [("outcome", "upheld"), ("answer", "Yes."), ("lesson", "Look twice.")];
        officer.form(&format!("{complaint}/answer"), &answer).assert_done();
        let facts = of(window);
        assert_eq!((facts.upheld, facts.compliments), (vec![id(&complaint)], vec![id(&compliment)]));
        let visit = facts.monitoring.unwrap();
        assert_eq!(
            (visit.review, visit.signed_on, visit.tenths, visit.band.as_str()),
            (id(&review), TODAY, 667, "good")
        );
        let before = Period::through(date(2026, 1, 1), date(2026, 11, 22)).unwrap();
        assert!(of(before).upheld.is_empty() && of(before).compliments.is_empty());
    });
}
