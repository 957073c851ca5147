//! The inner loops: next quote or backslash, and the end of a nested value.
//!
//! SIMD on wasm (`simd128`) and `x86_64` (`sse2`, always there), plain words elsewhere. Loads go
//! through references to fixed-size arrays, so an index is checked before a pointer is made.
#![allow(unsafe_code)] // SIMD loads take a pointer; every one comes from a `&[u8; 16]`

/// Bytes looked at in one step of [`Skip`].
const BLOCK: usize = 64;

/// One bit per byte of a 64-byte block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Masks {
    quote: u64,
    backslash: u64,
    /// `{` and `[`
    open: u64,
    /// `}` and `]`
    close: u64,
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd {
    use core::arch::wasm32::{
        u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, v128, v128_load, v128_or,
    };

    pub(super) type Lanes = v128;

    #[inline]
    pub(super) fn load(bytes: &[u8; 16]) -> Lanes {
        // SAFETY: the reference is valid for 16 bytes, and the load needs no alignment.
        unsafe { v128_load(bytes.as_ptr().cast()) }
    }
    #[inline]
    pub(super) fn eq(lanes: Lanes, byte: u8) -> Lanes {
        u8x16_eq(lanes, u8x16_splat(byte))
    }
    #[inline]
    pub(super) fn below(lanes: Lanes, byte: u8) -> Lanes {
        u8x16_lt(lanes, u8x16_splat(byte))
    }
    #[inline]
    pub(super) fn or(a: Lanes, b: Lanes) -> Lanes {
        v128_or(a, b)
    }
    #[inline]
    pub(super) fn splat(byte: u8) -> Lanes {
        u8x16_splat(byte)
    }
    #[inline]
    pub(super) fn bits(lanes: Lanes) -> u32 {
        u32::from(u8x16_bitmask(lanes))
    }
}

#[cfg(target_arch = "x86_64")]
mod simd {
    use core::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128,
        _mm_set1_epi8,
    };

    pub(super) type Lanes = __m128i;

    #[inline]
    pub(super) fn load(bytes: &[u8; 16]) -> Lanes {
        // SAFETY: the reference is valid for 16 bytes, and the load needs no alignment.
        unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
    }
    #[inline]
    pub(super) fn eq(lanes: Lanes, byte: u8) -> Lanes {
        // SAFETY: sse2 is part of every x86_64 target.
        unsafe { _mm_cmpeq_epi8(lanes, _mm_set1_epi8(byte.cast_signed())) }
    }
    #[inline]
    pub(super) fn below(lanes: Lanes, byte: u8) -> Lanes {
        // Unsigned `x <= byte - 1`: sse2 compares signed only, but has an unsigned minimum.
        // SAFETY: sse2 is part of every x86_64 target.
        unsafe {
            let top = _mm_set1_epi8((byte - 1).cast_signed());
            _mm_cmpeq_epi8(_mm_min_epu8(lanes, top), lanes)
        }
    }
    #[inline]
    pub(super) fn or(a: Lanes, b: Lanes) -> Lanes {
        // SAFETY: sse2 is part of every x86_64 target.
        unsafe { _mm_or_si128(a, b) }
    }
    #[inline]
    pub(super) fn splat(byte: u8) -> Lanes {
        // SAFETY: sse2 is part of every x86_64 target.
        unsafe { _mm_set1_epi8(byte.cast_signed()) }
    }
    #[inline]
    pub(super) fn bits(lanes: Lanes) -> u32 {
        // SAFETY: sse2 is part of every x86_64 target.
        unsafe { _mm_movemask_epi8(lanes) }.cast_unsigned()
    }
}

/// The same sixteen lanes as plain bytes, for targets without SIMD.
#[cfg(any(
    test,
    not(any(
        target_arch = "x86_64",
        all(target_arch = "wasm32", target_feature = "simd128")
    ))
))]
mod plain {
    pub(super) type Lanes = [u8; 16];

    pub(super) fn load(bytes: &[u8; 16]) -> Lanes {
        *bytes
    }
    pub(super) fn eq(lanes: Lanes, byte: u8) -> Lanes {
        lanes.map(|b| if b == byte { 0xff } else { 0 })
    }
    pub(super) fn below(lanes: Lanes, byte: u8) -> Lanes {
        lanes.map(|b| if b < byte { 0xff } else { 0 })
    }
    pub(super) fn or(a: Lanes, b: Lanes) -> Lanes {
        (u128::from_le_bytes(a) | u128::from_le_bytes(b)).to_le_bytes()
    }
    pub(super) fn splat(byte: u8) -> Lanes {
        [byte; 16]
    }
    pub(super) fn bits(lanes: Lanes) -> u32 {
        let low = (0..16).fold(0u32, |bits, i| bits | u32::from(lanes[i] >> 7) << i);
        low & 0xffff
    }
}

