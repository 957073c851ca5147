//! What a conversation is made of, whatever file it came from: plain data, no behaviour of files.

pub mod content;
pub mod entry_type;
pub mod ids;
pub mod role;
pub mod time;

pub use content::{Attachment, Choice, Content, Event, FormValue, Link};
pub use entry_type::EntryType;
pub use ids::EntryId;
pub use role::Role;
pub use time::Millis;

/// The number of an interned string in an archive's interner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sym(pub(crate) u32);
