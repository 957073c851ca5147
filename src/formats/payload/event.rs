//! Entries that say what happened.

use crate::{
    archive::Draft,
    formats::payload::{
        detail, name_session,
        words::{text_of, words_of},
    },
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

/// Members that an event's line, its session or its time tells already.
fn told(entry_type: EntryType) -> &'static [&'static str] {
    match entry_type {
        EntryType::RoutingResult => &[
            "failureType",
            "routingType",
            "estimatedWaitTime",
            "routingConfigurationDetails",
            "isExternallyRouted",
            "skipRouterCPRemovalIfNoRoutingFailures",
        ],
        EntryType::RoutingWorkResult => &["workType", "routingType"],
        EntryType::SessionStatusChanged => &[
            "sessionStatus",
            "sessionStatusPrev",
            "sessionStartTime",
            "sessionEndTime",
            "sessionEndedByRole",
        ],
        EntryType::SessionOwnerChanged => &[
            "sessionStatus",
            "newOwnerType",
            "prevOwnerType",
            "ownerChangeTimestamp",
            "sessionStartTimestamp",
        ],
        EntryType::MessageDeliveryFailed => &["errorCode", "errorMessage"],
        EntryType::EndUserConsentUpdated => &["consentStatus", "endUserSubject"],
        EntryType::SendTranscriptRequestReceived => &["requester", "endUserSubject"],
        EntryType::ConsultConversationInfo => &["timestamp"],
        EntryType::ProgressIndicator => &["progressIndicator"],
        _ => &[],
    }
}

/// Members that only say who someone is to the platform.
const WHO: &[&str] = &["appType", "role", "clientIdentifier"];

/// Adds an event to the draft, and to its details all that its line does not tell.
pub(super) fn read<'a>(entry_type: EntryType, payload: Raw<'a>, draft: &mut Draft<'a>) {
    let details = &mut draft.content.details;
    for (key, value) in payload.members().map_while(Result::ok) {
        let key = key.as_ref();
        match (entry_type, key) {
            (EntryType::ParticipantChanged, "entries") => {
                for change in value.elements().map_while(Result::ok) {
                    let told = [
                        "operation",
                        "participant",
                        "displayName",
                        "supportedModalities",
                    ];
                    detail::rest(change, &told, "", details);
                }
            }
            (EntryType::ParticipantChanged, "activeModalities") => {}
            (EntryType::SessionContext, "sessionContext") => {
                let variables = value.get("contextVariables");
                for variable in variables
                    .into_iter()
                    .flat_map(|list| list.elements().map_while(Result::ok))
                {
                    detail::unlabelled(variable, details);
                }
                detail::rest(value, &["contextVariables"], "", details);
            }
            _ if told(entry_type).contains(&key) => {}
            (_, "recipient" | "requester" | "initiator" | "updatedBy") => {
                detail::person(key, value, WHO, details);
            }
            _ => detail::add(key, value, details),
        }
    }
    let text = |key: &str| text_of(payload.get(key));
    let event = match entry_type {
        EntryType::ParticipantChanged => Event::Participants(participants(payload)),
        EntryType::RoutingResult => {
            name_session(payload.get("recordId"), draft);
            let details = payload.get("routingConfigurationDetails");
            let target = |key| details.and_then(|details| text_of(details.get(key)));
            let (to, target) = match (target("agentId"), target("queueId")) {
                (Some(agent), _) => (Some("Agent"), Some(agent)),
                (None, Some(queue)) => (Some("Queue"), Some(queue)),
                (None, None) => (None, None),
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
        // Types in the schema's list of names, for which it has no schema.
        EntryType::ClientMenu
        | EntryType::ModalityConnection
        | EntryType::TransferProgress
        | EntryType::ParticipantsConferenced => {
            draft.content.extra = Some(payload.as_str().to_owned());
            return;
        }
        _ => return,
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
