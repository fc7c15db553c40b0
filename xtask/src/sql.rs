//! Which tables a piece of SQL names. Not a parser: it knows the few words a table's name follows.

use std::collections::BTreeSet;

/// How a table is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Made: `CREATE TABLE name`.
    Made,
    /// Read or written.
    Used,
    /// Pointed at by a foreign key.
    PointedAt,
}

/// A table named in a text, in small letters, and the line within the text (from 0).
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    pub table: String,
    pub line: usize,
    pub by: Use,
}

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Word(String),
    Mark(char),
}

struct Token {
    piece: Piece,
    line: usize,
}

impl Token {
    /// The word itself if it is written as SQL: in capitals, or in small letters where the whole text is SQL.
    fn keyword(&self, small_too: bool) -> Option<String> {
        let Piece::Word(word) = &self.piece else { return None };
        let capitals = word.chars().all(|c| !c.is_ascii_lowercase());
        (capitals || small_too).then(|| word.to_ascii_uppercase())
    }
}

/// The tables that `text` names. English prose is not taken for SQL: words in small letters count only in a text that
/// begins like a statement.
pub fn tables(text: &str) -> Vec<Named> {
    let tokens = tokens(text);
    let small_too = begins_like_sql(&tokens);
    let own_names = common_tables(&tokens, small_too);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Some(word) = token.keyword(small_too) else { continue };
        let mut next = at + 1;
        let by = match word.as_str() {
            "FROM" | "JOIN" | "INTO" | "UPDATE" => Use::Used,
            "TABLE" => {
                let verb = at.checked_sub(1).and_then(|b| tokens.get(b)).and_then(|t| t.keyword(small_too));
                next = after_if_exists(&tokens, next);
                if verb.as_deref() == Some("CREATE") { Use::Made } else { Use::Used }
            }
            "REFERENCES" => Use::PointedAt,
            _ => continue,
        };
        let mut names = vec![next];
        if word == "FROM" {
            names.extend(after_commas(&tokens, next));
        }
        for name in names.into_iter().filter_map(|n| name_at(&tokens, n)) {
            if !own_names.contains(&name.table) {
                found.push(Named { by, ..name });
            }
        }
    }
    found
}

/// The name at a place, without its schema.
fn name_at(tokens: &[Token], at: usize) -> Option<Named> {
    let word = |i: usize| match tokens.get(i) {
        Some(Token { piece: Piece::Word(w), line }) => Some((w.to_ascii_lowercase(), *line)),
        _ => None,
    };
    let dotted = matches!(tokens.get(at + 1), Some(Token { piece: Piece::Mark('.'), .. }));
    let (table, line) = if dotted { word(at + 2)? } else { word(at)? };
    Some(Named { table, line, by: Use::Used })
}

/// Places of further names in `FROM a, b AS c, d`.
fn after_commas(tokens: &[Token], first: usize) -> Vec<usize> {
    let mut places = Vec::new();
    let mut words_since = 0;
    for (at, token) in tokens.iter().enumerate().skip(first) {
        match &token.piece {
            Piece::Mark(',') => {
                places.push(at + 1);
                words_since = 0;
            }
            Piece::Mark('.') => words_since -= 1,
            Piece::Word(_) if words_since < 3 => words_since += 1,
            _ => break,
        }
    }
    places
}

fn after_if_exists(tokens: &[Token], from: usize) -> usize {
    let is_one = |t: &Token| matches!(t.keyword(true).as_deref(), Some("IF" | "NOT" | "EXISTS" | "ONLY"));
    from + tokens.iter().skip(from).take_while(|t| is_one(t)).count()
}

/// Names given by `WITH name AS (` or `, name (columns) AS (`.
fn common_tables(tokens: &[Token], small_too: bool) -> BTreeSet<String> {
    let has_with = tokens.iter().any(|t| t.keyword(small_too).as_deref() == Some("WITH"));
    let pairs = tokens.iter().zip(tokens.iter().skip(1)).zip(tokens.iter().skip(2));
    pairs
        .filter(|_| has_with)
        .filter_map(|((name, middle), open)| match (&name.piece, &middle.piece, &open.piece) {
            (Piece::Word(n), Piece::Word(m), Piece::Mark('(')) if m.eq_ignore_ascii_case("as") => Some(n),
            _ => None,
        })
        .map(|n| n.to_ascii_lowercase())
        .collect()
}

fn begins_like_sql(tokens: &[Token]) -> bool {
    let words: Vec<&str> =
        tokens.iter().filter_map(|t| if let Piece::Word(w) = &t.piece { Some(w.as_str()) } else { None }).collect();
    let has = |word: &str| words.contains(&word);
    match words.as_slice() {
        ["select", ..] => has("from"),
        ["insert", "into" | "or", ..] | ["delete", "from", ..] | ["create" | "alter" | "drop", ..] => true,
        ["update", ..] => has("set"),
        ["with", ..] => has("as") && has("select"),
        _ => false,
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (line, content) in text.split('\n').enumerate() {
        let content = content.split("--").next().unwrap_or_default();
        let mut word = String::new();
        for letter in content.chars().chain([' ']) {
            if letter.is_alphanumeric() || letter == '_' {
                word.push(letter);
                continue;
            }
            if !word.is_empty() {
                tokens.push(Token { piece: Piece::Word(std::mem::take(&mut word)), line });
            }
            if !letter.is_whitespace() && letter != '"' {
                tokens.push(Token { piece: Piece::Mark(letter), line });
            }
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        tables(text).into_iter().map(|n| n.table).collect()
    }

    #[test]
    fn finds_tables_in_statements() {
        assert_eq!(names("SELECT a FROM person p JOIN public.carer c ON c.id = p.id"), ["person", "carer"]);
        assert_eq!(
            names("SELECT 1 FROM person AS p, \"offer\" o, public.visit WHERE a IN (1, 2)"),
            ["person", "offer", "visit"]
        );
        assert_eq!(names("INSERT INTO offer (id) VALUES ($1) ON CONFLICT DO NOTHING"), ["offer"]);
        assert_eq!(names("UPDATE offer SET a = 1"), ["offer"]);
        assert_eq!(names("DELETE FROM offer WHERE id = $1"), ["offer"]);
        assert_eq!(names("select a\n from person"), ["person"]);
        assert_eq!(names(" JOIN visit v ON v.id = o.visit"), ["visit"]);
    }

    #[test]
    fn prose_is_not_sql() {
        assert_eq!(names("Choose a provider from person or offer"), Vec::<String>::new());
        assert_eq!(names("Update offer"), Vec::<String>::new());
        assert_eq!(names("update the offer"), Vec::<String>::new());
    }

    #[test]
    fn names_of_a_with_and_comments_are_passed_over() {
        assert_eq!(names("WITH late AS (SELECT id FROM visit) SELECT * FROM late -- FROM offer"), ["visit"]);
    }

    #[test]
    fn tells_what_is_made_and_what_is_pointed_at() {
        let text = "CREATE TABLE IF NOT EXISTS offer (\n person UUID REFERENCES person (id)\n);";
        assert_eq!(
            tables(text),
            [
                Named { table: "offer".into(), line: 0, by: Use::Made },
                Named { table: "person".into(), line: 1, by: Use::PointedAt }
            ]
        );
    }
}
