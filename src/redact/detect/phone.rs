//! Telephone numbers: international with `+`, `00` or `011`; North American; national ones of a known
//! region; any other digits only where the words around say phone.
//!
//! Rules of the North American Numbering Plan (area and exchange begin with 2 to 9, an area code is not
//! N11); lengths elsewhere from [`phone_plan`](super::phone_plan).

use crate::redact::boundary::{ceil, floor};

use super::cluster::LIMIT;
use super::lookalike::other_than_phone;
use super::phone_plan::{Plan, international, of_region};
use super::{Detector, Examine, On, Start, Verdict, counts};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const DETECTOR: Detector = Detector {
    id: "phone_number",
    entity: "PHONE_NUMBER",
    start: Start::Digits(counts(6, 16)),
    examine: Examine::Read(examine),
    operator: Operator::default,
    on: On::STANDARD,
};

/// Words that say phone by themselves.
#[rustfmt::skip]
pub(super) static CONTEXT: Lexicon = Lexicon::of([
    &["phone", "phones", "telephone", "tel", "tlf", "call", "called", "calling", "callback", "text", "cell",
      "cellphone", "mobile", "mob", "whatsapp", "sms", "fax", "dial", "ring", "ph", "phno", "contact",
      "contact number", "reach", "reached", "answering", "hotline", "landline", "desk", "pager",
      "voicemail", "my number", "home number", "office"],
    &["telefono", "llamar", "llame", "llamame", "llamenme", "movil", "celular", "cel", "fijo", "mi numero", "su numero", "tu numero"],
    &["telephone", "appeler", "appelez", "portable", "joindre", "joignable", "rappeler", "rappelez", "mon numero", "votre numero"],
    &["telefon", "handy", "anrufen", "rufen", "erreichbar", "handynummer", "telefonnummer", "rufnummer",
      "mobilnummer", "festnetz", "ruckruf", "meine nummer", "telefonisch", "ihre nummer", "erreichen"],
    &["telefone", "ligar", "ligue", "telemovel", "celular", "contato", "contacto", "meu numero", "fone", "zap"],
]);

/// Words that give a number another meaning.
static DENY: Lexicon = Lexicon::of([
    &[
        "order",
        "orders",
        "tracking",
        "track",
        "case",
        "ticket",
        "ref",
        "reference",
        "invoice",
        "serial",
        "sku",
        "part",
        "item",
        "policy",
        "claim",
        "confirmation",
        "booking",
        "account",
        "acct",
        "routing",
        "iban",
        "ssn",
        "social",
        "zip",
        "timestamp",
        "epoch",
        "version",
        "build",
        "imei",
        "isbn",
        "upc",
        "ean",
        "member",
        "membership",
        "license",
        "licence",
        "passport",
        "id",
        "card",
        "code",
        "receipt",
        "parcel",
        "shipment",
        "awb",
        "customer number",
        "case number",
    ],
    &[
        "pedido",
        "seguimiento",
        "referencia",
        "factura",
        "envio",
        "codigo",
        "cuenta",
        "dni",
        "nif",
        "expediente",
    ],
    &[
        "commande", "suivi", "facture", "colis", "dossier", "compte", "client",
    ],
    &[
        "bestellung",
        "bestellnummer",
        "auftrag",
        "auftragsnummer",
        "rechnung",
        "rechnungsnummer",
        "sendung",
        "sendungsnummer",
        "vorgang",
        "vorgangsnummer",
        "kundennummer",
        "konto",
        "kontonummer",
        "ausweis",
        "artikelnummer",
        "vertragsnummer",
    ],
    &[
        "pedido",
        "rastreio",
        "rastreamento",
        "fatura",
        "protocolo",
        "encomenda",
        "codigo",
        "conta",
        "cpf",
        "nif",
    ],
]);

/// A word that says phone only of digits that could be one.
static NUMBER: Lexicon = Lexicon::of([
    &["number"],
    &["numero"],
    &["numero"],
    &["nummer"],
    &["numero"],
]);

#[rustfmt::skip]
const GLUE_BEFORE: [&str; 16] = [
    "phone", "tel", "telephone", "cell", "mobile", "call", "is", "at", "on", "no", "number", "ph",
    "fax", "or", "and", "whatsapp",
];
#[rustfmt::skip]
const GLUE_AFTER: [&str; 9] = [
    "and", "or", "please", "thanks", "office", "fax", "mobile", "cell", "home",
];

