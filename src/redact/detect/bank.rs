//! Bank accounts outside the IBAN: account numbers by context, routing numbers of the United States,
//! sort codes of the United Kingdom.

use super::{Detector, Examine, On, Start, Verdict, counts};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::site::Site;
use crate::redact::validate::aba;

pub(super) const ACCOUNT: Detector = Detector {
    id: "bank_account",
    entity: "US_BANK_NUMBER",
    start: Start::Digits(counts(4, 17)),
    examine: Examine::Read(account),
    operator: Operator::default,
    on: On::STANDARD,
};

pub(super) const ROUTING: Detector = Detector {
    id: "aba_routing",
    entity: "ABA_ROUTING_NUMBER",
    start: Start::Digits(counts(9, 9)),
    examine: Examine::Read(routing),
    operator: Operator::default,
    on: On::STANDARD,
};

pub(super) const SORT_CODE: Detector = Detector {
    id: "uk_sort_code",
    entity: "UK_SORT_CODE",
    start: Start::Digits(counts(6, 6)),
    examine: Examine::Read(sort_code),
    operator: Operator::default,
    on: On::STANDARD,
};

#[rustfmt::skip]
pub(super) static ACCOUNT_WORDS: Lexicon = Lexicon::of([
    &["account", "acct", "acc", "account number", "account no", "ac no", "ac number", "a c no", "checking", "savings", "bank"],
    &["cuenta", "numero de cuenta", "banco"],
    &["compte", "numero de compte", "banque"],
    &["konto", "kontonummer", "kontonr", "kto", "bankkonto"],
    &["conta", "numero da conta", "banco"],
]);

#[rustfmt::skip]
pub(super) static LAST_DIGITS: Lexicon = Lexicon::of([
    &["account number", "account no", "acct number", "acct no", "ac no", "account ending", "account ends"],
    &["numero de cuenta", "cuenta terminada"], &["numero de compte"], &["kontonummer"], &["numero da conta"],
]);

#[rustfmt::skip]
static ROUTING_WORDS: Lexicon = Lexicon::new(&["routing", "aba", "rtn", "transit", "bank"]);

#[rustfmt::skip]
static SORT_WORDS: Lexicon = Lexicon::new(&["sort code", "sort", "sortcode"]);

/// What stands beside an account without being its number.
#[rustfmt::skip]
static DENY: Lexicon = Lexicon::of([
    &["order", "ticket", "case", "phone", "call", "text", "mobile", "balance", "amount", "paid", "total", "invoice", "reference", "ref",
      "tracking", "date", "zip", "ssn", "social", "routing", "card", "since", "code", "user"],
    &["pedido", "saldo", "importe", "total", "factura", "telefono"],
    &["commande", "solde", "montant", "total", "facture", "telephone"],
    &["bestellung", "betrag", "saldo", "summe", "rechnung", "telefon"],
    &["pedido", "saldo", "valor", "total", "fatura", "telefone"],
]);

fn account(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    if !scene.mentions(&ACCOUNT_WORDS) && !scene.mentions(&LAST_DIGITS) {
        return None;
    }
    let group = one_number(scene, site)?;
    let digits: usize = site.digits.len().min(group.1);
    let span = site.start..group.0;
    if (4..6).contains(&digits) {
        // Its last digits, which only its own name makes them.
        let named = scene.just_before(span.start, 4, &LAST_DIGITS)?;
        return Some(Verdict {
            span,
            score: 0.5,
            validator: None,
            context: Some(named),
        });
    }
    if !(6..=17).contains(&digits) {
        return None;
    }
    let context = scene
        .just_before(span.start, 5, &ACCOUNT_WORDS)
        .or_else(|| {
            scene
                .requested(&ACCOUNT_WORDS)
                .filter(|_| scene.words_besides(&span) <= 4)
        })?;
    // What names a number before it says nothing of this one: `sort code 123456 acc 87654321`.
    let reach = scene.before(span.start).since_number().min(3);
    if scene.just_before(span.start, reach, &DENY).is_some() {
        return None;
    }
    Some(Verdict {
        span,
        score: 0.6,
        validator: None,
        context: Some(context),
    })
}

