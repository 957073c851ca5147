//! Measures sessions: who waited for whom, how long, and how much was said.
//!
//! Pure functions over plain input: [`report()`] takes [`Session`]s, which the timeline fills, and
//! gives a [`Report`]. Nothing here reads a payload, a clock or a message text. All times are
//! milliseconds since 1970 UTC, all durations milliseconds; every null carries its [`Reason`].
//! What each id means stands in one table, [`DEFINITIONS`].
//!
//! ```
//! use sealed_transcript::kpi::{self, Entry, Options, Session};
//! use sealed_transcript::model::Role;
//!
//! let session = Session {
//!     id: "0Mw1", conversation: "c1", has_row: true, start: Some(0), end: Some(90_000),
//!     agent_type: Some("Agent"),
//!     entries: vec![
//!         Entry { id: "a".into(), at: 0, role: Role::EndUser, actor: "kim", ..Entry::default() },
//!         Entry { id: "b".into(), at: 60_000, role: Role::Agent, actor: "ana", ..Entry::default() },
//!     ],
//!     ..Session::default()
//! };
//! let sessions = [session];
//! let report = kpi::report(&sessions, &Options::default());
//! assert_eq!(report.sessions[0].kpis.ms("R2"), Some(60_000));
//! ```
//!
//! How it flows: [`session`] (input) → [`Ledger`] (columns, made once) → `phase` (who is in charge) → `floor` (who is waited for)
//! → `measure` (one file per group of ids, onto a `sheet`) → [`report()`] (totals, groups, conversations, agents, Salesforce's
//! own numbers) → [`table`] (text), [`csv`]. `hours` tells which of the time counts as business hours.

pub mod brief;
pub mod csv;
pub mod definition;
pub mod group;
pub mod hours;
pub mod listing;
pub mod options;
pub mod report;
pub mod reported;
pub mod session;
pub mod summary;
pub mod table;
pub mod target;
pub mod value;

mod agent;
mod assignment;
mod conversation;
mod figures;
mod floor;
mod form;
mod inactive;
mod input;
mod ledger;
mod measure;
mod meter;
mod part;
mod phase;
mod ranked;
mod said;
mod salesforce;
mod sheet;
mod summed;
mod total;
mod transfer;

pub use definition::{DEFINITIONS, Definition, Scope, Unit};
pub use group::{Dimension, Group, Heatmap};
pub use hours::Hours;
pub use input::Input;
pub use ledger::Ledger;
pub use listing::{Listed, Listing};
pub use options::{Anchor, Attribution, Only, Options, Percentile};
pub use report::{Pooled, Report, Total, report, reports};
pub use session::{Assignment, Entry, EntryRef, Owner, Session, Status, What, Work};
pub use summary::Family;
pub use target::{Attainment, Clock, Targets};
pub use total::Tallies;
pub use value::{Evidence, Flag, Flags, Kpi, Kpis, Number, Reason, Share, Value};
