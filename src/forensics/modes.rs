//! Who may read a file.

use std::io;
use std::path::{Path, PathBuf};

/// Files and folders, from `top` downwards, that others than their owner may read or enter. `top` itself counts.
#[cfg(unix)]
pub fn open_to_others(top: &Path) -> io::Result<Vec<PathBuf>> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut open = Vec::new();
    let mut waiting = vec![top.to_owned()];
    while let Some(path) = waiting.pop() {
        let about = match std::fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            about => about?,
        };
        if about.is_dir() {
            for entry in std::fs::read_dir(&path)? {
                waiting.push(entry?.path());
            }
        }
        if !about.is_symlink() && about.permissions().mode() & 0o077 != 0 {
            open.push(path);
        }
    }
    open.sort();
    Ok(open)
}

/// Other systems have no such bits; there this finds nothing.
#[cfg(not(unix))]
pub fn open_to_others(_: &Path) -> io::Result<Vec<PathBuf>> {
    Ok(Vec::new())
}

/// Whether somebody else can get at a path at all: a closed folder above it keeps them out.
#[cfg(unix)]
pub fn reachable_by_others(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    for folder in std::path::absolute(path)?.ancestors().skip(1) {
        if std::fs::metadata(folder)?.permissions().mode() & 0o011 == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Other systems have no such bits.
#[cfg(not(unix))]
pub fn reachable_by_others(_: &Path) -> io::Result<bool> {
    Ok(false)
}
