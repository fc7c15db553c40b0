//! What the record knows of the person and of those around them, as phrases to look for.

use kernel::{Failure, Postcode};
use people::{PersonId, PersonRow};
use store::Tx;

use super::{Span, Word, address, between, split};

const PERSON: &str = "the person";
const NAME: &str = "(name)";
const ADDRESS: &str = "(address)";
const NUMBER: &str = "(number)";

/// Names and words of addresses that are ordinary words too: hidden only where they are written with a capital.
const ORDINARY: &str = " april art august autumn baker banks bath bell berry best bill bird black bland bond brown bush can care carter \
    case chair church cook cooper cross daisy dawn day dean drew east faith field fish fox frank grace grant gray green grey guy \
    hall hand hands head heath help hill holly hope house hunt iris ivy jack jean joy june king knight lamb law light lily little \
    long love major mark marsh mason may mead miles miller mills moss nick noble noon north nurse old olive page park parks pat \
    pearl penny pool poppy power price ray reader reed rest rice rich rob robin rose ruby savage sharp short small south start \
    stone strong sue summer sweet victor violet wade walker walls ward wash waters way west white will winter wise wood woods young ";

/// Words before which a name stands.
const RELATIONS: &str = " aunt auntie brother cousin dad daughter father friend grandad granddad granddaughter grandfather grandmother \
    grandson husband law mam mother mum neighbor neighbour nephew niece partner sister son stepdaughter stepson uncle wife ";
const TITLES: &str = " dr miss mr mrs ms rev revd ";
/// Words with a capital that are no names, though they follow such a word.
const NO_NAMES: &str = " a and april are at august away by calls can comes cooks daily december does driveway february for friday from \
    gp has he helps her his in is it january july june lives march may monday nhs no not november october of on or ot saturday \
    september she shops stays sunday the they thursday to tuesday visits wednesday who will with works ";

fn is_in(list: &str, word: &str) -> bool {
    list.contains(&format!(" {word} "))
}

/// Words that follow one another, and what stands there instead.
#[derive(Debug)]
struct Phrase {
    words: Vec<String>,
    instead: &'static str,
    /// Hidden only with a capital: it is an ordinary word besides.
    ordinary: bool,
}

/// What is looked for.
#[derive(Debug, Default)]
pub(crate) struct Known {
    phrases: Vec<Phrase>,
    pub(super) postcode: Option<Postcode>,
}

impl Known {
    /// What the record knows of a person: their own names, the carers they named, the address and the numbers.
    pub(crate) fn of(tx: &mut Tx<'_>, place: &places::Place, person: PersonId) -> Result<Known, Failure> {
        let row = people::row(tx, person)?;
        let carers: Vec<String> = people::carers(tx, person)?.into_iter().map(|carer| carer.name).collect();
        let areas: Vec<&str> = place.localities.iter().map(|area| area.name.as_str()).collect();
        Ok(Known::from(&row, &carers, &areas))
    }

    pub(super) fn from(row: &PersonRow, carers: &[String], areas: &[&str]) -> Known {
        let mut known = Known { phrases: Vec::new(), postcode: row.postcode.clone() };
        known.name(&row.given_name, &row.family_name, PERSON);
        for carer in carers {
            let (given, family) = carer.rsplit_once(' ').unwrap_or((carer, ""));
            known.name(given, family, NAME);
        }
        // A town, or an area of the place, is told with every offer.
        let told: Vec<Vec<String>> =
            row.town.iter().map(String::as_str).chain(areas.iter().copied()).map(in_words).collect();
        for part in row.address_lines.iter().flat_map(|line| std::iter::once(line.as_str()).chain(line.split(','))) {
            known.address(in_words(part), &told);
        }
        let inward = row.postcode.as_ref().and_then(|postcode| postcode.as_str().rsplit_once(' '));
        if let Some((_, inward)) = inward {
            known.add(vec![people::folded(inward)], "(postcode)", false);
        }
        if let Some(number) = &row.local_number {
            known.add(in_words(number), NUMBER, false);
        }
        // The longest first: "14 Made Up Lane" before "Made Up Lane".
        known.phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        known
    }

    fn add(&mut self, words: Vec<String>, instead: &'static str, ordinary: bool) {
        if !words.is_empty() && !self.phrases.iter().any(|phrase| phrase.words == words) {
            self.phrases.push(Phrase { words, instead, ordinary });
        }
    }

