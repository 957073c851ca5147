//! What was made of the last values of a member: who speaks, and where, is the same again and again.

use crate::json::same_text;

/// Values kept.
const KEPT: usize = 4;

/// The last values, as they stood there, with what was made of each.
#[derive(Debug)]
pub(super) struct Recent<T> {
    known: Vec<(String, T)>,
    /// The one to be forgotten next.
    oldest: usize,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self {
            known: Vec::new(),
            oldest: 0,
        }
    }
}

impl<T: Clone> Recent<T> {
    /// What is made of a value; it depends on its text alone.
    #[inline]
    pub(super) fn read(&mut self, text: &str, read: impl FnOnce() -> T) -> T {
        if let Some((_, made)) = self.known.iter().find(|(known, _)| same_text(known, text)) {
            return made.clone();
        }
        let made = read();
        let entry = (text.to_owned(), made.clone());
        if self.known.len() < KEPT {
            self.known.push(entry);
        } else {
            self.known[self.oldest] = entry;
            self.oldest = (self.oldest + 1) % KEPT;
        }
        made
    }
}
