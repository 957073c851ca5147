//! Totals of groups of sessions: by agent, channel, hour or month.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Timelike};
use serde::{Deserialize, Serialize};

use super::measure::Scene;
use super::options::{Attribution, Only, Options, Percentile};
use super::phase::{Line, Speaker};
use super::report::Totals;
use super::session::Session;
use super::summary::{Family, total};
use super::total::Tallies;
use super::value::{Evidence, Kpis, Number, Value};
use crate::model::{Millis, time::Zone};

/// What tells the sessions of a group from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Each human agent who wrote: a session of two agents is in both groups.
    Agent,
    /// `Owner.Name`, else `OwnerId`: an agent or a queue.
    Owner,
    /// `ChannelName`.
    ChannelName,
    /// `ChannelType`.
    ChannelType,
    /// `ChannelGroup`.
    ChannelGroup,
    /// `ChannelIntent`.
    ChannelIntent,
    /// `ChannelLocale`.
    ChannelLocale,
    /// `Origin`.
    Origin,
    /// `Status`.
    Status,
    /// `AgentType`.
    AgentType,
    /// `EndUserContactId`, `EndUserAccountId` or `LeadId`, else `MessagingEndUserId`.
    Customer,
    /// Day of the week, `1` Monday to `7` Sunday.
    Weekday,
    /// Hour of the day, `00` to `23`.
    Hour,
    /// Date, `2025-03-03`.
    Day,
    /// ISO 8601 week, `2025-W10`.
    Week,
    /// Month, `2025-03`.
    Month,
}

/// The sessions that share a value of a dimension, and their totals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group<'a> {
    /// By what they are grouped.
    pub dimension: Dimension,
    /// The value they share; null: not known.
    pub key: Option<Cow<'a, str>>,
    /// How many sessions gave something to the totals.
    pub sessions: u64,
    /// Over their sessions.
    pub totals: Totals,
}

/// Gathers the groups of every dimension that was asked for.
pub(crate) struct Groups<'o, 'a> {
    options: &'o Options,
    found: BTreeMap<(Dimension, Key<'a>), (u64, Tallies)>,
}

type Key<'a> = Option<Cow<'a, str>>;

impl<'o, 'a> Groups<'o, 'a> {
    pub(crate) fn new(options: &'o Options) -> Self {
        Self {
            options,
            found: BTreeMap::new(),
        }
    }

    /// Adds a session. O(dimensions · values).
    pub(crate) fn add(&mut self, scene: &Scene<'_, 'a>, kpis: &Kpis<'a>) {
        let dimensions: BTreeSet<Dimension> = self.options.group_by.iter().copied().collect();
        let start = scene.bounds.times.map(|(start, _)| start);
        for dimension in dimensions {
            let zone = &self.options.zone;
            let period = |at| Cow::Owned(dimension.period(at, zone));
            if dimension == Dimension::Agent {
                let agents: BTreeSet<&str> = scene
                    .lines
                    .iter()
                    .filter(|line| line.speaker == Some(Speaker::Human))
                    .map(|line| line.entry.actor)
                    .collect();
                for agent in agents {
                    let key = Some(agent).filter(|agent| !agent.is_empty());
                    self.of(dimension, key.map(Cow::Borrowed)).1.add(kpis);
                }
            } else if !dimension.is_period() {
                let key = dimension.of_row(scene.session).map(Cow::Borrowed);
                self.of(dimension, key).1.add(kpis);
            } else if self.options.attribution == Attribution::SessionStart {
                self.of(dimension, start.map(period)).1.add(kpis);
            } else {
                let percentile = self.options.percentile;
                let parts = by_end(kpis, &start.map(period), period, percentile);
                for (key, part) in parts {
                    self.of(dimension, key).1.add(&part);
                }
            }
        }
    }

    fn of(&mut self, dimension: Dimension, key: Key<'a>) -> &mut (u64, Tallies) {
        let group = self.found.entry((dimension, key)).or_default();
        group.0 += 1;
        group
    }

    /// The groups by dimension in the order asked for, then by key, the unknown last.
    pub(crate) fn finish(self) -> Vec<Group<'a>> {
        let percentile = self.options.percentile;
        let place = |dimension| {
            let asked = &self.options.group_by;
            asked.iter().position(|&asked| asked == dimension)
        };
        let mut groups: Vec<Group<'a>> = self
            .found
            .into_iter()
            .map(|((dimension, key), (sessions, tallies))| Group {
                dimension,
                key,
                sessions,
                totals: tallies.totals(percentile),
            })
            .collect();
        groups.sort_by_key(|group| (place(group.dimension), group.key.is_none()));
        groups
    }
}

impl Only {
    /// Whether a session is one of the group.
    pub(crate) fn holds(&self, scene: &Scene<'_, '_>, options: &Options) -> bool {
        let key = self.key.as_deref();
        if self.by == Dimension::Agent {
            let wrote = |line: &&Line<'_, '_>| line.speaker == Some(Speaker::Human);
            let mut actors = scene
                .lines
                .iter()
                .filter(wrote)
                .map(|line| line.entry.actor);
            return actors.any(|actor| Some(actor).filter(|actor| !actor.is_empty()) == key);
        }
        if self.by.is_period() {
            let start = scene.bounds.times.map(|(start, _)| start);
            let period = start.map(|start| self.by.period(start, &options.zone));
            return period.as_deref() == key;
        }
        self.by.of_row(scene.session) == key
    }
}

