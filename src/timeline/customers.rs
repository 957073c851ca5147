//! Customers: the messaging users that a contact, a lead, an account or the reader's own decision
//! makes one, over all channels. Display names join nobody.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::{
    archive::{Archive, Tables},
    model::{Millis, Role, ids},
    timeline::{Timeline, grouping},
};

/// What makes several messaging users one customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "snake_case")]
pub enum JoinedBy {
    /// One `ContactId`.
    Contact,
    /// One `LeadId`.
    Lead,
    /// One `AccountId`, of which no two contacts are known.
    Account,
    /// The reader said so.
    Decision,
}

/// A messaging user on one channel: a row of `MessagingEndUser`, or what sessions and entries tell
/// of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelRecord {
    /// Record id of the `MessagingEndUser` or `LiveChatVisitor`, where known.
    pub end_user: Option<String>,
    /// `MessagingPlatformKey`, or the subject that entries state.
    pub platform_key: Option<String>,
    /// `Name`.
    pub name: Option<String>,
    /// `MessageType`, else `ChannelType` of its sessions.
    pub channel: Option<String>,
    /// `MessagingChannelId`.
    pub channel_id: Option<String>,
    /// `MessagingConsentStatus`.
    pub consent: Option<String>,
    /// Every contact, lead and account that is stated for it.
    pub contacts: BTreeSet<String>,
    /// Leads.
    pub leads: BTreeSet<String>,
    /// Accounts.
    pub accounts: BTreeSet<String>,
    /// Its conversations: places in [`Timeline::conversations`], ascending.
    pub conversations: Vec<u32>,
}

impl ChannelRecord {
    /// What it is called by: its record id, else its key.
    fn id(&self) -> &str {
        let key = self.platform_key.as_deref();
        self.end_user.as_deref().or(key).unwrap_or_default()
    }
}

/// One customer over all channels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Customer {
    /// The smallest `ContactId`, else `LeadId`, else record id, else the id of its first
    /// conversation: a platform key is personal and never stands for anyone.
    pub id: String,
    /// What joined its channel records; empty for a single one.
    pub joined_by: Vec<JoinedBy>,
    /// Its records, by id.
    pub channels: Vec<ChannelRecord>,
    /// Its conversations: places in [`Timeline::conversations`], ascending, so by first time.
    pub conversations: Vec<u32>,
}

/// All customers of an archive.
#[derive(Clone, Debug, Default)]
pub struct Customers {
    /// By time of the first conversation, then id.
    pub all: Vec<Customer>,
    /// Conversations whose customer nothing tells.
    pub unknown: Vec<u32>,
    /// The customers that each id stands for.
    by_id: FxHashMap<String, Vec<u32>>,
}

/// The entries and sessions of a customer in one order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerTimeline {
    /// (place of the conversation, place in it) by time; what has no time stays behind what it
    /// follows in its conversation.
    pub entries: Vec<(u32, u32)>,
    /// (place of the conversation, place among its sessions) by start, then id.
    pub sessions: Vec<(u32, u32)>,
}

impl Customers {
    /// Finds the customers. `decided` are groups of ids that the reader takes for one person.
    /// O((rows + entries) · log).
    pub fn build(archive: &Archive, timeline: &Timeline, decided: &[Vec<String>]) -> Self {
        let tables = Tables::build(archive);
        let mut records = records(&tables);
        let unknown = find_conversations(archive, timeline, &mut records);
        let records: Vec<ChannelRecord> = records.into_values().collect();
        let mut parts = Parts::new(records.len());
        join_records(&records, &mut parts);
        let mut named: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (at, record) in records.iter().enumerate() {
            for id in ids_of(record) {
                named.entry(id.to_owned()).or_default().push(at as u32);
            }
        }
        for group in decided {
            let mut members = group.iter().filter_map(|id| look_up(&named, id)).flatten();
            if let Some(&first) = members.next() {
                for &other in members {
                    parts.join(first, other, JoinedBy::Decision);
                }
            }
        }
        let mut customers = Self {
            unknown,
            ..Self::collect(timeline, records, parts)
        };
        customers.sort(timeline);
        customers
    }

