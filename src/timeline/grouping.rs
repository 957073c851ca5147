//! Which entries and sessions belong to one conversation.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::{
    archive::{Archive, EXPORTED_SESSION, KEYED_RESPONSE, Tables},
    model::{Role, Sym, ids},
    timeline::{
        Merged,
        order::Key,
        replies::Replies,
        stated::{Stated, Whereabouts},
    },
};

/// A name without a node yet, a root without a group.
const NONE: u32 = u32::MAX;

/// Before the smallest id in a conversation that nothing names.
const UNKNOWN: &str = "unknown:";

/// What may tie entries together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Tie<'a> {
    /// A conversation's UUID or record id.
    Conversation(&'a str),
    /// A messaging session or voice call.
    Session(&'a str),
    /// One response of an API that answers for one conversation.
    Response(u32, u32),
    /// One end user on one channel, as a partner's events name them.
    Partner(u32),
    /// One end user on one channel: by definition one conversation.
    EndUserOnChannel(&'a str, &'a str),
}

/// Disjoint sets with path halving.
struct Sets {
    parents: Vec<u32>,
}

impl Sets {
    fn add(&mut self) -> u32 {
        self.parents.push(self.parents.len() as u32);
        self.parents.len() as u32 - 1
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.parents[at as usize] != at {
            let up = self.parents[at as usize];
            self.parents[at as usize] = self.parents[up as usize];
            at = self.parents[at as usize];
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        // The smaller root stays, so that nothing depends on the order of joining.
        let (low, high) = (a.min(b), a.max(b));
        self.parents[high as usize] = low;
    }
}

/// One conversation, its parts unordered.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// `ConversationIdentifier`, else the record id, else `unknown:` and the smallest id inside.
    pub(super) id: String,
    /// Every id that the files state for it.
    pub(super) names: Vec<String>,
    /// Nothing in the files states the conversation's id.
    pub(super) inferred: bool,
    /// The files state more than one id for what a session or entry ties together.
    pub(super) conflict: bool,
    /// Entries by number, ascending: from one up to another.
    pub(super) runs: Vec<Range<u32>>,
    /// Sessions and voice calls, by id.
    pub(super) sessions: Vec<SessionId>,
}

/// A session that is named.
#[derive(Debug)]
pub(super) struct SessionId {
    /// Its id.
    pub(super) id: String,
    /// As entries name it, if any does.
    pub(super) name: Option<Sym>,
}

struct Ties<'a> {
    nodes: FxHashMap<Tie<'a>, u32>,
    /// What is tied, and its name where entries name it, by node; the runs of entries stand before.
    tied: Vec<(Tie<'a>, Option<Sym>)>,
    runs: &'a [Stated],
    sets: Sets,
}

impl<'a> Ties<'a> {
    fn of(runs: &'a [Stated]) -> Self {
        Self {
            nodes: FxHashMap::default(),
            tied: Vec::new(),
            runs,
            sets: Sets {
                parents: (0..runs.len() as u32).collect(),
            },
        }
    }

    /// The run that an entry is in.
    fn run_of(&self, entry: u32) -> u32 {
        self.runs.partition_point(|run| run.to <= entry) as u32
    }

    fn node(&mut self, tie: Tie<'a>) -> u32 {
        let Self {
            nodes, tied, sets, ..
        } = self;
        *nodes.entry(tie).or_insert_with(|| {
            tied.push((tie, None));
            sets.add()
        })
    }

    /// The node of a name, looked up once; `known` has a place for every name.
    fn named(&mut self, known: &mut [u32], name: Sym, tie: impl FnOnce() -> Tie<'a>) -> u32 {
        let node = &mut known[name.place()];
        if *node == NONE {
            *node = self.node(tie());
            self.tied[*node as usize - self.runs.len()].1 = Some(name);
        }
        *node
    }

    fn join(&mut self, a: u32, tie: Tie<'a>) {
        let b = self.node(tie);
        self.sets.join(a, b);
    }

    /// What is tied, with the names and the nodes.
    fn all(&self) -> impl Iterator<Item = (Tie<'a>, Option<Sym>, u32)> {
        let nodes = self.runs.len() as u32..;
        let tied = self.tied.iter().zip(nodes);
        tied.map(|(&(tie, name), node)| (tie, name, node))
    }
}

/// Whether an id is a conversation's record id rather than its UUID.
fn is_record(id: &str) -> bool {
    ids::is_record_id(id)
}

/// Groups entries and sessions into conversations. Entries that follow each other and state the
/// same belong together. O((runs of such + rows) · α), and O(entries) where rows tie entries.
pub(super) fn group(
    archive: &Archive,
    merged: &Merged,
    keys: &[Key],
    replies: &Replies,
    tables: &Tables<'_>,
) -> Vec<Group> {
    let mut ties = Ties::of(&merged.runs);
    // Nobody answers in another conversation.
    for (&answer, &asked) in replies {
        let (answer, asked) = (ties.run_of(answer), ties.run_of(asked));
        ties.sets.join(answer, asked);
    }
    let canonical: FxHashMap<&str, String> = tables
        .of("MessagingSession")
        .flat_map(|(_, row)| {
            ["ConversationId", "MessagingEndUserId", "MessagingChannelId"]
                .into_iter()
                .filter_map(|field| row.get(field))
        })
        .chain(
            tables
                .of("MessagingEndUser")
                .filter_map(|(_, row)| row.get("MessagingChannelId")),
        )
        .chain(
            tables
                .of("VoiceCall")
                .filter_map(|(_, row)| row.get("ConversationId")),
        )
        .chain(
            tables
                .of("AiAgentSession")
                .filter_map(|(_, row)| row.get("RelatedMessagingSessionId")),
        )
        .map(|id| (id, ids::canonical(id).into_owned()))
        .collect();
    let id_of = |text: &'_ str| canonical.get(text).map_or("", String::as_str);

    for (id, row) in tables.of("Conversation") {
        let node = ties.node(Tie::Conversation(id));
        if let Some(identifier) = row.get("ConversationIdentifier") {
            ties.join(node, Tie::Conversation(identifier));
        }
    }

    // One end user on one channel is one conversation, unless the rows themselves name several.
    let mut stated: FxHashMap<(&str, &str), Option<&str>> = FxHashMap::default();
    let pair = |row: &crate::archive::Record<'_>| {
        Some((
            id_of(row.get("MessagingEndUserId")?),
            id_of(row.get("MessagingChannelId")?),
        ))
    };
    let mut several: FxHashMap<(&str, &str), bool> = FxHashMap::default();
    for (_, row) in tables.of("MessagingSession") {
        let (Some(pair), Some(conversation)) = (pair(row), row.get("ConversationId").map(id_of))
        else {
            continue;
        };
        let known = stated.entry(pair).or_default();
        if known.is_some_and(|known| known != conversation) {
            several.insert(pair, true);
        }
        *known = Some(conversation);
    }
    for (id, row) in tables.of("MessagingSession") {
        let node = ties.node(Tie::Session(id));
        if let Some(conversation) = row.get("ConversationId") {
            ties.join(node, Tie::Conversation(id_of(conversation)));
        }
        if let Some(pair) = pair(row)
            && !several.contains_key(&pair)
        {
            ties.join(node, Tie::EndUserOnChannel(pair.0, pair.1));
        }
    }
    for (id, row) in tables.of("VoiceCall") {
        let node = ties.node(Tie::Session(id));
        if let Some(conversation) = row.get("ConversationId") {
            ties.join(node, Tie::Conversation(id_of(conversation)));
        }
    }
    // A legacy chat is one session and one conversation, under one id.
    for (id, _) in tables.of("LiveChatTranscript") {
        let node = ties.node(Tie::Session(id));
        ties.join(node, Tie::Conversation(id));
    }
    // An agent's session stands beside the messaging session that it served.
    for (id, row) in tables.of("AiAgentSession") {
        let node = ties.node(Tie::Session(id));
        if let Some(session) = row.get("RelatedMessagingSessionId") {
            ties.join(node, Tie::Session(id_of(session)));
        }
    }
    // An export of ours says which session belongs where.
    for (id, row) in tables.of(EXPORTED_SESSION) {
        let node = ties.node(Tie::Session(id));
        if let Some(conversation) = row.get("Conversation") {
            ties.join(node, Tie::Conversation(conversation));
        }
    }
    for &(source, response, conversation) in &archive.responses {
        if archive.source(source).responses_are_conversations {
            let node = ties.node(Tie::Response(source.0, response));
            ties.join(node, Tie::Conversation(archive.name(conversation)));
        }
    }
    let channels = channels_by_key(tables);
    let mut conversations = vec![NONE; archive.names.count()];
    let mut sessions = vec![NONE; archive.names.count()];
    let first = merged.runs.iter().zip(0..);
    let other = merged.stated.iter().map(|one| (one, ties.run_of(one.from)));
    let stated: Vec<(&Stated, u32)> = first.chain(other).collect();
    for (one, at) in stated {
        // Whatever ties the first ties all.
        for run in at + 1..=ties.run_of(one.to - 1) {
            ties.sets.join(at, run);
        }
        let Whereabouts {
            conversation,
            session,
            source,
            response,
        } = one.at;
        if let Some(name) = conversation {
            let tie = || Tie::Conversation(archive.name(name));
            let node = ties.named(&mut conversations, name, tie);
            ties.sets.join(at, node);
        }
        if let Some(name) = session {
            let node = ties.named(&mut sessions, name, || Tie::Session(archive.name(name)));
            ties.sets.join(at, node);
        }
        // An entry that names nothing stays with what came in the same answer or table.
        let names_nothing = conversation.is_none() && session.is_none();
        if response & KEYED_RESPONSE != 0 {
            let pair = Sym::new(response & !KEYED_RESPONSE);
            let user = archive.name(pair).split_once('\0');
            if let Some(&(user, channel)) = user.and_then(|(_, user)| channels.get(user)) {
                ties.join(at, Tie::EndUserOnChannel(user, id_of(channel)));
            }
            ties.join(at, Tie::Partner(response));
            continue;
        }
        let one = archive.source(source).responses_are_conversations;
        if names_nothing || one {
            ties.join(at, Tie::Response(source.0, response));
        }
    }
    // What only rows tell of entries.
    let has_related = ["RelatedRecord", "ConvEntryRelatedRecordCopy"]
        .iter()
        .any(|object| tables.of(object).next().is_some());
    if has_related || !channels.is_empty() {
        for (run, one) in (0..).zip(&merged.runs) {
            let mut last = (None, None);
            for key in &keys[one.from as usize..one.to as usize] {
                let actor = key.author.actor;
                let actor = actor.filter(|_| key.author.role == Role::EndUser);
                if last == (key.session, actor) {
                    continue;
                }
                last = (key.session, actor);
                if let Some(session) = key.session {
                    let tie = || Tie::Session(archive.name(session));
                    let node = ties.named(&mut sessions, session, tie);
                    ties.sets.join(run, node);
                }
                let user = actor.and_then(|actor| channels.get(archive.name(actor)));
                if let Some(&(user, channel)) = user {
                    let pair = (user, id_of(channel));
                    if !several.contains_key(&pair) {
                        ties.join(run, Tie::EndUserOnChannel(pair.0, pair.1));
                    }
                }
            }
        }
    }
    collect(archive, merged, ties)
}

