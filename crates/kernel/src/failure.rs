use std::fmt;

/// What is wrong with one field of a form, a JSON body or a row of a file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fault {
    /// The field's name as it stands in the form; empty when the whole form is meant.
    pub field: String,
    /// What is wrong and what to do about it, in plain English.
    pub message: String,
}

/// The one kind of failure. It is turned into a page, a problem body or a message on the command line once, at the edge.
///
/// The text of every variant but `Internal` is written for the person who reads it: what is wrong, where, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// There is no such thing, or this reader may not know of it (404).
    NotFound(String),
    /// The reader may see the thing but not do this to it (403).
    Forbidden(String),
    /// Nobody is signed in, or the session has ended (401).
    SignIn,
    /// What was sent cannot be accepted as it is (422); every fault names its field.
    Invalid(Vec<Fault>),
    /// The thing is not in a state in which this can be done (409).
    Conflict(String),
    /// Somebody changed the thing since it was read (409).
    Stale(String),
    /// Too many attempts; try later (429).
    TooMany(String),
    /// The body is larger than is taken (413).
    TooLarge(String),
    /// Something the program needs is away for the moment (503).
    Unavailable(String),
    /// A fault of the program itself (500). The text goes to the log, never to the reader.
    Internal(String),
}

impl Failure {
    /// A failure of one field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Failure::Invalid(vec![Fault { field: field.into(), message: message.into() }])
    }

    /// The same failure, with `field` named by every fault that names none: values do not know which field they came from.
    #[must_use]
    pub fn in_field(mut self, field: &str) -> Self {
        if let Failure::Invalid(faults) = &mut self {
            for fault in faults.iter_mut().filter(|fault| fault.field.is_empty()) {
                field.clone_into(&mut fault.field);
            }
        }
        self
    }

    /// A thing that does not exist, by the word people use for it ("package", "visit").
    pub fn no_such(word: &str) -> Self {
        Failure::NotFound(format!("There is no such {word}, or you may not see it."))
    }

    /// A state that does not allow what was asked.
    pub fn conflict(message: impl Into<String>) -> Self {
        Failure::Conflict(message.into())
    }

    /// A fault of the program itself; the text is for the log.
    pub fn internal(message: impl fmt::Display) -> Self {
        Failure::Internal(message.to_string())
    }

    /// The HTTP status that says the same.
    pub fn status(&self) -> u16 {
        match self {
            Failure::NotFound(_) => 404,
            Failure::Forbidden(_) => 403,
            Failure::SignIn => 401,
            Failure::Invalid(_) => 422,
            Failure::Conflict(_) | Failure::Stale(_) => 409,
            Failure::TooMany(_) => 429,
            Failure::TooLarge(_) => 413,
            Failure::Unavailable(_) => 503,
            Failure::Internal(_) => 500,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::SignIn => f.write_str("Sign in to go on."),
            Failure::Invalid(faults) => {
                for (n, fault) in faults.iter().enumerate() {
                    if n > 0 {
                        f.write_str(" ")?;
                    }
                    f.write_str(&fault.message)?;
                }
                Ok(())
            }
            Failure::NotFound(m)
            | Failure::Forbidden(m)
            | Failure::Conflict(m)
            | Failure::Stale(m)
            | Failure::TooMany(m)
            | Failure::TooLarge(m)
            | Failure::Unavailable(m)
            | Failure::Internal(m) => f.write_str(m),
        }
    }
}

impl std::error::Error for Failure {}
