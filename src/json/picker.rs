//! Values by their paths, out of texts that are much alike.

use super::{
    glue::Glue,
    malformed::Malformed,
    quoted::{Place, Quoted},
    raw::Raw,
    syntax::{value_end, white},
    walk::Walk,
};

/// Kept of the texts seen so far; beyond that a new sort of text is read, but not remembered.
const MOST_STEPS: usize = 2_048;
/// Ways on from one place; texts that differ everywhere are not compared with each other.
const MOST_WAYS: usize = 16;
/// Text between two values that is longer is no usual one.
const LONGEST_GLUE: usize = 512;
/// No such step, no such path.
const NONE: u32 = u32::MAX;

/// Picks the values at some paths of keys out of an object. Objects on the way are entered,
/// whatever else is there is stepped over; of duplicate keys the last counts.
///
/// What stands between the values is remembered, as a tree: a text like one before is compared
/// with it piece by piece instead of being read, to the same result.
#[derive(Debug, Clone)]
pub struct Picker<const N: usize> {
    wanted: &'static [&'static [&'static str]; N],
    steps: Vec<Step>,
}

/// The text before a value, or behind the last one.
#[derive(Debug, Clone)]
struct Step {
    glue: Glue,
    /// The same as it stands in a string.
    quoted: Glue,
    /// Wanted objects that begin or end in the glue, and where.
    brackets: Vec<Bracket>,
    /// The path whose value stands behind the glue.
    path: u32,
    /// That value is no object, or it would have been entered.
    leaf: bool,
    /// No value: the text ends.
    last: bool,
    /// The first step known to come after this one.
    next: u32,
    /// Another step known to come in its place.
    other: u32,
}

#[derive(Debug, Clone, Copy)]
struct Bracket {
    path: usize,
    at: usize,
    open: bool,
}

/// What was met on the way through a text, to remember it by.
#[derive(Default)]
struct Way {
    /// Start, end, path and leaf of each value.
    values: Vec<(usize, usize, u32, bool)>,
    brackets: Vec<Bracket>,
    /// A key stood twice.
    twice: bool,
}

impl<const N: usize> Picker<N> {
    /// Paths from the outermost key inwards; the empty path is the object itself.
    pub const fn new(wanted: &'static [&'static [&'static str]; N]) -> Self {
        const { assert!(N <= 64, "a bit for each path") };
        Self {
            wanted,
            steps: Vec::new(),
        }
    }

    /// The values in the order of the paths, `None` for what is not there. `text` must be one
    /// object, well-formed as far as it is entered.
    #[inline]
    pub fn pick<'a>(&mut self, text: &'a str) -> Result<[Option<Raw<'a>>; N], Malformed> {
        match self.known(text) {
            Some(found) => Ok(found),
            None => self.read(text),
        }
    }

    /// Compares the text with those before.
    #[inline]
    fn known<'a>(&self, text: &'a str) -> Option<[Option<Raw<'a>>; N]> {
        let bytes = text.as_bytes();
        let mut found = [None; N];
        let mut opened = [0; N];
        let (mut at, mut next) = (0, 0);
        loop {
            let (step, value) = self.step(bytes, at, next)?;
            for bracket in &step.brackets {
                let here = at + bracket.at;
                let start = opened.get_mut(bracket.path)?;
                if bracket.open {
                    *start = here;
                } else {
                    *found.get_mut(bracket.path)? = Some(Raw::trusted(text.get(*start..here)?));
                }
            }
            if step.last {
                return Some(found);
            }
            let end = value_end(bytes, value).ok()?;
            if let Some(found) = found.get_mut(step.path as usize) {
                *found = Some(Raw::ended(text, value, end));
            }
            (at, next) = (end.at, step.next);
        }
    }

    /// The step that comes at `at`, one of those from `next` on, and the start of its value.
    #[inline]
    fn step(&self, bytes: &[u8], at: usize, mut next: u32) -> Option<(&Step, usize)> {
        loop {
            let step = self.steps.get(next as usize)?;
            if let Some(mut value) = step.glue.behind(bytes, at) {
                let fits = if step.last {
                    value == bytes.len()
                } else {
                    value = white(bytes, value);
                    !(step.leaf && bytes.get(value) == Some(&b'{'))
                };
                if fits {
                    return Some((step, value));
                }
            }
            next = step.other;
        }
    }

