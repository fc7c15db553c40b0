//! What may not reach a provider before the award, taken out of words that somebody wrote freely (BRK-3): the names of the
//! person and of those around them, the address, postcodes, phone numbers, e-mail addresses and numbers like an NHS number.
//!
//! It is a net and not a wall: it finds what the record knows and what has a shape. Whoever asks for a package and whoever
//! offers it reads the words as they will be sent, and catches the rest.

mod address;
mod known;
mod numbers;
mod words;

pub(crate) use known::Known;
pub(crate) use words::Words;

/// A piece of a text and what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Span {
    from: usize,
    to: usize,
    instead: String,
}

/// A word of a text: a run of letters and digits, by its place in the text and as it is compared.
#[derive(Debug)]
struct Word<'t> {
    from: usize,
    to: usize,
    text: &'t str,
    folded: String,
}

impl Word<'_> {
    fn is_capitalised(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }
}

/// Letters, digits and the marks that stand on letters.
fn in_a_word(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

fn split(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (in_a_word(c), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                let word = text.get(start..at).unwrap_or_default();
                words.push(Word { from: start, to: at, text: word, folded: address::whole(&people::folded(word)) });
                from = None;
            }
            _ => {}
        }
    }
    words
}

/// What stands between two words.
fn between<'t>(text: &'t str, one: &Word<'_>, next: &Word<'_>) -> &'t str {
    text.get(one.to..next.from).unwrap_or_default()
}

/// The words as a provider may read them before the award.
pub(crate) fn sealed(text: &str, known: &Known) -> String {
    let words = split(text);
    let mut spans: Vec<Span> = Vec::new();
    // What comes first wins; what has a shape of its own comes before what the record knows.
    for found in [
        numbers::emails(text),
        address::postcodes(text, &words, known.postcode.as_ref()),
        known.phrases(text, &words),
        numbers::numbers(text),
        known::named_by_relation(text, &words),
    ] {
        for span in found.into_iter().map(|span| with_brackets(text, span)) {
            if spans.iter().all(|other| span.to <= other.from || other.to <= span.from) {
                spans.push(span);
            }
        }
    }
    spans.sort_by_key(|span| span.from);
    put_together(text, &spans)
}

/// What stands in brackets of its own is replaced with them.
fn with_brackets(text: &str, span: Span) -> Span {
    let within = text.get(..span.from).is_some_and(|before| before.ends_with('('))
        && text.get(span.to..).is_some_and(|after| after.starts_with(')'));
    if within && span.instead.starts_with('(') { Span { from: span.from - 1, to: span.to + 1, ..span } } else { span }
}

/// The text with every span replaced. "Ada Example" becomes one "the person", not two.
fn put_together(text: &str, spans: &[Span]) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut at, mut last) = (0, "");
    for span in spans {
        let gap = text.get(at..span.from).unwrap_or_default();
        let joins = !last.is_empty() && last == span.instead && gap.chars().all(|c| " ,-‐'’".contains(c));
        if !joins {
            out.push_str(gap);
            out.push_str(&span.instead);
        }
        (at, last) = (span.to, &span.instead);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests;
