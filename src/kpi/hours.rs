//! Business hours: when somebody is there to answer.

use std::{collections::BTreeSet, fmt, str::FromStr};

use chrono::{DateTime, Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::model::{Millis, time::Zone};

const MINUTE: Millis = 60_000;
const DAY: Millis = 86_400_000;
/// Calendars end here: what lies beyond is a broken time, and its business hours are null.
const FIRST: Millis = 0; // 1970-01-01
const LAST: Millis = 4_102_444_800_000; // 2100-01-01

/// A weekly schedule with its holidays, in the local time of one zone.
///
/// ```
/// let hours: sealed_transcript::kpi::Hours = serde_json::from_str(r#"{
///     "zone": "America/New_York",
///     "weekly": {"mon": [["09:00", "17:00"]], "fri": [["09:00", "12:00"], ["13:00", "17:00"]]},
///     "holidays": ["2025-12-25"]
/// }"#).unwrap();
/// assert_eq!(hours.weekly.fri.len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Where the clock hangs, an IANA name.
    #[serde(with = "name")]
    pub zone: Zone,
    /// Opening hours of each weekday; none: closed.
    #[serde(default)]
    pub weekly: Weekly,
    /// Days on which nothing opens.
    #[serde(default)]
    pub holidays: Vec<Day>,
}

/// Opening hours of each weekday: from and to, the end after midnight where it is not later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weekly {
    /// Monday.
    pub mon: Vec<[ClockTime; 2]>,
    /// Tuesday.
    pub tue: Vec<[ClockTime; 2]>,
    /// Wednesday.
    pub wed: Vec<[ClockTime; 2]>,
    /// Thursday.
    pub thu: Vec<[ClockTime; 2]>,
    /// Friday.
    pub fri: Vec<[ClockTime; 2]>,
    /// Saturday.
    pub sat: Vec<[ClockTime; 2]>,
    /// Sunday.
    pub sun: Vec<[ClockTime; 2]>,
}

impl Weekly {
    fn of(&self, date: NaiveDate) -> &[[ClockTime; 2]] {
        let days = [
            &self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun,
        ];
        days[date.weekday().num_days_from_monday() as usize]
    }
}

/// A time of day, `HH:MM` up to `24:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClockTime(u16);

impl FromStr for ClockTime {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WANTED: &str = "a time of day is written HH:MM, from 00:00 to 24:00";
        let (hour, minute) = text.split_once(':').ok_or(WANTED)?;
        let number = |part: &str| match part.len() {
            1 | 2 if part.bytes().all(|b| b.is_ascii_digit()) => part.parse::<u16>().ok(),
            _ => None,
        };
        match (number(hour), number(minute)) {
            (Some(24), Some(0)) => Ok(Self(24 * 60)),
            (Some(hour @ ..24), Some(minute @ ..60)) => Ok(Self(hour * 60 + minute)),
            _ => Err(WANTED),
        }
    }
}

impl TryFrom<String> for ClockTime {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ClockTime> for String {
    fn from(ClockTime(minutes): ClockTime) -> Self {
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// A date, `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(pub NaiveDate);

impl TryFrom<String> for Day {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
            .map(Self)
            .map_err(|_| "a day is written YYYY-MM-DD")
    }
}

impl From<Day> for String {
    fn from(Day(date): Day) -> Self {
        date.to_string()
    }
}

impl fmt::Display for Hours {
    /// The zone, and how long a week is open.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Weekly {
            mon,
            tue,
            wed,
            thu,
            fri,
            sat,
            sun,
        } = &self.weekly;
        let days = [mon, tue, wed, thu, fri, sat, sun];
        let minutes: i64 = days
            .into_iter()
            .flatten()
            .map(|span| minutes(*span).1)
            .sum();
        write!(
            f,
            "{} h {} min a week in {}, ",
            minutes / 60,
            minutes % 60,
            self.zone.name,
        )?;
        match self.holidays.len() {
            0 => f.write_str("no holidays"),
            1 => f.write_str("1 holiday"),
            many => write!(f, "{many} holidays"),
        }
    }
}

/// Minute of the day at which a span starts, and how many it takes.
fn minutes([from, to]: [ClockTime; 2]) -> (i64, i64) {
    let (from, to) = (i64::from(from.0), i64::from(to.0));
    let length = if to > from {
        to - from
    } else {
        to + 24 * 60 - from
    };
    (from, length)
}

/// A zone as its name. Read back it has no offsets yet: see
/// [`Options::locate`](super::Options::locate).
pub(crate) mod name {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::model::time::Zone;

