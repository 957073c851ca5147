//! What belongs to a card: its security code, its expiry, and the last four digits as an answer.

use super::{Detector, Examine, On, Start, Verdict, counts};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const DETECTOR: Detector = Detector {
    id: "credit_card_part",
    entity: "CREDIT_CARD_PART",
    start: Start::Digits(counts(3, 6)),
    examine: Examine::Read(examine),
    operator: Operator::default,
    on: On::STANDARD,
};

#[rustfmt::skip]
pub(super) static CODE: Lexicon = Lexicon::of([
    &["cvv", "cvv2", "cvc", "cvc2", "csc", "cvn", "cid", "security code", "card verification", "code on the back",
      "digits on the back", "three digits", "3 digits"],
    &["codigo de seguridad", "tres digitos", "cvv"],
    &["cryptogramme", "crypto", "code de securite", "trois chiffres"],
    &["prufnummer", "prufziffer", "sicherheitscode", "kartenprufnummer"],
    &["codigo de seguranca", "tres digitos"],
]);

#[rustfmt::skip]
pub(super) static EXPIRY: Lexicon = Lexicon::of([
    &["exp", "expiry", "expires", "expiration", "expire", "expiring", "valid", "valid thru", "valid until"],
    &["caduca", "caducidad", "vence", "vencimiento", "expira"],
    &["expire", "expiration", "validite", "valable"],
    &["gultig", "ablaufdatum", "ablauf", "lauft ab"],
    &["validade", "vencimento", "expira", "vence"],
]);

/// What else expires.
#[rustfmt::skip]
static OTHER: Lexicon = Lexicon::of([
    &["voucher", "coupon", "offer", "subscription", "contract", "warranty", "membership", "trial", "lease", "code", "promo", "sale"],
    &["oferta", "cupon", "garantia", "contrato", "suscripcion"],
    &["offre", "coupon", "garantie", "contrat", "abonnement"],
    &["gutschein", "angebot", "garantie", "vertrag", "abo"],
    &["oferta", "cupom", "garantia", "contrato", "assinatura"],
]);

#[rustfmt::skip]
pub(super) static LAST_FOUR: Lexicon = Lexicon::of([
    &["last four", "last 4", "final four", "final 4", "four digits", "4 digits", "ending in", "ends in", "ending with", "ends with"],
    &["ultimos cuatro", "ultimos 4", "ultimas cuatro", "ultimas 4", "cuatro digitos", "4 digitos", "termina en", "terminada en"],
    &["quatre derniers", "4 derniers", "derniers chiffres", "quatre chiffres", "4 chiffres", "se termine par"],
    &["letzten vier", "letzten 4", "vier ziffern", "4 ziffern", "endet auf", "vier stellen"],
    &["ultimos quatro", "ultimos 4", "ultimas quatro", "quatro digitos", "4 digitos", "termina em", "final"],
]);

fn examine(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let named = [&CODE, &EXPIRY, &LAST_FOUR, &NUMBER];
    if !named.iter().any(|words| scene.mentions(words)) {
        return None;
    }
    let bytes = scene.text.as_bytes();
    if !scene.opens(site.start, &["cvv", "cvc", "exp"])
        || matches!(
            scene.byte_before(site.start),
            Some(b'$' | b'.' | b',' | b'#' | b'/' | b'-' | b':')
        )
    {
        return None;
    }
    let first = site.groups.first()?;
    let free = |end: usize| {
        scene.closes(end, &["cvv", "cvc", "exp"])
            && !(bytes.get(end).is_some_and(|b| b"-./:,%".contains(b))
                && bytes.get(end + 1).is_some_and(u8::is_ascii_digit))
    };
    if let Some(end) = expiry(scene, site)
        && free(end)
    {
        let context = scene.hinted(site.start, end, &EXPIRY);
        let of_card = || {
            scene.hinted(site.start, end, &CODE).is_some()
                || scene.hinted(site.start, end, &CARD).is_some()
                || scene.text.bytes().filter(u8::is_ascii_digit).count() >= 14
                || scene.requested(&EXPIRY).is_some()
                    && scene.told(&OTHER).is_none()
                    && scene.words_besides(&(site.start..end)) <= 3
        };
        if context.is_some() && scene.near(site.start, end, &OTHER).is_none() && of_card() {
            return Some(found(site.start, end, 0.8, context));
        }
    }
    let (digits, end) = (first.at.len(), first.at.end);
    if !(3..=4).contains(&digits) || !free(end) {
        return None;
    }
    let code = scene
        .just_before(site.start, 4, &CODE)
        .or_else(|| scene.just_after(end, &CODE).filter(|_| digits == 3));
    if code.is_some() {
        return Some(found(site.start, end, 0.8, code));
    }
    if digits == 4 {
        let named = scene.just_before(site.start, 4, &NUMBER).or_else(|| {
            scene
                .just_before(site.start, 3, &LAST_FOUR)
                .filter(|_| scene.just_before(site.start, 8, &CARD).is_some())
        });
        if named.is_some() {
            return Some(found(site.start, end, 0.6, named));
        }
    }
    // Without a question there is no answer.
    if scene.previous.is_empty() || scene.words_besides(&(site.start..end)) > 4 {
        return None;
    }
    let asked = scene.requested(&CODE);
    if asked.is_some() {
        return Some(found(site.start, end, 0.7, asked));
    }
    let asked = scene.requested(&LAST_FOUR).filter(|_| digits == 4)?;
    Some(found(site.start, end, 0.7, Some(asked)))
}

