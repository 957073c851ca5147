//! Entries that say what happened.

use crate::{
    archive::Draft,
    formats::payload::{name_session, text_of, words_of},
    json::Raw,
    model::{EntryType, Event, Millis, Role, content::Operation, content::Party, time},
};

fn instant(value: Option<Raw<'_>>) -> Option<Millis> {
    let text = text_of(value)?;
    // Documented as "epoch" and shown in seconds; the size of the number tells.
    time::parse(&text, &time::TimeReading::default()).ok()
}

/// The event of a `MessageUpdated`.
pub(super) fn updated(message: Option<Raw<'_>>) -> Event {
    Event::Updated {
        entry: message.and_then(|message| text_of(message.get("id"))),
    }
}

/// Adds an event to the draft; fields that no event uses stay in `extra`.
pub(super) fn read<'a>(entry_type: EntryType, payload: Raw<'a>, draft: &mut Draft<'a>) {
    let text = |key: &str| text_of(payload.get(key));
    let event = match entry_type {
        EntryType::ParticipantChanged => Event::Participants(participants(payload)),
        EntryType::RoutingResult => {
            name_session(payload.get("recordId"), draft);
            let details = payload.get("routingConfigurationDetails");
            let target = |key| details.and_then(|details| text_of(details.get(key)));
            let (to, target) = match (target("agentId"), target("queueId")) {
                (Some(agent), _) => (Some("Agent"), Some(agent)),
                (None, queue) => (queue.as_ref().map(|_| "Queue"), queue),
            };
            Event::Routing {
                routing_type: text("routingType"),
                failure: text("failureType"),
                to: to.map(str::to_owned),
                target,
                wait_seconds: payload
                    .at(&["estimatedWaitTime", "estimatedWaitTimeInSeconds"])
                    .and_then(Raw::i64),
            }
        }
        EntryType::RoutingWorkResult => {
            name_session(payload.get("workTargetId"), draft);
            Event::Work {
                work_type: text("workType"),
                bot: text("botId"),
                queue: text("queueId"),
            }
        }
        EntryType::SessionStatusChanged => {
            name_session(payload.get("sessionId"), draft);
            if draft.conversation.is_none() {
                draft.conversation = text("conversationIdentifier").map(Into::into);
            }
            Event::Status {
                status: text("sessionStatus"),
                start: instant(payload.get("sessionStartTime")),
                end: instant(payload.get("sessionEndTime")),
                ended_by: text("sessionEndedByRole"),
            }
        }
        EntryType::SessionOwnerChanged => {
            name_session(payload.get("sessionId"), draft);
            Event::Owner {
                from: text("prevOwnerType"),
                to: text("newOwnerType"),
                owner: text("newSessionOwnerId"),
                previous: text("prevSessionOwnerId"),
                start: instant(payload.get("sessionStartTimestamp")),
            }
        }
        EntryType::MessageDeliveryFailed => {
            let code = text("errorCode");
            draft.status = Some("Error".into());
            draft.status_code = code.clone().map(Into::into);
            draft.text = text("errorMessage").map(Into::into);
            Event::DeliveryFailed {
                entry: text("failedConversationEntryIdentifier"),
                code,
            }
        }
        EntryType::EndUserConsentUpdated => Event::Consent {
            status: text("consentStatus"),
            by_end_user: payload.get("isEndUserInitiated").and_then(Raw::bool),
        },
        EntryType::ProgressIndicator => {
            draft.text = payload
                .at(&["progressIndicator", "progressMessage", "text"])
                .and_then(|words| text_of(Some(words)))
                .map(Into::into);
            return;
        }
        _ => {
            draft.content.extra = Some(payload.as_str().to_owned());
            return;
        }
    };
    draft.content.event = Some(event);
}

fn participants(payload: Raw<'_>) -> Vec<(Operation, Party)> {
    let entries = payload.get("entries");
    entries
        .into_iter()
        .flat_map(|entries| entries.elements().map_while(Result::ok))
        .map(|change| {
            let [operation, participant, name] =
                change.pick(["operation", "participant", "displayName"]);
            let operation = match words_of(operation).as_deref() {
                Some("add") => Operation::Add,
                Some("remove") => Operation::Remove,
                _ => Operation::Update,
            };
            let [subject, role] = participant.map_or([None; 2], |participant| {
                participant.pick(["subject", "role"])
            });
            let party = Party {
                subject: text_of(subject),
                name: text_of(name),
                role: words_of(role).map_or(Role::Unknown, |role| Role::parse(&role)),
            };
            (operation, party)
        })
        .collect()
}
