//! What a row of one of our own exports says of an entry beyond what a record says, so that an
//! export that is opened again gives the same export.

use crate::{
    archive::AssignedBy,
    model::{Millis, Sym},
};

/// Rows under this name say what an export of ours says of a session: its `Conversation`, and its
/// times where no row of the platform tells them.
pub const EXPORTED_SESSION: &str = "ExportedSession";

/// The key that placed an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "snake_case")]
pub enum OrderedBy {
    /// Server time alone.
    Server,
    /// Equal times, told apart by sequence number.
    Sequence,
    /// Client time, in a file that has no other.
    Client,
    /// The id: equal times without sequence, or no time at all.
    #[default]
    Id,
}

impl OrderedBy {
    /// Its spelling in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Sequence => "sequence",
            Self::Client => "client",
            Self::Id => "id",
        }
    }
}

/// What told the role of an entry's author.
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
pub enum RoleBy {
    /// The entry itself.
    Stated,
    /// The row of its author: `ConversationParticipant`, `MessagingEndUser`, `LiveChatVisitor`,
    /// `User`, `BotDefinition`.
    Table,
    /// Other entries of the same author, which all state the same role.
    Peer,
    /// The form of its author's key (inferred).
    Key,
    /// Nothing: the role is `Unknown`.
    #[default]
    Unknown,
}

impl RoleBy {
    /// Its spelling in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Table => "table",
            Self::Peer => "peer",
            Self::Key => "key",
            Self::Unknown => "unknown",
        }
    }
}

/// An entry as a row of an export has it.
#[derive(Clone, Debug, Default)]
pub struct Exported {
    /// Its place in its conversation.
    pub index: u32,
    /// The key that placed it.
    pub ordered_by: OrderedBy,
    /// The rule that gave it its session.
    pub assigned_by: AssignedBy,
    /// What told the role, where the row says it.
    pub role_by: Option<RoleBy>,
    /// The author's number among those of their role, where the row says it.
    pub part: Option<u32>,
    /// Earlier texts and those of other files.
    pub revisions: Vec<ExportedRevision>,
    /// File and record of every copy.
    pub sources: Vec<(Sym, u64)>,
    /// Flags by name.
    pub flags: Vec<Sym>,
}

impl Exported {
    /// Bytes held beside itself, about.
    pub(crate) fn bytes(&self) -> usize {
        self.sources.capacity() * size_of::<(Sym, u64)>()
    }
}

/// A text that the entry had.
#[derive(Clone, Debug)]
pub struct ExportedRevision {
    /// The text.
    pub text: Box<str>,
    /// When it was written.
    pub at: Option<Millis>,
    /// The file's name.
    pub source: Sym,
}
