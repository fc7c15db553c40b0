//! Where things are in the repository.

use crate::Outcome;
use std::fs;
use std::path::{Path, PathBuf};

/// The top folder of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Every file under `folder` whose name ends in `.ending`, in a settled order. Folders that hold what was built or
/// installed are passed over; a folder that is not there holds nothing.
pub fn files(folder: &Path, ending: &str) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    gather(folder, ending, &mut found)?;
    found.sort();
    Ok(found)
}

fn gather(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) -> Outcome<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    let entries = fs::read_dir(folder).map_err(|e| format!("Cannot read the folder {}: {e}", folder.display()))?;
    for entry in entries {
        let path = entry.map_err(|e| format!("Cannot read the folder {}: {e}", folder.display()))?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if !matches!(name.as_str(), "node_modules" | "target" | "out" | ".git") {
                gather(&path, ending, found)?;
            }
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    Ok(())
}

/// The folders of the crates: `crates/*` with a manifest, by name.
pub fn crates(root: &Path) -> Outcome<Vec<(String, PathBuf)>> {
    let folder = root.join("crates");
    let entries = fs::read_dir(&folder).map_err(|e| format!("Cannot read the folder {}: {e}", folder.display()))?;
    let mut found: Vec<(String, PathBuf)> = entries
        .filter_map(Result::ok)
        .map(|e| e.path())
        .filter(|p| p.join("Cargo.toml").is_file())
        .filter_map(|p| Some((p.file_name()?.to_string_lossy().into_owned(), p)))
        .collect();
    found.sort();
    Ok(found)
}

/// A file's text.
pub fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|e| format!("Cannot read {}: {e}", path.display()))
}

/// A path as people write it in this repository: from the top folder, with forward slashes.
pub fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
