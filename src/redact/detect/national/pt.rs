//! Portugal and Brazil: NIF, CPF, CNPJ.
//!
//! Sources: Autoridade Tributária (modulo 11), Receita Federal (two check digits).

use super::{Strength, id};
use crate::redact::context::Lexicon;
use crate::redact::detect::{Detector, Shape};
use crate::redact::validate::weighted;

#[rustfmt::skip]
static CPF_SHAPE: Shape = Shape {
    forms: &["999-999-999-99", "99999999999", "999.999.999-99"],
    check: Some(("mod11", cpf)),
    context: &Lexicon::of([&["cpf", "brazilian tax"], &[], &[], &[], &["cpf", "cadastro"]]),
    alone: Strength::Digits.alone(),
    whole: Strength::Digits.whole(),
};
pub(in crate::redact::detect) static CPF: Detector = id("br_cpf", "BR_CPF", &CPF_SHAPE);

#[rustfmt::skip]
static CNPJ_SHAPE: Shape = Shape {
    forms: &["99.999.999/9999-99", "99999999999999"],
    check: Some(("mod11", cnpj)),
    context: &Lexicon::of([&["cnpj"], &[], &[], &[], &["cnpj"]]),
    alone: Strength::Digits.alone(),
    whole: Strength::Digits.whole(),
};
pub(in crate::redact::detect) static CNPJ: Detector = id("br_cnpj", "BR_CNPJ", &CNPJ_SHAPE);

#[rustfmt::skip]
static NIF_SHAPE: Shape = Shape {
    forms: &["999999999", "999-999-999"],
    check: Some(("mod11", nif)),
    context: &Lexicon::of([&["portuguese tax", "nif"], &[], &[], &[], &["nif", "contribuinte", "numero de contribuinte", "numero fiscal"]]),
    alone: Strength::Weak.alone(),
    whole: Strength::Weak.whole(),
};
pub(in crate::redact::detect) static NIF: Detector = id("pt_nif", "PT_NIF", &NIF_SHAPE);

fn check(digits: &[u8], weights: &[u32]) -> u32 {
    let rest = weighted(digits, weights) % 11;
    if rest < 2 { 0 } else { 11 - rest }
}

fn cpf(id: &[u8]) -> bool {
    id.iter().any(|d| *d != id[0])
        && check(&id[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]) == u32::from(id[9] - b'0')
        && check(&id[..10], &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) == u32::from(id[10] - b'0')
}

fn cnpj(id: &[u8]) -> bool {
    id.iter().any(|d| *d != id[0])
        && check(&id[..12], &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) == u32::from(id[12] - b'0')
        && check(&id[..13], &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) == u32::from(id[13] - b'0')
}

fn nif(id: &[u8]) -> bool {
    b"1235689".contains(&id[0])
        && check(&id[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) == u32::from(id[8] - b'0')
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_ids_by_their_words() {
        for (kind, text, value) in [
            ("BR_CPF", "meu CPF é 529.982.247-25", "529.982.247-25"),
            ("BR_CNPJ", "CNPJ 11.222.333/0001-81", "11.222.333/0001-81"),
            ("PT_NIF", "o meu NIF é 123456789", "123456789"),
        ] {
            finds(kind, text, value);
        }
    }

    #[test]
    fn leaves_wrong_check_digits_and_near_misses_alone() {
        for (kind, text) in [
            ("BR_CPF", "cpf 529.982.247-26"),
            ("BR_CPF", "cpf 111.111.111-11"),
            ("BR_CNPJ", "CNPJ 11.222.333/0001-82"),
            ("PT_NIF", "nif 123456780"),
        ] {
            clean(kind, text);
        }
    }
}
