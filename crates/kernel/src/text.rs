use crate::Failure;

/// What stands for bytes that were no text, and for a NUL, which PostgreSQL does not take.
const REPLACEMENT: char = '\u{FFFD}';

/// The longest name that other systems of the NHS take for one part of a name.
const LONGEST_NAME: usize = 70;

/// A text from outside as it may stand in a message: on one line, without what moves the cursor of a terminal, and cut after
/// so many characters.
pub fn shown(text: &str, most: usize) -> String {
    let one_line = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|part| !part.is_empty());
    let one_line = one_line.collect::<Vec<_>>().join(" ");
    let mut chars = one_line.chars();
    let head: String = chars.by_ref().take(most).collect();
    if chars.next().is_some() { head + "\u{2026}" } else { head }
}

/// A text from outside as it may stand in a message of several lines: without anything that a terminal would obey.
pub fn shown_lines(text: &str) -> String {
    text.replace(|c: char| c.is_control() && c != '\n', " ")
}

/// One line of text as it is kept: trimmed, runs of spaces made one. Control characters (NUL, line ends and the invisible
/// ones that turn the direction of writing) are refused, for they hide or change what a reader sees.
pub fn clean_line(text: &str) -> Result<String, Failure> {
    let text = text.trim();
    refuse_hidden(text, |c| c == '\t')?;
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Text of several lines as it is kept: line ends made one kind, space at the end of lines dropped, no more than one
/// empty line together, nothing empty at the start and the end. Control characters are refused as by [`clean_line`].
pub fn clean_words(text: &str) -> Result<String, Failure> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    refuse_hidden(&text, |c| c == '\n')?;
    let mut kept = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !kept.is_empty() {
            kept.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        kept.push_str(if kept.is_empty() { line.trim_start() } else { line });
        empty = 0;
    }
    Ok(kept)
}

