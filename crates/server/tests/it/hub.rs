use access::Role;
use kernel::date;
use people::{Address, NewPerson};

use crate::house;

// GOV-1, REC-2
#[test]
fn a_record_leads_only_to_what_its_reader_may_open() {
    house(|app| {
        let wired = app.house.clone();
        let person = app.write(move |work| {
            let new = NewPerson {
                given_name: "Ada".into(),
                family_name: "Example".into(),
                birth: Some(date(1936, 2, 29)),
                address: Address { lines: vec!["1 Made Up Lane".into()], ..Address::default() },
                ..NewPerson::default()
            };
            people::register(work, &wired, new)
        });
        let mut led = 0;
        for role in Role::ALL {
            let reader = match role {
                Role::Person => app.own(person),
                Role::Carer => app.carer_of(person),
                role => app.persona(*role),
            };
            let record = reader.get(&format!("/people/{person}"));
            if record.status == 403 {
                continue;
            }
            let links = record.assert_ok().attributes("nav[aria-label='About this person'] a", "href");
            for link in &links {
                let page = reader.get(link);
                assert!((200..400).contains(&page.status), "{} is led to {link}: {}", role.words(), page.status);
            }
            let offered = |path: &str| links.contains(&format!("/people/{person}/{path}"));
            match role {
                Role::SocialWorker | Role::Broker => assert!(offered("plan") && offered("packages"), "{links:?}"),
                Role::Governance => assert!(!offered("plan") && offered("journal"), "{links:?}"),
                _ => {}
            }
            led += links.len();
        }
        assert!(led > 10, "only {led} links were followed");
    });
}
