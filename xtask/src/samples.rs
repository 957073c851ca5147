//! Sample exports for the page.

use std::path::Path;

use crate::failure::{Failure, Result};

/// Writes the sample exports into `dir`.
pub(crate) fn write(dir: &Path) -> Result {
    let files = fixtures::write_samples(dir).map_err(Failure::at(dir))?;
    eprintln!("  {} sample exports in {}", files.len(), dir.display());
    Ok(())
}
