//! Payment card numbers (PAN): Luhn, and an issuer's prefix at a length that issuer uses.
//!
//! Prefixes and lengths: ISO/IEC 7812 and the networks' public ranges. Both checks are needed even for
//! grouped digits: epoch milliseconds and order numbers pass Luhn one time in ten.

use super::cluster::{Group, marked};
use super::{Detector, Examine, On, Start, Verdict, counts, masked_but_last_four};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::site::Site;
use crate::redact::validate::luhn;

pub(super) const DETECTOR: Detector = Detector {
    id: "credit_card",
    entity: "CREDIT_CARD",
    start: Start::Digits(counts(12, 19)),
    examine: Examine::Read(examine),
    operator: masked_but_last_four,
    on: On::STANDARD,
};

/// `4111,1111,1111,1111`.
pub(super) const MARKED: Detector = Detector {
    start: Start::Digits(counts(4, 4)),
    examine: Examine::Read(with_marks),
    ..DETECTOR
};

#[rustfmt::skip]
pub(super) static CONTEXT: Lexicon = Lexicon::of([
    &["card", "cards", "credit", "debit", "visa", "mastercard", "master", "amex",
      "american express", "maestro", "discover", "diners", "jcb", "unionpay", "rupay", "cc", "pan",
      "expir", "expires", "expiry", "expiration", "exp", "cvv", "cvc"],
    &["tarjeta", "tarjetas", "credito", "debito", "caduca", "caducidad", "vence"],
    &["carte", "cartes", "bancaire", "credit", "cb", "expire", "expiration"],
    &["karte", "kreditkarte", "kreditkartennummer", "kartennummer", "debitkarte", "bankkarte", "gultig"],
    &["cartao", "cartoes", "credito", "debito", "validade", "vencimento"],
]);

/// Words that a card number may touch without a space.
#[rustfmt::skip]
pub(super) const GLUE_BEFORE: [&str; 11] = [
    "card", "cardnumber", "cc", "visa", "mastercard", "amex", "is", "number", "no", "pan", "nr",
];
#[rustfmt::skip]
pub(super) const GLUE_AFTER: [&str; 9] = [
    "exp", "expires", "expiry", "cvv", "cvc", "cvn", "csc", "and", "valid",
];

/// Numbers that only look like the short and rare card ranges.
#[rustfmt::skip]
pub(super) static DENY: Lexicon = Lexicon::of([
    &["order", "tracking", "imei", "ref", "reference", "case", "ticket", "serial", "invoice",
      "shipment", "parcel", "timestamp", "upc", "ean", "barcode", "inventory", "code", "sku",
      "transaction", "version", "build", "epoch", "id", "uuid", "voucher", "coupon", "booking", "awb"],
    &["pedido", "seguimiento", "referencia", "factura", "envio", "codigo"],
    &["commande", "suivi", "facture", "colis", "dossier", "code"],
    &["bestellung", "bestellnummer", "auftrag", "auftragsnummer", "rechnung", "rechnungsnummer", "sendung", "sendungsnummer", "vorgang", "kundennummer"],
    &["pedido", "rastreio", "rastreamento", "fatura", "protocolo", "encomenda", "codigo"],
]);

fn examine(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    if !scene.opens(site.start, &GLUE_BEFORE) || in_decimal(scene, site.start) {
        return None;
    }
    let mut count = site.digits.len();
    // The longest number wins: a shorter one would leave a tail.
    for n in (1..=site.groups.len()).rev() {
        if (12..=19).contains(&count)
            && let Some(verdict) = card(scene, &site.groups[..n], &site.digits[..count])
        {
            return Some(verdict);
        }
        count -= site.groups[n - 1].at.len();
    }
    None
}

fn with_marks(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let groups = marked(scene.text, &site.groups.first()?.at);
    let digits: Vec<u8> = groups
        .iter()
        .flat_map(|g| scene.text[g.at.clone()].bytes())
        .collect();
    let free = scene.opens(site.start, &GLUE_BEFORE) && !in_decimal(scene, site.start);
    let sized = groups.len() > 2 && (12..=19).contains(&digits.len());
    if free && sized {
        card(scene, &groups, &digits)
    } else {
        None
    }
}

