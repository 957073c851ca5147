//! The built-in detectors: one file each, one line each in [`ALL`].

mod age;
mod bank;
pub(crate) mod cluster;
mod credential;
mod credit_card;
mod credit_card_part;
mod credit_card_unverified;
mod crypto;
mod date;
mod document;
mod email;
mod email_loose;
mod email_spaced;
mod email_worded;
mod iban;
mod ip;
mod known;
mod lookalike;
mod mac;
mod national;
mod person;
mod phone;
mod phone_plan;
mod postcode;
mod secret;
mod shape;
mod spelled;
mod street;
mod url;
mod us_ssn;
mod us_ssn_part;

use std::ops::Range;

use super::context::{Lexicon, Scene};
use super::operate::Operator;
use super::site::Site;
pub(crate) use iban::is_iban;
pub(crate) use shape::Shape;

/// A built-in detector as plain data and one function.
pub(crate) struct Detector {
    /// Id in a policy.
    pub(crate) id: &'static str,
    /// Entity type, in Presidio's vocabulary.
    pub(crate) entity: &'static str,
    /// Where a value may begin. Each such place is handed to `examine`.
    pub(crate) start: Start,
    /// Says whether a value stands there.
    pub(crate) examine: Examine,
    /// Operator unless the policy says otherwise.
    pub(crate) operator: fn() -> Operator,
    /// Ready-made policies it belongs to.
    pub(crate) on: On,
}

/// Where a value may begin.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start {
    /// At a run of digits, if n digits in groups may begin there for a bit n of these.
    Digits(u32),
    /// At a word with a digit in it, if n letters and digits may begin there for a bit n of these: the first
    /// for words that begin with a letter, the second for those that begin with a digit.
    Word([u64; 2]),
    /// At this byte.
    Byte(u8),
    /// At one of these words, lower case, whole.
    Keyword(&'static [&'static str]),
    /// At the first letter or digit of a short text that follows another.
    Answer,
}

/// What a detector does at a place.
#[derive(Clone, Copy)]
pub(crate) enum Examine {
    /// Reads the text there.
    Read(fn(&Scene<'_>, &Site) -> Option<Verdict>),
    /// Compares it with shapes.
    Shape(&'static Shape),
}

impl std::fmt::Debug for Examine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Read(_) => "Read",
            Self::Shape(_) => "Shape",
        })
    }
}

impl Examine {
    /// What stands at a place.
    pub(crate) fn run(self, scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
        match self {
            Self::Read(read) => read(scene, site),
            Self::Shape(shape) => shape.examine(scene, site),
        }
    }
}

/// Ready-made policies, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct On(pub(crate) u8);

impl On {
    /// `standard`, and `broad` with it.
    pub(crate) const STANDARD: Self = Self(3);
    /// `broad` alone.
    pub(crate) const BROAD: Self = Self(2);
    /// `names`, and `broad` with it.
    pub(crate) const NAMES: Self = Self(6);
    /// `standard`, `names` and `broad`.
    pub(crate) const EVERYWHERE: Self = Self(7);
    /// `names` alone.
    pub(crate) const NAMES_ALONE: Self = Self(4);
    /// No policy that does not name it.
    pub(crate) const ASKED: Self = Self(0);
}

/// Bits `from..=to`.
pub(crate) const fn counts(from: u32, to: u32) -> u32 {
    (1 << (to + 1)) - (1 << from)
}

/// What a detector says of a place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// Bytes of the folded text.
    pub(crate) span: Range<usize>,
    /// 0 to 1.
    pub(crate) score: f32,
    /// The check that proved it.
    pub(crate) validator: Option<&'static str>,
    /// The word that stood near.
    pub(crate) context: Option<&'static str>,
}

impl Verdict {
    /// Whether the check is one that chance does not pass.
    pub(crate) fn is_proven(&self) -> bool {
        const PROOFS: [&str; 6] = [
            "luhn",
            "mod97",
            "base58check",
            "bech32",
            "prefix",
            "record_id",
        ];
        self.validator.is_some_and(|v| PROOFS.contains(&v))
    }
}

