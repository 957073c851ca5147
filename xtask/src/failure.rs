//! What went wrong, in words that say what to do next.

use std::{fmt, io, path::Path};

/// A message for the person at the terminal.
#[derive(Debug)]
pub(crate) struct Failure(String);

/// Result of every step of xtask.
pub(crate) type Result<T = ()> = std::result::Result<T, Failure>;

impl Failure {
    /// An I/O error together with the path it concerns.
    pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> Failure + '_ {
        move |error| Failure(format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Failure(message)
    }
}

impl From<&str> for Failure {
    fn from(message: &str) -> Self {
        Failure(message.to_owned())
    }
}
