//! serde_json is the oracle of the skim reader: what it accepts opens to equal values.

use proptest::prelude::*;
use sealed_transcript::json::{Kind, Raw, Scan, Spans, check, to_value};
use serde_json::{Map, Value};

/// Values of every kind, with texts that need escapes and numbers at the edges.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        texts().prop_map(Value::String),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            proptest::collection::vec((texts(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,20}",
        r#"[\\"{}\[\],: \n\t/a-c\x01é😀]{0,90}"#,
        "[a-z]{60,130}",
    ]
}

/// JSON-like texts: much of it broken, some of it not.
fn scraps() -> impl Strategy<Value = String> {
    prop_oneof![
        r#"[{}\[\],:"\\ u0-9eE.+a-f\n-]{0,40}"#,
        proptest::collection::vec(
            proptest::sample::select(vec![
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"a\"",
                "\"\\u00e9\"",
                "\"\\ud83d\\ude00\"",
                "\"\\ud83d\"",
                "\"\\u0061\"",
                "1",
                "-0",
                "0.5",
                "1e400",
                "1E-5",
                "-",
                "01",
                "true",
                "false",
                "null",
                "nul",
                " ",
                "\n",
                "\t",
                "12345678901234567890123",
                "\"",
                "\\",
                "é",
                "\u{b}",
                "\u{a0}",
            ]),
            0..24
        )
        .prop_map(|parts| parts.concat()),
    ]
}

fn opened(text: &str) -> Option<Value> {
    Raw::new(text).ok().and_then(|raw| to_value(raw).ok())
}

/// Bitwise: `-0.0` is not `0.0`.
fn same(a: &Value, b: &Value) -> bool {
    a == b && format!("{a}") == format!("{b}")
}

fn agrees(text: &str) -> Result<(), TestCaseError> {
    let strict: Result<Value, _> = serde_json::from_str(text);
    match (&strict, opened(text)) {
        (Ok(strict), Some(skim)) => {
            prop_assert!(same(strict, &skim), "{strict} is not {skim}");
        }
        (Ok(strict), None) => {
            prop_assert!(false, "serde_json reads {strict}, the skim reader nothing");
        }
        // Opening everything, only lone surrogates are taken beyond serde_json.
        (Err(e), Some(_)) => prop_assert!(
            e.to_string().contains("surrogate") || e.to_string().contains("hex escape"),
            "skim reader takes {text:?}: {e}"
        ),
        (Err(_), None) => {}
    }
    if let Ok(Value::Object(strict)) = strict {
        let trimmed = text.trim_matches([' ', '\n', '\r', '\t']);
        let mut spans = Spans::default();
        prop_assert_eq!(
            spans.scan(trimmed, |_, _| false),
            Scan::Complete(trimmed.len())
        );
        let fields = sealed_transcript::json::Fields::new(trimmed, &spans);
        for (key, value) in &strict {
            let found = fields.get(key).and_then(|raw| to_value(raw).ok());
            prop_assert!(found.is_some_and(|found| same(value, &found)));
        }
        prop_assert!(fields.iter().all(|(key, _)| strict.contains_key(key)));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn written_values_open_to_equal_values(value in values(), pretty in any::<bool>()) {
        let text = if pretty {
            serde_json::to_string_pretty(&value)
        } else {
            serde_json::to_string(&value)
        };
        agrees(&text.unwrap_or_default())?;
    }

    #[test]
    fn scraps_are_read_as_serde_json_reads_them(text in scraps()) {
        agrees(&text)?;
        agrees(&format!("{{\"a\":{text}}}"))?;
        agrees(&format!("[{text}]"))?;
    }

    #[test]
    fn mutated_texts_are_read_as_serde_json_reads_them(
        value in values(), at in any::<prop::sample::Index>(), with in proptest::sample::select(
            vec!["", "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "0", "-", "\u{1}", "é", "\\u", "\\ud800"]
        ), cut in any::<bool>()
    ) {
        let text = value.to_string();
        let mut at = at.index(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let mut mutated = text[..at].to_owned();
        mutated.push_str(with);
        if !cut {
            let mut rest = text[at..].chars();
            if !with.is_empty() {
                rest.next();
            }
            mutated.push_str(rest.as_str());
        }
        agrees(&mutated)?;
    }

    #[test]
    fn a_scan_of_a_prefix_is_incomplete_or_what_the_whole_gives(value in values(), extra in scraps()) {
        let text = format!("{{\"k\":{value}{extra}");
        let mut spans = Spans::default();
        let whole = spans.scan(&text, |_, _| false);
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            let part = spans.scan(&text[..at], |_, _| false);
            prop_assert!(part == Scan::Incomplete || part == whole, "{part:?} but whole {whole:?}");
        }
    }

    #[test]
    fn accessors_agree_with_serde_json(value in values()) {
        let text = value.to_string();
        let raw = Raw::new(&text).expect("serde_json wrote it");
        // Read back: serde_json itself rounds some floats of its own making differently.
        let value: Value = serde_json::from_str(&text).expect("serde_json wrote it");
        prop_assert_eq!(raw.bool(), value.as_bool());
        prop_assert_eq!(raw.i64(), value.as_i64());
        prop_assert_eq!(raw.f64(), if value.is_number() { value.as_f64() } else { None });
        let string = raw.string();
        prop_assert_eq!(string.as_deref(), value.as_str());
        prop_assert_eq!(raw.is_null(), value.is_null());
        prop_assert_eq!(raw.elements().count(), value.as_array().map_or(0, Vec::len));
    }
}

#[test]
fn the_last_of_duplicate_keys_wins_and_escaped_keys_are_found() {
    let text = r#"{"a":1,"\u0061":2,"b":{"x":1,"x":null}}"#;
    let mut spans = Spans::default();
    assert_eq!(spans.scan(text, |_, _| false), Scan::Complete(text.len()));
    let fields = sealed_transcript::json::Fields::new(text, &spans);
    assert_eq!(fields.get("a").and_then(Raw::i64), Some(2));
    let x = fields.get("b").and_then(|b| b.get("x")).map(Raw::kind);
    assert_eq!(x, Some(Kind::Null));
}

#[test]
fn half_a_surrogate_pair_is_replaced_and_said() {
    for (text, expected, lone) in [
        (r#""\ud83d!""#, "\u{fffd}!", true),
        (r#""\ude00\ud83d\ude00""#, "\u{fffd}😀", true),
        (r#""\ud83d\u0041""#, "\u{fffd}A", true),
        (r#""\ud83d\ude00""#, "😀", false),
    ] {
        let text = Raw::new(text).ok().and_then(Raw::text).expect("a string");
        assert_eq!((text.value.as_ref(), text.lone_surrogate), (expected, lone));
    }
}

#[test]
fn plain_strings_are_borrowed() {
    let raw = Raw::new(r#" "plain é" "#).expect("a string");
    assert!(matches!(
        raw.string(),
        Some(std::borrow::Cow::Borrowed("plain é"))
    ));
}

#[test]
fn deep_nesting_is_an_error_not_a_crash() {
    let text = "[".repeat(200_000) + &"]".repeat(200_000);
    let raw = Raw::new(&text).expect("balanced");
    assert!(to_value(raw).is_err());
    assert!(check(&text).is_ok());
}

#[test]
fn strict_check_points_at_the_byte() {
    let text = "{\"a\":1,\n \"b\":{\"c\":tru}}";
    let fault = check(text).expect_err("broken inside");
    assert_eq!(&text[fault.offset..=fault.offset], "}");
    assert!(!fault.truncated && fault.reason == "expected ident");
    assert!(check("{\"a\":").expect_err("cut").truncated);
}
