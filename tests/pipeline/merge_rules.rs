//! Many records, one entry; many files, one conversation: the rulings on rows and order.

use fixtures::write::File;
use sealed_transcript::export::Lens;
use serde_json::{Value, json};

use crate::support::{DAY, Dice, Opened, connect, file, listed, open, said, with, words};

const SESSION: &str = "0MwEx0000000001KAA";
const OTHER: &str = "0MwEx0000000002KAA";

fn csv(name: &str, columns: &str, rows: &[&str]) -> File {
    let mut text = format!("{columns}\n");
    for row in rows {
        text.push_str(row);
        text.push('\n');
    }
    file(name, text)
}

const ENTRY: &str = "MessageIdentifier,ConversationId,ActorType,ActorId,EntryTime,EntryTimeMilliSecs,Seq,Message,MessageStatus";

fn related(id: &str, second: i64, session: &str) -> Value {
    with(
        said(id, second, id),
        &json!({ "relatedRecords": [session] }),
    )
}

fn update(id: &str, of: &str, second: i64, text: &str) -> Value {
    listed(
        id,
        "MessageUpdated",
        second,
        &json!({ "updatedMessage": { "id": of,
        "messageType": "StaticContentMessage", "staticContent": { "formatType": "Text", "text": text } } }),
    )
}

#[track_caller]
fn all_orders(files: &[File], check: impl Fn(&Opened)) {
    let mut files = files.to_vec();
    for _ in 0..files.len() {
        files.rotate_left(1);
        let opened = open(&files);
        opened.assert_balanced();
        check(&opened);
        let mut back = files.clone();
        back.reverse();
        check(&open(&back));
    }
}

#[test]
fn copies_of_three_formats_are_one_entry_with_the_richer_fields() {
    let files = [
        connect(
            "connect.json",
            &json!([with(
                said("m1", 1, "see &#39;this&#39;"),
                &json!({ "clientTimestamp": DAY + 900 })
            )]),
        ),
        connect(
            "list.json",
            &json!([with(
                listed(
                    "m1",
                    "Message",
                    1,
                    &json!({ "abstractMessage": { "messageType": "StaticContentMessage", "staticContent": {
                "formatType": "Attachments", "text": "see 'this'", "attachments": [{ "name": "a.pdf", "mimeType": "application/pdf" }] } } })
                ),
                &json!({ "senderDisplayName": "Kim Lee" }),
            )]),
        ),
        csv(
            "rows.csv",
            ENTRY,
            &[&format!(
                "m1,{SESSION},EndUser,,2025-01-06T00:00:01Z,0,7,,Read"
            )],
        ),
    ];
    all_orders(&files, |opened| {
        let row = opened.row("m1");
        assert_eq!(
            row["text"], "see 'this'",
            "a blank Message never hides text"
        );
        assert_eq!(row["actor"], "Kim Lee");
        assert_eq!(row["session"], SESSION);
        assert_eq!(row["status"], "Read");
        assert_eq!(row["clientAtMs"], DAY + 900);
        assert_eq!(row["attachments"][0]["name"], "a.pdf");
        assert_eq!(
            row["sources"],
            json!([{ "file": "connect.json", "record": 0 },
            { "file": "list.json", "record": 0 }, { "file": "rows.csv", "record": 0 }])
        );
        assert_eq!(row["revisions"], json!([]));
        assert!(!row["flags"].to_string().contains("text_conflict"));
    });
}

#[test]
fn texts_that_differ_are_kept_and_flagged() {
    let files = [
        connect("a.json", &json!([said("m1", 1, "old words")])),
        connect("b.json", &json!([said("m1", 1, "new words")])),
    ];
    all_orders(&files, |opened| {
        let row = opened.row("m1");
        assert_eq!(row["text"], "new words", "the higher rank");
        assert_eq!(
            row["revisions"],
            json!([{ "text": "old words", "atMs": DAY + 1_000, "source": "a.json" }])
        );
        assert!(row["flags"].to_string().contains("text_conflict"));
    });
    // `wasRevised` beats the rank.
    let revised = json!({ "wasRevised": true, "abstractMessage": { "messageType": "StaticContentMessage", "staticContent": { "formatType": "Text", "text": "revised" } } });
    let files = [
        connect("a.json", &json!([listed("m1", "Message", 1, &revised)])),
        connect("b.json", &json!([said("m1", 1, "before")])),
    ];
    all_orders(&files, |opened| {
        assert_eq!(opened.row("m1")["text"], "revised");
    });
}

