//! Writes small maps as `.osm.pbf`, for tests and measurements.

/// Tags of a thing.
pub type Tags = Vec<(&'static str, &'static str)>;

/// A map as it is drawn.
#[derive(Default, Clone)]
pub struct Drawing {
    /// Latitude, longitude, tags; the first node has the id 1.
    pub nodes: Vec<(f64, f64, Tags)>,
    /// Ids of nodes, tags.
    pub ways: Vec<(Vec<i64>, Tags)>,
}

impl Drawing {
    /// A node; its id.
    pub fn node(&mut self, lat: f64, lon: f64, tags: &[(&'static str, &'static str)]) -> i64 {
        self.nodes.push((lat, lon, tags.to_vec()));
        self.nodes.len() as i64
    }

    /// A way.
    pub fn way(&mut self, nodes: &[i64], tags: &[(&'static str, &'static str)]) {
        self.ways.push((nodes.to_vec(), tags.to_vec()));
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut header = Vec::new();
        put_bytes(&mut header, 4, b"OsmSchema-V0.6");
        put_bytes(&mut header, 4, b"DenseNodes");
        let mut file = framed("OSMHeader", &header);
        for (chunk, nodes) in self.nodes.chunks(8000).enumerate() {
            file.extend(framed("OSMData", &node_block(chunk as i64 * 8000 + 1, nodes)));
        }
        for (chunk, ways) in self.ways.chunks(8000).enumerate() {
            file.extend(framed("OSMData", &way_block(chunk as u64 * 8000 + 1, ways)));
        }
        file
    }
}

/// Adds a variable-length number.
fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 128 {
        out.push(value as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

fn put_number(out: &mut Vec<u8>, field: u64, value: u64) {
    varint(out, field << 3);
    varint(out, value);
}

/// Adds a field of bytes.
pub fn put_bytes(out: &mut Vec<u8>, field: u64, bytes: &[u8]) {
    varint(out, field << 3 | 2);
    varint(out, bytes.len() as u64);
    out.extend(bytes);
}

fn packed(out: &mut Vec<u8>, field: u64, values: impl Iterator<Item = u64>) {
    let mut bytes = Vec::new();
    values.for_each(|value| varint(&mut bytes, value));
    put_bytes(out, field, &bytes);
}

fn steps(values: impl Iterator<Item = i64>) -> impl Iterator<Item = u64> {
    let mut before = 0;
    values.map(move |value| zigzag(value - std::mem::replace(&mut before, value)))
}

/// A block of the file with its header.
pub fn framed(kind: &str, content: &[u8]) -> Vec<u8> {
    let mut blob = Vec::new();
    put_bytes(&mut blob, 1, content);
    put_number(&mut blob, 2, content.len() as u64);
    enclosed(kind, &blob)
}

/// A blob with its header.
pub fn enclosed(kind: &str, blob: &[u8]) -> Vec<u8> {
    let mut header = Vec::new();
    put_bytes(&mut header, 1, kind.as_bytes());
    put_number(&mut header, 3, blob.len() as u64);
    let mut out = (header.len() as u32).to_be_bytes().to_vec();
    out.extend(header);
    out.extend(blob);
    out
}

#[derive(Default)]
struct Words(Vec<&'static str>);

impl Words {
    fn at(&mut self, word: &'static str) -> u64 {
        if self.0.is_empty() {
            self.0.push("");
        }
        if let Some(at) = self.0.iter().position(|known| *known == word) {
            return at as u64;
        }
        self.0.push(word);
        self.0.len() as u64 - 1
    }
}

fn block(words: &Words, group: &[u8]) -> Vec<u8> {
    let mut table = Vec::new();
    words.0.iter().for_each(|word| put_bytes(&mut table, 1, word.as_bytes()));
    let mut out = Vec::new();
    put_bytes(&mut out, 1, &table);
    put_bytes(&mut out, 2, group);
    out
}

fn node_block(first: i64, nodes: &[(f64, f64, Tags)]) -> Vec<u8> {
    let mut words = Words::default();
    let units = |degrees: f64| (degrees * 1e7).round() as i64;
    let mut dense = Vec::new();
    packed(&mut dense, 1, steps((first..).take(nodes.len())));
    packed(&mut dense, 8, steps(nodes.iter().map(|node| units(node.0))));
    packed(&mut dense, 9, steps(nodes.iter().map(|node| units(node.1))));
    let mut tags = Vec::new();
    for (_, _, of_node) in nodes {
        for (key, value) in of_node {
            tags.extend([words.at(key), words.at(value)]);
        }
        tags.push(0);
    }
    packed(&mut dense, 10, tags.into_iter());
    let mut group = Vec::new();
    put_bytes(&mut group, 2, &dense);
    block(&words, &group)
}

fn way_block(first: u64, ways: &[(Vec<i64>, Tags)]) -> Vec<u8> {
    let mut words = Words::default();
    let mut group = Vec::new();
    for (id, (nodes, tags)) in (first..).zip(ways) {
        let mut way = Vec::new();
        put_number(&mut way, 1, id);
        packed(&mut way, 2, tags.iter().map(|(key, _)| words.at(key)).collect::<Vec<_>>().into_iter());
        packed(&mut way, 3, tags.iter().map(|(_, value)| words.at(value)).collect::<Vec<_>>().into_iter());
        packed(&mut way, 8, steps(nodes.iter().copied()));
        put_bytes(&mut group, 3, &way);
    }
    block(&words, &group)
}
