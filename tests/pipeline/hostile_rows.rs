//! CSV and query rows of hostile shape: the message names record and reason, everything else is loaded.

use sealed_transcript::{export::Lens, limits::Limits, model::time::TimeReading};
use serde_json::{Value, json};

use crate::support::{Opened, file, open, open_with, with};

const SESSION: &str = "0MwKj000007sdiMKAQ";

/// A row that is read whole, beside the hostile one.
fn good() -> Value {
    json!({ "attributes": { "type": "ConversationEntry" }, "Id": "0DzEx0000000001", "ConversationId": SESSION,
        "EntryType": "Text", "EntryTime": "2025-01-06T00:00:01.000+0000", "ActorType": "Agent", "Message": "kept" })
}

fn rows(rows: &[Value]) -> Opened {
    let opened = open(&[file(
        "q.json",
        json!({ "totalSize": rows.len(), "done": true, "records": rows }).to_string(),
    )]);
    opened.assert_balanced();
    opened
}

fn texts(opened: &Opened) -> Vec<Value> {
    let mut texts = opened.column("text");
    texts.sort_by_key(Value::to_string);
    texts
}

const ENTRY_FIELDS: &[&str] = &[
    "Id",
    "MessageIdentifier",
    "ConversationId",
    "ConversationEntityId",
    "ActorId",
    "ActorName",
    "ActorType",
    "EntryType",
    "EntryTime",
    "EntryTimeMilliSecs",
    "EntryEndTime",
    "ServerReceivedTimestamp",
    "ClientTimestamp",
    "ClientDuration",
    "Message",
    "MessageStatus",
    "MessageStatusCode",
    "Seq",
    "attributes",
];

#[test]
fn a_wrong_type_in_any_field_costs_that_field_and_no_other_row() {
    for field in ENTRY_FIELDS {
        for value in [
            json!(null),
            json!(true),
            json!(-1e300),
            json!(1e-300),
            json!([]),
            json!({}),
            json!([[{ "a": 1 }]]),
            json!({ "a": { "b": [] } }),
            json!(""),
            json!("\u{0}"),
            json!("9".repeat(400)),
            json!("0xZZ"),
        ] {
            let mut hostile = with(
                good(),
                &json!({ "Id": "0DzEx0000000002", "Message": "other" }),
            );
            hostile[*field] = value.clone();
            let opened = rows(&[hostile, good()]);
            assert!(texts(&opened).contains(&json!("kept")), "{field} {value}");
            let said = opened.diagnostics();
            for one in &said {
                assert_eq!(one["file"], "q.json");
                assert!(one["record"] == 0 || one["record"] == json!(null), "{one}");
            }
            // A time that is no time is said, by its name.
            if field.ends_with("Time") && value == json!("0xZZ") {
                assert_eq!(said[0]["path"], *field, "{said:#?}");
                assert_eq!(said[0]["code"], "bad_time");
            }
        }
    }
}

#[test]
fn every_field_missing_in_turn_and_all_of_them() {
    for field in ENTRY_FIELDS.iter().filter(|field| **field != "attributes") {
        let mut row = with(
            good(),
            &json!({ "Id": "0DzEx0000000002", "Message": "other" }),
        );
        row.as_object_mut().unwrap().remove(*field);
        assert!(
            texts(&rows(&[row, good()])).contains(&json!("kept")),
            "{field}"
        );
    }
    let empty = json!({ "attributes": { "type": "ConversationEntry" } });
    let opened = rows(&[empty, good()]);
    assert_eq!(texts(&opened), ["kept"]);
    let found = opened.diagnostics();
    assert_eq!(
        (&found[0]["code"], &found[0]["record"]),
        (&json!("missing_field"), &json!(0))
    );
    assert_eq!(
        found[0]["message"],
        "an entry without id, time and content; it is left out"
    );
    // A session row without Id is told, and the next is used.
    let session = |id: Option<&str>| json!({ "attributes": { "type": "MessagingSession" }, "Id": id, "StartTime": "2025-01-06T00:00:00Z" });
    let opened = rows(&[session(None), session(Some(SESSION))]);
    assert_eq!(opened.diagnostics()[0]["path"], "Id");
    assert_eq!(opened.timeline.conversations[0].sessions.len(), 1);
}

#[test]
fn ten_thousand_levels_in_a_field() {
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    for key in ["Message", "Owner", "attributes"] {
        let text = format!(
            "{{\"records\":[{{\"Id\":\"0DzEx0000000002\",\"EntryType\":\"Text\",\"{key}\":{deep}}},{}],\"done\":true}}",
            good()
        );
        let opened = open(&[file("q.json", text)]);
        opened.assert_balanced();
        assert!(texts(&opened).contains(&json!("kept")), "{key}");
    }
}

