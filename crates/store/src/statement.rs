use std::sync::OnceLock;

use crate::dialect::{self, Dialect};

/// One SQL text, for both databases.
///
/// Parameters are `$1, $2, …`. Types are written as words in braces, which each dialect replaces: `{id}`, `{moment}`,
/// `{date}`, `{json}`, `{int}`, `{real}`, `{text}`, `{bool}`, `{bytes}`; likewise `{strict}` at the end of a CREATE
/// TABLE and `{for_update}` at the end of a SELECT that must hold its rows until the unit of work ends.
///
/// Every statement registers itself, so that one test can prepare all of them on both databases.
#[derive(Debug)]
pub struct Statement {
    name: &'static str,
    module: &'static str,
    text: &'static str,
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
}

impl Statement {
    /// Made by [`statement!`](crate::statement) only.
    #[doc(hidden)]
    pub const fn new(name: &'static str, module: &'static str, text: &'static str) -> Self {
        Statement { name, module, text, sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    /// Where the statement stands: `brokerage::offer::store::LIST`.
    pub fn name(&self) -> String {
        format!("{}::{}", self.module, self.name)
    }

    /// The text as written.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// The text as this database takes it.
    pub fn rendered(&self, dialect: Dialect) -> &str {
        match dialect {
            Dialect::Sqlite => self.sqlite.get_or_init(|| dialect::render(self.text, dialect)),
            Dialect::Postgres => self.postgres.get_or_init(|| dialect::render(self.text, dialect)),
        }
    }
}

/// A statement that has made itself known; see [`all_statements`].
#[doc(hidden)]
#[derive(Debug)]
pub struct Registered(pub &'static Statement);

inventory::collect!(Registered);

/// Every statement in the program, for the test that prepares them all on both databases.
pub fn all_statements() -> impl Iterator<Item = &'static Statement> {
    inventory::iter::<Registered>.into_iter().map(|registered| registered.0)
}

#[doc(hidden)]
pub use inventory::submit;

/// Declares statements: `statement! { LIST = "SELECT … WHERE id = $1"; }`. Literals may be joined: `"SELECT " "…"`.
#[macro_export]
macro_rules! statement {
    ($($(#[$meta:meta])* $vis:vis $name:ident = $($text:literal)+;)+) => {$(
        $(#[$meta])*
        $vis static $name: $crate::Statement =
            $crate::Statement::new(stringify!($name), module_path!(), concat!($($text),+));
        $crate::submit! { $crate::Registered(&$name) }
    )+};
}