/// How the digits of a candidate stand in the text.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent observations, each read by name"
)]
struct Shape<'a> {
    digits: &'a [u8],
    sizes: &'a [usize],
    /// Separators are dashes, dots or parentheses, not only spaces.
    marked: bool,
    /// The text holds nothing else.
    whole: bool,
    /// Digits stand right before, so this may be the middle of something longer.
    inside: bool,
    /// Touches `/`, `=`, `#` … of a larger token.
    token: bool,
    /// What the words around say.
    context: Option<&'static str>,
    /// The words right before give the number another meaning.
    denied: bool,
}

type Class = Option<(f32, Option<&'static str>)>;

fn examine(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let text = scene.text;
    let all = &site.groups;
    let (start, plus, paren) = opening(text, site.start);
    if !scene.opens(start, &GLUE_BEFORE)
        || matches!(last_char(text, start), Some('$' | '€' | '£' | '¥' | '₹'))
    {
        return None;
    }
    let inside = !plus && follows_digit(text, start);
    if inside
        && !matches!(
            text.as_bytes().get(start.wrapping_sub(1)),
            Some(b' ' | b'\n' | b',' | b';')
        )
        && !paren
    {
        return None;
    }
    let digits = &site.digits;
    let mut sizes = [0; LIMIT];
    for (size, group) in sizes.iter_mut().zip(all) {
        *size = group.at.len();
    }
    let sizes = &sizes[..all.len()];
    // In the middle of digits only the one shape that nobody mistakes is a number of its own.
    if inside && !matches!(sizes[..], [3 | 4, 3, 4, ..] | [1, 3, 3, 4, ..]) {
        return None;
    }
    let mut before = None;
    (1..=all.len()).rev().find_map(|n| {
        let (taken, sizes) = (&all[..n], &sizes[..n]);
        let number = &digits[..sizes.iter().sum()];
        let end = taken[n - 1].at.end;
        if !(6..=16).contains(&number.len())
            || !ends_well(text, end)
            || other_than_phone(text, taken, sizes)
        {
            return None;
        }
        let closed = text[site.start..end].contains(')');
        // `(555-123-4567)`: the parentheses belong to the sentence.
        let begin = if paren && !closed {
            if plus { start + 1 } else { site.start }
        } else {
            start
        };
        let full = extension(text, end).unwrap_or(end);
        if !scene.closes(full, &GLUE_AFTER) {
            return None;
        }
        let words = *before.get_or_insert_with(|| Before::of(scene, start));
        let (context, denied) = words.and_after(scene, full, number.len());
        let shape = Shape {
            digits: number,
            sizes,
            marked: text[begin..end].bytes().any(|b| b"()-.".contains(&b)),
            whole: scene.is_whole(begin, full),
            inside,
            token: in_token(text, begin, full, context.is_some()),
            context,
            denied,
        };
        let (score, validator) = if plus {
            with_plus(&shape, text[begin..end].contains("(0)"))
        } else {
            prefixed(&shape)
                .or_else(|| north_american(&shape))
                .or_else(|| national(&shape, scene.region))
                .or_else(|| anywhere(&shape))
        }?;
        Some(Verdict {
            span: begin..full,
            score,
            validator,
            context,
        })
    })
}

/// What the words before a number say.
#[derive(Clone, Copy)]
struct Before {
    context: Option<&'static str>,
    denied: bool,
    /// `number` stands close, which says little.
    number: Option<&'static str>,
}

impl Before {
    fn of(scene: &Scene<'_>, start: usize) -> Self {
        let words = scene.before(start);
        // The nearest word decides: `call about order 4155550132` is an order.
        let nearest = (1..=4).find_map(|n| {
            let context = words.last(n, &CONTEXT, scene.languages).filter(|_| n < 4);
            (context.is_some() || words.last(n, &DENY, scene.languages).is_some())
                .then_some(context)
        });
        if nearest == Some(None) {
            return Self {
                context: None,
                denied: true,
                number: None,
            };
        }
        let context = nearest
            .flatten()
            .or_else(|| words.last(8, &CONTEXT, scene.languages));
        let number = words.last(3, &NUMBER, scene.languages);
        let denied =
            context.is_none() && scene.asked(&CONTEXT).is_none() && scene.told(&DENY).is_some();
        Self {
            context: context.or_else(|| scene.asked(&CONTEXT)),
            denied,
            number,
        }
    }

    /// With the words behind the number: the word that says phone, and whether something else is meant.
    fn and_after(
        self,
        scene: &Scene<'_>,
        end: usize,
        digits: usize,
    ) -> (Option<&'static str>, bool) {
        if self.context.is_some() || (self.denied && self.number.is_none()) {
            return (self.context, self.denied);
        }
        let number = self.number.filter(|_| (7..=11).contains(&digits));
        let context = scene.just_after(end, &CONTEXT).or(number);
        (context, self.denied && context.is_none())
    }
}

/// Start of the span with `(` and `+`, and whether they are there.
fn opening(text: &str, start: usize) -> (usize, bool, bool) {
    let (mut at, mut plus, mut paren) = (start, false, false);
    for _ in 0..3 {
        match text.as_bytes().get(at.wrapping_sub(1)) {
            Some(b'+') if !plus => plus = true,
            Some(b'(') if !paren => paren = true,
            Some(b' ') if !plus && at >= 2 && text.as_bytes()[at - 2] == b'+' => {}
            _ => break,
        }
        at -= 1;
    }
    (at, plus, paren)
}

fn last_char(text: &str, at: usize) -> Option<char> {
    text[..at].trim_end_matches(' ').chars().next_back()
}

/// Whether a digit stands a few separators before.
pub(super) fn follows_digit(text: &str, start: usize) -> bool {
    let before = &text.as_bytes()[start.saturating_sub(4)..start];
    let last = before.iter().rev().find(|b| !b" ()./-".contains(b));
    last.is_some_and(u8::is_ascii_digit)
}

/// No digit, unit or clock goes on behind the candidate.
fn ends_well(text: &str, end: usize) -> bool {
    let rest = &text.as_bytes()[end..];
    let digit = |i: usize| rest.get(i).is_some_and(u8::is_ascii_digit);
    match rest.first() {
        Some(b'%') => false,
        Some(b'-' | b'.' | b'/' | b':' | b',') => !digit(1),
        _ => true,
    }
}

/// Touches a larger token: a path, a query, an identifier. A `#` is a number's own where the words name it.
fn in_token(text: &str, start: usize, end: usize, named: bool) -> bool {
    let (before, after) = (&text[..start], &text[end..]);
    let left = match before.bytes().next_back() {
        Some(b'#') => !named,
        Some(b'/' | b'=' | b'_' | b'.' | b'&' | b'@') => {
            before[..before.len() - 1].ends_with(char::is_alphanumeric)
        }
        Some(b'-') => {
            before[..before.len() - 1].ends_with(|c: char| c.is_ascii_digit()) || hex_word(before)
        }
        _ => false,
    };
    let right = match after.bytes().next() {
        Some(b'/' | b'=' | b'_' | b'&' | b'@') => after[1..].starts_with(char::is_alphanumeric),
        _ => false,
    };
    left || right
}

/// The word before a trailing `-` holds a digit: a piece of a UUID or an article number.
fn hex_word(before: &str) -> bool {
    let from = ceil(before, before.len().saturating_sub(40));
    let word = before[from..].trim_end_matches('-');
    let start = word
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |i| i + 1);
    word.get(start..)
        .is_some_and(|w| w.contains(|c: char| c.is_ascii_digit()))
}

