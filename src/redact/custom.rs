//! Patterns of the reader's own.

use std::ops::Range;

use regex::Regex;

use super::boundary::ceil;
use super::context::{Scene, last_words, words_beside};
use super::detect::{Verdict, is_iban};
use super::pattern;
use super::policy::{PatternRule, Validator};
use super::policy_error::{PolicyError, Problem};
use super::validate;
use super::word_list::WordList;

/// Matches of a reader's pattern that a checksum or context may turn down in one text.
const REJECTED: u32 = 1000;

/// A pattern of the reader's own, compiled.
#[derive(Debug)]
pub(crate) struct Custom {
    regex: Regex,
    group: usize,
    validator: Validator,
    score: f32,
    context: Option<Context>,
    deny: WordList,
}

/// Words that speak for a value.
#[derive(Debug)]
struct Context {
    words: WordList,
    before: usize,
    after: usize,
    previous: usize,
    require: bool,
    boost: f32,
}

impl Custom {
    /// Compiles a pattern.
    pub(crate) fn of(p: &PatternRule) -> Result<Self, PolicyError> {
        let fault = |field, problem| PolicyError::new(&p.id, field, problem);
        let context = match &p.context {
            None => None,
            Some(c) if c.words.is_empty() => {
                return Err(fault("context.words", Problem::NoWords));
            }
            Some(c) if c.before > 12 || c.after > 12 || c.previous > 3 => {
                return Err(fault("context", Problem::Reach));
            }
            Some(c) => {
                if !(-1.0..=1.0).contains(&c.boost) {
                    return Err(fault("context.boost", Problem::Score));
                }
                Some(Context {
                    words: WordList::new(&c.words),
                    before: c.before.into(),
                    after: c.after.into(),
                    previous: c.previous.into(),
                    require: c.require,
                    boost: c.boost as f32,
                })
            }
        };
        let regex = pattern::compile(&p.id, "pattern", &p.pattern, &p.flags)?;
        if p.group as usize >= regex.captures_len() {
            return Err(fault("group", Problem::Group(p.group)));
        }
        if regex.is_match("") {
            return Err(fault("pattern", Problem::Empty));
        }
        Ok(Self {
            regex,
            group: p.group as usize,
            validator: p.validator,
            score: p.score as f32,
            context,
            deny: WordList::new(&p.deny_near),
        })
    }

    /// Tells what the pattern finds; `false` when too many matches were turned down.
    pub(crate) fn find(&self, scene: &Scene<'_>, mut found: impl FnMut(&Verdict)) -> bool {
        let text = scene.text;
        let (mut at, mut rejected) = (0, 0);
        while at <= text.len() {
            let Some(captures) = self.regex.captures_at(text, at) else {
                break;
            };
            if rejected > REJECTED {
                return false;
            }
            let whole = captures.get(0).map_or(at..at, |m| m.range());
            let value = captures
                .get(self.group)
                .map(|m| m.range())
                .filter(|r| !r.is_empty());
            let verdict = value
                .filter(|span| passes(self.validator, &text[span.clone()]))
                .and_then(|span| {
                    let (score, context) = self.speaks(scene, &span)?;
                    Some(Verdict {
                        span,
                        score,
                        validator: proof(self.validator),
                        context,
                    })
                });
            // A rejected match must not hide one that begins inside it.
            at = if let Some(verdict) = verdict {
                found(&verdict);
                whole.end.max(whole.start + 1)
            } else {
                rejected += 1;
                whole.start + 1
            };
            at = ceil(text, at.min(text.len())).max(at);
        }
        true
    }

    /// The score that the words around a value give it; none if they speak against it.
    fn speaks(
        &self,
        scene: &Scene<'_>,
        span: &Range<usize>,
    ) -> Option<(f32, Option<&'static str>)> {
        let stands = |list: &WordList, before: usize, after: usize| {
            words_beside(scene.text, span, before, after)
                .iter()
                .any(|side| list.stands_in(&side.iter().map(String::as_str).collect::<Vec<_>>()))
        };
        if !self.deny.is_empty() && stands(&self.deny, 6, 3) {
            return None;
        }
        let Some(Context {
            words,
            before,
            after,
            previous,
            require,
            boost,
        }) = &self.context
        else {
            return Some((self.score, None));
        };
        let asked = || {
            let mut others = scene.previous.iter().filter(|n| !n.own).take(*previous);
            others.any(|n| words.stands_in(&last_words(n.text)))
        };
        match (stands(words, *before, *after) || asked(), require) {
            (true, _) => Some(((self.score + boost).clamp(0.0, 1.0), Some("context"))),
            (false, true) => None,
            (false, false) => Some((self.score, None)),
        }
    }
}

/// Whether a value passes; separators in it are passed over.
fn passes(validator: Validator, value: &str) -> bool {
    let only = |keep: fn(&u8) -> bool| value.bytes().filter(keep).collect::<Vec<u8>>();
    let digits = || only(u8::is_ascii_digit);
    match validator {
        Validator::None => true,
        Validator::Luhn => validate::luhn(&digits()),
        Validator::Mod97 => validate::mod97(&only(u8::is_ascii_alphanumeric)),
        Validator::Mod11 => validate::mod11(&digits()),
        Validator::Mod1110 => validate::mod11_10(&digits()),
        Validator::Verhoeff => validate::verhoeff(&digits()),
        Validator::Aba => validate::aba(&digits()),
        Validator::Iban => is_iban(&only(u8::is_ascii_alphanumeric)),
    }
}

/// The name of a check in evidence.
fn proof(validator: Validator) -> Option<&'static str> {
    match validator {
        Validator::None => None,
        Validator::Luhn => Some("luhn"),
        Validator::Mod97 | Validator::Iban => Some("mod97"),
        Validator::Mod11 => Some("mod11"),
        Validator::Mod1110 => Some("mod11_10"),
        Validator::Verhoeff => Some("verhoeff"),
        Validator::Aba => Some("aba"),
    }
}
