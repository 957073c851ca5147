//! The timeline, as the KPIs read it. They read the archive, never a lens: redaction cannot
//! change a number.

use crate::{
    archive::Archive,
    kpi::{Entry, Owner, Session, Status, What, Work, session::Row},
    model::{EntryType, Role},
    model::{Event, content::Operation, entry_type::Class},
    timeline::{self, Conversation, Timeline},
};

/// Entry ids as printed, kept while KPIs point at them.
#[derive(Debug)]
pub struct Input<'t> {
    archive: &'t Archive,
    timeline: &'t Timeline,
    conversations: Vec<&'t Conversation>,
    /// By number of the conversation here and place of the entry in it.
    ids: Vec<Vec<String>>,
}

impl<'t> Input<'t> {
    /// Prepares all conversations of a timeline for measuring. O(entries).
    pub fn new(archive: &'t Archive, timeline: &'t Timeline) -> Self {
        Self::of(archive, timeline, timeline.conversations.iter().collect())
    }

    /// Prepares some conversations for measuring. O(their entries).
    pub fn of(
        archive: &'t Archive,
        timeline: &'t Timeline,
        conversations: Vec<&'t Conversation>,
    ) -> Self {
        let ids = conversations
            .iter()
            .map(|conversation| {
                let entries = conversation.entries.iter();
                entries
                    .map(|placed| archive.entry_id(timeline.entry(*placed).id))
                    .collect()
            })
            .collect();
        Self {
            archive,
            timeline,
            conversations,
            ids,
        }
    }

    /// The printed id of each entry, and its number. O(entries).
    pub(crate) fn numbers(&self) -> impl Iterator<Item = (&str, u32)> {
        let placed = self.conversations.iter().flat_map(|one| &one.entries);
        let ids = self.ids.iter().flatten().map(String::as_str);
        ids.zip(placed.map(|placed| placed.entry))
    }

