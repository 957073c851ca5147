//! Runs the detectors over the labelled sets that peers wrote, when they are at hand.
//!
//! Writes one answer per line to `target/redaction-eval/<set>`, for the scorers that come with the sets, and
//! holds the floors that need no scorer.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sealed_transcript::redact::{Engine, Policy, Scanner};
use serde_json::Value;

fn sets() -> Option<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/eval/data");
    dir.is_dir().then_some(dir)
}

fn lines(name: &str) -> Vec<Value> {
    let Some(dir) = sets() else { return Vec::new() };
    let text = fs::read_to_string(dir.join(name)).unwrap_or_default();
    text.lines()
        .filter_map(|l| serde_json::from_str(l).ok())
        .collect()
}

fn engine() -> Engine {
    Engine::new(&Policy::named("standard").expect("named")).expect("compiles")
}

/// The answers to `lines`, which are what `scan` reads; also written for the scorers.
fn answers(name: &str, lines: &[Value]) -> Vec<Value> {
    let (mut engine, mut scanner, mut out) = (engine(), Scanner::default(), String::new());
    let answers: Vec<String> = lines
        .iter()
        .map(|l| scanner.scan(&mut engine, &l.to_string()))
        .collect();
    for answer in &answers {
        let _ = writeln!(out, "{answer}");
    }
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("redaction-eval");
    fs::create_dir_all(&dir)
        .and_then(|()| fs::write(dir.join(name), out))
        .expect("writes under target");
    answers
        .iter()
        .map(|a| serde_json::from_str(a).expect("an answer is JSON"))
        .collect()
}

fn types(answer: &Value) -> Vec<&str> {
    answer["spans"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|s| s["type"].as_str())
        .collect()
}

#[test]
fn span_sets_are_answered() {
    for name in [
        "presidio-research-generated-large.jsonl",
        "datafog-corpus.jsonl",
        "redact-pii.jsonl",
        "presidio-recognizers.jsonl",
    ] {
        let lines = lines(name);
        assert_eq!(answers(name, &lines).len(), lines.len());
    }
}

#[test]
fn impossible_phone_numbers_stay_clean_and_valid_ones_are_found() {
    for (line, answer) in {
        let lines = lines("libphonenumber-matcher.jsonl");
        let answers = answers("libphonenumber-matcher.jsonl", &lines);
        lines.into_iter().zip(answers)
    } {
        let found = types(&answer).contains(&"PHONE_NUMBER");
        match line["group"].as_str() {
            Some("IMPOSSIBLE_CASES") => assert!(!found, "{line}"),
            Some("VALID_CASES") => assert!(found, "{line}"),
            _ => {}
        }
    }
}

#[test]
fn what_others_take_for_data_stays() {
    for (line, answer) in {
        let lines = lines("openredaction-false-positives.jsonl");
        let answers = answers("openredaction-false-positives.jsonl", &lines);
        lines.into_iter().zip(answers)
    } {
        // An address is one whatever its domain is for, and so are one of a machine and a bank account.
        if !matches!(
            line["claimed_type"].as_str(),
            Some("EMAIL" | "UK_BANK_ACCOUNT")
        ) && types(&answer) != ["IP_ADDRESS"]
        {
            assert!(types(&answer).is_empty(), "{line} {answer}");
        }
    }
}

#[test]
fn human_typed_phone_numbers_are_found_whole() {
    let mut texts = Vec::new();
    for conversation in lines("multidogo-test.jsonl") {
        for turn in conversation["turns"].as_array().into_iter().flatten() {
            let mut turn = turn.clone();
            turn["conversation"] = conversation["conversation_id"].clone();
            turn["role"] = "EndUser".into();
            texts.push(turn);
        }
    }
    let answers = answers("multidogo-test.jsonl", &texts);
    let (mut gold, mut hit) = (0, 0);
    for (turn, answer) in texts.iter().zip(&answers) {
        for span in turn["spans"].as_array().into_iter().flatten() {
            let digits = span["value"]
                .as_str()
                .unwrap_or_default()
                .bytes()
                .filter(u8::is_ascii_digit)
                .count();
            if span["type"]
                .as_str()
                .is_some_and(|t| t.starts_with("phone"))
                && digits >= 7
            {
                gold += 1;
                let same = |s: &Value| s["start"] == span["start"] && s["end"] == span["end"];
                hit += usize::from(answer["spans"].as_array().into_iter().flatten().any(same));
            }
        }
    }
    println!("phones of seven digits or more: {hit} of {gold}");
    assert!(hit * 1000 >= gold * 906, "{hit} of {gold}");
}
