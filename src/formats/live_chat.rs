//! Legacy chat: rows of `LiveChatTranscript`, whose `Body` is a piece of HTML, rows of
//! `LiveChatTranscriptEvent`, and a body saved as a file of its own.
//!
//! Source: object reference of both objects; three published bodies. Legacy chat was retired in
//! February 2026, so that archives are all that is left.

use xxhash_rust::xxh3::xxh3_64;

use crate::{
    archive::{AssignedBy, Draft},
    diagnostics::Code,
    formats::{
        Context, ObjectRow,
        chat_body::{Body, Piece},
    },
    model::{Event, Link, Millis, Role, content::Operation, content::Party, ids},
};

/// Type of the lines that say what happened in a legacy chat.
const HAPPENED: &str = "LiveChatTranscriptEvent";

/// Reads a row of `LiveChatTranscript`: the row itself, and the entries of its body.
pub(super) fn read_transcript(row: &ObjectRow<'_>, context: &mut Context<'_>) {
    context.count("LiveChatTranscript");
    let id = row.get("Id");
    let mut start = None;
    for field in ["StartTime", "EndTime", "RequestTime"] {
        if let Some(text) = row.get(field) {
            let at = context.instant_text(field, text);
            if field == "StartTime" {
                start = at;
            }
        }
    }
    if let Some(id) = id {
        let fields: Vec<(&str, &str)> = row
            .cells
            .iter()
            // The words are in the entries.
            .filter(|(name, _)| name != "Body" && name != "SupervisorTranscriptBody")
            .map(|(name, value)| (name.as_ref(), value.as_ref()))
            .collect();
        context.add_row("LiveChatTranscript", id, &fields);
    }
    if let Some(body) = row.get("Body") {
        read_body(body, id, start, context);
    }
}

/// Reads the entries of a body. `start` stands in where the body's own start cannot be read.
pub(super) fn read_body(
    html: &str,
    transcript: Option<&str>,
    start: Option<Millis>,
    context: &mut Context<'_>,
) {
    let body = Body::parse(html);
    // Line after line: an id that grows keeps lines of one second in order.
    let words = body_id(&body);
    let stem = transcript.map_or_else(|| words.clone(), |id| ids::canonical(id).into_owned());
    let started = body.started.and_then(|text| {
        let at = context.instant_text("Body", text.trim());
        at.or(start)
    });
    let started = started.or(start);
    let at = |offset: Option<i64>| Some(started? + offset?);
    for (number, piece) in body.pieces.iter().enumerate() {
        let mut draft = Draft {
            id: Some(format!("{stem}:{number:05}").into()),
            other_id: transcript.map(|_| format!("{words}:{number:05}").into()),
            sequence: Some(number as i64),
            ..Draft::default()
        };
        if let Some(id) = transcript {
            draft.conversation = Some(id.into());
            draft.session = Some(id.into());
            draft.session_rule = AssignedBy::RelatedRecord;
        }
        match piece {
            Piece::Started(text) => {
                draft.entry_type = Some("SessionStatusChanged".into());
                draft.role = Role::System;
                draft.server_at = started;
                draft.text = Some(text.as_str().into());
                draft.content.event = Some(Event::Status {
                    status: Some("Active".to_owned()),
                    start: started,
                    end: None,
                    ended_by: None,
                });
            }
            Piece::Agent { name, offset } => {
                draft.entry_type = Some("ParticipantChanged".into());
                draft.role = Role::System;
                draft.server_at = at(*offset);
                let party = Party {
                    subject: None,
                    name: Some(name.clone()),
                    role: Role::Agent,
                };
                draft.content.event = Some(Event::Participants(vec![(Operation::Add, party)]));
            }
            Piece::Notice { text, offset } => {
                draft.entry_type = Some(HAPPENED.into());
                draft.role = Role::System;
                draft.server_at = at(*offset);
                draft.text = Some(text.as_str().into());
            }
            Piece::Said {
                speaker,
                role,
                text,
                links,
                offset,
            } => {
                draft.role = *role;
                draft.actor_name = speaker.as_deref().map(Into::into);
                draft.server_at = at(*offset);
                draft.text = Some(text.as_str().into());
                draft.content.links = links
                    .iter()
                    .map(|url| Link {
                        title: None,
                        url: Some(url.clone()),
                    })
                    .collect();
            }
        }
        context.add_entry(draft);
    }
}

