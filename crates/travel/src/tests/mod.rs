//! Tests that look inside; what they draw, `pbf` writes.

mod circles;
mod damage;
mod maps;
mod pbf;
mod tables;
mod tags;

/// A piece of Leeds: © OpenStreetMap contributors, Open Database License.
const LEEDS: &[u8] = include_bytes!("leeds.osm.pbf");

/// Numbers that look drawn by lot, the same each time.
struct Lot(u64);

impl Lot {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}
