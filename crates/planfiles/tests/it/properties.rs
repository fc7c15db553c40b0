//! What must hold of every file, however it was changed: the very functions that the fuzzers call (fuzz/README.md).

#[path = "../../../../fuzz/src/plans.rs"]
pub mod plans;
#[path = "../../../../fuzz/src/words.rs"]
mod words;

use words::in_lines;

/// The fuzzers' seeds, and what they found once.
#[test]
fn what_fuzzers_begin_with_and_found_holds() {
    let ask = |name: &str, ask: fn(&[u8])| {
        for folder in ["seeds", "found"] {
            let folder = format!("{}/../../fuzz/{folder}/{name}", env!("CARGO_MANIFEST_DIR"));
            for file in std::fs::read_dir(folder).into_iter().flatten() {
                ask(&std::fs::read(file.unwrap().path()).unwrap());
            }
        }
    };
    ask("plan", plans::plan);
    ask("plan_answer", plans::plan_answer);
    ask("plan_check", plans::plan_check);
}