/// Every built-in detector; of two equals the earlier wins.
#[rustfmt::skip]
pub(crate) static ALL: &[&Detector] = &[
    &credit_card::DETECTOR,
    &credit_card::MARKED,
    &iban::DETECTOR,
    &email::DETECTOR,
    &email::IN_LINK,
    &secret::TOKEN,
    &secret::PRIVATE_KEY,
    &secret::IN_URL,
    &crypto::DETECTOR,
    &us_ssn::DETECTOR,
    &us_ssn::MARKED,
    &us_ssn_part::DETECTOR,
    &credit_card_unverified::DETECTOR,
    &credit_card_part::DETECTOR,
    &mac::COLONS,
    &mac::DASHES,
    &mac::DOTS,
    &ip::V4,
    &ip::V6,
    &date::BIRTH,
    &national::us::ITIN,
    &national::us::MBI,
    &national::us::NPI,
    &national::us::DEA,
    &national::us::PASSPORT,
    &national::gb::NINO,
    &national::gb::NHS,
    &national::gb::LICENCE,
    &national::gb::PASSPORT,
    &national::gb::VEHICLE,
    &national::es::NIF,
    &national::es::NIE,
    &national::es::PASSPORT,
    &national::it::FISCAL,
    &national::it::VAT,
    &national::it::LICENSE,
    &national::fr::NIR,
    &national::de::TAX_ID,
    &national::de::VAT,
    &national::de::VAT_NAMED,
    &national::de::SOCIAL,
    &national::de::HEALTH,
    &national::de::CARD,
    &national::de::PASSPORT,
    &national::de::LANR,
    &national::de::BSNR,
    &national::pt::CPF,
    &national::pt::CNPJ,
    &national::pt::NIF,
    &national::nl::BSN,
    &national::nl::BE,
    &national::nordic::SE_PERSON,
    &national::nordic::SE_ORGANISATION,
    &national::nordic::FI,
    &national::nordic::PESEL,
    &national::asia::AADHAAR,
    &national::asia::PAN,
    &national::asia::GSTIN,
    &national::asia::IN_PASSPORT,
    &national::asia::VOTER,
    &national::asia::VEHICLE,
    &national::asia::NRIC,
    &national::asia::UEN,
    &national::asia::RRN,
    &national::asia::FRN,
    &national::asia::BRN,
    &national::asia::KR_PASSPORT,
    &national::asia::TNIN,
    &national::asia::TCKN,
    &national::asia::PH_TIN,
    &national::south::SIN,
    &national::south::TFN,
    &national::south::ABN,
    &national::south::ACN,
    &national::south::MEDICARE,
    &national::south::ZA,
    &national::south::NIN,
    &document::LICENSE,
    &document::PASSPORT,
    &bank::ROUTING,
    &bank::ACCOUNT,
    &bank::SORT_CODE,
    &phone::DETECTOR,
    &credential::PASSWORD,
    &credential::PASSWORD_ANSWER,
    &credential::USERNAME,
    &credential::USERNAME_ANSWER,
    &credential::PIN,
    &email_worded::DETECTOR,
    &email_worded::PROVIDER,
    &email_worded::CAPITALS,
    &email_loose::DOMAIN,
    &email_loose::MISTYPED,
    &email_loose::TOLD,
    &email_loose::ANSWERED,
    &email_spaced::TOP,
    &email_spaced::PROVIDER,
    &spelled::CARD,
    &spelled::SSN,
    &spelled::PHONE,
    &known::NAME,
    &known::AGENT_NAME,
    &known::KEY,
    &known::FORM_VALUE,
    &person::INTRODUCED,
    &person::ANSWERED,
    &url::SCHEME,
    &url::DOMAIN,
    &url::QUERY,
    &date::DATE,
    &age::DETECTOR,
    &postcode::UK,
    &postcode::ZIP,
    &street::DETECTOR,
];

/// Words without which their detectors find nothing: most texts hold none of them.
const _: () = assert!(NEEDED.len() <= 16, "a bit each of a `u16`");
pub(crate) static NEEDED: &[&Lexicon] = &[
    &bank::ACCOUNT_WORDS,
    &bank::LAST_DIGITS,
    &credit_card_part::CODE,
    &credit_card_part::EXPIRY,
    &credit_card_part::LAST_FOUR,
    &credit_card_part::NUMBER,
    &date::BORN,
    &document::LICENSE_WORDS,
    &document::PASSPORT_WORDS,
    &us_ssn_part::CONTEXT,
];

fn masked_but_last_four() -> Operator {
    Operator::Mask {
        keep_first: 0,
        keep_last: 4,
        character: '*',
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use crate::model::Role;
    use crate::redact::{Engine, Neighbour, Policy, Target};

    fn found<'t>(
        previous: &[Neighbour<'_>],
        region: Option<&str>,
        kind: &str,
        text: &'t str,
    ) -> Vec<&'t str> {
        thread_local! {
            static ENGINE: RefCell<Engine> = RefCell::new(
                Engine::new(&Policy::named("broad").expect("a built-in policy")).expect("a built-in policy"),
            );
        }
        let target = Target {
            text,
            role: Role::EndUser,
            region,
            previous,
            ..Target::default()
        };
        ENGINE.with_borrow_mut(|engine| {
            let findings = engine.find(&target);
            let wanted = findings.iter().filter(|f| &*f.kind == kind);
            wanted
                .map(|f| &text[f.start as usize..f.end as usize])
                .collect()
        })
    }

    /// The text holds exactly this value of this kind.
    #[track_caller]
    pub(super) fn finds(kind: &str, text: &str, value: &str) {
        assert_eq!(found(&[], None, kind, text), [value], "in {text:?}");
    }

    /// As [`finds`], for a message of this region.
    #[track_caller]
    pub(super) fn finds_in(region: &str, kind: &str, text: &str, value: &str) {
        assert_eq!(found(&[], Some(region), kind, text), [value], "in {text:?}");
    }

    /// The text holds nothing of this kind.
    #[track_caller]
    pub(super) fn clean(kind: &str, text: &str) {
        assert_eq!(found(&[], None, kind, text), [""; 0], "in {text:?}");
    }

    /// As [`finds`], after the other side asked this.
    #[track_caller]
    pub(super) fn answers(kind: &str, question: &str, text: &str, value: &str) {
        let asked = [Neighbour {
            own: false,
            text: question,
        }];
        assert_eq!(
            found(&asked, None, kind, text),
            [value],
            "{text:?} after {question:?}"
        );
    }

    /// As [`clean`], after the other side said this.
    #[track_caller]
    pub(super) fn ignores(kind: &str, question: &str, text: &str) {
        let asked = [Neighbour {
            own: false,
            text: question,
        }];
        assert_eq!(
            found(&asked, None, kind, text),
            [""; 0],
            "{text:?} after {question:?}"
        );
    }
}
