//! Makes docs/requirements.md: every requirement and hazard with the tests that prove it.

use crate::proofs::{self, Proof};
use crate::{Outcome, tree};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const SOURCE: &str = "docs/requirements.toml";
const TABLE: &str = "docs/requirements.md";
/// Standards whose names look like ids of ours.
const NOT_OURS: [&str; 3] = ["UTF-", "ISO-", "RFC-"];

struct Section {
    title: String,
    /// Id and what it says, in the order of their numbers.
    rows: Vec<(String, String)>,
}

/// Writes the table anew.
pub fn write(root: &Path) -> Outcome<()> {
    let (table, summary) = make(root)?;
    let path = root.join(TABLE);
    fs::write(&path, table).map_err(|e| format!("Cannot write {}: {e}", path.display()))?;
    println!("{TABLE}: {summary}");
    Ok(())
}

/// Fails if the table does not say what the tests say. Line numbers alone do not make it out of date: they move with
/// every edit and are put right when the table is next written.
pub fn check(root: &Path) -> Outcome<()> {
    let (table, summary) = make(root)?;
    let kept = tree::read(&root.join(TABLE)).unwrap_or_default();
    if without_line_numbers(&table) == without_line_numbers(&kept) {
        println!("{TABLE} is up to date: {summary}");
        return Ok(());
    }
    let (made, kept) = (without_line_numbers(&table), without_line_numbers(&kept));
    let kept: BTreeSet<&str> = kept.lines().collect();
    let new: Vec<&str> = made.lines().filter(|line| !kept.contains(line)).take(5).collect();
    Err(format!(
        "{TABLE} is out of date: run `cargo xtask requirements` and commit it. It would now say:\n{}",
        new.join("\n")
    ))
}

fn make(root: &Path) -> Outcome<(String, String)> {
    let sections = sections(&tree::read(&root.join(SOURCE))?)?;
    let proofs = proofs::all(root)?;
    refuse_unknown(&sections, &proofs)?;
    let mut by_id: BTreeMap<&str, Vec<&Proof>> = BTreeMap::new();
    for proof in &proofs {
        for id in &proof.ids {
            by_id.entry(id).or_default().push(proof);
        }
    }
    let rows = sections.iter().flat_map(|s| &s.rows);
    let (all, shown) = (rows.clone().count(), rows.filter(|(id, _)| by_id.contains_key(id.as_str())).count());
    let summary = format!("{shown} of {all} rows have tests, {} tests name a row.", proofs.len());
    Ok((table(&sections, &by_id, &summary), summary))
}

fn sections(text: &str) -> Outcome<Vec<Section>> {
    let wrong = |what: &str| format!("{SOURCE}: {what}");
    let source: toml::Table = text.parse().map_err(|e| wrong(&format!("not readable: {e}")))?;
    let list = source.get("section").and_then(toml::Value::as_array).ok_or_else(|| wrong("no [[section]]"))?;
    let mut seen = BTreeSet::new();
    let mut sections = Vec::new();
    for section in list {
        let title =
            section.get("title").and_then(toml::Value::as_str).ok_or_else(|| wrong("a section has no title"))?;
        let entries = section.get("rows").and_then(toml::Value::as_table);
        let entries = entries.ok_or_else(|| wrong(&format!("the section \"{title}\" has no rows")))?;
        let mut rows = Vec::new();
        for (id, what) in entries {
            let what = what.as_str().ok_or_else(|| wrong(&format!("{id} is not one line of text")))?;
            if !seen.insert(id.clone()) {
                return Err(wrong(&format!("{id} stands there twice")));
            }
            rows.push((id.clone(), what.to_owned()));
        }
        rows.sort_by_key(|(id, _)| number_of(id));
        sections.push(Section { title: title.to_owned(), rows });
    }
    Ok(sections)
}

fn number_of(id: &str) -> u32 {
    id.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(u32::MAX)
}

