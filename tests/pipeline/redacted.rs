//! Redacted outputs hold no self-proving value, and KPIs do not see the lens.

use std::{cell::RefCell, collections::BTreeSet};

use fixtures::{
    message_types, scenario,
    truth::World,
    write::{self, File, Format},
};
use sealed_transcript::{
    export::{ExportFormat, Lens, Rows, Selection, SessionSummary, title},
    kpi,
    redact::{Engine, Policy, people},
};
use serde_json::{Value, json};

use crate::support::{FORMATS, Opened, connect, file, files, listed, open, redacted, said, tables};

const SELF_PROVING: [&str; 5] = [
    "CREDIT_CARD",
    "EMAIL_ADDRESS",
    "PHONE_NUMBER",
    "IBAN_CODE",
    "US_SSN",
];

fn secrets(world: &World) -> BTreeSet<String> {
    let entries = world.conversations.iter().flat_map(|each| &each.entries);
    let marked = entries.flat_map(|entry| {
        entry
            .pii
            .iter()
            .filter(|pii| SELF_PROVING.contains(&pii.kind.as_str()))
            .filter_map(|pii| Some(entry.text.as_deref()?[pii.start..pii.end].to_owned()))
    });
    let emails = world
        .conversations
        .iter()
        .filter_map(|each| each.end_user.email.clone());
    marked.chain(emails).collect()
}

/// Every text that a window or a title shows.
fn shown(opened: &Opened) -> String {
    let lens = redacted();
    let mut all = opened.inspect(lens).to_string();
    for conversation in &opened.timeline.conversations {
        let rows = Rows {
            archive: &opened.archive,
            timeline: &opened.timeline,
            conversation,
            lens,
            detailed: true,
        };
        for at in 0..conversation.entries.len() {
            let (row, marks) = rows.row(at).unwrap();
            let text = row.text.clone().unwrap_or_default();
            let units = text.encode_utf16().count() as u32;
            assert!(marks.is_sorted_by(|a, b| a.end <= b.start));
            assert!(
                marks
                    .iter()
                    .all(|mark| mark.start < mark.end && mark.end <= units)
            );
            all.push_str(&serde_json::to_string(&(row, marks)).unwrap());
        }
        for session in &conversation.sessions {
            let summary = SessionSummary::new(session, lens);
            all.push_str(&serde_json::to_string(&summary).unwrap());
        }
        all.push_str(&title(conversation, lens).unwrap_or_default());
    }
    all
}

#[track_caller]
fn assert_absent(secrets: &BTreeSet<String>, text: &str, what: &str) {
    for secret in secrets {
        // As it stands, and as JSON and Markdown escape it.
        let escaped = secret.replace('_', "\\_");
        assert!(
            !text.contains(secret) && !text.contains(&escaped),
            "{what} holds {secret}"
        );
    }
}

#[test]
fn no_marked_value_is_left_in_any_redacted_output() {
    let worlds = [scenario::all(), scenario::random(3, 4)];
    for world in worlds {
        let secrets = secrets(&world);
        assert!(secrets.len() > 4);
        for format in Format::ALL {
            for with_tables in if format == Format::Connect {
                &[false, true][..]
            } else {
                &[true]
            } {
                let opened = open(&files(&world, format, *with_tables));
                let original = opened.export(ExportFormat::Jsonl, Lens::Original);
                assert!(secrets.iter().any(|secret| original.contains(secret)));
                for export in FORMATS {
                    let what = format!("{} as {export:?}", format.as_str());
                    assert_absent(&secrets, &opened.export(export, redacted()), &what);
                }
                assert_absent(&secrets, &shown(&opened), format.as_str());
            }
        }
    }
}

#[test]
fn names_that_the_payload_tells_leave_every_export_and_an_answer_counts() {
    let customer = json!({ "senderDisplayName": "Xenia Quillfeather" });
    let agent = json!({
        "senderDisplayName": "Basil",
        "sender": { "role": "Agent", "appType": "agent", "subject": "005000000000001AAA" },
    });
    let say = |id, second, text, who: &Value| {
        let entry = listed(id, "Message", second, &crate::support::words(text));
        crate::support::with(entry, who)
    };
    let opened = open(&[connect(
        "a.json",
        &json!([
            say("a", 1, "hi, quillfeather here, i wrote before", &customer),
            say(
                "b",
                2,
                "Hello Xenia, I am Basil. The last four digits of your card?",
                &agent
            ),
            say("c", 3, "1937", &customer),
            say("d", 4, "4111 1111", &customer),
            say("e", 5, "1111 1111", &customer),
        ]),
    )]);
    let mut engine = Engine::new(&Policy::named("standard").unwrap()).unwrap();
    engine.know(people(&opened.archive, &opened.timeline));
    let engine = RefCell::new(engine);
    for export in FORMATS {
        let out = opened.export(export, Lens::Redacted(&engine));
        for gone in ["Xenia", "uillfeather", "1937", "1111"] {
            assert!(!out.contains(gone), "{export:?} holds {gone}: {out}");
        }
        assert!(out.contains("Basil"), "{export:?}: agents' names stay");
    }
}

