//! The timeline, as the KPIs read it. They read the archive, never a lens: redaction cannot
//! change a number.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::{
    archive::Archive,
    kpi::{
        Dimension, Entry, EntryRef, Listing, Options, Owner, Report, Session, Status, What, Work,
        ledger::{Bookkeeper, Ledger, Line, Names},
        meter::Measuring,
        salesforce::{Works, reported},
        session::bounded,
    },
    model::{EntryId, EntryType, Role, Sym},
    model::{
        Event,
        content::{Operation, Party},
        entry_type::Class,
    },
    timeline::{self, Conversation, Glimpse, Placed, Timeline},
};

/// Conversations of a timeline, to be measured.
#[derive(Debug)]
pub struct Input<'t> {
    told: Told<'t>,
    ledger: Rc<Ledger>,
    /// Places of those to be measured among the conversations of the ledger; none: all.
    only: Option<FxHashSet<u32>>,
    /// The latest time of the archive, where the ledger does not hold all of it.
    latest: Option<i64>,
}

/// What a ledger was made of: it spells what the ledger knows as numbers.
#[derive(Debug)]
struct Told<'t> {
    archive: &'t Archive,
    timeline: &'t Timeline,
    conversations: Vec<&'t Conversation>,
    /// The number of the first session of each: a ledger knows sessions by their place among all.
    firsts: Vec<u32>,
    /// Of each session the place of its conversation.
    owners: Vec<u32>,
}

impl<'t> Input<'t> {
    /// All conversations of a timeline. O(entries).
    pub fn new(archive: &'t Archive, timeline: &'t Timeline) -> Self {
        Self::all(archive, timeline, Rc::new(Self::ledger(archive, timeline)))
    }

    /// What measuring needs of all conversations of a timeline, to be kept as long as the timeline
    /// is: with it, measuring again with other options does not look at the archive. O(entries).
    pub fn ledger(archive: &Archive, timeline: &Timeline) -> Ledger {
        Told::new(archive, timeline, timeline.conversations.iter().collect()).ledger()
    }

    /// All conversations of a timeline, with the ledger that was made of them before.
    pub fn all(archive: &'t Archive, timeline: &'t Timeline, ledger: Rc<Ledger>) -> Self {
        Self {
            told: Told::new(archive, timeline, timeline.conversations.iter().collect()),
            latest: ledger.span().map(|(_, latest)| latest),
            ledger,
            only: None,
        }
    }

    /// Some of them, by their places in the timeline.
    #[must_use]
    pub fn only(mut self, places: impl IntoIterator<Item = u32>) -> Self {
        self.only = Some(places.into_iter().collect());
        self
    }

    /// Some conversations of a timeline, where no ledger of all is kept. O(their entries), and
    /// O(entries) to find until when the data is complete.
    pub fn of(
        archive: &'t Archive,
        timeline: &'t Timeline,
        conversations: Vec<&'t Conversation>,
    ) -> Self {
        let told = Told::new(archive, timeline, conversations);
        Self {
            ledger: Rc::new(told.ledger()),
            latest: told.latest(),
            told,
            only: None,
        }
    }

    /// Measures them as [`report()`](super::report()) does: what is not asked for takes no memory.
    /// O(entries).
    pub fn report(&self, options: &Options) -> Report<'t> {
        self.measuring(options).report(|place| self.holds(place))
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
        let mut listings: Vec<_> = ids.iter().filter_map(|id| Listing::of(id)).collect();
        let measuring = self.measuring(options);
        measuring.list(|place| self.holds(place), &mut listings);
        listings
    }

    /// The latest time of any session of the archive, measured or not: until then the data is
    /// taken to be complete.
    pub fn latest(&self) -> Option<i64> {
        self.latest
    }

    fn holds(&self, place: u32) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&place))
    }

    fn measuring<'o>(&'o self, options: &'o Options) -> Measuring<'o, 't> {
        Measuring {
            ledger: &self.ledger,
            names: &self.told,
            options,
            latest: self.latest,
        }
    }

    /// All sessions with their entries in transcript order. Entries without time or session are
    /// in none. O(entries).
    pub fn sessions(&self) -> Vec<Session<'t>> {
        let conversations = (0_u32..).zip(&self.told.conversations);
        conversations
            .filter(|(place, _)| self.holds(*place))
            .flat_map(|(_, conversation)| self.told.sessions_of(conversation))
            .collect()
    }
}

impl<'t> Told<'t> {
    fn new(
        archive: &'t Archive,
        timeline: &'t Timeline,
        conversations: Vec<&'t Conversation>,
    ) -> Self {
        let (mut firsts, mut owners) = (Vec::with_capacity(conversations.len()), Vec::new());
        for (place, conversation) in (0_u32..).zip(&conversations) {
            firsts.push(owners.len() as u32);
            owners.extend(conversation.sessions.iter().map(|_| place));
        }
        Self {
            archive,
            timeline,
            conversations,
            firsts,
            owners,
        }
    }

