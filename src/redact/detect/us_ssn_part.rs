//! The last four digits of a social security number: named so, or asked for.

use super::{Detector, Examine, On, Start, Verdict, counts};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const DETECTOR: Detector = Detector {
    id: "us_ssn_part",
    entity: "US_SSN",
    start: Start::Digits(counts(4, 4)),
    examine: Examine::Read(examine),
    operator: Operator::default,
    on: On::STANDARD,
};

#[rustfmt::skip]
pub(super) static CONTEXT: Lexicon = Lexicon::new(&["ssn", "s s n", "social", "social security", "soc sec"]);

fn examine(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let group = site.groups.first().filter(|g| g.at.len() == 4)?;
    if !scene.mentions(&CONTEXT) {
        return None;
    }
    let (start, end) = (site.start, group.at.end);
    let before = scene.byte_before(start);
    if !scene.opens(start, &["ssn"])
        || !scene.closes(end, &[])
        || matches!(before, Some(b'-' | b'.' | b'/' | b'$' | b':' | b','))
        || super::shape::goes_on(scene.text, &(start..end))
    {
        return None;
    }
    let context = scene.just_before(start, 4, &CONTEXT);
    let asked = || {
        let asked = scene.requested(&CONTEXT);
        asked.filter(|_| scene.words_besides(&(start..end)) <= 4)
    };
    let context = context.or_else(asked)?;
    Some(Verdict {
        span: start..end,
        score: 0.7,
        validator: None,
        context: Some(context),
    })
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{answers, clean, finds, ignores};

    #[test]
    fn four_digits_are_a_part_where_the_words_say_so() {
        finds("US_SSN", "paul ssn 5280 thanks", "5280");
        finds("US_SSN", "the last four of my social are 5280", "5280");
        answers(
            "US_SSN",
            "Please confirm the last 4 of your SSN",
            "5280",
            "5280",
        );
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "5280",
            "since 2019",
            "social media since 2019-01",
            "room 5280",
        ] {
            clean("US_SSN", text);
        }
        ignores("US_SSN", "Which year did you buy it?", "2019");
    }
}
