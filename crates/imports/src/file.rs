//! A file on the disk: what it is called, what its bytes amount to, and how far it has been read.

use std::{
    fs::File,
    io::{BufReader, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use kernel::Failure;
use sha2::{Digest, Sha256};

/// A file somebody wants imported.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its name without the folders.
    pub name: String,
    /// The SHA-256 of its bytes, by which it is known again.
    pub sha256: String,
    /// How many bytes it has.
    pub size: u64,
    path: PathBuf,
    read: Arc<AtomicU64>,
}

impl SourceFile {
    /// Looks at the whole file once, for its fingerprint.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
        let (mut sum, mut size, mut block) = (Sha256::new(), 0_u64, vec![0; 256 * 1024]);
        loop {
            let read = file.read(&mut block).map_err(|error| unreadable(path, &error))?;
            let Some(bytes) = block.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            sum.update(bytes);
            size += bytes.len() as u64;
        }
        let sha256 = sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(SourceFile { name, sha256, size, path: path.to_owned(), read: Arc::default() })
    }

    /// Reads it from the beginning; [`SourceFile::read_so_far`] goes along.
    pub fn reader(&self) -> Result<Counted, Failure> {
        let file = File::open(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        self.read.store(0, Ordering::Relaxed);
        Ok(Counted { inner: BufReader::with_capacity(256 * 1024, file), read: Arc::clone(&self.read) })
    }

    /// How many bytes have been read.
    pub fn read_so_far(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::field("file", format!("{} cannot be read: {error}.", path.display()))
}

/// A reader that counts.
#[derive(Debug)]
pub struct Counted {
    inner: BufReader<File>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(into)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
