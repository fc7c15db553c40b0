use std::{
    cell::RefCell,
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use kernel::Failure;

use crate::{
    Row, Statement, Value,
    dialect::{self, Dialect},
    line::Transaction,
    sqlite::Watch,
    value::Columns,
};

/// How long one closure may take before it is stopped.
pub(crate) const TIME_LIMIT: Duration = Duration::from_secs(20);

/// One open transaction, for reading. Writing is [`Work`](crate::Work)'s alone.
pub struct Tx<'a> {
    pub(crate) link: Link<'a>,
    deadline: Instant,
    watch: Option<Watch>,
    statements: u32,
    changes: u32,
}

pub(crate) enum Link<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(Transaction<'a>),
}

impl<'a> Tx<'a> {
    pub(crate) fn new(link: Link<'a>) -> Self {
        Tx { link, deadline: Instant::now() + TIME_LIMIT, watch: None, statements: 0, changes: 0 }
    }

    pub(crate) fn watched_by(mut self, watch: &Watch) -> Self {
        self.watch = Some(watch.clone());
        self
    }

    /// Allows a long import or a whole-database check more time than a request has.
    pub fn allow(&mut self, time: Duration) {
        self.deadline = Instant::now() + time;
        if let Some(watch) = &self.watch {
            watch.allow(time);
        }
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match self.link {
            Link::Sqlite(_) => Dialect::Sqlite,
            Link::Postgres { .. } => Dialect::Postgres,
        }
    }

    /// How many statements have run so far, for the test that counts them per page.
    pub fn statements(&self) -> u32 {
        self.statements
    }

    /// How many of them changed rows.
    pub(crate) fn changes(&self) -> u32 {
        self.changes
    }

    /// Every row, each read by `read`.
    pub fn all<T>(
        &mut self,
        statement: &Statement,
        params: &[Value],
        read: impl FnMut(&Row) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let rows = self.rows(statement.rendered(self.dialect()), params);
        rows.and_then(|rows| rows.iter().map(read).collect()).map_err(|failure| named(failure, statement))
    }

    /// The first row, if there is one.
    pub fn first<T>(
        &mut self,
        statement: &Statement,
        params: &[Value],
        mut read: impl FnMut(&Row) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let rows = self.rows(statement.rendered(self.dialect()), params);
        rows.and_then(|rows| rows.first().map(&mut read).transpose()).map_err(|failure| named(failure, statement))
    }

    /// The first row, or “there is no such …”.
    pub fn one<T>(
        &mut self,
        statement: &Statement,
        params: &[Value],
        word: &str,
        read: impl FnMut(&Row) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.first(statement, params, read)?.ok_or_else(|| Failure::no_such(word))
    }

    /// The single figure of a statement that counts or sums; nothing is nought.
    pub fn figure(&mut self, statement: &Statement, params: &[Value]) -> Result<i64, Failure> {
        let rows = self.rows(statement.rendered(self.dialect()), params).map_err(|f| named(f, statement))?;
        match rows.first().and_then(|row| row.values.first()) {
            None | Some(Value::Null) => Ok(0),
            Some(Value::Int(figure)) => Ok(*figure),
            Some(other) => Err(named(Failure::internal(format!("{other:?} is no whole number")), statement)),
        }
    }

    fn on_time(&mut self) -> Result<(), Failure> {
        self.statements += 1;
        if Instant::now() > self.deadline {
            return Err(Failure::Unavailable(
                "This took longer than the system allows and was stopped; nothing was changed. Try again, or ask for less at once.".into(),
            ));
        }
        Ok(())
    }

