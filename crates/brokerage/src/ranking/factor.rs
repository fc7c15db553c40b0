//! What a provider is ranked by, and how a figure becomes points (BRK-4). Pure. Points go from 0 to 100, kept in tenths.

wire::choices! {
    /// A factor of the ranking.
    pub enum Factor, "a factor of the ranking" {
        /// The score at admission.
        Tender = "tender", "Tender score";
        /// The last monitoring visit.
        Monitoring = "monitoring", "Last monitoring visit";
        /// Safeguarding concerns that were borne out.
        Safeguarding = "safeguarding", "Safeguarding";
        /// Offers answered within their time.
        Response = "response", "Offers answered in time";
        /// Packages that others handed back or nobody took.
        Hard = "hard", "Hard-to-place packages taken";
        /// Packages returned.
        HandBacks = "hand_backs", "Packages handed back";
        /// Answers that were no.
        TurnDowns = "turn_downs", "Offers turned down";
        /// Care that became less.
        Reductions = "reductions", "Care reduced";
        /// What professionals of the localities say.
        Localities = "localities", "What the localities say";
        /// Complaints that were upheld.
        Complaints = "complaints", "Complaints upheld";
        /// Compliments.
        Compliments = "compliments", "Compliments";
        /// Room for several packages at once.
        Bundles = "bundles", "Room for bundles";
        /// Persons who wanted this provider.
        Choice = "choice", "Chosen by the person";
    }
}

/// The name of the rule that makes the points; kept with every round, so that a later rule changes no earlier order (H21).
pub const RULE: &str = "record 1";

/// What is known of one provider in the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Record {
    /// The tender score in tenths.
    pub tender: Option<i64>,
    /// The score of the last monitoring visit in tenths of a per cent.
    pub monitoring: Option<i64>,
    /// Offers that came to an end.
    pub offers: i64,
    /// Those answered in time.
    pub in_time: i64,
    /// Those answered no.
    pub turned_down: i64,
    /// Offers of packages that were hard to place when they were offered.
    pub hard: i64,
    /// Those answered yes.
    pub hard_yes: i64,
    /// Packages held on some day of the window.
    pub held: i64,
    /// Packages handed back.
    pub handed_back: i64,
    /// Packages held in which care has begun and whose size at the award is known.
    pub begun: i64,
    /// Those that are smaller now by the plan in force.
    pub reduced: i64,
    /// Good words of professionals.
    pub praised: i64,
    /// Complaints of professionals that were not refused.
    pub faulted: i64,
    /// Complaints upheld.
    pub upheld: i64,
    /// Complaints upheld in part.
    pub partly: i64,
    /// Compliments.
    pub compliments: i64,
    /// Packages for which the person chose this provider.
    pub chosen: i64,
}

/// How a figure becomes points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// More is better: all points from this many of a thousand on.
    Rising(i64),
    /// Less is better: no points from this many of a thousand on.
    Falling(i64),
}

/// A factor's figure with its points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// In words: "96% of 25 offers answered in time".
    pub words: String,
    /// From 0 to 1000, in tenths.
    pub points: i64,
}

/// Points for so many of so many; none of nothing is no figure.
fn points(scale: Scale, count: i64, of: i64) -> Option<i64> {
    let (count, of) = (count.max(0), (of > 0).then_some(of)?);
    let straight = |full: i64| (i128::from(count) * 1_000_000 / (i128::from(of) * i128::from(full.max(1)))).min(1_000);
    let straight = |full: i64| i64::try_from(straight(full)).unwrap_or(1_000);
    Some(match scale {
        Scale::Rising(full) => straight(full),
        Scale::Falling(none) => 1_000 - straight(none),
    })
}

