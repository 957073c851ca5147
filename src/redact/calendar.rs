//! Dates as people write them: read, and written again some days later in the same style.

use std::ops::Range;

use chrono::{Datelike as _, NaiveDate, TimeDelta};

/// Names of months in English, Spanish, French, German and Portuguese, without accents.
#[rustfmt::skip]
pub(crate) const MONTHS: [[&str; 12]; 5] = [
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"],
    ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
    ["janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"],
    ["januar", "februar", "marz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"],
    ["janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"],
];

/// Short names of months, English first, then those of other languages that differ.
#[rustfmt::skip]
const SHORT: [(&str, u32); 36] = [
    ("jan", 1), ("feb", 2), ("mar", 3), ("apr", 4), ("may", 5), ("jun", 6), ("jul", 7), ("aug", 8), ("sep", 9),
    ("oct", 10), ("nov", 11), ("dec", 12), ("sept", 9), ("ene", 1), ("abr", 4), ("ago", 8), ("dic", 12), ("janv", 1),
    ("fevr", 2), ("fev", 2), ("avr", 4), ("juil", 7), ("mrz", 3), ("okt", 10), ("dez", 12), ("set", 9), ("out", 10),
    ("maer", 3), ("mai", 5), ("juin", 6), ("marz", 3), ("maerz", 3), ("aou", 8), ("jne", 6), ("jly", 7), ("agos", 8),
];

/// The month that a word names, 1 to 12.
pub(crate) fn month(word: &str) -> Option<u32> {
    use super::context::same;
    // Most words are turned away by their first letter or their length.
    let first = word.bytes().next()? | 0x20;
    if !b"jfmasonde".contains(&first) || !(3..=11).contains(&word.len()) {
        return None;
    }
    let is = |name: &str| name.as_bytes()[0] == first && same(word, name);
    let long = MONTHS.iter().find_map(|names| {
        let at = names.iter().position(|n| is(n))?;
        Some(at as u32 + 1)
    });
    long.or_else(|| SHORT.iter().find(|(name, _)| is(name)).map(|(_, m)| *m))
}

/// The parts of a date in a text.
#[derive(Debug, PartialEq)]
struct Parts {
    date: NaiveDate,
    day: Range<usize>,
    month: Range<usize>,
    year: Range<usize>,
}

/// Words and numbers of a text.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let class = |c: char| {
        if c.is_ascii_digit() {
            1
        } else {
            2 * u8::from(c.is_alphabetic())
        }
    };
    let mut last = 0;
    for (at, c) in text.char_indices() {
        let now = class(c);
        match out.last_mut() {
            Some(piece) if now == last && now > 0 => piece.end = at + c.len_utf8(),
            _ if now > 0 => out.push(at..at + c.len_utf8()),
            _ => {}
        }
        last = now;
    }
    out
}

fn read(text: &str) -> Option<Parts> {
    let pieces = pieces(text);
    let number = |r: &Range<usize>| text[r.clone()].parse::<u32>().ok();
    let make = |y: &Range<usize>, m: &Range<usize>, d: &Range<usize>, month: u32| {
        let mut year = number(y)? as i32;
        if y.len() == 2 {
            year += if year < 40 { 2000 } else { 1900 };
        }
        Some(Parts {
            date: NaiveDate::from_ymd_opt(year, month, number(d)?)?,
            day: d.clone(),
            month: m.clone(),
            year: y.clone(),
        })
    };
    let numbers: Vec<&Range<usize>> = pieces.iter().filter(|p| number(p).is_some()).collect();
    if let Some(name) = pieces
        .iter()
        .find(|p| number(p).is_none() && month(&text[(*p).clone()]).is_some())
    {
        let m = month(&text[name.clone()])?;
        let (a, b) = (numbers.first()?, numbers.get(1)?);
        return if a.len() == 4 {
            make(a, name, b, m)
        } else {
            make(b, name, a, m)
        };
    }
    let (a, b, c) = (numbers.first()?, numbers.get(1)?, numbers.get(2)?);
    if a.len() == 4 {
        return make(a, b, c, number(b)?);
    }
    // Month first, as Americans write, unless the dots or the numbers say day first.
    let dotted = text.get(a.end..=a.end) == Some(".");
    let first = if dotted {
        None
    } else {
        make(c, a, b, number(a)?)
    };
    first
        .or_else(|| make(c, b, a, number(b)?))
        .or_else(|| make(c, a, b, number(a)?))
}

/// The year of a date.
pub(crate) fn year(text: &str) -> Option<i32> {
    read(text).map(|p| p.date.year())
}

/// The same date some days later, in the same style; none if it cannot be read.
pub(crate) fn shifted(text: &str, days: i64) -> Option<String> {
    let parts = read(text)?;
    let date = parts.date.checked_add_signed(TimeDelta::try_days(days)?)?;
    // `05` says that numbers are two digits wide, and so does a year in front.
    let zero = |r: &Range<usize>| text[r.clone()].starts_with('0');
    let padded = zero(&parts.day) || zero(&parts.month) || parts.year.end < parts.month.start;
    let number = |old: &Range<usize>, new: u32| {
        let width = if padded { old.len() } else { 1 };
        format!("{new:0width$}")
    };
    let year = if parts.year.len() == 2 {
        format!("{:02}", date.year().rem_euclid(100))
    } else {
        date.year().to_string()
    };
    let month = if text[parts.month.clone()].starts_with(|c: char| c.is_ascii_digit()) {
        number(&parts.month, date.month())
    } else {
        renamed(&text[parts.month.clone()], date.month())?
    };
    let mut changes = [
        (parts.day.clone(), number(&parts.day, date.day())),
        (parts.month, month),
        (parts.year, year),
    ];
    changes.sort_by_key(|(place, _)| place.start);
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for (place, new) in changes {
        out.push_str(text.get(at..place.start)?);
        out.push_str(&new);
        at = place.end;
    }
    out.push_str(&text[at..]);
    Some(out)
}

/// The name of another month in the language, length and case of this one.
fn renamed(old: &str, month: u32) -> Option<String> {
    use super::context::same;
    let at = month.checked_sub(1)? as usize;
    let names = MONTHS
        .iter()
        .find(|names| names.iter().any(|n| same(old, n)));
    let new = match names {
        Some(names) => names[at],
        None => SHORT.get(at)?.0,
    };
    let mut letters = old.chars();
    let (first, second) = (letters.next()?, letters.next());
    Some(if second.is_some_and(char::is_uppercase) {
        new.to_uppercase()
    } else if first.is_uppercase() {
        new[..1].to_uppercase() + &new[1..]
    } else {
        new.to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_date_keeps_its_style() {
        for (text, days, wanted) in [
            ("12/31/1985", 1, "1/1/1986"),
            ("05/04/2020", 30, "06/03/2020"),
            ("2024-02-28", 2, "2024-03-01"),
            ("31.12.99", 1, "1.1.00"),
            ("March 5, 2020", -5, "February 29, 2020"),
            ("5 de marzo de 2020", 30, "4 de abril de 2020"),
            ("JAN 2 2020", 31, "FEB 2 2020"),
            ("2020-01-01 10:30", 1, "2020-01-02 10:30"),
        ] {
            assert_eq!(shifted(text, days).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(shifted("tomorrow", 1), None);
        assert_eq!(shifted("31/31/2020", 1), None);
    }
}
