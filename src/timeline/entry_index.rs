//! Numbers of entries by id.

use crate::model::EntryId;

/// A place that is free.
const FREE: u64 = u64::MAX;

/// Numbers by hash, open addressing, at most half full. Beside each number stand 32 bits of the
/// hash, so that an id is mostly compared with its equal only; the ids themselves are elsewhere.
#[derive(Debug, Default)]
pub(super) struct EntryIndex {
    /// Hash above, number below; its length is a power of two.
    slots: Vec<u64>,
}

impl EntryIndex {
    /// Room for so many ids.
    pub(super) fn with_room(ids: usize) -> Self {
        Self {
            slots: vec![FREE; (ids * 2).next_power_of_two().max(2)],
        }
    }

    /// The number of an id; `is` tells whether a number is that of the id.
    pub(super) fn find(&self, id: EntryId, is: impl Fn(u32) -> bool) -> Option<u32> {
        let slot = *self.slots.get(self.place(hash(id), is))?;
        (slot != FREE).then_some(slot as u32)
    }

    /// The number of an id, which gets `number` if it has none; there must be room.
    pub(super) fn number(&mut self, id: EntryId, number: u32, is: impl Fn(u32) -> bool) -> u32 {
        let hash = hash(id);
        let place = self.place(hash, is);
        let slot = &mut self.slots[place];
        if *slot == FREE {
            *slot = tag(hash) | u64::from(number);
        }
        *slot as u32
    }

    /// Gives an id a number, whatever it had before; there must be room.
    pub(super) fn put(&mut self, id: EntryId, number: u32, is: impl Fn(u32) -> bool) {
        let hash = hash(id);
        let place = self.place(hash, is);
        self.slots[place] = tag(hash) | u64::from(number);
    }

    /// Where the id is, or where it would be put.
    #[inline]
    fn place(&self, hash: u64, is: impl Fn(u32) -> bool) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        // The upper half is the better mixed one.
        let mut at = (hash >> 20) as usize & mask;
        while let Some(&slot) = self.slots.get(at) {
            if slot == FREE || (slot & !0xffff_ffff == tag(hash) && is(slot as u32)) {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }
}

/// The part of a hash that is kept. No number comes with all bits set: that is a free place.
fn tag(hash: u64) -> u64 {
    hash << 32
}

fn hash(id: EntryId) -> u64 {
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
        let mut index = EntryIndex::with_room(ids.len());
        let half = ids.len() / 2;
        for (nth, &id) in ids[..half].iter().enumerate() {
            let is = |number: u32| ids[number as usize] == id;
            assert_eq!(index.number(id, nth as u32, is), nth as u32);
            assert_eq!(index.number(id, u32::MAX - 1, is), nth as u32);
        }
        for (nth, &id) in ids.iter().enumerate() {
            let found = index.find(id, |number| ids[number as usize] == id);
            assert_eq!(found, (nth < half).then_some(nth as u32));
        }
        index.put(ids[5], 8, |number| number == 5);
        assert_eq!(index.find(ids[5], |number| number == 8), Some(8));
        assert_eq!(EntryIndex::default().find(ids[0], |_| true), None);
    }
}
