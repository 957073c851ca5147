//! Where things are in the repository.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::failure::{Failure, Result};

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// Cargo's target directory; handed to every build of ours, so that no configuration can disagree.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The built npm package.
pub(crate) fn package() -> PathBuf {
    root().join("js/dist")
}

/// The built page.
pub(crate) fn page() -> PathBuf {
    root().join("www/dist")
}

/// Reads a file, or says which one could not be read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(Failure::at(path))
}

/// Writes a file and the directories above it.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).map_err(Failure::at(dir))?;
    }
    fs::write(path, bytes).map_err(Failure::at(path))
}

/// Files directly in `dir` whose name ends with `ending`; none if there is no such directory.
pub(crate) fn files(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    found.sort();
    found
}
