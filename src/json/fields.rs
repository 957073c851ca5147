//! The members of one record, noted in the pass that delimits it.

use super::{
    malformed::{Malformed, check},
    raw::Raw,
    scan::string_end,
    syntax::{Halt, value_end, white},
    text::unescape,
};

/// Marks a key that had to be unescaped; `key` is then its place among the unescaped keys.
const UNESCAPED: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Span {
    key: u32,
    key_end: u32,
    value: u32,
    value_end: u32,
}

/// Where the members of a record are. Reused from record to record.
#[derive(Debug, Clone, Default)]
pub struct Spans {
    members: Vec<Span>,
    keys: Vec<String>,
}

/// What a scan of an object came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scan {
    /// The object ends before this position.
    Complete(usize),
    /// The text ends before the object.
    Incomplete,
    /// Not an object of JSON.
    Malformed(Malformed),
    /// The caller stopped the scan at a member.
    Stopped,
}

impl Spans {
    /// Delimits the object at the start of `text` and notes its members; what follows it is not
    /// looked at. Nested values are stepped over. Single pass, linear.
    ///
    /// `stop` is asked for every nested value, with its key and whether it is an array.
    #[inline]
    pub fn scan(&mut self, text: &str, mut stop: impl FnMut(&str, bool) -> bool) -> Scan {
        self.clear();
        match self.members_of(text, &mut stop) {
            Ok(Some(end)) => Scan::Complete(end),
            Ok(None) => Scan::Stopped,
            Err(Halt::Incomplete) => Scan::Incomplete,
            Err(Halt::At(at, reason)) => Scan::Malformed(Malformed::new(at, reason)),
        }
    }

    /// Forgets the record.
    pub fn clear(&mut self) {
        self.members.clear();
        self.keys.clear();
    }

    #[inline]
    fn members_of(
        &mut self,
        text: &str,
        stop: &mut impl FnMut(&str, bool) -> bool,
    ) -> Result<Option<usize>, Halt> {
        let bytes = text.as_bytes();
        let peek = |at: usize| bytes.get(at).copied().ok_or(Halt::Incomplete);
        if peek(0)? != b'{' {
            return Err(Halt::At(0, "expected `{`"));
        }
        let mut at = white(bytes, 1);
        if peek(at)? == b'}' {
            return Ok(Some(at + 1));
        }
        loop {
            if peek(at)? != b'"' {
                return Err(Halt::At(at, "key must be a string"));
            }
            let key = at + 1;
            let (key_end, escaped) = string_end(bytes, key).ok_or(Halt::Incomplete)?;
            at = white(bytes, key_end + 1);
            if peek(at)? != b':' {
                return Err(Halt::At(at, "expected `:`"));
            }
            let value = white(bytes, at + 1);
            let first = peek(value)?;
            let (key, key_end) = self.key(text, key, key_end, escaped)?;
            if matches!(first, b'[' | b'{') && stop(self.name(text, key, key_end), first == b'[') {
                return Ok(None);
            }
            let value_end = value_end(bytes, value)?;
            self.members.push(Span {
                key,
                key_end,
                value: value as u32,
                value_end: value_end as u32,
            });
            at = white(bytes, value_end);
            match peek(at)? {
                b',' => at = white(bytes, at + 1),
                b'}' => return Ok(Some(at + 1)),
                _ => return Err(Halt::At(at, "expected `,` or `}`")),
            }
        }
    }

    #[inline]
    fn key(
        &mut self,
        text: &str,
        start: usize,
        end: usize,
        escaped: bool,
    ) -> Result<(u32, u32), Halt> {
        let inner = text.get(start..end).unwrap_or_default();
        if !escaped && inner.bytes().all(|b| b >= b' ') {
            return Ok((start as u32, end as u32));
        }
        let key =
            unescape(inner).map_err(|e| Halt::At(start + e.offset, "key is badly escaped"))?;
        self.keys.push(key.value.into_owned());
        Ok((self.keys.len() as u32 - 1, UNESCAPED))
    }

    #[inline]
    fn name<'a>(&'a self, text: &'a str, key: u32, key_end: u32) -> &'a str {
        if key_end == UNESCAPED {
            self.keys.get(key as usize).map_or("", String::as_str)
        } else {
            text.get(key as usize..key_end as usize).unwrap_or_default()
        }
    }
}

/// The members of one record: keys unescaped, values raw.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    text: &'a str,
    spans: &'a Spans,
}

impl<'a> Fields<'a> {
    /// `spans` must come from a completed scan of `text`; then `text` may be cut at its end.
    #[inline]
    pub fn new(text: &'a str, spans: &'a Spans) -> Self {
        Self { text, spans }
    }

    /// The whole record as it stands in the file.
    pub const fn as_str(&self) -> &'a str {
        self.text
    }

    /// Members in the order of the file. Of duplicate keys the last counts.
    #[inline]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&'a str, Raw<'a>)> + use<'a> {
        let (text, spans) = (self.text, self.spans);
        spans.members.iter().map(move |span| {
            let value = text.get(span.value as usize..span.value_end as usize);
            (
                spans.name(text, span.key, span.key_end),
                Raw::trusted(value.unwrap_or("null")),
            )
        })
    }

    /// How many members there are, duplicates included.
    pub fn len(&self) -> usize {
        self.spans.members.len()
    }

    /// No member at all?
    pub fn is_empty(&self) -> bool {
        self.spans.members.is_empty()
    }

    /// A member by key; of duplicates the last. Linear in the number of members.
    pub fn get(&self, key: &str) -> Option<Raw<'a>> {
        self.iter()
            .rev()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| value)
    }

    /// Strict check of everything inside, by `serde_json`; see [`check`].
    pub fn check(&self) -> Result<(), Malformed> {
        check(self.text)
    }
}
