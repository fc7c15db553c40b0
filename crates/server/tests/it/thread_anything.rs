//! Anything at all, in any field of any command and in any address: an answer in words, never a fault of the server's own
//! (testkit fails a test in which the server answered with one).

use kernel::Uuid;
use serde_json::{Value, json};
use testkit::Persona;
use wire::{Handler, Kind};

use crate::{
    thread::{Case, FIRST_DAY, Town, at, is_sound},
    thread_rounds::first_week,
};

/// What people, scripts and burglars put into any field.
fn hostile() -> Vec<Value> {
    vec![
        json!("<script>alert(1)</script>"),
        json!("'; DROP TABLE person; --"),
        json!("=HYPERLINK(\"http://example.org\")"),
        json!("\u{202e}evil\u{2028}"),
        json!("x".repeat(70_000)),
        json!(["one", ["two"]]),
        json!({ "a": 1 }),
        json!(-1),
        json!(1e300),
        json!(i64::MAX),
        json!(null),
    ]
}

/// And what looks like an answer of its kind and is none.
fn hostile_to(kind: &Kind) -> Vec<Value> {
    let texts: &[&str] = match kind {
        Kind::Date => &["0000-00-00", "9999-12-31", "-9999-01-01", "2026-02-30"],
        Kind::Time => &["24:00", "99:99", "00:00:00.000000000001"],
        Kind::Money => &["99999999999999999999", "0.001", "-1", "1e9", "92233720368547758.07"],
        Kind::Whole(..) | Kind::Version => &["-9223372036854775808", "9223372036854775808", "0", "1.5"],
        Kind::Id => &["x", "00000000-0000-0000-0000-000000000000"],
        _ => &[""],
    };
    texts.iter().map(|text| json!(text)).collect()
}

/// An answer that may well be taken, so that the one beside it is what is looked at.
fn plausible(kind: &Kind) -> Value {
    match kind {
        Kind::Whole(least, ..) => json!(least),
        Kind::Money => json!("1.00"),
        Kind::Date => json!(FIRST_DAY),
        Kind::Time => json!("5pm"),
        Kind::Choice(choices) | Kind::Many(choices) => json!(choices.first().map(|(code, _)| *code)),
        Kind::Yes => json!(true),
        Kind::NhsNumber => json!("999 000 0034"),
        Kind::Postcode => json!("BA21 5BT"),
        Kind::Email => json!("ada@example.org"),
        Kind::Id => json!(Uuid::from_u128(1)),
        Kind::Version => json!(1),
        Kind::Line(_) | Kind::Words(_) | Kind::Name => json!("Example"),
    }
}

/// Every command of the house with the parts of its path that this case has, and somebody who may give it.
fn commands<'a>(
    town: &'a Town<'_>,
    case: &Case,
    own: &'a Persona,
) -> Vec<(&'static str, String, &'static [wire::Field], &'a Persona)> {
    let visit = town.visits(case, first_week()).remove(0);
    let ids: [(&str, String); 8] = [
        ("{person}", case.person.to_string()),
        ("{referral}", case.referral.to_string()),
        ("{plan}", case.plan.to_string()),
        ("{package}", case.package.to_string()),
        ("{offer}", town.offer_to(case, &town.harbour)),
        ("{visit}", visit.id.to_string()),
        ("{provider}", town.harbour.organisation.to_string()),
        ("{worker}", town.harbour.workers[0].account.to_string()),
    ];
    let nobody = Uuid::from_u128(1).to_string();
    let harbour = &town.harbour;
    let everybody = [
        &town.handler,
        &town.coordinator,
        &town.social_worker,
        &town.broker,
        &town.finance,
        &harbour.manager,
        &harbour.scheduler,
        &harbour.workers[0],
        own,
    ];
    let mut all = Vec::new();
    for route in town.app.site.slices.iter().flat_map(|slice| &slice.routes) {
        let (Handler::Command(fields, ..), wire::Gate::Action(action)) = (route.handler, route.gate) else { continue };
        let Some(who) = everybody.iter().find(|who| action.reach_of(who.role).is_some()) else { continue };
        let path = ids.iter().fold(route.path.to_owned(), |path, (part, id)| path.replace(part, id));
        let part = |part: &str| if part.starts_with('{') { nobody.clone() } else { part.to_owned() };
        let path: Vec<_> = path.split('/').map(part).collect();
        all.push((route.title, path.join("/"), fields, *who));
    }
    all
}

// REC-1, INT-4, H6
#[test]
fn whatever_stands_in_whatever_field_no_answer_is_a_fault_of_the_server() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.ready();
        town.rostered(&case);
        app.turn_to(at(FIRST_DAY, 17, 0));
        let own = app.own(case.person);
        let (mut asked, mut any) = (0, hostile().into_iter().cycle());
        for (title, path, fields, who) in commands(&town, &case, &own) {
            for field in fields {
                let values = any.by_ref().take(2).chain(hostile_to(&field.kind)).collect::<Vec<_>>();
                for value in values.into_iter().chain([json!("a\u{0}b")]) {
                    let mut body: Value = fields.iter().map(|field| (field.name, plausible(&field.kind))).collect();
                    body[field.name] = value;
                    let reply = who.api(&path, body);
                    assert!(reply.status < 500, "{} of {title}: {}", field.name, reply.told());
                    asked += 1;
                }
            }
            // As a form, whose page is shown again with what was typed.
            let typed: Vec<_> = fields.iter().map(|field| (field.name, "a\u{0}b")).collect();
            let reply = who.post(&path, &typed);
            assert!(reply.status < 500, "{title} as a form: {}", reply.told());
            assert!(!reply.text.contains("<script>alert(1)"), "{title}");
        }
        assert!(asked > 500, "only {asked} were asked");
        is_sound(app);
    });
}

