//! What the words of a block tell of a query.

use crate::search::{
    entry_set::EntrySet,
    index::Block,
    query::{Query, Test},
};

/// Entries whose texts, as they are, say a pattern.
#[derive(Debug)]
pub(crate) struct Told {
    /// These do.
    pub(crate) sure: EntrySet,
    /// No others do.
    pub(crate) may: EntrySet,
}

/// The entries of a block that have to be looked at.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Every term may hold for these.
    pub(crate) open: EntrySet,
    /// Every term holds for these.
    pub(crate) certain: EntrySet,
    /// By number of the term; `None` where the words tell nothing.
    told: Vec<Option<Told>>,
}

impl Asked {
    /// Asks the words for each pattern. Of entries that the lens changes they tell nothing.
    /// O(terms · (words + entries)).
    pub(crate) fn new(query: &Query, block: &Block, changed: &EntrySet) -> Self {
        let count = block.entries.len();
        let mut open = EntrySet::all(count);
        let mut certain = EntrySet::all(count);
        let ask = |test: &Test| match test {
            Test::Says(pattern) => pattern.ask(block),
            _ => None,
        };
        let mut all = Vec::with_capacity(query.terms.len());
        for term in &query.terms {
            let told = ask(&term.test);
            match &told {
                None => certain = EntrySet::none(count),
                Some(Told { sure, may }) if term.negated => {
                    open.subtract(sure);
                    certain.subtract(may);
                }
                Some(Told { sure, may }) => {
                    open.intersect(may);
                    certain.intersect(sure);
                }
            }
            all.push(told);
        }
        open.unite(changed);
        certain.subtract(changed);
        Self {
            open,
            certain,
            told: all,
        }
    }

    /// Whether an entry that the lens does not change says the pattern of a term, where that is
    /// known.
    pub(crate) fn says(&self, term: usize, entry: usize) -> Option<bool> {
        let Told { sure, may } = self.told[term].as_ref()?;
        if sure.contains(entry) {
            return Some(true);
        }
        (!may.contains(entry)).then_some(false)
    }
}