    fn ledger(&self) -> Ledger {
        let entries = self.conversations.iter().map(|one| one.entries.len()).sum();
        let mut bookkeeper = Bookkeeper::new(entries);
        let mut seen = Seen::default();
        let mut seats = Seats::default();
        for (place, conversation) in (0_u32..).zip(&self.conversations) {
            let work = Works::of(self.timeline, conversation);
            let first = self.firsts.get(place as usize).copied();
            let numbered = (first.unwrap_or_default()..).zip(&conversation.sessions);
            seats.find(conversation);
            bookkeeper.begin(place);
            for (nth, (number, session)) in numbered.enumerate() {
                bookkeeper.sit(number, &self.row(conversation, session, &work));
                for placed in seats.of(conversation, nth) {
                    let number = placed.entry;
                    self.read(placed, &mut seen, |entry| bookkeeper.enter(number, &entry));
                }
                bookkeeper.rise();
            }
            bookkeeper.close();
        }
        bookkeeper.finish(self)
    }

    /// The latest time of any session of the archive. O(entries).
    fn latest(&self) -> Option<i64> {
        let conversations = self.timeline.conversations.iter();
        let times = conversations.flat_map(|conversation| {
            let bounds = conversation.sessions.iter();
            let bounds = bounds.flat_map(|session| [session.start, session.end]);
            let entries = conversation.entries.iter();
            let entries = entries
                .filter(|placed| placed.session.is_some())
                .map(|placed| self.timeline.entry(self.archive, *placed).at);
            bounds.chain(entries).flatten().map(bounded)
        });
        times.max()
    }

    fn sessions_of(&self, conversation: &'t Conversation) -> Vec<Session<'t>> {
        let work = Works::of(self.timeline, conversation);
        let (mut seen, mut seats) = (Seen::default(), Seats::default());
        seats.find(conversation);
        let sessions = conversation.sessions.iter().enumerate();
        let sessions = sessions.map(|(nth, session)| {
            let mut row = self.row(conversation, session, &work);
            for placed in seats.of(conversation, nth) {
                self.read(placed, &mut seen, |entry| {
                    let id = self.id(&self.timeline.entry(self.archive, placed), placed.entry);
                    row.entries.push(Entry { id, ..entry });
                });
            }
            row
        });
        sessions.collect()
    }

    /// What a session's row tells.
    fn row(
        &self,
        conversation: &'t Conversation,
        session: &'t timeline::Session,
        work: &Works<'t>,
    ) -> Session<'t> {
        Session {
            conversation: &conversation.id,
            reported: reported(session, work),
            assignments: work.assignments(&session.id, self.archive.reading()),
            ..row(session)
        }
    }

    /// Tells what an entry with a time is, but for its identifier: one that lets several people come
    /// and go is told once for each.
    fn read(&self, placed: Placed, seen: &mut Seen<'t>, mut tell: impl FnMut(Entry<'t>)) {
        let entry = self.timeline.glimpse(self.archive, placed);
        let whole = || self.timeline.entry(self.archive, placed);
        let Some(at) = entry.at else {
            return;
        };
        let content = entry
            .content
            .and_then(|content| self.archive.contents.get(content as usize));
        let event = content.and_then(|content| content.event.as_ref());
        let one = Entry {
            id: EntryRef::default(),
            at,
            role: entry.role,
            actor: "",
            actor_name: None,
            what: What::Other,
            chars: 0,
            attachments: 0,
            undelivered: entry.undelivered,
            clock_client: entry.at_is_client,
            client_at: entry.client_at,
            automated: entry.flags.automated,
        };
        if let Some(Event::Participants(changes)) = event {
            for (operation, party) in changes {
                let subject = party.subject.as_deref();
                let known = || self.timeline.name_of(self.archive, subject?);
                tell(Entry {
                    role: party.role,
                    actor: self.party(party),
                    actor_name: party.name.as_deref().or_else(known),
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
        if what == What::Other {
            return tell(one);
        }
        // Only those who are measured one by one are shown by name.
        let actor_name = (entry.role == Role::Agent)
            .then(|| seen.name(self, (entry.actor, entry.actor_name), whole))
            .flatten();
        tell(Entry {
            actor: self.author(entry.actor, whole),
            actor_name,
            what,
            chars: self.chars(&entry, whole),
            attachments: content.map_or(0, |content| content.attachments.len() as u32),
            ..one
        });
    }

    /// Characters of what an entry says: one that chose an option by its identifier says what the
    /// option says.
    fn chars(&self, entry: &Glimpse, whole: impl Fn() -> timeline::Entry) -> u32 {
        match entry.text {
            Some(text) => self.archive.texts.chars(text),
            None if entry.content.is_none() => 0,
            None => {
                let chosen = self.timeline.chosen(self.archive, &whole());
                chosen
                    .as_deref()
                    .map_or(0, |text| text.chars().count() as u32)
            }
        }
    }
}

/// Whose name was looked for last: few take turns.
#[derive(Default)]
struct Seen<'t>([(Who, Option<&'t str>); 2]);

