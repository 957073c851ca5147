//! Files as people have them: saved by a shell with what stood above, by Excel, by an integration.

use sealed_transcript::{diagnostics::Code, export::Lens, gap::Cause};
use serde_json::{Value, json};

use crate::support::{Opened, connect, file, listed, open, open_chunked, said, with, words};

const SESSION: &str = "0MwKj000007sdiMKAQ";

/// What `sf data query --json` prints of one entry.
fn query_answer() -> String {
    let row = json!({
        "attributes": { "type": "ConversationEntry" },
        "Id": "0Le000000000001AAA",
        "ConversationId": SESSION,
        "EntryType": "Text",
        "EntryTime": "2025-01-06T00:00:01.000+0000",
        "ActorType": "EndUser",
        "Message": "Grüße",
    });
    let answer = json!({
        "status": 0,
        "result": { "records": [row], "totalSize": 1, "done": true },
        "warnings": [],
    });
    serde_json::to_string_pretty(&answer).unwrap()
}

/// An answer with one entry.
fn entries() -> String {
    json!({ "conversationEntries": [said("a", 1, "hello")] }).to_string()
}

fn event_stream() -> String {
    let entry = listed("a", "Message", 1, &words("hello"));
    let data = json!({ "conversationId": "c", "channelType": "x", "conversationEntry": entry });
    format!("event: ping\ndata: 0\n\nevent: CONVERSATION_MESSAGE\ndata: {data}\n\n")
}

