//! Server-sent events as a raw stream, and HAR files, tell what the answers of the API tell.

use fixtures::{
    scenario,
    truth::World,
    write::{self, Format, Keeping, Payload},
};
use sealed_transcript::{diagnostics::Code, limits::Limits};
use serde_json::json;

use crate::archive::{Opened, open, open_in_chunks};

/// Compares with the golden transcript of list entries.
fn assert_golden(opened: &Opened, conversation: &fixtures::truth::Conversation, case: &str) {
    let world = World::of(conversation.clone());
    let golden = write::expected(&world, Format::ListEntries(Payload::String));
    let rows = opened.rows();
    let read: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.entry.as_str(),
                row.kind.as_str(),
                row.role.as_str(),
                row.actor.as_deref(),
                row.text.as_deref().filter(|_| row.kind == "Message"),
                row.at_ms,
            )
        })
        .collect();
    let told: Vec<_> = golden
        .iter()
        .map(|entry| {
            (
                entry.identifier.as_str(),
                entry.kind.as_str(),
                entry.role,
                entry.actor.as_deref(),
                entry.text.as_deref().filter(|_| entry.kind == "Message"),
                Some(entry.at),
            )
        })
        .collect();
    assert_eq!(read, told, "{case}");
    for counts in opened.timeline.counts() {
        assert!(counts.balances(), "{case}");
    }
}

#[test]
fn a_raw_stream_tells_what_list_entries_tell() {
    for (name, play) in scenario::ALL {
        let conversation = play();
        for end in ["\n", "\r\n", "\r"] {
            let bytes = write::event_stream(&conversation, end);
            for mark in [&b""[..], b"\xef\xbb\xbf"] {
                let bytes = [mark, &bytes].concat();
                for size in [usize::MAX, 1, 50] {
                    let case = format!("{name} {end:?} {size}");
                    let opened = open_in_chunks(&[("capture", &bytes)], size, Limits::default());
                    assert_eq!(opened.file().format, "server-sent-events", "{case}");
                    assert_golden(&opened, &conversation, &case);
                    let all = opened.rows();
                    assert!(all.iter().all(|row| row.conversation == conversation.id));
                }
            }
        }
    }
}

#[test]
fn pings_and_replayed_events_are_counted() {
    let conversation = scenario::handoff();
    let bytes = write::event_stream(&conversation, "\n");
    let opened = open(&[("capture", &bytes)]);
    let sent = write::events(&conversation).len() as u64;
    let counts = opened.timeline.counts()[0];
    assert_eq!(counts.read, sent + sent.div_ceil(5));
    assert_eq!(opened.records("ConversationEntry"), sent);
    assert!(counts.merged >= 2 && counts.filtered >= sent.div_ceil(5));
}

#[test]
fn a_har_file_tells_what_its_answers_tell() {
    for (name, play) in scenario::ALL {
        let conversation = play();
        for keeping in Keeping::ALL {
            let bytes = write::har(&conversation, keeping);
            for size in [usize::MAX, 100] {
                let case = format!("{name} {keeping:?} {size}");
                let opened = open_in_chunks(&[("shop.har", &bytes)], size, Limits::default());
                assert_golden(&opened, &conversation, &case);
                let report = opened.report();
                let files: Vec<_> = report
                    .files
                    .iter()
                    .map(|file| (file.file.as_str(), file.format.as_str()))
                    .collect();
                let format = match keeping {
                    Keeping::Answer | Keeping::AnswerBase64 => "list-entries",
                    _ => "server-sent-events",
                };
                assert_eq!(
                    files,
                    [("shop.har", "har"), ("shop.har/entries[4]", format)],
                    "{case}"
                );
            }
        }
    }
}

#[test]
fn a_har_file_without_bodies_says_which_answer_lost_its_body() {
    let bytes = write::har(&scenario::handoff(), Keeping::Nothing);
    let opened = open(&[("shop.har", &bytes)]);
    assert!(opened.rows().is_empty());
    let found = &opened.file().diagnostics;
    assert_eq!(found[0].code, Code::MissingField);
    assert_eq!(found[0].record, Some(4));
    assert_eq!(found[0].path.as_deref(), Some("response.content.text"));
    assert_eq!(found[1].code, Code::NoConversationData);
    assert_eq!(found.len(), 2);
}

#[test]
fn a_body_that_is_no_base64_is_said() {
    let text = String::from_utf8(write::har(&scenario::handoff(), Keeping::AnswerBase64));
    let wrong = text
        .expect("JSON")
        .replace("\"text\": \"ewog", "\"text\": \"*wog");
    let opened = open(&[("shop.har", wrong.as_bytes())]);
    let found = &opened.file().diagnostics[0];
    assert_eq!((found.code, found.record), (Code::BadRecord, Some(4)));
    assert!(found.message.contains("base64"));
}

