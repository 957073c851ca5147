//! What a conversation is made of, whatever file it came from: plain data, no behaviour of files.

use std::num::NonZeroU32;

pub mod content;
pub mod entry_type;
pub mod ids;
pub mod role;
pub mod time;

pub use content::{Attachment, Card, Choice, Content, Detail, Event, FormField, FormValue, Link};
pub use entry_type::EntryType;
pub use ids::{EntryId, Uuid};
pub use role::Role;
pub use time::Millis;

/// The number of an interned string in an archive's interner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sym(NonZeroU32);

impl Sym {
    /// The number `n`, counted from 0. Stored one higher: an absent number then takes no room.
    pub(crate) fn new(n: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(n))
    }

    /// Its place among the strings.
    pub(crate) fn place(self) -> usize {
        self.0.get() as usize - 1
    }
}
