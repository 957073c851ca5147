//! Read, redact and measure exported Salesforce conversations. Nothing leaves the page.
//!
//! Companies talk to customers through Salesforce Messaging. The words reach people only as API
//! answers, exports and tables in many shapes, and may not be uploaded anywhere. This crate reads
//! them where they are, in the browser or in Node, and gives back ordered transcripts, redacted
//! text and KPIs.
//!
//! ```text
//! bytes ─► source ─► formats ─► archive ─► timeline ─┬─► export, window
//!          what is   record     everything  ordered  ├─► search
//!          in it     to model   once        conver-  └─► kpi
//!                                           sations
//!                      redact is a lens over text, laid on export, window and search
//! ```
//!
//! One direction, no way back: `redact` never changes the archive, KPIs read the archive and never
//! a lens, and one place ([`export::Lens`]) decides what text leaves. Everything but the `wasm`
//! boundary builds natively, without clock, randomness or I/O.
//!
//! ```
//! use std::cell::RefCell;
//! use sealed_transcript::{archive::Archive, export::*, intake::Intake, limits::Limits};
//! use sealed_transcript::{redact::{Engine, Policy}, timeline::Timeline};
//!
//! let answer = br#"{"conversationEntries":[{"identifier":"06a1182e-d932-4178-9864-6de5b7b3d3fd",
//!   "messageText":"It&#39;s jo@example.com","serverReceivedTimestamp":1736508089657,
//!   "sender":{"role":"EndUser"},"relatedRecords":["0MwKj000007sdiM"]}]}"#;
//!
//! let mut archive = Archive::default();
//! let mut file = Intake::new(&mut archive, "entries.json", Limits::default());
//! for chunk in answer.chunks(64) {
//!     file.feed(&mut archive, chunk); // chunks of any size; a file is never held whole
//! }
//! file.finish(&mut archive);
//!
//! let timeline = Timeline::build(&archive);
//! let standard = Policy::named("standard").ok_or("no such policy")?;
//! let engine = RefCell::new(Engine::new(&standard)?);
//! let rows = Rows {
//!     archive: &archive,
//!     timeline: &timeline,
//!     conversation: &timeline.conversations[0],
//!     lens: Lens::Redacted(&engine),
//!     detailed: false,
//! };
//! let (row, marks) = rows.row(0).ok_or("no entry")?;
//! assert_eq!(row.text.as_deref(), Some("It's [EMAIL_ADDRESS]"));
//! assert_eq!(row.session.as_deref(), Some("0MwKj000007sdiMKAQ"));
//! assert_eq!(marks[0].kind, "EMAIL_ADDRESS");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod archive;
pub mod diagnostics;
pub mod export;
pub mod formats;
pub mod gap;
pub mod intake;
pub mod json;
pub mod kpi;
pub mod limits;
pub mod model;
pub mod raw_record;
pub mod read_as;
pub mod redact;
pub mod search;
pub mod source;
pub mod timeline;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
