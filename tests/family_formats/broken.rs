//! Any field of any family may hold anything: nothing panics, nothing else is lost, and every
//! record is shown, counted or diagnosed.

use serde_json::{Value, json};

use crate::archive::open;

/// One good record of each JSON family and the container it stands in.
fn records() -> Vec<(&'static str, Value)> {
    let payload = json!({ "entryType": "Message", "id": "p", "abstractMessage": {
        "messageType": "StaticContentMessage", "staticContent": { "formatType": "Text", "text": "hi" } } });
    vec![
        (
            "data",
            json!({ "channelAddressIdentifier": "c", "recipient": { "subject": "ana" },
            "identifier": "i", "entryType": "Message", "entryPayload": payload, "sender": { "role": "Agent" },
            "transcriptedTimestamp": 1_690_344_475_508_i64, "relatedRecords": [], "clientDuration": 0 }),
        ),
        (
            "data",
            json!({ "conversationIdentifier": "x", "channelAddressIdentifier": "c", "recipient": {},
            "payload": { "entryPayload": payload, "identifier": "i" } }),
        ),
        (
            "conversationEntries",
            json!({ "clientTimestamp": 1_690_344_475_508_i64, "entryPayload": payload,
            "sender": { "role": "EndUser" } }),
        ),
        (
            "conversationParticipants",
            json!({ "displayName": "A", "participant": { "subject": "s" },
            "joinedTime": 1_690_344_475_508_i64, "leftTime": null }),
        ),
        (
            "data",
            json!({ "ssot__Id__c": "i", "ssot__ConversationId__c": "c", "ssot__PayloadText__c": "hi",
            "ssot__TranscriptedDateTime__c": "2025-03-03T00:00:00Z", "ssot__ConversationEntrySequenceNumber__c": "1" }),
        ),
        (
            "data",
            json!({ "identifier": "i", "conversation_identifer": "c", "entry_type": "MESSAGE",
            "entry_payload": payload.to_string(), "sender": "{}", "related_records": [] }),
        ),
        (
            "data",
            json!({ "ssot__Id__c": "i", "ssot__ContentText__c": "hi", "ssot__AiAgentSessionId__c": "s",
            "ssot__MessageSentTimestamp__c": "2025-03-03T00:00:00Z" }),
        ),
        (
            "messages",
            json!({ "messageId": "m", "content": "hi", "senderType": "END_USER", "participantId": "p",
            "startTime": 1, "endTime": 2 }),
        ),
        (
            "records",
            json!({ "attributes": { "type": "LiveChatTranscript" }, "Id": "570Kj0000000001",
            "Body": "( 1s ) A: b<br>", "StartTime": "2025-03-03T00:00:00Z" }),
        ),
        (
            "records",
            json!({ "attributes": { "type": "LiveChatTranscriptEvent" }, "Id": "e", "Type": "Accept",
            "LiveChatTranscriptId": "570Kj0000000001", "Time": "2025-03-03T00:00:00Z" }),
        ),
        (
            "records",
            json!({ "attributes": { "type": "VoiceCall" }, "Id": "0LQKj0000000001",
            "CallStartDateTime": "2025-03-03T00:00:00Z" }),
        ),
    ]
}

#[test]
fn any_value_in_any_field_leaves_its_neighbours_alone() {
    let odd = &[
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!("\u{0}\u{fffd}{\"<p>( 1s ):"),
        json!([[], {}, "x"]),
        json!({ "string": { "string": 1 } }),
        json!({}),
    ];
    for (container, good) in &records() {
        let fields: Vec<String> = good
            .as_object()
            .map(|o| o.keys().cloned().collect())
            .unwrap_or_default();
        let bad: Vec<Value> = fields
            .iter()
            .flat_map(|field| {
                odd.iter().map(move |value| {
                    let mut bad = good.clone();
                    bad[field] = value.clone();
                    bad
                })
            })
            .collect();
        let mut all = vec![good.clone()];
        all.extend(bad);
        all.push(good.clone());
        let answer = json!({ *container: all });
        let opened = open(&[("odd.json", answer.to_string().as_bytes())]);
        let alone = open(&[(
            "good.json",
            json!({ *container: [good] }).to_string().as_bytes(),
        )]);
        let rows = opened.rows();
        for row in alone.rows() {
            assert!(
                rows.iter()
                    .any(|other| other.text == row.text && other.kind == row.kind),
                "{container} {good}"
            );
        }
        for counts in opened.timeline.counts() {
            assert!(counts.balances(), "{container} {good}");
        }
        for found in &opened.file().diagnostics {
            assert!(!found.message.contains("( 1s )"), "{}", found.message);
        }
    }
}
