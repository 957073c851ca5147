//! Looks for redacted values in what was written.
//!
//! A value that proves itself (a card, an address, a key, a full name) and was redacted anywhere may stand
//! nowhere in the output, however it is spelled there. One that is only something in its context (an age, the
//! last four digits) is looked for too, and told.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    model::Role,
    redact::{Field, Finding, Seen, fold, normal},
};

/// Bytes at the end of what came so far whose matches wait for more.
const MARGIN: usize = 64;
/// Bytes that are looked at again with the next chunk, beside the longest value.
const OVERLAP: usize = 1024;
/// Letters and digits of the shortest value that is looked for.
const SHORTEST: usize = 3;
/// Bytes of the longest value that is looked for whole; of a longer one its beginning.
const LONGEST: usize = 200;

/// Values that were redacted, and values that stay because a policy or a reviewer says so.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    redacted: FxHashMap<Pattern, Value>,
    kept: FxHashSet<Pattern>,
}

/// A value as it is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Pattern {
    /// Letters and digits alone, so that separators make no difference; else the words as they stand.
    compact: bool,
    text: String,
}

#[derive(Clone, Copy, Debug)]
struct Value {
    proves: bool,
    /// Its first finding.
    first: u32,
}

impl Pattern {
    /// How a value is looked for; `None` if it is too short to mean anything.
    fn of(kind: &str, value: &str) -> Option<Self> {
        let spelled = matches!(
            kind,
            "EMAIL_ADDRESS" | "URL" | "SECRET" | "PERSON" | "STREET_ADDRESS" | "SENSITIVE"
        ) || !value.is_ascii();
        let mut text = if spelled {
            let folded = fold(value);
            folded.text.split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            normal(kind, value)
        };
        text.make_ascii_lowercase();
        let mut end = text.len().min(LONGEST);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        let telling = text.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST;
        telling.then_some(Self {
            compact: !spelled,
            text,
        })
    }
}

/// Whether a value is one by itself, wherever it stands.
fn proves(finding: &Finding, value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    match &*finding.kind {
        "EMAIL_ADDRESS" => value.contains('@'),
        "CREDIT_CARD" => finding.evidence.validator == Some("luhn") && digits >= 12,
        "IBAN_CODE" => value.len() >= 15,
        "PHONE_NUMBER" => digits >= 9,
        "US_SSN" => digits == 9,
        "SECRET" => value.len() >= 12,
        "PLATFORM_KEY" => value.len() >= 8,
        "PERSON" => &*finding.detector == "known_name" && value.trim().contains(' '),
        _ => &*finding.detector == "decision",
    }
}

impl Values {
    /// Takes in what was found in a text; `first` is the place of its first finding among all.
    pub(crate) fn add(&mut self, seen: &Seen, first: usize) {
        // The names of agents are told as a policy has it: whoever bears one is not given away by it.
        let stays = seen.field == Field::Actor
            && matches!(
                seen.role,
                Role::Agent | Role::Bot | Role::Supervisor | Role::System
            );
        if stays && seen.findings.is_empty() {
            self.kept.extend(Pattern::of("PERSON", &seen.text));
        }
        for (nth, finding) in seen.findings.iter().enumerate() {
            let value = &seen.text[finding.start as usize..finding.end as usize];
            let Some(pattern) = Pattern::of(&finding.kind, value) else {
                continue;
            };
            if finding.operator.name() == "keep" {
                self.kept.insert(pattern);
                continue;
            }
            let value = Value {
                proves: proves(finding, value),
                first: (first + nth) as u32,
            };
            let known = self.redacted.entry(pattern).or_insert(value);
            known.proves |= value.proves;
        }
    }
}

/// A value that is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Its first finding.
    pub(crate) first: u32,
    /// How often it is there.
    pub(crate) times: u32,
}

/// What a check came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hits {
    /// Bytes that were looked at.
    pub(crate) bytes: u64,
    /// Values that may stand nowhere.
    pub(crate) proving: u32,
    /// Values that were not looked for, because a finding of the same value is kept.
    pub(crate) exempt: u32,
    /// Those of them that stand somewhere.
    pub(crate) leaks: Vec<Hit>,
    /// Values in need of context that stand somewhere, for a person to look at.
    pub(crate) doubtful: Vec<Hit>,
}

/// Reads an output, in chunks of any size. Memory: the values, and a little more than a chunk.
#[derive(Debug)]
pub struct LeakCheck {
    values: Vec<Value>,
    /// Values of each automaton, by the number of the pattern.
    spelled: (Option<AhoCorasick>, Vec<u32>),
    compact: (Option<AhoCorasick>, Vec<u32>),
    times: Vec<u32>,
    exempt: u32,
    carry: Vec<u8>,
    /// Bytes of the carry whose matches are counted.
    counted: usize,
    overlap: usize,
    bytes: u64,
}

