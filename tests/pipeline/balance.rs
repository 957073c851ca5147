//! Nothing is lost: read = shown + merged + filtered + diagnosed.

use fixtures::{
    broken, scenario,
    truth::World,
    write::{self, File, Format},
};
use sealed_transcript::export::Lens;
use serde_json::json;

use crate::support::{connect, file, files, listed, open, said};

#[test]
fn every_format_counts_what_the_fixtures_wrote() {
    let worlds = [
        scenario::all(),
        scenario::random(3, 8),
        scenario::random(4, 8),
    ];
    for world in worlds {
        for format in Format::ALL {
            for with_tables in [false, true] {
                let opened = open(&files(&world, format, with_tables));
                opened.assert_balanced();
                let total = &opened.inspect(Lens::Original)["total"]["entries"];
                let balance = write::balance(&world, format);
                let expected = json!({ "read": balance.read, "shown": balance.shown,
                    "merged": balance.merged, "filtered": balance.filtered, "diagnosed": 0 });
                assert_eq!(*total, expected, "{}", format.as_str());
            }
        }
    }
}

#[test]
fn the_same_file_twice_is_merged_whole() {
    let world = World::of(scenario::inactive());
    for format in Format::ALL {
        let once = write::entries(&world, format);
        let mut twice = once.clone();
        twice.extend(once.iter().map(|one| File {
            name: format!("copy of {}", one.name),
            bytes: one.bytes.clone(),
        }));
        let opened = open(&twice);
        opened.assert_balanced();
        let balance = write::balance(&world, format);
        let total = &opened.inspect(Lens::Original)["total"]["entries"];
        assert_eq!(total["read"], 2 * balance.read);
        assert_eq!(total["shown"], balance.shown);
        assert_eq!(total["filtered"], 2 * balance.filtered);
        let texts = |opened: &crate::support::Opened| opened.column("text");
        assert_eq!(texts(&opened), texts(&open(&once)), "no word twice");
    }
}

#[test]
fn broken_inputs_show_and_diagnose_what_the_fixtures_say() {
    for input in broken() {
        let opened = open(std::slice::from_ref(&input.file));
        opened.assert_balanced();
        let total = &opened.inspect(Lens::Original)["total"]["entries"];
        assert_eq!(
            total["shown"], input.shown,
            "{}: {}",
            input.file.name, input.wrong
        );
        assert_eq!(
            total["diagnosed"], input.diagnosed,
            "{}: {}",
            input.file.name, input.wrong
        );
    }
    let all: Vec<_> = broken().into_iter().map(|input| input.file).collect();
    open(&all).assert_balanced();
}

#[test]
fn elements_that_are_no_entries_are_diagnosed_each() {
    let entries =
        json!([said("a", 1, "one"), "a string", 7, null, ["an", "array"], {}, { "other": 1 }]);
    let opened = open(&[connect("a.json", &entries)]);
    opened.assert_balanced();
    let total = &opened.inspect(Lens::Original)["total"]["entries"];
    assert_eq!(
        *total,
        json!({ "read": 7, "shown": 1, "merged": 0, "filtered": 0, "diagnosed": 6 })
    );
}

#[test]
fn rows_that_all_fail_are_still_counted() {
    let csv = "ConversationId,EntryTime,ActorType\n0MwEx0000000001AAA,2025-01-06T00:00:00Z,Bot,x\n";
    let opened = open(&[file("a.csv", csv)]);
    opened.assert_balanced();
    assert_eq!(
        opened.inspect(Lens::Original)["total"]["entries"]["diagnosed"],
        1
    );
}

#[test]
fn a_payload_that_cannot_be_opened_hides_no_entry() {
    let mut entry = listed("a", "Message", 1, &json!({}));
    entry["entryPayload"] = json!("{ not json");
    let opened = open(&[connect("a.json", &json!([entry]))]);
    opened.assert_balanced();
    assert_eq!(opened.column("entry"), ["a"]);
    let found = opened.diagnostics();
    assert_eq!(
        (&found[0]["code"], &found[0]["path"]),
        (&json!("bad_field"), &json!("entryPayload"))
    );
}

#[test]
fn an_update_and_a_failure_without_their_message_are_shown() {
    let entries = json!([
        listed(
            "u",
            "MessageUpdated",
            1,
            &json!({ "updatedMessage": { "id": "gone",
            "messageType": "StaticContentMessage", "staticContent": { "formatType": "Text", "text": "new" } } })
        ),
        listed(
            "f",
            "MessageDeliveryFailed",
            2,
            &json!({ "errorCode": "30003",
            "failedConversationEntryIdentifier": "gone" })
        ),
    ]);
    let opened = open(&[connect("a.json", &entries)]);
    opened.assert_balanced();
    assert_eq!(opened.column("entry"), ["u", "f"]);
    assert_eq!(opened.row("u")["text"], "new");
    assert_eq!(opened.row("f")["statusCode"], "30003");
}
