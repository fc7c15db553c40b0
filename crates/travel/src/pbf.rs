//! The blocks of an `.osm.pbf` file: four bytes of length, a header, a blob, and so on to the end. What a blob packs is read by
//! `flate2` and `prost`; only the parts of it that roads need are named here, the rest is passed over.

use std::io::Read;

use flate2::read::ZlibDecoder;
use prost::Message;

/// No header of a block is longer (by the format).
const LONGEST_HEADER: usize = 64 * 1024;
/// No block unpacks to more (by the format).
const LONGEST_BLOCK: u64 = 32 * 1024 * 1024;
/// No block holds more groups, words, nodes and ways together. By the format there are 8,000 nodes or ways, and real blocks have far fewer
/// words than remain. Each may be two bytes packed and a hundred or more decoded.
const MOST_THINGS: usize = 500_000;
/// What a way or a node has of tags beyond this is passed over; a tag takes sixteen times its two bytes.
const MOST_TAGS: usize = 10_000;
/// What must be understood to read a map, and is.
const UNDERSTOOD: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];
/// A map that has this may be read without understanding it, but then most of its nodes are missing.
const NODES_IN_WAYS: &str = "LocationsOnWays";

const GET_ANOTHER: &str = "Get the file again; it must be an OpenStreetMap extract ending in .osm.pbf.";

#[derive(Message)]
struct BlobHeader {
    #[prost(string, tag = "1")]
    kind: String,
    #[prost(int32, tag = "3")]
    size: i32,
}

#[derive(Message)]
struct Blob {
    #[prost(bytes = "vec", optional, tag = "1")]
    raw: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "3")]
    zlib: Option<Vec<u8>>,
}

#[derive(Message)]
struct HeaderBlock {
    #[prost(string, repeated, tag = "4")]
    required: Vec<String>,
    #[prost(string, repeated, tag = "5")]
    optional: Vec<String>,
}

#[derive(Message)]
struct Words {
    #[prost(bytes = "vec", repeated, tag = "1")]
    words: Vec<Vec<u8>>,
}

/// A block of nodes and ways.
#[derive(Message)]
pub(crate) struct Block {
    #[prost(message, optional, tag = "1")]
    words: Option<Words>,
    /// Its groups.
    #[prost(message, repeated, tag = "2")]
    pub(crate) groups: Vec<Group>,
    #[prost(int32, optional, tag = "17")]
    granularity: Option<i32>,
    #[prost(int64, tag = "19")]
    lat_offset: i64,
    #[prost(int64, tag = "20")]
    lon_offset: i64,
}

/// Things of one kind.
#[derive(Message)]
pub(crate) struct Group {
    #[prost(message, repeated, tag = "1")]
    nodes: Vec<Node>,
    #[prost(message, optional, tag = "2")]
    dense: Option<Dense>,
    /// Its ways.
    #[prost(message, repeated, tag = "3")]
    pub(crate) ways: Vec<Way>,
}

#[derive(Message)]
struct Node {
    #[prost(sint64, tag = "1")]
    id: i64,
    #[prost(uint32, repeated, tag = "2")]
    keys: Vec<u32>,
    #[prost(uint32, repeated, tag = "3")]
    values: Vec<u32>,
    #[prost(sint64, tag = "8")]
    lat: i64,
    #[prost(sint64, tag = "9")]
    lon: i64,
}

#[derive(Message)]
struct Dense {
    #[prost(sint64, repeated, tag = "1")]
    ids: Vec<i64>,
    #[prost(sint64, repeated, tag = "8")]
    lats: Vec<i64>,
    #[prost(sint64, repeated, tag = "9")]
    lons: Vec<i64>,
    /// Key, value, key, value, … and 0 after each node; empty if no node has any.
    #[prost(int32, repeated, tag = "10")]
    tags: Vec<i32>,
}

