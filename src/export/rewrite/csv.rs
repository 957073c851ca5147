//! Tables: every cell, with its quotes as they were.

use super::{
    edit::{Decoded, Edit, apply, tidy},
    json,
    leaf::Leaves,
};

/// Looks at every cell below the header; `records` are where rows begin, ascending.
pub(super) fn edits(
    text: &str,
    delimiter: u8,
    records: &[(usize, u64)],
    leaves: &mut Leaves<'_>,
    out: &mut Vec<Edit>,
) {
    let bytes = text.as_bytes();
    let mut header: Vec<String> = Vec::new();
    // A byte order mark is no part of the first cell.
    let first = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let (mut at, mut column, mut next) = (first, 0, 0);
    let mut in_header = true;
    while at < bytes.len() {
        if column == 0 {
            // Rows that are no data stand above, between and below: they are looked at all the same.
            while records.get(next).is_some_and(|(start, _)| *start <= at) {
                leaves.enter(records[next].1);
                in_header = false;
                next += 1;
            }
        }
        let (cell, quoted, end) = cell(text, at, delimiter);
        if in_header {
            if column == 0 {
                header.clear();
            }
            header.push(cell.text.trim().to_owned());
        }
        let key = header.get(column).cloned().unwrap_or_default();
        let found = if in_header {
            leaves.key(&cell.text)
        } else {
            json::value(&cell.text, &key, 0, leaves)
        };
        let clashes = |edit: &Edit| {
            let odd = |b| b == delimiter || matches!(b, b'"' | b'\n' | b'\r');
            edit.with.bytes().any(odd)
        };
        if !quoted && found.iter().any(clashes) {
            let mut found = found;
            tidy(&mut found);
            let new = apply(&cell.text, &found).replace('"', "\"\"");
            out.push(Edit {
                at: at..end,
                with: format!("\"{new}\""),
            });
        } else {
            cell.edits(
                found,
                |with| {
                    if quoted {
                        with.replace('"', "\"\"")
                    } else {
                        with.to_owned()
                    }
                },
                out,
            );
        }
        at = end;
        match bytes.get(at) {
            Some(b) if *b == delimiter => {
                at += 1;
                column += 1;
            }
            Some(_) => {
                at += 1;
                column = 0;
            }
            None => {}
        }
    }
}

/// The cell at a place, whether it is quoted, and the byte behind it.
fn cell(text: &str, start: usize, delimiter: u8) -> (Decoded, bool, usize) {
    let bytes = text.as_bytes();
    let ends = |b: u8| b == delimiter || b == b'\n' || b == b'\r';
    if bytes.get(start) != Some(&b'"') {
        let end = bytes[start..]
            .iter()
            .position(|b| ends(*b))
            .map_or(bytes.len(), |n| start + n);
        return (Decoded::plain(&text[start..end], start), false, end);
    }
    let mut out = Decoded::default();
    let mut at = start + 1;
    loop {
        let Some(step) = memchr::memchr(b'"', &bytes[at..]) else {
            for (n, c) in text[at..].char_indices() {
                out.push(c, at + n);
            }
            out.end(bytes.len());
            return (out, true, bytes.len());
        };
        for (n, c) in text[at..at + step].char_indices() {
            out.push(c, at + n);
        }
        at += step;
        if bytes.get(at + 1) != Some(&b'"') {
            break;
        }
        out.push('"', at);
        at += 2;
    }
    // What stands behind the closing quote is part of the cell.
    out.end(at);
    let end = bytes[at + 1..]
        .iter()
        .position(|b| ends(*b))
        .map_or(bytes.len(), |n| at + 1 + n);
    (out, true, end)
}
