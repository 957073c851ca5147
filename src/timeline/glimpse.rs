//! As much of an entry as is asked of every one: to make all of it costs more than to read it.

use crate::{
    archive::{Archive, Flags, Span},
    model::{EntryType, Millis, Role, Sym},
    timeline::{
        Entry, Merged,
        combine::{clock, is_error},
        merged::Teller,
    },
};

/// What measuring asks of every entry, each as in [`Entry`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Glimpse {
    pub(crate) entry_type: EntryType,
    pub(crate) role: Role,
    pub(crate) at: Option<Millis>,
    pub(crate) at_is_client: bool,
    pub(crate) client_at: Option<Millis>,
    pub(crate) text: Option<Span>,
    pub(crate) content: Option<u32>,
    pub(crate) actor: Option<Sym>,
    pub(crate) actor_name: Option<Sym>,
    pub(crate) undelivered: bool,
    pub(crate) flags: Flags,
}

impl From<&Entry> for Glimpse {
    fn from(entry: &Entry) -> Self {
        Self {
            entry_type: entry.entry_type,
            role: entry.role,
            at: entry.at,
            at_is_client: entry.at_is_client,
            client_at: entry.client_at,
            text: entry.text,
            content: entry.content,
            actor: entry.actor,
            actor_name: entry.actor_name,
            undelivered: entry.undelivered,
            flags: entry.flags,
        }
    }
}

impl Merged {
    /// A glimpse of an entry by its number. O(1).
    pub(crate) fn glimpse(&self, archive: &Archive, number: u32) -> Glimpse {
        let mut found = match self.told[number as usize] {
            Teller::One(at) => {
                let sighting = &archive.sightings[at as usize];
                let (at, at_is_client) = clock(sighting, &self.has_server_time);
                Glimpse {
                    entry_type: sighting.entry_type,
                    role: sighting.role,
                    at,
                    at_is_client,
                    client_at: sighting.client_at.get(),
                    text: sighting.text,
                    content: sighting.content(),
                    actor: sighting.actor,
                    actor_name: sighting.actor_name,
                    undelivered: is_error(archive, sighting),
                    flags: sighting.flags,
                }
            }
            Teller::Several(at) => Glimpse::from(&self.combined[at as usize].entry),
        };
        if let Some(&(role, _)) = self.roles.get(number as usize) {
            found.role = role;
        }
        debug_assert_eq!(found, Glimpse::from(&self.entry(archive, number)));
        found
    }
}
