//! One entry as one record told it.

use crate::{
    archive::{SourceId, Span},
    model::{EntryId, EntryType, Millis, Role, Sym},
};

/// Set in the number of a response that stands for one end user on one channel, whatever the file:
/// the rest is the number of the interned pair. Its entries are one conversation.
pub const KEYED_RESPONSE: u32 = 1 << 31;

/// Which rule of the ladder gave an entry its session.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "snake_case")]
pub enum AssignedBy {
    /// The entry's own related record.
    RelatedRecord,
    /// A session id inside the payload.
    Payload,
    /// A session row whose time it falls in.
    Time,
    /// The entries around it.
    Neighbour,
    /// No rule.
    #[default]
    Unassigned,
}

impl AssignedBy {
    /// Its spelling in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RelatedRecord => "related_record",
            Self::Payload => "payload",
            Self::Time => "time",
            Self::Neighbour => "neighbour",
            Self::Unassigned => "unassigned",
        }
    }
}

/// Yes-or-no facts of an entry.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each read by its name"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// Not shown to the customer (`visibilityStrategy: Internal`, notes, whispers).
    pub internal: bool,
    /// Sent by a rule, not a person (`messageReason: AutomatedResponse`).
    pub automated: bool,
    /// The payload says that its text was revised.
    pub revised: bool,
    /// A lone surrogate in the text was replaced.
    pub replaced_characters: bool,
    /// A client time stands in for the missing server time.
    pub has_no_server_time: bool,
}

/// An entry as read from one record: a row of fixed size, its text elsewhere.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// Its identity.
    pub id: EntryId,
    /// Its type.
    pub entry_type: EntryType,
    /// The file.
    pub source: SourceId,
    /// Ordinal of the record in the file.
    pub record: u64,
    /// Ordinal of the API response in the file.
    pub response: u32,
    /// The conversation it names: UUID or record id.
    pub conversation: Option<Sym>,
    /// The session (or voice call) it names.
    pub session: Option<Sym>,
    /// How it names it.
    pub session_rule: AssignedBy,
    /// Who speaks.
    pub role: Role,
    /// The speaker's subject or id.
    pub actor: Option<Sym>,
    /// The speaker's display name.
    pub actor_name: Option<Sym>,
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
    /// Its text.
    pub text: Option<Span>,
    /// Its content beside the text.
    pub content: Option<u32>,
    /// Delivery status.
    pub status: Option<Sym>,
    /// Delivery status code.
    pub status_code: Option<Sym>,
    /// Yes-or-no facts.
    pub flags: Flags,
}
