//! `LiveChatTranscript.Body`: centred paragraphs that say what happened, and lines
//! `( 1m 13s ) Speaker: text<br>` whose offsets count from the start of the chat.
//!
//! Who is an agent is told only by comparing a speaker with the paragraphs `Agent NAME`. A line
//! break in the HTML is white space; `<br>` within a line is a line break of its text.
//! Grammar: three published bodies and a public parser's tests. Further paragraphs of transfers
//! are inferred.

use std::collections::HashMap;

use crate::{formats::entities, model::Role};

/// Bytes of a speaker's name that are looked through for colons.
const NAME: usize = 120;
/// Colons in a name that are tried.
const COLONS: usize = 4;

/// One part of a body, in its order. Offsets in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// The whole first paragraph.
    Started(String),
    /// An agent is in the chat by this time.
    Agent { name: String, offset: Option<i64> },
    /// Any other paragraph.
    Notice { text: String, offset: Option<i64> },
    /// A line of the chat.
    Said {
        speaker: Option<String>,
        role: Role,
        text: String,
        links: Vec<String>,
        offset: Option<i64>,
    },
}

/// A body, taken apart.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// The date behind `Chat Started:`.
    pub(super) started: Option<String>,
    /// Its parts.
    pub(super) pieces: Vec<Piece>,
}

enum Token<'a> {
    Text(&'a str),
    Break,
    Paragraph,
    EndParagraph,
    Link(&'a str),
}

/// Text and tags. A `<` before anything but a letter or a slash is text.
fn tokens(html: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            if let Some(tag) = tag(rest) {
                rest = rest.get(tag.len() + 2..).unwrap_or_default();
                let name = tag
                    .split(|letter: char| letter.is_whitespace() || letter == '/')
                    .find(|part| !part.is_empty())
                    .unwrap_or_default()
                    .to_ascii_lowercase();
                let closing = tag.starts_with('/');
                match (name.as_str(), closing) {
                    ("br", _) => return Some(Token::Break),
                    ("p", false) => return Some(Token::Paragraph),
                    ("p", true) => return Some(Token::EndParagraph),
                    ("a", false) => {
                        if let Some(url) = href(tag) {
                            return Some(Token::Link(url));
                        }
                    }
                    _ => {}
                }
                continue;
            }
            let end = rest
                .char_indices()
                .skip(1)
                .find(|&(at, letter)| letter == '<' && rest.get(at..).is_some_and(starts_tag))
                .map_or(rest.len(), |(at, _)| at);
            let (text, after) = rest.split_at(end);
            rest = after;
            return Some(Token::Text(text));
        }
        None
    })
}

fn starts_tag(text: &str) -> bool {
    let mut letters = text.bytes();
    letters.next() == Some(b'<')
        && letters
            .next()
            .is_some_and(|letter| letter.is_ascii_alphabetic() || letter == b'/')
}

/// The inside of a tag at the start of a text. One that never closes is text.
fn tag(text: &str) -> Option<&str> {
    if !starts_tag(text) {
        return None;
    }
    // A tag of more than 4 KiB is no tag: keeps the search linear.
    let end = text.bytes().take(4096).position(|byte| byte == b'>')?;
    text.get(1..end)
}

fn href(tag: &str) -> Option<&str> {
    let (_, value) = tag.split_once("href=")?;
    let quote = value
        .chars()
        .next()
        .filter(|letter| matches!(letter, '"' | '\''))?;
    value
        .get(1..)?
        .split(quote)
        .next()
        .filter(|url| !url.is_empty())
}

/// `( 1h 2m 3s )` at the start of a text: milliseconds, and what follows.
fn offset(text: &str) -> Option<(i64, &str)> {
    let inner = text.strip_prefix('(')?;
    let end = inner.bytes().take(32).position(|byte| byte == b')')?;
    let mut total = 0_i64;
    let mut any = false;
    for part in inner.get(..end)?.split_whitespace() {
        let unit = match part.chars().last()? {
            'd' => 86_400_000,
            'h' => 3_600_000,
            'm' => 60_000,
            's' => 1_000,
            _ => return None,
        };
        let number: u32 = part.get(..part.len() - 1)?.parse().ok()?;
        total += i64::from(number) * unit;
        any = true;
    }
    any.then_some((total, inner.get(end + 1..).unwrap_or_default()))
}

