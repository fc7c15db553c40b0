//! Who is asked, in which order, and why not (BRK-1, BRK-3, BRK-6). Pure.

use kernel::{Date, Minutes, Uuid};

/// What is known of a provider when a package is to be offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The provider.
    pub provider: Uuid,
    /// Its name.
    pub name: String,
    /// Whether it was admitted to the framework.
    pub on_framework: bool,
    /// Whether it takes packages at present.
    pub active: bool,
    /// Whether it is registered with the regulator.
    pub registered: bool,
    /// Its score at admission in tenths of a point.
    pub score_tenths: Option<i64>,
    /// Whether it was admitted to the lot.
    pub in_lot: bool,
    /// Whether it serves the area.
    pub in_area: bool,
    /// What it last said about the area: whether it has room, and how much a week.
    pub said: Option<(bool, Option<Minutes>)>,
    /// Why nothing may be offered to it.
    pub stopped: Option<String>,
    /// When it was admitted.
    pub admitted_on: Date,
    /// By what it stands in the order (BRK-4).
    pub judged: Judgement,
    /// Why it is asked first: the person's choice or a specialist need.
    pub wish: Option<String>,
    /// What the package needs and it has not said it can do; none when the package is not matched on that.
    pub misses: Option<Vec<&'static str>>,
}

/// By what a provider stands in the order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Judgement {
    /// By its tender score alone: no panel has set weights.
    #[default]
    Tender,
    /// By its tender score alone: it has no record of so many weeks yet.
    TooNew {
        /// How many it takes.
        weeks: i64,
    },
    /// By the panel's weights.
    Record {
        /// The score in tenths, from 0 to 1000.
        tenths: i64,
        /// What it is made of, in one line.
        words: String,
    },
}

impl Judgement {
    /// In words, with the tender score.
    pub fn in_words(&self, tender: i64) -> String {
        let score = score_in_words(tender);
        match self {
            Judgement::Tender => format!("Tender score {score}"),
            Judgement::TooNew { weeks } => {
                format!("Tender score {score}, which alone counts in the first {weeks} weeks on the framework")
            }
            Judgement::Record { words, .. } => words.clone(),
        }
    }
}

impl Candidate {
    /// What it is ordered by, in tenths; last of all without any score.
    fn score(&self) -> i64 {
        match &self.judged {
            Judgement::Record { tenths, .. } => *tenths,
            Judgement::Tender | Judgement::TooNew { .. } => self.score_tenths.unwrap_or(-1),
        }
    }
}

/// A candidate's place in the order, or why it has none.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Ranked {
    /// The provider.
    #[schemars(with = "String")]
    pub provider: Uuid,
    /// Its name.
    pub name: String,
    /// Whether it was admitted to the framework.
    pub on_framework: bool,
    /// Its place, from 1; none when it is not asked by rank.
    pub rank: Option<i64>,
    /// Whether it may not be asked at all, whatever the reason: a gate (BRK-1).
    pub barred: bool,
    /// Why it stands there, or why it has no place.
    pub why: String,
}

/// A score as it was given: "92.0".
pub fn score_in_words(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// What bars a provider whoever wants it; a placement stop is a gate, not a score.
fn bar(candidate: &Candidate) -> Option<String> {
    if let Some(stop) = &candidate.stopped {
        return Some(format!("No new packages: {stop}."));
    }
    (!candidate.registered).then(|| "Its registration with the regulator has lapsed.".to_owned())
}

/// What keeps a provider out of the ordinary order.
fn gap(candidate: &Candidate) -> Option<&'static str> {
    if !candidate.on_framework {
        return Some("Not on the framework; asked only as a reasoned exception.");
    }
    if !candidate.active {
        return Some("Admitted, but takes no packages at present.");
    }
    if !candidate.in_lot {
        return Some("Not admitted to this kind of care.");
    }
    if !candidate.in_area {
        return Some("Does not serve this area.");
    }
    match candidate.said {
        None => Some("Has not said whether it has room in this area."),
        Some((false, _)) => Some("Has said that it has no room in this area."),
        Some((true, _)) => None,
    }
}