/// A fraction (`0.4111111111111111`) is no card.
fn in_decimal(scene: &Scene<'_>, start: usize) -> bool {
    let bytes = scene.text.as_bytes();
    start >= 2 && matches!(bytes[start - 1], b'.' | b',') && bytes[start - 2].is_ascii_digit()
}

fn card(scene: &Scene<'_>, groups: &[Group], number: &[u8]) -> Option<Verdict> {
    let (first, last) = (groups.first()?, groups.last()?);
    let span = first.at.start..last.at.end;
    if !luhn(number)
        || number.iter().all(|d| *d == number[0])
        || !scene.closes(span.end, &GLUE_AFTER)
        || !grouped_like_a_card(scene.text, groups)
    {
        return None;
    }
    // `+49 151 12345678`: E.164 numbers have at most fifteen digits.
    if number.len() <= 15 && scene.byte_before(span.start) == Some(b'+') {
        return None;
    }
    let issuer = issuer(number)?;
    let context = scene.hinted(span.start, span.end, &CONTEXT);
    let score = match (issuer, context) {
        (_, Some(_)) | (Issuer::Sure, None) => 1.0,
        (Issuer::Rare, None) if scene.just_before(span.start, 3, &DENY).is_some() => return None,
        // `1234-5678-9012-3456`: the end of another number.
        (Issuer::Rare, None) if goes_on_before(scene, groups) => return None,
        (Issuer::Rare, None) => 0.6,
        (Issuer::Claimed, None) => return None,
    };
    Some(Verdict {
        span,
        score,
        validator: Some("luhn"),
        context,
    })
}

/// Whether a group of digits stands before a number behind the dash or full stop that parts its own.
fn goes_on_before(scene: &Scene<'_>, groups: &[Group]) -> bool {
    let bytes = scene.text.as_bytes();
    let [first, _, ..] = groups else {
        return false;
    };
    let (gap, start) = (&bytes[first.gap.clone()], first.at.start);
    matches!(gap, b"-" | b"." | b"/")
        && bytes[..start].ends_with(gap)
        && bytes
            .get(start.wrapping_sub(2))
            .is_some_and(u8::is_ascii_digit)
}

