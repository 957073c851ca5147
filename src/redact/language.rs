//! The languages whose context words are known.

/// How many there are.
pub(crate) const LANGUAGES: usize = 5;
/// ISO 639 codes, in the order of every list of words.
const CODES: [&str; LANGUAGES] = ["en", "es", "fr", "de", "pt"];

/// Languages whose context words a text is read with. English is always among them: its words stand in
/// messages of every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Languages(u8);

impl Default for Languages {
    /// All of them, for a text whose language nobody stated.
    fn default() -> Self {
        Self((1 << LANGUAGES) - 1)
    }
}

impl Languages {
    /// English alone.
    pub const ENGLISH: Self = Self(1);

    /// English and the language of a tag such as `es`, `pt_BR`, `de-AT`; all of them if the tag names
    /// none that is known.
    ///
    /// ```
    /// use sealed_transcript::redact::Languages;
    /// assert_eq!(Languages::of("es_MX").codes(), ["en", "es"]);
    /// assert_eq!(Languages::of("ja").codes().len(), 5);
    /// ```
    pub fn of(tag: &str) -> Self {
        Self::known(tag).unwrap_or_default()
    }

    /// English and the language of a tag, if its words are known.
    pub fn known(tag: &str) -> Option<Self> {
        let code = tag.split(['-', '_']).next().unwrap_or_default();
        let at = CODES.iter().position(|c| c.eq_ignore_ascii_case(code))?;
        Some(Self(1 | 1 << at))
    }

    /// The languages of both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// ISO 639 codes.
    pub fn codes(self) -> Vec<&'static str> {
        let reads = |(at, _): &(usize, &&str)| self.reads(*at);
        let all = CODES.iter().enumerate().filter(reads);
        all.map(|(_, code)| *code).collect()
    }

    /// Whether the words of the list at this place are read.
    pub(crate) fn reads(self, at: usize) -> bool {
        self.0 >> at & 1 == 1
    }
}