/// The end of `x123`, `ext. 503`, `extension 9` behind a number.
fn extension(text: &str, end: usize) -> Option<usize> {
    let rest = &text[end..floor(text, (end + 40).min(text.len()))];
    let word = rest.trim_start_matches([' ', ',', ';']);
    if rest.len() - word.len() > 3 {
        return None;
    }
    let name = ["extension", "extn", "ext", "x"].into_iter().find(|n| {
        word.get(..n.len())
            .is_some_and(|w| w.eq_ignore_ascii_case(n))
    })?;
    let tail = &word[name.len()..];
    let number = tail.trim_start_matches(['.', ':', '#', ' ']);
    let count = number.bytes().take_while(u8::is_ascii_digit).count();
    let fits = (1..=7).contains(&count) && tail.len() - number.len() <= 3;
    fits.then(|| end + (rest.len() - number.len()) + count)
}

/// `+` and a country code.
fn with_plus(shape: &Shape<'_>, trunk_in_parentheses: bool) -> Class {
    let digits = shape.digits;
    let known = international(digits).is_some() || (trunk_in_parentheses && without_trunk(digits));
    match digits.len() {
        7..=15 if known => Some((0.95, Some("numbering_plan"))),
        8..=15 if shape.context.is_some() || !shape.denied => Some((0.6, None)),
        _ => None,
    }
}

