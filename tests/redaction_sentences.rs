//! Sentences in many words, each with what is redacted of it: `redaction_sentences.txt`.

use sealed_transcript::redact::{Engine, Policy, Scanner};
use serde_json::{Value, json};

const TABLE: &str = include_str!("redaction_sentences.txt");

/// A sentence without its marks, and where they stood, in code points.
fn unmarked(sentence: &str) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut spans) = (String::new(), Vec::new());
    let mut pieces = sentence.split("[[");
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (value, rest) = piece.split_once("]]").expect("a mark is closed");
        let start = text.chars().count();
        spans.push((start, start + value.chars().count()));
        text.push_str(value);
        text.push_str(rest);
    }
    (text, spans)
}

#[test]
fn of_each_sentence_exactly_the_marked_parts_are_redacted() {
    let policy = Policy::named("broad").expect("a policy that ships");
    let (mut engine, mut scanner) = (Engine::new(&policy).expect("compiles"), Scanner::default());
    let (mut sentences, mut marks, mut wrong) = (0, 0, Vec::new());
    let lines = TABLE.lines().enumerate();
    for (nth, line) in lines.filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
        let (question, sentence) = line.split_once(" || ").unzip();
        let (text, wanted) = unmarked(sentence.unwrap_or(line));
        let conversation = nth.to_string();
        if let Some(question) = question {
            let asked = json!({"text": question, "role": "Agent", "conversation": conversation});
            scanner.scan(&mut engine, &asked.to_string());
        }
        let said = json!({"text": text, "role": "EndUser", "conversation": conversation});
        let answer = scanner.scan(&mut engine, &said.to_string());
        let answer: Value = serde_json::from_str(&answer).expect("an answer is JSON");
        let place = |span: &Value, field: &str| span[field].as_u64().unwrap_or_default() as usize;
        let spans = answer["spans"].as_array().into_iter().flatten();
        let found: Vec<_> = spans
            .map(|s| (place(s, "start"), place(s, "end")))
            .collect();
        (sentences, marks) = (sentences + 1, marks + wanted.len());
        if found != wanted {
            wrong.push(format!("{}: {line}: {answer}", nth + 1));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(sentences > 600 && marks > 400, "{sentences} {marks}");
}
