//! Prints the CPU-seconds and the memory of reading a map, preparing its roads and making tables.
//!
//! `cargo run --release -p travel --example measure -- [PLACES] [PROFILE] [MAP.osm.pbf …]`. Without a profile all three
//! are measured, without a map a made-up grid of 200,000 junctions.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::panic, clippy::indexing_slicing)]

#[path = "../src/tests/pbf.rs"]
mod pbf;

use travel::{Map, NEAR, Place, Profile, Roads};

/// CPU-seconds of this process so far.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    text.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// Megabytes: now and at the most.
fn memory() -> String {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = |key: &str| {
        let kilobytes = text.lines().find(|line| line.starts_with(key)).and_then(|line| line.split_whitespace().nth(1));
        kilobytes.and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or_default() / 1024
    };
    format!("{} MB, at the most {} MB", line("VmRSS"), line("VmHWM"))
}

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

/// Streets every hundred metres, every tenth a main road, every fiftieth a fast one; one in ten is missing and one in ten one-way.
fn grid(wide: usize, high: usize) -> Vec<u8> {
    let mut lot = Lot(88_172_645_463_325_252);
    let mut drawing = pbf::Drawing::default();
    for y in 0..high {
        for x in 0..wide {
            let mut jitter = || (lot.below(400) as f64 - 200.0) * 1e-6;
            let (lat, lon) = (50.6 + y as f64 * 0.0009 + jitter(), -2.9 + x as f64 * 0.0014 + jitter());
            drawing.node(lat, lon, &[]);
        }
    }
    let class = |line: usize| match line {
        line if line.is_multiple_of(50) => ("highway", "trunk"),
        line if line.is_multiple_of(10) => ("highway", "secondary"),
        _ => ("highway", "residential"),
    };
    let mut street = |from: usize, to: usize, line: usize, lot: &mut Lot| match lot.below(10) {
        0 => {}
        1 => drawing.way(&[from as i64 + 1, to as i64 + 1], &[class(line), ("oneway", "yes")]),
        _ => drawing.way(&[from as i64 + 1, to as i64 + 1], &[class(line)]),
    };
    for y in 0..high {
        for x in 0..wide {
            let here = y * wide + x;
            if x + 1 < wide {
                street(here, here + 1, y, &mut lot);
            }
            if y + 1 < high {
                street(here, here + wide, x, &mut lot);
            }
        }
    }
    drawing.bytes()
}

/// Places beside the map's roads.
fn places(roads: &Roads, count: usize) -> Vec<Place> {
    let mut lot = Lot(2_463_534_242);
    let mut places = Vec::new();
    while places.len() < count {
        let ([south, west], [north, east]) = roads.bounds();
        let mut between = |from: f64, to: f64| from + (to - from) * lot.below(1_000_000) as f64 / 1e6;
        let place = Place::new(format!("p{}", places.len()), between(south, north), between(west, east));
        if roads.is_near(&place, NEAR) {
            places.push(place);
        }
    }
    places
}

fn measure(name: &str, bytes: &[u8], profiles: &[Profile], count: usize) {
    let begun = cpu();
    let map = Map::read(bytes, name).unwrap_or_else(|error| panic!("{error}"));
    println!("{name}: {} bytes; read in {:.2} CPU-s; {}", bytes.len(), cpu() - begun, memory());
    for profile in profiles.iter().copied() {
        let begun = cpu();
        let roads = match Roads::new(&map, profile) {
            Ok(roads) => roads,
            Err(error) => {
                println!("  {error}");
                continue;
            }
        };
        let prepared = cpu() - begun;
        let places = places(&roads, count);
        let begun = cpu();
        let times = roads.travel_times(&places, NEAR).unwrap_or_else(|error| panic!("{error}"));
        let (junctions, edges) = roads.size();
        let mean = times.seconds.iter().map(|seconds| i64::from(*seconds)).sum::<i64>() / times.seconds.len() as i64;
        println!(
            "  {:5} {junctions} junctions, {edges} roads; prepared in {prepared:.2} CPU-s; {n} × {n} in {:.3} CPU-s (mean {mean} s); {}",
            profile.name(),
            cpu() - begun,
            memory(),
            n = times.rows()
        );
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).peekable();
    let count = arguments.next_if(|argument| argument.parse::<usize>().is_ok()).map_or(3000, |n| n.parse().unwrap());
    let only =
        arguments.next_if(|argument| argument.parse::<Profile>().is_ok()).map(|name| vec![name.parse().unwrap()]);
    let profiles = only.unwrap_or(Profile::ALL.to_vec());
    if arguments.peek().is_none() {
        measure("grid", &grid(500, 400), &profiles, count);
    }
    for path in arguments {
        let name = path.rsplit('/').next().unwrap().trim_end_matches(".osm.pbf").to_owned();
        measure(&name, &std::fs::read(&path).unwrap(), &profiles, count);
    }
}