#[test]
fn each_self_proving_kind_leaves_every_export() {
    let values = [
        "536-22-8726",
        "4111 1111 1111 1111",
        "GB82 WEST 1234 5698 7654 32",
        "+1 (212) 555-0142",
        "o_neill@example.com",
    ];
    let text = format!(
        "SSN {}, card {}, account {}, call {} or write {}",
        values[0], values[1], values[2], values[3], values[4]
    );
    let opened = open(&[connect("a.json", &json!([said("a", 1, &text)]))]);
    let secrets = values.map(str::to_owned).into();
    for export in FORMATS {
        let original = opened.export(export, Lens::Original);
        assert!(original.contains(values[0]), "{export:?}");
        assert_absent(
            &secrets,
            &opened.export(export, redacted()),
            &format!("{export:?}"),
        );
    }
    assert_absent(&secrets, &shown(&opened), "a window");
}

#[test]
fn values_in_every_corner_of_an_entry_are_redacted() {
    const MAIL: &str = "ana.silva@example.com";
    let entries = json!([
        listed(
            "a",
            "Message",
            1,
            &json!({ "abstractMessage": { "messageType": "StaticContentMessage", "staticContent": {
            "formatType": "Attachments", "text": MAIL,
            "attachments": [{ "name": format!("{MAIL}.pdf"), "url": format!("https://example.com/?u={MAIL}"), "mimeType": "application/pdf" }] } } })
        ),
        listed(
            "b",
            "Message",
            2,
            &json!({ "abstractMessage": { "messageType": "ChoicesMessage", "choices": {
            "formatType": "Buttons", "text": "?", "optionItems": [{ "optionIdentifier": MAIL, "titleItem": { "title": MAIL } }] } } })
        ),
        listed(
            "c",
            "Message",
            3,
            &json!({ "abstractMessage": { "messageType": "FormResponseMessage", "formResponse": {
            "formatType": "Inputs", "inputValues": [{ "inputId": MAIL, "displayValue": MAIL }] } } })
        ),
        listed(
            "d",
            "Message",
            4,
            &json!({ "abstractMessage": { "messageType": "StaticContentMessage", "staticContent": {
            "formatType": "RichLink", "linkItem": { "url": format!("mailto:{MAIL}"), "titleItem": { "title": MAIL } } } } })
        ),
        listed(
            "e",
            "NeverHeardOf",
            5,
            &json!({ "deep": [{ "mail": MAIL, MAIL: "as a key" }] })
        ),
        listed(
            "f",
            "ParticipantChanged",
            6,
            &json!({ "entries": [{ "operation": "add", "displayName": MAIL, "participant": { "role": "EndUser", "subject": MAIL } }] })
        ),
        listed(
            "g",
            "MessageUpdated",
            7,
            &json!({ "updatedMessage": { "id": "a", "messageType": "StaticContentMessage",
            "staticContent": { "formatType": "Text", "text": "without it" } } })
        ),
        crate::support::with(
            listed("h", "Message", 8, &crate::support::words("hi")),
            &json!({ "senderDisplayName": MAIL })
        ),
        listed(
            "i",
            "MessageDeliveryFailed",
            9,
            &json!({ "errorCode": MAIL, "errorMessage": format!("no such address {MAIL}"), "failedConversationEntryIdentifier": "gone" })
        ),
        listed(
            "j",
            "SessionStatusChanged",
            10,
            &json!({ "sessionStatus": MAIL, "sessionEndedByRole": MAIL })
        ),
        listed("k", MAIL, 11, &json!({ "a": 1 })),
        listed(
            "l",
            "Message",
            12,
            &json!({ "abstractMessage": { "messageType": MAIL } })
        ),
    ]);
    let sessions = format!(
        "Id,Name,StartTime,Status,PreviewDetails,Email__c,OwnerId,Origin,ChannelName\n0MwEx0000000001AAA,{MAIL},2025-01-06T00:00:00Z,{MAIL},{MAIL},{MAIL},{MAIL},{MAIL},{MAIL}\n"
    );
    let opened = open(&[
        connect(&format!("{MAIL}.json"), &entries),
        file("sessions.csv", sessions),
    ]);
    let secrets = BTreeSet::from([MAIL.to_owned()]);
    for export in FORMATS {
        assert_absent(
            &secrets,
            &opened.export(export, redacted()),
            &format!("{export:?}"),
        );
    }
    assert_absent(&secrets, &shown(&opened), "a window");
}

