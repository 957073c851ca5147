//! Dates: with words of birth in every policy that looks for people, plain ones in the broad policy.

use std::ops::Range;

use chrono::NaiveDate;

use super::{Detector, Examine, On, Start, Verdict, counts};
use crate::redact::boundary::{ceil, floor};
use crate::redact::calendar::month;
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const BIRTH: Detector = Detector {
    id: "date_of_birth",
    entity: "DATE_OF_BIRTH",
    start: Start::Digits(counts(1, 20)),
    examine: Examine::Read(birth),
    operator: Operator::default,
    on: On::STANDARD,
};

pub(super) const DATE: Detector = Detector {
    id: "date",
    entity: "DATE_TIME",
    start: Start::Digits(counts(1, 20)),
    examine: Examine::Read(date),
    operator: Operator::default,
    on: On::BROAD,
};

#[rustfmt::skip]
pub(super) static BORN: Lexicon = Lexicon::of([
    &["born", "dob", "birth", "birthday", "birthdate", "date of birth", "d o b"],
    &["nacimiento", "naci", "nacio", "nacido", "nacida", "cumpleanos"],
    &["naissance", "ne le", "nee le", "ne en", "nee en", "anniversaire"],
    &["geboren", "geburtsdatum", "geburtstag", "geb"],
    &["nascimento", "nasci", "nasceu", "nascido", "nascida", "aniversario"],
]);

fn birth(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    // Most digits are no date, and most texts name no birth.
    if !scene.mentions(&BORN) {
        return None;
    }
    let found = read(scene, site).or_else(|| packed(scene, site))?;
    if !found.has_year {
        return None;
    }
    let context = scene
        .near(found.span.start, found.span.end, &BORN)
        .or_else(|| scene.requested(&BORN))?;
    Some(Verdict {
        span: found.span,
        score: 0.9,
        validator: Some("calendar"),
        context: Some(context),
    })
}

fn date(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let found = read(scene, site)?;
    Some(Verdict {
        span: found.span,
        score: if found.has_year { 0.7 } else { 0.4 },
        validator: Some("calendar"),
        context: None,
    })
}

struct Found {
    span: Range<usize>,
    has_year: bool,
}

fn read(scene: &Scene<'_>, site: &Site) -> Option<Found> {
    let text = scene.text;
    let first = site.groups.first()?;
    let before = text[..site.start].chars().next_back();
    if !matches!(first.at.len(), 1 | 2 | 4)
        || matches!(
            before,
            Some('.' | '/' | '-' | ':' | '$' | '€' | '£' | '#' | '+' | '_' | '=')
        ) && !worded_before(text, site)
    {
        return None;
    }
    numeric(scene, site).or_else(|| worded(scene, site))
}

/// Whether a month stands right before a dash or dot: `Jan-19-2014`.
fn worded_before(text: &str, site: &Site) -> bool {
    text[..site.start].ends_with(['-', '.', '/']) && word_before(text, site.start).is_some()
}

/// `3/15/1989`, `15.3.89`, `1989-03-15T10:30:00Z`.
fn numeric(scene: &Scene<'_>, site: &Site) -> Option<Found> {
    let text = scene.text;
    let [a, b, c, ..] = &site.groups[..] else {
        return month_and_year(scene, site);
    };
    let (gap, other) = (&text[a.gap.clone()], &text[b.gap.clone()]);
    if gap != other
        || !matches!(gap, "/" | "-" | "." | ". " | " / ")
        || !scene.opens(site.start, &[])
    {
        return month_and_year(scene, site);
    }
    let number = |r: &Range<usize>| text[r.clone()].parse::<i32>().ok();
    let (one, two, three) = (number(&a.at)?, number(&b.at)?, number(&c.at)?);
    let real = |year: i32, month: i32, day: i32| {
        (1800..2200).contains(&year)
            && NaiveDate::from_ymd_opt(year, month as u32, day as u32).is_some()
    };
    let short = |r: &Range<usize>| r.len() <= 2;
    let mut end = c.at.end;
    let fits = if a.at.len() == 4 {
        short(&b.at) && short(&c.at) && real(one, two, three)
    } else {
        let year = match c.at.len() {
            4 => three,
            // Versions have dots too: two digits of a year, and both others plausible.
            2 if short(&a.at) => 1900 + three,
            _ => return month_and_year(scene, site),
        };
        let american = gap != "." && real(year, one, two);
        short(&a.at) && short(&b.at) && (american || real(year, two, one) || real(year, one, two))
    };
    // `2020-01-01.1` ends with its day; `1.2.2020.5` is a version.
    let more = text[end..].starts_with(gap)
        && text[end + gap.len()..].starts_with(|c: char| c.is_ascii_digit());
    if !fits || more || text[end..].starts_with('%') {
        return None;
    }
    if a.at.len() == 4 || c.at.len() == 4 {
        end = clock(text, end);
    }
    (end > c.at.end || scene.closes(end, &[])).then_some(Found {
        span: site.start..end,
        has_year: true,
    })
}

