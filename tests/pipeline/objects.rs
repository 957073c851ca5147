//! Every object of the messaging model, in JSON and in CSV.

use fixtures::{
    scenario,
    truth::{Role, World},
    write::{self, Format, Object, Payload, Shape},
};
use sealed_transcript::export::{ExportFormat, Lens};
use serde_json::{Value, json};

use crate::support::{DAY, Dice, Opened, connect, file, files, open, redacted, said, tables};

const LIST: Format = Format::ListEntries(Payload::Object);

fn related(world: &World, shape: Shape) -> Vec<write::File> {
    Object::RELATED
        .into_iter()
        .map(|object| write::table(world, object, shape))
        .collect()
}

/// The conversations of the JSON export.
fn blocks(opened: &Opened, lens: Lens<'_>) -> Vec<Value> {
    let export: Value = serde_json::from_str(&opened.export(ExportFormat::Json, lens)).unwrap();
    export["conversations"].as_array().unwrap().clone()
}

fn cells(record: &Value) -> Vec<(&str, &str)> {
    let fields = record["fields"].as_array().unwrap().iter();
    fields
        .map(|cell| (cell[0].as_str().unwrap(), cell[1].as_str().unwrap()))
        .collect()
}

#[test]
fn a_table_in_json_and_in_csv_would_tell_different_things() {
    let world = scenario::all();
    let mut told = Vec::new();
    for shape in [Shape::Rest, Shape::SfCli, Shape::Csv] {
        let mut every = files(&world, LIST, true);
        every.extend(related(&world, shape));
        let opened = open(&every);
        for file in opened.inspect(Lens::Original)["files"].as_array().unwrap() {
            assert_ne!(file["format"], "unrecognised", "{file}");
        }
        told.push(opened.rows());
    }
    for other in &told[1..] {
        assert_eq!(told[0].len(), other.len());
        for (one, other) in told[0].iter().zip(other) {
            assert_eq!(one, other);
        }
    }
}

#[test]
fn a_populated_field_of_a_table_would_be_lost() {
    let world = scenario::all();
    let tables: Vec<write::File> = Object::ALL
        .into_iter()
        .chain(Object::RELATED)
        .filter(|object| *object != Object::ConversationEntry)
        .map(|object| write::table(&world, object, Shape::Rest))
        .collect();
    let mut every = files(&world, LIST, false);
    every.extend(tables.clone());
    let export = open(&every).export(ExportFormat::Json, Lens::Original);
    let mut checked = 0;
    for table in &tables {
        let answer: Value = serde_json::from_slice(&table.bytes).unwrap();
        for record in answer["records"].as_array().unwrap() {
            for (name, value) in record.as_object().unwrap() {
                if name == "attributes"
                    || value.is_null()
                    || name.contains('_') && name != "Email__c"
                {
                    continue;
                }
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                let cell = serde_json::to_string(&[name, &text]).unwrap();
                assert!(export.contains(&cell), "{}: {cell}", table.name);
                checked += 1;
            }
        }
    }
    assert!(checked > 1_000);
}

#[test]
fn who_joined_and_left_would_not_be_known() {
    let world = scenario::all();
    for (with_rows, with_entries) in [(true, true), (false, true), (true, false)] {
        let format = if with_entries { LIST } else { Format::Connect };
        let mut every = files(&world, format, true);
        if with_rows {
            every.push(write::table(
                &world,
                Object::ConversationParticipant,
                Shape::Csv,
            ));
        }
        let blocks = blocks(&open(&every), Lens::Original);
        for conversation in &world.conversations {
            let block = blocks
                .iter()
                .find(|block| block["conversation"] == *conversation.id)
                .unwrap();
            for (place, one) in conversation.participants.iter().enumerate() {
                if one.role != Role::Agent {
                    continue;
                }
                let (joined, left) = write::presence(conversation, place);
                let found = block["participants"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|found| found["name"].as_str() == one.name.as_deref());
                let found = found.unwrap_or_else(|| panic!("{} in {block}", one.subject));
                assert_eq!(found["role"], "Agent");
                // Rows have whole seconds.
                let near = |found: &Value, at: Option<i64>| {
                    found.as_i64().map(|at| at / 1_000) == at.map(|at| at / 1_000)
                };
                assert!(near(&found["joinedMs"], joined), "{found} {joined:?}");
                assert!(near(&found["leftMs"], left), "{found} {left:?}");
            }
        }
    }
}

