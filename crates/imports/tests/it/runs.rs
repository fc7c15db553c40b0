use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use imports::{End, Import, Line, Options, Outcome, Progress, Report, RunState, Step};
use kernel::{Failure, Fault};
use sheet::{Column, Layout, RowFault, Sheet};
use store::{Actor, Change, Migration, Tx, cols, params, statement};
use testkit::App;

const NOTES: &[Migration] = &[Migration {
    name: "20261122_2100_word",
    sql: "CREATE TABLE word (name {text} PRIMARY KEY, meaning {text} NOT NULL) {strict};
          CREATE TABLE said (name {text} PRIMARY KEY) {strict};",
}];

pub fn slices() -> Vec<wire::Slice> {
    vec![wire::Slice::new("imports", &[], imports::MIGRATIONS), wire::Slice::new("words", &[], NOTES)]
}

statement! {
    MEANING = "SELECT meaning FROM word WHERE name = $1";
    WORDS = "SELECT name, meaning FROM word ORDER BY name";
    SAID = "SELECT count(*) FROM said";
    JOURNAL = "SELECT count(*) FROM journal";
}

const LAYOUT: Layout = Layout {
    name: "words",
    columns: &[Column::required("name", &["Word"]), Column::required("meaning", &["What it means"])],
    headless: None,
};

#[derive(Debug, Clone)]
struct Word {
    line: u64,
    name: String,
    meaning: String,
}

impl Line for Word {
    fn line(&self) -> u64 {
        self.line
    }
}

fn word(row: Result<sheet::Row, RowFault>) -> Result<Word, RowFault> {
    let row = row?;
    if row.get("name").is_empty() {
        return Err(row.fault("name", "Enter the word."));
    }
    Ok(Word { line: row.number, name: row.get("name").to_owned(), meaning: row.get("meaning").to_owned() })
}

fn save(step: &mut Step<'_, '_>, word: &Word) -> Result<Outcome, Failure> {
    let old = step.tx().first(&MEANING, params![word.name.as_str()], |row| row.get::<String>("meaning"))?;
    if old.as_deref() == Some(word.meaning.as_str()) {
        return Ok(Outcome::Unchanged);
    }
    if word.meaning == "nonsense" {
        // Something is written before the row is refused; none of it may stay.
        let change = Change::new("word.said", "word", step.run());
        step.apply(change.insert("said", cols! { "name" => word.name.as_str() }))?;
        let message = "This is not a meaning.".into();
        return Err(Failure::Invalid(vec![Fault { field: "meaning".into(), message }]));
    }
    let columns = cols! { "name" => word.name.as_str(), "meaning" => word.meaning.as_str() };
    step.keep(|change| change.put("word", &["name"], columns));
    Ok(if old.is_some() { Outcome::Changed } else { Outcome::Made })
}

fn import(app: &App, bytes: &[u8], options: Options) -> Result<Report, Failure> {
    import_with(app, bytes, options, save, &mut |_| {})
}

fn import_with(
    app: &App,
    bytes: &[u8],
    options: Options,
    apply: impl Fn(&mut Step<'_, '_>, &Word) -> Result<Outcome, Failure> + Send + Sync + 'static,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, Failure> {
    let sha256 =
        format!("{:x}-{}", bytes.iter().fold(7_u64, |sum, b| sum.wrapping_mul(31) + u64::from(*b)), bytes.len());
    let import = Import { kind: "words", file: "words.csv", sha256: &sha256, options };
    let rows = Sheet::read(bytes, "words.csv", &[LAYOUT])?.map(word);
    imports::run(&app.store, &Actor::system("import"), &import, rows, apply, progress)
}

fn words(app: &App) -> Vec<(String, String)> {
    app.read(|tx| tx.all(&WORDS, &[], |row| Ok((row.get("name")?, row.get("meaning")?))))
}

fn journal(app: &App) -> i64 {
    app.read(|tx| tx.figure(&JOURNAL, &[]))
}

fn many(rows: usize) -> Vec<u8> {
    let mut text = String::from("Word,What it means\n");
    for n in 0..rows {
        text.push_str(&format!("word {n:04},meaning {n}\n"));
    }
    text.into_bytes()
}

fn small() -> Options {
    Options { batch: 10, ..Options::default() }
}

