//! JSON Lines: one entry a line.

use crate::export::{ConversationBlock, Rows, TranscriptRow};

/// Writes the line of a conversation, for exports with records.
pub(super) fn begin_conversation(rows: &Rows<'_>, out: &mut Vec<u8>) {
    append(&ConversationBlock::new(rows), out);
    out.push(b'\n');
}

/// Writes one line.
pub(super) fn write(row: &TranscriptRow, out: &mut Vec<u8>) {
    append(row, out);
    out.push(b'\n');
}

/// Appends a value as JSON.
pub(super) fn append(value: &impl serde::Serialize, out: &mut Vec<u8>) {
    let at = out.len();
    if serde_json::to_writer(&mut *out, value).is_err() {
        // Rows serialise to a Vec without failing; half a value must not stay behind if one ever does.
        out.truncate(at);
        out.extend_from_slice(b"null");
    }
}
