//! The part of a text around a hit.

use std::ops::Range;

use serde::Serialize;

use crate::{
    export::Mark,
    search::{Field, pattern::Pattern, shown::Shown},
};

/// Letters of a snippet, and those before its first highlight.
const LETTERS: usize = 220;
const BEFORE: usize = 60;
/// Letters given up to begin or end with a whole word.
const TO_A_WORD: usize = 20;

/// A part of a text, as the lens leaves it. Places count UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Snippet {
    /// Where in the entry it stands.
    pub field: Field,
    /// The part.
    pub text: String,
    /// UTF-16 units of the text before it.
    pub start: u32,
    /// Whether something stands before it.
    pub cut_before: bool,
    /// Whether something stands after it.
    pub cut_after: bool,
    /// What was found in it.
    pub highlights: Vec<Highlight>,
    /// What was redacted in it.
    pub marks: Vec<Mark>,
}

/// A found place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Highlight {
    /// First UTF-16 unit.
    pub start: u32,
    /// UTF-16 unit after the last.
    pub end: u32,
}

/// Where patterns stand in a text: ascending, joined where they touch.
pub(crate) fn places<'p>(
    text: &str,
    patterns: impl Iterator<Item = &'p Pattern>,
) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = patterns.flat_map(|pattern| pattern.places(text)).collect();
    places.sort_unstable_by_key(|place| (place.start, place.end));
    places.dedup_by(|next, place| {
        let joined = next.start <= place.end;
        if joined {
            place.end = place.end.max(next.end);
        }
        joined
    });
    places
}

impl Snippet {
    /// The part around the first of `places`, or the beginning.
    pub(crate) fn new(shown: &Shown<'_>, places: &[Range<usize>]) -> Self {
        let text: &str = &shown.text;
        let first = places.first().map_or(0, |place| place.start);
        let cut = cut(text, first);
        let units = |range: Range<usize>| text[range].encode_utf16().count() as u32;
        let base = units(0..cut.start);
        let len = units(cut.clone());
        let highlights = places
            .iter()
            .filter(|place| place.start < cut.end && place.end > cut.start)
            .map(|place| Highlight {
                start: units(cut.start..place.start.max(cut.start)),
                end: units(cut.start..place.end.min(cut.end)),
            })
            .collect();
        let marks = shown
            .marks
            .iter()
            .filter(|mark| mark.end >= base && mark.start <= base + len)
            .map(|mark| Mark {
                start: mark.start.saturating_sub(base),
                end: (mark.end - base).min(len),
                ..mark.clone()
            })
            .filter(|mark| mark.start < mark.end || (mark.start > 0 && mark.start < len))
            .collect();
        Self {
            field: shown.field,
            text: text[cut.clone()].to_owned(),
            start: base,
            cut_before: cut.start > 0,
            cut_after: cut.end < text.len(),
            highlights,
            marks,
        }
    }
}

/// The bytes shown of a text in which something stands at `first`.
fn cut(text: &str, first: usize) -> Range<usize> {
    if text.chars().nth(LETTERS).is_none() {
        return 0..text.len();
    }
    let back = |at: usize, letters: usize| {
        let mut before = text[..at].char_indices().rev();
        before
            .nth(letters.saturating_sub(1))
            .map_or(0, |(at, _)| at)
    };
    let mut start = if first == 0 { 0 } else { back(first, BEFORE) };
    if start > 0
        && let Some(space) = text[start..first].find(char::is_whitespace)
        && space <= TO_A_WORD
    {
        start += space;
        start += text[start..first].len() - text[start..first].trim_start().len();
    }
    let mut after = text[start..].char_indices();
    let mut end = after
        .nth(LETTERS)
        .map_or(text.len(), |(letters, _)| start + letters);
    if end < text.len() {
        let floor = back(end, TO_A_WORD).max(first);
        if let Some(space) = text[floor..end].rfind(char::is_whitespace)
            && floor + space > first
        {
            end = floor + space;
        }
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_shows_the_place_and_begins_and_ends_with_words() {
        let text = format!("{}needle {}", "word ".repeat(100), "tail ".repeat(100));
        let at = text.find("needle").expect("there");
        let cut = cut(&text, at);
        let part = &text[cut.clone()];
        assert!(part.starts_with("word") && part.ends_with("tail"), "{part}");
        assert!(part.contains("needle") && cut.start < at);
        assert!(part.chars().count() <= LETTERS);
    }

    #[test]
    fn a_cut_of_letters_without_spaces_stays_on_characters() {
        let text = "注文番号".repeat(200);
        for first in text.char_indices().map(|(at, _)| at) {
            let cut = cut(&text, first);
            assert!(cut.start <= first && first < cut.end, "{first}");
            assert!(text.get(cut).is_some());
        }
    }
}
