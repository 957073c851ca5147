//! The grammar of one value, as far as it must be known to step over it.

use super::{
    malformed::Malformed,
    scan::{Skip, digits_end, string_end},
};

/// Why stepping over a value stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Halt {
    /// The text ends first.
    Incomplete,
    /// Not JSON at this position.
    At(usize, &'static str),
}

impl Halt {
    /// As an error, for a text that is known to be whole.
    pub(crate) fn malformed(self, len: usize) -> Malformed {
        match self {
            Self::Incomplete => Malformed::truncated(len),
            Self::At(at, reason) => Malformed::new(at, reason),
        }
    }
}

/// First position at or after `at` that is not JSON white space.
#[inline]
pub(crate) fn white(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at += 1;
    }
    at
}

/// Where a value ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    /// Behind its last byte.
    pub(crate) at: usize,
    /// It is a string without an escape or a control character.
    pub(crate) plain: bool,
}

impl From<usize> for End {
    fn from(at: usize) -> Self {
        Self { at, plain: false }
    }
}

/// End of the value that starts at `at`. Strings and nested values are skipped, scalars checked.
#[inline]
pub(crate) fn value_end(bytes: &[u8], at: usize) -> Result<End, Halt> {
    match bytes.get(at) {
        Some(b'"') => text_end(bytes, at),
        Some(b'{' | b'[') => nested_end(bytes, at),
        Some(_) => scalar_end(bytes, at),
        None => Err(Halt::Incomplete),
    }
}

/// End of the string at `at`.
#[inline]
pub(crate) fn text_end(bytes: &[u8], at: usize) -> Result<End, Halt> {
    let end = string_end(bytes, at + 1).ok_or(Halt::Incomplete)?;
    Ok(End {
        at: end.at + 1,
        ..end
    })
}

/// End of the object or list at `at`.
pub(crate) fn nested_end(bytes: &[u8], at: usize) -> Result<End, Halt> {
    let rest = bytes.get(at..).unwrap_or_default();
    let open = *rest.first().ok_or(Halt::Incomplete)?;
    // `{` + 2 is `}` and `[` + 2 is `]`
    let close = open.wrapping_add(2);
    // Empty lists are common and not worth a block.
    if rest.get(1) == Some(&close) {
        return Ok(End::from(at + 2));
    }
    // So are lists of one string.
    if rest.starts_with(b"[\"")
        && let Some(end) = string_end(bytes, at + 2)
        && bytes.get(end.at + 1) == Some(&b']')
    {
        return Ok(End::from(end.at + 2));
    }
    let end = at + Skip::default().advance(rest).ok_or(Halt::Incomplete)?;
    if bytes.get(end - 1) == Some(&close) {
        Ok(End::from(end))
    } else {
        Err(Halt::At(end - 1, "brackets do not match"))
    }
}

/// End of the number or word at `at`, which something must follow.
#[inline]
pub(crate) fn scalar_end(bytes: &[u8], at: usize) -> Result<End, Halt> {
    match scalar(bytes, at)? {
        end if end == bytes.len() => Err(Halt::Incomplete),
        end => Ok(End::from(end)),
    }
}

/// End of the number, `true`, `false` or `null` at `at`; it may reach the end of the text.
pub(crate) fn scalar(bytes: &[u8], at: usize) -> Result<usize, Halt> {
    let end = match bytes.get(at) {
        Some(b't') => word(bytes, at, b"true"),
        Some(b'f') => word(bytes, at, b"false"),
        Some(b'n') => word(bytes, at, b"null"),
        Some(b'-' | b'0'..=b'9') => number(bytes, at),
        Some(_) => Err(Halt::At(at, "expected value")),
        None => Err(Halt::Incomplete),
    }?;
    match bytes.get(end) {
        None | Some(b' ' | b'\n' | b'\r' | b'\t' | b',' | b'}' | b']') => Ok(end),
        // Neither grammar joins a value and what follows it; top-level neighbours need a space.
        Some(_) => Err(Halt::At(end, "invalid number or literal")),
    }
}

fn word(bytes: &[u8], at: usize, word: &'static [u8]) -> Result<usize, Halt> {
    for (n, expected) in word.iter().enumerate() {
        match bytes.get(at + n) {
            None => return Err(Halt::Incomplete),
            Some(found) if found != expected => return Err(Halt::At(at + n, "expected ident")),
            Some(_) => {}
        }
    }
    Ok(at + word.len())
}

/// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
fn number(bytes: &[u8], mut at: usize) -> Result<usize, Halt> {
    if bytes.get(at) == Some(&b'-') {
        at += 1;
    }
    at = match bytes.get(at) {
        Some(b'0') => at + 1,
        _ => digits(bytes, at)?,
    };
    if bytes.get(at) == Some(&b'.') {
        at = digits(bytes, at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        at += 1;
        if let Some(b'+' | b'-') = bytes.get(at) {
            at += 1;
        }
        at = digits(bytes, at)?;
    }
    Ok(at)
}

fn digits(bytes: &[u8], at: usize) -> Result<usize, Halt> {
    match bytes.get(at) {
        None => return Err(Halt::Incomplete),
        Some(b) if !b.is_ascii_digit() => return Err(Halt::At(at, "invalid number")),
        Some(_) => {}
    }
    Ok(digits_end(bytes, at))
}
