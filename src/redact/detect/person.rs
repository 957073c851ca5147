//! Names that people give: behind the words that introduce one, or as the answer to a question for it.

use std::ops::Range;

use super::{Detector, Examine, On, Start, Verdict};
use crate::redact::boundary::floor;
use crate::redact::context::{Lexicon, Scene, WordSet};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const INTRODUCED: Detector = Detector {
    id: "person_name",
    entity: "PERSON",
    start: Start::Keyword(&[
        "my name is",
        "my name's",
        "name is",
        "full name",
        "full name is",
        "name",
        "this is",
        "i am",
        "i'm",
        "me llamo",
        "mi nombre es",
        "soy",
        "je m'appelle",
        "je suis",
        "mon nom est",
        "mein name ist",
        "ich heiße",
        "ich heisse",
        "ich bin",
        "me chamo",
        "meu nome é",
        "meu nome e",
        "sou",
    ]),
    examine: Examine::Read(introduced),
    operator: Operator::default,
    on: On::NAMES,
};

pub(super) const ANSWERED: Detector = Detector {
    id: "person_name",
    entity: "PERSON",
    start: Start::Answer,
    examine: Examine::Read(answered),
    operator: Operator::default,
    on: On::NAMES,
};

#[rustfmt::skip]
static ASK: Lexicon = Lexicon::of([
    &["your name", "full name", "first name", "last name", "name please", "first and last name", "name on the account", "account holder"],
    &["su nombre", "tu nombre", "nombre completo", "como se llama", "apellidos", "con quien hablo"],
    &["votre nom", "nom complet", "nom et prenom", "vous appelez"],
    &["ihr name", "ihren namen", "namen nennen", "vollstandiger name", "vor und nachname"],
    &["seu nome", "nome completo", "como se chama", "com quem falo"],
]);

/// Words that are no name where one may stand.
#[rustfmt::skip]
static STOP: WordSet = WordSet::new(&[
    "and", "or", "but", "i", "my", "your", "his", "her", "the", "a", "an", "is", "are", "was", "not", "no", "yes", "ok", "okay", "sure", "hello", "hi",
    "hey", "thanks", "thank", "please", "from", "with", "for", "in", "on", "at", "of", "to", "it", "its", "this", "that", "here", "there", "what", "why",
    "how", "can", "could", "will", "would", "want", "need", "have", "has", "had", "do", "does", "did", "order", "number", "account", "email", "phone",
    "address", "card", "name", "wrong", "correct", "right", "good", "great", "fine", "nothing", "none", "never", "just", "also", "so", "very", "still",
    "calling", "speaking", "trying", "booking", "four", "last", "confirmation", "reservation", "credit", "debit", "password", "zip", "city", "state", "ticket", "policy", "claim", "looking", "sorry", "happy", "having", "getting", "going", "customer", "agent", "bot", "support", "service", "about",
    "on", "he", "she", "we", "they", "you", "me", "us", "him", "them", "new", "old", "same", "ssn", "ph", "nope", "yeah", "yep", "cool", "perfect", "bye",
    "y", "o", "el", "la", "los", "mi", "su", "de", "no", "si", "gracias", "hola", "por", "para", "con", "que", "un", "una", "pero", "del",
    "et", "ou", "le", "les", "mon", "ma", "votre", "merci", "bonjour", "oui", "non", "pour", "avec", "une", "je", "du",
    "und", "oder", "der", "die", "das", "mein", "meine", "ihr", "danke", "hallo", "ja", "nein", "bitte", "mit", "ein", "eine", "ich", "nicht",
    "e", "os", "meu", "minha", "seu", "obrigado", "obrigada", "ola", "sim", "nao", "com", "um", "uma", "eu",
]);

fn is_stop(word: &str) -> bool {
    STOP.holds(word)
}

