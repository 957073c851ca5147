//! What each format lets a reader know, exactly; and how it reads.

use std::collections::{HashMap, HashSet};

use fixtures::{
    message_types, scenario,
    truth::{Content, Kind, World},
    write::{self, CloudShape, EventShape, File, Format, Payload, Shape},
};
use sealed_transcript::export::{ExportFormat, Lens};

use serde_json::json;

use crate::support::{connect, file, files, open, said, with};

#[test]
fn every_scenario_in_every_format_gives_the_expected_transcript() {
    let mut worlds: Vec<(String, World)> = scenario::ALL
        .iter()
        .map(|(name, build)| ((*name).to_owned(), World::of(build())))
        .collect();
    worlds.push(("all".to_owned(), scenario::all()));
    worlds.extend((1..4).map(|seed| (format!("random {seed}"), scenario::random(seed, 5))));
    for (name, world) in worlds {
        for format in Format::ALL {
            for with_tables in [false, true] {
                let what = format!("{name}, {}, tables: {with_tables}", format.as_str());
                check(&world, format, with_tables, &what);
            }
        }
    }
}

fn check(world: &World, format: Format, with_tables: bool, what: &str) {
    let opened = open(&files(world, format, with_tables));
    let rows = opened.rows();
    let mut expected = write::expected(world, format);
    if !with_tables && !format.carries().conversation {
        // Without an id of its own, a conversation is called by what the files call it; the order
        // of conversations that begin at different times stays.
        expected.sort_by_key(|entry| {
            let first = |id: &str| {
                let all = world.conversations.iter().find(|one| one.id == id);
                all.and_then(|one| one.entries.first())
                    .map(|entry| entry.at)
            };
            first(&entry.conversation)
        });
    }
    let got: Vec<_> = rows
        .iter()
        .map(|row| row["entry"].as_str().unwrap())
        .collect();
    let wanted: Vec<_> = expected.iter().map(|one| one.identifier.as_str()).collect();
    assert_eq!(got, wanted, "order of {what}");
    for (row, one) in rows.iter().zip(&expected) {
        let text = |field: &str| row[field].as_str().map(str::to_owned);
        if with_tables || format.carries().conversation {
            assert_eq!(
                text("conversation"),
                Some(one.conversation.clone()),
                "{what}"
            );
        }
        if let Some(session) = &one.stated_session {
            assert_eq!(text("session").as_ref(), Some(session), "{what} {row}");
        }
        if with_tables {
            assert_eq!(text("session").as_ref(), Some(&one.session), "{what} {row}");
        }
        assert_eq!(row["role"], one.role, "{what}");
        assert_eq!(row["kind"], one.kind, "{what}");
        assert_eq!(row["atMs"], one.at, "{what}");
        if let Some(client) = one.client_at {
            assert_eq!(row["clientAtMs"], client, "{what}");
            assert_eq!(row["skewMs"], client - one.at, "{what}");
        }
        if one.text.is_some() || one.kind == "Message" {
            assert_eq!(text("text"), one.text, "{what} {row}");
        }
        let conversation = world
            .conversations
            .iter()
            .find(|conversation| conversation.id == one.conversation)
            .unwrap();
        let user = &conversation.end_user;
        match &one.actor {
            // A key is nobody's name.
            Some(key) if *key == user.platform_key => {
                // A phone number is all that a text message tells of its author.
                if !key.starts_with('+') {
                    assert_ne!(text("actor").as_ref(), Some(key), "{what}");
                }
                if with_tables {
                    let name = user.name.as_deref().unwrap_or("Guest");
                    assert_eq!(row["actor"], name, "{what} {row}");
                }
            }
            // The platform puts the subject where a name is missing.
            Some(name) if name.contains('/') || name == "router" => {}
            Some(name) => assert_eq!(text("actor").as_ref(), Some(name), "{what}"),
            None if one.role == "EndUser" && with_tables => {
                let name = user.name.as_deref().unwrap_or("Guest");
                assert_eq!(row["actor"], name, "{what} {row}");
            }
            None => {}
        }
    }
}

fn readable(world: &World, format: Format) -> String {
    open(&files(world, format, true)).export(ExportFormat::Text, Lens::Original)
}

#[test]
fn garden_bench_reads_as_a_person_expects() {
    let world = World::of(scenario::garden_bench());
    insta::assert_snapshot!(readable(&world, Format::Connect));
}

#[test]
fn inactive_reads_as_a_person_expects() {
    let world = World::of(scenario::inactive());
    insta::assert_snapshot!(readable(&world, Format::ALL[1]));
}

#[test]
fn nameless_and_web_chat_read_as_a_person_expects() {
    let world = World {
        conversations: vec![scenario::nameless(), scenario::web_chat(), scenario::sms()],
    };
    insta::assert_snapshot!(readable(&world, Format::ALL[2]));
}