/// A way.
#[derive(Message)]
pub(crate) struct Way {
    #[prost(uint32, repeated, tag = "2")]
    keys: Vec<u32>,
    #[prost(uint32, repeated, tag = "3")]
    values: Vec<u32>,
    #[prost(sint64, repeated, tag = "8")]
    steps: Vec<i64>,
}

impl Way {
    /// How many nodes it has.
    pub(crate) fn length(&self) -> usize {
        self.steps.len()
    }

    /// The ids of its nodes.
    pub(crate) fn references(&self) -> impl Iterator<Item = i64> + '_ {
        sums(&self.steps)
    }
}

/// A node with its id, latitude, longitude and tags.
pub(crate) type Found<'a> = (i64, f64, f64, Vec<(&'a str, &'a str)>);

impl Block {
    fn word(&self, number: usize) -> Option<&str> {
        let word = self.words.as_ref()?.words.get(number)?;
        std::str::from_utf8(word).ok()
    }

    fn pairs(&self, numbers: impl Iterator<Item = (usize, usize)>) -> Vec<(&str, &str)> {
        let tags = numbers.filter_map(|(key, value)| Some((self.word(key)?, self.word(value)?)));
        tags.take(MOST_TAGS).collect()
    }

    /// The tags of a way.
    pub(crate) fn tags(&self, way: &Way) -> Vec<(&str, &str)> {
        self.pairs(way.keys.iter().zip(&way.values).map(|(key, value)| (*key as usize, *value as usize)))
    }

    fn degrees(&self, offset: i64, value: i64) -> f64 {
        let granularity = i64::from(self.granularity.unwrap_or(100));
        offset.wrapping_add(granularity.wrapping_mul(value)) as f64 * 1e-9
    }

    /// Calls `each` with every node of the block whose id is `wanted`.
    pub(crate) fn nodes<'a>(&'a self, wanted: impl Fn(i64) -> bool, mut each: impl FnMut(Found<'a>)) {
        let place = |lat, lon| (self.degrees(self.lat_offset, lat), self.degrees(self.lon_offset, lon));
        for group in &self.groups {
            for node in group.nodes.iter().filter(|node| wanted(node.id)) {
                let (lat, lon) = place(node.lat, node.lon);
                let numbers = node.keys.iter().zip(&node.values).map(|(key, value)| (*key as usize, *value as usize));
                each((node.id, lat, lon, self.pairs(numbers)));
            }
            let Some(dense) = &group.dense else { continue };
            let mut tags = dense.tags.split(|number| *number == 0);
            for ((id, lat), lon) in sums(&dense.ids).zip(sums(&dense.lats)).zip(sums(&dense.lons)) {
                let numbers = tags.next().unwrap_or_default();
                if wanted(id) {
                    let (lat, lon) = place(lat, lon);
                    let pairs = numbers.as_chunks::<2>().0.iter();
                    let number = |number: i32| usize::try_from(number).unwrap_or(usize::MAX);
                    each((id, lat, lon, self.pairs(pairs.map(|[key, value]| (number(*key), number(*value))))));
                }
            }
        }
    }
}

/// Each value is written as its step from the one before.
fn sums(steps: &[i64]) -> impl Iterator<Item = i64> + '_ {
    steps.iter().scan(0_i64, |sum, step| {
        *sum = sum.wrapping_add(*step);
        Some(*sum)
    })
}

/// Calls `each` with every block of the file that holds things of the map.
pub(crate) fn blocks(bytes: &[u8], mut each: impl FnMut(&Block) -> Result<(), String>) -> Result<(), String> {
    if bytes.is_empty() {
        return Err(unreadable("it is empty"));
    }
    let mut rest = bytes;
    while !rest.is_empty() {
        let first = rest.len() == bytes.len();
        let foreign = || unreadable("it is no OpenStreetMap extract");
        let header = header(&mut rest).map_err(|error| if first { foreign() } else { error })?;
        if first && header.kind != "OSMHeader" {
            return Err(foreign());
        }
        let size = usize::try_from(header.size).map_err(|_| unreadable("it is damaged"))?;
        let blob = split(&mut rest, size)?;
        match header.kind.as_str() {
            "OSMHeader" => check_features(&unpack(blob)?)?,
            "OSMData" => each(&unpack(blob)?)?,
            _ => {}
        }
    }
    Ok(())
}

