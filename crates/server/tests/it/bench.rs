use server::{
    bench::fill::{Size, fill},
    house,
    settings::{Listening, Settings, Where},
    verify,
};

/// Settings for an embedded database in a folder.
pub fn settings(folder: &std::path::Path) -> Settings {
    let place = Where { data: Some(folder.to_owned()), numbers: Some("test".into()), ..Where::default() };
    Settings::read(&place, &Listening::default()).unwrap()
}

// GOV-4
#[test]
fn what_the_bench_fills_is_sound_and_a_database_with_records_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path());
    let size = Size { people: 150, visits: 1_000, referrals: 300 };
    fill(&settings, size, &|_| {}).unwrap();
    fill(&settings, size, &|_| {}).unwrap();
    let store = house::existing(&settings).unwrap();
    let found = verify::look(&store).unwrap();
    assert!(found.is_sound(), "{found:?}");
    let entries = i64::try_from(size.visits + size.referrals).unwrap();
    assert!(found.journal.entries > entries, "{} entries", found.journal.entries);
    let visits = store.read_now(store::catalogue::counts).unwrap();
    assert!(visits.contains(&("visit".into(), 1_000)) && visits.contains(&("referral".into(), 300)), "{visits:?}");
}

// GOV-4
#[test]
fn the_bench_does_not_fill_a_database_with_records() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path());
    let site = house::open(&settings, kernel::Clock::System, kernel::Ids::system(), true).unwrap();
    site.store
        .write_now(store::Actor::system("command"), |work| {
            let password = access::Password::keep(work.ids(), "three random words")?;
            let new = access::NewAccount {
                name: "Somebody",
                email: "somebody@example.org",
                password: &password,
                totp: [1; 20],
            };
            access::add_account(work, &access::Vault::new([7; 32]), &new)
        })
        .unwrap();
    drop(site);
    let refused = fill(&settings, Size { people: 10, visits: 10, referrals: 10 }, &|_| {}).unwrap_err();
    assert!(refused.to_string().contains("holds records"), "{refused}");
}
