//! The timeline, as the KPIs read it. They read the archive, never a lens: redaction cannot
//! change a number.

use crate::{
    archive::Archive,
    kpi::{
        Entry, EntryRef, Listing, Options, Owner, Report, Session, Status, What, Work,
        meter::Meter,
        report::order,
        salesforce::{Works, reported},
        session::bounded,
    },
    model::{EntryId, EntryType, Role},
    model::{Event, content::Operation, entry_type::Class},
    timeline::{self, Conversation, Timeline},
};

/// Conversations of a timeline, to be measured.
#[derive(Debug)]
pub struct Input<'t> {
    archive: &'t Archive,
    timeline: &'t Timeline,
    conversations: Vec<&'t Conversation>,
}

impl<'t> Input<'t> {
    /// All conversations of a timeline.
    pub fn new(archive: &'t Archive, timeline: &'t Timeline) -> Self {
        Self::of(archive, timeline, timeline.conversations.iter().collect())
    }

    /// Some conversations of a timeline.
    pub fn of(
        archive: &'t Archive,
        timeline: &'t Timeline,
        conversations: Vec<&'t Conversation>,
    ) -> Self {
        Self {
            archive,
            timeline,
            conversations,
        }
    }

    /// Measures them as [`report()`](super::report()) does, one conversation after the other: what
    /// is not asked for takes no memory. O(entries).
    pub fn report(&self, options: &Options) -> Report<'t> {
        self.measure(options, Vec::new()).finish()
    }

    /// Every value of an id, with the messages behind it, the largest first; none for an id that is
    /// not measured of sessions or conversations. O(entries).
    pub fn listing(&self, id: &str, options: &Options) -> Option<Listing<'t>> {
        let mut listing = self.listings(&[id], options).pop()?;
        listing.sort();
        Some(listing)
    }

    /// As [`Input::listing`] of several ids, as measured, in one pass; those that are not measured
    /// are left out. O(entries).
    pub(crate) fn listings(&self, ids: &[&str], options: &Options) -> Vec<Listing<'t>> {
        let listings: Vec<_> = ids.iter().filter_map(|id| Listing::of(id)).collect();
        if listings.is_empty() {
            return listings;
        }
        self.measure(options, listings).listings
    }

    fn measure<'o>(&self, options: &'o Options, listings: Vec<Listing<'t>>) -> Meter<'o, 't> {
        let span = |conversation: &Conversation| self.span(conversation);
        // By first time, then id, as reports are: the timeline also counts what is in no session.
        let mut ordered: Vec<_> = self
            .conversations
            .iter()
            .map(|&conversation| (span(conversation), conversation))
            .collect();
        ordered.sort_by(|(a, one), (b, other)| {
            let key = |span: Option<(i64, i64)>| span.map(|(first, _)| first);
            order(key(*a), &one.id).cmp(&order(key(*b), &other.id))
        });
        let spans = ordered.iter().filter_map(|(span, _)| *span);
        let between = spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let latest = options.data_until.or_else(|| self.latest());
        let mut meter = Meter::new(options, between, latest);
        meter.listings = listings;
        for (_, conversation) in ordered {
            let sessions = self.sessions_of(conversation);
            let sessions: Vec<&Session<'t>> = sessions.iter().collect();
            meter.add(&conversation.id, &sessions);
        }
        meter
    }

    /// All sessions with their entries in transcript order. Entries without time or session are
    /// in none. O(entries).
    pub fn sessions(&self) -> Vec<Session<'t>> {
        self.conversations
            .iter()
            .flat_map(|conversation| self.sessions_of(conversation))
            .collect()
    }

    /// The latest time of any session of the archive, measured or not: until then the data is
    /// taken to be complete. O(entries).
    pub fn latest(&self) -> Option<i64> {
        let conversations = self.timeline.conversations.iter();
        let spans = conversations.filter_map(|conversation| self.span(conversation));
        spans.map(|(_, last)| last).max()
    }

    /// The first and the last time of any session of a conversation.
    fn span(&self, conversation: &Conversation) -> Option<(i64, i64)> {
        let bounds = conversation.sessions.iter();
        let bounds = bounds.flat_map(|session| [session.start, session.end]);
        let entries = conversation.entries.iter();
        let entries = entries
            .filter(|placed| placed.session.is_some())
            .map(|placed| self.timeline.entry(*placed).at);
        let times = bounds.chain(entries).flatten().map(bounded);
        times.fold(None, |span, at| {
            let (first, last) = span.unwrap_or((at, at));
            Some((at.min(first), at.max(last)))
        })
    }

    fn sessions_of(&self, conversation: &'t Conversation) -> Vec<Session<'t>> {
        let work = Works::of(self.timeline, conversation);
        let mut counts = vec![0; conversation.sessions.len()];
        for session in conversation.entries.iter().filter_map(|one| one.session) {
            if let Some(count) = counts.get_mut(session as usize) {
                *count += 1;
            }
        }
        let mut sessions: Vec<Session<'t>> = conversation
            .sessions
            .iter()
            .zip(counts)
            .map(|(session, count)| {
                let mut row = row(session);
                row.reported = reported(session, &work);
                row.conversation = &conversation.id;
                row.entries = Vec::with_capacity(count);
                row
            })
            .collect();
        for placed in &conversation.entries {
            let entry = self.timeline.entry(*placed);
            let (Some(session), Some(at)) = (placed.session, entry.at) else {
                continue;
            };
            let id = match &entry.id {
                &EntryId::Text(sym) => EntryRef::Text {
                    id: self.archive.name(sym),
                    number: placed.entry,
                },
                id => EntryRef::Packed {
                    id,
                    number: placed.entry,
                },
            };
            self.add(entry, at, id, &mut sessions[session as usize].entries);
        }
        sessions
    }

    fn add(
        &self,
        entry: &timeline::Entry,
        at: i64,
        id: EntryRef<'t>,
        entries: &mut Vec<Entry<'t>>,
    ) {
        let content = entry
            .content
            .and_then(|content| self.archive.contents.get(content as usize));
        let event = content.and_then(|content| content.event.as_ref());
        let (archive, timeline) = (self.archive, self.timeline);
        let actor_name = timeline.actor_name(archive, entry);
        let actor = entry
            .actor
            .map(|actor| archive.name(actor))
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

/// What the row of a session tells, in one pass over its fields.
fn row(session: &timeline::Session) -> Session<'_> {
    let mut told = Session {
        id: &session.id,
        has_row: session.has_row,
        start: session.start,
        accept: session.accept,
        end: session.end,
        ..Session::default()
    };
    let row = &mut told.row;
    row.owner = session.owner_name.as_deref();
    let (mut account, mut lead, mut end_user) = (None, None, None);
    for (name, value) in &session.fields {
        let place = match name.as_str() {
            "Status" => &mut told.status,
            "Origin" => &mut told.origin,
            "AgentType" => &mut told.agent_type,
            "OwnerId" => &mut row.owner,
            "ChannelName" => &mut row.channel_name,
            "ChannelType" => &mut row.channel_type,
            "ChannelGroup" => &mut row.channel_group,
            "ChannelIntent" => &mut row.channel_intent,
            "ChannelLocale" => &mut row.channel_locale,
            "EndUserContactId" => &mut row.customer,
            "EndUserAccountId" => &mut account,
            "LeadId" => &mut lead,
            "MessagingEndUserId" => &mut end_user,
            _ => continue,
        };
        // The first of equal names, and a name before an id.
        place.get_or_insert(value.as_str());
    }
    row.customer = row.customer.or(account).or(lead).or(end_user);
    told
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
