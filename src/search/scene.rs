//! One entry, asked whether a term holds.

use std::borrow::Cow;

use memchr::memmem::{self, Finder};
use rustc_hash::FxHashMap;

use crate::{
    export::{Lens, Rows},
    model::{Content, Role, Sym},
    search::{
        asked::Asked,
        fold::folded,
        has::Has,
        index::{At, Block},
        need::Lazy,
        pattern::Pattern,
        query::{Query, Session, Test},
        run::View,
        shown::{Shown, each_text},
        wait::Waits,
    },
    timeline::{Entry, Placed},
};

/// Beginnings of addresses in a text, folded.
const ADDRESSES: [&[u8]; 3] = [b"https://", b"http://", b"www."];

/// What holds for all entries of one author or session of a conversation.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Of {
    Author(Option<Sym>, Option<Sym>, Role),
    Session(Option<u32>),
}

/// Asks entries, one after the other.
pub(crate) struct Scene<'a> {
    view: View<'a>,
    query: &'a Query,
    waits: Option<&'a Waits>,
    /// Answers of this conversation, by number of the term.
    known: FxHashMap<(usize, Of), bool>,
    conversation: u32,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(view: View<'a>, query: &'a Query, waits: Option<&'a Waits>) -> Self {
        Self {
            view,
            query,
            waits,
            known: FxHashMap::default(),
            conversation: u32::MAX,
        }
    }

    /// Whether every term holds for an entry of a block that is open, as far as was asked. `changed`
    /// says that the block has it as the lens shows it.
    pub(crate) fn holds(
        &mut self,
        block: &Block,
        number: usize,
        changed: bool,
        asked: &Asked,
    ) -> bool {
        let at = block.entries[number];
        if at.conversation != self.conversation {
            self.conversation = at.conversation;
            self.known.clear();
        }
        let query = self.query;
        query.terms.iter().enumerate().all(|(nth, term)| {
            let known = asked.says(nth, number);
            known.unwrap_or_else(|| self.test(nth, &term.test, block, number, changed))
                != term.negated
        })
    }

    fn test(
        &mut self,
        nth: usize,
        test: &Test,
        block: &Block,
        number: usize,
        changed: bool,
    ) -> bool {
        let view = self.view;
        // The texts alone: an entry is put together only where something else of it is asked.
        if let Test::Says(pattern) = test {
            let lens = if changed { view.lens } else { Lens::Original };
            return says(pattern, block, number, &view, lens);
        }
        let at = block.entries[number];
        let conversation = &view.timeline.conversations[at.conversation as usize];
        let placed = conversation.entries[at.place as usize];
        let entry = &view.timeline.entry(view.archive, placed);
        match test {
            Test::Says(_) => false,
            Test::From(name) => {
                let of = Of::Author(entry.actor, entry.actor_name, entry.role);
                self.remembered(nth, of, |view| {
                    let actor = view.timeline.actor_name(view.archive, entry);
                    let shown = actor.map(|actor| view.lens.text(actor, entry.role));
                    shown.is_some_and(|shown| within(name, &shown))
                })
            }
            Test::Role(role) => entry.role == *role,
            Test::Session(Session::None) => placed.session.is_none(),
            Test::Session(Session::Named(id, name)) => {
                self.remembered(nth, Of::Session(placed.session), |view| {
                    let session = placed.session;
                    let session = session.and_then(|at| conversation.sessions.get(at as usize));
                    session.is_some_and(|session| {
                        session.id == *id || field_holds(&view, session, "Name", name)
                    })
                })
            }
            Test::Channel(channel) => {
                self.remembered(nth, Of::Session(placed.session), |view| {
                    let mut sessions = match placed.session {
                        Some(at) => conversation.sessions.get(at as usize..=at as usize),
                        // Where every session has it, the rest of the conversation does.
                        None => Some(&conversation.sessions[..]),
                    }
                    .unwrap_or_default()
                    .iter()
                    .peekable();
                    sessions.peek().is_some()
                        && sessions.all(|session| {
                            ["ChannelType", "ChannelName"]
                                .iter()
                                .any(|field| field_holds(&view, session, field, channel))
                        })
                })
            }
            Test::Before(instant) => entry.at.is_some_and(|at| at < *instant),
            Test::After(instant) => entry.at.is_some_and(|at| at >= *instant),
            Test::Has(has) => self.has(*has, placed, entry, block, number, changed),
            Test::Kind(kind) => kind.holds(entry.entry_type, || {
                let name = view.archive.type_name(entry.entry_type);
                view.lens.text(name, Role::Unknown)
            }),
            Test::Wait(wait) => self
                .waits
                .and_then(|waits| waits.of(placed.entry))
                .is_some_and(|length| wait.holds(length)),
        }
    }

    /// An answer that is the same for all entries of an author or a session.
    fn remembered(&mut self, nth: usize, of: Of, answer: impl FnOnce(View<'a>) -> bool) -> bool {
        let view = self.view;
        *self.known.entry((nth, of)).or_insert_with(|| answer(view))
    }

    fn has(
        &mut self,
        has: Has,
        placed: Placed,
        entry: &Entry,
        block: &Block,
        number: usize,
        changed: bool,
    ) -> bool {
        let view = self.view;
        let content: Option<&Content> = entry
            .content
            .and_then(|at| view.archive.contents.get(at as usize));
        let some = |test: fn(&Content) -> bool| content.is_some_and(test);
        match has {
            Has::Link => some(|content| !content.links.is_empty()) || addresses(block.text(number)),
            Has::Attachment => some(|content| !content.attachments.is_empty()),
            Has::Choice => some(|content| !content.choices.is_empty()),
            Has::Form => some(|content| !content.form.is_empty()),
            Has::Redaction => changed,
            Has::Edit => entry.edited || entry.revisions.0 < entry.revisions.1,
            Has::Undelivered => entry.undelivered,
            Has::Session => placed.session.is_some(),
            Has::Time => entry.at.is_some(),
            Has::Text => entry.text.is_some(),
        }
    }
}

