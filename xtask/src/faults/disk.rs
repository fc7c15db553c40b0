//! A small disk of one's own: a file system in a file, that can be cut off, filled and mounted again.

use crate::{Outcome, install, run};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Which file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileSystem {
    Ext4,
    Xfs,
}

impl FileSystem {
    pub fn name(self) -> &'static str {
        match self {
            FileSystem::Ext4 => "ext4",
            FileSystem::Xfs => "xfs",
        }
    }
}

/// It is unmounted and goes when this is dropped.
pub struct Disk {
    image: PathBuf,
    pub at: PathBuf,
    pub kind: FileSystem,
}

/// Why there can be no such disk here, if so.
pub fn why_not() -> Option<String> {
    if !install::is_root() {
        return Some("file systems in files can be mounted by root only".to_owned());
    }
    if !Path::new("/dev/loop-control").exists() {
        return Some("this system has no loop devices".to_owned());
    }
    None
}

impl Disk {
    /// Makes and mounts one. Fails where the system does not let it, with what the system said.
    pub fn make(folder: &Path, name: &str, kind: FileSystem, megabytes: usize) -> Outcome<Self> {
        install::xfs()?;
        let disk = Disk { image: folder.join(format!("{name}.image")), at: folder.join(name), kind };
        std::fs::create_dir_all(&disk.at).map_err(|e| format!("Cannot make {}: {e}", disk.at.display()))?;
        let image = disk.image.display().to_string();
        done("truncate", &["-s", &format!("{megabytes}M"), &image])?;
        match kind {
            // Nothing is kept back for root, who runs the program here.
            FileSystem::Ext4 => done("mkfs.ext4", &["-q", "-F", "-m", "0", &image])?,
            FileSystem::Xfs => done("mkfs.xfs", &["-q", "-f", &image])?,
        }
        disk.mount()?;
        Ok(disk)
    }

    fn mount(&self) -> Outcome<()> {
        let (image, at) = (self.image.display().to_string(), self.at.display().to_string());
        done("mount", &["-o", "loop", "-t", self.kind.name(), &image, &at])
    }

    /// Cuts it off at once: what was not flushed does not come to the disk any more, the file system's own log included.
    pub fn cut(&self) -> Outcome<()> {
        done("xfs_io", &["-x", "-c", "shutdown", &self.at.display().to_string()])
    }

    /// Mounts it again as after a power cut: the file system plays its log back.
    pub fn mount_again(&self) -> Outcome<()> {
        let begun = Instant::now();
        while let Err(why) = done("umount", &[&self.at.display().to_string()]) {
            if begun.elapsed() > Duration::from_secs(20) {
                return Err(why);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        self.mount()
    }

    /// Fills it to the last byte with a file.
    pub fn fill(&self) -> Outcome<()> {
        use std::io::Write as _;
        let path = self.at.join("ballast");
        let mut file = std::fs::File::create(&path).map_err(|e| format!("Cannot make {}: {e}", path.display()))?;
        for size in [1 << 20, 4096, 1] {
            let block = vec![7_u8; size];
            // Until there is no room for another: that is what it is for.
            while file.write_all(&block).is_ok() {}
        }
        file.sync_all().map_err(|e| format!("Cannot flush {}: {e}", path.display()))
    }

    /// Makes room again.
    pub fn free(&self) -> Outcome<()> {
        let path = self.at.join("ballast");
        std::fs::remove_file(&path).map_err(|e| format!("Cannot remove {}: {e}", path.display()))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let at = self.at.display().to_string();
        if done("umount", &[&at]).is_err() {
            // Somebody still has a file open there; it goes with them.
            let _ = done("umount", &["-l", &at]);
        }
        let _ = std::fs::remove_file(&self.image);
    }
}

/// Runs a program of the system to its good end.
fn done(program: &str, words: &[&str]) -> Outcome<()> {
    if run::stopped() && program != "umount" {
        return Err("Stopped on request.".to_owned());
    }
    super::data::ended_well(Command::new(program).args(words)).map(drop)
}
