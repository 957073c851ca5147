//! Postcodes: British ones by their grammar, others where words, a state or a street say so.

use super::{Detector, Examine, On, Start, Verdict, counts};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const ZIP: Detector = Detector {
    id: "zip_code",
    entity: "ZIP_CODE",
    start: Start::Digits(counts(4, 9)),
    examine: Examine::Read(zip),
    operator: Operator::default,
    on: On::BROAD,
};

pub(super) const UK: Detector = Detector {
    id: "uk_postcode",
    entity: "UK_POSTCODE",
    start: Start::Word([0b111 << 5, 0]),
    examine: Examine::Read(uk),
    operator: Operator::default,
    on: On::BROAD,
};

#[rustfmt::skip]
static CONTEXT: Lexicon = Lexicon::of([
    &["zip", "zips", "zipcode", "zip code", "postal", "postal code", "postcode", "post code", "pincode", "pin code"],
    &["codigo postal", "postal", "cp"],
    &["code postal", "cp"],
    &["plz", "postleitzahl"],
    &["codigo postal", "cep"],
]);

#[rustfmt::skip]
const STATES: [&str; 62] = [
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME", "MD",
    "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC",
    "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "DC", "PR", "GU", "VI", "AS", "MP", "FM", "MH", "PW", "AA",
    "AE", "AP",
];

fn zip(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let text = scene.text;
    let first = site.groups.first()?;
    if !scene.opens(site.start, &["zip"])
        || matches!(
            scene.byte_before(site.start),
            Some(b'$' | b'#' | b'-' | b'.' | b'/' | b',' | b'+')
        )
    {
        return None;
    }
    let mut end = first.at.end;
    let dashed = site
        .groups
        .get(1)
        .filter(|_| &text[first.gap.clone()] == "-");
    // ZIP+4, and the Brazilian and Portuguese forms.
    let plus = dashed.filter(|g| matches!((first.at.len(), g.at.len()), (5, 3 | 4) | (4, 3)));
    if let Some(group) = plus {
        end = group.at.end;
    } else if dashed.is_some() {
        return None;
    }
    if !scene.closes(end, &[])
        || super::shape::goes_on(text, &(site.start..end))
        || text[end..].starts_with('%')
    {
        return None;
    }
    let word = text[..site.start]
        .trim_end()
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let five = first.at.len() == 5 && plus.is_none_or(|g| g.at.len() == 4);
    let state = five && STATES.contains(&word) && text[..site.start].ends_with(' ');
    let near = scene.just_before(site.start, 4, &CONTEXT).or_else(|| {
        scene
            .requested(&CONTEXT)
            .filter(|_| scene.words_besides(&(site.start..end)) <= 6)
    });
    let named = near.is_some() && (4..=6).contains(&first.at.len())
        // American words take American codes.
        && (five || near.is_none_or(|w| !w.starts_with("zip")));
    let whole = five && scene.is_whole(site.start, end) && scene.previous.is_empty();
    let city = five && plus.is_none() && starts_a_line(text, site.start) && city(&text[end..]);
    let score = match (named, state || city) {
        (true, _) => 0.8,
        (_, true) => 0.7,
        _ if whole => 0.36,
        _ => return None,
    };
    Some(Verdict {
        span: site.start..end,
        score,
        validator: None,
        context: near,
    })
}

fn starts_a_line(text: &str, at: usize) -> bool {
    at == 0 || text[..at].ends_with('\n')
}

/// Whether a comma and a name of two words or more with capitals follow: `94105, San Francisco`.
fn city(behind: &str) -> bool {
    let line = behind.lines().next().unwrap_or_default();
    let Some(name) = line.strip_prefix(", ") else {
        return false;
    };
    let name = name.trim_end_matches(['.', ' ']);
    name.len() <= 40
        && name.contains(' ')
        && name.split([' ', '-']).all(|word| {
            word.starts_with(char::is_uppercase) && word.chars().skip(1).all(char::is_lowercase)
        })
}

