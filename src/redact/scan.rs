//! Line by line: what the command `scan` answers.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::engine::{Engine, Target};
use crate::model::Role;

/// Messages of one conversation that are remembered.
const REMEMBERED: usize = 6;

/// Reads lines of `{"text", "conversation"?, "role"?, "region"?, …}` and remembers, per conversation, what was
/// said last, so that a question gives its answer context.
#[derive(Debug, Default)]
pub struct Scanner {
    conversations: FxHashMap<String, VecDeque<(Role, String)>>,
}

#[derive(Deserialize)]
struct Line {
    text: String,
    conversation: Option<String>,
    role: Option<String>,
    region: Option<String>,
}

#[derive(Serialize)]
struct Answer<'a> {
    spans: Vec<Span<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
}

/// Offsets in code points, the end exclusive.
#[derive(Serialize)]
struct Span<'a> {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: &'a str,
    score: f32,
}

impl Scanner {
    /// Answers one line with `{"spans":[{"start","end","type","score"}]}`; offsets are code points. A line that
    /// is no such object has no spans and an `error` that quotes nothing of it.
    pub fn scan(&mut self, engine: &mut Engine, line: &str) -> String {
        let Ok(line) = serde_json::from_str::<Line>(line) else {
            return answer(&Answer {
                spans: Vec::new(),
                error: Some("no JSON object with a text"),
            });
        };
        let role = line.role.as_deref().map(Role::parse).unwrap_or_default();
        let said = line
            .conversation
            .as_ref()
            .and_then(|c| self.conversations.get(c));
        let previous: Vec<&str> = said
            .into_iter()
            .flatten()
            .rev()
            .filter(|(by, _)| *by != role || role == Role::Unknown)
            .map(|(_, text)| text.as_str())
            .take(2)
            .collect();
        let target = Target {
            text: &line.text,
            role,
            region: line.region.as_deref(),
            previous: &previous,
        };
        let findings = engine.find(&target);
        let mut at = (0, 0);
        let mut place = |byte: u32| {
            at = (
                byte as usize,
                at.1 + line.text[at.0..byte as usize].chars().count(),
            );
            at.1
        };
        let spans = findings
            .iter()
            .map(|f| Span {
                start: place(f.start),
                end: place(f.end),
                kind: &f.kind,
                score: f.score,
            })
            .collect();
        let out = answer(&Answer { spans, error: None });
        if let Some(conversation) = line.conversation {
            let said = self.conversations.entry(conversation).or_default();
            said.push_back((role, line.text));
            if said.len() > REMEMBERED {
                said.pop_front();
            }
        }
        out
    }
}

/// Answers one line that stands alone; see [`Scanner::scan`].
pub fn scan(engine: &mut Engine, line: &str) -> String {
    Scanner::default().scan(engine, line)
}

fn answer(answer: &Answer<'_>) -> String {
    serde_json::to_string(answer).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Policy;

    fn engine() -> Engine {
        Engine::new(&Policy::named("standard").expect("named")).expect("compiles")
    }

    #[test]
    fn offsets_are_code_points() {
        let answer = scan(&mut engine(), r#"{"text":"😀é joe@x.com"}"#);
        assert_eq!(
            answer,
            r#"{"spans":[{"start":3,"end":12,"type":"EMAIL_ADDRESS","score":1.0}]}"#
        );
    }

    #[test]
    fn a_question_gives_its_answer_context() {
        let (mut engine, mut scanner) = (engine(), Scanner::default());
        let mut say = |line: &str| scanner.scan(&mut engine, line);
        let ask =
            r#"{"text":"What is your social security number?","conversation":"c","role":"Agent"}"#;
        let reply = r#"{"text":"123456789","conversation":"c","role":"EndUser"}"#;
        assert_eq!(say(&reply.replace(r#""c""#, r#""d""#)), r#"{"spans":[]}"#);
        say(ask);
        assert!(say(reply).contains("US_SSN"));
    }

    #[test]
    fn a_bad_line_is_answered_without_a_quote_of_it() {
        let answer = scan(&mut engine(), r#"{"tixt":"4111111111111111"}"#);
        assert!(answer.contains("error") && !answer.contains("4111"));
    }
}
