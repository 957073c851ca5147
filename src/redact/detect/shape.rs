//! Ids that have a fixed shape, and mostly a check digit: the plain data of an identity number.

use super::Verdict;
use crate::redact::context::{Lexicon, Scene};
use crate::redact::site::Site;

/// The name of a check and the check itself, over letters and digits in upper case.
pub(crate) type Check = (&'static str, fn(&[u8]) -> bool);

/// How the ids of one kind look.
pub(crate) struct Shape {
    /// `9` a digit, `A` a letter, `*` either, `-` a separator that may be left out; the same one in all
    /// places. Other characters stand for themselves, in any case.
    pub(crate) forms: &'static [&'static str],
    /// The check that an id passes, over its letters and digits in upper case.
    pub(crate) check: Option<Check>,
    /// Words that say what it is.
    pub(crate) context: &'static Lexicon,
    /// Confidence without such a word.
    pub(crate) alone: f32,
    /// The same, where the text holds nothing else.
    pub(crate) whole: f32,
}

/// Confidence with a word that says what it is.
const NAMED: f32 = 0.85;
/// The same, where a check digit agrees: more than a telephone number of that length can have.
const NAMED_AND_CHECKED: f32 = 0.97;
/// Letters and digits of the longest id.
const LONGEST: usize = 32;

impl Shape {
    /// Bit n: a form that begins with a letter, or a digit, has n letters and digits.
    pub(crate) const fn lengths(&self) -> [u64; 2] {
        let (mut bits, mut i) = ([0, 0], 0);
        while i < self.forms.len() {
            let form = self.forms[i].as_bytes();
            let (mut n, mut at) = (0, 0);
            while at < form.len() {
                if form[at].is_ascii_alphanumeric() || form[at] == b'*' {
                    n += 1;
                }
                at += 1;
            }
            let digit = form[0].is_ascii_digit();
            if !digit {
                bits[0] |= 1 << n;
            }
            if digit || form[0] == b'*' {
                bits[1] |= 1 << n;
            }
            i += 1;
        }
        bits
    }

    pub(crate) fn examine(&self, scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
        self.forms
            .iter()
            .find_map(|form| self.fits(form, scene, site))
    }

    fn fits(&self, form: &str, scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
        let (end, id, length) = read(form, scene.text, site.start)?;
        if self.check.is_some_and(|(_, check)| !check(&id[..length])) {
            return None;
        }
        let span = site.start..end;
        if !scene.opens(span.start, &[]) || !scene.closes(end, &[]) || goes_on(scene.text, &span) {
            return None;
        }
        let context = scene.hinted(span.start, end, self.context);
        let score = match context {
            Some(_) if self.check.is_some() => NAMED_AND_CHECKED,
            Some(_) => NAMED,
            None if scene.is_whole(span.start, end) => self.whole,
            None => self.alone,
        };
        (score > 0.0).then_some(Verdict {
            span,
            score,
            validator: self.check.map(|(name, _)| name),
            context,
        })
    }
}

/// Reads a form at `start`: where it ends, its letters and digits in upper case, and how many.
fn read(form: &str, text: &str, start: usize) -> Option<(usize, [u8; LONGEST], usize)> {
    let bytes = text.as_bytes();
    let (mut at, mut n, mut id) = (start, 0, [0; LONGEST]);
    // Whether separators are written is decided at the first place for one.
    let mut separator: Option<Option<u8>> = None;
    for want in form.bytes() {
        let have = *bytes.get(at)?;
        if want == b'-' {
            let found = matches!(have, b' ' | b'-' | b'.' | b'/').then_some(have);
            if *separator.get_or_insert(found) != found {
                return None;
            }
            at += usize::from(found.is_some());
            continue;
        }
        let fits = match want {
            b'9' => have.is_ascii_digit(),
            b'A' => have.is_ascii_alphabetic(),
            b'*' => have.is_ascii_alphanumeric(),
            other => have.eq_ignore_ascii_case(&other),
        };
        if !fits {
            return None;
        }
        if have.is_ascii_alphanumeric() {
            *id.get_mut(n)? = have.to_ascii_uppercase();
            n += 1;
        }
        at += 1;
    }
    Some((at, id, n))
}

/// Whether the value goes on behind a separator on either side.
pub(super) fn goes_on(text: &str, span: &std::ops::Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let joins = |b: u8| matches!(b, b'-' | b'.' | b'/' | b'_' | b'@');
    let before = span.start >= 2
        && joins(bytes[span.start - 1])
        && bytes[span.start - 2].is_ascii_alphanumeric();
    let after = bytes.get(span.end).is_some_and(|b| joins(*b))
        && bytes
            .get(span.end + 1)
            .is_some_and(u8::is_ascii_alphanumeric);
    before || after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_all_there_or_none_is() {
        let end = |form, text| read(form, text, 0).map(|(end, _, n)| (end, n));
        assert_eq!(end("AA-99-99-A", "ab 12 34 c x"), Some((10, 7)));
        assert_eq!(end("AA-99-99-A", "ab1234c"), Some((7, 7)));
        assert_eq!(end("AA-99-99-A", "ab 1234 c"), None);
        assert_eq!(end("AA-99-99-A", "ab 12-34 c"), None);
        assert_eq!(end("X999", "x12"), None);
    }
}