/// Whether an address stands in folded texts.
fn addresses(texts: &[u8]) -> bool {
    ADDRESSES
        .iter()
        .any(|address| memmem::find(texts, address).is_some())
}

/// Whether a pattern is in an entry of a block, which was made through that lens.
fn says(pattern: &Pattern, block: &Block, number: usize, view: &View<'_>, lens: Lens<'_>) -> bool {
    let holds_one = |phrases: &[Finder<'_>]| {
        let text = block.text(number);
        phrases.iter().any(|phrase| phrase.find(text).is_some())
    };
    match pattern {
        Pattern::Words { finder, .. } => finder.find(block.text(number)).is_some(),
        Pattern::Regex { phrases, .. } if !(phrases.is_empty() || holds_one(phrases)) => false,
        Pattern::Regex {
            regex,
            image,
            plain,
            ..
        } => match (
            plain.as_ref().and_then(Lazy::regex),
            block.plain_texts(number),
        ) {
            (Some(plain), Some(mut texts)) => texts.any(|text| plain.is_match(text)),
            _ => {
                let text = block.text(number);
                image.regex().is_none_or(|image| image.is_match(text))
                    && any_text(view, block.entries[number], lens, |shown| {
                        let regex = regex.regex();
                        regex.is_some_and(|regex| regex.is_match(&shown.text))
                    })
            }
        },
    }
}

fn any_text(
    view: &View<'_>,
    at: At,
    lens: Lens<'_>,
    mut test: impl FnMut(&Shown<'_>) -> bool,
) -> bool {
    let rows = Rows {
        archive: view.archive,
        timeline: view.timeline,
        conversation: &view.timeline.conversations[at.conversation as usize],
        lens,
        detailed: false,
    };
    let mut any = false;
    each_text(&rows, at.place as usize, |shown| any = any || test(&shown));
    any
}

/// Whether a session's field, as shown, holds a folded text.
fn field_holds(
    view: &View<'_>,
    session: &crate::timeline::Session,
    field: &str,
    text: &[u8],
) -> bool {
    let value = session.field(field);
    let shown: Option<Cow<'_, str>> = value.map(|value| view.lens.text(value, Role::Unknown));
    shown.is_some_and(|shown| within(text, &shown))
}

fn within(needle: &[u8], text: &str) -> bool {
    memmem::find(&folded(text), needle).is_some()
}
