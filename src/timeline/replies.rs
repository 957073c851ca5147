//! Which entry a message answers.

use rustc_hash::{FxHashMap, FxHashSet};

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
    let stated = |content: u32| {
        let content = &archive.contents[content as usize];
        let name = content.in_reply_to.as_deref()?;
        match ids::pack_uuid(name) {
            Some(packed) => Some(EntryId::Uuid(packed)),
            None => archive.names.find(&ids::canonical(name)).map(EntryId::Text),
        }
    };
    let answers: Vec<(u32, EntryId)> = merged
        .with_content
        .iter()
        .filter_map(|&(at, content)| Some((at, stated(content)?)))
        .collect();
    let mut found = Replies::default();
    let mut asked: FxHashSet<EntryId> = FxHashSet::default();
    for &(at, name) in &answers {
        match merged.find(archive, name) {
            Some(answered) => {
                found.insert(at, answered);
            }
            None => {
                asked.insert(name);
            }
        }
    }
    let by_message = by_message(archive, merged, &asked);
    for (at, name) in answers {
        if let Some(&answered) = by_message.get(&name) {
            found.insert(at, answered);
        }
    }
    found.retain(|at, answered| at != answered);
    found
}

/// The entry of each of some ids of messages.
fn by_message(
    archive: &Archive,
    merged: &Merged,
    asked: &FxHashSet<EntryId>,
) -> FxHashMap<EntryId, u32> {
    let mut found: FxHashMap<EntryId, u32> = FxHashMap::default();
    if asked.is_empty() {
        return found;
    }
    let named = archive.message_ids.iter();
    let named: FxHashMap<u32, EntryId> = named.filter(|(_, name)| asked.contains(name)).collect();
    if named.is_empty() {
        return found;
    }
    for at in 0..merged.len() as u32 {
        let copies = merged.copies(at).iter();
        for &name in copies.filter_map(|copy| named.get(copy)) {
            let first = found.entry(name).or_insert(at);
            // One message id in two entries: the smaller entry, whatever the order of files.
            let id = |at: u32| archive.entry_id(merged.id(archive, at));
            if *first != at && id(at) < id(*first) {
                *first = at;
            }
        }
    }
    found
}
