//! What the user says of a file is followed, and where it does not fit, the message says why.

use fixtures::write::File;
use sealed_transcript::{
    archive::Archive,
    export::Lens,
    formats,
    intake::Intake,
    limits::Limits,
    model::time::{DateOrder, TimeReading, Zone},
    read_as::{Misspelt, ReadAs},
    timeline::Timeline,
};
use serde_json::{Value, json};

use crate::support::{Opened, connect, file, listed, said, words};

fn open(files: &[(&File, ReadAs)]) -> Opened {
    let mut archive = Archive::default();
    for (file, read_as) in files {
        let mut intake = Intake::new(&mut archive, &file.name, Limits::default())
            .read_as(&mut archive, read_as.clone());
        for chunk in file.bytes.chunks(7) {
            intake.feed(&mut archive, chunk);
        }
        intake.finish(&mut archive);
    }
    let timeline = Timeline::build(&archive);
    Opened { archive, timeline }
}

fn as_format(name: &str) -> ReadAs {
    ReadAs::default().format(name).unwrap()
}

fn separated(sign: &str) -> ReadAs {
    ReadAs::default().delimiter(sign).unwrap()
}

fn timed(reading: TimeReading) -> ReadAs {
    ReadAs::default().reading(reading)
}

fn ordered(date_order: DateOrder) -> ReadAs {
    timed(TimeReading {
        date_order,
        ..TimeReading::default()
    })
}

/// Three hours west of UTC.
fn west() -> Zone {
    Zone {
        name: "America/Sao_Paulo".to_owned(),
        offsets: vec![(0, -10_800)],
    }
}

/// The message of the one thing that did not fit, and its place.
#[track_caller]
fn unfit(opened: &Opened) -> (String, Value, Value) {
    opened.assert_balanced();
    let mut found = opened.diagnostics();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["code"], "unfit_override");
    let message = found[0]["message"].as_str().unwrap().to_owned();
    (
        message,
        found[0]["record"].take(),
        found[0]["offset"].take(),
    )
}

fn format_of(opened: &Opened) -> Value {
    opened.inspect(Lens::Original)["files"][0]["format"].take()
}

const SESSIONS: &str =
    "Id;StartTime;EndTime;AgentType\n0MwKj000007sdiM;1/5/2024 14:00;1/5/2024 15:00;Agent\n";

#[test]
fn every_name_that_inspect_prints_can_be_said() {
    for name in formats::names() {
        assert!(ReadAs::default().format(name).is_ok(), "{name}");
    }
    let error = ReadAs::default().format("excel").unwrap_err();
    assert_eq!(error, Misspelt::Format);
    assert!(error.to_string().contains("connect-entries"), "{error}");
    assert!(ReadAs::default().delimiter("ab").is_err());
}

#[test]
fn a_record_that_only_needs_a_member_is_read_as_said() {
    // Without a server time and outside of a list it is nothing that is known.
    let entry = json!([{ "identifier": "a", "messageText": "hello", "clientTimestamp": 1_736_508_015_579_i64 }]);
    let bare = file("a.json", entry.to_string());
    assert_eq!(
        format_of(&open(&[(&bare, ReadAs::default())])),
        "unrecognised"
    );
    let opened = open(&[(&bare, as_format("connect-entries"))]);
    assert_eq!(format_of(&opened), "connect-entries");
    assert_eq!(opened.column("text"), ["hello"]);
    let report = opened.inspect(Lens::Original);
    assert_eq!(report["files"][0]["evidence"], "declared: connect-entries");
}

#[test]
fn a_format_that_does_not_fit_names_the_member_that_is_missing() {
    let entries = connect("a.json", &json!([said("a", 1, "hi"), said("b", 2, "ho")]));
    let opened = open(&[(&entries, as_format("list-entries"))]);
    let (message, record, offset) = unfit(&opened);
    assert_eq!((record, offset), (json!(0), json!(24)));
    assert_eq!(
        message,
        "the file is to be read as list-entries, but this has no \"entryPayload\"; say another format, or none: then its content tells it"
    );
    assert_eq!(format_of(&opened), "unrecognised");
    // What fits beside what does not is read.
    let mixed = connect(
        "b.json",
        &json!([said("a", 1, "hi"), listed("b", "Message", 2, &words("ho"))]),
    );
    let opened = open(&[(&mixed, as_format("list-entries"))]);
    assert_eq!(opened.column("text"), ["ho"]);
    unfit(&opened);
}

