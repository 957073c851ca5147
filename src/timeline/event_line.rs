//! Events in words a reader understands.

use crate::{
    archive::Archive,
    model::{EntryType, Event, Role, content::Operation},
    timeline::{Entry, Timeline, words},
};

/// One line for an event; `None` for entries that speak for themselves.
pub fn event_line(archive: &Archive, timeline: &Timeline, entry: &Entry) -> Option<String> {
    let event = entry
        .content
        .and_then(|at| archive.contents[at as usize].event.as_ref());
    let Some(event) = event else {
        return plain_line(entry.entry_type).map(str::to_owned);
    };
    let known = |id: &str| timeline.name_of(archive, id);
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
            let what = match routing_type.as_deref() {
                Some("Transfer") => "Transfer routed",
                Some("Conference") => "Conference routed",
                _ => "Routed",
            };
            let target = target.as_deref().and_then(known);
            let to = match (target, to.as_deref()) {
                (Some(name), _) => format!(" to {name}"),
                (None, Some(kind)) => format!(" to {}", owner_words(kind)),
                (None, None) => String::new(),
            };
            let failed = failure
                .as_deref()
                .filter(|failure| !failure.eq_ignore_ascii_case("None"));
            match (failed, wait_seconds.filter(|seconds| *seconds >= 0)) {
                (Some(failure), _) => format!("{what}{to}: failed ({failure})"),
                (None, Some(seconds)) => {
                    let wait = words(seconds.saturating_mul(1_000));
                    format!("{what}{to}, estimated wait {wait}")
                }
                (None, None) => format!("{what}{to}"),
            }
        }
        Event::Work {
            work_type,
            bot,
            queue,
        } => {
            let to = match bot {
                Some(bot) => known(bot).unwrap_or("a bot"),
                None => "a representative",
            };
            let queue = queue.as_deref().and_then(known);
            let of = queue.map(|queue| format!(" ({queue})")).unwrap_or_default();
            match work_type.as_deref() {
                Some("Assigned") => format!("Offered to {to}{of}"),
                Some("Accepted") => format!("Accepted by {to}{of}"),
                Some("Declined") => format!("Declined by {to}{of}"),
                Some("Escalated") => format!("Bot handed over{of}"),
                Some("Transferred") => match queue {
                    Some(queue) => format!("Transferred to {queue}"),
                    None => "Transferred".to_owned(),
                },
                Some("TransferError") => format!("Transfer failed{of}"),
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
                let name = id.as_deref().and_then(known).map(str::to_owned);
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
        Event::Consent {
            status,
            by_end_user,
        } => match (status.as_deref(), by_end_user) {
            (Some("OptIn"), Some(false)) => "Customer was opted in".to_owned(),
            (Some("OptOut"), Some(false)) => "Customer was opted out".to_owned(),
            (Some("OptIn"), _) => "Customer opted in".to_owned(),
            (Some("OptOut"), _) => "Customer opted out".to_owned(),
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
        EntryType::FlagRaise => "Flag raised",
        EntryType::FlagLower => "Flag lowered",
        _ => return None,
    })
}

/// `newOwnerType` and `routingConfigurationType` in words.
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