#[test]
fn diagnostics_never_quote_a_value() {
    const VALUE: &str = "Xylophone4111111111111111";
    let entries = json!([
        { "identifier": [VALUE], "messageText": { "a": VALUE }, "serverReceivedTimestamp": VALUE, "clientTimestamp": VALUE, "sender": VALUE },
        { "identifier": "b", "messageText": "x", "serverReceivedTimestamp": VALUE },
        listed("c", VALUE, 1, &json!({})),
        listed("d", "Message", 1, &json!({ "abstractMessage": { "messageType": VALUE } })),
        { "identifier": "e", "entryType": "Message", "entryPayload": VALUE, "transcriptedTimestamp": 1 },
        VALUE,
    ]);
    let mut files = vec![connect("a.json", &entries)];
    let broken =
        format!("{{\"conversationEntries\":[{{\"identifier\":\"a\" \"{VALUE}\"}},{{\"{VALUE}");
    files.push(file("b.json", broken));
    files.push(file(
        "c.csv",
        format!("Id,StartTime,AgentType\n{VALUE},{VALUE},{VALUE},{VALUE}\n{VALUE}\n"),
    ));
    files.push(file("d.txt", VALUE.repeat(20)));
    let opened = open(&files);
    let report = opened.inspect(Lens::Original);
    assert!(opened.diagnostics().len() > 8, "{report:#}");
    assert!(!report.to_string().contains("Xylophone"), "{report:#}");
}

#[test]
fn kpis_are_the_same_before_and_after_redacted_exports() {
    for world in [scenario::all(), scenario::random(5, 6)] {
        let opened = open(&files(&world, Format::ALL[1], true));
        let before = opened.kpis();
        for export in FORMATS {
            opened.export(export, redacted());
        }
        assert_eq!(opened.kpis(), before);
    }
}

#[test]
fn renaming_participants_changes_no_number() {
    fn blank(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(blank),
            Value::Object(members) => {
                for (key, member) in members {
                    if matches!(key.as_str(), "agent" | "actor" | "name") && member.is_string() {
                        *member = json!("");
                    }
                    blank(member);
                }
            }
            _ => {}
        }
    }
    let opened = open(&files(&scenario::all(), Format::ALL[1], true));
    let input = kpi::Input::new(&opened.archive, &opened.timeline);
    let sessions = input.sessions();
    let mut report = kpi::report(&sessions, &kpi::Options::default());
    let mut before = serde_json::to_value(&report).unwrap();
    report.rename(|_| "someone");
    let mut after = serde_json::to_value(&report).unwrap();
    blank(&mut before);
    blank(&mut after);
    assert_eq!(before, after);
}

#[test]
fn the_four_waits_sum_to_the_session() {
    for world in [
        scenario::all(),
        scenario::random(3, 5),
        scenario::random(6, 5),
    ] {
        for format in Format::ALL {
            let opened = open(&files(&world, format, true));
            let input = kpi::Input::new(&opened.archive, &opened.timeline);
            let sessions = input.sessions();
            let report = kpi::report(&sessions, &kpi::Options::default());
            assert_eq!(report.sessions.len(), world.sessions().count());
            let mut summed = 0;
            for session in &report.sessions {
                let part = |id| session.kpis.ms(id);
                let parts = ["W1.human", "W1.bot", "W1.customer", "W1.before_first"].map(part);
                let from = sessions
                    .iter()
                    .find(|one| one.id == session.session)
                    .unwrap();
                let (Some(start), Some(end)) = (from.start, from.end) else {
                    continue;
                };
                let last = from
                    .entries
                    .iter()
                    .filter(|entry| entry.what == kpi::What::Message)
                    .map(|entry| entry.at)
                    .max();
                let end = end.max(last.unwrap_or(end));
                let sum: Option<i64> = parts.into_iter().sum();
                assert_eq!(
                    sum,
                    Some(end - start),
                    "{} {}",
                    session.session,
                    format.as_str()
                );
                summed += 1;
            }
            assert!(summed > 3, "{summed}");
        }
    }
}

