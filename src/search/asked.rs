//! What the words of a block tell of a query.

use crate::search::{
    heard::Heard,
    index::Block,
    lexicon::Lexicon,
    number_set::NumberSet,
    query::{Query, Test},
};

/// Entries whose texts, as they are shown, say a pattern.
#[derive(Debug)]
pub(crate) struct Told {
    /// These do.
    pub(crate) sure: NumberSet,
    /// No others do.
    pub(crate) may: NumberSet,
}

/// The entries of a block that have to be looked at.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Every term may hold for these.
    pub(crate) open: NumberSet,
    /// Every term holds for these.
    pub(crate) certain: NumberSet,
    /// By number of the term; `None` where the words tell nothing.
    told: Vec<Option<Told>>,
}

impl Asked {
    /// Asks the words for each pattern; `heard` holds what was heard of each term in this lexicon.
    /// O(terms · (words + entries)).
    pub(crate) fn new(
        query: &Query,
        block: &Block,
        lexicon: &Lexicon,
        heard: &mut Vec<Heard>,
    ) -> Self {
        let count = block.entries.len();
        heard.resize_with(query.terms.len(), Heard::default);
        let mut open = NumberSet::all(count);
        let mut certain = NumberSet::all(count);
        let mut all = Vec::with_capacity(query.terms.len());
        for (term, heard) in query.terms.iter().zip(heard) {
            let told = match &term.test {
                Test::Says(pattern) => pattern.ask(block, lexicon, heard),
                _ => None,
            };
            match &told {
                None => certain = NumberSet::none(count),
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
        Self {
            open,
            certain,
            told: all,
        }
    }

    /// Whether an entry says the pattern of a term, where that is known.
    pub(crate) fn says(&self, term: usize, entry: usize) -> Option<bool> {
        let Told { sure, may } = self.told[term].as_ref()?;
        if sure.contains(entry) {
            return Some(true);
        }
        (!may.contains(entry)).then_some(false)
    }
}
