//! Passports and driving licences, by their words: their shapes are too many to tell them alone.

use super::{Detector, Examine, On, Start, Verdict};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

/// Lengths of such numbers.
const LENGTHS: u64 = (1 << 19) - (1 << 5);

pub(super) const LICENSE: Detector = Detector {
    id: "driver_license",
    entity: "US_DRIVER_LICENSE",
    start: Start::Word([LENGTHS, LENGTHS]),
    examine: Examine::Read(|scene, site| document(scene, site, &LICENSE_WORDS)),
    operator: Operator::default,
    on: On::STANDARD,
};

pub(super) const PASSPORT: Detector = Detector {
    id: "passport",
    entity: "PASSPORT",
    start: Start::Word([LENGTHS, LENGTHS]),
    examine: Examine::Read(|scene, site| document(scene, site, &PASSPORT_WORDS)),
    operator: Operator::default,
    on: On::STANDARD,
};

#[rustfmt::skip]
pub(super) static LICENSE_WORDS: Lexicon = Lexicon::of([
    &["driver s license", "drivers license", "driver license", "driving license", "driver s licence", "drivers licence",
      "driver licence", "driving licence", "license number", "licence number", "dl number", "dl no", "dl"],
    &["licencia de conducir", "carnet de conducir", "permiso de conducir", "licencia de manejo"],
    &["permis de conduire", "numero de permis"],
    &["fuhrerschein", "fuhrerscheinnummer"],
    &["carteira de motorista", "cnh", "carta de conducao", "habilitacao"],
]);

#[rustfmt::skip]
pub(super) static PASSPORT_WORDS: Lexicon = Lexicon::of([
    &["passport", "passport number", "passport no", "travel document"],
    &["pasaporte"], &["passeport"], &["reisepass", "passnummer", "reisepassnummer"], &["passaporte"],
]);

/// A word of five letters and digits or more, four digits among them, close behind the words for it.
fn document(scene: &Scene<'_>, site: &Site, words: &Lexicon) -> Option<Verdict> {
    let span = site.start..dashed_end(scene.text, site.word_end);
    let bytes = &scene.text.as_bytes()[span.clone()];
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    if !(5..=22).contains(&bytes.len())
        || digits < 4
        || 2 * digits < bytes.len()
        || !scene.mentions(words)
    {
        return None;
    }
    // The nearest number behind the words is theirs: `passport X1234567, phone 5551234567`.
    let reach = scene.before(span.start).since_number().min(5);
    let context = scene.just_before(span.start, reach, words).or_else(|| {
        scene
            .requested(words)
            .filter(|_| scene.words_besides(&span) <= 4)
    })?;
    let free = scene.opens(span.start, &[])
        && scene.closes(span.end, &[])
        && !super::shape::goes_on(scene.text, &span);
    free.then_some(Verdict {
        span,
        score: 0.7,
        validator: None,
        context: Some(context),
    })
}

/// Where groups end that dashes join to a word (`F255-921-50-094-0`).
fn dashed_end(text: &str, mut end: usize) -> usize {
    while let Some(more) = text[end..].strip_prefix('-') {
        let group = more
            .bytes()
            .take_while(u8::is_ascii_alphanumeric)
            .take(6)
            .count();
        if !more.as_bytes()[..group].iter().any(u8::is_ascii_digit) {
            break;
        }
        end += 1 + group;
    }
    end
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{answers, clean, finds};

    #[test]
    fn documents_are_found_by_their_words_in_five_languages() {
        for (kind, text, value) in [
            (
                "US_DRIVER_LICENSE",
                "DL# F255-921-50-094-0 ok",
                "F255-921-50-094-0",
            ),
            (
                "US_DRIVER_LICENSE",
                "My driver's license number is A56319335",
                "A56319335",
            ),
            ("US_DRIVER_LICENSE", "my dl is LH329609T", "LH329609T"),
            (
                "US_DRIVER_LICENSE",
                "mein Führerschein: B072RRE2I55",
                "B072RRE2I55",
            ),
            ("PASSPORT", "mon passeport est 12AB34567", "12AB34567"),
            ("PASSPORT", "mi pasaporte PAB1234567", "PAB1234567"),
        ] {
            finds(kind, text, value);
        }
        answers(
            "PASSPORT",
            "What is your passport number?",
            "X12345AB",
            "X12345AB",
        );
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "order A56319335",
            "the passport photo",
            "license plan 2024",
            "passport office, ticket number is now 12",
        ] {
            clean("US_DRIVER_LICENSE", text);
            clean("PASSPORT", text);
        }
    }
}
