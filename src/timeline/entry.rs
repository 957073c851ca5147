//! An entry as all files together tell it.

use crate::{
    archive::{AssignedBy, Flags, Span},
    model::{EntryId, EntryType, Millis, Role, Sym},
    timeline::RoleBy,
};

/// An entry put together from all records that tell of it: the richer copy wins field by field.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each read by its name"
)]
pub struct Entry {
    /// Its number among all of [`Merged`](crate::timeline::Merged).
    pub number: u32,
    /// Its identity.
    pub id: EntryId,
    /// Its type.
    pub entry_type: EntryType,
    /// The text that counts now.
    pub text: Option<Span>,
    /// Number of the content that counts.
    pub content: Option<u32>,
    /// Earlier or differing texts: a range of [`Merged::revisions`](crate::timeline::Merged::revisions).
    pub revisions: (u32, u32),
    /// Conversations it names are with the sightings; these are the sessions it names.
    pub session: Option<Sym>,
    /// How it names its session.
    pub session_rule: AssignedBy,
    /// Who speaks.
    pub role: Role,
    /// How the role is known.
    pub role_by: RoleBy,
    /// The speaker's subject or id.
    pub actor: Option<Sym>,
    /// The speaker's display name as an entry states it.
    pub actor_name: Option<Sym>,
    /// The time that orders it.
    pub at: Option<Millis>,
    /// Whether that is a client's time, standing in for a server time the whole file lacks.
    pub at_is_client: bool,
    /// Client time.
    pub client_at: Option<Millis>,
    /// End of an utterance.
    pub end_at: Option<Millis>,
    /// Length in milliseconds.
    pub duration: Option<i64>,
    /// Delivery status.
    pub status: Option<Sym>,
    /// Delivery status code.
    pub status_code: Option<Sym>,
    /// A `MessageDeliveryFailed` names it.
    pub undelivered: bool,
    /// Why it was not delivered, in the platform's words.
    pub failure: Option<Span>,
    /// Files disagree about its text.
    pub text_conflict: bool,
    /// An update replaced its text.
    pub edited: bool,
    /// Yes-or-no facts, of any sighting.
    pub flags: Flags,
}

/// A text that an entry had, or has in another file.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The text.
    pub text: Span,
    /// When it was written; for a differing copy, nothing.
    pub at: Option<Millis>,
    /// Number of the source.
    pub source: u32,
}
