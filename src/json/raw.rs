//! One JSON value as it stands in the text, opened on demand.

use std::borrow::Cow;

use super::{
    malformed::Malformed,
    scan::{plain_key_end, string_end},
    syntax::{End, scalar, value_end, white},
    text::{Scratch, Text, unescape, unescape_into},
};

/// What a value is, by its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number of any size
    Number,
    /// A string
    String,
    /// `[…]`
    Array,
    /// `{…}`
    Object,
}

/// One JSON value, unopened, without white space around it.
#[derive(Debug, Clone, Copy)]
pub struct Raw<'a> {
    text: &'a str,
    /// A string known to stand there as it reads: no escape, no control character.
    plain: bool,
}

impl PartialEq for Raw<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Raw<'_> {}

impl<'a> Raw<'a> {
    /// `null`
    pub const NULL: Raw<'static> = Raw::trusted("null");

    /// Delimits the one value in `text`. Its inside is not checked.
    pub fn new(text: &'a str) -> Result<Self, Malformed> {
        let bytes = text.as_bytes();
        let start = white(bytes, 0);
        let end = match bytes.get(start) {
            Some(b'"' | b'{' | b'[') => value_end(bytes, start).map(|end| end.at),
            _ => scalar(bytes, start),
        }
        .map_err(|halt| halt.malformed(text.len()))?;
        if white(bytes, end) != bytes.len() {
            return Err(Malformed::new(white(bytes, end), "trailing characters"));
        }
        Ok(Self::trusted(text.get(start..end).unwrap_or("null")))
    }

    /// `text` must be one delimited value.
    #[inline]
    pub(crate) const fn trusted(text: &'a str) -> Self {
        Self { text, plain: false }
    }

    /// The value that ends there; `text` must be one delimited value up to there.
    #[inline]
    pub(crate) fn ended(text: &'a str, start: usize, end: End) -> Self {
        match text.get(start..end.at) {
            Some(text) => Self {
                text,
                plain: end.plain,
            },
            None => Self::NULL,
        }
    }

