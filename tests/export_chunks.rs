//! Exports are pulled in chunks; what is in them must not depend on where a chunk ends.

use sealed_transcript::{
    archive::Archive,
    export::{ExportFormat, ExportOptions, Exporter, Lens},
    intake::Intake,
    limits::Limits,
    model::time::Zone,
    timeline::Timeline,
};
use serde_json::{Value, json};

/// Two conversations, longer than several chunks together.
fn long() -> (Archive, Timeline) {
    let mut archive = Archive::default();
    for conversation in ["a", "b"] {
        let entries: Vec<Value> = (0..3_000)
            .map(|n| {
                json!({
                    "identifier": format!("{conversation}-{n}"),
                    "conversationIdentifier": conversation,
                    "messageText": format!("{n}: {}", "words, \"quotes\" and more. ".repeat(20)),
                    "serverReceivedTimestamp": 1_736_508_000_000_i64 + n,
                    "sender": { "role": "EndUser" },
                })
            })
            .collect();
        let answer = json!({ "conversationEntries": entries }).to_string();
        let mut file = Intake::new(&mut archive, conversation, Limits::default());
        file.feed(&mut archive, answer.as_bytes());
        file.finish(&mut archive);
    }
    let timeline = Timeline::build(&archive);
    (archive, timeline)
}

fn export(format: ExportFormat) -> (usize, String) {
    let (archive, timeline) = long();
    let options = ExportOptions {
        format,
        ..ExportOptions::default()
    };
    let mut exporter = Exporter::new(options, Zone::utc());
    let mut chunks = 0;
    let mut out = Vec::new();
    while let Some(chunk) = exporter.next(&archive, &timeline, Lens::Original) {
        chunks += 1;
        out.extend(chunk);
    }
    (chunks, String::from_utf8(out).expect("text"))
}

#[test]
fn json_stays_valid_across_chunks() {
    let (chunks, text) = export(ExportFormat::Json);
    assert!(chunks > 2, "{chunks}");
    let document: Value = serde_json::from_str(&text).expect("one JSON document");
    for at in 0..2 {
        let entries = document["conversations"][at]["entries"].as_array();
        assert_eq!(entries.map(Vec::len), Some(3_000));
    }
}

#[test]
fn json_lines_lose_no_entry_across_chunks() {
    let (chunks, text) = export(ExportFormat::Jsonl);
    assert!(chunks > 2, "{chunks}");
    let rows = text.lines().map(serde_json::from_str::<Value>);
    assert_eq!(rows.flatten().count(), 6_000);
}

#[test]
fn csv_keeps_one_header_across_chunks() {
    let (chunks, text) = export(ExportFormat::Csv);
    assert!(chunks > 2, "{chunks}");
    assert_eq!(text.matches("conversation,session,entry").count(), 1);
    assert_eq!(text.lines().count(), 6_001);
}
