//! Events in words a reader understands.

use crate::{
    archive::Archive,
    model::{EntryType, Event, Role, content::Operation},
    timeline::{Entry, Timeline},
};

/// One line for an event; `None` for entries that speak for themselves.
pub fn event_line(archive: &Archive, timeline: &Timeline, entry: &Entry) -> Option<String> {
    let event = entry
        .content
        .and_then(|at| archive.contents[at as usize].event.as_ref());
    let Some(event) = event else {
        return plain_line(entry.entry_type).map(str::to_owned);
    };
    let name_of = |id: &Option<String>| timeline.name_of(archive, id.as_deref()?);
    let line = match event {
        Event::Participants(changes) => changes
            .iter()
            .map(|(operation, party)| {
                let name = party
                    .name
                    .clone()
                    .or_else(|| {
                        let subject = party.subject.as_deref()?;
                        timeline.name_of(archive, subject).map(str::to_owned)
                    })
                    .unwrap_or_else(|| role_words(party.role).to_owned());
                match operation {
                    Operation::Add => format!("{name} joined"),
                    Operation::Remove => format!("{name} left"),
                    Operation::Update => format!("{name} changed"),
                }
            })
            .collect::<Vec<_>>()
            .join(", "),
        Event::Routing {
            routing_type,
            failure,
            to,
            target,
            wait_seconds,
        } => {
            let mut what = match routing_type.as_deref() {
                Some("Transfer") => "Transfer routed",
                Some("Conference") => "Conference routed",
                _ => "Routed",
            }
            .to_owned();
            let whom = match (to.as_deref(), name_of(target)) {
                (Some("Queue"), Some(name)) => format!(" to queue {name}"),
                (Some("Queue"), None) => " to a queue".to_owned(),
                (_, Some(name)) => format!(" to {name}"),
                (Some(_), None) => " to a representative".to_owned(),
                (None, None) => String::new(),
            };
            what.push_str(&whom);
            let failed = failure
                .as_deref()
                .filter(|failure| !failure.eq_ignore_ascii_case("None"));
            match (failed, wait_seconds.filter(|seconds| *seconds >= 0)) {
                (Some(failure), _) => format!("{what}: failed ({failure})"),
                (None, Some(seconds)) => format!("{what}, estimated wait {seconds} s"),
                (None, None) => what,
            }
        }
        Event::Work {
            work_type,
            bot,
            queue,
        } => {
            let to = match (bot, name_of(bot)) {
                (Some(_), Some(name)) => format!("bot {name}"),
                (Some(_), None) => "a bot".to_owned(),
                (None, _) => "a representative".to_owned(),
            };
            let into = |what: &str| match name_of(queue) {
                Some(queue) => format!("{what} to queue {queue}"),
                None => what.to_owned(),
            };
            match work_type.as_deref() {
                Some("Assigned") => format!("Offered to {to}"),
                Some("Accepted") => format!("Accepted by {to}"),
                Some("Declined") => "Declined".to_owned(),
                Some("Escalated") => into("Bot handed over"),
                Some("Transferred") => into("Transferred"),
                Some("TransferError") => "Transfer failed".to_owned(),
                Some("Closed") => "Work closed".to_owned(),
                Some("Cancelled") => "Routing cancelled".to_owned(),
                Some(other) => format!("Routing: {other}"),
                None => "Routing changed".to_owned(),
            }
        }
        Event::Status {
            status, ended_by, ..
        } => match (status.as_deref(), ended_by.as_deref()) {
            (Some("Ended"), Some(by)) => {
                format!("Session ended by {}", role_words(Role::parse(by)))
            }
            (Some(status), _) => format!("Session {}", status.to_lowercase()),
            (None, _) => "Session status changed".to_owned(),
        },
        Event::Owner {
            from,
            to,
            owner,
            previous,
            ..
        } => {
            let name = |id: &Option<String>, kind: &Option<String>| {
                let name = name_of(id).map(str::to_owned);
                name.or_else(|| kind.as_deref().map(owner_words))
            };
            let new = name(owner, to).unwrap_or_else(|| "someone".to_owned());
            let what = match (from.as_deref(), to.as_deref()) {
                (Some("Agent"), Some("Agent" | "Queue")) => "Transferred",
                (Some("Bot"), Some("Agent" | "Queue")) => "Handed over",
                _ => "Owner changed",
            };
            match name(previous, from) {
                Some(old) => format!("{what} from {old} to {new}"),
                None => format!("Owner is now {new}"),
            }
        }
        Event::DeliveryFailed { .. } => "A message was not delivered".to_owned(),
        Event::Updated { .. } => return None,
        Event::Consent { status, .. } => match status.as_deref() {
            Some("OptIn") => "Customer opted in".to_owned(),
            Some("OptOut") => "Customer opted out".to_owned(),
            _ => "Consent changed".to_owned(),
        },
    };
    Some(line)
}

fn plain_line(entry_type: EntryType) -> Option<&'static str> {
    Some(match entry_type {
        EntryType::BotEscalated => "Bot handed over",
        EntryType::ChatbotEstablished => "Bot took the session",
        EntryType::ChatbotNotEstablished => "No bot could take the session",
        EntryType::ChatbotClosedIdleSession => "Bot closed the idle session",
        EntryType::ChatbotEndedChatByAction => "Bot ended the chat",
        EntryType::ChatbotEndedTransferNotConfigured => "Bot could not transfer: not configured",
        EntryType::AdminOptedIn => "Customer opted in by an administrator",
        EntryType::AdminOptedOut => "Customer opted out by an administrator",
        EntryType::EndUserOptedIn => "Customer opted in",
        EntryType::EndUserOptedOut => "Customer opted out",
        EntryType::ConsultConversationInfo => "Internal consultation began",
        EntryType::ConversationUpdated => "Conversation updated",
        EntryType::SendTranscriptRequestReceived => "Transcript requested",
        EntryType::SessionContext => "Session variables set",
        EntryType::ModalityConnection => "Way of talking changed",
        EntryType::TransferProgress => "Transfer in progress",
        EntryType::ParticipantsConferenced => "Participants brought together",
        EntryType::QueuePosition => "Place in the queue",
        EntryType::ClientMenu => "Menu shown",
        EntryType::ProgressIndicator => "In progress",
        EntryType::FlagRaise => "Flag raised",
        EntryType::FlagLower => "Flag lowered",
        _ => return None,
    })
}

/// `newOwnerType` in words.
fn owner_words(kind: &str) -> String {
    match kind {
        "Agent" => "a representative".to_owned(),
        "Queue" => "a queue".to_owned(),
        "Bot" => "the bot".to_owned(),
        other => other.to_owned(),
    }
}

fn role_words(role: Role) -> &'static str {
    match role {
        Role::EndUser => "the customer",
        Role::Agent => "a representative",
        Role::Bot => "the bot",
        Role::System => "the system",
        Role::Supervisor => "a supervisor",
        Role::Router => "routing",
        Role::DigitalWorker => "a digital worker",
        Role::Unknown => "someone",
    }
}
