//! The string literals of a Rust file, with comments, documentation and test code left out.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::str::FromStr;

/// A string literal: its text with escapes blanked out, and the line it starts on. Line breaks inside are kept.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    pub line: usize,
    pub text: String,
}

/// What a file says when it is not testing.
#[derive(Debug, Default)]
pub struct Said {
    pub texts: Vec<Text>,
    /// Modules declared as `#[cfg(test)] mod name;`: their files are test code.
    pub test_modules: Vec<String>,
}

/// Reads a file's source. The error says why it is not Rust.
pub fn read(source: &str) -> Result<Said, String> {
    let tokens = TokenStream::from_str(source)
        .map_err(|e| format!("not readable as Rust at line {}: {e}", e.span().start().line))?;
    let mut said = Said::default();
    walk(tokens, &mut said);
    Ok(said)
}

fn walk(tokens: TokenStream, said: &mut Said) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Literal(literal) => {
                if let Some(text) = text_of(&literal.to_string()) {
                    said.texts.push(Text { line: literal.span().start().line, text });
                }
            }
            TokenTree::Punct(p) if p.as_char() == '#' => {
                if matches!(tokens.peek(), Some(TokenTree::Punct(p)) if p.as_char() == '!') {
                    tokens.next();
                }
                let Some(TokenTree::Group(attribute)) = tokens.peek().cloned() else { continue };
                if attribute.delimiter() != Delimiter::Bracket {
                    continue;
                }
                tokens.next();
                if is_for_tests(&attribute) {
                    said.test_modules.extend(skip_item(&mut tokens));
                } else if first_word(&attribute).as_deref() != Some("doc") {
                    walk(attribute.stream(), said);
                }
            }
            TokenTree::Group(group) => walk(group.stream(), said),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// Passes over the rest of an item; says its name if it is a module kept in another file.
fn skip_item(tokens: &mut impl Iterator<Item = TokenTree>) -> Option<String> {
    let mut words = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(g) if g.delimiter() == Delimiter::Brace => return None,
            TokenTree::Punct(p) if p.as_char() == ';' => {
                let at = words.iter().position(|w| w == "mod")?;
                return words.get(at + 1).cloned();
            }
            TokenTree::Ident(word) => words.push(word.to_string()),
            _ => {}
        }
    }
    None
}

fn words(stream: TokenStream) -> impl Iterator<Item = String> {
    stream.into_iter().filter_map(|t| if let TokenTree::Ident(i) = t { Some(i.to_string()) } else { None })
}

fn first_word(attribute: &Group) -> Option<String> {
    words(attribute.stream()).next()
}

/// `#[test]`, `#[tokio::test]`, `#[cfg(test)]`, `#[cfg(any(test, ..))]`; not `#[cfg(not(test))]`.
fn is_for_tests(attribute: &Group) -> bool {
    if first_word(attribute).as_deref() != Some("cfg") {
        return words(attribute.stream()).last().as_deref() == Some("test");
    }
    attribute.stream().into_iter().any(|t| match t {
        TokenTree::Group(condition) => needs_test(condition.stream()),
        _ => false,
    })
}

fn needs_test(condition: TokenStream) -> bool {
    let mut before = String::new();
    for token in condition {
        match token {
            TokenTree::Ident(word) => {
                before = word.to_string();
                if before == "test" {
                    return true;
                }
            }
            TokenTree::Group(inner) if before != "not" && needs_test(inner.stream()) => return true,
            _ => {}
        }
    }
    false
}

/// The inside of a string literal, `None` for numbers, characters and bytes.
fn text_of(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r').or_else(|| literal.strip_prefix("cr")) {
        let inside = raw.trim_matches('#');
        return inside.strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    }
    let inside = literal.strip_prefix('c').unwrap_or(literal).strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(inside.len());
    let mut letters = inside.chars();
    while let Some(letter) = letters.next() {
        if letter == '\\' {
            text.push(' ');
            match letters.next() {
                Some(next @ ('"' | '\'' | '\n')) => text.push(next),
                _ => text.push(' '),
            }
        } else {
            text.push(letter);
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<(usize, String)> {
        read(source).unwrap().texts.into_iter().map(|t| (t.line, t.text)).collect()
    }

    #[test]
    fn finds_strings_of_every_kind_with_their_lines() {
        let source = "fn a() {\n  f(\"one\");\n  g!(r#\"two \"x\"\"#, b\"no\", 'c', 7);\n}\n";
        assert_eq!(texts(source), [(2, "one".to_owned()), (3, "two \"x\"".to_owned())]);
    }

    #[test]
    fn leaves_out_comments_documentation_and_tests() {
        let source = "\
//! FROM module
/// FROM doc
fn a() { /* \"no\" */ f(\"yes\") } // \"no\"
#[cfg(test)]
mod tests { const X: &str = \"no\"; }
#[tokio::test]
async fn t() { f(\"no\") }
#[cfg(not(test))]
fn b() { f(\"also\") }
#[cfg(test)]
mod elsewhere;
";
        let said = read(source).unwrap();
        let found: Vec<&str> = said.texts.iter().map(|t| t.text.as_str()).collect();
        assert_eq!(found, ["yes", "also"]);
        assert_eq!(said.test_modules, ["elsewhere"]);
    }

    #[test]
    fn a_broken_line_in_a_string_keeps_its_line_count() {
        assert_eq!(texts("const A: &str = \"one \\\n two\";"), [(1, "one  \n two".to_owned())]);
    }
}