    pub(crate) fn rows(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Failure> {
        self.on_time()?;
        match &mut self.link {
            Link::Sqlite(connection) => sqlite_rows(connection, sql, params),
            Link::Postgres(tx) => postgres_rows(tx, sql, params),
        }
    }

    /// Runs a statement that changes rows. When `one_row`, it is a failure to have changed another number of rows than one:
    /// somebody else was there before. PostgreSQL may say what is wrong only with a later statement, or at the commit.
    pub(crate) fn change(&mut self, sql: &str, params: &[Value], one_row: bool) -> Result<(), Failure> {
        self.on_time()?;
        self.changes += 1;
        match &mut self.link {
            Link::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql).map_err(from_sqlite)?;
                let changed = statement.execute(rusqlite::params_from_iter(params)).map_err(from_sqlite)?;
                if one_row && changed != 1 { Err(stale()) } else { Ok(()) }
            }
            Link::Postgres(tx) => tx.change(sql, params, one_row),
        }
    }

    /// Runs a text of several statements without parameters: migrations only.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Failure> {
        let sql = dialect::render(sql, self.dialect());
        match &mut self.link {
            Link::Sqlite(connection) => connection.execute_batch(&sql).map_err(from_sqlite),
            Link::Postgres(tx) => tx.batch(&sql),
        }
    }

    /// Prepares a statement without running it and gives the names of its columns.
    pub fn prepare(&mut self, statement: &Statement) -> Result<Vec<String>, Failure> {
        let sql = statement.rendered(self.dialect());
        match &mut self.link {
            Link::Sqlite(connection) => {
                let prepared = connection.prepare(sql).map_err(|e| named(from_sqlite(e), statement))?;
                Ok(prepared.column_names().map(ToString::to_string).collect())
            }
            Link::Postgres(tx) => {
                let prepared = tx.statement(sql).map_err(|failure| named(failure, statement))?;
                Ok(prepared.columns().iter().map(|column| column.name().to_owned()).collect())
            }
        }
    }
}

fn named(failure: Failure, statement: &Statement) -> Failure {
    match failure {
        Failure::Internal(message) => Failure::Internal(format!("{}: {message}", statement.name())),
        other => other,
    }
}

/// The places of a statement's columns by name. Making the table anew for every run costs more than a short statement
/// itself, so each thread keeps them by the statement's text, as long as the names are still the same.
fn columns<'n>(sql: &str, names: impl ExactSizeIterator<Item = &'n str> + Clone) -> Columns {
    thread_local! {
        static KNOWN: RefCell<HashMap<String, Columns>> = RefCell::default();
    }
    let fits = |known: &&Columns| {
        known.len() == names.len() && names.clone().enumerate().all(|(n, name)| known.get(name) == Some(&n))
    };
    KNOWN.with_borrow_mut(|known| {
        if let Some(found) = known.get(sql).filter(fits) {
            return Arc::clone(found);
        }
        let made: Columns = Arc::new(names.clone().enumerate().map(|(n, name)| (name.to_owned(), n)).collect());
        known.insert(sql.to_owned(), Arc::clone(&made));
        made
    })
}

fn sqlite_rows(connection: &rusqlite::Connection, sql: &str, params: &[Value]) -> Result<Vec<Row>, Failure> {
    let mut statement = connection.prepare_cached(sql).map_err(from_sqlite)?;
    let width = statement.column_count();
    let names: Vec<&str> = statement.column_names().collect();
    let columns = columns(sql, names.iter().copied());
    let mut cursor = statement.query(rusqlite::params_from_iter(params)).map_err(from_sqlite)?;
    let mut rows = Vec::new();
    while let Some(raw) = cursor.next().map_err(from_sqlite)? {
        let mut values = Vec::with_capacity(width);
        for n in 0..width {
            values.push(dialect::sqlite::value(raw.get_ref(n).map_err(from_sqlite)?));
        }
        rows.push(Row { columns: Arc::clone(&columns), values });
    }
    Ok(rows)
}

fn postgres_rows(tx: &mut Transaction<'_>, sql: &str, params: &[Value]) -> Result<Vec<Row>, Failure> {
    let statement = tx.statement(sql)?;
    let columns = columns(sql, statement.columns().iter().map(tokio_postgres::Column::name));
    let found = tx.rows(&statement, params)?;
    found
        .iter()
        .map(|raw| {
            let values = raw.columns().iter().enumerate();
            let values = values.map(|(n, column)| dialect::postgres::value(raw, n, column.type_()));
            Ok(Row { columns: Arc::clone(&columns), values: values.collect::<Result<_, _>>()? })
        })
        .collect()
}

/// A row was no longer as it had been when it was shown.
pub(crate) fn stale() -> Failure {
    Failure::Stale(
        "Somebody changed this after you opened it, so nothing of yours was saved. Look at what it says now and do it again if it is still right."
            .into(),
    )
}

