//! What a format makes of the keys of a record, once for all records with the same keys.

use crate::json::Fields;

/// Sequences of keys that are kept.
const KEPT: usize = 16;

/// By [`Fields::shape`], for the records of one file.
#[derive(Debug)]
pub(super) struct Shapes<T> {
    known: Vec<(u32, T)>,
    /// The one to be forgotten next.
    oldest: usize,
    /// Of a record whose shape is not known.
    odd: Option<T>,
}

impl<T> Default for Shapes<T> {
    fn default() -> Self {
        Self {
            known: Vec::new(),
            oldest: 0,
            odd: None,
        }
    }
}

impl<T> Shapes<T> {
    /// What is made of the keys of a record; it depends on them alone.
    #[inline]
    pub(super) fn of(&mut self, fields: &Fields<'_>, make: impl FnOnce() -> T) -> &T {
        let Some(shape) = fields.shape() else {
            return self.odd.insert(make());
        };
        let at = match self.known.iter().position(|(known, _)| *known == shape) {
            Some(at) => at,
            None if self.known.len() < KEPT => {
                self.known.push((shape, make()));
                self.known.len() - 1
            }
            None => {
                let at = self.oldest;
                self.known[at] = (shape, make());
                self.oldest = (at + 1) % KEPT;
                at
            }
        };
        &self.known[at].1
    }
}