#[test]
fn file_names_are_seen_through_the_lens() {
    let name = "ana.silva@example.com transcript.json";
    let opened = open(&[connect(
        name,
        &json!([said("a", 1, "hi"), said("a", 1, "ho")]),
    )]);
    for export in FORMATS {
        assert!(!opened.export(export, redacted()).contains("ana.silva"));
    }
    assert!(!opened.inspect(redacted()).to_string().contains("ana.silva"));
}

#[test]
fn all_formats_at_once_leak_nothing_either() {
    let world = scenario::all();
    let files: Vec<File> = Format::ALL
        .into_iter()
        .flat_map(|format| write::entries(&world, format))
        .chain(tables(&world))
        .collect();
    let opened = open(&files);
    assert_absent(&secrets(&world), &shown(&opened), "everything");
}

const CARD: &str = "4111 1111 1111 1111";

/// Writes a card number into every string of a payload that is no type and no id of the archive.
fn soil(value: &mut Value, key: &str, soiled: &mut usize) {
    const KEPT: [&str; 8] = [
        "conversationIdentifier",
        "id",
        "recordId",
        "sessionId",
        "subject",
        "timestamp",
        "workTargetId",
        "workType",
    ];
    match value {
        Value::String(text) if !key.ends_with("Type") && !KEPT.contains(&key) => {
            *text = format!("{text} {CARD}");
            *soiled += 1;
        }
        Value::Array(items) => items.iter_mut().for_each(|item| soil(item, key, soiled)),
        Value::Object(members) => members
            .iter_mut()
            .for_each(|(key, member)| soil(member, key, soiled)),
        _ => {}
    }
}

#[test]
fn a_card_number_in_any_string_of_any_content_is_masked_in_every_export() {
    let mut soiled = 0;
    for one in message_types() {
        let mut one = one.clone();
        soil(&mut one.payload, "", &mut soiled);
        // Beside what it names, so that whatever is attached or resolved is there too.
        let mut reply = one.entry("b0000000-0000-4000-8000-000000000002", 1_736_121_601_000);
        reply["entryPayload"]["abstractMessage"]["inReplyToMessageId"] = json!(CARD);
        let entries = json!([
            one.entry("a0000000-0000-4000-8000-000000000001", 1_736_121_600_000),
            reply,
        ]);
        let opened = open(&[connect("types.json", &entries)]);
        let secrets = BTreeSet::from([CARD.to_owned(), CARD.replace(' ', "")]);
        for export in FORMATS {
            let original = opened.export(export, Lens::Original);
            let out = opened.export(export, redacted());
            assert_absent(&secrets, &out, &format!("{}, {export:?}", one.name));
            assert!(original.len() > 100, "{} {export:?}", one.name);
        }
        assert_absent(&secrets, &shown(&opened), &one.name);
    }
    assert!(soiled > 200, "{soiled}");
}

#[test]
fn a_name_of_a_member_is_seen_through_the_lens() {
    let mut payload = json!({ "abstractMessage": { "messageType": "NewMessage", "new": {} } });
    payload["abstractMessage"]["new"][CARD] = json!({ "a": "x" });
    let opened = open(&[connect(
        "a.json",
        &json!([listed("a", "Message", 1, &payload)]),
    )]);
    assert!(
        opened
            .export(ExportFormat::Jsonl, Lens::Original)
            .contains(CARD)
    );
    let secrets = BTreeSet::from([CARD.to_owned()]);
    for export in FORMATS {
        assert_absent(&secrets, &opened.export(export, redacted()), "a label");
    }
}

