//! A package as scripts see it, with every offer.

use kernel::Moment;
use schemars::JsonSchema;

use crate::{Offer, OfferState, list::stage, note::Note, package::Package};

/// A package as scripts see it.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct PackageData {
    /// The package.
    pub id: String,
    /// Its row's version, which every command sends back.
    pub version: i64,
    /// Its short name.
    pub reference: String,
    /// For whom.
    pub person: String,
    /// The plan it comes from.
    pub plan: String,
    /// Its state as data.
    pub state: String,
    /// Where it stands, in words.
    pub stage: String,
    /// The broker who has taken it on.
    pub owner: Option<String>,
    /// Who has it.
    pub provider: Option<String>,
    /// The price of an hour in pence, once awarded.
    pub rate_pence: Option<i64>,
    /// The agreed first day.
    pub start: Option<String>,
    /// Which clock runs out next.
    pub due_for: Option<String>,
    /// When.
    pub due_at: Option<String>,
    /// Every offer.
    pub offers: Vec<OfferData>,
    /// The notes, the newest first, with those that were corrected (at most 200).
    pub notes: Vec<NoteData>,
}

/// A note as scripts see it.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct NoteData {
    /// The note.
    pub id: String,
    /// Its row's version, which a correction sends back.
    pub version: i64,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub at: String,
    /// What it says.
    pub words: String,
    /// The day on which somebody is still to be rung back.
    pub ring_back_on: Option<String>,
    /// The note it corrects.
    pub corrects: Option<String>,
    /// Whether another note corrects it.
    pub corrected: bool,
}

/// An offer as a broker's script sees it.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct OfferData {
    /// The offer.
    pub id: String,
    /// Its row's version.
    pub version: i64,
    /// To whom.
    pub provider: String,
    /// Their name.
    pub provider_name: String,
    /// Their place in the order.
    pub rank: Option<i64>,
    /// The round.
    pub round: i64,
    /// Until when it can be answered.
    pub answer_by: String,
    /// Where it stands.
    pub state: String,
    /// The earliest start of a yes.
    pub earliest_start: Option<String>,
}

fn note_data(note: &Note) -> NoteData {
    NoteData {
        id: note.id.to_string(),
        version: note.version,
        author: note.author_name.clone(),
        at: note.at.to_string(),
        words: note.words.clone(),
        ring_back_on: note.to_ring.map(|day| day.to_string()),
        corrects: note.corrects.map(|id| id.to_string()),
        corrected: note.corrected_at.is_some(),
    }
}

fn offer_data(offer: &Offer, now: Moment) -> OfferData {
    let earliest_start = match &offer.state {
        OfferState::Accepted { earliest_start, .. } => Some(earliest_start.to_string()),
        _ => None,
    };
    OfferData {
        id: offer.id.to_string(),
        version: offer.version,
        provider: offer.provider.to_string(),
        provider_name: offer.provider_name.clone(),
        rank: offer.rank,
        round: offer.round,
        answer_by: offer.due_at.to_string(),
        state: offer.words(now).into(),
        earliest_start,
    }
}

fn counted(offers: &[Offer], now: Moment) -> (i64, i64) {
    let count = |holds: &dyn Fn(&Offer) -> bool| {
        i64::try_from(offers.iter().filter(|one| holds(one)).count()).unwrap_or_default()
    };
    (count(&|offer| offer.waits()), count(&|offer| offer.is_open(now)))
}

pub(super) fn data(package: &Package, offers: &[Offer], notes: &[Note], now: Moment) -> PackageData {
    let (yes, open) = counted(offers, now);
    let held = package.state.held();
    PackageData {
        id: package.id.to_string(),
        version: package.version,
        reference: package.reference(),
        person: package.person.to_string(),
        plan: package.plan.to_string(),
        state: package.state.code().into(),
        stage: stage(package, yes, open, now.day()),
        owner: package.owner_name.clone(),
        provider: held.map(|held| held.provider.to_string()),
        rate_pence: held.map(|held| held.rate.pence()),
        start: held.map(|held| held.start.to_string()),
        due_for: package.due_for.clone(),
        due_at: package.due_at.map(|due| due.to_string()),
        offers: offers.iter().map(|offer| offer_data(offer, now)).collect(),
        notes: notes.iter().map(note_data).collect(),
    }
}