#[test]
fn lone_surrogates_and_invalid_utf_8() {
    let other = good()
        .to_string()
        .replace("kept", "a\\ud800b")
        .replace("0DzEx0000000001", "0DzEx0000000002");
    let text = format!("{{\"records\":[{other},{}],\"done\":true}}", good());
    let opened = open(&[file("q.json", text.clone())]);
    assert_eq!(texts(&opened), ["a\u{fffd}b", "kept"]);
    let bytes = text.replace("\\ud800", "\u{1}").into_bytes();
    let at = bytes.iter().position(|byte| *byte == 1).unwrap();
    let csv = format!("Id,ConversationId,EntryType,EntryTime,Message\n0DzEx0000000001,{SESSION},Text,2025-01-06T00:00:01Z,a\u{1}b\n0DzEx0000000002,{SESSION},Text,2025-01-06T00:00:02Z,kept\n").into_bytes();
    let csv_at = csv.iter().position(|byte| *byte == 1).unwrap();
    // The second is no letter in Windows-1252 either.
    for (name, mut bytes, at, byte) in [("q.json", bytes, at, 0xff), ("q.csv", csv, csv_at, 0x81)] {
        bytes[at] = byte;
        let opened = open(&[file(name, bytes)]);
        assert_eq!(texts(&opened), ["a\u{fffd}b", "kept"], "{name}");
        let found = opened.diagnostics();
        assert_eq!(
            (&found[0]["code"], &found[0]["offset"]),
            (&json!("bad_encoding"), &json!(at)),
            "{name}"
        );
    }
}

#[test]
fn a_field_beyond_the_limit_is_left_out_and_the_rest_is_read() {
    let limits = Limits {
        record_bytes: 1 << 20,
        ..Limits::default()
    };
    let long = "x".repeat(8 << 20);
    let csv = format!(
        "Id,ConversationId,EntryType,EntryTime,Message\n1,{SESSION},Text,2025-01-06T00:00:01Z,{long}\n2,{SESSION},Text,2025-01-06T00:00:02Z,kept\n"
    );
    let rest = json!({ "records": [with(good(), &json!({ "Id": "0DzEx0000000002", "Message": long })), good()], "done": true });
    for (name, text) in [("q.csv", csv), ("q.json", rest.to_string())] {
        let opened = open_with(
            &[file(name, text)],
            64 << 10,
            limits,
            TimeReading::default(),
        );
        opened.assert_balanced();
        assert_eq!(texts(&opened), ["kept"], "{name}");
        let found = opened.diagnostics();
        assert_eq!(
            (&found[0]["code"], &found[0]["record"]),
            (&json!("limit"), &json!(0)),
            "{name}"
        );
        let bytes = opened.archive.entry_bytes();
        assert!(bytes < 4 << 20, "{name}: {bytes}");
    }
}

/// 64 MiB in one field, at the limits that everyone has.
#[test]
fn sixty_four_mebibytes_in_one_cell() {
    let mut csv = format!(
        "Id,ConversationId,EntryType,EntryTime,Message\n1,{SESSION},Text,2025-01-06T00:00:01Z,"
    )
    .into_bytes();
    csv.resize(csv.len() + (64 << 20) + 1, b'x');
    csv.extend(format!("\n2,{SESSION},Text,2025-01-06T00:00:02Z,kept\n").bytes());
    let opened = open_with(
        &[file("q.csv", csv)],
        1 << 20,
        Limits::default(),
        TimeReading::default(),
    );
    assert_eq!(texts(&opened), ["kept"]);
    assert_eq!(opened.diagnostics()[0]["code"], "limit");
}

#[test]
fn a_table_of_nothing_but_blanks_and_of_a_column_twice() {
    let blank = open(&[file("q.csv", "Id,StartTime,AgentType\n,,\n,,\n")]);
    assert_eq!(
        blank.diagnostics().len(),
        2,
        "each row says that it has no Id"
    );
    let twice = open(&[file(
        "q.csv",
        format!("Id,Id,StartTime,AgentType\nfirst,{SESSION},2025-01-06T00:00:00Z,Agent\n"),
    )]);
    assert_eq!(twice.timeline.conversations[0].sessions[0].id, SESSION);
    let report = twice.inspect(Lens::Original);
    assert_eq!(report["files"][0]["records"]["MessagingSession"], 1);
}
