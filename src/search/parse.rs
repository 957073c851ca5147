//! From what a person typed to terms.

use crate::{
    model::{
        Millis, Role, ids,
        time::{self, TimeReading, Zone},
    },
    redact::{Problem, SpelledPattern},
    search::{
        QueryError,
        fold::folded,
        has::Has,
        kind::Kind,
        pattern::Pattern,
        query::{Query, Session, Term, Test},
        wait::{Comparison, WaitTest},
    },
};

/// Bytes of a query; nobody types more.
const LONGEST: usize = 4096;
/// Terms of a query.
const MOST: usize = 64;

const FILTERS: &str = "from:, role:, session:, channel:, before:, after:, has:, kind: and wait>";

/// Reads a query.
pub(crate) fn query(text: &str, zone: &Zone) -> Result<Query, QueryError> {
    if text.len() > LONGEST {
        return Err(QueryError::new(
            0,
            "the query is too long; write at most 4,096 bytes",
        ));
    }
    let mut reader = Reader { text, at: 0, zone };
    let mut terms = Vec::new();
    while reader.skip_spaces() {
        if terms.len() == MOST {
            return Err(QueryError::new(
                reader.at,
                "the query has too many terms; write at most 64",
            ));
        }
        terms.push(reader.term()?);
    }
    if terms.is_empty() {
        return Err(QueryError::new(
            0,
            "the query is empty; write words, a \"phrase\", a /regular expression/ or a filter such as from:name",
        ));
    }
    Ok(Query { terms })
}

struct Reader<'q> {
    text: &'q str,
    at: usize,
    zone: &'q Zone,
}

