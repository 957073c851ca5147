//! What leaves: rows, reports and files, all seen through a [`Lens`].

mod conversation_block;
mod conversation_order;
mod csv;
mod customer_summary;
mod exporter;
mod findings;
mod html;
mod inspect;
mod json;
mod jsonl;
mod leak;
mod lens;
mod markdown;
mod output_check;
mod redaction_report;
mod rewrite;
mod row;
mod selection;
mod session_summary;
mod text;
mod title;
mod write_back;

pub use conversation_block::{ConversationBlock, ParticipantSummary, RecordSummary};
pub use conversation_order::{ConversationOrder, ConversationSort};
pub use customer_summary::{ChannelSummary, CustomerSummary};
pub use exporter::{ExportFormat, ExportOptions, Exporter, one_or_many};
pub use findings::{FindingFilter, FindingRow, FindingWindow, Findings, Scope, Watched};
pub use inspect::{FileReport, InspectReport, TotalReport};
pub use leak::LeakCheck;
pub use lens::{About, Lens, Mark};
pub use output_check::{Leak, LeakReport, OutputCheck};
pub use redaction_report::{
    DecisionTally, DetectorTally, Examined, FileDigest, NamedTally, NotExamined, RedactionReport,
    Reviewed, Tally,
};
pub use rewrite::{Rewriting, Rewritten, Unwritten};
pub(crate) use row::NOT_DELIVERED;
pub use row::{RowRevision, RowSource, Rows, TranscriptRow};
pub use selection::Selection;
pub use session_summary::SessionSummary;
pub use title::title;
pub use write_back::{ENTRIES, EntryUpdate, NotWritten, WriteBack, WriteBackBody, WriteBacks};
