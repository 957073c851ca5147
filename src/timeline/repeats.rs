//! Which ids may come more than once, told without keeping any.

use crate::{
    archive::{Archive, Sighting},
    model::{EntryId, entry_type::Class},
    timeline::{block::BLOCK, entry_index::hash},
};

/// Bits for each that is expected.
const BITS: usize = 16;

/// Hashes that were put in, and by chance some that were not: about one in a hundred.
#[derive(Debug)]
struct Filter {
    /// As many as a power of two.
    words: Vec<u64>,
}

impl Filter {
    fn with_room(hashes: usize) -> Self {
        let words = (hashes * BITS / 64).next_power_of_two();
        Self {
            words: vec![0; words],
        }
    }

    /// Where a hash leaves its bits: in one word, so that memory is waited for once.
    #[inline]
    fn bits(&self, hash: u64) -> (usize, u64) {
        let word = (hash >> 40) as usize & (self.words.len() - 1);
        let bit = |from: u32| 1 << ((hash >> from) & 63);
        (word, bit(22) | bit(28) | bit(34))
    }

    /// Puts a hash in; whether it may have been there.
    #[inline]
    fn insert(&mut self, hash: u64) -> bool {
        let (word, bits) = self.bits(hash);
        let word = &mut self.words[word];
        let was_in = *word & bits == bits;
        *word |= bits;
        was_in
    }

    #[inline]
    fn may_hold(&self, hash: u64) -> bool {
        let (word, bits) = self.bits(hash);
        self.words[word] & bits == bits
    }
}

/// Ids that sightings of shown entries may state more than once: few, where files do not overlap.
/// Only these need to be looked up one by one.
#[derive(Debug)]
pub(super) struct Repeats {
    again: Filter,
    /// How many sightings state an id that may have come before.
    pub(super) count: usize,
}

impl Repeats {
    /// Looks at all ids once. O(sightings).
    pub(super) fn of(archive: &Archive) -> Self {
        let mut seen = Filter::with_room(archive.sightings.len());
        let mut again = Vec::new();
        for (_, sightings) in archive.sightings.blocks(BLOCK) {
            look(sightings, &mut seen, &mut again);
        }
        let mut filter = Filter::with_room(again.len());
        for &hash in &again {
            filter.insert(hash);
        }
        Self {
            again: filter,
            count: again.len(),
        }
    }

    /// Whether more than one sighting may state it. Ids made of content may always be: they are
    /// numbered first.
    #[inline]
    pub(super) fn may_hold(&self, id: EntryId) -> bool {
        matches!(id, EntryId::Content(..)) || self.again.may_hold(hash(id))
    }
}

#[inline(never)]
fn look(sightings: &[Sighting], seen: &mut Filter, again: &mut Vec<u64>) {
    for sighting in sightings {
        let is_shown = matches!(
            sighting.entry_type.class(),
            Class::Message | Class::Event | Class::Note
        );
        let hash = hash(sighting.id);
        if is_shown && seen.insert(hash) {
            again.push(hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        archive::Draft,
        diagnostics::Place,
        model::{Sym, Uuid},
    };

    #[test]
    fn every_id_that_comes_again_is_told_and_few_others() {
        let mut archive = Archive::default();
        let source = archive.add_source("a");
        let uuid = |n: u32| format!("{n:08x}-0000-4000-8000-{:012x}", u64::from(n) * 77);
        for n in (0..20_000).chain((0..20_000).step_by(1_000)) {
            let draft = Draft {
                id: Some(uuid(n).into()),
                ..Draft::default()
            };
            archive.add_entry(source, Place::default(), 0, draft);
        }
        let repeats = Repeats::of(&archive);
        let ids = |at: u32| archive.sightings[at as usize].id;
        assert!(
            (0..20_000)
                .step_by(1_000)
                .all(|at| repeats.may_hold(ids(at)))
        );
        let told = (0..20_000).filter(|&at| repeats.may_hold(ids(at))).count();
        assert!(told < 1_000, "{told} of 20,000, where 20 come again");
        assert!(repeats.may_hold(EntryId::Content(1, 0)));
        let none = Repeats::of(&Archive::default());
        assert!(!none.may_hold(EntryId::Uuid(Uuid::of([1, 2, 3, 4]))));
        assert!(!none.may_hold(EntryId::Text(Sym::new(5))));
    }
}
