//! Each bad input gets a message that names file, record, byte offset and reason.

use fixtures::{
    scenario,
    truth::World,
    write::{self, File, Format, Object, Shape},
};
use sealed_transcript::{
    archive::Archive,
    diagnostics::Code,
    export::{InspectReport, Lens},
    formats,
    intake::Intake,
    limits::Limits,
    model::time::{DateOrder, TimeReading},
    timeline::Timeline,
};
use serde_json::{Value, json};

use crate::support::{Opened, WHOLE, connect, file, open, open_with, said, with};

/// The one diagnostic: code, record, offset; its file is checked here.
#[track_caller]
fn only(opened: &Opened, name: &str) -> (Value, Value, Value, String) {
    opened.assert_balanced();
    let mut found = opened.diagnostics();
    assert_eq!(found.len(), 1, "{found:#?}");
    let mut one = found.remove(0);
    assert_eq!(one["file"], name);
    let message = one["message"].as_str().unwrap().to_owned();
    (
        one["code"].take(),
        one["record"].take(),
        one["offset"].take(),
        message,
    )
}

#[track_caller]
fn entries(opened: &Opened) -> Value {
    opened.inspect(Lens::Original)["total"]["entries"].take()
}

#[track_caller]
fn format_of(opened: &Opened) -> Value {
    opened.inspect(Lens::Original)["files"][0]["format"].take()
}

fn at(text: &str, needle: &str) -> u64 {
    text.find(needle).unwrap() as u64
}

#[test]
fn an_empty_file() {
    for bytes in ["", " \n\t\r\n"] {
        let opened = open(&[file("empty.json", bytes)]);
        let (code, record, offset, message) = only(&opened, "empty.json");
        assert_eq!(
            (code, record, offset),
            (json!("empty_file"), json!(null), json!(0))
        );
        assert!(message.contains("export it again"));
        assert_eq!(format_of(&opened), "empty");
    }
}

#[test]
fn rows_of_an_object_without_conversations() {
    let csv = "\"Id\",\"Name\"\n\"001Ex0000000001IAA\",\"Northwind\"\n";
    let rest = json!({ "totalSize": 1, "done": true, "records": [
        { "attributes": { "type": "Account" }, "Id": "001Ex0000000001IAA", "Name": "Northwind" }] });
    for (name, bytes, format) in [
        ("Account.csv", csv.to_owned(), "csv"),
        ("Account.json", rest.to_string(), "query-json"),
    ] {
        let opened = open(&[file(name, bytes)]);
        let (code, record, offset, message) = only(&opened, name);
        assert_eq!(
            (code, record, offset),
            (json!("no_conversation_data"), json!(null), json!(null))
        );
        assert_eq!(message, "recognised (Account), no conversation data");
        assert_eq!(format_of(&opened), format);
    }
}

#[test]
fn prose() {
    let opened = open(&[file("letter.txt", "Dear all,\nplease find nothing here.\n")]);
    let (code, record, offset, message) = only(&opened, "letter.txt");
    assert_eq!(
        (code, record, offset),
        (json!("unrecognised"), json!(null), json!(0))
    );
    // The advice lists what there is, all of it.
    for (_, title) in formats::titles().into_iter().chain(formats::PACKINGS) {
        assert!(message.contains(title), "{title}: {message}");
    }
    for object in [
        "MessagingSession",
        "ConversationEntry",
        "AgentWork",
        "VoiceCall",
    ] {
        assert!(message.contains(object), "{object}: {message}");
    }
    assert_eq!(format_of(&opened), "unrecognised");
}

#[test]
fn a_picture() {
    let opened = open(&[file(
        "a.json",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".to_vec(),
    )]);
    let (code, record, offset, message) = only(&opened, "a.json");
    assert_eq!(
        (code, record, offset),
        (json!("unrecognised"), json!(null), json!(0))
    );
    assert!(message.contains("not understood"), "{message}");
    let report = opened.inspect(Lens::Original);
    assert_eq!(
        report["files"][0]["evidence"],
        "starts with the signature of a PNG image"
    );
}

#[test]
fn an_archive_that_ends_in_its_first_header() {
    let opened = open(&[file("export.zip", b"PK\x03\x04\x14\0\0\0\x08\0".to_vec())]);
    let (code, record, offset, message) = only(&opened, "export.zip");
    assert_eq!(
        (code, record, offset),
        (json!("truncated"), json!(null), json!(0))
    );
    assert!(message.contains("before its directory"), "{message}");
}

