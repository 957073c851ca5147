//! What a pattern was found in among the words of a lexicon.

use crate::search::{
    lexicon::Lexicon,
    need::{Lazy, Need, Sought},
    number_set::NumberSet,
};

/// Which words hold what a pattern seeks, as far as the lexicon was looked through: it grows while a
/// search goes on, and no word is looked at twice. Of no use with another lexicon.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// How many words were looked at.
    words: usize,
    /// The words in which each of what is sought is found.
    pub(crate) found: Vec<NumberSet>,
    /// The words that are a match of the expression themselves.
    pub(crate) sure: NumberSet,
}

impl Heard {
    /// Looks through the words that are new. `itself` is what makes a word a match. O(their bytes).
    pub(crate) fn listen(
        &mut self,
        lexicon: &Lexicon,
        need: &Need,
        sought: &[Sought],
        itself: Option<&Lazy>,
    ) {
        let (from, count) = (self.words, lexicon.count());
        self.words = count;
        self.found.resize(sought.len(), NumberSet::default());
        for (one, found) in sought.iter().zip(&mut self.found) {
            one.find(lexicon, from, found);
        }
        let Some(itself) = itself else { return };
        self.sure.grow(count);
        // Where a match needs a word, no other word is one.
        let candidates = words_of(need, &self.found);
        let is_candidate = |word| {
            lexicon.is_plain(word) && candidates.as_ref().is_none_or(|all| all.contains(word))
        };
        for word in (from..count).filter(|&word| is_candidate(word)) {
            let Some(regex) = itself.regex() else { return };
            if regex.is_match(lexicon.spaced(word)) {
                self.sure.insert(word);
            }
        }
    }
}

/// The words that a need is met by, if it is met by one word.
fn words_of(need: &Need, found: &[NumberSet]) -> Option<NumberSet> {
    match need {
        Need::Word(number) => found.get(*number).cloned(),
        Need::Either(needs) => {
            let mut words = NumberSet::default();
            for need in needs {
                let more = words_of(need, found)?;
                words.grow_to(&more);
                words.unite(&more);
            }
            Some(words)
        }
        Need::Nothing | Need::All(_) => None,
    }
}
