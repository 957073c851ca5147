//! The end of an object or array, in blocks of 64 bytes.

use super::kernel::{BLOCK, Masks, wide};

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
            if let Some(end) = self.block(&wide::masks(block), BLOCK) {
                return Some(n * BLOCK + end);
            }
        }
        if tail.is_empty() {
            return None;
        }
        let mut padded = [b' '; BLOCK];
        padded[..tail.len()].copy_from_slice(tail);
        let end = self.block(&wide::masks(&padded), tail.len())?;
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
    pub(super) fn escapes(&mut self, backslash: u64, len: usize) -> u64 {
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
