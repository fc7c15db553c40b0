//! Finds the tests that say which requirement they prove: `// REC-1, H2` in the comment above a Rust test, or above a
//! browser journey.

use crate::{Outcome, tree};
use std::collections::BTreeSet;
use std::path::Path;

/// A test that names requirements.
#[derive(Debug, PartialEq, Eq)]
pub struct Proof {
    /// crate::path, or the file and title of a journey.
    pub name: String,
    pub file: String,
    pub line: usize,
    pub ids: BTreeSet<String>,
}

/// Every test in the tree that names a requirement.
pub fn all(root: &Path) -> Outcome<Vec<Proof>> {
    let mut found = Vec::new();
    // The product's crates alone: a test of the tool that makes the table proves no requirement.
    let places = tree::crates(root)?;
    for (krate, folder) in places {
        for part in ["src", "tests"] {
            for path in tree::files(&folder.join(part), "rs")? {
                let inside = path.strip_prefix(folder.join(part)).unwrap_or(&path);
                let place = Place { root: module_path(&krate, inside), file: tree::shown(root, &path) };
                found.extend(in_rust(&tree::read(&path)?, &place, part == "tests"));
            }
        }
    }
    for path in tree::files(&root.join("e2e"), "mjs")? {
        found.extend(in_journeys(&tree::read(&path)?, &tree::shown(root, &path)));
    }
    Ok(found)
}

struct Place {
    root: String,
    file: String,
}

fn module_path(krate: &str, inside: &Path) -> String {
    let mut parts = vec![krate.to_owned()];
    parts.extend(inside.with_extension("").iter().map(|p| p.to_string_lossy().into_owned()));
    if matches!(parts.last().map(String::as_str), Some("lib" | "main" | "mod")) {
        parts.pop();
    }
    parts.join("::")
}

/// What stands directly above the line being read: comments and attributes, forgotten at the first other line.
#[derive(Default)]
struct Above {
    ids: BTreeSet<String>,
    has_test: bool,
}

fn in_rust(source: &str, place: &Place, in_tests_folder: bool) -> Vec<Proof> {
    let mut found = Vec::new();
    let mut above = Above::default();
    let mut modules: Vec<(usize, String)> = Vec::new();
    for (at, line) in source.lines().enumerate() {
        let (indent, text) = (line.len() - line.trim_start().len(), line.trim());
        if let Some(comment) = text.strip_prefix("//") {
            above.ids.extend(ids_in(comment.trim_start_matches(['/', '!'])));
            continue;
        }
        if text.starts_with("#[") {
            above.has_test |= is_test_attribute(text);
            continue;
        }
        if !text.is_empty() {
            modules.retain(|(i, _)| *i < indent);
        }
        if let Some(name) = named(text, "mod").filter(|_| text.ends_with('{')) {
            modules.push((indent, name));
        } else if let Some(name) = named(text, "fn")
            && (above.has_test || in_tests_folder)
            && !above.ids.is_empty()
        {
            let path = modules.iter().map(|(_, m)| m.as_str()).filter(|m| *m != "tests").chain([name.as_str()]);
            let path = path.fold(place.root.clone(), |path, part| format!("{path}::{part}"));
            let ids = std::mem::take(&mut above.ids);
            found.push(Proof { name: path, file: place.file.clone(), line: at + 1, ids });
        }
        above = Above::default();
    }
    found
}

/// `#[test]`, `#[tokio::test(..)]`, `#[testkit::both]` and their like, not `#[cfg(test)]`.
fn is_test_attribute(text: &str) -> bool {
    let path = text.trim_start_matches("#[").split(['(', ']', ' ', '=']).next().unwrap_or_default();
    path.split("::").any(|part| part.ends_with("test") || part == "testkit")
}

