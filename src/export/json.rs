//! One JSON document: `{"conversations":[{"conversation","sessions",…,"entries"}]}`.

use crate::export::{ConversationBlock, Rows, TranscriptRow, jsonl};

/// Opens the document.
pub(super) fn begin(out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"conversations\":[");
}

/// Opens a conversation.
pub(super) fn begin_conversation(rows: &Rows<'_>, comma: bool, out: &mut Vec<u8>) {
    if comma {
        out.push(b',');
    }
    out.push(b'\n');
    jsonl::append(&ConversationBlock::new(rows), out);
    // The block goes on with its entries.
    out.pop();
    out.extend_from_slice(b",\"entries\":[");
}

/// Writes an entry; `comma` if it is not the first of its conversation. What the last chunk ended
/// with is gone by now, so the caller must know.
pub(super) fn write(row: &TranscriptRow, comma: bool, out: &mut Vec<u8>) {
    if comma {
        out.push(b',');
    }
    out.push(b'\n');
    jsonl::append(row, out);
}

/// Closes a conversation.
pub(super) fn end_conversation(out: &mut Vec<u8>) {
    out.extend_from_slice(b"]}");
}

/// Closes the document.
pub(super) fn end(out: &mut Vec<u8>) {
    out.extend_from_slice(b"\n]}\n");
}
