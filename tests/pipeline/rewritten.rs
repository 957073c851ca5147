//! The same file back, redacted; what reviewers decide; the report and the check of the output.

use std::cell::RefCell;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use fixtures::{
    scenario,
    write::{File, Format, Keeping, har},
};
use sealed_transcript::{
    export::{
        ExportFormat, ExportOptions, FindingFilter, Findings, LeakReport, Lens, OutputCheck,
        RedactionReport, Reviewed, Rewriting, Rewritten, Scope, Watched, WriteBacks,
    },
    model::time::TimeReading,
    read_as::ReadAs,
    redact::{Alike, Decisions, Engine, Policy, people},
};
use serde_json::{Value, json};

use crate::support::{Opened, connect, file, files, open, said};

fn engine(opened: &Opened, policy: &Policy) -> RefCell<Engine> {
    let mut engine = Engine::with_key(policy, Some(b"a key")).unwrap();
    engine.know(people(&opened.archive, &opened.timeline));
    RefCell::new(engine)
}

fn standard() -> Policy {
    Policy::named("standard").unwrap()
}

fn watched<'a>(opened: &'a Opened, engine: &'a RefCell<Engine>) -> Watched<'a> {
    Watched {
        archive: &opened.archive,
        timeline: &opened.timeline,
        engine,
    }
}

/// Rewrites all files, and checks what was written.
fn rewrite(files: &[File], policy: &Policy) -> (Vec<Rewritten>, LeakReport) {
    let opened = open(files);
    let engine = engine(&opened, policy);
    let watched = watched(&opened, &engine);
    let findings = Findings::collect(&watched, &Scope::default());
    let mut check = OutputCheck::new(&findings, Some(TimeReading::default()));
    let rewriting = Rewriting::new(watched, false);
    let mut out = Vec::new();
    for file in files {
        check.begin(&file.name, ReadAs::default());
        let rewritten = rewriting.file(&file.name, &file.bytes, &ReadAs::default(), &mut check);
        check.feed_file(rewritten.bytes.as_deref().unwrap_or_default());
        out.push(rewritten);
    }
    let report = check.finish(&watched, &Scope::default(), &findings);
    (out, report)
}

