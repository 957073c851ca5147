//! The ids that other entries use for a message, where they are not the entry's own.

use crate::{
    archive::Interner,
    model::{EntryId, Sym, ids},
};

/// Ids by the number of the sighting, ascending. 20 bytes for a UUID.
#[derive(Debug, Default)]
pub(crate) struct MessageIds {
    uuids: Vec<(u32, [u32; 4])>,
    others: Vec<(u32, Sym)>,
}

impl MessageIds {
    /// Notes the id of the sighting that comes next.
    pub(crate) fn push(&mut self, sighting: u32, id: &str, names: &mut Interner) {
        match ids::pack_uuid(id) {
            Some(id) => self
                .uuids
                .push((sighting, [96, 64, 32, 0].map(|shift| (id >> shift) as u32))),
            None => self.others.push((sighting, names.intern(id))),
        }
    }

    /// All of them: sighting and id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, EntryId)> {
        let uuids = self.uuids.iter();
        let uuids = uuids.map(|&(at, parts)| (at, EntryId::Uuid(joined(parts))));
        let others = self.others.iter().map(|&(at, id)| (at, EntryId::Text(id)));
        uuids.chain(others)
    }

    /// That of one sighting.
    pub(crate) fn get(&self, sighting: u32) -> Option<EntryId> {
        let uuid = self.uuids.binary_search_by_key(&sighting, |&(at, _)| at);
        let other = || self.others.binary_search_by_key(&sighting, |&(at, _)| at);
        match uuid {
            Ok(at) => Some(EntryId::Uuid(joined(self.uuids[at].1))),
            Err(_) => other().ok().map(|at| EntryId::Text(self.others[at].1)),
        }
    }

    /// Sightings moved to other places, or went.
    pub(crate) fn moved(&mut self, place: impl Fn(u32) -> Option<u32>) {
        self.uuids.retain_mut(|(at, _)| put(at, place(*at)));
        self.others.retain_mut(|(at, _)| put(at, place(*at)));
    }

    /// Bytes held, room included.
    pub(crate) fn bytes(&self) -> usize {
        self.uuids.capacity() * size_of::<(u32, [u32; 4])>()
            + self.others.capacity() * size_of::<(u32, Sym)>()
    }
}

fn joined(parts: [u32; 4]) -> u128 {
    parts
        .iter()
        .fold(0, |id, part| id << 32 | u128::from(*part))
}

fn put(at: &mut u32, to: Option<u32>) -> bool {
    *at = to.unwrap_or(*at);
    to.is_some()
}