    pub(crate) fn serialize<S: Serializer>(zone: &Zone, serializer: S) -> Result<S::Ok, S::Error> {
        zone.name.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Zone, D::Error> {
        let name = String::deserialize(deserializer)?;
        if name.eq_ignore_ascii_case("UTC") {
            return Ok(Zone::utc());
        }
        Ok(Zone {
            name,
            offsets: Vec::new(),
        })
    }
}

/// Calendars are looked up by parts of 2 to the power of so many milliseconds, about 19 hours.
const PART: u32 = 26;

/// The opening hours of a stretch of time as instants: disjoint, in order, each with the time
/// that was open before it.
#[derive(Debug)]
pub(crate) struct Calendar {
    open: Vec<Opening>,
    /// How many openings begin before each so many milliseconds: where to look for the last one
    /// before an instant.
    before: Vec<u32>,
    /// What it was made for.
    from: Millis,
    to: Millis,
}

#[derive(Clone, Copy, Debug)]
struct Opening {
    from: Millis,
    to: Millis,
    before: Millis,
}

impl Calendar {
    /// Lays a schedule out between two instants; none if its zone was never located.
    /// O(days · spans of a day).
    ///
    /// An instant is open if its local time is in a span of that day, so an hour that a clock
    /// change skips does not count and one that it repeats counts twice.
    pub(crate) fn of(hours: &Hours, from: Millis, to: Millis) -> Option<Self> {
        let zone = &hours.zone;
        if zone.offsets.is_empty() {
            return None;
        }
        let (from, to) = (from.clamp(FIRST, LAST), to.clamp(FIRST, LAST));
        let holidays: BTreeSet<NaiveDate> = hours.holidays.iter().map(|day| day.0).collect();
        let mut spans = Vec::new();
        // Local dates are at most a day from the date in UTC; a span may begin the day before.
        for day in from.div_euclid(DAY) - 2..=to.div_euclid(DAY) + 1 {
            let Some(date) = DateTime::from_timestamp_millis(day * DAY).map(|at| at.date_naive())
            else {
                continue;
            };
            if holidays.contains(&date) {
                continue;
            }
            for &span in hours.weekly.of(date) {
                let (start, length) = minutes(span);
                let start = day * DAY + start * MINUTE;
                instants(zone, start, start + length * MINUTE, &mut spans);
            }
        }
        spans.sort_unstable();
        let mut open: Vec<Opening> = Vec::with_capacity(spans.len());
        for (from, to) in spans {
            match open.last_mut() {
                Some(last) if from <= last.to => last.to = last.to.max(to),
                last => {
                    let before = last.map_or(0, |last| last.before + last.to - last.from);
                    open.push(Opening { from, to, before });
                }
            }
        }
        let parts = 0..=(to - from) >> PART;
        let before = parts.map(|part| {
            let start = from + (part << PART);
            open.partition_point(|opening| opening.from < start) as u32
        });
        Some(Self {
            before: before.collect(),
            open,
            from,
            to,
        })
    }

    /// How much of a stretch is open; none if it lies outside the calendar. O(spans of a day).
    pub(crate) fn open(&self, from: Millis, to: Millis) -> Option<Millis> {
        if from < self.from || to > self.to {
            return None;
        }
        Some((self.until(to) - self.until(from)).max(0))
    }

    /// Whether an instant is open; none outside the calendar. O(spans of a day).
    pub(crate) fn is_open(&self, at: Millis) -> Option<bool> {
        if at < self.from || at > self.to {
            return None;
        }
        // One that begins then is open.
        let last = self.last_before(at + 1);
        Some(last.is_some_and(|last| at < last.to))
    }

    /// How much is open from the beginning up to an instant of the calendar.
    fn until(&self, at: Millis) -> Millis {
        let last = self.last_before(at);
        last.map_or(0, |last| last.before + at.min(last.to) - last.from)
    }

    /// The last opening that begins before an instant.
    fn last_before(&self, at: Millis) -> Option<&Opening> {
        let part = (at - self.from) >> PART;
        let last = self.before.len().saturating_sub(1);
        let mut next = self.before.get(last.min(part as usize)).copied()? as usize;
        while self.open.get(next).is_some_and(|opening| opening.from < at) {
            next += 1;
        }
        self.open.get(next.checked_sub(1)?)
    }
}

/// The instants whose local time lies in a span: one stretch for each offset that was in force.
fn instants(zone: &Zone, from: Millis, to: Millis, spans: &mut Vec<(Millis, Millis)>) {
    // No zone is more than 15 hours from UTC.
    let reach = 15 * 60 * MINUTE;
    let first = zone
        .offsets
        .partition_point(|&(since, _)| since <= from - reach);
    for index in first.saturating_sub(1)..zone.offsets.len() {
        let (since, offset) = zone.offsets[index];
        // The first offset also holds for all earlier time.
        let since = if index == 0 { Millis::MIN } else { since };
        if since > to + reach {
            break;
        }
        let until = zone
            .offsets
            .get(index + 1)
            .map_or(Millis::MAX, |next| next.0);
        let offset = i64::from(offset) * 1_000;
        let (start, end) = ((from - offset).max(since), (to - offset).min(until));
        if start < end {
            spans.push((start, end));
        }
    }
}
