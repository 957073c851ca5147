//! One opened file.

use std::collections::BTreeMap;

use crate::diagnostics::Diagnostic;

/// What is known of one file.
#[derive(Debug, Default)]
pub struct Source {
    /// The name it was given.
    pub name: String,
    /// Its length in bytes, once read.
    pub bytes: u64,
    /// xxh3 of its bytes: ranks files of one name and finds the same file opened twice.
    pub hash: u64,
    /// The format's name.
    pub format: String,
    /// What told it.
    pub evidence: String,
    /// Records by Salesforce object name.
    pub records: BTreeMap<String, u64>,
    /// Entries that carry text or rich content.
    pub entries_with_text: u64,
    /// Records that hold an entry and could not be read.
    pub diagnosed: u64,
    /// Events that hold an entry nobody reads, and no more than its being there: pings.
    pub filtered: u64,
    /// What could not be read, in file order.
    pub diagnostics: Vec<Diagnostic>,
    /// Diagnostics beyond those kept.
    pub more_diagnostics: u64,
    /// What a reader should know: likely truncation, missing text.
    pub warnings: Vec<String>,
    /// Whether all entries of one API response belong to one conversation.
    pub responses_are_conversations: bool,
    /// Whether it is an export of ours through a policy.
    pub redacted: bool,
    /// Fields nobody asked for, by name.
    pub unknown_fields: BTreeMap<String, u64>,
}