    /// The value as it stands in the file.
    #[inline]
    pub const fn as_str(self) -> &'a str {
        self.text
    }

    /// What it is.
    #[inline]
    pub fn kind(self) -> Kind {
        match self.text.as_bytes().first() {
            Some(b'"') => Kind::String,
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b't' | b'f') => Kind::Bool,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            _ => Kind::Null,
        }
    }

    /// Is it `null`?
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// `true` or `false`, if it is one of them.
    pub fn bool(self) -> Option<bool> {
        match self.text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// The unescaped text of a string; `None` if it is not a string or badly escaped.
    #[inline]
    pub fn string(self) -> Option<Cow<'a, str>> {
        if self.plain {
            return self.inner().map(Cow::Borrowed);
        }
        self.text().map(|text| text.value)
    }

    /// Like [`string`](Self::string), with the word whether half a surrogate pair was replaced.
    #[inline]
    pub fn text(self) -> Option<Text<'a>> {
        self.open_text().ok().flatten()
    }

    /// `Ok(None)` if it is no string; an error says where the escaping is wrong.
    pub(crate) fn open_text(self) -> Result<Option<Text<'a>>, Malformed> {
        match self.inner() {
            Some(inner) if self.plain => Ok(Some(Text {
                value: Cow::Borrowed(inner),
                lone_surrogate: false,
            })),
            Some(inner) => unescape(inner).map(Some).map_err(|e| e.shifted(1)),
            None => Ok(None),
        }
    }

    /// Like [`text`](Self::text), into room that is used again: the text, and whether half a
    /// surrogate pair was replaced. `None` if it is not a string or badly escaped.
    #[inline]
    pub fn text_in(self, scratch: &'a mut Scratch) -> Option<(&'a str, bool)> {
        let inner = self.inner()?;
        if self.plain {
            return Some((inner, false));
        }
        unescape_into(inner, scratch).ok()
    }

    /// What stands between the quotes of a string with escapes, as it stands there.
    #[inline]
    pub fn quoted(self) -> Option<&'a str> {
        self.inner().filter(|_| !self.plain)
    }

    /// What stands between the quotes of a string.
    #[inline]
    fn inner(self) -> Option<&'a str> {
        self.text.strip_prefix('"')?.strip_suffix('"')
    }

    /// An integer that fits, as `serde_json::Value::as_i64` sees it (`1.0`, `-0` and `1e3` are not).
    #[inline]
    pub fn i64(self) -> Option<i64> {
        let negative = self.text.strip_prefix('-');
        let plain = negative.unwrap_or(self.text).as_bytes();
        // Up to eighteen digits fit without a check of each step.
        if negative.is_none() && matches!(plain.len(), 1..=18) {
            return digits(plain);
        }
        // `-0` is a float to serde_json; signs and spaces that `parse` would take are not here.
        if plain.is_empty() || !plain.iter().all(u8::is_ascii_digit) || self.text == "-0" {
            return None;
        }
        self.text.parse().ok()
    }

    /// A number as `serde_json` reads it; `None` beyond the range of `f64`.
    pub fn f64(self) -> Option<f64> {
        if self.kind() == Kind::Number {
            serde_json::from_str(self.text).ok()
        } else {
            None
        }
    }

    /// The members of an object, in order, duplicates included. Nothing for other kinds.
    pub fn members(self) -> Members<'a> {
        Members {
            text: self.text,
            at: usize::from(self.kind() == Kind::Object),
            first: true,
        }
    }

    /// The elements of an array, in order. Nothing for other kinds.
    pub fn elements(self) -> Elements<'a> {
        Elements {
            text: self.text,
            at: usize::from(self.kind() == Kind::Array),
            first: true,
        }
    }

    /// A member of an object; of duplicate keys the last wins. `None` too if the object is broken
    /// before its end.
    pub fn get(self, key: &str) -> Option<Raw<'a>> {
        let mut found = None;
        for member in self.members() {
            let (name, value) = member.ok()?;
            if name == key {
                found = Some(value);
            }
        }
        found
    }

    /// Several members of an object in one pass, by key; of duplicate keys the last wins. All are
    /// `None` if the object is broken before its end.
    #[inline]
    pub fn pick<const N: usize>(self, keys: [&str; N]) -> [Option<Raw<'a>>; N] {
        let mut found = [None; N];
        let mut members = self.members();
        loop {
            match members.step() {
                Ok(Some((name, value))) => {
                    if let Some(at) = keys.iter().position(|key| *key == name) {
                        found[at] = Some(value);
                    }
                }
                Ok(None) => return found,
                Err(_) => return [None; N],
            }
        }
    }

    /// `get` along a path of keys.
    pub fn at(self, path: &[&str]) -> Option<Raw<'a>> {
        path.iter().try_fold(self, |value, key| value.get(key))
    }
}

/// Members of an object; see [`Raw::members`]. After an error it ends.
#[derive(Debug, Clone)]
pub struct Members<'a> {
    text: &'a str,
    /// 0 when there is nothing more.
    at: usize,
    first: bool,
}