/// The name after `fn` or `mod`, if the line declares one.
fn named(text: &str, keyword: &str) -> Option<String> {
    let mut words = text.split_whitespace().skip_while(|w| w.starts_with("pub") || *w == "async" || *w == "const");
    (words.next()? == keyword).then_some(())?;
    let name: String = words.next()?.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

fn in_journeys(source: &str, file: &str) -> Vec<Proof> {
    let mut found = Vec::new();
    let mut ids = BTreeSet::new();
    for (at, line) in source.lines().enumerate() {
        let text = line.trim();
        if let Some(comment) = text.strip_prefix("//") {
            ids.extend(ids_in(comment));
            continue;
        }
        if let Some(title) = title_of(text).filter(|_| !ids.is_empty()) {
            let name = format!("{file}: {title}");
            found.push(Proof { name, file: file.to_owned(), line: at + 1, ids: std::mem::take(&mut ids) });
        }
        ids.clear();
    }
    found
}

fn title_of(text: &str) -> Option<String> {
    let open = text.find(['(', '\'', '"', '`'])?;
    let called = text.get(..open)?.trim_start_matches("await ").split('.').next().unwrap_or_default().trim();
    matches!(called, "test" | "it" | "journey").then_some(())?;
    let quote = text.find(['\'', '"', '`'])?;
    let (mark, rest) = text.get(quote..)?.split_at_checked(1)?;
    rest.split(mark).next().map(str::to_owned)
}

/// The ids a comment names: `ABC-1` or `H1`.
fn ids_in(comment: &str) -> impl Iterator<Item = String> {
    let words = comment.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter(|w| is_id(w)).map(str::to_owned)
}

fn is_id(word: &str) -> bool {
    let digits = |d: &str| !d.is_empty() && d.len() <= 3 && d.bytes().all(|b| b.is_ascii_digit());
    match word.split_once('-') {
        Some((letters, number)) => {
            matches!(letters.len(), 3 | 4) && letters.bytes().all(|b| b.is_ascii_uppercase()) && digits(number)
        }
        None => word.strip_prefix('H').is_some_and(digits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rust(source: &str, in_tests_folder: bool) -> Vec<(String, usize, String)> {
        let place = Place { root: "people".into(), file: "f.rs".into() };
        let list = |ids: BTreeSet<String>| ids.into_iter().collect::<Vec<_>>().join(" ");
        in_rust(source, &place, in_tests_folder).into_iter().map(|p| (p.name, p.line, list(p.ids))).collect()
    }

    #[test]
    fn a_comment_above_or_below_the_attribute_names_what_is_proved() {
        let source = "\
// REC-9
fn not_a_test() {}

#[cfg(test)]
mod tests {
    // PLAN-2, H14: nothing falls between
    // the steps
    #[test]
    #[ignore = \"slow\"]
    fn first() {
        // GOV-1
        let x = 1;
    }

    #[tokio::test(flavor = \"multi_thread\")]
    // REC-2
    async fn second() {}

    mod inner {
        // REC-3
        #[test]
        fn third() {}
    }

    #[test]
    fn proves_nothing_named() {}
}
";
        assert_eq!(
            rust(source, false),
            [
                ("people::first".to_owned(), 10, "H14 PLAN-2".to_owned()),
                ("people::second".to_owned(), 17, "REC-2".to_owned()),
                ("people::inner::third".to_owned(), 22, "REC-3".to_owned()),
            ]
        );
    }

    #[test]
    fn in_a_tests_folder_a_function_of_a_macro_counts() {
        let source = "both! {\n    // REC-1\n    fn found_again(place: &Place) {}\n}\n";
        assert_eq!(rust(source, true), [("people::found_again".to_owned(), 3, "REC-1".to_owned())]);
        assert_eq!(rust(source, false), []);
    }

    #[test]
    fn journeys_are_found_by_their_title() {
        let source = "// BRK-3, VIS-1\njourney('a broker offers, and it\"s taken', async () => {\n});\n// REC-1\nconst x = 1;\ntest(\"none\");\n";
        let found = in_journeys(source, "e2e/a.mjs");
        let names: Vec<_> = found.iter().map(|p| (p.name.as_str(), p.line)).collect();
        assert_eq!(names, [("e2e/a.mjs: a broker offers, and it\"s taken", 2)]);
    }

    #[test]
    fn an_id_is_letters_dash_number() {
        let found: Vec<String> = ids_in(" REC-1, H2 (BRK-12). Hello UTF_8 A-1 HTTP2 rec-4").collect();
        assert_eq!(found, ["REC-1", "H2", "BRK-12"]);
    }

    #[test]
    fn files_become_paths() {
        assert_eq!(module_path("people", Path::new("lib.rs")), "people");
        assert_eq!(module_path("people", Path::new("offer/accept.rs")), "people::offer::accept");
        assert_eq!(module_path("people", Path::new("it/main.rs")), "people::it");
    }
}
