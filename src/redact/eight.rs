//! Eight bytes at a time, in one word.

/// The same bit in each byte.
pub(crate) const ONES: u64 = 0x0101_0101_0101_0101;
/// The top bit of each byte.
pub(crate) const TOPS: u64 = ONES << 7;

/// Eight bytes from a place on, zero where there are none.
#[inline]
pub(crate) fn eight(bytes: &[u8], at: usize) -> u64 {
    let rest = &bytes[at..];
    if let Some(eight) = rest.first_chunk() {
        return u64::from_le_bytes(*eight);
    }
    let count = rest.len();
    if let (Some(first), Some(last)) = (rest.first_chunk(), rest.last_chunk()) {
        // The two halves overlap, where they hold the same.
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return u64::from(first) | u64::from(last) << (8 * (count - 4));
    }
    rest.iter()
        .rev()
        .fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

/// The top bit of each ASCII byte that lies between two, which are ASCII too.
#[inline]
pub(crate) fn between(eight: u64, first: u8, last: u8) -> u64 {
    let low = eight & !TOPS;
    let reaches = low + ONES * u64::from(0x80 - first);
    let exceeds = low + ONES * u64::from(0x7f - last);
    reaches & !exceeds & !eight & TOPS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_text_ends_there_are_zeros() {
        let bytes = *b"abcdefghij";
        for count in 0..=bytes.len() {
            let mut want = [0; 8];
            let held = count.min(8);
            want[..held].copy_from_slice(&bytes[..held]);
            assert_eq!(eight(&bytes[..count], 0), u64::from_le_bytes(want));
        }
    }

    #[test]
    fn every_byte_is_between_its_neighbours_only() {
        for byte in 0..=u8::MAX {
            let bits = between(eight(&[0, byte, b'z', 0xff], 0), b'a', b'z');
            assert_eq!(bits >> 15 & 1 == 1, byte.is_ascii_lowercase(), "{byte}");
            assert_eq!(bits & !(0x80 << 8), 0x80 << 16, "{byte}");
        }
    }
}