impl Dimension {
    /// The spelling of every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Owner => "owner",
            Self::ChannelName => "channel_name",
            Self::ChannelType => "channel_type",
            Self::ChannelGroup => "channel_group",
            Self::ChannelIntent => "channel_intent",
            Self::ChannelLocale => "channel_locale",
            Self::Origin => "origin",
            Self::Status => "status",
            Self::AgentType => "agent_type",
            Self::Customer => "customer",
            Self::Weekday => "weekday",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// Whether it is a stretch of time.
    const fn is_period(self) -> bool {
        matches!(
            self,
            Self::Weekday | Self::Hour | Self::Day | Self::Week | Self::Month
        )
    }

    fn of_row<'a>(self, session: &Session<'a>) -> Option<&'a str> {
        let row = &session.row;
        let value = match self {
            Self::Owner => row.owner,
            Self::ChannelName => row.channel_name,
            Self::ChannelType => row.channel_type,
            Self::ChannelGroup => row.channel_group,
            Self::ChannelIntent => row.channel_intent,
            Self::ChannelLocale => row.channel_locale,
            Self::Origin => session.origin,
            Self::Status => session.status,
            Self::AgentType => session.agent_type,
            Self::Customer => row.customer,
            _ => None,
        };
        value.filter(|value| !value.is_empty())
    }

    /// The period of an instant in a zone.
    fn period(self, at: Millis, zone: &Zone) -> String {
        let local = at.saturating_add(i64::from(zone.offset_at(at)) * 1_000);
        let Some(local) = DateTime::from_timestamp_millis(local) else {
            return String::from("beyond the calendar");
        };
        match self {
            Self::Weekday => local.weekday().number_from_monday().to_string(),
            Self::Hour => format!("{:02}", local.hour()),
            Self::Week => format!(
                "{}-W{:02}",
                local.iso_week().year(),
                local.iso_week().week()
            ),
            Self::Month => format!("{:04}-{:02}", local.year(), local.month()),
            _ => local.date_naive().to_string(),
        }
    }
}

/// Takes the KPIs of a session apart by the period in which each of their stretches ended; what
/// has none stays in the period of the start.
fn by_end<'a>(
    kpis: &Kpis<'a>,
    start: &Key<'a>,
    period: impl Fn(Millis) -> Cow<'a, str>,
    percentile: Percentile,
) -> BTreeMap<Key<'a>, Kpis<'a>> {
    let mut parts: BTreeMap<Key<'a>, Kpis<'a>> = BTreeMap::new();
    for kpi in kpis.iter() {
        let evidence = kpis.evidence(kpi);
        if kpi.value.is_none() || evidence.is_empty() || matches!(kpi.value, Some(Value::Bool(_))) {
            let part = parts.entry(start.clone()).or_default();
            let mark = part.mark();
            part.rest_on(evidence.iter().copied());
            part.push(mark, kpi.clone());
            continue;
        }
        let mut of_period: BTreeMap<Key<'a>, Vec<Evidence<'a>>> = BTreeMap::new();
        for episode in evidence {
            let key = Some(period(episode.to_ms));
            of_period.entry(key).or_default().push(*episode);
        }
        for (key, episodes) in of_period {
            let part = parts.entry(key).or_default();
            let mark = part.mark();
            let mut kpi = kpi.clone();
            if let Some(Value::Family(_)) = kpi.value {
                let of = |family: Family| Value::Family(Box::new(family));
                kpi.n = episodes.len() as u64;
                kpi.value = Family::over(&episodes, |it| Some(it.value), percentile).map(of);
                kpi.bh = Family::over(&episodes, |it| it.bh, percentile).map(of);
            } else {
                let sum = |values: &mut dyn Iterator<Item = i64>| {
                    Value::Number(Number::whole(total(values)))
                };
                let open: Option<Vec<i64>> = episodes.iter().map(|it| it.bh).collect();
                kpi.n = 1;
                kpi.bh = open
                    .filter(|_| kpi.bh.is_some())
                    .map(|open| sum(&mut open.into_iter()));
                kpi.value = Some(sum(&mut episodes.iter().map(|it| it.value)));
            }
            part.rest_on(episodes);
            part.push(mark, kpi);
        }
    }
    parts
}

/// H2: messages of customers by weekday (Monday first) and hour of a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Heatmap {
    /// The zone whose clock was read.
    pub zone: String,
    /// Seven days of 24 hours.
    pub messages: [[u64; 24]; 7],
}

impl Heatmap {
    pub(crate) fn new(zone: &Zone) -> Self {
        Self {
            zone: zone.name.clone(),
            messages: [[0; 24]; 7],
        }
    }

    pub(crate) fn add(&mut self, scene: &Scene<'_, '_>, zone: &Zone) {
        let customer = scene
            .lines
            .iter()
            .filter(|line| line.speaker == Some(Speaker::Customer));
        for line in customer {
            let local = line
                .at
                .saturating_add(i64::from(zone.offset_at(line.at)) * 1_000);
            if let Some(local) = DateTime::from_timestamp_millis(local) {
                let day = local.weekday().num_days_from_monday() as usize;
                self.messages[day][local.hour() as usize] += 1;
            }
        }
    }
}
