//! The boundary as JavaScript meets it. Run by `cargo xtask test` in Node.

#![cfg(target_arch = "wasm32")]

use js_sys::{Array, JSON, JsString, Object, Reflect, Uint8Array};
use sealed_transcript::wasm::{Archive, Policy, RawRecordSearch};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

const ANSWER: &str = r#"{"conversationEntries":[
{"identifier":"06a1182e-d932-4178-9864-6de5b7b3d3fd","messageText":"Thanks, 😀 jo@example.com it is","serverReceivedTimestamp":1736508089657,"clientTimestamp":1736508089610,"clientDuration":0,"sender":{"role":"EndUser","subject":"v2/iamessage/UNAUTH/NA/uid:1"},"relatedRecords":["0MwKj000007sdiM"]},
{"identifier":"e9762707-0b3c-4656-8b91-9f10d04aa313","messageText":"Hi, I&#39;m a bot","serverReceivedTimestamp":1736508015579,"sender":{"role":"Chatbot"},"relatedRecords":[]}]}"#;

fn get(value: &JsValue, path: &[&str]) -> JsValue {
    path.iter().fold(value.clone(), |value, key| {
        let index = key.parse::<u32>();
        match index {
            Ok(index) => Reflect::get_u32(&value, index),
            Err(_) => Reflect::get(&value, &JsValue::from(*key)),
        }
        .expect("a member")
    })
}

fn text(value: &JsValue, path: &[&str]) -> String {
    get(value, path).as_string().expect("a string")
}

fn opened() -> Archive {
    let archive = Archive::new(JsValue::UNDEFINED).expect("an archive");
    let mut reader = archive.open("entries.json", JsValue::NULL).expect("opened");
    for chunk in ANSWER.as_bytes().chunks(50) {
        reader.feed(&Uint8Array::from(chunk)).expect("fed");
    }
    reader.finish().expect("finished");
    archive
}

fn first_conversation(archive: &Archive) -> String {
    let list = archive
        .conversations(0.into(), 10, JsValue::NULL, JsValue::NULL)
        .expect("a list");
    text(&list, &["rows", "0", "conversation"])
}

#[wasm_bindgen_test]
fn what_is_missing_is_null_and_never_undefined() {
    let archive = opened();
    let id = first_conversation(&archive);
    let window = archive
        .transcript(id.as_str().into(), 0.into(), 50, JsValue::NULL)
        .expect("rows");
    let row = get(&window, &["rows", "0"]);
    assert!(get(&row, &["actor"]).is_null());
    for key in Object::keys(row.unchecked_ref::<Object>()).iter() {
        let value = Reflect::get(&row, &key).expect("a member");
        assert!(!value.is_undefined(), "{key:?}");
    }
    assert_eq!(text(&row, &["text"]), "Hi, I'm a bot");
    assert_eq!(text(&row, &["orderedBy"]), "server");
}

#[wasm_bindgen_test]
fn marks_count_utf16_units_as_javascript_does() {
    let archive = opened();
    let id = first_conversation(&archive);
    let policy = Policy::named("standard").expect("a policy");
    let window = archive
        .transcript(id.as_str().into(), 1.into(), 1, policy.share().into())
        .expect("rows");
    let row = get(&window, &["rows", "0"]);
    let shown = JsString::from(text(&row, &["text"]));
    let place = |key| get(&row, &["marks", "0", key]).as_f64().expect("a number") as u32;
    assert_eq!(
        String::from(shown.slice(place("start"), place("end"))),
        "[EMAIL_ADDRESS]"
    );
}

#[wasm_bindgen_test]
fn a_policy_handle_survives_being_laid_on() {
    let archive = opened();
    let policy = JsValue::from(Policy::named("standard").expect("a policy"));
    for _ in 0..3 {
        let list = archive
            .conversations(0.into(), 1, policy.clone(), JsValue::NULL)
            .expect("a list");
        assert!(text(&list, &["rows", "0", "preview"]).contains("[EMAIL_ADDRESS]"));
    }
}

#[wasm_bindgen_test]
fn every_error_has_the_one_shape() {
    let archive = opened();
    let errors = [
        archive
            .transcript("nothing".into(), 0.into(), 1, JsValue::NULL)
            .err(),
        Policy::named("nonsense").err().map(Into::into),
        Policy::parse(
            r#"{"version":1,"name":"x","patterns":[{"id":"a","type":"A","pattern":"(?=b)"}]}"#,
            None,
        )
        .err()
        .map(Into::into),
    ];
    for error in errors {
        let error: JsValue = error.expect("an error");
        assert!(error.is_instance_of::<js_sys::Error>());
        assert_eq!(text(&error, &["name"]), "TranscriptError");
        assert!(!text(&error, &["code"]).is_empty());
        for key in [
            "file",
            "path",
            "offset",
            "line",
            "column",
            "record",
            "recoverable",
        ] {
            assert!(!get(&error, &[key]).is_undefined(), "{key}");
        }
    }
}

