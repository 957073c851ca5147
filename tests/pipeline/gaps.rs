//! What is missing is said, with its likely cause and the next step: one test for each cause, and for each
//! the files with which nothing is missing.

use fixtures::write::File;
use sealed_transcript::{export::Lens, gap::Cause};
use serde_json::{Value, json};

use crate::support::{DAY, Opened, connect, file, listed, open, said, with, words};

const SESSION: &str = "0MwKj000007sdiMKAQ";
const OTHER: &str = "0MwKj000007sdiNKAQ";
const CALL: &str = "0LQKj000007sdiMKAQ";

/// The gaps of one file.
fn of_file(opened: &Opened, name: &str) -> Vec<Value> {
    let report = opened.inspect(Lens::Original);
    let files = report["files"].as_array().unwrap();
    let file = files.iter().find(|file| file["file"] == name).unwrap();
    file["gaps"].as_array().unwrap().clone()
}

/// The gaps of all files together.
fn of_all(opened: &Opened) -> Vec<Value> {
    let report = opened.inspect(Lens::Original);
    report["total"]["gaps"].as_array().unwrap().clone()
}

/// The one gap with a cause; its advice is the cause's.
#[track_caller]
fn one(gaps: &[Value], cause: Cause) -> (String, Value) {
    let found: Vec<&Value> = gaps
        .iter()
        .filter(|gap| gap["code"] == cause.as_str())
        .collect();
    assert_eq!(found.len(), 1, "{cause:?} in {gaps:#?}");
    assert_eq!(found[0]["advice"], cause.advice());
    let message = found[0]["message"].as_str().unwrap().to_owned();
    (message, found[0]["query"].clone())
}

#[track_caller]
fn none(gaps: &[Value], cause: Cause) {
    assert!(
        gaps.iter().all(|gap| gap["code"] != cause.as_str()),
        "{cause:?} in {gaps:#?}"
    );
}

/// Connect entries, newest first, said at these seconds.
fn page(name: &str, seconds: std::ops::Range<i64>) -> File {
    let entries: Vec<Value> = seconds
        .rev()
        .map(|second| {
            let id = format!("06a1182e-d932-4178-9864-{second:012}");
            with(
                said(&id, second, "hello"),
                &json!({ "relatedRecords": [SESSION] }),
            )
        })
        .collect();
    connect(name, &json!(entries))
}

fn query(name: &str, rows: &[Value], about: &Value) -> File {
    let answer = with(
        json!({ "totalSize": rows.len(), "done": true, "records": rows }),
        about,
    );
    file(name, answer.to_string())
}

fn entry_row(number: usize) -> Value {
    json!({
        "attributes": { "type": "ConversationEntry", "url": "/services/data/v62.0/sobjects/ConversationEntry/x" },
        "Id": format!("0DzEx{number:010}"), "ConversationId": SESSION, "EntryType": "Text",
        "EntryTime": "2025-01-06T00:00:01.000+0000", "Message": "hello", "ActorType": "EndUser",
    })
}

/// A row of the session table; blank cells are left out.
fn session(id: &str, cells: &Value) -> Value {
    with(
        json!({ "attributes": { "type": "MessagingSession", "url": "/services/data/v62.0/sobjects/MessagingSession/x" },
            "Id": id, "StartTime": "2025-01-06T00:00:00.000+0000", "ChannelType": "Text" }),
        cells,
    )
}

fn ended() -> Value {
    json!({ "EndTime": "2025-01-06T00:10:00.000+0000", "Status": "Ended" })
}

fn sessions(rows: &[Value]) -> File {
    query("sessions.json", rows, &json!({}))
}

#[test]
fn every_cause_has_a_spelling_and_advice_of_its_own() {
    for cause in Cause::ALL {
        let json = serde_json::to_value(cause).unwrap();
        assert_eq!(json, cause.as_str());
        assert!(cause.advice().ends_with('.'), "{cause:?}");
    }
}

