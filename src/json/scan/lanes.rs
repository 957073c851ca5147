//! Sixteen bytes at once: SIMD on wasm (`simd128`) and `x86_64` (`sse2`, always there), plain bytes
//! elsewhere. Loads go through references to fixed-size arrays, so an index is checked before a
//! pointer is made.
#![allow(unsafe_code)] // SIMD loads take a pointer; every one comes from a `&[u8; 16]`

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(super) mod simd {
    use core::arch::wasm32::{
        u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u8x16_sub, v128, v128_load, v128_or,
    };

    pub(in crate::json::scan) type Lanes = v128;

    #[inline]
    pub(in crate::json::scan) fn load(bytes: &[u8; 16]) -> Lanes {
        // SAFETY: the reference is valid for 16 bytes, and the load needs no alignment.
        unsafe { v128_load(bytes.as_ptr().cast()) }
    }
    #[inline]
    pub(in crate::json::scan) fn eq(lanes: Lanes, byte: u8) -> Lanes {
        u8x16_eq(lanes, u8x16_splat(byte))
    }
    #[inline]
    pub(in crate::json::scan) fn same(a: Lanes, b: Lanes) -> Lanes {
        u8x16_eq(a, b)
    }
    #[inline]
    pub(in crate::json::scan) fn below(lanes: Lanes, byte: u8) -> Lanes {
        u8x16_lt(lanes, u8x16_splat(byte))
    }
    #[inline]
    pub(in crate::json::scan) fn less(lanes: Lanes, byte: u8) -> Lanes {
        u8x16_sub(lanes, u8x16_splat(byte))
    }
    #[inline]
    pub(in crate::json::scan) fn or(a: Lanes, b: Lanes) -> Lanes {
        v128_or(a, b)
    }
    #[inline]
    pub(in crate::json::scan) fn splat(byte: u8) -> Lanes {
        u8x16_splat(byte)
    }
    #[inline]
    pub(in crate::json::scan) fn bits(lanes: Lanes) -> u32 {
        u32::from(u8x16_bitmask(lanes))
    }
}

#[cfg(target_arch = "x86_64")]
pub(super) mod simd {
    use core::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128,
        _mm_set1_epi8, _mm_sub_epi8,
    };

    pub(in crate::json::scan) type Lanes = __m128i;

    #[inline]
    pub(in crate::json::scan) fn load(bytes: &[u8; 16]) -> Lanes {
        // SAFETY: the reference is valid for 16 bytes, and the load needs no alignment.
        unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
    }
    #[inline]
    pub(in crate::json::scan) fn eq(lanes: Lanes, byte: u8) -> Lanes {
        // SAFETY: sse2 is part of every x86_64 target.
        unsafe { _mm_cmpeq_epi8(lanes, _mm_set1_epi8(byte.cast_signed())) }
    }
    #[inline]
    pub(in crate::json::scan) fn same(a: Lanes, b: Lanes) -> Lanes {
        // SAFETY: sse2 is part of every x86_64 target.
        unsafe { _mm_cmpeq_epi8(a, b) }
    }
    #[inline]
    pub(in crate::json::scan) fn below(lanes: Lanes, byte: u8) -> Lanes {
        // Unsigned `x <= byte - 1`: sse2 compares signed only, but has an unsigned minimum.
        // SAFETY: sse2 is part of every x86_64 target.
        unsafe {
            let top = _mm_set1_epi8((byte - 1).cast_signed());
            _mm_cmpeq_epi8(_mm_min_epu8(lanes, top), lanes)
        }
    }
    #[inline]
    pub(in crate::json::scan) fn less(lanes: Lanes, byte: u8) -> Lanes {
        // SAFETY: sse2 is part of every x86_64 target.
        unsafe { _mm_sub_epi8(lanes, _mm_set1_epi8(byte.cast_signed())) }
    }
    #[inline]
    pub(in crate::json::scan) fn or(a: Lanes, b: Lanes) -> Lanes {
        // SAFETY: sse2 is part of every x86_64 target.
        unsafe { _mm_or_si128(a, b) }
    }
    #[inline]
    pub(in crate::json::scan) fn splat(byte: u8) -> Lanes {
        // SAFETY: sse2 is part of every x86_64 target.
        unsafe { _mm_set1_epi8(byte.cast_signed()) }
    }
    #[inline]
    pub(in crate::json::scan) fn bits(lanes: Lanes) -> u32 {
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
pub(super) mod plain {
    pub(in crate::json::scan) type Lanes = [u8; 16];

    pub(in crate::json::scan) fn load(bytes: &[u8; 16]) -> Lanes {
        *bytes
    }
    pub(in crate::json::scan) fn eq(lanes: Lanes, byte: u8) -> Lanes {
        lanes.map(|b| if b == byte { 0xff } else { 0 })
    }
    pub(in crate::json::scan) fn same(a: Lanes, b: Lanes) -> Lanes {
        std::array::from_fn(|i| if a[i] == b[i] { 0xff } else { 0 })
    }
    pub(in crate::json::scan) fn below(lanes: Lanes, byte: u8) -> Lanes {
        lanes.map(|b| if b < byte { 0xff } else { 0 })
    }
    pub(in crate::json::scan) fn less(lanes: Lanes, byte: u8) -> Lanes {
        lanes.map(|b| b.wrapping_sub(byte))
    }
    pub(in crate::json::scan) fn or(a: Lanes, b: Lanes) -> Lanes {
        (u128::from_le_bytes(a) | u128::from_le_bytes(b)).to_le_bytes()
    }
    pub(in crate::json::scan) fn splat(byte: u8) -> Lanes {
        [byte; 16]
    }
    pub(in crate::json::scan) fn bits(lanes: Lanes) -> u32 {
        let low = (0..16).fold(0u32, |bits, i| bits | u32::from(lanes[i] >> 7) << i);
        low & 0xffff
    }
}

#[cfg(not(any(
    target_arch = "x86_64",
    all(target_arch = "wasm32", target_feature = "simd128")
)))]
pub(super) use plain as simd;
