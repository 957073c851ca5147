//! What a JSON string says, unescaped.

use std::borrow::Cow;

use super::{malformed::Malformed, scan::backslash_or_control};

/// The text of a JSON string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<'a> {
    /// Unescaped; borrowed when the string has no escape.
    pub value: Cow<'a, str>,
    /// A `\uD800`–`\uDFFF` without its partner became U+FFFD.
    pub lone_surrogate: bool,
}

/// Unescapes what stands between the quotes of a JSON string. Linear.
pub(crate) fn unescape(inner: &str) -> Result<Text<'_>, Malformed> {
    let bytes = inner.as_bytes();
    let mut at = backslash_or_control(bytes, 0);
    if at >= bytes.len() {
        return Ok(Text {
            value: Cow::Borrowed(inner),
            lone_surrogate: false,
        });
    }
    let mut out = String::with_capacity(inner.len());
    let mut lone_surrogate = false;
    let mut from = 0;
    loop {
        out.push_str(inner.get(from..at).unwrap_or_default());
        match bytes.get(at) {
            None => break,
            Some(b'\\') => {}
            Some(_) => return Err(Malformed::new(at, "control character in a string")),
        }
        let plain = match bytes.get(at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let (found, next) = code_point(bytes, at)?;
                lone_surrogate |= found.is_none();
                out.push(found.unwrap_or(char::REPLACEMENT_CHARACTER));
                from = next;
                at = backslash_or_control(bytes, from);
                continue;
            }
            Some(_) => return Err(Malformed::new(at + 1, "invalid escape")),
            None => return Err(Malformed::truncated(at + 1)),
        };
        out.push(plain);
        from = at + 2;
        at = backslash_or_control(bytes, from);
    }
    Ok(Text {
        value: Cow::Owned(out),
        lone_surrogate,
    })
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
