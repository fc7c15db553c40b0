//! Files that are written whole or not at all.

use std::{fs::File, io::Write, path::Path};

/// Writes a file beside its place first, and puts it there once all of it is on the disk: what was there stays until then. What is
/// left of one that failed is taken away. A link stays one: what it leads to is written.
pub fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let led = std::fs::canonicalize(path);
    let path = led.as_deref().unwrap_or(path);
    let name = path.file_name().ok_or(std::io::ErrorKind::InvalidInput)?;
    let part = path.with_file_name(format!(".{}.part", name.display()));
    let written = put(&part, path, bytes);
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written
}

fn put(part: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(part, path)?;
    // A rename is on the disk when its folder is.
    File::open(folder(path))?.sync_all()
}

/// The folder that a file is in.
pub fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
