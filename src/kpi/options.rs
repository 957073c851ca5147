//! What can be chosen. Every report states it.

use serde::{Deserialize, Serialize};

/// How to measure. The default is what the definitions describe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
