//! Which detectors a text can concern at all, from one look at its bytes.

/// What a text must hold for a group of patterns to match, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Needs(u8);

impl Needs {
    /// Nothing: the patterns run on every text.
    pub(crate) const NONE: Self = Self(0);
    /// An ASCII digit.
    pub(crate) const DIGIT: Self = Self(1);
    /// `@`.
    pub(crate) const AT: Self = Self(2);
    /// The letters `dot`, in any case.
    pub(crate) const DOT: Self = Self(4);

    /// Whether all that is needed was seen.
    pub(crate) fn met_by(self, seen: Self) -> bool {
        self.0 & !seen.0 == 0
    }
}

const CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut d = b'0';
    while d <= b'9' {
        table[d as usize] = 1;
        d += 1;
    }
    table[b'@' as usize] = 2;
    table[b't' as usize] = 4;
    table[b'T' as usize] = 4;
    table
};

/// What a folded text holds. `O(n)`, one table look per byte.
pub(crate) fn seen(text: &str) -> Needs {
    let bytes = text.as_bytes();
    let all = bytes.iter().fold(0, |mask, b| mask | CLASS[*b as usize]);
    let dot = all & 4 != 0
        && bytes
            .windows(3)
            .any(|w| w[2] | 0x20 == b't' && w[1] | 0x20 == b'o' && w[0] | 0x20 == b'd');
    Needs((all & 3) | if dot { 4 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_seen_wherever_it_stands() {
        assert_eq!(seen("abc"), Needs::NONE);
        assert!(Needs::DIGIT.met_by(seen("abc 9")));
        assert!(Needs::AT.met_by(seen("@abc")));
        assert!(Needs::DOT.met_by(seen("john DoT")));
        assert!(!Needs::DOT.met_by(seen("do t")));
        assert!(Needs::NONE.met_by(seen("")));
    }
}
