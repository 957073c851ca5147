//! Words of options and questions that an answer names by identifier only.

use rustc_hash::FxHashMap;

use crate::{
    archive::Archive,
    model::Content,
    timeline::{Conversation, Merged, replies::Replies},
};

/// What an identifier stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Named {
    /// A place in the choices of a content.
    Choice(u32),
    /// A place in the form of a content.
    Field(u32),
}

/// (number of the content, place in it).
pub(super) type At = (u32, Named);

/// One choice or field: whether it is an answer, its identifier, its words.
type Item<'a> = (Named, bool, &'a str, Option<&'a str>);

fn items(content: &Content) -> impl Iterator<Item = Item<'_>> {
    let choices = content.choices.iter().enumerate().filter_map(|(nth, one)| {
        let named = Named::Choice(nth as u32);
        Some((
            named,
            one.selected,
            one.id.as_deref()?,
            one.title.as_deref(),
        ))
    });
    let fields = content.form.iter().enumerate().filter_map(|(nth, one)| {
        let chosen = content
            .choices
            .get(one.choices.0 as usize..one.choices.1 as usize);
        let answered = one.value.is_some()
            || chosen.is_some_and(|chosen| chosen.iter().any(|choice| choice.selected));
        let named = Named::Field(nth as u32);
        Some((named, answered, one.id.as_deref()?, one.label.as_deref()))
    });
    choices.chain(fields)
}

fn same_kind(a: Named, b: Named) -> bool {
    matches!(a, Named::Choice(_)) == matches!(b, Named::Choice(_))
}

/// For each answer without words, the offer that has them: of the message it answers, wherever
/// that stands; else the last one before it, else the first after. O(entries + choices).
pub(super) fn titles(
    archive: &Archive,
    merged: &Merged,
    replies: &Replies,
    conversations: &[Conversation],
) -> FxHashMap<At, At> {
    let mut found = FxHashMap::default();
    let mut offers: FxHashMap<(bool, &str), Vec<(usize, At)>> = FxHashMap::default();
    let mut open: Vec<(usize, u32, At, &str)> = Vec::new();
    let asks = |&(_, content): &(u32, u32)| {
        let content = &archive.contents[content as usize];
        !(content.choices.is_empty() && content.form.is_empty())
    };
    if !merged.with_content.iter().any(asks) {
        return found;
    }
    for conversation in conversations {
        offers.clear();
        open.clear();
        for (place, placed) in conversation.entries.iter().enumerate() {
            let Some(at) = merged.content(archive, placed.entry) else {
                continue;
            };
            for (named, answer, id, words) in items(&archive.contents[at as usize]) {
                match (answer, words) {
                    (true, None) => open.push((place, placed.entry, (at, named), id)),
                    (false, Some(_)) => {
                        let kind = matches!(named, Named::Choice(_));
                        offers
                            .entry((kind, id))
                            .or_default()
                            .push((place, (at, named)));
                    }
                    _ => {}
                }
            }
        }
        for &(place, entry, answer, id) in &open {
            let answered = replies.get(&entry).and_then(|&asked| {
                let at = merged.content(archive, asked)?;
                items(&archive.contents[at as usize])
                    .find(|&(named, is_answer, offered, words)| {
                        !is_answer && words.is_some() && offered == id && same_kind(named, answer.1)
                    })
                    .map(|(named, ..)| (at, named))
            });
            let nearby = || {
                let offers = offers.get(&(matches!(answer.1, Named::Choice(_)), id))?;
                let before = offers.iter().rev().find(|(of, _)| *of < place);
                before.or_else(|| offers.first()).map(|&(_, offer)| offer)
            };
            if let Some(offer) = answered.or_else(nearby) {
                found.insert(answer, offer);
            }
        }
    }
    found
}
