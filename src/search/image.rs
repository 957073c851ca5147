//! What an expression becomes when the texts that it matches are folded.
//!
//! Folding goes character by character, so the folds of everything that an expression matches are
//! what another expression matches: the one whose letters and classes are folded. What looks
//! around (`\b`, `^`) is left out, so it matches more, never less.

use std::collections::BTreeSet;

use regex_syntax::hir::{
    Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Literal, Repetition,
};

use crate::search::fold::folded;

/// Characters of a class that are folded one by one; larger classes are mostly other scripts.
const ONE_BY_ONE: usize = 1024;
/// Characters that the fold of one has at most.
pub(crate) const LONGEST_FOLD: u32 = 4;
/// Characters outside ASCII whose fold is a space.
pub(crate) const SPACES: [(char, char); 8] = [
    ('\u{80}', '\u{a0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200a}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202f}', '\u{202f}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
    ('\0', '\u{1f}'),
];

/// The expression for the folds of what `hir` matches, and maybe for more.
pub(crate) fn image(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Hir::empty(),
        HirKind::Literal(Literal(bytes)) => match std::str::from_utf8(bytes) {
            Ok(text) => Hir::literal(folded(text)),
            Err(_) => anything(true),
        },
        HirKind::Class(Class::Unicode(class)) => of_class(class),
        HirKind::Class(Class::Bytes(class)) => match class.to_unicode_class() {
            Some(class) => of_class(&class),
            None => anything(true),
        },
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            sub: Box::new(image(&repetition.sub)),
            ..repetition.clone()
        }),
        HirKind::Capture(Capture { sub, .. }) => image(sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(image).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(image).collect()),
    }
}

/// The fold of any one character; of those alone that hold no space, unless they may.
fn anything(with_space: bool) -> Hir {
    let mut class = ClassUnicode::new([ClassUnicodeRange::new('\0', char::MAX)]);
    if !with_space {
        class.difference(&ClassUnicode::new([ClassUnicodeRange::new(' ', ' ')]));
    }
    Hir::repetition(Repetition {
        min: 0,
        max: Some(LONGEST_FOLD),
        greedy: true,
        sub: Box::new(Hir::class(Class::Unicode(class))),
    })
}

fn of_class(class: &ClassUnicode) -> Hir {
    let letters = || class.iter().flat_map(|range| range.start()..=range.end());
    let is_small = letters().nth(ONE_BY_ONE).is_none();
    let mut single = ClassUnicode::empty();
    let mut several = BTreeSet::new();
    for letter in letters().take_while(|letter| is_small || letter.is_ascii()) {
        let fold = folded(letter.encode_utf8(&mut [0; 4]));
        let text = String::from_utf8_lossy(&fold);
        let mut plain = text.chars();
        match (plain.next(), plain.next()) {
            (Some(one), None) => single.push(ClassUnicodeRange::new(one, one)),
            _ => {
                several.insert(text.into_owned());
            }
        }
    }
    let mut branches: Vec<Hir> = several
        .into_iter()
        .map(|text| Hir::literal(text.into_bytes()))
        .collect();
    if single.iter().next().is_some() {
        branches.push(Hir::class(Class::Unicode(single)));
    }
    if !is_small {
        let mut spaces = ClassUnicode::new(SPACES.map(|(a, b)| ClassUnicodeRange::new(a, b)));
        spaces.intersect(class);
        branches.push(anything(spaces.iter().next().is_some()));
    }
    Hir::alternation(branches)
}

#[cfg(test)]
mod tests {
    use regex_syntax::ParserBuilder;

    use super::*;

    #[test]
    fn what_is_said_of_spaces_and_lengths_is_true_of_every_character() {
        for letter in '\0'..=char::MAX {
            let fold = folded(letter.encode_utf8(&mut [0; 4]));
            let fold = String::from_utf8(fold).expect("UTF-8");
            assert!(fold.chars().count() <= LONGEST_FOLD as usize, "{letter:?}");
            let is_space = SPACES
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&letter));
            assert!(
                letter == ' ' || is_space || !fold.contains(' '),
                "{letter:?} folds to a space"
            );
        }
    }

    #[test]
    fn the_image_matches_the_fold_of_what_the_expression_matches() {
        let texts = [
            "Crème brûlée, 3 STRASSEN",
            "Straße 12\nzwei",
            "NW-48213 ﬁn … ＡＢ",
            "e\u{301}te\u{301} İstanbul ısı",
            "注文番号 😀 ok",
        ];
        for pattern in [
            "(?i)strasse",
            "Stra[ß]e",
            r"\bCr.me\b",
            r"\w+ 3",
            r"[^a-z ]{2,}",
            r"(?-u:\b)NW-\d{5}",
            "(?i)[à-ü]+",
            r"\p{L}+-[0-9]+",
            "^e.t",
            "…",
            "ok$",
            "12.zwei|12\nzwei",
            "[ＡＢ]+",
        ] {
            let hir = ParserBuilder::new().utf8(true).build().parse(pattern);
            let hir = hir.expect(pattern);
            let regex = regex::Regex::new(pattern).expect(pattern);
            let image = image(&hir).to_string();
            let image = regex::Regex::new(&image).expect(&image);
            for text in texts.iter().filter(|text| regex.is_match(text)) {
                let fold = String::from_utf8(folded(text)).expect("UTF-8");
                assert!(image.is_match(&fold), "{pattern}: {image} in {fold}");
            }
        }
    }
}
