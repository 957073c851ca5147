//! What a pattern was found in among the words of a lexicon.

use crate::search::{
    lexicon::Lexicon,
    need::{Need, Sought, WordItself},
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
        itself: Option<&WordItself>,
    ) {
        let (from, count) = (self.words, lexicon.count());
        self.words = count;
        self.found.resize(sought.len(), NumberSet::default());
        if from == count {
            return;
        }
        for (one, found) in sought.iter().zip(&mut self.found) {
            one.find(lexicon, from, found);
        }
        let mut unknown = NumberSet::range(from, count);
        if let Some(itself) = itself
            && let Some(regex) = itself.expression.regex()
        {
            let mut plain = unknown.clone();
            plain.intersect(lexicon.plain());
            // Where a match needs a word, no other word is one.
            if let Some(found) = words_of(need, &self.found) {
                plain.intersect(&found);
            }
            self.sure.grow(count);
            let mut refused = NumberSet::none(count);
            for word in plain.iter() {
                let is_match = regex.is_match(lexicon.spaced(word));
                let into = if is_match {
                    &mut self.sure
                } else {
                    &mut refused
                };
                into.insert(word);
            }
            if itself.is_all {
                unknown.subtract(lexicon.plain());
                for found in &mut self.found {
                    found.subtract(&refused);
                }
            }
        }
        for (one, found) in sought.iter().zip(&mut self.found) {
            one.check(lexicon, &unknown, found);
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