/// Where the first group ends, or all groups if one dash or space parts them and nothing else follows;
/// and how many digits that is.
fn one_number(scene: &Scene<'_>, site: &Site) -> Option<(usize, usize)> {
    if !scene.opens(site.start, &["acct", "account", "is"])
        || matches!(
            scene.byte_before(site.start),
            Some(b'$' | b'.' | b'/' | b'+' | b'(' | b'-')
        )
    {
        return None;
    }
    let first = site.groups.first()?;
    let plain = |g: &super::cluster::Group| matches!(&scene.text[g.gap.clone()], "-" | "");
    let mut end = first.at.end;
    let mut digits = first.at.len();
    for pair in site.groups.windows(2) {
        if !plain(&pair[0]) {
            break;
        }
        end = pair[1].at.end;
        digits += pair[1].at.len();
    }
    let closed = scene.closes(end, &[]) && !super::shape::goes_on(scene.text, &(site.start..end));
    (closed && digits >= 4).then_some((end, digits))
}

fn routing(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let (end, digits) = one_number(scene, site)?;
    let number = site.digits.get(..9).filter(|_| digits == 9)?;
    if !aba(number) {
        return None;
    }
    let span = site.start..end;
    let context = scene
        .just_before(span.start, 5, &ROUTING_WORDS)
        .or_else(|| scene.asked(&ROUTING_WORDS));
    let score = match context {
        Some(_) => 0.9,
        None if scene.is_whole(span.start, end) => 0.42,
        None => return None,
    };
    Some(Verdict {
        span,
        score,
        validator: Some("aba"),
        context,
    })
}

fn sort_code(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let sizes: Vec<usize> = site.groups.iter().map(|g| g.at.len()).take(4).collect();
    let end = match sizes[..] {
        [6, ..] => site.groups[0].at.end,
        [2, 2, 2, ..] => site.groups[2].at.end,
        _ => return None,
    };
    let span = site.start..end;
    let context = scene
        .just_before(span.start, 4, &SORT_WORDS)
        .or_else(|| scene.requested(&SORT_WORDS))?;
    (scene.opens(span.start, &[]) && scene.closes(end, &[])).then_some(Verdict {
        span,
        score: 0.8,
        validator: None,
        context: Some(context),
    })
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{answers, clean, finds};

    #[test]
    fn accounts_are_found_by_their_words() {
        finds(
            "US_BANK_NUMBER",
            "my account number is 945456787654",
            "945456787654",
        );
        finds(
            "US_BANK_NUMBER",
            "mi número de cuenta es 945456787654",
            "945456787654",
        );
        // What names the number before it says nothing of this one.
        finds(
            "US_BANK_NUMBER",
            "routing # 121000358 acct # 945456787654",
            "945456787654",
        );
        finds(
            "US_BANK_NUMBER",
            "sort code 123456 acc 87654321",
            "87654321",
        );
        finds("ABA_ROUTING_NUMBER", "routing 121000358", "121000358");
        finds("UK_SORT_CODE", "sort code 20-00-00 please", "20-00-00");
        answers(
            "US_BANK_NUMBER",
            "What is your account number?",
            "945456787654",
            "945456787654",
        );
    }

    #[test]
    fn the_last_digits_of_an_account_need_its_name() {
        finds("US_BANK_NUMBER", "account number is 5612", "5612");
        finds("US_BANK_NUMBER", "from account ending in 9234", "9234");
        clean("US_BANK_NUMBER", "my account since 2019");
        clean("US_BANK_NUMBER", "I opened the account in 2019");
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "945456787654",
            "my account order 945456787654",
            "account balance is 945456.78",
            "routing 121000359",
            "12-34-56",
        ] {
            clean("US_BANK_NUMBER", text);
            clean("ABA_ROUTING_NUMBER", text);
            clean("UK_SORT_CODE", text);
        }
    }
}
