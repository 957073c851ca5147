//! Legacy chat: bodies as files, in rows, and the events around them.

use fixtures::{scenario, write};
use sealed_transcript::{diagnostics::Code, model::time};
use serde_json::json;

use crate::archive::{Opened, open, sample};

const ID: &str = "570Kj0000000001";
const STARTED: &str = "Monday, March 3, 2025, 08:00:00 (+0000)";

/// Role, speaker, words, time.
type Said = (String, Option<String>, Option<String>, Option<i64>);

fn said(opened: &Opened) -> Vec<Said> {
    opened
        .rows()
        .into_iter()
        .filter(|row| row.kind == "Message")
        .map(|row| (row.role, row.actor, row.text, row.at_ms))
        .collect()
}

#[test]
fn bodies_in_a_row_and_in_a_file_tell_what_was_said() {
    let mut seen = 0;
    for (name, play) in scenario::ALL {
        let conversation = play();
        let golden: Vec<_> = write::chat_lines(&conversation)
            .into_iter()
            .map(|line| {
                (
                    line.role.to_owned(),
                    Some(line.speaker),
                    Some(line.text),
                    Some(line.at),
                )
            })
            .collect();
        if !golden.iter().any(|line| line.0 == "Agent") {
            continue;
        }
        seen += golden.len();
        let start = time::rfc3339(write::chat_start(&conversation));
        let body = write::live_chat_body(&conversation, &start);
        let row = json!({ "records": [{
            "attributes": { "type": "LiveChatTranscript" },
            "Id": ID, "Body": body, "StartTime": start, "Status": "Completed",
        }], "done": true });
        let csv = format!(
            "\"Id\",\"ChatKey\",\"Body\"\n\"{ID}\",\"k\",\"{}\"\n",
            body.replace('"', "\"\"")
        );
        for (file, bytes) in [
            ("b.html", body),
            ("r.json", row.to_string()),
            ("r.csv", csv),
        ] {
            let opened = open(&[(file, bytes.as_bytes())]);
            assert_eq!(opened.codes(), [], "{name} {file}");
            assert_eq!(opened.records("LiveChatTranscript"), 1);
            assert_eq!(said(&opened), golden, "{name} {file}");
            assert_eq!(opened.timeline.conversations.len(), 1);
            if file != "b.html" {
                assert_eq!(opened.timeline.conversations[0].id, "570Kj0000000001IAA");
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn the_published_bodies_open() {
    let cases = [
        (
            "livechat-body-1.html",
            1_545_107_277_000_i64,
            5,
            "Royalle G",
            "George Macaroni",
        ),
        (
            "livechat-body-2.html",
            1_568_996_099_000,
            2,
            "Stephen Fountain",
            "Visitor",
        ),
        ("livechat-body-3.html", 1_514_468_199_000, 1, "Zyr D", ""),
    ];
    for (name, start, lines, agent, visitor) in cases {
        let Some(bytes) = sample(name) else { return };
        let opened = open(&[(name, &bytes)]);
        assert_eq!(opened.file().format, "live-chat-body", "{name}");
        assert_eq!(opened.codes(), [], "{name}");
        let rows = opened.rows();
        assert_eq!(rows[0].kind, "SessionStatusChanged");
        assert_eq!(rows[0].at_ms, Some(start), "{name}");
        let said = said(&opened);
        assert_eq!(said.len(), lines, "{name}");
        for (role, actor, text, _) in said {
            let text = text.unwrap_or_default();
            match role.as_str() {
                "Agent" => assert_eq!(actor.as_deref(), Some(agent), "{name}"),
                "EndUser" => assert_eq!(actor.as_deref(), Some(visitor), "{name}"),
                other => panic!("{name}: {other}"),
            }
            assert!(!text.contains("&#39;") && !text.contains('\n'), "{text}");
        }
    }
}

#[test]
fn a_start_in_another_language_leaves_the_order_and_is_said() {
    let body = "<p align=\"center\">Chat Started: lundi 17 décembre 2018</p>\
        ( 1s ) B: first<br>( 1s ) A: second<br>( 2s ) B: third<br>";
    let opened = open(&[("b.html", body.as_bytes())]);
    assert_eq!(opened.codes(), [Code::BadTime]);
    let texts: Vec<_> = opened
        .rows()
        .into_iter()
        .filter_map(|row| row.text)
        .collect();
    assert_eq!(texts[1..], ["first", "second", "third"]);
}

#[test]
fn another_page_of_markup_is_not_taken_for_a_chat() {
    let opened = open(&[("page.html", b"<html><body>Hello</body></html>")]);
    assert_eq!(opened.codes(), [Code::Unrecognised]);
}

#[test]
fn events_stand_in_the_chat_of_their_transcript() {
    let csv = format!(
        "Id,LiveChatTranscriptId,Type,Detail,Time,AgentId\n\
         e1,{ID},Enqueue,,2018-12-18T04:27:50.000Z,\n\
         e2,{ID},Accept,,2018-12-18T04:27:57.000Z,005Kj0000000001\n\
         e3,{ID},ConnectionWarning,lost for 5 s,2018-12-18T04:28:00.000Z,\n\
         e4,{ID},EndVisitor,,2018-12-18T04:29:00.000Z,\n\
         e5,,EndVisitor,,2018-12-18T04:29:00.000Z,\n"
    );
    let opened = open(&[("events.csv", csv.as_bytes())]);
    assert_eq!(opened.records("LiveChatTranscriptEvent"), 5);
    assert_eq!(opened.codes(), [Code::MissingField]);
    let rows = opened.rows();
    let kinds: Vec<_> = rows.iter().map(|row| row.kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "RoutingResult",
            "RoutingWorkResult",
            "LiveChatTranscriptEvent",
            "SessionStatusChanged"
        ]
    );
    assert_eq!(
        rows[2].text.as_deref(),
        Some("ConnectionWarning: lost for 5 s")
    );
    assert!(
        rows.iter()
            .all(|row| row.conversation == "570Kj0000000001IAA")
    );
}

#[test]
fn a_body_in_a_file_and_in_its_row_would_be_two_chats() {
    let conversation = scenario::transfer();
    let body = write::live_chat_body(&conversation, STARTED);
    let row = json!({ "records": [{
        "attributes": { "type": "LiveChatTranscript" },
        "Id": ID,
        "StartTime": "2025-03-03T08:00:00.000+0000",
        // The same words, wrapped otherwise.
        "Body": format!("{body}\n"),
    }]})
    .to_string();
    let files = [("body.html", body.as_bytes()), ("row.json", row.as_bytes())];
    let alone = said(&open(&files[1..]));
    for files in [files, [files[1], files[0]]] {
        let both = open(&files);
        assert_eq!(both.timeline.conversations.len(), 1);
        assert_eq!(said(&both), alone);
        for row in both.rows() {
            assert_eq!(row.sources.len(), 2);
            assert_eq!(row.session.as_deref(), Some("570Kj0000000001IAA"));
        }
    }
}
