use access::Role;
use store::{params, statement};

use crate::house;

statement! {
    REPLIES = "SELECT count(*) FROM reply";
    SESSIONS = "SELECT count(*) FROM session";
    FORMS = "SELECT count(*) FROM parked_form";
    TOLD = "SELECT facts FROM journal WHERE event = $1 ORDER BY at, seq";
}

// GOV-4
#[test]
fn what_has_done_its_work_is_put_away_every_night_and_told_once() {
    house(|app| {
        app.write(|work| {
            server::housekeeping::begin(work)?;
            server::housekeeping::begin(work)
        });
        let broker = app.persona(Role::Broker);
        let role = app.read(|tx| access::roles(tx, &broker.who(), broker.who().seen_at)).remove(0).id.to_string();
        broker.form("/role", &[("membership", &role)]).assert_leads_to("/");
        let vault = app.house.vault.clone();
        let token = broker.token().unwrap();
        let (mine, strangers) = (app.house.vault.clone(), vault);
        app.write(move |work| access::park_form(work, &mine, Some(&token), "/people/new", "[]")).unwrap();
        app.write(move |work| access::park_form(work, &strangers, None, "/people/new", "[]")).unwrap();
        let left =
            || app.read(|tx| Ok([tx.figure(&REPLIES, &[])?, tx.figure(&SESSIONS, &[])?, tx.figure(&FORMS, &[])?]));
        let before = left();
        assert!(before.iter().all(|count| *count > 0), "{before:?}");

        app.turn_by_days(2);
        app.settle();
        assert_eq!(left(), [before[0], before[1], 1], "a form of nobody we know is kept for a day");
        app.turn_by_days(4);
        app.settle();
        assert_eq!(left(), [before[0], before[1], 1], "nothing else is old yet");
        app.turn_by_days(3);
        app.settle();
        assert_eq!(left(), [0, before[1], 0], "replies and kept forms after a week");
        app.turn_by_days(30);
        app.settle();
        assert_eq!(left(), [0, 0, 0], "sessions after a month");

        let told = app.read(|tx| tx.all(&TOLD, params!["housekeeping.done"], |row| row.get::<String>("facts")));
        let told: Vec<serde_json::Value> = told.iter().map(|facts| serde_json::from_str(facts).unwrap()).collect();
        assert_eq!(told.len(), 3, "a night on which there was nothing to put away is not told: {told:?}");
        assert_eq!(told[0], serde_json::json!({ "replies": 0, "sessions": 0, "parked_forms": 1 }));
        assert_eq!(told[1], serde_json::json!({ "replies": before[0], "sessions": 0, "parked_forms": 1 }));
        assert_eq!(told[2]["sessions"], before[1]);
        broker.get("/role").assert_ok();
    });
}
