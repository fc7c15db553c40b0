//! `cargo xtask faults`: the real program is started, broken and asked. What was acknowledged must be there. See
//! docs/faults.md.

mod backup;
mod cast;
mod client;
mod csv;
mod cut;
mod data;
mod described;
mod dice;
mod disk;
mod full;
mod gone;
mod kill;
mod load;
mod machine;
mod proof;
mod served;
mod slow;
mod tests;

use crate::{Outcome, run, tree};
use data::Kind;
use std::path::PathBuf;
use std::process::Command;

/// How a run is made.
pub struct Setting {
    /// The program that is broken.
    pub program: PathBuf,
    /// A folder for everything of this run; it goes at the end.
    pub folder: PathBuf,
    pub seed: u64,
    pub rounds: Option<usize>,
    pub clients: usize,
}

/// One case, as it stands in the table.
#[derive(Debug, Default)]
pub struct Line {
    case: &'static str,
    database: String,
    what: String,
    rounds: usize,
    acknowledged: Option<usize>,
    lost: Vec<String>,
    wrong: Vec<String>,
    found: Vec<String>,
    skipped: bool,
}

impl Line {
    pub fn new(case: &'static str, database: &str, what: String, rounds: usize) -> Self {
        Line { case, database: database.to_owned(), what, rounds, ..Line::default() }
    }

    /// Takes what a proof found.
    pub fn proved(mut self, proof: proof::Proof) -> Self {
        self.acknowledged = Some(proof.kept.len());
        if proof.sent_again > 0 {
            self.found.push(format!("{} commands sent again under their keys, all answered", proof.sent_again));
        }
        self.lost.extend(proof.lost);
        self.wrong.extend(proof.wrong);
        self
    }

    pub fn found(mut self, words: String) -> Self {
        self.found.push(words);
        self
    }

    /// Something that must not be.
    pub fn wrong(mut self, words: String) -> Self {
        self.wrong.push(words);
        self
    }

    /// Not done on this machine, and why.
    pub fn skipped(case: &'static str, why: String) -> Self {
        Line { case, found: vec![format!("skipped: {why}")], skipped: true, ..Line::default() }
    }

    fn holds(&self) -> bool {
        self.lost.is_empty() && self.wrong.is_empty()
    }

    fn row(&self) -> String {
        let acknowledged = self.acknowledged.map_or_else(|| "–".to_owned(), |n| n.to_string());
        let met = if self.skipped {
            "skipped"
        } else if self.holds() {
            "yes"
        } else {
            "NO"
        };
        format!(
            "| {} | {} | {} | {} | {acknowledged} | {} | {} | {met} |",
            self.case,
            self.database,
            self.what,
            self.rounds,
            self.lost.len(),
            self.found.join("; ")
        )
    }
}

type Run = fn(&Setting) -> Outcome<Vec<Line>>;

/// The cases by name.
const CASES: &[(&str, Run)] = &[
    ("kill", kill_all),
    ("beneath", |setting| Ok(vec![kill::postgres(setting)?])),
    ("cut", cut::all),
    ("full", full::all),
    ("gone", gone::all),
    ("slow", slow::slow),
    ("idle", slow::idle),
    ("csv", csv::all),
    ("backup", backup::all),
    ("contention", tests::contention),
    ("clocks", tests::clocks),
    ("described", described::all),
];

fn kill_all(setting: &Setting) -> Outcome<Vec<Line>> {
    Ok(vec![kill::server(setting, Kind::Sqlite)?, kill::server(setting, Kind::Postgres)?])
}

/// Says what is going on.
pub fn tell(what: &str) {
    eprintln!("faults: {what}");
}

