use access::Role;
use testkit::{App, Persona, Reply};

use super::*;

/// Records a complaint about Harbour Care, with what a test wants otherwise.
fn complain(app: &App, who: &Persona, path: &str, change: &[(&str, &str)]) -> Reply {
    let fields = said(app, who, change);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    who.form(path, &fields)
}

fn said(app: &App, who: &Persona, change: &[(&str, &str)]) -> Vec<(String, String)> {
    let provider = harbour(app).to_string();
    let mut fields = vec![
        ("kind", "complaint"),
        ("provider", provider.as_str()),
        ("category", "times"),
        ("words", "Nobody came on Sunday morning."),
        ("severity", "moderate"),
        ("named", "yes"),
        ("said_by", "family"),
    ];
    let own = matches!(who.role, Role::Person | Role::Carer);
    fields.retain(|(name, _)| !(own && *name == "said_by") && change.iter().all(|(given, _)| given != name));
    fields.extend(change);
    fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The same sent without the form, which would not offer what is wrong with it.
fn send(app: &App, who: &Persona, change: &[(&str, &str)]) -> Reply {
    let fields = said(app, who, change);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    who.post("/quality/feedback/new", &fields)
}

fn clocks_of(app: &App, feedback: Uuid) -> Vec<(String, bool)> {
    let all = app.read(|tx| clocks::of_subject(tx, feedback));
    all.iter().map(|clock| (clock.standard.clone(), clock.stopped_at.is_some())).collect()
}

// QUA-2
#[test]
fn a_complaint_is_heard_acknowledged_and_answered_by_the_provider() {
    testkit::both(rooms, |app| {
        let (caller, manager) = (app.persona(Role::CallHandler), app.persona(Role::ProviderManager));
        let person = ada(app);
        let path = format!("/people/{person}/feedback/new");
        let done = complain(app, &caller, &path, &[("said_name", "Bert Example")]).assert_done();
        let notice = done.notice();
        assert!(notice.contains("The provider acknowledges it by the end of Thursday 26 November 2026"), "{notice}");
        let page = manager.get("/quality/feedback").assert_ok();
        page.assert_has("Ada Example").assert_has("To be acknowledged");
        let id: Uuid =
            manager.api_get("/quality/feedback").json()["feedback"][0]["id"].as_str().unwrap().parse().unwrap();
        let href = format!("/quality/feedback/{id}");
        manager.form(&format!("{href}/acknowledge"), &[]).assert_refused(422, "Write what was said, and how.");
        manager.form(&format!("{href}/acknowledge"), &[("words", "Rang her son.")]).assert_done();
        assert_eq!(clocks_of(app, id).iter().filter(|(_, stopped)| *stopped).count(), 1);
        let answer = [("outcome", "upheld"), ("answer", "The round was not covered.")];
        manager
            .form(&format!("{href}/answer"), &answer)
            .assert_refused(422, "Write what was learned and what changes.");
        let answer = [answer[0], answer[1], ("lesson", "Sundays are checked on Fridays.")];
        manager.form(&format!("{href}/answer"), &answer).assert_done();
        assert!(clocks_of(app, id).iter().all(|(_, stopped)| *stopped));
        manager
            .post(&format!("{href}/answer"), &[("version", "9"), answer[0], answer[1], answer[2]])
            .assert_refused(409, "answered this complaint on");
        app.own(person).get(&format!("/people/{person}/feedback")).assert_ok().assert_has("Upheld");
        caller.get(&href).assert_ok().assert_has("Sundays are checked on Fridays.");
    });
}

// QUA-2, REC-5
#[test]
fn the_person_complains_themselves_and_sees_who_answers_and_by_when() {
    testkit::both(rooms, |app| {
        let person = ada(app);
        let me = app.own(person);
        let here = format!("/people/{person}/feedback");
        me.get(&here).assert_ok().assert_has("Say what went well or badly");
        complain(app, &me, &format!("{here}/new"), &[("severity", "")]).assert_refused(422, "Say how serious");
        let done = complain(app, &me, &format!("{here}/new"), &[("severity", "serious")]).assert_done();
        let notice = done.notice();
        assert!(notice.contains("The council’s quality officer acknowledges it by"), "{notice}");
        me.get(&here).assert_ok().assert_has("Nobody came on Sunday morning.").assert_has("To be acknowledged");
        let praise =
            [("kind", "compliment"), ("severity", ""), ("words", "Kim is always kind."), ("category", "respect")];
        complain(app, &me, &format!("{here}/new"), &praise).assert_done();
        me.get(&here).assert_ok().assert_has("Kim is always kind.").assert_has("Noted");
        me.get("/quality/feedback").assert_status(403);
        let bert = ada(app);
        me.get(&format!("/people/{bert}/feedback")).assert_status(404);
        // H11: a carer sees what they said themselves, and nothing that was said by others.
        let carer = app.carer_of(person);
        carer.get(&here).assert_ok().assert_lacks("Nobody came").assert_has("Nothing was said yet");
        complain(app, &carer, &format!("{here}/new"), &[("words", "I was not told.")]).assert_done();
        carer.get(&here).assert_ok().assert_has("I was not told.");
    });
}

// QUA-2
#[test]
fn what_the_provider_may_not_see_is_the_quality_officers_and_does_not_exist_for_it() {
    testkit::both(rooms, |app| {
        let (worker, officer) = (app.persona(Role::SocialWorker), app.persona(Role::QualityOfficer));
        let manager = app.persona(Role::ProviderManager);
        let done =
            complain(app, &worker, "/quality/feedback/new", &[("named", "no"), ("severity", "low")]).assert_done();
        let id = done.location.as_deref().unwrap().rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
        let href = format!("/quality/feedback/{id}");
        manager.get(&href).assert_status(404);
        manager.get("/quality/feedback").assert_ok().assert_lacks("Nobody came");
        officer.get("/quality").assert_ok().assert_has("complaint to deal with").assert_has("Harbour Care");
        officer.form(&format!("{href}/withdraw"), &[("why", "Her daughter rang: it is put right.")]).assert_done();
        officer.get(&href).assert_ok().assert_has("Withdrawn");
        assert!(clocks_of(app, id.parse().unwrap()).iter().all(|(_, stopped)| *stopped));
    });
}

// QUA-2
#[test]
fn a_complaint_nobody_answers_is_late_and_the_council_takes_it_over() {
    testkit::both(rooms, |app| {
        let (broker, officer) = (app.persona(Role::Broker), app.persona(Role::QualityOfficer));
        complain(app, &broker, "/quality/feedback/new", &[("received_on", "2026-11-20")]).assert_done();
        let list = officer.api_get("/quality/feedback").json();
        let href = format!("/quality/feedback/{}", list["feedback"][0]["id"].as_str().unwrap());
        // Three working days after Friday the 20th end with Wednesday the 25th.
        officer.get(&href).assert_ok().assert_has("2 days").assert_lacks("late due by");
        app.turn_by_days(4);
        app.settle();
        officer.get(&href).assert_ok().assert_has("late due by");
        officer.get("/quality").assert_ok().assert_has("1 of 1 open complaint late");
        officer.get(&format!("{href}/answer")).assert_ok().assert_has("Take it over first");
        officer
            .post(&format!("{href}/answer"), &[("version", "1"), ("outcome", "not_upheld"), ("answer", "No.")])
            .assert_refused(409, "Take it over first");
        officer.form(&format!("{href}/take"), &[("why", "Nobody answered.")]).assert_done();
        let answer = [("outcome", "partly"), ("answer", "We are sorry."), ("lesson", "We watch the clock.")];
        officer.form(&format!("{href}/answer"), &answer).assert_done();
        let manager = app.persona(Role::ProviderManager);
        manager.get(&href).assert_ok().assert_has("Upheld in part");
        let report = app.persona(Role::Commissioner).api_get("/quality/report").assert_ok().json();
        let figures = &report["providers"][0]["figures"];
        assert_eq!(
            (&report["quarter"], &report["providers"][0]["name"]),
            (&"2026-27 Q3".into(), &"Harbour Care".into())
        );
        for (figure, n) in
            [("complaints", 1), ("acknowledged-late", 1), ("answered-late", 0), ("partly", 1), ("open", 0)]
        {
            assert_eq!(figures[figure], n, "{figure}");
        }
        let cases = "/quality/feedback?quarter=2026-27%20Q3&what=acknowledged-late";
        officer
            .get(cases)
            .assert_ok()
            .assert_has("Acknowledged late, received in October to December 2026")
            .assert_has("Harbour Care");
        officer.get("/quality/report?quarter=2026-27%20Q3").assert_ok().assert_has("Harbour Care");
    });
}

// QUA-2
#[test]
fn bad_input_is_refused_in_words_and_nothing_is_kept() {
    testkit::both(rooms, |app| {
        let broker = app.persona(Role::Broker);
        let council = app.organisation(OrganisationKind::Council, "Dorset Council").to_string();
        for (field, told) in [
            (("kind", "grumble"), "is not one of the choices"),
            (("provider", "harbour"), "choose one from the list"),
            (("provider", council.as_str()), "Choose a provider from the list."),
            (("words", ""), "Write what happened."),
            (("category", ""), "Say what it is about."),
            (("severity", ""), "Say how serious the complaint is."),
            (("named", ""), "Say whether the provider may see this."),
            (("received_on", "2026-11-24"), "That day is still to come."),
            (("received_on", "2024-11-24"), "more than a year ago"),
            (("happened_on", "2026-11-24"), "is after the day on which we were told of it"),
        ] {
            send(app, &broker, &[field]).assert_refused(422, told);
        }
        let manager = app.persona(Role::ProviderManager);
        let theirs = meadow(app).to_string();
        send(app, &manager, &[("provider", &theirs)]).assert_status(404);
        assert!(broker.api_get("/quality/feedback").json()["feedback"].as_array().unwrap().is_empty());
        let provider = harbour(app).to_string();
        let fields = [("provider", provider.as_str()), ("kind", "compliment")];
        app.persona(Role::Finance).post("/quality/feedback/new", &fields).assert_status(403);
    });
}
