//! The members of one record, noted in the pass that delimits it.

use super::{
    glue::Glue,
    malformed::{Malformed, check},
    raw::Raw,
    scan::{plain_key_end, string_end},
    syntax::{End, Halt, value_end, white},
    text::unescape,
};

/// Marks a key that had to be unescaped; `key` is then its place among the unescaped keys.
const UNESCAPED: u32 = u32::MAX;

/// Longer glue is not kept to compare with: it is no usual key.
const LONGEST_GLUE: usize = 256;

/// Keys kept to compare with.
const MOST_KNOWN: usize = 256;

#[derive(Debug, Clone, Copy)]
struct Span {
    key: u32,
    key_end: u32,
    value: u32,
    value_end: u32,
    /// See [`End`].
    plain: bool,
}

/// Where the members of a record are. Reused from record to record.
#[derive(Debug, Clone, Default)]
pub struct Spans {
    members: Vec<Span>,
    keys: Vec<String>,
    /// The keys of the record before, by their place in it: most likely those of the next.
    known: Vec<Known>,
}

/// A key and what is around it: the text between two values.
#[derive(Debug, Clone, Default)]
struct Known {
    glue: Glue,
    /// Where the key is in the glue.
    key: usize,
    key_end: usize,
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
        let mut at = 1;
        loop {
            let n = self.members.len();
            let known = self.known.get(n);
            let known = known.and_then(|k| Some((k, k.glue.behind(bytes, at)?)));
            let (key, key_end, value) = if let Some((known, value)) = known {
                let (key, key_end) = (at + known.key, at + known.key_end);
                (key as u32, key_end as u32, white(bytes, value))
            } else {
                let glue = at;
                at = white(bytes, at);
                match (peek(at)?, n) {
                    (b'}', _) => return Ok(Some(at + 1)),
                    (b',', 1..) => at = white(bytes, at + 1),
                    (_, 0) => {}
                    _ => return Err(Halt::At(at, "expected `,` or `}`")),
                }
                self.read_key(text, glue, at)?
            };
            let first = peek(value)?;
            if matches!(first, b'[' | b'{') && stop(self.name(text, key, key_end), first == b'[') {
                return Ok(None);
            }
            let end = value_end(bytes, value)?;
            self.members.push(Span {
                key,
                key_end,
                value: value as u32,
                value_end: end.at as u32,
                plain: end.plain,
            });
            at = end.at;
        }
    }

    /// Reads the key at `at` and what is around it, from `glue` to the value; gives the key and
    /// the start of the value.
    fn read_key(&mut self, text: &str, glue: usize, at: usize) -> Result<(u32, u32, usize), Halt> {
        let bytes = text.as_bytes();
        let peek = |at: usize| bytes.get(at).copied().ok_or(Halt::Incomplete);
        if peek(at)? != b'"' {
            return Err(Halt::At(at, "key must be a string"));
        }
        let start = at + 1;
        let plain = plain_key_end(bytes, start);
        let end = match plain {
            Some(end) => end,
            None => string_end(bytes, start).ok_or(Halt::Incomplete)?.at,
        };
        let colon = white(bytes, end + 1);
        if peek(colon)? != b':' {
            return Err(Halt::At(colon, "expected `:`"));
        }
        let value = white(bytes, colon + 1);
        let n = self.members.len();
        if plain.is_some() && value - glue <= LONGEST_GLUE && n <= self.known.len() {
            if n == self.known.len() && n < MOST_KNOWN {
                self.known.push(Known::default());
            }
            if let Some(known) = self.known.get_mut(n) {
                known.glue.set(bytes.get(glue..value).unwrap_or_default());
                (known.key, known.key_end) = (start - glue, end - glue);
            }
        }
        let (key, key_end) = self.key(text, start, end, plain.is_some())?;
        Ok((key, key_end, value))
    }

    #[inline]
    fn key(
        &mut self,
        text: &str,
        start: usize,
        end: usize,
        plain: bool,
    ) -> Result<(u32, u32), Halt> {
        if plain {
            return Ok((start as u32, end as u32));
        }
        let inner = text.get(start..end).unwrap_or_default();
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
            let end = End {
                at: span.value_end as usize,
                plain: span.plain,
            };
            let value = Raw::ended(text, span.value as usize, end);
            (spans.name(text, span.key, span.key_end), value)
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