    fn collect(timeline: &Timeline, records: Vec<ChannelRecord>, mut parts: Parts) -> Self {
        let mut by_root: BTreeMap<u32, Customer> = BTreeMap::new();
        for (at, record) in records.into_iter().enumerate() {
            let root = parts.root(at as u32);
            let customer = by_root.entry(root).or_default();
            customer.channels.push(record);
        }
        for (at, by) in std::mem::take(&mut parts.joins) {
            let root = parts.root(at);
            if let Some(customer) = by_root.get_mut(&root) {
                customer.joined_by.push(by);
            }
        }
        let mut all: Vec<Customer> = by_root.into_values().collect();
        for customer in &mut all {
            customer.complete(timeline);
        }
        // A record without a conversation has nothing to read, but its consent counts.
        Self {
            all,
            ..Self::default()
        }
    }

    fn sort(&mut self, timeline: &Timeline) {
        self.all.sort_by_cached_key(|customer| {
            let first = customer
                .conversations
                .iter()
                .filter_map(|&at| timeline.conversations.get(at as usize)?.from);
            (first.min().unwrap_or(Millis::MAX), customer.id.clone())
        });
        for (at, customer) in self.all.iter().enumerate() {
            let ids: BTreeSet<&str> = customer
                .channels
                .iter()
                .flat_map(ids_of)
                .chain([customer.id.as_str()])
                .collect();
            for id in ids {
                self.by_id.entry(id.to_owned()).or_default().push(at as u32);
            }
        }
    }

    /// The customer that ids stand for together: each the id of a contact, a lead, an account, a
    /// messaging user (record ids in either length) or a platform key. Several customers become
    /// one, as the reader decided by naming them.
    ///
    /// # Errors
    /// The first id that stands for nobody.
    pub fn one<'i>(&self, timeline: &Timeline, ids: &'i [String]) -> Result<Customer, &'i str> {
        let mut places = BTreeSet::new();
        for id in ids {
            let found = look_up(&self.by_id, id).ok_or(id.as_str())?;
            places.extend(found.iter().map(|&at| at as usize));
        }
        let mut parts = places.iter().map(|&at| self.all[at].clone());
        let Some(mut customer) = parts.next() else {
            return Err("");
        };
        for other in parts {
            customer.joined_by.extend(other.joined_by);
            customer.channels.extend(other.channels);
        }
        if places.len() > 1 {
            customer.joined_by.push(if ids.len() > 1 {
                JoinedBy::Decision
            } else {
                JoinedBy::Account
            });
        }
        customer.complete(timeline);
        Ok(customer)
    }
}

impl Customer {
    /// Fills in what follows from the channel records.
    fn complete(&mut self, timeline: &Timeline) {
        self.channels.sort_by(|a, b| a.id().cmp(b.id()));
        self.joined_by.sort_unstable();
        self.joined_by.dedup();
        let conversations: BTreeSet<u32> = self
            .channels
            .iter()
            .flat_map(|record| record.conversations.iter().copied())
            .collect();
        self.conversations = conversations.into_iter().collect();
        let smallest = |of: fn(&ChannelRecord) -> &BTreeSet<String>| {
            let all = self.channels.iter().flat_map(of);
            all.filter(|id| ids::is_record_id(id)).min().cloned()
        };
        let record = || {
            let mut records = self.channels.iter().filter_map(|one| one.end_user.clone());
            records.find(|id| ids::is_record_id(id))
        };
        let conversation = || {
            let first = *self.conversations.first()?;
            Some(timeline.conversations.get(first as usize)?.id.clone())
        };
        self.id = smallest(|record| &record.contacts)
            .or_else(|| smallest(|record| &record.leads))
            .or_else(record)
            .or_else(conversation)
            .unwrap_or_default();
    }

    /// The name of the first record that has one which is not a key or `Guest`.
    pub fn name(&self) -> Option<&str> {
        let names = || {
            self.channels
                .iter()
                .filter_map(|record| record.name.as_deref())
        };
        names()
            .find(|name| !name.eq_ignore_ascii_case("guest"))
            .or_else(|| names().next())
    }