/// (end user, channel) by platform key, where the key belongs to one record only.
fn channels_by_key<'a>(tables: &Tables<'a>) -> FxHashMap<&'a str, (&'a str, &'a str)> {
    let mut found: FxHashMap<&str, Option<(&str, &str)>> = FxHashMap::default();
    for (id, row) in tables.of("MessagingEndUser") {
        let (Some(key), Some(channel)) = (
            row.get("MessagingPlatformKey"),
            row.get("MessagingChannelId"),
        ) else {
            continue;
        };
        found
            .entry(key)
            .and_modify(|known| *known = None)
            .or_insert(Some((id, channel)));
    }
    found
        .into_iter()
        .filter_map(|(key, pair)| Some((key, pair?)))
        .collect()
}

/// Groups by their roots.
struct Gathering {
    /// The group of each root.
    by_root: Vec<u32>,
    groups: Vec<Group>,
}

impl Gathering {
    fn of(&mut self, root: u32) -> &mut Group {
        let group = &mut self.by_root[root as usize];
        if *group == NONE {
            *group = self.groups.len() as u32;
            self.groups.push(Group::default());
        }
        &mut self.groups[*group as usize]
    }
}

fn collect(archive: &Archive, merged: &Merged, mut ties: Ties<'_>) -> Vec<Group> {
    let mut gathering = Gathering {
        by_root: vec![NONE; ties.sets.parents.len()],
        groups: Vec::new(),
    };
    for (run, one) in (0..).zip(ties.runs) {
        let group = gathering.of(ties.sets.root(run));
        match group.runs.last_mut() {
            Some(last) if last.end == one.from => last.end = one.to,
            _ => group.runs.push(one.from..one.to),
        }
    }
    let tied: Vec<_> = ties.all().collect();
    for &(tie, name, node) in &tied {
        if let Tie::Session(id) = tie {
            let group = gathering.of(ties.sets.root(node));
            let id = id.to_owned();
            group.sessions.push(SessionId { id, name });
        }
    }
    let Gathering {
        by_root,
        mut groups,
    } = gathering;
    let mut names: Vec<Vec<&str>> = vec![Vec::new(); groups.len()];
    // A conversation row with neither session nor entry has nothing to show.
    for &(tie, _, node) in &tied {
        if let Tie::Conversation(id) = tie {
            let group = by_root[ties.sets.root(node) as usize];
            if let Some(names) = names.get_mut(group as usize) {
                names.push(id);
            }
        }
    }
    for (group, names) in groups.iter_mut().zip(&mut names) {
        group.sessions.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        names.sort_unstable();
        // What an export of ours called a conversation without id is no statement of one.
        let unknown = names.iter().find(|name| name.starts_with(UNKNOWN)).copied();
        names.retain(|name| !name.starts_with(UNKNOWN));
        let uuids = names.iter().filter(|name| !is_record(name)).count();
        group.conflict = uuids > 1 || names.len() - uuids > 1;
        let id = names
            .iter()
            .find(|name| !is_record(name))
            .or_else(|| names.first());
        group.inferred = id.is_none();
        group.names = names.iter().map(|&name| name.to_owned()).collect();
        group.id = id.copied().or(unknown).map_or_else(
            || format!("{UNKNOWN}{}", smallest_id(archive, merged, group)),
            str::to_owned,
        );
    }
    groups
}

fn smallest_id(archive: &Archive, merged: &Merged, group: &Group) -> String {
    let entries = group.runs.iter().cloned().flatten();
    let ids = entries.map(|at| archive.entry_id(merged.id(archive, at)));
    let session = || group.sessions.first().map(|session| session.id.clone());
    ids.min().or_else(session).unwrap_or_default()
}

/// The name a participant goes by, over the whole archive: one that people chose before `Guest`,
/// then the smaller, so that nothing depends on order.
pub(super) fn better_name<'a>(known: &'a str, other: &'a str) -> &'a str {
    let rank = |name: &str| (name.eq_ignore_ascii_case("guest"), name.to_owned());
    if rank(other) < rank(known) {
        other
    } else {
        known
    }
}

/// Whether a stated name is only the participant's key again, as `ActorName` is on the platform
/// for in-app and web channels.
pub(super) fn is_key(name: &str, actor: Option<Sym>, archive: &Archive) -> bool {
    is_subject(name)
        || actor.is_some_and(|actor| archive.name(actor) == name)
        || ids::is_record_id(name) && name.len() == 18
}

/// Whether a text is the subject of an in-app or web user.
pub(super) fn is_subject(text: &str) -> bool {
    text.starts_with("v2/iamessage/")
}
