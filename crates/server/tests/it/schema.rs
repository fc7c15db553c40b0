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
