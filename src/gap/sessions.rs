//! Sessions without messages, messages without sessions.

use super::{Cause, Gap, Gaps, many, query};
use crate::{
    archive::Archive,
    model::{entry_type::Class, ids},
    timeline::{Conversation, Session, State, Timeline},
};

/// Channel types that exist as standard channels, too (`MessagingSession.ChannelType`).
const STANDARD: &[&str] = &["Text", "Facebook", "WhatsApp"];

type Test<'t> = &'t dyn Fn(&Known<'_>) -> bool;

/// A session and what is known of it.
struct Known<'a> {
    session: &'a Session,
    messages: u32,
    /// It has one message, which is a row of the platform.
    only_rows: bool,
}

pub(super) fn find(archive: &Archive, timeline: &Timeline, gaps: &mut Gaps) {
    let known: Vec<Known<'_>> = timeline
        .conversations
        .iter()
        .flat_map(|conversation| known(archive, timeline, conversation))
        .collect();
    let entries = timeline.merged.len();
    without_row(archive, timeline, &known, entries, gaps);
    if entries == 0 {
        let rows = ids_of(&known, |one| one.session.has_row);
        if !rows.is_empty() {
            gaps.whole.push(
                Gap::new(
                    Cause::NoMessages,
                    format!("{} and no messages", many(rows.len(), "session")),
                )
                .with_query(query::conversations_of_sessions(&rows)),
            );
        }
    }
    without_messages(archive, &known, entries, gaps);
    let calls = ids_of(&known, |one| {
        one.is_call() && one.session.has_row && one.session.end.is_none()
    });
    if !calls.is_empty() {
        gaps.whole.push(Gap::new(
            Cause::CallOpen,
            format!("{} without an end", many(calls.len(), "call")),
        ));
    }
}

impl Known<'_> {
    fn is_call(&self) -> bool {
        self.session.id.starts_with(ids::VOICE_CALL)
    }

    fn is_open(&self) -> bool {
        self.session.state() != Some(State::Ended)
    }

    fn may_be_standard(&self) -> bool {
        let channel = self.session.field("ChannelType");
        channel.is_none_or(|channel| STANDARD.contains(&channel))
    }
}

fn known<'a>(
    archive: &'a Archive,
    timeline: &'a Timeline,
    conversation: &'a Conversation,
) -> Vec<Known<'a>> {
    let sessions = conversation.sessions.iter().enumerate();
    sessions
        .map(|(at, session)| Known {
            session,
            messages: session.messages,
            only_rows: session.messages == 1 && is_row(archive, timeline, conversation, at),
        })
        .collect()
}

/// Whether the first message of a session is known from rows of the platform alone.
fn is_row(
    archive: &Archive,
    timeline: &Timeline,
    conversation: &Conversation,
    session: usize,
) -> bool {
    let first = conversation.sessions[session].first;
    let mut entries = conversation.entries[first.map_or(0, |first| first as usize)..].iter();
    let message = entries.find(|placed| {
        let is_its = placed.session.is_some_and(|of| of as usize == session);
        is_its && timeline.entry(archive, **placed).entry_type.class() == Class::Message
    });
    message.is_some_and(|&placed| {
        timeline.merged.copies(placed.entry).iter().all(|&at| {
            let source = archive.source(archive.sightings[at as usize].source);
            matches!(source.format.as_str(), "csv" | "query-json")
        })
    })
}

fn ids_of<'a>(known: &[Known<'a>], test: impl Fn(&Known<'a>) -> bool) -> Vec<&'a str> {
    let mut ids: Vec<&str> = known
        .iter()
        .filter(|one| test(one))
        .map(|one| one.session.id.as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn without_row(
    archive: &Archive,
    timeline: &Timeline,
    known: &[Known<'_>],
    entries: usize,
    gaps: &mut Gaps,
) {
    let rowless = ids_of(known, |one| {
        !one.session.has_row && ids::is_session(&one.session.id)
    });
    if known.iter().any(|one| one.session.has_row) {
        if !rowless.is_empty() {
            gaps.whole.push(
                Gap::new(
                    Cause::SessionsWithoutRow,
                    format!(
                        "{} named by entries and not in the session table",
                        many(rowless.len(), "session")
                    ),
                )
                .with_query(query::session_rows(&rowless)),
            );
        }
        return;
    }
    // Legacy chats have no session: their own rows tell what there is.
    let messaging = archive.sources.iter().any(|source| {
        source.records.contains_key("ConversationEntry") && source.format != "live-chat-body"
    });
    if entries == 0 || !messaging {
        return;
    }
    let conversations: Vec<&str> = timeline
        .conversations
        .iter()
        .map(|conversation| conversation.id.as_str())
        .filter(|id| ids::pack_uuid(id).is_some())
        .collect();
    let query =
        query::session_rows(&rowless).or_else(|| query::sessions_of_conversations(&conversations));
    gaps.whole
        .push(Gap::new(Cause::NoSessions, "no session table: durations unknown").with_query(query));
}

fn without_messages(archive: &Archive, known: &[Known<'_>], entries: usize, gaps: &mut Gaps) {
    let has_entry_table = archive.sources.iter().any(|source| {
        matches!(source.format.as_str(), "csv" | "query-json")
            && source.records.contains_key("ConversationEntry")
    });
    let silent = |one: &Known<'_>| one.session.has_row && !one.is_call() && one.messages == 0;
    if !has_entry_table {
        let silent = ids_of(known, silent);
        if entries > 0 && !silent.is_empty() {
            gaps.whole.push(
                Gap::new(
                    Cause::SessionsWithoutMessages,
                    format!("{} without messages", many(silent.len(), "session")),
                )
                .with_query(query::conversations_of_sessions(&silent)),
            );
        }
        return;
    }
    let causes: [(Cause, Test<'_>, &str); 4] = [
        (
            Cause::SessionNotEnded,
            &|one| silent(one) && one.is_open(),
            "still open, without rows of ConversationEntry",
        ),
        (
            Cause::FirstMessageOnly,
            &|one| {
                one.is_open()
                    && one.session.has_row
                    && one.messages == 1
                    && one.only_rows
                    && one.may_be_standard()
                    && !one.is_call()
            },
            "still open, with one message",
        ),
        (
            Cause::TabNotClosed,
            &|one| silent(one) && !one.is_open() && one.may_be_standard(),
            "ended, without rows of ConversationEntry",
        ),
        (
            Cause::EnhancedChannel,
            &|one| silent(one) && !one.is_open() && !one.may_be_standard(),
            "of an enhanced channel ended, without rows of ConversationEntry",
        ),
    ];
    for (code, test, what) in causes {
        let found = ids_of(known, test);
        if found.is_empty() {
            continue;
        }
        let query = match code {
            Cause::EnhancedChannel => query::conversations_of_sessions(&found),
            _ => query::entries(&found),
        };
        let sessions = many(found.len(), "session");
        gaps.whole
            .push(Gap::new(code, format!("{sessions} {what}")).with_query(query));
    }
}
