//! One string of a file: what of it is redacted, knowing which entry its record told of.

use crate::{
    archive::SourceId,
    export::{Rows, Watched, rewrite::edit::Edit},
    model::{
        Role,
        time::{self, TimeReading},
    },
    redact::{self, Field, Finding, Target, Who, fold},
};

/// A record, and an entry that it told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Told {
    source: u32,
    record: u64,
    /// Conversation and place in it.
    place: u32,
    index: u32,
    sighting: u32,
}

/// Which record told of which entry. O(sightings), sorted.
pub(super) fn told(watched: &Watched<'_>) -> Vec<Told> {
    let mut told = Vec::with_capacity(watched.archive.sightings.len());
    for (place, conversation) in watched.timeline.conversations.iter().enumerate() {
        for (index, placed) in conversation.entries.iter().enumerate() {
            for &sighting in watched.timeline.merged.copies(placed.entry) {
                let of = &watched.archive.sightings[sighting as usize];
                told.push(Told {
                    source: of.source.0,
                    record: of.record,
                    place: place as u32,
                    index: index as u32,
                    sighting,
                });
            }
        }
    }
    told.sort_unstable();
    told
}

/// Members and columns of a person's record that are redacted whole, and what they hold.
#[rustfmt::skip]
const PERSONAL: [(&str, Who); 14] = [
    ("Name", Who::Name), ("FirstName", Who::Name), ("LastName", Who::Name), ("ContactName", Who::Name),
    ("EndUserName", Who::Name), ("MessagingPlatformKey", Who::Key), ("PlatformKey", Who::Key), ("Email", Who::Key),
    ("Phone", Who::Key), ("MobilePhone", Who::Key), ("MailingStreet", Who::Form), ("MailingCity", Who::Form),
    ("MailingPostalCode", Who::Form), ("Birthdate", Who::Form),
];

/// Objects whose rows are about a person outside of the company.
const PERSONS: [&str; 5] = [
    "MessagingEndUser",
    "Contact",
    "Lead",
    "LiveChatVisitor",
    "Account",
];

/// Members that hold one of few words; a word of a text may be spelled like one of them.
const WORDS: [&str; 9] = [
    "role",
    "appType",
    "entryType",
    "messageType",
    "formatType",
    "type",
    "kind",
    "messageReason",
    "visibilityStrategy",
];

/// A text of an entry of which something is redacted.
#[derive(Debug)]
struct Known {
    text: String,
    folded: String,
    findings: Vec<Edit>,
    /// The record told it itself: it must be found in the record.
    own: bool,
}

/// The strings of one file.
#[derive(Debug)]
pub(super) struct Leaves<'a> {
    watched: Watched<'a>,
    told: &'a [Told],
    /// Its records are about people.
    persons: bool,
    record: Option<u64>,
    role: Role,
    known: Vec<Known>,
    /// Redacted values of texts that the record told, not found again yet.
    missing: Vec<String>,
    /// Records of which something was not found again.
    lost: Vec<u64>,
}

impl<'a> Leaves<'a> {
    pub(super) fn new(watched: Watched<'a>, source: SourceId, told: &'a [Told]) -> Self {
        let from = told.partition_point(|one| one.source < source.0);
        let to = told.partition_point(|one| one.source <= source.0);
        let objects = &watched.archive.source(source).records;
        let mut leaves = Self {
            watched,
            told: &told[from..to],
            persons: !objects.is_empty() && objects.keys().all(|o| PERSONS.contains(&o.as_str())),
            record: None,
            role: Role::Unknown,
            known: Vec::new(),
            missing: Vec::new(),
            lost: Vec::new(),
        };
        leaves.leave();
        leaves
    }

    /// The strings of this record come next.
    pub(super) fn enter(&mut self, record: u64) {
        self.settle();
        self.leave();
        self.record = Some(record);
        let from = self.told.partition_point(|one| one.record < record);
        let here = self.told[from..]
            .iter()
            .take_while(|one| one.record == record);
        let mut role = None;
        for &one in here {
            self.know(one);
            let entry = self.watched.rows(one.place).map(|rows| {
                let placed = rows.conversation.entries[one.index as usize];
                self.watched
                    .timeline
                    .entry(self.watched.archive, placed)
                    .role
            });
            role = role.or(entry);
        }
        self.role = role.unwrap_or_default();
    }

