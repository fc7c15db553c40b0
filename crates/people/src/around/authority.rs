//! What an attorney or deputy may decide, and how well that is known (H15): what was not seen, is not registered or was to
//! be looked at again by a day that has passed, is never shown as current.

use kernel::{Date, Failure, Fault, day_in_words};
use page::{
    Markup,
    components::{Tag, TagColour, tag},
    html,
};
use store::{Row, Value, cols};

use super::Part;

/// What is known of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is registered, or the court has made its order, and somebody saw it.
    Registered {
        /// The day it was seen.
        seen: Date,
    },
    /// It is applied for.
    Applied,
    /// Somebody says so; the document was not seen.
    NotSeen,
}

impl Standing {
    /// What a form sends and what it says.
    pub const CHOICES: &'static [(&'static str, &'static str)] = &[
        ("registered", "Registered, or ordered by the court, and the document was seen"),
        ("applied", "Applied for, not registered yet"),
        ("not_seen", "The document was not seen"),
    ];

    /// As data.
    pub const fn code(self) -> &'static str {
        match self {
            Standing::Registered { .. } => "registered",
            Standing::Applied => "applied",
            Standing::NotSeen => "not_seen",
        }
    }

    /// The day the document was seen.
    pub const fn seen(self) -> Option<Date> {
        match self {
            Standing::Registered { seen } => Some(seen),
            Standing::Applied | Standing::NotSeen => None,
        }
    }
}

/// What an attorney or deputy may decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Decides on health and welfare.
    pub welfare: bool,
    /// Decides on property and affairs.
    pub property: bool,
    /// What is known of the document.
    pub standing: Standing,
    /// The last day on which it may be relied on without another look.
    pub review_on: Date,
    /// Where it is known from.
    pub source: String,
}

/// How it stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// It can be relied on.
    Current,
    /// It was to be looked at again and was not.
    Lapsed,
    /// It gives no authority yet.
    Applied,
    /// Nobody has seen it.
    NotSeen,
}

impl Stands {
    /// As data.
    pub const fn code(self) -> &'static str {
        match self {
            Stands::Current => "current",
            Stands::Lapsed => "lapsed",
            Stands::Applied => "applied",
            Stands::NotSeen => "not_seen",
        }
    }
}

/// What was typed about it.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// What it covers: "welfare", "property".
    pub covers: Vec<String>,
    /// The code of a standing.
    pub standing: Option<String>,
    /// The day the document was seen.
    pub seen_on: Option<Date>,
    /// By when it must be looked at again.
    pub review_on: Option<Date>,
    /// Where it is known from.
    pub source: Option<String>,
}

impl Given {
    fn anything(&self) -> Option<&'static str> {
        [
            (!self.covers.is_empty(), "covers"),
            (self.standing.is_some(), "standing"),
            (self.seen_on.is_some(), "seen_on"),
            (self.review_on.is_some(), "review_on"),
            (self.source.is_some(), "source"),
        ]
        .into_iter()
        .find_map(|(given, field)| given.then_some(field))
    }
}

impl Authority {
    /// Reads what was typed: an attorney or deputy has an authority, everybody else has none. Every fault at once.
    pub fn of(part: Part, given: &Given, today: Date) -> Result<Option<Self>, Failure> {
        if !part.decides() {
            let Some(field) = given.anything() else { return Ok(None) };
            let message = format!(
                "Only an attorney or a deputy decides for the person. Leave this empty, or choose one of them instead of “{}”.",
                part.words()
            );
            return Err(Failure::field(field, message));
        }
        let mut faults = faults(given, today);
        let standing = match (given.standing.as_deref(), given.seen_on) {
            (Some("registered"), Some(seen)) => Some(Standing::Registered { seen }),
            (Some("applied"), None) => Some(Standing::Applied),

            (Some("registered"), None) => {
                faults.push(fault("seen_on", "Enter the day the document was seen, or say that it was not seen."));
                None
            }
            (Some(_), None) => Some(Standing::NotSeen),
            (Some(_), Some(_)) => {
                faults.push(fault("seen_on", "A day is entered on which the document was seen, but it is said not to be registered or not to be seen. Put one of the two right."));
                None
            }
            (None, _) => {
                faults.push(fault("standing", "Say what is known of the document."));
                None
            }
        };
        match (standing, given.review_on, &given.source) {
            (Some(standing), Some(review_on), Some(source)) if faults.is_empty() => Ok(Some(Authority {
                welfare: given.covers.iter().any(|code| code == "welfare"),
                property: given.covers.iter().any(|code| code == "property"),
                standing,
                review_on,
                source: source.clone(),
            })),
            _ => Err(Failure::Invalid(faults)),
        }
    }

