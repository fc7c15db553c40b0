use access::Role;
use kernel::date;
use people::{Address, NewPerson, PersonId};
use testkit::App;

use crate::house;

fn registered(app: &App, given_name: &'static str) -> PersonId {
    let wired = app.house.clone();
    app.write(move |work| {
        let new = NewPerson {
            given_name: given_name.into(),
            family_name: "Example".into(),
            birth: Some(date(1936, 2, 29)),
            address: Address { lines: vec!["1 Made Up Lane".into()], ..Address::default() },
            ..NewPerson::default()
        };
        people::register(work, &wired, new)
    })
}

const REFERRAL: &[(&str, &str)] =
    &[("source", "public"), ("referrer_name", "Cara Sample"), ("reason", "Falls at night"), ("urgency", "other")];

fn referral_as_data() -> serde_json::Value {
    REFERRAL.iter().map(|(name, value)| ((*name).to_owned(), serde_json::Value::from(*value))).collect()
}

// REC-1, H1, H2
#[test]
fn what_hangs_on_a_merged_record_stays_there_is_linked_from_the_surviving_one_and_nothing_new_begins() {
    house(|app| {
        let (keep, fold) = (registered(app, "Ada"), registered(app, "Adeline"));
        let worker = app.persona(Role::SocialWorker);
        let handler = app.persona(Role::CallHandler);
        let before = handler.form(&format!("/people/{fold}/refer"), REFERRAL).assert_done();
        worker.form(&format!("/people/{keep}/merge/{fold}"), &[("reason", "One person")]).assert_done();
        let page = worker.get(&format!("/people/{keep}")).assert_ok();
        let links = page.attributes("main a", "href");
        for room in ["referrals", "assessments", "plan", "packages"] {
            for person in [keep, fold] {
                let link = format!("/people/{person}/{room}");
                assert!(links.contains(&link), "{link} is not among {links:?}");
                let page = worker.get(&link);
                assert!((200..400).contains(&page.status), "{link}: {}", page.status);
            }
        }
        // The referral goes on under its own record, whose banner says where it was merged.
        let referral = handler.get(&format!("/referrals/{}", before.id())).assert_ok();
        assert!(referral.all(".kith-person__alerts li")[0].contains("was merged into that of Ada Example"));
        // What is new begins on the surviving record.
        let refused = "was merged into another one";
        let (refer, carers) = (format!("/people/{fold}/refer"), format!("/people/{fold}/carers"));
        handler.api(&refer, referral_as_data()).assert_refused(409, refused);
        // So neither record shows a way to begin it on the one that was merged.
        for record in [keep, fold] {
            let page = handler.get(&format!("/people/{record}")).assert_ok();
            assert!(!page.attributes("main a", "href").contains(&refer), "{record} leads to a referral under {fold}");
        }
        handler.get(&refer).assert_leads_to(&format!("/people/{fold}"));
        let page = worker.get(&carers).assert_ok().assert_has("name a carer on the one it was merged into");
        assert_eq!(page.attributes("form[action$='/carers']", "action"), [""; 0]);
        worker.get(&format!("/people/{keep}/carers")).assert_ok().assert_has("Carer’s given name");
        worker.form(&format!("/people/{fold}/assessments/start"), &[]).assert_refused(409, refused);
        handler.form(&format!("/people/{keep}/refer"), REFERRAL).assert_done();
    });
}
