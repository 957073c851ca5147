//! What is in a file, and its records. Fed in chunks of any size; nothing here knows Salesforce.
//!
//! ```
//! use sealed_transcript::{limits::Limits, source::{Event, Reader}};
//!
//! let mut reader = Reader::new(&["records"], Limits::default());
//! let mut ids = Vec::new();
//! let mut sink = |event: Event<'_>| {
//!     if let Event::Record(record) = event {
//!         ids.extend(record.fields.get("Id").and_then(|id| id.i64()));
//!     }
//! };
//! for chunk in [r#"{"records":[{"Id":1},{"I"#, r#"d":2}],"done":true}"#] {
//!     reader.feed(chunk.as_bytes(), &mut sink);
//! }
//! let summary = reader.finish(&mut sink);
//! assert_eq!((ids, summary.evidence.as_str()), (vec![1, 2], "starts with a JSON object"));
//! ```

mod cells;
mod csv_records;
mod event;
mod event_stream;
mod gzip;
mod har;
mod inner;
mod json_records;
mod page;
mod position;
mod printed;
mod printout;
mod reader;
mod resync;
mod sniff;
mod token;
mod utf8;
mod zip;

pub use csv_records::{CsvRecords, Skipped};
pub use event::{Envelope, EnvelopeMember, Event, Fault, FaultKind, Member, Record, Row};
pub(crate) use har::{EVENT_FIELDS, is_exchange};
pub use json_records::JsonRecords;
pub use reader::{Reader, Summary};
pub(crate) use sniff::DELIMITERS;
pub use sniff::{Container, Sniffed, sniff};
pub use utf8::Encoding;
