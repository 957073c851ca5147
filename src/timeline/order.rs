//! One total order, whatever order the files came in.

use std::{borrow::Cow, cmp::Ordering};

use crate::{
    archive::{Archive, AssignedBy, OrderedBy, Sighting},
    model::{Millis, Sym, entry_type::Class},
    timeline::{Entry, Merged, block::BLOCK, combine::session_rule, people::Author},
};

/// What of an entry is asked for to place it, side by side: entries themselves are large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Key {
    /// [`i64::MAX`] without any.
    time: i64,
    /// Number of the entry among all of [`Merged`].
    pub(super) entry: u32,
    pub(super) session: Option<Sym>,
    pub(super) author: Author,
    /// Number of its content.
    pub(super) content: Option<u32>,
    /// What placed it.
    pub(super) by: OrderedBy,
    pub(super) session_rule: AssignedBy,
    pub(super) is_message: bool,
}

// All of them are gone through more than once.
const _: () = assert!(size_of::<Key>() <= 40);

impl Key {
    /// That of an entry which one record tells of, whose server time orders it.
    #[inline]
    pub(super) fn of(number: u32, one: &Sighting) -> Self {
        let at = one.server_at.get();
        Self {
            time: at.unwrap_or(i64::MAX),
            entry: number,
            by: placed_by(at, false),
            session: one.session,
            session_rule: session_rule(one),
            author: Author {
                role: one.role,
                actor: one.actor,
                name: one.actor_name,
            },
            is_message: one.entry_type.class() == Class::Message,
            content: one.content(),
        }
    }

    fn of_entry(one: &Entry) -> Self {
        Self {
            time: one.at.unwrap_or(i64::MAX),
            entry: one.number,
            by: placed_by(one.at, one.at_is_client),
            session: one.session,
            session_rule: one.session_rule,
            author: Author {
                role: one.role,
                actor: one.actor,
                name: one.actor_name,
            },
            is_message: one.entry_type.class() == Class::Message,
            content: one.content,
        }
    }

    /// Its time.
    pub(super) fn at(&self) -> Option<Millis> {
        (self.time != i64::MAX).then_some(self.time)
    }
}

fn placed_by(at: Option<Millis>, is_client: bool) -> OrderedBy {
    match (at, is_client) {
        (None, _) => OrderedBy::Id,
        (_, true) => OrderedBy::Client,
        (_, false) => OrderedBy::Server,
    }
}

/// The keys of all entries, by number: those noted while they were merged, and what was found since.
pub(super) fn keys(archive: &Archive, merged: &mut Merged) -> Vec<Key> {
    let mut keys = std::mem::take(&mut merged.keys);
    for number in std::mem::take(&mut merged.late) {
        keys[number as usize] = Key::of_entry(&merged.entry(archive, number));
    }
    for (key, &(role, _)) in keys.iter_mut().zip(&merged.roles) {
        key.author.role = role;
    }
    for &number in merged.sessions.keys() {
        let key = &mut keys[number as usize];
        (key.session, key.session_rule) = merged.session(number, (key.session, key.session_rule));
    }
    keys
}

/// Orders the entries of one conversation and tells what placed each. Entries without any time
/// come last, by id; the caller seats them in their session. O(n) when they come in order already,
/// else O(n log n).
pub(super) fn order(archive: &Archive, merged: &Merged, keys: &mut Cow<'_, [Key]>) {
    let (mut in_order, mut tied) = (true, false);
    let mut last = i64::MIN;
    for keys in keys.chunks(BLOCK) {
        let (ordered, ties);
        (ordered, ties, last) = look(last, keys);
        (in_order, tied) = (in_order && ordered, tied || ties);
    }
    if in_order && !tied {
        return;
    }
    let keys = keys.to_mut();
    if !in_order {
        keys.sort_by_key(|key| key.time);
    }
    let mut from = 0;
    while from < keys.len() {
        from = settle(archive, merged, keys, from);
    }
}

/// Whether all follow a time and each other, whether some have the same time or none, and the last
/// time.
#[inline(never)]
fn look(mut last: i64, keys: &[Key]) -> (bool, bool, i64) {
    let (mut in_order, mut tied) = (true, false);
    for key in keys {
        in_order &= last <= key.time;
        tied |= last == key.time || key.time == i64::MAX;
        last = key.time;
    }
    (in_order, tied, last)
}

/// Orders the entries of equal time from a place on, for about a block; where the next begin.
#[inline(never)]
fn settle(archive: &Archive, merged: &Merged, keys: &mut [Key], mut from: usize) -> usize {
    let stop = from.saturating_add(BLOCK);
    while from < stop.min(keys.len()) {
        let time = keys[from].time;
        let equal = keys[from..].iter().take_while(|key| key.time == time);
        let to = from + equal.count();
        let tied = &mut keys[from..to];
        if time == i64::MAX {
            tied.sort_by(|a, b| by_id(archive, merged, a.entry, b.entry));
        } else if tied.len() > 1 {
            let by = break_tie(archive, merged, tied);
            for key in tied {
                key.by = by;
            }
        }
        from = to;
    }
    from
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

#[cfg(test)]
mod tests {
    use fixtures::{
        scenario,
        write::{self, Format},
    };

    use super::*;
    use crate::{
        archive::{Draft, Tables},
        diagnostics::Place,
        intake::Intake,
        limits::Limits,
        timeline::{merge, people, records},
    };

    #[test]
    fn an_entry_is_placed_by_what_it_says_when_it_is_made() {
        let world = scenario::all();
        let mut archive = Archive::default();
        for file in Format::ALL
            .into_iter()
            .flat_map(|format| write::entries(&world, format))
        {
            let mut intake = Intake::new(&mut archive, &file.name, Limits::default());
            intake.feed(&mut archive, &file.bytes);
            intake.finish(&mut archive);
        }
        // Of one record, and nobody says who wrote it.
        let unknown = archive.add_source("unknown");
        archive.add_entry(unknown, Place::default(), 0, Draft::default());
        let tables = Tables::build(&archive);
        let mut merged = merge::merge(&archive, &archive.ranks());
        people::find_roles(&archive, &tables, &mut merged);
        records::relate(&archive, &tables, &mut merged);
        assert!(!merged.roles.is_empty() && !merged.combined.is_empty());
        let keys = keys(&archive, &mut merged);
        let entries: Vec<Key> = merged
            .entries(&archive)
            .map(|one| Key::of_entry(&one))
            .collect();
        assert_eq!(keys, entries);
    }
}
