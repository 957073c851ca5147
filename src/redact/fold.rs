//! A copy of a text in which disguised characters look plain, for detection only.
//!
//! Full-width forms, decimal digits of other scripts, odd spaces, dashes and dots become ASCII;
//! zero-width, bidirectional and variation marks vanish. Spans found in the copy map back to the
//! original bytes, so the output keeps every character outside a span. Sources: Unicode general
//! categories Nd, Zs, Pd, Cf (version 14 and the digit blocks added up to 16).

use std::borrow::Cow;

/// A folded text and the way back to the original.
#[derive(Debug)]
pub(crate) struct Folded<'a> {
    /// What detectors read.
    pub(crate) text: Cow<'a, str>,
    /// For each byte of `text` the start of its original character; empty when nothing changed.
    starts: Vec<u32>,
    /// For each byte of `text` the end of its original character; empty when nothing changed.
    ends: Vec<u32>,
}

impl<'a> Folded<'a> {
    /// A text that holds no disguised character.
    pub(crate) fn plain(text: &'a str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            starts: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// The original byte range behind `start..end` of the folded text. `O(1)`.
    pub(crate) fn source(&self, start: usize, end: usize) -> (u32, u32) {
        if self.starts.is_empty() || start >= end {
            return (start as u32, end as u32);
        }
        (self.starts[start], self.ends[end - 1])
    }
}

/// Folds a text; borrows it when there is nothing to fold. `O(n)`.
pub(crate) fn fold(text: &str) -> Folded<'_> {
    let letters = text.is_ascii() || !text.chars().any(|c| !c.is_ascii() && folded(c) != Some(c));
    let entities =
        memchr::memchr_iter(b'&', text.as_bytes()).any(|at| entity(&text[at..]).is_some());
    if letters && !entities {
        return Folded::plain(text);
    }
    let mut out = String::with_capacity(text.len());
    let (mut starts, mut ends) = (
        Vec::with_capacity(text.len()),
        Vec::with_capacity(text.len()),
    );
    let mut skip = 0;
    for (at, c) in text.char_indices() {
        if at < skip {
            continue;
        }
        if c == '&'
            && let Some((c, length)) = entity(&text[at..])
        {
            skip = at + length;
            if let Some(plain) = folded(c) {
                out.push(plain);
                starts.resize(out.len(), at as u32);
                ends.resize(out.len(), skip as u32);
            }
            continue;
        }
        // A combining mark hides a digit only when it sits on one; on letters it is spelling.
        let mark = matches!(c, '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20f0}');
        if mark && out.ends_with(|d: char| d.is_ascii_digit()) {
            continue;
        }
        let Some(plain) = folded(c) else { continue };
        out.push(plain);
        let end = (at + c.len_utf8()) as u32;
        starts.resize(out.len(), at as u32);
        ends.resize(out.len(), end);
    }
    Folded {
        text: Cow::Owned(out),
        starts,
        ends,
    }
}

/// The character that an HTML entity at the start of a text stands for, and the entity's length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(10).position(|b| b == b';')?;
    let name = text.get(1..end)?;
    let known = match name {
        "commat" => '@',
        "period" => '.',
        "hyphen" | "dash" | "ndash" | "mdash" | "minus" => '-',
        "colon" => ':',
        "sol" => '/',
        "num" => '#',
        "lpar" => '(',
        "rpar" => ')',
        "plus" => '+',
        "zwnj" | "zwj" | "shy" => '\u{200b}',
        "ensp" | "emsp" | "thinsp" => ' ',
        _ => super::sensitive_data_rule::character(name)?,
    };
    Some((known, end + 1))
}

/// The plain form of a character; `None` removes it.
fn folded(c: char) -> Option<char> {
    Some(match c {
        '\0'..='\u{7f}' => c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            ' '
        }
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0000}'..='\u{e01ef}' => return None,
        '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{2043}'
        | '\u{2e3a}'
        | '\u{2e3b}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '\u{58a}'
        | '\u{1806}'
        | '\u{30fc}' => '-',
        '\u{2024}' | '\u{fe52}' | '\u{3002}' | '\u{ff61}' | '\u{b7}' | '\u{2022}' | '\u{2219}'
        | '\u{22c5}' | '\u{30fb}' => '.',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{fe6b}' => '@',
        '\u{ff01}'..='\u{ff5e}' => return char::from_u32(c as u32 - 0xfee0),
        _ => return Some(decimal(c).unwrap_or(c)),
    })
}

/// The ASCII digit of a decimal digit of another script.
fn decimal(c: char) -> Option<char> {
    let code = c as u32;
    if code < DIGIT_ZEROS[0] {
        return None;
    }
    let block = DIGIT_ZEROS.partition_point(|&zero| zero <= code) - 1;
    let value = code - DIGIT_ZEROS[block];
    (value < 10).then(|| char::from(b'0' + value as u8))
}

/// Code points of the zeros of all decimal digit blocks outside ASCII, ascending.
#[rustfmt::skip]
const DIGIT_ZEROS: [u32; 76] = [
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50,
    0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0,
    0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30,
    0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0,
    0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16130, 0x16A60,
    0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0,
    0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0, 0x0010_FFFF,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digit_blocks_ascend_so_that_the_search_finds_them() {
        assert!(DIGIT_ZEROS.is_sorted());
    }

    #[test]
    fn disguised_characters_become_plain_and_map_back() {
        let text = "c４１\u{200b}１1٤\u{301}x";
        let f = fold(text);
        assert_eq!(f.text, "c41114x");
        let (start, end) = f.source(1, 6);
        assert_eq!(&text[start as usize..end as usize], "４１\u{200b}１1٤");
    }

    #[test]
    fn html_entities_become_their_characters_and_map_back() {
        let text = "a&#64;b&nbsp;4&#x31;1 & R&D; x&amp;y";
        let f = fold(text);
        assert_eq!(f.text, "a@b 411 & R&D; x&y");
        let (start, end) = f.source(4, 7);
        assert_eq!(&text[start as usize..end as usize], "4&#x31;1");
    }

    #[test]
    fn letters_of_other_languages_are_not_folded() {
        for text in ["naïve café", "注文番号", "e\u{301}", "😀👍"] {
            assert_eq!(fold(text).text, text);
        }
    }

    #[test]
    fn odd_spaces_and_dashes_become_plain() {
        assert_eq!(fold("1\u{a0}2\u{2009}3–4−5‑6").text, "1 2 3-4-5-6");
    }
}
