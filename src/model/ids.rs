//! Record ids and entry ids, compared as Salesforce compares them.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

const SUFFIX: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// The key prefix of `MessagingSession` ids.
pub const MESSAGING_SESSION: &str = "0Mw";
/// The key prefix of `VoiceCall` ids (from memory of the platform, not from a published list).
pub const VOICE_CALL: &str = "0LQ";

/// Whether an id names a messaging session or a voice call.
pub(crate) fn is_session(id: &str) -> bool {
    let id = trimmed(id);
    (id.starts_with(MESSAGING_SESSION) || id.starts_with(VOICE_CALL)) && is_record_id(id)
}

/// `trim` for text that mostly has nothing to trim.
#[inline]
pub(crate) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// Which of eight ASCII letters and digits are upper-case letters, the first as the lowest bit.
#[inline]
fn upper_case(eight: u64) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // Letters are above 0x40, lower-case ones above 0x60.
    let upper = (eight >> 6) & !(eight >> 5) & EACH;
    (upper.wrapping_mul(0x0102_0408_1020_4080) >> 56) as usize
}

/// The eight bytes from `at` on.
#[inline]
fn eight(bytes: &[u8], at: usize) -> u64 {
    let part = bytes.get(at..).and_then(<[u8]>::first_chunk);
    u64::from_le_bytes(part.copied().unwrap_or_default())
}

/// The three characters that close the 18-character form of an id that begins with 15 ASCII
/// letters and digits.
fn suffix(id: &[u8]) -> [u8; 3] {
    let upper = upper_case(eight(id, 0)) | upper_case(eight(id, 7)) << 7;
    [0, 5, 10].map(|group| SUFFIX[upper >> group & 31])
}

/// Whether `text` has the shape of a Salesforce record id: 15 or 18 ASCII letters and digits,
/// beginning with a key prefix that holds a digit or an upper-case letter, with a right suffix
/// when it has one (in any case, as spreadsheets that fold case leave it).
///
/// ```
/// use sealed_transcript::model::ids::is_record_id;
/// assert!(is_record_id("0MwKj000007sdiM"));
/// assert!(is_record_id("0MwKj000007sdiMKAQ"));
/// assert!(!is_record_id("0MwKj000007sdiMAAA"));
/// assert!(!is_record_id("congratulations"));
/// ```
pub fn is_record_id(text: &str) -> bool {
    looks_like_record_id(text)
        && (text.len() == 15 || is_long(text) || restore_case(text).is_some())
}

/// All of that but the suffix.
#[inline]
fn looks_like_record_id(text: &str) -> bool {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let bytes = text.as_bytes();
    if !matches!(bytes.len(), 15 | 18) {
        return false;
    }
    // Three looks of eight bytes cover all of either length.
    let [first, second, third] = [0, 7, bytes.len() - 8].map(|at| eight(bytes, at));
    let odd = |eight: u64| {
        let letters = within(eight | 0x2020_2020_2020_2020, *b"az");
        !(within(eight, *b"09") | letters) & HIGH
    };
    // The first five may hold a digit.
    within(first, *b"09") & 0x80_8080_8080 != 0
        && (first | second | third) & HIGH | odd(first) | odd(second) | odd(third) == 0
}

/// The highest bit of each byte that lies between two; right where all are ASCII.
#[inline]
fn within(eight: u64, [first, last]: [u8; 2]) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let reached = eight.wrapping_add(EACH * u64::from(0x80 - first));
    let passed = eight.wrapping_add(EACH * u64::from(0x7f - last));
    reached & !passed & (EACH * 0x80)
}

/// Whether what looks like an id of 18 characters is in the form in which ids are compared.
#[inline]
fn is_long(id: &str) -> bool {
    id.len() == 18 && id.as_bytes().ends_with(&suffix(id.as_bytes()))
}

/// The 18-character form of a record id, the one in which ids are compared and printed.
///
/// An 18-character id whose letters lost their case gets it back from its suffix. What is no
/// record id (a UUID, a platform key) stays as it is.
///
/// ```
/// use sealed_transcript::model::ids::canonical;
/// assert_eq!(canonical("0MwKj000007sdiM"), "0MwKj000007sdiMKAQ");
/// assert_eq!(canonical("0MWKJ000007SDIMKAQ"), "0MwKj000007sdiMKAQ");
/// assert_eq!(canonical("cee38146-34f1-41a2-a96c-a5c4c9b8b62b"), "cee38146-34f1-41a2-a96c-a5c4c9b8b62b");
/// ```
pub fn canonical(id: &str) -> Cow<'_, str> {
    let id = trimmed(id);
    match long_form(id) {
        Some(long) => Cow::Owned(long.into_iter().map(char::from).collect()),
        None => Cow::Borrowed(id),
    }
}