#[test]
fn a_slow_clock_changes_no_place_and_is_said() {
    let world = World::of(scenario::clock_skew());
    insta::assert_snapshot!(readable(&world, Format::ListEntries(Payload::Object)));
}

#[test]
fn equal_times_read_by_sequence_where_there_is_one() {
    let world = World::of(scenario::equal_times());
    insta::assert_snapshot!(readable(&world, Format::ConversationEntry(Shape::Csv)));
}

#[test]
fn an_edited_message_reads_in_its_newest_words() {
    let world = World::of(scenario::inactive());
    insta::assert_snapshot!(readable(&world, Format::ListEntries(Payload::String)));
}

#[test]
fn without_the_session_table_the_sessions_are_there_all_the_same() {
    let world = World::of(scenario::two_sessions());
    let files = write::entries(&world, Format::ListEntries(Payload::Object));
    insta::assert_snapshot!(open(&files).export(ExportFormat::Text, Lens::Original));
}

#[test]
fn pages_that_overlap_read_as_one_answer() {
    let conversation = scenario::garden_bench();
    let page = |(nth, bytes): (usize, Vec<u8>)| File {
        name: format!("page {nth}.json"),
        bytes,
    };
    // Pages of seven and of eleven lie across each other.
    let pages = [7, 11].map(|limit| write::connect_pages(&conversation, limit));
    let files: Vec<File> = pages.concat().into_iter().enumerate().map(page).collect();
    let whole = write::entries(&World::of(conversation), Format::Connect);
    let texts = |files: &[File]| open(files).column("text");
    assert_eq!(texts(&files), texts(&whole));
    open(&files).assert_balanced();
    insta::assert_snapshot!(open(&files).export(ExportFormat::Text, Lens::Original));
}

#[test]
fn a_call_and_chats_of_one_conversation_read_in_one_order() {
    let sessions = "Id,StartTime,EndTime,AgentType,ChannelType,ConversationId\n\
        0MwEx0000000001KAA,2025-01-06T00:00:00Z,2025-01-06T00:10:00Z,Bot,EmbeddedMessaging,0ZcEx0000000001KAA\n\
        0MwEx0000000002KAA,2025-01-06T02:00:00Z,2025-01-06T02:10:00Z,Agent,EmbeddedMessaging,0ZcEx0000000001KAA\n";
    let calls = "Id,CallStartDateTime,CallEndDateTime,VendorCallKey,ConversationId\n\
        0LQEx0000000003OAA,2025-01-06T01:00:00Z,2025-01-06T01:05:00Z,k,0ZcEx0000000001KAA\n";
    let by = |id: &str, second, text: &str, role: &str, record: &str| {
        with(
            said(id, second, text),
            &json!({ "sender": { "role": role, "subject": role }, "relatedRecords": [record] }),
        )
    };
    let call = "0LQEx0000000003OAA";
    let entries = json!([
        by(
            "c1",
            7_205,
            "It is me again, by chat",
            "EndUser",
            "0MwEx0000000002KAA"
        ),
        by(
            "b2",
            3_612,
            "Thank you for calling, I look into it",
            "Agent",
            call
        ),
        by(
            "a1",
            10,
            "My parcel has not come",
            "EndUser",
            "0MwEx0000000001KAA"
        ),
        with(
            by("b1", 3_600, "Hello, I was chatting before", "EndUser", call),
            &json!({ "clientDuration": 2_500 }),
        ),
        by("a2", 11, "Please call us", "Bot", "0MwEx0000000001KAA"),
    ]);
    let opened = open(&[
        file("sessions.csv", sessions),
        file("calls.csv", calls),
        connect("entries.json", &entries),
    ]);
    insta::assert_snapshot!(opened.export(ExportFormat::Text, Lens::Original));
}

#[test]
fn a_bot_history_uploaded_in_reverse_reads_forward() {
    let conversation = scenario::bot_only();
    let history = File {
        name: "history.json".to_owned(),
        bytes: write::bot_history(&conversation, true),
    };
    insta::assert_snapshot!(open(&[history]).export(ExportFormat::Text, Lens::Original));
}

/// Order, session and participant of every entry against what truly happened, wherever a format
/// and the tables carry them.
#[test]
fn every_entry_of_random_conversations_is_in_its_place_session_and_hands() {
    for seed in 100..104 {
        let world = scenario::random(seed, 6);
        for format in Format::ALL {
            let rows = open(&files(&world, format, true)).rows();
            for conversation in &world.conversations {
                let own: Vec<_> = rows
                    .iter()
                    .filter(|row| row["conversation"] == *conversation.id)
                    .collect();
                let mut before = i64::MIN;
                let mut hands: HashMap<usize, String> = HashMap::new();
                for row in own {
                    let truth = conversation.entry(row["entry"].as_str().unwrap()).unwrap();
                    assert!(truth.at >= before, "order");
                    before = truth.at;
                    assert_eq!(row["session"], *conversation.session(truth).id);
                    let label = row["participant"].as_str().unwrap().to_owned();
                    let known = hands.entry(truth.author).or_insert_with(|| label.clone());
                    assert_eq!(*known, label, "one author, one participant");
                }
                let labels: HashSet<&String> = hands.values().collect();
                assert_eq!(labels.len(), hands.len(), "two authors, two participants");
            }
        }
    }
}

