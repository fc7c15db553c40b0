//! Small facts about this database: which NHS numbers it takes, whether its people are made up, what it was restored from.

use kernel::Failure;

use crate::{Change, Tx, WHOLE_PLACE, Work, cols, params, statement};

statement! {
    SETTING = "SELECT value FROM setting WHERE key = $1";
}

/// What is kept under this name, if anything.
pub fn setting(tx: &mut Tx<'_>, key: &str) -> Result<Option<String>, Failure> {
    tx.first(&SETTING, params![key], |row| row.get("value"))
}

/// Keeps something under this name.
pub fn keep_setting(work: &mut Work<'_>, key: &str, value: &str) -> Result<(), Failure> {
    let facts = serde_json::json!({ "key": key, "value": value });
    let columns = cols! { "key" => key, "value" => value };
    work.apply(Change::new("setting.kept", "setting", WHOLE_PLACE).facts(facts).put("setting", &["key"], columns))
}
