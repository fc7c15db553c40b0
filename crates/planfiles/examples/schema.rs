//! Writes the schemas of Kith's own formats: `cargo run -p planfiles --example schema -- docs/formats`.
#![allow(clippy::unwrap_used)]

fn main() {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    for (name, schema) in [
        ("plan.schema.json", schemars::schema_for!(planfiles::Document)),
        ("plan-answer.schema.json", schemars::schema_for!(planfiles::Answer)),
    ] {
        std::fs::write(folder.join(name), serde_json::to_string_pretty(&schema).unwrap() + "\n").unwrap();
    }
}
