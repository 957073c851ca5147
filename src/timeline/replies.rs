//! Which entry a message answers.

use rustc_hash::FxHashMap;

use crate::{
    archive::Archive,
    model::{EntryId, ids},
    timeline::Merged,
};

/// Number of the answered entry by the number of its answer, both into [`Merged::entries`].
pub(super) type Replies = FxHashMap<u32, u32>;

/// Links answers to what they answer: by entry id, else by the id of the message in it.
/// O(entries) where anything answers anything.
pub(super) fn replies(archive: &Archive, merged: &Merged) -> Replies {
    let stated = |content: Option<u32>| {
        let content = archive.contents.get(content? as usize)?;
        let name = content.in_reply_to.as_deref()?;
        match ids::pack_uuid(name) {
            Some(packed) => Some(EntryId::Uuid(packed)),
            None => archive.names.find(&ids::canonical(name)).map(EntryId::Text),
        }
    };
    let answers: Vec<(u32, EntryId)> = merged
        .with_content
        .iter()
        .filter_map(|&at| Some((at, stated(merged.entries[at as usize].content)?)))
        .collect();
    if answers.is_empty() {
        return Replies::default();
    }
    let mut by_message: FxHashMap<EntryId, u32> = FxHashMap::default();
    for (at, entry) in merged.entries.iter().enumerate() {
        for name in merged
            .copies_of(entry)
            .iter()
            .filter_map(|&copy| archive.message_ids.get(copy))
        {
            let first = by_message.entry(name).or_insert(at as u32);
            // One message id in two entries: the smaller entry, whatever the order of files.
            let id = |at: u32| archive.entry_id(merged.entries[at as usize].id);
            if *first != at as u32 && id(at as u32) < id(*first) {
                *first = at as u32;
            }
        }
    }
    answers
        .into_iter()
        .filter_map(|(at, name)| {
            Some((
                at,
                merged
                    .find(name)
                    .or_else(|| by_message.get(&name).copied())?,
            ))
        })
        .filter(|(at, answered)| at != answered)
        .collect()
}
