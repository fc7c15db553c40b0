use std::{cell::RefCell, collections::BTreeMap};

use store::catalogue::Column;

use crate::house;

type Schema = (Vec<Column>, Vec<(String, String)>);

/// What PostgreSQL may call a column that SQLite calls so.
fn same_kind(sqlite: &str, postgres: &str) -> bool {
    match sqlite {
        "blob" => matches!(postgres, "uuid" | "bytea"),
        "integer" => matches!(postgres, "bigint" | "boolean" | "timestamp with time zone"),
        "text" => matches!(postgres, "text" | "date" | "jsonb"),
        "real" => postgres == "double precision",
        _ => false,
    }
}

#[test]
fn every_statement_prepares_on_both_databases_with_the_same_columns() {
    let seen: RefCell<BTreeMap<String, Vec<String>>> = RefCell::default();
    house(|app| {
        for statement in store::all_statements() {
            let columns = app.try_read(|tx| tx.prepare(statement));
            let columns =
                columns.unwrap_or_else(|failure| panic!("{}: {failure}\n{}", statement.name(), statement.text()));
            let before = seen.borrow_mut().insert(statement.name(), columns.clone());
            // A single figure needs no name, and each database gives it one of its own.
            let same = |before: Vec<String>| before == columns || (before.len() == 1 && columns.len() == 1);
            assert!(before.is_none_or(same), "{} has other columns: {columns:?}", statement.name());
        }
    });
    assert!(seen.borrow().len() > 40, "the rooms' statements are not linked in");
}

#[test]
fn both_databases_have_the_same_schema() {
    let before: RefCell<Option<Schema>> = RefCell::default();
    house(|app| {
        let found = app.read(|tx| Ok((store::catalogue::columns(tx)?, store::catalogue::indexes(tx)?)));
        assert!(found.0.len() > 30);
        let Some((columns, indexes)) = before.replace(Some(found.clone())) else { return };
        assert_eq!(indexes, found.1);
        let named = |columns: &[Column]| -> Vec<_> {
            columns.iter().map(|it| (it.table.clone(), it.name.clone(), it.nullable)).collect()
        };
        assert_eq!(named(&columns), named(&found.0));
        for (sqlite, postgres) in columns.iter().zip(&found.0) {
            assert!(same_kind(&sqlite.kind, &postgres.kind), "{sqlite:?} and {postgres:?}");
        }
    });
}

/// Tables that grow as long as the place gives care.
const GROWING: [&str; 21] = [
    "visit",
    "visit_worker",
    "visit_task",
    "visit_note",
    "charge",
    "charged_visit",
    "invoice",
    "invoice_line",
    "book_entry",
    "book_posting",
    "person",
    "referral",
    "contact",
    "clock",
    "job",
    "journal",
    "offer",
    "award",
    "package",
    "package_note",
    "plan",
];

/// Statements that read everything, because that is what they are for: `kith verify`; and the awards a quarter's care was
/// bought by, of which nearly all count.
const WHOLE: [&str; 6] = [
    "::check",
    "accounts::",
    "plans::stored::",
    "store::journal::",
    "brokerage::figures::BOUGHT",
    "brokerage::share::BOUGHT",
];

/// Which table each name in a statement stands for: `FROM visit v` makes `v` a visit.
fn tables(text: &str) -> std::collections::BTreeMap<String, String> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == ',' || c == '(' || c == ')').collect();
    let mut names = std::collections::BTreeMap::new();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    for (n, word) in words.iter().enumerate() {
        if ["FROM", "JOIN"].contains(word) {
            let table = words[n + 1].to_owned();
            names.insert(words.get(n + 2).copied().unwrap_or_default().to_owned(), table.clone());
            names.insert(table.clone(), table);
        }
    }
    names
}

// PER-1
#[test]
fn no_page_reads_a_growing_table_from_end_to_end() {
    testkit::on_sqlite_with(server::house::slices, &crate::options(), |app| {
        let mut faults = Vec::new();
        for statement in store::all_statements() {
            let name = statement.name();
            if name.starts_with("it::") || WHOLE.iter().any(|whole| name.contains(whole)) {
                continue;
            }
            let names = tables(statement.text());
            for step in app.read(|tx| store::catalogue::plan(tx, statement)) {
                let mut words = step.split(' ');
                // An index that is read from end to end holds only the rows the statement is about: it has a WHERE of its own.
                let whole = words.next() == Some("SCAN") && !step.contains("USING");
                let scanned = words.next().and_then(|name| names.get(name));
                if whole && scanned.is_some_and(|table| GROWING.contains(&table.as_str())) {
                    faults.push(format!("{name}: {step}"));
                }
            }
        }
        assert!(faults.is_empty(), "give these an index:\n{}", faults.join("\n"));
    });
}