/// Tenths as they are said: "92.0".
pub fn tenths_in_words(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn packages(n: i64) -> String {
    kernel::count(n, "package", "packages")
}

impl Factor {
    /// The figure of a provider; none when nothing is recorded from which it could be made.
    pub fn figure(self, of: &Record) -> Option<Figure> {
        let points = match self {
            Factor::Tender => of.tender.map(|tenths| tenths.clamp(0, 1_000)),
            Factor::Monitoring => of.monitoring.map(|tenths| tenths.clamp(0, 1_000)),
            Factor::Response => points(Scale::Rising(1_000), of.in_time, of.offers),
            Factor::Hard => points(Scale::Rising(1_000), of.hard_yes, of.hard),
            Factor::HandBacks => points(Scale::Falling(200), of.handed_back, of.held.max(of.handed_back)),
            Factor::TurnDowns => points(Scale::Falling(1_000), of.turned_down, of.in_time),
            Factor::Reductions => points(Scale::Rising(250), of.reduced, of.begun),
            Factor::Localities => points(Scale::Rising(1_000), of.praised, of.praised + of.faulted),
            // One upheld in part is half a complaint.
            Factor::Complaints => points(Scale::Falling(200), 2 * of.upheld + of.partly, 2 * of.held),
            Factor::Compliments => points(Scale::Rising(200), of.compliments, of.held),
            Factor::Choice => points(Scale::Rising(100), of.chosen, of.held),
            // Nothing in the data says these yet: their weight is shared out among the others.
            Factor::Safeguarding | Factor::Bundles => None,
        };
        points.map(|points| Figure { words: self.said(of), points })
    }

    fn said(self, of: &Record) -> String {
        let n = |n: i64, one: &str, many: &str| kernel::count(n, one, many);
        match self {
            Factor::Tender => format!("tender score {}", tenths_in_words(of.tender.unwrap_or_default())),
            Factor::Monitoring => format!("monitoring visit {}", tenths_in_words(of.monitoring.unwrap_or_default())),
            Factor::Response => in_time(of),
            Factor::Hard => format!("yes to {} of {} hard to place", of.hard_yes, packages(of.hard)),
            Factor::HandBacks => {
                let held = packages(of.held.max(of.handed_back));
                format!("{} for {held} held", n(of.handed_back, "hand-back", "hand-backs"))
            }
            Factor::TurnDowns => {
                format!("{} of {} turned down", of.turned_down, n(of.in_time, "answered offer", "answered offers"))
            }
            Factor::Reductions => format!("care reduced in {} of {}", of.reduced, packages(of.begun)),
            Factor::Localities => format!("localities: {} good, {} bad", of.praised, of.faulted),
            Factor::Complaints => complaints(of),
            Factor::Compliments => {
                format!("{} for {} held", n(of.compliments, "compliment", "compliments"), packages(of.held))
            }
            Factor::Choice => format!("chosen by {}", n(of.chosen, "person", "persons")),
            Factor::Safeguarding | Factor::Bundles => String::new(),
        }
    }

    /// How the points are made, for people.
    pub const fn how(self) -> &'static str {
        match self {
            Factor::Tender => "The score at admission, as it was given.",
            Factor::Monitoring => "The score of the last signed visit, whenever that was.",
            Factor::Safeguarding | Factor::Bundles => "Not recorded yet, so it counts for nobody.",
            Factor::Response => "The share of offers that were answered before their time ran out.",
            Factor::Hard => "The share of offers of hard-to-place packages answered with yes.",
            Factor::HandBacks => "100 for none; nothing from one in five packages held.",
            Factor::TurnDowns => "The share of answers that were yes.",
            Factor::Reductions => {
                "100 when the plan in force has become smaller since the award for one in four packages; nothing for none."
            }
            Factor::Localities => "The share of good words in what professionals have told us.",
            Factor::Complaints => {
                "100 for none; nothing from one upheld for five packages held. One upheld in part is half."
            }
            Factor::Compliments => "100 from one for five packages held; nothing for none.",
            Factor::Choice => "100 when one person in ten chose this provider; nothing for none.",
        }
    }
}

fn in_time(of: &Record) -> String {
    let percent = if of.offers > 0 { of.in_time * 100 / of.offers } else { 0 };
    format!("answers {percent}% of {} in time", kernel::count(of.offers, "offer", "offers"))
}

fn complaints(of: &Record) -> String {
    let upheld = kernel::count(of.upheld, "complaint upheld", "complaints upheld");
    let partly = if of.partly > 0 { format!(", {} in part", of.partly) } else { String::new() };
    format!("{upheld}{partly}")
}