/// The order: those without a gap by score, the highest first; before them whom the person wants, and, for a package that is
/// hard to place, those that can do more of what it needs. When the search is open to every provider (BRK-6),
/// those with a gap follow, the framework's first; those who are barred never have a place.
pub fn rank(candidates: &[Candidate], open_to_all: bool) -> Vec<Ranked> {
    let mut order: Vec<(u8, i64, &Candidate, String)> = candidates.iter().map(|one| keyed(one, open_to_all)).collect();
    let key = |(group, score, who, _): &(u8, i64, &Candidate, String)| {
        let misses = who.misses.as_ref().map_or(0, Vec::len);
        (*group, who.wish.is_none(), misses, -score, who.name.clone(), who.provider)
    };
    order.sort_by_cached_key(key);
    let mut place = 0;
    let of = order.iter().filter(|(group, ..)| *group < NO_PLACE).count();
    let ranked = order.into_iter().map(|(group, _, candidate, why)| {
        let rank = (group < NO_PLACE).then(|| {
            place += 1;
            place
        });
        let why = match (rank, &candidate.judged) {
            (Some(rank), Judgement::Record { .. } | Judgement::TooNew { .. }) => {
                format!("{} of {of}: {why}", nth(rank))
            }
            _ => why,
        };
        Ranked {
            provider: candidate.provider,
            name: candidate.name.clone(),
            on_framework: candidate.on_framework,
            rank,
            barred: group == BARRED,
            why,
        }
    });
    ranked.collect()
}