/// `+44 (0)20 …`: a plan fits when the zero is left out.
fn without_trunk(digits: &[u8]) -> bool {
    digits
        .iter()
        .enumerate()
        .filter(|(i, d)| **d == b'0' && (1..=3).contains(i))
        .any(|(i, _)| international(&[&digits[..i], &digits[i + 1..]].concat()).is_some())
}

/// `00` or `011` and a country code.
fn prefixed(shape: &Shape<'_>) -> Class {
    let rest = shape
        .digits
        .strip_prefix(b"011")
        .or_else(|| shape.digits.strip_prefix(b"00"))?;
    let known = rest.len() >= 7 && international(rest).is_some();
    let written = shape.sizes.len() > 1 || shape.context.is_some();
    (known && written && !shape.inside && !shape.token && !shape.denied)
        .then_some((0.75, Some("numbering_plan")))
}

/// North American numbers, with or without the 1.
fn north_american(shape: &Shape<'_>) -> Class {
    let d = shape.digits;
    let (ten, sizes) = match (d.len(), shape.sizes) {
        (10, sizes) => (d, sizes),
        (11, [1, sizes @ ..]) if d[0] == b'1' => (&d[1..], sizes),
        (11, sizes) if d[0] == b'1' => (&d[1..], sizes),
        _ => return None,
    };
    let valid = ten[0] >= b'2' && ten[3] >= b'2' && ten[1..3] != *b"11";
    let validator = valid.then_some("numbering_plan");
    let usual = matches!(sizes, [3 | 4, 3, 4]) && (shape.sizes.len() > 1);
    let score = match (sizes, shape.context.is_some()) {
        _ if usual && shape.token && !shape.marked => return None,
        _ if usual && shape.denied && valid && shape.marked => 0.5,
        _ if usual && shape.denied => return None,
        (_, true) if usual => 0.95,
        _ if usual && valid => 0.8,
        _ if usual && shape.marked => 0.6,
        _ if usual => 0.5,
        _ if shape.inside || shape.token || shape.denied => return None,
        ([3, 7] | [6, 4] | [10 | 11], true) => {
            if valid {
                0.85
            } else {
                0.65
            }
        }
        ([3, 7] | [6, 4] | [10 | 11], false) if valid => 0.55,
        (_, true) => 0.6,
        // A bare answer: nothing but the digits, in groups of any kind.
        _ if shape.whole
            && !thousands(shape.sizes)
            && (valid || (d.len() == 11 && sizes.len() > 1)) =>
        {
            0.5
        }
        _ => return None,
    };
    Some((score, validator))
}

/// `10 000 000 000`: an amount.
fn thousands(sizes: &[usize]) -> bool {
    sizes.len() > 2 && sizes[0] <= 3 && sizes[1..].iter().all(|s| *s == 3)
}

/// Numbers of the message's region as they are dialled there.
fn national(shape: &Shape<'_>, region: Option<&str>) -> Class {
    let plan = of_region(region?)?;
    if plan.code == 1 || shape.inside || shape.token || shape.denied {
        return None;
    }
    let fits = |Plan { min, max, .. }: &Plan, n: usize| {
        (usize::from(*min).max(6)..=usize::from(*max)).contains(&n)
    };
    let trunk = shape
        .digits
        .strip_prefix(plan.trunk.as_bytes())
        .filter(|_| !plan.trunk.is_empty());
    let known = trunk.is_some_and(|rest| fits(plan, rest.len()));
    let direct = fits(plan, shape.digits.len());
    let score = match (known, shape.context.is_some(), shape.sizes.len()) {
        (true, true, _) => 0.85,
        (true, false, 2..) => 0.7,
        (true, false, _) => 0.5,
        (false, true, _) if direct => 0.7,
        (false, false, 2..) if direct => 0.5,
        _ => return None,
    };
    Some((score, Some("numbering_plan")))
}

