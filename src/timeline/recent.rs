//! What was found for the last keys.

/// The last two keys and their values: two people mostly speak in turn.
#[derive(Debug)]
pub(super) struct Recent<K, V> {
    known: [Option<(K, V)>; 2],
    newest: usize,
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self {
            known: [None, None],
            newest: 0,
        }
    }
}

impl<K: Copy + PartialEq, V: Copy> Recent<K, V> {
    /// The value of a key, worked out if it was not among the last.
    #[inline]
    pub(super) fn get(&mut self, key: K, find: impl FnOnce() -> V) -> V {
        self.known(key).unwrap_or_else(|| {
            let value = find();
            self.note(key, value);
            value
        })
    }

    /// The value of a key that is among the last.
    #[inline]
    pub(super) fn known(&mut self, key: K) -> Option<V> {
        for (place, known) in self.known.iter().enumerate() {
            if let Some((known, value)) = known
                && *known == key
            {
                self.newest = place;
                return Some(*value);
            }
        }
        None
    }

    /// Notes the value of a key, whatever it was.
    pub(super) fn note(&mut self, key: K, value: V) {
        if self.known(key).is_none() {
            self.newest = 1 - self.newest;
        }
        self.known[self.newest] = Some((key, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_two_keys_are_known_and_no_other() {
        let mut recent = Recent::default();
        assert_eq!(recent.get('a', || 1), 1);
        assert_eq!(recent.get('b', || 2), 2);
        assert_eq!(recent.get('a', || 9), 1);
        assert_eq!(recent.get('c', || 3), 3, "takes the place of b");
        assert_eq!(recent.known('a'), Some(1));
        assert_eq!(recent.known('b'), None);
        assert_eq!(recent.get('b', || 4), 4);
        recent.note('b', 5);
        assert_eq!((recent.known('b'), recent.known('a')), (Some(5), Some(1)));
    }
}