/// Postcode areas (Royal Mail), and `GIR 0AA`.
#[rustfmt::skip]
const AREAS: &[&str] = &[
    "AB", "AL", "B", "BA", "BB", "BD", "BF", "BH", "BL", "BN", "BR", "BS", "BT", "BX", "CA", "CB", "CF", "CH", "CM", "CO", "CR",
    "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E", "EC", "EH", "EN", "EX", "FK", "FY", "G",
    "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR", "HS", "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY",
    "L", "LA", "LD", "LE", "LL", "LN", "LS", "LU", "M", "ME", "MK", "ML", "N", "NE", "NG", "NN", "NP", "NR", "NW", "OL",
    "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "S", "SA", "SE", "SG", "SK", "SL", "SM", "SN", "SO", "SP",
    "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW", "UB", "W", "WA", "WC", "WD", "WF", "WN",
    "WR", "WS", "WV", "YO", "ZE",
];

fn uk(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let bytes = scene.text.as_bytes();
    let outward_end = site.word_end;
    let word = &bytes[site.start..outward_end];
    // `EC1A 1BB` or `EC1A1BB`.
    let (outward, inward, end) =
        if bytes.get(outward_end) == Some(&b' ') && (2..=4).contains(&word.len()) {
            (
                word,
                bytes.get(outward_end + 1..outward_end + 4)?,
                outward_end + 4,
            )
        } else {
            let cut = word.len().checked_sub(3).filter(|c| (2..=4).contains(c))?;
            (&word[..cut], &word[cut..], outward_end)
        };
    let unit = |b: &u8| b.is_ascii_alphabetic() && !b"CIKMOV".contains(&b.to_ascii_uppercase());
    let inward_fits = inward[0].is_ascii_digit() && unit(&inward[1]) && unit(&inward[2]);
    let letters = outward
        .iter()
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    let area = std::str::from_utf8(&outward[..letters]).ok()?;
    let district = &outward[letters..];
    let digits = district.iter().take_while(|b| b.is_ascii_digit()).count();
    let grammar = matches!(
        (letters, digits, district.len() - digits),
        (1 | 2, 1 | 2, 0) | (1 | 2, 1, 1)
    ) && AREAS.iter().any(|a| a.eq_ignore_ascii_case(area))
        || outward.eq_ignore_ascii_case(b"GIR");
    if !inward_fits || !grammar || !scene.opens(site.start, &[]) || !scene.closes(end, &[]) {
        return None;
    }
    let context = scene.hinted(site.start, end, &CONTEXT);
    let capitals = bytes[site.start..end]
        .iter()
        .all(|b| !b.is_ascii_lowercase());
    let spaced = end > outward_end;
    let score = match (context, capitals, spaced) {
        (Some(_), ..) => 0.85,
        (None, true, true) => 0.6,
        (None, true, false) => 0.4,
        (None, false, _) => return None,
    };
    Some(Verdict {
        span: site.start..end,
        score,
        validator: Some("area"),
        context,
    })
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{answers, clean, finds};

    #[test]
    fn a_city_may_follow_at_the_start_of_a_line() {
        finds("ZIP_CODE", "94105, San Francisco", "94105");
        for text in [
            "94105, Thanks for that",
            "94105, San Francisco or not",
            "of 94105, San Francisco",
        ] {
            clean("ZIP_CODE", text);
        }
    }

    #[test]
    fn finds_postcodes_by_grammar_words_and_states() {
        for code in ["M1 1AA", "SW1A 1AA", "EC1A1BB", "GIR 0AA"] {
            finds("UK_POSTCODE", &format!("it is {code}, ok"), code);
        }
        for (text, code) in [
            ("ZIP 94105-1234 today", "94105-1234"),
            ("New York City, NY 10002", "10002"),
            ("código postal 28013", "28013"),
            ("PLZ: 10115", "10115"),
            ("meu CEP 01310-100", "01310-100"),
        ] {
            finds("ZIP_CODE", text, code);
        }
        answers("ZIP_CODE", "What is your zip code?", "94105", "94105");
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "part 94105",
            "ZIP 1234 is invalid",
            "ZIP 123456",
            "ZIP 12345-12345",
            "$94105",
            "OK 12345678",
            "VA1 1AA",
            "M1 1AI",
            "e5 3rd",
        ] {
            clean("ZIP_CODE", text);
            clean("UK_POSTCODE", text);
        }
    }
}
