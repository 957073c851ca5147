//! What is wrong with a query.

use std::fmt;

/// A query that cannot be run: where it goes wrong, why, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// Byte offset in the query.
    pub at: usize,
    /// The filter it is about, where it is about one.
    pub filter: Option<String>,
    /// Why, and what to write instead.
    pub message: String,
}

impl QueryError {
    pub(crate) fn new(at: usize, message: impl Into<String>) -> Self {
        Self {
            at,
            filter: None,
            message: message.into(),
        }
    }

    pub(crate) fn of(mut self, filter: &str) -> Self {
        self.filter = Some(filter.to_owned());
        self
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for QueryError {}