/// `5/2021`.
fn month_and_year(scene: &Scene<'_>, site: &Site) -> Option<Found> {
    let [a, b, ..] = &site.groups[..] else {
        return None;
    };
    let text = scene.text;
    let number = |r: &Range<usize>| text[r.clone()].parse::<u32>().ok();
    let fits = &text[a.gap.clone()] == "/"
        && a.at.len() <= 2
        && b.at.len() == 4
        && (1..=12).contains(&number(&a.at)?)
        && (1900..2100).contains(&number(&b.at)?)
        && !text[b.at.end..].starts_with(['/', '-']);
    (fits && scene.opens(site.start, &[]) && scene.closes(b.at.end, &[])).then_some(Found {
        span: site.start..b.at.end,
        has_year: true,
    })
}

/// Where the time of day behind a date ends: `T10:30`, ` 10:30:00.123+02:00`.
fn clock(text: &str, end: usize) -> usize {
    let rest = &text[end..floor(text, (end + 40).min(text.len()))];
    let Some(mut time) = rest.strip_prefix(['T', ' ', 't']) else {
        return end;
    };
    let whole = time;
    let digits = |t: &str| t.bytes().take(10).take_while(u8::is_ascii_digit).count();
    let hours = digits(time);
    if !(1..=2).contains(&hours)
        || !time[hours..].starts_with(':')
        || digits(&time[hours + 1..]) != 2
    {
        return end;
    }
    time = &time[hours + 3..];
    if time.starts_with(':') && digits(&time[1..]) == 2 {
        time = &time[3..];
        if time.starts_with('.') && digits(&time[1..]) > 0 {
            time = &time[1 + digits(&time[1..])..];
        }
    }
    let half = time.trim_start_matches(' ');
    let half = ["am", "pm", "AM", "PM"]
        .iter()
        .find_map(|h| half.strip_prefix(h));
    if let Some(after) = half.filter(|after| !after.starts_with(char::is_alphanumeric)) {
        time = after;
    } else if let Some(after) = time.strip_prefix('Z') {
        time = after;
    } else if let Some(zone) = time.strip_prefix(['+', '-']) {
        let n = digits(zone);
        if n == 2 && zone[2..].starts_with(':') && digits(&zone[3..]) == 2 {
            time = &zone[5..];
        } else if n == 4 {
            time = &zone[4..];
        }
    }
    end + 1 + whole.len() - time.len()
}

/// The word that ends right before a place, with spaces or a dash between.
fn word_before(text: &str, at: usize) -> Option<Range<usize>> {
    let from = ceil(text, at.saturating_sub(24)).min(at);
    let head = text[from..at].trim_end_matches([' ', '-', '.', ',']);
    if at - from - head.len() > 2 {
        return None;
    }
    let letters: usize = head
        .chars()
        .rev()
        .take_while(|c| c.is_alphabetic())
        .map(char::len_utf8)
        .sum();
    let end = from + head.len();
    (letters >= 3).then(|| end - letters..end)
}

