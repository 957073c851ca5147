//! Data Cloud answers and tables, the off-platform object, session tracing, data graphs.

use fixtures::{
    scenario,
    truth::World,
    write::{self, CloudShape, Format, Payload},
};
use sealed_transcript::{diagnostics::Code, gap::Cause, limits::Limits};
use serde_json::json;

use crate::archive::{open, open_in_chunks, sample};

#[test]
fn rows_of_every_shape_tell_what_list_entries_tell() {
    for (name, play) in scenario::ALL {
        let conversation = play();
        let golden = write::expected(
            &World::of(conversation.clone()),
            Format::ListEntries(Payload::Object),
        );
        let people = write::data_cloud_participants(&conversation);
        for shape in CloudShape::ALL {
            let bytes = write::data_cloud(&conversation, shape);
            let opened = open(&[("rows", &bytes), ("people.csv", &people)]);
            let case = format!("{name} {shape:?} {}", opened.file().evidence);
            assert!(opened.file().format.starts_with("data-cloud"), "{case}");
            assert!(opened.file().warnings.is_empty(), "{case}");
            let rows = opened.rows();
            let read: Vec<_> = rows
                .iter()
                .map(|row| {
                    (
                        row.entry.as_str(),
                        row.kind.as_str(),
                        row.role.as_str(),
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
                        Some(entry.at),
                    )
                })
                .collect();
            assert_eq!(read, told, "{case}");
            for (row, entry) in rows.iter().zip(&golden) {
                assert_eq!(row.conversation, conversation.id, "{case}");
                if entry.kind == "Message" && row.text.is_some() {
                    assert_eq!(row.text, entry.text, "{case}");
                }
                if !shape.has_sender() {
                    assert_eq!(row.actor, entry.actor, "{case}");
                }
            }
            assert!(
                golden.iter().all(|entry| entry.kind != "Message")
                    || rows
                        .iter()
                        .any(|row| row.kind == "Message" && row.text.is_some())
            );
        }
    }
}

#[test]
fn rows_as_arrays_read_the_same_in_chunks_of_any_size() {
    let bytes = write::data_cloud(&scenario::handoff(), CloudShape::QueryV2);
    let whole = open(&[("rows.json", &bytes)]).rows();
    for size in [1, 7, 4096] {
        let parts = open_in_chunks(&[("rows.json", &bytes)], size, Limits::default()).rows();
        assert_eq!(
            serde_json::to_string(&parts).expect("rows"),
            serde_json::to_string(&whole).expect("rows"),
            "{size}"
        );
    }
}

#[test]
fn rows_beyond_the_limit_are_left_out_and_said() {
    let bytes = write::data_cloud(&scenario::handoff(), CloudShape::QuerySql);
    let limits = Limits {
        held_bytes: 2_000,
        ..Limits::default()
    };
    let opened = open_in_chunks(&[("rows.json", &bytes)], usize::MAX, limits);
    assert!(opened.codes().contains(&Code::Limit));
    assert!(!opened.rows().is_empty());
}

fn query(metadata: &serde_json::Value) -> serde_json::Value {
    json!({ "data": [["a", "hello", "2025-03-03T00:00:00.000+00:00"], ["b"]], "metadata": metadata })
}

#[test]
fn the_rank_of_a_place_counts_not_its_value() {
    let metadata = json!({
        "ssot__TranscriptedDateTime__c": { "placeInOrder": 8 },
        "ssot__PayloadText__c": { "placeInOrder": 6 },
        "ssot__Id__c": { "placeInOrder": 5 },
    });
    let opened = open(&[("rows.json", query(&metadata).to_string().as_bytes())]);
    let rows = opened.rows();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].entry.as_str(), rows[0].text.as_deref()),
        ("a", Some("hello"))
    );
    assert_eq!(opened.codes(), [Code::UnevenRow]);
    assert_eq!(opened.file().diagnostics[0].record, Some(1));
}

#[test]
fn arrays_without_metadata_are_not_guessed_at() {
    let opened = open(&[("rows.json", query(&json!(null)).to_string().as_bytes())]);
    assert_eq!(opened.codes(), [Code::MissingColumn]);
    assert_eq!(opened.rows().len(), 0);
}

#[test]
fn an_answer_that_was_cut_off_says_what_to_do() {
    let metadata = json!([{ "name": "ssot__Id__c" }, { "name": "ssot__PayloadText__c" },
        { "name": "ssot__TranscriptedDateTime__c" }]);
    let mut answer = query(&metadata);
    answer["returnedRows"] = json!(2);
    answer["status"] = json!({ "rowCount": 2_000 });
    let opened = open(&[("rows.json", answer.to_string().as_bytes())]);
    let gaps = opened.gaps();
    assert_eq!(gaps[0].code, Cause::RowsBelowCount);
    assert!(gaps[0].message.contains("2 of 2000 rows"));
    assert!(gaps[0].advice.contains("OFFSET"));
    let mut answer = query(&metadata);
    answer["nextBatchId"] = json!("09151b49");
    answer["done"] = json!(false);
    let opened = open(&[("rows.json", answer.to_string().as_bytes())]);
    let gaps = opened.gaps();
    assert_eq!(gaps.len(), 1);
    assert!(gaps[0].message.contains("nextBatchId"));
}