fn text(rewritten: &Rewritten) -> String {
    let bytes = rewritten
        .bytes
        .clone()
        .unwrap_or_else(|| panic!("{:?}", rewritten.unwritten));
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_policy_that_finds_nothing_gives_the_same_bytes() {
    let world = scenario::random(5, 2);
    for format in Format::ALL {
        let files = files(&world, format, true);
        let (rewritten, _) = rewrite(&files, &Policy::named("none").unwrap());
        for (file, new) in files.iter().zip(&rewritten) {
            if let Some(bytes) = &new.bytes {
                assert!(*bytes == file.bytes, "{}: {}", format.as_str(), file.name);
            }
        }
    }
}

#[test]
fn every_family_comes_back_in_its_own_shape_without_what_was_redacted() {
    let mut written = 0;
    for world in [scenario::random(5, 3)] {
        for format in Format::ALL {
            let files = files(&world, format, true);
            let (rewritten, report) = rewrite(&files, &standard());
            assert!(report.passed, "{}: {:#?}", format.as_str(), report.leaks);
            for (file, new) in files.iter().zip(&rewritten) {
                let Some(bytes) = &new.bytes else {
                    panic!("{}: {:?}", file.name, new.unwritten);
                };
                written += 1;
                assert_eq!(outside(&file.bytes), outside(bytes), "{}", file.name);
            }
        }
    }
    assert!(written > 20, "{written} files");
}

/// Every body of a recording, as text, in base64, as a stream and message by message.
#[test]
fn a_recording_of_a_browser_comes_back_with_its_bodies_redacted_and_no_other_byte_changed() {
    let world = scenario::random(5, 3);
    let mut replaced = 0;
    for conversation in &world.conversations {
        for keeping in Keeping::ALL {
            let bytes = har(conversation, keeping);
            let (new, report) = rewrite(&[file("shop.har", bytes.clone())], &standard());
            assert!(report.passed, "{keeping:?}: {:#?}", report.leaks);
            let new = new[0].bytes.clone();
            let new = new.unwrap_or_else(|| panic!("{keeping:?} is not written"));
            replaced += usize::from(new != bytes);
            assert_eq!(outside(&bytes), outside(&new), "{keeping:?}");
        }
    }
    assert!(replaced > 3, "{replaced}");
}

/// An entry as answers and events of Messaging for Web hold it.
fn told(text: &str) -> Value {
    let payload = json!({ "entryType": "Message", "id": "a", "abstractMessage": {
        "messageType": "StaticContentMessage", "id": "a",
        "staticContent": { "formatType": "Text", "text": text },
    } });
    json!({ "identifier": "a", "entryType": "Message", "entryPayload": payload.to_string(),
        "transcriptedTimestamp": 1_736_121_600_000_i64, "sender": { "role": "EndUser", "appType": "iamessage", "subject": "kim" } })
}

#[test]
fn of_a_recording_only_the_spans_change_in_a_text_a_stream_and_its_messages() {
    let data = json!({ "conversationId": "c", "conversationEntry": told("caf\u{e9} \"x\" jo@example.com\nand 4111 1111 1111 1111") });
    let events = |data: &str| {
        let content = json!({"mimeType": "text/event-stream", "text": format!("event: CONVERSATION_MESSAGE\ndata: {data}\n\n")});
        let exchange =
            json!({"request": {"url": "https://example.org/x"}, "response": {"content": content}});
        json!({"log": {"version": "1.2", "entries": [exchange]}}).to_string()
    };
    let messages = |data: &str| {
        let message =
            json!({"time": 1, "eventName": "CONVERSATION_MESSAGE", "eventId": "1", "data": data});
        let exchange =
            json!({"request": {}, "response": {"content": {}}, "_eventSourceMessages": [message]});
        json!({"log": {"version": "1.2", "entries": [exchange]}}).to_string()
    };
    let answer = |data: &str| {
        let text = format!("{{ \"conversationEntries\" : [{data}] }}");
        let exchange = json!({"request": {}, "response": {"content": {"text": text}}});
        json!({"log": {"version": "1.2", "entries": [exchange]}}).to_string()
    };
    let entry = data["conversationEntry"].to_string();
    for har in [
        events(&data.to_string()),
        messages(&data.to_string()),
        answer(&entry),
    ] {
        let (new, report) = rewrite(&[file("shop.har", har.clone())], &standard());
        let expected = har
            .replace("jo@example.com", "[EMAIL_ADDRESS]")
            .replace("4111 1111 1111 1111", "**** **** **** 1111");
        assert_eq!(text(&new[0]), expected);
        assert!(report.passed && report.places == Some(1), "{report:#?}");
    }
}

/// A body that no format opens is looked at all the same, decoded if it is packed.
#[test]
fn what_nobody_read_of_a_recording_is_redacted_too() {
    let body = "thanks, jo@example.com";
    let har = |text: &str, encoding: &str| {
        let content = json!({"mimeType": "text/plain", "text": text, "encoding": encoding});
        let exchange = json!({
            "request": {"url": "https://example.org/?mail=jo@example.com"},
            "response": {"content": content},
        });
        json!({"log": {"version": "1.2", "entries": [exchange]}}).to_string()
    };
    let plain = har(body, "");
    let (new, _) = rewrite(&[file("a.har", plain.clone())], &standard());
    let redacted = "thanks, [EMAIL_ADDRESS]";
    assert_eq!(
        text(&new[0]),
        plain.replace("jo@example.com", "[EMAIL_ADDRESS]")
    );
    let packed = |text: &str| har(&STANDARD.encode(text), "base64");
    let (new, _) = rewrite(&[file("a.har", packed(body))], &standard());
    let expected = packed(redacted).replace("jo@example.com", "[EMAIL_ADDRESS]");
    assert_eq!(text(&new[0]), expected);
}

#[test]
fn a_printout_comes_back_as_it_was_printed_but_for_what_was_redacted() {
    let wrapped = json!({ "conversationIdentifier": "c", "payload": told("it is jo@example.com or 4111 1111 1111 1111") });
    let wrapped = wrapped.to_string().replace('\\', "\\\\");
    let wrapped = wrapped.replace("1111 1111 1111", "1111 ' +\n        '1111 1111");
    let printout = format!(
        "Received: jo@example.com asks\n{{\n  replayId: 18098167n,\n  payload: {{\n    CreatedDate: 1690344475579n, // at once\n    \
         CreatedById: '005000000000001',\n    EventType__c: {{ string: \"Interaction\" }},\n    Phone: +12125550142,\n    \
         EventPayload__c: {{ string: '{wrapped}' }}\n  }}\n}}\ndone\n"
    );
    let (new, report) = rewrite(&[file("log.txt", printout.clone())], &standard());
    let expected = printout
        .replace("jo@example.com", "[EMAIL_ADDRESS]")
        .replace("4111 1111 ' +\n        '1111 1111", "**** **** **** 1111")
        .replace("+12125550142", "'[PHONE_NUMBER]'");
    assert_eq!(text(&new[0]), expected);
    assert!(report.passed, "{:#?}", report.leaks);
}

/// What a redaction never touches: brackets, line ends, and the number of cells.
fn outside(bytes: &[u8]) -> Vec<usize> {
    let count = |wanted: u8| bytes.split(|b| *b == wanted).count() - 1;
    [b'\n', b'\r', b'{', b'}', b'"', b','].map(count).to_vec()
}

#[test]
fn only_the_spans_change_through_payload_strings_and_escapes() {
    let payload = json!({ "entryType": "Message", "id": "a", "abstractMessage": {
        "messageType": "StaticContentMessage",
        "staticContent": { "formatType": "Text", "text": "caf\u{e9} \"x\" jo@example.com\nand 4111 1111 1111 1111" },
    } });
    let entry = json!({ "identifier": "a", "entryType": "Message", "entryPayload": payload.to_string(),
        "transcriptedTimestamp": 1_736_121_600_000_i64, "sender": { "role": "EndUser", "appType": "iamessage", "subject": "kim" } });
    let original = format!("{{ \"conversationEntries\" :\t[{entry}] , \"odd\":1.50e3}}\r\n");
    let (new, report) = rewrite(&[file("a.json", original.clone())], &standard());
    let expected = original
        .replace("jo@example.com", "[EMAIL_ADDRESS]")
        .replace("4111 1111 1111 1111", "**** **** **** 1111");
    assert_eq!(text(&new[0]), expected);
    assert!(report.passed && report.places == Some(1), "{report:#?}");
}

#[test]
fn tables_keep_quotes_delimiters_and_encoding() {
    let rows = "Id;MessagingSessionId;Message;ActorType;EntryTime\r\n\
        0e1000000000001AAA;0Mw000000000001AAA;\"say \"\"jo@example.com\"\"; now\";EndUser;2025-01-06T00:00:01Z\r\n\
        0e1000000000002AAA;0Mw000000000001AAA;+1 212 555 0142;EndUser;2025-01-06T00:00:02Z\r\n";
    let expected = rows
        .replace("jo@example.com", "[EMAIL_ADDRESS]")
        .replace("+1 212 555 0142", "[PHONE_NUMBER]");
    let (new, _) = rewrite(&[file("e.csv", rows)], &standard());
    assert_eq!(text(&new[0]), expected);
    let wide = |text: &str| -> Vec<u8> {
        format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    let (new, _) = rewrite(&[file("e.csv", wide(rows))], &standard());
    assert_eq!(new[0].bytes.as_deref(), Some(&*wide(&expected)));
}

#[test]
fn lines_above_an_answer_stay_where_they_are() {
    let above = "Warning: update available\n";
    let answer = json!({ "conversationEntries": [said("a", 1, "jo@example.com")] }).to_string();
    let (new, _) = rewrite(&[file("a.json", format!("{above}{answer}"))], &standard());
    let expected = answer.replace("jo@example.com", "[EMAIL_ADDRESS]");
    assert_eq!(text(&new[0]), format!("{above}{expected}"));
}

#[test]
fn context_of_neighbours_reaches_the_file() {
    let entries = json!([
        crate::support::with(
            said("a", 1, "The last four digits of your card?"),
            &json!({ "sender": { "role": "Agent", "appType": "agent", "subject": "005000000000001AAA" } })
        ),
        said("b", 2, "1937"),
    ]);
    let (new, report) = rewrite(&[connect("a.json", &entries)], &standard());
    assert!(!text(&new[0]).contains("1937"));
    assert!(report.passed);
}

#[test]
fn what_was_not_read_whole_is_named_and_not_written() {
    let good = connect("a.json", &json!([said("a", 1, "jo@example.com")]));
    let mut cut = good.bytes.clone();
    cut.truncate(cut.len() - 6);
    for bad in [
        cut,
        b"\x00\x01\x02 binary".to_vec(),
        b"hello, just words".to_vec(),
    ] {
        let (new, _) = rewrite(&[file("b", bad)], &standard());
        assert!(
            new[0].bytes.is_none() && new[0].unwritten.len() == 1,
            "{new:?}"
        );
    }
}

#[test]
fn a_value_that_is_left_fails_the_check() {
    let opened = open(&[connect(
        "a.json",
        &json!([said("a", 1, "I am jo@example.com"), said("b", 2, "code 1")]),
    )]);
    let engine = engine(&opened, &standard());
    let watched = watched(&opened, &engine);
    let findings = Findings::collect(&watched, &Scope::default());
    let check = |output: &str| {
        let mut check = OutputCheck::new(&findings, Some(TimeReading::default()));
        check.begin("x", ReadAs::default());
        check.feed(output.as_bytes());
        check.finish(&watched, &Scope::default(), &findings)
    };
    let good = opened.export(ExportFormat::Jsonl, Lens::Redacted(&engine));
    let report = check(&good);
    assert!(
        report.passed && report.places == Some(1) && report.values == 1,
        "{report:?}"
    );
    let report = check(&opened.export(ExportFormat::Jsonl, Lens::Original));
    let by: Vec<&str> = report.leaks.iter().map(|leak| leak.by).collect();
    assert_eq!(by, ["value", "place"]);
    assert!(!serde_json::to_string(&report).unwrap().contains("jo@"));
    // A part of the value at its place is no value, but a leak all the same: the text is not what it should be.
    let report = check(&good.replace("code 1", "jo\\u0040example.com"));
    assert_eq!(report.leaks.len(), 1, "{report:?}");
}

fn decided(opened: &Opened, decisions: &Value) -> (RefCell<Engine>, Decisions, Vec<Option<Alike>>) {
    let decisions = Decisions::from_json(&decisions.to_string()).unwrap();
    let plain = engine(opened, &standard());
    let alike = watched(opened, &plain).alike(&decisions);
    let engine = engine(opened, &standard());
    engine.borrow_mut().decide(&decisions, &alike);
    (engine, decisions, alike)
}

#[test]
fn decisions_spare_one_all_alike_or_a_detector_and_redact_words_everywhere() {
    let opened = open(&[connect(
        "a.json",
        &json!([
            said("a", 1, "jo@example.com, kim@example.com and JO@example.com"),
            said(
                "b",
                2,
                "jo@example.com again; the Orion plan, 4111 1111 1111 1111"
            ),
            said("c", 3, "orion? +1 212 555 0142"),
        ]),
    )]);
    let texts = |decisions: Value| -> Vec<String> {
        let (engine, ..) = decided(&opened, &decisions);
        let out = opened.export(ExportFormat::Jsonl, Lens::Redacted(&engine));
        crate::support::lines(&out)
            .iter()
            .map(|row| row["text"].as_str().unwrap().to_owned())
            .collect()
    };
    let file = |decisions: Value| json!({ "version": 1, "decisions": decisions });
    let at =
        |entry: &str, start: u32, end: u32| json!({ "entry": entry, "start": start, "end": end });
    assert_eq!(
        texts(file(
            json!([{ "verdict": "reject", "at": at("a", 16, 31) }])
        ))[0],
        "[EMAIL_ADDRESS], kim@example.com and [EMAIL_ADDRESS]"
    );
    let alike = texts(file(
        json!([{ "verdict": "reject", "scope": "alike", "at": at("a", 0, 14) }]),
    ));
    assert_eq!(
        alike[0],
        "jo@example.com, [EMAIL_ADDRESS] and JO@example.com"
    );
    assert!(alike[1].starts_with("jo@example.com again"));
    let whole = texts(file(
        json!([{ "verdict": "reject", "scope": "detector", "detector": "email_address" }]),
    ));
    assert!(
        whole[0].contains("kim@") && whole[1].contains("[CREDIT_CARD]") | whole[1].contains("****")
    );
    let words = texts(file(
        json!([{ "verdict": "redact", "scope": "alike", "at": at("b", 26, 31) }]),
    ));
    assert!(
        words[1].contains("the [SENSITIVE] plan") && words[2].starts_with("[SENSITIVE]?"),
        "{words:?}"
    );
    let typed = texts(json!({ "version": 1, "sensitive": true, "decisions": [
        { "verdict": "redact", "scope": "alike", "text": "again", "type": "WORD" }] }));
    assert!(typed[1].contains("[WORD];"), "{typed:?}");
    // The last decision on a finding counts.
    let both = texts(file(json!([
        { "verdict": "reject", "at": at("c", 7, 22) },
        { "verdict": "accept", "at": at("c", 7, 22) },
    ])));
    assert!(both[2].contains("[PHONE_NUMBER]"), "{both:?}");
}

#[test]
fn decisions_are_counted_and_those_without_a_finding_are_told() {
    let opened = open(&[connect(
        "a.json",
        &json!([
            said("a", 1, "jo@example.com"),
            said("b", 2, "kim@example.com, 4111 1111 1111 1111"),
        ]),
    )]);
    let spot =
        |entry: &str, start: u32, end: u32| json!({ "entry": entry, "start": start, "end": end });
    let (engine, decisions, alike) = decided(
        &opened,
        &json!({ "version": 1, "decisions": [
        { "verdict": "accept", "at": spot("a", 0, 14) },
        { "verdict": "reject", "at": spot("b", 0, 15) },
        { "verdict": "reject", "at": spot("gone", 0, 15) },
        { "verdict": "reject", "scope": "alike", "at": spot("a", 1, 3) },
        { "verdict": "redact", "scope": "alike", "at": spot("a", 0, 99) },
    ] }),
    );
    let watched = watched(&opened, &engine);
    let findings = Findings::collect(&watched, &Scope::default());
    let unmatched = findings.unmatched(&decisions, &alike);
    assert_eq!(unmatched, [2, 3, 4]);
    let policy = standard();
    let reviewed = Reviewed {
        policy: &policy,
        decisions: &decisions,
        unmatched: &unmatched,
    };
    let report = RedactionReport::new(&findings, &watched, &Scope::default(), reviewed);
    assert_eq!((report.findings.removed, report.findings.kept), (2, 1));
    assert_eq!(
        (report.decisions.accepted, report.decisions.rejected),
        (1, 1)
    );
    let told = serde_json::to_string(&report).unwrap() + &report.text();
    assert!(!told.contains("@example") && !told.contains("4111") && told.contains(&policy.hash()));
    assert!(told.contains("removed by these rules") && !told.contains("free of"));
    let window = findings.window(
        &watched,
        &FindingFilter {
            undecided: Some(true),
            ..FindingFilter::default()
        },
        0,
        9,
    );
    assert_eq!(
        (window.total, window.rows[0].kind.as_str()),
        (1, "CREDIT_CARD")
    );
    assert_eq!(window.rows[0].before, "kim@example.com, ");
    assert_eq!(window.rows[0].validator.as_deref(), Some("luhn"));
}

#[test]
fn write_back_holds_changed_texts_alone_and_tells_what_it_cannot_change() {
    let uuid = |n: u32| format!("06a1182e-d932-4178-9864-6de5b7b3d3f{n}");
    let row = json!({ "totalSize": 1, "done": true, "records": [{ "attributes": { "type": "ConversationEntry" },
        "Id": "0e1000000000001AAA", "Message": "kim@example.com", "ActorType": "EndUser", "EntryTime": "2025-01-06T00:00:09.000+0000" }] });
    let opened = open(&[
        connect(
            "a.json",
            &json!([
                said(&uuid(1), 1, "jo@example.com"),
                said(&uuid(2), 2, "hello"),
                said(&uuid(3), 3, "4111 1111 1111 1111"),
            ]),
        ),
        file("q.json", row.to_string()),
    ]);
    let engine = engine(&opened, &standard());
    let lens = Lens::Redacted(&engine);
    let all = WriteBacks::new(
        &opened.archive,
        &opened.timeline,
        lens,
        &Scope::default(),
        1,
    );
    let bodies: Vec<Value> = all
        .calls
        .iter()
        .map(|call| serde_json::to_value(&call.body).unwrap())
        .collect();
    assert_eq!(
        bodies,
        [
            json!({ "conversationEntriesUpdates": [{ "identifier": uuid(1), "messageText": "[EMAIL_ADDRESS]" }] }),
            json!({ "conversationEntriesUpdates": [{ "identifier": uuid(3), "messageText": "**** **** **** 1111" }] }),
        ]
    );
    assert_eq!(all.not_written.len(), 1);
    assert!(all.not_written[0].reason.contains("no message identifier"));
}

#[test]
fn a_policy_changes_nothing_of_its_own_output() {
    let policy = Policy::from_json(
        r#"{"version":1,"base":"broad","detectors":[
            {"id":"DATE_TIME","operator":{"type":"date_shift","days":40,"within":90}},
            {"id":"DATE_OF_BIRTH","operator":{"type":"date_shift","days":3}},
            {"id":"EMAIL_ADDRESS","operator":{"type":"hash"}},
            {"id":"PERSON","operator":{"type":"pseudonym"}},
            {"id":"PHONE_NUMBER","operator":{"type":"generalise"}}]}"#,
    )
    .unwrap();
    let mut input = files(&scenario::random(4, 3), Format::ALL[1], true);
    input.push(connect(
        "more.json",
        &json!([
            said(
                "a",
                1,
                "born 12/31/1985, order of March 5, 2020, jo@example.com"
            ),
            said("b", 2, "on 2024-02-28 I called +1 212 555 0142")
        ]),
    ));
    let opened = open(&input);
    let related = |format, related| ExportOptions {
        format,
        related,
        ..ExportOptions::default()
    };
    for options in [
        related(ExportFormat::Jsonl, None),
        related(ExportFormat::Jsonl, Some(true)),
        related(ExportFormat::Json, None),
        related(ExportFormat::Csv, None),
    ] {
        let first = opened.export_as(&options, Lens::Redacted(&engine(&opened, &policy)));
        assert!(first.contains("[EMAIL_ADDRESS:") && !first.contains("March 5, 2020"));
        let again = open(&[file("saved", first.clone())]);
        let second = again.export_as(&options, Lens::Redacted(&engine(&again, &policy)));
        // Participants of whom nothing is left to tell do not come back; every entry does.
        let entries = |out: &str| -> Vec<String> {
            let all = options.format == ExportFormat::Csv;
            let rows = out
                .lines()
                .filter(|line| all || line.contains("\"entry\":\""));
            rows.map(str::to_owned).collect()
        };
        assert!(entries(&first).len() > 10);
        assert_eq!(entries(&first), entries(&second), "{options:?}");
        // Whoever does not carry the mark of this policy is shifted.
        let other = first.replace("policy:", "policy;");
        let moved = open(&[file("saved", other)]);
        let moved = moved.export_as(&options, Lens::Redacted(&engine(&moved, &policy)));
        assert_ne!(moved, second);
    }
}