    /// Puts its conversations into one order. O(entries · log entries).
    pub fn timeline(&self, archive: &Archive, timeline: &Timeline) -> CustomerTimeline {
        let mut entries: Vec<(Millis, u32, u32)> = Vec::new();
        let mut sessions: Vec<(Millis, &str, u32, u32)> = Vec::new();
        for &at in &self.conversations {
            let conversation = &timeline.conversations[at as usize];
            let mut time = Millis::MIN;
            for (place, placed) in conversation.entries.iter().enumerate() {
                time = time.max(timeline.entry(archive, *placed).at.unwrap_or(time));
                entries.push((time, at, place as u32));
            }
            for (place, session) in conversation.sessions.iter().enumerate() {
                let start = session.start.unwrap_or(Millis::MAX);
                sessions.push((start, &session.id, at, place as u32));
            }
        }
        entries.sort_unstable();
        sessions.sort_unstable();
        CustomerTimeline {
            entries: entries
                .into_iter()
                .map(|(_, at, place)| (at, place))
                .collect(),
            sessions: sessions
                .into_iter()
                .map(|(.., at, place)| (at, place))
                .collect(),
        }
    }
}

/// Every id that stands for a record.
fn ids_of(record: &ChannelRecord) -> impl Iterator<Item = &str> {
    [record.end_user.as_deref(), record.platform_key.as_deref()]
        .into_iter()
        .flatten()
        .chain(record.contacts.iter().map(String::as_str))
        .chain(record.leads.iter().map(String::as_str))
        .chain(record.accounts.iter().map(String::as_str))
}

fn look_up<'a>(named: &'a FxHashMap<String, Vec<u32>>, id: &str) -> Option<&'a Vec<u32>> {
    let id = id.trim();
    named
        .get(id)
        .or_else(|| named.get(ids::canonical(id).as_ref()))
}

/// The records that tables tell of, by id.
fn records(tables: &Tables<'_>) -> BTreeMap<String, ChannelRecord> {
    let mut records: BTreeMap<String, ChannelRecord> = BTreeMap::new();
    let id = |text: &str| ids::canonical(text.trim()).into_owned();
    for (end_user, row) in tables.of("MessagingEndUser") {
        let text = |field: &str| row.get(field).map(str::to_owned);
        let of = |field: &str| row.get(field).map(id).into_iter().collect();
        records.insert(
            end_user.to_owned(),
            ChannelRecord {
                end_user: Some(end_user.to_owned()),
                platform_key: text("MessagingPlatformKey"),
                name: text("Name"),
                channel: text("MessageType"),
                channel_id: row.get("MessagingChannelId").map(id),
                consent: text("MessagingConsentStatus"),
                contacts: of("ContactId"),
                leads: of("LeadId"),
                accounts: of("AccountId"),
                conversations: Vec::new(),
            },
        );
    }
    let statements = [
        (
            "MessagingSession",
            "MessagingEndUserId",
            ["EndUserContactId", "LeadId", "EndUserAccountId"],
        ),
        (
            "LiveChatTranscript",
            "LiveChatVisitorId",
            ["ContactId", "LeadId", "AccountId"],
        ),
    ];
    for (object, user, [contact, lead, account]) in statements {
        for (_, row) in tables.of(object) {
            let Some(user) = row.get(user).map(id) else {
                continue;
            };
            let record = records.entry(user.clone()).or_default();
            record.contacts.extend(row.get(contact).map(id));
            record.leads.extend(row.get(lead).map(id));
            record.accounts.extend(row.get(account).map(id));
            let channel = row.get("ChannelType").map(str::to_owned);
            let channel =
                channel.or((object == "LiveChatTranscript").then(|| "LiveChat".to_owned()));
            record.channel = record.channel.take().or(channel);
            let channel = row.get("MessagingChannelId").map(id);
            record.channel_id = record.channel_id.take().or(channel);
            record.end_user.get_or_insert(user);
        }
    }
    records
}

