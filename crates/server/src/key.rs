//! The vault's key: 32 bytes in a file of its own, which only its owner may read.

use std::{io::Write, os::unix::fs::OpenOptionsExt, os::unix::fs::PermissionsExt, path::Path};

use access::Vault;
use kernel::{Failure, Ids};

/// Reads the key; makes it when `fresh`, which is when nothing has been sealed yet.
pub fn vault(path: &Path, ids: &Ids, fresh: bool) -> Result<Vault, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            private(path)?;
            let key = from_hex(text.trim()).ok_or_else(|| {
                wrong(
                    path,
                    "does not hold a key of 64 hexadecimal digits. Put back the file this database was started with.",
                )
            })?;
            Ok(Vault::new(key))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && fresh => make(path, ids),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(wrong(
            path,
            "is missing, and this database holds values that only its key opens. Put back the file this database was started with.",
        )),
        Err(error) => Err(wrong(path, &format!("cannot be read: {error}."))),
    }
}

fn wrong(path: &Path, what: &str) -> Failure {
    Failure::Unavailable(format!("The key file {} {what}", path.display()))
}

fn private(path: &Path) -> Result<(), Failure> {
    let mode = std::fs::metadata(path).map_err(|error| wrong(path, &error.to_string()))?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(wrong(
        path,
        &format!("can be read by others on this machine (mode {:o}). Run: chmod 600 {}", mode & 0o777, path.display()),
    ))
}

fn make(path: &Path, ids: &Ids) -> Result<Vault, Failure> {
    let key = ids.bytes::<32>();
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let write = || {
        if let Some(folder) = path.parent() {
            store::private_folder(folder)?;
        }
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        writeln!(file, "{hex}")?;
        file.sync_all()
    };
    write().map_err(|error| wrong(path, &format!("cannot be made: {error}.")))?;
    Ok(Vault::new(key))
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (n, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * n..2 * n + 2)?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    // GOV-5
    #[test]
    fn the_key_is_made_once_kept_private_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (path, ids) = (folder.path().join("secret.key"), Ids::seeded(1));
        assert!(vault(&path, &ids, false).unwrap_err().to_string().contains("is missing"));
        let sealed = vault(&path, &ids, true).unwrap().seal(&ids, "p", "4711").unwrap();
        assert_eq!(vault(&path, &ids, true).unwrap().open("p", &sealed).unwrap(), "4711");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(vault(&path, &ids, false).unwrap_err().to_string().contains("chmod 600"));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        for wrong in ["nonsense".to_owned(), "+f".repeat(32)] {
            std::fs::write(&path, wrong).unwrap();
            assert!(vault(&path, &ids, true).is_err());
        }
    }
}
