//! One total order, whatever order the files came in.

use std::cmp::Ordering;

use crate::{
    archive::{Archive, AssignedBy, OrderedBy},
    model::{Millis, Sym, entry_type::Class},
    timeline::{Merged, people::Author},
};

/// What of an entry is asked for to place it, side by side: entries themselves are large.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// [`i64::MAX`] without any.
    time: i64,
    /// Number of the entry among all of [`Merged`].
    pub(super) entry: u32,
    /// What placed it.
    pub(super) by: OrderedBy,
    pub(super) session: Option<Sym>,
    pub(super) session_rule: AssignedBy,
    pub(super) author: Author,
    pub(super) is_message: bool,
    pub(super) has_content: bool,
}

impl Key {
    fn of(archive: &Archive, merged: &Merged, entry: u32) -> Self {
        let one = &merged.entry(archive, entry);
        Self {
            time: one.at.unwrap_or(i64::MAX),
            entry,
            by: match (one.at, one.at_is_client) {
                (None, _) => OrderedBy::Id,
                (_, true) => OrderedBy::Client,
                (_, false) => OrderedBy::Server,
            },
            session: one.session,
            session_rule: one.session_rule,
            author: Author::of(one),
            is_message: one.entry_type.class() == Class::Message,
            has_content: one.content.is_some(),
        }
    }

    /// Its time.
    pub(super) fn at(&self) -> Option<Millis> {
        (self.time != i64::MAX).then_some(self.time)
    }
}

/// Orders the entries (by number) of one conversation and tells what placed
/// each. Entries without any time come last, by id; the caller seats them in their session.
/// O(n) when they come in order already, else O(n log n).
pub(super) fn order(archive: &Archive, merged: &Merged, members: &[u32]) -> Vec<Key> {
    let mut keys: Vec<Key> = members
        .iter()
        .map(|&at| Key::of(archive, merged, at))
        .collect();
    if !keys.is_sorted_by(|a, b| a.time <= b.time) {
        keys.sort_by_key(|key| key.time);
    }
    for tied in keys.chunk_by_mut(|a, b| a.time == b.time) {
        if tied[0].time == i64::MAX {
            tied.sort_by(|a, b| by_id(archive, merged, a.entry, b.entry));
        } else if tied.len() > 1 {
            let by = break_tie(archive, merged, tied);
            for key in tied {
                key.by = by;
            }
        }
    }
    keys
}

/// Sequence decides only if every tied entry has one from the same session and source.
fn break_tie(archive: &Archive, merged: &Merged, tied: &mut [Key]) -> OrderedBy {
    let sequences = |at: u32| {
        let session = merged.entry(archive, at).session;
        let copies = merged.copies(at).iter();
        copies
            .map(|&copy| &archive.sightings[copy as usize])
            .filter_map(move |one| Some(((one.source, session?), one.sequence.get()?)))
    };
    let sequence =
        |at: u32, of| sequences(at).find_map(|(its, number)| (its == of).then_some(number));
    // Of several places that number them all, the one of the lowest rank.
    let common = sequences(tied[0].entry)
        .map(|(of, _)| of)
        .find(|&of| tied.iter().all(|key| sequence(key.entry, of).is_some()));
    let id = |a: u32, b: u32| by_id(archive, merged, a, b);
    if let Some(of) = common {
        tied.sort_by(|a, b| {
            let numbers = sequence(a.entry, of).cmp(&sequence(b.entry, of));
            numbers.then_with(|| id(a.entry, b.entry))
        });
        return OrderedBy::Sequence;
    }
    // An export has its entries in order.
    let place = |at: u32| {
        let copies = merged.copies(at).iter();
        copies
            .filter_map(|&copy| archive.exported.get(copy))
            .map(|row| row.index)
            .next()
    };
    let one_source = |at: u32| {
        let first = merged.copies(at)[0];
        archive.sightings[first as usize].source
    };
    let first = one_source(tied[0].entry);
    let exported = !archive.exported.is_empty()
        && tied
            .iter()
            .all(|key| place(key.entry).is_some() && one_source(key.entry) == first);
    if exported {
        tied.sort_by(|a, b| {
            let places = place(a.entry).cmp(&place(b.entry));
            places.then_with(|| id(a.entry, b.entry))
        });
        OrderedBy::Sequence
    } else {
        tied.sort_by(|a, b| id(a.entry, b.entry));
        OrderedBy::Id
    }
}

fn by_id(archive: &Archive, merged: &Merged, a: u32, b: u32) -> Ordering {
    let id = |at: u32| archive.entry_id(merged.id(archive, at));
    id(a).cmp(&id(b))
}
