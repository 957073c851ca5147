//! The members of one record, noted in the pass that delimits it.

use super::{
    glue::Glue,
    malformed::{Malformed, check},
    raw::Raw,
    scan::{begins, plain_key_end, string_end},
    syntax::{End, Halt, nested_end, scalar_end, text_end, white},
    text::unescape,
};

/// Marks a key that had to be unescaped; `key` is then its place among the unescaped keys.
const UNESCAPED: u32 = u32::MAX;

/// Longer glue is not kept to compare with: it is no usual key.
const LONGEST_GLUE: usize = 256;

/// Keys kept to compare with; then it begins anew.
const MOST_STEPS: usize = 1_024;

/// Keys kept for one place; records that differ everywhere are not compared with each other.
const MOST_WAYS: usize = 32;

/// No such step.
const NONE: u32 = u32::MAX;

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
    /// The keys of the records before as a tree, from the first key of each: most likely those of
    /// the next.
    steps: Vec<Step>,
    /// Steps there were before these.
    gone: u32,
    /// The step that the record at hand came to.
    shape: u32,
}

/// A key and what is around it: the text between two values.
#[derive(Debug, Clone)]
struct Step {
    glue: Glue,
    /// Where the key is in the glue.
    key: usize,
    key_end: usize,
    /// Objects and lists that stood there: who speaks is the same again and again.
    nested: Nested,
    /// The first step known to come after this one.
    next: u32,
    /// Another step known to come in its place.
    other: u32,
}

/// The last nested values of a key.
#[derive(Debug, Clone, Default)]
struct Nested {
    texts: [Vec<u8>; 4],
    /// The one to be forgotten next.
    oldest: usize,
    /// Found less those not found; far below nothing they are no longer looked for.
    found: i8,
}

impl Nested {
    /// Longer values are hardly the same again.
    const LONGEST: usize = 256;
    const HOPELESS: i8 = -24;

    /// End of the nested value at `at`.
    #[inline]
    fn end(&mut self, bytes: &[u8], at: usize) -> Result<End, Halt> {
        if self.found <= Self::HOPELESS {
            return nested_end(bytes, at);
        }
        let ahead = bytes.get(at..).unwrap_or_default();
        for text in &self.texts {
            if !text.is_empty() && begins(ahead, text) {
                self.found = self.found.saturating_add(1);
                return Ok(End::from(at + text.len()));
            }
        }
        let end = nested_end(bytes, at)?;
        self.found = self.found.saturating_sub(1);
        if end.at - at <= Self::LONGEST
            && let (Some(old), Some(new)) = (self.texts.get_mut(self.oldest), bytes.get(at..end.at))
        {
            old.clear();
            old.extend_from_slice(new);
            self.oldest = (self.oldest + 1) % self.texts.len();
        }
        Ok(end)
    }
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

/// Where a scan is among the keys it knows.
#[derive(Clone, Copy)]
enum Way {
    /// Before the first key.
    Start,
    /// Behind a known key.
    Behind(u32),
    /// Behind one that is not kept.
    Off,
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
        self.shape = NONE;
        if self.steps.len() >= MOST_STEPS {
            self.gone += self.steps.len() as u32;
            self.steps.clear();
        }
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
        let mut way = Way::Start;
        let mut next = 0;
        loop {
            let known = self.known(bytes, at, next);
            let (key, key_end, value) = if let Some((number, step, value)) = known {
                let (key, key_end) = (at + step.key, at + step.key_end);
                (way, next) = (Way::Behind(number), step.next);
                (key as u32, key_end as u32, white(bytes, value))
            } else {
                let glue = at;
                at = white(bytes, at);
                match (peek(at)?, way) {
                    (b'}', _) => {
                        self.shape = match way {
                            Way::Behind(number) => self.gone + number,
                            Way::Start | Way::Off => NONE,
                        };
                        return Ok(Some(at + 1));
                    }
                    (b',', Way::Behind(_) | Way::Off) => at = white(bytes, at + 1),
                    (_, Way::Start) => {}
                    _ => return Err(Halt::At(at, "expected `,` or `}`")),
                }
                let read = self.read_key(text, glue, at, way)?;
                (way, next) = (read.1, NONE);
                read.0
            };
            let first = peek(value)?;
            let nested = matches!(first, b'[' | b'{');
            if nested && stop(self.name(text, key, key_end), first == b'[') {
                return Ok(None);
            }
            let end = match (first, way) {
                (b'"', _) => text_end(bytes, value)?,
                (_, Way::Behind(number)) if nested => {
                    self.steps[number as usize].nested.end(bytes, value)?
                }
                _ if nested => nested_end(bytes, value)?,
                _ => scalar_end(bytes, value)?,
            };
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

    /// The first of the steps on from here.
    #[inline]
    fn first(&self, way: Way) -> u32 {
        match way {
            Way::Start => 0,
            Way::Behind(number) => self
                .steps
                .get(number as usize)
                .map_or(NONE, |step| step.next),
            Way::Off => NONE,
        }
    }

    /// The step whose glue stands at `at`, from `number` on, and where its value starts.
    #[inline]
    fn known(&self, bytes: &[u8], at: usize, mut number: u32) -> Option<(u32, &Step, usize)> {
        loop {
            let step = self.steps.get(number as usize)?;
            if let Some(value) = step.glue.behind(bytes, at) {
                return Some((number, step, value));
            }
            number = step.other;
        }
    }

    /// Reads the key at `at` and what is around it, from `glue` to the value; gives the key, the
    /// start of the value, and the way from then on.
    fn read_key(
        &mut self,
        text: &str,
        glue: usize,
        at: usize,
        way: Way,
    ) -> Result<((u32, u32, usize), Way), Halt> {
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
        // Without a value in sight the white space may go on.
        peek(value)?;
        let mut on = Way::Off;
        if plain.is_some() && value - glue <= LONGEST_GLUE {
            let around = bytes.get(glue..value).unwrap_or_default();
            on = self.remember(around, start - glue, end - glue, way);
        }
        let (key, key_end) = self.key(text, start, end, plain.is_some())?;
        Ok(((key, key_end, value), on))
    }

    /// Adds a step on the way, if there is room for it.
    fn remember(&mut self, glue: &[u8], key: usize, key_end: usize, way: Way) -> Way {
        let number = self.steps.len() as u32;
        let (mut last, mut at, mut ways) = (None, self.first(way), 0);
        while let Some(step) = self.steps.get(at as usize) {
            (last, at, ways) = (Some(at), step.other, ways + 1);
        }
        if matches!(way, Way::Off) || ways >= MOST_WAYS || self.steps.len() >= MOST_STEPS {
            return Way::Off;
        }
        match (last, way) {
            (Some(last), _) => self.steps[last as usize].other = number,
            (None, Way::Behind(before)) => self.steps[before as usize].next = number,
            (None, _) => {}
        }
        self.steps.push(Step {
            glue: Glue::new(glue),
            key,
            key_end,
            nested: Nested::default(),
            next: NONE,
            other: NONE,
        });
        Way::Behind(number)
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
        let keys = spans
            .members
            .iter()
            .map(move |span| spans.name(text, span.key, span.key_end));
        keys.zip(self.values())
    }

    /// The values in the order of the file.
    #[inline]
    pub fn values(&self) -> impl DoubleEndedIterator<Item = Raw<'a>> + ExactSizeIterator + use<'a> {
        let (text, spans) = (self.text, self.spans);
        spans.members.iter().map(move |span| {
            let end = End {
                at: span.value_end as usize,
                plain: span.plain,
            };
            Raw::ended(text, span.value as usize, end)
        })
    }

    /// The key at a place in the order of the file.
    pub fn key(&self, at: usize) -> Option<&'a str> {
        let span = self.spans.members.get(at)?;
        Some(self.spans.name(self.text, span.key, span.key_end))
    }

