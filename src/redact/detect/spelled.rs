//! Numbers spoken or written in words, digit by digit: `four one five, five five five, oh one three two`.

use super::{Detector, Examine, On, Start, Verdict, phone, us_ssn};
use crate::redact::boundary::ceil;
use crate::redact::context::{Lexicon, Scene, WordSet, same};
use crate::redact::detect::credit_card;
use crate::redact::operate::Operator;
use crate::redact::site::Site;
use crate::redact::validate::luhn;

const fn detector(
    id: &'static str,
    entity: &'static str,
    examine: fn(&Scene<'_>, &Site) -> Option<Verdict>,
) -> Detector {
    Detector {
        id,
        entity,
        start: Start::Keyword(STARTS),
        examine: Examine::Read(examine),
        operator: Operator::default,
        on: On::STANDARD,
    }
}

pub(super) const CARD: Detector = detector("credit_card_spelled", "CREDIT_CARD", card);
pub(super) const PHONE: Detector = detector("phone_number_spelled", "PHONE_NUMBER", telephone);
pub(super) const SSN: Detector = detector("us_ssn_spelled", "US_SSN", social);

/// Digits in English, Spanish, French, German and Portuguese, without accents, from zero to nine each.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve",
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf",
    "null", "eins", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun",
    "zero", "um", "dois", "tres", "quatro", "cinco", "seis", "sete", "oito", "nove",
    "oh", "una", "zwo",
];
static SET: WordSet = WordSet::new(NAMES);
/// Words that say the next digit twice or three times.
const TWICE: [&str; 4] = ["double", "doble", "doppel", "duplo"];
const THRICE: [&str; 2] = ["triple", "triplo"];

/// With which of them a number may begin.
#[rustfmt::skip]
const STARTS: &[&str] = &[
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double", "triple",
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve",
    "zéro", "deux", "trois", "quatre", "cinq", "sept", "huit", "neuf",
    "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun",
    "dois", "três", "quatro", "sete", "oito", "nove",
];

/// Fewest digits that are a number and no counting of things.
const FEWEST: usize = 7;
const MOST: usize = 19;
/// What may stand between two digits.
const GAP: [char; 5] = [' ', ',', '-', '.', '\n'];

/// Words that give a number another meaning.
#[rustfmt::skip]
static DENY: Lexicon = Lexicon::of([
    &["order", "tracking", "case", "ticket", "reference", "ref", "invoice", "serial", "confirmation", "booking", "code", "count", "counting"],
    &["pedido", "seguimiento", "referencia", "factura"], &["commande", "suivi", "facture"],
    &["bestellung", "bestellnummer", "rechnung", "auftrag"], &["pedido", "rastreio", "fatura"],
]);

/// Digits in words.
struct Spelled {
    digits: [u8; MOST],
    count: usize,
    end: usize,
}

impl Spelled {
    fn number(&self) -> &[u8] {
        &self.digits[..self.count]
    }
}

/// The digits in words from a place on, unless they are the middle of more, or mere counting.
fn read(scene: &Scene<'_>, site: &Site) -> Option<Spelled> {
    let (start, end) = (site.start, site.word_end);
    let text = scene.text;
    let more = |word: &str| digit(word).is_some();
    let second = word_at(text, end + gap(text, end));
    if !second.is_some_and(|w| more(w) || TWICE.contains(&w) || THRICE.contains(&w))
        || word_before(text, start).is_some_and(more)
    {
        return None;
    }
    let mut out = Spelled {
        digits: [0; MOST],
        count: 0,
        end: start,
    };
    let (mut at, mut times) = (start, 1);
    while let Some(word) = word_at(text, at) {
        if TWICE.iter().any(|w| same(word, w)) {
            times = 2;
        } else if THRICE.iter().any(|w| same(word, w)) {
            times = 3;
        } else if let Some(digit) = digit(word) {
            for _ in 0..times {
                *out.digits.get_mut(out.count)? = digit;
                out.count += 1;
            }
            times = 1;
            out.end = at + word.len();
        } else {
            break;
        }
        let gap = gap(text, at + word.len());
        if !(1..=3).contains(&gap) {
            break;
        }
        at += word.len() + gap;
    }
    if out.count < FEWEST || out.number().windows(2).all(|w| w[1] == w[0] + 1) {
        return None;
    }
    scene.just_before(start, 4, &DENY).is_none().then_some(out)
}