#[test]
fn json_that_ends_too_early() {
    let whole =
        String::from_utf8(connect("", &json!([said("a", 1, "one"), said("b", 2, "two")])).bytes)
            .unwrap();
    let to = at(&whole, "two") as usize + 1;
    let opened = open(&[file("cut.json", &whole[..to])]);
    let (code, record, offset, message) = only(&opened, "cut.json");
    assert_eq!(
        (code, record, offset),
        (json!("truncated"), json!(1), json!(to))
    );
    assert_eq!(message, "the file ends inside a record");
    assert_eq!(
        entries(&opened),
        json!({ "read": 2, "shown": 1, "merged": 0, "filtered": 0, "diagnosed": 1 })
    );
    // After the last record nothing is lost, but the file may hold less than it did.
    let opened = open(&[file("cut.json", &whole[..whole.len() - 2])]);
    let (code, record, offset, _) = only(&opened, "cut.json");
    assert_eq!(
        (code, record, offset),
        (json!("truncated"), json!(null), json!(whole.len() - 2))
    );
    assert_eq!(entries(&opened)["shown"], 2);
    assert_eq!(entries(&opened)["diagnosed"], 0);
}

#[test]
fn a_table_without_the_columns_it_needs() {
    let csv = "Name,StartTime,AcceptTime,AgentType\nMS-1,2025-01-06T00:00:00Z,,Bot\n";
    let opened = open(&[file("sessions.csv", csv)]);
    let (code, record, offset, message) = only(&opened, "sessions.csv");
    assert_eq!(
        (code, record, offset),
        (json!("missing_column"), json!(null), json!(0))
    );
    assert!(
        message.starts_with("a table of MessagingSession without column Id"),
        "{message}"
    );
    assert_eq!(opened.diagnostics()[0]["path"], "Id");
    assert_eq!(opened.inspect(Lens::Original)["total"]["sessions"], 0);
}

#[test]
fn entries_without_time_columns_are_still_shown() {
    let csv =
        "MessageIdentifier,ConversationId,Message,ActorType\na,0MwEx0000000001KAA,hello,EndUser\n";
    let opened = open(&[file("entries.csv", csv)]);
    let (code, record, offset, _) = only(&opened, "entries.csv");
    assert_eq!(
        (code, record, offset),
        (json!("missing_column"), json!(null), json!(0))
    );
    assert_eq!(opened.row("a")["text"], "hello");
}

#[test]
fn a_broken_record_among_good_ones() {
    let text = r#"{"conversationEntries":[
{"identifier":"a","messageText":"one","serverReceivedTimestamp":1736121600000},
{"identifier":"b" "messageText":"two","serverReceivedTimestamp":1736121601000},
{"identifier":"c","messageText":"three","serverReceivedTimestamp":1736121602000}]}"#;
    let opened = open(&[file("a.json", text)]);
    let (code, record, offset, message) = only(&opened, "a.json");
    assert_eq!(
        (code, record, offset),
        (
            json!("bad_record"),
            json!(1),
            json!(at(text, "\"messageText\":\"two\""))
        )
    );
    assert!(message.contains("expected"), "{message}");
    assert_eq!(opened.diagnostics()[0]["path"], "conversationEntries[1]");
    assert_eq!(opened.diagnostics()[0]["line"], 3);
    assert_eq!(opened.column("entry"), ["a", "c"]);
    assert_eq!(
        entries(&opened),
        json!({ "read": 3, "shown": 2, "merged": 0, "filtered": 0, "diagnosed": 1 })
    );
}

#[test]
fn a_record_with_nothing_in_it_that_can_be_shown() {
    let bad = json!({ "identifier": 42, "messageText": ["not", "text"], "sender": "nobody", "serverReceivedTimestamp": "yesterday" });
    let input = connect("a.json", &json!([said("a", 1, "one"), bad]));
    let text = String::from_utf8(input.bytes.clone()).unwrap();
    let opened = open(&[input]);
    opened.assert_balanced();
    let found = opened.diagnostics();
    let missing = found
        .iter()
        .find(|one| one["code"] == "missing_field")
        .unwrap();
    assert_eq!(
        (&missing["record"], &missing["offset"]),
        (&json!(1), &json!(at(&text, "{\"identifier\":42")))
    );
    assert_eq!(
        entries(&opened),
        json!({ "read": 2, "shown": 1, "merged": 0, "filtered": 0, "diagnosed": 1 })
    );
}

#[test]
fn an_unknown_entry_type() {
    let entry = crate::support::listed("a", "BeamedUp", 1, &json!({ "by": "Scotty" }));
    let input = connect("a.json", &json!([entry]));
    let text = String::from_utf8(input.bytes.clone()).unwrap();
    let opened = open(&[input]);
    let (code, record, offset, message) = only(&opened, "a.json");
    assert_eq!(
        (code, record, offset),
        (
            json!("unknown_type"),
            json!(0),
            json!(at(&text, "{\"entryType\""))
        )
    );
    assert!(message.contains("not documented"), "{message}");
    assert_eq!(opened.row("a")["kind"], "BeamedUp");
    assert_eq!(opened.row("a")["extra"]["by"], "Scotty");
}

