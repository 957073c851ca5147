//! How long the author of an entry was waited for.

use rustc_hash::FxHashMap;

use crate::{
    archive::Archive,
    kpi::{Input, Options},
    timeline::{Conversation, Timeline},
};

/// Families of waits that a message ends: of agents, of customers, of bots.
const FAMILIES: [&str; 3] = ["R5", "R6", "R7"];

/// How a wait compares with a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WaitTest {
    pub(crate) comparison: Comparison,
    /// Milliseconds.
    pub(crate) length: i64,
}

/// A sign between `wait` and its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Longer,
    AtLeast,
    Shorter,
    AtMost,
}

impl WaitTest {
    pub(crate) fn holds(self, wait: i64) -> bool {
        match self.comparison {
            Comparison::Longer => wait > self.length,
            Comparison::AtLeast => wait >= self.length,
            Comparison::Shorter => wait < self.length,
            Comparison::AtMost => wait <= self.length,
        }
    }
}

/// The waits that messages ended, as the KPIs measure them: from the oldest message not yet
/// answered to the answer.
#[derive(Debug, Default)]
pub struct Waits {
    /// Milliseconds by number of the entry that answered.
    by_entry: FxHashMap<u32, i64>,
}

impl Waits {
    /// Measures all sessions. O(entries).
    pub(crate) fn measure(archive: &Archive, timeline: &Timeline) -> Self {
        Self::of_input(&Input::new(archive, timeline))
    }

    /// Measures the sessions of one conversation. O(its entries).
    pub fn of_conversation(
        archive: &Archive,
        timeline: &Timeline,
        conversation: &Conversation,
    ) -> Self {
        Self::of_input(&Input::of(archive, timeline, vec![conversation]))
    }

    fn of_input(input: &Input<'_>) -> Self {
        // No wait depends on when the data ends.
        let options = Options {
            data_until: Some(0),
            ..Options::default()
        };
        let mut by_entry: FxHashMap<u32, i64> = FxHashMap::default();
        let listings = input.listings(&FAMILIES, &options);
        for listed in listings.into_iter().flat_map(|listing| listing.rows) {
            let Some(episode) = listed.episode else {
                continue;
            };
            if let Some(answer) = episode.to_entry {
                let wait = by_entry.entry(answer.number()).or_default();
                *wait = episode.value.max(*wait);
            }
        }
        Self { by_entry }
    }

    /// The wait that an entry (its number in the timeline) ended, in milliseconds.
    pub fn of(&self, entry: u32) -> Option<i64> {
        self.by_entry.get(&entry).copied()
    }
}