    /// All sessions with their entries in transcript order. Entries without time or session are
    /// in none. O(entries).
    pub fn sessions(&self) -> Vec<Session<'_>> {
        self.conversations
            .iter()
            .zip(&self.ids)
            .flat_map(|(conversation, ids)| self.sessions_of(conversation, ids))
            .collect()
    }

    /// The latest time of any session of the archive, measured or not: until then the data is
    /// taken to be complete. O(entries).
    pub fn latest(&self) -> Option<i64> {
        let conversations = self.timeline.conversations.iter();
        conversations
            .flat_map(|conversation| {
                let bounds = conversation.sessions.iter();
                let bounds = bounds.flat_map(|session| [session.start, session.end]);
                let entries = conversation.entries.iter();
                let entries = entries
                    .filter(|placed| placed.session.is_some())
                    .map(|placed| self.timeline.entry(*placed).at);
                bounds.chain(entries).flatten()
            })
            .map(super::session::bounded)
            .max()
    }

    fn sessions_of<'s>(
        &'s self,
        conversation: &'s Conversation,
        ids: &'s [String],
    ) -> Vec<Session<'s>> {
        let mut sessions: Vec<Session<'s>> = conversation
            .sessions
            .iter()
            .map(|session| {
                let counts = ["AgentMessageCount", "EndUserMessageCount"]
                    .into_iter()
                    .filter_map(|name| {
                        let value: f64 = session.field(name)?.trim().parse().ok()?;
                        Some((name, value as i64))
                    });
                Session {
                    id: &session.id,
                    conversation: &conversation.id,
                    has_row: session.has_row,
                    start: session.start,
                    accept: session.accept,
                    end: session.end,
                    status: session.field("Status"),
                    origin: session.field("Origin"),
                    agent_type: session.field("AgentType"),
                    entries: Vec::new(),
                    row: Row {
                        owner: session.owner_name.as_deref().or(session.field("OwnerId")),
                        channel_name: session.field("ChannelName"),
                        channel_type: session.field("ChannelType"),
                        channel_group: session.field("ChannelGroup"),
                        channel_intent: session.field("ChannelIntent"),
                        channel_locale: session.field("ChannelLocale"),
                        customer: [
                            "EndUserContactId",
                            "EndUserAccountId",
                            "LeadId",
                            "MessagingEndUserId",
                        ]
                        .into_iter()
                        .find_map(|name| session.field(name)),
                    },
                    // Of equal names the first is taken: the metrics rows.
                    reported: session
                        .metrics
                        .iter()
                        .map(|(name, value)| (name.as_str(), *value))
                        .chain(counts)
                        .collect(),
                }
            })
            .collect();
        for (placed, id) in conversation.entries.iter().zip(ids) {
            let entry = self.timeline.entry(*placed);
            let (Some(session), Some(at)) = (placed.session, entry.at) else {
                continue;
            };
            self.add(entry, at, id, &mut sessions[session as usize].entries);
        }
        sessions
    }

    fn add<'s>(
        &'s self,
        entry: &timeline::Entry,
        at: i64,
        id: &'s str,
        entries: &mut Vec<Entry<'s>>,
    ) {
        let content = entry
            .content
            .and_then(|content| self.archive.contents.get(content as usize));
        let event = content.and_then(|content| content.event.as_ref());
        let actor_name = self.timeline.actor_name(self.archive, entry);
        let actor = entry
            .actor
            .map(|actor| self.archive.name(actor))
            .or(actor_name)
            .unwrap_or_default();
        let one = Entry {
            id,
            at,
            role: entry.role,
            actor,
            actor_name,
            what: What::Other,
            // An option chosen by its identifier says what the option says.
            chars: match entry.text {
                Some(text) => self.archive.texts.get(text).chars().count() as u32,
                None => {
                    let chosen = self.timeline.chosen(self.archive, entry);
                    chosen.map_or(0, |text| text.chars().count() as u32)
                }
            },
            attachments: content.map_or(0, |content| content.attachments.len() as u32),
            undelivered: entry.undelivered,
            clock_client: entry.at_is_client,
            client_at: entry.client_at,
            automated: entry.flags.automated,
        };
        if let Some(Event::Participants(changes)) = event {
            for (operation, party) in changes {
                let subject = party.subject.as_deref();
                let known = subject.and_then(|subject| {
                    let canonical = crate::model::ids::canonical(subject);
                    let sym = self.archive.names.find(&canonical)?;
                    Some(self.archive.name(sym))
                });
                entries.push(Entry {
                    role: party.role,
                    actor: known
                        .or(subject)
                        .or(party.name.as_deref())
                        .unwrap_or_default(),
                    actor_name: party
                        .name
                        .as_deref()
                        .or_else(|| self.timeline.name_of(self.archive, subject?)),
                    what: match operation {
                        Operation::Add => What::Joined,
                        Operation::Remove => What::Left,
                        Operation::Update => What::Other,
                    },
                    ..one
                });
            }
            return;
        }
        let is_message = entry.entry_type.class() == Class::Message;
        // A whisper is no message to the customer, whatever its type.
        let internal = entry.flags.internal || entry.role == Role::Supervisor;
        let what = if is_message && !internal {
            What::Message
        } else {
            event.map_or_else(|| plain(entry.entry_type), what_of)
        };
        entries.push(Entry { what, ..one });
    }
}

fn plain(entry_type: EntryType) -> What {
    match entry_type {
        EntryType::BotEscalated => What::BotEscalated,
        _ => What::Other,
    }
}

fn owner(name: Option<&str>) -> Owner {
    match name {
        Some("Agent") => Owner::Agent,
        Some("Bot") => Owner::Bot,
        Some("Queue") => Owner::Queue,
        _ => Owner::Unknown,
    }
}

fn what_of(event: &Event) -> What {
    match event {
        Event::Routing {
            routing_type,
            failure,
            to,
            ..
        } => {
            let failed = failure
                .as_deref()
                .is_some_and(|failure| !failure.eq_ignore_ascii_case("None"));
            if failed {
                return What::Other;
            }
            What::RoutingResult {
                transfer: routing_type.as_deref() == Some("Transfer"),
                to: owner(to.as_deref()),
            }
        }
        Event::Work { work_type, bot, .. } => What::WorkResult {
            work: match work_type.as_deref() {
                Some("Accepted") => Work::Accepted,
                Some("Escalated") => Work::Escalated,
                Some("Transferred") => Work::Transferred,
                _ => Work::Other,
            },
            bot: bot.is_some(),
        },
        Event::Status { status, .. } => What::Status(match status.as_deref() {
            Some("Inactive") => Status::Inactive,
            Some("Paused") => Status::Paused,
            _ => Status::Other,
        }),
        Event::Owner { from, to, .. } => What::OwnerChanged {
            from: owner(from.as_deref()),
            to: owner(to.as_deref()),
        },
        Event::Participants(_)
        | Event::DeliveryFailed { .. }
        | Event::Updated { .. }
        | Event::Consent { .. } => What::Other,
    }
}