#[test]
fn a_duplicate_under_the_same_or_another_name() {
    for second in ["a.json", "b.json"] {
        let input = connect("a.json", &json!([said("a", 1, "one"), said("b", 2, "two")]));
        let copy = File {
            name: second.to_owned(),
            ..input.clone()
        };
        let opened = open(&[copy, input]);
        // Of two names the later is the copy, whatever was opened first.
        let (code, record, offset, message) = only(&opened, second);
        assert_eq!(
            (code, record, offset),
            (json!("duplicate_file"), json!(null), json!(null))
        );
        assert!(message.contains("same bytes"), "{message}");
        assert_eq!(
            entries(&opened),
            json!({ "read": 4, "shown": 2, "merged": 2, "filtered": 0, "diagnosed": 0 })
        );
        let report = opened.inspect(Lens::Original);
        assert_eq!(report["files"][0]["entries"]["shown"], 2);
        assert_eq!(report["files"][1]["entries"]["merged"], 2);
        let texts = opened.column("text");
        assert_eq!(texts, ["one", "two"]);
    }
}

#[test]
fn a_field_of_another_type() {
    let input = connect(
        "a.json",
        &json!([with(said("a", 1, ""), &json!({ "messageText": 7 }))]),
    );
    let opened = open(&[input]);
    let (code, record, offset, message) = only(&opened, "a.json");
    assert_eq!(
        (code, record, offset),
        (json!("bad_field"), json!(0), json!(24))
    );
    assert_eq!(
        message,
        "\"messageText\" is not a string; the rest of the record is kept"
    );
    assert_eq!(opened.diagnostics()[0]["path"], "messageText");
    assert_eq!(opened.row("a")["atMs"], crate::support::DAY + 1_000);
}

#[test]
fn a_time_nobody_can_read() {
    for (value, reason) in [
        (json!("yesterday"), "in no known form"),
        (json!(-99_999_999_999_i64), "outside the years 1 to 9999"),
        (json!([1]), "in no known form"),
    ] {
        let input = connect(
            "a.json",
            &json!([with(
                said("a", 1, "x"),
                &json!({ "serverReceivedTimestamp": value })
            )]),
        );
        let opened = open(&[input]);
        let (code, record, offset, message) = only(&opened, "a.json");
        assert_eq!(
            (code, record, offset),
            (json!("bad_time"), json!(0), json!(24)),
            "{value}"
        );
        assert!(message.contains(reason), "{message}");
        let row = opened.row("a");
        assert_eq!(
            (&row["atMs"], &row["orderedBy"]),
            (&json!(null), &json!("id"))
        );
    }
}

#[test]
fn a_date_that_could_be_two_days() {
    let csv = "MessageIdentifier,ConversationId,EntryTime,Message\na,0MwEx0000000001KAA,\"1/5/2025, 2:03 PM\",hello\n";
    let input = [file("a.csv", csv)];
    let opened = open(&input);
    let (code, record, offset, message) = only(&opened, "a.csv");
    assert_eq!(
        (code, record, offset),
        (json!("ambiguous_date"), json!(0), json!(at(csv, "a,0Mw")))
    );
    assert!(message.contains("--date-order"), "{message}");
    assert_eq!(opened.diagnostics()[0]["line"], 2);
    assert_eq!(opened.row("a")["atMs"], json!(null));
    let reading = TimeReading {
        date_order: DateOrder::Dmy,
        ..TimeReading::default()
    };
    let opened = open_with(&input, WHOLE, Limits::default(), reading);
    assert!(opened.diagnostics().is_empty());
    assert_eq!(opened.row("a")["at"], "2025-05-01T14:03:00.000Z");
}

#[test]
fn bytes_that_are_no_text() {
    let mut input = connect("a.json", &json!([said("a", 1, "caf? au lait")]));
    let place = input.bytes.iter().position(|byte| *byte == b'?').unwrap();
    input.bytes[place] = 0xe9;
    let opened = open(&[input]);
    let (code, record, offset, _) = only(&opened, "a.json");
    assert_eq!(
        (code, record, offset),
        (json!("bad_encoding"), json!(null), json!(place))
    );
    assert_eq!(opened.row("a")["text"], "caf\u{fffd} au lait");
}