/// How an entry tells its author: all that a name depends on.
type Who = (Option<Sym>, Option<Sym>);

impl<'t> Seen<'t> {
    fn name(
        &mut self,
        told: &Told<'t>,
        who: Who,
        entry: impl Fn() -> timeline::Entry,
    ) -> Option<&'t str> {
        if let Some((_, name)) = self.0.iter().find(|(known, _)| *known == who) {
            return *name;
        }
        let name = told.timeline.actor_name(told.archive, &entry());
        self.0 = [(who, name), self.0[0]];
        name
    }
}

/// The entries of a conversation by their session, in room that is used again.
#[derive(Default)]
struct Seats {
    /// Places among the conversation's entries.
    placed: Vec<u32>,
    /// Where those of each session end.
    ends: Vec<usize>,
}

impl Seats {
    /// O(entries).
    fn find(&mut self, conversation: &Conversation) {
        self.ends.clear();
        self.ends.resize(conversation.sessions.len(), 0);
        let seated = || {
            let entries = (0_u32..).zip(&conversation.entries);
            entries.filter_map(|(place, one)| Some((place, one.session? as usize)))
        };
        for (_, session) in seated() {
            if let Some(count) = self.ends.get_mut(session) {
                *count += 1;
            }
        }
        let mut before = 0;
        for end in &mut self.ends {
            (*end, before) = (before, before + *end);
        }
        self.placed.clear();
        self.placed.resize(before, 0);
        for (place, session) in seated() {
            if let Some(end) = self.ends.get_mut(session) {
                self.placed[*end] = place;
                *end += 1;
            }
        }
    }

    /// Those of a session of the conversation, in transcript order.
    fn of(&self, conversation: &Conversation, session: usize) -> impl Iterator<Item = Placed> {
        let from = session.checked_sub(1).map_or(0, |before| self.ends[before]);
        let places = self.placed[from..self.ends[session]].iter();
        places.map(|&place| conversation.entries[place as usize])
    }
}

impl<'t> Told<'t> {
    fn id(&self, entry: &timeline::Entry, number: u32) -> EntryRef<'t> {
        match entry.id {
            EntryId::Text(sym) => EntryRef::Text {
                id: self.archive.name(sym),
                number,
            },
            id => EntryRef::Packed { id, number },
        }
    }

    /// The key of who wrote an entry; empty where unknown.
    fn author(&self, actor: Option<Sym>, entry: impl Fn() -> timeline::Entry) -> &'t str {
        let key = actor.map(|actor| self.archive.name(actor));
        key.or_else(|| self.timeline.actor_name(self.archive, &entry()))
            .unwrap_or_default()
    }

    /// The key of who comes or goes; empty where unknown.
    fn party(&self, party: &'t Party) -> &'t str {
        let subject = party.subject.as_deref();
        let known = subject.and_then(|subject| {
            let canonical = crate::model::ids::canonical(subject);
            let sym = self.archive.names.find(&canonical)?;
            Some(self.archive.name(sym))
        });
        known
            .or(subject)
            .or(party.name.as_deref())
            .unwrap_or_default()
    }

    fn event(&self, entry: &timeline::Entry) -> Option<&'t Event> {
        let content = self.archive.contents.get(entry.content? as usize)?;
        content.event.as_ref()
    }

    fn entry_of(&self, line: &Line) -> Option<timeline::Entry> {
        let merged = &self.timeline.merged;
        ((line.entry as usize) < merged.len()).then(|| merged.entry(self.archive, line.entry))
    }

    fn session_of(&self, number: u32) -> Option<&'t timeline::Session> {
        let place = *self.owners.get(number as usize)? as usize;
        let within = number.checked_sub(*self.firsts.get(place)?)?;
        self.conversations.get(place)?.sessions.get(within as usize)
    }
}

impl<'t> Names<'t> for Told<'t> {
    fn conversation(&self, number: u32) -> &'t str {
        let found = self.conversations.get(number as usize);
        found.map_or("", |conversation| &conversation.id)
    }

    fn session(&self, number: u32) -> &'t str {
        self.session_of(number).map_or("", |session| &session.id)
    }

    fn dimension(&self, session: u32, dimension: Dimension) -> Option<&'t str> {
        dimension.of_row(&row(self.session_of(session)?))
    }

    fn entry(&self, line: &Line) -> EntryRef<'t> {
        let entry = self.entry_of(line);
        entry.map_or_else(EntryRef::default, |entry| self.id(&entry, line.entry))
    }

    fn actor(&self, line: &Line) -> &'t str {
        let Some(entry) = self.entry_of(line) else {
            return "";
        };
        match self.event(&entry) {
            Some(Event::Participants(changes)) => {
                let change = changes.get(line.chars as usize);
                change.map_or("", |(_, party)| self.party(party))
            }
            _ => self.author(entry.actor, || entry),
        }
    }

    fn actor_name(&self, line: &Line) -> Option<&'t str> {
        self.timeline
            .actor_name(self.archive, &self.entry_of(line)?)
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