#[test]
fn an_update_becomes_the_text_and_the_old_one_a_revision() {
    let files = [
        connect(
            "a.json",
            &json!([listed("m1", "Message", 1, &words("first"))]),
        ),
        connect(
            "b.json",
            &json!([
                update("u2", "m1", 9, "third"),
                update("u1", "m1", 5, "second")
            ]),
        ),
    ];
    all_orders(&files, |opened| {
        assert_eq!(opened.column("entry"), ["m1"]);
        let row = opened.row("m1");
        assert_eq!(row["text"], "third");
        let revisions: Vec<_> = (0..2).map(|at| &row["revisions"][at]["text"]).collect();
        assert_eq!(revisions, ["first", "second"]);
        assert!(row["flags"].to_string().contains("edited"));
        assert!(!row["flags"].to_string().contains("text_conflict"));
        assert_eq!(row["atMs"], DAY + 1_000, "an edit does not move a message");
    });
}

#[test]
fn a_failed_delivery_is_told_at_its_message() {
    let failure = listed(
        "f",
        "MessageDeliveryFailed",
        9,
        &json!({ "errorCode": "30003", "errorMessage": "no", "failedConversationEntryIdentifier": "m1" }),
    );
    let files = [
        connect(
            "a.json",
            &json!([listed("m1", "Message", 1, &words("hello"))]),
        ),
        connect("b.json", &json!([failure])),
    ];
    all_orders(&files, |opened| {
        assert_eq!(opened.column("entry"), ["m1"]);
        let row = opened.row("m1");
        assert_eq!(
            (&row["status"], &row["statusCode"], &row["text"]),
            (&json!("Error"), &json!("30003"), &json!("hello"))
        );
        assert!(row["flags"].to_string().contains("undelivered"));
    });
}

#[test]
fn a_failure_and_an_update_find_a_message_by_record_id_of_either_length() {
    let id = "0ZeEx0000000001KAA";
    let rows = csv(
        "rows.csv",
        "Id,ConversationId,ActorType,EntryTime,Message",
        &[&format!("{id},{SESSION},Agent,2025-01-06T00:00:01Z,hello")],
    );
    let failure = listed(
        "f",
        "MessageDeliveryFailed",
        9,
        &json!({ "errorCode": "1", "failedConversationEntryIdentifier": &id[..15] }),
    );
    let opened = open(&[
        rows,
        connect(
            "b.json",
            &json!([failure, update("u", &id[..15], 10, "bye")]),
        ),
    ]);
    assert_eq!(opened.column("entry"), [id]);
    assert_eq!(opened.row(id)["text"], "bye");
    assert_eq!(opened.row(id)["status"], "Error");
}

