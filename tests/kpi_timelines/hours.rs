//! Business hours: C.8 of the reference, and what must hold of any schedule.

use proptest::prelude::*;
use sealed_transcript::kpi::{self, Hours, Kpi, Options, Session, Value};
use sealed_transcript::model::time::{self, TimeReading, Zone};

use crate::measured::session;

const HOUR: i64 = 3_600_000;

/// New York with its clock changes of 2025.
fn new_york() -> Zone {
    Zone {
        name: String::from("America/New_York"),
        offsets: vec![
            (at("2024-11-03T06:00:00Z"), -5 * 3600),
            (at("2025-03-09T07:00:00Z"), -4 * 3600),
            (at("2025-11-02T06:00:00Z"), -5 * 3600),
        ],
    }
}

fn at(text: &str) -> i64 {
    time::parse(text, &TimeReading::default()).expect("a time")
}

fn options(hours: &str) -> Options {
    let hours: Hours = serde_json::from_str(hours).expect("hours");
    let options = Options {
        hours: Some(hours),
        ..Options::default()
    };
    options
        .locate(|name| match name {
            "America/New_York" => Ok(new_york()),
            _ => Err(name.to_owned()),
        })
        .expect("a zone that is known")
}

const WEEKDAYS: &str = r#"{"zone": "America/New_York", "weekly": {
    "mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]], "wed": [["09:00", "17:00"]],
    "thu": [["09:00", "17:00"]], "fri": [["09:00", "17:00"]]}"#;

fn weekdays() -> Options {
    options(&format!("{WEEKDAYS}}}"))
}

/// D1 of a session between two instants: wall clock and business hours, in seconds.
fn lasted(from: &str, to: &str, options: &Options) -> (i64, Option<i64>) {
    let empty = Session {
        start: Some(at(from)),
        end: Some(at(to)),
        entries: Vec::new(),
        ..session("Agent", ["-", "-", "-"], "")
    };
    let report = kpi::report(&[empty], options);
    let d1 = report.sessions[0].kpis.get("D1").expect("D1");
    let wall = report.sessions[0].kpis.ms("D1").expect("a duration") / 1000;
    (wall, number(d1).map(|ms| ms / 1000))
}

fn number(kpi: &Kpi) -> Option<i64> {
    match &kpi.bh {
        Some(Value::Number(number)) => Some(number.ms()),
        _ => None,
    }
}