#[test]
fn rich_messages_read_as_a_person_expects() {
    let world = World::of(scenario::rich_messages());
    insta::assert_snapshot!(readable(&world, Format::ALL[1]));
}

#[test]
fn rich_messages_show_what_their_types_state_in_every_family_with_payloads() {
    let conversation = scenario::rich_messages();
    let world = World::of(conversation.clone());
    let single = |name: &str, bytes| vec![crate::support::file(name, bytes)];
    let mut families = vec![
        ("list entries", files(&world, Format::ALL[1], false)),
        (
            "list entries, strings",
            files(&world, Format::ALL[2], false),
        ),
        (
            "bot history",
            single("h.json", write::bot_history(&conversation, false)),
        ),
    ];
    families.extend(EventShape::ALL.map(|shape| {
        (
            "events",
            single("e.jsonl", write::partner_events(&conversation, shape)),
        )
    }));
    families.extend(
        CloudShape::ALL.map(|shape| ("rows", single("r", write::data_cloud(&conversation, shape)))),
    );
    let types = message_types();
    for (family, files) in families {
        let opened = open(&files);
        let mut checked = 0;
        for entry in &conversation.entries {
            let Kind::Message(Content::Rich { name, .. }) = &entry.kind else {
                continue;
            };
            let row = opened.row(&entry.id);
            let stated = &types.iter().find(|one| one.name == *name).unwrap().row;
            for (member, value) in stated.as_object().unwrap() {
                match member.as_str() {
                    "extra" => assert!(row["extra"].is_object(), "{family} {name}"),
                    // Chosen by identifier: the words are those of what was asked.
                    "choices" | "form" if name.contains("by-id") || name.starts_with("picked") => {
                        assert_eq!(
                            row["text"].as_str(),
                            entry.text.as_deref(),
                            "{family} {name}"
                        );
                    }
                    "choices" | "links" | "attachments" | "cards" | "form" => {
                        let got = row[member].as_array().unwrap();
                        for (got, value) in got.iter().zip(value.as_array().unwrap()) {
                            for (key, value) in value.as_object().unwrap() {
                                assert_eq!(got[key], *value, "{family} {name} {member}");
                            }
                        }
                        assert_eq!(
                            got.len(),
                            value.as_array().unwrap().len(),
                            "{family} {name}"
                        );
                    }
                    _ => assert_eq!(row[member], *value, "{family} {name} {member}"),
                }
            }
            checked += 1;
        }
        assert_eq!(checked, 14, "{family}");
    }
}

#[test]
fn answers_by_identifier_get_their_words_from_any_file_and_any_order() {
    let conversation = scenario::rich_messages();
    let whole = &files(&World::of(conversation.clone()), Format::ALL[1], false)[0];
    let document: serde_json::Value = serde_json::from_slice(&whole.bytes).unwrap();
    // One entry a file, the answers first, and nothing but the reply to tie them together.
    let alone: Vec<_> = document["conversationEntries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["entryType"] == "Message")
        .enumerate()
        .map(|(nth, entry)| {
            let mut entry = entry.clone();
            entry["relatedRecords"] = serde_json::json!([]);
            crate::support::connect(&format!("{nth:02}.json"), &serde_json::json!([entry]))
        })
        .collect();
    for files in [alone.clone(), alone.into_iter().rev().collect()] {
        let opened = open(&files);
        let named = |name: &str| {
            let entry = conversation.entries.iter().find(|entry| {
                matches!(&entry.kind, Kind::Message(Content::Rich { name: own, .. }) if own == name)
            });
            opened.row(&entry.unwrap().id)
        };
        let picked = named("picked-by-id");
        assert_eq!(picked["text"], "Returns");
        assert_eq!(picked["choices"][0]["title"], "Returns");
        assert_eq!(picked["inReplyTo"], named("buttons")["entry"]);
        assert_eq!(picked["conversation"], named("buttons")["conversation"]);
        assert_eq!(named("picked-time")["text"], "2025-04-11T16:00:00Z, 60 min");
        let form = &named("form-answers-by-id")["form"];
        assert_eq!(form[0]["label"], "Order number");
        assert_eq!(form[0]["value"], "NW-48213");
        assert_eq!(form[1]["label"], "Reason");
        assert_eq!(form[1]["value"], "Broken");
    }
}