#[test]
fn page_full_of_each_api_and_not_one_entry_beside_it() {
    for count in [25, 1_000] {
        let opened = open(&[page("a.json", 0..count)]);
        let (message, _) = one(&of_file(&opened, "a.json"), Cause::PageFull);
        assert_eq!(
            message,
            format!("exactly {count} entries, the number that this API gives at once")
        );
        for near in [count - 1, count + 1] {
            let opened = open(&[page("a.json", 0..near)]);
            none(&of_file(&opened, "a.json"), Cause::PageFull);
        }
    }
    for count in [20, 50] {
        let entries: Vec<Value> = (0..count)
            .map(|at| listed(&format!("e{at}"), "Message", at, &words("hello")))
            .collect();
        let opened = open(&[file(
            "list.json",
            json!({ "conversationEntries": entries }).to_string(),
        )]);
        one(&of_file(&opened, "list.json"), Cause::PageFull);
    }
    let table = |rows: usize| {
        let row = |row| format!("0DzEx{row:010},{SESSION},Text,2025-01-06T00:00:01Z,hello\n");
        let rows: String = (0..rows).map(row).collect();
        format!("Id,ConversationId,EntryType,EntryTime,Message\n{rows}")
    };
    let opened = open(&[file("e.csv", table(2_000))]);
    one(&of_file(&opened, "e.csv"), Cause::PageFull);
    let opened = open(&[file("e.csv", table(2_001))]);
    none(&of_file(&opened, "e.csv"), Cause::PageFull);
}

#[test]
fn page_full_is_not_said_where_the_next_page_is_among_the_files() {
    let newest = page("1.json", 40..65);
    let older = page("2.json", 16..41);
    let last = page("3.json", 0..17);
    let opened = open(&[newest.clone(), older.clone(), last.clone()]);
    for name in ["1.json", "2.json", "3.json"] {
        none(&of_file(&opened, name), Cause::PageFull);
    }
    // In any order of opening, and the one whose next page is missing says so alone.
    let opened = open(&[older.clone(), newest.clone()]);
    none(&of_file(&opened, "1.json"), Cause::PageFull);
    one(&of_file(&opened, "2.json"), Cause::PageFull);
    // The same page twice is no next page, nor is a page of another conversation.
    let mut copy = newest.clone();
    copy.name = "copy.json".to_owned();
    let opened = open(&[newest.clone(), copy]);
    one(&of_file(&opened, "1.json"), Cause::PageFull);
    let elsewhere = connect("4.json", &json!([said("x", 1, "hi")]));
    let opened = open(&[newest, elsewhere]);
    one(&of_file(&opened, "1.json"), Cause::PageFull);
}

#[test]
fn more_pages_until_the_page_named_is_there() {
    let rows: Vec<Value> = (0..5).map(entry_row).collect();
    let cursor = |at: usize| format!("/services/data/v62.0/query/01gEx0000000001-{at}");
    let first = query(
        "1.json",
        &rows[..2],
        &json!({ "totalSize": 5, "done": false, "nextRecordsUrl": cursor(2) }),
    );
    let second = query(
        "2.json",
        &rows[2..4],
        &json!({ "totalSize": 5, "done": false, "nextRecordsUrl": cursor(4) }),
    );
    let third = query("3.json", &rows[4..], &json!({ "totalSize": 5 }));
    let opened = open(std::slice::from_ref(&first));
    let (message, _) = one(&of_file(&opened, "1.json"), Cause::MorePages);
    assert_eq!(
        message,
        "the answer holds 2 rows and has a next page (nextRecordsUrl is set) that is not among the files"
    );
    let opened = open(&[third.clone(), second.clone(), first.clone()]);
    for name in ["1.json", "2.json"] {
        assert!(of_file(&opened, name).is_empty(), "{name}");
    }
    let opened = open(&[first, third]);
    one(&of_file(&opened, "1.json"), Cause::MorePages);
    // done is false and nothing says where to go on.
    let opened = open(&[query("4.json", &rows, &json!({ "done": false }))]);
    let (message, _) = one(&of_file(&opened, "4.json"), Cause::MorePages);
    assert!(message.contains("done is false"), "{message}");
}

