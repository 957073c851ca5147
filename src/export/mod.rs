//! What leaves: rows, reports and files, all seen through a [`Lens`].

mod conversation_block;
mod csv;
mod customer_summary;
mod exporter;
mod findings;
mod inspect;
mod json;
mod jsonl;
mod leak;
mod lens;
mod markdown;
mod row;
mod session_summary;
mod text;

pub use conversation_block::{ConversationBlock, ParticipantSummary, RecordSummary};
pub use customer_summary::{ChannelSummary, CustomerSummary};
pub use exporter::{ExportFormat, ExportOptions, Exporter, one_or_many};
pub use findings::{FindingFilter, FindingRow, FindingWindow, Findings, Scope, Watched};
pub use inspect::{FileReport, InspectReport, TotalReport};
pub use leak::LeakCheck;
pub use lens::{About, Lens, Mark};
pub use row::{RowRevision, RowSource, Rows, TranscriptRow};
pub use session_summary::SessionSummary;
