//! The ids that other entries use for a message, where they are not the entry's own.

use crate::{
    archive::{BySighting, Interner},
    model::{EntryId, Sym, Uuid, ids},
};

/// Ids by sighting. 20 bytes for a UUID.
#[derive(Debug, Default)]
pub(crate) struct MessageIds {
    uuids: BySighting<Uuid>,
    others: BySighting<Sym>,
}

impl MessageIds {
    /// Notes the id of the sighting that comes next.
    pub(crate) fn push(&mut self, sighting: u32, id: &str, names: &mut Interner) {
        match ids::pack_uuid(id) {
            Some(id) => self.uuids.push(sighting, id),
            None => self.others.push(sighting, names.intern(id)),
        }
    }

    /// All of them: sighting and id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, EntryId)> {
        let uuids = self.uuids.iter();
        let uuids = uuids.map(|(at, &id)| (at, EntryId::Uuid(id)));
        let others = self.others.iter().map(|(at, &id)| (at, EntryId::Text(id)));
        uuids.chain(others)
    }

    /// Sightings moved to other places, or went.
    pub(crate) fn moved(&mut self, place: impl Fn(u32) -> Option<u32>) {
        self.uuids.moved(&place);
        self.others.moved(&place);
    }

    /// Bytes held, room included.
    pub(crate) fn bytes(&self) -> usize {
        self.uuids.bytes() + self.others.bytes()
    }
}