fn wide(text: &str) -> Vec<u8> {
    let marked = format!("\u{feff}{text}");
    marked.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[track_caller]
fn assert_told(opened: &Opened, texts: &[&str]) {
    opened.assert_balanced();
    assert_eq!(opened.column("text"), texts);
    assert_eq!(opened.diagnostics(), [] as [Value; 0]);
}

#[test]
fn data_below_other_lines_are_read_and_what_stands_above_is_told() {
    let warned = format!(
        "Warning: @salesforce/cli update available, 2.1 to 2.2.\n\n{}",
        query_answer()
    );
    let coloured = format!(
        "\u{1b}[33m › Warning: update\u{1b}[0m\r\n{}",
        query_answer().replace('\n', "\r\n")
    );
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
    let verbose = "* Connected to host\n> GET /eventrouter/v1/sse HTTP/2\n< HTTP/2 200\n<\n";
    for (name, bytes, line, told) in [
        ("warning", warned.clone().into_bytes(), 3, "Grüße"),
        ("colours", coloured.into_bytes(), 2, "Grüße"),
        ("UTF-16", wide(&warned), 3, "Grüße"),
        (
            "HTTP head",
            format!("{head}{}", entries()).into_bytes(),
            4,
            "hello",
        ),
        (
            "verbose",
            format!("{verbose}{}", event_stream()).into_bytes(),
            5,
            "hello",
        ),
    ] {
        for size in [usize::MAX, 1, 7] {
            let opened = open_chunked(&[file("out.json", bytes.clone())], size);
            assert_told(&opened, &[told]);
        }
        let sniffed = sealed_transcript::source::sniff(&bytes);
        let said = format!("from line {line} on, behind other text");
        assert!(
            sniffed.evidence.contains(&said),
            "{name}: {}",
            sniffed.evidence
        );
    }
}

#[test]
fn places_below_other_lines_are_those_of_the_file() {
    let above = "Warning: update\n";
    let both = json!({ "conversationEntries": [said("a", 1, "hello"), said("b", 2, "bye")] });
    let broken = both.to_string().replace("\"bye\"", "bye");
    let at = |bytes: String| open(&[file("a.json", bytes)]).diagnostics()[0]["offset"].as_u64();
    assert_eq!(
        at(format!("{above}{broken}")),
        at(broken).map(|offset| offset + above.len() as u64)
    );
}

#[test]
fn json_in_a_cell_that_spans_lines_is_no_json_file() {
    let cell = query_answer().replace('"', "\"\"");
    let table = format!(
        "Id,ConversationId,EntryType,EntryTime,Message\n0Le000000000001AAA,{SESSION},Text,2025-01-06T00:00:01Z,\"see\n{cell}\"\n"
    );
    let opened = open(&[file("t.csv", table)]);
    assert_told(&opened, &[&format!("see\n{}", query_answer())]);
}

#[test]
fn a_table_that_excel_saved_without_utf_8_keeps_its_letters() {
    let words = "„Päckchen“ – 5 €, s’il vous plaît";
    let row = |id: char, text: &[u8]| {
        let start = format!("0Le00000000000{id}AAA;{SESSION};Text;2025-01-06T00:00:0{id}Z;");
        [start.as_bytes(), text, b"\r\n"].concat()
    };
    let ansi: Vec<u8> = words
        .chars()
        .map(|letter| match letter {
            '„' => 0x84,
            '“' => 0x93,
            '–' => 0x96,
            '€' => 0x80,
            '’' => 0x92,
            other => u8::try_from(u32::from(other)).unwrap(),
        })
        .collect();
    // Behind the first 8 KiB, so that nothing in what is looked at first tells it.
    let bytes = [
        b"Id;ConversationId;EntryType;EntryTime;Message\r\n".to_vec(),
        row('1', &[b'x'; 9_000]),
        row('2', &ansi),
        row('3', words.as_bytes()),
        row('4', b"caf\xe9"),
    ]
    .concat();
    for size in [usize::MAX, 1, 50] {
        let opened = open_chunked(&[file("t.csv", bytes.clone())], size);
        opened.assert_balanced();
        assert_eq!(opened.column("text")[1..], [words, words, "café"]);
        let found = opened.diagnostics();
        assert_eq!(found.len(), 1, "said once: {found:?}");
        assert_eq!(found[0]["code"], Code::BadEncoding.as_str());
        let first = bytes.iter().position(|byte| *byte == 0x84).unwrap();
        assert_eq!(found[0]["offset"], first);
    }
}

#[test]
fn a_footer_that_its_own_comma_cuts_is_no_session() {
    let table = format!(
        "Messaging Session ID,Start Time,End Time,Status\n{SESSION},2024-01-05 14:00:00,2024-01-05 14:30:00,Ended\n\n\nAll sessions\nCopyright (c) 2000-2025 salesforce.com, inc. All rights reserved.\n"
    );
    let opened = open(&[file("report.csv", table)]);
    assert_told(&opened, &[]);
    assert_eq!(opened.timeline.conversations.len(), 1);
}

#[test]
fn chats_of_a_report_without_visitors_are_read_as_chats() {
    let body = "<p align=\"\"center\"\">Chat Started: Monday, December 17, 2018, 23:27:57 (-0500)</p>( 4s ) Ann: Hello<br>";
    for columns in [
        "Id,Name,Body,StartTime,EndTime",
        "Chat Transcript ID,Chat Transcript Name,Body,Start Time,End Time",
    ] {
        let table = format!(
            "{columns}\n570xx0000004567AAA,1,\"{body}\",2018-12-18T04:27:57Z,2018-12-18T04:31:29Z\n"
        );
        let opened = open(&[file("chats.csv", table)]);
        assert!(opened.column("text").contains(&json!("Hello")), "{columns}");
        let records = &opened.inspect(Lens::Original)["files"][0]["records"];
        assert_eq!(records["LiveChatTranscript"], 1, "{columns}");
    }
}

#[test]
fn an_event_that_only_names_its_conversation_is_set_aside() {
    let stream = format!(
        "{}event: CONVERSATION_CLOSE_CONVERSATION\ndata: {{\"channelType\":\"x\",\"conversationId\":\"c\"}}\n\n",
        event_stream()
    );
    let opened = open(&[file("sse.txt", stream)]);
    assert_told(&opened, &["hello"]);
}

#[test]
fn a_query_that_the_command_line_saw_refused_says_what_to_do() {
    let refused =
        json!({ "status": 1, "name": "INVALID_FIELD", "message": "No such column", "exitCode": 1 });
    let opened = open(&[file("out.json", refused.to_string())]);
    let report = opened.inspect(Lens::Original);
    let gap = &report["files"][0]["gaps"][0];
    assert_eq!(gap["code"], json!(Cause::FieldTooNew));
    assert!(gap["message"].as_str().unwrap().contains("INVALID_FIELD"));
}

#[test]
fn a_workbook_is_told_and_how_to_save_it() {
    let mut zip = b"PK\x03\x04".to_vec();
    zip.extend([0; 26]);
    zip.extend(b"[Content_Types].xml<Types/>");
    let report = b"<html><body><table><tr><th>Messaging Session ID</th></tr></table>";
    for bytes in [
        zip,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
        report.to_vec(),
    ] {
        let opened = open(&[file("report.csv", bytes)]);
        let found = opened.diagnostics();
        let message = found[0]["message"].as_str().unwrap();
        assert!(message.contains("CSV UTF-8"), "{message}");
    }
}

#[test]
fn an_answer_that_an_integration_kept_with_its_status_is_read() {
    let kept = format!(
        r#"{{"statusCode":200,"headers":{{}},"body":{}}}"#,
        entries()
    );
    assert_told(&open(&[file("flow.json", kept)]), &["hello"]);
}

#[test]
fn a_list_or_a_table_without_records_says_that_nothing_was_found() {
    let found = open(&[file("a.json", "[]")]).diagnostics();
    assert!(
        found[0]["message"]
            .as_str()
            .unwrap()
            .starts_with("a list without records")
    );
    let opened = open(&[file(
        "t.csv",
        "Id,ConversationId,EntryType,EntryTime,Message\r\n",
    )]);
    let report = opened.inspect(Lens::Original);
    let warning = report["files"][0]["warnings"][0].as_str().unwrap();
    assert!(warning.contains("no rows"), "{warning}");
}

#[test]
fn words_of_a_note_without_the_message_that_it_should_hold_are_kept() {
    let payload = json!({ "entryType": "Note", "id": "n", "note": { "text": "is annoyed" } });
    let entries = json!([listed("n", "Note", 1, &payload)]);
    let opened = open(&[connect("a.json", &entries)]);
    let row = opened.row("n");
    assert_eq!(row["extra"]["note"]["text"], "is annoyed");
    assert!(row["details"].to_string().contains("is annoyed"), "{row}");
    assert_eq!(row["internal"], true);
}

#[test]
fn a_list_of_conversations_tells_when_they_were() {
    let list = json!({ "openConversationsFound": 1, "conversations": [
        { "conversationId": "c", "startTimestamp": 1_736_121_600_000_i64, "endTimestamp": 0 },
    ]});
    let entry = with(
        listed("a", "Message", 1, &words("hello")),
        &json!({ "conversationId": "c" }),
    );
    let answer = json!({ "conversationEntries": [entry] });
    let opened = open(&[
        file("list.json", list.to_string()),
        file("entries.json", answer.to_string()),
    ]);
    assert_told(&opened, &["hello"]);
    let report = opened.inspect(Lens::Original);
    let listed = report["files"].as_array().unwrap();
    let listed = listed
        .iter()
        .find(|file| file["file"] == "list.json")
        .unwrap();
    assert_eq!(listed["format"], "conversation-list");
    assert_eq!(listed["records"], json!({ "Conversation": 1 }));
    assert_eq!(listed["from"], "2025-01-06T00:00:00.000Z");
    assert_eq!(opened.timeline.conversations.len(), 1);
}
