//! Queries to copy, with ids in them.

use crate::model::ids;

/// Ids in one query: with them its address stays below the 16 KiB that servers take.
const MOST: usize = 200;

const SESSION: &str = "Id, Name, Status, Origin, AgentType, ChannelType, StartTime, AcceptTime, EndTime, OwnerId, Owner.Name, ConversationId, MessagingEndUserId, MessagingChannelId";
const CALL: &str = "Id, CallType, CallStartDateTime, CallAcceptDateTime, CallEndDateTime, OwnerId";
const ENTRY: &str = "Id, MessageIdentifier, ConversationId, ConversationEntityId, EntryType, EntryTime, EntryTimeMilliSecs, Seq, ActorType, ActorId, ActorName, Message, MessageStatus";

/// Rows of sessions or calls by id.
pub(super) fn session_rows(sessions: &[&str]) -> Option<String> {
    let (calls, sessions): (Vec<&str>, Vec<&str>) = sessions
        .iter()
        .partition(|id| id.starts_with(ids::VOICE_CALL));
    let sessions = list(&sessions)
        .map(|ids| format!("SELECT {SESSION} FROM MessagingSession WHERE Id IN ({ids})"));
    let calls = list(&calls).map(|ids| format!("SELECT {CALL} FROM VoiceCall WHERE Id IN ({ids})"));
    match (sessions, calls) {
        (Some(sessions), Some(calls)) => Some(format!("{sessions};\n{calls}")),
        (sessions, calls) => sessions.or(calls),
    }
}

/// Sessions of conversations by UUID.
pub(super) fn sessions_of_conversations(conversations: &[&str]) -> Option<String> {
    let ids = list(conversations)?;
    Some(format!(
        "SELECT {SESSION} FROM MessagingSession WHERE ConversationId IN (SELECT Id FROM Conversation WHERE ConversationIdentifier IN ({ids}))"
    ))
}

/// Entries of sessions.
pub(super) fn entries(sessions: &[&str]) -> Option<String> {
    let ids = list(sessions)?;
    Some(format!(
        "SELECT {ENTRY} FROM ConversationEntry WHERE ConversationId IN ({ids})"
    ))
}

/// UUIDs of the conversations of sessions, which the Connect REST API asks for.
pub(super) fn conversations_of_sessions(sessions: &[&str]) -> Option<String> {
    let ids = list(sessions)?;
    Some(format!(
        "SELECT Id, ConversationIdentifier, StartTime, EndTime FROM Conversation WHERE Id IN (SELECT ConversationId FROM MessagingSession WHERE Id IN ({ids}))"
    ))
}

/// The first [`MOST`] of them in quotes. What is no id is a value of the data, and not repeated.
fn list(ids: &[&str]) -> Option<String> {
    let quoted: Vec<String> = ids
        .iter()
        .filter(|id| ids::is_record_id(id) || ids::pack_uuid(id).is_some())
        .take(MOST)
        .map(|id| format!("'{id}'"))
        .collect();
    (!quoted.is_empty()).then(|| quoted.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_id_never_gets_into_a_query() {
        let session = "0MwKj000007sdiMKAQ";
        let query = entries(&["x') OR Name != ('", session]);
        assert!(query.is_some_and(|query| query.ends_with("IN ('0MwKj000007sdiMKAQ')")));
        assert_eq!(entries(&["Kim"]), None);
    }

    #[test]
    fn calls_and_sessions_are_asked_of_their_own_objects() {
        let query = session_rows(&["0MwKj000007sdiMKAQ", "0LQKj000007sdiM"]).unwrap_or_default();
        assert!(query.contains("FROM MessagingSession WHERE Id IN ('0MwKj000007sdiMKAQ');\n"));
        assert!(query.ends_with("FROM VoiceCall WHERE Id IN ('0LQKj000007sdiM')"));
    }
}