    /// The values of an object that stands in a string: `text` is what stands between its quotes.
    /// `found` is to be empty before. False, with part of them, unless the text is like one before,
    /// and simple.
    #[inline]
    pub fn pick_quoted<'a>(&self, text: &'a str, found: &mut [Option<Quoted<'a>>; N]) -> bool {
        self.known_quoted(text, found).is_some()
    }

    #[inline]
    fn known_quoted<'a>(&self, text: &'a str, found: &mut [Option<Quoted<'a>>; N]) -> Option<()> {
        let bytes = text.as_bytes();
        let (mut at, mut next) = (0, 0);
        loop {
            let (step, value) = loop {
                let step = self.steps.get(next as usize)?;
                match step.quoted.behind(bytes, at) {
                    Some(value) if !step.last || value == bytes.len() => break (step, value),
                    _ => next = step.other,
                }
            };
            for bracket in step.brackets.iter().filter(|bracket| !bracket.open) {
                *found.get_mut(bracket.path)? = Some(Quoted::Object);
            }
            if step.last {
                return Some(());
            }
            let place = Place::of(bytes, value)?;
            if let Some(found) = found.get_mut(step.path as usize) {
                *found = Some(place.value(text)?);
            }
            (at, next) = (place.behind, step.next);
        }
    }

    /// Reads the text key by key, and remembers it.
    #[inline(never)]
    fn read<'a>(&mut self, text: &'a str) -> Result<[Option<Raw<'a>>; N], Malformed> {
        let mut found = [None; N];
        let mut way = Way::default();
        let mut walk = Walk::new(text);
        if !walk.is_object() {
            return Err(Malformed::new(walk.at(), "expected `{`"));
        }
        self.enter(&mut walk, u64::MAX, 0, &mut found, &mut way)?;
        walk.end()?;
        self.remember(text.as_bytes(), &way);
        Ok(found)
    }

    /// Enters the object at hand, `depth` keys down; `paths` lead into it, a bit for each.
    fn enter<'a>(
        &self,
        walk: &mut Walk<'a>,
        paths: u64,
        depth: usize,
        found: &mut [Option<Raw<'a>>; N],
        way: &mut Way,
    ) -> Result<(), Malformed> {
        let whole = self.ending(paths, depth);
        if let Some(path) = whole {
            let (at, open) = (walk.at(), true);
            way.brackets.push(Bracket { path, at, open });
        }
        let mut met = 0;
        let value = walk.object(|walk, key| {
            let mut below = 0;
            for (n, wanted) in self.wanted.iter().enumerate() {
                if paths >> n & 1 == 1 && wanted.get(depth) == Some(&key) {
                    below |= 1 << n;
                    found[n] = None;
                }
            }
            way.twice |= met & below != 0;
            met |= below;
            let path = self.ending(below, depth + 1);
            let deeper = below.count_ones() > u32::from(path.is_some());
            if deeper && walk.is_object() {
                return self.enter(walk, below, depth + 1, found, way);
            }
            let start = walk.at();
            let value = walk.take()?;
            if let Some(path) = path {
                found[path] = Some(value);
            }
            let path = path.map_or(NONE, |path| path as u32);
            way.values.push((start, walk.at(), path, deeper));
            Ok(())
        })?;
        if let Some(path) = whole {
            found[path] = Some(value);
            let (at, open) = (walk.at(), false);
            way.brackets.push(Bracket { path, at, open });
        }
        Ok(())
    }

    /// The path that ends `depth` keys down.
    fn ending(&self, paths: u64, depth: usize) -> Option<usize> {
        let ends = |n: &usize| paths >> n & 1 == 1 && self.wanted[*n].len() == depth;
        (0..N).find(ends)
    }

    /// Adds the steps of a text to the tree, as far as they are new.
    fn remember(&mut self, bytes: &[u8], way: &Way) {
        if way.twice || self.steps.len() + way.values.len() >= MOST_STEPS {
            return;
        }
        let mut brackets = way.brackets.as_slice();
        let (mut at, mut before) = (0, None);
        let end = (bytes.len(), bytes.len(), NONE, false);
        for (n, &(start, end, path, leaf)) in way.values.iter().chain([&end]).enumerate() {
            let last = n == way.values.len();
            let here = brackets.partition_point(|bracket| bracket.at <= start);
            let (mine, rest) = brackets.split_at(here);
            brackets = rest;
            let glue = bytes.get(at..start).unwrap_or_default();
            if glue.len() > LONGEST_GLUE {
                return;
            }
            let first = before.map_or(0, |before: u32| self.steps[before as usize].next);
            let mut known = None;
            let (mut next, mut sibling, mut ways) = (first, None, 0);
            while let Some(step) = self.steps.get(next as usize) {
                let same = (step.last, step.leaf, step.path) == (last, leaf, path)
                    && step.glue.len() == glue.len()
                    && step.glue.behind(glue, 0).is_some();
                if same {
                    known = Some(next);
                    break;
                }
                (sibling, next, ways) = (Some(next), step.other, ways + 1);
            }
            if known.is_none() && ways >= MOST_WAYS {
                return;
            }
            let number = known.unwrap_or_else(|| {
                let number = self.steps.len() as u32;
                let shifted = |bracket: &Bracket| Bracket {
                    at: bracket.at - at,
                    ..*bracket
                };
                self.steps.push(Step {
                    glue: Glue::new(glue),
                    quoted: Glue::new(&quoted(glue)),
                    brackets: mine.iter().map(shifted).collect(),
                    path,
                    leaf,
                    last,
                    next: NONE,
                    other: NONE,
                });
                if let Some(sibling) = sibling {
                    self.steps[sibling as usize].other = number;
                } else if let Some(before) = before {
                    self.steps[before as usize].next = number;
                }
                number
            });
            (at, before) = (end, Some(number));
        }
    }
}

