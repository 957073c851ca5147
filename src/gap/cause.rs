//! The kinds of gaps, and what to do about each.

use serde::Serialize;

/// What is missing, or why it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The answer says that a next page exists, and it is not among the files.
    MorePages,
    /// Exactly as many entries as its API gives at once.
    PageFull,
    /// Fewer rows than the answer counts.
    RowsBelowCount,
    /// Entries, but no row of any session.
    NoSessions,
    /// Entries name sessions whose rows are not there.
    SessionsWithoutRow,
    /// Sessions, but no entry of any of them.
    NoMessages,
    /// Sessions of which no entry was fetched.
    SessionsWithoutMessages,
    /// An open session without rows.
    SessionNotEnded,
    /// An open session with its first message only.
    FirstMessageOnly,
    /// An ended session without rows: the agent's tab may still be open.
    TabNotClosed,
    /// An ended session of an enhanced channel without rows.
    EnhancedChannel,
    /// Rows without words.
    BlankMessages,
    /// A call that has not ended.
    CallOpen,
    /// Newer than what Data Cloud had.
    DataCloudLate,
    /// Entries of which the Connect REST API has no text.
    TextOnly,
    /// An answer that refuses for want of a permission.
    PermissionMissing,
    /// A field that the API version asked does not have.
    FieldTooNew,
    /// Any other answer that refuses.
    Refused,
    /// Newer than the run of the export tool.
    ExportToolLate,
}

impl Cause {
    /// Every code.
    pub const ALL: [Self; 19] = [
        Self::MorePages,
        Self::PageFull,
        Self::RowsBelowCount,
        Self::NoSessions,
        Self::SessionsWithoutRow,
        Self::NoMessages,
        Self::SessionsWithoutMessages,
        Self::SessionNotEnded,
        Self::FirstMessageOnly,
        Self::TabNotClosed,
        Self::EnhancedChannel,
        Self::BlankMessages,
        Self::CallOpen,
        Self::DataCloudLate,
        Self::TextOnly,
        Self::PermissionMissing,
        Self::FieldTooNew,
        Self::Refused,
        Self::ExportToolLate,
    ];

    /// Its spelling in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MorePages => "more_pages",
            Self::PageFull => "page_full",
            Self::RowsBelowCount => "rows_below_count",
            Self::NoSessions => "no_sessions",
            Self::SessionsWithoutRow => "sessions_without_row",
            Self::NoMessages => "no_messages",
            Self::SessionsWithoutMessages => "sessions_without_messages",
            Self::SessionNotEnded => "session_not_ended",
            Self::FirstMessageOnly => "first_message_only",
            Self::TabNotClosed => "tab_not_closed",
            Self::EnhancedChannel => "enhanced_channel",
            Self::BlankMessages => "blank_messages",
            Self::CallOpen => "call_open",
            Self::DataCloudLate => "data_cloud_late",
            Self::TextOnly => "text_only",
            Self::PermissionMissing => "permission_missing",
            Self::FieldTooNew => "field_too_new",
            Self::Refused => "refused",
            Self::ExportToolLate => "export_tool_late",
        }
    }

    /// The likely cause and the next step.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::MorePages => {
                "The API gives a query page by page. Fetch the next page (nextRecordsUrl; nextBatchId within three minutes) until there is none, and open all of them together."
            }
            Self::PageFull => {
                "The API cuts off here without a word, so there may be more. Ask for the next page (startTimestamp or endTimestamp moved to the last entry) with the highest limit, until a page is not full, and open all of them together. If the next page is empty, this was all."
            }
            Self::RowsBelowCount => {
                "The answer was cut off. Query again in parts with ORDER BY, LIMIT and OFFSET (Data Cloud), or fetch the remaining pages, and open all of them together."
            }
            Self::NoSessions => {
                "Durations, waits and owners are unknown without the session table. Export MessagingSession (for calls VoiceCall) with Id, StartTime, AcceptTime, EndTime, Status, OwnerId, ConversationId and open it too."
            }
            Self::SessionsWithoutRow => {
                "Their durations, waits and owners are unknown. Export these rows of MessagingSession (VoiceCall) and open them too."
            }
            Self::NoMessages => {
                "Fetch the messages: the Connect REST API per conversation, or ConversationEntry rows for standard channels. If a query of ConversationEntry came back empty, the user lacks Access Conversation Entries, or the channel is enhanced and keeps no rows."
            }
            Self::SessionsWithoutMessages => {
                "Nothing that was opened has their messages. Fetch them per conversation with the Connect REST API, or as ConversationEntry rows for standard channels."
            }
            Self::SessionNotEnded => {
                "Rows of ConversationEntry are written when the session has ended and the agent has closed its tab; until then a standard channel shows its first message at most. Export again after that, or read the conversation with the Connect REST API now."
            }
            Self::FirstMessageOnly => {
                "Standard channels write the first message at once and the rest when the session has ended and the agent has closed its tab. Export again after that."
            }
            Self::TabNotClosed => {
                "Rows of ConversationEntry are written when the agent has closed the tab, also after the session ended; an enhanced channel may keep none. Export again later, or read the conversation with the Connect REST API."
            }
            Self::EnhancedChannel => {
                "In enhanced channels ConversationEntry has a blank Message or no row at all, depending on where the org is hosted. The words come from the Connect REST API, Data Cloud or the Conversation Transcript Export tool."
            }
            Self::BlankMessages => {
                "Enhanced channels leave Message blank. The words come from the Connect REST API (conversation entries), the Conversation Data API, Data Cloud or the Conversation Transcript Export tool; open one of these beside this file and both become one transcript."
            }
            Self::CallOpen => {
                "Entries are linked to a call only after it has ended. Export again after the call."
            }
            Self::DataCloudLate => {
                "Data Cloud receives conversations up to an hour late. Query again an hour after the last message."
            }
            Self::TextOnly => {
                "The Connect REST API returns messageText for plain text only: forms, choices, links, attachments and events have none. The Conversation Data API, Data Cloud or In-App and Web list entries carry them."
            }
            Self::PermissionMissing => {
                "The user who asked may not see this. ConversationEntry needs the user permission Access Conversation Entries (API 50 and later); other objects need read access. Give it and ask again."
            }
            Self::FieldTooNew => {
                "A field exists only from an API version on. Ask again with a newer one (/services/data/vNN.0), or leave the field out."
            }
            Self::Refused => {
                "The file holds the API's error, not its data. Do what the error says and save the answer again."
            }
            Self::ExportToolLate => {
                "The Conversation Transcript Export tool runs at most once in 7 days. Run it again when the 7 days are over, or fetch what is newer with the Connect REST API."
            }
        }
    }
}