/// Gives the same to `read` without making a text of it.
pub(crate) fn with_canonical<T>(id: &str, read: impl FnOnce(&str) -> T) -> T {
    let id = trimmed(id);
    match &long_form(id) {
        Some(long) => read(str::from_utf8(long).unwrap_or(id)),
        None => read(id),
    }
}

/// The 18 characters of a record id that is spelled otherwise.
fn long_form(id: &str) -> Option<[u8; 18]> {
    if !looks_like_record_id(id) {
        return None;
    }
    if is_long(id) {
        return None;
    }
    if let Ok(short) = <&[u8; 15]>::try_from(id.as_bytes()) {
        let mut long = [0; 18];
        long[..15].copy_from_slice(short);
        long[15..].copy_from_slice(&suffix(short));
        return Some(long);
    }
    restore_case(id).filter(|restored| restored != id.as_bytes())
}

/// Reads the upper-case positions out of the suffix; `None` if the suffix cannot belong to the id.
fn restore_case(id: &str) -> Option<[u8; 18]> {
    let given: &[u8; 18] = id.as_bytes().try_into().ok()?;
    let mut out = given.map(|byte| byte.to_ascii_lowercase());
    let (body, tail) = out.split_at_mut(15);
    for (group, code) in body.chunks_exact_mut(5).zip(tail) {
        code.make_ascii_uppercase();
        // The place of the code in SUFFIX.
        let upper = match *code {
            letter @ b'A'..=b'Z' => letter - b'A',
            digit @ b'0'..=b'5' => digit - b'0' + 26,
            _ => return None,
        };
        for (at, byte) in group.iter_mut().enumerate() {
            if upper >> at & 1 == 1 {
                if !byte.is_ascii_lowercase() {
                    return None;
                }
                *byte = byte.to_ascii_uppercase();
            }
        }
    }
    // Case was not lost but wrong: two ids that differ only in case are two records.
    let (is, was) = (&out[..15], &given[..15]);
    let lost = !was.iter().any(u8::is_ascii_lowercase) || !was.iter().any(u8::is_ascii_uppercase);
    (lost || is == was).then_some(out)
}

/// A UUID in its usual lower-case form, packed to 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid([u32; 4]);

impl Uuid {
    #[cfg(test)]
    pub(crate) fn of(parts: [u32; 4]) -> Self {
        Self(parts)
    }

    /// Its halves, for hashing.
    pub(crate) fn halves(self) -> [u64; 2] {
        let [a, b, c, d] = self.0.map(u64::from);
        [a << 32 | b, c << 32 | d]
    }
}

/// What identifies an entry: a UUID, or any other text by its interned number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryId {
    /// A UUID in its usual lower-case form.
    Uuid(Uuid),
    /// Any other identifier, as interned.
    Text(super::Sym),
    /// No identifier was given: a hash of the content, and which of the equal ones in its source.
    Content(u64, u32),
}

/// How an entry without identifier is printed.
pub fn unparse_content(hash: u64, occurrence: u32) -> String {
    format!("content:{hash:016x}-{occurrence}")
}

/// Reads what [`unparse_content`] printed.
pub fn parse_content(text: &str) -> Option<EntryId> {
    let (hash, occurrence) = text.strip_prefix("content:")?.split_once('-')?;
    let id = EntryId::Content(
        u64::from_str_radix(hash, 16).ok()?,
        occurrence.parse().ok()?,
    );
    match id {
        EntryId::Content(hash, occurrence) if unparse_content(hash, occurrence) == text => Some(id),
        _ => None,
    }
}

/// Packs a lower-case UUID with hyphens; anything else is `None`, so that ids print as they came.
pub fn pack_uuid(text: &str) -> Option<Uuid> {
    let bytes = text.as_bytes();
    if bytes.len() != 36 {
        return None;
    }
    if [8, 13, 18, 23].iter().any(|&hyphen| bytes[hyphen] != b'-') {
        return None;
    }
    let part = |from: usize, to: usize| -> Option<u32> {
        let (left, right) = (bytes.get(from..from + 4)?, bytes.get(to..to + 4)?);
        let mut digits = [0; 8];
        digits[..4].copy_from_slice(left);
        digits[4..].copy_from_slice(right);
        hex(digits)
    };
    Some(Uuid([
        part(0, 4)?,
        part(9, 14)?,
        part(19, 24)?,
        part(28, 32)?,
    ]))
}