/// Runs the named cases, or all.
pub fn run(words: &[&str]) -> Outcome<()> {
    run::stop_tidily()?;
    let asked = Asked::read(words)?;
    let seed = asked.seed.map_or_else(dice::fresh_seed, Ok)?;
    let folder = Folder::new()?;
    let setting = Setting {
        program: asked.program.map_or_else(built, Ok)?,
        folder: folder.0.clone(),
        seed,
        rounds: asked.rounds,
        clients: asked.clients,
    };
    tell(&format!("seed {seed}"));
    let mut lines = Vec::new();
    for (name, case) in CASES {
        if asked.names.is_empty() || asked.names.iter().any(|asked| asked == name) {
            match case(&setting) {
                Ok(some) => lines.extend(some),
                Err(why) if run::stopped() => return Err(why),
                Err(why) => lines.push(Line::new(name, "", "did not come to an end".to_owned(), 0).wrong(why)),
            }
        }
    }
    println!("{}", table(&lines, &setting));
    let bad: Vec<String> = lines.iter().filter(|line| !line.holds()).map(troubles).collect();
    if bad.is_empty() { Ok(()) } else { Err(format!("Not as it must be:\n\n{}", bad.join("\n"))) }
}

fn table(lines: &[Line], setting: &Setting) -> String {
    let head = "| case | database | what was done | rounds | acknowledged | lost | found | as it must be |\n|---|---|---|---|---|---|---|---|";
    let rows: Vec<String> = lines.iter().map(Line::row).collect();
    let machine = machine::told(&setting.folder);
    let day = run::said("date", &["-u", "+%-d %B %Y"]).unwrap_or_default();
    format!("{day}, {machine}. Seed {}.\n\n{head}\n{}", setting.seed, rows.join("\n"))
}

/// What is wrong with a case, the first of each kind.
fn troubles(line: &Line) -> String {
    let some = |what: &str, all: &[String]| {
        let shown: Vec<String> = all.iter().take(8).map(|one| format!("  {what}: {one}")).collect();
        let more = all.len().saturating_sub(8);
        let rest = if more > 0 { format!("\n  … and {more} more") } else { String::new() };
        format!("{}{rest}", shown.join("\n"))
    };
    let (lost, wrong) = (some("lost", &line.lost), some("wrong", &line.wrong));
    format!("{} ({}):\n{lost}\n{wrong}", line.case, line.database)
}

struct Asked {
    names: Vec<String>,
    program: Option<PathBuf>,
    seed: Option<u64>,
    rounds: Option<usize>,
    clients: usize,
}

impl Asked {
    fn read(words: &[&str]) -> Outcome<Self> {
        let mut asked = Asked { names: Vec::new(), program: None, seed: None, rounds: None, clients: 64 };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().copied().ok_or_else(|| format!("{word} needs a value."));
            let number = |text: &str| text.parse::<usize>().map_err(|_| format!("“{text}” is not a number."));
            match *word {
                "--program" => asked.program = Some(PathBuf::from(value()?)),
                "--seed" => asked.seed = Some(u64::try_from(number(value()?)?).unwrap_or_default()),
                "--rounds" => asked.rounds = Some(number(value()?)?),
                "--clients" => asked.clients = number(value()?)?,
                name if CASES.iter().any(|(known, _)| *known == name) => asked.names.push(name.to_owned()),
                other => {
                    let known: Vec<&str> = CASES.iter().map(|(name, _)| *name).collect();
                    return Err(format!("There is no case “{other}”. There are: {}.", known.join(", ")));
                }
            }
        }
        Ok(asked)
    }
}

/// The program as it is released, built if need be.
fn built() -> Outcome<PathBuf> {
    let root = tree::root();
    run::program(
        Command::new("cargo").args(["build", "--release", "-p", "server", "--bin", "kith"]).current_dir(&root),
    )?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("release").join("kith"))
}

/// A folder that goes when it is dropped. PostgreSQL runs as somebody else, so others may pass through it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Outcome<Self> {
        let folder = std::env::temp_dir().join(format!("kith-faults-{}", std::process::id()));
        std::fs::create_dir(&folder).map_err(|e| format!("Cannot make the folder {}: {e}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left behind lies with other temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