#[test]
fn titles_would_all_read_the_same_where_names_are_hidden() {
    let sessions = "Id,MessagingEndUserId,ConversationId\n\
        0MwEx0000000001KAA,0PAEx0000000001OAA,0ZcEx0000000001KAA\n\
        0MwEx0000000002KAA,0PAEx0000000002OAA,0ZcEx0000000002KAA\n\
        0MwEx0000000003KAA,0PAEx0000000003OAA,0ZcEx0000000003KAA\n";
    let entries = "MessageIdentifier,ConversationId,ActorType,EntryTime,Message\n\
        a,0MwEx0000000001KAA,EndUser,2025-01-06T00:00:01Z,hello\n\
        b,0MwEx0000000002KAA,EndUser,2025-01-06T01:00:01Z,hello\n\
        c,0MwEx0000000003KAA,EndUser,2025-01-06T02:00:01Z,hello\n";
    let users = "Id,Name\n0PAEx0000000001OAA,Robin Roe\n0PAEx0000000002OAA,Kim Lee\n0PAEx0000000003OAA,robin roe\n";
    let opened = open(&[
        file("users.csv", users),
        file("sessions.csv", sessions),
        file("entries.csv", entries),
    ]);
    let titles = |policy: &str| -> Vec<String> {
        let policy = Policy::from_json(policy).unwrap();
        let mut engine = Engine::new(&policy).unwrap();
        engine.know(people(&opened.archive, &opened.timeline));
        let engine = RefCell::new(engine);
        let of = |one| title(one, Lens::Redacted(&engine)).unwrap();
        opened.timeline.conversations.iter().map(of).collect()
    };
    let hidden = ["Customer 1", "Customer 2", "Customer 1"];
    let with = |operator: &str| {
        titles(&format!(
            r#"{{"version":1,"detectors":[{{"id":"known_name","operator":{operator}}}]}}"#
        ))
    };
    assert_eq!(titles(r#"{"version":1}"#), hidden);
    assert_eq!(with(r#"{"type":"remove"}"#), hidden);
    assert_eq!(with(r#"{"type":"mask"}"#), hidden);
    assert_eq!(with(r#"{"type":"pseudonym"}"#), hidden);
    // What still tells one name from another stays.
    assert_eq!(
        with(r#"{"type":"mask","keep_first":1}"#)[..2],
        ["R**** ***", "K** ***"]
    );
    assert_eq!(
        with(r#"{"type":"pseudonym","over":"archive"}"#),
        ["[PERSON_1]", "[PERSON_2]", "[PERSON_1]"]
    );
    assert_eq!(
        titles(r#"{"version":1,"base":"none"}"#),
        ["Robin Roe", "Kim Lee", "robin roe"]
    );
    // The same words head every document for people.
    let mut engine = Engine::new(&Policy::named("standard").unwrap()).unwrap();
    engine.know(people(&opened.archive, &opened.timeline));
    let engine = RefCell::new(engine);
    let text = opened.export(ExportFormat::Text, Lens::Redacted(&engine));
    let html = opened.export(ExportFormat::Html, Lens::Redacted(&engine));
    for name in ["Customer 1", "Customer 2"] {
        assert!(text.contains(&format!(", {name} (")), "{text}");
        assert!(html.contains(&format!(", {name} (")), "{html}");
    }
}

#[test]
fn marked_words_would_be_redacted_somewhere_else() {
    let opened = open(&[connect(
        "a.json",
        &json!([
            said(
                "a",
                1,
                "My mail is ana.silva@example.com, about Project Orion"
            ),
            said("b", 2, "Orion"),
        ]),
    )]);
    let mut engine = Engine::new(&Policy::named("standard").unwrap()).unwrap();
    engine.know(people(&opened.archive, &opened.timeline));
    let engine = RefCell::new(engine);
    let conversation = opened.timeline.conversations[0].id.clone();
    let spot = |words: &str, start: Option<u32>, engine| {
        let selection = Selection {
            conversation: conversation.clone(),
            entry: "a".to_owned(),
            words: words.to_owned(),
            start,
        };
        let spot = selection.spot(&opened.archive, &opened.timeline, engine)?;
        Some((spot.entry, spot.start, spot.end))
    };
    let whole = "My mail is ana.silva@example.com, about Project Orion";
    let orion = whole.find("Orion").unwrap() as u32;
    let expected = Some(("a".to_owned(), orion, orion + 5));
    let shown = "My mail is [EMAIL_ADDRESS], about Project ".len() as u32;
    assert_eq!(spot("Orion", Some(shown), Some(&engine)), expected);
    assert_eq!(spot("Orion", None, Some(&engine)), expected);
    assert_eq!(spot("Orion", Some(orion), None), expected);
    assert_eq!(spot("[EMAIL_ADDRESS]", None, Some(&engine)), None);
    assert_eq!(
        spot("ana.silva", None, Some(&engine)),
        None,
        "it is not shown"
    );
    assert_eq!(spot("  ", None, Some(&engine)), None);
}