    /// No strings follow. Gives the records of which a redacted text was not found again.
    pub(super) fn finish(mut self) -> Vec<u64> {
        self.settle();
        self.leave();
        self.lost
    }

    fn leave(&mut self) {
        let mut engine = self.watched.engine.borrow_mut();
        engine.leave();
        engine.at_entry(None);
        self.known.clear();
        self.role = Role::Unknown;
    }

    fn settle(&mut self) {
        if !self.missing.is_empty() {
            self.lost.extend(self.record);
        }
        self.missing.clear();
    }

    /// What is redacted of an entry that the record told of.
    fn know(&mut self, told: Told) {
        let Some(rows) = self.watched.rows(told.place) else {
            return;
        };
        let own = self.watched.archive.sightings[told.sighting as usize]
            .text
            .map(|span| fold(self.watched.archive.texts.get(span)).text.into_owned());
        self.watched.engine.borrow_mut().watch();
        let _: Option<_> = Rows::row(&rows, told.index as usize);
        let seen = self.watched.engine.borrow_mut().seen();
        {
            let mut engine = self.watched.engine.borrow_mut();
            engine.unwatch();
            engine.at_entry(None);
        }
        for one in seen.into_iter().filter(|one| one.in_entry) {
            let findings = edits_of(&one.text, &one.findings);
            if findings.is_empty() {
                continue;
            }
            let folded = fold(one.text.trim()).text.into_owned();
            let own = one.field == Field::Text && own.as_deref().map(str::trim) == Some(&folded);
            if own {
                let values = findings
                    .iter()
                    .map(|edit| fold(&one.text[edit.at.clone()]).text);
                self.missing
                    .extend(values.map(std::borrow::Cow::into_owned));
            }
            self.known.push(Known {
                text: one.text.into(),
                folded,
                findings,
                own,
            });
        }
    }

    /// What of a key is replaced: a value may stand as the name of a member or a column.
    pub(super) fn key(&mut self, text: &str) -> Vec<Edit> {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits < 6 && !text.contains('@') {
            return Vec::new();
        }
        self.find(text, "")
    }

    /// What of a value is replaced.
    pub(super) fn leaf(&mut self, text: &str, key: &str) -> Vec<Edit> {
        if text.is_empty() || is_instant(text) {
            return Vec::new();
        }
        let folded = fold(text.trim());
        let same = self.known.iter().find(|known| known.folded == *folded.text);
        let edits = if let Some(known) = same {
            if known.text == text {
                known.findings.clone()
            } else {
                search(known, text, &mut 0)
            }
        } else {
            let mut edits = if text.contains('<') && !self.known.is_empty() {
                self.segments(text)
            } else {
                self.find(text, key)
            };
            if !WORDS.contains(&key) {
                self.of_entries(text, &folded.text, &mut edits);
            }
            edits
        };
        self.found(text, &edits);
        edits
    }

    /// A file of markup: the messages of one chat.
    pub(super) fn markup(&mut self, text: &str, out: &mut Vec<Edit>) {
        self.enter(0);
        let mut edits = self.segments(text);
        self.of_entries(text, &fold(text).text, &mut edits);
        self.found(text, &edits);
        out.append(&mut edits);
    }