/// Names at the start of a text: one to three words of letters, up to a word that is none.
fn name(text: &str, from: usize, least_capital: bool) -> Option<Range<usize>> {
    let rest = &text[from..floor(text, (from + 80).min(text.len()))];
    let lead = rest.len() - rest.trim_start_matches([' ', ':', '=', '\t']).len();
    let mut at = from + lead;
    let (first, mut last, mut count) = (at, None, 0);
    for part in rest[lead..].split_inclusive(' ') {
        let word = part.trim_end();
        let bare = word.trim_end_matches(['.', ',', ';', '!', '?', ':', ')', '"', '\n']);
        let initial = bare.chars().count() == 1 && word.ends_with('.');
        let letters = bare
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'))
            && !bare.is_empty();
        let capital = bare.starts_with(char::is_uppercase);
        if !letters
            || is_stop(bare)
            || least_capital && !capital
            || bare.chars().count() < 2 && !initial
        {
            break;
        }
        // In small letters a third word is more often the next clause.
        if count == 2 && !capital {
            break;
        }
        last = Some(at + bare.len());
        count += 1;
        if bare.len() < word.len() && !initial || count == 3 {
            break;
        }
        at += part.len();
    }
    last.filter(|_| count > 0).map(|last| first..last)
}

fn introduced(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let text = scene.text;
    let words = text[site.start..site.word_end].to_lowercase();
    let rest = text[site.word_end..].trim_start_matches(' ');
    let (needs_capital, score) = match words.as_str() {
        // A label of a form.
        "name" | "full name" if rest.starts_with([':', '=']) => (false, 0.6),
        "name" | "full name" => return None,
        "this is" | "i am" | "i'm" | "soy" | "je suis" | "ich bin" | "sou" => (true, 0.4),
        _ => (false, 0.7),
    };
    // `city name is`, `file name is`: whose name is it?
    if words.ends_with("name is") && words != "my name is" {
        const WHOSE: [&str; 14] = [
            "my", "last", "first", "full", "second", "middle", "the", "his", "her", "and", "wife",
            "husband", "son", "daughter",
        ];
        let before = scene.before(site.start);
        if !before.is_empty() && !before.ends_with_any(&WHOSE) {
            return None;
        }
    }
    if words == "name"
        && text[..site.start]
            .trim_end()
            .to_lowercase()
            .ends_with(['_', '-'])
    {
        return None;
    }
    let span = name(text, site.word_end, needs_capital)?;
    // In small letters `my name is on the card` may go on; two words at most.
    Some(Verdict {
        span,
        score,
        validator: None,
        context: Some("name"),
    })
}

fn answered(scene: &Scene<'_>, _: &Site) -> Option<Verdict> {
    let text = scene.text;
    let trimmed = text.trim();
    let lead = text.len() - text.trim_start().len();
    if trimmed.split_whitespace().count() > 4 {
        return None;
    }
    let lower = trimmed.get(..6).unwrap_or_default().to_lowercase();
    let skip = ["it's ", "its ", "it is "]
        .iter()
        .find(|s| lower.starts_with(**s))
        .map_or(0, |s| s.len());
    let span = name(text, lead + skip, false)?;
    let rest = text[span.end..].trim_matches(|c: char| !c.is_alphanumeric());
    let asked = scene.requested(&ASK).filter(|_| rest.is_empty())?;
    Some(Verdict {
        span,
        score: 0.6,
        validator: None,
        context: Some(asked),
    })
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{answers, clean, finds, ignores};

    #[test]
    fn finds_names_that_people_give() {
        for (text, name) in [
            ("hi, my name is raja", "raja"),
            (
                "My name is Mary Ann O'Neil and I lost it",
                "Mary Ann O'Neil",
            ),
            ("Name: Jason Hartmann Phone: 1", "Jason Hartmann"),
            ("me llamo José García.", "José García"),
            ("Je m'appelle Zoë", "Zoë"),
            ("ich heiße Jürgen Müller", "Jürgen Müller"),
            ("meu nome é Ana Souza", "Ana Souza"),
        ] {
            finds("PERSON", text, name);
        }
        answers(
            "PERSON",
            "May I have your full name please?",
            "crystal minh",
            "crystal minh",
        );
        answers("PERSON", "¿Cuál es su nombre?", "Ana Souza", "Ana Souza");
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "I'm happy",
            "this is not it",
            "the name on the order",
            "I am calling about it",
            "name is wrong",
            "soy cliente",
            "ich bin nicht da",
        ] {
            clean("PERSON", text);
        }
        ignores("PERSON", "Is the name on the order correct?", "yes");
        ignores("PERSON", "What is the problem?", "broken screen");
    }
}