#[test]
fn equal_times_are_told_apart_by_sequence_of_one_session_and_source_only() {
    let at = "2025-01-06T00:00:01Z,0";
    let row =
        |id: &str, session: &str, seq: &str| format!("{id},{session},Bot,b,{at},{seq},x,Sent");
    let one = [
        row("z", SESSION, "1"),
        row("a", SESSION, "2"),
        row("m", SESSION, "10"),
    ];
    let rows: Vec<&str> = one.iter().map(String::as_str).collect();
    let opened = open(&[csv("a.csv", ENTRY, &rows)]);
    assert_eq!(opened.column("entry"), ["z", "a", "m"], "numbers, not text");
    assert_eq!(opened.column("orderedBy"), ["sequence"; 3]);

    // One without a sequence: nobody's counts.
    let rows = [one[0].clone(), row("a", SESSION, "")];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let opened = open(&[csv("a.csv", ENTRY, &rows)]);
    assert_eq!(opened.column("entry"), ["a", "z"]);
    assert_eq!(opened.column("orderedBy"), ["id"; 2]);

    // Two sessions of one conversation.
    let columns = format!("{ENTRY},ConversationEntityId");
    let rows = [
        format!("{},0ZcEx0000000001KAA", row("z", SESSION, "1")),
        format!("{},0ZcEx0000000001KAA", row("a", OTHER, "2")),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let opened = open(&[csv("a.csv", &columns, &rows)]);
    assert_eq!(opened.column("entry"), ["a", "z"]);

    // Two files.
    let files = [
        csv("a.csv", ENTRY, &[&row("z", SESSION, "1")]),
        csv("b.csv", ENTRY, &[&row("a", SESSION, "2")]),
    ];
    all_orders(&files, |opened| {
        assert_eq!(opened.column("entry"), ["a", "z"]);
        assert_eq!(opened.column("orderedBy"), ["id"; 2]);
    });
}

#[test]
fn a_sequence_that_all_share_counts_although_some_have_another_too() {
    let at = "2025-01-06T00:00:01Z,0";
    let row = |id: &str, seq: &str| format!("{id},{SESSION},Bot,b,{at},{seq},x,Sent");
    let (z, a) = (row("z", "1"), row("a", "2"));
    let files = [csv("a.csv", ENTRY, &[&z]), csv("b.csv", ENTRY, &[&z, &a])];
    all_orders(&files, |opened| {
        assert_eq!(opened.column("entry"), ["z", "a"]);
        assert_eq!(opened.column("orderedBy"), ["sequence"; 2]);
    });
}

#[test]
fn client_time_orders_only_a_source_that_has_no_other() {
    let client = |id: &str, second: i64| {
        json!({ "entryType": "Message", "identifier": id, "clientTimestamp": DAY + second * 1_000,
            "sender": { "role": "Chatbot" }, "entryPayload": words("x") })
    };
    let opened = open(&[connect(
        "history.json",
        &json!([client("b", 2), client("a", 1)]),
    )]);
    assert_eq!(opened.column("entry"), ["a", "b"]);
    assert_eq!(opened.column("orderedBy"), ["client"; 2]);
    assert!(
        opened.row("a")["flags"]
            .to_string()
            .contains("clock_client")
    );
    assert_eq!(opened.row("a")["skewMs"], json!(null));

    // One server time in the file, and client time is no stand-in any more.
    let opened = open(&[connect(
        "mixed.json",
        &json!([client("a", 1), listed("c", "Message", 9, &words("y"))]),
    )]);
    assert_eq!(opened.column("entry"), ["c", "a"]);
    assert_eq!(opened.row("a")["atMs"], json!(null));
    assert_eq!(opened.row("a")["clientAtMs"], DAY + 1_000);
}

#[test]
fn an_entry_without_any_time_is_last_in_its_session() {
    let timeless = |id: &str, session: &str| {
        let mut entry = related(id, 0, session);
        entry["serverReceivedTimestamp"] = json!(null);
        entry
    };
    let entries = json!([
        timeless("z", SESSION),
        timeless("y", SESSION),
        related("a", 1, SESSION),
        related("b", 9, SESSION),
        related("c", 100, OTHER),
        timeless("x", "0MwEx0000000003KAA")
    ]);
    let opened = open(&[connect("a.json", &entries)]);
    opened.assert_balanced();
    assert_eq!(opened.column("entry"), ["a", "b", "y", "z", "c", "x"]);
    assert_eq!(opened.row("z")["orderedBy"], "id");
    assert_eq!(opened.row("z")["at"], json!(null));
    assert_eq!(opened.row("z")["session"], SESSION);
    assert_eq!(opened.column("index"), [0, 1, 2, 3, 4, 5]);
}

#[test]
fn ids_of_15_and_18_characters_are_one_and_print_as_18() {
    let files = [
        connect("a.json", &json!([related("a", 1, &SESSION[..15])])),
        csv(
            "s.csv",
            "Id,StartTime,EndTime,AgentType",
            &[&format!(
                "{SESSION},2025-01-06T00:00:00Z,2025-01-06T01:00:00Z,Bot"
            )],
        ),
        csv(
            "e.csv",
            ENTRY,
            &[&format!(
                "b,{},Bot,b,2025-01-06T00:00:02Z,0,1,x,Sent",
                &SESSION[..15]
            )],
        ),
    ];
    all_orders(&files, |opened| {
        assert_eq!(opened.column("session"), [SESSION; 2]);
        assert_eq!(opened.timeline.conversations.len(), 1);
        assert_eq!(opened.timeline.conversations[0].sessions.len(), 1);
    });
}

/// Sessions of 00:00:10–00:01:00 and 00:10:00–00:11:00.
fn two_sessions() -> File {
    csv(
        "s.csv",
        "Id,StartTime,EndTime,AgentType,ConversationId",
        &[
            &format!("{SESSION},2025-01-06T00:00:10Z,2025-01-06T00:01:00Z,Bot,0ZcEx0000000001KAA"),
            &format!("{OTHER},2025-01-06T00:10:00Z,2025-01-06T00:11:00Z,Bot,0ZcEx0000000001KAA"),
        ],
    )
}

#[test]
fn every_rung_of_the_session_ladder() {
    let status = listed(
        "payload",
        "SessionStatusChanged",
        300,
        &json!({ "sessionId": SESSION, "sessionStatus": "Active" }),
    );
    let entries = json!([
        related("stated", 605, SESSION),
        listed("early", "Message", 4, &words("6 s before the start")),
        listed("slack", "Message", 5, &words("5 s before the start")),
        listed("inside", "Message", 30, &words("x")),
        listed("late", "Message", 65, &words("5 s after the end")),
        listed("between", "Message", 200, &words("both neighbours agree")),
        status,
        listed("torn", "Message", 400, &words("neighbours disagree")),
        listed("second", "Message", 601, &words("x")),
        listed("after", "Message", 666, &words("6 s after the last end")),
    ]);
    all_orders(&[two_sessions(), connect("a.json", &entries)], |opened| {
        let got: Vec<Value> = opened
            .rows()
            .iter()
            .map(|row| json!([row["entry"], row["session"], row["assignedBy"]]))
            .collect();
        assert_eq!(
            got,
            [
                json!(["early", null, "unassigned"]),
                json!(["slack", SESSION, "time"]),
                json!(["inside", SESSION, "time"]),
                json!(["late", SESSION, "time"]),
                json!(["between", SESSION, "neighbour"]),
                json!(["payload", SESSION, "payload"]),
                json!(["torn", null, "unassigned"]),
                json!(["second", OTHER, "time"]),
                json!(["stated", SESSION, "related_record"]),
                json!(["after", null, "unassigned"]),
            ]
        );
    });
}

#[test]
fn of_sessions_that_overlap_the_latest_start_then_the_smaller_id_holds() {
    let sessions = csv(
        "s.csv",
        "Id,StartTime,EndTime,AgentType,ConversationId",
        &[
            "0MwEx0000000004KAA,2025-01-06T00:00:00Z,2025-01-06T01:00:00Z,Bot,0ZcEx0000000001KAA",
            "0MwEx0000000003KAA,2025-01-06T00:00:20Z,2025-01-06T01:00:00Z,Bot,0ZcEx0000000001KAA",
            "0MwEx0000000002KAA,2025-01-06T00:00:20Z,2025-01-06T01:00:00Z,Bot,0ZcEx0000000001KAA",
        ],
    );
    let entries = json!([
        related("a", 1, "0MwEx0000000004KAA"),
        listed("b", "Message", 50, &words("x"))
    ]);
    all_orders(&[sessions, connect("a.json", &entries)], |opened| {
        assert_eq!(opened.row("b")["session"], "0MwEx0000000002KAA");
    });
}

#[test]
fn a_neighbour_without_a_row_carries_its_session() {
    let entries = json!([
        said("before", 1, "x"),
        related("a", 2, SESSION),
        said("after", 3, "x")
    ]);
    let opened = open(&[connect("a.json", &entries)]);
    assert_eq!(opened.column("session"), [SESSION; 3]);
    assert_eq!(
        opened.column("assignedBy"),
        ["neighbour", "related_record", "neighbour"]
    );
}

fn conversations(opened: &Opened) -> usize {
    opened.timeline.conversations.len()
}

#[test]
fn responses_join_when_they_share_an_entry() {
    let files = [
        connect("a.json", &json!([said("a", 1, "x"), said("b", 2, "x")])),
        connect("b.json", &json!([said("b", 2, "x"), said("c", 3, "x")])),
        connect("c.json", &json!([said("d", 4, "x")])),
    ];
    all_orders(&files, |opened| {
        assert_eq!(conversations(opened), 2);
        assert_eq!(
            opened.row("a")["conversation"],
            opened.row("c")["conversation"]
        );
        assert_ne!(
            opened.row("a")["conversation"],
            opened.row("d")["conversation"]
        );
    });
}

#[test]
fn responses_join_when_they_share_a_session() {
    let files = [
        connect("a.json", &json!([related("a", 1, SESSION)])),
        connect("b.json", &json!([related("b", 2, &SESSION[..15])])),
        connect("c.json", &json!([related("c", 3, OTHER)])),
    ];
    all_orders(&files, |opened| assert_eq!(conversations(opened), 2));
}

#[test]
fn responses_join_when_they_share_end_user_and_channel() {
    let sessions = |channel: &str| {
        csv(
            "s.csv",
            "Id,StartTime,AgentType,MessagingEndUserId,MessagingChannelId",
            &[
                &format!(
                    "{SESSION},2025-01-06T00:00:00Z,Bot,0PAEx0000000001OAA,0MjEx0000000001KAA"
                ),
                &format!("{OTHER},2025-01-06T01:00:00Z,Bot,0PAEx0000000001,{channel}"),
            ],
        )
    };
    let files = |channel| {
        [
            connect("a.json", &json!([related("a", 1, SESSION)])),
            connect("b.json", &json!([related("b", 3_601, OTHER)])),
            sessions(channel),
        ]
    };
    all_orders(&files("0MjEx0000000001KAA"), |opened| {
        assert_eq!(conversations(opened), 1);
    });
    all_orders(&files("0MjEx0000000002KAA"), |opened| {
        assert_eq!(conversations(opened), 2);
    });
}

#[test]
fn an_end_user_known_by_platform_key_joins_answers_that_share_nothing_else() {
    let users = csv(
        "u.csv",
        "Id,Name,MessagingPlatformKey,MessagingChannelId",
        &["0PAEx0000000001OAA,Kim Lee,kim,0MjEx0000000001KAA"],
    );
    let files = [
        connect("a.json", &json!([said("a", 1, "x")])),
        connect("b.json", &json!([said("b", 2, "x")])),
    ];
    assert_eq!(conversations(&open(&files)), 2, "nothing ties them");
    let [a, b] = files;
    all_orders(&[a, b, users], |opened| {
        assert_eq!(conversations(opened), 1);
        assert_eq!(opened.column("actor"), ["Kim Lee"; 2]);
    });
}

#[test]
fn a_conversation_without_an_id_is_called_by_its_smallest_entry() {
    let opened = open(&[connect(
        "a.json",
        &json!([said("m2", 1, "x"), said("m1", 2, "x")]),
    )]);
    assert_eq!(opened.column("conversation"), ["unknown:m1"; 2]);
    for row in opened.rows() {
        assert_eq!(row["flags"], json!(["conversation_inferred"]));
    }
}

#[test]
fn a_conversation_is_called_by_its_uuid_before_its_record_id() {
    let uuid = "cee38146-34f1-41a2-a96c-a5c4c9b8b62b";
    let sessions = two_sessions();
    let entries = connect("a.json", &json!([related("a", 20, SESSION)]));
    let opened = open(&[sessions.clone(), entries.clone()]);
    assert_eq!(opened.column("conversation"), ["0ZcEx0000000001KAA"]);
    assert_eq!(opened.row("a")["flags"], json!([]));
    let names = csv(
        "c.csv",
        "Id,ConversationIdentifier",
        &[&format!("0ZcEx0000000001KAA,{uuid}")],
    );
    all_orders(&[sessions, entries, names], |opened| {
        assert_eq!(opened.column("conversation"), [uuid]);
        assert!(opened.timeline.conversation(uuid).is_some());
    });
}

#[test]
fn people_of_one_name_are_not_one_conversation() {
    let named = |id: &str, subject: &str| {
        with(
            listed(id, "Message", 1, &words("x")),
            &json!({ "senderDisplayName": "Kim Lee",
            "sender": { "role": "EndUser", "subject": subject } }),
        )
    };
    let files = [
        connect("a.json", &json!([named("a", "k1")])),
        connect("b.json", &json!([named("b", "k2")])),
        csv(
            "u.csv",
            "Id,Name,MessagingPlatformKey,MessagingChannelId",
            &[
                "0PAEx0000000001OAA,Kim Lee,k1,0MjEx0000000001KAA",
                "0PAEx0000000002OAA,Kim Lee,k2,0MjEx0000000001KAA",
            ],
        ),
    ];
    all_orders(&files, |opened| assert_eq!(conversations(opened), 2));
}

#[test]
fn a_key_that_two_people_share_joins_nobody() {
    let files = [
        connect("a.json", &json!([said("a", 1, "x")])),
        connect("b.json", &json!([said("b", 2, "x")])),
        csv(
            "u.csv",
            "Id,Name,MessagingPlatformKey,MessagingChannelId",
            &[
                "0PAEx0000000001OAA,Kim Lee,kim,0MjEx0000000001KAA",
                "0PAEx0000000002OAA,Kim Roe,kim,0MjEx0000000002KAA",
            ],
        ),
    ];
    all_orders(&files, |opened| assert_eq!(conversations(opened), 2));
}

#[test]
fn conversations_come_by_first_time_then_id() {
    let files = [
        connect("a.json", &json!([said("c", 9, "x")])),
        connect("b.json", &json!([said("b", 5, "x")])),
        connect("c.json", &json!([said("a", 5, "x")])),
    ];
    all_orders(&files, |opened| {
        assert_eq!(opened.column("entry"), ["a", "b", "c"]);
    });
}

#[test]
fn equal_entries_without_an_id_stay_two_in_one_file_and_meet_across_files() {
    let entry = with(
        said("", 1, "ok"),
        &json!({ "identifier": null, "relatedRecords": [SESSION] }),
    );
    let mut second = entry.clone();
    second["identifier"] = json!("");
    let one = connect("a.json", &json!([entry, second]));
    let two = connect("b.json", &json!([entry, said("b", 5, "x")]));
    all_orders(&[one, two], |opened| {
        assert_eq!(opened.column("text"), ["ok", "ok", "x"]);
        assert!(
            opened.column("entry")[0]
                .as_str()
                .unwrap()
                .starts_with("content:")
        );
    });
}

#[test]
fn copies_of_another_entry_type_do_not_hide_the_richer_one() {
    // On the platform every type of entry is a `Text` row, also what the payload calls a join.
    let join = listed(
        "p",
        "ParticipantChanged",
        1,
        &json!({ "entries": [{ "operation": "add", "displayName": "Ana", "participant": { "role": "Agent", "subject": "x" } }] }),
    );
    let row = format!("p,{SESSION},System,,2025-01-06T00:00:01Z,0,1,,Sent");
    let files = [
        connect("z.json", &json!([join])),
        csv("a.csv", ENTRY, &[&row]),
    ];
    all_orders(&files, |opened| {
        assert_eq!(opened.row("p")["kind"], "ParticipantChanged");
        assert_eq!(opened.row("p")["text"], "Ana joined");
    });
}

#[test]
fn an_option_chosen_by_identifier_shows_the_words_of_its_offer() {
    let offer = |id: &str, second: i64, title: &str| {
        listed(
            id,
            "Message",
            second,
            &json!({ "abstractMessage": { "messageType": "ChoicesMessage", "choices": {
            "formatType": "Buttons", "text": "?", "optionItems": [
                { "optionIdentifier": "o1", "titleItem": { "title": title } }, { "optionIdentifier": "o2", "title": "No" }] } } }),
        )
    };
    let choice = |id: &str, second: i64, option: &str, reply: Value| {
        listed(
            id,
            "Message",
            second,
            &json!({ "abstractMessage": { "messageType": "ChoicesResponseMessage", "inReplyToMessageId": reply,
            "choicesResponse": { "formatType": "Selections", "selectedOptions": [{ "optionIdentifier": option }] } } }),
        )
    };
    let files = [
        connect(
            "a.json",
            &json!([offer("first", 1, "Yes"), offer("second", 3, "Sure")]),
        ),
        connect(
            "b.json",
            &json!([
                offer("first", 1, "Yes"),
                choice("early", 2, "o1", json!(null)),
                choice("late", 4, "o1", json!(null)),
                choice("answer", 5, "o1", json!("first")),
                choice("unknown", 6, "o9", json!(null)),
            ]),
        ),
    ];
    all_orders(&files, |opened| {
        assert_eq!(opened.row("early")["text"], "Yes");
        assert_eq!(
            opened.row("late")["text"],
            "Sure",
            "the last offer before it"
        );
        assert_eq!(
            opened.row("answer")["text"],
            "Yes",
            "the message it answers"
        );
        assert_eq!(
            opened.row("answer")["choices"],
            json!([{ "title": "Yes", "id": "o1", "selected": true }])
        );
        assert_eq!(opened.row("unknown")["text"], json!(null));
    });
}

#[test]
fn an_owner_goes_by_the_name_that_another_file_tells() {
    use sealed_transcript::{
        archive::Archive,
        export::{Lens, SessionSummary},
        intake::Intake,
        limits::Limits,
        timeline::Timeline,
    };
    let files = [
        (
            "sessions.csv",
            "Id,OwnerId,StartTime,AgentType\n0MwKj000007sdiM,005Kj000007sdiM,2025-01-10T11:20:00Z,Agent\n",
        ),
        (
            "users.json",
            r#"{"records":[{"attributes":{"type":"User"},"Id":"005Kj000007sdiM","Name":"Olivia Brown"}]}"#,
        ),
        (
            "entries.json",
            r#"{"conversationEntries":[{"identifier":"a","serverReceivedTimestamp":1736508015579,"messageText":"hi","sender":{"role":"Agent","subject":"005Kj000007sdiM"},"relatedRecords":["0MwKj000007sdiM"]}]}"#,
        ),
    ];
    let mut archive = Archive::default();
    for (name, text) in files {
        let mut file = Intake::new(&mut archive, name, Limits::default());
        file.feed(&mut archive, text.as_bytes());
        file.finish(&mut archive);
    }
    let timeline = Timeline::build(&archive);
    let session = &timeline.conversations[0].sessions[0];
    let summary = SessionSummary::new(session, Lens::Original);
    assert_eq!(summary.owner.as_deref(), Some("Olivia Brown"));
}

#[test]
fn pages_that_overlap_anywhere_are_merged_where_they_share_an_id_and_nowhere_else() {
    const ENTRIES: usize = 1_500;
    let mut dice = Dice(7);
    let id = |nth: usize| format!("{:08x}-1111-4111-8111-{:012x}", nth * 40_503, nth * 77);
    let entry = |nth: usize| {
        let session = [SESSION, OTHER][nth / 40 % 2];
        related(&id(nth), nth as i64, session)
    };
    // All of them once, and ranges of them again, some in another order.
    let mut ranges: Vec<_> = (0..ENTRIES)
        .step_by(250)
        .map(|from| from..from + 250)
        .collect();
    ranges.extend((0..6).map(|_| {
        let from = dice.below(ENTRIES - 60);
        from..from + 1 + dice.below(60)
    }));
    let pages = ranges.iter().enumerate().map(|(nth, range)| {
        let mut entries: Vec<Value> = range.clone().map(entry).collect();
        if nth % 2 == 1 {
            dice.shuffle(&mut entries);
        }
        connect(&format!("page{nth}.json"), &Value::from(entries))
    });
    let mut pages: Vec<File> = pages.collect();
    let read: usize = ranges.iter().map(ExactSizeIterator::len).sum();
    let mut all = Vec::new();
    for _ in 0..3 {
        let opened = open(&pages);
        opened.assert_balanced();
        let total = &opened.inspect(Lens::Original)["total"]["entries"];
        assert_eq!(
            (&total["read"], &total["shown"], &total["merged"]),
            (&json!(read), &json!(ENTRIES), &json!(read - ENTRIES))
        );
        let rows = opened.rows();
        assert_eq!(rows.len(), ENTRIES);
        for (nth, row) in rows.iter().enumerate() {
            let sources = ranges.iter().filter(|range| range.contains(&nth)).count();
            assert_eq!(row["entry"], id(nth));
            assert_eq!(row["session"], [SESSION, OTHER][nth / 40 % 2]);
            assert_eq!(
                row["sources"].as_array().map(Vec::len),
                Some(sources),
                "{nth}"
            );
        }
        all.push(rows);
        dice.shuffle(&mut pages);
    }
    assert!(all.windows(2).all(|two| two[0] == two[1]));
}