    /// A name whole, in its parts, and as an initial with the family name.
    fn name(&mut self, given: &str, family: &str, instead: &'static str) {
        let (first, last) = (in_words(given), in_words(family));
        self.add([first.clone(), last.clone()].concat(), instead, false);
        let initial = first.first().and_then(|name| name.chars().next()).map(String::from);
        if let Some(initial) = initial.filter(|_| !last.is_empty()) {
            self.add([vec![initial], last.clone()].concat(), instead, true);
        }
        // "O'Neill" is written as one word too, and "O’Neill-Example" by either of its halves.
        let halves =
            [given, family].into_iter().flat_map(|name| std::iter::once(name).chain(name.split(['-', '‐', ' '])));
        for half in halves.filter(|half| half.chars().count() > 1) {
            for words in [in_words(half), vec![people::folded(half)]] {
                let ordinary = words.len() == 1 && words.iter().all(|word| is_ordinary(word));
                self.add(words, instead, ordinary);
            }
        }
        for part in first.into_iter().chain(last).filter(|part| part.chars().count() > 1) {
            let ordinary = is_ordinary(&part);
            self.add(vec![part], instead, ordinary);
        }
    }

    /// A line of the address or a part of one: whole, from its number on, the street alone, and without “Lane” or “Road”.
    fn address(&mut self, line: Vec<String>, told: &[Vec<String>]) {
        if line.is_empty() || told.contains(&line) {
            return;
        }
        let number = line.iter().rposition(|word| word.contains(|c: char| c.is_ascii_digit()));
        let street: Vec<String> = line.iter().skip(number.map_or(0, |at| at + 1)).cloned().collect();
        let numbered: Vec<String> = line.iter().skip(number.unwrap_or_default()).cloned().collect();
        let single = line.len() == 1 && number.is_none();
        if line.len() > 1 || single {
            self.add(line, ADDRESS, single);
        }
        let short = |words: &[String]| match words.split_last() {
            Some((last, rest)) if address::is_street(last) => rest.to_vec(),
            _ => Vec::new(),
        };
        if let (Some(first), true) = (numbered.first(), number.is_some() && !street.is_empty()) {
            self.add(vec!["number".into(), first.clone()], ADDRESS, false);
            let bare = short(&numbered);
            self.add(numbered, ADDRESS, false);
            if bare.len() > 1 {
                self.add(bare, ADDRESS, false);
            }
        }
        if told.contains(&street) || (street.len() == 1 && street.iter().all(|word| address::is_street(word))) {
            return;
        }
        let bare = short(&street);
        let one = street.len() == 1;
        self.add(street, ADDRESS, one);
        if bare.len() > 1 {
            self.add(bare, ADDRESS, true);
        }
    }

    /// Where what is known stands in a text.
    pub(super) fn phrases(&self, text: &str, words: &[Word<'_>]) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut n = 0;
        while let Some(first) = words.get(n) {
            let rest = words.get(n..).unwrap_or_default();
            let found = self.phrases.iter().find(|phrase| stands(phrase, text, rest));
            let last = found.and_then(|phrase| rest.get(phrase.words.len() - 1));
            if let (Some(phrase), Some(last)) = (found, last) {
                spans.push(Span { from: first.from, to: last.to, instead: phrase.instead.into() });
                n += phrase.words.len();
            } else {
                n += 1;
            }
        }
        spans
    }
}

fn in_words(text: &str) -> Vec<String> {
    split(text).into_iter().map(|word| word.folded).collect()
}

fn is_ordinary(word: &str) -> bool {
    word.chars().count() <= 2 || is_in(ORDINARY, word)
}

/// Whether the phrase begins these words of the text.
fn stands(phrase: &Phrase, text: &str, words: &[Word<'_>]) -> bool {
    let Some(own) = words.get(..phrase.words.len()) else { return false };
    let near = |gap: &str| gap.chars().count() <= 3 && gap.chars().all(|c| " ,.'’-‐–/\u{a0}".contains(c));
    own.iter().zip(&phrase.words).all(|(word, wanted)| word.folded == *wanted)
        && own.iter().zip(own.iter().skip(1)).all(|(one, next)| near(between(text, one, next)))
        && (!phrase.ordinary || own.first().is_some_and(Word::is_capitalised))
}

/// The names of others, where it is said what they are: "her daughter Jane Smith", "Mr Brown next door".
pub(super) fn named_by_relation(text: &str, words: &[Word<'_>]) -> Vec<Span> {
    let is_name = |word: &Word<'_>| {
        let small = word.text.chars().skip(1).any(char::is_lowercase);
        word.is_capitalised() && small && !is_in(NO_NAMES, &word.folded) && word.text.chars().all(char::is_alphabetic)
    };
    let mut spans = Vec::new();
    for (n, word) in words.iter().enumerate() {
        let Some(next) = words.get(n + 1).filter(|next| is_name(next)) else { continue };
        let gap = between(text, word, next);
        let relation = is_in(RELATIONS, &word.folded) && [" ", " (", ", ", ": ", " – ", " - "].contains(&gap);
        let title = is_in(TITLES, &word.text.to_lowercase()) && [" ", ". "].contains(&gap);
        if !relation && !title {
            continue;
        }
        let mut last = next;
        for more in words.iter().skip(n + 2).take(2) {
            if !is_name(more) || ![" ", "-", "’", "'"].contains(&between(text, last, more)) {
                break;
            }
            last = more;
        }
        spans.push(Span { from: next.from, to: last.to, instead: NAME.into() });
    }
    spans
}
