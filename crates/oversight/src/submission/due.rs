//! Until when a quarter's measures are due, and from whom (BRK-12). Lateness is compared, never stored.

use kernel::{Date, Failure, Moment, Quarter, Uuid};
use page::show::{Standing, Tile};
use places::Place;
use wire::View;

use super::{State, Submission, of_one_quarter};

/// The standard by which a quarter's measures are due.
pub const STANDARD: &str = "measures.submitted";
/// The standard by which returned ones are due again.
pub const AGAIN: &str = "measures.resubmitted";

/// The last quarter that is over.
pub fn last_over(today: Date) -> Quarter {
    Quarter::of(today).previous()
}

/// Until when a quarter's measures are due.
pub fn due_at(place: &Place, quarter: Quarter) -> Result<Moment, Failure> {
    kernel::due(Moment::start_of(quarter.period().to()), &clocks::rule(place, STANDARD)?, place.calendar())
}

/// Until when they are due again after they were returned.
pub fn due_again(place: &Place, returned: Moment) -> Result<Moment, Failure> {
    kernel::due(returned, &clocks::rule(place, AGAIN)?, place.calendar())
}

/// What a provider still has to do for a quarter, and until when; none when its submission stands.
pub fn owed(place: &Place, quarter: Quarter, made: &[Submission]) -> Result<Option<Moment>, Failure> {
    match made.iter().max_by_key(|one| one.number).map(|one| &one.state) {
        None => due_at(place, quarter).map(Some),
        Some(State::Submitted) => Ok(None),
        Some(State::Returned { answer_by, .. }) => Ok(Some(*answer_by)),
    }
}

/// Whether measures of a quarter are expected of a provider: on the framework, taking packages, and admitted before the quarter
/// ended. Others may submit and need not.
pub fn is_expected(provider: &brokerage::Provider, quarter: Quarter) -> bool {
    provider.on_framework && provider.active && provider.admitted_on < quarter.period().to()
}

/// On the provider's first screen: measures that it has to submit.
pub(crate) fn tile(view: &mut View<'_, '_>) -> Result<Vec<Tile>, Failure> {
    let quarter = last_over(view.now.day());
    let own: Uuid = view.who.organisation_id().unwrap_or_default();
    let made = of_one_quarter(view.tx, own, quarter)?;
    let Some(due) = owed(view.house.place, quarter, &made)? else { return Ok(Vec::new()) };
    let provider = brokerage::provider_row(view.tx, own);
    if made.is_empty() && !provider.is_ok_and(|provider| is_expected(&provider, quarter)) {
        return Ok(Vec::new());
    }
    let standing = if view.now >= due { Standing::Late } else { Standing::Soon };
    let words = if made.is_empty() { "quarter’s measures to submit" } else { "quarter’s measures to submit again" };
    Ok(vec![Tile::new(1, words, "/submissions").standing(kernel::time_left(view.now, due).text, standing)])
}

#[cfg(test)]
mod tests {
    use kernel::date;

    use super::*;

    // BRK-12
    #[test]
    fn a_quarter_is_due_fifteen_working_days_after_it_ended() {
        let place = Place::dorset().unwrap();
        let quarter = last_over(date(2027, 1, 4));
        assert_eq!(quarter, "2026-27 Q3".parse().unwrap());
        // New Year's Day and the weekends do not count: the end of Friday 22 January.
        assert_eq!(due_at(place, quarter).unwrap(), Moment::start_of(date(2027, 1, 23)));
        assert_eq!(owed(place, quarter, &[]).unwrap(), Some(Moment::start_of(date(2027, 1, 23))));
    }
}
