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
        handler.form(&format!("/people/{fold}/refer"), REFERRAL).assert_refused(409, refused);
        worker.form(&format!("/people/{fold}/assessments/start"), &[]).assert_refused(409, refused);
        handler.form(&format!("/people/{keep}/refer"), REFERRAL).assert_done();
    });
}