/// Gives each conversation to the records of its end users; returns those that have none.
fn find_conversations(
    archive: &Archive,
    timeline: &Timeline,
    records: &mut BTreeMap<String, ChannelRecord>,
) -> Vec<u32> {
    // A key of several records tells none of them.
    let mut by_key: FxHashMap<String, Option<String>> = FxHashMap::default();
    for (id, record) in &*records {
        if let Some(key) = &record.platform_key {
            by_key
                .entry(key.clone())
                .and_modify(|known| *known = None)
                .or_insert_with(|| Some(id.clone()));
        }
    }
    let mut unknown = Vec::new();
    for (at, conversation) in timeline.conversations.iter().enumerate() {
        let at = at as u32;
        let mut users: BTreeSet<String> = conversation
            .sessions
            .iter()
            .filter_map(|session| {
                let user = session.field("MessagingEndUserId");
                user.or_else(|| session.field("LiveChatVisitorId"))
            })
            .map(|id| ids::canonical(id.trim()).into_owned())
            .collect();
        if users.is_empty() {
            let actors = conversation
                .entries
                .iter()
                .map(|placed| timeline.entry(archive, *placed))
                .filter(|entry| entry.role == Role::EndUser)
                .filter_map(|entry| entry.actor)
                .map(|actor| archive.name(actor));
            for key in actors.collect::<BTreeSet<&str>>() {
                match by_key.get(key) {
                    Some(Some(id)) => users.insert(id.clone()),
                    None if records.contains_key(key) || identifies(key) => {
                        users.insert(key.to_owned())
                    }
                    // Of several records, nothing says which.
                    Some(None) | None => false,
                };
            }
        }
        if users.is_empty() {
            unknown.push(at);
        }
        for user in users {
            let record = records.entry(user.clone()).or_default();
            if record.end_user.is_none() && record.platform_key.is_none() {
                if ids::is_record_id(&user) {
                    record.end_user = Some(user);
                } else {
                    record.platform_key = Some(user);
                }
            }
            if record.name.is_none() {
                record.name.clone_from(&conversation.end_user_name);
            }
            if record.channel.is_none() {
                let mut sessions = conversation.sessions.iter();
                let channel = sessions.find_map(|session| session.field("ChannelType"));
                record.channel = channel.map(str::to_owned);
            }
            record.conversations.push(at);
        }
    }
    unknown
}

/// Whether what stands for an author is a key of one user rather than words: a platform key or a
/// record id. A name that a legacy chat states is neither.
fn identifies(key: &str) -> bool {
    ids::is_record_id(key)
        || grouping::is_subject(key)
        || key.strip_prefix('+').is_some_and(|number| {
            number.len() >= 7 && number.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Disjoint sets of records, and what joined them.
struct Parts {
    parents: Vec<u32>,
    joins: Vec<(u32, JoinedBy)>,
}

impl Parts {
    fn new(count: usize) -> Self {
        Self {
            parents: (0..count as u32).collect(),
            joins: Vec::new(),
        }
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.parents[at as usize] != at {
            let up = self.parents[at as usize];
            self.parents[at as usize] = self.parents[up as usize];
            at = up;
        }
        at
    }

    fn join(&mut self, a: u32, b: u32, by: JoinedBy) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.parents[a.max(b) as usize] = a.min(b);
            self.joins.push((a, by));
        }
    }
}

/// Joins records of one contact, of one lead, and of one account.
///
/// A business account has many contacts, who are not one person: it joins only what is stated for
/// no contact, or all for the same one.
fn join_records(records: &[ChannelRecord], parts: &mut Parts) {
    type Ids = fn(&ChannelRecord) -> &BTreeSet<String>;
    let kinds: [(Ids, JoinedBy); 3] = [
        (|record| &record.contacts, JoinedBy::Contact),
        (|record| &record.leads, JoinedBy::Lead),
        (|record| &record.accounts, JoinedBy::Account),
    ];
    for (ids, by) in kinds {
        let mut members: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (at, record) in records.iter().enumerate() {
            for id in ids(record) {
                members.entry(id).or_default().push(at as u32);
            }
        }
        for members in members.values() {
            let contacts: BTreeSet<&String> = members
                .iter()
                .flat_map(|&at| &records[at as usize].contacts)
                .collect();
            if by == JoinedBy::Account && contacts.len() > 1 {
                continue;
            }
            for &other in &members[1..] {
                parts.join(members[0], other, by);
            }
        }
    }
}