/// The text of a failure that a second try of the same transaction can mend.
pub(crate) const TRY_AGAIN: &str = "the database asks to try this transaction again";

/// A rule the database itself keeps was about to be broken. Commands look first and say it better; this is the net below.
fn kept_by_the_database(rule: &str) -> Failure {
    Failure::Conflict(format!(
        "This cannot be done: it has been done already, or it would break a rule that the record keeps ({rule}). Nothing was changed."
    ))
}

pub(crate) fn from_sqlite(error: rusqlite::Error) -> Failure {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => kept_by_the_database(&error.to_string()),
        Some(ErrorCode::OperationInterrupted) => Failure::Unavailable(
            "This took longer than the system allows and was stopped; nothing was changed. Try again.".into(),
        ),
        Some(ErrorCode::DiskFull) => disk_full(),
        Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly) => {
            Failure::Unavailable(format!(
                "The disk on which the database lies cannot be used just now; nothing was changed. Tell the people who run this system. ({error})"
            ))
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            tracing::error!(%error, "the database's file cannot be read as it should");
            Failure::Unavailable(
                "The database cannot be read as it should just now; nothing was changed. Tell the people who run this system: the disk may have gone, and the program may have to be started again.".into(),
            )
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Failure::Unavailable("Another program holds the database. Close it and try again.".into())
        }
        _ => Failure::internal(error),
    }
}

fn disk_full() -> Failure {
    Failure::Unavailable(
        "The disk is full: nothing was changed, and nothing can be saved until there is room again. Tell the people who run this system.".into(),
    )
}

/// What is said when the answer to a commit never came: it is not known whether anything was changed.
fn perhaps_saved(error: &dyn std::fmt::Display) -> Failure {
    Failure::Unavailable(format!(
        "The database went away while this was being saved: it may have been saved, or not. Send it again: it is not done twice. ({error})"
    ))
}

/// A commit that failed. What the disk did with it is not known when it could not be flushed.
pub(crate) fn commit_from_sqlite(error: rusqlite::Error) -> Failure {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::SystemIoFailure) => perhaps_saved(&error),
        _ => from_sqlite(error),
    }
}

/// A commit that failed. A database that refused it says so and lives on; one that ended, with a last word or without, may
/// have done it before.
pub(crate) fn commit_from_postgres(error: tokio_postgres::Error) -> Failure {
    use tokio_postgres::error::Severity::{Fatal, Panic};
    match error.as_db_error() {
        None => perhaps_saved(&error),
        Some(db) if matches!(db.parsed_severity(), Some(Fatal | Panic)) => perhaps_saved(&db.message()),
        Some(_) => from_postgres(error),
    }
}

pub(crate) fn from_postgres(error: tokio_postgres::Error) -> Failure {
    use tokio_postgres::error::SqlState;
    let Some(db) = error.as_db_error() else {
        return if error.is_closed() || error.code().is_none() && !is_ours(&error) {
            Failure::Unavailable(format!("The database cannot be reached just now; nothing was changed. ({error})"))
        } else {
            Failure::internal(error)
        };
    };
    let code = db.code();
    if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
        Failure::Unavailable(TRY_AGAIN.into())
    } else if code.code().starts_with("23") {
        kept_by_the_database(db.constraint().unwrap_or(db.message()))
    } else if *code == SqlState::DISK_FULL {
        disk_full()
    } else if *code == SqlState::QUERY_CANCELED {
        Failure::Unavailable(
            "This took longer than the system allows and was stopped; nothing was changed. Try again.".into(),
        )
    } else if ["53", "57", "58", "08"].iter().any(|class| code.code().starts_with(class)) {
        Failure::Unavailable(format!("The database cannot do this just now; nothing was changed. ({})", db.message()))
    } else {
        Failure::internal(format!("{}: {}", code.code(), db.message()))
    }
}

/// An error of the mapping (a value of the wrong kind), not of the connection.
fn is_ours(error: &tokio_postgres::Error) -> bool {
    let text = error.to_string();
    text.contains("serializing") || text.contains("deserializing") || text.contains("column")
}
