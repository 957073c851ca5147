//! Partner-channel events and bot histories.

use fixtures::{
    scenario,
    truth::World,
    write::{self, EventShape, Format, Payload},
};
use sealed_transcript::{diagnostics::Code, timeline::OrderedBy};
use serde_json::json;

use crate::archive::{Opened, open, sample};

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
            if matches!(shape, EventShape::Wrapped | EventShape::PlatformEvent) {
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
