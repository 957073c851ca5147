//! What an entry may have.

/// A thing that `has:` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Has {
    /// A link in the payload, or an address in the text.
    Link,
    Attachment,
    Choice,
    Form,
    /// A place that the lens changed.
    Redaction,
    /// Another text than the one shown.
    Edit,
    Undelivered,
    Session,
    Time,
    Text,
}

impl Has {
    const WORDS: [(&str, Self); 10] = [
        ("link", Self::Link),
        ("attachment", Self::Attachment),
        ("choice", Self::Choice),
        ("form", Self::Form),
        ("redaction", Self::Redaction),
        ("edit", Self::Edit),
        ("undelivered", Self::Undelivered),
        ("session", Self::Session),
        ("time", Self::Time),
        ("text", Self::Text),
    ];

    /// The thing of that name.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        let known = Self::WORDS
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(word));
        known.map(|(_, has)| *has)
    }

    /// All names, for an error.
    pub(crate) fn words() -> String {
        Self::WORDS.map(|(word, _)| word).join(", ")
    }
}
