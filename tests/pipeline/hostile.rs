//! No input panics, and whatever is said of one points inside it.

use fixtures::{
    scenario,
    truth::World,
    write::{self, EventShape, File, Format, Object, Payload, Shape},
};
use sealed_transcript::{
    export::{ExportFormat, Lens},
    limits::Limits,
    model::time::TimeReading,
};
use serde_json::json;

use crate::support::{Dice, connect, file, listed, open, open_with, redacted, said, words};

/// Opens, balances, exports; every place that a diagnostic names lies inside its file.
#[track_caller]
fn survive(files: &[File]) {
    let limits = Limits {
        record_bytes: 4 << 20,
        ..Limits::default()
    };
    let opened = open_with(files, 4_096, limits, TimeReading::default());
    opened.assert_balanced();
    for found in opened.diagnostics() {
        let size = files
            .iter()
            .find(|file| found["file"] == *file.name)
            .map_or(0, |file| file.bytes.len());
        if let Some(offset) = found["offset"].as_u64() {
            assert!(offset <= size as u64, "{found} of {size} bytes");
        }
    }
}

/// A small file of each format.
fn small() -> Vec<File> {
    let world = World::of(scenario::abandoned());
    let mut files: Vec<File> = Format::ALL
        .into_iter()
        .flat_map(|format| write::entries(&world, format))
        .collect();
    files.push(write::table(&world, Object::MessagingSession, Shape::Csv));
    files.push(file(
        "log.txt",
        write::partner_events(&scenario::abandoned(), EventShape::Printout),
    ));
    files
}

fn cut(file: &File, to: usize) -> File {
    File {
        name: file.name.clone(),
        bytes: file.bytes[..to].to_vec(),
    }
}

#[test]
fn truncated_at_any_byte() {
    for file in small() {
        // Every byte of the beginning and of the end; between them every 197th.
        let size = file.bytes.len();
        for to in (0..size).filter(|to| *to < 200 || size - to < 100 || to % 197 == 0) {
            survive(&[cut(&file, to)]);
        }
    }
}

#[test]
fn any_byte_flipped() {
    let mut dice = Dice(1);
    for file in small() {
        for at in (0..file.bytes.len()).step_by(31) {
            let mut broken = file.clone();
            broken.bytes[at] ^= 1 << dice.below(8);
            survive(&[broken]);
            let mut structure = file.clone();
            structure.bytes[at] = *b"\"\\{}[],:\n\0\xff;".get(dice.below(12)).unwrap();
            survive(&[structure]);
        }
    }
}

#[test]
fn random_bytes_with_any_beginning() {
    let mut dice = Dice(2);
    let heads: [&[u8]; 11] = [
        b"{ a: 1n, b: ",
        b"seen {\n  a: [ 1n ], b: 'x' +",
        b"",
        b"{",
        b"[",
        b"{\"conversationEntries\":[",
        b"{\"records\":[{",
        b"\"Id\",\"StartTime\",\"AcceptTime\"\n",
        b"ConversationId,EntryTime,Message\n",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ];
    for head in heads {
        for letters in [
            &b"{}[]\",:\\01aeu \n\xc3\xa9"[..],
            b"{}[]'`,:.+/\\n1 x\nO",
            &[],
        ] {
            for _ in 0..20 {
                let mut bytes = head.to_vec();
                for _ in 0..dice.below(600) {
                    bytes.push(if letters.is_empty() {
                        dice.below(256) as u8
                    } else {
                        letters[dice.below(letters.len())]
                    });
                }
                survive(&[file("random", bytes)]);
            }
        }
    }
}

#[test]
fn ten_thousand_levels_deep() {
    let deep =
        |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    let values = [
        deep("[", "]"),
        deep("{\"a\":", "}"),
        "[".repeat(10_000),
        "{\"a\":".repeat(10_000),
    ];
    for value in values {
        let places = [
            value.clone(),
            format!("{{\"conversationEntries\":[{value}]}}"),
            format!(
                "{{\"conversationEntries\":[{{\"identifier\":\"a\",\"serverReceivedTimestamp\":1,\"messageText\":\"x\",\"unknown\":{value}}}]}}"
            ),
            format!(
                "{{\"conversationEntries\":[{{\"identifier\":\"a\",\"entryType\":\"Message\",\"entryPayload\":{value}}}]}}"
            ),
            format!(
                "{{\"conversationEntries\":[{{\"identifier\":\"a\",\"entryType\":\"Never\",\"entryPayload\":{{\"a\":{value}}}}}]}}"
            ),
            format!(
                "{{\"conversationEntries\":[{{\"identifier\":\"a\",\"entryType\":\"Message\",\"entryPayload\":{}}}]}}",
                serde_json::to_string(&value).unwrap()
            ),
            format!(
                "{{\"records\":[{{\"attributes\":{{\"type\":\"ConversationEntry\"}},\"Message\":{value}}}]}}"
            ),
            format!("{{\"result\":{value}}}"),
        ];
        for place in places {
            let input = file("deep.json", place);
            survive(std::slice::from_ref(&input));
            // What was kept of it must leave again.
            open(&[input]).export(ExportFormat::Jsonl, redacted());
        }
    }
}

