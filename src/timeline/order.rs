//! One total order, whatever order the files came in.

use std::cmp::Ordering;

use crate::{
    archive::Archive,
    timeline::{Entry, Merged},
};

/// The key that placed an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "snake_case")]
pub enum OrderedBy {
    /// Server time alone.
    Server,
    /// Equal times, told apart by sequence number.
    Sequence,
    /// Client time, in a file that has no other.
    Client,
    /// The id: equal times without sequence, or no time at all.
    #[default]
    Id,
}

impl OrderedBy {
    /// Its spelling in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Sequence => "sequence",
            Self::Client => "client",
            Self::Id => "id",
        }
    }
}

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
        OrderedBy::Sequence
    } else {
        tied.sort_by(|&a, &b| id(a, b));
        OrderedBy::Id
    }
}

fn by_id(archive: &Archive, a: &Entry, b: &Entry) -> Ordering {
    archive.entry_id(a.id).cmp(&archive.entry_id(b.id))
}
