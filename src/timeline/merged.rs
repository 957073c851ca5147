//! All entries of an archive, put together.

use std::{slice, sync::OnceLock};

use rustc_hash::FxHashMap;

use crate::{
    archive::{Archive, AssignedBy},
    model::{EntryId, Millis, Role, Sym},
    timeline::{
        Counts, Entry, Revision, RoleBy, block::BLOCK, combine::single, entry_index::EntryIndex,
        order::Key, stated::Stated,
    },
};

/// All entries that are shown, in no order yet. Most are told by one record: of these only its
/// number is kept, and the entry is made from it when it is asked for.
#[derive(Debug, Default)]
pub struct Merged {
    /// What tells of each entry.
    pub(super) told: Vec<Teller>,
    /// Entries that several records tell of.
    pub(super) combined: Vec<Combined>,
    /// Sighting numbers, referred to by [`Combined::copies`].
    pub(super) copies: Vec<u32>,
    /// Ids that are not those of their sighting.
    pub(super) ids: FxHashMap<u32, EntryId>,
    /// Role of each entry and what told it, where not all records state them.
    pub(super) roles: Vec<(Role, RoleBy)>,
    /// Sessions that entries have from a related record only.
    pub(super) sessions: FxHashMap<u32, Sym>,
    /// Which sources have a server time anywhere.
    pub(super) has_server_time: Vec<bool>,
    /// Revisions, referred to by [`Entry::revisions`].
    pub revisions: Vec<Revision>,
    /// Where each source's entries went.
    pub counts: Vec<Counts>,
    /// Entries that have content, ascending, and the number of that content.
    pub(super) with_content: Vec<(u32, u32)>,
    /// Messages of which no record has words or content, ascending.
    pub(super) wordless: Vec<u32>,
    /// Which conversations, sessions and answers the first sightings of entries state: all entries,
    /// in order.
    pub(super) runs: Vec<Stated>,
    /// And their other sightings.
    pub(super) stated: Vec<Stated>,
    /// Display names that sightings state beside a subject or id, each pair about once.
    pub(super) names: Vec<(Sym, Sym)>,
    /// Time of the first and last sighting of each source.
    pub(super) spans: Vec<Option<(Millis, Millis)>>,
    /// Whether the role of some entry is not stated.
    pub(super) lacks_roles: bool,
    /// What places entries, by number, until [`order::keys`](super::order::keys) takes it.
    pub(super) keys: Vec<Key>,
    /// Entries whose key is not what their sighting says.
    pub(super) late: Vec<u32>,
    /// Entries by id, once one was asked for.
    pub(super) index: OnceLock<EntryIndex>,
}

/// What tells of an entry.
#[derive(Clone, Copy, Debug)]
pub(super) enum Teller {
    /// One record: the number of its sighting.
    One(u32),
    /// Several: their place in [`Merged::combined`].
    Several(u32),
}

/// An entry that several records tell of.
#[derive(Debug)]
pub(super) struct Combined {
    pub(super) entry: Entry,
    /// The sightings, lowest file rank first: a range of [`Merged::copies`].
    pub(super) copies: (u32, u32),
}

impl Merged {
    /// How many entries there are; they are numbered from 0.
    pub fn len(&self) -> usize {
        self.told.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// All entries, by number.
    pub fn entries(&self, archive: &Archive) -> impl Iterator<Item = Entry> {
        (0..self.len() as u32).map(|number| self.entry(archive, number))
    }

    /// Entries that several records tell of.
    pub(super) fn combined(&self, archive: &Archive) -> impl Iterator<Item = Entry> {
        let combined = self.combined.iter();
        combined.map(|one| self.entry(archive, one.entry.number))
    }

    /// An entry by its number. O(1).
    pub fn entry(&self, archive: &Archive, number: u32) -> Entry {
        let mut entry = match self.told[number as usize] {
            Teller::One(at) => single(archive, number, at, &self.has_server_time),
            Teller::Several(at) => self.combined[at as usize].entry,
        };
        if !self.ids.is_empty() {
            entry.id = self.ids.get(&number).copied().unwrap_or(entry.id);
        }
        (entry.role, entry.role_by) = self.role(number, (entry.role, entry.role_by));
        (entry.session, entry.session_rule) =
            self.session(number, (entry.session, entry.session_rule));
        entry
    }

    /// The role of an entry, and what told it, if not what its records state.
    #[inline]
    pub(super) fn role(&self, number: u32, stated: (Role, RoleBy)) -> (Role, RoleBy) {
        self.roles.get(number as usize).copied().unwrap_or(stated)
    }

    /// The session of an entry, and the rule that gave it, if not what its records state.
    #[inline]
    pub(super) fn session(
        &self,
        number: u32,
        stated: (Option<Sym>, AssignedBy),
    ) -> (Option<Sym>, AssignedBy) {
        if stated.0.is_some() || self.sessions.is_empty() {
            return stated;
        }
        let related = self.sessions.get(&number);
        related.map_or(stated, |&session| {
            (Some(session), AssignedBy::RelatedRecord)
        })
    }

    /// The id of an entry. O(1).
    pub(super) fn id(&self, archive: &Archive, number: u32) -> EntryId {
        if let Some(&id) = self.ids.get(&number) {
            return id;
        }
        match self.told[number as usize] {
            Teller::One(at) => archive.sightings[at as usize].id,
            Teller::Several(at) => self.combined[at as usize].entry.id,
        }
    }

    /// The number of the content of an entry. O(1).
    #[inline]
    pub(super) fn content(&self, archive: &Archive, number: u32) -> Option<u32> {
        match self.told[number as usize] {
            Teller::One(at) => archive.sightings[at as usize].content(),
            Teller::Several(at) => self.combined[at as usize].entry.content,
        }
    }

    /// The entry of an id; of several the last, which was shown by itself. O(1) expected, the first
    /// time O(entries).
    pub(super) fn find(&self, archive: &Archive, id: EntryId) -> Option<u32> {
        let id_of = |number| self.id(archive, number);
        let index = self.index.get_or_init(|| {
            let mut index = EntryIndex::with_room(self.len());
            for from in (0..self.len() as u32).step_by(BLOCK) {
                let to = (self.len() as u32).min(from + BLOCK as u32);
                index.put_all(from..to, id_of);
            }
            index
        });
        index.find(id, id_of)
    }

    /// Entries were added since one was asked for.
    pub(super) fn forget_index(&mut self) {
        self.index.take();
    }

    /// The sightings of an entry, lowest file rank first.
    pub fn copies(&self, entry: u32) -> &[u32] {
        match self.told.get(entry as usize) {
            None => &[],
            Some(Teller::One(at)) => slice::from_ref(at),
            Some(&Teller::Several(at)) => {
                let (from, to) = self.combined[at as usize].copies;
                &self.copies[from as usize..to as usize]
            }
        }
    }
}
