//! One measured KPI: its value or the reason why there is none, and the messages it rests on.

use std::ops::Range;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::definition::Unit;
use super::session::EntryRef;
use super::summary::{Family, quotient};

/// One KPI of one session, conversation or agent.
#[derive(Clone, Debug, PartialEq)]
pub struct Kpi {
    /// Its id in the table of definitions.
    pub id: &'static str,
    /// The value; null exactly if `reason` is set.
    pub value: Option<Value>,
    /// The part of the same stretches within business hours; null without a schedule, for what
    /// is no stretch of time, and for times that no calendar holds.
    pub bh: Option<Value>,
    /// Unit of the value.
    pub unit: Unit,
    /// Why there is no value.
    pub reason: Option<Reason>,
    /// How many observations the value rests on.
    pub n: u64,
    /// What to know about the value.
    pub flags: Flags,
    /// What Salesforce computed for the same thing, in the unit of the value. Comparable, never
    /// promised equal.
    pub reported: Option<i64>,
    /// Where its evidence lies among that of its row.
    pub(crate) episodes: Range<u32>,
}

/// The KPIs of one session, conversation or agent, in the order of the definitions, with the
/// evidence of all of them side by side; serialised as one map from id to KPI.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kpis<'a> {
    rows: Vec<Kpi>,
    evidence: Vec<Evidence<'a>>,
}

impl<'a> Kpis<'a> {
    /// The KPI of an id. O(ids).
    pub fn get(&self, id: &str) -> Option<&Kpi> {
        self.rows.iter().find(|kpi| kpi.id == id)
    }

    /// Rows with the evidence that they lie in.
    pub(crate) fn new(rows: Vec<Kpi>, evidence: Vec<Evidence<'a>>) -> Self {
        Self { rows, evidence }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Kpi> {
        self.rows.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Kpi> {
        self.rows.iter_mut()
    }

    /// The messages and times that a KPI of this row was measured between.
    pub fn evidence(&self, kpi: &Kpi) -> &[Evidence<'a>] {
        let Range { start, end } = kpi.episodes;
        self.evidence
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// The messages and times behind an id; none for an id that is not there. O(ids).
    pub fn episodes(&self, id: &str) -> &[Evidence<'a>] {
        self.get(id).map_or(&[], |kpi| self.evidence(kpi))
    }

    /// All evidence, to change what it shows.
    pub(crate) fn evidence_mut(&mut self) -> &mut [Evidence<'a>] {
        &mut self.evidence
    }

    /// The value of an id as a whole number, if it is a number.
    pub fn ms(&self, id: &str) -> Option<i64> {
        match self.get(id)?.value {
            Some(Value::Number(number)) => Some(number.ms()),
            _ => None,
        }
    }

    /// The family of an id, if it is one.
    pub fn family(&self, id: &str) -> Option<&Family> {
        match &self.get(id)?.value {
            Some(Value::Family(family)) => Some(family),
            _ => None,
        }
    }
}

impl Serialize for Kpis<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Shown<'k, 'a> {
            value: &'k Option<Value>,
            bh: &'k Option<Value>,
            unit: Unit,
            reason: Option<Reason>,
            n: u64,
            flags: Flags,
            reported: Option<i64>,
            episodes: &'k [Evidence<'a>],
        }
        let mut map = serializer.serialize_map(Some(self.rows.len()))?;
        for kpi in &self.rows {
            let shown = Shown {
                value: &kpi.value,
                bh: &kpi.bh,
                unit: kpi.unit,
                reason: kpi.reason,
                n: kpi.n,
                flags: kpi.flags,
                reported: kpi.reported,
                episodes: self.evidence(kpi),
            };
            map.serialize_entry(kpi.id, &shown)?;
        }
        map.end()
    }
}

/// A value.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A duration, a count or a ratio.
    Number(Number),
    /// Yes or no.
    Bool(bool),
    /// Many durations. Boxed, for most values are one number.
    Family(Box<Family>),
}

/// An exact decimal: whole units over a power of ten. Serialised as a number, whole where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    units: i64,
    per: i64,
}

impl Number {
    pub(crate) const fn new(units: i64, per: i64) -> Self {
        Self { units, per }
    }

    /// Units of a ratio.
    pub(crate) const MILLION: i64 = 1_000_000;

    /// `part / whole` to six decimals, rounded half up; 0 of none.
    pub(crate) fn share(part: u64, whole: u64) -> Self {
        let units = quotient(
            i128::from(part) * i128::from(Self::MILLION),
            i128::from(whole.max(1)),
        );
        Self::new(units, Self::MILLION)
    }

    pub(crate) const fn units(self) -> i64 {
        self.units
    }

    /// A whole number.
    pub(crate) const fn whole(value: i64) -> Self {
        Self::new(value, 1)
    }

    /// As a whole number, rounded down; exact for milliseconds and counts.
    pub const fn ms(self) -> i64 {
        self.units.div_euclid(self.per)
    }

    /// As a float.
    pub fn as_f64(self) -> f64 {
        self.units as f64 / self.per as f64
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.units % self.per == 0 {
            serializer.serialize_i64(self.units / self.per)
        } else {
            serializer.serialize_f64(self.as_f64())
        }
    }
}

/// How many of a yes-or-no KPI were yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Share {
    /// Sessions with a value.
    pub n: u64,
    /// Those where it is true.
    pub yes: u64,
    /// `yes / n`.
    pub share: Number,
}

