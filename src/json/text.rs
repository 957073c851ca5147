//! What a JSON string says, unescaped.

use std::borrow::Cow;

use super::{
    malformed::Malformed,
    scan::{LANE, backslash_or_control, plain_run},
};

/// Room that is used again for each string, so that opening one costs no allocation.
#[derive(Debug, Clone, Default)]
pub struct Scratch(Vec<u8>);

/// The text of a JSON string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<'a> {
    /// Unescaped; borrowed when the string has no escape.
    pub value: Cow<'a, str>,
    /// A `\uD800`–`\uDFFF` without its partner became U+FFFD.
    pub lone_surrogate: bool,
}

/// Unescapes what stands between the quotes of a JSON string. Linear.
#[inline]
pub(crate) fn unescape(inner: &str) -> Result<Text<'_>, Malformed> {
    let plain = backslash_or_control(inner.as_bytes(), 0);
    if plain >= inner.len() {
        return Ok(Text {
            value: Cow::Borrowed(inner),
            lone_surrogate: false,
        });
    }
    let mut out = vec![0; inner.len() + ROOM];
    let (len, lone_surrogate) = write_unescaped(inner.as_bytes(), &mut out)?;
    out.truncate(len);
    // Cut at escapes only, which are ASCII, so the pieces of valid text are valid.
    Ok(Text {
        value: Cow::Owned(String::from_utf8(out).unwrap_or_default()),
        lone_surrogate,
    })
}

/// Like [`unescape`], into room that is used again. Gives the text and whether half a surrogate
/// pair was replaced.
pub(crate) fn unescape_into<'a>(
    inner: &'a str,
    scratch: &'a mut Scratch,
) -> Result<(&'a str, bool), Malformed> {
    let plain = backslash_or_control(inner.as_bytes(), 0);
    if plain >= inner.len() {
        return Ok((inner, false));
    }
    let out = &mut scratch.0;
    if out.len() < inner.len() + ROOM {
        out.resize(inner.len() + ROOM, 0);
    }
    let (len, lone_surrogate) = write_unescaped(inner.as_bytes(), out)?;
    let text = out.get(..len).unwrap_or_default();
    let text = simdutf8::basic::from_utf8(text).unwrap_or_default();
    Ok((text, lone_surrogate))
}

/// What writing needs beyond the text: lanes are written whole.
const ROOM: usize = 2 * LANE;

/// Writes the unescaped text to `out`, which has that much room. Gives its length and whether half
/// a surrogate pair was replaced. Unescaping never lengthens.
fn write_unescaped(bytes: &[u8], out: &mut [u8]) -> Result<(usize, bool), Malformed> {
    // The end of the text once more, with something behind it that can be read.
    let mut end = [b' '; 2 * ROOM];
    match (end.first_chunk_mut(), bytes.last_chunk::<ROOM>()) {
        (Some(end), Some(last)) => *end = *last,
        _ => end[..bytes.len()].copy_from_slice(bytes),
    }
    let end_at = bytes.len().saturating_sub(ROOM);
    let (mut at, mut len) = (0usize, 0usize);
    let mut lone_surrogate = false;
    loop {
        for (view, base) in [(bytes, 0), (&end, end_at)] {
            let from = at.checked_sub(base).and_then(|at| view.get(at..));
            let (from, to) = (from.unwrap_or_default(), out.get_mut(len..));
            let (read, written) = write_plain(from, to.unwrap_or_default());
            (at, len) = (at + read, len + written);
        }
        if at >= bytes.len() {
            // Spaces read behind the end are none of the text.
            return Ok((len - (at - bytes.len()), lone_surrogate));
        }
        if bytes[at] != b'\\' {
            return Err(Malformed::new(at, "control character in a string"));
        }
        out[len] = match bytes.get(at + 1) {
            Some(plain @ (b'"' | b'\\' | b'/')) => *plain,
            Some(b'b') => 8,
            Some(b'f') => 12,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'u') => {
                let (found, next) = code_point(bytes, at)?;
                lone_surrogate |= found.is_none();
                let found = found.unwrap_or(char::REPLACEMENT_CHARACTER);
                len += found.encode_utf8(&mut out[len..]).len();
                at = next;
                continue;
            }
            Some(_) => return Err(Malformed::new(at + 1, "invalid escape")),
            None => return Err(Malformed::truncated(at + 1)),
        };
        (at, len) = (at + 2, len + 1);
    }
}

/// Writes text up to an escape that says more than that the next character stands for itself, or
/// until there is less than [`ROOM`]; gives how much was read and written.
///
/// Whole lanes are copied and what is too much is written over: pieces between escapes are short
/// in JSON in JSON, and a call per piece would cost more than the piece.
#[inline]
fn write_plain(mut from: &[u8], mut to: &mut [u8]) -> (usize, usize) {
    let (read, written) = (from.len(), to.len());
    while let (Some(ahead), Some(room)) = (from.first_chunk::<ROOM>(), to.first_chunk_mut::<ROOM>())
        && let (Some(lane), Some(copy)) = (ahead.first_chunk(), room.first_chunk_mut::<LANE>())
    {
        *copy = *lane;
        let run = plain_run(lane) % ROOM;
        let (mut done, mut made) = (run, run);
        if run < LANE {
            let (byte, next) = (ahead[run], ahead[run + 1]);
            if byte != b'\\' || !matches!(next, b'"' | b'\\' | b'/') {
                (from, to) = (&from[run..], &mut to[run..]);
                break;
            }
            room[run] = next;
            (done, made) = (run + 2, run + 1);
        }
        (from, to) = (&from[done..], &mut to[made..]);
    }
    (read - from.len(), written - to.len())
}

/// The character of the `\uXXXX` at `at` (with its second half, if it is a pair) and the position
/// behind it; `None` for half a pair.
fn code_point(bytes: &[u8], at: usize) -> Result<(Option<char>, usize), Malformed> {
    let first = hex(bytes, at + 2)?;
    let next = at + 6;
    if !(0xd800..0xdc00).contains(&first) {
        return Ok((char::from_u32(first), next));
    }
    if bytes.get(next..next + 2) == Some(b"\\u") {
        let second = hex(bytes, next + 2)?;
        if (0xdc00..0xe000).contains(&second) {
            let joined = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            return Ok((char::from_u32(joined), next + 6));
        }
    }
    Ok((None, next))
}

fn hex(bytes: &[u8], at: usize) -> Result<u32, Malformed> {
    let mut code = 0;
    for n in at..at + 4 {
        let byte = bytes.get(n).ok_or_else(|| Malformed::truncated(n))?;
        let digit = char::from(*byte)
            .to_digit(16)
            .ok_or_else(|| Malformed::new(n, "invalid escape"))?;
        code = code * 16 + digit;
    }
    Ok(code)
}
