use access::Role;
use wire::Menu;

/// The menu: what each role needs first, and where the rest stands. A room's new entry that nobody puts in its place here is
/// found under "Other".
pub(super) static MENU: Menu = Menu { first, groups: GROUPS, more: "/more" };

fn first(role: Role) -> &'static [&'static str] {
    match role {
        Role::CallHandler => &["/contacts", "/people", "/referrals", "/directory"],
        Role::HospitalTeam => &["/referrals", "/people", "/directory"],
        Role::Coordinator => &["/referrals", "/contacts", "/people", "/packages", "/directory"],
        Role::SocialWorker => &["/my-people", "/people", "/referrals", "/packages", "/quality/feedback"],
        Role::Broker => &["/packages", "/visits/late", "/people", "/referrals", "/framework", "/tolerance"],
        Role::ProviderManager => {
            &["/provider", "/offers", "/provider/packages", "/schedule", "/visits/late", "/provider/invoices"]
        }
        Role::Scheduler => &["/schedule", "/visits/late", "/provider/visits", "/provider/packages", "/provider/checks"],
        Role::CareWorker => &["/rounds", "/my-checks"],
        Role::Finance => &["/charges", "/payments", "/surplus", "/measures"],
        Role::Commissioner => {
            &["/commissioning", "/measures", "/framework", "/quality/warnings", "/charges", "/surplus"]
        }
        Role::QualityOfficer => &["/quality", "/quality/feedback", "/quality/reviews", "/quality/warnings"],
        Role::Governance => &["/governance", "/people", "/imports"],
        Role::Administrator => &["/governance", "/imports"],
        Role::Person | Role::Carer => &["/my-care", "/charges"],
    }
}

const GROUPS: &[(&str, &[&str])] = &[
    ("People", &["/my-care", "/my-people", "/people", "/contacts", "/referrals"]),
    (
        "Packages and providers",
        &[
            "/provider",
            "/offers",
            "/packages",
            "/provider/packages",
            "/approvals",
            "/complex",
            "/pilots",
            "/tolerance",
            "/rates",
            "/framework",
            "/off-framework",
            "/ranking",
            "/ranking/own",
            "/directory",
        ],
    ),
    (
        "Visits and care workers",
        &[
            "/rounds",
            "/schedule",
            "/provider/visits",
            "/visits/late",
            "/bank",
            "/provider/checks",
            "/my-checks",
            "/workforce",
        ],
    ),
    ("Quality", &["/quality", "/quality/feedback", "/quality/reviews", "/quality/warnings", "/quality/report"]),
    ("Money", &["/charges", "/provider/invoices", "/payments", "/surplus"]),
    ("Figures", &["/commissioning", "/measures", "/submissions", "/governance", "/imports"]),
];

#[cfg(test)]
mod tests {
    use wire::OwnMenu;

    use super::*;

    // GOV-9
    #[test]
    fn no_menu_has_more_than_seven_entries_and_nothing_is_lost() {
        let slices = crate::house::slices();
        for role in Role::ALL {
            let menu = OwnMenu::of(&slices, *role);
            let more = usize::from(menu.more.is_some());
            assert!(menu.head.len() + more <= 7, "{role}: {:?}", menu.head);
            let all = slices.iter().flat_map(|slice| &slice.nav);
            let own: Vec<_> = all.filter(|entry| entry.action.reach_of(*role).is_some()).collect();
            let rest = menu.rest.iter().flat_map(|(_, entries)| entries);
            let shown: Vec<_> = menu.head.iter().chain(rest).map(|entry| entry.href).collect();
            assert_eq!(shown.len(), own.len(), "{role}: {shown:?}");
            assert!(own.iter().all(|entry| shown.contains(&entry.href)), "{role}: {shown:?}");
        }
    }

    // GOV-9
    #[test]
    fn what_a_role_needs_first_is_there_for_it() {
        let slices = crate::house::slices();
        let known: Vec<_> = slices.iter().flat_map(|slice| &slice.nav).collect();
        for role in Role::ALL {
            for href in first(*role) {
                let holds = |entry: &&&wire::NavEntry| entry.href == *href && entry.action.reach_of(*role).is_some();
                assert!(known.iter().any(|entry| holds(&entry)), "{role} cannot open {href}");
            }
        }
        let grouped: Vec<_> = GROUPS.iter().flat_map(|(_, hrefs)| hrefs.iter()).collect();
        assert!(grouped.iter().all(|href| known.iter().any(|entry| entry.href == **href)));
    }

    // GOV-9
    #[test]
    fn a_page_belongs_to_one_entry_of_the_menu() {
        let menu = OwnMenu::of(&crate::house::slices(), Role::ProviderManager);
        assert_eq!(menu.current("/provider/packages"), Some("/provider/packages"));
        assert_eq!(menu.current("/provider"), Some("/provider"));
        assert_eq!(menu.current("/bank"), Some("/more"));
        assert_eq!(menu.current("/more"), Some("/more"));
        assert_eq!(menu.current("/nowhere"), None);
    }
}