#[test]
fn sub_queries_would_tell_less_than_their_tables() {
    let world = scenario::all();
    let flat = open(&[
        write::table(&world, Object::MessagingSession, Shape::Rest),
        write::table(&world, Object::Conversation, Shape::Rest),
        write::table(&world, Object::ConversationEntry, Shape::Rest),
        write::table(&world, Object::MessagingSessionMetrics, Shape::Rest),
    ]);
    let nested = open(&[write::nested(&world)]);
    let told = |opened: &Opened| -> Vec<Value> {
        let mut rows = opened.rows();
        for row in &mut rows {
            row["sources"].take();
        }
        rows
    };
    assert_eq!(told(&nested), told(&flat));
    let metrics = |opened: &Opened| -> Vec<Value> {
        let mut blocks = blocks(opened, Lens::Original);
        blocks
            .iter_mut()
            .map(|block| {
                let sessions = block["sessions"].as_array().unwrap();
                sessions
                    .iter()
                    .map(|session| session["metrics"].clone())
                    .collect()
            })
            .collect()
    };
    assert_eq!(metrics(&nested), metrics(&flat));
    let owned = world.sessions().find_map(|(conversation, session)| {
        let mut all = conversation.participants.iter();
        let owner = all.find(|one| session.owner.starts_with(&one.subject))?;
        Some((session.id.clone(), owner.name.clone()?))
    });
    let (id, owner) = owned.unwrap();
    let all = blocks(&nested, Lens::Original);
    let mut sessions = all
        .iter()
        .flat_map(|block| block["sessions"].as_array().unwrap());
    let session = sessions.find(|session| session["session"] == *id).unwrap();
    assert_eq!(session["owner"], *owner);
}

#[test]
fn a_sub_query_that_was_cut_off_would_pass_for_whole() {
    let answer = json!({ "totalSize": 1, "done": true, "records": [{
        "attributes": { "type": "MessagingSession", "url": "/" },
        "Id": "0MwKj000007sdiMKAQ",
        "ConversationEntries": { "totalSize": 2100, "done": false, "nextRecordsUrl": "/x", "records": [
            { "Id": "0LeKj000007sdiMKAQ", "EntryTime": "2025-01-06T00:00:00.000+0000", "Message": "hi" },
        ]},
    }]});
    let opened = open(&[file("q.json", answer.to_string())]);
    let gaps = opened.inspect(Lens::Original)["files"][0]["gaps"].take();
    let gap = gaps
        .as_array()
        .unwrap()
        .iter()
        .find(|gap| gap["code"] == "more_pages");
    assert_eq!(
        gap.unwrap()["message"],
        "the answer to the sub-query ConversationEntries holds 1 rows and has a next page (nextRecordsUrl is set) that is not among the files"
    );
    assert_eq!(opened.rows()[0]["session"], "0MwKj000007sdiMKAQ");
}

#[test]
fn a_cut_off_sub_query_would_be_missed_though_its_next_page_is_there() {
    let entry = |n: usize| {
        json!({ "attributes": { "type": "ConversationEntry" }, "Id": format!("0LeKj00000{n:05}KAQ"),
            "ConversationId": "0MwKj000007sdiMKAQ", "EntryTime": "2025-01-06T00:00:00.000+0000", "Message": "hi" })
    };
    let outer = |next: &Value| {
        let answer = json!({ "totalSize": 1, "done": true, "records": [{
            "attributes": { "type": "MessagingSession", "url": "/" },
            "Id": "0MwKj000007sdiMKAQ",
            "ConversationEntries": { "totalSize": 3, "done": false, "nextRecordsUrl": next, "records": [entry(1), entry(2)] },
        }]});
        file("q.json", answer.to_string())
    };
    let cursor = json!("/services/data/v62.0/query/01gEx0000000001-2");
    let rest = json!({ "totalSize": 3, "done": true, "records": [entry(3)] });
    let more = |files: &[write::File]| {
        let report = open(files).inspect(Lens::Original);
        report["files"][0]["gaps"]
            .to_string()
            .matches("more_pages")
            .count()
    };
    assert_eq!(more(&[outer(&cursor)]), 1);
    assert_eq!(more(&[outer(&Value::Null)]), 1);
    assert_eq!(more(&[outer(&cursor), file("r.json", rest.to_string())]), 0);
}

