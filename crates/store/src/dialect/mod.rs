//! The only place that knows a difference between the two databases.

pub(crate) mod postgres;
pub(crate) mod sqlite;

/// Which database stands behind a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Embedded, one machine: `--data DIR`.
    Sqlite,
    /// A server of its own: `--database URL`.
    Postgres,
}

impl Dialect {
    fn words(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Dialect::Sqlite => &sqlite::WORDS,
            Dialect::Postgres => &postgres::WORDS,
        }
    }
}

/// Replaces the type words in braces and, for SQLite, `$1` by `?1` (SQLite numbers `$1` by order of appearance).
pub(crate) fn render(text: &str, dialect: Dialect) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(at) = rest.find(['{', '$']) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        if let Some(tail) = after.strip_prefix('$') {
            let number = tail.starts_with(|c: char| c.is_ascii_digit());
            out.push(if dialect == Dialect::Sqlite && number { '?' } else { '$' });
            rest = tail;
            continue;
        }
        let found = dialect.words().iter().find_map(|(word, becomes)| Some((becomes, after.strip_prefix(word)?)));
        match found {
            Some((becomes, tail)) => {
                out.push_str(becomes);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after.strip_prefix('{').unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// The statement that takes the next due job so that no other worker takes it too.
pub(crate) fn claim_job(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => sqlite::CLAIM_JOB,
        Dialect::Postgres => postgres::CLAIM_JOB,
    }
}

/// What makes the journal append-only in the database itself.
pub(crate) fn journal_guard(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => sqlite::JOURNAL_GUARD,
        Dialect::Postgres => postgres::JOURNAL_GUARD,
    }
}

/// The tables of the schema: `name`.
pub(crate) fn tables(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => sqlite::TABLES,
        Dialect::Postgres => postgres::TABLES,
    }
}

/// Their columns: `table_name`, `name`, `kind`, `nullable`.
pub(crate) fn columns(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => sqlite::COLUMNS,
        Dialect::Postgres => postgres::COLUMNS,
    }
}

/// The indexes that were given a name: `table_name`, `name`.
pub(crate) fn indexes(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => sqlite::INDEXES,
        Dialect::Postgres => postgres::INDEXES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_parameters_become_what_each_database_takes() {
        let text = "SELECT a FROM b WHERE c = $1 AND CAST($2 AS {moment}) > d {for_update}";
        assert_eq!(render(text, Dialect::Sqlite), "SELECT a FROM b WHERE c = ?1 AND CAST(?2 AS INTEGER) > d ");
        assert_eq!(
            render(text, Dialect::Postgres),
            "SELECT a FROM b WHERE c = $1 AND CAST($2 AS timestamptz) > d FOR UPDATE"
        );
    }
}
