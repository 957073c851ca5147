//! What can be chosen. Every report states it.

use serde::{Deserialize, Serialize};

use super::group::Dimension;
use super::hours::{self, Hours};
use super::target::Targets;
use crate::model::time::Zone;

/// How to measure. The default is what the definitions describe.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Which message of a burst starts the clock of R5, R6, R7 and R8.
    pub anchor: Anchor,
    /// Take inactive and paused time out of `W1.customer` and R6. Waits for a human or a bot
    /// are never shortened.
    pub exclude_inactive: bool,
    /// Count at most this many milliseconds of each gap between messages in D3.
    pub idle_cap: Option<i64>,
    /// Treat messages whose delivery failed like any other.
    pub count_undelivered: bool,
    /// Until when the data is complete, for C4. Default: the latest time seen.
    pub data_until: Option<i64>,
    /// How percentiles are read off.
    pub percentile: Percentile,
    /// Leave the evidence of each value out: a report of many sessions is then less than half as large.
    pub omit_episodes: bool,
    /// Leave the rows of sessions and conversations out: totals, groups and agents are the same.
    pub omit_sessions: bool,
    /// A customer who left a queue sooner than this, in milliseconds, did not abandon it (A1).
    pub short_abandon: i64,
    /// Measure only sessions of one group: of one agent, queue or channel.
    pub only: Option<Only>,
    /// Business hours; each duration then has its part within them beside it.
    pub hours: Option<Hours>,
    /// Targets of S1 and S2.
    pub sla: Targets,
    /// By what sessions are grouped; each group has totals of its own.
    pub group_by: Vec<Dimension>,
    /// To which hour, day, week or month a value belongs.
    pub attribution: Attribution,
    /// The zone of H2 and of periods, an IANA name; default UTC.
    #[serde(with = "hours::name")]
    pub zone: Zone,
}

impl Options {
    /// Finds the offsets of the zones that were given by name. The core holds no tables: the
    /// caller's host knows them.
    ///
    /// # Errors
    ///
    /// What `locate` answers for a name it does not know.
    pub fn locate<E>(mut self, locate: impl Fn(&str) -> Result<Zone, E>) -> Result<Self, E> {
        let hours = self.hours.as_mut().map(|hours| &mut hours.zone);
        for zone in hours.into_iter().chain([&mut self.zone]) {
            if zone.offsets.is_empty() {
                *zone = locate(&zone.name)?;
            }
        }
        Ok(self)
    }
}

/// A group of sessions: those that share a value of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Only {
    /// The dimension.
    pub by: Dimension,
    /// The value; null: not known.
    pub key: Option<String>,
}

/// To which period a value belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// The one in which its session started.
    #[default]
    SessionStart,
    /// The one in which it ended: a response counts when it was sent. What was not measured
    /// between two times stays with the start of its session.
    EventEnd,
}

/// Which message of a burst starts the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The oldest unanswered one.
    #[default]
    First,
    /// The newest. The waits of W1 stay anchored at the first.
    Last,
}

impl Anchor {
    /// The spelling of every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
        }
    }
}

/// How a percentile is read off sorted values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Percentile {
    /// Linear interpolation, type 7 of Hyndman and Fan; the default of NumPy and R.
    #[default]
    Linear,
    /// The smallest value with at least that share at or below it.
    NearestRank,
}
