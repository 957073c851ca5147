//! Some entries of a block, or some words of a lexicon.

/// Entries or words by number, a bit for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NumberSet {
    bits: Vec<u64>,
}

impl NumberSet {
    /// None of `count` entries.
    pub(crate) fn none(count: usize) -> Self {
        Self {
            bits: vec![0; count.div_ceil(64)],
        }
    }

    /// All of `count` entries.
    pub(crate) fn all(count: usize) -> Self {
        let mut bits = vec![u64::MAX; count.div_ceil(64)];
        if let Some(last) = bits.last_mut().filter(|_| !count.is_multiple_of(64)) {
            *last = (1 << (count % 64)) - 1;
        }
        Self { bits }
    }

    /// The numbers from one on to before another.
    pub(crate) fn range(from: usize, to: usize) -> Self {
        let mut range = Self::all(to);
        range.subtract(&Self::all(from));
        range
    }

    /// Room for so many; what is new is not in it.
    pub(crate) fn grow(&mut self, count: usize) {
        self.bits.resize(count.div_ceil(64).max(self.bits.len()), 0);
    }

    /// Room for as many as another has.
    pub(crate) fn grow_to(&mut self, other: &Self) {
        self.grow(other.bits.len() * 64);
    }

    #[inline]
    pub(crate) fn insert(&mut self, entry: usize) {
        let (run, bit) = Self::place(entry);
        self.bits[run] |= bit;
    }

    pub(crate) fn remove(&mut self, entry: usize) {
        if let Some(bits) = self.bits.get_mut(entry / 64) {
            *bits &= !(1 << (entry % 64));
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.bits
            .iter()
            .map(|bits| bits.count_ones() as usize)
            .sum()
    }

    pub(crate) fn contains(&self, entry: usize) -> bool {
        self.bits
            .get(entry / 64)
            .is_some_and(|bits| (bits >> (entry % 64)) & 1 == 1)
    }

    /// Keeps what is in both.
    pub(crate) fn intersect(&mut self, other: &Self) {
        self.with(other, |mine, theirs| mine & theirs);
        for beyond in self.bits.iter_mut().skip(other.bits.len()) {
            *beyond = 0;
        }
    }

    /// Takes in what is in the other.
    pub(crate) fn unite(&mut self, other: &Self) {
        self.with(other, |mine, theirs| mine | theirs);
    }

    /// Leaves out what is in the other.
    pub(crate) fn subtract(&mut self, other: &Self) {
        self.with(other, |mine, theirs| mine & !theirs);
    }

    fn with(&mut self, other: &Self, of: impl Fn(u64, u64) -> u64) {
        for (mine, theirs) in self.bits.iter_mut().zip(&other.bits) {
            *mine = of(*mine, *theirs);
        }
    }

    /// The run of 64 numbers that a number is in, and its bit in there.
    #[inline]
    pub(crate) fn place(number: usize) -> (usize, u64) {
        (number / 64, 1 << (number % 64))
    }

    /// The numbers of a run, a bit for each.
    #[inline]
    pub(crate) fn run(&self, run: usize) -> u64 {
        self.bits.get(run).copied().unwrap_or_default()
    }

    /// Its entries, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        self.bits.iter().enumerate().flat_map(|(at, &bits)| {
            let more = |bits: u64| (bits != 0).then_some(bits);
            let rest = std::iter::successors(more(bits), move |bits| more(bits & (bits - 1)));
            rest.map(move |bits| at * 64 + bits.trailing_zeros() as usize)
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bits.iter().all(|bits| *bits == 0)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bits.capacity() * size_of::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in_and_no_entry_beyond_the_last() {
        for count in [0, 1, 63, 64, 65, 130] {
            assert!(NumberSet::all(count).iter().eq(0..count), "{count}");
            assert!(NumberSet::none(count).is_empty());
        }
        let of = |entries: &[usize]| {
            let mut set = NumberSet::none(200);
            for &entry in entries {
                set.insert(entry);
            }
            set
        };
        let (a, b) = (of(&[0, 63, 64, 199]), of(&[63, 100, 199]));
        let changed = |by: fn(&mut NumberSet, &NumberSet)| {
            let mut set = a.clone();
            by(&mut set, &b);
            set.iter().collect::<Vec<_>>()
        };
        assert_eq!(changed(NumberSet::intersect), [63, 199]);
        assert_eq!(changed(NumberSet::unite), [0, 63, 64, 100, 199]);
        assert_eq!(changed(NumberSet::subtract), [0, 64]);
        let mut short = a.clone();
        short.intersect(&NumberSet::all(64));
        assert_eq!(
            short,
            of(&[0, 63]),
            "what the other has no room for it does not hold"
        );
        assert!(NumberSet::range(60, 130).iter().eq(60..130));
        let mut less = a.clone();
        less.remove(63);
        less.remove(9_999);
        assert_eq!((a.count(), less), (4, of(&[0, 64, 199])));
        let runs: Vec<u64> = (0..5).map(|run| a.run(run)).collect();
        assert_eq!(runs, [1 | 1 << 63, 1, 0, 1 << 7, 0]);
        assert_eq!(NumberSet::place(199), (3, 1 << 7));
        assert!(a.contains(64) && !a.contains(65) && !a.contains(9_999));
    }
}