#[wasm_bindgen_test]
fn a_cancelled_file_leaves_nothing_but_its_note() {
    let archive = Archive::new(JsValue::NULL).expect("an archive");
    let mut reader = archive.open("entries.json", JsValue::NULL).expect("opened");
    reader
        .feed(&Uint8Array::from(ANSWER.as_bytes()))
        .expect("fed");
    reader.cancel();
    assert!(reader.feed(&Uint8Array::new_with_length(1)).is_err());
    let report = archive.inspect(JsValue::NULL).expect("a report");
    assert_eq!(
        get(&report, &["total", "entries", "read"]).as_f64(),
        Some(0.0)
    );
    assert_eq!(text(&report, &["diagnostics", "0", "code"]), "cancelled");
}

#[wasm_bindgen_test]
async fn a_blob_is_read_as_a_stream_with_progress() {
    let archive = Archive::new(JsValue::NULL).expect("an archive");
    let blob = web_sys::Blob::new_with_str_sequence(&Array::of1(&ANSWER.into())).expect("a blob");
    let seen = Array::new();
    let push =
        js_sys::Function::new_with_args("bytes, entries", "globalThis.seen = [bytes, entries]");
    let promise = archive.read_blob("entries.json".into(), blob, Some(push), None, JsValue::NULL);
    let report = JsFuture::from(promise).await.expect("a report");
    seen.push(&get(&js_sys::global(), &["seen"]));
    assert_eq!(get(&seen, &["0", "0"]).as_f64(), Some(ANSWER.len() as f64));
    assert_eq!(get(&report, &["entries", "shown"]).as_f64(), Some(2.0));
}

#[wasm_bindgen_test]
fn a_zone_of_the_host_reads_local_times() {
    let options = JSON::parse(r#"{"zone":"America/New_York"}"#).expect("options");
    let archive = Archive::new(options).expect("an archive");
    let mut reader = archive.open("sessions.csv", JsValue::NULL).expect("opened");
    let table = "Id,StartTime,EndTime,AgentType\n0MwKj000007sdiM,2025-03-09 01:59:59,2025-03-09 03:00:00,Agent\n";
    reader
        .feed(&Uint8Array::from(table.as_bytes()))
        .expect("fed");
    let report = reader.finish().expect("a report");
    assert_eq!(text(&report, &["from"]), "2025-03-09T06:59:59.000Z");
    assert_eq!(text(&report, &["to"]), "2025-03-09T07:00:00.000Z");
    let wrong = JSON::parse(r#"{"zone":"Atlantis/Center"}"#).expect("options");
    let error = Archive::new(wrong).expect_err("no such zone");
    assert_eq!(text(&error, &["code"]), "zone");
}

#[wasm_bindgen_test]
fn a_list_begins_where_a_conversation_stands_and_takes_an_order() {
    let archive = opened();
    let id = first_conversation(&archive);
    let start = Object::new();
    let set = |object: &Object, key: &str, value: &JsValue| {
        Reflect::set(object, &key.into(), value).expect("set");
    };
    set(&start, "conversation", &id.as_str().into());
    let order = Object::new();
    set(&order, "find", &"nobody".into());
    let found = archive
        .conversations(start.clone().into(), 1, JsValue::NULL, JsValue::NULL)
        .expect("a list");
    assert_eq!(text(&found, &["rows", "0", "conversation"]), id);
    let hidden = archive
        .conversations(start.into(), 1, JsValue::NULL, order.into())
        .expect_err("not listed");
    assert_eq!(text(&hidden, &["code"]), "conversation_not_found");
}

#[wasm_bindgen_test]
fn a_record_is_found_again_in_its_file() {
    let mut search =
        RawRecordSearch::new("entries.json", "entries.json", 1.0, JsValue::NULL).expect("a search");
    let found = search
        .feed(&Uint8Array::from(ANSWER.as_bytes()))
        .expect("fed");
    let found = if found.is_null() {
        search.finish().expect("finished")
    } else {
        found
    };
    assert!(text(&found, &["json"]).contains("I&#39;m a bot"));
    assert!(get(&found, &["cells"]).is_null());
}