#[test]
fn one_huge_field() {
    let huge = "wörd &#39;".repeat(160_000);
    let inputs = [
        connect("a.json", &serde_json::json!([said("a", 1, &huge)])),
        connect(
            "a.json",
            &serde_json::json!([listed("a", "Message", 1, &words(&huge))]),
        ),
        file(
            "a.csv",
            format!(
                "ConversationId,EntryTime,Message,MessageIdentifier\n0MwEx0000000001AAA,2025-01-06T00:00:00Z,\"{huge}\",a\n"
            ),
        ),
    ];
    for input in inputs {
        let opened = open(std::slice::from_ref(&input));
        assert!(opened.row("a")["text"].as_str().unwrap().len() > 1_000_000);
        survive(&[input]);
    }
    let key = "k".repeat(3 << 20);
    survive(&[file("a.json", format!("{{\"{key}\":1}}"))]);
    survive(&[file("a.csv", format!("{key},b\n1,2\n"))]);
}

#[test]
fn numbers_at_the_edges_are_times_without_a_panic() {
    for number in [
        "-9223372036854775808",
        "9223372036854775807",
        "1e400",
        "-0",
        "0.5",
        "1e18",
        "253402300800000",
        "-62135596800001",
    ] {
        for field in ["serverReceivedTimestamp", "clientTimestamp"] {
            survive(&[file(
                "a.json",
                format!(
                    "{{\"conversationEntries\":[{{\"identifier\":\"a\",\"messageText\":\"x\",\"serverReceivedTimestamp\":1736121600000,\"{field}\":{number},\"clientDuration\":{number}}}]}}"
                ),
            )]);
        }
        survive(&[file(
            "a.csv",
            format!(
                "Id,ConversationId,EntryTime,EntryTimeMilliSecs,Seq,ClientDuration,Message\n1,0MwEx0000000001KAA,{number},{number},{number},{number},x\n"
            ),
        )]);
        survive(&[
            file(
                "s.csv",
                format!(
                    "Id,StartTime,EndTime,AcceptTime,AgentType\n0MwEx0000000001AAA,{number},{number},{number},Bot\n"
                ),
            ),
            connect("a.json", &serde_json::json!([said("a", 1, "x")])),
        ]);
    }
}

#[test]
fn a_cut_payload_string_is_a_diagnostic() {
    let world = World::of(scenario::bot_only());
    for file in write::entries(&world, Format::ListEntries(Payload::String)) {
        let text = String::from_utf8(file.bytes.clone()).unwrap();
        let broken = text.replacen("\\\"abstractMessage\\\":{", "\\\"abstractMessage\\\":", 1);
        assert_ne!(text, broken);
        let input = crate::support::file("a.json", broken);
        assert!(!open(std::slice::from_ref(&input)).diagnostics().is_empty());
        survive(&[input]);
    }
}

#[test]
fn a_long_name_is_not_repeated_with_every_value_below_it() {
    let long = "n".repeat(200_000);
    let many: serde_json::Map<String, serde_json::Value> = (0..20_000)
        .map(|number| (format!("m{number}"), json!(number)))
        .collect();
    let mut item = json!({ "name": long, "value": many });
    item["label"] = json!(long);
    item["amount"] = json!(1);
    let payload = json!({ "abstractMessage": { "messageType": "OrderMessage",
        "order": { "formatType": "Inputs", "orderLineItems": [item], "more": { &long: many } } } });
    let opened = open(&[connect(
        "a.json",
        &json!([listed("a", "Message", 1, &payload)]),
    )]);
    let out = opened.export(ExportFormat::Jsonl, Lens::Original);
    assert!(out.contains(&long), "the name itself is kept");
    assert!(out.len() < 20_000_000, "{}", out.len());
}
