//! What a visit has come to so far, and what it comes to after a correction (FIN-1). Pure, but for its one statement.
//!
//! What a visit has come to is everything that was charged for it less everything that was credited on its lines. After a
//! correction it comes to what it costs now. One thing is kept: a credit is never charged again. A correction up to what the
//! visit cost when the credit was given changes nothing beyond what was settled; above that only the more is added; and
//! below what was settled the lower cost counts, with what was credited already given back.

use kernel::{Failure, Money, Uuid};
use store::{Row, Tx, params, statement};

/// One thing that moved money for a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A charge, or a correction's difference.
    Charged(i64),
    /// A credit: how much was taken back.
    Credited(i64),
}

/// A visit's money so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Settled {
    charged: i64,
    credited: i64,
    /// Each credit: what the visit came to after it, and how much it took back.
    credits: Vec<(i64, i64)>,
}

impl Settled {
    /// The steps in their order.
    pub(crate) fn after(steps: impl IntoIterator<Item = Step>) -> Self {
        let mut so_far = Settled::default();
        for step in steps {
            so_far.take(step);
        }
        so_far
    }

    /// One step more.
    pub(crate) fn take(&mut self, step: Step) {
        match step {
            Step::Charged(pence) => self.charged += pence,
            Step::Credited(pence) => {
                self.credited += pence;
                // Below nothing only by a fault of an earlier version; nothing is ever due below nothing.
                self.credits.push((self.comes_to().max(0), pence));
            }
        }
    }

    /// What was charged.
    pub(crate) fn charged(&self) -> Money {
        Money::from_pence(self.charged)
    }

    /// What was credited.
    pub(crate) fn credited(&self) -> Money {
        Money::from_pence(self.credited)
    }

    /// Charges less credits.
    pub(crate) fn comes_to(&self) -> i64 {
        self.charged - self.credited
    }

    /// What the visit comes to if it costs this much now.
    pub(crate) fn due(&self, costs: i64) -> i64 {
        self.credits.iter().fold(costs, |due, (settled, credit)| due.min(*settled).max(due - credit))
    }

    /// What is to be charged or taken back if it costs this much now.
    pub(crate) fn difference(&self, costs: i64) -> i64 {
        self.due(costs) - self.comes_to()
    }

    /// The difference in words. `because` is what happened: "The visit was corrected."
    pub(crate) fn explain(&self, because: &str, costs: i64) -> String {
        let [costs_now, due, difference] = [costs, self.due(costs), self.difference(costs)].map(Money::from_pence);
        let credited =
            if self.credited == 0 { String::new() } else { format!(", and {} of that was credited", self.credited()) };
        let kept = if due == costs_now {
            String::new()
        } else {
            format!(" What was credited is not charged again, so the visit comes to {due}.")
        };
        format!(
            "{because} It had been charged {}{credited}; it costs {costs_now}.{kept} \
             This line is the difference: {difference}.",
            self.charged()
        )
    }
}

statement! {
    STEPS = "SELECT number AS place, 0 AS credit, pence FROM charge WHERE visit = $1
        UNION ALL SELECT COALESCE(k.after_charge, c.number) AS place, 1 AS credit, k.pence FROM invoice_line k
            JOIN invoice_line l ON l.id = k.credits JOIN charge c ON c.id = l.charge
            WHERE k.visit = $1 AND k.credits IS NOT NULL
        ORDER BY place, credit";
    LAST_CHARGE = "SELECT CAST(COALESCE(MAX(number), 0) AS {int}) AS number FROM charge WHERE visit = $1";
}

/// Reads a step: of a row with `credit` and `pence`.
pub(crate) fn step(row: &Row) -> Result<Step, Failure> {
    let pence: i64 = row.get("pence")?;
    Ok(if row.get::<i64>("credit")? == 1 { Step::Credited(-pence) } else { Step::Charged(pence) })
}

/// A visit's money so far.
pub(crate) fn of_visit(tx: &mut Tx<'_>, visit: Uuid) -> Result<Settled, Failure> {
    Ok(Settled::after(tx.all(&STEPS, params![visit], step)?))
}

