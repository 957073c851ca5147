//! Types of entries, one or a class of them.

use crate::model::{EntryType, entry_type::Class};

/// What `kind:` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A type that is documented.
    Type(EntryType),
    /// Events of any type.
    Event,
    /// Whispers, notes and flags.
    Note,
    /// A type nobody documented, by its letters and digits in lower case.
    Named(String),
}

impl Kind {
    /// Any name is a kind: exports bring types that nobody documented.
    pub(crate) fn parse(word: &str) -> Self {
        match plain(word).as_str() {
            "event" | "events" => Self::Event,
            "note" | "notes" => Self::Note,
            name => EntryType::parse(word).map_or_else(|| Self::Named(name.to_owned()), Self::Type),
        }
    }

    /// Whether an entry is of this kind; `name` is its type's name as shown.
    pub(crate) fn holds<'n>(
        &self,
        entry_type: EntryType,
        name: impl FnOnce() -> std::borrow::Cow<'n, str>,
    ) -> bool {
        match self {
            Self::Type(wanted) => *wanted == entry_type,
            Self::Event => entry_type.class() == Class::Event,
            Self::Note => entry_type.class() == Class::Note,
            Self::Named(wanted) => {
                matches!(entry_type, EntryType::Other(_)) && plain(&name()) == *wanted
            }
        }
    }
}

fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
