//! Partner-channel events and bot histories.

use fixtures::{
    scenario,
    truth::World,
    write::{self, EventShape, Format, Payload},
};
use sealed_transcript::{
    diagnostics::Code,
    limits::Limits,
    source::{Container, sniff},
    timeline::OrderedBy,
};
use serde_json::json;

use crate::archive::{Opened, open, open_in_chunks, sample};

#[test]
fn events_of_every_shape_tell_what_list_entries_tell() {
    for (name, play) in scenario::ALL {
        let conversation = play();
        let world = World::of(conversation.clone());
        let golden = write::expected(&world, Format::ListEntries(Payload::Object));
        for shape in EventShape::ALL {
            let bytes = write::partner_events(&conversation, shape);
            let opened = open(&[("events.jsonl", &bytes)]);
            assert_eq!(opened.file().format, "byoc-event", "{name} {shape:?}");
            let read: Vec<_> = opened
                .rows()
                .into_iter()
                .map(|row| (row.entry, row.kind, row.role, row.actor, row.at_ms))
                .collect();
            let told: Vec<_> = golden
                .iter()
                .map(|entry| {
                    (
                        entry.identifier.clone(),
                        entry.kind.clone(),
                        entry.role.to_owned(),
                        entry.actor.clone(),
                        Some(entry.at),
                    )
                })
                .collect();
            assert_eq!(read, told, "{name} {shape:?}");
            // Events have no words of their own, and a choice may be told by its id alone.
            for (row, entry) in opened.rows().iter().zip(&golden) {
                if entry.kind == "Message" && row.text.is_some() {
                    assert_eq!(row.text, entry.text, "{name} {shape:?}");
                }
            }
            let list = write::list_entries(&conversation, Payload::Object);
            let same = |opened: &Opened| -> Vec<_> {
                opened
                    .rows()
                    .into_iter()
                    .map(|row| (row.text, row.choices))
                    .collect()
            };
            assert_eq!(
                same(&opened),
                same(&open(&[("list.json", &list)])),
                "{name} {shape:?}"
            );
            if !matches!(shape, EventShape::Flat | EventShape::Legacy) {
                assert!(
                    opened
                        .rows()
                        .iter()
                        .all(|row| row.conversation == conversation.id)
                );
            }
        }
    }
}

#[test]
fn a_printout_as_published_opens_with_its_classes_and_remarks() {
    // Put together as the README of interaction-service-apis shows it.
    let printed = r#"{
  replayId: '2278491',
  payload: {
    my__event__e {
      CreatedDate: 1690344475579n,
      my__event__address__c: {
        string: 'b0ffeafe-0d89'   // it's the channel's, {not an entry}
      },
      my__event__text__c: {
        string: '{"senderDisplayName":"Ann","identifier":"56e1","entryType":"Message",' +
          '"entryPayload":{"entryType":"Message","abstractMessage":{"messageType":"StaticContentMessage","staticContent":{"formatType":"Text","text":"It\'s {me} \\"here\\" `x`\\n"}}},"sender":{"appType":"agent","subject":"005","role":"Agent"},"transcriptedTimestamp":1690344475508}'
      },
      my__event__EventType__c: anonymous { string: 'Interaction' },
      at: 2023-07-26T04:07:55.579Z, gone: undefined, [Symbol(a)]: [ 1n, -2n ], map: Map(0) {}
    }
  }
}
"#;
    let opened = open(&[("log.txt", printed.as_bytes())]);
    assert_eq!(opened.file().format, "byoc-event");
    assert_eq!(opened.codes(), []);
    let rows = opened.rows();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].text.as_deref(), Some("It's {me} \"here\" `x`\n"));
    assert_eq!(rows[0].at_ms, Some(1_690_344_475_508));
    assert_eq!(rows[0].actor.as_deref(), Some("Ann"));
}

