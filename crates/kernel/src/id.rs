use std::{
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    str::FromStr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use rand::{Rng, SeedableRng, TryRng};
use rand_chacha::ChaCha12Rng;
use uuid::Uuid;

use crate::{Failure, Moment};

/// An id that knows what it names: `Id<Person>` cannot be given where `Id<Offer>` is wanted.
pub struct Id<T> {
    uuid: Uuid,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// The bare id, for the store and for links.
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<T> From<Uuid> for Id<T> {
    fn from(uuid: Uuid) -> Self {
        Id { uuid, of: PhantomData }
    }
}

impl<T> From<Id<T>> for Uuid {
    fn from(id: Id<T>) -> Self {
        id.uuid
    }
}

impl<T> FromStr for Id<T> {
    type Err = Failure;
    fn from_str(text: &str) -> Result<Self, Failure> {
        Uuid::parse_str(text).map(Id::from).map_err(|_| Failure::no_such("record"))
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}
impl<T> serde::Serialize for Id<T> {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(s)
    }
}
impl<'de, T> serde::Deserialize<'de> for Id<T> {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Uuid::deserialize(d).map(Id::from)
    }
}

/// The one source of ids, secrets and other random bytes.
///
/// A seeded source gives the same bytes in the same order, so that `kith demo --seed` can be repeated; everything else
/// draws from the operating system.
#[derive(Clone)]
pub struct Ids {
    source: Source,
    /// The millisecond of the last id, and how many it had before.
    last: Arc<AtomicU64>,
}

/// So many bits of an id count those of one millisecond, so that they too sort in the order of making.
const COUNTED: u32 = 18;

#[derive(Clone)]
enum Source {
    System,
    Seeded(Arc<Mutex<ChaCha12Rng>>),
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.source {
            Source::System => "Ids(system)",
            Source::Seeded(_) => "Ids(seeded)",
        })
    }
}

impl Ids {
    /// Bytes from the operating system.
    pub fn system() -> Self {
        Ids { source: Source::System, last: Arc::default() }
    }

    /// Bytes that follow from a seed. Never for a live system: its secrets could be guessed.
    pub fn seeded(seed: u64) -> Self {
        let source = Source::Seeded(Arc::new(Mutex::new(ChaCha12Rng::seed_from_u64(seed))));
        Ids { source, last: Arc::default() }
    }

    /// Fills `bytes` with random bytes.
    pub fn fill(&self, bytes: &mut [u8]) {
        match &self.source {
            // The operating system's source cannot fail once the process runs; should it ever, the bytes come from a
            // generator seeded from the process's hash keys, which the standard library took from the same source.
            Source::System => {
                if rand::rngs::SysRng.try_fill_bytes(bytes).is_err() {
                    use std::hash::BuildHasher;
                    let seed = std::hash::RandomState::new().hash_one(bytes.len());
                    ChaCha12Rng::seed_from_u64(seed).fill_bytes(bytes);
                }
            }
            Source::Seeded(rng) => match rng.lock() {
                Ok(mut rng) => rng.fill_bytes(bytes),
                Err(poisoned) => poisoned.into_inner().fill_bytes(bytes),
            },
        }
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A new id that sorts by time of making (UUID version 7, RFC 9562), also within a millisecond and on a clock that
    /// stands: the first of its random bits count. The other fifty-six cannot be guessed.
    pub fn next(&self, at: Moment) -> Uuid {
        let millis = u64::try_from(at.micros() / 1000).unwrap_or(0);
        let count = self.count(millis).to_be_bytes();
        let mut bytes = self.bytes::<10>();
        // Four bits stand beside the version, eight follow, and six stand beside the variant.
        let [.., high, middle, low] = count;
        let [first, second, third, ..] = &mut bytes;
        (*first, *second, *third) = (high << 2 | middle >> 6, middle << 2 | low >> 6, low & 0x3f);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// How many ids this millisecond has had; it starts anew after 262,143.
    fn count(&self, millis: u64) -> u64 {
        let most = (1 << COUNTED) - 1;
        let after = |last: u64| match last >> COUNTED == millis && last & most < most {
            true => last + 1,
            false => millis << COUNTED,
        };
        let last = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(after(last)));
        after(last.unwrap_or_else(|last| last)) & most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_in_order_of_time() {
        let (a, b) = (Ids::seeded(7), Ids::seeded(7));
        let early = Moment::from_micros(1_700_000_000_000_000);
        let late = early.plus_minutes(1);
        let first = a.next(early);
        assert_eq!(first, b.next(early));
        assert!(first < a.next(late));
        assert_eq!(first.get_version_num(), 7);
        assert_ne!(Ids::seeded(8).next(early), first);
    }

    #[test]
    fn ids_of_one_moment_sort_in_the_order_of_making() {
        let (ids, at) = (Ids::system(), Moment::from_micros(1_700_000_000_000_000));
        let made: Vec<_> = (0..100_000).map(|_| ids.next(at)).collect();
        assert!(made.is_sorted());
        assert!(made.iter().all(|id| id.get_version_num() == 7 && id.get_variant() == uuid::Variant::RFC4122));
        assert_ne!(made[0], Ids::system().next(at), "what follows the count is random");
    }
}
