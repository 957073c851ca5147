//! India, Singapore, Korea, Thailand, Turkey: person and business ids.
//!
//! Sources: UIDAI (Verhoeff), Income Tax Department (PAN), ICA (NRIC), Korean RRN, Thai and Turkish check digits.

use super::{Strength, id};
use crate::redact::context::Lexicon;
use crate::redact::detect::{Detector, Shape};
use crate::redact::validate::{verhoeff, weighted};

#[rustfmt::skip]
static AADHAAR_SHAPE: Shape = Shape {
    forms: &["9999-9999-9999", "9999:9999:9999", "999999999999"],
    check: Some(("verhoeff", aadhaar)),
    context: &Lexicon::of([&["aadhaar", "aadhar", "uidai", "uid"], &[], &[], &[], &[]]),
    alone: Strength::Digits.alone(),
    whole: Strength::Digits.whole(),
};
pub(in crate::redact::detect) static AADHAAR: Detector =
    id("in_aadhaar", "IN_AADHAAR", &AADHAAR_SHAPE);

#[rustfmt::skip]
static PAN_SHAPE: Shape = Shape {
    forms: &["AAAAA9999A"],
    check: Some(("holder", pan)),
    context: &Lexicon::of([&["pan", "pan card", "permanent account"], &[], &[], &[], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static PAN: Detector = id("in_pan", "IN_PAN", &PAN_SHAPE);

#[rustfmt::skip]
static GSTIN_SHAPE: Shape = Shape {
    forms: &["99AAAAA9999A*Z*"],
    check: Some(("state", gstin)),
    context: &Lexicon::of([&["gstin", "gst"], &[], &[], &[], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static GSTIN: Detector = id("in_gstin", "IN_GSTIN", &GSTIN_SHAPE);

#[rustfmt::skip]
static IN_PASSPORT_SHAPE: Shape = Shape {
    forms: &["A9999999"],
    check: Some(("no_zero", indian_passport)),
    context: &Lexicon::of([&["passport", "indian passport"], &[], &[], &[], &[]]),
    alone: Strength::Loose.alone(),
    whole: Strength::Loose.whole(),
};
pub(in crate::redact::detect) static IN_PASSPORT: Detector =
    id("in_passport", "IN_PASSPORT", &IN_PASSPORT_SHAPE);

#[rustfmt::skip]
static VOTER_SHAPE: Shape = Shape {
    forms: &["AAA9999999"],
    check: None,
    context: &Lexicon::of([&["voter", "epic", "vote"], &[], &[], &[], &[]]),
    alone: Strength::Loose.alone(),
    whole: Strength::Loose.whole(),
};
pub(in crate::redact::detect) static VOTER: Detector = id("in_voter", "IN_VOTER", &VOTER_SHAPE);

#[rustfmt::skip]
static VEHICLE_SHAPE: Shape = Shape {
    forms: &["AA99AA9999", "AA99A9999", "AA-99-AA-9999", "AA-99-A-9999"],
    check: Some(("state", vehicle)),
    context: &Lexicon::of([&["registration", "vehicle", "rto", "plate"], &[], &[], &[], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static VEHICLE: Detector = id(
    "in_vehicle_registration",
    "IN_VEHICLE_REGISTRATION",
    &VEHICLE_SHAPE,
);

#[rustfmt::skip]
static NRIC_SHAPE: Shape = Shape {
    forms: &["A9999999A"],
    check: Some(("first", nric)),
    context: &Lexicon::of([&["nric", "fin", "singapore"], &[], &[], &[], &[]]),
    alone: Strength::Letters.alone(),
    whole: Strength::Letters.whole(),
};
pub(in crate::redact::detect) static NRIC: Detector = id("sg_nric_fin", "SG_NRIC_FIN", &NRIC_SHAPE);

#[rustfmt::skip]
static UEN_SHAPE: Shape = Shape {
    forms: &["99999999A", "999999999A", "A99AA9999A"],
    check: Some(("year", uen)),
    context: &Lexicon::of([&["uen", "entity number"], &[], &[], &[], &[]]),
    alone: Strength::Loose.alone(),
    whole: Strength::Loose.whole(),
};
pub(in crate::redact::detect) static UEN: Detector = id("sg_uen", "SG_UEN", &UEN_SHAPE);

#[rustfmt::skip]
static RRN_SHAPE: Shape = Shape {
    forms: &["999999-9999999", "9999999999999"],
    check: Some(("date", rrn)),
    context: &Lexicon::of([&["rrn", "korean rrn", "resident registration"], &[], &[], &[], &[]]),
    alone: Strength::Weak.alone(),
    whole: Strength::Weak.whole(),
};
pub(in crate::redact::detect) static RRN: Detector = id("kr_rrn", "KR_RRN", &RRN_SHAPE);

#[rustfmt::skip]
static FRN_SHAPE: Shape = Shape {
    forms: &["999999-9999999", "9999999999999"],
    check: Some(("date", frn)),
    context: &Lexicon::of([&["frn", "foreigner registration"], &[], &[], &[], &[]]),
    alone: Strength::Weak.alone(),
    whole: Strength::Weak.whole(),
};
pub(in crate::redact::detect) static FRN: Detector = id("kr_frn", "KR_FRN", &FRN_SHAPE);

#[rustfmt::skip]
static BRN_SHAPE: Shape = Shape {
    forms: &["999-99-99999", "9999999999"],
    check: Some(("kr_brn", brn)),
    context: &Lexicon::of([&["brn", "business registration"], &[], &[], &[], &[]]),
    alone: Strength::Weak.alone(),
    whole: Strength::Weak.whole(),
};
pub(in crate::redact::detect) static BRN: Detector = id("kr_brn", "KR_BRN", &BRN_SHAPE);

#[rustfmt::skip]
static KR_PASSPORT_SHAPE: Shape = Shape {
    forms: &["A99999999", "A999A9999"],
    check: Some(("kinds", korean_passport)),
    context: &Lexicon::of([&["passport"], &[], &[], &[], &[]]),
    alone: Strength::Loose.alone(),
    whole: Strength::Loose.whole(),
};
pub(in crate::redact::detect) static KR_PASSPORT: Detector =
    id("kr_passport", "KR_PASSPORT", &KR_PASSPORT_SHAPE);

#[rustfmt::skip]
static TNIN_SHAPE: Shape = Shape {
    forms: &["9999999999999", "9-9999-99999-99-9"],
    check: Some(("mod11", tnin)),
    context: &Lexicon::of([&["tnin", "thai id"], &[], &[], &[], &[]]),
    alone: Strength::Digits.alone(),
    whole: Strength::Digits.whole(),
};
pub(in crate::redact::detect) static TNIN: Detector = id("th_tnin", "TH_TNIN", &TNIN_SHAPE);

#[rustfmt::skip]
static TCKN_SHAPE: Shape = Shape {
    forms: &["99999999999"],
    check: Some(("mod10", tckn)),
    context: &Lexicon::of([&["tckn", "tc kimlik", "kimlik", "turkish id"], &[], &[], &[], &[]]),
    alone: Strength::Twice.alone(),
    whole: Strength::Twice.whole(),
};
pub(in crate::redact::detect) static TCKN: Detector =
    id("tr_national_id", "TR_NATIONAL_ID", &TCKN_SHAPE);

#[rustfmt::skip]
static PH_TIN_SHAPE: Shape = Shape {
    forms: &["999-999-999-999", "999999999999", "999-999-999"],
    check: None,
    context: &Lexicon::of([&["tin", "bir tin"], &[], &[], &[], &[]]),
    alone: Strength::Named.alone(),
    whole: Strength::Named.whole(),
};
pub(in crate::redact::detect) static PH_TIN: Detector = id("ph_tin", "PH_TIN", &PH_TIN_SHAPE);

fn aadhaar(id: &[u8]) -> bool {
    id[0] >= b'2' && verhoeff(id)
}

/// The fourth letter says what kind of holder it is.
fn pan(id: &[u8]) -> bool {
    b"ABCFGHJLPTEN".contains(&id[3])
}

fn gstin(id: &[u8]) -> bool {
    let state = (id[0] - b'0') * 10 + id[1] - b'0';
    (1..=38).contains(&state)
}

fn indian_passport(id: &[u8]) -> bool {
    id[1] != b'0' && id[7] != b'0' && !b"QXZ".contains(&id[0])
}

/// A state's letters.
fn vehicle(id: &[u8]) -> bool {
    const STATES: [&[u8; 2]; 36] = [
        b"AN", b"AP", b"AR", b"AS", b"BR", b"CG", b"CH", b"DD", b"DL", b"DN", b"GA", b"GJ", b"HP",
        b"HR", b"JH", b"JK", b"KA", b"KL", b"LA", b"LD", b"MH", b"ML", b"MN", b"MP", b"MZ", b"NL",
        b"OD", b"OR", b"PB", b"PY", b"RJ", b"SK", b"TN", b"TR", b"TS", b"UP",
    ];
    STATES.iter().any(|s| id.starts_with(*s)) || id.starts_with(b"UK") || id.starts_with(b"WB")
}

fn nric(id: &[u8]) -> bool {
    b"STFGM".contains(&id[0])
}

fn uen(id: &[u8]) -> bool {
    match id.len() {
        9 => true,
        _ if id[0].is_ascii_digit() => matches!(&id[..2], b"19" | b"20"),
        _ => b"RST".contains(&id[0]),
    }
}

/// Six digits that are a day, and the century and sex that the seventh allows.
fn born(id: &[u8], seventh: std::ops::RangeInclusive<u8>) -> bool {
    let two = |at: usize| (id[at] - b'0') * 10 + id[at + 1] - b'0';
    (1..=12).contains(&two(2)) && (1..=31).contains(&two(4)) && seventh.contains(&id[6])
}

fn rrn(id: &[u8]) -> bool {
    born(id, b'1'..=b'4')
}

fn frn(id: &[u8]) -> bool {
    born(id, b'5'..=b'8')
}

fn brn(id: &[u8]) -> bool {
    let sum = weighted(&id[..9], &[1, 3, 7, 1, 3, 7, 1, 3, 5]) + u32::from(id[8] - b'0') * 5 / 10;
    (10 - sum % 10) % 10 == u32::from(id[9] - b'0')
}

fn korean_passport(id: &[u8]) -> bool {
    b"MSRDGT".contains(&id[0])
}

/// Weights 13 to 2, modulo 11; the province's digits are given out.
fn tnin(id: &[u8]) -> bool {
    const WEIGHTS: [u32; 12] = [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
    const PROVINCES: [u8; 77] = [
        10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 30, 31, 32, 33, 34,
        35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57,
        58, 60, 61, 62, 63, 64, 65, 66, 67, 70, 71, 72, 73, 74, 75, 76, 77, 80, 81, 82, 83, 84, 85,
        86, 90, 91, 92, 93, 94, 95, 96,
    ];
    let province = (id[1] - b'0') * 10 + id[2] - b'0';
    (b'1'..=b'8').contains(&id[0])
        && PROVINCES.contains(&province)
        && (11 - weighted(&id[..12], &WEIGHTS) % 11) % 10 == u32::from(id[12] - b'0')
}

fn tckn(id: &[u8]) -> bool {
    let d: Vec<u32> = id.iter().map(|d| u32::from(d - b'0')).collect();
    let odd = d[0] + d[2] + d[4] + d[6] + d[8];
    let even = d[1] + d[3] + d[5] + d[7];
    d[0] > 0 && (odd * 7 + 100 - even) % 10 == d[9] && d[..10].iter().sum::<u32>() % 10 == d[10]
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_ids_by_their_words() {
        for (kind, text, value) in [
            (
                "IN_AADHAAR",
                "my aadhaar is 3998 7654 3211",
                "3998 7654 3211",
            ),
            ("IN_PAN", "pan card ABCPD1234Z", "ABCPD1234Z"),
            ("IN_GSTIN", "GSTIN 27ABCDE1234F1Z5 for", "27ABCDE1234F1Z5"),
            ("SG_NRIC_FIN", "NRIC S2740116C was", "S2740116C"),
            ("KR_RRN", "RRN is 960121-1234567", "960121-1234567"),
            ("TH_TNIN", "TNIN: 2345678901234", "2345678901234"),
            ("TR_NATIONAL_ID", "kimlik 10000000146", "10000000146"),
        ] {
            finds(kind, text, value);
        }
    }

    #[test]
    fn leaves_wrong_check_digits_and_near_misses_alone() {
        for (kind, text) in [
            ("IN_AADHAAR", "aadhaar 3998 7654 3212"),
            ("IN_PAN", "ABCQD1234Z"),
            ("KR_RRN", "rrn 961321-1234567"),
            ("TH_TNIN", "tnin 1234567890123"),
            ("TR_NATIONAL_ID", "kimlik 10000000145"),
        ] {
            clean(kind, text);
        }
    }
}
