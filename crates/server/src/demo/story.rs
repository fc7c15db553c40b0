//! Who of the people has a story of their own: complex care, or a mini-competition. Everybody else is drawn.

use places::Place;

use super::{
    need::{self, Need},
    thread::Case,
};

/// What is out of the ordinary in somebody's care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    /// Nothing.
    Ordinary,
    /// A nurse oversees it, and they choose their care workers (BRK-14).
    Complex,
    /// Their package was put out as a mini-competition, which has closed (BRK-8).
    Competed,
    /// Their package is put out as one at the end, so that its answers are still sealed.
    CompetesNow,
}

/// Of so many people one has complex care.
const COMPLEX_OF: usize = 60;
/// Of so many people the packages of two are put out as mini-competitions.
const COMPETED_OF: usize = 480;

/// Chooses them among those who wait for care at home without hurry.
pub(super) fn tell(place: &Place, cases: &mut [Case]) {
    for of in cases.chunks_mut(COMPLEX_OF) {
        let served = |case: &&mut Case| is_calm(&case.need) && has_complex(place, &case.resident.locality);
        if let Some(case) = of.iter_mut().find(served) {
            (case.story, case.need) = (Story::Complex, need::complex(&case.need));
        }
    }
    for of in cases.chunks_mut(COMPETED_OF) {
        let calm = of.iter_mut().filter(|case| case.story == Story::Ordinary && is_calm(&case.need));
        for (case, story) in calm.zip([Story::Competed, Story::CompetesNow]) {
            case.story = story;
        }
    }
}

fn is_calm(need: &Need) -> bool {
    need.kind == "ongoing" && !need.harm
}

/// Whether somebody on the framework gives complex care in an area.
fn has_complex(place: &Place, locality: &str) -> bool {
    place.framework_providers.iter().any(|one| {
        one.active && one.lots.iter().any(|lot| lot == "complex") && one.areas.iter().any(|area| area == locality)
    })
}