#[test]
fn more_pages_of_a_data_cloud_query_and_of_an_unknown_token() {
    let batch = |name: &str, text: &str, about: &Value| {
        let answer = with(
            json!({ "data": [[text, "2025-01-06T00:00:01Z"]], "queryId": "q1",
                "metadata": [{ "name": "ssot__PayloadText__c" }, { "name": "ssot__TranscriptedDateTime__c" }] }),
            about,
        );
        file(name, answer.to_string())
    };
    let first = batch(
        "1.json",
        "one",
        &json!({ "done": true, "nextBatchId": "b2" }),
    );
    let second = batch("2.json", "two", &json!({ "done": true }));
    let opened = open(std::slice::from_ref(&first));
    one(&of_file(&opened, "1.json"), Cause::MorePages);
    let opened = open(&[first, second]);
    none(&of_file(&opened, "1.json"), Cause::MorePages);

    let token = |name: &str, second: i64, next: &Value| {
        let entry = with(
            listed(&format!("e{second}"), "Message", second, &words("hello")),
            &json!({ "relatedRecords": [SESSION] }),
        );
        let answer = with(json!({ "conversationEntries": [entry] }), next);
        file(name, answer.to_string())
    };
    let newer = token("3.json", 9, &json!({ "nextPageToken": "abc" }));
    let opened = open(std::slice::from_ref(&newer));
    one(&of_file(&opened, "3.json"), Cause::MorePages);
    let opened = open(&[newer, token("4.json", 3, &json!({ "nextPageToken": null }))]);
    none(&of_file(&opened, "3.json"), Cause::MorePages);
    none(&of_file(&opened, "4.json"), Cause::MorePages);
}

#[test]
fn rows_below_count() {
    let answer = |name: &str, rows: std::ops::Range<usize>, counted: u64| {
        let data: Vec<Value> = rows
            .clone()
            .map(|row| json!([format!("text {row}"), format!("2025-01-06T00:00:{row:02}Z")]))
            .collect();
        let answer = json!({ "data": data, "returnedRows": rows.len(), "status": { "rowCount": counted },
            "metadata": [{ "name": "ssot__PayloadText__c" }, { "name": "ssot__TranscriptedDateTime__c" }] });
        file(name, answer.to_string())
    };
    let opened = open(&[answer("1.json", 0..3, 5)]);
    let (message, _) = one(&of_file(&opened, "1.json"), Cause::RowsBelowCount);
    assert_eq!(
        message,
        "the answer holds 3 of 5 rows and names no next page"
    );
    let opened = open(&[answer("1.json", 0..3, 5), answer("2.json", 3..5, 2)]);
    none(&of_file(&opened, "1.json"), Cause::RowsBelowCount);
    let rows: Vec<Value> = (0..2).map(entry_row).collect();
    let opened = open(&[query("3.json", &rows, &json!({ "totalSize": 9 }))]);
    one(&of_file(&opened, "3.json"), Cause::RowsBelowCount);
}

#[test]
fn no_sessions_with_the_query_for_the_ids_that_are_known() {
    let opened = open(&[page("a.json", 0..3)]);
    let (message, query) = one(&of_all(&opened), Cause::NoSessions);
    assert_eq!(message, "no session table: durations unknown");
    let query = query.as_str().unwrap();
    assert!(query.contains("FROM MessagingSession"), "{query}");
    assert!(
        query.ends_with(&format!("WHERE Id IN ('{SESSION}')")),
        "{query}"
    );
    let opened = open(&[
        page("a.json", 0..3),
        sessions(&[session(SESSION, &ended())]),
    ]);
    assert_eq!(of_all(&opened), [] as [Value; 0]);
    // A legacy chat has no session table.
    let body = "<p align=\"center\">Chat Started: Monday, December 17, 2018, 23:27:57 (-0500)</p>( 1s ) Kim: hello<br>";
    none(
        &of_all(&open(&[file("chat.html", body)])),
        Cause::NoSessions,
    );
}

#[test]
fn sessions_without_row() {
    let opened = open(&[page("a.json", 0..3), sessions(&[session(OTHER, &ended())])]);
    let (message, query) = one(&of_all(&opened), Cause::SessionsWithoutRow);
    assert_eq!(
        message,
        "1 session named by entries and not in the session table"
    );
    assert!(query.as_str().unwrap().contains(SESSION));
    assert!(!query.as_str().unwrap().contains(OTHER));
}

#[test]
fn no_messages() {
    let opened = open(&[sessions(&[
        session(SESSION, &ended()),
        session(OTHER, &ended()),
    ])]);
    let (message, query) = one(&of_all(&opened), Cause::NoMessages);
    assert_eq!(message, "2 sessions and no messages");
    let query = query.as_str().unwrap();
    assert!(query.contains("ConversationIdentifier"), "{query}");
    assert!(query.contains(SESSION) && query.contains(OTHER), "{query}");
}

