//! The program `kith`.

fn main() {}
