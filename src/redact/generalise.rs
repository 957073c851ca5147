//! A value told less exactly: the year of a date, the decade of an age, the head of a postcode.

use super::calendar;
use super::fold::fold;

/// What stands for a value; the type in brackets where nothing of it may be told.
pub(crate) fn generalise(kind: &str, value: &str) -> String {
    let folded = fold(value);
    let text = &*folded.text;
    let general = match kind {
        "DATE_TIME" | "DATE_OF_BIRTH" => calendar::year(text).map(|y| y.to_string()),
        "AGE" => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            digits
                .parse::<u32>()
                .ok()
                .filter(|age| *age < 150)
                .map(|age| {
                    let from = age / 10 * 10;
                    if from >= 90 {
                        "90+".to_owned()
                    } else {
                        format!("{from}-{}", from + 9)
                    }
                })
        }
        "ZIP_CODE" | "POSTCODE" | "UK_POSTCODE" => {
            let head: String = text
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            let keep = if head.bytes().all(|b| b.is_ascii_digit()) {
                3.min(head.len() / 2)
            } else {
                head.len().min(4)
            };
            (keep > 0 && head.len() > keep || text.contains(' '))
                .then(|| format!("{}*", head[..keep].to_ascii_uppercase()))
        }
        "IP_ADDRESS" => {
            let parts: Vec<&str> = text.split('.').collect();
            (parts.len() == 4).then(|| format!("{}.{}.*", parts[0], parts[1]))
        }
        _ => None,
    };
    let general = general.filter(|g| is_general(g));
    format!("[{}]", general.as_deref().unwrap_or(kind))
}

/// Whether brackets around this are what [`generalise`] puts. Too little to be a value.
pub(crate) fn is_general(inner: &str) -> bool {
    let digits =
        |s: &str, n: usize| (1..=n).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    let decade = |(a, b): (&str, &str)| digits(a, 3) && digits(b, 3);
    digits(inner, 4)
        || inner == "90+"
        || inner.split_once('-').is_some_and(decade)
        || inner
            .strip_suffix(".*")
            .and_then(|i| i.split_once('.'))
            .is_some_and(decade)
        || inner.strip_suffix('*').is_some_and(|i| {
            (1..=4).contains(&i.len()) && i.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_its_coarse_part_or_nothing() {
        for (kind, value, general) in [
            ("DATE_OF_BIRTH", "12/31/1985", "[1985]"),
            ("DATE_TIME", "March 5, 2020", "[2020]"),
            ("AGE", "42 years old", "[40-49]"),
            ("AGE", "97", "[90+]"),
            ("ZIP_CODE", "94105", "[94*]"),
            ("UK_POSTCODE", "sw1a 1aa", "[SW1A*]"),
            ("IP_ADDRESS", "192.0.2.17", "[192.0.*]"),
            ("CREDIT_CARD", "4111111111111111", "[CREDIT_CARD]"),
        ] {
            assert_eq!(generalise(kind, value), general, "{value}");
        }
    }
}
