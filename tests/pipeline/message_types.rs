//! Each entry type, message type and format type becomes what a reader understands.

use fixtures::{MessageType, message_types};
use serde_json::{Map, Value, json};

use crate::support::{DAY, connect, open};

/// Members of a row that a payload decides.
const DECIDED: [&str; 11] = [
    "kind",
    "text",
    "internal",
    "attachments",
    "links",
    "choices",
    "form",
    "cards",
    "details",
    "statusCode",
    "extra",
];

/// What is there: empty lists and `null` say nothing.
fn row_of(one: &MessageType) -> Value {
    let entry = one.entry("e0000000-0000-4000-8000-000000000001", DAY);
    let opened = open(&[connect("types.json", &json!([entry]))]);
    let mut rows = opened.rows();
    assert_eq!(rows.len(), 1, "{}", one.name);
    let row = rows.remove(0);
    let there = |value: &Value| !value.is_null() && *value != json!([]) && *value != json!(false);
    let decided = DECIDED.iter().filter(|name| there(&row[**name]));
    decided
        .map(|name| ((*name).to_owned(), without_null(row[*name].clone())))
        .collect::<Map<_, _>>()
        .into()
}

fn without_null(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, member)| !member.is_null())
            .map(|(key, member)| (key, without_null(member)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.into_iter().map(without_null).collect(),
        other => other,
    }
}

#[test]
fn every_message_type_becomes_the_row_its_table_states() {
    for one in message_types() {
        let mut row = row_of(one);
        if let Some(extra) = row.get_mut("extra") {
            // Kept whole: what it was, but for the ids that the entry got.
            assert!(extra.is_object(), "{}", one.name);
            *extra = json!("whole");
        }
        assert_eq!(row, one.row, "{}", one.name);
    }
}
