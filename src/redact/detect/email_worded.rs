//! E-mail addresses written in words: `john at gmail dot com`, `john[at]gmail[dot]com`.

use std::ops::Range;

use super::email::COMMON;
use super::{Detector, Verdict};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::prefilter::Needs;

pub(super) const DETECTOR: Detector = Detector {
    id: "email_worded",
    entity: "EMAIL_ADDRESS",
    patterns: &[
        r"(?i)[a-z0-9][a-z0-9_.+-]{0,63}(?: ?[\[({<] ?at ?[\])}>] ?| at |@)[a-z0-9][a-z0-9-]{0,62}(?:(?: ?[\[({<] ?dot ?[\])}>] ?| dot )[a-z0-9-]{2,24}){1,3}",
    ],
    needs: Needs::DOT,
    step: super::Step::Word,
    examine,
    operator: Operator::default,
};

static CONTEXT: Lexicon = Lexicon::new(&["email", "e-mail", "mail", "address", "reach"]);

fn examine(scene: &Scene<'_>, found: Range<usize>) -> Option<Verdict> {
    if !scene.opens(found.start, &[]) || !scene.closes(found.end, &[]) {
        return None;
    }
    let value = &scene.text[found.clone()];
    let top = value.rsplit(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let known = COMMON.iter().any(|t| top.eq_ignore_ascii_case(t)) || top.len() == 2;
    let context = scene
        .near(found.start, found.end, &CONTEXT)
        .or_else(|| scene.asked(&CONTEXT));
    known.then_some(Verdict {
        span: found,
        score: 0.7,
        validator: None,
        context,
    })
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_addresses_in_words() {
        for address in [
            "john at gmail dot com",
            "john[at]gmail[dot]com",
            "jo.e (at) mail (dot) co (dot) uk",
        ] {
            finds("EMAIL_ADDRESS", &format!("write: {address}, ok"), address);
        }
    }

    #[test]
    fn a_place_and_a_full_stop_are_no_address() {
        for text in [
            "a table at X.y tomorrow",
            "reached at 555-0100",
            "meet at noon, dot the i",
            "at the dot com",
        ] {
            clean("EMAIL_ADDRESS", text);
        }
    }
}
