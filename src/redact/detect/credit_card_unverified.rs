//! Card numbers that fail their checksum: what people type, mistype or invent. Taken where the words say
//! card, or where sixteen digits stand in a short message of a customer and nothing says otherwise.

use super::cluster::Group;
use super::credit_card::{CONTEXT, DENY, GLUE_AFTER, GLUE_BEFORE, grouped_like_a_card};
use super::{Detector, Examine, On, Start, Verdict, counts, masked_but_last_four};
use crate::model::Role;
use crate::redact::context::{Lexicon, Scene};
use crate::redact::site::Site;

pub(super) const DETECTOR: Detector = Detector {
    id: "credit_card_unverified",
    entity: "CREDIT_CARD",
    start: Start::Digits(counts(13, 19)),
    examine: Examine::Read(examine),
    operator: masked_but_last_four,
    on: On::STANDARD,
};

/// What stands right before a number that answers a question.
static NUMBER: Lexicon = Lexicon::of([
    &["number is"],
    &["numero es"],
    &["numero est"],
    &["nummer ist"],
    &["numero e"],
]);

/// Words beside the number in a message that is still an answer.
const WORDS: usize = 4;

fn examine(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    if !scene.opens(site.start, &GLUE_BEFORE)
        || matches!(
            scene.byte_before(site.start),
            Some(b'+' | b'.' | b',' | b'#' | b'/' | b'=' | b'_')
        )
        || scene.just_before(site.start, 3, &DENY).is_some()
    {
        return None;
    }
    let mut count = site.digits.len();
    for n in (1..=site.groups.len()).rev() {
        if (13..=19).contains(&count)
            && let Some(verdict) = number(scene, &site.groups[..n], count)
        {
            return Some(verdict);
        }
        count -= site.groups[n - 1].at.len();
    }
    None
}

fn number(scene: &Scene<'_>, groups: &[Group], count: usize) -> Option<Verdict> {
    let (first, last) = (groups.first()?, groups.last()?);
    let span = first.at.start..last.at.end;
    // Dates, phones and sums come in groups too; a card's have three digits or more, all but the last.
    let shaped = groups.len() == 1
        || (groups.iter().rev().skip(1).all(|g| g.at.len() >= 3)
            && grouped_like_a_card(scene.text, groups));
    if !shaped || !scene.closes(span.end, &GLUE_AFTER) || super::shape::goes_on(scene.text, &span) {
        return None;
    }
    // Zeros and other fillers are nobody's number.
    let digits = || scene.text[span.clone()].bytes().filter(u8::is_ascii_digit);
    if digits().all(|d| Some(d) == digits().next()) {
        return None;
    }
    let context = scene
        .hinted(span.start, span.end, &CONTEXT)
        // `4012… this is my credit card number`.
        .or_else(|| scene.further(span.end, &CONTEXT).filter(|_| count >= 14));
    let score = match context {
        Some(_) => 0.6,
        None if count == 16
            && groups.iter().all(|g| g.at.len() % 4 == 0)
            && matches!(scene.role, Role::EndUser | Role::Unknown)
            && scene.told(&DENY).is_none()
            && (scene.words_besides(&span) <= WORDS
                || scene.just_before(span.start, 2, &NUMBER).is_some()) =>
        {
            0.5
        }
        None => return None,
    };
    Some(Verdict {
        span,
        score,
        validator: None,
        context,
    })
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn a_mistyped_card_is_one_where_the_words_say_so() {
        finds(
            "CREDIT_CARD",
            "my card is 4012-8888-8888-1882 thanks a lot for helping me",
            "4012-8888-8888-1882",
        );
        finds(
            "CREDIT_CARD",
            "09832498389756 this is my credit card number",
            "09832498389756",
        );
        finds(
            "CREDIT_CARD",
            "my amex: 1234 567890 12345.",
            "1234 567890 12345",
        );
        finds(
            "CREDIT_CARD",
            "mi tarjeta 4012888888881882 caduca pronto, y no funciona",
            "4012888888881882",
        );
    }

    #[test]
    fn sixteen_digits_alone_are_an_answer() {
        finds("CREDIT_CARD", "2567852146971938", "2567852146971938");
        finds(
            "CREDIT_CARD",
            "devi 2567 8521 4697 1938",
            "2567 8521 4697 1938",
        );
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "order 2567852146971938",
            "Inventory code 1234567890123456 not card.",
            "tracking number 9400111899223100",
            "Number 41111111111111111 is too long.",
            "Number 411111111111111 is too short.",
            "the parcel left with 2567852146971938 on it last monday, where is it",
            "1748503543012",
            "+492567852146971938",
            "0.2567852146971938",
            "bestellnummer 2567852146971938",
        ] {
            clean("CREDIT_CARD", text);
        }
    }
}