/// The word that begins right behind a place, with little between.
fn word_after(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..floor(text, (at + 40).min(text.len()))];
    let mut from = rest.len() - rest.trim_start_matches([' ', '-', '.', ',']).len();
    if from > 2 {
        return None;
    }
    for particle in ["of ", "de ", "den ", "der "] {
        if rest[from..]
            .get(..particle.len())
            .is_some_and(|p| p.eq_ignore_ascii_case(particle))
        {
            from += particle.len();
        }
    }
    let letters: usize = rest[from..]
        .chars()
        .take_while(|c| c.is_alphabetic())
        .map(char::len_utf8)
        .sum();
    (letters >= 3).then(|| at + from..at + from + letters)
}

/// `March 15th, 1989`, `15 de marzo de 1989`, `21-May`, `May-21`.
fn worded(scene: &Scene<'_>, site: &Site) -> Option<Found> {
    let text = scene.text;
    let first = site.groups.first()?;
    let number = |r: &Range<usize>| text[r.clone()].parse::<u32>().unwrap_or(u32::MAX);
    let mut end = first.at.end;
    let is_day = first.at.len() <= 2 && (1..=31).contains(&number(&first.at));
    let is_year = first.at.len() == 4 && (1900..2100).contains(&number(&first.at));
    for suffix in [
        "st", "nd", "rd", "th", "er", "º", "°", " st", " nd", " rd", " th",
    ] {
        if is_day
            && text[end..]
                .get(..suffix.len())
                .is_some_and(|s| s.eq_ignore_ascii_case(suffix))
        {
            end += suffix.len();
            break;
        }
    }
    let year_at = |from: usize| {
        let rest = &text[from..floor(text, (from + 12).min(text.len()))];
        let mut skip = rest.len() - rest.trim_start_matches([' ', ',', '-', '.']).len();
        for particle in ["de ", "of "] {
            if rest[skip..].starts_with(particle) {
                skip += particle.len();
            }
        }
        let digits = rest[skip..].bytes().take_while(u8::is_ascii_digit).count();
        let year = skip > 0
            && skip <= 6
            && digits == 4
            && (1800..2200).contains(&number(&(from + skip..from + skip + 4)));
        let closed = scene.closes(from + skip + digits, &[]);
        (year && closed).then_some(from + skip + 4)
    };
    if let Some(word) = word_before(text, site.start)
        && month(&text[word.clone()]).is_some()
        && !joined(text, word.start)
    {
        if is_year && certain(&text[word.clone()]) && scene.closes(end, &[]) {
            // `15 March 1989` was read from its day on.
            return Some(Found {
                span: word.start..end,
                has_year: true,
            });
        }
        if is_day {
            let with_year = year_at(end);
            if with_year.is_none()
                && (!scene.closes(end, &[])
                    || !certain(&text[word.clone()])
                    || text[end..].starts_with([':', '%', '.'])
                        && text[end + 1..].starts_with(|c: char| c.is_ascii_digit()))
            {
                return None;
            }
            return Some(Found {
                span: word.start..with_year.unwrap_or(end),
                has_year: with_year.is_some(),
            });
        }
    }
    let word = word_after(text, end).filter(|_| is_day && scene.opens(site.start, &[]))?;
    let name = &text[word.clone()];
    month(name)?;
    let with_year = year_at(word.end);
    if with_year.is_none() && (!certain(name) || text[word.end..].starts_with('\'')) {
        return None;
    }
    Some(Found {
        span: site.start..with_year.map_or(word.end, |end| clock(text, end)),
        has_year: with_year.is_some(),
    })
}

/// Whether a letter stands right before.
fn joined(text: &str, at: usize) -> bool {
    text[..at].ends_with(char::is_alphanumeric)
}

/// Whether a word names a month and nothing else: `may`, `mar`, `set`, `out`, `march` in small letters do not.
fn certain(word: &str) -> bool {
    const VAGUE: [&str; 10] = [
        "may", "mar", "set", "out", "dic", "march", "mars", "jan", "sept", "ago",
    ];
    !VAGUE.contains(&word)
}

