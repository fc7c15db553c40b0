//! What of a person's budget is surplus, pure (BRK-10): what has gathered over so many weeks' worth and is not earmarked. Money that
//! was credited for weeks still to come has not gathered.

use kernel::{Failure, Money};

/// A budget as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Funding {
    /// What the account holds.
    pub balance: Money,
    /// For a week, by the plan.
    pub weekly: Money,
    /// Weeks that were credited and are not over, the running one among them.
    pub weeks_ahead: i64,
    /// What the commissioner has set aside.
    pub earmarked: Money,
}

impl Funding {
    /// What was credited for weeks that are over and is still there.
    pub fn gathered(&self) -> Result<Money, Failure> {
        let ahead = self.weekly.checked_times(self.weeks_ahead.max(0)).ok_or_else(too_large)?;
        let gathered = self.balance.checked_sub(ahead).ok_or_else(too_large)?;
        Ok(gathered.max(Money::ZERO))
    }

    /// What goes back, when so many weeks' worth may stay.
    pub fn surplus(&self, weeks: i64) -> Result<Money, Failure> {
        let stays = self.weekly.checked_times(weeks.max(0)).ok_or_else(too_large)?;
        let stays = stays.checked_add(self.earmarked).ok_or_else(too_large)?;
        let over = self.gathered()?.checked_sub(stays).ok_or_else(too_large)?;
        Ok(over.max(Money::ZERO))
    }
}

fn too_large() -> Failure {
    Failure::internal("a budget is too large")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn funding(balance: i64, weekly: i64, weeks_ahead: i64, earmarked: i64) -> Funding {
        let money = Money::from_pence;
        Funding { balance: money(balance), weekly: money(weekly), weeks_ahead, earmarked: money(earmarked) }
    }

    // BRK-10
    #[test]
    fn money_for_weeks_to_come_is_no_surplus() {
        // Thirteen weeks have just been credited and nothing was used before.
        assert_eq!(funding(13 * 15_000, 15_000, 13, 0).surplus(12), Ok(Money::ZERO));
        // A quarter later they are all still there, and the next thirteen too: one week is over twelve weeks' worth.
        assert_eq!(funding(26 * 15_000, 15_000, 13, 0).surplus(12), Ok(Money::from_pence(15_000)));
        assert_eq!(funding(26 * 15_000, 15_000, 13, 10_000).surplus(12), Ok(Money::from_pence(5_000)));
        assert_eq!(funding(26 * 15_000, 15_000, 13, 99_000).surplus(12), Ok(Money::ZERO));
        assert!(funding(i64::MAX, i64::MAX, 2, 0).surplus(12).is_err());
    }

    proptest! {
        // BRK-10
        #[test]
        fn what_goes_back_leaves_twelve_weeks_the_weeks_to_come_and_what_is_earmarked(
            balance in 0..10_000_000_i64, weekly in 0..100_000_i64, ahead in 0..14_i64, earmarked in 0..1_000_000_i64,
        ) {
            let before = funding(balance, weekly, ahead, earmarked);
            let surplus = before.surplus(12).expect("an amount").pence();
            prop_assert!((0..=balance).contains(&surplus));
            let stays = weekly * (12 + ahead) + earmarked;
            prop_assert!(surplus == 0 || balance - surplus == stays, "{} of {} leaves other than {}", surplus, balance, stays);
            prop_assert!(surplus > 0 || balance <= stays);
            // Returned once, there is nothing to return.
            let after = funding(balance - surplus, weekly, ahead, earmarked);
            prop_assert_eq!(after.surplus(12), Ok(Money::ZERO));
        }
    }
}
