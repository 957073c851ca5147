//! Time zones, asked of the host: `Intl` knows them, the core holds no tables.

use std::cell::RefCell;

use chrono::NaiveDate;
use js_sys::{Array, Intl::DateTimeFormat, Object, Reflect};
use wasm_bindgen::{JsCast, prelude::*};

use super::error::TranscriptError;
use crate::model::{Millis, time::Zone};

const HOUR: Millis = 3_600_000;
const DAY: Millis = 24 * HOUR;
/// Conversations are younger than the platform; offsets beyond the last are the last's.
const FROM: Millis = 915_148_800_000; // 1999-01-01
const TO: Millis = 2_524_608_000_000; // 2050-01-01

thread_local! {
    /// The zones that were asked for: each later report would ask for its zones again.
    static KNOWN: RefCell<Vec<Zone>> = const { RefCell::new(Vec::new()) };
}

/// The offsets of a zone by its IANA name. The host is asked once.
pub(super) fn zone(name: Option<&str>) -> Result<Zone, TranscriptError> {
    let Some(name) = name.filter(|name| !name.eq_ignore_ascii_case("UTC")) else {
        return Ok(Zone::utc());
    };
    let is = |zone: &&Zone| zone.name == name;
    if let Some(known) = KNOWN.with_borrow(|known| known.iter().find(is).cloned()) {
        return Ok(known);
    }
    let zone = ask(name)?;
    KNOWN.with_borrow_mut(|known| known.push(zone.clone()));
    Ok(zone)
}

/// What `Intl` tells of a zone, in about 800 calls.
fn ask(name: &str) -> Result<Zone, TranscriptError> {
    let clock = Clock::new(name)?;
    let mut offsets = vec![(FROM, clock.offset(FROM))];
    let mut at = FROM;
    while at < TO {
        // No zone changes twice within 25 days, Ramadan pauses of Morocco included.
        let next = at + 25 * DAY;
        let (before, after) = (offsets[offsets.len() - 1].1, clock.offset(next));
        if before != after {
            let (mut low, mut high) = (at, next);
            while high - low > 1_000 {
                let middle = low + (high - low) / 2;
                if clock.offset(middle) == before {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            // Changes happen on whole minutes.
            offsets.push(((high + 30_000).div_euclid(60_000) * 60_000, after));
        }
        at = next;
    }
    Ok(Zone {
        name: name.to_owned(),
        offsets,
    })
}

/// A formatter that prints numbers only.
struct Clock {
    format: DateTimeFormat,
}

impl Clock {
    fn new(name: &str) -> Result<Self, TranscriptError> {
        let options = Object::new();
        for (key, value) in [
            ("timeZone", name),
            ("hourCycle", "h23"),
            ("year", "numeric"),
            ("month", "numeric"),
            ("day", "numeric"),
            ("hour", "numeric"),
            ("minute", "numeric"),
            ("second", "numeric"),
        ] {
            let _ = Reflect::set(&options, &key.into(), &value.into());
        }
        let unknown = || {
            TranscriptError::new(
                "zone",
                "the time zone is not known here; give an IANA name such as America/New_York",
            )
            .at("zone")
        };
        // The constructor throws for unknown zones, and the typed binding does not catch.
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).map_err(|_| unknown())?;
        let constructor: js_sys::Function = Reflect::get(&intl, &"DateTimeFormat".into())
            .ok()
            .and_then(|found| found.dyn_into().ok())
            .ok_or_else(unknown)?;
        let arguments = Array::of2(&"en-US".into(), &options);
        let format = Reflect::construct(&constructor, &arguments).map_err(|_| unknown())?;
        Ok(Self {
            format: format.unchecked_into(),
        })
    }

    /// Seconds east of UTC.
    fn offset(&self, at: Millis) -> i32 {
        let date = js_sys::Date::new(&JsValue::from(at as f64));
        let parts = self.format.format_to_parts(&date);
        let mut fields = [0u32; 6];
        for part in parts.iter() {
            let get = |key: &str| {
                Reflect::get(&part, &key.into())
                    .ok()
                    .and_then(|value| value.as_string())
            };
            let (Some(kind), Some(value)) = (get("type"), get("value")) else {
                continue;
            };
            let slot = match kind.as_str() {
                "year" => 0,
                "month" => 1,
                "day" => 2,
                "hour" => 3,
                "minute" => 4,
                "second" => 5,
                _ => continue,
            };
            fields[slot] = value.parse().unwrap_or_default();
        }
        let [year, month, day, hour, minute, second] = fields;
        let local = NaiveDate::from_ymd_opt(year as i32, month, day)
            .and_then(|date| date.and_hms_opt(hour, minute, second));
        local.map_or(0, |local| {
            (local.and_utc().timestamp() - at.div_euclid(1_000)) as i32
        })
    }
}
