//! Puts the design system's style sheet, our own, our script and our icon into the program.
//!
//! The design system is installed by npm and never committed. Of its style sheet only what we use is kept, without fonts.

#[path = "build/prune.rs"]
mod prune;

use std::{env, fmt::Write as _, fs, path::Path, process::Command};

use sha2::{Digest, Sha256};

/// The version in `assets/package-lock.json`.
const PACKAGE: &str = "nhsuk-frontend";

fn main() -> Result<(), String> {
    for watched in [
        "build.rs",
        "build/prune.rs",
        "assets/package-lock.json",
        "assets/keep.txt",
        "assets/kith.css",
        "assets/kith.js",
        "assets/kith.svg",
        "assets/node_modules/nhsuk-frontend/package.json",
    ] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let assets = Path::new(&var("CARGO_MANIFEST_DIR")?).join("assets");
    let package = assets.join("node_modules").join(PACKAGE);
    install(&assets, &package)?;
    let theirs = read(&package.join("dist/nhsuk/nhsuk-frontend.min.css"))?;
    let css =
        prune::prune(&theirs, &read(&assets.join("keep.txt"))?) + &prune::tighten(&read(&assets.join("kith.css"))?);
    let files = [
        ("STYLESHEET", "css", "text/css; charset=utf-8", css),
        ("SCRIPT", "js", "text/javascript; charset=utf-8", read(&assets.join("kith.js"))?),
        ("ICON", "svg", "image/svg+xml", read(&assets.join("kith.svg"))?),
    ];
    write_out(Path::new(&var("OUT_DIR")?), &files)
}

fn var(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| format!("{name}: {error}"))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// The version that stands first after `at` in a JSON file of npm.
fn version(json: &str, at: &str) -> Option<String> {
    let after = json.split_once(at)?.1.split_once("\"version\": \"")?.1;
    after.split_once('"').map(|(version, _)| version.to_owned())
}

fn install(assets: &Path, package: &Path) -> Result<(), String> {
    let wanted = version(&read(&assets.join("package-lock.json"))?, "\"node_modules/nhsuk-frontend\"");
    let there = fs::read_to_string(package.join("package.json")).ok().and_then(|json| version(&json, "\"name\""));
    if wanted.is_some() && wanted == there {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let done =
        Command::new(npm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(assets).output();
    match done {
        Err(error) => Err(format!(
            "npm could not be started ({error}). The pages use the NHS.UK design system, which npm installs when building: \
             install Node.js 20 or later with npm, then build again."
        )),
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!(
            "npm ci failed in {}. It needs a package registry or npm's cache. npm said:\n{}",
            assets.display(),
            String::from_utf8_lossy(&output.stderr)
        )),
    }
}

fn write_out(out: &Path, files: &[(&str, &str, &str, String)]) -> Result<(), String> {
    let mut constants = String::new();
    let mut table = String::from("static ALL: &[(&str, Asset)] = &[\n");
    for (name, extension, content_type, content) in files {
        let hash: String = Sha256::digest(content).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let file = format!("kith-{hash}.{extension}");
        fs::write(out.join(&file), content).map_err(|error| format!("cannot write {file}: {error}"))?;
        let _ = writeln!(constants, "const {name}: &str = \"/assets/{file}\";");
        let _ = writeln!(
            table,
            "    ({name}, Asset {{ bytes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}\")), content_type: \
             \"{content_type}\", etag: \"\\\"{hash}\\\"\" }}),"
        );
    }
    fs::write(out.join("assets.rs"), constants + &table + "];\n")
        .map_err(|error| format!("cannot write assets.rs: {error}"))
}
