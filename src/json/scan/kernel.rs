//! The searches over lanes, written once for SIMD and, in tests, for plain bytes.

/// Bytes looked at in one step of [`Skip`].
pub(super) const BLOCK: usize = 64;

/// One bit per byte of a 64-byte block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Masks {
    pub(super) quote: u64,
    pub(super) backslash: u64,
    /// `{` and `[`
    pub(super) open: u64,
    /// `}` and `]`
    pub(super) close: u64,
}

macro_rules! kernels {
    ($lanes:ident) => {
        /// First position at or after `from` whose byte is a quote or a backslash, else the length.
        #[inline]
        pub(in crate::json::scan) fn quote_or_backslash(bytes: &[u8], from: usize) -> usize {
            let rest = bytes.get(from..).unwrap_or_default();
            let (lanes, tail) = rest.as_chunks::<16>();
            let mut at = from;
            for lane in lanes {
                let v = $lanes::load(lane);
                let hit = $lanes::bits($lanes::or($lanes::eq(v, b'"'), $lanes::eq(v, b'\\')));
                if hit != 0 {
                    return at + hit.trailing_zeros() as usize;
                }
                at += 16;
            }
            tail.iter()
                .position(|b| matches!(b, b'"' | b'\\'))
                .map_or(bytes.len().max(from), |n| at + n)
        }

        /// First position at or after `from` whose byte is a quote, a backslash or below a space.
        #[inline]
        pub(in crate::json::scan) fn key_end(bytes: &[u8], from: usize) -> usize {
            let rest = bytes.get(from..).unwrap_or_default();
            let (lanes, tail) = rest.as_chunks::<16>();
            let mut at = from;
            for lane in lanes {
                let v = $lanes::load(lane);
                let text = $lanes::or($lanes::eq(v, b'"'), $lanes::eq(v, b'\\'));
                let hit = $lanes::bits($lanes::or(text, $lanes::below(v, b' ')));
                if hit != 0 {
                    return at + hit.trailing_zeros() as usize;
                }
                at += 16;
            }
            tail.iter()
                .position(|b| matches!(b, b'"' | b'\\' | 0..b' '))
                .map_or(bytes.len().max(from), |n| at + n)
        }

        /// First position at or after `from` whose byte is a quote, else the length.
        #[inline]
        pub(in crate::json::scan) fn quote(bytes: &[u8], from: usize) -> usize {
            let rest = bytes.get(from..).unwrap_or_default();
            let (lanes, tail) = rest.as_chunks::<16>();
            let mut at = from;
            for lane in lanes {
                let hit = $lanes::bits($lanes::eq($lanes::load(lane), b'"'));
                if hit != 0 {
                    return at + hit.trailing_zeros() as usize;
                }
                at += 16;
            }
            tail.iter()
                .position(|b| *b == b'"')
                .map_or(bytes.len().max(from), |n| at + n)
        }

        /// First position at or after `from` whose byte is the delimiter, a quote, a line feed or
        /// a carriage return, else the length.
        #[inline]
        pub(in crate::json::scan) fn cell_end(bytes: &[u8], from: usize, delimiter: u8) -> usize {
            let rest = bytes.get(from..).unwrap_or_default();
            let (lanes, tail) = rest.as_chunks::<16>();
            let mut at = from;
            for lane in lanes {
                let v = $lanes::load(lane);
                let row = $lanes::or($lanes::eq(v, b'\n'), $lanes::eq(v, b'\r'));
                let cell = $lanes::or($lanes::eq(v, delimiter), $lanes::eq(v, b'"'));
                let hit = $lanes::bits($lanes::or(row, cell));
                if hit != 0 {
                    return at + hit.trailing_zeros() as usize;
                }
                at += 16;
            }
            tail.iter()
                .position(|b| *b == delimiter || matches!(b, b'"' | b'\n' | b'\r'))
                .map_or(bytes.len().max(from), |n| at + n)
        }

        /// One bit for each byte that is the same in both lanes.
        #[inline]
        pub(in crate::json::scan) fn same(a: &[u8; 16], b: &[u8; 16]) -> u32 {
            $lanes::bits($lanes::same($lanes::load(a), $lanes::load(b)))
        }

        /// One bit for each line feed; without one it is told at once.
        #[inline]
        pub(in crate::json::scan) fn feeds(block: &[u8; super::BLOCK]) -> u64 {
            let (lanes, _) = block.as_chunks::<16>();
            let [a, b, c, d] = lanes else { return 0 };
            // Four plain values: through an array they went through memory.
            let a = $lanes::eq($lanes::load(a), b'\n');
            let b = $lanes::eq($lanes::load(b), b'\n');
            let c = $lanes::eq($lanes::load(c), b'\n');
            let d = $lanes::eq($lanes::load(d), b'\n');
            if $lanes::bits($lanes::or($lanes::or(a, b), $lanes::or(c, d))) == 0 {
                return 0;
            }
            u64::from($lanes::bits(a))
                | u64::from($lanes::bits(b)) << 16
                | u64::from($lanes::bits(c)) << 32
                | u64::from($lanes::bits(d)) << 48
        }

        /// One bit for each byte of the lane that is less than another.
        #[inline]
        pub(in crate::json::scan) fn below(lane: &[u8; 16], byte: u8) -> u32 {
            $lanes::bits($lanes::below($lanes::load(lane), byte))
        }

        /// One bit for each letter of ASCII in the lane, and one for each digit, `-`, `.`, `/`, `:`, `@`, `&`
        /// and byte that is none of ASCII.
        #[inline]
        pub(in crate::json::scan) fn letters_and_signs(lane: &[u8; 16]) -> (u32, u32) {
            let v = $lanes::load(lane);
            let lower = $lanes::or(v, $lanes::splat(0x20));
            let letters = $lanes::below($lanes::less(lower, b'a'), 26);
            let digits = $lanes::below($lanes::less(v, b'-'), b':' - b'-' + 1);
            let rest = $lanes::or($lanes::eq(v, b'@'), $lanes::eq(v, b'&'));
            // The top bit of the byte itself is set where it is none of ASCII.
            let signs = $lanes::or($lanes::or(digits, rest), v);
            ($lanes::bits(letters), $lanes::bits(signs))
        }

        /// How many digits the lane begins with.
        #[inline]
        pub(in crate::json::scan) fn digit_run(lane: &[u8; 16]) -> usize {
            let v = $lanes::load(lane);
            let up_to_nine = $lanes::bits($lanes::below(v, b'9' + 1));
            let hit = !up_to_nine | $lanes::bits($lanes::below(v, b'0'));
            (hit | 1 << 16).trailing_zeros() as usize
        }

        /// How many bytes of the lane stand before its first backslash or control character.
        #[inline]
        pub(in crate::json::scan) fn plain_run(lane: &[u8; 16]) -> usize {
            let v = $lanes::load(lane);
            let hit = $lanes::bits($lanes::or($lanes::eq(v, b'\\'), $lanes::below(v, b' ')));
            (hit | 1 << 16).trailing_zeros() as usize
        }

        /// First position at or after `from` whose byte is a backslash or below a space.
        #[inline]
        pub(in crate::json::scan) fn backslash_or_control(bytes: &[u8], from: usize) -> usize {
            let rest = bytes.get(from..).unwrap_or_default();
            let (lanes, tail) = rest.as_chunks::<16>();
            let mut at = from;
            for lane in lanes {
                let run = plain_run(lane);
                if run < 16 {
                    return at + run;
                }
                at += 16;
            }
            if tail.is_empty() {
                return bytes.len().max(from);
            }
            let run = match rest.last_chunk::<16>() {
                // The last lane once more, less what was seen.
                Some(lane) => plain_run_from(lane, 16 - tail.len()),
                None => {
                    let mut lane = [b' '; 16];
                    for (to, byte) in lane.iter_mut().zip(tail) {
                        *to = *byte;
                    }
                    plain_run(&lane).min(tail.len())
                }
            };
            at + run
        }

        /// Like `plain_run`, of the lane without its first `skip` bytes.
        #[inline]
        fn plain_run_from(lane: &[u8; 16], skip: usize) -> usize {
            let v = $lanes::load(lane);
            let hit = $lanes::bits($lanes::or($lanes::eq(v, b'\\'), $lanes::below(v, b' ')));
            ((hit | 1 << 16) >> skip).trailing_zeros() as usize
        }

        #[inline]
        pub(in crate::json::scan) fn masks(block: &[u8; super::BLOCK]) -> super::Masks {
            let mut m = super::Masks {
                quote: 0,
                backslash: 0,
                open: 0,
                close: 0,
            };
            let (lanes, _) = block.as_chunks::<16>();
            for (i, lane) in lanes.iter().enumerate() {
                let v = $lanes::load(lane);
                // `[` and `]` differ from `{` and `}` by 0x20 only; no other byte folds onto them.
                let folded = $lanes::or(v, $lanes::splat(0x20));
                let at = i * 16;
                m.quote |= u64::from($lanes::bits($lanes::eq(v, b'"'))) << at;
                m.backslash |= u64::from($lanes::bits($lanes::eq(v, b'\\'))) << at;
                m.open |= u64::from($lanes::bits($lanes::eq(folded, b'{'))) << at;
                m.close |= u64::from($lanes::bits($lanes::eq(folded, b'}'))) << at;
            }
            m
        }
    };
}

pub(super) mod wide {
    use crate::json::scan::lanes::simd;
    kernels!(simd);
}

#[cfg(test)]
pub(super) mod plain {
    use crate::json::scan::lanes::plain as lanes;
    kernels!(lanes);
}
