//! Words that somebody marked in what is shown, found again in the original.

use std::{cell::RefCell, ops::Range};

use serde::Deserialize;

use crate::{
    archive::Archive,
    export::Watched,
    redact::{Applied, Engine, Field, Policy, Seen, Spot, apply},
    timeline::Timeline,
};

/// Words of an entry, as they are shown.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Selection {
    /// Conversation id.
    pub conversation: String,
    /// Entry id.
    pub entry: String,
    /// The words.
    pub words: String,
    /// Where they begin in the entry's text, in UTF-16 units; `null` if they stand beside it, or that is not known.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "number | null"))]
    pub start: Option<u32>,
}

impl Selection {
    /// Where these words stand in the original, as a decision names it: whole words, and of a value that the
    /// engine replaces all. `None` where nothing but such a value was marked, or the entry has no such words.
    pub fn spot(
        &self,
        archive: &Archive,
        timeline: &Timeline,
        engine: Option<&RefCell<Engine>>,
    ) -> Option<Spot> {
        // Nothing is found through this policy: it only tells which texts there are.
        let original = RefCell::new(Engine::new(&Policy::named("none")?).ok()?);
        let watched = Watched {
            archive,
            timeline,
            engine: engine.unwrap_or(&original),
        };
        let place = timeline.place_of(&self.conversation)?;
        let entries = &timeline.conversations.get(place as usize)?.entries;
        let index = entries.iter().position(|placed| {
            archive.entry_id(timeline.entry(archive, *placed).id) == self.entry
        })?;
        let words = self.words.trim();
        if words.is_empty() {
            return None;
        }
        let texts = watched.texts(place, u32::try_from(index).ok());
        let mut found = texts
            .iter()
            .filter(|seen| seen.in_entry)
            .filter_map(|seen| self.found(words, seen).map(|span| (seen, span)));
        let (seen, span) = found.next()?;
        let units = |to: usize| seen.text[..to].encode_utf16().count() as u32;
        Some(Spot {
            entry: self.entry.clone(),
            field: seen.field,
            nth: seen.nth,
            start: units(span.start),
            end: units(span.end),
        })
    }

    /// The words in one text of the entry: bytes of the original.
    fn found(&self, words: &str, seen: &Seen) -> Option<Range<usize>> {
        let applied = apply(&seen.text, &seen.findings);
        let places = || applied.text.match_indices(words).map(|(at, _)| at);
        let stated = self.start.filter(|_| seen.field == Field::Text);
        let near = |at: &usize| {
            let units = applied.text[..*at].encode_utf16().count();
            stated.map_or(0, |start| units.abs_diff(start as usize))
        };
        let at = places().min_by_key(near)?;
        let shown = whole_words(&applied.text, at..at + words.len());
        original(&applied, shown)
    }
}

/// The bytes of the original that a stretch of the new text stands for.
fn original(applied: &Applied, shown: Range<usize>) -> Option<Range<usize>> {
    let marks = || {
        applied.marks.iter().map(|mark| {
            let new = mark.start as usize..mark.end as usize;
            let old = mark.source_start as usize..mark.source_end as usize;
            (new, old)
        })
    };
    if marks().any(|(new, _)| new.start <= shown.start && shown.end <= new.end) {
        return None;
    }
    // Of a value that is replaced the end that lies outside; else as far behind the last one as in the new text.
    let place = |at: usize, is_end: bool| {
        let mut moved = at;
        for (new, old) in marks() {
            if new.start < at && at < new.end {
                return if is_end { old.end } else { old.start };
            }
            if new.end <= at && !(new.is_empty() && new.end == at && is_end) {
                moved = old.end + (at - new.end);
            }
        }
        moved
    };
    let (start, end) = (place(shown.start, false), place(shown.end, true));
    (start < end).then_some(start..end)
}

/// The stretch, grown to whole words: a decision redacts nothing less.
fn whole_words(text: &str, span: Range<usize>) -> Range<usize> {
    let inside = |c: char| c.is_alphanumeric();
    let (mut start, mut end) = (span.start, span.end);
    if text[start..].starts_with(inside) {
        start -= text[..start]
            .chars()
            .rev()
            .take_while(|c| inside(*c))
            .map(char::len_utf8)
            .sum::<usize>();
    }
    if text[..end].ends_with(inside) {
        end += text[end..]
            .chars()
            .take_while(|c| inside(*c))
            .map(char::len_utf8)
            .sum::<usize>();
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Target;

    fn marked(text: &str, words: &str) -> Option<String> {
        let mut engine = Engine::new(&Policy::named("standard").expect("ships")).expect("compiles");
        let findings = engine.find(&Target {
            text,
            ..Target::default()
        });
        let applied = apply(text, &findings);
        let at = applied.text.find(words).expect("the words are shown");
        let span = original(&applied, whole_words(&applied.text, at..at + words.len()))?;
        Some(text[span].to_owned())
    }

    #[test]
    fn words_behind_a_replaced_value_are_found_in_the_original() {
        let text = "Mail ada.lovelace@example.com about Orion, not bob@example.com";
        assert_eq!(marked(text, "Orion").as_deref(), Some("Orion"));
        assert_eq!(marked(text, "Mail").as_deref(), Some("Mail"));
        assert_eq!(marked(text, "rio").as_deref(), Some("Orion"));
    }

    #[test]
    fn a_value_that_is_cut_through_is_taken_whole_and_one_alone_not_at_all() {
        let text = "Mail ada.lovelace@example.com about Orion";
        assert_eq!(
            marked(text, "ADDRESS] about").as_deref(),
            Some("ada.lovelace@example.com about")
        );
        assert_eq!(marked(text, "[EMAIL_ADDRESS]"), None);
    }
}