impl<'q> Reader<'q> {
    fn rest(&self) -> &'q str {
        &self.text[self.at..]
    }

    /// Goes to the next term; whether there is one.
    fn skip_spaces(&mut self) -> bool {
        self.at = self.text.len() - self.rest().trim_start().len();
        !self.rest().is_empty()
    }

    /// All up to the next space.
    fn token(&mut self) -> &'q str {
        let rest = self.rest();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn term(&mut self) -> Result<Term, QueryError> {
        let start = self.at;
        let negated = self.rest().starts_with('-');
        self.at += usize::from(negated);
        let test = match self.rest().chars().next() {
            None => return Err(lone_minus(start)),
            Some(space) if space.is_whitespace() => return Err(lone_minus(start)),
            Some('"') => {
                let at = self.at;
                let phrase = self.quoted()?;
                words(phrase, at)?
            }
            Some('/') => self.regex()?,
            Some(_) => self.filter_or_word()?,
        };
        Ok(Term { negated, test })
    }

    /// A text in quotes; they stand for themselves nowhere.
    fn quoted(&mut self) -> Result<&'q str, QueryError> {
        let start = self.at;
        let inside = &self.rest()[1..];
        let Some(end) = inside.find('"') else {
            return Err(QueryError::new(
                start,
                "the quote is not closed; write \" after the phrase",
            ));
        };
        self.at += end + 2;
        Ok(&inside[..end])
    }

    fn regex(&mut self) -> Result<Test, QueryError> {
        let start = self.at;
        let inside = &self.rest()[1..];
        let (mut escaped, mut in_class) = (false, false);
        let end = inside.char_indices().find_map(|(at, letter)| {
            let ends = letter == '/' && !escaped && !in_class;
            match letter {
                _ if escaped => {}
                '[' => in_class = true,
                ']' => in_class = false,
                _ => {}
            }
            escaped = letter == '\\' && !escaped;
            ends.then_some(at)
        });
        let Some(end) = end else {
            let word = inside.split(char::is_whitespace).next().unwrap_or_default();
            return Err(QueryError::new(
                start,
                format!(
                    "the regular expression is not closed; write / after it, or \"/{word}\" to find these characters"
                ),
            ));
        };
        let pattern = &inside[..end];
        self.at += end + 2;
        let flags_at = self.at;
        let flags = self.token();
        if pattern.is_empty() {
            return Err(QueryError::new(
                start,
                "the regular expression is empty; write what to find between the slashes",
            ));
        }
        // `\/` is a slash; the reader of patterns knows it as one.
        let spelled = SpelledPattern::read("query", "regex", pattern, flags).map_err(|error| {
            let at = match error.problem {
                Problem::Flag(flag) => flags_at + flags.find(flag).unwrap_or_default(),
                _ => start + 1 + error.at.unwrap_or_default(),
            };
            QueryError::new(at, fault(&error.problem))
        })?;
        let found = Pattern::regex(spelled);
        let pattern = found.map_err(|problem| QueryError::new(start + 1, fault(&problem)))?;
        if pattern.is_in_nothing() {
            return Err(QueryError::new(
                start,
                "the regular expression matches the empty text, and so every entry; write + in place of *",
            ));
        }
        Ok(Test::Says(pattern))
    }

    fn filter_or_word(&mut self) -> Result<Test, QueryError> {
        let start = self.at;
        let rest = self.rest();
        let name_end = rest
            .find(|letter: char| !letter.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        if name.eq_ignore_ascii_case("wait") && after.starts_with(['>', '<', '=', ':']) {
            return self.wait();
        }
        let is_filter = !name.is_empty() && after.starts_with(':');
        let value = after.get(1..).unwrap_or_default();
        // 10:30, https://… and a colon at the end of a word are words.
        if !is_filter
            || value.starts_with('/')
            || (value.is_empty() || value.starts_with(char::is_whitespace)) && !is_known(name)
        {
            return words(self.token(), start);
        }
        self.at += name_end + 1;
        let at = self.at;
        let value = if value.starts_with('"') {
            self.quoted()?
        } else {
            self.token()
        };
        let name = name.to_ascii_lowercase();
        if value.trim().is_empty() {
            return Err(needs_value(&name, at));
        }
        self.filter(&name, value.trim(), start, at)
            .map_err(|error| error.of(&name))
    }

    fn filter(&self, name: &str, value: &str, start: usize, at: usize) -> Result<Test, QueryError> {
        Ok(match name {
            "from" => Test::From(folded(value)),
            "role" => Test::Role(role(value).ok_or_else(|| {
                QueryError::new(
                    at,
                    "no role has this name; write customer, agent, bot, system, supervisor, router, digitalworker or unknown",
                )
            })?),
            "session" if value.eq_ignore_ascii_case("none") => Test::Session(Session::None),
            "session" => Test::Session(Session::Named(
                ids::canonical(value).into_owned(),
                folded(value),
            )),
            "channel" => Test::Channel(folded(channel(value))),
            "before" => Test::Before(self.instant(value, at)?),
            "after" => Test::After(self.instant(value, at)?),
            "has" => Test::Has(Has::parse(value).ok_or_else(|| {
                QueryError::new(at, format!("unknown thing to have; write {}", Has::words()))
            })?),
            "kind" => Test::Kind(Kind::parse(value)),
            _ => {
                return Err(QueryError::new(
                    start,
                    format!(
                        "there is no filter of this name; there are {FILTERS}; to find these characters write \"{name}:{value}\""
                    ),
                ));
            }
        })
    }

    /// A day, or a day and a time of it, in the query's zone unless it has an offset.
    fn instant(&self, value: &str, at: usize) -> Result<Millis, QueryError> {
        let wrong = || {
            QueryError::new(
                at,
                "this is no day; write 2025-03-01, or with a time 2025-03-01T14:30",
            )
        };
        let days = value.bytes().take(10).enumerate().all(|(at, byte)| {
            if matches!(at, 4 | 7) {
                byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        });
        if value.len() < 10
            || !days
            || !matches!(value.as_bytes().get(10), None | Some(b'T' | b't'))
        {
            return Err(wrong());
        }
        let reading = TimeReading {
            zone: self.zone.clone(),
            ..TimeReading::default()
        };
        time::parse(&value.replacen('t', "T", 1), &reading).map_err(|_| wrong())
    }

    fn wait(&mut self) -> Result<Test, QueryError> {
        let start = self.at;
        let token = self.token();
        let test = &token["wait".len()..];
        let (comparison, sign) = match test.as_bytes() {
            [b'>', b'=', ..] => (Comparison::AtLeast, 2),
            [b'<', b'=', ..] => (Comparison::AtMost, 2),
            [b'>', ..] => (Comparison::Longer, 1),
            [b'<', ..] => (Comparison::Shorter, 1),
            _ => {
                return Err(QueryError::new(
                    start + "wait".len(),
                    "a wait is longer or shorter than a time; write wait>120s or wait<2m",
                )
                .of("wait"));
            }
        };
        let length = length(&test[sign..]).ok_or_else(|| {
            QueryError::new(
                start + "wait".len() + sign,
                "this is no length of time; write a whole number and its unit: 500ms, 120s, 2m, 1h or 3d",
            )
            .of("wait")
        })?;
        Ok(Test::Wait(WaitTest { comparison, length }))
    }
}

fn words(text: &str, at: usize) -> Result<Test, QueryError> {
    Pattern::words(text).map(Test::Says).ok_or_else(|| {
        QueryError::new(
            at,
            "there is nothing to find in this; write at least one letter, digit or sign",
        )
    })
}

fn lone_minus(at: usize) -> QueryError {
    QueryError::new(
        at,
        "a minus leaves out what follows it without a space; write -word, or \"-\" to find the sign",
    )
}

fn is_known(name: &str) -> bool {
    [
        "from", "role", "session", "channel", "before", "after", "has", "kind",
    ]
    .iter()
    .any(|known| known.eq_ignore_ascii_case(name))
}

fn needs_value(name: &str, at: usize) -> QueryError {
    let example = match name {
        "from" => "from:\"ana silva\"",
        "role" => "role:agent",
        "session" => "session:MS-00001042 or session:none",
        "channel" => "channel:WhatsApp",
        "before" => "before:2025-03-01",
        "after" => "after:2025-03-01",
        "has" => "has:attachment",
        _ => "kind:SessionStatusChanged",
    };
    QueryError::new(at, format!("a value is missing; write {example}")).of(name)
}

fn role(word: &str) -> Option<Role> {
    let plain = word.to_ascii_lowercase();
    let alias = match plain.as_str() {
        "customer" | "user" => Role::EndUser,
        "representative" | "rep" | "human" => Role::Agent,
        "routing" => Role::Router,
        "unknown" => Role::Unknown,
        _ => match Role::parse(&plain) {
            Role::Unknown => return None,
            role => role,
        },
    };
    Some(alias)
}

/// `ChannelType` of what people call by another name.
fn channel(word: &str) -> &str {
    if word.eq_ignore_ascii_case("sms") {
        "Text"
    } else if word.eq_ignore_ascii_case("web") {
        "Embedded"
    } else {
        word
    }
}

/// `120s` in milliseconds.
fn length(text: &str) -> Option<i64> {
    let digits = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    let unit = match text[digits..].to_ascii_lowercase().as_str() {
        "ms" => 1,
        "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    text[..digits].parse::<i64>().ok()?.checked_mul(unit)
}

fn fault(problem: &Problem) -> String {
    match problem {
        Problem::Unsupported(what) => format!(
            "{what} is not supported, for patterns run in linear time; use a second term, or -/…/ to leave matches out"
        ),
        Problem::Pattern(why) => format!("the regular expression cannot be read: {why}"),
        Problem::Flag(flag) => {
            format!(
                "there is no flag {flag:?}; write any of g, i, m, s and u, or a space after the expression"
            )
        }
        _ => "the regular expression is too large; write a shorter one".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault_of(text: &str) -> (usize, String) {
        let error = query(text, &Zone::utc()).expect_err(text);
        (error.at, error.message)
    }

    #[test]
    fn a_mistake_is_named_with_its_place_and_what_to_write() {
        for (text, at, words) in [
            ("", 0, "the query is empty"),
            ("   ", 0, "the query is empty"),
            ("a \"b c", 2, "write \" after"),
            ("a /b", 2, "write / after it, or \"/b\""),
            ("é /b(/", 5, "cannot be read"),
            ("/a(?=b)/", 2, "look-ahead"),
            ("/a/x", 3, "there is no flag 'x'"),
            ("/a*/", 0, "matches the empty text"),
            ("//", 0, "the regular expression is empty"),
            ("a - b", 2, "write -word"),
            ("a -", 2, "write -word"),
            ("role:boss", 5, "write customer, agent"),
            ("x has:money", 6, "write link, attachment"),
            ("before:tomorrow", 7, "write 2025-03-01"),
            ("before:2025", 7, "write 2025-03-01"),
            ("after:2025-02-30", 6, "write 2025-03-01"),
            ("from:", 5, "write from:\"ana silva\""),
            ("from:\"\"", 5, "a value is missing"),
            ("wait>120", 5, "write a whole number and its unit"),
            ("wait:120s", 4, "write wait>120s"),
            ("wait>=9223372036854775807d", 6, "no length of time"),
            (
                "subject:refund",
                0,
                "to find these characters write \"subject:refund\"",
            ),
            ("\u{200b}", 0, "nothing to find"),
        ] {
            let (found, message) = fault_of(text);
            assert_eq!(found, at, "{text}: {message}");
            assert!(message.contains(words), "{text}: {message}");
        }
    }

    #[test]
    fn words_that_look_like_filters_are_words() {
        for text in [
            "10:30",
            "https://example.com",
            "note: call",
            "a/b",
            "e-mail",
            "wait",
        ] {
            let query = query(text, &Zone::utc()).expect(text);
            assert_eq!(query.patterns().count(), query.terms.len(), "{text}");
        }
    }

    #[test]
    fn no_input_panics() {
        let signs = [
            "\"", "/", "-", ":", "wait", ">", "é", "\\", "[", " ", "from", "has:", "(", "\u{200b}",
        ];
        for a in signs {
            for b in signs {
                for c in signs {
                    for d in signs {
                        let _ = query(&[a, b, c, d].concat(), &Zone::utc());
                    }
                }
            }
        }
    }
}