#[test]
fn sessions_without_messages_where_nothing_of_them_was_fetched() {
    let opened = open(&[
        page("a.json", 0..3),
        sessions(&[session(SESSION, &ended()), session(OTHER, &ended())]),
    ]);
    let (message, query) = one(&of_all(&opened), Cause::SessionsWithoutMessages);
    assert_eq!(message, "1 session without messages");
    assert!(query.as_str().unwrap().contains(OTHER));
}

/// Rows of the entries of one session, and the session table.
fn with_entry_table(rows: &[Value]) -> Vec<Value> {
    let entries: Vec<Value> = vec![entry_row(1)];
    of_all(&open(&[
        query("entries.json", &entries, &json!({})),
        sessions(&[&[session(SESSION, &ended())], rows].concat()),
    ]))
}

#[test]
fn session_not_ended() {
    let gaps = with_entry_table(&[session(OTHER, &json!({ "Status": "Active" }))]);
    let (message, query) = one(&gaps, Cause::SessionNotEnded);
    assert_eq!(
        message,
        "1 session still open, without rows of ConversationEntry"
    );
    assert!(query.as_str().unwrap().contains("FROM ConversationEntry"));
    assert_eq!(gaps.len(), 1);
}

#[test]
fn tab_not_closed() {
    let gaps = with_entry_table(&[session(OTHER, &ended())]);
    let (message, _) = one(&gaps, Cause::TabNotClosed);
    assert_eq!(
        message,
        "1 session ended, without rows of ConversationEntry"
    );
    assert_eq!(gaps.len(), 1);
    assert_eq!(with_entry_table(&[]), [] as [Value; 0]);
}

#[test]
fn enhanced_channel() {
    let enhanced = with(ended(), &json!({ "ChannelType": "EmbeddedMessaging" }));
    let gaps = with_entry_table(&[session(OTHER, &enhanced)]);
    let (message, query) = one(&gaps, Cause::EnhancedChannel);
    assert_eq!(
        message,
        "1 session of an enhanced channel ended, without rows of ConversationEntry"
    );
    assert!(query.as_str().unwrap().contains("ConversationIdentifier"));
    assert_eq!(gaps.len(), 1);
}

#[test]
fn first_message_only() {
    let open_session = session(SESSION, &json!({ "Status": "Active" }));
    let rows = |count| (0..count).map(entry_row).collect::<Vec<_>>();
    let gaps = |files: &[File]| of_all(&open(files));
    let first = query("entries.json", &rows(1), &json!({}));
    let table = sessions(&[open_session]);
    let (message, _) = one(
        &gaps(&[first.clone(), table.clone()]),
        Cause::FirstMessageOnly,
    );
    assert_eq!(message, "1 session still open, with one message");
    let more = query("entries.json", &rows(2), &json!({}));
    none(&gaps(&[more, table]), Cause::FirstMessageOnly);
    let closed = sessions(&[session(SESSION, &ended())]);
    none(&gaps(&[first, closed]), Cause::FirstMessageOnly);
}

#[test]
fn blank_messages_unless_another_file_has_the_words() {
    let id = "06a1182e-d932-4178-9864-6de5b7b3d3fd";
    let blank = with(
        entry_row(1),
        &json!({ "Message": null, "MessageIdentifier": id }),
    );
    let rows = query("entries.json", &[blank], &json!({}));
    let opened = open(std::slice::from_ref(&rows));
    let (message, _) = one(&of_file(&opened, "entries.json"), Cause::BlankMessages);
    assert_eq!(
        message,
        "this export has no text: Message is blank in all 1 entry"
    );
    let opened = open(&[rows, connect("c.json", &json!([said(id, 1, "hello")]))]);
    none(&of_file(&opened, "entries.json"), Cause::BlankMessages);
}

#[test]
fn call_open() {
    let call = |end: &Value| {
        let row = json!({ "attributes": { "type": "VoiceCall" }, "Id": CALL,
            "CallStartDateTime": "2025-01-06T00:00:00.000+0000", "CallEndDateTime": end });
        open(&[query("calls.json", &[row], &json!({}))])
    };
    let (message, _) = one(&of_all(&call(&json!(null))), Cause::CallOpen);
    assert_eq!(message, "1 call without an end");
    none(
        &of_all(&call(&json!("2025-01-06T00:01:00.000+0000"))),
        Cause::CallOpen,
    );
}