    /// What its keys are in their order: records of one `Spans` with the same number have the same.
    /// `None` where that is not known.
    pub fn shape(&self) -> Option<u32> {
        Some(self.spans.shape).filter(|shape| *shape != NONE)
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Members = Vec<(String, String)>;

    fn members(spans: &mut Spans, text: &str) -> (Scan, Members, Option<u32>) {
        let scan = spans.scan(text, |_, _| false);
        let fields = Fields::new(text, spans);
        let members = fields
            .iter()
            .map(|(key, value)| (key.to_owned(), value.as_str().to_owned()));
        (scan, members.collect(), fields.shape())
    }

    proptest! {
        #[test]
        fn records_before_change_nothing_of_a_record(texts in proptest::collection::vec(
            r#"\{( ?"(a|b|\\u0061|é)" ?: ?(1|-|"x\\""|null|\[\]|\["s"\]|\{"k":\{\}\}|\{"k":"}"\}|\{"k":1\}),?){0,5}\}?"#, 1..24)) {
            let mut spans = Spans::default();
            let mut shapes: Vec<(u32, Vec<String>)> = Vec::new();
            for text in &texts {
                let (scan, found, shape) = members(&mut spans, text);
                let (fresh_scan, fresh, _) = members(&mut Spans::default(), text);
                prop_assert_eq!(&scan, &fresh_scan, "{}", text);
                prop_assert_eq!(&found, &fresh, "{}", text);
                if let (Some(shape), Scan::Complete(_)) = (shape, scan) {
                    let keys: Vec<String> = found.into_iter().map(|(key, _)| key).collect();
                    let known = shapes.iter().find(|(known, _)| *known == shape);
                    prop_assert_eq!(&known.map_or(&keys, |(_, keys)| keys), &&keys);
                    shapes.push((shape, keys));
                }
            }
        }
    }

    #[test]
    fn records_that_differ_everywhere_fill_no_memory() {
        let mut spans = Spans::default();
        for n in 0..10_000 {
            let text = format!("{{\"k{}\":1,\"{n}\":{{\"n\":{n}}}}}", n % 20);
            let (scan, found, _) = members(&mut spans, &text);
            assert_eq!(scan, Scan::Complete(text.len()));
            assert_eq!(found[1].0, n.to_string());
        }
        assert!(spans.steps.len() <= MOST_STEPS);
    }
}
