//! The commissioner's desk: the money of the year, the panel's weights (BRK-4), and the measures that providers sign (BRK-12).

use std::collections::BTreeMap;

use access::Who;
use kernel::{Date, Failure, Quarter, Uuid};
use places::Place;

use super::{cast::Company, hand::Hand, thread::Case};

/// What becomes of a provider's measures of the quarter before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measures {
    /// They are signed and stand.
    Stand,
    /// They are returned, made again, and stand.
    MadeAgain,
    /// They are returned in the last days.
    Returned,
    /// They are late.
    Late,
}

impl Measures {
    /// For the provider of this number.
    pub(super) const fn of(nth: usize) -> Self {
        match nth {
            0 => Measures::MadeAgain,
            1 => Measures::Returned,
            2 | 3 => Measures::Late,
            _ => Measures::Stand,
        }
    }
}

/// The commissioner enters what there is for each area, from its share of the care.
pub(super) fn envelopes(
    hand: &mut Hand<'_>,
    who: &Who,
    (place, cases): (&Place, &[Case]),
    (today, until): (Date, Date),
) -> Result<(), Failure> {
    let mut minutes = BTreeMap::<&str, i64>::new();
    for case in cases {
        *minutes.entry(case.resident.locality.as_str()).or_default() += case.need.weekly_minutes();
    }
    let year = Quarter::of(until).financial_year();
    for area in &place.localities {
        let ceiling = place.ceiling("home", &area.code, "day", today);
        let ceiling = ceiling.ok_or_else(|| Failure::internal("the price schedule has a gap"))?;
        // Care for half a year by four fifths of them.
        let weekly = minutes.get(area.code.as_str()).copied().unwrap_or(0).max(600);
        let amount = ceiling.times_ratio(weekly * 26 * 4 / 5, 60, kernel::Rounding::Up);
        let amount = amount.ok_or_else(|| Failure::internal("an envelope that is too large"))?.decimal();
        let fields = [
            ("year", year.as_str()),
            ("area", area.code.as_str()),
            ("amount", amount.as_str()),
            ("words", "Cabinet in February, with the budget of the year."),
        ];
        hand.fill(who, "/commissioning/envelope", &fields)?;
    }
    Ok(())
}

/// The panel's weights, from today.
pub(super) fn panel(hand: &mut Hand<'_>, who: &Who, quality: &Who, broker: &Who, today: Date) -> Result<(), Failure> {
    let from = super::offers::date_fields("valid_from", today);
    let mut fields: Vec<_> = from.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend([
        ("name", "Autumn and winter"),
        ("operations", "The head of operations"),
        ("brokerage", broker.name.as_str()),
        ("quality", quality.name.as_str()),
        ("commissioning", who.name.as_str()),
        ("reason", "Answers in time and care that stays matter most; the tender still counts for a third."),
        ("tender", "34"),
        ("monitoring", "10"),
        ("response", "20"),
        ("hand_backs", "10"),
        ("turn_downs", "6"),
        ("reductions", "5"),
        ("localities", "5"),
        ("complaints", "5"),
        ("compliments", "5"),
    ]);
    hand.fill(who, "/ranking/panel", &fields).map(drop)
}

/// A provider's manager signs the measures of the quarter before.
pub(super) fn sign(hand: &mut Hand<'_>, company: &Company) -> Result<Option<Uuid>, Failure> {
    let fields = [("statement", "These are our figures, and what we know of the cases behind them."), ("agree", "yes")];
    Ok(hand.fill(&company.manager.who, "/submissions/sign", &fields)?.id)
}

/// The commissioner gives them back.
pub(super) fn give_back(hand: &mut Hand<'_>, who: &Who, submission: Uuid) -> Result<(), Failure> {
    let why = [("reason", "Please say what was behind the offers you declined, and sign again.")];
    hand.fill(who, &format!("/submissions/{submission}/return"), &why).map(drop)
}
