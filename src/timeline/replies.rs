//! Which entry a message answers.

use rustc_hash::FxHashMap;

use crate::{
    archive::Archive,
    model::{EntryId, ids},
    timeline::Merged,
};

/// Number of the answered entry by the number of its answer, both among all of [`Merged`].
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
        .filter_map(|&at| Some((at, stated(merged.content(archive, at))?)))
        .collect();
    if answers.is_empty() {
        return Replies::default();
    }
    let mut by_message: FxHashMap<EntryId, u32> = FxHashMap::default();
    for at in 0..merged.len() as u32 {
        let copies = merged.copies(at).iter();
        for name in copies.filter_map(|&copy| archive.message_ids.get(copy)) {
            let first = by_message.entry(name).or_insert(at);
            // One message id in two entries: the smaller entry, whatever the order of files.
            let id = |at: u32| archive.entry_id(merged.id(archive, at));
            if *first != at && id(at) < id(*first) {
                *first = at;
            }
        }
    }
    answers
        .into_iter()
        .filter_map(|(at, name)| {
            Some((
                at,
                merged
                    .find(archive, name)
                    .or_else(|| by_message.get(&name).copied())?,
            ))
        })
        .filter(|(at, answered)| at != answered)
        .collect()
}