/// Where a value was measured: between two entries, or an entry and a time of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Evidence<'a> {
    /// The entry that started the clock; null for the session's start or accept time.
    pub from_entry: Option<EntryRef<'a>>,
    /// The entry that stopped it; null for the session's end, or where nothing did.
    pub to_entry: Option<EntryRef<'a>>,
    /// When it started.
    pub from_ms: i64,
    /// When it stopped.
    pub to_ms: i64,
    /// The duration it gave.
    pub value: i64,
    /// The part of it within business hours; null without a schedule.
    pub bh: Option<i64>,
    /// Who stopped it.
    pub actor: Option<&'a str>,
}

/// Why a value is null. In the order of precedence: the first that applies is given.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The business wrote first, so nothing was there to respond to.
    AgentInitiated,
    /// No message of the customer, or none this could be measured from.
    NoCustomerMessage,
    /// A bot was in charge to the end; no human was asked.
    NoHuman,
    /// Nobody answered before the session ended.
    Unanswered,
    /// The session has a row but no end.
    StillOpen,
    /// No session row tells the time.
    NoSessionRow,
    /// No time of acceptance, or of the agent's joining.
    NoAcceptTime,
    /// No business hours were given.
    NoSchedule,
    /// The data ends too early to tell.
    DataWindow,
    /// No bot was in charge at any time.
    NoBot,
    /// The session is not outbound.
    NotOutbound,
    /// Nothing was transferred.
    NoTransfer,
    /// Nobody was left waiting for a human.
    NothingOpen,
    /// No entry carries the client's own time.
    NoClientTime,
    /// The conversation has one session.
    OneSession,
    /// No target was given.
    NoTarget,
}

impl Reason {
    /// Every reason, in order of precedence.
    pub const ALL: [Self; 16] = [
        Self::AgentInitiated,
        Self::NoCustomerMessage,
        Self::NoHuman,
        Self::Unanswered,
        Self::StillOpen,
        Self::NoSessionRow,
        Self::NoAcceptTime,
        Self::NoSchedule,
        Self::DataWindow,
        Self::NoBot,
        Self::NotOutbound,
        Self::NoTransfer,
        Self::NothingOpen,
        Self::NoClientTime,
        Self::OneSession,
        Self::NoTarget,
    ];

    /// The wait may still be answered, or ended without an answer.
    pub(crate) const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Unanswered | Self::StillOpen | Self::NoSessionRow
        )
    }

    /// The spelling of every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AgentInitiated => "agent_initiated",
            Self::NoCustomerMessage => "no_customer_message",
            Self::NoHuman => "no_human",
            Self::Unanswered => "unanswered",
            Self::StillOpen => "still_open",
            Self::NoSessionRow => "no_session_row",
            Self::NoAcceptTime => "no_accept_time",
            Self::NoSchedule => "no_schedule",
            Self::DataWindow => "data_window",
            Self::NoBot => "no_bot",
            Self::NotOutbound => "not_outbound",
            Self::NoTransfer => "no_transfer",
            Self::NothingOpen => "nothing_open",
            Self::NoClientTime => "no_client_time",
            Self::OneSession => "one_session",
            Self::NoTarget => "no_target",
        }
    }
}

/// Something to know about a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Flag {
    /// Computed from session times where assignments are not known.
    Approx,
    /// No event shows the handoff; the last message of the bot stands for it.
    InferredHandoff,
    /// No event shows the transfer; a change of writer stands for it.
    Inferred,
    /// Some message has only the client's time.
    ClockClient,
    /// The clock started at the last message of each burst.
    AnchorLast,
    /// Inactive time was taken out.
    InactiveExcluded,
    /// The first message came before `StartTime` and stands for it.
    StartIsMessage,
    /// The last message came after `EndTime` and stands for it.
    EndIsMessage,
    /// The end is not known; the last entry stands for it.
    StillOpen,
    /// No session row; entries stand for its times.
    NoSessionRow,
    /// Somebody waits for a human where the data ends.
    Pending,
    /// An event lies before the one it should follow.
    Skew,
    /// Sessions of the conversation overlap; a negative gap counts 0.
    Overlap,
}

impl Flag {
    const ALL: [Self; 13] = [
        Self::Approx,
        Self::InferredHandoff,
        Self::Inferred,
        Self::ClockClient,
        Self::AnchorLast,
        Self::InactiveExcluded,
        Self::StartIsMessage,
        Self::EndIsMessage,
        Self::StillOpen,
        Self::NoSessionRow,
        Self::Pending,
        Self::Skew,
        Self::Overlap,
    ];

    /// The spelling of every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approx => "approx",
            Self::InferredHandoff => "inferred_handoff",
            Self::Inferred => "inferred",
            Self::ClockClient => "clock_client",
            Self::AnchorLast => "anchor_last",
            Self::InactiveExcluded => "inactive_excluded",
            Self::StartIsMessage => "start_is_message",
            Self::EndIsMessage => "end_is_message",
            Self::StillOpen => "still_open",
            Self::NoSessionRow => "no_session_row",
            Self::Pending => "pending",
            Self::Skew => "skew",
            Self::Overlap => "overlap",
        }
    }
}

/// A set of flags; serialised as a list of names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u16);

impl Flags {
    /// No flag.
    pub const NONE: Self = Self(0);

    /// With one more, if `condition` holds.
    #[must_use]
    pub const fn with(self, flag: Flag, condition: bool) -> Self {
        if condition {
            Self(self.0 | 1 << flag as u8)
        } else {
            self
        }
    }

    /// Both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a flag is in it.
    pub const fn has(self, flag: Flag) -> bool {
        self.0 & 1 << flag as u8 != 0
    }

    /// Its flags, in the order of declaration.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |&flag| self.has(flag))
    }
}

impl Serialize for Flags {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.count_ones() as usize))?;
        for flag in self.iter() {
            list.serialize_element(flag.as_str())?;
        }
        list.end()
    }
}
