//! What a refusal must be like.

/// What somebody reads when something was refused: words, in one line, of a length that can be read, and nothing that moves
/// the cursor of a terminal or rings its bell.
pub fn in_words(message: &str) {
    assert!(
        message.chars().filter(|c| c.is_alphabetic()).count() >= 5 && message.contains(' '),
        "no words: {message:?}"
    );
    assert!(!message.contains(char::is_control), "a control character: {message:?}");
    assert!(message.len() <= 8_000, "too long to read: {} bytes", message.len());
}

/// The same where the line of the file may be shown beneath.
pub fn in_lines(message: &str) {
    in_words(&message.replace('\n', " "));
}