#[test]
fn payload_text_may_be_words_and_a_cut_off_payload_is_said() {
    let csv = "ssot__Id__c,ssot__ConversationId__c,ssot__PayloadText__c,ssot__TranscriptedDateTime__c\n\
        a,0MwKj000007sdiM,plain words,2025-03-03T00:00:00.000Z\n\
        b,0MwKj000007sdiM,\"{\"\"abstractMessage\"\":{\"\"mess\",2025-03-03T00:00:01.000Z\n";
    let opened = open(&[("rows.csv", csv.as_bytes())]);
    let rows = opened.rows();
    assert_eq!(rows[0].text.as_deref(), Some("plain words"));
    assert_eq!(rows[0].session.as_deref(), Some("0MwKj000007sdiMKAQ"));
    assert_eq!(opened.codes(), [Code::BadField]);
    assert_eq!(
        opened.file().diagnostics[0].path.as_deref(),
        Some("PayloadText")
    );
}

#[test]
fn agent_sessions_join_the_messaging_session_they_served() {
    let messages = "ssot__Id__c,ssot__AiAgentSessionId__c,ssot__AIAgentInteractionMessageType__c,ssot__ContentText__c,ssot__MessageSentTimestamp__c\n\
        m1,s1,Input,Where is my order?,2026-06-17T02:25:42.878+0000\n\
        m2,s1,Output,On its way.,2026-06-17T02:25:44.000Z\n";
    let sessions = "ssot__Id__c,ssot__RelatedMessagingSessionId__c,ssot__StartTimestamp__c,ssot__EndTimestamp__c\n\
        s1,0MwKj000007sdiM,2026-06-17T02:25:40.000Z,2026-06-17T02:26:00.000Z\n";
    let rows = "Id,StartTime,ConversationId\n0MwKj000007sdiM,2026-06-17T02:25:30.000Z,0ZcKj0000000001KAA\n";
    let opened = open(&[
        ("messages.csv", messages.as_bytes()),
        ("sessions.csv", sessions.as_bytes()),
        ("MessagingSession.csv", rows.as_bytes()),
    ]);
    assert_eq!(opened.records("AiAgentInteractionMessage"), 2);
    assert_eq!(opened.codes(), []);
    assert_eq!(opened.timeline.conversations.len(), 1);
    let conversation = &opened.timeline.conversations[0];
    assert_eq!(conversation.id, "0ZcKj0000000001KAA");
    assert_eq!(conversation.sessions.len(), 2);
    let said: Vec<_> = opened
        .rows()
        .into_iter()
        .map(|row| (row.role, row.text.unwrap_or_default(), row.session))
        .collect();
    let session = Some("s1".to_owned());
    assert_eq!(
        said,
        [
            (
                "EndUser".to_owned(),
                "Where is my order?".to_owned(),
                session.clone()
            ),
            ("Bot".to_owned(), "On its way.".to_owned(), session),
        ]
    );
}

#[test]
fn the_published_data_graph_opens() {
    let Some(bytes) = sample("data-graph-conversation.json") else {
        return;
    };
    let opened = open(&[("graph.json", &bytes)]);
    assert_eq!(opened.file().format, "data-graph");
    assert_eq!(opened.codes(), []);
    let rows = opened.rows();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].conversation, "CONV001");
    assert_eq!(
        rows[0].text.as_deref(),
        Some("I'm interested in Sales Cloud pricing")
    );
}

#[test]
fn an_answer_without_rows_is_known() {
    let answer = json!({ "data": [], "metadata": [], "returnedRows": 0 }).to_string();
    let opened = open(&[("rows.json", answer.as_bytes())]);
    assert_eq!(opened.file().format, "data-cloud-query");
    assert_eq!(opened.codes(), []);
}

#[test]
fn an_answer_of_the_conversation_data_api_would_depend_on_its_envelope() {
    // The envelope is not published: whatever holds the entries will do.
    let conversation = scenario::handoff();
    let list = write::list_entries(&conversation, Payload::String);
    let answer: serde_json::Value = serde_json::from_slice(&list).expect("JSON");
    let entries = &answer["conversationEntries"];
    let golden = open(&[("list.json", &list)]);
    let texts = |opened: &crate::archive::Opened| -> Vec<_> {
        let rows = opened.rows().into_iter();
        rows.map(|row| (row.entry, row.kind, row.role, row.actor, row.text))
            .collect()
    };
    for key in ["conversationEntries", "entries", "data", "items", ""] {
        let bytes = match key {
            "" => entries.to_string(),
            key => json!({ key: entries, "nextPageToken": "x" }).to_string(),
        };
        let opened = open(&[("answer.json", bytes.as_bytes())]);
        assert_eq!(opened.file().format, "list-entries", "{key}");
        assert_eq!(texts(&opened), texts(&golden), "{key}");
    }
}

#[test]
fn a_role_would_be_known_by_the_id_of_the_participants_row_only() {
    let entries = "ssot__Id__c,ssot__ConversationId__c,ssot__EngagementParticipantId__c,ssot__TranscriptedDateTime__c,ssot__PayloadText__c\n\
        e1,c1,p-uuid,2025-01-06T00:00:05Z,hello\n";
    let people = "Id__c,ExternalRecordId__c,ConversationId__c,ParticipantId__c,ParticipantDisplayName__c,JoinedTime__c\n\
        p1,p-uuid,c1,x1,Ada,2025-01-06T00:00:00Z\n";
    let roles = json!({ "records": [{
        "attributes": { "type": "Participant" }, "Id": "x1", "Name": "Ada", "Role": "Agent",
    }]})
    .to_string();
    let opened = open(&[
        ("entries.csv", entries.as_bytes()),
        ("people.csv", people.as_bytes()),
        ("roles.json", roles.as_bytes()),
    ]);
    let row = opened.rows().remove(0);
    assert_eq!(
        (row.role.as_str(), row.actor.as_deref()),
        ("Agent", Some("Ada"))
    );
}
