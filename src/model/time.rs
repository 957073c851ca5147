//! Instants and the many ways exports write them.

use chrono::{
    DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, Timelike,
};
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z, the only clock inside.
pub type Millis = i64;

/// Years outside are typing errors, not conversations; they also keep sums far from overflow.
const EARLIEST: Millis = -62_135_596_800_000; // 0001-01-01
const LATEST: Millis = 253_402_300_799_999; // 9999-12-31

/// Reads an epoch number in seconds, milliseconds, microseconds or nanoseconds, told by its size:
/// documentation and payloads use the first two (`SessionStatusChanged` shows seconds).
///
/// ```
/// use sealed_transcript::model::time::from_epoch;
/// assert_eq!(from_epoch(1_573_503_300), Some(1_573_503_300_000));
/// assert_eq!(from_epoch(1_736_508_089_657), Some(1_736_508_089_657));
/// ```
pub fn from_epoch(number: i64) -> Option<Millis> {
    let ms = match number.unsigned_abs() {
        0..100_000_000_000 => number * 1_000,
        100_000_000_000..100_000_000_000_000 => number,
        100_000_000_000_000..100_000_000_000_000_000 => number.div_euclid(1_000),
        _ => number.div_euclid(1_000_000),
    };
    in_range(ms)
}

fn in_range(ms: Millis) -> Option<Millis> {
    (EARLIEST..=LATEST).contains(&ms).then_some(ms)
}

/// Which number comes first in a date such as `1/5/2024`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Not declared: such a date is read only where a number above 12 settles it.
    #[default]
    Unknown,
    /// Month first, as in the United States.
    Mdy,
    /// Day first.
    Dmy,
}

/// The offsets of a time zone: from each instant on, so many seconds east of UTC.
///
/// The core holds no zone tables. JavaScript builds these pairs from `Intl`, tests carry their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// The IANA name, as it is printed.
    pub name: String,
    /// Ascending (instant, offset in seconds); the first pair also holds for all earlier time.
    pub offsets: Vec<(Millis, i32)>,
}

impl Default for Zone {
    fn default() -> Self {
        Self::utc()
    }
}

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self {
            name: "UTC".to_owned(),
            offsets: vec![(EARLIEST, 0)],
        }
    }

    /// Seconds east of UTC at an instant.
    pub fn offset_at(&self, at: Millis) -> i32 {
        let next = self.offsets.partition_point(|&(from, _)| from <= at);
        self.offsets
            .get(next.saturating_sub(1))
            .map_or(0, |&(_, offset)| offset)
    }

    /// The instant of a local time. A time that a clock change skips is read with the offset
    /// before the change; one that it repeats is the first of the two.
    pub fn instant(&self, local: Millis) -> Millis {
        let mut candidates = self
            .offsets
            .iter()
            .map(|&(_, offset)| local - i64::from(offset) * 1_000)
            .filter(|&utc| i64::from(self.offset_at(utc)) * 1_000 + utc == local);
        let first = candidates.next();
        candidates
            .fold(first, |best, utc| best.map(|best| best.min(utc)))
            .unwrap_or_else(|| {
                let day_before = self.offset_at(local - 86_400_000);
                local - i64::from(day_before) * 1_000
            })
    }

    /// `2025-01-10 11:20:15.579` in this zone.
    pub fn local_text(&self, at: Millis) -> String {
        let local = at + i64::from(self.offset_at(at)) * 1_000;
        DateTime::from_timestamp_millis(local).map_or_else(String::new, |time| {
            time.format("%Y-%m-%d %H:%M:%S%.3f").to_string()
        })
    }
}

/// How a source writes its times, as far as the text itself does not say.
#[derive(Clone, Debug, Default)]
pub struct TimeReading {
    /// The zone of times without an offset.
    pub zone: Zone,
    /// The order of day and month.
    pub date_order: DateOrder,
    /// Times labelled `Z` (or `+00:00`) are times of `zone` all the same, as some Data Cloud
    /// exports have them.
    pub z_is_local: bool,
}

/// Why a time could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeFault {
    /// No known form.
    Form,
    /// Day and month cannot be told apart, and no order was declared.
    AmbiguousDate,
    /// A date that has no day or month in the declared order.
    DateOrder,
    /// A number in scientific notation: a spreadsheet cut digits off.
    Shortened,
    /// Before year 1 or after year 9999.
    Range,
}