/// A place as people say it: "3rd".
fn nth(place: i64) -> String {
    let end = match (place % 100, place % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{place}{end}")
}

const NO_PLACE: u8 = 3;
const BARRED: u8 = 4;

fn keyed(candidate: &Candidate, open_to_all: bool) -> (u8, i64, &Candidate, String) {
    let score = candidate.score();
    if let Some(why) = bar(candidate) {
        return (BARRED, score, candidate, why);
    }
    match gap(candidate) {
        None => (0, score, candidate, in_order(candidate)),
        // Whom the person wants is asked though it has not said it has room; not for care it was not admitted to.
        Some(why) if candidate.wish.is_some() && candidate.on_framework && candidate.active && candidate.in_lot => {
            (0, score, candidate, format!("{} {why}", candidate.wish.as_deref().unwrap_or_default()))
        }
        Some(why) if open_to_all => {
            let group = if candidate.on_framework { 1 } else { 2 };
            (group, score, candidate, format!("The search is open to every provider. {why}"))
        }
        Some(why) => (NO_PLACE, score, candidate, why.to_owned()),
    }
}

fn in_order(candidate: &Candidate) -> String {
    let score = candidate.judged.in_words(candidate.score_tenths.unwrap_or_default());
    let wish = candidate.wish.as_ref().map(|wish| format!("{wish} ")).unwrap_or_default();
    let can = match &candidate.misses {
        None => String::new(),
        Some(misses) if misses.is_empty() => " It can do all that is needed.".into(),
        Some(misses) => format!(" It has not said it can do: {}.", kernel::list_in_words(misses).to_lowercase()),
    };
    match candidate.said {
        Some((_, Some(minutes))) => format!("{wish}{score}; has said it has {minutes} a week here.{can}"),
        _ => format!("{wish}{score}; has said it has room here.{can}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(n: u128, name: &str, score: i64) -> Candidate {
        Candidate {
            provider: Uuid::from_u128(n),
            name: name.into(),
            on_framework: true,
            active: true,
            registered: true,
            score_tenths: Some(score),
            in_lot: true,
            in_area: true,
            said: Some((true, None)),
            stopped: None,
            admitted_on: kernel::date(2024, 4, 1),
            judged: Judgement::Tender,
            wish: None,
            misses: None,
        }
    }

    fn everybody() -> Vec<Candidate> {
        vec![
            candidate(1, "Low", 580),
            candidate(2, "High", 920),
            Candidate { stopped: Some("rated inadequate by the regulator".into()), ..candidate(3, "Stopped", 990) },
            Candidate { said: Some((false, None)), ..candidate(4, "Full", 950) },
            Candidate { said: None, ..candidate(5, "Silent", 940) },
            Candidate { in_area: false, ..candidate(6, "Elsewhere", 930) },
            Candidate { in_lot: false, ..candidate(7, "Other lot", 930) },
            Candidate { active: false, ..candidate(8, "Resting", 930) },
            Candidate { on_framework: false, score_tenths: None, said: None, ..candidate(9, "Off", 0) },
            Candidate { registered: false, ..candidate(10, "Lapsed", 970) },
            candidate(11, "Also high", 920),
        ]
    }

    fn places(ranked: &[Ranked]) -> Vec<(&str, i64)> {
        ranked.iter().filter_map(|one| Some((one.name.as_str(), one.rank?))).collect()
    }

    // BRK-3, BRK-1
    #[test]
    fn the_highest_score_comes_first_and_a_stop_is_a_gate_not_a_score() {
        let ranked = rank(&everybody(), false);
        assert_eq!(places(&ranked), [("Also high", 1), ("High", 2), ("Low", 3)]);
        let why = |name: &str| ranked.iter().find(|one| one.name == name).unwrap().why.clone();
        assert_eq!(why("High"), "Tender score 92.0; has said it has room here.");
        assert_eq!(why("Stopped"), "No new packages: rated inadequate by the regulator.");
        for (name, words) in [
            ("Full", "no room"),
            ("Silent", "not said"),
            ("Elsewhere", "not serve"),
            ("Other lot", "kind of care"),
            ("Resting", "at present"),
            ("Off", "Not on the framework"),
            ("Lapsed", "lapsed"),
        ] {
            assert!(why(name).contains(words), "{name}: {}", why(name));
        }
        assert_eq!(ranked.len(), everybody().len(), "everybody is told, with a reason");
    }

    // BRK-4
    #[test]
    fn a_record_counts_before_the_tender_score_and_equal_scores_stand_in_one_order_whoever_asks() {
        let judged = |n, name, score, tenths| Candidate {
            judged: Judgement::Record { tenths, words: format!("{} of 100", score_in_words(tenths)) },
            ..candidate(n, name, score)
        };
        let new = Candidate { judged: Judgement::TooNew { weeks: 26 }, ..candidate(3, "New", 700) };
        let mut all = vec![judged(1, "B", 950, 640), judged(2, "A", 500, 710), new, judged(4, "C", 900, 710)];
        let first = rank(&all, false);
        assert_eq!(places(&first), [("A", 1), ("C", 2), ("New", 3), ("B", 4)]);
        assert_eq!(first[0].why, "1st of 4: 71.0 of 100; has said it has room here.");
        assert!(first[2].why.contains("alone counts in the first 26 weeks"), "{}", first[2].why);
        all.reverse();
        assert_eq!(rank(&all, false), first);
    }

    // BRK-3
    #[test]
    fn whom_the_person_wants_is_first_and_then_who_can_do_what_is_needed() {
        let misses = |misses: &[&'static str]| Some(misses.to_vec());
        let all = [
            Candidate { misses: misses(&["Using a hoist"]), ..candidate(1, "Best", 950) },
            Candidate { misses: misses(&[]), ..candidate(2, "Able", 600) },
            Candidate { misses: misses(&["Using a hoist", "Dementia care"]), ..candidate(3, "Third", 900) },
            Candidate {
                wish: Some("The person’s choice: She knows them.".into()),
                misses: misses(&["Using a hoist"]),
                said: None,
                ..candidate(4, "Wanted", 500)
            },
            Candidate {
                wish: Some("A specialist need: Signs.".into()),
                in_lot: false,
                ..candidate(5, "Not admitted", 990)
            },
        ];
        let ranked = rank(&all, false);
        assert_eq!(places(&ranked), [("Wanted", 1), ("Able", 2), ("Best", 3), ("Third", 4)]);
        assert_eq!(
            ranked[0].why,
            "The person’s choice: She knows them. Has not said whether it has room in this area."
        );
        assert!(ranked[1].why.ends_with("It can do all that is needed."), "{}", ranked[1].why);
        assert!(ranked[2].why.ends_with("It has not said it can do: using a hoist."), "{}", ranked[2].why);
        // A stop is a gate for those too whom the person wants.
        let stopped =
            Candidate { stopped: Some("blocked".into()), wish: Some("Choice.".into()), ..candidate(6, "Stopped", 990) };
        assert!(rank(&[stopped], true)[0].barred);
    }

    // BRK-4
    #[test]
    fn places_are_said_as_people_say_them() {
        let said: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111].into_iter().map(nth).collect();
        assert_eq!(said, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "103rd", "111th"]);
    }

    // BRK-6
    #[test]
    fn contingency_opens_the_search_to_every_provider_but_not_past_the_gate() {
        let ranked = rank(&everybody(), true);
        let placed = places(&ranked);
        assert_eq!(placed.iter().take(3).map(|(name, _)| *name).collect::<Vec<_>>(), ["Also high", "High", "Low"]);
        assert_eq!(placed.last().unwrap().0, "Off");
        assert_eq!(placed.len(), 9);
        let barred: Vec<_> = ranked.iter().filter(|one| one.barred).map(|one| one.name.as_str()).collect();
        assert_eq!(barred, ["Stopped", "Lapsed"]);
    }
}
