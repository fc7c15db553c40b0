//! Measures: figures with the cases behind them (PER-1, BRK-12).
//!
//! A measure is a function from the journal to cases. Each case says whether it counts in the numerator, why, and where it
//! can be looked at; the figure is nothing but their count or the sum of their minutes, so a figure and its drill-down cannot disagree. Words, targets
//! and bands are the place's data ([`places::Measure`]); which cases there are is the room's.

use kernel::{Failure, Period, Uuid};
use store::Tx;

/// What is asked of a measure.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The days, usually a quarter.
    pub period: Period,
    /// One provider only.
    pub organisation: Option<Uuid>,
}

/// One case behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Case {
    /// The thing that is counted: an offer, a package.
    pub subject: Uuid,
    /// The provider it counts for.
    pub organisation: Uuid,
    /// The person it is about; lists show them only to those who may see them.
    pub person: Option<Uuid>,
    /// The area's code.
    pub locality: String,
    /// How much it weighs: 1 where cases are counted, its minutes where care is.
    pub weight: i64,
    /// Whether it counts in the numerator.
    pub counts: bool,
    /// Why it counts or does not, in words: "answered after 3 hours 10 minutes".
    pub why: String,
    /// Where it can be looked at.
    pub href: String,
}

/// A measure a room can reckon.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// Its code in the place's data: "R1".
    pub code: &'static str,
    /// What of a case it judges: "answer", "first_visit". Whoever explains a case once has explained it for every measure that
    /// judges the same of it.
    pub about: &'static str,
    /// Its cases, in the order of time.
    pub cases: fn(&mut Tx<'_>, &Asked) -> Result<Vec<Case>, Failure>,
}

/// A figure: how many of how many. Of nothing it is no figure at all, and says so rather than 0% or 100%.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Figure {
    /// Cases in the numerator.
    pub numerator: i64,
    /// All cases.
    pub denominator: i64,
}

impl Figure {
    /// Counts cases, each by its weight.
    pub fn of<'a>(cases: impl IntoIterator<Item = &'a Case>) -> Self {
        cases.into_iter().fold(Figure::default(), |sum, case| Figure {
            numerator: sum.numerator + if case.counts { case.weight } else { 0 },
            denominator: sum.denominator + case.weight,
        })
    }

    /// Tenths of a per cent, rounded half up; none when there are no cases.
    pub fn per_mille(self) -> Option<i64> {
        (self.denominator > 0).then(|| (self.numerator * 2000 + self.denominator) / (self.denominator * 2))
    }

    /// In words: "92.3% (12 of 13)", or "no cases".
    pub fn words(self) -> String {
        match self.per_mille() {
            None => "no cases".into(),
            Some(share) => format!("{}.{}% ({} of {})", share / 10, share % 10, self.numerator, self.denominator),
        }
    }

    /// In words by what is counted; minutes are told as hours: "92.3% (1,204.5 of 1,305.0 hours)".
    pub fn words_of(self, unit: places::Counted) -> String {
        match (unit, self.per_mille()) {
            (places::Counted::Cases, _) | (_, None) => self.words(),
            (places::Counted::Minutes, Some(share)) => {
                let (part, all) = (hours(self.numerator), hours(self.denominator));
                format!("{}.{}% ({part} of {all} hours)", share / 10, share % 10)
            }
        }
    }
}

/// Minutes as hours to a tenth: "1,204.5".
fn hours(minutes: i64) -> String {
    let tenths = (minutes * 2 + 6) / 12;
    format!("{}.{}", kernel::count(tenths / 10, "", "").trim_end(), tenths % 10)
}

/// How a figure stands to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Band {
    /// The target is met.
    Green,
    /// Close to it.
    Amber,
    /// Past both.
    Red,
    /// No cases.
    None,
}

/// Whether a case speaks against its provider: one outside the numerator where more is better, one inside where less is.
pub const fn against(counts: bool, better: places::Better) -> bool {
    match better {
        places::Better::Higher => !counts,
        places::Better::Lower => counts,
    }
}

/// The band of a figure under the place's targets (whole per cents).
pub fn band(figure: Figure, measure: &places::Measure) -> Band {
    band_under(figure, measure.better, measure.green, measure.amber)
}

/// The band of a figure under targets that were kept somewhere else.
pub fn band_under(figure: Figure, better: places::Better, green: i64, amber: i64) -> Band {
    if figure.denominator == 0 {
        return Band::None;
    }
    // Compared exactly, never by the rounded words.
    let reaches = |target: i64| match better {
        places::Better::Higher => figure.numerator * 100 >= target * figure.denominator,
        places::Better::Lower => figure.numerator * 100 <= target * figure.denominator,
    };
    if reaches(green) {
        Band::Green
    } else if reaches(amber) {
        Band::Amber
    } else {
        Band::Red
    }
}

#[cfg(test)]
mod tests {
    use places::Place;

    use super::*;

    fn figure(numerator: i64, denominator: i64) -> Figure {
        Figure { numerator, denominator }
    }

    // PER-1
    #[test]
    fn a_figure_of_nothing_is_no_figure() {
        assert_eq!(figure(0, 0).words(), "no cases");
        assert_eq!(figure(12, 13).words(), "92.3% (12 of 13)");
        assert_eq!(figure(2, 3).words(), "66.7% (2 of 3)");
        assert_eq!(figure(3, 3).words(), "100.0% (3 of 3)");
        assert_eq!(figure(72_270, 80_300).words_of(places::Counted::Minutes), "90.0% (1,204.5 of 1,338.3 hours)");
        assert_eq!(figure(3, 3).words_of(places::Counted::Cases), "100.0% (3 of 3)");
        assert_eq!(figure(0, 0).words_of(places::Counted::Minutes), "no cases");
    }

    // BRK-12
    #[test]
    fn what_counts_against_a_provider_depends_on_which_way_is_better() {
        use places::Better::{Higher, Lower};
        assert!(against(false, Higher) && against(true, Lower));
        assert!(!against(true, Higher) && !against(false, Lower));
    }

    // BRK-12
    #[test]
    fn bands_are_compared_exactly() {
        let place = Place::dorset().unwrap();
        let accepted = place.measure("R1").unwrap();
        assert_eq!(band(figure(85, 100), accepted), Band::Green);
        assert_eq!(band(figure(8_499, 10_000), accepted), Band::Amber, "85.0% in words, but not in fact");
        assert_eq!(band(figure(7, 10), accepted), Band::Red);
        assert_eq!(band(figure(0, 0), accepted), Band::None);
        let declined = place.measure("R2").unwrap();
        assert_eq!(band(figure(15, 100), declined), Band::Green);
        assert_eq!(band(figure(26, 100), declined), Band::Red);
    }
}
