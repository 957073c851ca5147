//! An entry on its way in: borrowed from the record it was read from.

use std::{
    borrow::Cow,
    ops::{Deref, DerefMut},
};

use xxhash_rust::xxh3::Xxh3;

use crate::{
    archive::{
        exported::Exported,
        sighting::{AssignedBy, Flags},
    },
    model::{Content, Millis, Role},
};

/// What a format makes of one record. Everything may be absent.
#[derive(Debug, Default)]
pub struct Draft<'a> {
    /// `identifier`, `MessageIdentifier` or record id.
    pub id: Option<Cow<'a, str>>,
    /// Another id of the same entry, under which a file that lacks the first may know it.
    pub other_id: Option<Cow<'a, str>>,
    /// `abstractMessage.id`: the id other entries use to refer to this message, if it is not the
    /// entry's own.
    pub message_id: Option<Cow<'a, str>>,
    /// Entry type in the source's spelling; `None` is a message.
    pub entry_type: Option<Cow<'a, str>>,
    /// The conversation it names.
    pub conversation: Option<Cow<'a, str>>,
    /// The session it names.
    pub session: Option<Cow<'a, str>>,
    /// How it names it.
    pub session_rule: AssignedBy,
    /// Who speaks.
    pub role: Role,
    /// The speaker's subject or id.
    pub actor: Option<Cow<'a, str>>,
    /// The speaker's display name.
    pub actor_name: Option<Cow<'a, str>>,
    /// Server time.
    pub server_at: Option<Millis>,
    /// Client time.
    pub client_at: Option<Millis>,
    /// End of an utterance.
    pub end_at: Option<Millis>,
    /// Length in milliseconds.
    pub duration: Option<i64>,
    /// Sequence number.
    pub sequence: Option<i64>,
    /// Text, decoded.
    pub text: Option<Cow<'a, str>>,
    /// Content beside the text.
    pub content: Beside,
    /// Delivery status.
    pub status: Option<Cow<'a, str>>,
    /// Delivery status code.
    pub status_code: Option<Cow<'a, str>>,
    /// Yes-or-no facts.
    pub flags: Flags,
    /// What one of our own exports says of it beyond a record.
    pub exported: Option<Box<Exported>>,
}

/// Content beside the text. It takes no room until something is put into it: most entries are
/// words alone.
#[derive(Debug, Default)]
pub struct Beside(Option<Box<Content>>);

impl Beside {
    /// What was put into it, if there is something.
    pub(crate) fn put(self) -> Option<Content> {
        self.0
            .map(|content| *content)
            .filter(|content| !content.is_empty())
    }
}

impl Deref for Beside {
    type Target = Content;

    fn deref(&self) -> &Content {
        static NOTHING: Content = Content::EMPTY;
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}

impl DerefMut for Beside {
    fn deref_mut(&mut self) -> &mut Content {
        self.0.get_or_insert_default()
    }
}

impl Draft<'_> {
    /// Stands in for a missing id: equal entries of different files meet, whatever their order.
    pub(crate) fn content_hash(&self) -> u64 {
        let mut hash = Xxh3::new();
        let parts = [
            self.entry_type.as_deref(),
            self.conversation.as_deref(),
            self.session.as_deref(),
            Some(self.role.as_str()),
            self.actor.as_deref().or(self.actor_name.as_deref()),
            self.text.as_deref(),
        ];
        for part in parts {
            let part = part.unwrap_or_default();
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        for time in [self.server_at, self.client_at, self.sequence] {
            hash.update(&time.unwrap_or(i64::MIN).to_le_bytes());
        }
        hash.digest()
    }
}