impl LeakCheck {
    pub(crate) fn new(values: &Values) -> Self {
        let mut all: Vec<(&Pattern, &Value)> = values.redacted.iter().collect();
        all.sort_by_key(|(_, value)| value.first);
        let before = all.len();
        all.retain(|(pattern, _)| !values.kept.contains(*pattern));
        let mut check = Self {
            values: Vec::new(),
            spelled: (None, Vec::new()),
            compact: (None, Vec::new()),
            times: vec![0; all.len()],
            exempt: (before - all.len()) as u32,
            carry: Vec::new(),
            counted: 0,
            // An escaped character takes up to twelve bytes.
            overlap: OVERLAP + 12 * all.iter().map(|(p, _)| p.text.len()).max().unwrap_or(0),
            bytes: 0,
        };
        let (mut spelled, mut compact) = (Vec::new(), Vec::new());
        for (nth, (pattern, value)) in all.into_iter().enumerate() {
            check.values.push(*value);
            let (texts, of) = if pattern.compact {
                (&mut compact, &mut check.compact.1)
            } else {
                (&mut spelled, &mut check.spelled.1)
            };
            texts.push(pattern.text.as_str());
            of.push(nth as u32);
        }
        check.spelled.0 = automaton(&spelled);
        check.compact.0 = automaton(&compact);
        // What cannot be looked for counts as found: a check fails closed.
        for (automaton, of) in [&check.spelled, &check.compact] {
            for &nth in of.iter().filter(|_| automaton.is_none()) {
                check.times[nth as usize] = 1;
            }
        }
        check
    }

    /// The next bytes of the output.
    pub fn feed(&mut self, chunk: &[u8]) {
        self.bytes += chunk.len() as u64;
        self.carry.extend_from_slice(chunk);
        if self.carry.len() > 2 * self.overlap {
            let counted = self.carry.len() - MARGIN;
            self.look(counted);
            let from = self.carry.len() - self.overlap;
            self.carry.drain(..from);
            self.counted = counted - from;
        }
    }

    /// The output has ended.
    pub(crate) fn finish(mut self) -> Hits {
        self.look(usize::MAX);
        let hits = |proving: bool| {
            let all = self.values.iter().zip(&self.times);
            all.filter(|(value, times)| value.proves == proving && **times > 0)
                .map(|(value, times)| Hit {
                    first: value.first,
                    times: *times,
                })
                .collect()
        };
        Hits {
            bytes: self.bytes,
            proving: self.values.iter().filter(|value| value.proves).count() as u32,
            exempt: self.exempt,
            leaks: hits(true),
            doubtful: hits(false),
        }
    }

    /// Counts the matches that end behind what is counted, up to `until`.
    fn look(&mut self, until: usize) {
        let bytes = String::from_utf8_lossy(&self.carry);
        // Replaced bytes move the places a little, which only the margin sees.
        let plain = Plain::of(&bytes);
        let folded = fold(&plain.text);
        let range = self.counted..until;
        if let (Some(automaton), of) = &self.spelled {
            for found in automaton.find_overlapping_iter(&*folded.text) {
                let word = !joins(folded.text[..found.start()].chars().next_back())
                    && !joins(folded.text[found.end()..].chars().next());
                let end = folded.source(found.start(), found.end()).1;
                if word && range.contains(&plain.source(end as usize)) {
                    self.times[of[found.pattern().as_usize()] as usize] += 1;
                }
            }
        }
        if let (Some(automaton), of) = &self.compact {
            let compact = Compact::of(&folded.text);
            for found in automaton.find_overlapping_iter(&compact.text) {
                let (start, end) = (
                    compact.places[found.start()],
                    compact.places[found.end() - 1],
                );
                let word = !joins(folded.text[..start].chars().next_back())
                    && !joins(folded.text[end..].chars().nth(1));
                let end = folded.source(start, end + 1).1;
                if word && range.contains(&plain.source(end as usize)) {
                    self.times[of[found.pattern().as_usize()] as usize] += 1;
                }
            }
        }
    }
}

fn automaton(texts: &[&str]) -> Option<AhoCorasick> {
    if texts.is_empty() {
        return None;
    }
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(texts)
        .ok()
}