#[test]
fn c8_nights_weekends_and_clock_changes_would_count_as_business_hours() {
    let rows = [
        (
            "2025-03-03T21:30:00Z",
            "2025-03-04T14:10:00Z",
            60_000,
            2_400,
        ),
        (
            "2025-03-07T21:45:00Z",
            "2025-03-10T13:20:00Z",
            228_900,
            2_100,
        ),
        ("2025-03-08T17:00:00Z", "2025-03-08T17:30:00Z", 1_800, 0),
    ];
    for (from, to, wall, open) in rows {
        assert_eq!(lasted(from, to, &weekdays()), (wall, Some(open)), "{from}");
    }
    let nights =
        options(r#"{"zone": "America/New_York", "weekly": {"sun": [["00:00", "06:00"]]}}"#);
    let skipped = lasted("2025-03-09T05:00:00Z", "2025-03-09T16:00:00Z", &nights);
    assert_eq!(skipped, (39_600, Some(18_000)), "five hours, not six");
    let repeated = lasted("2025-11-02T04:00:00Z", "2025-11-02T17:00:00Z", &nights);
    assert_eq!(repeated.1, Some(25_200), "seven hours, not six");
}

#[test]
fn a_holiday_would_be_worked_or_a_night_shift_cut_at_midnight() {
    let holiday = options(&format!(r#"{WEEKDAYS}, "holidays": ["2025-03-04"]}}"#));
    let (_, open) = lasted("2025-03-03T21:30:00Z", "2025-03-04T14:10:00Z", &holiday);
    assert_eq!(open, Some(1_800));
    let night = options(r#"{"zone": "UTC", "weekly": {"mon": [["22:00", "06:00"]]}}"#);
    let (_, open) = lasted("2025-03-03T21:00:00Z", "2025-03-04T07:00:00Z", &night);
    assert_eq!(open, Some(8 * 3_600));
    let whole = options(r#"{"zone": "UTC", "weekly": {"mon": [["00:00", "24:00"]]}}"#);
    let (_, open) = lasted("2025-03-03T00:00:00Z", "2025-03-04T00:00:00Z", &whole);
    assert_eq!(open, Some(24 * 3_600));
}

#[test]
fn a_wait_outside_hours_would_leave_the_population() {
    let closed = session(
        "Agent",
        ["23:00:00", "-", "23:30:00"],
        "C 23:00:00 H:ana 23:10:00",
    );
    let report = kpi::report(&[closed], &weekdays());
    let total = report.totals.get("R5").expect("R5");
    assert_eq!(total.bh.expect("a population").n, 1);
    assert_eq!(total.n_zero_bh, 1);
    let after = report.sessions[0].kpis.get("H1").expect("H1");
    assert!(matches!(&after.value, Some(Value::Number(n)) if n.as_f64() >= 1.0));
}

#[test]
fn what_people_read_would_show_the_wall_clock_alone() {
    // Nine o'clock in New York is 14:00 UTC.
    let timeline = "C 13:58:00 H:ana 14:01:00";
    let row = ["13:58:00", "13:59:00", "14:30:00"];
    let sessions = [session("Agent", row, timeline)];
    let mut options = weekdays();
    options.group_by = vec![kpi::Dimension::Origin];
    let report = kpi::report(&sessions, &options);
    for text in [kpi::table::text(&report), kpi::brief::text(&report)] {
        let first = text
            .lines()
            .find(|line| line.starts_with("R2 "))
            .expect("R2");
        let cells: Vec<_> = first.split_whitespace().collect();
        let last = &cells[cells.len() - 2..];
        assert_eq!(
            last,
            ["0:01:00", "0:01:00"],
            "mean and median within hours: {first}"
        );
        assert!(text.contains("mean in hours  median in hours"), "{text}");
        assert!(text.contains("no holidays"), "{text}");
    }
    let text = kpi::table::text(&report);
    let row = text
        .lines()
        .find(|line| line.starts_with("s1 "))
        .expect("the session");
    assert!(row.contains("0:03:00 / 0:01:00"), "{row}");
    let group = text
        .lines()
        .find(|line| line.starts_with("origin "))
        .expect("the group");
    assert!(group.contains("0:03:00 / 0:01:00"), "{group}");
}

#[test]
fn without_a_schedule_business_hours_would_be_zero_and_not_null() {
    let plain = session(
        "Agent",
        ["09:00:00", "-", "09:30:00"],
        "C 09:00:00 H:ana 09:10:00",
    );
    let report = kpi::report(&[plain], &Options::default());
    assert!(report.sessions[0].kpis.iter().all(|kpi| kpi.bh.is_none()));
    assert!(report.totals.get("R5").expect("R5").bh.is_none());
    let h1 = report.sessions[0].kpis.get("H1").expect("H1");
    assert_eq!(h1.reason, Some(kpi::Reason::NoSchedule));
}

#[test]
fn a_zone_nobody_located_would_be_read_as_utc() {
    let hours: Hours = serde_json::from_str(&format!("{WEEKDAYS}}}")).expect("hours");
    let options = Options {
        hours: Some(hours),
        ..Options::default()
    };
    let (_, open) = lasted("2025-03-03T09:00:00Z", "2025-03-03T17:00:00Z", &options);
    assert_eq!(open, None);
    assert_eq!(
        options
            .locate(|name| Err::<Zone, _>(name.to_owned()))
            .err()
            .as_deref(),
        Some("America/New_York")
    );
}

#[test]
fn a_mistake_in_a_schedule_would_be_taken_for_a_time() {
    for wrong in ["9", "25:00", "24:01", "09:60", "+9:00", "009:00"] {
        let json = format!(r#"{{"zone": "UTC", "weekly": {{"mon": [["{wrong}", "17:00"]]}}}}"#);
        let error = serde_json::from_str::<Hours>(&json).expect_err(wrong);
        assert!(error.to_string().contains("HH:MM"), "{error}");
    }
    let days = serde_json::from_str::<Hours>(r#"{"zone": "UTC", "holidays": ["25.12.2025"]}"#);
    assert!(days.expect_err("a date").to_string().contains("YYYY-MM-DD"));
}

proptest! {
    #[test]
    fn business_time_would_exceed_wall_time_or_not_add_up_over_a_split(
        from in 1_735_689_600_000_i64..1_767_225_600_000,
        first in 0_i64..40 * 24 * HOUR,
        second in 0_i64..40 * 24 * HOUR,
    ) {
        let open = |from: i64, to: i64| {
            let stretch = Session {
                start: Some(from),
                end: Some(to),
                entries: Vec::new(),
                ..session("Agent", ["-", "-", "-"], "")
            };
            let report = kpi::report(&[stretch], &weekdays());
            number(report.sessions[0].kpis.get("D1").expect("D1")).expect("a schedule")
        };
        let (middle, to) = (from + first, from + first + second);
        prop_assert!((0..=second).contains(&open(middle, to)));
        prop_assert_eq!(open(from, middle) + open(middle, to), open(from, to));
    }
}