/// One part of a person's name as it is kept: letters of any script, apostrophes, hyphens, spaces and full stops, at most
/// 70 characters. Curly apostrophes and typographic hyphens become the plain ones, so that a name is found however it was typed.
pub fn clean_name(text: &str) -> Result<String, Failure> {
    let name: String = clean_line(text)?
        .chars()
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' | '`' => '\'',
            '\u{2010}' | '\u{2011}' => '-',
            c => c,
        })
        .collect();
    if name.is_empty() {
        return Err(Failure::field("", "Enter a name."));
    }
    if let Some(c) = name.chars().find(|&c| !(is_of_letters(c) || matches!(c, '\'' | '-' | ' ' | '.'))) {
        return Err(Failure::field(
            "",
            format!("A name has letters, spaces, hyphens, apostrophes and full stops only. Take out “{c}”."),
        ));
    }
    if !name.chars().any(char::is_alphabetic) {
        return Err(Failure::field("", "A name has at least one letter."));
    }
    let length = name.chars().count();
    if length > LONGEST_NAME {
        return Err(Failure::field(
            "",
            format!("A name can have {LONGEST_NAME} characters; this one has {length}. Shorten it."),
        ));
    }
    Ok(name)
}

fn refuse_hidden(text: &str, allowed: impl Fn(char) -> bool) -> Result<(), Failure> {
    let turns_direction = |c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let is_hidden = |c: char| c.is_control() || turns_direction(c) || matches!(c, '\u{FEFF}' | REPLACEMENT);
    match text.chars().find(|&c| !allowed(c) && is_hidden(c)) {
        None => Ok(()),
        Some(REPLACEMENT) => Err(Failure::field(
            "",
            "A character of this text did not arrive whole (\u{FFFD} stands in its place). Type it again instead of pasting it.",
        )),
        Some('\n' | '\r') => Err(Failure::field("", "This must be one line. Take out the line ends.")),
        Some(c) => Err(Failure::field(
            "",
            format!(
                "The text has a hidden character (U+{:04X}) that cannot be kept. Type it again instead of pasting it.",
                u32::from(c)
            ),
        )),
    }
}

/// Letters and the signs that belong to letters. Vowel signs of most scripts count as alphabetic already; named here are
/// accents that stand alone, viramas, nuktas and tone marks, and the joiners that Persian and Indic spelling needs.
fn is_of_letters(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c,
            '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{FE20}'..='\u{FE2F}'
            | '\u{200C}' | '\u{200D}'
            | '\u{064B}'..='\u{065F}' | '\u{0E47}'..='\u{0E4E}' | '\u{0EC8}'..='\u{0ECD}' | '\u{1037}' | '\u{1039}' | '\u{103A}'
            | '\u{093C}' | '\u{09BC}' | '\u{0A3C}' | '\u{0ABC}' | '\u{0B3C}' | '\u{0CBC}'
            | '\u{094D}' | '\u{09CD}' | '\u{0A4D}' | '\u{0ACD}' | '\u{0B4D}' | '\u{0BCD}' | '\u{0C4D}' | '\u{0CCD}'
            | '\u{0D4D}' | '\u{0DCA}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_is_trimmed_and_its_spaces_made_one() {
        assert_eq!(clean_line("  14   High\tStreet\u{a0} "), Ok("14 High Street".to_owned()));
        assert_eq!(clean_line(" \n "), Ok(String::new()));
        for text in ["a\0b", "a\u{1b}[31m", "a\nb", "a\u{202E}b", "a\u{7f}"] {
            assert!(clean_line(text).is_err(), "{text:?}");
        }
        assert!(clean_line("a\0b").unwrap_err().to_string().contains("U+0000"));
        assert!(clean_line("a\nb").unwrap_err().to_string().contains("one line"));
    }

    #[test]
    fn words_keep_their_paragraphs() {
        let text = "\r\n  Key safe at the back. \r\n\r\n\r\n\r\nDog is friendly.\n - likes tea\n\n";
        assert_eq!(clean_words(text), Ok("Key safe at the back.\n\nDog is friendly.\n - likes tea".to_owned()));
        assert!(clean_words("a\0b").is_err());
        assert!(clean_words("a\u{2066}b").is_err());
    }

    // REC-1
    #[test]
    fn names_of_any_script_are_taken() {
        for (typed, kept) in [
            ("  Siân ", "Siân"),
            ("O’Neill", "O'Neill"),
            ("Anne-Marie van der Berg Jr.", "Anne-Marie van der Berg Jr."),
            ("Łukasz", "Łukasz"),
            ("Zoe\u{308}", "Zoe\u{308}"),
            ("李 小龍", "李 小龍"),
            ("प्रिया", "प्रिया"),
            ("محمد", "محمد"),
            ("Nguyễn", "Nguyễn"),
            ("'t Hooft", "'t Hooft"),
        ] {
            assert_eq!(clean_name(typed).as_deref(), Ok(kept));
        }
    }

    #[test]
    fn what_is_no_name_is_refused_with_the_reason() {
        for (text, words) in [
            ("", "Enter a name"),
            ("-", "at least one letter"),
            ("R2D2", "Take out “2”"),
            ("<b>", "Take out “<”"),
            ("a\0", "hidden character"),
            ("Zo\u{fffd}", "did not arrive whole"),
            (&"x".repeat(71), "this one has 71"),
        ] {
            assert!(clean_name(text).unwrap_err().to_string().contains(words), "{text}");
        }
        assert!(clean_name(&"é".repeat(70)).is_ok());
    }

    // INT-4
    #[test]
    fn what_a_message_shows_of_a_text_rings_no_bell_and_has_an_end() {
        assert_eq!(shown("\u{1b}[31mred\u{7}\r\nand\tmore", 60), "[31mred and more");
        assert_eq!(shown("one two", 5), "one t\u{2026}");
    }

    proptest! {
        #[test]
        fn what_is_clean_stays_as_it_is(text in any::<String>()) {
            for clean in [clean_line, clean_words, clean_name] {
                if let Ok(once) = clean(&text) {
                    prop_assert!(!once.contains(['\0', '\r', '\t']));
                    prop_assert_eq!(clean(&once), Ok(once));
                }
            }
        }

        #[test]
        fn lines_with_much_space_stay_as_they_are(text in "[ab \n\r\t]{0,30}") {
            let once = clean_words(&text).unwrap();
            prop_assert!(!once.contains("\n\n\n"));
            prop_assert_eq!(clean_words(&once), Ok(once));
        }
    }
}
