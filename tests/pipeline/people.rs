//! One participant behind many names and keys, and what told their role.

use sealed_transcript::export::{ExportFormat, Lens};
use serde_json::{Value, json};

use crate::support::{Opened, connect, file, listed, open, said, with, words};

fn people(opened: &Opened) -> Vec<Value> {
    let rows = opened.rows();
    let shown = ["entry", "participant", "role", "roleBy"];
    rows.iter()
        .map(|row| json!(shown.map(|field| row[field].clone())))
        .collect()
}

fn from(value: Value, role: &str, subject: &str) -> Value {
    with(
        value,
        &json!({ "sender": { "role": role, "subject": subject } }),
    )
}

#[test]
fn a_customer_is_one_whether_by_key_by_record_or_by_no_name_at_all() {
    let key = "v2/iamessage/UNAUTH/NA/uid:1";
    let users = file(
        "users.csv",
        format!("Id,Name,MessagingPlatformKey\n0PAEx0000000001OAA,Guest,{key}\n"),
    );
    let rows = file(
        "rows.csv",
        "MessageIdentifier,ConversationId,ActorType,ActorId,EntryTime,Message\n\
         b,0MwEx0000000001KAA,EndUser,0PAEx0000000001,2025-01-06T00:00:02Z,x\n",
    );
    let nobody = with(
        said("c", 3, "x"),
        &json!({ "sender": { "role": "EndUser" } }),
    );
    let entries = json!([
        with(
            from(said("a", 1, "x"), "EndUser", key),
            &json!({ "relatedRecords": ["0MwEx0000000001KAA"] })
        ),
        nobody,
        from(said("d", 4, "x"), "Agent", "005Ex0000000001"),
        from(said("e", 5, "x"), "Agent", "005Ex0000000001IAA"),
        from(said("f", 6, "x"), "Agent", "005Ex0000000002IAA"),
    ]);
    let opened = open(&[users, rows, connect("a.json", &entries)]);
    assert_eq!(
        opened.column("participant"),
        [
            "EndUser-1",
            "EndUser-1",
            "EndUser-1",
            "Agent-1",
            "Agent-1",
            "Agent-2"
        ],
    );
    // Whoever took part is called the same beside the transcript, under each of their keys.
    let export = opened.export(ExportFormat::Json, Lens::Original);
    let export: Value = serde_json::from_str(&export).unwrap();
    let took_part = export["conversations"][0]["participants"]
        .as_array()
        .unwrap();
    let labels: Vec<Value> = took_part
        .iter()
        .map(|one| json!([one["id"], one["participant"]]))
        .collect();
    for expected in [
        json!([key, "EndUser-1"]),
        json!(["0PAEx0000000001OAA", "EndUser-1"]),
        json!(["005Ex0000000001IAA", "Agent-1"]),
        json!(["005Ex0000000002IAA", "Agent-2"]),
    ] {
        assert!(labels.contains(&expected), "{expected} in {labels:?}");
    }
}

#[test]
fn two_agents_of_one_name_are_two() {
    let named = |id: &str, second, subject| {
        let entry = from(listed(id, "Message", second, &words("x")), "Agent", subject);
        with(entry, &json!({ "senderDisplayName": "Sam" }))
    };
    let entries = json!([
        named("a", 1, "005Ex0000000001IAA"),
        named("b", 2, "005Ex0000000002IAA")
    ]);
    let opened = open(&[connect("a.json", &entries)]);
    assert_eq!(opened.column("actor"), ["Sam", "Sam"]);
    assert_eq!(opened.column("participant"), ["Agent-1", "Agent-2"]);
}

#[test]
fn every_role_says_what_told_it() {
    let visitor = file(
        "visitors.json",
        json!({ "totalSize": 1, "done": true, "records": [{ "attributes": { "type": "BotDefinition" },
            "Id": "0XxEx0000000001KAA", "Name": "Ada" }] })
        .to_string(),
    );
    let entries = json!([
        from(said("stated", 1, "x"), "Agent", "005Ex0000000001IAA"),
        from(said("number", 2, "x"), "4", "005Ex0000000001IAA"),
        from(said("key", 3, "x"), "7", "v2/iamessage/UNAUTH/NA/uid:2"),
        from(said("table", 4, "x"), "9", "0XxEx0000000001KAA"),
        from(said("stranger", 5, "x"), "9", "005Ex0000000005IAA"),
        with(said("nobody", 6, "x"), &json!({ "sender": null })),
    ]);
    let opened = open(&[visitor, connect("a.json", &entries)]);
    assert_eq!(
        people(&opened),
        [
            json!(["stated", "Agent-1", "Agent", "stated"]),
            json!(["number", "Agent-1", "Agent", "peer"]),
            json!(["key", "EndUser-1", "EndUser", "key"]),
            json!(["table", "Bot-1", "Bot", "table"]),
            json!(["stranger", "Unknown-1", "Unknown", "unknown"]),
            json!(["nobody", "Unknown-2", "Unknown", "unknown"]),
        ],
    );
}