#[test]
fn names_behind_ids_would_depend_on_the_kind_of_row() {
    let mut entry = said("e1", 5, "hello");
    entry["sender"] = json!({ "role": "Agent", "appType": "agent", "subject": "005Kj000007sdiM" });
    entry["relatedRecords"] = json!(["0MwKj000007sdiM"]);
    let entries = connect("entries.json", &json!([entry]));
    let session = "Id,StartTime,OwnerId,EndUserContactId\n0MwKj000007sdiMKAQ,2025-01-06T00:00:00Z,005Kj000007sdiMIAQ,003Kj000007sdiMIAQ\n";
    let named = |files: &[write::File]| {
        let mut every = vec![entries.clone(), file("sessions.csv", session)];
        every.extend(files.iter().cloned());
        let opened = open(&every);
        let block = &blocks(&opened, Lens::Original)[0];
        let session = &block["sessions"][0];
        (
            opened.row("e1")["actor"].clone(),
            session["owner"].clone(),
            session["names"].clone(),
        )
    };
    // A table of users, with names in one column or two.
    for users in [
        "Id,Name\n005Kj000007sdiMIAQ,Ada Byron\n",
        "ID,FIRSTNAME,LASTNAME\n005Kj000007sdiM,Ada,Byron\n",
    ] {
        let (actor, owner, _) = named(&[file("users.csv", users)]);
        assert_eq!(
            (actor, owner),
            (json!("Ada Byron"), json!("Ada Byron")),
            "{users}"
        );
    }
    // A column of another table, dotted in CSV and nested in JSON.
    let work = "Id,WorkItemId,USERID,USER.NAME\n0BzKj000007sdiMKAQ,0MwKj000007sdiMKAQ,005Kj000007sdiMIAQ,Ada Byron\n";
    let (actor, owner, _) = named(&[file("work.csv", work)]);
    assert_eq!((actor, owner), (json!("Ada Byron"), json!("Ada Byron")));
    let nested = json!({ "records": [{
        "attributes": { "type": "AgentWork" }, "Id": "0BzKj000007sdiMKAQ",
        "WorkItemId": "0MwKj000007sdiMKAQ",
        "User": { "attributes": { "type": "User" }, "Id": "005Kj000007sdiM", "Name": "Ada Byron" },
    }]});
    let (actor, ..) = named(&[file("work.json", nested.to_string())]);
    assert_eq!(actor, "Ada Byron");
    // Contacts stand behind ids in fields.
    let contact = "Id,Name\n003Kj000007sdiMIAQ,Mary Shelley\n";
    let (.., names) = named(&[file("contact.csv", contact)]);
    assert_eq!(names, json!([["EndUserContactId", "Mary Shelley"]]));
}

#[test]
fn a_related_record_would_not_give_an_entry_its_session() {
    let world = scenario::all();
    let mut entries = files(&world, LIST, false);
    // As the API left some of them: without a word on the session.
    for file in &mut entries {
        let mut answer: Value = serde_json::from_slice(&file.bytes).unwrap();
        for entry in answer["conversationEntries"].as_array_mut().unwrap() {
            entry.as_object_mut().unwrap().remove("relatedRecords");
        }
        file.bytes = serde_json::to_vec(&answer).unwrap();
    }
    for shape in [Shape::Csv, Shape::Rest] {
        let mut every = entries.clone();
        every.push(write::table(&world, Object::RelatedRecord, shape));
        for row in open(&every).rows() {
            let entry = world.conversations.iter().find_map(|conversation| {
                let entry = conversation.entry(row["entry"].as_str().unwrap())?;
                Some(conversation.session(entry).id.clone())
            });
            assert_eq!(row["session"].as_str(), entry.as_deref(), "{row}");
            let by = &row["assignedBy"];
            assert!(by == "related_record" || by == "payload", "{row}");
        }
    }
}