/// Numbers of no known plan: grouped with a trunk zero, where the words say phone, or a bare answer.
fn anywhere(shape: &Shape<'_>) -> Class {
    if shape.inside || shape.token || shape.denied {
        return None;
    }
    let n = shape.digits.len();
    let grouped = shape.sizes.len() >= 2 && shape.sizes.iter().all(|s| *s >= 2);
    let trunk = shape.digits[0] == b'0' && shape.digits[1] != b'0';
    let pairs = shape.sizes == [2, 2, 2] && !shape.marked;
    if shape.context.is_some() && ((7..=15).contains(&n) || pairs) {
        return Some((0.65, None));
    }
    if trunk && grouped && (9..=11).contains(&n) {
        return Some((0.5, None));
    }
    let answer = shape.whole
        && shape.sizes.len() == 1
        && matches!((n, shape.digits[0]), (10, b'2'..) | (11, _));
    answer.then_some((0.5, None))
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{answers, clean, finds, finds_in};

    #[test]
    fn finds_numbers_as_people_write_them() {
        for phone in [
            "(415)555-0132",
            "+55 11 98456 5666",
            "(415) 555-0132",
            "+30 21 0 1234567",
            "+33 1 42 68 53 00",
            "415-666-7777",
            "415/666-7777",
            "4156667777",
            "+1 415-666-7777",
            "555.123.4567",
            "541 7543010",
            "(+41) 22 730 5989",
            "+44 (0)20 7946 0958",
            "001-748-088-2851x818",
            "0487 23 46 71",
            "1-800-555-0199",
            "415-666-7777 ext. 503",
            "(523) 222-8888 x 623",
            "1.234.567.8900",
            "+44 7700 900123",
        ] {
            finds("PHONE_NUMBER", &format!("it is {phone}, ok"), phone);
        }
    }

    #[test]
    fn context_admits_what_looks_like_anything() {
        finds(
            "PHONE_NUMBER",
            "They're not answering at 785 8949",
            "785 8949",
        );
        finds("PHONE_NUMBER", "my phone number is 897459874", "897459874");
        finds("PHONE_NUMBER", "tel 13812345678", "13812345678");
        clean("PHONE_NUMBER", "785 8949");
        clean("PHONE_NUMBER", "my order number is 897459874");
    }

    #[test]
    fn region_admits_national_numbers() {
        finds_in("JP", "PHONE_NUMBER", "It is 090-1234-5678", "090-1234-5678");
        finds_in("DE", "PHONE_NUMBER", "030-3-2 23 12 34", "030-3-2 23 12 34");
        finds_in("AU", "PHONE_NUMBER", "1800-10-10 22", "1800-10-10 22");
    }

    #[test]
    fn a_bare_answer_is_a_number() {
        finds("PHONE_NUMBER", "9600524545", "9600524545");
        finds("PHONE_NUMBER", "65 02 53 00 00.", "65 02 53 00 00");
        clean("PHONE_NUMBER", "my 9600524545 things");
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "3/10/1984",
            "31/8/2011",
            "2012-01-02 08:00",
            "20120102 08:00",
            "2014-04-12 04:04 PM",
            "12345",
            "23456789",
            "234567890112",
            "build 10.15.7",
            "server at 192.168.1.1",
            "192.168.100.200",
            "timestamp: 1234567890",
            "1700000000000",
            "order #4155550132",
            "total $4155550132",
            "550e8400-e29b-41d4-a716-446655440000",
            "0MwRM00000001Yz0AI",
            "ids/4155550132",
            "4155550132.50",
            "99.5%",
            "1000 - 2000",
            "on 2024-01-15 12",
            "tracking 4155550132",
            "10 000 000 000",
            "call about order 4155550132",
            "from 2010-2015 2016",
            "/case?id=4155550132",
            "A4155550132",
            "4155550132B",
        ] {
            clean("PHONE_NUMBER", text);
        }
    }

    #[test]
    fn a_number_sign_is_its_own_where_the_words_say_phone() {
        finds("PHONE_NUMBER", "my cell #2125550170", "2125550170");
        clean("PHONE_NUMBER", "thread #2125550170");
        answers(
            "PHONE_NUMBER",
            "Wie erreichen wir Sie telefonisch?",
            "0151 23456789",
            "0151 23456789",
        );
        finds("PHONE_NUMBER", "meu zap 11987654321", "11987654321");
    }

    #[test]
    fn parentheses_of_the_sentence_stay() {
        finds("PHONE_NUMBER", "(555-123-4567)", "555-123-4567");
    }
}