// GOV-5, INT-1
#[test]
fn a_nul_in_a_key_or_in_signing_in_is_no_fault_of_the_server() {
    crate::house(|app| {
        let (visitor, handler) = (app.visitor(), app.persona(access::Role::CallHandler));
        let by_form = visitor.post_raw("/sign-in", "email=a%00%40example.org&password=b%00");
        let by_script =
            visitor.api_raw("/sign-in", r#"{"email":"a\u0000@b.c","password":"\u0000","code":"\u0000"}"#, &[]);
        let body = r#"{"caller_name":"Ben Example","wanted":"Help","once":"a\u0000b"}"#;
        let by_key = handler.api_raw("/contacts/new", body, &[]);
        for reply in [by_form, by_script, by_key] {
            assert!(reply.status < 500, "{}", reply.told());
        }
    });
}

/// Parts of queries that the pages ask for, and what is furthest from what anybody means; only PostgreSQL minds.
const ASKED: [&str; 12] =
    ["before", "month", "week", "day", "date", "quarter", "year", "from", "to", "by", "provider", "start"];
const FAR: [&str; 4] = ["-9223372036854775808", "-009999-01-01", "-009999-01", "9999-12"];

// REC-1, GOV-4
#[test]
fn a_day_or_a_moment_further_than_any_database_knows_is_no_fault_of_the_server() {
    testkit::on_postgres_with(server::house::slices, &crate::options(), |app| {
        let town = Town::open(app);
        let case = town.asked_for();
        let own = app.own(case.person);
        let others = [access::Role::Administrator, access::Role::QualityOfficer].map(|role| app.persona(role));
        let harbour = &town.harbour;
        let everybody = [
            &town.handler,
            &town.coordinator,
            &town.social_worker,
            &town.broker,
            &town.finance,
            &town.commissioner,
            &harbour.manager,
            &harbour.scheduler,
            &harbour.workers[0],
            &own,
            &others[0],
            &others[1],
        ];
        for route in app.site.slices.iter().flat_map(|slice| &slice.routes) {
            let (wire::Gate::Action(action), Handler::Page(..)) = (route.gate, route.handler) else { continue };
            let Some(who) = everybody.iter().find(|who| action.reach_of(who.role).is_some()) else { continue };
            let path = route.path.replace("{person}", &case.person.to_string());
            let path = path.replace("{package}", &case.package.to_string());
            let nobody = Uuid::from_u128(1).to_string();
            let parts: Vec<&str> =
                path.split('/').map(|part| if part.starts_with('{') { nobody.as_str() } else { part }).collect();
            for far in FAR {
                let query: Vec<String> = ASKED.iter().map(|name| format!("{name}={far}")).collect();
                let reply = who.get(&format!("{}?{}", parts.join("/"), query.join("&")));
                assert!(reply.status < 500, "{}, {far}: {}", route.title, reply.told());
            }
        }
    });
}

// REC-1, H3
#[test]
fn a_query_or_an_address_that_makes_no_sense_is_told_so() {
    crate::house(|app| {
        let town = Town::open(app);
        let case = town.asked_for();
        for (who, path) in [
            (&town.handler, "/people?birth=soon&family_name=%00".to_owned()),
            (&town.handler, "/people?number=%FF%FE".to_owned()),
            (&town.commissioner, "/measures?quarter=2026-27+Q9".to_owned()),
            (&town.commissioner, "/measures/R1?provider=x".to_owned()),
            (&town.commissioner, "/measures/R99".to_owned()),
            (&town.harbour.scheduler, "/schedule?day=yesterday".to_owned()),
            (&town.harbour.scheduler, "/schedule?day=9999-12-31".to_owned()),
            (&town.harbour.manager, "/provider/visits?list=%27".to_owned()),
            (&town.finance, format!("/invoices/{}?person=x", case.package)),
            (&town.broker, "/packages?only=%00&page=-1".to_owned()),
            (&town.broker, format!("/packages/{}", case.person)),
            (&town.broker, "/packages/%2e%2e%2f%2e%2e%2fetc".to_owned()),
        ] {
            for reply in [who.get(&path), who.api_get(&path)] {
                assert!((200..500).contains(&reply.status), "{path}: {}", reply.told());
            }
        }
        let own = app.own(case.person);
        for month in ["2026-13", "9999-99", "x", "-1"] {
            let reply = own.get(&format!("/my-care/{}/costs?month={month}", case.person));
            assert!((200..500).contains(&reply.status), "{}", reply.told());
        }
    });
}
