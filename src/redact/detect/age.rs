//! How old somebody is.

use super::{Detector, Examine, On, Start, Verdict, counts};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const DETECTOR: Detector = Detector {
    id: "age",
    entity: "AGE",
    start: Start::Digits(counts(1, 3)),
    examine: Examine::Read(examine),
    operator: Operator::default,
    on: On::BROAD,
};

/// Words that say age by themselves, before the number.
#[rustfmt::skip]
static AGED: Lexicon = Lexicon::of([
    &["age", "aged", "my age"], &["edad"], &["age de", "agee de"], &["alter", "im alter"], &["idade"],
]);

/// Units behind the number that say it.
#[rustfmt::skip]
static OLD: Lexicon = Lexicon::of([
    &["years old", "year old", "yrs old", "yr old", "yo", "y o", "years of age", "year-old"],
    &["anos de edad"], &[], &["jahre alt"], &["anos de idade"],
]);
/// Units that say it of persons.
#[rustfmt::skip]
static YEARS: Lexicon = Lexicon::of([&[], &["anos"], &["ans"], &[], &["anos"]]);

#[rustfmt::skip]
static PERSON: Lexicon = Lexicon::of([
    &["i", "m", "am", "he", "she", "my son", "my daughter", "mother", "father", "wife", "husband", "child", "kid", "who is"],
    &["tengo", "tiene", "hijo", "hija", "madre", "padre"],
    &["ai", "a", "fils", "fille", "mere", "pere"],
    &["ich bin", "er ist", "sie ist", "sohn", "tochter"],
    &["tenho", "tem", "filho", "filha", "mae", "pai"],
]);

fn examine(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let group = site.groups.first().filter(|g| g.at.len() <= 3)?;
    let years: u32 = scene.text[group.at.clone()].parse().ok()?;
    let (start, end) = (site.start, group.at.end);
    if !(1..=120).contains(&years)
        || !scene.opens(start, &[])
        || matches!(
            scene.byte_before(start),
            Some(b'.' | b',' | b'/' | b'$' | b'-' | b'#' | b':')
        )
        || scene.text[end..].starts_with(['/', '.', '%', ':'])
            && scene.text[end + 1..].starts_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let aged = scene.just_before(start, 2, &AGED);
    let person = || scene.just_before(start, 4, &PERSON);
    let old = scene
        .just_after(end, &OLD)
        .filter(|_| years >= 16 || person().is_some());
    let unit = || scene.just_after(end, &YEARS).filter(|_| person().is_some());
    let context = aged.or(old).or_else(unit)?;
    Some(Verdict {
        span: start..end,
        score: 0.6,
        validator: None,
        context: Some(context),
    })
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_ages_in_five_languages() {
        for (text, age) in [
            ("I am 42 years old", "42"),
            ("a 42 year old woman", "42"),
            ("age: 42", "42"),
            ("tengo 42 años", "42"),
            ("j'ai 42 ans", "42"),
            ("ich bin 42 Jahre alt", "42"),
            ("tenho 42 anos", "42"),
        ] {
            finds("AGE", text, age);
        }
    }

    #[test]
    fn leaves_other_years_alone() {
        for text in [
            "my laptop is 3 years old",
            "garantía de 2 años",
            "for 5 years",
            "2 ans de garantie",
            "page 42",
            "1.5 years old",
        ] {
            clean("AGE", text);
        }
    }
}
