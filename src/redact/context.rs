//! The words around a candidate.
//!
//! Whole words only: `lic` inside "public" is no driving licence. Phrases match word by word.
//! A placeholder such as `[PHONE]` is no word, so redacted text gives its neighbours no context.

/// Words looked at before a candidate.
const BEFORE: usize = 8;
/// Words looked at after it.
const AFTER: usize = 3;
/// Bytes looked at on each side, so that one long word costs no more.
const REACH: usize = 96;
/// Bytes looked at for a word that touches a value; longer than any such word.
const GLUE_REACH: usize = 24;
/// Bytes of punctuation that may stand beside a bare answer.
const ANSWER_REACH: usize = 32;

/// What a detector may look at besides the text itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene<'a> {
    /// The folded text.
    pub(crate) text: &'a str,
    /// What the other side said just before, nearest first.
    pub(crate) previous: &'a [&'a str],
    /// ISO 3166 region whose national numbers are read besides those of the policy.
    pub(crate) region: Option<&'a str>,
}

impl<'a> Scene<'a> {
    /// The first of `phrases` (lower case) that stands near `start..end`.
    pub(crate) fn near(
        &self,
        start: usize,
        end: usize,
        phrases: &[&'static str],
    ) -> Option<&'static str> {
        let before = words_before(self.text, start, BEFORE);
        phrase_in(&before, phrases)
            .or_else(|| phrase_in(&words_after(self.text, end, AFTER), phrases))
    }

    /// The first of `phrases` within the `count` words before `start`.
    pub(crate) fn just_before(
        &self,
        start: usize,
        count: usize,
        phrases: &[&'static str],
    ) -> Option<&'static str> {
        phrase_in(&words_before(self.text, start, count), phrases)
    }

    /// The first of `phrases` that the other side said in its last messages.
    pub(crate) fn asked(&self, phrases: &[&'static str]) -> Option<&'static str> {
        self.previous.iter().take(2).find_map(|text| {
            let tail = text.floor_char_boundary(text.len().saturating_sub(400));
            phrase_in(&words(&text[tail..]).collect::<Vec<_>>(), phrases)
        })
    }

    /// Whether the text is this span and nothing else but punctuation: a bare answer.
    pub(crate) fn is_whole(&self, start: usize, end: usize) -> bool {
        let rest = |s: &str| s.len() <= ANSWER_REACH && s.chars().all(|c| !c.is_alphanumeric());
        rest(&self.text[..start]) && rest(&self.text[end..])
    }

    /// The byte before `at`, if any.
    pub(crate) fn byte_before(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at.checked_sub(1)?).copied()
    }

    /// Whether a value may start here: no letter or digit before it, or only a whole word of `glue`
    /// (`card4111…`).
    pub(crate) fn opens(&self, at: usize, glue: &[&str]) -> bool {
        if !self.text[..at].ends_with(char::is_alphanumeric) {
            return true;
        }
        let head = &self.text[self
            .text
            .ceil_char_boundary(at.saturating_sub(GLUE_REACH))
            .min(at)..at];
        let word = head
            .trim_end_matches(|c: char| c.is_alphanumeric() || c == '_')
            .len();
        glue.iter().any(|g| head[word..].eq_ignore_ascii_case(g))
    }

    /// Whether a value may end here: no letter or digit follows, or a word of `glue` does (`…1111exp`).
    pub(crate) fn closes(&self, at: usize, glue: &[&str]) -> bool {
        let tail = &self.text[at..];
        if !tail.starts_with(char::is_alphanumeric) {
            return true;
        }
        let tail = &tail[..tail.floor_char_boundary(GLUE_REACH.min(tail.len()))];
        let word = tail
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(tail.len());
        glue.iter().any(|g| tail[..word].eq_ignore_ascii_case(g))
    }
}

fn words_before(text: &str, start: usize, count: usize) -> Vec<&str> {
    let from = text
        .ceil_char_boundary(start.saturating_sub(REACH))
        .min(start);
    let all: Vec<&str> = words(&text[from..start]).collect();
    all[all.len().saturating_sub(count)..].to_vec()
}

fn words_after(text: &str, end: usize, count: usize) -> Vec<&str> {
    let to = text
        .floor_char_boundary((end + REACH).min(text.len()))
        .max(end);
    let after = &text[end..to];
    // In `… 677720409 ph 7279578901` the word belongs to the number that follows it.
    let digit = after
        .find(|c: char| c.is_ascii_digit())
        .unwrap_or(after.len());
    let before_digit = after[..digit].trim_end_matches([' ', ':', '#', '+', '(']);
    let owned = digit < after.len() && before_digit.ends_with(char::is_alphanumeric);
    let mut all: Vec<&str> = words(&after[..digit]).take(count + 1).collect();
    if owned {
        all.pop();
    }
    all.truncate(count);
    all
}

/// Words of letters, digits, `_` and inner apostrophes; placeholders left out.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(move |w| {
            if w.is_empty() {
                return false;
            }
            let at = w.as_ptr() as usize - text.as_ptr() as usize;
            let bytes = text.as_bytes();
            let open = at.checked_sub(1).and_then(|i| bytes.get(i)) == Some(&b'[');
            !(open && bytes.get(at + w.len()) == Some(&b']') && !w.contains(char::is_lowercase))
        })
}

fn phrase_in(words: &[&str], phrases: &[&'static str]) -> Option<&'static str> {
    phrases.iter().copied().find(|phrase| {
        (0..words.len()).any(|i| {
            let mut at = words[i..].iter();
            phrase.split(' ').all(|want| {
                at.next()
                    .is_some_and(|have| have.eq_ignore_ascii_case(want))
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene(text: &str) -> Scene<'_> {
        Scene {
            text,
            previous: &[],
            region: None,
        }
    }

    #[test]
    fn only_whole_words_and_phrases_count() {
        let text = "the public social security number: 123";
        let s = scene(text);
        assert_eq!(
            s.near(35, 38, &["lic", "social security"]),
            Some("social security")
        );
        assert_eq!(s.near(35, 38, &["lic"]), None);
    }

    #[test]
    fn a_placeholder_is_no_context() {
        let s = scene("[PHONE] 123 [CREDIT_CARD]");
        assert_eq!(s.near(8, 11, &["phone", "card", "credit"]), None);
    }

    #[test]
    fn a_value_may_touch_a_known_word_only() {
        let s = scene("card4111exp");
        assert!(s.opens(4, &["card"]) && s.closes(8, &["exp"]));
        assert!(!s.opens(4, &["visa"]) && !s.closes(8, &["cvv"]));
    }
}