/// The number of a visit's last charge: after which a credit that is given now stands.
pub(crate) fn last_charge(tx: &mut Tx<'_>, visit: Uuid) -> Result<i64, Failure> {
    tx.figure(&LAST_CHARGE, params![visit])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Step::*, *};

    fn money(steps: &[Step]) -> Settled {
        Settled::after(steps.iter().copied())
    }

    // FIN-1
    #[test]
    fn what_was_credited_is_not_taken_back_again() {
        let so_far = money(&[Charged(1200), Credited(1200)]);
        assert_eq!(so_far.difference(600), 0, "all of it was given back already");
        let so_far = money(&[Charged(1200), Credited(400)]);
        assert_eq!([0, 600, 800].map(|costs| so_far.difference(costs)), [-800, -200, 0]);
    }

    // FIN-1
    #[test]
    fn what_was_credited_is_not_charged_again() {
        let so_far = money(&[Charged(1200), Credited(400)]);
        assert_eq!([801, 1000, 1200].map(|costs| so_far.difference(costs)), [0; 3]);
        assert_eq!(so_far.difference(1500), 300, "only what it costs more than before");
        let so_far = money(&[Charged(1200), Credited(400), Charged(-200)]);
        assert_eq!([600, 800, 1200].map(|costs| so_far.due(costs)), [600, 800, 800]);
    }

    // FIN-1
    #[test]
    fn two_credits_stand_both() {
        let so_far = money(&[Charged(1200), Credited(400), Charged(300), Credited(100)]);
        assert_eq!(so_far.comes_to(), 1000);
        assert_eq!([700, 800, 1200, 1500, 1600].map(|costs| so_far.due(costs)), [700, 800, 800, 1000, 1100]);
    }

    // FIN-1
    #[test]
    fn a_difference_says_what_it_was_reckoned_from() {
        let so_far = money(&[Charged(1200), Credited(400)]);
        assert_eq!(
            so_far.explain("The visit was corrected.", 600),
            "The visit was corrected. It had been charged £12.00, and £4.00 of that was credited; it costs £6.00. \
             This line is the difference: −£2.00."
        );
        assert_eq!(
            so_far.explain("The visit was corrected.", 1000),
            "The visit was corrected. It had been charged £12.00, and £4.00 of that was credited; it costs £10.00. \
             What was credited is not charged again, so the visit comes to £8.00. This line is the difference: £0.00."
        );
    }

    /// A visit's life: it is corrected to another cost, one of its lines is invoiced, or an invoiced line is queried and a
    /// part of it credited.
    #[derive(Debug, Clone, Copy)]
    enum Happens {
        Corrected(i64),
        Invoiced,
        Credited(usize, i64),
    }

    fn happens() -> impl Strategy<Value = Happens> {
        prop_oneof![
            (0_i64..5000).prop_map(Happens::Corrected),
            Just(Happens::Invoiced),
            (0_usize..8, 1_i64..5000).prop_map(|(line, pence)| Happens::Credited(line, pence)),
        ]
    }

    /// A line: what it came to, what was credited of it, whether it stands on an invoice.
    struct Line {
        pence: i64,
        credited: i64,
        invoiced: bool,
    }

    proptest! {
        // FIN-1
        #[test]
        fn a_visit_comes_to_what_it_costs_or_to_what_was_settled_and_never_below_nothing(
            first in 0_i64..5000,
            life in prop::collection::vec(happens(), 0..30),
        ) {
            let mut costs = first;
            let mut so_far = money(&[Charged(first)]);
            let mut lines = vec![Line { pence: first, credited: 0, invoiced: false }];
            for next in life {
                match next {
                    Happens::Corrected(pence) => {
                        let old = costs;
                        costs = pence;
                        let difference = so_far.difference(costs);
                        so_far.take(Charged(difference));
                        lines.push(Line { pence: difference, credited: 0, invoiced: false });
                        prop_assert!(difference <= (costs - old).max(0), "never more than it costs more");
                        prop_assert!(difference >= (costs - old).min(0), "never taken back twice");
                    }
                    Happens::Invoiced => lines.iter_mut().for_each(|line| line.invoiced = true),
                    Happens::Credited(line, wanted) => {
                        let Some(line) = lines.get_mut(line).filter(|line| line.invoiced) else { continue };
                        let left = (line.pence - line.credited).min(so_far.comes_to());
                        let pence = wanted.min(left);
                        if pence <= 0 { continue }
                        line.credited += pence;
                        so_far.take(Credited(pence));
                    }
                }
                let net: i64 = lines.iter().map(|line| line.pence - line.credited).sum();
                let credited: i64 = lines.iter().map(|line| line.credited).sum();
                prop_assert_eq!(net, so_far.comes_to(), "what stands on the lines is what the visit comes to");
                prop_assert_eq!(net, so_far.due(costs), "which is what is due");
                prop_assert!(net >= 0 && net <= costs, "never below nothing, never more than it costs");
                prop_assert!(net >= costs - credited, "and less only by what was credited");
                prop_assert!(credited > 0 || net == costs, "without a credit it is what the visit costs");
            }
        }
    }
}
