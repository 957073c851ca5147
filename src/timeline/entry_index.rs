//! Numbers of entries by id.

use std::ops::Range;

use crate::model::EntryId;

/// A place that is free.
const FREE: u64 = u64::MAX;

/// Numbers by hash, open addressing, at most half full. Beside each number stand 32 bits of the
/// hash, so that an id is mostly compared with its equal only; the ids themselves are elsewhere:
/// `id_of` gives that of a number.
#[derive(Debug, Default)]
pub(super) struct EntryIndex {
    /// Hash above, number below; its length is a power of two.
    slots: Vec<u64>,
    held: usize,
}

impl EntryIndex {
    /// Room for so many ids to begin with.
    pub(super) fn with_room(ids: usize) -> Self {
        Self {
            slots: vec![FREE; (ids * 2).next_power_of_two().max(2)],
            held: 0,
        }
    }

    /// The number of an id.
    pub(super) fn find(&self, id: EntryId, id_of: impl Fn(u32) -> EntryId) -> Option<u32> {
        let slot = *self.slots.get(self.place(id, hash(id), id_of))?;
        (slot != FREE).then_some(slot as u32)
    }

    /// The number of an id, which gets `number` if it has none.
    pub(super) fn number(
        &mut self,
        id: EntryId,
        number: u32,
        id_of: impl Fn(u32) -> EntryId,
    ) -> u32 {
        let place = self.free_or_known(id, &id_of);
        let slot = &mut self.slots[place];
        if *slot == FREE {
            *slot = slot_of(id, number);
            self.held += 1;
        }
        *slot as u32
    }

    /// Gives an id a number, whatever it had before.
    pub(super) fn put(&mut self, id: EntryId, number: u32, id_of: impl Fn(u32) -> EntryId) {
        let place = self.free_or_known(id, &id_of);
        self.held += usize::from(self.slots[place] == FREE);
        self.slots[place] = slot_of(id, number);
    }

    /// Gives these numbers to their ids; of equal ids the last.
    #[inline(never)]
    pub(super) fn put_all(&mut self, numbers: Range<u32>, id_of: impl Fn(u32) -> EntryId) {
        for number in numbers {
            self.put(id_of(number), number, &id_of);
        }
    }

    /// Where the id is, or where it can be put.
    fn free_or_known(&mut self, id: EntryId, id_of: &impl Fn(u32) -> EntryId) -> usize {
        if (self.held + 1) * 2 > self.slots.len() {
            let mut larger = Self::with_room(self.held + 1);
            for &slot in self.slots.iter().filter(|slot| **slot != FREE) {
                let place = larger.place(id_of(slot as u32), hash(id_of(slot as u32)), id_of);
                larger.slots[place] = slot;
            }
            self.slots = larger.slots;
        }
        self.place(id, hash(id), id_of)
    }

    /// Where the id is, or where it would be put.
    fn place(&self, id: EntryId, hash: u64, id_of: impl Fn(u32) -> EntryId) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        // The upper half is the better mixed one.
        let mut at = (hash >> 20) as usize & mask;
        while let Some(&slot) = self.slots.get(at) {
            if slot == FREE || (slot & !0xffff_ffff == tag(hash) && id_of(slot as u32) == id) {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }
}

fn slot_of(id: EntryId, number: u32) -> u64 {
    tag(hash(id)) | u64::from(number)
}

/// The part of a hash that is kept. No number comes with all bits set: that is a free place.
fn tag(hash: u64) -> u64 {
    hash << 32
}

/// A number that spreads ids: its upper half is the better mixed one.
#[inline]
pub(super) fn hash(id: EntryId) -> u64 {
    /// Digits of the golden ratio, as in Fibonacci hashing.
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    match id {
        EntryId::Uuid(id) => {
            let [upper, lower] = id.halves();
            upper.wrapping_mul(MIX).rotate_left(32) ^ lower
        }
        EntryId::Text(name) => !(name.place() as u64),
        EntryId::Content(hash, occurrence) => hash.rotate_left(7) ^ u64::from(occurrence),
    }
    .wrapping_mul(MIX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Sym, Uuid};

    #[test]
    fn an_id_has_one_number_however_alike_ids_are() {
        let ids: Vec<EntryId> = (1..3_001_u32)
            .flat_map(|n| {
                [
                    EntryId::Uuid(Uuid::of([0, 0, 0, n])),
                    EntryId::Uuid(Uuid::of([n, 0, 0, 0])),
                    EntryId::Text(Sym::new(n)),
                    EntryId::Content(u64::from(n), 0),
                    EntryId::Content(7, n + 1),
                ]
            })
            .collect();
        let half = ids.len() / 2;
        for room in [0, half, ids.len()] {
            let mut index = EntryIndex::with_room(room);
            let id_of = |number: u32| ids[number as usize];
            for (nth, &id) in ids[..half].iter().enumerate() {
                assert_eq!(index.number(id, nth as u32, id_of), nth as u32);
                assert_eq!(index.number(id, u32::MAX - 1, id_of), nth as u32);
            }
            for (nth, &id) in ids.iter().enumerate() {
                assert_eq!(index.find(id, id_of), (nth < half).then_some(nth as u32));
            }
            let moved = |number: u32| {
                ids[if number == 8_000_000 {
                    5
                } else {
                    number as usize
                }]
            };
            index.put(ids[5], 8_000_000, moved);
            assert_eq!(index.find(ids[5], moved), Some(8_000_000));
            index.put(ids[half], half as u32, moved);
            assert_eq!(index.find(ids[half], moved), Some(half as u32));
        }
        assert_eq!(EntryIndex::default().find(ids[0], |_| ids[1]), None);
    }
}
