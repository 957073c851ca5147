//! What KPIs are computed from: plain sessions and entries, filled by the timeline.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::model::{EntryId, Role, ids};

/// Times beyond this many milliseconds either side of 1970 are taken as this.
///
/// It is about 142 000 years, half of what a JavaScript number holds exactly: so no difference of
/// two times overflows, here or in a page, and parts still sum exactly to their whole.
const FARTHEST: i64 = 4_500_000_000_000_000;

/// A time held inside the range in which differences are exact.
pub(crate) fn bounded(time: i64) -> i64 {
    time.clamp(-FARTHEST, FARTHEST)
}

/// One messaging session with everything that was said in it.
#[derive(Clone, Debug, Default)]
pub struct Session<'a> {
    /// `MessagingSession` id, or what stands for it where no row is known.
    pub id: &'a str,
    /// The conversation it belongs to.
    pub conversation: &'a str,
    /// A `MessagingSession` row was read. Without one, times come from the entries.
    pub has_row: bool,
    /// `StartTime`.
    pub start: Option<i64>,
    /// `AcceptTime`: a human agent took the session.
    pub accept: Option<i64>,
    /// `EndTime`, or the time of an event that ended the session.
    pub end: Option<i64>,
    /// `Status`; only `Ended` matters, and only where the end has no time.
    pub status: Option<&'a str>,
    /// `Origin`; `AgentInitiated` and `TriggeredOutbound` are outbound.
    pub origin: Option<&'a str>,
    /// `AgentType`; `Bot` and `BotToAgent` begin with the bot in charge.
    pub agent_type: Option<&'a str>,
    /// In transcript order. Entries whose time is not known are left out by the caller.
    pub entries: Vec<Entry<'a>>,
    /// What else the row tells, to group sessions by.
    pub row: Row<'a>,
    /// What Salesforce computed: a `MessagingSessionMetricType`, or a field behind its object
    /// (`AgentWork.HandleTime`), with its value (counts, or whole seconds). Of equal names the
    /// first is taken.
    pub reported: Vec<(&'a str, i64)>,
    /// Assignments to humans that were accepted, as far as `AgentWork` rows tell when they were asked
    /// for and when accepted; in that order.
    pub assignments: Vec<Assignment>,
}

/// One assignment of a session to a human.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// `RequestDateTime`.
    pub asked: i64,
    /// `AcceptDateTime`.
    pub accepted: i64,
}

/// What a session's row tells that no KPI is computed from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Row<'a> {
    /// `Owner.Name`, else `OwnerId`.
    pub owner: Option<&'a str>,
    /// `ChannelName`.
    pub channel_name: Option<&'a str>,
    /// `ChannelType`.
    pub channel_type: Option<&'a str>,
    /// `ChannelGroup`.
    pub channel_group: Option<&'a str>,
    /// `ChannelIntent`.
    pub channel_intent: Option<&'a str>,
    /// `ChannelLocale`.
    pub channel_locale: Option<&'a str>,
    /// The person behind it: contact, account or lead, else the `MessagingEndUser`.
    pub customer: Option<&'a str>,
}

impl Session<'_> {
    /// The business wrote first, so there is no first response to measure.
    pub(crate) fn outbound(&self) -> bool {
        self.origin.is_some_and(|origin| {
            same(origin, "AgentInitiated") || same(origin, "TriggeredOutbound")
        })
    }

    /// Whether a bot is in charge at the start, where the row says so.
    pub(crate) fn begins_with_bot(&self) -> Option<bool> {
        self.agent_type
            .filter(|kind| !kind.is_empty())
            .map(|kind| same(kind, "Bot") || same(kind, "BotToAgent"))
    }
}

/// Equal but for case and spaces: reports print `Agent Initiated` where the API says
/// `AgentInitiated`.
pub(crate) fn same(text: &str, name: &str) -> bool {
    let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
    letters
        .map(|b| b.to_ascii_lowercase())
        .eq(name.bytes().map(|b| b.to_ascii_lowercase()))
}

/// The identifier of an entry as the transcript shows it, spelled only where it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryRef<'a> {
    /// As it is.
    Text {
        /// The identifier.
        id: &'a str,
        /// Number of the entry in its timeline.
        number: u32,
    },
    /// A UUID, or what stands for an entry without identifier.
    Packed {
        /// The identifier.
        id: EntryId,
        /// Number of the entry in its timeline.
        number: u32,
    },
}

