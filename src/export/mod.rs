//! What leaves: rows, reports and files, all seen through a [`Lens`].

mod conversation_block;
mod conversation_order;
mod csv;
mod customer_summary;
mod exporter;
mod html;
mod inspect;
mod json;
mod jsonl;
mod lens;
mod markdown;
mod row;
mod session_summary;
mod text;

pub use conversation_block::{ConversationBlock, ParticipantSummary, RecordSummary};
pub use conversation_order::{ConversationOrder, ConversationSort};
pub use customer_summary::{ChannelSummary, CustomerSummary};
pub use exporter::{ExportFormat, ExportOptions, Exporter, one_or_many};
pub use inspect::{FileReport, InspectReport, TotalReport};
pub use lens::{About, Lens, Mark};
pub(crate) use row::NOT_DELIVERED;
pub use row::{RowRevision, RowSource, Rows, TranscriptRow};
pub use session_summary::SessionSummary;
