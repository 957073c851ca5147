//! Replacements in a text.

use std::ops::Range;

/// A span of a text, and what comes in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) at: Range<usize>,
    pub(super) with: String,
}

/// Puts edits in order; of those that overlap the first takes the place of all, so that nothing is left between.
pub(super) fn tidy(edits: &mut Vec<Edit>) {
    edits.sort_by_key(|edit| (edit.at.start, std::cmp::Reverse(edit.at.end)));
    edits.dedup_by(|next, kept| {
        let overlaps = next.at.start < kept.at.end;
        if overlaps {
            kept.at.end = kept.at.end.max(next.at.end);
        }
        overlaps
    });
}

/// The text with its edits, which are tidy.
pub(super) fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len() + 16 * edits.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.at.start]);
        out.push_str(&edit.with);
        at = edit.at.end;
    }
    out.push_str(&text[at..]);
    out
}

/// A text as it reads, and where each of its bytes stands in how it is written.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// First byte of what stands for each byte of the text, and the end of the whole; files are shorter than 1 GiB.
    places: Vec<u32>,
    /// Where parts of the text end, and where that stands.
    parts: Vec<(usize, u32)>,
}

impl Decoded {
    /// Of one that is written as it reads, from a place on.
    pub(super) fn plain(text: &str, from: usize) -> Self {
        Self {
            text: text.to_owned(),
            places: (from as u32..=(from + text.len()) as u32).collect(),
            parts: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, c: char, at: usize) {
        self.text.push(c);
        self.places.resize(self.text.len(), at as u32);
    }

    /// A text that all stands for one place.
    pub(super) fn push_all(&mut self, text: &str, at: usize) {
        self.text.push_str(text);
        self.places.resize(self.text.len(), at as u32);
    }

    /// Where a byte of the text stands in how it is written.
    pub(super) fn place(&self, byte: usize) -> usize {
        self.places.get(byte).copied().unwrap_or_default() as usize
    }

    pub(super) fn end(&mut self, at: usize) {
        self.places.push(at as u32);
    }

    /// The end of a part of the text: the next begins elsewhere, or there is none.
    pub(super) fn end_part(&mut self, at: usize) {
        self.parts.push((self.text.len(), at as u32));
    }

    /// Edits of the text as edits of what is written; `encode` writes the replacements.
    pub(super) fn edits(
        &self,
        edits: Vec<Edit>,
        encode: impl Fn(&str) -> String,
        out: &mut Vec<Edit>,
    ) {
        out.extend(edits.into_iter().filter_map(|edit| {
            let part = self.parts.iter().find(|part| part.0 == edit.at.end);
            let end = part.map(|part| part.1);
            let end = end.or_else(|| self.places.get(edit.at.end).copied())?;
            Some(Edit {
                at: *self.places.get(edit.at.start)? as usize..end as usize,
                with: encode(&edit.with),
            })
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_that_overlap_leave_nothing_between() {
        let edit = |at: Range<usize>, with: &str| Edit {
            at,
            with: with.to_owned(),
        };
        let mut edits = vec![edit(4..6, "b"), edit(0..5, "a"), edit(7..8, "c")];
        tidy(&mut edits);
        assert_eq!(apply("0123456789", &edits), "a6c89");
    }
}
