//! Voice transcripts and rows of calls.

use sealed_transcript::diagnostics::Code;
use serde_json::json;

use crate::archive::open;

#[test]
fn messages_of_a_call_are_utterances_with_a_length() {
    let messages = json!([
        { "participantId": "k1END_USER", "messageId": "m1", "startTime": 1_736_508_000_000_i64,
          "endTime": 1_736_508_002_500_i64, "content": "Hello?", "senderType": "END_USER" },
        { "participantId": "a", "messageId": "m2", "startTime": 1_736_508_003_000_i64,
          "endTime": 1_736_508_004_000_i64, "content": "Good morning.", "senderType": "HUMAN_AGENT" },
        { "participantId": "v", "messageId": "m3", "startTime": "soon", "content": 5,
          "senderType": "PARROT" },
    ]);
    let opened = open(&[("call.json", messages.to_string().as_bytes())]);
    assert_eq!(opened.file().format, "voice-messages");
    assert_eq!(opened.records("ConversationEntry"), 3);
    assert_eq!(
        opened.codes(),
        [Code::BadTime, Code::BadField, Code::UnknownType]
    );
    let rows = opened.rows();
    assert_eq!(rows[0].role, "EndUser");
    assert_eq!(rows[0].duration_ms, Some(2_500));
    assert_eq!(rows[0].end_ms, Some(1_736_508_002_500));
    assert_eq!(
        (rows[1].role.as_str(), rows[1].text.as_deref()),
        ("Agent", Some("Good morning."))
    );
    assert_eq!(rows[2].role, "Unknown");
    assert_eq!(opened.timeline.conversations.len(), 1);
}

#[test]
fn a_call_gives_its_times_to_the_session_that_entries_name() {
    let entries = json!({ "conversationEntries": [{
        "identifier": "a", "messageText": "Hello?", "relatedRecords": ["0LQKj0000000001"],
        "serverReceivedTimestamp": 1_736_508_001_000_i64, "clientDuration": 2_500,
        "sender": { "role": "EndUser", "appType": "telephony_integration", "subject": "k" },
    }] })
    .to_string();
    let calls = "Id,CallStartDateTime,CallEndDateTime,CallType\n\
        0LQKj0000000001OAA,2025-01-10T11:20:00.000Z,2025-01-10T11:25:00.000Z,Inbound\n";
    for files in [
        [("e.json", entries.as_bytes()), ("c.csv", calls.as_bytes())],
        [("c.csv", calls.as_bytes()), ("e.json", entries.as_bytes())],
    ] {
        let opened = open(&files);
        assert_eq!(opened.timeline.conversations.len(), 1);
        let session = &opened.timeline.conversations[0].sessions[0];
        assert_eq!(session.start, Some(1_736_508_000_000));
        assert_eq!(session.end, Some(1_736_508_300_000));
    }
}

#[test]
fn a_call_joins_the_conversation_it_names_in_either_length_of_id() {
    let calls = "Id,CallStartDateTime,ConversationId\n\
        0LQKj0000000001,2025-01-10T11:20:00.000Z,0ZcKj0000000001\n";
    let conversations = "Id,ConversationIdentifier\n\
        0ZcKj0000000001,9bc16b48-cd9b-4d8b-b7f2-a376f0a05c09\n";
    let opened = open(&[
        ("calls.csv", calls.as_bytes()),
        ("conversations.csv", conversations.as_bytes()),
    ]);
    assert_eq!(opened.codes(), []);
    let conversations = &opened.timeline.conversations;
    assert_eq!(conversations.len(), 1);
    assert_eq!(conversations[0].id, "9bc16b48-cd9b-4d8b-b7f2-a376f0a05c09");
}
