//! What an operator puts in the place of a value: a type in brackets.

use std::ops::Range;

use super::generalise::is_general;

/// Bytes of the longest placeholder.
const PLACEHOLDER: usize = 64;

/// Whether a span lies inside what an operator put: a type in brackets, with a number or a hash in letters,
/// or what a value was generalised to. No value of its own fits into such a shape.
pub(crate) fn in_placeholder(text: &str, span: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let head = &bytes[span.start.saturating_sub(PLACEHOLDER)..span.start];
    let Some(open) = head.iter().rposition(|b| *b == b'[') else {
        return false;
    };
    let open = span.start - (head.len() - open);
    let tail = &bytes[open..bytes.len().min(open + PLACEHOLDER)];
    let Some(close) = tail.iter().position(|b| *b == b']') else {
        return false;
    };
    span.end <= open + close && is_placeholder(&text[open..=open + close])
}

/// Whether a text is one placeholder and nothing else.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) else {
        return false;
    };
    let (name, hash) = inner.split_once(':').unwrap_or((inner, "a"));
    let number = name.rsplit('_').next().unwrap_or_default();
    let numbered = number.bytes().all(|b| b.is_ascii_digit()) && name.len() > number.len();
    let name = if numbered {
        &name[..name.len() - number.len()]
    } else {
        name
    };
    let typed = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
        && (!numbered || number.len() <= 6)
        && hash.bytes().all(|b| (b'a'..=b'p').contains(&b));
    typed || is_general(inner)
}
