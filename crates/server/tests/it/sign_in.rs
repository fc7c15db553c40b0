use access::Role;
use serde_json::json;
use testkit::{App, Browser, Options, PASSWORD, Persona, Reply};

use crate::house;

/// A broker whose first code is behind them.
fn somebody(app: &App) -> Persona {
    let broker = app.persona(Role::Broker);
    app.turn_by_minutes(1);
    broker
}

fn enter(browser: &Browser, app: &App, email: &str) -> Reply {
    browser.form("/sign-in", &[("email", email), ("password", PASSWORD)]).assert_leads_to("/sign-in/code");
    browser.form("/sign-in/code", &[("code", &app.code_of(email))])
}

// GOV-5
#[test]
fn somebody_signs_in_with_password_and_code_and_out_again() {
    house(|app| {
        let (email, browser) = (somebody(app).email, app.visitor());
        browser.get("/").assert_leads_to("/sign-in");
        enter(&browser, app, &email).assert_leads_to("/");
        let page = browser.get("/role").assert_ok().assert_has("Broker, Dorset Council");
        browser.get("/sign-in").assert_leads_to("/");
        assert!(page.headers.get("set-cookie").is_none());
        let out = browser.open_form("/role", "/sign-out").send(&[]).assert_leads_to("/sign-in");
        assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
        browser.get("/role").assert_status(303);
    });
}

// GOV-5
#[test]
fn signing_out_ends_the_session_itself() {
    house(|app| {
        let (email, browser) = (somebody(app).email, app.visitor());
        enter(&browser, app, &email);
        let token = browser.cookie(access::SESSION_COOKIE).unwrap();
        browser.post_raw("/sign-out", "").assert_status(403);
        browser.get("/role").assert_ok();
        browser.post("/sign-out", &[]).assert_status(303);
        let thief = app.visitor();
        thief.set_cookie(access::SESSION_COOKIE, &token);
        thief.get("/role").assert_status(303);
    });
}

// GOV-5
#[test]
fn the_password_alone_opens_nothing() {
    house(|app| {
        let (email, browser) = (somebody(app).email, app.visitor());
        browser.form("/sign-in", &[("email", &email), ("password", PASSWORD)]).assert_status(303);
        browser.get("/role").assert_status(303);
        browser.form("/sign-in/code", &[("code", "000000")]).assert_refused(422, "That code is not right");
        app.turn_by_minutes(12);
        browser.form("/sign-in/code", &[("code", &app.code_of(&email))]).assert_leads_to("/sign-in");
        app.visitor().get("/sign-in/code").assert_leads_to("/sign-in");
    });
}

// GOV-5
#[test]
fn a_code_serves_once() {
    house(|app| {
        let email = somebody(app).email;
        enter(&app.visitor(), app, &email).assert_leads_to("/");
        enter(&app.visitor(), app, &email).assert_refused(422, "it was used before");
        app.turn_by_minutes(1);
        enter(&app.visitor(), app, &email).assert_leads_to("/");
    });
}

// GOV-5
#[test]
fn wrong_attempts_wait_longer_and_longer() {
    house(|app| {
        let (email, browser) = (somebody(app).email, app.visitor());
        let wrong = |email: &str| browser.form("/sign-in", &[("email", email), ("password", "not this one")]);
        for _ in 0..5 {
            wrong(&email).assert_refused(422, "The e-mail address or the password is not right.");
        }
        wrong(&email).assert_refused(429, "Too many wrong attempts.");
        let right = browser.form("/sign-in", &[("email", &email), ("password", PASSWORD)]);
        right.assert_status(429);
        wrong("nobody@example.org").assert_refused(422, "The e-mail address or the password is not right.");
        app.turn_by_minutes(2);
        enter(&browser, app, &email).assert_leads_to("/");
    });
}

// GOV-5
#[test]
fn what_is_left_out_is_told_at_its_field() {
    house(|app| {
        let browser = app.visitor();
        let again = browser.form("/sign-in", &[]).assert_status(422);
        assert_eq!(again.faults().iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(), ["email", "password"]);
        let again = browser.form("/sign-in", &[("email", "a@example.org"), ("password", "wrong")]).assert_status(422);
        assert_eq!(again.attributes("input[name=email]", "value"), ["a@example.org"]);
        assert_eq!(again.attributes("input[name=password]", "value"), Vec::<String>::new());
    });
}

