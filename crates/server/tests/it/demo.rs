//! `kith demo` builds through the product's own commands, and the same seed gives the same journal.

use std::process::Command;

fn build(folder: &std::path::Path, seed: &str) -> serde_json::Value {
    let output = Command::new(env!("CARGO_BIN_EXE_kith"))
        .args(["demo", "--people", "4", "--weeks", "1", "--until", "2026-11-22T15:00:00Z", "--build-only", "--json"])
        .args(["--seed", seed, "--data"])
        .arg(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find(|line| line.starts_with('{')).unwrap();
    serde_json::from_str(line).unwrap()
}

fn verify(folder: &std::path::Path) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_kith")).args(["verify", "--json", "--data"]).arg(folder).output().unwrap()
}

#[test]
fn the_same_seed_gives_the_same_journal_and_another_seed_another() {
    let folders: Vec<_> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();
    let [first, again, other] = ["7", "7", "8"].map(String::from);
    let first = build(folders[0].path(), &first);
    let again = build(folders[1].path(), &again);
    let other = build(folders[2].path(), &other);
    assert_eq!(first["head"], again["head"]);
    assert_eq!(first["entries"], again["entries"]);
    assert_ne!(first["head"], other["head"]);
    assert!(first["entries"].as_i64().unwrap() > 500, "{first}");
    let verified = verify(folders[0].path());
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    let roles: Vec<_> = first["sign_ins"].as_array().unwrap().iter().map(|one| one["role"].as_str().unwrap()).collect();
    for role in ["Broker", "Provider manager", "Care worker", "Social worker", "Commissioner", "Person", "Carer"] {
        assert!(roles.contains(&role), "nobody signs in as {role}: {roles:?}");
    }
}

/// Somebody of the demo's council looks at a page's data.
fn look(site: &wire::http::Site, role: access::Role, path: &str) -> serde_json::Value {
    let council = site.store.read_now(|tx| access::organisations(tx, access::OrganisationKind::Council)).unwrap();
    let who = access::Who {
        session: kernel::Uuid::nil(),
        account: kernel::Uuid::nil(),
        name: "Somebody of the council".into(),
        role,
        organisation: council.into_iter().next(),
        own: Vec::new(),
        other_roles: 0,
        seen_at: site.store.clock().now(),
        via: "demo",
    };
    match wire::look(&site.store, &site.house, &site.slices, &who, path).unwrap() {
        wire::Shown::Page { data: Some(data), .. } => data,
        _ => panic!("{path} has no data"),
    }
}

fn open(folder: &std::path::Path, at: &str) -> wire::http::Site {
    let settings = server::settings::Settings {
        location: store::Location::Folder(folder.to_owned()),
        secret_key_file: folder.join("secret.key"),
        listen: ([127, 0, 0, 1], 0).into(),
        behind_tls: false,
        numbers: None,
        place: "dorset".into(),
        outgoing: None,
        mail_from: "kith@example.org".into(),
        log: server::settings::LogShape::Text,
        log_level: "warn".into(),
    };
    let clock = kernel::Clock::standing_at(at.parse().unwrap());
    server::house::open(&settings, clock, kernel::Ids::system(), false).unwrap()
}

// BRK-4, BRK-8, BRK-12, BRK-14, PER-1
#[test]
fn a_newcomer_finds_something_on_every_desk() {
    let folder = tempfile::tempdir().unwrap();
    let until = "2026-11-26T15:00:00Z";
    let output = Command::new(env!("CARGO_BIN_EXE_kith"))
        .args(["demo", "--people", "10", "--weeks", "5", "--seed", "1", "--until", until])
        .args(["--build-only", "--json", "--data"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let verified = verify(folder.path());
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    let site = open(folder.path(), until);
    let (broker, commissioner) = (access::Role::Broker, access::Role::Commissioner);

    // Complex care runs: its nurse, its home, who was chosen, and it was looked at.
    let complex = look(&site, broker, "/complex");
    let complex = &complex.as_array().unwrap()[0];
    assert_eq!(complex["lacks"].as_array().unwrap().len(), 0, "{complex}");
    assert!(complex["monitor_due"].is_string() && complex["agency_council_pence"].as_i64().unwrap() > 0, "{complex}");
    let package = complex["package"].as_str().unwrap().to_owned();
    let agency = look(&site, broker, &format!("/packages/{package}/agency-visits"));
    assert!(!agency.as_array().unwrap().is_empty(), "no agency worker was given a visit");

    // Measures of the quarter before: signed, returned and made again, returned, and late.
    let submissions = look(&site, commissioner, "/submissions");
    let of = |state: &str| {
        let all = submissions["submissions"].as_array().unwrap();
        all.iter().filter(|one| one["state"] == state).count()
    };
    assert!(of("submitted") > 10 && of("returned") == 2, "{submissions}");
    let missing = submissions["missing"].as_array().unwrap();
    let returned = missing.iter().filter(|one| one["returned"] == true).count();
    assert_eq!((returned, missing.len()), (1, 3), "{missing:?}");

    // The year's money, and a panel by whose weights the replies are ranked.
    let money = look(&site, commissioner, "/commissioning/money");
    assert!(money["envelope"].as_i64().unwrap() > 0, "{money}");
    let ranking = look(&site, broker, "/ranking");
    assert!(ranking.as_array().unwrap().iter().any(|line| line["by_record"] == true), "{ranking}");

    // Two mini-competitions: one has closed and its package is awarded, one is answered and sealed.
    let sealed: Vec<bool> = look(&site, broker, "/packages?only=all")["packages"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|line| {
            let package: kernel::Uuid = line["id"].as_str().unwrap().parse().unwrap();
            site.store.read_now(move |tx| brokerage::competition::of_package(tx, package.into())).unwrap()
        })
        .map(|one| look(&site, broker, &format!("/competitions/{}", one.id))["sealed"].as_bool().unwrap())
        .collect();
    assert!(sealed.contains(&true) && sealed.contains(&false), "{sealed:?}");
}
