//! One finding per place.

use std::collections::BTreeMap;

/// A span some rule wants, in bytes of the original text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Index of the rule; a lower one goes first among equals.
    pub(crate) rule: usize,
    /// The rule's own; the higher goes first among those of one length.
    pub(crate) priority: i32,
    /// A checksum proved the value.
    pub(crate) proven: bool,
    /// The rule leaves the value in the text.
    pub(crate) keep: bool,
    /// A mask keeps none of its characters: what it would keep is itself something to redact.
    pub(crate) bare: bool,
    pub(crate) score: f32,
    pub(crate) evidence: super::finding::Evidence,
}

impl Candidate {
    /// Takes the place of `other` too. One that would be left in the text never covers one that would not.
    fn absorb(&mut self, other: &Self) {
        let (start, end) = (self.start.min(other.start), self.end.max(other.end));
        let bare = self.bare || other.bare;
        if self.keep && !other.keep {
            *self = other.clone();
        }
        (self.start, self.end) = (start, end);
        self.bare |= bare;
    }
}

/// Leaves no two candidates that overlap, ascending: proven ones before others, then the longer, the higher
/// priority, the higher score, the rule that goes first, the earlier. What lies inside a winner is dropped; what overlaps it in part widens it,
/// so that no tail of a value stays. `O(n log n)`.
pub(crate) fn resolve(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    if candidates.len() < 2 {
        return candidates;
    }
    candidates.sort_by_key(|c| {
        (
            !c.proven,
            std::cmp::Reverse(c.end - c.start),
            std::cmp::Reverse(c.priority),
            // Hundredths: scores are constants of two digits.
            std::cmp::Reverse((c.score * 100.0) as u32),
            c.rule,
            c.start,
        )
    });
    // By start; the rank says who came first and wins.
    let mut taken: BTreeMap<u32, (usize, Candidate)> = BTreeMap::new();
    for mut best in candidates.into_iter().enumerate() {
        // A winner that grew may reach others, so look again until nothing overlaps.
        loop {
            let (start, end) = (best.1.start, best.1.end);
            let reached = taken
                .range(..end)
                .next_back()
                .filter(|(_, (_, t))| t.end > start)
                .map(|(key, _)| *key);
            let Some(other) = reached.and_then(|key| taken.remove(&key)) else {
                break;
            };
            let (mut winner, loser) = if other.0 < best.0 {
                (other, best)
            } else {
                (best, other)
            };
            winner.1.absorb(&loser.1);
            best = winner;
        }
        taken.insert(best.1.start, best);
    }
    taken.into_values().map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn c(start: u32, end: u32, rule: usize, proven: bool) -> Candidate {
        Candidate {
            start,
            end,
            rule,
            priority: 0,
            proven,
            keep: false,
            bare: false,
            score: 1.0,
            evidence: crate::redact::Evidence::default(),
        }
    }

    fn spans(candidates: Vec<Candidate>) -> Vec<(u32, u32, usize)> {
        resolve(candidates)
            .into_iter()
            .map(|c| (c.start, c.end, c.rule))
            .collect()
    }

    #[test]
    fn proof_beats_length_and_length_beats_order() {
        assert_eq!(
            spans(vec![c(0, 20, 1, false), c(5, 9, 2, true)]),
            [(0, 20, 2)]
        );
        assert_eq!(
            spans(vec![c(0, 5, 1, false), c(0, 9, 2, false)]),
            [(0, 9, 2)]
        );
        assert_eq!(
            spans(vec![c(0, 5, 2, false), c(0, 5, 1, false)]),
            [(0, 5, 1)]
        );
    }

    #[test]
    fn partial_overlap_leaves_no_tail() {
        assert_eq!(
            spans(vec![c(0, 6, 1, false), c(4, 12, 2, false)]),
            [(0, 12, 2)]
        );
        assert_eq!(
            spans(vec![
                c(0, 6, 1, false),
                c(5, 12, 2, false),
                c(11, 14, 3, true)
            ]),
            [(0, 14, 3)]
        );
    }

    #[test]
    fn neighbours_stay_apart() {
        assert_eq!(
            spans(vec![c(6, 9, 1, false), c(0, 6, 1, false)]),
            [(0, 6, 1), (6, 9, 1)]
        );
    }

    #[test]
    fn a_value_that_stays_covers_none_that_must_go() {
        let keep = Candidate {
            keep: true,
            ..c(0, 9, 1, true)
        };
        assert_eq!(spans(vec![keep, c(3, 12, 2, false)]), [(0, 12, 2)]);
    }

    proptest! {
        #[test]
        fn the_order_in_which_detectors_tell_does_not_matter(
            (list, shuffled) in prop::collection::vec((0u32..40, 1u32..14, 0usize..9), 0..12)
                .prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
        ) {
            let told = |list: Vec<(u32, u32, usize)>| {
                let candidates = list.into_iter().map(|(start, length, rule)| Candidate {
                    keep: rule == 7,
                    priority: (rule / 3) as i32,
                    score: rule as f32 / 10.0,
                    ..c(start, start + length, rule, rule < 2)
                });
                resolve(candidates.collect())
            };
            let (one, other) = (told(list.clone()), told(shuffled));
            prop_assert_eq!(&one, &other);
            // No tail: what somebody wanted away is in a winner.
            for (start, length, _) in list {
                prop_assert!(one.iter().any(|w| w.start <= start && start + length <= w.end));
            }
        }
    }
}
