//! One total order, whatever order the files came in.

use std::cmp::Ordering;

use crate::{
    archive::{Archive, OrderedBy},
    timeline::{Entry, Merged},
};

/// Orders the entries (numbers into `merged.entries`) of one conversation and tells what placed
/// each. Entries without any time come last, by id; the caller seats them in their session.
/// O(n) when they come in order already, else O(n log n).
pub(super) fn order(archive: &Archive, merged: &Merged, members: &mut [u32]) -> Vec<OrderedBy> {
    let entry = |at: u32| &merged.entries[at as usize];
    let time = |at: u32| entry(at).at.unwrap_or(i64::MAX);
    if !members.is_sorted_by(|&a, &b| time(a) < time(b)) {
        members.sort_by_key(|&at| time(at));
    }
    let mut placed = Vec::with_capacity(members.len());
    let mut from = 0;
    while from < members.len() {
        let at = time(members[from]);
        let mut to = from + 1;
        while to < members.len() && time(members[to]) == at {
            to += 1;
        }
        let by = match entry(members[from]).at {
            Some(_) if to - from == 1 => None,
            Some(_) => Some(break_tie(archive, merged, &mut members[from..to])),
            None => {
                members[from..to].sort_by(|&a, &b| by_id(archive, entry(a), entry(b)));
                Some(OrderedBy::Id)
            }
        };
        for &member in &members[from..to] {
            placed.push(by.unwrap_or(if entry(member).at_is_client {
                OrderedBy::Client
            } else {
                OrderedBy::Server
            }));
        }
        from = to;
    }
    placed
}

/// Sequence decides only if every tied entry has one from the same session and source.
fn break_tie(archive: &Archive, merged: &Merged, tied: &mut [u32]) -> OrderedBy {
    let sequences = |at: u32| {
        let entry = &merged.entries[at as usize];
        merged.copies[entry.copies.0 as usize..entry.copies.1 as usize]
            .iter()
            .map(|&copy| &archive.sightings[copy as usize])
            .filter_map(|sighting| Some(((sighting.source, entry.session?), sighting.sequence?)))
    };
    let sequence =
        |at: u32, of| sequences(at).find_map(|(its, number)| (its == of).then_some(number));
    // Of several places that number them all, the one of the lowest rank.
    let common = sequences(tied[0])
        .map(|(of, _)| of)
        .find(|&of| tied.iter().all(|&at| sequence(at, of).is_some()));
    let id = |a: u32, b: u32| {
        by_id(
            archive,
            &merged.entries[a as usize],
            &merged.entries[b as usize],
        )
    };
    if let Some(of) = common {
        tied.sort_by(|&a, &b| {
            let numbers = sequence(a, of).cmp(&sequence(b, of));
            numbers.then_with(|| id(a, b))
        });
        return OrderedBy::Sequence;
    }
    // An export has its entries in order.
    let place = |at: u32| {
        let (from, to) = merged.entries[at as usize].copies;
        let copies = merged.copies[from as usize..to as usize].iter();
        copies
            .filter_map(|&copy| archive.exported.get(copy))
            .map(|row| row.index)
            .next()
    };
    let one_source = |at: u32| {
        let (from, _) = merged.entries[at as usize].copies;
        archive.sightings[merged.copies[from as usize] as usize].source
    };
    let first = one_source(tied[0]);
    let exported = !archive.exported.is_empty()
        && tied
            .iter()
            .all(|&at| place(at).is_some() && one_source(at) == first);
    if exported {
        tied.sort_by(|&a, &b| place(a).cmp(&place(b)).then_with(|| id(a, b)));
        OrderedBy::Sequence
    } else {
        tied.sort_by(|&a, &b| id(a, b));
        OrderedBy::Id
    }
}

fn by_id(archive: &Archive, a: &Entry, b: &Entry) -> Ordering {
    archive.entry_id(a.id).cmp(&archive.entry_id(b.id))
}