fn refuse_unknown(sections: &[Section], proofs: &[Proof]) -> Outcome<()> {
    let known: BTreeSet<&str> = sections.iter().flat_map(|s| &s.rows).map(|(id, _)| id.as_str()).collect();
    let unknown: Vec<String> = proofs
        .iter()
        .flat_map(|p| p.ids.iter().map(move |id| (p, id)))
        .filter(|(_, id)| !known.contains(id.as_str()) && !NOT_OURS.iter().any(|n| id.starts_with(n)))
        .map(|(p, id)| format!("{}:{}: {SOURCE} has no row {id}", p.file, p.line))
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(unknown.join("\n")) }
}

fn table(sections: &[Section], by_id: &BTreeMap<&str, Vec<&Proof>>, summary: &str) -> String {
    let mut out = format!(
        "# Requirements and the tests that prove them\n\n\
         Made by `cargo xtask requirements` from [requirements.toml](requirements.toml) and the tests themselves; do not edit.\n\
         {summary}\n"
    );
    for section in sections {
        let _ = write!(out, "\n## {}\n\n| id | what | tests |\n|---|---|---|\n", section.title);
        for (id, what) in &section.rows {
            let tests = by_id.get(id.as_str()).map_or_else(
                || "not yet".to_owned(),
                |proofs| proofs.iter().map(|p| link(p)).collect::<Vec<_>>().join("<br>"),
            );
            let _ = writeln!(out, "| {id} | {} | {tests} |", cell(what));
        }
    }
    out
}

fn link(proof: &Proof) -> String {
    let name = cell(&proof.name).replace('`', "'");
    format!("[`{name}`](../{}#L{})", proof.file.replace(' ', "%20"), proof.line)
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn without_line_numbers(table: &str) -> String {
    let mut parts = table.split("#L");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("#L");
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &str =
        "[[section]]\ntitle = \"The record\"\n[section.rows]\nREC-10 = \"ten\"\nREC-2 = \"a | b\"\nREC-1 = \"one\"\n";

    fn proof(id: &str, line: usize) -> Proof {
        Proof {
            name: "people::found".into(),
            file: "crates/people/src/lib.rs".into(),
            line,
            ids: [id.to_owned()].into(),
        }
    }

    #[test]
    fn rows_stand_in_order_with_their_tests() {
        let sections = sections(ROWS).unwrap();
        let proof = proof("REC-2", 7);
        let made = table(&sections, &[("REC-2", vec![&proof])].into(), "1 of 3.");
        let end = "\n## The record\n\n| id | what | tests |\n|---|---|---|\n| REC-1 | one | not yet |\n\
            | REC-2 | a \\| b | [`people::found`](../crates/people/src/lib.rs#L7) |\n| REC-10 | ten | not yet |\n";
        assert!(made.ends_with(end), "{made}");
    }

    #[test]
    fn an_unknown_id_is_refused_with_its_line() {
        let sections = sections(ROWS).unwrap();
        assert_eq!(refuse_unknown(&sections, &[proof("REC-1", 1), proof("UTF-8", 1)]), Ok(()));
        let wrong = refuse_unknown(&sections, &[proof("REC-11", 9)]).unwrap_err();
        assert_eq!(wrong, "crates/people/src/lib.rs:9: docs/requirements.toml has no row REC-11");
    }

    #[test]
    fn a_row_given_twice_is_refused() {
        assert!(sections(&format!("{ROWS}\n[[section]]\ntitle = \"b\"\n[section.rows]\nREC-1 = \"x\"\n")).is_err());
    }

    #[test]
    fn line_numbers_do_not_make_the_table_old() {
        assert_eq!(without_line_numbers("a#L12) b#L3)"), without_line_numbers("a#L1) b#L300)"));
        assert_ne!(without_line_numbers("a#L12) b"), without_line_numbers("a#L12) c"));
    }
}