/// Text as a browser shows it: line breaks of the file are spaces, references are decoded.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\n', '\r']) {
        out.push_str(
            rest.get(..at)
                .unwrap_or_default()
                .trim_end_matches([' ', '\t']),
        );
        rest = rest.get(at..).unwrap_or_default().trim_start();
        out.push(' ');
    }
    out.push_str(rest);
    entities::decode(&out).into_owned()
}

#[derive(Default)]
struct Line {
    offset: Option<i64>,
    text: String,
    links: Vec<String>,
}

impl Body {
    /// Takes a body apart. Linear.
    pub(super) fn parse(html: &str) -> Self {
        let mut body = Self::default();
        let mut lines: Vec<Line> = Vec::new();
        // Where each line stands among the pieces.
        let mut places: Vec<usize> = Vec::new();
        let mut open: Option<Line> = None;
        let mut paragraph: Option<String> = None;
        let mut fresh = true;
        let mut close = |open: &mut Option<Line>, pieces: &mut Vec<Piece>| {
            if let Some(line) = open.take()
                && !(line.text.trim().is_empty() && line.links.is_empty())
            {
                places.push(pieces.len());
                pieces.push(Piece::Notice {
                    text: String::new(),
                    offset: line.offset,
                });
                lines.push(line);
            }
        };
        for token in tokens(html) {
            match (token, &mut paragraph) {
                (Token::Paragraph, _) => {
                    close(&mut open, &mut body.pieces);
                    paragraph = Some(String::new());
                }
                (Token::EndParagraph, said) => {
                    let said = said.take().unwrap_or_default();
                    body.paragraph(said.trim());
                    fresh = true;
                }
                (Token::Text(text), Some(said)) => said.push_str(&words(text)),
                (Token::Text(text), None) => {
                    let start = text.trim_start();
                    if fresh && let Some((at, rest)) = offset(start) {
                        close(&mut open, &mut body.pieces);
                        open = Some(Line {
                            offset: Some(at),
                            text: words(rest),
                            links: Vec::new(),
                        });
                    } else {
                        let said = words(text);
                        let line = open.get_or_insert_default();
                        if fresh && !line.text.is_empty() {
                            line.text.push('\n');
                        }
                        let said = if fresh {
                            said.trim_start()
                        } else {
                            said.as_str()
                        };
                        line.text.push_str(said);
                    }
                    fresh = false;
                }
                (Token::Break, Some(said)) => said.push(' '),
                (Token::Break, None) => fresh = true,
                (Token::Link(url), _) => {
                    if let Some(line) = &mut open {
                        line.links.push(entities::decode(url).into_owned());
                    }
                }
            }
        }
        close(&mut open, &mut body.pieces);
        body.assign_speakers(&lines, &places);
        body.place_paragraphs();
        body
    }

    fn paragraph(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(date) = text.strip_prefix("Chat Started:") {
            self.started.get_or_insert_with(|| date.trim().to_owned());
            self.pieces.push(Piece::Started(text.to_owned()));
        } else if let Some(name) = text.strip_prefix("Agent ") {
            self.pieces.push(Piece::Agent {
                name: name.trim().to_owned(),
                offset: None,
            });
        } else {
            self.pieces.push(Piece::Notice {
                text: text.to_owned(),
                offset: None,
            });
        }
    }