impl EntryRef<'_> {
    /// Number of the entry in its timeline, where it is of one.
    pub const fn number(self) -> u32 {
        match self {
            Self::Text { number, .. } | Self::Packed { number, .. } => number,
        }
    }
}

impl Default for EntryRef<'_> {
    fn default() -> Self {
        Self::from("")
    }
}

impl<'a> From<&'a str> for EntryRef<'a> {
    /// An entry of no timeline.
    fn from(id: &'a str) -> Self {
        let number = u32::MAX;
        Self::Text { id, number }
    }
}

impl fmt::Display for EntryRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Text { id, .. } => f.write_str(id),
            Self::Packed { id, .. } => match id {
                EntryId::Uuid(packed) => f.write_str(&ids::unpack_uuid(packed)),
                EntryId::Content(hash, nth) => f.write_str(&ids::unparse_content(hash, nth)),
                // Interned text is spelled in the archive, and comes as text.
                EntryId::Text(_) => Ok(()),
            },
        }
    }
}

impl Serialize for EntryRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text { id, .. } => serializer.serialize_str(id),
            Self::Packed { .. } => serializer.collect_str(self),
        }
    }
}

/// One entry of a session: a message or something that happened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entry<'a> {
    /// The identifier the transcript shows.
    pub id: EntryRef<'a>,
    /// When: server time where known.
    pub at: i64,
    /// Who speaks, or for [`What::Joined`] and [`What::Left`] who comes and goes.
    pub role: Role,
    /// A stable key of that participant; empty where unknown.
    pub actor: &'a str,
    /// Their display name.
    pub actor_name: Option<&'a str>,
    /// Message or event.
    pub what: What,
    /// Unicode scalar values of the text as exported, before any redaction.
    pub chars: u32,
    /// Files that came with it.
    pub attachments: u32,
    /// Its delivery failed: the customer never saw it.
    pub undelivered: bool,
    /// `at` is the client's time, because the source has no other.
    pub clock_client: bool,
    /// The client's own time, to show its skew.
    pub client_at: Option<i64>,
    /// An automatic reply, whatever role it carries.
    pub automated: bool,
}

/// What an entry is. Events say what was seen; whether one is a handoff or a transfer depends on
/// who is in charge and is decided in `phase` and `transfer`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum What {
    /// Something the customer can read or wrote. Not: notes, typing, receipts, opt-in keywords.
    #[default]
    Message,
    /// `BotEscalated`.
    BotEscalated,
    /// `SessionOwnerChanged`.
    OwnerChanged {
        /// `prevOwnerType`.
        from: Owner,
        /// `newOwnerType`.
        to: Owner,
    },
    /// `RoutingWorkResult`.
    WorkResult {
        /// `workType`.
        work: Work,
        /// It names a `botId`.
        bot: bool,
    },
    /// `RoutingResult` that did not fail.
    RoutingResult {
        /// `routingType` is `Transfer`.
        transfer: bool,
        /// Where to, by `routingConfigurationType`.
        to: Owner,
    },
    /// `ParticipantChanged`, `add`.
    Joined,
    /// `ParticipantChanged`, `remove`.
    Left,
    /// `SessionStatusChanged`.
    Status(Status),
    /// Anything else; it never changes a number.
    Other,
}

/// Who can own a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Owner {
    /// A human agent.
    Agent,
    /// A bot.
    Bot,
    /// A queue of human agents.
    Queue,
    /// Not stated.
    #[default]
    Unknown,
}

/// `RoutingWorkResult.workType`, as far as it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Work {
    /// `Accepted`.
    Accepted,
    /// `Escalated`.
    Escalated,
    /// `Transferred`.
    Transferred,
    /// `Assigned`, `Cancelled`, `Closed`, `Declined`, …
    #[default]
    Other,
}

/// `SessionStatusChanged.sessionStatus`, as far as it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// `Inactive`: the customer has been silent.
    Inactive,
    /// `Paused`: an agent set it aside.
    Paused,
    /// `Active`, `Waiting`, `New`, `Consent`, `Error`, `Ended`, …
    #[default]
    Other,
}
