//! `kith import` as the one at the command line meets it, on both databases.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use store::{Location, statement};
use testkit::App;

use crate::house;

statement! {
    PEOPLE = "SELECT count(*) FROM person";
    REFERRALS = "SELECT count(*) FROM referral";
    JOURNAL = "SELECT count(*) FROM journal";
    REASONS = "SELECT reason FROM referral ORDER BY reason";
}

pub const HEAD: &str = "NHS number,First name,Surname,DOB,Address 1,Town,Post code,Referral source,Reason for referral,Priority,Date received,Organisation\n";
pub const MAUDE: &str = "999 001 2342,Maude,Example-Hart,09/02/1938,1 Invented Row,Wareham,bh20 4aa,GP,\"Falls at night.\nLives alone.\",Urgent,02/06/2025 14:30,Made-up Surgery\n";
const CECIL: &str = ",Cecil,Sample,1941-07-30,,Wareham,BH20 4AB,self,=needs help with washing,,2025-06-03,\n";

pub struct Desk<'a> {
    pub app: &'a App,
    folder: tempfile::TempDir,
}

impl Desk<'_> {
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn import(&self, kind: &str, file: &Path, more: &[&str]) -> (bool, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
        command.args(["import", kind]).arg(file).args(more).args(["--numbers", "test"]);
        for name in ["KITH_DATA", "KITH_DATABASE", "KITH_CONFIG", "KITH_LISTEN", "KITH_NUMBERS", "KITH_SECRET_KEY_FILE"]
        {
            command.env_remove(name);
        }
        match self.app.location() {
            Location::Folder(folder) => command.arg("--data").arg(folder),
            Location::Url(url) => command.arg("--database").arg(url),
        };
        command.arg("--secret-key-file").arg(self.folder.path().join("secret.key"));
        let Output { status, stdout, stderr } = command.output().unwrap();
        (status.success(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    }

    fn count(&self, statement: &'static store::Statement) -> i64 {
        self.app.read(|tx| tx.figure(statement, &[]))
    }
}

pub fn desk(test: impl Fn(&Desk<'_>)) {
    house(|app| test(&Desk { app, folder: tempfile::tempdir().unwrap() }));
}

// INT-4, REF-3, REC-1
#[test]
fn a_list_of_referrals_is_taken_in_once() {
    desk(|desk| {
        let bad = "9990012350,,Wrong,31/02/1940,,Nowhere,NOT A POSTCODE,letter,,soon,yesterday,\n";
        let list = desk.file("list.csv", format!("{HEAD}{MAUDE}{CECIL}{bad}Short,row\n"));
        let before = desk.count(&JOURNAL);
        let (well, said, trouble) = desk.import("referrals", &list, &["--preview"]);
        assert!(!well && said.contains("would be 2 new") && said.contains("nothing was saved"), "{said}{trouble}");
        assert_eq!((desk.count(&PEOPLE), desk.count(&REFERRALS)), (0, 0));
        let faults = desk.folder.path().join("faults.csv");
        let (well, said, trouble) = desk.import("referrals", &list, &["--faults", faults.to_str().unwrap()]);
        assert!(!well && said.contains("4 rows read: 2 new, 0 changed, 0 as before, 2 left out"), "{said}{trouble}");
        assert!(trouble.contains("This is not a date") && trouble.contains("--allow-faults"), "{trouble}");
        let listed = std::fs::read_to_string(&faults).unwrap();
        assert!(listed.contains("Post code,\"Enter a UK postcode") && !listed.contains("31/02/1940"), "{listed}");
        assert_eq!((desk.count(&PEOPLE), desk.count(&REFERRALS)), (2, 2));
        let reasons = desk.app.read(|tx| tx.all(&REASONS, &[], |row| row.get::<String>("reason")));
        assert_eq!(reasons, ["=needs help with washing", "Falls at night.\nLives alone."]);
        // The same file, the same file again, and the same rows in another file.
        let after = desk.count(&JOURNAL);
        assert!(after > before);
        assert!(desk.import("referrals", &list, &["--allow-faults"]).1.contains("already imported on"));
        assert_eq!(desk.count(&JOURNAL), after);
        let (well, said, _) = desk.import("referrals", &list, &["--again", "--allow-faults"]);
        assert!(well && said.contains("0 new, 0 changed, 2 as before"), "{said}");
        assert_eq!(desk.count(&JOURNAL), after + 1);
        let other = desk.file("other.csv", format!("{HEAD}{CECIL}{MAUDE}"));
        let (well, said, _) = desk.import("referrals", &other, &["--json"]);
        let report: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert!(well && report["unchanged"] == 2 && report["end"] == "finished", "{said}");
        assert_eq!(desk.count(&REFERRALS), 2);
    });
}

// INT-4, REC-1, H1
#[test]
fn somebody_who_looks_alike_is_decided_on_the_screen() {
    desk(|desk| {
        let first = desk.file("first.csv", format!("{HEAD}{MAUDE}{CECIL}"));
        assert!(desk.import("referrals", &first, &[]).0);
        // The same number with the same name and birth is the same person; without a number somebody has to look.
        let later = MAUDE.replace("02/06/2025", "09/06/2025") + &CECIL.replace("2025-06-03", "2025-06-10");
        let (well, said, trouble) = desk.import("referrals", &desk.file("later.csv", format!("{HEAD}{later}")), &[]);
        assert!(!well && said.contains("1 new") && said.contains("1 left out"), "{said}{trouble}");
        assert!(trouble.contains("1 record looks like this person") && trouble.contains("decide there"), "{trouble}");
        assert_eq!((desk.count(&PEOPLE), desk.count(&REFERRALS)), (2, 3));
    });
}

// INT-4, INT-5
#[test]
fn wrong_files_are_refused_with_what_they_need() {
    desk(|desk| {
        let list = desk.file("list.csv", format!("{HEAD}{MAUDE}"));
        let (well, _, trouble) = desk.import("postcodes", &list, &[]);
        assert!(!well && trouble.contains("which needs:") && trouble.contains("Not found:"), "{trouble}");
        let (well, _, trouble) = desk.import("care-providers", &desk.file("a.pdf", "%PDF-1.7 and so on"), &[]);
        assert!(!well && trouble.contains("is a PDF"), "{trouble}");
        let (well, _, trouble) =
            desk.import("bank-holidays", &desk.file("b.json", "{\"scotland\":{\"events\":[]}}"), &[]);
        assert!(!well && trouble.contains("has no bank holidays for england-and-wales"), "{trouble}");
        let (well, _, trouble) = desk.import("postcodes", Path::new("no-such-file.csv"), &[]);
        assert!(!well && trouble.contains("cannot be read"), "{trouble}");
        assert_eq!(desk.app.read(|tx| imports::recent(tx, 1)), vec![]);
    });
}

// INT-4
#[test]
fn public_files_are_imported_and_the_calendar_goes_on() {
    desk(|desk| {
        let postcodes = concat!(env!("CARGO_MANIFEST_DIR"), "/../sheet/tests/data/postcodes_2014.csv");
        let (well, said, trouble) = desk.import("postcodes", Path::new(postcodes), &[]);
        assert!(well && said.contains(" new, 0 changed"), "{said}{trouble}");
        let places = concat!(env!("CARGO_MANIFEST_DIR"), "/../sheet/tests/data/places_2014.csv");
        let (_, said, trouble) = desk.import("care-providers", Path::new(places), &["--allow-faults"]);
        assert!(said.contains(" new, 0 changed"), "{said}{trouble}");
        let days = ["01-01", "03-30", "04-02", "05-07", "05-28", "08-27", "12-25", "12-26"];
        let rows: String = days.iter().map(|day| format!("2029-{day},A holiday\n")).collect();
        let (well, said, _) = desk.import("bank-holidays", &desk.file("2029.csv", format!("date,title\n{rows}")), &[]);
        assert!(well && said.contains("known until Monday 31 December 2029"), "{said}");
    });
}

// FIN-4
#[test]
fn the_ledgers_answer_and_a_monitoring_file_tell_what_is_wrong_with_which_row() {
    desk(|desk| {
        let answer = desk.file(
            "answer.csv",
            "Run ID,Invoice,Amount,Date,Status\nPAY-0009,INV-0001,24.00,25/11/2026,paid\nPAY-0009,INV-0001,x,25/11/2026,paid\n",
        );
        let (clean, out, err) = desk.import("ledger-answers", &answer, &["--preview"]);
        assert!(!clean && out.contains("would be 1 new") && err.contains("line 3: Amount"), "{out}{err}");
        let (_, out, _) = desk.import("ledger-answers", &answer, &[]);
        assert!(out.contains("1 new") && out.contains("The ledger’s answers"), "{out}");

        let provider = desk.app.organisation(access::OrganisationKind::Provider, "Harbour Care");
        let code = desk.app.read(|tx| access::organisation(tx, provider)).code;
        let row = |code: &str, to: &str| {
            format!("F1,{code},16/11/2026,9990000018,17/11/2026 08:00,17/11/2026 08:00,{to},delivered\n")
        };
        let head = "File reference,Contract,Week,NHS number,Planned start,Actual start,Actual end,Outcome\n";
        let rows = [row(&code, "17/11/2026 08:30"), row(&code, "17/11/2026 07:30"), row("nobody", "17/11/2026 08:30")];
        let file = desk.file("week-47.csv", format!("{head}{}", rows.concat()));
        let (clean, out, err) = desk.import("monitoring", &file, &[]);
        assert!(!clean && out.contains("1 new"), "{out}{err}");
        assert!(
            err.contains("line 2: not recorded, kept for the provider to match: This provider has no visit"),
            "{err}"
        );
        assert!(
            err.contains("The visit ends before it starts.") && err.contains("No provider has this code."),
            "{err}"
        );
        let (_, out, _) = desk.import("monitoring", &file, &["--again"]);
        assert!(out.contains("0 new, 0 changed, 1 as before"), "{out}");
        desk.app
            .persona(access::Role::Finance)
            .get("/payments/answers")
            .assert_ok()
            .assert_has("no released payment run PAY-0009");
        let manager = desk.app.persona(access::Role::ProviderManager);
        manager.get("/provider/monitoring").assert_ok().assert_has("F1, line 2");
    });
}