    /// Texts between tags, each alone.
    fn segments(&mut self, text: &str) -> Vec<Edit> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let end = memchr::memchr(b'<', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n);
            for edit in self.find(&text[at..end], "") {
                out.push(Edit {
                    at: at + edit.at.start..at + edit.at.end,
                    with: edit.with,
                });
            }
            at = memchr::memchr(b'>', &text.as_bytes()[end..]).map_or(text.len(), |n| end + n + 1);
        }
        out
    }

    /// What is redacted of the entries' texts where a string holds several of them, or is a part of one.
    fn of_entries(&self, text: &str, folded: &str, out: &mut Vec<Edit>) {
        let mut from = 0;
        for known in self.known.iter().filter(|known| known.own) {
            if text.contains('<') || folded.contains(&*known.folded) {
                out.extend(search(known, text, &mut from));
            } else if let Some(start) = whole_words(&known.text, text, 0) {
                let end = start + text.len();
                let inside = known
                    .findings
                    .iter()
                    .filter(|edit| edit.at.start < end && edit.at.end > start);
                out.extend(inside.map(|edit| Edit {
                    at: edit.at.start.max(start) - start..edit.at.end.min(end) - start,
                    with: edit.with.clone(),
                }));
            }
        }
    }

    /// What the policy finds in a text on its own.
    fn find(&mut self, text: &str, key: &str) -> Vec<Edit> {
        let target = Target {
            text,
            role: self.role,
            field: field_of(key),
            ..Target::default()
        };
        let mut engine = self.watched.engine.borrow_mut();
        let personal = self.persons && !text.trim().is_empty();
        let who = PERSONAL.iter().find(|(name, _)| personal && *name == key);
        let whole = who.and_then(|(_, who)| engine.whole_value(*who, &target));
        let findings = whole.map_or_else(|| engine.find(&target), |finding| vec![finding]);
        edits_of(text, &findings)
    }

    /// Notes what was found again.
    fn found(&mut self, text: &str, edits: &[Edit]) {
        if self.missing.is_empty() {
            return;
        }
        for edit in edits {
            let value = fold(&text[edit.at.clone()]);
            self.missing
                .retain(|missing| !value.text.contains(missing.as_str()));
        }
    }
}

/// Findings as replacements; kept ones are none.
fn edits_of(text: &str, findings: &[Finding]) -> Vec<Edit> {
    let applied = redact::apply(text, findings);
    let marks = applied.marks.iter().filter(|mark| mark.operator != "keep");
    marks
        .map(|mark| Edit {
            at: mark.source_start as usize..mark.source_end as usize,
            with: applied.text[mark.start as usize..mark.end as usize].to_owned(),
        })
        .collect()
}

/// Looks for the redacted values of a text where it is spelled in another way, in order and from a place on.
fn search(known: &Known, text: &str, from: &mut usize) -> Vec<Edit> {
    let folded = fold(text);
    let mut out = Vec::new();
    for edit in &known.findings {
        let value = fold(&known.text[edit.at.clone()]);
        let start = whole_words(&folded.text, &value.text, *from)
            .or_else(|| whole_words(&folded.text, &value.text, 0));
        let Some(start) = start else { continue };
        let end = start + value.text.len();
        let (first, last) = folded.source(start, end);
        out.push(Edit {
            at: first as usize..last as usize,
            with: edit.with.clone(),
        });
        *from = end;
    }
    out
}

/// Where words stand in a text, whole.
fn whole_words(text: &str, words: &str, from: usize) -> Option<usize> {
    let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut at = from;
    if words.is_empty() {
        return None;
    }
    loop {
        let start = at + text.get(at..)?.find(words)?;
        let end = start + words.len();
        let cut = joins(text[..start].chars().next_back()) && joins(words.chars().next())
            || joins(text[end..].chars().next()) && joins(words.chars().next_back());
        if !cut {
            return Some(start);
        }
        at = end;
    }
}

/// Whether a string is an instant of the platform and nothing else.
fn is_instant(text: &str) -> bool {
    let bytes = text.as_bytes();
    (19..=32).contains(&bytes.len())
        && matches!(bytes[10], b'T' | b' ')
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && time::parse(text, &TimeReading::default()).is_ok()
}

/// What a member or a column holds, by its name.
fn field_of(key: &str) -> Field {
    let key = key.to_ascii_lowercase();
    match key.as_str() {
        "text" | "messagetext" | "message" | "body" | "content" => Field::Text,
        "displayname" | "senderdisplayname" | "actorname" => Field::Actor,
        "subject" => Field::Subject,
        "url" => Field::Url,
        _ => Field::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole() {
        assert_eq!(whole_words("x1937 1937", "1937", 0), Some(6));
        assert_eq!(whole_words("19370", "1937", 0), None);
    }

    #[test]
    fn an_instant_is_no_date_of_a_person() {
        assert!(is_instant("2025-01-06T00:00:00.000+0000"));
        assert!(!is_instant("2025-01-06"));
        assert!(!is_instant("card 4111111111111111"));
    }
}