fn unreadable(what: &str) -> String {
    format!("{what}. {GET_ANOTHER}")
}

fn split<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], String> {
    let (taken, after) = rest.split_at_checked(length).ok_or_else(|| unreadable("it is cut off at its end"))?;
    *rest = after;
    Ok(taken)
}

fn header(rest: &mut &[u8]) -> Result<BlobHeader, String> {
    let length = split(rest, 4)?.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
    if length > LONGEST_HEADER {
        return Err(unreadable("it is damaged"));
    }
    decode(split(rest, length)?)
}

fn decode<T: Message + Default>(bytes: &[u8]) -> Result<T, String> {
    T::decode(bytes).map_err(|error| unreadable(&format!("it is damaged ({error})")))
}

fn unpack<T: Message + Default>(bytes: &[u8]) -> Result<T, String> {
    let blob: Blob = decode(bytes)?;
    let unpacked = match (blob.raw, blob.zlib) {
        (Some(raw), _) => raw,
        (None, Some(packed)) => inflate(&packed)?,
        (None, None) => {
            let why = "it is packed in a way that is not understood here. Get an extract packed with zlib.";
            return Err(why.to_owned());
        }
    };
    if unpacked.len() as u64 > LONGEST_BLOCK {
        return Err(unreadable("one of its blocks unpacks to more than 32 MB"));
    }
    if things(&unpacked) > MOST_THINGS {
        return Err(unreadable("one of its blocks unpacks to more than 500,000 groups, words, nodes and ways"));
    }
    decode(&unpacked)
}

/// Unpacks; stops soon after more than a block may have.
fn inflate(packed: &[u8]) -> Result<Vec<u8>, String> {
    let mut unpacked = Vec::new();
    let read = ZlibDecoder::new(packed).take(LONGEST_BLOCK + 1).read_to_end(&mut unpacked);
    read.map_err(|error| unreadable(&format!("it is damaged ({error})")))?;
    Ok(unpacked)
}

/// How many things a block would be decoded to: its fields, with those of its words (1) and groups (2).
fn things(block: &[u8]) -> usize {
    let within = |(number, content)| if matches!(number, 1 | 2) { 1 + fields(content).count() } else { 1 };
    fields(block).map(within).sum()
}

/// The fields of a message: the number of each, and its content if it says how long that is. They end where the message is damaged,
/// as decoding does.
fn fields(mut rest: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    std::iter::from_fn(move || {
        let key = varint(&mut rest)?;
        let length = match key & 7 {
            0 => varint(&mut rest).map(|_| 0)?,
            1 => 8,
            2 => usize::try_from(varint(&mut rest)?).ok()?,
            5 => 4,
            // The begin or the end of what the format has no use for.
            _ => 0,
        };
        let (content, after) = rest.split_at_checked(length)?;
        rest = after;
        Some((key >> 3, content))
    })
}

/// A number of one to ten bytes, seven bits in each, the lowest first; the last is below 128.
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let length = rest.iter().take(10).position(|byte| *byte < 128)? + 1;
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken.iter().rev().fold(0, |sum, byte| sum << 7 | u64::from(byte & 127)))
}

fn check_features(header: &HeaderBlock) -> Result<(), String> {
    let unknown = header.required.iter().find(|feature| !UNDERSTOOD.contains(&feature.as_str()));
    match unknown.or(header.optional.iter().find(|feature| *feature == NODES_IN_WAYS)) {
        Some(feature) => Err(format!("it needs “{feature}”, which is not understood here. Get a plain extract.")),
        None => Ok(()),
    }
}