#[test]
fn printouts_are_the_same_in_chunks_of_any_size() {
    let bytes = write::partner_events(&scenario::transfer(), EventShape::Printout);
    let whole = open(&[("log.txt", &bytes)]);
    assert!(whole.rows().len() > 3);
    for size in [1, 7, 4096] {
        let parts = open_in_chunks(&[("log.txt", &bytes)], size, Limits::default());
        let told = |opened: &Opened| -> Vec<_> {
            let rows = opened.rows().into_iter();
            rows.map(|row| (row.entry, row.text, row.at_ms)).collect()
        };
        assert_eq!(told(&parts), told(&whole), "{size}");
        assert_eq!(parts.codes(), []);
    }
}

#[test]
fn a_printout_that_was_cut_costs_only_its_own_event() {
    let bytes = write::partner_events(&scenario::transfer(), EventShape::Printout);
    let text = String::from_utf8(bytes).expect("text");
    let all = open(&[("log.txt", text.as_bytes())]).rows().len();
    let events: Vec<usize> = text.match_indices("\n{\n").map(|(at, _)| at + 1).collect();
    // The second event loses its end, the third its quote, the fourth its text.
    let second = events[2] - 6;
    let third = text[events[2]..].find("'005").expect("an id") + events[2];
    let fourth = text[events[3]..].find("{ string:").expect("a field") + events[3];
    let rest = text[fourth..].find('}').expect("an end") + fourth + 1;
    let last = text[..text.len() - 8].to_owned();
    let cut = format!(
        "{}\n{}'{}[Object]{}",
        &last[..second - 60],
        &last[events[2]..third],
        &last[third + 1..fourth],
        &last[rest..]
    );
    let opened = open(&[("log.txt", cut.as_bytes())]);
    let found: Vec<_> = opened.file().diagnostics.iter().collect();
    let codes: Vec<_> = found
        .iter()
        .map(|found| (found.code, found.record))
        .collect();
    assert!(codes.contains(&(Code::Truncated, Some(1))), "{codes:?}");
    assert!(codes.contains(&(Code::Truncated, Some(3))), "{codes:?}");
    let left_out = found
        .iter()
        .find(|found| found.record == Some(3))
        .expect("said");
    let at = usize::try_from(left_out.offset.expect("an offset")).expect("small");
    assert!(cut[at..].starts_with("[Object]"));
    let lines = cut[..at].matches('\n').count() as u64 + 1;
    assert_eq!(left_out.line, Some(lines));
    assert!(opened.rows().len() >= all - 3);
}

#[test]
fn a_printout_beyond_the_limit_is_said_once_and_left_out_alone() {
    let bytes = write::partner_events(&scenario::transfer(), EventShape::Printout);
    let all = open(&[("log.txt", &bytes)]).rows().len();
    let text = String::from_utf8(bytes).expect("text");
    let long = text.replacen(
        "\"text\":\"",
        &format!("\"text\":\"{}", "long ".repeat(5_000)),
        1,
    );
    let limits = Limits {
        record_bytes: 16 << 10,
        ..Limits::default()
    };
    let opened = open_in_chunks(&[("log.txt", long.as_bytes())], 512, limits);
    assert_eq!(opened.codes(), [Code::Limit]);
    assert_eq!(opened.rows().len(), all - 1);
    let found = &opened.file().diagnostics[0];
    let at = usize::try_from(found.offset.expect("an offset")).expect("small");
    assert!(long[at..].starts_with("{\n  replayId"));
}

#[test]
fn a_comment_behind_a_number_is_no_part_of_it() {
    let text = "{ // the event
  identifier: 'a', channelAddressIdentifier: 'c', entryType: 'Message',
  entryPayload: { abstractMessage: { messageType: 'StaticContentMessage',
    staticContent: { formatType: 'Text', text: 'hi // there' } } },
  transcriptedTimestamp: 1690344475508n // when
}";
    let opened = open(&[("log.txt", text.as_bytes())]);
    assert_eq!(opened.codes(), []);
    assert_eq!(opened.rows()[0].at_ms, Some(1_690_344_475_508));
    assert_eq!(opened.rows()[0].text.as_deref(), Some("hi // there"));
}