/// Names a body by what it says, not by how its HTML is wrapped: the same body in a file of its
/// own and in its row is one.
fn body_id(body: &Body) -> String {
    let said = format!("{:?}{:?}", body.started, body.pieces);
    format!("livechat:{:016x}", xxh3_64(said.as_bytes()))
}

/// Reads a row of `LiveChatTranscriptEvent` as an entry.
pub(super) fn read_event(row: &ObjectRow<'_>, context: &mut Context<'_>) {
    context.count(HAPPENED);
    let Some(transcript) = row.get("LiveChatTranscriptId") else {
        context.diagnose(
            Code::MissingField,
            "LiveChatTranscriptId",
            "an event without LiveChatTranscriptId belongs to no chat: export it with this field",
        );
        return;
    };
    let kind = row.get("Type").unwrap_or_default();
    let event = happened(kind, row);
    let entry_type = match &event {
        Some(Event::Participants(_)) => "ParticipantChanged",
        Some(Event::Work { .. }) => "RoutingWorkResult",
        Some(Event::Routing { .. }) => "RoutingResult",
        Some(Event::Status { .. }) => "SessionStatusChanged",
        _ => match kind {
            "ChatbotEstablished" | "ChatbotNotEstablished" | "ChatbotEndedChatByAction" => kind,
            "FlagRaised" => "FlagRaise",
            "FlagLoweredAgent" | "FlagLoweredSupervisor" => "FlagLower",
            _ => HAPPENED,
        },
    };
    let text = match row.get("Detail") {
        Some(detail) => format!("{kind}: {detail}"),
        None => kind.to_owned(),
    };
    let mut draft = Draft {
        id: row.get("Id").map(Into::into),
        entry_type: Some(entry_type.into()),
        conversation: Some(transcript.into()),
        session: Some(transcript.into()),
        session_rule: AssignedBy::RelatedRecord,
        role: Role::System,
        actor: row.get("AgentId").map(Into::into),
        server_at: row
            .get("Time")
            .and_then(|time| context.instant_text("Time", time)),
        text: Some(text.into()).filter(|text: &std::borrow::Cow<'_, str>| !text.is_empty()),
        ..Draft::default()
    };
    draft.flags.internal = entry_type.starts_with("Flag");
    draft.content.event = event;
    context.add_entry(draft);
}

/// What a type means in the words of today's entries (our reading of the object reference).
fn happened(kind: &str, row: &ObjectRow<'_>) -> Option<Event> {
    let work = |work_type: &str| Event::Work {
        work_type: Some(work_type.to_owned()),
        bot: None,
        queue: None,
    };
    let party = |operation, role| {
        let subject = row.get("AgentId").filter(|_| role == Role::Agent);
        let party = Party {
            subject: subject.map(str::to_owned),
            name: None,
            role,
        };
        Event::Participants(vec![(operation, party)])
    };
    let ended = |by: &str| Event::Status {
        status: Some("Ended".to_owned()),
        start: None,
        end: None,
        ended_by: Some(by.to_owned()),
    };
    Some(match kind {
        "Accept" => work("Accepted"),
        "DeclineManual" | "DeclineTimeout" => work("Declined"),
        "CancelBlocked" | "CancelNoAgent" | "CancelNoQueue" | "CancelVisitor" => work("Cancelled"),
        "Transfer"
        | "TransferredToBot"
        | "TransferredToButton"
        | "TransferredToQueue"
        | "TransferredToSbrSkill" => work("Transferred"),
        "Enqueue" | "ChoiceRoute" => Event::Routing {
            routing_type: Some("Initial".to_owned()),
            failure: None,
            to: Some("Queue".to_owned()),
            target: None,
            wait_seconds: None,
        },
        "OperatorJoinedConference" => party(Operation::Add, Role::Agent),
        "OperatorLeftConference" | "LeaveAgent" => party(Operation::Remove, Role::Agent),
        "LeaveVisitor" => party(Operation::Remove, Role::EndUser),
        "EndAgent" => ended("Agent"),
        "EndVisitor" => ended("EndUser"),
        "ChatbotEndChat" => ended("Chatbot"),
        _ => return None,
    })
}