// GOV-5
#[test]
fn an_idle_session_ends_and_a_page_asked_for_is_found_again() {
    house(|app| {
        let (email, browser) = (somebody(app).email, app.visitor());
        enter(&browser, app, &email);
        app.turn_by_minutes(access::IDLE_MINUTES - 1);
        browser.get("/role").assert_ok();
        app.turn_by_minutes(access::IDLE_MINUTES);
        let to = browser.get("/role?again=1").assert_status(303).location.unwrap();
        assert_eq!(to, "/sign-in?next=%2Frole%3Fagain%3D1");
        let page = browser.get(&to).assert_ok();
        assert_eq!(page.attributes("input[name=next]", "value"), ["/role?again=1"]);
        let code = browser.open_form(&to, "/sign-in").send(&[("email", &email), ("password", PASSWORD)]);
        let code = browser.open_form(&code.location.unwrap(), "/sign-in/code");
        code.send(&[("code", &app.code_of(&email))]).assert_leads_to("/role?again=1");
    });
}

// GOV-5
#[test]
fn no_address_leads_to_another_site_after_signing_in() {
    house(|app| {
        let (email, browser) = (somebody(app).email, app.visitor());
        let code = browser.open_form("/sign-in?next=//evil.example", "/sign-in");
        let code = code.send(&[("email", &email), ("password", PASSWORD)]).location.unwrap();
        let form = browser.open_form(&code, "/sign-in/code");
        form.send(&[("code", &app.code_of(&email))]).assert_leads_to("/");
    });
}

// H15
#[test]
fn a_form_over_an_ended_session_comes_back_after_signing_in() {
    house(|app| {
        let (email, browser) = (somebody(app).email, app.visitor());
        enter(&browser, app, &email);
        let draft = browser.open_form("/role", "/role");
        let choice = draft.choices("membership").remove(0);
        app.turn_by_hours(1);
        let parked = draft.send(&[("membership", &choice)]).location.unwrap();
        browser.get(&parked).assert_ok().assert_has("What you sent is kept");
        let code = browser.open_form(&parked, "/sign-in").send(&[("email", &email), ("password", PASSWORD)]);
        let code = browser.open_form(&code.location.unwrap(), "/sign-in/code");
        let back = code.send(&[("code", &app.code_of(&email))]).location.unwrap();
        assert!(back.starts_with("/kept-form/"), "{back}");
        let kept = browser.get(&back).assert_ok().assert_has("Check and send again");
        kept.clone().assert_has("Which role do you want to act in?").assert_lacks("membership");
        assert_eq!(kept.attributes("input[name=membership]", "value"), [choice]);
        assert_eq!(kept.attributes("input[name=once]", "value").len(), 1);
        browser.open_form(&back, "/role").send(&[]).assert_leads_to("/");
        app.visitor().get(&back).assert_status(303);
    });
}

// GOV-5
#[test]
fn a_kept_form_is_told_in_the_words_of_its_questions() {
    house(|app| {
        let handler = app.persona(Role::CallHandler);
        handler.let_session_end();
        let draft = handler.open_form("/people/new", "/people/new");
        app.turn_by_hours(1);
        let typed = [("family_name", "O'Neill <b>"), ("birth", "1940-02-01")];
        let parked = draft.send(&typed).location.unwrap();
        let id = parked.strip_prefix("/sign-in?kept=").unwrap();
        enter(&handler, app, &handler.email);
        let kept = handler.get(&format!("/kept-form/{id}")).assert_ok().assert_has("Check and send again");
        assert!(
            kept.text.contains("O&#39;Neill &lt;b&gt;") || kept.text.contains("O'Neill &lt;b&gt;"),
            "{}",
            kept.text
        );
        let rows = kept.all(".nhsuk-summary-list__row");
        assert!(rows.iter().any(|row| row.starts_with("Family name")), "{rows:?}");
        assert!(
            rows.iter().any(|row| row.starts_with("Date of birth") && row.ends_with("1 February 1940")),
            "{rows:?}"
        );
        assert!(!kept.visible().contains("family_name") && !kept.visible().contains("birth-day"), "{rows:?}");
    });
}

// GOV-5
#[test]
fn another_site_cannot_sign_anybody_in() {
    house(|app| {
        let (email, browser) = (somebody(app).email, app.visitor());
        let body = format!("email={email}&password=three%20random%20words");
        for headers in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")] {
            browser.post_with("/sign-in", &body, &[headers]).assert_status(403);
        }
        let own = format!("http://{}", app.address);
        let headers = [("origin", own.as_str()), ("sec-fetch-site", "same-origin")];
        browser.post_with("/sign-in", &body, &headers).assert_status(303);
    });
}

