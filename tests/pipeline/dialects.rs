//! The same rows as every tool writes them, and as Excel leaves them, are the same sessions.

use sealed_transcript::{
    limits::Limits,
    model::time::{DateOrder, TimeReading},
};
use serde_json::{Value, json};

use crate::support::{Opened, WHOLE, file, open_with};

fn open(bytes: impl Into<Vec<u8>>, date_order: DateOrder) -> Opened {
    let reading = TimeReading {
        date_order,
        ..TimeReading::default()
    };
    open_with(&[file("t.csv", bytes)], WHOLE, Limits::default(), reading)
}

/// Id, start, end and status of each session, and nothing said of the file.
#[track_caller]
fn sessions(opened: &Opened) -> Vec<Value> {
    assert_eq!(opened.diagnostics(), [] as [Value; 0]);
    let sessions = opened
        .timeline
        .conversations
        .iter()
        .flat_map(|one| &one.sessions);
    let mut rows: Vec<Value> = sessions
        .map(|one| json!([one.id, one.start, one.end, one.field("Status")]))
        .collect();
    rows.sort_by_key(Value::to_string);
    rows
}

const ENDED: i64 = 1_704_465_000_000; // 2024-01-05T14:30:00Z

fn expected() -> Vec<Value> {
    let start = 1_704_463_200_000_i64;
    vec![
        json!(["0MwKj000007sdiMKAQ", start, ENDED, "Ended"]),
        json!(["0MwKj000007sdiNKAQ", start, null, "Active"]),
    ]
}

#[test]
fn every_tool_and_excel_after_it_writes_the_same_sessions() {
    let two = |head: &str, mark: &str, start: &str, end: &str| {
        let row = |id: &str, end: &str, status: &str| [id, start, end, status, "Agent"].join(mark);
        format!(
            "{head}\n{}\n{}\n",
            row("0MwKj000007sdiMKAQ", end, "Ended"),
            row("0MwKj000007sdiNKAQ", "", "Active")
        )
    };
    let api = "Id,StartTime,EndTime,Status,AgentType";
    let report = "Messaging Session ID,Start Time,End Time,Status,Agent Type";
    let bulk = two(
        api,
        ",",
        "2024-01-05T14:00:00.000Z",
        "2024-01-05T14:30:00.000Z",
    );
    let mut quoted = String::from("\u{feff}");
    for line in bulk.lines() {
        quoted += &line
            .split(',')
            .map(|cell| format!("\"{cell}\""))
            .collect::<Vec<_>>()
            .join(",");
        quoted += "\r\n";
    }
    let labelled = two(
        report,
        ",",
        "\"1/5/2024, 2:00 PM\"",
        "\"1/5/2024, 2:30 PM\"",
    );
    let footer = "\n\"Grand Totals (2 records)\"\n\"Confidential Information - Do Not Distribute\"\n\"Copyright © 2000-2025 salesforce.com, inc. All rights reserved.\"\n";
    let (first, second) = bulk.split_at(bulk.match_indices('\n').nth(1).unwrap().0 + 1);
    let month_first = [
        ("Bulk API", bulk.clone()),
        ("every cell quoted, BOM, CRLF", quoted),
        ("upper case", bulk.replace(api, &api.to_uppercase())),
        (
            "weekly export",
            two(api, ",", "2024-01-05 14:00:00", "2024-01-05 14:30:00"),
        ),
        (
            "semicolons",
            two(
                &api.replace(',', ";"),
                ";",
                "2024-01-05 14:00:00",
                "2024-01-05 14:30:00",
            ),
        ),
        (
            "tabs",
            two(
                &api.replace(',', "\t"),
                "\t",
                "1/5/2024 14:00",
                "1/5/2024 14:30",
            ),
        ),
        (
            "bars",
            two(
                &api.replace(',', "|"),
                "|",
                "1/5/2024 14:00",
                "1/5/2024 14:30",
            ),
        ),
        ("parts joined end to end", format!("{first}{api}\n{second}")),
        ("a report with its footer", format!("{labelled}{footer}")),
        (
            "the object before each label",
            labelled.replace("Start Time", "Messaging Session: Start Time"),
        ),
        (
            "Excel's hint",
            format!(
                "sep=;\n{}",
                two(
                    &api.replace(',', ";"),
                    ";",
                    "1/5/2024 14:00",
                    "1/5/2024 14:30"
                )
            ),
        ),
        (
            "a footer padded by Excel",
            format!("{bulk}Grand Totals (2 records),,,,\n"),
        ),
        (
            "ids in upper case",
            bulk.replace("0MwKj000007sdi", "0MWKJ000007SDI"),
        ),
        (
            "dates without a format",
            two(api, ",", "45296.5833333333", "45296.6041666667"),
        ),
        (
            "month by name",
            two(api, ",", "5-Jan-24 14:00", "5-Jan-24 14:30"),
        ),
    ];
    for (name, text) in month_first {
        assert_eq!(sessions(&open(text, DateOrder::Mdy)), expected(), "{name}");
    }
    let day_first = two(report, ";", "5.1.2024 14:00", "05/01/2024 14:30")
        .replace(report, &report.replace(',', ";"));
    assert_eq!(sessions(&open(day_first, DateOrder::Dmy)), expected());
}

#[test]
fn labels_are_told_apart_by_their_object() {
    let text = "Messaging Session ID,Messaging Session Metric Type,Messaging Session Metric Value\n0MwKj000007sdiMKAQ,AgentMessageCount,3\n";
    let opened = open(text, DateOrder::Unknown);
    assert_eq!(opened.diagnostics(), [] as [Value; 0]);
    let report = opened.inspect(sealed_transcript::export::Lens::Original);
    assert_eq!(
        report["files"][0]["records"],
        json!({ "MessagingSessionMetrics": 1 })
    );
}

#[test]
fn a_number_that_excel_shortened_is_told() {
    let text = "Id,ConversationId,EntryType,ServerReceivedTimestamp,Message\n0Dz1,0MwKj000007sdiMKAQ,Text,1.70447E+12,hi\n";
    let found = open(text, DateOrder::Unknown).diagnostics();
    assert_eq!(found[0]["code"], "bad_time");
    assert!(
        found[0]["message"]
            .as_str()
            .unwrap()
            .contains("spreadsheet shortened")
    );
}

#[test]
fn a_row_of_uneven_length_says_what_became_of_it() {
    let text = "Id,StartTime,EndTime,AgentType\n0MwKj000007sdiM,2024-01-05 14:00\n0MwKj000007sdiN,2024-01-05 14:00,,Agent,more\n";
    let opened = open(text, DateOrder::Unknown);
    let found = opened.diagnostics();
    assert_eq!(found[0]["line"], 2);
    assert_eq!(
        found[0]["message"],
        "the row has 2 cells, the header 4: the columns from the 3rd on are blank. A line break or a quote in a cell may have cut it"
    );
    assert_eq!(found[1]["line"], 3);
    assert_eq!(
        found[1]["message"],
        "the row has 5 cells, the header 4: a delimiter stands in a cell without quotes, so the row is left out"
    );
    assert_eq!(opened.timeline.conversations.len(), 1);
}