fn figures(report: &Report) -> [u64; 5] {
    let run = &report.run;
    [run.rows_done, run.made, run.changed, run.unchanged, run.faults]
}

// INT-4
#[test]
fn a_preview_says_what_would_happen_and_writes_nothing() {
    testkit::both(slices, |app| {
        let before = journal(app);
        let file = b"word,what it means\nalpha,first\n,lost\nbeta,nonsense\ngamma,third\n";
        let report = import(app, file, Options { preview: true, ..small() }).unwrap();
        assert_eq!(figures(&report), [4, 2, 0, 0, 2]);
        assert_eq!((report.faults[0].line, report.faults[0].column.as_str()), (3, "word"));
        assert_eq!((report.faults[1].line, report.faults[1].column.as_str()), (4, "meaning"));
        assert!(report.words().join(" ").contains("nothing was saved"));
        assert_eq!(words(app), vec![]);
        assert_eq!(journal(app), before);
        assert_eq!(app.read(|tx: &mut Tx<'_>| imports::recent(tx, 10)), vec![]);
    });
}

// INT-4
#[test]
fn good_rows_are_saved_bad_ones_told_and_nothing_of_a_refused_row_stays() {
    testkit::both(slices, |app| {
        let file = b"word,what it means\nalpha,first\n,lost\nbeta,nonsense\ngamma,third\nshifted\ndelta,nonsense\n";
        let report = import(app, file, small()).unwrap();
        assert_eq!(figures(&report), [6, 2, 0, 0, 4]);
        assert_eq!(report.faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [3, 4, 6, 7]);
        assert_eq!(words(app), [("alpha".into(), "first".into()), ("gamma".into(), "third".into())]);
        assert_eq!(app.read(|tx| tx.figure(&SAID, &[])), 0);
        let run = app.read(|tx| imports::last_done(tx, "words")).unwrap();
        assert_eq!((run.state, run.faults, run.file.as_str()), (RunState::Done, 4, "words.csv"));
        let kept = app.read(move |tx| imports::faults(tx, run.id));
        assert_eq!(kept, report.faults);
        let csv = String::from_utf8(imports::faults_csv(&kept)).unwrap();
        assert!(csv.contains("4,meaning,This is not a meaning.,"), "{csv}");
    });
}

// INT-4
#[test]
fn a_file_that_is_done_is_not_done_again_and_done_again_it_changes_nothing() {
    testkit::both(slices, |app| {
        let file = many(25);
        let first = import(app, &file, small()).unwrap();
        assert_eq!(figures(&first), [25, 25, 0, 0, 0]);
        let after_first = journal(app);
        assert_eq!(after_first, 4, "three batches and the end");
        app.turn_by_hours(1);
        let second = import(app, &file, small()).unwrap();
        assert!(matches!(second.end, End::AlreadyDone { .. }));
        let said = second.words().join(" ");
        assert!(said.contains("already imported on Monday 23 November 2026, 9am; nothing to do"), "{said}");
        assert_eq!(journal(app), after_first);
        let third = import(app, &file, Options { again: true, ..small() }).unwrap();
        assert_eq!(figures(&third), [25, 0, 0, 25, 0]);
        assert_eq!(journal(app), after_first + 1, "the run itself and nothing else");
        let changed = String::from_utf8(file).unwrap().replace("meaning 7\n", "another\n");
        let fourth = import(app, changed.as_bytes(), small()).unwrap();
        assert_eq!(figures(&fourth), [25, 0, 1, 24, 0]);
    });
}

// INT-4
#[test]
fn a_killed_import_goes_on_where_it_stopped() {
    testkit::both(slices, |app| {
        let file = many(37);
        let calls = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&calls);
        let cut = move |step: &mut Step<'_, '_>, word: &Word| {
            counter.fetch_add(1, Ordering::SeqCst);
            if word.name == "word 0025" {
                return Err(Failure::Unavailable("The database is away.".into()));
            }
            save(step, word)
        };
        let stopped = import_with(app, &file, small(), cut, &mut |_| {}).unwrap();
        assert_eq!(stopped.end, End::Stopped { line: 27, reason: "The database is away.".into() });
        assert_eq!(figures(&stopped), [20, 20, 0, 0, 0], "whole batches only");
        assert_eq!(words(app).len(), 20);
        let run = app.read(|tx| imports::recent(tx, 1)).remove(0);
        assert_eq!((run.state, run.rows_done), (RunState::Stopped, 20));
        assert_eq!(run.reason.as_deref(), Some("Line 27: The database is away."));
        let counter = Arc::clone(&calls);
        counter.store(0, Ordering::SeqCst);
        let count = move |step: &mut Step<'_, '_>, word: &Word| {
            counter.fetch_add(1, Ordering::SeqCst);
            save(step, word)
        };
        let mut told = Vec::new();
        let rest = import_with(app, &file, small(), count, &mut |progress| told.push(progress.rows)).unwrap();
        assert_eq!((rest.resumed_at, rest.end.clone()), (20, End::Finished));
        assert_eq!(figures(&rest), [37, 37, 0, 0, 0]);
        assert_eq!(calls.load(Ordering::SeqCst), 17, "no row was done twice");
        assert_eq!(told, [30, 37]);
        assert_eq!(words(app).len(), 37);
        assert_eq!(app.read(|tx| imports::recent(tx, 9)).len(), 1, "one run of one file");
    });
}

// INT-4
#[test]
fn a_process_that_died_left_a_resume_point_and_faults_behind() {
    testkit::both(slices, |app| {
        let mut file = String::from_utf8(many(30)).unwrap();
        file = file.replace("word 0003", "");
        let report = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            import_with(app, file.as_bytes(), small(), save, &mut |progress| {
                assert!(progress.rows < 20, "killed");
            })
        }));
        assert!(report.is_err());
        let run = app.read(|tx| imports::recent(tx, 1)).remove(0);
        assert_eq!((run.state, run.rows_done, run.faults), (RunState::Running, 20, 1));
        let rest = import(app, file.as_bytes(), small()).unwrap();
        assert_eq!((rest.resumed_at, figures(&rest)), (20, [30, 29, 0, 0, 1]));
        assert_eq!(rest.faults.len(), 1);
        assert!(matches!(import(app, file.as_bytes(), small()).unwrap().end, End::AlreadyDone { .. }));
    });
}