impl<'a> Members<'a> {
    #[inline]
    fn step(&mut self) -> Result<Option<(Cow<'a, str>, Raw<'a>)>, Malformed> {
        let bytes = self.text.as_bytes();
        if self.at == 0 {
            return Ok(None);
        }
        let Some(mut at) = next_item(self.text, self.at, b'}', self.first)? else {
            return Ok(None);
        };
        self.first = false;
        if bytes.get(at) != Some(&b'"') {
            return Err(Malformed::new(at, "key must be a string"));
        }
        let (key, key_end) = if let Some(end) = plain_key_end(bytes, at + 1) {
            let key = self.text.get(at + 1..end).unwrap_or_default();
            (Cow::Borrowed(key), end)
        } else {
            let end = string_end(bytes, at + 1);
            let end = end.ok_or_else(|| Malformed::truncated(bytes.len()))?.at;
            let inner = self.text.get(at + 1..end).unwrap_or_default();
            let key = unescape(inner).map_err(|e| e.shifted(at + 1))?.value;
            (key, end)
        };
        at = white(bytes, key_end + 1);
        if bytes.get(at) != Some(&b':') {
            return Err(Malformed::new(at, "expected `:`"));
        }
        at = white(bytes, at + 1);
        let end = value_end(bytes, at).map_err(|halt| halt.malformed(bytes.len()))?;
        self.at = end.at;
        let value = Raw::ended(self.text, at, end);
        Ok(Some((key, value)))
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = Result<(Cow<'a, str>, Raw<'a>), Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at == 0 {
            return None;
        }
        let item = self.step();
        if !matches!(item, Ok(Some(_))) {
            self.at = 0;
        }
        item.transpose()
    }
}

/// Elements of an array; see [`Raw::elements`]. After an error it ends.
#[derive(Debug, Clone)]
pub struct Elements<'a> {
    text: &'a str,
    /// 0 when there is nothing more.
    at: usize,
    first: bool,
}

impl<'a> Elements<'a> {
    fn step(&mut self) -> Result<Option<Raw<'a>>, Malformed> {
        let bytes = self.text.as_bytes();
        let Some(at) = next_item(self.text, self.at, b']', self.first)? else {
            return Ok(None);
        };
        self.first = false;
        let end = value_end(bytes, at).map_err(|halt| halt.malformed(bytes.len()))?;
        self.at = end.at;
        Ok(Some(Raw::ended(self.text, at, end)))
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<Raw<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at == 0 {
            return None;
        }
        let item = self.step();
        if !matches!(item, Ok(Some(_))) {
            self.at = 0;
        }
        item.transpose()
    }
}

/// The number that up to eighteen digits spell. Eight at once: pairs, fours and all of them are
/// added up side by side.
#[inline]
fn digits(text: &[u8]) -> Option<i64> {
    let (eights, rest) = text.as_chunks::<8>();
    let mut number = 0;
    for eight in eights {
        let digits = u64::from_le_bytes(*eight) ^ 0x3030_3030_3030_3030;
        let above_nine = digits.wrapping_add(0x7676_7676_7676_7676) | digits;
        if above_nine & 0x8080_8080_8080_8080 != 0 {
            return None;
        }
        let pairs = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
        let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
        let all = (fours * 10_000 + (fours >> 32)) & 0xffff_ffff;
        number = number * 100_000_000 + all as i64;
    }
    rest.iter().try_fold(number, |number, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + i64::from(digit))
    })
}

/// Steps over the comma: start of the next member or element, or `None` at the closing bracket.
#[inline]
fn next_item(text: &str, at: usize, close: u8, first: bool) -> Result<Option<usize>, Malformed> {
    let bytes = text.as_bytes();
    let at = white(bytes, at);
    match bytes.get(at) {
        Some(b) if *b == close => {
            return if at + 1 == bytes.len() {
                Ok(None)
            } else {
                Err(Malformed::new(at + 1, "trailing characters"))
            };
        }
        Some(b',') if !first => {}
        Some(_) if first => return Ok(Some(at)),
        Some(_) => return Err(Malformed::new(at, "expected `,` or the closing bracket")),
        None => return Err(Malformed::truncated(at)),
    }
    let at = white(bytes, at + 1);
    if bytes.get(at) == Some(&close) {
        return Err(Malformed::new(at, "trailing comma"));
    }
    Ok(Some(at))
}

#[cfg(test)]
mod tests {
    use super::Raw;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn integers_read_as_the_standard_library_reads_them(text in "-?[1-9][0-9]{0,20}|[0-9./:;a\u{80}]{1,17}") {
            let plain = text.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit());
            let expected = if plain && text != "-0" { text.parse().ok() } else { None };
            prop_assert_eq!(Raw::trusted(&text).i64(), expected);
        }
    }
}
