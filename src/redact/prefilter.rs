//! Which detectors a text can concern at all, from one look at its bytes.

/// What a text must hold for a group of patterns to match, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Needs(u8);

impl Needs {
    /// Two ASCII digits.
    pub(crate) const TWO_DIGITS: Self = Self(1);
    /// Six of them.
    pub(crate) const SIX_DIGITS: Self = Self(8);
    /// `@`.
    pub(crate) const AT: Self = Self(2);
    /// The letters `dot`, in any case.
    pub(crate) const DOT: Self = Self(4);

    /// Whether all that is needed was seen.
    pub(crate) fn met_by(self, seen: Self) -> bool {
        self.0 & !seen.0 == 0
    }
}

/// What a folded text holds. `O(n)`, in loops that compilers turn into vector instructions.
pub(crate) fn seen(text: &str) -> Needs {
    let bytes = text.as_bytes();
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    let at = bytes.iter().fold(0, |seen, b| seen | u8::from(*b == b'@')) != 0;
    let (second, third) = (
        bytes.get(1..).unwrap_or_default(),
        bytes.get(2..).unwrap_or_default(),
    );
    // Zero where the three letters stand; the case bit is set in all of them.
    let miss =
        |d: u8, o: u8, t: u8| ((d | 0x20) ^ b'd') | ((o | 0x20) ^ b'o') | ((t | 0x20) ^ b't');
    let dot = bytes
        .iter()
        .zip(second)
        .zip(third)
        .fold(0, |seen, ((d, o), t)| {
            seen | u8::from(miss(*d, *o, *t) == 0)
        })
        != 0;
    let bit = |met: bool, needs: Needs| if met { needs.0 } else { 0 };
    Needs(
        bit(digits >= 2, Needs::TWO_DIGITS)
            | bit(digits >= 6, Needs::SIX_DIGITS)
            | bit(at, Needs::AT)
            | bit(dot, Needs::DOT),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_seen_wherever_it_stands() {
        assert_eq!(seen("abc"), Needs::default());
        assert!(Needs::TWO_DIGITS.met_by(seen("9 abc 9")) && !Needs::TWO_DIGITS.met_by(seen("9")));
        assert!(
            Needs::SIX_DIGITS.met_by(seen("1 22 333"))
                && !Needs::SIX_DIGITS.met_by(seen("1 22 33"))
        );
        assert!(Needs::AT.met_by(seen("@abc")));
        assert!(Needs::DOT.met_by(seen("john DoT")));
        assert!(!Needs::DOT.met_by(seen("do t")));
        assert!(Needs::default().met_by(seen("")));
    }
}
