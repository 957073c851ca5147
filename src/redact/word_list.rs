//! Words and phrases that a policy brings.

use super::context::same;

/// Phrases, each as its words in lower case.
#[derive(Debug, Default)]
pub(crate) struct WordList {
    phrases: Vec<Vec<String>>,
}

impl WordList {
    /// Reads phrases in any case, with or without accents.
    pub(crate) fn new(phrases: &[String]) -> Self {
        let words = |phrase: &String| super::context::plain_words(phrase);
        Self {
            phrases: phrases
                .iter()
                .map(words)
                .filter(|p| !p.is_empty())
                .collect(),
        }
    }

    /// Whether one of the phrases stands in `words`.
    pub(crate) fn stands_in(&self, words: &[&str]) -> bool {
        self.phrases.iter().any(|phrase| {
            words
                .windows(phrase.len())
                .any(|w| w.iter().zip(phrase).all(|(have, want)| same(have, want)))
        })
    }

    /// Whether it holds none.
    pub(crate) fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_match_word_by_word_whatever_case_and_accents() {
        let list = WordList::new(&["Número de Pedido".into(), "ref".into()]);
        assert!(list.stands_in(&["mi", "numero", "de", "PEDIDO"]));
        assert!(!list.stands_in(&["numero", "pedido", "reference"]));
    }
}