    /// How it stands on a day.
    pub fn stands(&self, today: Date) -> Stands {
        match self.standing {
            _ if today > self.review_on => Stands::Lapsed,
            Standing::Registered { .. } => Stands::Current,
            Standing::Applied => Stands::Applied,
            Standing::NotSeen => Stands::NotSeen,
        }
    }

    /// What it covers, as data.
    pub fn covers(&self) -> Vec<&'static str> {
        [(self.welfare, "welfare"), (self.property, "property")]
            .into_iter()
            .filter_map(|(covers, code)| covers.then_some(code))
            .collect()
    }

    /// What it covers and how it stands, in words.
    pub(super) fn words(&self, today: Date) -> String {
        let covers = match (self.welfare, self.property) {
            (true, true) => "health and welfare, and property and affairs",
            (true, false) => "health and welfare",
            (false, true) => "property and affairs",
            (false, false) => "nothing",
        };
        let (review, source) = (day_in_words(self.review_on), &self.source);
        let stands = match (self.stands(today), self.standing.seen()) {
            (Stands::Lapsed, _) => format!(
                "It was to be looked at again by {review} and was not. Do not rely on it until somebody has seen the document again. Source: {source}."
            ),
            (Stands::Applied, _) => {
                format!(
                    "Applied for, not registered: it gives no authority yet. Look again by {review}. Source: {source}."
                )
            }
            (_, Some(seen)) => {
                format!(
                    "Registered; document seen on {}. Look again by {review}. Source: {source}.",
                    day_in_words(seen)
                )
            }
            (_, None) => format!(
                "The document was not seen. Do not rely on it until somebody has seen it. Look again by {review}. Source: {source}."
            ),
        };
        format!("Covers {covers}. {stands}")
    }

    /// The same with its tag: its word stands beside the colour.
    pub(super) fn shown(&self, today: Date) -> Markup {
        let (word, colour) = match self.stands(today) {
            Stands::Current => ("Current", TagColour::Green),
            Stands::Lapsed => ("Not current", TagColour::Red),
            Stands::Applied => ("Not in force", TagColour::Orange),
            Stands::NotSeen => ("Not seen", TagColour::Orange),
        };
        html! { (tag(&Tag { text: word.into(), colour, ..Tag::default() })) " " (self.words(today)) }
    }

    pub(super) fn stored(row: &Row) -> Result<Option<Self>, Failure> {
        let Some(standing) = row.get::<Option<String>>("standing")? else { return Ok(None) };
        let standing = match (standing.as_str(), row.get::<Option<Date>>("seen_on")?) {
            ("registered", Some(seen)) => Standing::Registered { seen },
            ("applied", _) => Standing::Applied,
            // A document that nobody has seen is never taken for one that stands.
            _ => Standing::NotSeen,
        };
        Ok(Some(Authority {
            welfare: row.get("covers_welfare")?,
            property: row.get("covers_property")?,
            standing,
            review_on: row.get("review_on")?,
            source: row.get("source")?,
        }))
    }

    pub(super) fn columns(authority: Option<&Self>) -> Vec<(&'static str, Value)> {
        cols! {
            "covers_welfare" => authority.is_some_and(|authority| authority.welfare),
            "covers_property" => authority.is_some_and(|authority| authority.property),
            "standing" => authority.map(|authority| authority.standing.code()),
            "seen_on" => authority.and_then(|authority| authority.standing.seen()),
            "review_on" => authority.map(|authority| authority.review_on),
            "source" => authority.map(|authority| authority.source.as_str()),
        }
    }

    pub(super) fn facts(&self) -> serde_json::Value {
        serde_json::json!({
            "covers": self.covers(), "standing": self.standing.code(), "seen_on": self.standing.seen(),
            "review_on": self.review_on, "source": self.source,
        })
    }
}

