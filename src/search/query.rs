//! What is looked for.

use crate::{
    model::{Millis, Role, time::Zone},
    search::{QueryError, has::Has, kind::Kind, parse, pattern::Pattern, wait::WaitTest},
};

/// A query, read and made ready. All its terms must hold.
#[derive(Debug)]
pub struct Query {
    pub(crate) terms: Vec<Term>,
}

/// One condition, or its opposite.
#[derive(Debug)]
pub(crate) struct Term {
    /// Entries for which it holds are left out.
    pub(crate) negated: bool,
    pub(crate) test: Test,
}

/// A condition on an entry.
#[derive(Debug)]
pub(crate) enum Test {
    /// Words, a phrase or a regular expression in its texts.
    Says(Pattern),
    /// The author's name as shown, folded.
    From(Vec<u8>),
    /// The author's role.
    Role(Role),
    /// A session's id, or part of its name.
    Session(Session),
    /// Part of the channel's type or name, folded.
    Channel(Vec<u8>),
    /// Earlier than an instant.
    Before(Millis),
    /// At an instant or later.
    After(Millis),
    /// Something that an entry has.
    Has(Has),
    /// The type of an entry.
    Kind(Kind),
    /// How long its author was waited for.
    Wait(WaitTest),
}

/// Which session.
#[derive(Debug)]
pub(crate) enum Session {
    /// None: entries that belong to no session.
    None,
    /// By id, canonical, or by part of its name, folded.
    Named(String, Vec<u8>),
}

impl Query {
    /// Reads a query; days and times in it are meant in `zone`.
    ///
    /// ```
    /// use sealed_transcript::{model::time::Zone, search::Query};
    /// assert!(Query::parse("refund -\"gift card\" from:ana after:2025-03-01", &Zone::utc()).is_ok());
    /// let error = Query::parse("refund role:boss", &Zone::utc()).unwrap_err();
    /// assert_eq!(error.at, 12);
    /// ```
    pub fn parse(text: &str, zone: &Zone) -> Result<Self, QueryError> {
        parse::query(text, zone)
    }

    /// What is highlighted: the texts that must be there.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        self.terms
            .iter()
            .filter(|term| !term.negated)
            .filter_map(|term| match &term.test {
                Test::Says(pattern) => Some(pattern),
                _ => None,
            })
    }

    /// Whether waits must be measured to answer.
    pub(crate) fn asks_for_waits(&self) -> bool {
        self.terms
            .iter()
            .any(|term| matches!(term.test, Test::Wait(_)))
    }
}
