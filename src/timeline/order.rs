//! One total order, whatever order the files came in.

use std::cmp::Ordering;

use crate::{
    archive::{Archive, AssignedBy, OrderedBy, RoleBy},
    model::{Millis, Sym, entry_type::Class},
    timeline::{
        Entry, Merged,
        block::BLOCK,
        combine::{clock, session_rule},
        merged::Teller,
        people::Author,
    },
};

/// What of an entry is asked for to place it, side by side: entries themselves are large.
#[derive(Clone, Copy, Debug, PartialEq)]
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
    fn of(archive: &Archive, merged: &Merged, number: u32) -> Self {
        let at = match merged.told[number as usize] {
            Teller::One(at) => at,
            Teller::Several(_) => return Self::of_entry(&merged.entry(archive, number)),
        };
        // The same, without making the entry.
        let one = &archive.sightings[at as usize];
        let (at, at_is_client) = clock(one, &merged.has_server_time);
        let (session, session_rule) = merged.session(number, (one.session, session_rule(one)));
        let (role, _) = merged.role(number, (one.role, RoleBy::Stated));
        Self {
            time: at.unwrap_or(i64::MAX),
            entry: number,
            by: placed_by(at, at_is_client),
            session,
            session_rule,
            author: Author {
                role,
                actor: one.actor,
                name: one.actor_name,
            },
            is_message: one.entry_type.class() == Class::Message,
            has_content: one.content().is_some(),
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
            has_content: one.content.is_some(),
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

/// Orders the entries (by number) of one conversation and tells what placed
/// each. Entries without any time come last, by id; the caller seats them in their session.
/// O(n) when they come in order already, else O(n log n).
pub(super) fn order(archive: &Archive, merged: &Merged, members: &[u32]) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::with_capacity(members.len());
    let (mut in_order, mut tied) = (true, false);
    for members in members.chunks(BLOCK) {
        let (ordered, ties) = add(archive, merged, members, &mut keys);
        (in_order, tied) = (in_order && ordered, tied || ties);
    }
    if !in_order {
        keys.sort_by_key(|key| key.time);
    }
    let mut from = 0;
    while (tied || !in_order) && from < keys.len() {
        from = settle(archive, merged, &mut keys, from);
    }
    keys
}

/// Adds keys; whether all follow each other in time, and whether some have the same time or none.
#[inline(never)]
fn add(archive: &Archive, merged: &Merged, members: &[u32], keys: &mut Vec<Key>) -> (bool, bool) {
    let (mut in_order, mut tied) = (true, false);
    let mut last = keys.last().map_or(i64::MIN, |key| key.time);
    for &member in members {
        let key = Key::of(archive, merged, member);
        in_order &= last <= key.time;
        tied |= last == key.time || key.time == i64::MAX;
        last = key.time;
        keys.push(key);
    }
    (in_order, tied)
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
    use crate::{intake::Intake, limits::Limits, timeline::Timeline};

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
        let Timeline { merged, .. } = Timeline::build(&archive);
        assert!(!merged.is_empty());
        for entry in merged.entries(&archive) {
            let key = Key::of(&archive, &merged, entry.number);
            assert_eq!(key, Key::of_entry(&entry));
        }
    }
}
