//! Files that an operator keeps: settings, the key, a backup's manifest, the tables of a place.

use std::{cell::RefCell, os::unix::fs::PermissionsExt, path::PathBuf};

use kernel::{Failure, Ids};
use places::{Files, Place};
use server::settings::{Listening, Settings, Where};
use store::Location;

use super::in_lines;

thread_local! {
    /// A folder for the files that are read; it goes at the end.
    static FOLDER: RefCell<Option<tempfile::TempDir>> = const { RefCell::new(None) };
}

/// A file of this name with these bytes, which only its owner may read.
fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = FOLDER.with_borrow_mut(|folder| {
        folder.get_or_insert_with(|| tempfile::tempdir().expect("a folder")).path().join(name)
    });
    std::fs::write(&path, bytes).expect("a file");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("a private file");
    path
}

/// What an operator is told: never that the program is at fault, and always what it is about.
fn told(failure: &Failure, about: &str) {
    assert!(!matches!(failure, Failure::Internal(_)), "{failure:?}");
    let message = failure.to_string();
    in_lines(&message);
    assert!(message.contains(about), "it does not say that it is about {about}: {message}");
}

/// `kith.toml`: what is taken is whole, what is not is told with the name of the setting or of the file.
pub fn settings(bytes: &[u8]) {
    let path = file("kith.toml", bytes);
    let place = Where { config: Some(path), ..Where::default() };
    match Settings::read(&place, &Listening::default()) {
        Ok(settings) => {
            assert_eq!(settings.folder().is_some(), matches!(settings.location, Location::Folder(_)));
            assert!(settings.mail_from.contains('@') && !settings.mail_from.contains(char::is_control));
            assert!(!settings.secret_key_file.as_os_str().is_empty());
        }
        Err(failure) => {
            let Failure::Invalid(faults) = &failure else { panic!("{failure:?}") };
            let fields = [
                "config",
                "data",
                "database",
                "listen",
                "numbers",
                "secret_key_file",
                "outgoing",
                "mail_from",
                "log",
                "log_level",
                "place",
            ];
            assert!(faults.iter().all(|fault| fields.contains(&fault.field.as_str())), "{failure:?}");
            told(&failure, "");
        }
    }
}

/// The key: 64 hexadecimal digits and nothing else, and what was sealed with it opens.
pub fn key_file(bytes: &[u8]) {
    let path = file("secret.key", bytes);
    let ids = Ids::seeded(1);
    match server::key::vault(&path, &ids, false) {
        Err(failure) => told(&failure, "secret.key"),
        Ok(vault) => {
            let text = std::str::from_utf8(bytes).expect("a key is text").trim();
            assert!(text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()), "{text}");
            let sealed = vault.seal(&ids, "a code", "4711").expect("sealed");
            assert_eq!(vault.open("a code", &sealed), Ok("4711".to_owned()));
            assert!(vault.open("another", &sealed).is_err());
        }
    }
}

/// A backup's manifest: nothing is restored unless it describes the file beside it, and what it says is told in words.
pub fn manifest(bytes: &[u8]) {
    let manifest = file("manifest.json", bytes);
    file("kith.sqlite", b"this is no database");
    let from = manifest.parent().expect("a folder");
    let to = from.join("restored");
    let _ = std::fs::remove_dir_all(&to);
    let place = Where { data: Some(to.clone()), ..Where::default() };
    let settings = Settings::read(&place, &Listening::default()).expect("settings");
    let refused = server::backup::restore(&settings, from, true).expect_err("nothing can be restored from this");
    told(&refused, "");
    assert!(!to.join("kith.sqlite").exists(), "something was left behind");
    if let Ok(manifest) = serde_json::from_slice::<server::backup::Manifest>(bytes) {
        let again = serde_json::to_vec(&manifest).expect("JSON");
        assert_eq!(serde_json::from_slice::<server::backup::Manifest>(&again).expect("JSON"), manifest);
    }
}

/// A small place whose files agree with each other.
const TINY: Files = Files {
    place: include_str!("../tiny/place.toml"),
    bank_holidays: include_str!("../tiny/bank-holidays.csv"),
    standards: include_str!("../tiny/standards.toml"),
    lots: include_str!("../tiny/lots.toml"),
    prices: include_str!("../tiny/prices.csv"),
    rules: include_str!("../tiny/rules.toml"),
    workforce: include_str!("../tiny/workforce.toml"),
    quality: include_str!("../tiny/quality-standards.toml"),
    measures: include_str!("../tiny/measures.toml"),
    framework_providers: include_str!("../tiny/framework_providers.csv"),
    other_providers: include_str!("../tiny/other_providers.csv"),
    postcodes: include_str!("../tiny/postcodes.csv"),
    older_people: include_str!("../tiny/older_people.csv"),
    names: include_str!("../tiny/names.csv"),
    streets: include_str!("../tiny/streets.txt"),
};

/// The files of a place, one of them changed: the first byte says which. What is taken holds together; what is not is told
/// with the name of a file.
pub fn place(bytes: &[u8]) {
    let Some((which, text)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    // The files of a place are built into the program; here they are kept until it ends.
    let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
    let mut files = TINY;
    let all: [&mut &'static str; 15] = [
        &mut files.place,
        &mut files.bank_holidays,
        &mut files.standards,
        &mut files.lots,
        &mut files.prices,
        &mut files.rules,
        &mut files.workforce,
        &mut files.quality,
        &mut files.measures,
        &mut files.framework_providers,
        &mut files.other_providers,
        &mut files.postcodes,
        &mut files.older_people,
        &mut files.names,
        &mut files.streets,
    ];
    let which = usize::from(*which) % all.len();
    for (n, file) in all.into_iter().enumerate() {
        if n == which {
            *file = text;
        }
    }
    match Place::read(&files) {
        Err(failure) => named(&failure),
        Ok(place) => {
            if let Err(failure) = place.postcodes() {
                named(&failure);
            }
            holds_together(&place);
        }
    }
}

fn named(failure: &Failure) {
    let Failure::Invalid(faults) = failure else { panic!("{failure:?}") };
    for fault in faults {
        assert!(fault.field.ends_with(".toml") || fault.field.ends_with(".csv") || fault.field.ends_with(".txt"));
        assert!(fault.message.starts_with(&fault.field), "{fault:?}");
        in_lines(&fault.message);
    }
}

fn holds_together(place: &Place) {
    let calendar = place.calendar();
    assert!(calendar.holidays().last().is_some_and(|last| calendar.known_until() <= last.last_of_year()));
    for district in &place.districts {
        assert!(place.locality_of_district(&district.code).is_some(), "{}", district.code);
        assert!(place.commissioner(&district.commissioner).is_some(), "{}", district.commissioner);
    }
    for price in &place.prices {
        assert_eq!(place.ceiling(&price.lot, &price.area, &price.kind, price.valid_from), Some(price.per_hour));
        assert!(price.per_hour.pence() > 0);
    }
    for provider in &place.framework_providers {
        assert!((0..=1000).contains(&provider.tender_score_tenths));
    }
    for measure in &place.measures {
        assert!(measure.standard.as_ref().is_none_or(|code| place.standard(code).is_some()));
    }
    for rules in &place.charge_rules {
        assert!(rules.band(kernel::Weekday::Sunday, kernel::Time::midnight()).is_some());
    }
    for standard in &place.standards {
        assert_eq!(standard.rule.term.to_string().parse(), Ok(standard.rule.term));
    }
}
