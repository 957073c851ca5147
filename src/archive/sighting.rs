//! One entry as one record told it.

use std::num::NonZeroU32;

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

/// A number that may be missing, in the room of a number: the least of all stands for none, and
/// would be taken for the one above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maybe(i64);

impl Maybe {
    const NONE: i64 = i64::MIN;

    /// The number, if there is one.
    #[inline]
    pub fn get(self) -> Option<i64> {
        (self.0 != Self::NONE).then_some(self.0)
    }
}

impl From<Option<i64>> for Maybe {
    #[inline]
    fn from(number: Option<i64>) -> Self {
        Self(number.map_or(Self::NONE, |number| number.max(Self::NONE + 1)))
    }
}

/// What is known of the length of what was spoken: few entries have any of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Utterance {
    /// Its end.
    pub end_at: Option<Millis>,
    /// Its length in milliseconds.
    pub duration: Option<i64>,
}

/// An entry as read from one record: a row of fixed size, its text elsewhere. Whoever goes through
/// all of them waits for memory, so they are kept small.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// Its identity.
    pub id: EntryId,
    /// Server time.
    pub server_at: Maybe,
    /// Client time.
    pub client_at: Maybe,
    /// Sequence number.
    pub sequence: Maybe,
    /// Ordinal of the record in the file.
    pub record: u64,
    /// Its type.
    pub entry_type: EntryType,
    /// The file.
    pub source: SourceId,
    /// Ordinal of the API response in the file.
    pub response: u32,
    /// The conversation it names: UUID or record id.
    pub conversation: Option<Sym>,
    /// The session (or voice call) it names.
    pub session: Option<Sym>,
    /// The speaker's subject or id.
    pub actor: Option<Sym>,
    /// The speaker's display name.
    pub actor_name: Option<Sym>,
    /// Its text.
    pub text: Option<Span>,
    /// One more than the number of its content beside the text.
    pub(super) content: Option<NonZeroU32>,
    /// Delivery status.
    pub status: Option<Sym>,
    /// Delivery status code.
    pub status_code: Option<Sym>,
    /// How it names its session.
    pub session_rule: AssignedBy,
    /// Who speaks.
    pub role: Role,
    /// Yes-or-no facts.
    pub flags: Flags,
}

// Two lines of the usual cache hold one.
const _: () = assert!(size_of::<Sighting>() <= 120);

impl Sighting {
    /// Server time, else client time.
    #[inline]
    pub fn any_time(&self) -> Option<Millis> {
        self.server_at.get().or(self.client_at.get())
    }

    /// The number of its content beside the text.
    #[inline]
    pub fn content(&self) -> Option<u32> {
        self.content.map(|number| number.get() - 1)
    }
}
