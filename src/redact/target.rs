//! A text and what is known about it.

use serde::{Deserialize, Serialize};

use super::context::Neighbour;
use super::language::Languages;
use crate::model::Role;

/// A text to be read, and what is known about it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Target<'a> {
    /// The text.
    pub text: &'a str,
    /// Who wrote it.
    pub role: Role,
    /// What it is in its entry.
    pub field: Field,
    /// Entry type in CamelCase, where it belongs to one.
    pub kind: Option<&'a str>,
    /// Channel type of its session, such as `EmbeddedMessaging`.
    pub channel: Option<&'a str>,
    /// The words beside a form value.
    pub label: Option<&'a str>,
    /// ISO 3166 region of its author, for national telephone numbers.
    pub region: Option<&'a str>,
    /// Languages whose context words it is read with.
    pub languages: Languages,
    /// What was said just before, nearest first.
    pub previous: &'a [Neighbour<'a>],
    /// What was said just behind it, nearest first.
    pub next: &'a [Neighbour<'a>],
}

/// What a text is in its entry.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// What somebody said, or the line of an event.
    #[default]
    Text,
    /// A display name.
    Actor,
    /// A record id, platform key or address that names somebody.
    Subject,
    /// An option offered or chosen.
    Choice,
    /// A label or a value of a form.
    Form,
    /// The words of a link.
    LinkTitle,
    /// A URL.
    Url,
    /// The name of a file that was sent.
    Attachment,
    /// A preview of the last message.
    Preview,
    /// A variable of a session or a custom field of a row.
    Variable,
    /// The name of a file that was read.
    FileName,
    /// Anything else.
    Other,
}

impl Field {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::Other as usize + 1;
}