/// Bytes of the longest word for a digit and what parts it from the next.
const REACH: usize = 16;

/// Bytes from `at` on that may stand between two digits.
fn gap(text: &str, at: usize) -> usize {
    let bytes = text[at..].bytes();
    bytes.take_while(|b| GAP.contains(&char::from(*b))).count()
}

/// The word before `at`.
fn word_before(text: &str, at: usize) -> Option<&str> {
    let head = &text[ceil(text, at.saturating_sub(REACH)).min(at)..at];
    head.trim_end_matches(GAP).rsplit(GAP).next()
}

fn word_at(text: &str, at: usize) -> Option<&str> {
    let rest = &text[at..];
    let end = rest.find(|c: char| !c.is_alphanumeric());
    Some(&rest[..end.unwrap_or(rest.len())]).filter(|word| !word.is_empty())
}

fn digit(word: &str) -> Option<u8> {
    if let [digit @ b'0'..=b'9'] = word.as_bytes() {
        return Some(*digit);
    }
    if matches!(word, "o" | "O") {
        return Some(b'0');
    }
    // Half a dozen, as people in Brazil say it.
    if same(word, "meia") {
        return Some(b'6');
    }
    if !SET.holds(word) {
        return None;
    }
    let value = NAMES.iter().position(|name| same(word, name))? % 10;
    Some(b'0' + value as u8)
}

fn verdict(start: usize, spelled: &Spelled, score: f32, context: Option<&'static str>) -> Verdict {
    Verdict {
        span: start..spelled.end,
        score,
        validator: None,
        context,
    }
}

fn card(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let spelled = read(scene, site)?;
    let context = scene.hinted(site.start, spelled.end, &credit_card::CONTEXT);
    let fits = luhn(spelled.number()) || context.is_some();
    (spelled.count >= 13 && fits).then(|| verdict(site.start, &spelled, 0.8, context))
}

fn telephone(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let spelled = read(scene, site)?;
    let context = scene.hinted(site.start, spelled.end, &phone::CONTEXT);
    let fits = spelled.count <= 13 && (context.is_some() || spelled.count >= 10);
    fits.then(|| verdict(site.start, &spelled, 0.6, context))
}

fn social(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let spelled = read(scene, site)?;
    let context = scene.hinted(site.start, spelled.end, &us_ssn::CONTEXT);
    (spelled.count == 9 && context.is_some()).then(|| verdict(site.start, &spelled, 0.9, context))
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{answers, clean, finds};

    #[test]
    fn digits_in_words_are_numbers_in_five_languages() {
        let phone = "five five five one two three oh four double six";
        finds("PHONE_NUMBER", &format!("call {phone} thanks"), phone);
        let phone = "nueve uno dos, tres cuatro cinco, seis siete ocho";
        finds("PHONE_NUMBER", &format!("mi teléfono es {phone}"), phone);
        let phone = "zéro six un deux trois quatre cinq six sept huit";
        finds("PHONE_NUMBER", phone, phone);
        let phone = "null eins fünf eins zwei drei vier acht neun";
        finds("PHONE_NUMBER", &format!("Telefon: {phone}"), phone);
        let phone = "nove um dois três quatro cinco seis sete oito";
        finds("PHONE_NUMBER", &format!("meu telefone {phone}."), phone);
        let card = "four one one one, one one one one, one one one one, one one one one";
        finds("CREDIT_CARD", &format!("it is {card}"), card);
        answers(
            "US_SSN",
            "What is your social security number?",
            "one two three four five six eight eight nine",
            "one two three four five six eight eight nine",
        );
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "one moment, two items or three please",
            "one two three four five six seven eight nine",
            "order number is four one five five five five oh one three two",
            "between five and six at seven",
            "four five six, that was it",
        ] {
            clean("PHONE_NUMBER", text);
            clean("CREDIT_CARD", text);
        }
    }
}
