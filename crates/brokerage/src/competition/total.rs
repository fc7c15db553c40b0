//! From points and prices to a total (BRK-8). Pure. Totals go from 0 to 100, kept in hundredths of a point.

use kernel::{Failure, Money};

use super::{MOST_POINTS, Question};

/// What the weights of the questions and of the price add up to.
pub(super) const WHOLE: i64 = 100;

/// A bid's total with what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Total {
    /// The points of the price, in hundredths.
    pub(crate) price: i64,
    /// All together, in hundredths.
    pub(crate) hundredths: i64,
}

/// Refuses weights that do not add up, and says what they add up to.
pub(super) fn weighed(questions: &[Question], price_weight: i64) -> Result<(), Failure> {
    let sum: i64 = questions.iter().map(|question| question.weight).sum::<i64>() + price_weight;
    if questions.is_empty() {
        return Err(Failure::field("question_1", "Ask at least one question."));
    }
    if sum != WHOLE {
        let words = format!(
            "The weights of the questions and of the price add up to {sum}. Change them so that they add up to {WHOLE}."
        );
        return Err(Failure::field("price_weight", words));
    }
    Ok(())
}

/// The lowest price gets all the points of the price, another so many as the lowest is of it.
fn of_price(weight: i64, (rate, lowest): (Money, Money)) -> i64 {
    let (rate, lowest) = (rate.pence().max(1), lowest.pence().max(0));
    (weight * 100 * lowest.min(rate) + rate / 2) / rate
}

/// The total of a bid: each answer's points by its question's weight, and the price's.
pub(super) fn total(questions: &[Question], price_weight: i64, points: &[i64], prices: (Money, Money)) -> Total {
    let answers: i64 = questions
        .iter()
        .zip(points)
        .map(|(question, points)| question.weight * 100 * (*points).clamp(0, MOST_POINTS) / MOST_POINTS)
        .sum();
    let price = of_price(price_weight, prices);
    Total { price, hundredths: answers + price }
}

/// A total as it is said: "84.50".
pub(crate) fn in_words(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn questions(weights: &[i64]) -> Vec<Question> {
        weights.iter().map(|weight| Question { words: "How?".into(), weight: *weight }).collect()
    }

    fn pounds(pence: i64) -> Money {
        Money::from_pence(pence)
    }

    // BRK-8
    #[test]
    fn a_total_by_hand() {
        let asked = questions(&[40, 20]);
        // 8 of 10 and 5 of 10; 24.00 where the lowest is 21.00.
        let total = total(&asked, 40, &[8, 5], (pounds(2_400), pounds(2_100)));
        assert_eq!(total, Total { price: 3_500, hundredths: 3_200 + 1_000 + 3_500 });
        assert_eq!(in_words(total.hundredths), "77.00");
        let refused = weighed(&asked, 30).unwrap_err().to_string();
        assert!(refused.contains("add up to 90"), "{refused}");
        weighed(&asked, 40).unwrap();
    }

    proptest! {
        // BRK-8
        #[test]
        fn a_total_stays_in_bounds_and_more_points_or_a_lower_price_never_lower_it(
            first in 0..=100_i64,
            points in proptest::collection::vec(0..=10_i64, 2),
            rate in 1..10_000_i64,
            lowest in 1..10_000_i64,
            less in 0..500_i64,
        ) {
            let second = (100 - first) / 2;
            let asked = questions(&[first, second]);
            let price = 100 - first - second;
            weighed(&asked, price).unwrap();
            let lowest = lowest.min(rate);
            let before = total(&asked, price, &points, (pounds(rate), pounds(lowest)));
            prop_assert!((0..=10_000).contains(&before.hundredths));
            let better: Vec<i64> = points.iter().map(|one| (one + 1).min(10)).collect();
            prop_assert!(total(&asked, price, &better, (pounds(rate), pounds(lowest))).hundredths >= before.hundredths);
            let cheaper = (rate - less).max(lowest);
            prop_assert!(total(&asked, price, &points, (pounds(cheaper), pounds(lowest))).hundredths >= before.hundredths);
        }
    }
}
