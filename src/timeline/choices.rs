//! Words of options that were chosen by identifier only.

use rustc_hash::FxHashMap;

use crate::{
    archive::Archive,
    timeline::{Conversation, Merged},
};

/// A choice of an entry's content: (number of the content, place in its choices).
pub(super) type ChoiceAt = (u32, u32);

/// For each choice that names no title, the offer that does: of the message it answers, else the
/// last one before it, else the first after. O(entries + choices).
pub(super) fn titles(
    archive: &Archive,
    merged: &Merged,
    conversations: &[Conversation],
) -> FxHashMap<ChoiceAt, ChoiceAt> {
    let mut found = FxHashMap::default();
    let mut offers: FxHashMap<&str, Vec<(usize, ChoiceAt)>> = FxHashMap::default();
    let mut open: Vec<(usize, ChoiceAt, &str)> = Vec::new();
    for conversation in conversations {
        offers.clear();
        open.clear();
        for (place, placed) in conversation.entries.iter().enumerate() {
            let Some(at) = merged.entries[placed.entry as usize].content else {
                continue;
            };
            let choices = archive.contents[at as usize].choices.iter();
            for (nth, choice) in choices.enumerate() {
                let Some(id) = choice.id.as_deref() else {
                    continue;
                };
                let choice_at = (at, nth as u32);
                match (choice.selected, &choice.title) {
                    (true, None) => open.push((place, choice_at, id)),
                    (false, Some(_)) => offers.entry(id).or_default().push((place, choice_at)),
                    _ => {}
                }
            }
        }
        for &(place, choice, id) in &open {
            let Some(offers) = offers.get(id) else {
                continue;
            };
            let answered = archive.contents[choice.0 as usize].in_reply_to.as_deref();
            let is_answered = |of: usize| {
                let entry = &merged.entries[conversation.entries[of].entry as usize];
                let copies = &merged.copies[entry.copies.0 as usize..entry.copies.1 as usize];
                let mut names = copies
                    .iter()
                    .filter_map(|&copy| archive.message_ids.get(copy))
                    .chain([entry.id]);
                answered.is_some_and(|answered| names.any(|id| archive.entry_id(id) == answered))
            };
            let offer = offers
                .iter()
                .find(|(of, _)| is_answered(*of))
                .or_else(|| offers.iter().rev().find(|(of, _)| *of < place))
                .or_else(|| offers.first());
            if let Some(&(_, offer)) = offer {
                found.insert(choice, offer);
            }
        }
    }
    found
}