#[cfg(not(any(
    target_arch = "x86_64",
    all(target_arch = "wasm32", target_feature = "simd128")
)))]
use plain as simd;

macro_rules! kernels {
    ($lanes:ident) => {
        /// First position at or after `from` whose byte is a quote or a backslash, else the length.
        #[inline]
        pub(super) fn quote_or_backslash(bytes: &[u8], from: usize) -> usize {
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

        /// First position at or after `from` whose byte is a backslash or below a space.
        #[inline]
        pub(super) fn backslash_or_control(bytes: &[u8], from: usize) -> usize {
            let rest = bytes.get(from..).unwrap_or_default();
            let (lanes, tail) = rest.as_chunks::<16>();
            let mut at = from;
            for lane in lanes {
                let v = $lanes::load(lane);
                let hit = $lanes::bits($lanes::or($lanes::eq(v, b'\\'), $lanes::below(v, b' ')));
                if hit != 0 {
                    return at + hit.trailing_zeros() as usize;
                }
                at += 16;
            }
            tail.iter()
                .position(|b| *b == b'\\' || *b < b' ')
                .map_or(bytes.len().max(from), |n| at + n)
        }

        #[inline]
        pub(super) fn masks(block: &[u8; super::BLOCK]) -> super::Masks {
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

mod kernel {
    use super::simd;
    kernels!(simd);
}

#[cfg(test)]
mod plain_kernel {
    use super::plain;
    kernels!(plain);
}

/// First position at or after `from` whose byte is a backslash or below a space, else the length.
#[inline]
pub(crate) fn backslash_or_control(bytes: &[u8], from: usize) -> usize {
    kernel::backslash_or_control(bytes, from)
}

/// End of a string: `from` is behind its opening quote; gives the index of the closing quote and
/// whether a backslash was met. `None` if the text ends first.
#[inline]
pub(crate) fn string_end(bytes: &[u8], from: usize) -> Option<(usize, bool)> {
    let mut at = from;
    let mut escaped = false;
    loop {
        at = kernel::quote_or_backslash(bytes, at);
        if *bytes.get(at)? == b'"' {
            return Some((at, escaped));
        }
        escaped = true;
        at += 2;
    }
}

/// Finds the end of an object or array, whatever the chunks it comes in.
///
/// Strings are honoured; of the brackets only the balance is kept, not their kinds. The state is
/// three words, so a byte is never looked at twice.
#[derive(Debug, Clone, Default)]
pub struct Skip {
    depth: usize,
    /// All ones while inside a string.
    in_string: u64,
    /// 1 if the next byte is escaped.
    escaped: u64,
}

impl Skip {
    /// Goes on with the next bytes of the value, the first of which must be its `{` or `[`.
    /// Gives the position just behind the closing bracket once it is met.
    #[inline]
    pub fn advance(&mut self, bytes: &[u8]) -> Option<usize> {
        let (blocks, tail) = bytes.as_chunks::<BLOCK>();
        for (n, block) in blocks.iter().enumerate() {
            if let Some(end) = self.block(&kernel::masks(block), BLOCK) {
                return Some(n * BLOCK + end);
            }
        }
        if tail.is_empty() {
            return None;
        }
        let mut padded = [b' '; BLOCK];
        padded[..tail.len()].copy_from_slice(tail);
        let end = self.block(&kernel::masks(&padded), tail.len())?;
        Some(blocks.len() * BLOCK + end)
    }

    /// `len`: how many bytes of the block are real; the others are spaces.
    #[inline]
    fn block(&mut self, m: &Masks, len: usize) -> Option<usize> {
        let escaped = self.escapes(m.backslash, len);
        let strings = prefix_xor(m.quote & !escaped) ^ self.in_string;
        self.in_string = 0u64.wrapping_sub(strings >> 63);
        let open = m.open & !strings;
        let mut close = m.close & !strings;
        let closing = close.count_ones() as usize;
        if self.depth > closing {
            self.depth = self.depth + open.count_ones() as usize - closing;
            return None;
        }
        let mut closed = 0;
        while close != 0 {
            let at = close.trailing_zeros();
            closed += 1;
            let opened = (open & ((1u64 << at) - 1)).count_ones() as usize;
            if self.depth + opened <= closed {
                return Some(at as usize + 1);
            }
            close &= close - 1;
        }
        self.depth = self.depth + open.count_ones() as usize - closing;
        None
    }

    /// Mask of the bytes that a backslash escapes (runs of backslashes pair up from the left).
    #[inline]
    fn escapes(&mut self, backslash: u64, len: usize) -> u64 {
        const ODD: u64 = 0xaaaa_aaaa_aaaa_aaaa;
        let before = self.escaped;
        if backslash == 0 {
            self.escaped = 0;
            return before;
        }
        let starts = backslash & !before;
        let even = ((starts << 1) | ODD).wrapping_sub(starts) ^ ODD;
        let escaped = even ^ (backslash | before);
        self.escaped = if len == BLOCK {
            (even & backslash) >> 63
        } else {
            (escaped >> len) & 1
        };
        escaped
    }
}

/// Bit `i` of the result is the parity of bits `0..=i`.
#[inline]
fn prefix_xor(mut bits: u64) -> u64 {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^ (bits << 32)
}

/// Resumable search for the end of a string. `advance` gets the bytes behind the opening quote.
#[derive(Debug, Clone, Default)]
pub(crate) struct StringEnd {
    escaped: bool,
}

impl StringEnd {
    /// Position just behind the closing quote once it is met.
    pub(crate) fn advance(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = usize::from(self.escaped && !bytes.is_empty());
        if at == 1 {
            self.escaped = false;
        }
        loop {
            at = kernel::quote_or_backslash(bytes, at);
            match bytes.get(at)? {
                b'"' => return Some(at + 1),
                _ if at + 1 == bytes.len() => {
                    self.escaped = true;
                    return None;
                }
                _ => at += 2,
            }
        }
    }
}

/// Line feeds in a text, several bytes at a time.
pub(crate) fn line_feeds(bytes: &[u8]) -> u64 {
    // A byte counter per run of 255 lets the compiler keep sixteen of them in one register.
    bytes
        .chunks(255)
        .map(|run| u64::from(run.iter().fold(0u8, |n, b| n + u8::from(*b == b'\n'))))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Skip, StringEnd, kernel, plain_kernel};
    use proptest::prelude::*;

    /// Byte by byte, as one would write it without any trick.
    fn slow_end(text: &[u8]) -> Option<usize> {
        let (mut depth, mut string, mut escaped) = (0usize, false, false);
        for (i, b) in text.iter().enumerate() {
            let was = std::mem::replace(&mut escaped, false);
            match b {
                b'\\' if !was => escaped = true,
                b'"' if !was => string = !string,
                b'{' | b'[' if !string => depth += 1,
                b'}' | b']' if !string => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(i + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }

    proptest! {
        #[test]
        fn simd_and_plain_lanes_agree(bytes in proptest::collection::vec(any::<u8>(), 0..200), from in 0usize..210) {
            prop_assert_eq!(kernel::quote_or_backslash(&bytes, from), plain_kernel::quote_or_backslash(&bytes, from));
            prop_assert_eq!(kernel::backslash_or_control(&bytes, from), plain_kernel::backslash_or_control(&bytes, from));
            for block in bytes.as_chunks::<BLOCK>().0 {
                prop_assert_eq!(kernel::masks(block), plain_kernel::masks(block));
            }
        }

        #[test]
        fn skip_ends_where_the_slow_reader_ends(body in r#"[{}\[\]"\\ a]{0,300}"#, cuts in proptest::collection::vec(1usize..90, 0..40)) {
            let text = format!("{{{body}");
            let bytes = text.as_bytes();
            let mut skip = Skip::default();
            let (mut at, mut end) = (0, None);
            for cut in cuts.into_iter().chain([bytes.len()]) {
                let next = (at + cut).min(bytes.len());
                if let Some(n) = skip.advance(&bytes[at..next]) {
                    end = Some(at + n);
                    break;
                }
                at = next;
            }
            prop_assert_eq!(end, slow_end(bytes));
        }

        #[test]
        fn string_end_is_the_same_in_any_chunks(body in r#"["\\ab]{0,60}"#, cut in 0usize..60) {
            let bytes = body.as_bytes();
            let cut = cut.min(bytes.len());
            let whole = StringEnd::default().advance(bytes);
            let mut end = StringEnd::default();
            let split = end
                .advance(&bytes[..cut])
                .or_else(|| end.advance(&bytes[cut..]).map(|n| n + cut));
            prop_assert_eq!(whole, split);
            prop_assert_eq!(whole, super::string_end(bytes, 0).map(|(at, _)| at + 1));
        }
    }
}