/// Four digits behind these are the last ones of a card.
#[rustfmt::skip]
pub(super) static NUMBER: Lexicon = Lexicon::of([
    &["card number", "card no", "card num", "card ending", "card ends"],
    &["numero de tarjeta", "tarjeta numero"], &["numero de carte"], &["kartennummer"], &["numero do cartao", "cartao numero"],
]);

#[rustfmt::skip]
static CARD: Lexicon = Lexicon::of([
    &["card", "visa", "mastercard", "amex", "debit", "credit"],
    &["tarjeta"], &["carte"], &["karte", "kreditkarte"], &["cartao"],
]);

fn found(start: usize, end: usize, score: f32, context: Option<&'static str>) -> Verdict {
    Verdict {
        span: start..end,
        score,
        validator: None,
        context,
    }
}

/// Where `12/27`, `12/2027` or `12-27` ends: a month, and a year cards live to.
fn expiry(scene: &Scene<'_>, site: &Site) -> Option<usize> {
    let [month, year, ..] = &site.groups[..] else {
        return None;
    };
    let number = |r: &std::ops::Range<usize>| scene.text[r.clone()].parse::<u32>().ok();
    let gap = scene.text[month.gap.clone()].trim();
    let fits = matches!(gap, "/" | "-" | ".")
        && month.at.len() <= 2
        && (1..=12).contains(&number(&month.at)?)
        && match year.at.len() {
            2 => (15..=60).contains(&number(&year.at)?),
            4 => (2015..=2060).contains(&number(&year.at)?),
            _ => false,
        };
    let more =
        !year.gap.is_empty() && matches!(scene.text[year.gap.clone()].trim(), "/" | "-" | ".");
    (fits && !more).then_some(year.at.end)
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{answers, clean, finds, ignores};

    #[test]
    fn the_code_and_the_expiry_are_found_by_their_words() {
        for (text, value) in [
            ("4111111111111111 cvv 123", "123"),
            ("the security code is 1234.", "1234"),
            ("my visa expires 12/27", "12/27"),
            ("card valid thru 09/2028", "09/2028"),
            ("el codigo de seguridad es 321", "321"),
        ] {
            finds("CREDIT_CARD_PART", text, value);
        }
    }

    #[test]
    fn four_digits_answer_a_question_for_them_in_five_languages() {
        for question in [
            "What are the last four digits of your card?",
            "¿Me da los últimos cuatro dígitos?",
            "Quels sont les quatre derniers chiffres ?",
            "Bitte nennen Sie die letzten vier Ziffern",
            "Pode informar os últimos quatro dígitos?",
        ] {
            answers("CREDIT_CARD_PART", question, "1937", "1937");
            answers("CREDIT_CARD_PART", question, "it's 1937.", "1937");
            ignores("CREDIT_CARD_PART", "What is your order about?", "1937");
        }
    }

    #[test]
    fn an_expiry_answers_a_question_for_it() {
        answers("CREDIT_CARD_PART", "Expiry date?", "12/27", "12/27");
        answers("CREDIT_CARD_PART", "¿Cuándo caduca?", "es 12/27", "12/27");
        ignores("CREDIT_CARD_PART", "When does the voucher expire?", "12/27");
        ignores(
            "CREDIT_CARD_PART",
            "The expiry date is printed on it.",
            "12/27",
        );
        ignores("CREDIT_CARD_PART", "When do you arrive?", "12/27");
    }

    #[test]
    fn four_digits_behind_the_name_of_the_number_are_its_last() {
        for (text, digits) in [
            ("my credit card no 1668", "1668"),
            ("the card number is 5612", "5612"),
            ("it was the visa ending in 4242 I think", "4242"),
        ] {
            finds("CREDIT_CARD_PART", text, digits);
        }
        for text in [
            "my card expired in 2024",
            "the contract ending in 2024",
            "the gift card of 2024",
            "card number 12345",
        ] {
            clean("CREDIT_CARD_PART", text);
        }
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "in 2027",
            "qty 123",
            "the voucher expires 12/27",
            "$123",
            "room 123, 4 nights",
            "12/27",
            "1937",
            "version 1.234",
            "at 12:30",
        ] {
            clean("CREDIT_CARD_PART", text);
        }
    }
}
