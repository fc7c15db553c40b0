//! The score of a form's answers, pure (QUA-3, H21). The rule is the place's data; its name and what went into it are kept with
//! every result.

use std::collections::BTreeMap;

use kernel::Failure;
use places::{QualityBand, QualityForm, QualitySection};

/// What a form's rule says of its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The whole, in tenths of a per cent.
    pub tenths: i64,
    /// The band's code.
    pub band: String,
    /// Each section that was answered, in tenths of a per cent.
    pub sections: Vec<(String, i64)>,
    /// The standard that must be met and was not, which held the band down.
    pub held_by: Option<String>,
}

/// Standards that nobody has rated, in words; none when the form is whole.
pub fn unanswered<'a>(form: &'a QualityForm, ratings: &BTreeMap<String, String>) -> Vec<&'a str> {
    let open = form.standards().filter(|(_, standard)| !ratings.contains_key(&standard.code));
    open.map(|(_, standard)| standard.words.as_str()).collect()
}

fn points(form: &QualityForm, ratings: &BTreeMap<String, String>, standard: &str) -> Result<Option<i64>, Failure> {
    let code = ratings.get(standard).map(String::as_str).unwrap_or_default();
    let rating = form.rating(code);
    rating.map(|rating| rating.points).ok_or_else(|| Failure::internal(format!("{standard} is rated “{code}”")))
}

/// A section's weighted share of the points it could have; none when none of it applies.
fn section(
    form: &QualityForm,
    of: &QualitySection,
    ratings: &BTreeMap<String, String>,
    most: i64,
) -> Result<Option<i64>, Failure> {
    let (mut had, mut could) = (0, 0);
    for standard in &of.standards {
        if let Some(points) = points(form, ratings, &standard.code)? {
            had += points * standard.weight;
            could += most * standard.weight;
        }
    }
    Ok((could > 0).then(|| rounded(had * 1000, could)))
}

/// A quotient to the nearest whole number, halves up.
const fn rounded(of: i64, by: i64) -> i64 {
    (2 * of + by).div_euclid(2 * by)
}

/// Scores a whole form by its rule, "mean-of-sections 1".
pub fn score(form: &QualityForm, ratings: &BTreeMap<String, String>) -> Result<Score, Failure> {
    let open = unanswered(form, ratings);
    if !open.is_empty() {
        return Err(Failure::conflict(format!("Not rated yet: {}.", kernel::list_in_words(&open))));
    }
    let most = form.ratings.iter().filter_map(|rating| rating.points).max().unwrap_or(1);
    let mut sections = Vec::new();
    for of in &form.sections {
        if let Some(tenths) = section(form, of, ratings, most)? {
            sections.push((of.code.clone(), tenths));
        }
    }
    if sections.is_empty() {
        return Err(Failure::conflict("No standard applies, so there is nothing to score. Rate at least one."));
    }
    let n = i64::try_from(sections.len()).unwrap_or(1);
    let tenths = rounded(sections.iter().map(|(_, tenths)| tenths).sum(), n);
    let mut held_by = None;
    for (_, standard) in form.standards().filter(|(_, standard)| standard.must) {
        if held_by.is_none() && points(form, ratings, &standard.code)? == Some(0) {
            held_by = Some(standard.code.clone());
        }
    }
    let (band, held_by) = band(form, tenths, held_by);
    Ok(Score { tenths, band, sections, held_by })
}

/// The band of a score, not better than the cap when a standard that must be met was not.
fn band(form: &QualityForm, tenths: i64, held_by: Option<String>) -> (String, Option<String>) {
    let code = |band: Option<&QualityBand>| band.map(|band| band.code.clone()).unwrap_or_default();
    let at = form.bands.iter().position(|band| tenths >= band.from_tenths).unwrap_or_default();
    let cap = form.bands.iter().position(|band| band.code == form.must_caps_at).unwrap_or_default();
    match held_by {
        Some(held_by) if cap > at => (code(form.bands.get(cap)), Some(held_by)),
        _ => (code(form.bands.get(at)), None),
    }
}

/// "66.7 per cent".
pub fn per_cent(tenths: i64) -> String {
    format!("{}.{} per cent", tenths.div_euclid(10), tenths.rem_euclid(10))
}

#[cfg(test)]
mod tests {
    use kernel::date;
    use places::Place;

    use super::*;

    fn form() -> &'static QualityForm {
        Place::dorset().unwrap().quality_form_on(date(2026, 11, 23)).unwrap()
    }

    fn all(rating: &str, but: &[(&str, &str)]) -> BTreeMap<String, String> {
        let mut ratings: BTreeMap<String, String> =
            form().standards().map(|(_, standard)| (standard.code.clone(), rating.to_owned())).collect();
        ratings.extend(but.iter().map(|(standard, rating)| ((*standard).to_owned(), (*rating).to_owned())));
        ratings
    }

    fn told(ratings: &BTreeMap<String, String>) -> (i64, String, Option<String>) {
        let score = score(form(), ratings).unwrap();
        (score.tenths, score.band, score.held_by)
    }

    // QUA-3, H21: worked examples of the rule “mean-of-sections 1”
    #[test]
    fn the_rule_scores_as_worked_by_hand() {
        assert_eq!(told(&all("3", &[])), (1000, "good".into(), None));
        assert_eq!(told(&all("2", &[])), (667, "good".into(), None));
        assert_eq!(told(&all("1", &[])), (333, "needs_work".into(), None));
        assert_eq!(told(&all("0", &[])), (0, "inadequate".into(), None));
        // Safe care: (3·2 + 3·2 + 3·2 + 1·1) of 21 = 90.5; the three others 100; the mean 97.6.
        assert_eq!(told(&all("3", &[("safe_risks", "1")])), (976, "good".into(), None));
        // One standard of Safe care does not apply: it is left out of what could be had.
        assert_eq!(told(&all("3", &[("safe_risks", "na")])), (1000, "good".into(), None));
        // A standard that must be met and is not holds the whole down: (15 of 21 = 71.4 + 300) / 4 = 92.9, but needs work.
        assert_eq!(told(&all("3", &[("safe_staff", "0")])), (929, "needs_work".into(), Some("safe_staff".into())));
        // It never lifts.
        assert_eq!(told(&all("0", &[])).1, "inadequate");
    }

    // QUA-3, H21
    #[test]
    fn a_form_that_is_not_whole_has_no_score_and_says_what_is_missing() {
        let mut ratings = all("2", &[]);
        ratings.remove("led_promises");
        let failure = score(form(), &ratings).unwrap_err();
        assert_eq!(failure.to_string(), "Not rated yet: What was promised in the bid is kept.");
        assert!(score(form(), &all("na", &[])).unwrap_err().to_string().contains("nothing to score"));
    }

    #[test]
    fn per_cents_read_as_people_say_them() {
        assert_eq!(
            (per_cent(667), per_cent(1000), per_cent(5)),
            ("66.7 per cent".into(), "100.0 per cent".into(), "0.5 per cent".into())
        );
    }
}