#[test]
fn json_without_such_numbers_is_never_taken_for_a_printout() {
    for text in [
        r#"{"a":"x: 123n, "}"#,
        r#"{"a":1}"#,
        "[1,2]",
        r#"{"a":123n1}"#,
    ] {
        let sniffed = sniff(text.as_bytes());
        assert_eq!(sniffed.container, Container::Json, "{text}");
    }
    assert_eq!(sniff(br#"{"a":123n,"b":1}"#).container, Container::Printout);
    let table = sniff(b"Id,Message\n1,\"{\n a: 1n }\"\n");
    assert_eq!(table.container, Container::Csv { delimiter: b',' });
}

#[test]
fn flat_events_of_two_end_users_are_two_conversations() {
    let mut bytes = Vec::new();
    for subject in ["ana", "ben", "ana"] {
        let event = json!({
            "channelAddressIdentifier": "c", "recipient": { "subject": subject },
            "identifier": format!("{subject}-{}", bytes.len()), "entryType": "Message",
            "entryPayload": { "abstractMessage": { "messageType": "StaticContentMessage",
                "staticContent": { "formatType": "Text", "text": "hi" } } },
            "transcriptedTimestamp": 1_690_344_475_508_i64 + bytes.len() as i64,
        });
        bytes.extend(format!("{event}\n").into_bytes());
    }
    let opened = open(&[("events.jsonl", &bytes)]);
    let sizes: Vec<_> = opened
        .timeline
        .conversations
        .iter()
        .map(|conversation| conversation.entries.len())
        .collect();
    assert_eq!(sizes, [2, 1]);
}

#[test]
fn a_numeric_role_stays_unknown_and_is_said() {
    let event = json!({
        "channelAddressIdentifier": "c", "recipient": { "subject": "ana" },
        "identifier": "a", "entryType": { "string": "MessageDeliveryFailed" },
        "entryPayload": { "errorCode": "1", "recipient": {} },
        "sender": { "role": "4", "appType": "11", "subject": "x" },
        "transcriptedTimestamp": { "long": 1_690_344_475_508_i64 },
    })
    .to_string();
    let opened = open(&[("event.json", event.as_bytes())]);
    let rows = opened.rows();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].role, "Unknown");
    assert_eq!(rows[0].kind, "MessageDeliveryFailed");
    assert_eq!(rows[0].at_ms, Some(1_690_344_475_508));
    let found = &opened.file().diagnostics;
    assert_eq!(opened.codes(), [Code::UnknownType]);
    assert_eq!(found[0].path.as_deref(), Some("sender.role"));
    assert_eq!(found[0].record, Some(0));
}

