//! What a command says: results on standard output, troubles on standard error, in plain English or as JSON.

use std::io::Write;

use kernel::Failure;

/// A line of the result. That nobody reads it is no failure.
pub fn line(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// The result that was asked for, and that is lost where it cannot be written: on a full disk, say. Whoever reads no further
/// (`| head`) has what they wanted.
pub fn result(text: impl std::fmt::Display) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Unavailable(format!("The result cannot be written: {error}.")))
        }
        _ => Ok(()),
    }
}

/// The result as one line of JSON.
pub fn json(value: &serde_json::Value) {
    line(value);
}

/// A trouble.
pub fn trouble(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// A failure, for the one at the command line: here the text of an internal fault is shown too, for nobody else reads it.
pub fn failure(failure: &Failure) {
    match failure {
        Failure::Invalid(faults) => {
            for fault in faults {
                let place = if fault.field.is_empty() { String::new() } else { format!("{}: ", fault.field) };
                trouble(format!("kith: {place}{}", fault.message));
            }
        }
        Failure::Internal(text) => trouble(format!("kith: a fault of the program or of the data: {text}")),
        other => trouble(format!("kith: {other}")),
    }
}