    /// Tells speakers from words. A name with a colon in it is known from `Agent NAME`, or from
    /// every line of its speaker (three at least) beginning with it.
    fn assign_speakers(&mut self, lines: &[Line], places: &[usize]) {
        let agents: Vec<String> = self
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Agent { name, .. } => Some(name.clone()),
                _ => None,
            })
            .collect();
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for line in lines {
            for name in names(&line.text) {
                *counts.entry(name).or_default() += 1;
            }
        }
        let speakers: Vec<Option<&str>> = lines
            .iter()
            .map(|line| {
                let agent =
                    names(&line.text).filter(|name| agents.iter().any(|known| known == name));
                let first = names(&line.text).next()?;
                let often = counts.get(first).copied().unwrap_or_default();
                agent.last().or_else(|| {
                    names(&line.text)
                        .filter(|name| {
                            *name == first || often >= 3 && counts.get(name) == Some(&often)
                        })
                        .last()
                })
            })
            .collect();
        let is_agent = |name: &str| agents.iter().any(|known| known == name);
        let any_agent = speakers.iter().flatten().any(|name| is_agent(name));
        let any_visitor = speakers.iter().flatten().any(|name| *name == "Visitor");
        let role = |name: Option<&str>| match name {
            Some(name) if is_agent(name) => Role::Agent,
            Some("Visitor") => Role::EndUser,
            // Of two sides one is known, so the rest is the other.
            Some(_) if any_agent => Role::EndUser,
            Some(_) if any_visitor => Role::Agent,
            Some(_) | None => Role::Unknown,
        };
        for ((line, speaker), &place) in lines.iter().zip(&speakers).zip(places) {
            let text = match speaker {
                Some(name) => line
                    .text
                    .trim_start()
                    .get(name.len() + 1..)
                    .unwrap_or_default(),
                None => &line.text,
            };
            self.pieces[place] = Piece::Said {
                speaker: speaker.map(str::to_owned),
                role: role(*speaker),
                text: text.trim().to_owned(),
                links: line.links.clone(),
                offset: line.offset,
            };
        }
    }

    /// Paragraphs have no offset: what stands before the first line is at the start, an agent is
    /// there by the next line, and all else happened after the line before.
    fn place_paragraphs(&mut self) {
        let of = |piece: &Piece| match piece {
            Piece::Said { offset, .. } => *offset,
            _ => None,
        };
        let mut before = Some(0);
        for at in 0..self.pieces.len() {
            before = of(&self.pieces[at]).or(before);
            if let Piece::Notice { offset, .. } = &mut self.pieces[at] {
                *offset = before;
            }
        }
        let mut next = None;
        for at in (0..self.pieces.len()).rev() {
            next = of(&self.pieces[at]).or(next);
            if let Piece::Agent { offset, .. } = &mut self.pieces[at] {
                *offset = next.or(before);
            }
        }
    }
}

/// What may be the speaker's name: the text before each of the first colons.
fn names(line: &str) -> impl Iterator<Item = &str> {
    let line = line.trim_start();
    line.match_indices(':')
        .take(COLONS)
        .map(|(at, _)| at)
        .take_while(|at| *at <= NAME)
        .filter(|at| {
            let after = line.as_bytes().get(at + 1);
            after.is_none_or(u8::is_ascii_whitespace)
        })
        .filter_map(|at| line.get(..at))
        .filter(|name| !name.trim().is_empty() && !name.contains('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(html: &str) -> Vec<(String, Role, String, Option<i64>)> {
        Body::parse(html)
            .pieces
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Said {
                    speaker,
                    role,
                    text,
                    offset,
                    ..
                } => Some((speaker.unwrap_or_default(), role, text, offset)),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_speaker_with_a_colon_is_told_from_the_words() {
        let html = "<p align=\"center\">Agent Dr: Who</p>( 1s ) Dr: Who: hi: there<br>\
            ( 2s ) Bo: x: yes<br>( 1h 2m 3s ) Bo: no: never<br>";
        assert_eq!(
            said(html),
            [
                (
                    "Dr: Who".into(),
                    Role::Agent,
                    "hi: there".into(),
                    Some(1_000)
                ),
                ("Bo".into(), Role::EndUser, "x: yes".into(), Some(2_000)),
                (
                    "Bo".into(),
                    Role::EndUser,
                    "no: never".into(),
                    Some(3_723_000)
                ),
            ]
        );
    }

    #[test]
    fn breaks_within_a_line_and_offsets_within_words_stay_words() {
        let html = "( 1s ) A: one<br>two ( 5s ) three<br>( 2s ) A: I &lt;3 it, 2 < 3<br>( 9s ) ";
        let lines = said(html);
        assert_eq!(lines[0].2, "one\ntwo ( 5s ) three");
        assert_eq!(lines[1].2, "I <3 it, 2 < 3");
        assert_eq!(lines.len(), 2, "the empty last line says nothing");
    }

    #[test]
    fn hostile_markup_is_text_and_no_panic() {
        for html in [
            "<",
            "<p",
            "<p>",
            "</p>",
            "( 1s",
            "( 99999999999s ) A: b",
            "<a href=",
            "&#x;",
            "é<br",
        ] {
            Body::parse(html);
        }
    }
}