#[test]
fn the_order_of_tables_would_change_what_they_tell() {
    let world = scenario::all();
    let mut every = files(&world, Format::Connect, true);
    every.extend(related(&world, Shape::Csv));
    let first = open(&every);
    let mut dice = Dice(7);
    for _ in 0..4 {
        dice.shuffle(&mut every);
        let again = open(&every);
        for format in [ExportFormat::Json, ExportFormat::Text] {
            assert_eq!(
                again.export(format, Lens::Original),
                first.export(format, Lens::Original)
            );
        }
        assert_eq!(
            again.inspect(Lens::Original).to_string(),
            first.inspect(Lens::Original).to_string()
        );
    }
}

#[test]
fn a_redacted_export_would_tell_who_the_customer_is_in_its_records() {
    let world = scenario::all();
    let mut every = files(&world, LIST, true);
    every.extend(related(&world, Shape::Csv));
    let opened = open(&every);
    let export = opened.export(ExportFormat::Json, redacted());
    for conversation in &world.conversations {
        assert!(!export.contains(&conversation.end_user.platform_key));
    }
    for block in blocks(&opened, redacted()) {
        assert_eq!(block["redacted"], true);
        for record in block["related"].as_array().unwrap() {
            if record["object"] == "MessagingEndUser" {
                assert!(cells(record).iter().any(|(name, _)| *name == "MessageType"));
                for (name, _) in cells(record) {
                    assert!(!["Name", "MessagingPlatformKey", "Email__c"].contains(&name));
                }
            }
        }
    }
}

#[test]
fn a_row_with_its_identifier_would_not_meet_one_without() {
    let with = format!(
        "Id,MessageIdentifier,ConversationId,EntryTime,Message\n0LeKj000007sdiMKAQ,{},0MwKj000007sdiMKAQ,2025-01-06T00:00:05Z,\n",
        "cee38146-34f1-41a2-a96c-a5c4c9b8b62b"
    );
    let without = "Id,ConversationId,EntryTime,ActorType,Message\n0LeKj000007sdiM,0MwKj000007sdiM,2025-01-06T00:00:05Z,EndUser,hello\n";
    let opened = open(&[
        file("a.csv", with),
        file("b.csv", without),
        connect(
            "c.json",
            &json!([said("cee38146-34f1-41a2-a96c-a5c4c9b8b62b", 5, "hello")]),
        ),
    ]);
    let rows = opened.rows();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["entry"], "cee38146-34f1-41a2-a96c-a5c4c9b8b62b");
    assert_eq!(rows[0]["text"], "hello");
    assert_eq!(rows[0]["atMs"], DAY + 5_000);
    assert_eq!(rows[0]["sources"].as_array().unwrap().len(), 3);
    opened.assert_balanced();
}

#[test]
fn tables_alone_would_hold_no_conversation() {
    // Sessions that no entry tells of are conversations all the same.
    let world = scenario::all();
    let mut every = tables(&world);
    every.extend(related(&world, Shape::Csv));
    every.retain(|file| !file.name.starts_with("RelatedRecord"));
    let blocks = blocks(&open(&every), Lens::Original);
    for conversation in &world.conversations {
        let block = blocks
            .iter()
            .find(|block| block["conversation"] == *conversation.id);
        let block = block.unwrap_or_else(|| panic!("{}", conversation.name));
        let sessions = block["sessions"].as_array().unwrap();
        assert_eq!(sessions.len(), conversation.sessions.len());
        assert_eq!(sessions[0]["startMs"], conversation.sessions[0].start);
        assert!(!block["participants"].as_array().unwrap().is_empty());
    }
}