/// Reads a time in any form that exports use: epoch numbers, RFC 3339, Salesforce's
/// `2021-01-11T19:33:54.000+0000`, `2024-01-05 14:03:00`, `1/5/2024, 2:03 PM`, `5.1.2024 14:03`
/// and the head of a legacy chat, `Monday, December 17, 2018, 23:27:57 (-0500)`.
///
/// ```
/// use sealed_transcript::model::time::{parse, TimeReading};
/// let reading = TimeReading::default();
/// assert_eq!(parse("2021-01-11T19:33:54.000+0000", &reading), Ok(1_610_393_634_000));
/// assert_eq!(parse("2021-01-11 19:33:54", &reading), Ok(1_610_393_634_000));
/// ```
pub fn parse(text: &str, reading: &TimeReading) -> Result<Millis, TimeFault> {
    let text = super::ids::trimmed(text);
    if let Some(ms) = parse_usual(text, reading) {
        return in_range(ms).ok_or(TimeFault::Range);
    }
    if let Some(at) = spreadsheet_day(text) {
        return Ok(local_to_utc(at, reading));
    }
    if let Ok(number) = text.parse::<i64>() {
        return from_epoch(number).ok_or(TimeFault::Range);
    }
    if let Some(ms) = parse_iso(text, reading) {
        return in_range(ms).ok_or(TimeFault::Range);
    }
    if let Some((date, offset)) = text.rsplit_once(" (") {
        let offset = offset.trim_end_matches(')');
        let joined = format!("{date} {offset}");
        if let Ok(time) = DateTime::parse_from_str(&joined, "%A, %B %d, %Y, %H:%M:%S %z") {
            return Ok(time.timestamp_millis());
        }
    }
    parse_local(text, reading)
}

/// What answers and exports of the platform write: `2021-01-11T19:33:54.000+0000`, also with `Z`
/// or whole seconds. [`parse_iso`] reads the same; there are millions of them, so this is short.
fn parse_usual(text: &str, reading: &TimeReading) -> Option<Millis> {
    let (text, zone) = text.as_bytes().split_first_chunk::<19>()?;
    let (fraction, zone) = match zone {
        [b'.', a, b, c, zone @ ..] => ([*a, *b, *c], zone),
        zone => (*b"000", zone),
    };
    let marks = [text[4], text[7], text[10], text[13], text[16]];
    if marks != *b"--T::" || !matches!(zone, b"Z" | b"+0000" | b"+00:00") {
        return None;
    }
    // The greatest digit of all tells whether one is none.
    let mut greatest = 0;
    let mut digit = |byte: u8| {
        let digit = byte.wrapping_sub(b'0');
        greatest = greatest.max(digit);
        u32::from(digit)
    };
    let mut pair = |at: usize| digit(text[at]) * 10 + digit(text[at + 1]);
    let (year, month, day) = (pair(0) * 100 + pair(2), pair(5), pair(8));
    let (hour, minute, second) = (pair(11), pair(14), pair(17));
    let [a, b, c] = fraction.map(digit);
    if greatest > 9 {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(year as i32, month, day)?;
    let time = date.and_hms_milli_opt(hour, minute, second, a * 100 + b * 10 + c)?;
    Some(if reading.z_is_local {
        local_to_utc(time, reading)
    } else {
        time.and_utc().timestamp_millis()
    })
}

/// Days since 1899-12-30, as spreadsheets keep times and show them where a cell has lost its
/// format: `44207.81521`. As an epoch number it would be a time on the second of January 1970.
fn spreadsheet_day(text: &str) -> Option<NaiveDateTime> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (days, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    if days.len() != 5 || !digits(days) || !digits(fraction) {
        return None;
    }
    // From 1954 to 2118.
    let days: i64 = days
        .parse()
        .ok()
        .filter(|days| (20_000..80_000).contains(days))?;
    let part: f64 = format!("0.{fraction}").parse().ok()?;
    let midnight = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_time(NaiveTime::MIN);
    let seconds = days * 86_400 + (part * 86_400.0).round() as i64;
    midnight.checked_add_signed(TimeDelta::seconds(seconds))
}

/// `1.61039E+12`
fn is_shortened(text: &str) -> bool {
    text.split_once(['E', 'e']).is_some_and(|(head, exponent)| {
        let digits = |part: &str| {
            part.bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'+'))
        };
        !head.is_empty() && !exponent.is_empty() && digits(head) && digits(exponent)
    })
}

