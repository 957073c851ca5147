//! What nobody documented survives to the transcript, the export and the report.

use fixtures::{scenario, truth::World, write};
use sealed_transcript::export::Lens;
use serde_json::json;

use crate::support::{connect, listed, open, said, with, words};

#[test]
fn an_unknown_entry_type_keeps_its_name_and_payload() {
    let world = World::of(scenario::nameless());
    for format in &write::Format::ALL[1..3] {
        let opened = open(&write::entries(&world, *format));
        let rows = opened.rows();
        let row = rows
            .iter()
            .find(|row| row["kind"] == "HologramProjected")
            .unwrap();
        assert_eq!(row["extra"]["hologram"]["colour"], "green");
        assert_eq!(row["flags"], json!(["unknown_type"]));
        let found = opened.diagnostics();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["code"], "unknown_type");
        assert_eq!(found[0]["path"], "entryType");
    }
}

#[test]
fn an_unknown_entry_type_is_shown_in_camel_case_whatever_its_spelling() {
    let entries = json!([
        listed("a", "BRAND_NEW", 1, &json!({ "x": 1 })),
        listed("b", "brandNew", 2, &json!({ "x": 1 })),
    ]);
    let opened = open(&[connect("a.json", &entries)]);
    assert_eq!(opened.column("kind"), ["BrandNew", "BrandNew"]);
}

#[test]
fn an_unknown_message_type_keeps_its_payload() {
    let payload = json!({ "abstractMessage": { "messageType": "SmellMessage", "smell": { "of": "pine", "strength": 7 } } });
    let opened = open(&[connect(
        "a.json",
        &json!([listed("a", "Message", 1, &payload)]),
    )]);
    let row = opened.row("a");
    assert_eq!(row["kind"], "Message");
    assert_eq!(row["extra"], payload["abstractMessage"]);
    assert_eq!(
        row["flags"],
        json!(["unknown_type", "conversation_inferred"])
    );
    let found = opened.diagnostics();
    assert_eq!(found[0]["code"], "unknown_type");
    assert_eq!(found[0]["record"], 0);
    assert!(!found[0].to_string().contains("pine"));
}

#[test]
fn an_unknown_format_type_keeps_its_payload_and_its_words() {
    for (message, body) in [
        ("StaticContentMessage", "staticContent"),
        ("ChoicesMessage", "choices"),
    ] {
        let payload = json!({ "abstractMessage": { "messageType": message,
            body: { "formatType": "Origami", "text": "unfold me", "creases": [1, 2] } } });
        let opened = open(&[connect(
            "a.json",
            &json!([listed("a", "Message", 1, &payload)]),
        )]);
        let row = opened.row("a");
        assert_eq!(row["text"], "unfold me");
        assert_eq!(row["extra"], payload["abstractMessage"]);
        assert_eq!(opened.diagnostics()[0]["code"], "unknown_type");
    }
}

#[test]
fn unknown_fields_are_counted_by_name() {
    let more = json!({ "brandNew": 1, "older": null });
    let files = [
        connect(
            "a.json",
            &json!([
                with(said("a", 1, "x"), &more),
                with(said("b", 2, "y"), &more)
            ]),
        ),
        connect(
            "b.json",
            &json!([with(listed("c", "Message", 1, &words("x")), &more)]),
        ),
        crate::support::file(
            "c.csv",
            "MessageIdentifier,ConversationId,EntryTime,brandNew\nd,0MwEx0000000001KAA,2025-01-06T00:00:00Z,x\n",
        ),
    ];
    let report = open(&files).inspect(Lens::Original);
    let warning = |at: usize| report["files"][at]["warnings"].to_string();
    assert!(
        warning(0).contains("brandNew (2), older (2)"),
        "{}",
        warning(0)
    );
    assert!(
        warning(1).contains("brandNew (1), older (1)"),
        "{}",
        warning(1)
    );
    assert!(warning(2).contains("brandNew (1)"), "{}", warning(2));
}

#[test]
fn unknown_values_of_roles_and_status_survive() {
    let entries = json!([with(
        said("a", 1, "x"),
        &json!({ "sender": { "role": "Ghost", "subject": "g" } })
    )]);
    let opened = open(&[connect("a.json", &entries)]);
    assert_eq!(opened.row("a")["role"], "Unknown");
    let csv = "Id,StartTime,Status,AgentType,Origin\n0MwEx0000000001AAA,2025-01-06T00:00:00Z,Levitating,Ghost,Dream\n";
    let opened = open(&[crate::support::file("s.csv", csv)]);
    let json = opened.export(
        sealed_transcript::export::ExportFormat::Json,
        Lens::Original,
    );
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    let session = &document["conversations"][0]["sessions"][0];
    assert_eq!(
        (
            &session["status"],
            &session["agentType"],
            &session["origin"]
        ),
        (&json!("Levitating"), &json!("Ghost"), &json!("Dream"))
    );
}