// INT-5, GOV-5
#[test]
fn a_script_signs_in_with_both_factors_at_once() {
    house(|app| {
        let (email, script) = (somebody(app).email, app.visitor());
        let wrong = script.api("/sign-in", json!({"email": email, "password": PASSWORD, "token": "x"}));
        assert_eq!(wrong.faults().iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(), ["code", "token"]);
        let refused = script.api("/sign-in", json!({"email": email, "password": "other", "code": "123456"}));
        refused.assert_refused(422, "not right");
        let code = app.code_of(&email);
        let reply =
            script.api("/sign-in", json!({"email": email, "password": PASSWORD, "code": code})).assert_ok().json();
        let bearer = format!("Bearer {}", reply["token"].as_str().unwrap());
        let bearer = [("authorization", bearer.as_str())];
        script.api_raw("/role", "{}", &bearer).assert_refused(422, "Choose a role.");
        assert_eq!(reply["idle_minutes"], access::IDLE_MINUTES);
        script.api_raw("/role", "{}", &[("authorization", "Bearer nonsense")]).assert_status(401);
    });
}

// GOV-1
#[test]
fn somebody_with_two_roles_chooses_and_nobody_chooses_anothers() {
    house(|app| {
        let (broker, finance) = (app.persona(Role::Broker), app.persona(Role::Finance));
        let (account, council, today) = (broker.account, broker.organisation.unwrap(), app.today());
        let other = app
            .write(move |work| access::add_membership(work, account, council, Role::Commissioner, today))
            .to_string();
        broker.get("/role").assert_has("Broker, Dorset Council").assert_has("Commissioner, Dorset Council");
        broker.form("/role", &[("membership", &other)]).assert_leads_to("/");
        assert_eq!(broker.who().role, Role::Commissioner);
        finance.post("/role", &[("membership", &other)]).assert_status(404);
        assert_eq!(finance.who().role, Role::Finance);
    });
}

const SHOWN: &str = "Practice system: the code is";

fn practice(test: impl Fn(&App)) {
    testkit::both_with(server::house::slices, &Options { demo: true, ..crate::options() }, test);
}

fn shown(reply: &Reply) -> String {
    let text = reply.all(".nhsuk-inset-text strong").join("");
    text.chars().filter(char::is_ascii_digit).collect()
}

// GOV-5
#[test]
fn a_practice_system_shows_the_code_that_will_be_taken_and_each_serves_once() {
    practice(|app| {
        let email = somebody(app).email;
        let first = |browser: &Browser| {
            browser.form("/sign-in", &[("email", &email), ("password", PASSWORD)]).assert_leads_to("/sign-in/code");
            browser.get("/sign-in/code").assert_ok()
        };
        // Twice within one half minute: the second time it is the code after the one that was used.
        let mut used = Vec::new();
        for _ in 0..2 {
            let browser = app.visitor();
            let code = shown(&first(&browser).assert_has(SHOWN));
            assert!(!used.contains(&code));
            let again = browser.form("/sign-in/code", &[("code", "000000")]).assert_refused(422, "not right");
            assert_eq!(shown(&again), code, "a wrong code shows the one that will be taken");
            browser.form("/sign-in/code", &[("code", &code)]).assert_leads_to("/");
            used.push(code);
        }
        let browser = app.visitor();
        let page = first(&browser).assert_has("the codes of this half minute were used");
        assert_eq!(shown(&page), "");
        for code in used {
            browser.form("/sign-in/code", &[("code", &code)]).assert_refused(422, "it was used before");
        }
        app.turn_by_minutes(1);
        let code = shown(&browser.get("/sign-in/code").assert_has(SHOWN));
        browser.form("/sign-in/code", &[("code", &code)]).assert_leads_to("/");
        app.visitor().get("/sign-in").assert_lacks("Practice system: the code");
    });
}

// GOV-5
#[test]
fn a_live_system_never_shows_a_code() {
    house(|app| {
        let (email, browser) = (somebody(app).email, app.visitor());
        browser.form("/sign-in", &[("email", &email), ("password", PASSWORD)]).assert_leads_to("/sign-in/code");
        let code = app.code_of(&email);
        let asked = browser.get("/sign-in/code").assert_ok();
        let wrong = browser.form("/sign-in/code", &[("code", "000000")]).assert_status(422);
        for page in [asked, wrong] {
            assert!(!page.text.contains("Practice") && !page.text.contains(&code), "{}", page.text);
        }
    });
}
