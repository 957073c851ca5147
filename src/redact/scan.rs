//! Line by line: what the command `scan` answers.

use std::collections::{BTreeSet, VecDeque};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::context::Neighbour;
use super::engine::Engine;
use super::known::{Known, Who};
use super::language::Languages;
use super::target::{Field, Target};
use crate::model::Role;

/// Messages of one conversation that are remembered.
const REMEMBERED: usize = 6;
/// Messages that a line waits for: a value may go on in them.
const AHEAD: usize = 2;
/// Lines that wait at most; then the first is answered without what follows it.
const WAITING: usize = 1024;

/// Reads lines of `{"text", "conversation"?, "role"?, "region"?, "language"?, "fields"?}` and remembers, per
/// conversation, what was said before and behind, so that a question gives its answer context and a value
/// that is spread over messages is found. `fields` holds what a payload knows of people: `name`, `agent`,
/// `key`, and form values under their labels.
#[derive(Debug, Default)]
pub struct Scanner {
    conversations: FxHashMap<String, VecDeque<(Role, String)>>,
    waiting: VecDeque<Waiting>,
    facts: BTreeSet<(String, Who, String)>,
}

/// A line that is not answered yet.
#[derive(Debug)]
enum Waiting {
    Line(Line),
    Answered(String),
}

#[derive(Debug, Deserialize)]
struct Line {
    text: String,
    conversation: Option<String>,
    role: Option<String>,
    region: Option<String>,
    language: Option<String>,
    field: Option<Field>,
    #[serde(default)]
    fields: serde_json::Value,
}

impl Line {
    fn role(&self) -> Role {
        self.role.as_deref().map(Role::parse).unwrap_or_default()
    }
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
    /// Takes in a line and gives the answers that are ready, in the order of the lines. An answer is
    /// `{"spans":[{"start","end","type","score"}]}` in code points. A line that is no such object has no spans
    /// and an `error` that quotes nothing of it.
    pub fn push(&mut self, engine: &mut Engine, line: &str) -> Vec<String> {
        match serde_json::from_str::<Line>(line) {
            Ok(line) => {
                self.learn(engine, &line);
                self.waiting.push_back(Waiting::Line(line));
            }
            Err(_) => self.waiting.push_back(Waiting::Answered(answer(&Answer {
                spans: Vec::new(),
                error: Some("no JSON object with a text"),
            }))),
        }
        self.ready(engine, false)
    }

    /// The answers of the lines that still wait.
    pub fn finish(&mut self, engine: &mut Engine) -> Vec<String> {
        self.ready(engine, true)
    }

    /// Answers one line at once, without what follows it.
    pub fn scan(&mut self, engine: &mut Engine, line: &str) -> String {
        let mut out = self.push(engine, line);
        out.append(&mut self.finish(engine));
        out.pop().unwrap_or_default()
    }

    /// What a line's fields say about people.
    fn learn(&mut self, engine: &mut Engine, line: &Line) {
        let conversation = line.conversation.clone().unwrap_or_default();
        let mut new = false;
        for (label, value) in line.fields.as_object().into_iter().flatten() {
            if let Some(value) = value.as_str() {
                let fact = (conversation.clone(), Who::of_label(label), value.to_owned());
                new |= self.facts.insert(fact);
            }
        }
        if new {
            let mut known = Known::default();
            for (conversation, who, value) in &self.facts {
                known.add(conversation, *who, value);
            }
            engine.know(known);
        }
    }

    fn ready(&mut self, engine: &mut Engine, all: bool) -> Vec<String> {
        let mut out = Vec::new();
        while let Some(first) = self.waiting.front() {
            let line = match first {
                Waiting::Answered(_) => None,
                Waiting::Line(line) => Some(line),
            };
            let next: Vec<(Role, String)> = line
                .and_then(|line| line.conversation.as_deref())
                .map(|conversation| {
                    let following = self.waiting.iter().skip(1).filter_map(|w| match w {
                        Waiting::Line(l) if l.conversation.as_deref() == Some(conversation) => {
                            Some(l)
                        }
                        _ => None,
                    });
                    following
                        .take(AHEAD)
                        .map(|l| (l.role(), l.text.clone()))
                        .collect()
                })
                .unwrap_or_default();
            let waits = line.is_some_and(|l| l.conversation.is_some()) && next.len() < AHEAD;
            if waits && !all && self.waiting.len() < WAITING {
                break;
            }
            match self.waiting.pop_front() {
                Some(Waiting::Answered(answer)) => out.push(answer),
                Some(Waiting::Line(line)) => out.push(self.answer(engine, line, &next)),
                None => break,
            }
        }
        out
    }

    fn answer(&mut self, engine: &mut Engine, line: Line, next: &[(Role, String)]) -> String {
        let role = line.role();
        let said = line
            .conversation
            .as_ref()
            .and_then(|c| self.conversations.get(c));
        let previous = neighbours(said.into_iter().flatten().rev(), role);
        let following = neighbours(next.iter(), role);
        let target = Target {
            text: &line.text,
            role,
            field: line.field.unwrap_or_default(),
            region: line.region.as_deref(),
            languages: line
                .language
                .as_deref()
                .map(Languages::of)
                .unwrap_or_default(),
            previous: &previous,
            next: &following,
            ..Target::default()
        };
        match &line.conversation {
            Some(conversation) => engine.enter(conversation),
            None => engine.enter(""),
        }
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

/// Messages as the author of another one sees them.
fn neighbours<'a>(
    said: impl Iterator<Item = &'a (Role, String)>,
    author: Role,
) -> Vec<Neighbour<'a>> {
    said.map(|(by, text)| Neighbour {
        own: *by == author && author != Role::Unknown,
        text,
    })
    .collect()
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
    fn lines_wait_for_those_that_may_finish_a_value_and_come_in_order() {
        let (mut engine, mut scanner) = (engine(), Scanner::default());
        let mut out = Vec::new();
        for line in [
            r#"{"text":"4111 1111","conversation":"c","role":"EndUser"}"#,
            r#"{"text":"1111 1111","conversation":"c","role":"EndUser"}"#,
            r#"{"text":"joe@x.com"}"#,
            r#"{"text":"thanks","conversation":"c","role":"Agent"}"#,
        ] {
            out.append(&mut scanner.push(&mut engine, line));
        }
        assert_eq!(
            out.len(),
            1,
            "the first has heard two more, the others have not"
        );
        out.append(&mut scanner.finish(&mut engine));
        assert_eq!(out.len(), 4);
        assert!(
            out[0].contains("CREDIT_CARD") && out[1].contains("CREDIT_CARD"),
            "{out:?}"
        );
        assert!(
            out[2].contains("EMAIL_ADDRESS") && out[3] == r#"{"spans":[]}"#,
            "{out:?}"
        );
    }

    #[test]
    fn fields_of_a_line_name_people_of_its_conversation() {
        let (mut engine, mut scanner) = (engine(), Scanner::default());
        let line =
            r#"{"text":"it is maria","conversation":"c","fields":{"Name":"Maria Silva","n":1}}"#;
        assert!(scanner.scan(&mut engine, line).contains("PERSON"));
        let other = r#"{"text":"it is maria","conversation":"d","fields":[]}"#;
        assert_eq!(scanner.scan(&mut engine, other), r#"{"spans":[]}"#);
    }

    #[test]
    fn a_bad_line_is_answered_without_a_quote_of_it() {
        let answer = scan(&mut engine(), r#"{"tixt":"4111111111111111"}"#);
        assert!(answer.contains("error") && !answer.contains("4111"));
    }
}
