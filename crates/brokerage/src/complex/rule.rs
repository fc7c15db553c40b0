//! The rules of complex care, pure: whom the person has chosen, who bears what an agency costs, what a nurse is known by (BRK-14).

use kernel::{Date, Failure, Moment, day_in_words};

wire::choices! {
    /// Who said what they think of a care worker.
    pub enum Voice, "somebody who has a say" {
        /// The person themselves.
        Person = "person", "The person";
        /// A carer of theirs.
        Carer = "carer", "Their carer";
    }
}

wire::choices! {
    /// What was said of a care worker who was put forward.
    pub enum Word, "an answer" {
        /// They may come.
        Yes = "yes", "Yes, they may come";
        /// Not them.
        No = "no", "No";
        /// Somebody else is liked better.
        Another = "another", "I would rather have somebody else";
    }
}

wire::choices! {
    /// What was found of the home.
    pub enum HomeFinding, "a finding" {
        /// Care can be given there.
        Suitable = "suitable", "It suits the care as it is";
        /// It can once something has changed.
        Changes = "changes", "It suits once something has changed";
        /// It cannot.
        Unsuitable = "unsuitable", "It does not suit the care";
    }
}

wire::choices! {
    /// How far an outcome of the plan was met when it was looked at.
    pub enum OutcomeFinding, "a finding" {
        /// As the plan wants it.
        Met = "met", "Met";
        /// In part.
        Partly = "partly", "Partly met";
        /// Not at all.
        Not = "not", "Not met";
    }
}

wire::choices! {
    /// Who bears what agency workers cost beyond the agreed rate.
    pub enum Bearer, "a payer" {
        /// While the twenty weeks run and nobody is recruited.
        Commissioner = "commissioner", "The council";
        /// After that.
        Provider = "provider", "The provider";
    }
}

/// What somebody said of a care worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Who.
    pub voice: Voice,
    /// Their name.
    pub name: String,
    /// What.
    pub word: Word,
    /// Why.
    pub why: Option<String>,
    /// When.
    pub at: Moment,
}

/// Whether a care worker who was put forward may be given the visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Nobody has said anything yet.
    Open,
    /// They may.
    Chosen,
    /// They may not.
    Refused,
}

impl Choice {
    /// What the words come to: the latest word of the person themselves; while they have said nothing, the latest of a carer.
    pub fn of(said: &[Said]) -> Self {
        let latest = |voice| said.iter().filter(|one| one.voice == voice).max_by_key(|one| one.at);
        match latest(Voice::Person).or_else(|| latest(Voice::Carer)).map(|one| one.word) {
            None => Choice::Open,
            Some(Word::Yes) => Choice::Chosen,
            Some(Word::No | Word::Another) => Choice::Refused,
        }
    }

    /// For people.
    pub const fn words(self) -> &'static str {
        match self {
            Choice::Open => "Waits for the person’s answer",
            Choice::Chosen => "Chosen",
            Choice::Refused => "Not wanted",
        }
    }
}

/// The last day on which what an agency costs is not the provider's: the last of the twenty weeks, or the day before workers of its
/// own were in place if that came earlier.
pub fn last_day_of_council(recruit_by: Date, recruited_on: Option<Date>) -> Date {
    let before = recruited_on.map(|day| day.yesterday().unwrap_or(day));
    before.map_or(recruit_by, |before| before.min(recruit_by))
}

/// Who bears the agency cost of these days. They must lie in one month and wholly on one side of the day on which it changes, so
/// that every amount has one payer.
pub fn bearer_of((from, last): (Date, Date), recruit_by: Date, recruited_on: Option<Date>) -> Result<Bearer, Failure> {
    if last < from {
        return Err(Failure::field("last", "The last day is before the first."));
    }
    if (from.year(), from.month()) != (last.year(), last.month()) {
        return Err(Failure::field("last", "State each month for itself: both days lie in one month."));
    }
    let council = last_day_of_council(recruit_by, recruited_on);
    if from <= council && last > council {
        let next = council.tomorrow().unwrap_or(council);
        return Err(Failure::field(
            "last",
            format!(
                "From {} you bear the agency cost yourselves. State the days up to {} and those after it separately.",
                day_in_words(next),
                day_in_words(council)
            ),
        ));
    }
    Ok(if last <= council { Bearer::Commissioner } else { Bearer::Provider })
}

/// A nurse's PIN in the register of the Nursing and Midwifery Council: two digits, a letter, four digits, a letter.
pub fn nurse_pin(text: &str) -> Result<String, Failure> {
    let pin: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let fits = |(n, c): (usize, char)| if matches!(n, 2 | 7) { c.is_ascii_uppercase() } else { c.is_ascii_digit() };
    if pin.len() == 8 && pin.chars().enumerate().all(fits) {
        Ok(pin)
    } else {
        Err(Failure::field(
            "pin",
            "Enter the nurse’s PIN as the Nursing and Midwifery Council gave it: eight characters like 12A3456E.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use kernel::{date, time};

    use super::*;

    fn said(voice: Voice, word: Word, hour: i8) -> Said {
        let at = Moment::from_london(date(2026, 11, 23), time(hour, 0, 0, 0));
        Said { voice, name: "Ada".into(), word, why: None, at }
    }

    // BRK-14
    #[test]
    fn the_persons_own_latest_word_counts_and_a_carers_while_they_have_said_nothing() {
        assert_eq!(Choice::of(&[]), Choice::Open);
        let carer = said(Voice::Carer, Word::Yes, 9);
        assert_eq!(Choice::of(std::slice::from_ref(&carer)), Choice::Chosen);
        let no = said(Voice::Person, Word::Another, 8);
        assert_eq!(Choice::of(&[carer.clone(), no.clone()]), Choice::Refused);
        assert_eq!(Choice::of(&[said(Voice::Person, Word::Yes, 10), carer, no]), Choice::Chosen);
    }

    // BRK-14
    #[test]
    fn after_twenty_weeks_or_once_workers_are_found_the_provider_bears_the_agency_cost() {
        let by = date(2027, 4, 12);
        let bearer = |from, last, recruited| bearer_of((from, last), by, recruited);
        assert_eq!(bearer(date(2027, 4, 1), date(2027, 4, 12), None), Ok(Bearer::Commissioner));
        assert_eq!(bearer(date(2027, 4, 13), date(2027, 4, 30), None), Ok(Bearer::Provider));
        let told = bearer(date(2027, 4, 1), date(2027, 4, 30), None).unwrap_err().to_string();
        assert!(told.contains("From Tuesday 13 April 2027 you bear"), "{told}");
        let found = Some(date(2027, 1, 18));
        assert_eq!(bearer(date(2027, 1, 1), date(2027, 1, 17), found), Ok(Bearer::Commissioner));
        assert_eq!(bearer(date(2027, 1, 18), date(2027, 1, 31), found), Ok(Bearer::Provider));
        assert!(bearer(date(2027, 1, 30), date(2027, 2, 2), None).is_err());
        assert!(bearer(date(2027, 1, 2), date(2027, 1, 1), None).is_err());
    }

    // BRK-14
    #[test]
    fn a_nurse_is_known_by_a_pin_that_can_be_one() {
        assert_eq!(nurse_pin("12a 3456e").as_deref(), Ok("12A3456E"));
        for wrong in ["", "12A3456", "1234567E", "AA34567E", "12A3456EE", "12Å3456E"] {
            assert!(nurse_pin(wrong).is_err(), "{wrong}");
        }
    }
}