/// JSON as it stands in a string.
fn quoted(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() * 2);
    for byte in text {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', *byte]),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\t' => out.extend(b"\\t"),
            plain => out.push(*plain),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PATHS: [&[&str]; 6] = [&[], &["a"], &["o"], &["o", "a"], &["o", "o", "b"], &["l"]];

    fn slow(text: &str) -> Result<[Option<Raw<'_>>; 6], Malformed> {
        Picker::new(&PATHS).pick(text)
    }

    fn strings<const N: usize>(
        found: Result<[Option<Raw<'_>>; N], Malformed>,
    ) -> Option<Vec<String>> {
        let text = |raw: Option<Raw<'_>>| raw.map_or("-".to_owned(), |raw| raw.as_str().to_owned());
        found.ok().map(|found| found.map(text).to_vec())
    }

    #[test]
    fn values_stand_at_their_paths() {
        let text = r#" {"a" : 1, "o":{"o":{"b":[1] },"a":"x"},"z":{"a":2},"l":[],"a":3 } "#;
        let found = strings(slow(text)).unwrap_or_default();
        let whole = text.trim();
        let expected = [
            whole,
            "3",
            r#"{"o":{"b":[1] },"a":"x"}"#,
            "\"x\"",
            "[1]",
            "[]",
        ];
        assert_eq!(found, expected);
        // The last of duplicates counts whole: nothing stays of the object before it.
        let found = strings(slow(r#"{"o":{"a":1},"o":7}"#)).unwrap_or_default();
        assert_eq!(found, [r#"{"o":{"a":1},"o":7}"#, "-", "7", "-", "-", "-"]);
        for broken in ["", "[1]", "1", "{", "{} x", "{\"o\":{\"a\" 1}}"] {
            assert!(slow(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn a_text_like_one_before_is_not_read_again() {
        let mut picker = Picker::new(&PATHS);
        let _ = picker.pick(r#"{"a":1,"o":{"a":"x","o":{"b":2}}}"#);
        let steps = picker.steps.len();
        assert!(
            picker
                .known(r#"{"a":"\"","o":{"a":[{}],"o":{"b":null}}}"#)
                .is_some()
        );
        assert!(
            picker
                .known(r#"{"a":1,"o":{"a":"x","o":{"b":2}},"l":1}"#)
                .is_none()
        );
        assert!(
            picker
                .known(r#"{"a":1,"o":{"a":"x","o":{"b":2}}"#)
                .is_none()
        );
        assert_eq!(picker.steps.len(), steps);
    }

    #[test]
    fn a_text_in_a_string_is_not_unescaped_if_it_is_like_one_before() {
        let mut picker = Picker::new(&PATHS);
        let _ = picker.pick(r#"{"a":1,"o":{"a":"x"}}"#);
        let mut found = [None; 6];
        assert!(picker.pick_quoted(r#"{\"a\":2,\"o\":{\"a\":\"it\\\"s\"}}"#, &mut found));
        let expected = [
            Quoted::Object,
            Quoted::Bare("2"),
            Quoted::Object,
            Quoted::Escaped(r#"it\\\"s"#),
        ];
        assert_eq!(found[..4], expected.map(Some));
        for other in [
            r#"{\"a\":2,\"o\":{\"a\":\"\ud83d\"}}"#,
            r#"{\"a\":2,\"o\":{\"a\":\"x\"}} "#,
            r#"{\"a\":2,\"o\":{\"a\":\"x"#,
        ] {
            assert!(!picker.pick_quoted(other, &mut [None; 6]), "{other}");
        }
    }

    #[test]
    fn texts_that_differ_everywhere_fill_no_memory() {
        let mut picker = Picker::new(&PATHS);
        for n in 0..10_000 {
            let text = format!("{{\"k{n}\":{{}},\"a\":{n}}}");
            let found = strings(picker.pick(&text)).unwrap_or_default();
            assert_eq!(found[1], n.to_string());
        }
        assert!(picker.steps.len() <= 3 * MOST_WAYS);
    }

    proptest! {
        #[test]
        fn a_text_in_a_string_reads_as_by_itself(
            words in proptest::collection::vec(r#"["\\\n\u{1}/né{}\[\]😀u0]{0,12}"#, 1..9),
            keys in proptest::collection::vec("a|o|l|z", 1..5),
        ) {
            use serde_json::{Value, json};
            let mut picker = Picker::new(&PATHS);
            for word in &words {
                let object: serde_json::Map<String, Value> =
                    keys.iter().map(|key| (key.clone(), json!(word))).collect();
                let inner = json!({ "a": word, "o": object, "l": null }).to_string();
                let string = Value::from(inner.as_str()).to_string();
                let quoted = &string[1..string.len() - 1];
                let mut found = [None; 6];
                let is_known = picker.pick_quoted(quoted, &mut found);
                let expected = picker.pick(&inner).unwrap_or_default();
                if !is_known {
                    continue;
                }
                let mut room = crate::json::Scratch::default();
                for (found, expected) in found.into_iter().zip(expected) {
                    let text = expected.and_then(Raw::string);
                    match found {
                        None => prop_assert_eq!(expected, None),
                        Some(Quoted::Object) => {
                            let kind = expected.map(Raw::kind);
                            prop_assert_eq!(kind, Some(crate::json::Kind::Object));
                        }
                        Some(Quoted::Bare(bare)) => {
                            prop_assert_eq!(Some(bare), expected.map(Raw::as_str));
                        }
                        Some(string) => prop_assert_eq!(string.string(&mut room), text),
                    }
                }
            }
        }

        #[test]
        fn what_was_read_before_changes_nothing(texts in proptest::collection::vec(
            r#"\{("(a|o|l|z)":(1|"x"|null|\[\]|\{("(a|o)":(2|"}"|\{("b":(3|"y"))?\}),?)?\}),?){0,4}\}"#, 1..12)) {
            let mut picker = Picker::new(&PATHS);
            for text in &texts {
                let fresh = strings(slow(text));
                prop_assert_eq!(strings(picker.pick(text)), fresh, "{}", text);
            }
        }
    }
}