/// A table from Data Cloud or the off-platform object, with one entry at midnight.
fn cloud(header: &str) -> File {
    file(
        "cloud.csv",
        format!("{header}\nid1,{SESSION},hello,2025-01-06T00:00:00Z\n"),
    )
}

const DATA_MODEL: &str =
    "ssot__Id__c,ssot__ConversationId__c,ssot__PayloadText__c,ssot__TranscriptedDateTime__c";
const OFF_PLATFORM: &str = "identifier,conversation_identifer,entry_payload,transcripted_timestamp";

/// A Connect entry so many seconds after midnight.
fn later(second: i64) -> File {
    assert_eq!(DAY, 1_736_121_600_000);
    connect("c.json", &json!([said("x", second, "hello")]))
}

#[test]
fn data_cloud_late() {
    let opened = open(&[cloud(DATA_MODEL), later(1_800)]);
    let (message, _) = one(&of_file(&opened, "cloud.csv"), Cause::DataCloudLate);
    assert_eq!(
        message,
        "other files know 1 entry of the hour after the newest entry of this one"
    );
    let opened = open(&[cloud(DATA_MODEL), later(7_200)]);
    none(&of_file(&opened, "cloud.csv"), Cause::DataCloudLate);
}

#[test]
fn export_tool_late() {
    let opened = open(&[cloud(OFF_PLATFORM), later(200_000)]);
    let (message, _) = one(&of_file(&opened, "cloud.csv"), Cause::ExportToolLate);
    assert_eq!(
        message,
        "other files know 1 entry newer than the newest entry of this export"
    );
    let opened = open(&[cloud(OFF_PLATFORM), later(-60)]);
    none(&of_file(&opened, "cloud.csv"), Cause::ExportToolLate);
}

#[test]
fn text_only() {
    let form = with(said("b", 2, ""), &json!({ "messageText": null }));
    let opened = open(&[connect("c.json", &json!([said("a", 1, "hello"), form]))]);
    let (message, _) = one(&of_file(&opened, "c.json"), Cause::TextOnly);
    assert_eq!(message, "1 of 2 entries have no text");
    let opened = open(&[connect("c.json", &json!([said("a", 1, "hello")]))]);
    none(&of_file(&opened, "c.json"), Cause::TextOnly);
}

fn refused(code: &str) -> Opened {
    let answer = json!([{ "message": "sObject type 'ConversationEntry' is not supported.", "errorCode": code }]);
    open(&[file("error.json", answer.to_string())])
}

#[test]
fn permission_missing() {
    for code in ["INSUFFICIENT_ACCESS", "INVALID_TYPE"] {
        let opened = refused(code);
        let (message, _) = one(&of_file(&opened, "error.json"), Cause::PermissionMissing);
        assert_eq!(
            message,
            format!("the user may not see what was asked for: the API answered {code}")
        );
        let report = opened.inspect(Lens::Original);
        assert_eq!(report["files"][0]["format"], "api-error");
        assert_eq!(report["diagnostics"][0]["code"], "no_conversation_data");
    }
}

#[test]
fn field_too_new() {
    let gaps = of_file(&refused("INVALID_FIELD"), "error.json");
    one(&gaps, Cause::FieldTooNew);
    let old = |version: &str| {
        let url = format!("/services/data/v{version}/sobjects/MessagingSession/x");
        let row = with(
            session(SESSION, &ended()),
            &json!({ "attributes": { "type": "MessagingSession", "url": url } }),
        );
        of_file(&open(&[sessions(&[row])]), "sessions.json")
    };
    let (message, _) = one(&old("54.0"), Cause::FieldTooNew);
    assert_eq!(
        message,
        "the rows were asked from API 54, which has no MessagingSession.ConversationId (from API 55 on)"
    );
    none(&old("55.0"), Cause::FieldTooNew);
}

#[test]
fn refused_for_any_other_reason() {
    let gaps = of_file(&refused("REQUEST_LIMIT_EXCEEDED"), "error.json");
    let (message, _) = one(&gaps, Cause::Refused);
    assert_eq!(
        message,
        "the request was refused: the API answered REQUEST_LIMIT_EXCEEDED"
    );
}
