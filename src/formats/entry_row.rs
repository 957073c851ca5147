//! A row of `ConversationEntry`, cell by cell: out of a query answer, or straight out of a table
//! whose header settled what each column says.

use crate::{
    archive::{AssignedBy, Draft},
    formats::{Context, is_session, objects::has_field},
    model::{Millis, Role},
};

/// What a column of `ConversationEntry` says of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryField {
    Id,
    MessageIdentifier,
    ConversationId,
    ConversationEntityId,
    ConversationIdentifier,
    ActorId,
    ActorName,
    ActorType,
    EntryType,
    EntryTime,
    EntryTimeMilliSecs,
    EntryEndTime,
    ServerReceivedTimestamp,
    ClientTimestamp,
    ClientDuration,
    Message,
    MessageStatus,
    MessageStatusCode,
    Seq,
    /// Known, and it says nothing that is kept.
    Silent,
    Unknown,
}

impl EntryField {
    pub(super) fn of(name: &str) -> Self {
        match name {
            "Id" => Self::Id,
            "MessageIdentifier" => Self::MessageIdentifier,
            "ConversationId" => Self::ConversationId,
            "ConversationEntityId" => Self::ConversationEntityId,
            "ConversationEntity.ConversationIdentifier" => Self::ConversationIdentifier,
            "ActorId" => Self::ActorId,
            "ActorName" => Self::ActorName,
            "ActorType" => Self::ActorType,
            "EntryType" => Self::EntryType,
            "EntryTime" => Self::EntryTime,
            "EntryTimeMilliSecs" => Self::EntryTimeMilliSecs,
            "EntryEndTime" => Self::EntryEndTime,
            "ServerReceivedTimestamp" => Self::ServerReceivedTimestamp,
            "ClientTimestamp" => Self::ClientTimestamp,
            "ClientDuration" => Self::ClientDuration,
            "Message" => Self::Message,
            "MessageStatus" => Self::MessageStatus,
            "MessageStatusCode" => Self::MessageStatusCode,
            "Seq" => Self::Seq,
            known if has_field("ConversationEntry", known) => Self::Silent,
            _ => Self::Unknown,
        }
    }
}

/// What the cells of one row told so far.
#[derive(Debug, Default)]
pub(super) struct EntryCells<'a> {
    draft: Draft<'a>,
    record_id: Option<&'a str>,
    /// Whole seconds, as the platform has them, and the rest.
    time: Option<Millis>,
    millis: Option<f64>,
    /// The parent conversation: its record and its UUID.
    parent: Option<&'a str>,
    parent_identifier: Option<&'a str>,
}

impl<'a> EntryCells<'a> {
    /// Takes the cell of a column that is not blank. Of two with one name the last counts.
    #[inline]
    pub(super) fn take(
        &mut self,
        field: EntryField,
        name: &str,
        value: &'a str,
        context: &mut Context<'_>,
    ) {
        let draft = &mut self.draft;
        match field {
            EntryField::Id => self.record_id = Some(value),
            EntryField::MessageIdentifier => draft.id = Some(value.into()),
            EntryField::ConversationId => {
                let known = &mut context.scratches.room().told_sessions;
                if known.read(value, || is_session(value)) {
                    draft.session = Some(value.into());
                    draft.session_rule = AssignedBy::RelatedRecord;
                } else {
                    draft.conversation.get_or_insert_with(|| value.into());
                }
            }
            EntryField::ConversationEntityId => {
                draft.conversation = Some(value.into());
                self.parent = Some(value);
            }
            EntryField::ConversationIdentifier => {
                draft.conversation.get_or_insert_with(|| value.into());
                self.parent_identifier = Some(value);
            }
            EntryField::ActorId => draft.actor = Some(value.into()),
            EntryField::ActorName => draft.actor_name = Some(value.into()),
            EntryField::ActorType => draft.role = Role::parse(value),
            EntryField::EntryType => draft.entry_type = Some(value.into()),
            EntryField::EntryTime => self.time = context.instant_text(name, value),
            EntryField::EntryTimeMilliSecs => self.millis = number(value),
            EntryField::EntryEndTime => draft.end_at = context.instant_text(name, value),
            EntryField::ServerReceivedTimestamp => {
                draft.server_at = context.instant_text(name, value);
            }
            EntryField::ClientTimestamp => draft.client_at = context.instant_text(name, value),
            EntryField::ClientDuration => {
                draft.duration = number(value).map(|ms| ms as i64).filter(|ms| *ms > 0);
            }
            EntryField::Message => draft.text = Some(value.into()),
            EntryField::MessageStatus => draft.status = Some(value.into()),
            EntryField::MessageStatusCode => draft.status_code = Some(value.into()),
            EntryField::Seq => draft.sequence = number(value).map(|seq| seq as i64),
            EntryField::Silent => {}
            EntryField::Unknown => context.unknown_field(name),
        }
    }

    /// The row is complete: the entry goes into the archive.
    #[inline]
    pub(super) fn finish(mut self, context: &mut Context<'_>) {
        let draft = &mut self.draft;
        if let (Some(id), Some(identifier)) = (self.parent, self.parent_identifier) {
            context.add_parent_conversation(id, identifier);
        }
        match draft.id {
            None => draft.id = self.record_id.map(Into::into),
            Some(_) => draft.other_id = self.record_id.map(Into::into),
        }
        if draft.actor.is_none() {
            // For in-app and web channels ActorName is the platform key.
            draft.actor.clone_from(&draft.actor_name);
        }
        draft.server_at = draft
            .server_at
            .or_else(|| self.time.map(|at| exact(at, self.millis)));
        context.add_entry(self.draft);
    }
}

/// A number, as spreadsheets may leave it: `740`, `740.0`. Short whole ones are read at once.
fn number(text: &str) -> Option<f64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && (1..=9).contains(&text.len()) {
        let whole = text
            .bytes()
            .fold(0, |whole, digit| whole * 10 + u32::from(digit - b'0'));
        return Some(f64::from(whole));
    }
    text.trim().parse().ok()
}

/// `EntryTime` has whole seconds; `EntryTimeMilliSecs` holds the rest (inferred: 0 to 999, or the
/// whole instant).
fn exact(at: i64, millis: Option<f64>) -> i64 {
    match millis.map(|ms| ms as i64) {
        Some(ms @ 0..1_000) if at % 1_000 == 0 => at + ms,
        Some(ms) if ms / 1_000 == at / 1_000 => ms,
        _ => at,
    }
}