fn parse_iso(text: &str, reading: &TimeReading) -> Option<Millis> {
    let (date, rest) = match text.find(['T', ' ']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?),
        None => (text, ""),
    };
    let date = parse_iso_date(date)?;
    if rest.is_empty() {
        return Some(local_to_utc(date.and_time(NaiveTime::MIN), reading));
    }
    let split = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let time = parse_clock(rest.get(..split)?.trim_end())?;
    let local = date.and_time(time);
    match rest.get(split..)?.trim() {
        "" => Some(local_to_utc(local, reading)),
        "Z" | "z" | "+00:00" | "+0000" | "+00" if reading.z_is_local => {
            Some(local_to_utc(local, reading))
        }
        "Z" | "z" => Some(local.and_utc().timestamp_millis()),
        offset => {
            let (sign, digits) = offset.split_at_checked(1)?;
            let digits = digits.replace(':', "");
            let number: i64 = digits.parse().ok()?;
            let seconds = match digits.len() {
                2 => number * 3_600,
                4 => number / 100 * 3_600 + number % 100 * 60,
                _ => return None,
            };
            let sign = if sign == "-" { -1 } else { 1 };
            Some(local.and_utc().timestamp_millis() - sign * seconds * 1_000)
        }
    }
}

fn parse_iso_date(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// `19:33`, `19:33:54`, `19:33:54.000`, `2:03 PM`.
fn parse_clock(text: &str) -> Option<NaiveTime> {
    let upper = text.trim().to_ascii_uppercase();
    let (clock, half) = match upper.trim_end_matches('.') {
        text if text.ends_with("AM") => (text.trim_end_matches("AM").trim_end(), Some(0)),
        text if text.ends_with("PM") => (text.trim_end_matches("PM").trim_end(), Some(12)),
        text => (text, None),
    };
    let (clock, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, ""));
    let mut parts = clock.split(':');
    let hour: u32 = parts.next()?.parse().ok()?;
    let minute: u32 = parts.next()?.parse().ok()?;
    let second: u32 = parts.next().map_or(Some(0), |text| text.parse().ok())?;
    if parts.next().is_some() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let milli: u32 = format!("{fraction:0<3.3}").parse().ok()?;
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + half,
    };
    NaiveTime::from_hms_milli_opt(hour, minute, second, milli)
}

fn parse_local(text: &str, reading: &TimeReading) -> Result<Millis, TimeFault> {
    if is_shortened(text) {
        return Err(TimeFault::Shortened);
    }
    let (date, clock) = text
        .split_once(", ")
        .or_else(|| text.split_once(' '))
        .unwrap_or((text, "0:00"));
    let parts: Vec<&str> = date.split(['/', '.', '-']).collect();
    let &[first, second, third] = parts.as_slice() else {
        return Err(TimeFault::Form);
    };
    let number = |part: &str| part.parse::<u32>().map_err(|_| TimeFault::Form);
    let (year, month, day) = if first.len() == 4 {
        (number(first)?, number(second)?, number(third)?)
    } else if let Some(month) = month_by_name(second) {
        (number(third)?, month, number(first)?)
    } else {
        let order = if date.contains('.') {
            // Dots are written day first wherever they are written.
            DateOrder::Dmy
        } else {
            reading.date_order
        };
        let (month, day) = month_and_day(number(first)?, number(second)?, order)?;
        (number(third)?, month, day)
    };
    let year = if year < 100 { year + 2_000 } else { year };
    let date = NaiveDate::from_ymd_opt(year as i32, month, day).ok_or(TimeFault::Form)?;
    let time = parse_clock(clock).ok_or(TimeFault::Form)?;
    in_range(local_to_utc(date.and_time(time), reading)).ok_or(TimeFault::Range)
}

fn month_and_day(first: u32, second: u32, order: DateOrder) -> Result<(u32, u32), TimeFault> {
    let (month, day) = match order {
        DateOrder::Dmy => (second, first),
        DateOrder::Mdy => (first, second),
        DateOrder::Unknown if first > 12 => (second, first),
        DateOrder::Unknown if second > 12 || first == second => (first, second),
        DateOrder::Unknown => return Err(TimeFault::AmbiguousDate),
    };
    if month > 12 && day <= 12 {
        return Err(TimeFault::DateOrder);
    }
    Ok((month, day))
}