/// The number that eight lower-case hexadecimal digits spell, all of them read side by side.
#[inline]
fn hex(digits: [u8; 8]) -> Option<u32> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let text = u64::from_be_bytes(digits);
    // `a` to `f` are 0x61 to 0x66, `0` to `9` are 0x30 to 0x39.
    let letters = (text >> 6) & EACH;
    let values = (text & (EACH * 0x0f)) + letters * 9;
    let above_nine = ((values + EACH * 6) >> 4) & EACH;
    let spelled_so = text & (EACH * 0xf0) == EACH * 0x30 + letters * 0x30
        && values & (EACH * 0xf0) == 0
        && above_nine == letters;
    let bytes = (values | values >> 4) & 0x00ff_00ff_00ff_00ff;
    let pairs = (bytes | bytes >> 8) & 0x0000_ffff_0000_ffff;
    spelled_so.then_some((pairs | pairs >> 16) as u32)
}

/// The usual form of a packed UUID.
pub fn unpack_uuid(Uuid(parts): Uuid) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b'-'; 36];
    let mut at = 0;
    let bytes = parts.into_iter().flat_map(u32::to_be_bytes);
    for (nth, byte) in bytes.enumerate() {
        at += usize::from(matches!(nth, 4 | 6 | 8 | 10));
        text[at] = HEX[usize::from(byte >> 4)];
        text[at + 1] = HEX[usize::from(byte & 15)];
        at += 2;
    }
    str::from_utf8(&text).unwrap_or_default().to_owned()
}

/// Serialises an id in its canonical form.
pub fn serialize<S: Serializer>(id: &str, serializer: S) -> Result<S::Ok, S::Error> {
    canonical(id).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_of_15_and_18_characters_are_one() {
        assert_eq!(
            canonical("0MwKj000007sdiM"),
            canonical("0MwKj000007sdiMKAQ")
        );
    }

    #[test]
    fn an_id_that_is_only_read_is_canonical_too() {
        for id in [
            "0MwKj000007sdiM",
            " 0MWKJ000007SDIMKAQ",
            "0MwKj000007sdiMKAQ",
            "a b ",
            "é",
            "",
        ] {
            with_canonical(id, |read| assert_eq!(read, canonical(id)));
        }
    }

    #[test]
    fn ids_that_differ_in_case_only_stay_two() {
        assert_ne!(canonical("0MwKj000007sdiM"), canonical("0MwKj000007sdim"));
        assert_eq!(canonical("0MwKj000007sdimKAQ"), "0MwKj000007sdimKAQ");
    }

    proptest! {
        #[test]
        fn bytes_looked_at_side_by_side_tell_what_each_tells(
            text in "[0-9A-Za-z]{15}|[0-9A-Za-z]{18}|[0-9A-Za-z@\\[`{/: é]{15,18}"
        ) {
            let plain = matches!(text.len(), 15 | 18)
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && text.bytes().take(5).any(|byte| byte.is_ascii_digit());
            prop_assert_eq!(looks_like_record_id(&text), plain);
            if plain {
                let groups = text.as_bytes()[..15].chunks_exact(5);
                let expected: Vec<u8> = groups
                    .map(|group| {
                        let upper = group.iter().enumerate().map(|(at, byte)| {
                            usize::from(byte.is_ascii_uppercase()) << at
                        });
                        SUFFIX[upper.sum::<usize>()]
                    })
                    .collect();
                prop_assert_eq!(&suffix(text.as_bytes())[..], &expected[..]);
                let short = &text[..15];
                let long = format!("{short}{}", String::from_utf8_lossy(&expected));
                prop_assert_eq!(canonical(short), long.as_str());
                prop_assert_eq!(canonical(&long), long.as_str());
                let upper = long.to_ascii_uppercase();
                prop_assert_eq!(canonical(&upper), long.as_str());
                prop_assert!(is_record_id(&long));
            }
        }
    }

    #[test]
    fn a_uuid_survives_packing() {
        let text = "06a1182e-d932-4178-9864-6de5b7b3d3fd";
        assert_eq!(pack_uuid(text).map(unpack_uuid).as_deref(), Some(text));
        assert_eq!(pack_uuid("06A1182E-d932-4178-9864-6de5b7b3d3fd"), None);
        // Each byte in each place: packed only where it prints as it came.
        for at in 0..text.len() {
            for byte in 0..=127u8 {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] = byte;
                let changed = String::from_utf8(bytes).unwrap_or_default();
                let lower = byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
                let whole = if text.as_bytes()[at] == b'-' {
                    byte == b'-'
                } else {
                    lower
                };
                let expected = whole.then_some(changed.as_str());
                assert_eq!(pack_uuid(&changed).map(unpack_uuid).as_deref(), expected);
            }
        }
    }
}