fn joins(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

/// A text without the escapes of JSON, CSV and Markdown, however often they are laid on.
struct Plain {
    text: String,
    /// Where each byte stood.
    places: Vec<u32>,
}

impl Plain {
    fn of(text: &str) -> Self {
        let mut out = Self {
            text: String::with_capacity(text.len()),
            places: Vec::with_capacity(text.len()),
        };
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(step) = memchr::memchr(b'\\', &bytes[at..]) {
            out.push(&text[at..at + step], at);
            at += step;
            let run = bytes[at..].iter().take_while(|b| **b == b'\\').count();
            at += run;
            let (c, length) = match bytes.get(at) {
                Some(b'n' | b'r' | b't' | b'b' | b'f') => (' ', 1),
                Some(b'u') => match unicode(text, at) {
                    Some(found) => found,
                    None => continue,
                },
                _ => continue,
            };
            out.text.push(c);
            out.places.resize(out.text.len(), (at - 1) as u32);
            at += length;
        }
        out.push(&text[at..], at);
        out
    }

    fn push(&mut self, text: &str, at: usize) {
        self.text.push_str(text);
        self.places.extend(at as u32..(at + text.len()) as u32);
    }

    fn source(&self, at: usize) -> usize {
        at.checked_sub(1)
            .and_then(|before| self.places.get(before))
            .map_or(0, |place| *place as usize + 1)
    }
}

/// The character of `u0041` at a place, and the length of its escape; half a pair with its other half.
fn unicode(text: &str, at: usize) -> Option<(char, usize)> {
    let unit = |at: usize| u16::from_str_radix(text.get(at + 1..at + 5)?, 16).ok();
    let first = unit(at)?;
    if let Some(c) = char::from_u32(u32::from(first)) {
        return Some((c, 5));
    }
    let rest = text.get(at + 5..)?;
    let slashes = rest.bytes().take_while(|b| *b == b'\\').count();
    let second = rest[slashes..]
        .starts_with('u')
        .then(|| unit(at + 5 + slashes))??;
    let c = char::decode_utf16([first, second]).next()?.ok()?;
    Some((c, 5 + slashes + 5))
}

/// Letters and digits alone, where little stands between them.
struct Compact {
    text: Vec<u8>,
    places: Vec<usize>,
}

impl Compact {
    fn of(text: &str) -> Self {
        let mut out = Self {
            text: Vec::with_capacity(text.len()),
            places: Vec::with_capacity(text.len()),
        };
        let mut between = 0;
        for (at, byte) in text.bytes().enumerate() {
            if byte.is_ascii_alphanumeric() {
                if between > 3 {
                    out.text.push(b'\n');
                    out.places.push(at);
                }
                between = 0;
                out.text.push(byte);
                out.places.push(at);
            } else if b" -./()+:_@#*".contains(&byte) {
                between += 1;
            } else {
                // What parts members of JSON, cells and lines.
                between = 4;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::{Engine, Policy, Target};

    fn values(texts: &[&str]) -> Values {
        let mut engine = Engine::new(&Policy::named("standard").expect("named")).expect("compiles");
        engine.watch();
        for text in texts {
            engine.find(&Target {
                text,
                ..Target::default()
            });
        }
        let mut values = Values::default();
        for seen in engine.seen() {
            values.add(&seen, 0);
        }
        values
    }

    fn leaks(values: &Values, output: &str, chunk: usize) -> u32 {
        let mut check = LeakCheck::new(values);
        for part in output.as_bytes().chunks(chunk) {
            check.feed(part);
        }
        let hits = check.finish();
        hits.leaks.iter().map(|hit| hit.times).sum()
    }

    #[test]
    fn a_value_is_found_however_it_is_written_and_cut() {
        let values = values(&[
            "my card 4111 1111 1111 1111",
            "jo@example.com or +1 212 555 0142",
        ]);
        for output in [
            "x 4111-1111-1111-1111 y",
            "{\"a\":\"4111111111111111\"}",
            "{\"a\":\"\\u0034111 1111 1111 1111\"}",
            "{\"a\":\"{\\\"b\\\":\\\"\\\\u0034111111111111111\\\"}\"}",
            "\u{ff14}111\u{200b}111111111111",
            "JO@Example.com",
            "jo\\u0040example.com",
            "jo&#64;example.com",
            "1 (212) 555-0142",
        ] {
            let padded = format!("{}{output}{}", "a b ".repeat(900), " c".repeat(900));
            for chunk in [7, 64, 1000, usize::MAX] {
                assert_eq!(leaks(&values, &padded, chunk), 1, "{output} by {chunk}");
            }
        }
        for harmless in [
            "[CREDIT_CARD]",
            "94111111111111111",
            "**** 1111",
            "xjo@example.com",
            "[\"4111\",\"111111111111\"]",
        ] {
            assert_eq!(leaks(&values, harmless, 5), 0, "{harmless}");
        }
    }

    #[test]
    fn what_needs_context_is_told_and_no_leak() {
        let mut engine = Engine::new(&Policy::named("standard").expect("named")).expect("compiles");
        engine.watch();
        engine.find(&Target {
            text: "my password is hunter22",
            ..Target::default()
        });
        let mut values = Values::default();
        for seen in engine.seen() {
            assert_eq!(seen.findings.len(), 1);
            values.add(&seen, 0);
        }
        let mut check = LeakCheck::new(&values);
        check.feed(b"the hunter22 band");
        let hits = check.finish();
        assert_eq!((hits.leaks.len(), hits.doubtful.len()), (0, 1));
    }
}