#[test]
fn a_container_that_does_not_fit_is_named() {
    let table = file("a.csv", SESSIONS);
    let (message, ..) = unfit(&open(&[(&table, as_format("connect-entries"))]));
    assert!(message.contains("this is a row of a table"), "{message}");
    let entries = connect("a.json", &json!([said("a", 1, "hi")]));
    let (message, ..) = unfit(&open(&[(&entries, as_format("csv"))]));
    assert!(message.contains("this is an object of JSON"), "{message}");
    let prose = file("a.txt", "Dear all,\nplease find nothing here.\n");
    let (message, ..) = unfit(&open(&[(&prose, as_format("list-entries"))]));
    assert!(message.contains("it is neither JSON"), "{message}");
    let cloud = file("a.csv", "Id,StartTime,AgentType\n0MwKj000007sdiM,,Agent\n");
    let (message, ..) = unfit(&open(&[(&cloud, as_format("data-cloud"))]));
    assert!(message.contains("no column is told by it"), "{message}");
}

#[test]
fn a_delimiter_that_the_header_does_not_show() {
    // The commas within a name mislead: the header has as many columns either way.
    let text =
        "Id|from, to, by, at|StartTime|AgentType\n0MwKj000007sdiM|x|2024-01-05 14:00|Agent\n";
    let table = file("a.csv", text);
    let sessions = |read_as| {
        let report = open(&[(&table, read_as)]).inspect(Lens::Original);
        report["files"][0]["records"]["MessagingSession"].clone()
    };
    assert_eq!(sessions(ReadAs::default()), json!(null));
    assert_eq!(sessions(separated("|")), 1);
    let semicolons = file("b.csv", SESSIONS);
    let read_as = separated(",").format("csv").unwrap();
    let (message, record, offset) = unfit(&open(&[(&semicolons, read_as)]));
    assert_eq!((record, offset), (json!(null), json!(0)));
    assert_eq!(
        message,
        "the declared delimiter does not stand in the first row: the table has one column"
    );
}

#[test]
fn the_order_of_day_and_month_of_one_file_alone() {
    let table = file("a.csv", SESSIONS);
    let start = |read_as: ReadAs| {
        let opened = open(&[(&table, read_as)]);
        let report = opened.inspect(Lens::Original);
        (report["files"][0]["from"].clone(), opened.diagnostics())
    };
    let (from, found) = start(ReadAs::default());
    assert_eq!(from, json!(null));
    assert_eq!(found[0]["code"], "ambiguous_date");
    let (from, found) = start(ordered(DateOrder::Mdy));
    assert_eq!((from, found.len()), (json!("2024-01-05T14:00:00.000Z"), 0));
    let (from, _) = start(ordered(DateOrder::Dmy));
    assert_eq!(from, "2024-05-01T14:00:00.000Z");
    let other = file("b.csv", SESSIONS.replace("1/5/2024", "25/1/2024"));
    let opened = open(&[(&other, ordered(DateOrder::Mdy))]);
    let found = opened.diagnostics();
    assert_eq!(found[0]["code"], "bad_time");
    assert_eq!(
        found[0]["message"],
        "\"EndTime\" is a date that does not fit the declared order of day and month (--date-order)"
    );
}

#[test]
fn files_of_two_zones_are_one_session() {
    let row = |name: &str, cell: &str, column: &str| {
        file(
            name,
            format!("Id,AgentType,{column}\n0MwKj000007sdiM,Agent,{cell}\n"),
        )
    };
    let start = row("start.csv", "2024-05-01 12:00:00", "StartTime");
    let end = row("end.csv", "2024-05-01T12:30:00Z", "EndTime");
    let zone = |z_is_local| {
        timed(TimeReading {
            zone: west(),
            z_is_local,
            ..TimeReading::default()
        })
    };
    for (z_is_local, ends) in [(false, 12 * 60 + 30), (true, 15 * 60 + 30)] {
        let opened = open(&[(&start, zone(false)), (&end, zone(z_is_local))]);
        let session = &opened.timeline.conversations[0].sessions[0];
        let day = 1_714_521_600_000;
        assert_eq!(session.start, Some(day + 15 * 3_600_000));
        assert_eq!(session.end, Some(day + ends * 60_000));
    }
}

#[test]
fn a_file_read_once_more_leaves_nothing_of_the_first_time() {
    let table = file("a.csv", SESSIONS);
    let mut archive = Archive::default();
    let mut first = Intake::new(&mut archive, &table.name, Limits::default());
    first.feed(&mut archive, &table.bytes);
    let source = first.finish(&mut archive);
    let mut again = Intake::again(&mut archive, source, Limits::default())
        .read_as(&mut archive, ordered(DateOrder::Dmy));
    again.feed(&mut archive, &table.bytes);
    again.finish(&mut archive);
    let timeline = Timeline::build(&archive);
    let twice = Opened { archive, timeline };
    let once = open(&[(&table, ordered(DateOrder::Dmy))]);
    assert_eq!(twice.inspect(Lens::Original), once.inspect(Lens::Original));
    assert_eq!(twice.rows(), once.rows());
}