/// One kind of separator throughout, up to three bytes of it; groups of three or more, or all of one
/// size (`41 11 11 …`).
pub(super) fn grouped_like_a_card(text: &str, groups: &[Group]) -> bool {
    let Some((last, init)) = groups.split_last() else {
        return false;
    };
    let mut kind = None;
    for group in init {
        let gap = &text[group.gap.clone()];
        let mark = gap.trim();
        if gap.len() > 3 || mark.len() > 1 || mark.starts_with(['(', ')']) {
            return false;
        }
        if *kind.get_or_insert(mark) != mark {
            return false;
        }
    }
    let Some(first) = init.first() else {
        return true;
    };
    let size = |g: &Group| g.at.len();
    let even = init.iter().all(|g| size(g) == size(first)) && size(last) <= size(first);
    even || init.iter().all(|g| size(g) >= 3)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Issuer {
    /// A network's range at one of its usual lengths.
    Sure,
    /// A range so short or wide that other numbers fall in it.
    Rare,
    /// Needs a word that says card.
    Claimed,
}

fn issuer(number: &[u8]) -> Option<Issuer> {
    let prefix = |n: usize| {
        number[..n]
            .iter()
            .fold(0u32, |v, d| v * 10 + u32::from(d - b'0'))
    };
    let (p2, p3, p4, p6) = (prefix(2), prefix(3), prefix(4), prefix(6));
    let sure = match number.len() {
        13 => p2 / 10 == 4,
        14 => matches!(p3, 300..=305 | 309) || matches!(p2, 36 | 38 | 39),
        15 => matches!(p2, 34 | 37) || matches!(p4, 1800 | 2131),
        16 => {
            p2 / 10 == 4
                || matches!(p2, 51..=55 | 60 | 62 | 64 | 65 | 81)
                || matches!(p4, 2221..=2720 | 3528..=3589 | 2200..=2204 | 5018 | 5019 | 5020 | 5038 | 5893 | 6304 | 6390)
                || matches!(p4, 6759 | 6761 | 6762 | 6763 | 9792)
                || matches!(p3, 300..=305 | 309 | 560..=589)
                || matches!(p2, 36 | 38 | 39)
                || matches!(p6, 636_000..=639_999)
        }
        17..=19 => {
            matches!(p2, 62 | 65 | 36 | 38 | 39) && number.len() != 17
                || (p2 / 10 == 4 && number.len() == 19)
                || matches!(
                    p4,
                    3528..=3589
                        | 6011
                        | 5018
                        | 5020
                        | 5038
                        | 5893
                        | 6304
                        | 6759
                        | 6761
                        | 6762
                        | 6763
                )
        }
        _ => false,
    };
    if sure {
        return Some(Issuer::Sure);
    }
    let rare = match number.len() {
        12..=15 => {
            matches!(
                p4,
                5018 | 5020 | 5038 | 5893 | 6304 | 6390 | 6759 | 6761 | 6762 | 6763
            ) || matches!(p2, 56..=58)
                || (number.len() == 15 && p2 / 10 == 1)
        }
        17..=19 => matches!(p2, 56..=58 | 62..=65),
        _ => false,
    };
    if rare {
        return Some(Issuer::Rare);
    }
    (p4 == 604 || matches!(p2, 50 | 56..=69)).then_some(Issuer::Claimed)
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_cards_of_every_issuer_and_grouping() {
        for card in [
            "4111111111111111",
            "4012-8888-8888-1881",
            "4012 8888 8888 1881",
            "371449635398431",
            "3714 496353 98431",
            "30569309025904",
            "6011000400000000",
            "3528000700000000",
            "6759649826438453",
            "5555555555554444",
            "2223003122003222",
            "4222222222222",
            "5019717010103742",
            "6304000000000000",
            "122000000000003",
            "4111.1111.1111.1111",
            "4111/1111/1111/1111",
            "4111  1111  1111  1111",
            "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
            "6304219447607087665",
            "4111 - 1111 - 1111 - 1111",
        ] {
            finds("CREDIT_CARD", &format!("it is {card}, ok"), card);
        }
    }

    #[test]
    fn finds_a_card_with_marks_that_numbers_usually_lack() {
        for card in [
            "4111,1111,1111,1111",
            "4111, 1111, 1111, 1111",
            "4111|1111|1111|1111",
            "4111_1111_1111_1111",
            "4111*1111*1111*1111",
        ] {
            finds("CREDIT_CARD", &format!("it is {card} ok"), card);
        }
        clean("CREDIT_CARD", "totals 4111, 1111, 1111, 1112");
        clean("CREDIT_CARD", "4111, 1111|1111, 1111");
        clean(
            "CREDIT_CARD",
            "part 1234-5678-9012-3456 fits the 2019 model",
        );
        finds("CREDIT_CARD", "it is 5678-9012-3456 ok", "5678-9012-3456");
    }

    #[test]
    fn finds_a_card_that_touches_its_word() {
        finds(
            "CREDIT_CARD",
            "card4111111111111111exp12/27",
            "4111111111111111",
        );
    }

    #[test]
    fn finds_disguised_cards() {
        finds(
            "CREDIT_CARD",
            "４１１１ １１１１ １１１１ １１１１",
            "４１１１ １１１１ １１１１ １１１１",
        );
        finds(
            "CREDIT_CARD",
            "a 4111\u{200b}111111111111 b",
            "4111\u{200b}111111111111",
        );
        finds("CREDIT_CARD", "٤١١١١١١١١١١١١١١١", "٤١١١١١١١١١١١١١١١");
        finds(
            "CREDIT_CARD",
            "4111\u{a0}1111\u{a0}1111\u{a0}1111",
            "4111\u{a0}1111\u{a0}1111\u{a0}1111",
        );
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "1748503543012",
            "order 36168002586008",
            "0000000000000000",
            "epoch 1700000000000",
            "tracking 1Z9999999999999999",
            "0.4111111111111111",
            "550e8400-e29b-41d4-a716-446655440000",
            "0MwRM00000001Yz0AI",
            "+4915112345678",
            "4111 1111 1111",
            "imei 490154203237518",
            "SKU4111111111111111",
            "total 4 5 6 7 8 9 10 11 12 13 14",
            "41111111111111111",
        ] {
            clean("CREDIT_CARD", text);
        }
    }

    #[test]
    fn the_separator_behind_a_card_stays() {
        finds(
            "CREDIT_CARD",
            "4111 1111 1111 1111 - thanks",
            "4111 1111 1111 1111",
        );
        finds("CREDIT_CARD", "4111-1111-1111-1111-", "4111-1111-1111-1111");
    }
}