#[test]
fn a_broken_sender_loses_neither_the_entry_nor_its_place() {
    let event = json!({
        "channelAddressIdentifier": 7, "recipient": [], "identifier": "a", "sender": 5,
        "entryPayload": "no JSON", "transcriptedTimestamp": "soon",
    })
    .to_string();
    let opened = open(&[("event.json", event.as_bytes())]);
    assert_eq!(opened.rows().len(), 1);
    let paths: Vec<_> = opened
        .file()
        .diagnostics
        .iter()
        .map(|found| (found.code, found.path.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        paths,
        [
            (Code::BadField, "sender"),
            (Code::BadTime, "transcriptedTimestamp"),
            (Code::BadField, "entryPayload"),
        ]
    );
}

#[test]
fn published_events_open_as_what_they_are() {
    let cases = [
        ("outbound-event-text.json", "Hi, how are you?", None),
        ("outbound-event-text-legacy.json", "Hi, how are you?", None),
        (
            "outbound-event-attachment.json",
            "did you get my file",
            Some("9bc16b48-cd9b-4d8b-b7f2-a376f0a05c09"),
        ),
        (
            "outbound-event-attachment-legacy.json",
            "did you get my file",
            None,
        ),
    ];
    for (name, text, conversation) in cases {
        let Some(bytes) = sample(name) else { return };
        let opened = open(&[(name, &bytes)]);
        assert_eq!(opened.file().format, "byoc-event", "{name}");
        assert_eq!(opened.codes(), [], "{name}");
        assert_eq!(opened.records("ConversationEntry"), 1);
        let rows = opened.rows();
        assert_eq!(rows[0].text.as_deref(), Some(text), "{name}");
        assert_eq!(rows[0].role, "Agent");
        assert_eq!(rows[0].actor.as_deref(), Some("John Dow"));
        if let Some(conversation) = conversation {
            assert_eq!(rows[0].conversation, conversation);
        }
    }
    let Some(bytes) = sample("outbound-event-routing-requested.json") else {
        return;
    };
    let opened = open(&[("routing.json", &bytes)]);
    assert_eq!(opened.file().format, "byoc-event");
    assert_eq!(opened.codes(), [Code::NoConversationData]);
    assert_eq!(opened.rows().len(), 0);
}

#[test]
fn bot_histories_are_ordered_by_client_time_and_name_their_participants() {
    for (name, play) in scenario::ALL {
        let conversation = play();
        let golden = write::expected(
            &World::of(conversation.clone()),
            Format::ListEntries(Payload::Object),
        );
        for upload in [false, true] {
            let bytes = write::bot_history(&conversation, upload);
            let opened = open(&[("history.json", &bytes)]);
            assert_eq!(opened.file().format, "byob-entries", "{name}");
            assert_eq!(opened.codes(), [], "{name}");
            let rows = opened.rows();
            let mut told: Vec<_> = golden
                .iter()
                .filter(|entry| entry.kind == "Message")
                .map(|entry| (entry.client_at, entry.identifier.clone(), entry.role))
                .collect();
            told.sort();
            let read: Vec<_> = rows
                .iter()
                .map(|row| (row.at_ms, row.entry.clone(), row.role.as_str()))
                .collect();
            assert_eq!(read, told, "{name} {upload}");
            assert!(
                rows.iter()
                    .all(|row| matches!(row.ordered_by, OrderedBy::Client | OrderedBy::Id))
            );
            let named = conversation
                .participants
                .iter()
                .any(|each| each.name.is_some());
            assert_eq!(
                rows.iter().any(|row| row.actor.is_some()),
                upload && named && !rows.is_empty(),
                "{name}"
            );
            if upload {
                assert_eq!(
                    opened.records("ConversationParticipant"),
                    conversation.participants.len() as u64
                );
            }
        }
    }
}

#[test]
fn a_participant_without_subject_is_said_and_the_rest_is_kept() {
    let body = json!({ "conversationParticipants": [{ "displayName": "Ana" }, { "displayName": "B",
        "participant": { "subject": "b" } }], "conversationEntries": [] });
    let opened = open(&[("history.json", body.to_string().as_bytes())]);
    assert_eq!(opened.codes(), [Code::MissingField]);
    assert_eq!(opened.timeline.name_of(&opened.archive, "b"), Some("B"));
}

#[test]
fn a_quoted_message_keeps_its_words_and_citations() {
    let Some(bytes) = sample("static-content-citations.json") else {
        return;
    };
    let opened = open(&[("citations.json", &bytes)]);
    assert_eq!(opened.file().format, "message-fragment");
    let rows = opened.rows();
    assert_eq!(rows.len(), 1);
    assert!(
        rows[0]
            .text
            .as_deref()
            .is_some_and(|text| text.starts_with("To replace"))
    );
    assert_eq!(rows[0].links.len(), 2);
}

#[test]
fn events_of_one_customer_in_two_files_would_be_two_conversations() {
    let conversation = scenario::transfer();
    let bytes = write::partner_events(&conversation, EventShape::Flat);
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let (first, second) = lines.split_at(lines.len() / 2);
    let (first, second) = (first.concat(), second.concat());
    let whole = open(&[("events.jsonl", &bytes)]);
    let parts = open(&[("a.jsonl", &first), ("b.jsonl", &second)]);
    assert_eq!(whole.timeline.conversations.len(), 1);
    assert_eq!(parts.timeline.conversations.len(), 1);
    let entries = |opened: &Opened| -> Vec<String> {
        opened.rows().into_iter().map(|row| row.entry).collect()
    };
    assert_eq!(entries(&parts), entries(&whole));
    // Another customer on the same channel is somebody else.
    let other = write::partner_events(&scenario::handoff(), EventShape::Flat);
    let both = open(&[("events.jsonl", &bytes), ("other.jsonl", &other)]);
    assert_eq!(both.timeline.conversations.len(), 2);
}