// INT-4, INT-5, H16
#[test]
fn bad_files_are_refused_in_words_and_good_rows_of_odd_ones_are_kept() {
    testkit::both(slices, |app| {
        // UTF-16, as spreadsheets write "Unicode text", with formulas that stay text.
        let text = "\u{feff}WORD\tWhat it means\r\n=1+1\tZo\u{eb}\r\n@sum\tplain\r\n";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let report = import(app, &utf16, small()).unwrap();
        assert_eq!(figures(&report), [2, 2, 0, 0, 0]);
        assert_eq!(words(app)[0], ("=1+1".into(), "Zo\u{eb}".into()));
        // A NUL ends the file at its line; what came before is kept, and the same again says the same.
        for _ in 0..2 {
            let report =
                import(app, b"word,what it means\nalpha,first\nbe\0ta,second\ngamma,third\n", small()).unwrap();
            let End::Stopped { line: 3, reason } = &report.end else { panic!("{:?}", report.end) };
            assert!(!reason.is_empty() && !report.is_clean(), "{reason}");
            assert_eq!(figures(&report)[1], 1);
        }
        // Another layout, and no table at all.
        let refused = import(app, b"colour,size\nred,3\n", small()).unwrap_err().to_string();
        assert!(refused.contains("which needs: Word, What it means"), "{refused}");
        let refused = import(app, b"PK\x03\x04 and so on", small()).unwrap_err().to_string();
        assert!(refused.contains("spreadsheet"), "{refused}");
        let refused = import(app, b"", small()).unwrap_err().to_string();
        assert!(refused.contains("is empty"), "{refused}");
    });
}

// INT-4
#[test]
fn a_thousand_faults_are_kept_and_all_are_counted() {
    testkit::on_sqlite(slices, |app| {
        let mut text = String::from("word,what it means\n");
        for n in 0..1500 {
            text.push_str(&format!(",nothing {n}\n"));
        }
        let report = import(app, text.as_bytes(), Options::default()).unwrap();
        assert_eq!((report.run.faults, report.faults.len()), (1500, 1000));
        let csv = String::from_utf8(imports::faults_csv(&report.faults)).unwrap();
        assert!(csv.contains("Only the first 1000 faults are listed."));
    });
}
