//! HTML character references, which the Connect REST API leaves in message text.

use std::borrow::Cow;

/// Decodes numeric references and the five named ones of XML plus `&nbsp;`. Anything else stays
/// as it is, so decoding loses nothing. O(n).
///
/// ```
/// use sealed_transcript::formats::entities::decode;
/// assert_eq!(decode("I&#39;m at &lt;5&gt; &amp; you&#x2019;re?"), "I'm at <5> & you’re?");
/// assert_eq!(decode("R&D; a && b"), "R&D; a && b");
/// ```
pub fn decode(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find('&') else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((letter, length)) => {
                out.push(letter);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that a text beginning with `&` refers to, and the length of the reference.
fn reference(text: &str) -> Option<(char, usize)> {
    // The longest reference to one character is `&#x10FFFF;`.
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let letter = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                    u32::from_str_radix(hex, 16).ok()?
                }
                None if number.bytes().all(|byte| byte.is_ascii_digit()) => number.parse().ok()?,
                _ => return None,
            };
            char::from_u32(code).filter(|letter| *letter != '\0')?
        }
    };
    Some((letter, end + 1))
}
