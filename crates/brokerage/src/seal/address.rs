//! Postcodes, and how the lines of an address are written in running text.

use kernel::Postcode;

use super::{Span, Word, between};

/// The letters with which the postcodes of the country begin: "a B12 1st thing" is none by its shape alone.
const AREAS: &str = " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN \
    EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW \
    OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR \
    WS WV YO ZE ";

/// Kinds of street, each with the ways in which it is shortened.
const STREETS: &[(&str, &[&str])] = &[
    ("avenue", &["ave", "av"]),
    ("close", &["cl"]),
    ("court", &["ct"]),
    ("crescent", &["cres"]),
    ("drive", &["dr"]),
    ("gardens", &["gdns"]),
    ("grove", &["gr"]),
    ("lane", &["ln"]),
    ("place", &["pl"]),
    ("road", &["rd"]),
    ("square", &["sq"]),
    ("street", &["st"]),
    ("terrace", &["ter", "terr"]),
    ("way", &[]),
];

/// A word of an address written out: "rd" is "road".
pub(super) fn whole(folded: &str) -> String {
    let long = STREETS.iter().find(|(_, short)| short.contains(&folded)).map_or(folded, |(long, _)| *long);
    long.to_owned()
}

pub(super) fn is_street(word: &str) -> bool {
    STREETS.iter().any(|(long, _)| *long == word)
}

/// Every postcode, in capitals or not, with a space or without; its first half stays, as the offer tells it anyway.
pub(super) fn postcodes(text: &str, words: &[Word<'_>], own: Option<&Postcode>) -> Vec<Span> {
    let mut spans = Vec::new();
    for (n, word) in words.iter().enumerate() {
        let next = words.get(n + 1).filter(|next| between(text, word, next).trim() == "");
        let pair = next.map(|next| (format!("{}{}", word.text, next.text), next.text, next.to));
        let alone = (word.text.to_owned(), "", word.to);
        for (written, last, to) in [Some(alone), pair].into_iter().flatten() {
            // Half of a postcode is no postcode: "DT1 1AA" is read from its first word.
            let Ok(found) = Postcode::parse(&written) else { continue };
            let is_own = own.is_some_and(|own| own.outcode() == found.outcode());
            if is_own || (is_of_the_country(&found) && !matches!(last, "1st" | "2nd" | "3rd")) {
                spans.push(Span { from: word.from, to, instead: found.outcode().to_owned() });
                break;
            }
        }
    }
    spans
}

fn is_of_the_country(postcode: &Postcode) -> bool {
    let area: String = postcode.as_str().chars().take_while(char::is_ascii_alphabetic).collect();
    AREAS.contains(&format!(" {area} "))
}