#[test]
fn rows_with_too_few_and_too_many_cells() {
    let csv = "MessageIdentifier,ConversationId,EntryTime,Message\n\
               a,0MwEx0000000001KAA,2025-01-06T00:00:00Z\n\
               b,0MwEx0000000001KAA,2025-01-06T00:00:01Z,well, yes\n\
               c,0MwEx0000000001KAA,2025-01-06T00:00:02Z,fine\n";
    let opened = open(&[file("a.csv", csv)]);
    opened.assert_balanced();
    let found: Vec<Value> = opened
        .diagnostics()
        .iter()
        .map(|one| {
            json!([
                one["code"],
                one["record"],
                one["offset"],
                one["line"],
                one["message"]
            ])
        })
        .collect();
    assert_eq!(
        found,
        [
            json!([
                "uneven_row",
                0,
                at(csv, "a,0Mw"),
                2,
                "the row has 3 cells, the header 4: the columns from the 4th on are blank. A line break or a quote in a cell may have cut it"
            ]),
            json!([
                "uneven_row",
                1,
                at(csv, "b,0Mw"),
                3,
                "the row has 5 cells, the header 4: a delimiter stands in a cell without quotes, so the row is left out"
            ]),
        ]
    );
    assert_eq!(opened.column("entry"), ["a", "c"]);
    assert_eq!(
        entries(&opened),
        json!({ "read": 3, "shown": 2, "merged": 0, "filtered": 0, "diagnosed": 1 })
    );
}

#[test]
fn a_record_over_the_limit() {
    let limits = Limits {
        record_bytes: 1_000,
        ..Limits::default()
    };
    let input = connect(
        "a.json",
        &json!([
            said("a", 1, "one"),
            said("b", 2, &"long ".repeat(500)),
            said("c", 3, "three")
        ]),
    );
    let text = String::from_utf8(input.bytes.clone()).unwrap();
    let second = text.match_indices("{\"identifier\"").nth(1).unwrap().0;
    for size in [WHOLE, 100] {
        let opened = open_with(
            std::slice::from_ref(&input),
            size,
            limits,
            TimeReading::default(),
        );
        let (code, record, offset, message) = only(&opened, "a.json");
        assert_eq!(
            (code, record, offset),
            (json!("limit"), json!(1), json!(second))
        );
        assert!(message.contains("1000"), "{message}");
        assert_eq!(opened.column("entry"), ["a", "c"]);
    }
}

#[test]
fn an_export_without_words_says_so() {
    let world = World::of(scenario::handoff()).without_words();
    for format in &Format::ALL[3..] {
        let opened = open(&write::entries(&world, *format));
        let report = opened.inspect(Lens::Original);
        assert_eq!(report["files"][0]["gaps"][0]["code"], "blank_messages");
    }
}

#[test]
fn a_query_answer_with_more_pages_says_so() {
    let world = World::of(scenario::handoff());
    let table = write::table(&world, Object::MessagingSession, Shape::Rest);
    let mut value: Value = serde_json::from_slice(&table.bytes).unwrap();
    value["done"] = json!(false);
    let opened = open(&[file("a.json", value.to_string())]);
    let report = opened.inspect(Lens::Original);
    assert_eq!(report["files"][0]["gaps"][0]["code"], "more_pages");
}

#[test]
fn strict_finds_what_nobody_opens() {
    let answer = br#"{"conversationEntries":[{"identifier":"a","serverReceivedTimestamp":1736508015579,"other":{"x":tru}},
        {"identifier":"b","serverReceivedTimestamp":1736508015580}]}"#;
    let diagnostics = |strict| {
        let mut archive = Archive::default();
        let mut file = Intake::new(&mut archive, "a.json", Limits::default()).strict(strict);
        file.feed(&mut archive, answer);
        file.finish(&mut archive);
        let timeline = Timeline::build(&archive);
        InspectReport::new(&archive, &timeline, Lens::Original).diagnostics
    };
    assert_eq!(diagnostics(false), []);
    let found = diagnostics(true);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, Code::BadRecord);
    assert_eq!(found[0].offset, Some(98));
}

#[test]
fn a_string_with_a_control_character_is_told_as_that() {
    let answer = b"{\"conversationEntries\":[{\"identifier\":\"a\",\"serverReceivedTimestamp\":1736508015579,\"messageText\":\"a\x07b\"}]}";
    let mut archive = Archive::default();
    let mut input = Intake::new(&mut archive, "a.json", Limits::default());
    input.feed(&mut archive, answer);
    input.finish(&mut archive);
    let timeline = Timeline::build(&archive);
    let found = InspectReport::new(&archive, &timeline, Lens::Original).diagnostics;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].path.as_deref(), Some("messageText"));
    assert!(
        found[0].message.contains("control character"),
        "{}",
        found[0].message
    );
}