#[test]
fn bytes_that_are_no_text_cost_an_event_no_more_than_a_letter() {
    let conversation = scenario::transfer();
    let good = write::event_stream(&conversation, "\n");
    let rows = open(&[("capture", &good)]).rows();
    let nth = rows.iter().position(|row| {
        let text = row.text.as_deref().unwrap_or_default();
        row.kind == "Message" && text.len() > 10 && text.is_ascii()
    });
    let nth = nth.expect("a plain text");
    let text = rows[nth].text.clone().expect("text");
    let at = String::from_utf8(good.clone())
        .expect("text")
        .find(&text)
        .expect("in the file")
        + 3;
    let mut bytes = good.clone();
    bytes[at] = 0xff;
    let spoiled = format!("{}\u{fffd}{}", &text[..3], &text[4..]);
    for size in [usize::MAX, 1, 50] {
        let opened = open_in_chunks(&[("capture", &bytes)], size, Limits::default());
        let found = &opened.file().diagnostics;
        let encoding: Vec<_> = found
            .iter()
            .filter(|found| found.code == Code::BadEncoding)
            .map(|found| found.offset)
            .collect();
        assert_eq!(encoding, [Some(at as u64)]);
        for (n, (read, told)) in opened.rows().iter().zip(&rows).enumerate() {
            let expected = if n == nth {
                Some(&spoiled)
            } else {
                told.text.as_ref()
            };
            assert_eq!(read.text.as_ref(), expected);
            assert_eq!(read.entry, told.entry);
        }
        assert_eq!(opened.rows().len(), rows.len());
    }
    // In what stands around the data: a name, and bytes between the events.
    let name = String::from_utf8(good.clone())
        .expect("text")
        .find("event:CONV")
        .expect("a name");
    let mut around = good.clone();
    around[name + 8] = 0xc3;
    around.splice(name..name, *b"\xfe\xff\n");
    let opened = open(&[("capture", &around)]);
    assert_eq!(opened.rows().len(), rows.len());
    assert!(opened.codes().contains(&Code::BadEncoding));
}

#[test]
fn half_an_event_is_said_and_the_rest_is_read() {
    let event = |n: u32| {
        let data = json!({ "conversationId": "c", "conversationEntry": {
            "identifier": format!("00000000-0000-4000-8000-{n:012}"), "entryType": "Message",
            "transcriptedTimestamp": 1_741_597_200_000_u64 + u64::from(n),
            "sender": { "role": "EndUser" }, "entryPayload": json!({ "entryType": "Message",
            "abstractMessage": { "messageType": "StaticContentMessage",
            "staticContent": { "formatType": "Text", "text": format!("word {n}") } } }).to_string() } });
        format!("event: CONVERSATION_MESSAGE\nid: {n}\ndata: {data}\n\n")
    };
    let one = event(1);
    let at = one.find("data: ").expect("data") as u64 + 6;
    let cut = one.get(..one.len() - 20).expect("most of it");
    // The same, and: where it ends early, where its JSON breaks, where it only lacks its end.
    for (stream, shown, code, record, offset) in [
        (
            format!("{}{one}{cut}", event(2)),
            2,
            Some(Code::Truncated),
            2,
            None,
        ),
        (
            format!("{cut}\n\n{}", event(2)),
            1,
            Some(Code::BadRecord),
            0,
            Some(at + cut.len() as u64 - at),
        ),
        (format!("{}{}", event(2), one.trim_end()), 2, None, 0, None),
        (
            format!("{}data: [1,\n\n{one}", event(2)),
            2,
            Some(Code::BadRecord),
            1,
            None,
        ),
        (
            format!("{}data: hello\n\n{one}", event(2)),
            2,
            Some(Code::BadRecord),
            1,
            None,
        ),
    ] {
        let opened = open(&[("capture", stream.as_bytes())]);
        assert_eq!(opened.rows().len(), shown, "{stream}");
        let found = &opened.file().diagnostics;
        assert_eq!(
            found.first().map(|each| each.code),
            code,
            "{stream} {found:?}"
        );
        if code.is_some() {
            assert_eq!(found[0].record, Some(record), "{found:?}");
        }
        if offset.is_some() {
            assert_eq!(found[0].offset, offset);
        }
        assert!(opened.timeline.counts()[0].balances());
    }
}

#[test]
fn an_event_beyond_the_limit_leaves_its_neighbours_alone() {
    let good = write::event_stream(&scenario::handoff(), "\n");
    let good = String::from_utf8(good).expect("text");
    let limits = Limits {
        record_bytes: 8 << 10,
        ..Limits::default()
    };
    let one_line = format!(
        "data: {{\"conversationEntry\":\"{}\"}}\n\n",
        "x".repeat(64 << 10)
    );
    let many_lines = format!("{}\n", "data: [1,2,3,4,5,6,7,8]\n".repeat(4 << 10));
    for huge in [one_line, many_lines] {
        let stream = format!("{huge}{good}");
        for size in [usize::MAX, 100] {
            let opened = open_in_chunks(&[("capture", stream.as_bytes())], size, limits);
            let limit: Vec<_> = opened
                .codes()
                .into_iter()
                .filter(|code| *code == Code::Limit)
                .collect();
            assert_eq!(limit.len(), 1);
            let alone = open(&[("capture", good.as_bytes())]);
            assert_eq!(opened.told(), alone.told());
        }
    }
}