/// `03151989` behind a word of birth.
fn packed(scene: &Scene<'_>, site: &Site) -> Option<Found> {
    let [only] = &site.groups[..] else {
        return None;
    };
    let digits = &scene.text[only.at.clone()];
    let number = |r: Range<usize>| digits.get(r).and_then(|d| d.parse::<u32>().ok());
    if digits.len() == 6 {
        return packed_short(
            scene,
            &only.at,
            [number(0..2)?, number(2..4)?, number(4..6)?],
        );
    }
    if digits.len() != 8 {
        return None;
    }
    let real = |y: u32, m: u32, d: u32| {
        (1900..2100).contains(&y) && NaiveDate::from_ymd_opt(y as i32, m, d).is_some()
    };
    let (a, b, year) = (number(0..2)?, number(2..4)?, number(4..8)?);
    let fits =
        real(year, a, b) || real(year, b, a) || real(number(0..4)?, number(4..6)?, number(6..8)?);
    (fits && scene.opens(site.start, &[]) && scene.closes(only.at.end, &[])).then_some(Found {
        span: only.at.clone(),
        has_year: true,
    })
}

/// `dob 031482`, or those digits alone as an answer: any six digits may be a day, so the word must be close.
fn packed_short(scene: &Scene<'_>, span: &Range<usize>, [a, b, c]: [u32; 3]) -> Option<Found> {
    let asked = || scene.is_whole(span.start, span.end) && scene.requested(&BORN).is_some();
    let named = scene.just_before(span.start, 2, &BORN).is_some() || asked();
    let real = |y: u32, m: u32, d: u32| NaiveDate::from_ymd_opt(1900 + y as i32, m, d).is_some();
    let fits = named && (real(c, a, b) || real(c, b, a) || real(a, b, c));
    (fits && scene.opens(span.start, &[]) && scene.closes(span.end, &[])).then_some(Found {
        span: span.clone(),
        has_year: true,
    })
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{answers, clean, finds, ignores};

    #[test]
    fn finds_dates_as_people_write_them() {
        for date in [
            "3/15/1989",
            "1989-03-15",
            "15.3.1989",
            "21.5.21",
            "5/21/21",
            "March 15, 1989",
            "15th of March 1989",
            "15 de marzo de 1989",
            "15. März 1989",
            "15 mars 1989",
            "21-May",
            "5/2021",
            "2024-06-05T09:15:30.500-07:00",
            "1993-01-04 14:56:41",
            "12-Dec-2019 10:00 PM",
            "Jan 19 2014",
        ] {
            finds("DATE_TIME", &format!("it was {date} ok"), date);
        }
    }

    #[test]
    fn words_of_birth_make_it_one_of_birth_in_five_languages() {
        for (text, date) in [
            ("I was born on 3/15/1989", "3/15/1989"),
            ("mi fecha de nacimiento es 15/03/1989", "15/03/1989"),
            ("née le 15 mars 1989", "15 mars 1989"),
            ("Geburtsdatum: 15.03.1989", "15.03.1989"),
            ("data de nascimento 15/03/1989", "15/03/1989"),
            ("dob 03151989", "03151989"),
            ("DOB: 031589", "031589"),
        ] {
            finds("DATE_OF_BIRTH", text, date);
        }
        answers(
            "DATE_OF_BIRTH",
            "May I have your date of birth?",
            "3/15/1989",
            "3/15/1989",
        );
        answers("DATE_OF_BIRTH", "date of birth please", "150389", "150389");
        ignores("DATE_OF_BIRTH", "When was it delivered?", "3/15/2024");
        ignores("DATE_OF_BIRTH", "date of birth?", "order 150389");
        clean("DATE_OF_BIRTH", "born to run sold 123056 copies");
        clean("DATE_OF_BIRTH", "dob 993089");
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "13/32/2020",
            "2026-99-99",
            "version 1.2.3",
            "10.15.7",
            "1/2",
            "24/7",
            "3-5 days",
            "you may 5",
            "at 12:30",
            "order 2020-1234",
            "march 5 miles",
            "$3.15.1989",
            "01/32/2000",
            "00/00/0000",
            "1.2.2020.5",
        ] {
            clean("DATE_TIME", text);
        }
    }
}
