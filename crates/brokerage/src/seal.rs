//! Keeping a name out of words that somebody wrote freely (BRK-3).

/// The words with every part of the name replaced, whole words only, however they are capitalised. The provider learns the
/// name with the award.
pub(crate) fn sealed(text: &str, name: &str) -> String {
    let parts: Vec<String> = name
        .split(|c: char| !c.is_alphabetic())
        .filter(|part| part.chars().count() > 1)
        .map(str::to_lowercase)
        .collect();
    let mut out = String::with_capacity(text.len());
    let mut hidden = false;
    for word in text.split_inclusive(|c: char| !c.is_alphabetic()) {
        let bare = word.trim_end_matches(|c: char| !c.is_alphabetic());
        let rest = word.get(bare.len()..).unwrap_or_default();
        if parts.contains(&bare.to_lowercase()) {
            // "Ada Example" becomes one "the person", not two.
            if hidden {
                out.truncate(out.trim_end().len());
            } else {
                out.push_str("the person");
            }
            out.push_str(rest);
            hidden = rest == " ";
        } else {
            out.push_str(word);
            hidden = false;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::sealed;

    // BRK-3
    #[test]
    fn a_name_in_free_words_is_not_told_before_the_award() {
        let hide = |text| sealed(text, "Ada O’Neill-Example");
        assert_eq!(hide("Ada wants to bake"), "the person wants to bake");
        assert_eq!(hide("Mrs Example's stairs"), "Mrs the person's stairs");
        assert_eq!(hide("Help ADA, then Example."), "Help the person, then the person.");
        assert_eq!(hide("Adaptations; examples"), "Adaptations; examples");
        assert_eq!(sealed("Ada Example likes tea", "Ada Example"), "the person likes tea");
        assert_eq!(sealed("Zoë", "Zoë"), "the person");
    }
}