/// `Jan`, as spreadsheets write it in `11-Jan-21`. Other languages' names are not known.
fn month_by_name(name: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let name = name.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| *month == name)?;
    Some(at as u32 + 1)
}

fn local_to_utc(local: NaiveDateTime, reading: &TimeReading) -> Millis {
    reading.zone.instant(local.and_utc().timestamp_millis())
}

/// RFC 3339 in UTC with milliseconds: `2025-01-10T11:20:15.579Z`.
pub fn rfc3339(at: Millis) -> String {
    let Some(time) = DateTime::from_timestamp_millis(at) else {
        return String::new();
    };
    let (date, clock) = (time.naive_utc().date(), time.naive_utc().time());
    if !(0..=9_999).contains(&date.year()) {
        return time.to_rfc3339_opts(SecondsFormat::Millis, true);
    }
    let mut text = *b"0000-00-00T00:00:00.000Z";
    let mut pair = |at: usize, number: u32| {
        text[at] = b'0' + (number / 10 % 10) as u8;
        text[at + 1] = b'0' + (number % 10) as u8;
    };
    let (year, millis) = (date.year().unsigned_abs(), clock.nanosecond() / 1_000_000);
    pair(0, year / 100);
    pair(2, year % 100);
    pair(5, date.month());
    pair(8, date.day());
    pair(11, clock.hour());
    pair(14, clock.minute());
    pair(17, clock.second());
    pair(20, millis / 10);
    text[22] = b'0' + (millis % 10) as u8;
    str::from_utf8(&text).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Result<Millis, TimeFault> {
        parse(text, &TimeReading::default())
    }

    #[test]
    fn an_instant_is_written_as_the_calendar_has_it() {
        let day = 86_400_000;
        let instants = (EARLIEST / day - 400..LATEST / day + 400).step_by(97);
        let near = [
            i64::MIN,
            -1,
            0,
            1,
            951_782_400_000,
            LATEST,
            LATEST + 1,
            i64::MAX,
        ];
        for at in instants.map(|at| at * day + at * 7_919 % day).chain(near) {
            let calendar = DateTime::from_timestamp_millis(at)
                .map(|time| time.to_rfc3339_opts(SecondsFormat::Millis, true));
            assert_eq!(rfc3339(at), calendar.unwrap_or_default(), "{at}");
        }
    }

    #[test]
    fn every_written_form_of_one_instant_reads_the_same() {
        for text in [
            "2021-01-11T19:33:54.000+0000",
            "2021-01-11T19:33:54.000+00:00",
            "2021-01-11T19:33:54.000Z",
            "2021-01-11T19:33:54Z",
            "2021-01-11T14:33:54-0500",
            "2021-01-11T14:33:54-05",
            "2021-01-11 19:33:54",
            "1610393634",
            "1610393634000",
            "1610393634000000",
            "Monday, January 11, 2021, 14:33:54 (-0500)",
            "11.1.2021 19:33:54",
            "1/11/2021, 7:33:54 PM",
        ] {
            let reading = TimeReading {
                date_order: DateOrder::Mdy,
                ..TimeReading::default()
            };
            assert_eq!(parse(text, &reading), Ok(1_610_393_634_000), "{text}");
        }
    }

    #[test]
    fn the_usual_form_reads_as_any_other_does() {
        let declared = TimeReading {
            zone: Zone {
                name: "Etc/GMT+5".to_owned(),
                offsets: vec![(EARLIEST, -18_000)],
            },
            z_is_local: true,
            ..TimeReading::default()
        };
        for date in [
            "2021-01-11",
            "2024-02-29",
            "2023-02-29",
            "0000-01-01",
            "9999-12-31",
            "20a1-01-11",
        ] {
            for clock in [
                "19:33:54",
                "19:33:54.007",
                "24:00:00",
                "23:59:60",
                "19:33:5x",
                "00:00:00.0x0",
            ] {
                for zone in ["Z", "+0000", "+00:00"] {
                    let text = format!("{date}T{clock}{zone}");
                    for reading in [&TimeReading::default(), &declared] {
                        let usual = parse_usual(&text, reading);
                        let any = parse_iso(&text, reading);
                        assert!(usual.is_none() || usual == any, "{text}");
                    }
                }
            }
        }
        let utc_usual = |text| parse_usual(text, &TimeReading::default());
        assert_eq!(
            utc_usual("2021-01-11T19:33:54.000+0000"),
            Some(1_610_393_634_000)
        );
        assert_eq!(utc_usual("2021-01-11T19:33:54Z"), Some(1_610_393_634_000));
        assert_eq!(utc_usual("2021-01-11T19:33:54.0+0000"), None);
    }

    #[test]
    fn a_date_that_could_be_two_days_is_not_guessed() {
        assert_eq!(utc("1/5/2024, 2:03 PM"), Err(TimeFault::AmbiguousDate));
        assert_eq!(utc("1/25/2024, 2:03 PM"), utc("2024-01-25 14:03"));
        assert_eq!(utc("25/1/2024 14:03"), utc("2024-01-25 14:03"));
    }

    #[test]
    fn what_a_spreadsheet_makes_of_a_time_reads_the_same_or_is_told() {
        let reading = TimeReading {
            date_order: DateOrder::Dmy,
            ..TimeReading::default()
        };
        for text in [
            "11/01/2021 19:33:54",
            "11-01-2021 19:33:54",
            "11-Jan-21 19:33:54",
            "2021/01/11 19:33:54",
            "44207.8152083333",
            "44207,8152083333",
        ] {
            assert_eq!(parse(text, &reading), Ok(1_610_393_634_000), "{text}");
        }
        assert_eq!(utc("1.61039E+12"), Err(TimeFault::Shortened));
        assert_eq!(utc("1,61039E+12"), Err(TimeFault::Shortened));
    }

    #[test]
    fn a_date_that_does_not_fit_the_declared_order_is_no_other_date() {
        let reading = |date_order| TimeReading {
            date_order,
            ..TimeReading::default()
        };
        let of = |text, order| parse(text, &reading(order));
        assert_eq!(of("25/1/2024", DateOrder::Mdy), Err(TimeFault::DateOrder));
        assert_eq!(of("1/25/2024", DateOrder::Dmy), Err(TimeFault::DateOrder));
        assert_eq!(of("1/5/2024", DateOrder::Mdy), utc("2024-01-05"));
        assert_eq!(of("1/5/2024", DateOrder::Dmy), utc("2024-05-01"));
    }

    #[test]
    fn local_time_labelled_z_is_read_in_the_declared_zone_only_when_said() {
        let mut reading = TimeReading {
            zone: Zone {
                name: "America/Sao_Paulo".to_owned(),
                offsets: vec![(EARLIEST, -10_800)],
            },
            ..TimeReading::default()
        };
        let at = utc("2024-05-01T12:00:00Z");
        assert_eq!(parse("2024-05-01T12:00:00Z", &reading), at);
        reading.z_is_local = true;
        let later = at.map(|at| at + 10_800_000);
        for text in ["2024-05-01T12:00:00Z", "2024-05-01T12:00:00.000+00:00"] {
            assert_eq!(parse(text, &reading), later, "{text}");
        }
        // Numbers count from an instant, another offset is an offset, and -00:00 is UTC.
        for text in [
            "1714564800000",
            "2024-05-01T14:00:00+0200",
            "2024-05-01T12:00:00-00:00",
        ] {
            assert_eq!(parse(text, &reading), at, "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused_without_a_panic() {
        for text in [
            "",
            "T",
            "2021-13-01",
            "99:99",
            "2021-01-11T",
            "::",
            "ÄÖÜ",
            "2021-01-11Tä",
            "1/2",
            "9999999999999999999",
        ] {
            assert!(utc(text).is_err() || text == "2021-01-11T", "{text}");
        }
    }

    #[test]
    fn a_clock_change_moves_local_times_as_the_zone_does() {
        // Spring 2025 in New York: 2025-03-09 07:00Z, -05:00 to -04:00.
        let change = 1_741_503_600_000;
        let zone = Zone {
            name: "America/New_York".to_owned(),
            offsets: vec![(EARLIEST, -18_000), (change, -14_400)],
        };
        let local = |text: &str| utc(text).map(|ms| zone.instant(ms));
        assert_eq!(local("2025-03-09 01:59:59"), Ok(change - 1_000));
        assert_eq!(local("2025-03-09 03:00:00"), Ok(change));
        assert_eq!(local("2025-03-09 02:30:00"), Ok(change + 1_800_000));
        assert_eq!(zone.local_text(change), "2025-03-09 03:00:00.000");
    }
}