fn fault(field: &str, message: &str) -> Fault {
    Fault { field: field.into(), message: message.into() }
}

fn faults(given: &Given, today: Date) -> Vec<Fault> {
    let mut faults = Vec::new();
    if given.covers.is_empty() {
        faults.push(fault("covers", "Say what they may decide on."));
    }
    if given.seen_on.is_some_and(|seen| seen > today) {
        faults.push(fault("seen_on", "The day the document was seen is in the future. Check the date."));
    }
    match given.review_on {
        None => faults.push(fault("review_on", "Enter the day by which the document must be looked at again.")),
        Some(review) if review < today => faults.push(fault(
            "review_on",
            "This day has passed. See the document again, and enter by when it must be looked at the next time.",
        )),
        Some(_) => {}
    }
    if given.source.is_none() {
        faults.push(fault("source", "Say where this is known from."));
    }
    faults
}

#[cfg(test)]
mod tests {
    use kernel::date;

    use super::*;

    fn given() -> Given {
        Given {
            covers: vec!["welfare".into()],
            standing: Some("registered".into()),
            seen_on: Some(date(2026, 11, 20)),
            review_on: Some(date(2027, 11, 20)),
            source: Some("Register of the Office of the Public Guardian".into()),
        }
    }

    fn today() -> Date {
        date(2026, 11, 23)
    }

    fn fields(part: Part, given: &Given) -> Vec<String> {
        match Authority::of(part, given, today()) {
            Err(Failure::Invalid(faults)) => faults.into_iter().map(|fault| fault.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    // REC-2, H15
    #[test]
    fn what_is_lapsed_unseen_or_not_registered_is_never_current() {
        let seen = Authority::of(Part::Attorney, &given(), today()).unwrap().unwrap();
        assert_eq!(seen.stands(date(2027, 11, 20)), Stands::Current);
        assert_eq!(seen.stands(date(2027, 11, 21)), Stands::Lapsed);
        assert!(seen.words(date(2027, 11, 21)).contains("Do not rely on it"));
        for (standing, stands) in [("applied", Stands::Applied), ("not_seen", Stands::NotSeen)] {
            let given = Given { standing: Some(standing.into()), seen_on: None, ..given() };
            let authority = Authority::of(Part::Deputy, &given, today()).unwrap().unwrap();
            assert_eq!(authority.stands(today()), stands);
            assert_eq!(authority.stands(date(2030, 1, 1)), Stands::Lapsed);
        }
    }

    // REC-2, H15
    #[test]
    fn an_authority_is_whole_or_refused_and_nobody_else_has_one() {
        assert_eq!(fields(Part::Attorney, &Given::default()), ["covers", "review_on", "source", "standing"]);
        assert_eq!(fields(Part::Attorney, &Given { seen_on: None, ..given() }), ["seen_on"]);
        assert_eq!(fields(Part::Attorney, &Given { standing: Some("not_seen".into()), ..given() }), ["seen_on"]);
        assert_eq!(fields(Part::Attorney, &Given { seen_on: Some(date(2026, 11, 24)), ..given() }), ["seen_on"]);
        assert_eq!(fields(Part::Attorney, &Given { review_on: Some(date(2026, 11, 22)), ..given() }), ["review_on"]);
        assert_eq!(fields(Part::Family, &given()), ["covers"]);
        assert_eq!(Authority::of(Part::Family, &Given::default(), today()), Ok(None));
    }
}
