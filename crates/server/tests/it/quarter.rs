//! A quarter of Dorset balances: what was bought, planned, recorded, approved, charged, invoiced and reported agrees to the
//! penny and the minute, by an oracle that shares no code with the product; and the oracle sees a fault of one penny.
//!
//! On any demo on SQLite: `KITH_QUARTER_OF=./demo cargo nextest run -p server a_quarter_of_dorset_balances` looks at its quarter
//! 2026-27 Q3.

use std::path::{Path, PathBuf};

use access::{OrganisationKind, Role, Who};
use jiff::civil::date;
use kernel::{Clock, Ids};
use rusqlite::Connection;
use server::{
    house,
    settings::{LogShape, Settings},
};
use wire::{Shown, http::Site};

use crate::oracle::{self, Contract, Facts, Told};

/// Midday of the twelfth of January: the quarter's last month has been invoiced and most of it approved.
const UNTIL: &str = "2027-01-12T12:00:00Z";

fn build(folder: &Path) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_kith"))
        .args(["demo", "--people", "14", "--weeks", "15", "--seed", "3", "--until", UNTIL])
        .args(["--build-only", "--json", "--data"])
        .arg(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn told(folder: &Path) -> Told {
    let settings = Settings {
        location: store::Location::Folder(folder.to_owned()),
        secret_key_file: folder.join("secret.key"),
        listen: ([127, 0, 0, 1], 0).into(),
        behind_tls: false,
        numbers: None,
        place: "dorset".into(),
        outgoing: None,
        mail_from: "kith@example.org".into(),
        log: LogShape::Text,
        log_level: "warn".into(),
    };
    let site = house::open(&settings, Clock::standing_at(UNTIL.parse().unwrap()), Ids::system(), false).unwrap();
    let council = site.store.read_now(|tx| access::organisations(tx, OrganisationKind::Council)).unwrap().remove(0);
    let who = Who {
        session: kernel::Uuid::nil(),
        account: kernel::Uuid::nil(),
        name: "The commissioner".into(),
        role: Role::Commissioner,
        organisation: Some(council),
        own: Vec::new(),
        other_roles: 0,
        seen_at: site.store.clock().now(),
        via: "demo",
    };
    let look = |path: &str| data(&site, &who, path);
    Told {
        from: date(2026, 10, 1),
        last: date(2026, 12, 31),
        hours: look("/commissioning/hours?quarter=2026-27+Q3&now=yes"),
        measures: look("/measures?quarter=2026-27+Q3"),
    }
}

fn data(site: &Site, who: &Who, path: &str) -> serde_json::Value {
    match wire::look(&site.store, &site.house, &site.slices, who, path).unwrap() {
        Shown::Page { data: Some(data), .. } => data,
        _ => panic!("{path} has no data"),
    }
}

/// The rows as they would be after a change, which is then taken back.
fn after(connection: &Connection, change: &str) -> Facts {
    connection.execute_batch("BEGIN").unwrap();
    assert_eq!(connection.execute(change, []).unwrap(), 1, "{change}");
    let facts = oracle::load(connection);
    connection.execute_batch("ROLLBACK").unwrap();
    facts
}

/// One thing changed, and the words by which the oracle tells of it.
const CHANGES: [(&str, &str); 8] = [
    ("UPDATE charge SET pence = pence + 1 WHERE id = (SELECT min(id) FROM charge WHERE pence > 0)", "is charged"),
    (
        "DELETE FROM charge WHERE id = (SELECT max(id) FROM charge WHERE pence > 0 AND invoice IS NOT NULL)",
        "has no charge",
    ),
    ("DELETE FROM invoice_line WHERE id = (SELECT min(id) FROM invoice_line)", "do not agree"),
    ("UPDATE invoice SET pence = pence - 1 WHERE id = (SELECT min(id) FROM invoice)", "not the sum of its lines"),
    (
        "UPDATE visit_worker SET check_out_at = check_out_at + 60000000
         WHERE id = (SELECT min(id) FROM visit_worker WHERE check_out_at IS NOT NULL)",
        "other times than its workers",
    ),
    (
        "UPDATE visit SET approved_minutes = approved_minutes + 1 WHERE id =
         (SELECT min(id) FROM visit WHERE state = 'approved' AND day >= '2026-10-01' AND day < '2027-01-01')",
        "the commissioner reads",
    ),
    ("UPDATE book_posting SET amount = amount + 1 WHERE rowid = (SELECT min(rowid) FROM book_posting)", "uneven"),
    (
        "UPDATE award SET rate = rate + 1 WHERE id = (SELECT min(id) FROM award WHERE first_care_at IS NOT NULL)",
        "no price",
    ),
];

// FIN-1, PER-1, BRK-12
#[test]
fn a_quarter_of_dorset_balances() {
    let own = tempfile::tempdir().unwrap();
    let given = std::env::var_os("KITH_QUARTER_OF").map(PathBuf::from);
    if given.is_none() {
        build(own.path());
    }
    let folder = given.clone().unwrap_or_else(|| own.path().to_owned());
    let mut told = told(&folder);
    let contract = Contract::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../places/dorset"));
    let connection = Connection::open(folder.join("kith.sqlite")).unwrap();
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();

    let facts = oracle::load(&connection);
    assert!(facts.visits.len() > 1_000 && facts.invoices.len() > 5, "a quarter with next to nothing in it");
    let faults = oracle::faults(&facts, &contract, &told);
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults[..faults.len().min(40)].join("\n"));
    if given.is_some() {
        return;
    }
    // The oracle sees what it is there to see.
    for (change, words) in CHANGES {
        let faults = oracle::faults(&after(&connection, change), &contract, &told);
        assert!(faults.iter().any(|fault| fault.contains(words)), "{change}: {faults:?}");
    }
    let figure = &mut told.measures["providers"][0]["figures"][3]["numerator"];
    *figure = (figure.as_i64().unwrap() + 1).into();
    let faults = oracle::faults(&facts, &contract, &told);
    assert!(faults.iter().any(|fault| fault.contains("it says")), "{faults:?}");
}
